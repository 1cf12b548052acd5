import cython
from libc.stdint cimport int64_t
from mqk_core.portfolio.positions cimport Position

cdef class Book:
    cdef readonly int64_t cash, fees, dividends, charges
    cdef readonly list positions
    @cython.locals(position=Position, cash=int64_t, fees=int64_t, gain=int64_t)
    cdef int64_t trade(self, Py_ssize_t k, int64_t quantity, int64_t value, int64_t fee, int64_t time) except? -1
    cdef int receive_dividend(self, int64_t cash) except -1
    cdef int charge(self, int64_t amount) except -1
    @cython.locals(position=Position)
    cdef int64_t split(self, Py_ssize_t k, object numerator, object denominator, int64_t lot) except? -1
    @cython.locals(position=Position)
    cdef int64_t held(self, Py_ssize_t k) except? -1
    @cython.locals(position=Position)
    cpdef object state(self)
    @cython.locals(position=Position)
    cpdef object restore(self, object state)
