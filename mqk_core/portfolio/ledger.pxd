import cython
from libc.stdint cimport int64_t
from mqk_core.portfolio.positions cimport Position

cdef class Ledger:
    cdef readonly int64_t cash, fees, holdings
    cdef readonly list positions
    cdef int open(self, int64_t cash) except -1
    @cython.locals(position=Position, value=int64_t, cash=int64_t, fees=int64_t, gain=int64_t)
    cdef int64_t book(self, Py_ssize_t k, int64_t quantity, int64_t price, int64_t fee, int64_t time) except? -1
    @cython.locals(position=Position)
    cdef int mark(self, Py_ssize_t k, int64_t price) except -1
    @cython.locals(value=int64_t)
    cdef int _revalue(self, Position position) except -1
    cdef int64_t equity(self) except? -1
    @cython.locals(position=Position)
    cdef int64_t held(self, Py_ssize_t k) except? -1
    @cython.locals(position=Position)
    cdef bint has_price(self, Py_ssize_t k) except -1
    @cython.locals(position=Position)
    cdef int64_t price_of(self, Py_ssize_t k) except? -1
    @cython.locals(position=Position)
    cpdef object state(self)
    @cython.locals(position=Position)
    cpdef object restore(self, object state)
