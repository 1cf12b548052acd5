from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport State
from mqk_core.oms.order cimport Order
from mqk_core.strategy.host cimport StrategyHost

cdef int halt(State state, str stage, str reason, str subject, int64_t limit, int64_t observed) except -1
cdef int disable(State state, StrategyHost host, str reason, str detail) except -1
cdef int cancel(State state, Order order, str reason) except -1
@cython.locals(order=Order)
cdef int cancel_entries(State state, str strategy, str reason) except -1
@cython.locals(order=Order)
cdef int cancel_all(State state, str reason, bint keeps_closes) except -1
@cython.locals(host=StrategyHost, word=str)
cdef int obey(State state, object command) except -1
@cython.locals(host=StrategyHost)
cdef StrategyHost _subject(State state, object command)
cdef bint is_replaceable(Order order) except -1
