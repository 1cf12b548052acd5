from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskRule, RiskView

cdef class PositionLimit(RiskRule):
    cdef int64_t quantity_max

cdef class ShortLimit(RiskRule):
    cdef bint is_allowed

cdef class GrossLimit(RiskRule):
    cdef int64_t value_max

cdef class NetLimit(RiskRule):
    cdef int64_t value_max

cdef class LeverageLimit(RiskRule):
    cdef int64_t ratio_max

cdef class ConcentrationLimit(RiskRule):
    cdef int64_t ratio_max

cdef class OpenOrdersLimit(RiskRule):
    cdef int64_t count_max
