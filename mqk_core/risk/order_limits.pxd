import cython
from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskRule, RiskView

cdef class QuantityLimit(RiskRule):
    cdef int64_t quantity_max

cdef class ValueLimit(RiskRule):
    cdef int64_t value_max

cdef class PriceCollar(RiskRule):
    cdef int64_t fraction_max
    @cython.locals(price=int64_t, reference=int64_t, distance=int64_t)
    cpdef object check(self, object intent, RiskView view)

cdef class Ring:
    cdef readonly list closes
    cdef Py_ssize_t length, at
    cdef int push(self, int64_t close) except -1
    cdef list in_order(self)

cdef class RollingCollar(RiskRule):
    cdef int64_t fraction_max
    cdef Py_ssize_t bars
    cdef list rings
    @cython.locals(price=int64_t, low=int64_t, high=int64_t, ring=Ring)
    cpdef object check(self, object intent, RiskView view)
    @cython.locals(ring=Ring)
    cpdef object marked(self, Py_ssize_t instrument, str symbol, int64_t close, int64_t time)
    @cython.locals(ring=Ring)
    cpdef object split(self, Py_ssize_t instrument, str symbol, int64_t numerator, int64_t denominator)
    @cython.locals(ring=Ring)
    cdef Ring _ring(self, list closes)
    @cython.locals(ring=Ring)
    cpdef object state(self)

cdef class StaleReference(RiskRule):
    cdef int64_t bars_max

cdef class SelfMatch(RiskRule):
    pass

cdef class Restricted(RiskRule):
    cdef frozenset symbols

cdef class Allowed(RiskRule):
    cdef frozenset symbols
