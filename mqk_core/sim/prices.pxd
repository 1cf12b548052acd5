import cython
from libc.stdint cimport int64_t
from mqk_core.sim.actions cimport ActionsInForce
from mqk_core.sim.resting cimport Resting
from mqk_core.sim.timeline cimport Timeline

cdef class Prices:
    cdef Timeline timeline
    cdef ActionsInForce actions
    cdef object fills, costs, gap_fraction
    cdef int64_t[::1] ticks
    cdef readonly bint same_bar, takes_open, is_stress
    @cython.locals(line=Timeline)
    cdef int64_t of_model(self, int64_t signed, Py_ssize_t i) except -1
    @cython.locals(price=int64_t)
    cdef int64_t of_market(self, Resting order, int64_t signed, Py_ssize_t i) except -1
    @cython.locals(opened=int64_t, moved=int64_t)
    cdef int64_t at_open(self, Resting order, Py_ssize_t i) except -1
    cdef int64_t with_costs(self, Resting order, int64_t signed, int64_t market, Py_ssize_t i) except -1
    @cython.locals(line=Timeline, b=Py_ssize_t, row=Py_ssize_t, is_at_once=bint)
    cdef int64_t with_hindsight(self, Resting order, int64_t signed, int64_t price, Py_ssize_t i) except -1
    @cython.locals(before=int64_t)
    cdef int64_t _worst(self, Resting order, int64_t signed, int64_t price, Py_ssize_t row, int64_t market) except -1

cdef int64_t worse(int64_t side, int64_t one, int64_t other) noexcept
