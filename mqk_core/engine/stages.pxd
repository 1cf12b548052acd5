from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport Line, State
from mqk_core.oms.order cimport Leg, Order
from mqk_core.portfolio.ledger cimport Holding
from mqk_core.risk.gate cimport RiskGate
from mqk_core.risk.rule cimport RiskView
from mqk_core.strategy.host cimport StrategyHost

cdef int CHECKPOINT_SHIFT

cdef class Rows:
    cdef const int64_t[::1] times, instrument, opens, highs, lows, closes, volumes, slots, covered, days
    cdef readonly Py_ssize_t count
    @cython.locals(end=Py_ssize_t)
    cdef Py_ssize_t end_of_step(self, Py_ssize_t begin) except -1

@cython.locals(begin=Py_ssize_t, day=int64_t)
cdef int enter_step(State state, Rows rows, Py_ssize_t end) except -1
@cython.locals(line=Line, position=Holding, i=Py_ssize_t, k=Py_ssize_t, silent=Py_ssize_t, reason=str)
cdef bint accept_bars(State state, Rows rows, Py_ssize_t begin, Py_ssize_t end) except -1
@cython.locals(line=Line)
cdef bint _go_blind(State state, Py_ssize_t k, str reason) except -1
@cython.locals(gate=RiskGate, view=RiskView)
cdef int _begin_day(State state) except -1
@cython.locals(equity=int64_t, b=Py_ssize_t)
cdef int64_t keep_equity(State state) except? -1
@cython.locals(gate=RiskGate, host=StrategyHost, view=RiskView)
cdef int watch_limits(State state) except -1
@cython.locals(b=Py_ssize_t, k=Py_ssize_t, total=int64_t, exposed=int64_t, bare=int64_t, view=RiskView)
cdef int _describe_protection(State state) except -1
@cython.locals(held=int64_t, bare=int64_t, order=Order, leg=Leg, is_stop=bint)
cdef int64_t unprotected(State state, Py_ssize_t b, Py_ssize_t k) except? -1
@cython.locals(parent=Order, leaves=int64_t, woken=int64_t)
cdef int64_t _awake(State state, Order order) except? -1
@cython.locals(line=Line, host=StrategyHost, i=Py_ssize_t, k=Py_ssize_t)
cdef int ask_strategies(State state, Rows rows, Py_ssize_t begin, Py_ssize_t end) except -1
@cython.locals(host=StrategyHost, b=Py_ssize_t, is_wanted=bint)
cdef int make_orders(State state) except -1
