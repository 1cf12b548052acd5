import cython
from libc.stdint cimport int64_t

cdef class ActionsInForce:
    cdef list actions
    cdef readonly Py_ssize_t count, done
    cdef Py_ssize_t next_row(self) except? -1
    cdef int64_t price_of_bar(self, Py_ssize_t k, int64_t price, Py_ssize_t row, int rounding) except? -1
    cdef int64_t price_since(self, Py_ssize_t k, int64_t price, Py_ssize_t done) except? -1
    cdef int64_t quantity_since(self, Py_ssize_t k, int64_t quantity, Py_ssize_t done) except? -1
