import cython
from libc.stdint cimport int64_t
from mqk_core.sim.resting cimport Resting

cdef str flaw_of_order(Resting order, int64_t tick, int64_t lot)
@cython.locals(stands=bint)
cdef str flaw_of_change(Resting order, object change, object tick, object lot)
@cython.locals(is_trail=bint, needs_stop=bint)
cdef bint has_prices(Resting order, int64_t limit, int64_t stop, int64_t trail, int64_t fraction, int64_t tick) except -1
cdef bint _stands(int64_t price, bint is_needed, int64_t tick) except -1
