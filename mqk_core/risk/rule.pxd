from libc.stdint cimport int64_t

cdef class RiskView:
    cdef readonly str symbol
    cdef readonly int64_t quantity, price, previous_price, value, position_after, gross_after
    cdef readonly int64_t equity, peak, day_start_equity
    cdef readonly bint reducing

cdef class RiskRule:
    cdef public str name
    cpdef object check(self, object intent, RiskView view)

cdef class RiskMonitor(RiskRule):
    cpdef object monitor(self, RiskView view)
