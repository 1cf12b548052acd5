from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskMonitor, RiskView

cdef class DailyLossLimit(RiskMonitor):
    cdef int64_t fraction_max, start, loss_max

cdef class DrawdownLimit(RiskMonitor):
    cdef int64_t fraction_max, peak, loss_max

cdef class ProtectiveStop(RiskMonitor):
    cdef bint is_required
    cdef readonly bint watches_protection
    cdef int64_t bars, steps
