import cython
from libc.stdint cimport int64_t

cdef class Account:
    cdef int64_t[::1] positions
    cdef readonly object costs, cash
    cdef readonly int64_t shorts, charges
    cdef readonly bint lends, finances, carries
    cdef int trade(self, Py_ssize_t k, int64_t quantity, object value, object fee) except -1
    cdef int hold(self, Py_ssize_t k, int64_t quantity) except -1
    cdef bint owes(self) except -1
    cdef int borrow(self, str symbol, object value, int64_t days, int64_t time, list events) except -1
    cdef int finance(self, int64_t days, int64_t time, list events) except -1
    cdef int _charge(self, str kind, str symbol, object amount, int64_t time, list events) except -1
