import cython
from libc.stdint cimport int64_t
from mqk_core.sim.resting cimport Queue, Resting
from mqk_core.sim.splits cimport Splits
from mqk_core.sim.timeline cimport Timeline
from mqk_core.sim.trades cimport Trades

cdef class Matching:
    cdef readonly Trades trades
    cdef readonly Timeline timeline
    cdef readonly Splits splits
    cdef object fills, gap_fraction
    cdef bint same_bar, takes_open, is_stress
    @cython.locals(order=Resting, time=int64_t, day=int64_t, trades=Trades)
    cdef int meet(self, Queue queue, Py_ssize_t p, Py_ssize_t i) except -1
    @cython.locals(opened=int64_t, working=int64_t, is_elsewhere=bint, price=int64_t)
    cdef int _open(self, Resting order, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(order=Resting)
    cdef int _end_singles(self, Queue queue, Py_ssize_t p, int64_t time, bint is_close) except -1
    @cython.locals(price=int64_t)
    cdef int _within(self, Resting order, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    cdef int64_t _price_within(self, Resting order, Py_ssize_t p, Py_ssize_t i) noexcept
    @cython.locals(reached=int64_t)
    cdef bint _is_touched(self, Resting order, Py_ssize_t i) noexcept
    @cython.locals(reached=int64_t)
    cdef bint _is_through(self, Resting order, Py_ssize_t i) noexcept
    @cython.locals(mate=Resting, closed=int64_t, loss=int64_t, other=int64_t, other_loss=int64_t)
    cdef bint _is_worst(self, Resting order, int64_t price, Py_ssize_t p, Py_ssize_t i) except -1
    @cython.locals(order=Resting, closed=int64_t, working=int64_t, price=int64_t)
    cdef int _close(self, Queue queue, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(reached=int64_t)
    cdef int _trail(self, Resting order, Py_ssize_t p, Py_ssize_t i) except -1
    @cython.locals(children=list, filled=int64_t)
    cdef int _trade(self, Resting order, int64_t quantity, int64_t price, int where, Py_ssize_t p, Py_ssize_t i, int64_t time, bint is_fresh) except -1
    @cython.locals(child=Resting, is_touched=bint, is_target=bint)
    cdef int _wake(self, list children, int64_t price, int where, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    cdef bint _is_fresh(self, Resting child, Py_ssize_t p, Py_ssize_t i) noexcept
    @cython.locals(opened=int64_t, is_elsewhere=bint)
    cdef bint _wake_at_open(self, Resting child, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    @cython.locals(is_beyond=bint, is_touched=bint)
    cdef bint _wake_within(self, Resting child, int64_t price, int where, Py_ssize_t p, Py_ssize_t i, int64_t time) except -1
    cdef bint _trigger(self, Resting child, bint is_reached, Py_ssize_t i) noexcept
    @cython.locals(working=int64_t, price=int64_t)
    cdef int fill_at_once(self, Resting order, Py_ssize_t i, int64_t time) except -1
    @cython.locals(line=Timeline)
    cdef int64_t _model_price(self, int64_t signed, Py_ssize_t i) except -1
    @cython.locals(price=int64_t)
    cdef int64_t _market_price(self, Resting order, int64_t signed, Py_ssize_t i) except -1
    @cython.locals(line=Timeline, b=Py_ssize_t, before=int64_t)
    cdef int64_t _stressed(self, Resting order, int64_t signed, int64_t price, Py_ssize_t i) except -1
    @cython.locals(moved=int64_t)
    cdef int64_t _gapped(self, Resting order, int64_t price) except -1

cdef int64_t _worse(int64_t side, int64_t one, int64_t other) noexcept
