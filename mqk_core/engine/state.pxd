import cython
from libc.stdint cimport int64_t
from mqk_core.audit.chain cimport Chain
from mqk_core.integrity.gate cimport IntegrityGate, Track
from mqk_core.oms.blotter cimport Blotter, Working
from mqk_core.oms.order cimport Order
from mqk_core.portfolio.ledger cimport Ledger
from mqk_core.risk.gate cimport RiskGate
from mqk_core.strategy.host cimport StrategyHost, Wish

cdef class Line:
    cdef readonly str symbol
    cdef readonly int64_t lot, tick
    cdef public int64_t previous_close

cdef class Crossing:
    cdef public Py_ssize_t k, seller, buyer
    cdef public int64_t quantity

cdef class State:
    cdef readonly int64_t row, begin, step, time, day, slot
    cdef public int64_t event_day, days_run, capital, records_before
    cdef public bint flattening
    cdef public Py_ssize_t next_action
    cdef readonly bint opened, flatten_on_halt, blind
    cdef readonly list lines, names
    cdef public list crosses
    cdef readonly list quarantined
    cdef readonly tuple actions
    cdef readonly dict index, seen
    cdef readonly IntegrityGate integrity
    cdef readonly list hosts
    cdef readonly RiskGate gate
    cdef readonly Blotter blotter
    cdef readonly Ledger ledger
    cdef readonly Chain chain
    cdef list effects
    @cython.locals(host=StrategyHost, wish=Wish)
    cdef int tell_held(self, Py_ssize_t b, Py_ssize_t k) except -1
    @cython.locals(giving=Working, taking=Working)
    cdef int count_crossing(self, Py_ssize_t k, Py_ssize_t seller, Py_ssize_t buyer, int64_t quantity) except -1
    @cython.locals(crossing=Crossing, held=int64_t)
    cdef int64_t held_soon(self, Py_ssize_t b, Py_ssize_t k) except? -1
    cdef int quarantine(self, Py_ssize_t k, int64_t quantity) except -1
    @cython.locals(working=Working)
    cdef int _count_quarantined(self, Py_ssize_t k, int64_t quantity) except -1
    cdef Py_ssize_t instrument_of(self, str symbol) except? -1
    @cython.locals(track=Track, age=int64_t)
    cdef int64_t price_age(self, Py_ssize_t k) except? -1
    cdef int64_t days_seen(self, str strategy) except? -1
    @cython.locals(line=Line, each=Crossing, host=StrategyHost)
    cdef object _sealed(self, object orders)
    cpdef str digest(self)
