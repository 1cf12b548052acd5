"""`mqk scenarios [STAGE…]`: run the promises of core and of every plugin, each pack in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mqk_core.cli.call import Call

if TYPE_CHECKING:
    from mqk_core.testing.scenarios import PackResult


def run(call: Call) -> int:
    """Run every pack, print each scenario, and return 1 if one failed."""
    from mqk_core.runtime.plugins import load
    from mqk_core.testing.scenarios import run_packs

    def tell(result: PackResult) -> None:
        failed = f", {result.failed} failed" if result.failed else ""
        call.note(f"{result.features}: {result.passed} passed{failed}")

    results = run_packs(load().scenario_packs, call.arguments, tell)
    passed, failed = sum(each.passed for each in results), sum(each.failed for each in results)
    lines = [line for result in results for line in _lines(result)]
    for result in results:
        for message in (*result.broken, *(each.message for each in result.scenarios if each.message)):
            for line in message.splitlines():
                call.note(line)
    summary = f"{passed} passed" + (f", {failed} failed" if failed else "")
    call.answer({"passed": passed, "failed": failed, "packs": [_object(each) for each in results]}, [*lines, summary])
    return 1 if failed else 0


def _lines(result: PackResult) -> list[str]:
    lines = []
    told = ("", "")
    for each in result.scenarios:
        if each.feature != told[0]:
            lines.append(each.feature)
        if (each.feature, each.rule) != told and each.rule:
            lines.append(f"  {each.rule}")
        told = each.feature, each.rule
        lines.append(f"    {'ok  ' if each.outcome == 'passed' else 'FAIL'} {each.scenario}")
    return [*lines, *(f"FAIL {result.features}: a file could not be collected" for _ in result.broken)]


def _object(result: PackResult) -> dict[str, object]:
    import attrs

    return {**attrs.asdict(result), "passed": result.passed, "failed": result.failed}
