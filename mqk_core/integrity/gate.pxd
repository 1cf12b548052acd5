import cython
from libc.stdint cimport int64_t

cdef int64_t NEVER

cpdef bint is_possible(int64_t open, int64_t high, int64_t low, int64_t close, int64_t volume) noexcept

cdef class Track:
    cdef public int64_t slot, time

cdef class IntegrityGate:
    cdef int64_t tolerance
    cdef list tracks
    cdef readonly int64_t observed
    @cython.locals(track=Track, last=int64_t)
    cdef str check(self, Py_ssize_t k, int64_t time, int64_t slot, int64_t covered, int64_t open, int64_t high, int64_t low, int64_t close, int64_t volume)
    @cython.locals(k=Py_ssize_t, track=Track)
    cdef Py_ssize_t find_stale(self, int64_t newest_slot) except -2
    @cython.locals(track=Track)
    cpdef object state(self)
    @cython.locals(track=Track)
    cpdef object restore(self, object state)
