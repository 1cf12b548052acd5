import cython
from libc.stdint cimport int64_t

cdef int64_t _INT64_MAX

cdef class Cover:
    cdef readonly int64_t quantity, protective, moved, round

cdef class Change:
    cdef readonly str client_order_id
    cdef readonly Resting order
    cdef readonly object replace
    cdef readonly Py_ssize_t first

cdef class Queue:
    cdef readonly list orders, changes
    cdef readonly dict covers
    cdef readonly int64_t live, used
    cdef readonly Py_ssize_t used_row
    cdef Cover cover(self, str book)
    @cython.locals(order=Resting)
    cdef int compact(self) except -1

cdef class Resting:
    cdef readonly str client_order_id, symbol, status, kind, time_in_force, parent_id, group, book
    cdef readonly Py_ssize_t k, sequence, number, first, at, expiry, base, limit_from
    cdef readonly Py_ssize_t entry_row, woken_row, stopped_row, trigger_row
    cdef readonly int64_t side, quantity, held, total, filled, leaves, woken, day, lot
    cdef readonly int64_t limit, stop, level, trail, trail_fraction, extreme, entry_price
    cdef readonly int entry_where, woken_where
    cdef readonly object worth
    cdef readonly int64_t single_price
    cdef readonly bint is_market, is_trailing, has_limit, has_stop, is_single, is_close, is_open, is_day, is_fok
    cdef readonly bint reduce_only, is_triggered, is_ended, is_child, is_orphan
    cdef readonly list children, family, mates
    cdef readonly Cover cover
    @cython.locals(away=int64_t, level=int64_t)
    cdef int level_from(self, int64_t tick) except -1
    @cython.locals(awake=int64_t)
    cdef int64_t working(self) except? -1
    cdef bint is_spent(self) except -1
    cdef int trigger(self, Py_ssize_t i, Py_ssize_t limit_from) noexcept
    cdef int book_fill(self, int64_t quantity, int64_t price) except -1
    cdef int sum_up(self) except -1
    cdef int64_t mean(self) except -1
    @cython.locals(leaves=int64_t, gone=int64_t)
    cdef int split(self, int64_t numerator, int64_t denominator, int64_t tick, int64_t lot) except -1

cdef class Ended:
    cdef readonly str status, book
    cdef readonly Py_ssize_t k, done
    cdef readonly int64_t side, filled, mean, entry_price

cdef int64_t scaled(object quantity, object numerator, object denominator) except? -1
cdef int64_t scaled_price(object price, object numerator, object denominator, object tick, int rounding) except? -1
cdef bint _fits(Resting order) except -1
@cython.locals(kept=Ended)
cdef Ended ended_of(Resting order, Py_ssize_t done)
