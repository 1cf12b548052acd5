import cython
from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskMonitor, RiskRule, RiskView

cdef class Scope:
    cdef readonly RiskView view
    cdef readonly dict broken
    cdef readonly int level_max
    cdef readonly bint watches_protection
    cdef readonly tuple rules, monitors
    cdef tuple of_orders, of_fills, of_rejects, of_bars, of_splits
    @cython.locals(rule=RiskRule)
    cdef object judge(self, object intent, list objections)
    cdef int describe_close(self, object intent) except -1
    @cython.locals(monitor=RiskMonitor)
    cdef object watch(self)
    @cython.locals(rule=RiskRule)
    cdef int note_order(self, object intent) except -1
    @cython.locals(rule=RiskRule)
    cdef int note_fill(self, str symbol, int64_t quantity, int64_t held, int64_t day, int64_t time) except -1
    @cython.locals(rule=RiskRule)
    cdef int note_reject(self, str symbol, int64_t time) except -1
    @cython.locals(rule=RiskRule)
    cdef int note_bar(self, Py_ssize_t k, str symbol, int64_t close, int64_t time) except -1
    @cython.locals(rule=RiskRule)
    cdef int note_split(self, Py_ssize_t k, str symbol, int64_t numerator, int64_t denominator) except -1
    cdef int fail(self, RiskRule rule, object error) except -1
    cdef int mark(self, int64_t equity) except -1
    @cython.locals(rule=RiskRule)
    cpdef object state(self)
    @cython.locals(rule=RiskRule)
    cpdef object restore(self, object state)

cdef object _ask(RiskRule rule, object intent, RiskView view, int level_max)
cdef object _watch(RiskMonitor monitor, RiskView view, int level)
