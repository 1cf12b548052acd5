import cython
from libc.stdint cimport int64_t

cdef class Execution:
    cdef object body
    cdef int64_t revision
    cdef object event

cdef class Inbox:
    cdef str prefix
    cdef dict executions
    cdef set busted_before, seen
    cdef int64_t number, leg
    cdef public int64_t foreign
    cpdef tuple translate(self, object message, Py_ssize_t row)
    cdef tuple _told(self, object message, Py_ssize_t row, int64_t order, int64_t leg)
    cdef bint _own(self, str client_order_id) except -1
    @cython.locals(known=Execution)
    cdef tuple _fill(self, object fill, Py_ssize_t row)
    @cython.locals(known=Execution)
    cdef tuple _bust(self, object bust, Py_ssize_t row, int64_t order, int64_t leg)
    @cython.locals(known=Execution)
    cdef tuple _correct(self, object told, Py_ssize_t row, int64_t order, int64_t leg)
    cdef tuple _without_order(self, object message, Py_ssize_t row)

cdef bint _is_number(str text) except -1
cdef object _taken_back(object event, Py_ssize_t row, int64_t time)
cdef int _check_amounts(object subject, tuple amounts) except -1
