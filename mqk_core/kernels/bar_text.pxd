cimport cython
from libc.stdint cimport int64_t, uint64_t

@cython.locals(value=int64_t, i=int64_t)
cdef int64_t _digits(const unsigned char[::1] data, int64_t at, int64_t count) noexcept nogil

@cython.locals(era=int64_t, of_era=int64_t, of_year=int64_t)
cdef int64_t _day_number(int64_t year, int64_t month, int64_t day) noexcept nogil

@cython.locals(leap=cython.bint)
cdef int64_t _month_days(int64_t year, int64_t month) noexcept nogil

@cython.locals(negative=cython.bint, too_large=cython.bint, beyond=cython.bint)
@cython.locals(value=uint64_t, limit=uint64_t, whole_max=uint64_t, digit=uint64_t, ninth=uint64_t)
@cython.locals(start=int64_t, places=int64_t, digits=int64_t, significant=int64_t)
cdef int64_t _read_number(
    const unsigned char[::1] data, int64_t at, int64_t end, int64_t[:, ::1] out, int64_t column, int64_t row,
    int64_t[::1] report,
) noexcept nogil

@cython.locals(places=int64_t, too_fine=cython.bint, start=int64_t)
cdef int64_t _read_fraction(const unsigned char[::1] data, int64_t at, int64_t end, int64_t[::1] report) noexcept nogil

@cython.locals(year=int64_t, month=int64_t, day=int64_t, hour=int64_t, minute=int64_t, second=int64_t)
@cython.locals(status=int64_t, fraction=int64_t, seconds=int64_t, seconds_max=int64_t, seconds_min=int64_t)
cdef int64_t _read_time(const unsigned char[::1] data, int64_t at, int64_t end, int64_t[:, ::1] out, int64_t row, int64_t[::1] report) noexcept nogil

@cython.locals(row=int64_t, cell=int64_t, cells=int64_t, stop=int64_t, last=int64_t, status=int64_t)
cpdef int64_t parse_rows(
    const unsigned char[::1] data, int64_t at, int64_t end, const int64_t[::1] targets, int64_t[:, ::1] out,
    int64_t[::1] report,
) noexcept nogil
