"""What calibration is held against: who knew what by which day, and how likely each answer is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila.case import Case, find_case, read_case
from qafila.errors import InputError
from qafila.forecasting.calibration.gathering import CUSTOMS_LAG, STRICT, observations_of
from qafila.forecasting.calibration.observed import (
    CONVOYS,
    PUMPS,
    RECEIPTS,
    Judged,
    Measured,
    Observation,
)
from qafila.ledger import Ledger
from qafila.situation import build_situation

DAY = dt.date(2025, 10, 1)


@pytest.fixture(scope="module")
def mali() -> Case:
    return read_case(find_case("mali-2025"))


def known(case: Case, day: dt.date, table: str, kind: str) -> list[Observation]:
    situation = build_situation(case, Ledger((), {}, day), day)
    return [one for one in observations_of(situation, "bamako", table) if one.kind == kind]


@pytest.mark.parametrize(
    ("day", "table", "ends"),
    [
        (dt.date(2025, 10, 31), STRICT, []),
        (dt.date(2025, 10, 4), CUSTOMS_LAG, []),
        (dt.date(2025, 10, 5), CUSTOMS_LAG, ["2025-09-30"]),
        (dt.date(2025, 11, 4), CUSTOMS_LAG, ["2025-09-30"]),
        (dt.date(2025, 11, 5), CUSTOMS_LAG, ["2025-09-30", "2025-10-31"]),
        (dt.date(2025, 11, 24), STRICT, []),
        (dt.date(2025, 11, 25), STRICT, ["2025-09-30", "2025-10-31", "2025-11-24"]),
    ],
)
def test_receipts_count_from_the_day_they_are_known(
    mali: Case, day: dt.date, table: str, ends: list[str]
) -> None:
    found = known(mali, day, table, RECEIPTS)
    assert [one.end.isoformat() for one in found] == ends


@pytest.mark.parametrize("city", ["mopti", "timbuktu"])
def test_receipts_of_the_country_say_nothing_of_a_city_with_its_own_figures(
    mali: Case, city: str
) -> None:
    day = dt.date(2025, 11, 25)
    situation = build_situation(mali, Ledger((), {}, day), day)
    assert known(mali, day, CUSTOMS_LAG, RECEIPTS)
    assert all(one.kind != RECEIPTS for one in observations_of(situation, city, CUSTOMS_LAG))


def test_hindsight_adds_receipts_and_nothing_else(mali: Case) -> None:
    day = dt.date(2025, 11, 15)
    for kind in (PUMPS, CONVOYS):
        assert known(mali, day, STRICT, kind) == known(mali, day, CUSTOMS_LAG, kind)


def test_nothing_of_later_days_is_held_against_the_past(mali: Case) -> None:
    day = dt.date(2025, 11, 10)
    situation = build_situation(mali, Ledger((), {}, day), day)
    for one in observations_of(situation, "bamako", CUSTOMS_LAG):
        assert mali.start <= one.start <= one.end <= day


def test_rival_counts_of_one_convoy_are_no_two_convoys(mali: Case) -> None:
    found = known(mali, dt.date(2025, 11, 10), STRICT, CONVOYS)
    [late] = [one for one in found if one.end == dt.date(2025, 11, 1)]
    assert isinstance(late, Judged)
    assert len(late.told_by) == 2
    assert sum(late.weights) == pytest.approx(1.0)


def test_words_that_leave_it_open_weigh_less(mali: Case) -> None:
    answers = {one.end.isoformat(): one.told for one in known(
        mali, dt.date(2025, 11, 30), STRICT, PUMPS)}  # fmt: skip
    assert answers["2025-10-29"] == 0.0  # most stations
    assert 0.0 < answers["2025-11-20"] < 0.5  # many stations
    assert answers["2025-11-28"] > 0.5  # nearly recovered


@pytest.mark.parametrize(
    ("start", "end", "later", "measure", "days"),
    [
        # The same outlet, a spell around, after, before, and one that contradicts the first.
        (-2, 1, 1, "dry", [("10-27", "10-30")]),
        (0, 2, 1, "dry", [("10-29", "10-31")]),
        (-6, -1, 0, "dry", [("10-23", "10-28"), ("10-29", "10-29")]),
        (-6, 0, -1, "dry", [("10-23", "10-28"), ("10-29", "10-29")]),
        (0, 1, 1, "recovered", [("10-29", "10-30")]),
        (-2, 2, -1, "dry", [("10-27", "10-28"), ("10-29", "10-29")]),
    ],
)
def test_what_an_origin_says_last_of_a_day_holds_and_counts_once(
    mali: Case, start: int, end: int, later: int, measure: str, days: list[tuple[str, str]]
) -> None:
    rows = mali.observations
    first = rows[rows["observation_id"] == "dry-bamako-2025-10-29"]
    again = first.assign(
        observation_id="again",
        measure=measure,
        date_start=first["date_start"] + pd.Timedelta(days=start),
        date_end=first["date_end"] + pd.Timedelta(days=end),
        reported_at=first["reported_at"] + pd.Timedelta(days=later),
    )
    spell = replace(mali, observations=pd.concat([first, again]))
    told = known(spell, dt.date(2025, 11, 2), STRICT, PUMPS)
    assert [(f"{one.start:%m-%d}", f"{one.end:%m-%d}") for one in told] == days
    other = replace(mali, observations=pd.concat([first, again.assign(source="B", said_by="")]))
    assert len(known(other, dt.date(2025, 11, 2), STRICT, PUMPS)) == 2


def test_an_unknown_table_is_refused(mali: Case) -> None:
    with pytest.raises(InputError, match="customs-lag"):
        known(mali, dt.date(2025, 11, 1), "hindsight", RECEIPTS)


@given(st.floats(0.0, 1e12), st.floats(1.0, 1e12), st.floats(0.01, 1.0))
def test_the_likelihood_of_an_amount_is_finite_and_best_where_it_is(
    simulated: float, told: float, spread: float
) -> None:
    one = Measured(RECEIPTS, DAY, DAY, (told,), (spread,), (1.0,), ("a",))
    there, here = one.log_likelihood(np.array([simulated, told]))
    assert np.isfinite(there)
    assert there <= here + 1e-9


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=9), st.floats(0.001, 0.5))
def test_more_makes_the_answer_above_likelier(simulated: list[float], error: float) -> None:
    one = Judged(PUMPS, DAY, DAY, (0.5,), (1.0,), 0.1, error, 1.0, ("a",))
    chance = one.chance_above(np.sort(np.array(simulated)))
    assert (np.diff(chance) >= 0.0).all()
    assert (chance >= error - 1e-12).all()
    assert (chance <= 1.0 - error + 1e-12).all()


@given(st.floats(0.0, 2.0), st.floats(0.0, 1.0))
def test_both_answers_together_are_certain(simulated: float, told: float) -> None:
    def chance(above: float) -> float:
        one = Judged(PUMPS, DAY, DAY, (0.5,), (1.0,), 0.1, 0.1, above, ("a",))
        return float(np.exp(one.log_likelihood(np.array([simulated])))[0])

    assert chance(told) + chance(1.0 - told) == pytest.approx(1.0)
