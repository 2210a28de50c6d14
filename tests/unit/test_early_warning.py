"""The page on early warning says what the command gives, and the command counts as it says."""

from __future__ import annotations

import datetime as dt
import re

import pytest

import qafila as qf
from benchmarks import early_warning as made
from qafila.assess.rules import read_rules


def shown(*spells: tuple[str, int]) -> tuple[str, ...]:
    """Levels for so many days each, the rest unknown."""
    found = [level for level, number in spells for _ in range(number)]
    return (*found, *["unknown"] * (len(made.DAYS) - len(found)))


def truth(start: str, end: str = "2025-11-30") -> made.Truth:
    return made.Truth(("x", "y"), dt.date.fromisoformat(start), dt.date.fromisoformat(end))


def test_the_page_holds_what_the_command_gives() -> None:
    page = made.PAGE.read_text(encoding="utf-8")
    assert made.filled(page, made.report_tables()) == page


@pytest.mark.slow
def test_the_page_holds_what_the_command_gives_with_roads() -> None:
    page = made.PAGE.read_text(encoding="utf-8")
    assert made.filled(page, made.road_tables()) == page


def test_the_history_of_the_last_day_is_what_each_day_showed() -> None:
    """What was reported later must not change what a day is said to have shown."""
    case = qf.open_case("mali-2025")
    rules = made.only(read_rules(case), made.CITY)
    levels = made.from_history(case, case.ledger(made.LAST), rules)
    for day in (dt.date(2025, 10, 5), dt.date(2025, 10, 7), dt.date(2025, 11, 6)):
        on_the_day = made.Assessor(case, rules).assess(case.ledger(day), day)
        for finding in on_the_day.findings:
            key = finding.indicator_id, finding.unit.place
            assert levels[key][made.DAYS.index(day)] == finding.level, (day, key)


def test_a_warning_that_lapsed_is_no_lead() -> None:
    levels = shown(("unknown", 10), ("warning", 5), ("watch", 2))
    assert made.lead(truth("2025-09-18"), levels) == "7 days ahead, but watch on the eve"
    assert made.lead(truth("2025-09-13"), levels) == "2 days ahead"
    assert made.lead(truth("2025-09-11"), levels) == "on the day"
    assert made.lead(truth("2025-09-09"), levels) == "2 days late"
    assert made.lead(truth("2025-11-20"), levels) == "never"


def test_days_at_warning_without_harm_are_counted() -> None:
    levels = shown(("emergency", 20))
    assert made.outside(truth("2025-09-10", "2025-09-15"), levels) == 5
    assert made.outside(truth("2025-11-20"), levels) == 20
    assert made.missed(truth("2025-09-16", "2025-09-25"), levels) == "5 of 10"


def test_harder_thresholds_are_harder_whichever_way_a_gauge_goes() -> None:
    rules = read_rules()
    for steps in (1, -1):
        moved = made.moved(rules, steps)
        for before, after in zip(gauges(rules), gauges(moved), strict=True):
            for level in made.LEVELS[1:]:
                old, new = getattr(before, level), getattr(after, level)
                if old is None:
                    assert new is None
                elif before.falls:
                    assert (new - old) * steps < 0
                else:
                    assert (new - old) * steps > 0 or (steps < 0 and old == new == 1)


def gauges(rules):
    return [one for some in rules.gauges.values() for one in some]


def test_what_is_left_out_is_gone() -> None:
    case = qf.open_case("mali-2025")
    ledger = case.ledger(made.LAST)
    rules = made.only(read_rules(case), made.CITY)
    without, less = made.without(case, ledger, lambda one: one.origin == "rfi")
    assert "rfi" in made.origins_of(case, ledger, rules)
    assert "rfi" not in made.origins_of(without, less, rules)
    _, arabic = made.without(case, ledger, lambda _: False, ("en", "fr"))
    assert {claim.language for claim in arabic.claims} == {"ar"}


def test_every_beginning_of_harm_has_a_source_and_lies_in_these_days() -> None:
    text = (made.FOLDER / "early_warning.csv").read_text(encoding="utf-8").splitlines()
    assert len(text) == len(made.truths()) + 1
    for line, one in zip(text[1:], made.truths(), strict=True):
        assert re.search(r"https://\S+$", line)
        assert made.FIRST <= one.start <= one.end <= made.LAST
