"""Conditional warnings: the condition is met, coming, not met or not known; bad rows are named."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.assess.conditions import (
    COMING,
    NOT_MET,
    STANDS,
    UNCERTAIN,
    Condition,
    default_conditions,
    read_conditions,
    stand,
    standings,
)
from qafila.assess.model import LEVELS, Assessment, Finding, Overall, Unit
from qafila.errors import SchemaError
from qafila.files import package_data

DAY = dt.date(2025, 10, 20)
ROW = Condition("dry", "supply_pressure", "warning", 14, 21, (), "estimate", "")


def found(level, since=None, history=(), at_least=False):
    unit = Unit("city", "bamako")
    return Finding("supply_pressure", unit, level, level, since, at_least, history=history)


def table():
    return package_data("defaults", "conditional_warnings.csv").read_bytes()


def test_a_level_that_has_stood_long_enough_lets_the_warning_stand():
    since = DAY - dt.timedelta(days=13)
    standing = stand(ROW, found("warning", since), DAY)
    assert (standing.state, standing.since) == (STANDS, DAY)
    day_before = stand(ROW, found("warning", since), DAY - dt.timedelta(days=1))
    assert (day_before.state, day_before.days_left, day_before.met_on) == (COMING, 1, DAY)


def test_below_the_level_it_is_not_met_and_unknown_stays_unknown():
    assert stand(ROW, found("watch", DAY), DAY).state == NOT_MET
    assert stand(ROW, found("unknown"), DAY).state == UNCERTAIN
    assert stand(ROW, found("no_baseline", DAY), DAY).state == UNCERTAIN


def test_a_level_above_counts_from_the_day_on_which_the_lower_one_was_reached():
    history = ("watch",) * 5 + ("warning",) * 12 + ("emergency",) * 3
    standing = stand(ROW, found("emergency", DAY - dt.timedelta(days=2), history), DAY)
    assert standing.state == STANDS
    assert standing.since == DAY - dt.timedelta(days=1)
    assert not standing.at_least


def test_days_of_which_nothing_is_known_hold_nothing():
    history = ("warning",) * 20 + ("unknown",) + ("warning",) * 4
    standing = stand(ROW, found("warning", DAY - dt.timedelta(days=3), history), DAY)
    assert (standing.state, standing.days_left) == (COMING, 10)


def test_where_the_history_ends_it_may_have_been_met_before():
    standing = stand(ROW, found("warning", DAY, ("warning",) * 20, at_least=True), DAY)
    assert standing.at_least
    assert standing.since == DAY - dt.timedelta(days=6)


def test_what_stands_comes_first_and_then_what_comes_soonest():
    late = found("warning", DAY - dt.timedelta(days=1))
    soon = found("warning", DAY - dt.timedelta(days=9))
    met = found("warning", DAY - dt.timedelta(days=30))
    whole = Assessment("x", DAY, Overall("warning", DAY, ()), (found("watch"), late, soon, met))
    told = standings(whole, (ROW,))
    assert [(one.state, one.days_left) for one in told] == [
        (STANDS, None), (COMING, 4), (COMING, 12), (NOT_MET, None),
    ]  # fmt: skip


def test_every_shipped_row_says_its_condition_in_three_languages():
    values = {"place": "P", "level": "L", "days": "D", "horizon": "H"}
    for row in default_conditions():
        assert row.at_level in LEVELS[1:]
        for language in ("en", "fr", "ar"):
            condition = row.text("condition", language).format(**values)
            assert {"P", "L", "D"} <= set(condition)
            assert "H" in row.text("consequence", language).format(**values)
            assert row.text("evidence", language)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b",convoy_attacks,", b",convoy_atacks,", 'column indicator_id: "convoy_atacks" is not'),
        (b",warning,14,21,", b",unknown,14,21,", 'column at_level: "unknown" is no level'),
        (b",warning,14,21,", b",warning,-1,21,", "column held_days"),
        (b"for {days}", b"for {weeks}", "column condition_en: {weeks} stands for nothing"),
        (b"for {days}", b"for {days", "column condition_en: a brace is not closed"),
        (b"for {days}", b"for long", "column condition_fr: the placeholders differ"),
    ],
)
def test_a_bad_row_is_one_clear_error_with_row_column_and_hint(old, new, told):
    data = table().replace(old, new, 1)
    assert data != table()
    with pytest.raises(SchemaError) as caught:
        read_conditions(data, "conditional_warnings.csv", ("convoy_attacks", *names()))
    problem = next(one for one in caught.value.problems if told in str(one))
    assert problem.row == 2
    assert problem.hint


def names():
    return {row.indicator_id for row in default_conditions()}
