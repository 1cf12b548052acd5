from libc.stdint cimport int64_t

cdef int check_amount(object model, str what, object amount, int64_t least, int64_t most) except -1
