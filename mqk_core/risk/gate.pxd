import cython
from libc.stdint cimport int64_t
from mqk_core.risk.rule cimport RiskView
from mqk_core.risk.scope cimport Scope

cdef class RiskGate:
    cdef readonly RiskView view
    cdef readonly Scope account
    cdef readonly dict scopes
    cdef readonly list objections
    cdef public str halted, reducing
    cdef readonly bint watches_protection
    @cython.locals(scope=Scope)
    cpdef object view_of(self, str strategy)
    @cython.locals(scope=Scope)
    cdef object judge(self, object intent, str effect)
    @cython.locals(scope=Scope)
    cdef object judge_strategy(self, object intent)
    cdef object watch(self)
    @cython.locals(scope=Scope)
    cdef object watch_strategy(self, str name)
    @cython.locals(scope=Scope)
    cdef int note_order(self, object intent) except -1
    @cython.locals(scope=Scope)
    cdef int note_fill(self, str strategy, str symbol, int64_t quantity, int64_t held_account, int64_t held_book, int64_t day, int64_t time) except -1
    @cython.locals(scope=Scope)
    cdef int note_reject(self, str strategy, str symbol, int64_t time) except -1
    @cython.locals(scope=Scope)
    cdef int note_bar(self, Py_ssize_t k, str symbol, int64_t close, int64_t time) except -1
    @cython.locals(scope=Scope)
    cdef int note_split(self, Py_ssize_t k, str symbol, int64_t numerator, int64_t denominator) except -1
    cdef int begin_day(self, int64_t equity) except -1
    @cython.locals(scope=Scope)
    cdef int begin_day_strategy(self, str name, int64_t equity) except -1
    cdef int mark(self, int64_t equity) except -1
    @cython.locals(scope=Scope)
    cdef int mark_strategy(self, str name, int64_t equity) except -1
    cpdef object state(self)
    @cython.locals(scope=Scope)
    cpdef object restore(self, object state)
