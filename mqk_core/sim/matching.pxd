import cython
from libc.stdint cimport int64_t
from mqk_core.sim.prices cimport Prices
from mqk_core.sim.resting cimport Queue, Resting
from mqk_core.sim.timeline cimport Timeline
from mqk_core.sim.trades cimport Trades

cdef class Matching:
    cdef readonly Trades trades
    cdef readonly Timeline timeline
    cdef readonly Prices prices
    @cython.locals(order=Resting, time=int64_t, day=int64_t, trades=Trades)
    cdef int meet(self, Queue queue, Py_ssize_t p, Py_ssize_t i) except -1
    @cython.locals(opened=int64_t, working=int64_t, is_elsewhere=bint, is_entered=bint, price=int64_t)
    cdef int _open(self, Resting order, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(order=Resting)
    cdef int _end_singles(self, Queue queue, Py_ssize_t p, int64_t time, bint is_close) except -1
    @cython.locals(price=int64_t, is_level=bint)
    cdef int _within(self, Resting order, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(child=Resting)
    cdef bint _is_kept_out(self, Resting order, Py_ssize_t p, Py_ssize_t i) except -1
    cdef int64_t _price_within(self, Resting order, Py_ssize_t p, Py_ssize_t i) except -1
    @cython.locals(reached=int64_t)
    cdef bint _is_touched(self, Resting order, Py_ssize_t i) noexcept
    @cython.locals(reached=int64_t)
    cdef bint _is_through(self, Resting order, Py_ssize_t i) noexcept
    @cython.locals(mate=Resting, closed=int64_t, loss=int64_t, other=int64_t, other_loss=int64_t)
    cdef bint _is_worst(self, Resting order, int64_t price, Py_ssize_t p, Py_ssize_t i) except -1
    @cython.locals(order=Resting, closed=int64_t, working=int64_t)
    cdef int _close(self, Queue queue, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(reached=int64_t)
    cdef int _trail(self, Resting order, Py_ssize_t p, Py_ssize_t i) except -1
    @cython.locals(children=list, child=Resting, filled=int64_t)
    cdef int _trade(self, Resting order, int64_t quantity, int64_t price, int where, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(working=int64_t, is_beyond=bint)
    cdef int _after_entry(self, Resting child, int64_t price, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(working=int64_t, price=int64_t)
    cdef int fill_at_once(self, Resting order, Py_ssize_t i, int64_t time) except -1

cpdef object _turn(Resting child)
