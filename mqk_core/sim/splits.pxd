import cython
from libc.stdint cimport int64_t
from mqk_core.sim.account cimport Account
from mqk_core.sim.resting cimport Cover, Queue, Resting
from mqk_core.sim.trades cimport Trades

cdef class Splits:
    cdef Trades trades
    cdef list actions
    cdef readonly Py_ssize_t count, done
    cdef Py_ssize_t next_row(self) except? -1
    @cython.locals(account=Account, k=Py_ssize_t)
    cdef list apply(self, Py_ssize_t until, int64_t time)
    @cython.locals(trades=Trades, queue=Queue, order=Resting, cover=Cover)
    cdef int _split(self, Py_ssize_t k, int64_t numerator, int64_t denominator, int64_t time) except -1
    cdef int64_t price_since(self, Py_ssize_t k, int64_t price, Py_ssize_t bar, Py_ssize_t row, bint is_up) except -1
