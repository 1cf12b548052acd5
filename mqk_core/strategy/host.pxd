from libc.stdint cimport int64_t
import cython
from mqk_core.domain.market cimport Bar
from mqk_core.strategy.indicators cimport Indicator, Indicators, Series

cdef class Wish:
    cdef readonly int64_t target
    cdef public int64_t held, change
    cdef public bint asked

cdef class Context:
    cdef readonly Indicators indicators
    cdef readonly object state
    cdef StrategyHost host
    cpdef object target(self, str symbol, object quantity)
    @cython.locals(wish=Wish, host=StrategyHost)
    cpdef object position(self, str symbol)

cdef class StrategyHost:
    cdef readonly str name
    cdef readonly bint enabled
    cdef public bint pending
    cdef readonly int64_t calls
    cdef public int64_t dust
    cdef readonly object failure
    cdef object strategy, on_bar, state_class
    cdef Context context
    cdef dict index
    cdef list indicators
    cdef readonly list wishes
    cdef public list requests
    cdef readonly int64_t tickets
    cdef readonly dict orders
    cdef object last_quantity, former_quantity
    cdef int64_t last_units, former_units
    @cython.locals(ready=bint, indicator=Indicator, series=Series)
    cdef bint _feed(self, Py_ssize_t k, int64_t open, int64_t high, int64_t low, int64_t close, int64_t volume) except -1
    cdef bint take(self, str symbol, Py_ssize_t k, int64_t time, int64_t open, int64_t high, int64_t low, int64_t close, int64_t volume) except -1
    @cython.locals(wish=Wish, found=object)
    cdef int keep(self, str symbol, object quantity) except -1
    cpdef Py_ssize_t instrument_of(self, str symbol) except -1
    @cython.locals(wish=Wish)
    cpdef int change(self, Py_ssize_t k, int64_t units) except -1
    cpdef int64_t ask(self, Py_ssize_t k, int64_t units, object terms, object reduce_only, object exits, int64_t excludes) except? -1
    cpdef int request(self, object request) except -1
    cdef int _refuse_before_bars(self) except -1
    @cython.locals(indicator=Indicator, series=Series)
    cdef int split(self, Py_ssize_t k, object numerator, object denominator) except -1
    cdef int enable(self) except -1
    cdef int disable(self) except -1
    @cython.locals(wish=Wish)
    cdef int clear(self) except -1
    @cython.locals(indicator=Indicator, wish=Wish)
    cpdef object state(self)
    @cython.locals(indicator=Indicator, wish=Wish)
    cpdef object restore(self, object state)
