import cython
from libc.stdint cimport int64_t
from mqk_core.sim.account cimport Account
from mqk_core.sim.matching cimport Matching
from mqk_core.sim.desk cimport Desk
from mqk_core.sim.resting cimport Change, Queue, Resting
from mqk_core.sim.splits cimport Splits
from mqk_core.sim.timeline cimport Timeline
from mqk_core.sim.trades cimport Trades
from mqk_core.sim.watch cimport Watch

cdef class SimulatedExchange:
    cdef tuple symbols
    cdef Timeline timeline
    cdef Account account
    cdef Trades trades
    cdef Splits splits
    cdef Matching matching
    cdef Watch watch
    cdef Desk desk
    cdef list requests
    cdef Py_ssize_t rows, charged_row
    @cython.locals(line=Timeline, i=Py_ssize_t, acts=Py_ssize_t, is_resting=bint)
    cpdef object due(self, Py_ssize_t row)
    @cython.locals(line=Timeline, i=Py_ssize_t, k=Py_ssize_t, p=Py_ssize_t, time=int64_t, queue=Queue)
    cpdef object reach(self, Py_ssize_t row)
    cdef bint _is_quiet(self, Py_ssize_t i) noexcept
    @cython.locals(order=Resting, change=Change)
    cdef int _watch_again(self, Queue queue, Py_ssize_t k, Py_ssize_t p) except -1
    @cython.locals(acts=Py_ssize_t, k=Py_ssize_t)
    cdef int _apply_actions(self, Py_ssize_t until, Py_ssize_t row, int64_t time) except -1
    @cython.locals(time=int64_t, requests=list)
    cpdef object settle(self, Py_ssize_t row)
    @cython.locals(line=Timeline, nights=int64_t, account=Account, k=Py_ssize_t, held=int64_t, close=int64_t, value=int64_t)
    cdef int _carry(self, Py_ssize_t row, int64_t time) except -1
