import cython
from libc.stdint cimport int64_t
from mqk_core.oms.order cimport Leg, Order, restored

cdef class Working:
    cdef public int64_t buy, sell, guard_buy, guard_sell

cdef class Blotter:
    cdef readonly dict live, ended
    cdef readonly int64_t count
    cdef public int64_t record
    cdef readonly list working, books
    cdef list fresh_ends
    cdef bytes ends_digest
    @cython.locals(order=Order)
    cdef Order place(self, object approved, Py_ssize_t instrument, Py_ssize_t book, object terms, int64_t parent, bint reduce_only)
    cdef Order find(self, int64_t number)
    @cython.locals(status=str, notes=tuple)
    cdef tuple move(self, Order order, str message)
    cdef tuple fill(self, Order order, int64_t quantity)
    cdef tuple report(self, Order order, int64_t filled)
    cdef tuple bust(self, Order order, int64_t quantity)
    cdef int64_t _gross(self, Order order) except? -1
    @cython.locals(filled=int64_t, is_news=bint, left=int64_t, message=str)
    cdef tuple _count_fills(self, Order order)
    cdef int request_cancel(self, Order order) except -1
    cdef Py_ssize_t request_replace(self, Order order, int64_t quantity, object terms) except -1
    @cython.locals(leg=Leg, passed=Py_ssize_t, status=str, notes=tuple)
    cdef tuple replaced(self, Order order, Py_ssize_t number)
    @cython.locals(leg=Leg)
    cdef tuple replace_rejected(self, Order order, Py_ssize_t number)
    @cython.locals(leg=Leg, is_by_fills=bint)
    cdef bint restate(self, Order order, int64_t quantity, int64_t limit, int64_t stop, int64_t sequence) except -1
    @cython.locals(order=Order)
    cdef int split(self, Py_ssize_t instrument, object numerator, object denominator, object lot, object tick) except -1
    @cython.locals(leaves=int64_t, change=int64_t, total=Working, own=Working)
    cdef int recount(self, Order order) except -1
    @cython.locals(number=object, was_live=bint, is_live=bint, leg=Leg)
    cdef int _enter(self, Order order, str status) except -1
    cpdef object state(self)
    cpdef object snapshot(self)
    @cython.locals(order=Order, working=Working)
    cpdef object restore(self, object state)
