import cython
from libc.stdint cimport int64_t
from mqk_core.sim.resting cimport Resting
from mqk_core.sim.timeline cimport Timeline

cdef Py_ssize_t LOOK_ROWS
cdef int64_t _NEVER_HIGH, _NEVER_LOW

cdef class Watch:
    cdef Timeline timeline
    cdef int64_t[::1] up, down, wake
    cdef int reset(self, Py_ssize_t k) except -1
    cdef int by(self, Py_ssize_t k, Py_ssize_t p) except -1
    @cython.locals(k=Py_ssize_t)
    cdef int add(self, Resting order, Py_ssize_t p) except -1
    @cython.locals(is_stop=bint)
    cdef int _add_levels(self, Resting order, Py_ssize_t k) except -1
    @cython.locals(k=Py_ssize_t, is_within=bint)
    cdef bint is_quiet(self, Py_ssize_t i) noexcept
    @cython.locals(i=Py_ssize_t, end=Py_ssize_t)
    cdef Py_ssize_t look(self, Py_ssize_t row) except -1
