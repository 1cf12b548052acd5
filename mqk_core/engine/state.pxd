import cython
from libc.stdint cimport int64_t
from mqk_core.audit.chain cimport Chain
from mqk_core.integrity.gate cimport IntegrityGate
from mqk_core.oms.blotter cimport Blotter
from mqk_core.portfolio.ledger cimport Ledger
from mqk_core.risk.gate cimport RiskGate

cdef class Line:
    cdef readonly str symbol
    cdef readonly int64_t lot
    cdef public int64_t previous_close

cdef class State:
    cdef readonly int64_t row, begin, step, time, day
    cdef readonly bint opened, flatten_on_halt, blind
    cdef readonly list lines
    cdef readonly IntegrityGate integrity
    cdef readonly list hosts
    cdef readonly RiskGate gate
    cdef readonly Blotter blotter
    cdef readonly Ledger ledger
    cdef readonly Chain chain
    cdef list effects
    @cython.locals(line=Line)
    cdef object _sealed(self, object orders)
    cpdef str digest(self)
