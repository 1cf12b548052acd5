import cython
from libc.stdint cimport int64_t
from mqk_core.domain.money cimport int128

cdef class Series:
    cdef readonly bint ready
    cdef int push(self, int64_t units) except -1
    cdef double read(self) except? -1
    cdef int rescale(self, object numerator, object denominator) except -1
    cpdef object state(self)
    cpdef object restore(self, object state)

cdef class SmaSeries(Series):
    cdef Py_ssize_t length, at
    cdef object values
    cdef int64_t[::1] window
    cdef int128 total
    @cython.locals(i=Py_ssize_t)
    cdef int rescale(self, object numerator, object denominator) except -1
    cdef bint is_above(self, SmaSeries other) except -1

cdef class EmaSeries(Series):
    cdef Py_ssize_t length, count
    cdef double weight, level
    @cython.locals(price=double)
    cdef int push(self, int64_t units) except -1

cdef class ExtremeSeries(Series):
    cdef Py_ssize_t length, at, count
    cdef int sign
    cdef object values
    cdef int64_t[::1] window
    cdef int64_t extreme
    @cython.locals(value=int64_t, leaving=int64_t)
    cdef int push(self, int64_t units) except -1
    @cython.locals(i=Py_ssize_t)
    cdef int rescale(self, object numerator, object denominator) except -1
    @cython.locals(i=Py_ssize_t)
    cdef int _rescan(self) except -1

cdef class Indicator:
    cdef Py_ssize_t column
    cdef list series
    cdef Series current
    @cython.locals(one=Series)
    cpdef object state(self)
    @cython.locals(one=Series)
    cpdef object restore(self, object state)

cdef class Sma(Indicator):
    @cython.locals(mine=SmaSeries, theirs=SmaSeries)
    cpdef bint is_above(self, Sma other) except -1

cdef class Indicators:
    cdef Py_ssize_t instruments
    cdef list made
    cdef bint open
