import cython
from libc.stdint cimport int64_t
from mqk_core.portfolio.books cimport Book

cdef int64_t NO_MARK
cdef int64_t ONE

cdef class Holding:
    cdef readonly int64_t multiplier, quantity, mark, value
    @cython.locals(shares=int64_t, value=int64_t)
    cdef int64_t worth(self, int64_t price, int64_t quantity) except? -1

cdef class Ledger:
    cdef readonly int64_t cash, fees, holdings, dividends, charges
    cdef readonly list positions, books
    cdef int open(self, int64_t cash) except -1
    @cython.locals(holding=Holding, book=Book, cash=int64_t, fees=int64_t, gain=int64_t)
    cdef int64_t book(self, Py_ssize_t k, Py_ssize_t b, int64_t quantity, int64_t value, int64_t fee, int64_t time) except? -1
    @cython.locals(holding=Holding, giving=Book, taking=Book, value=int64_t)
    cdef int transfer(self, Py_ssize_t k, Py_ssize_t seller, Py_ssize_t buyer, int64_t quantity, int64_t price, int64_t time) except -1
    @cython.locals(holding=Holding, book=Book, paid=int64_t, cash=int64_t)
    cdef int64_t pay_dividend(self, Py_ssize_t k, int64_t amount) except? -1
    @cython.locals(book=Book)
    cdef int charge(self, Py_ssize_t b, int64_t amount) except -1
    @cython.locals(holding=Holding, book=Book, paid=int64_t, held=int64_t, rest=int64_t, cash=int64_t, b=Py_ssize_t)
    cdef int64_t split(self, Py_ssize_t k, object numerator, object denominator, int64_t lot, int64_t mark, int64_t time) except? -1
    @cython.locals(holding=Holding)
    cdef int mark(self, Py_ssize_t k, int64_t price) except -1
    @cython.locals(holding=Holding)
    cdef int mark_first(self, Py_ssize_t k, int64_t price) except -1
    @cython.locals(value=int64_t)
    cdef int _revalue(self, Holding holding) except -1
    cdef int64_t equity(self) except? -1
    @cython.locals(book=Book, holding=Holding, total=int64_t, quantity=int64_t, k=Py_ssize_t)
    cdef int64_t profit_of(self, Py_ssize_t b) except? -1
    @cython.locals(holding=Holding)
    cdef int64_t held(self, Py_ssize_t k) except? -1
    @cython.locals(book=Book)
    cdef int64_t held_by(self, Py_ssize_t b, Py_ssize_t k) except? -1
    @cython.locals(holding=Holding)
    cdef bint has_price(self, Py_ssize_t k) except -1
    @cython.locals(holding=Holding)
    cdef int64_t price_of(self, Py_ssize_t k) except? -1
    @cython.locals(holding=Holding)
    cdef int64_t worth(self, Py_ssize_t k, int64_t price, int64_t quantity) except? -1
    @cython.locals(holding=Holding, book=Book)
    cpdef object state(self)
    @cython.locals(holding=Holding, book=Book)
    cpdef object restore(self, object state)
