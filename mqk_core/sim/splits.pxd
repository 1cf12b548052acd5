import cython
from libc.stdint cimport int64_t
from mqk_core.sim.account cimport Account
from mqk_core.sim.actions cimport ActionsInForce
from mqk_core.sim.resting cimport Change, Cover, Queue, Resting
from mqk_core.sim.trades cimport Trades

cdef class Splits:
    cdef Trades trades
    cdef ActionsInForce actions
    @cython.locals(account=Account, ledger=ActionsInForce, k=Py_ssize_t, held=int64_t)
    cdef list apply(self, Py_ssize_t until, int64_t time)
    @cython.locals(trades=Trades, queue=Queue, order=Resting, cover=Cover, change=Change, tick=int64_t, lot=int64_t)
    cdef int _split(self, Py_ssize_t k, int64_t numerator, int64_t denominator, int64_t time) except -1
    @cython.locals(order=Resting, quantity=int64_t)
    cdef int _restate(self, Change change, int64_t numerator, int64_t denominator, int64_t tick, int64_t lot) except -1

cpdef object _number(Resting order)
