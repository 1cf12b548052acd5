from libc.stdint cimport int64_t
from mqk_core.domain.money cimport add, sub

cdef inline int64_t whole_lots(int64_t quantity, int64_t lot) noexcept:
    cdef int64_t rest = quantity % lot
    if rest == 0:
        return quantity
    return quantity - rest if quantity > 0 else quantity - rest + lot

cdef inline int64_t missing_quantity(int64_t target, int64_t position, int64_t working, int64_t lot) except? -1:
    return whole_lots(sub(sub(whole_lots(target, lot), position), working), lot)
