import cython
from libc.stdint cimport int64_t

cdef class Timeline:
    cdef const int64_t[::1] times, instrument, opens, highs, lows, closes, volumes, days, ends, row_of, begins
    cdef int64_t[::1] pointers
    cdef const int64_t[::1] day_ends
    cdef readonly Py_ssize_t rows, day
    cdef readonly int64_t latency_bars, latency_ns, span
    @cython.locals(p=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t)
    cdef Py_ssize_t position(self, Py_ssize_t k, Py_ssize_t row) except -1
    @cython.locals(p=Py_ssize_t, end=Py_ssize_t, from_ns=int64_t)
    cdef Py_ssize_t first(self, Py_ssize_t k, Py_ssize_t row) except -1
    @cython.locals(begin=Py_ssize_t, end=Py_ssize_t)
    cdef Py_ssize_t opening(self, Py_ssize_t k, Py_ssize_t p) except -1
    @cython.locals(end=Py_ssize_t)
    cdef Py_ssize_t closing(self, Py_ssize_t k, Py_ssize_t p) except -1
    @cython.locals(last=Py_ssize_t)
    cdef Py_ssize_t day_end(self, Py_ssize_t row) except -1
    @cython.locals(p=Py_ssize_t, end=Py_ssize_t, newest=Py_ssize_t, day=int64_t)
    cdef int64_t last_day(self, Py_ssize_t k, Py_ssize_t row) except? -1
    @cython.locals(p=Py_ssize_t, end=Py_ssize_t)
    cdef Py_ssize_t expiry(self, Py_ssize_t k, Py_ssize_t row, int64_t day) except -1
    cdef bint _is_inside(self, Py_ssize_t i, int64_t day) noexcept
