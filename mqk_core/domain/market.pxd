from libc.stdint cimport int64_t
import cython

cdef class Bar:
    cdef readonly str symbol
    cdef readonly int64_t time, open_units, high_units, low_units, close_units, volume_units

@cython.locals(bar=Bar)
cdef Bar new_bar(str symbol, int64_t time, int64_t open, int64_t high, int64_t low, int64_t close, int64_t volume)
