from libc.stdint cimport int64_t
import cython
from mqk_core.engine.offers cimport Proposal
from mqk_core.engine.state cimport Line, State
from mqk_core.oms.order cimport Leg, Order
from mqk_core.strategy.host cimport StrategyHost

@cython.locals(order=Order)
cdef int serve_requests(State state, StrategyHost host, Py_ssize_t b) except -1
@cython.locals(host=StrategyHost, line=Line, proposal=Proposal, k=Py_ssize_t, held=int64_t, quantity=int64_t, is_against=bint, number=int64_t)
cdef int64_t _place(State state, Py_ssize_t b, object request, set excluded, dict made) except? -1
@cython.locals(child=Proposal)
cdef list _exits(Py_ssize_t b, Py_ssize_t k, object request, int64_t quantity, int64_t tick)
@cython.locals(held=int64_t, is_down=bint)
cdef str _effect(State state, Py_ssize_t k, int64_t quantity, bint reduces)
cdef object _on_grid(object terms, bint is_buy, object tick, bint is_exit)
@cython.locals(order=Order, leg=Leg, line=Line, proposal=Proposal, k=Py_ssize_t, quantity=int64_t, price=int64_t)
cdef int _change(State state, StrategyHost host, Py_ssize_t b, object request) except -1
cdef object _changed(Order order, Leg leg, object request)
@cython.locals(former=Py_ssize_t, leg=Py_ssize_t)
cdef int replace(State state, Order order, int64_t quantity, object terms, int64_t held, str reason) except -1
@cython.locals(line=Line)
cdef int _refuse(State state, Py_ssize_t b, Py_ssize_t k, int64_t quantity, str reason, int64_t limit, int64_t observed) except -1
