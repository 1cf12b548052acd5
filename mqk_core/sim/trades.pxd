import cython
from libc.stdint cimport int64_t
from mqk_core.sim.account cimport Account
from mqk_core.sim.actions cimport ActionsInForce
from mqk_core.sim.prices cimport Prices
from mqk_core.sim.resting cimport Cover, Ended, Queue, Resting
from mqk_core.sim.timeline cimport Timeline

cdef int AT_OPEN, WITHIN, AT_CLOSE
cdef int _ENDED_MAX

cdef class Trades:
    cdef readonly Timeline timeline
    cdef readonly Account account
    cdef readonly ActionsInForce actions
    cdef readonly Prices prices
    cdef readonly object costs, cap
    cdef int64_t[::1] ticks, lots, multipliers
    cdef readonly bint is_capped
    cdef readonly list queues, events
    cdef readonly dict orders, groups
    cdef readonly int64_t executions, live
    cdef int enter(self, Resting order, Queue queue) except -1
    @cython.locals(queue=Queue, signed=int64_t, price=int64_t, value=int64_t)
    cdef int64_t fill(self, Resting order, int64_t quantity, int64_t market, Py_ssize_t i, int64_t time, int where) except -1
    @cython.locals(lot=int64_t, room=int64_t)
    cdef int64_t _allowed(self, Resting order, Queue queue, int64_t quantity, Py_ssize_t i) except -1
    @cython.locals(child=Resting)
    cdef int _follow(self, Resting order, Queue queue, int64_t quantity, int64_t price, Py_ssize_t i, int64_t time, int where) except -1
    @cython.locals(child=Resting)
    cdef int _wake(self, Resting parent, int64_t quantity, int64_t price, Py_ssize_t i, int where) except -1
    @cython.locals(mate=Resting)
    cdef int _take_from_group(self, Resting order, int64_t quantity, int64_t time) except -1
    @cython.locals(order=Resting, is_awake=bint)
    cdef int protect(self, Queue queue, Cover cover, int64_t time) except -1
    cdef int complete(self, Resting order, int64_t time) except -1
    cdef int cancel(self, Resting order, int64_t time) except -1
    cdef int expire(self, Resting order, int64_t time) except -1
    @cython.locals(queue=Queue, child=Resting, children=list)
    cdef int _end(self, Resting order, str status, int64_t time) except -1
