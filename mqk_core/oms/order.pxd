import cython
from libc.stdint cimport int64_t

cdef class Leg:
    cdef public int64_t quantity, limit, stop, trail, trail_fraction
    cdef public str status
    cpdef object terms(self, str kind, str time_in_force)
    cpdef object state(self)

cdef class Order:
    cdef readonly int64_t number
    cdef readonly Py_ssize_t instrument, book
    cdef readonly str strategy, symbol, effect
    cdef public str kind, time_in_force, status
    cdef public int64_t parent, group, ticket
    cdef public bint reduce_only
    cdef public Py_ssize_t leg
    cdef public list legs
    cdef public int64_t quantity, attributed, reported, busted, filled_quantity, filled_value, provisional_value
    cdef public bint cancel_pending, cancel_reported, cancel_doubted, is_acknowledged, is_done_for_day
    cdef public int64_t cancel_tries, queries, counted, sequence, evidence
    cpdef bint is_live(self) except -1
    @cython.locals(leg=Leg)
    cpdef bint is_asked(self) except -1
    @cython.locals(leg=Leg, most=int64_t, left=int64_t, is_waiting=bint)
    cpdef int64_t leaves(self) except -1
    cpdef int64_t unattributed(self) except? -1
    @cython.locals(filled=int64_t)
    cpdef str by_fills(self)
    cpdef Leg head(self)
    @cython.locals(leg=Leg, number=Py_ssize_t, newest=Py_ssize_t)
    cpdef Py_ssize_t newest_leg(self) except -1
    cpdef object terms(self)
    @cython.locals(leg=Leg, left=object, filled=object, is_buy=bint)
    cdef int split(self, object numerator, object denominator, object lot, object tick) except -1
    cpdef object state(self)

@cython.locals(order=Order)
cpdef Order restored(object state)
