from libc.stdint cimport int64_t
import cython
from mqk_core.engine.state cimport State
from mqk_core.oms.blotter cimport Blotter
from mqk_core.oms.order cimport Order
from mqk_core.portfolio.books cimport Book
from mqk_core.portfolio.ledger cimport Ledger
from mqk_core.strategy.host cimport StrategyHost

cdef int CANCEL_TRIES_MAX
cdef int QUERIES_MAX

@cython.locals(order=Order, blotter=Blotter, was_live=bint)
cdef int apply_order_event(State state, object event) except -1
cdef int _cancel_revived(State state, Order order) except -1
cdef int _move(State state, Order order, object event, str message) except -1
@cython.locals(quantity=int64_t, told_before=int64_t, value=int64_t, was_live=bint, notes=tuple)
cdef int _fill(State state, Order order, object event) except -1
cdef bint _is_possible(Order order, int64_t quantity, int64_t price, int64_t fee) except -1
@cython.locals(covered=int64_t, value=int64_t)
cdef int _take_back_told(State state, Order order, int64_t told, int64_t quantity, int64_t time) except -1
@cython.locals(filled=int64_t, before=int64_t, change=int64_t, worth=int64_t, value=int64_t, notes=tuple)
cdef int _report(State state, Order order, object event) except -1
@cython.locals(newest=Py_ssize_t)
cdef int _replace_rejected(State state, Order order, Py_ssize_t leg) except -1
cdef int _cancel_again(State state, Order order) except -1
cdef int _cancel_rejected(State state, Order order, object event) except -1
@cython.locals(value=int64_t, notes=tuple)
cdef int _bust(State state, Order order, object event) except -1
cdef int _restate(State state, Order order, object event) except -1
@cython.locals(k=Py_ssize_t, b=Py_ssize_t, ledger=Ledger)
cdef int _book(State state, Order order, int64_t quantity, int64_t value, int64_t fee, int64_t price, int64_t time) except -1
cdef int _note(State state, Order order, tuple notes) except -1
cdef int _contradict(State state, int64_t number, str reason, int64_t expected, int64_t observed) except -1
@cython.locals(host=StrategyHost)
cdef int _keep_nameable(State state, Order order) except -1
@cython.locals(k=Py_ssize_t, b=Py_ssize_t, value=int64_t)
cdef int apply_foreign_fill(State state, object event) except -1
@cython.locals(k=Py_ssize_t, b=Py_ssize_t, book=Book, size=int64_t, weight=int64_t, total=int64_t, left=int64_t, part=int64_t)
cdef int apply_charge(State state, object event) except -1
