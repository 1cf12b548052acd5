from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport Crossing, Line, State
from mqk_core.strategy.host cimport StrategyHost

@cython.locals(action=object)
cdef int apply_actions(State state, int64_t time) except -1
@cython.locals(k=Py_ssize_t, b=Py_ssize_t, line=Line, cash=int64_t, mark=int64_t, crossing=Crossing, host=StrategyHost)
cdef int _split(State state, object action, int64_t time) except -1
@cython.locals(line=Line, cash=int64_t)
cdef int _pay(State state, object action, int64_t time) except -1
