from libc.stdint cimport int64_t

cdef extern from *:
    """
    #include <stdint.h>
    #define MQK_SCALE 100000000LL

    static inline int mqk_fits(__int128 wide, int64_t *out) {
        *out = (int64_t)wide;
        return (__int128)*out == wide;
    }
    /* wide / divisor to the nearest, ties to even; divisor > 0. */
    static inline __int128 mqk_half_even(__int128 wide, __int128 divisor) {
        __int128 q = wide / divisor, r = wide % divisor;
        if (r < 0) { q -= 1; r += divisor; }
        if (r > divisor - r || (r == divisor - r && (q & 1))) q += 1;
        return q;
    }
    static inline int mqk_product(int64_t a, int64_t b, int64_t *out) {
        __int128 wide = (__int128)a * b;
        if (wide == (int64_t)wide) {   /* the common case needs no 128-bit division */
            int64_t p = (int64_t)wide, q = p / MQK_SCALE, r = p % MQK_SCALE;
            if (r < 0) { q -= 1; r += MQK_SCALE; }
            if (2 * r > MQK_SCALE || (2 * r == MQK_SCALE && (q & 1))) q += 1;
            *out = q;
            return 1;
        }
        return mqk_fits(mqk_half_even(wide, MQK_SCALE), out);
    }
    static inline int mqk_share(int64_t amount, int64_t part, int64_t whole, int64_t *out) {
        return mqk_fits(mqk_half_even((__int128)amount * part, whole), out);
    }
    static inline int mqk_exceeds(int64_t value, int64_t a, int64_t b) {
        return (__int128)value * MQK_SCALE > (__int128)a * b;
    }
    static inline int mqk_add(int64_t a, int64_t b, int64_t *out) { return !__builtin_add_overflow(a, b, out); }
    static inline int mqk_sub(int64_t a, int64_t b, int64_t *out) { return !__builtin_sub_overflow(a, b, out); }
    """
    ctypedef long long int128 "__int128"
    bint mqk_product(int64_t a, int64_t b, int64_t* out) nogil
    bint mqk_share(int64_t amount, int64_t part, int64_t whole, int64_t* out) nogil
    bint mqk_exceeds(int64_t value, int64_t a, int64_t b) nogil
    bint mqk_add(int64_t a, int64_t b, int64_t* out) nogil
    bint mqk_sub(int64_t a, int64_t b, int64_t* out) nogil

cdef int overflow(str operation, object a, object b) except -1

cdef inline int64_t add(int64_t a, int64_t b) except? -1:
    cdef int64_t out
    if not mqk_add(a, b, &out):
        overflow("sum", a, b)
    return out

cdef inline int64_t sub(int64_t a, int64_t b) except? -1:
    cdef int64_t out
    if not mqk_sub(a, b, &out):
        overflow("difference", a, b)
    return out

cdef inline int64_t product(int64_t price, int64_t quantity) except? -1:
    cdef int64_t out
    if not mqk_product(price, quantity, &out):
        overflow("product", price, quantity)
    return out

cdef inline int64_t share(int64_t amount, int64_t part, int64_t whole) except? -1:
    cdef int64_t out = 0
    if whole <= 0 or not mqk_share(amount, part, whole, &out):
        overflow("share", amount, part)
    return out

cdef inline bint exceeds(int64_t value, int64_t a, int64_t b) noexcept:
    return mqk_exceeds(value, a, b)

cdef inline int64_t magnitude(int64_t a) except? -1:
    if a == -9223372036854775807 - 1:
        overflow("magnitude", a, 0)
    return a if a >= 0 else -a
