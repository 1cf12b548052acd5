import cython
from libc.stdint cimport int64_t

cdef class SimulatedExchange:
    cdef object tape, fills, costs
    cdef list resting, incoming, cancels, events
    cdef dict index
    cdef list ticks
    cdef const int64_t[::1] times, instrument, opens, highs, lows, closes
    cdef Py_ssize_t rows, executions
    @cython.locals(i=Py_ssize_t)
    cpdef object due(self, Py_ssize_t row)
    @cython.locals(i=Py_ssize_t)
    cpdef object reach(self, Py_ssize_t row)
    @cython.locals(i=Py_ssize_t, k=Py_ssize_t)
    cpdef object settle(self, Py_ssize_t row)
    cdef int _execute(self, object order, Py_ssize_t i, int64_t time) except -1
