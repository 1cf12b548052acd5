from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport Line, State
from mqk_core.portfolio.positions cimport Position
from mqk_core.strategy.host cimport StrategyHost

cdef class Engine:
    cdef readonly State state
    cdef readonly object tape
    cdef const int64_t[::1] times, instrument, opens, highs, lows, closes, volumes, slots, covered, days
    cdef Py_ssize_t rows
    cdef int64_t[::1] equity_curve
    cdef readonly object equity
    @cython.locals(state=State, begin=Py_ssize_t, end=Py_ssize_t)
    cdef int _take_step(self) except -1
    @cython.locals(state=State, begin=Py_ssize_t, day=int64_t)
    cdef int _begin(self, Py_ssize_t end) except -1
    @cython.locals(state=State, line=Line, position=Position, i=Py_ssize_t, k=Py_ssize_t, silent=Py_ssize_t, reason=str)
    cdef bint _accept_bars(self, Py_ssize_t begin, Py_ssize_t end) except -1
    @cython.locals(state=State)
    cdef int _watch_limits(self) except -1
    @cython.locals(state=State, line=Line, host=StrategyHost, i=Py_ssize_t, k=Py_ssize_t)
    cdef int _ask_strategies(self, Py_ssize_t begin, Py_ssize_t end) except -1
    @cython.locals(state=State, host=StrategyHost)
    cdef int _decide(self) except -1
    @cython.locals(state=State, equity=int64_t)
    cdef int _keep_equity(self) except -1
    cdef list _drain(self)
    @cython.locals(state=State)
    cpdef object advance(self, Py_ssize_t stop)
    @cython.locals(state=State)
    cpdef object handle(self, object event)
