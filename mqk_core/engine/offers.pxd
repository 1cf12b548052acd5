from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport Line, State
from mqk_core.oms.blotter cimport Working
from mqk_core.oms.order cimport Leg, Order
from mqk_core.risk.gate cimport RiskGate
from mqk_core.risk.rule cimport RiskView
from mqk_core.strategy.host cimport StrategyHost

cdef int64_t OWN_NUMBER

cdef class Proposal:
    cdef public Py_ssize_t b, k
    cdef public int64_t target, quantity, parent, group, ticket, former
    cdef public str effect
    cdef public bint is_exit, reduce_only, is_protected
    cdef public object terms

cdef Proposal at_market(Py_ssize_t b, Py_ssize_t k, int64_t target, int64_t quantity, str effect, bint is_exit)
cdef int64_t offer(State state, Proposal proposal) except? -1
@cython.locals(proposal=Proposal, child=Proposal, number=int64_t, group=int64_t, k=Py_ssize_t)
cdef int64_t offer_bracket(State state, Proposal entry, list exits) except? -1
@cython.locals(line=Line, price=int64_t, name=str)
cdef object _intent(State state, Proposal proposal)
@cython.locals(order=Order, host=StrategyHost, held=int64_t, name=str, is_capped=bint)
cdef int64_t submit(State state, object approved, Proposal proposal) except? -1
@cython.locals(line=Line)
cdef int refused(State state, Proposal proposal, object verdict) except -1
@cython.locals(line=Line)
cdef int refuse_unpriced(State state, Py_ssize_t b, Py_ssize_t k, int64_t target, str reason) except -1
cdef object judge(State state, object intent, Proposal proposal)
@cython.locals(gate=RiskGate, view=RiskView, is_counted=bint)
cdef bint _describe(State state, Proposal proposal) except -1
@cython.locals(view=RiskView, name=str)
cdef object judge_book(State state, Proposal proposal)
@cython.locals(proposal=Proposal)
cdef int halt_if_breached(State state, Py_ssize_t k, Py_ssize_t b) except -1
@cython.locals(line=Line, k=Py_ssize_t, quantity=int64_t, price=int64_t, order_price=int64_t)
cdef bint _is_described(State state, RiskView view, Py_ssize_t b, Proposal proposal) except -1
@cython.locals(k=Py_ssize_t, gross=int64_t, longs=int64_t, shorts=int64_t, longest=int64_t, shortest=int64_t, largest=int64_t, value=int64_t)
cdef int _describe_book(State state, RiskView view, Py_ssize_t b, Proposal proposal) except -1
@cython.locals(own=Working, working=Working, longest=int64_t)
cdef int64_t _longest(State state, Py_ssize_t k, Py_ssize_t b) except? -1
@cython.locals(own=Working, working=Working, shortest=int64_t)
cdef int64_t _shortest(State state, Py_ssize_t k, Py_ssize_t b) except? -1
@cython.locals(own=Working, b=Py_ssize_t, held=int64_t, total=int64_t, open_short=int64_t, open_long=int64_t)
cdef int64_t _guarded(State state, Py_ssize_t k, bint is_buy) except? -1
@cython.locals(order=Order, count=Py_ssize_t)
cdef Py_ssize_t _count_live(State state, Py_ssize_t b) except -1
@cython.locals(working=Working)
cdef int64_t _working_against(State state, Proposal proposal) except? -1
@cython.locals(theirs=Leg, price=int64_t)
cdef bint _meets(State state, Proposal proposal, Order order) except -1
@cython.locals(order=Order)
cdef bint _is_opposed(State state, Proposal proposal) except -1
@cython.locals(order=Order)
cdef int _clear_the_way(State state, Proposal proposal) except -1
