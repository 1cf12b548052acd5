cdef class Chain:
    cdef object sink
    cdef list pending
    cdef bytes link
    cdef readonly Py_ssize_t records, blocks
    cdef int add(self, object record) except -1
    cdef int _close_block(self) except -1
