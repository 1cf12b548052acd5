import cython
from libc.stdint cimport int64_t
from mqk_core.sim.actions cimport ActionsInForce
from mqk_core.sim.matching cimport Matching
from mqk_core.sim.resting cimport Change, Cover, Ended, Queue, Resting
from mqk_core.sim.timeline cimport Timeline
from mqk_core.sim.trades cimport Trades
from mqk_core.sim.watch cimport Watch

cdef class Desk:
    cdef readonly dict index
    cdef Timeline timeline
    cdef Trades trades
    cdef ActionsInForce actions
    cdef Matching matching
    cdef Watch watch
    cdef readonly bint same_bar, is_delayed
    cdef readonly Py_ssize_t pending, sequence, round
    @cython.locals(k=Py_ssize_t, queue=Queue, resting=Resting, reason=str, is_known=bint)
    cdef int submit(self, object order, Py_ssize_t row, int64_t time) except -1
    cdef int _reject(self, str client_order_id, str reason, int64_t time) except -1
    @cython.locals(k=Py_ssize_t, flaw=str, is_priced_now=bint)
    cdef str _flaw(self, Resting order, Py_ssize_t row, bint is_known)
    @cython.locals(is_living=bint)
    cdef bint _is_parent(self, object parent, Resting order) except -1
    cdef bint _fills_at_once(self, Resting order) noexcept
    @cython.locals(line=Timeline, k=Py_ssize_t)
    cdef int _time(self, Resting order, Py_ssize_t row) except -1
    @cython.locals(entry_price=int64_t)
    cdef int _attach(self, Resting child, int64_t time) except -1
    @cython.locals(living=Resting, ended=Ended)
    cdef int64_t _join(self, Resting child, object parent) except -1
    @cython.locals(leg=Resting)
    cdef Ended _ended(self, object order)
    cdef Resting _live(self, str client_order_id)
    @cython.locals(cover=Cover)
    cdef int _hold(self, Resting order, int64_t held, int64_t time) except -1
    @cython.locals(before=int64_t, newest=Py_ssize_t, cover=Cover)
    cdef int _fill_at_once(self, Resting order, Py_ssize_t row, int64_t time) except -1
    @cython.locals(newest=Py_ssize_t)
    cdef int64_t newest_close(self, Py_ssize_t k, Py_ssize_t row, int rounding) except -1
    @cython.locals(order=Resting)
    cdef int cancel(self, str client_order_id, Py_ssize_t row, int64_t time) except -1
    @cython.locals(first=Py_ssize_t, queue=Queue)
    cdef int _delay(self, str client_order_id, Resting order, object replace, Py_ssize_t row) except -1
    @cython.locals(changes=list, change=Change)
    cdef int take_effect(self, Queue queue, Py_ssize_t p, Py_ssize_t row, int64_t time) except -1
    @cython.locals(order=Resting)
    cdef int replace(self, object change, Py_ssize_t row, int64_t time) except -1
    cdef int _refuse(self, object change, str reason, int64_t time) except -1
    cdef str _flaw_of_change(self, Resting order, object change)
    @cython.locals(total=int64_t, is_same_stop=bint, keeps_place=bint, queue=Queue, reason=str)
    cdef int _change(self, Resting order, object change, Py_ssize_t row, int64_t time) except -1
    cdef int _resize(self, Resting order, int64_t total, int64_t time) except -1
    @cython.locals(order=Ended, is_working=bint)
    cdef int report(self, str client_order_id, int64_t time) except -1
