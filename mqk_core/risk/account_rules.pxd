from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskMonitor, RiskRule, RiskView

cdef class MarginRule(RiskRule):
    cdef str account
    cdef tuple rows

cdef class DayTradeRule(RiskMonitor):
    cdef bint is_margin
    cdef tuple rows
    cdef object days_kept
    cdef list days
    cdef dict trades
    cdef set opened, ordered_today
    cdef object _enter(self, int64_t day)

cdef class Canary(RiskRule):
    cdef int64_t days, order_value_max, orders_max, position_value_max
    cdef dict counts
    cdef object _count(self, RiskView view)
