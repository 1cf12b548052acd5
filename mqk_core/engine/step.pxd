from libc.stdint cimport int64_t
import cython
from mqk_core.engine.stages cimport Rows
from mqk_core.engine.state cimport State

cdef class Engine:
    cdef readonly State state
    cdef readonly object tape
    cdef readonly object equity
    cdef Rows rows
    cdef int64_t[::1] equity_curve
    @cython.locals(state=State, begin=Py_ssize_t, end=Py_ssize_t, is_usable=bint)
    cdef int _take_step(self) except -1
    @cython.locals(state=State)
    cdef int _keep_equity(self) except -1
    cdef list _drain(self)
    @cython.locals(state=State)
    cpdef object advance(self, Py_ssize_t stop)
    @cython.locals(state=State)
    cpdef object handle(self, object event)
