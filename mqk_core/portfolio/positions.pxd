import cython
from libc.stdint cimport int64_t

cdef class Lot:
    cdef readonly int64_t quantity, cost, time

cdef class Position:
    cdef readonly int64_t quantity, cost, realised
    cdef list lots
    cdef public list closings
    @cython.locals(held=int64_t, after=int64_t, gain=int64_t, part=int64_t)
    cpdef int64_t apply(self, int64_t quantity, int64_t value, int64_t time) except? -1
    cdef int _open(self, int64_t quantity, int64_t cost, int64_t time) except -1
    @cython.locals(lot=Lot, gain=int64_t, taken=int64_t, cost=int64_t, part=int64_t)
    cdef int64_t _close(self, int64_t quantity, int64_t value, int64_t time) except? -1
    @cython.locals(each=Lot, before=object, after=object, scaled=object)
    cdef int64_t split(self, object numerator, object denominator, object lot) except? -1
    cpdef object state(self)
    cpdef object restore(self, object state)
