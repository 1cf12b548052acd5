"""Where two exchanges first differ in a case, the smallest case that still shows it, and both in a form for people."""

from __future__ import annotations

from dataclasses import replace

import attrs
import msgspec

from mqk_core.domain.money import to_text
from tests.differential.exchange_cases import lived
from tests.differential.exchange_oracle import Oracle

AMOUNTS = {"quantity", "limit", "stop", "trail", "trail_fraction", "held", "price", "fee", "filled", "amount"}


def first_difference(make, case):
    """Return the first stage in which the exchange says something else than the oracle, or nothing."""
    expected = lived(Oracle(case.setup()), case, is_every_step=True)
    try:
        found = lived(make(case.setup()), case)
    except Exception as broken:  # noqa: BLE001 - whatever it raises is the difference
        found = [(-1, f"raised {type(broken).__name__}: {broken}", [])]
    if found == expected:
        return None
    stages = {(each[0], each[1]): [[], []] for each in sorted([*expected, *found], key=_place)}
    for side, told in enumerate((expected, found)):
        for first, stage, messages in told:
            stages[first, stage][side] = messages
    return next((place, *both) for place, both in stages.items() if both[0] != both[1] or place[0] < 0)


def _place(each):
    return (each[0], each[1] != "bars", each[1])


def smallest(make, case):
    """Return a case from which nothing more can be left out without losing the difference."""
    simpler = True
    while simpler:
        simpler = next((each for each in _simpler(case) if first_difference(make, each)), None)
        case = simpler or case
    return case


def _simpler(case):
    for size in (8, 4, 2, 1):
        for start in range(0, len(case.asked), size):
            yield replace(case, asked=case.asked[:start] + case.asked[start + size :])
    for size in (8, 1):
        for start in range(0, len(case.bars) - size, size):
            yield _without_bars(case, start, size)
            yield _without_bars(case, len(case.bars) - size - start, size)
    for index in range(len(case.actions)):
        yield replace(case, actions=case.actions[:index] + case.actions[index + 1 :])
    for name in ("latency_bars", "latency_ns", "gap_fraction", "is_stress"):
        if getattr(case.terms, name):
            yield replace(case, terms=attrs.evolve(case.terms, **{name: 0}))
    if case.terms.volume_cap is not None:
        yield replace(case, terms=attrs.evolve(case.terms, volume_cap=None))
    for name in ("slip", "fee", "borrow_rate", "financing_rate"):
        if getattr(case.costs, name):
            yield replace(case, costs=replace(case.costs, **{name: 0}))
    if case.model != "next_open":
        yield replace(case, model="next_open")


def _without_bars(case, start, size):
    """Leave bars out; what was asked after them is asked after the bar before them."""

    def moved(row):
        return row - min(max(row - start, 0), size)

    bars = case.bars[:start] + case.bars[start + size :]
    asked = tuple((max(moved(row), 1), number, request) for row, number, request in case.asked)
    actions = tuple(msgspec.structs.replace(each, row=moved(each.row)) for each in case.actions)
    shorter = replace(case, bars=bars, asked=asked, actions=actions)
    ends = {end for _, end in shorter.steps()}
    firsts = {first for first, _ in shorter.steps()}
    is_whole = all(row in ends for row, _, _ in asked) and all(each.row in firsts for each in actions)
    return shorter if is_whole else replace(case, asked=())


def story(case, difference):
    """The case and the difference as text: the tape with what was asked after each step."""
    lines = [
        f"fills={case.model} {case.terms}",
        f"{case.costs} cash={to_text(case.cash)} {case.timeframe}",
        *(
            f"{each.symbol}: tick {to_text(each.tick)} lot {to_text(each.lot)} multiplier {to_text(each.multiplier)}"
            for each in case.instruments
        ),
        *(f"before row {each.row}: {shown(each)}" for each in case.actions),
        "row  time-of-day day symbol open high low close volume end",
    ]
    for first, end in case.steps():
        for row in range(first, end):
            time, k, *numbers, day, last = case.bars[row]
            symbol = case.instruments[k].symbol
            minute = time // (60 * 10**9) % 1440
            texts = " ".join(to_text(each) for each in numbers)
            lines.append(f"{row:3}  {minute // 60:02}:{minute % 60:02} day {day} {symbol} {texts}{' END' * last}")
        for number, requests in enumerate(case.rounds(end)):
            lines += [f"       round {number}: {name} {shown(value)}" for name, value in requests]
    (row, stage), expected, found = difference
    lines += [f"FIRST DIFFERENCE at the step of row {row}, {stage}", "the oracle:"]
    lines += [f"    {shown(each)}" for each in expected] + ["the exchange:"] + [f"    {shown(each)}" for each in found]
    return "\n".join(lines)


def shown(value):
    """A message or request as a person reads it: without what is empty, amounts in whole units."""
    if isinstance(value, str):
        return value
    fields = msgspec.structs.asdict(value)
    texts = [
        f"{name}={to_text(each) if name in AMOUNTS else each}"
        for name, each in fields.items()
        if each and name not in ("time", "broker_order_id")
    ]
    return f"{type(value).__name__}({', '.join(texts)})"
