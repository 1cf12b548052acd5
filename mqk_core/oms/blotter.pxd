import cython
from libc.stdint cimport int64_t

cdef class Order:
    cdef readonly int64_t number
    cdef readonly Py_ssize_t instrument
    cdef readonly str strategy, symbol, status, effect, kind, time_in_force
    cdef readonly int64_t quantity, filled_quantity
    cdef readonly bint cancel_pending
    cdef int64_t leaves(self) noexcept
    cpdef object state(self)

cdef class Working:
    cdef readonly int64_t buy, sell

cdef class Blotter:
    cdef readonly dict live, ended
    cdef readonly int64_t count
    cdef readonly list working
    cdef list fresh_ends
    cdef bytes ends_digest
    @cython.locals(order=Order, working=Working)
    cdef Order place(self, object approved, Py_ssize_t instrument)
    cdef Order find(self, int64_t number)
    @cython.locals(status=str, incidents=tuple)
    cdef tuple move(self, Order order, str message)
    @cython.locals(is_late=bint, filled=int64_t, left=int64_t, message=str, status=str, incidents=tuple)
    cdef tuple fill(self, Order order, int64_t quantity)
    cdef int request_cancel(self, Order order) except -1
    cdef int _enter(self, Order order, str status) except -1
    @cython.locals(working=Working)
    cdef int release(self, Order order, int64_t quantity) except -1
    cpdef object state(self)
    cpdef object snapshot(self)
    @cython.locals(order=Order, working=Working)
    cpdef object restore(self, object state)
