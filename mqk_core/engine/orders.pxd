from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport Line, State
from mqk_core.oms.blotter cimport Order, Working
from mqk_core.risk.rule cimport RiskView
from mqk_core.strategy.host cimport StrategyHost, Wish

@cython.locals(k=Py_ssize_t, wish=Wish, working=Working, line=Line, held=int64_t, quantity=int64_t, exit=int64_t)
cdef int decide(State state, StrategyHost host) except -1
@cython.locals(k=Py_ssize_t, working=Working, held=int64_t, left=int64_t, host=StrategyHost)
cdef int flatten(State state) except -1
cdef int halt(State state, str stage, str reason, str subject, int64_t limit, int64_t observed) except -1
cdef int disable(State state, StrategyHost host) except -1
@cython.locals(order=Order)
cdef int apply_order_event(State state, object event) except -1
cdef int64_t _exit_part(int64_t held, Working working, int64_t quantity, int64_t target) except? -1
cdef int _refuse_unpriced(State state, str strategy, str symbol, int64_t target, str reason) except -1
@cython.locals(order=Order, line=Line)
cdef int _offer(State state, str strategy, Py_ssize_t k, int64_t target, int64_t quantity, str effect) except -1
@cython.locals(view=RiskView, line=Line, quantity=int64_t, price=int64_t, gross=int64_t, exposure=int64_t, other=Py_ssize_t)
cdef object _judge(State state, object intent, Py_ssize_t k, str effect)
@cython.locals(working=Working, held=int64_t, longest=int64_t, shortest=int64_t)
cdef int64_t _exposure(State state, Py_ssize_t k, int64_t quantity) except? -1
@cython.locals(host=StrategyHost, wish=Wish, k=Py_ssize_t, quantity=int64_t, incidents=tuple)
cdef int _fill(State state, Order order, object event) except -1
@cython.locals(order=Order, cancel=object)
cdef int _cancel_entries(State state, str strategy, str reason) except -1
cdef int _note(State state, Order order, tuple incidents) except -1
