import cython
from mqk_core.engine.stages cimport Rows
from mqk_core.engine.state cimport State

cdef int open_run(State state, object event) except -1
@cython.locals(row=Py_ssize_t, is_ahead=bint)
cdef int apply_message(State state, Rows rows, object event) except -1
