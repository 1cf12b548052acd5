from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport Line, State
from mqk_core.portfolio.positions cimport Position
from mqk_core.strategy.host cimport StrategyHost

cdef int CHECKPOINT_SHIFT

cdef class Rows:
    cdef const int64_t[::1] times, instrument, opens, highs, lows, closes, volumes, slots, covered, days
    cdef readonly Py_ssize_t count
    @cython.locals(end=Py_ssize_t)
    cdef Py_ssize_t end_of_step(self, Py_ssize_t begin) except -1

@cython.locals(begin=Py_ssize_t, day=int64_t)
cdef int enter_step(State state, Rows rows, Py_ssize_t end) except -1
@cython.locals(line=Line, position=Position, i=Py_ssize_t, k=Py_ssize_t, silent=Py_ssize_t, reason=str)
cdef bint accept_bars(State state, Rows rows, Py_ssize_t begin, Py_ssize_t end) except -1
@cython.locals(line=Line)
cdef bint _go_blind(State state, Py_ssize_t k, str reason) except -1
cdef int watch_limits(State state) except -1
@cython.locals(line=Line, host=StrategyHost, i=Py_ssize_t, k=Py_ssize_t)
cdef int ask_strategies(State state, Rows rows, Py_ssize_t begin, Py_ssize_t end) except -1
@cython.locals(host=StrategyHost)
cdef int make_orders(State state) except -1
