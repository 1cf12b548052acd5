from libc.stdint cimport int64_t

cdef class RiskView:
    cdef readonly str strategy, symbol
    cdef readonly Py_ssize_t instrument
    cdef readonly int64_t time, day, quantity, price, price_age, order_price, value, previous_price
    cdef readonly int64_t held, position_after, short_after, symbol_after, gross_after, net_after
    cdef readonly int64_t open_orders, equity, peak, day_start_equity, unprotected, days_seen
    cdef readonly bint is_buy, reducing, is_market, is_protected, is_opposed

cdef class RiskRule:
    cdef public str name
    cpdef object check(self, object intent, RiskView view)
    cpdef object ordered(self, object intent, RiskView view)
    cpdef object filled(self, str symbol, int64_t quantity, int64_t held, int64_t day, int64_t time)
    cpdef object rejected(self, str symbol, int64_t time)
    cpdef object marked(self, Py_ssize_t instrument, str symbol, int64_t close, int64_t time)
    cpdef object split(self, Py_ssize_t instrument, str symbol, int64_t numerator, int64_t denominator)
    cpdef object state(self)
    cpdef object restore(self, object state)

cdef class RiskMonitor(RiskRule):
    cpdef object monitor(self, RiskView view)
