"""Every sentence of the order machine, by the engine: what is said of one order of 100, and what becomes of it.

Each row: the statement, what was said and asked in order, status and quantities after it (`filled+left`), and what was
noted beside the messages.
"""

from __future__ import annotations

import pytest
from order_talk import noted as noted_by
from order_talk import order_of, play, told
from small_engine import CASH, SCALE
from worlds import NAMES, world

ACKS = [
    ("an order waits for its acknowledgement", "", "pending_submit 0+100", ""),
    ("an acknowledgement accepts", "ack", "accepted 0+100", ""),
    ("an acknowledgement ends the unknown", "no answer; ack", "accepted 0+100", "query"),
    ("a second acknowledgement changes nothing", "ack; ack", "accepted 0+100", ""),
    ("an acknowledgement after a part", "fill 40; ack", "partially_filled 40+60", ""),
    ("an acknowledgement after all", "fill 100; ack", "filled 100+0", ""),
    ("an acknowledgement after the end", "ack; cancelled; ack", "cancelled 0+0", ""),
    ("a missing answer after the acknowledgement", "ack; no answer", "accepted 0+100", ""),
]
FILLS = [
    ("a part", "ack; fill 40", "partially_filled 40+60", ""),
    ("parts up to the whole", "ack; fill 40; fill 60", "filled 100+0", ""),
    ("a fill implies the acknowledgement", "fill 100", "filled 100+0", ""),
    ("a fill ends the unknown", "no answer; fill 40", "partially_filled 40+60", "query"),
    ("a fill keeps a pending cancel", "ack; ask cancel; fill 40; ask cancel", "partially_filled 40+60", "cancel"),
    ("a fill beyond", "ack; fill 110", "filled 110+0", "OVERFILL HALT OVERFILL"),
    ("a fill after all was filled", "fill 100; fill 10", "filled 110+0", "OVERFILL HALT OVERFILL"),
    ("a fill after a cancel", "ack; cancelled; fill 40", "cancelled 40+0", "LATE_FILL"),
    ("a fill after an expiry", "ack; expired; fill 100", "expired 100+0", "LATE_FILL"),
    ("a fill after a rejection", "rejected; fill 1", "rejected 1+0", "LATE_FILL"),
    ("a late fill beyond", "ack; cancelled; fill 101", "cancelled 101+0", "LATE_FILL OVERFILL HALT OVERFILL"),
    ("a fill on a child implies its replace", "ack; ask 150; fill 40 @1", "partially_filled 40+110", "replace"),
    ("an acknowledged replace that a fill implied", "ack; ask 150; fill 40 @1; replaced @1",
     "partially_filled 40+110", "replace"),
    ("a fill on a replaced leg counts for the chain", "ack; ask 150; replaced @1; fill 40",
     "partially_filled 40+110", "replace"),
    ("a fill on an old leg that fills the child", "ack; fill 10; ask 60; replaced @1; fill 50",
     "filled 60+0", "replace"),
    ("a fill with a bigger child asked for", "ack; ask 150; fill 100", "filled 100+0", "replace"),
    ("an execution with another body", "ack; fill 40; conflict 41", "partially_filled 40+60",
     "EXECUTION_CONFLICT HALT EXECUTION_CONFLICT"),
    ("a sale reported of a purchase", "ack; fill -5", "accepted 0+100",
     "INCONSISTENT_REPORT HALT INCONSISTENT_REPORT"),
]  # fmt: skip
REPORTS = [
    ("a total without executions", "ack; report working 40", "partially_filled 40+60", ""),
    ("an execution takes the place of what was told", "ack; report working 40; fill 40", "partially_filled 40+60", ""),
    ("a part of what was told", "ack; report working 40; fill 30", "partially_filled 40+60", ""),
    ("more than what was told", "ack; report working 40; fill 30; fill 30", "partially_filled 60+40", ""),
    ("a total that is behind", "ack; fill 60; report working 40", "partially_filled 60+40", ""),
    ("the highest total holds", "ack; report working 60; report working 40", "partially_filled 60+40", ""),
    ("a total that fills", "ack; report all 100", "filled 100+0", ""),
    ("filled with too little", "ack; report all 99", "partially_filled 99+1", "INCONSISTENT_REPORT query"),
    ("filled with too little, then the rest", "ack; report all 99; fill 99; fill 1", "filled 100+0",
     "INCONSISTENT_REPORT query"),
    ("filled with nothing at all", "ack; report all 0", "accepted 0+100", "INCONSISTENT_REPORT query"),
    ("a total beyond", "ack; report working 110", "filled 110+0", "OVERFILL HALT OVERFILL"),
    ("a total of the other side", "ack; report working -5", "accepted 0+100",
     "INCONSISTENT_REPORT HALT INCONSISTENT_REPORT"),
    ("a report that finds the order", "no answer; report working 0", "accepted 0+100", "query"),
    ("a report of an end", "no answer; report gone 40", "cancelled 40+0", "query"),
    ("a report of an expiry", "no answer; report over 0", "expired 0+0", "query"),
    ("a late total after an end", "ack; cancelled; report gone 40", "cancelled 40+0", "LATE_FILL"),
]  # fmt: skip
BUSTS = [
    ("a bust of a part", "ack; fill 40; bust 40", "accepted 0+100", ""),
    ("a bust of one of two", "ack; fill 40; fill 30; bust 40", "partially_filled 30+70", ""),
    ("a bust of a filled order", "ack; fill 40; fill 60; bust 60", "partially_filled 40+60", "query"),
    ("a bust of all of a filled order", "ack; fill 100; bust 100", "accepted 0+100", "query"),
    ("a bust of a cancelled order", "ack; fill 40; cancelled; bust 40", "cancelled 0+0", ""),
    ("a correction upwards", "ack; fill 40; bust 40; fill 50", "partially_filled 50+50", ""),
    ("a bust that nobody knows", "ack; unmatched bust", "accepted 0+100", "UNMATCHED_BUST HALT UNMATCHED_BUST"),
    ("a bust of what could not be booked", "ack; fill -5; bust -5", "accepted 0+100",
     "INCONSISTENT_REPORT HALT INCONSISTENT_REPORT"),
    ("a busted order that the broker works no more", "fill 100; bust 100; report gone 0", "cancelled 0+0", "query"),
]  # fmt: skip
CANCELS = [
    ("a cancel", "ack; ask cancel; cancelled", "cancelled 0+0", "cancel"),
    ("a cancel keeps what was filled", "ack; ask cancel; fill 40; cancelled", "cancelled 40+0", "cancel"),
    ("a cancel of the unacknowledged", "ask cancel; cancelled", "cancelled 0+0", "cancel"),
    ("a cancel of the unknown", "no answer; ask cancel; cancelled", "cancelled 0+0", "query cancel"),
    ("a cancel is asked for once", "ack; ask cancel; ask cancel", "accepted 0+100", "cancel"),
    ("a cancel after all was filled", "ack; ask cancel; fill 100; cancelled", "filled 100+0", "cancel"),
    ("a rejected cancel may be asked again", "ack; ask cancel; cancel rejected; ask cancel", "accepted 0+100",
     "cancel cancel"),
    ("a rejected cancel after a part", "ack; ask cancel; fill 40; cancel rejected", "partially_filled 40+60", "cancel"),
    ("not open: the request stands, and the broker is asked", "ack; ask cancel; not open; ask cancel",
     "accepted 0+100", "cancel query"),
    ("not open, and it had ended", "ack; ask cancel; not open; report gone 20", "cancelled 20+0", "cancel query"),
    ("not open, and it is", "ack; ask cancel; not open; report working 0", "accepted 0+100", "cancel query cancel"),
    ("not open for ever", "ack; ask cancel" + "; not open; report working 0" * 5, "accepted 0+100",
     "cancel query cancel query cancel query query query"),
    ("not open after the end", "ack; cancelled; not open", "cancelled 0+0", ""),
    ("cancelled though nobody asked", "ack; cancelled", "cancelled 0+0", ""),
    ("a cancel on its way that nobody asked for", "ack; cancel coming", "accepted 0+100", "query"),
    ("a cancel on its way that we asked for", "ack; ask cancel; cancel coming", "accepted 0+100", "cancel"),
]  # fmt: skip
REPLACES = [
    ("a replace", "ack; ask 150; replaced @1", "accepted 0+150", "replace"),
    ("a replace that is not answered counts at the worst", "ack; ask 150", "accepted 0+150", "replace"),
    ("a smaller replace that is not answered", "ack; ask 50", "accepted 0+100", "replace"),
    ("a replace after a part", "ack; fill 40; ask 65; replaced @1", "partially_filled 40+25", "replace"),
    ("several at once", "ack; ask 150; ask 120; replaced @1; replaced @2", "accepted 0+120", "replace replace"),
    ("the later answer first", "ack; ask 150; ask 120; replaced @2; replaced @1", "accepted 0+120", "replace replace"),
    ("one is rejected", "ack; ask 150; ask 120; replace rejected @1; replaced @2", "accepted 0+120",
     "replace replace"),
    ("a rejected replace", "ack; ask 150; replace rejected @1", "accepted 0+100", "replace"),
    ("below what is filled is not sent", "ack; fill 40; ask 39", "partially_filled 40+60", ""),
    ("exactly what is filled", "ack; fill 40; ask 40; replaced @1", "filled 40+0", "replace"),
    ("below what filled meanwhile", "ack; ask 30; fill 40; replaced @1", "filled 40+0",
     "replace OVERFILL HALT OVERFILL"),
    ("before the acknowledgement", "ask 150", "pending_submit 0+100", ""),
    ("while a cancel is pending", "ack; ask cancel; ask 150", "accepted 0+100", "cancel"),
    ("a cancel while a replace is pending", "ack; ask 150; ask cancel; cancelled @1", "cancelled 0+0",
     "replace cancel"),
    ("a cancel that went to a change which was refused", "ack; ask 150; ask cancel; replace rejected @1",
     "accepted 0+100", "replace cancel cancel"),
    ("a cancel that went to a change which was granted", "ack; ask 150; ask cancel; replaced @1",
     "accepted 0+150", "replace cancel"),
    ("a cancel that went to a later change", "ack; ask 150; ask 120; ask cancel; replace rejected @1",
     "accepted 0+120", "replace replace cancel"),
    ("a cancel that went to a change which never arrived", "ack; ask 150; ask cancel; absent @1; cancelled",
     "cancelled 0+0", "replace cancel cancel"),
    ("a refused change after the cancel was granted", "ack; ask 150; ask cancel; cancelled @1; replace rejected @1",
     "cancelled 0+0", "replace cancel"),
    ("an answer after the parent had filled", "ack; ask 150; fill 100; replaced @1", "partially_filled 100+50",
     "replace"),
    ("an answer after the parent had expired", "ack; ask 150; expired; replaced @1", "accepted 0+150", "replace"),
    ("the old leg's cancel after the answer", "ack; ask 150; replaced @1; cancelled", "accepted 0+150", "replace"),
    ("the old leg's cancel before the answer", "ack; ask 150; cancelled", "cancelled 0+150", "replace"),
    ("the answer after the old leg's cancel", "ack; ask 150; cancelled; replaced @1", "accepted 0+150", "replace"),
    ("a rejection after the old leg's cancel", "ack; ask 150; cancelled; replace rejected @1", "cancelled 0+0",
     "replace"),
    ("a fill after the old leg's cancel", "ack; ask 150; cancelled; fill 10 @1", "partially_filled 10+140", "replace"),
    ("a replace that got no answer", "ack; ask 150; no answer @1", "accepted 0+150", "replace query"),
    ("a replace that never arrived", "ack; ask 150; no answer @1; absent @1", "accepted 0+100", "replace query"),
    ("a late report of the old leg", "ack; ask 150; replaced @1; report gone 20", "partially_filled 20+130", "replace"),
    ("a late restatement of the old leg", "ack; ask 150; replaced @1; restated 90 1", "accepted 0+150", "replace"),
]  # fmt: skip
ENDS = [
    ("a rejection", "rejected", "rejected 0+0", ""),
    ("a rejection keeps what was filled", "fill 40; rejected", "rejected 40+0", ""),
    ("an expiry", "ack; fill 40; expired", "expired 40+0", ""),
    ("the first end stays", "ack; cancelled; expired", "cancelled 0+0", ""),
    ("the first end stays, the other way", "ack; expired; cancelled", "expired 0+0", ""),
    ("a rejection ends the unknown", "no answer; rejected", "rejected 0+0", "query"),
    ("an expiry ends the unknown", "no answer; expired", "expired 0+0", "query"),
    ("a cancel ends the unknown", "no answer; cancelled", "cancelled 0+0", "query"),
    ("done for the day rests", "ack; done for day", "accepted 0+100", ""),
    ("done for the day, found by it", "no answer; done for day", "accepted 0+100", "query"),
    ("a restatement", "ack; restated 80 1", "accepted 0+80", "RESTATED"),
    ("an older restatement comes late", "ack; restated 80 2; restated 90 1", "accepted 0+80", "RESTATED"),
    ("a restatement down to what is filled", "ack; fill 40; restated 40 1", "filled 40+0", "RESTATED"),
    ("a filled order is restated upwards", "ack; fill 100; restated 200 1", "partially_filled 100+100", "RESTATED"),
    ("a restatement ends the unknown", "no answer; restated 80 1", "accepted 0+80", "query RESTATED"),
    ("a restatement to the other side", "ack; restated -80 1", "accepted 0+100",
     "INCONSISTENT_REPORT HALT INCONSISTENT_REPORT"),
]  # fmt: skip
UNKNOWNS = [
    ("unknown counts in full", "no answer", "unknown 0+100", "query"),
    ("proven absent: queued again", "no answer; absent", "pending_submit 0+100", "query"),
    ("proven absent, and acknowledged later", "no answer; absent; ack", "accepted 0+100", "query"),
    ("proven absent, and filled later", "no answer; absent; fill 40", "partially_filled 40+60", "query"),
    ("absent though acknowledged", "ack; absent", "unknown 0+100", "VANISHED HALT VANISHED"),
    ("absent though filled", "fill 40; absent", "unknown 40+60", "VANISHED HALT VANISHED"),
    ("absent though its cancel was on its way", "no answer; cancel coming; absent", "unknown 0+100",
     "query query VANISHED HALT VANISHED"),
    ("vanished and found", "ack; absent; report working 0", "accepted 0+100", "VANISHED HALT VANISHED"),
    ("absent after the end", "ack; cancelled; absent", "cancelled 0+0", ""),
]  # fmt: skip
TABLE = [*ACKS, *FILLS, *REPORTS, *BUSTS, *CANCELS, *REPLACES, *ENDS, *UNKNOWNS]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("script", "after", "noted"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_a_broker_says_of_an_order(name, script, after, noted):
    small = play(world(name), script)
    assert told(small) == after
    # A halt cancels the entries that still work; that is the halt's, and told elsewhere.
    found = noted_by(small)
    assert found.removesuffix(" cancel") == noted if "HALT" in noted else found == noted


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("script", "after", "noted"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_sale_goes_as_a_purchase_does(name, script, after, noted):
    small = play(world(name), script, quantity=-100)
    assert told(small) == after
    found = noted_by(small)
    assert found.removesuffix(" cancel") == noted if "HALT" in noted else found == noted


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("quantity", [100, -100])
@pytest.mark.parametrize("script", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_position_cash_and_what_works_follow_the_order(name, quantity, script):
    small = play(world(name), script, quantity=quantity)
    order = order_of(small)
    assert small.held("A") == order.filled_quantity
    assert small.state.ledger.cash == CASH - order.filled_quantity * 10
    assert order.filled_value == abs(order.filled_quantity) * 10
    for working in (small.state.blotter.working[0], small.state.blotter.books[0][0]):
        sides = (working.buy, working.sell) if quantity > 0 else (working.sell, working.buy)
        assert (*sides, working.guard_buy, working.guard_sell) == (order.leaves(), 0, 0, 0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("time_in_force", "after"),
    [("day", "expired"), ("ioc", "expired"), ("fok", "expired"), ("opg", "expired"), ("cls", "expired"),
     ("gtc", "partially_filled")],
)  # fmt: skip
def test_done_for_the_day_ends_all_but_what_stands_until_cancelled(name, time_in_force, after):
    small = play(world(name), "ack; fill 40; done for day", time_in_force=time_in_force)
    assert told(small) == f"{after} 40+{60 if after == 'partially_filled' else 0}"


WORDS = [
    ("", "pending_submit"),
    ("no answer", "unknown"),
    ("ack", "accepted"),
    ("ack; fill 40", "partially_filled"),
    ("ack; done for day", "done_for_day"),
    ("no answer; ask cancel", "pending_cancel"),
    ("ack; ask 150", "pending_replace"),
    ("ack; ask 150; ask cancel", "pending_cancel"),
    ("ack; cancel coming", "pending_cancel"),
    ("ack; ask 150; done for day", "pending_replace"),
    ("ack; ask cancel; fill 100", "filled"),
    ("ack; ask cancel; cancelled", "cancelled"),
    ("ack; ask cancel; cancel rejected", "accepted"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("script", "word"), WORDS)
def test_one_word_is_displayed_and_requests_come_first(name, script, word):
    small = play(world(name), script)
    assert order_of(small).displayed() == word


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", ["cancelled", "expired", "rejected", "fill 100", "report gone 0"])
def test_an_end_names_the_record_that_is_its_proof(name, end):
    small = play(world(name), f"ack; {end}")
    order = small.state.blotter.ended[1]
    small.engine.end()
    proof = small.records()[order.evidence]
    assert proof.__struct_config__.tag in ("cancelled", "expired", "rejected", "filled", "reported")
    assert proof.order == 1
    assert not order.cancel_pending
    assert not order.is_asked()


@pytest.mark.parametrize("name", NAMES)
def test_an_order_that_ended_after_a_restore_names_the_same_proof(name):
    core = world(name)
    whole, stopped, again = (play(core, "ack; fill 40"), play(core, "ack; fill 40"), play(core, "ack"))
    again.state.restore(stopped.state.snapshot())
    for small in (whole, again):
        small.engine.handle(core("domain.events").Cancelled(1, small.state.time, 1, 0))
    assert again.state.blotter.ended[1].evidence == whole.state.blotter.ended[1].evidence
    assert again.state.digest() == whole.state.digest()


@pytest.mark.parametrize("name", NAMES)
def test_a_cancel_names_the_leg_that_will_work(name):
    small = play(world(name), "ack; ask 150; ask cancel; replace rejected @1")
    small.engine.end()
    assert [one.leg for one in small.records("cancel")] == [1, 0]


@pytest.mark.parametrize("name", NAMES)
def test_the_average_price_is_over_the_chain(name):
    small = play(world(name), "ack; fill 40; ask 150; replaced @1")
    state = small.state
    filled = small.world("domain.events").Filled(state.row, state.time, 1, 1, 10 * SCALE, 15 * SCALE, 0)
    small.engine.handle(filled)
    order = state.blotter.live[1]
    assert order.filled_value / order.filled_quantity == 11
