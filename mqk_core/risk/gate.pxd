import cython
from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskMonitor, RiskRule, RiskView

cdef class RiskGate:
    cdef readonly RiskView view
    cdef public str halted
    cdef tuple rules, monitors
    @cython.locals(rule=RiskRule)
    cdef object judge(self, object intent, str effect)
    @cython.locals(monitor=RiskMonitor)
    cdef object watch(self)
    cdef int begin_day(self, int64_t equity) except -1
    cdef int mark(self, int64_t equity) except -1
    cpdef object state(self)
    cpdef object restore(self, object state)

cdef object _ask(RiskRule rule, object intent, RiskView view)
cdef object _watch(RiskMonitor monitor, RiskView view)
