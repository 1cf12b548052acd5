import cython
from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskMonitor, RiskRule, RiskView

cdef class QuantityLimit(RiskRule):
    cdef int64_t quantity_max

cdef class ValueLimit(RiskRule):
    cdef int64_t value_max

cdef class PriceCollar(RiskRule):
    cdef int64_t fraction_max
    @cython.locals(distance=int64_t)
    cpdef object check(self, object intent, RiskView view)

cdef class PositionLimit(RiskRule):
    cdef int64_t quantity_max

cdef class GrossLimit(RiskRule):
    cdef int64_t value_max

cdef class LeverageLimit(RiskRule):
    cdef int64_t ratio_max

cdef class DailyLossLimit(RiskMonitor):
    cdef int64_t fraction_max, start, loss_max

cdef class DrawdownLimit(RiskMonitor):
    cdef int64_t fraction_max, peak, loss_max
