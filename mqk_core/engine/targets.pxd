from libc.stdint cimport int64_t
import cython
from mqk_core.engine.offers cimport Proposal
from mqk_core.engine.state cimport Crossing, Line, State
from mqk_core.oms.blotter cimport Working
from mqk_core.oms.order cimport Leg, Order
from mqk_core.strategy.host cimport StrategyHost, Wish

cdef class Want:
    cdef public Py_ssize_t b, k
    cdef public int64_t target, quantity

@cython.locals(host=StrategyHost, want=Want, b=Py_ssize_t, speakers=Py_ssize_t)
cdef int trade_targets(State state) except -1
@cython.locals(host=StrategyHost)
cdef bint _goes_on(State state, Py_ssize_t b) except -1
@cython.locals(k=Py_ssize_t, wish=Wish, own=Working, line=Line, held=int64_t, working=int64_t, target=int64_t, quantity=int64_t)
cdef int _collect(State state, StrategyHost host, Py_ssize_t b, list wants) except -1
@cython.locals(order=Order, going=int64_t, is_entry=bint)
cdef int64_t _going(State state, Py_ssize_t b, Py_ssize_t k, bint is_buy) except? -1
cdef int64_t _less(int64_t quantity, int64_t going) except? -1
@cython.locals(b=Py_ssize_t, k=Py_ssize_t, exit=int64_t, reduction=int64_t, rest=int64_t, going=int64_t)
cdef int _trade(State state, Want want) except -1
@cython.locals(held=int64_t, own=Working)
cdef int64_t _exit_part(State state, Py_ssize_t b, Py_ssize_t k, int64_t quantity, int64_t target) except? -1
@cython.locals(held=int64_t, working=Working)
cdef int64_t _reduction(State state, Py_ssize_t k, int64_t quantity) except? -1
@cython.locals(seller=Want, buyer=Want, giving=int64_t, taking=int64_t, quantity=int64_t, is_closing=bint)
cdef int _cross(State state, list wants) except -1
@cython.locals(own=Working, order=Order, held=int64_t, sleeps=bint, is_asked=bint, is_told=bint)
cdef bint _can_be_told(State state, Py_ssize_t k, Py_ssize_t b, int64_t change) except -1
cdef bint _sleeps(State state, Order order) except -1
@cython.locals(exit=int64_t, proposal=Proposal, line=Line, price=int64_t)
cdef bint _may_cross(State state, Want want) except -1
@cython.locals(line=Line)
cdef int cross(State state, Py_ssize_t k, Py_ssize_t seller, Py_ssize_t buyer, int64_t quantity) except -1
@cython.locals(own=Working, held=int64_t, order=Order, leg=Leg, sleeps=bint)
cdef int _tell_cover(State state, Py_ssize_t k, Py_ssize_t b) except -1
@cython.locals(crossing=Crossing, line=Line, quantity=int64_t)
cdef int book_crossings(State state, Py_ssize_t k, int64_t price, Py_ssize_t row, int64_t time) except -1
@cython.locals(want=Want, own=Working, k=Py_ssize_t, b=Py_ssize_t, held=int64_t, left=int64_t)
cdef int flatten(State state) except -1
