from mqk_core.risk.rule cimport RiskMonitor, RiskRule, RiskView

cdef class OrderRate(RiskRule):
    cdef object count_max, window, times

cdef class LookAlike(RiskRule):
    cdef object window, seen

cdef class EntryThrottle(RiskRule):
    cdef object entries_max, window
    cdef dict times

cdef class RejectStorm(RiskMonitor):
    cdef object count_max, window, times

cdef list _likeness(RiskView view)
cdef object _within(object times, object since)
