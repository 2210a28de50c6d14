"""Pages of one morning after the other tell one story."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest

from qafila import api
from qafila.assess.assessing import assess
from qafila.assess.findings import last_known, slowed_today
from qafila.assess.model import LEVELS, Assessment
from qafila.assess.rules import Indicator, Rules
from tests.support.assessing import DAY, NUMBERS, day, gauge, ledger, mali, said

FIRST, LAST = dt.date(2025, 10, 20), dt.date(2025, 11, 5)


@pytest.fixture(scope="module")
def mornings() -> list[Assessment]:
    case = api.open_case("mali-2025")
    days = (LAST - FIRST).days + 1
    return [case.assess(FIRST + dt.timedelta(number)) for number in range(days)]


def test_the_next_page_tells_of_a_day_what_its_own_page_told(mornings):
    for today, tomorrow in itertools.pairwise(mornings):
        later = {one.key: one for one in tomorrow.findings}
        for one in today.findings:
            assert later[one.key].history[-2] == one.level, (today.as_of, one.key)
            assert later[one.key].history[1:-1] == one.history[2:], (today.as_of, one.key)


def test_a_level_falls_slowly_from_whatever_gave_it(mornings):
    bamako = [one.finding("supply_pressure", "bamako") for one in mornings]
    ranks = [LEVELS.index(one.level) if one.level in LEVELS else -1 for one in bamako]
    assert max(ranks) == 3
    for number, rank in enumerate(ranks):
        soon = [later for later in ranks[number : number + 3] if later >= 0]
        assert min(soon, default=rank) >= rank - 1


def test_the_newest_evidence_of_a_level_is_that_which_it_rests_on(mornings):
    told = [one for page in mornings for one in page.findings if one.level in LEVELS]
    for one in told:
        assert one.newest is not None
        if one.raw_level == one.level:
            resting = [it for it in one.readings if it.level == one.level]
            assert one.newest == max(it.newest for it in resting if it.newest)
        assert one.newest_other is None or one.newest_other > one.newest
    assert any(one.newest_other for one in told)


def test_what_sets_the_whole_does_so_no_longer_than_it_stands(mornings):
    for page in mornings:
        whole = page.overall
        assert whole.because_since == max(whole.since, min(one.since for one in whole.because))


def test_the_whole_says_since_when_what_sets_it_now_does():
    roads = Indicator("attacks", "country", "decides", 14, 0)
    pumps = Indicator("supply", "city", "decides", 14, 0)
    gauges = {
        "attacks": (gauge("incidents", ("attack_on_convoy",)),),
        "supply": (gauge("origins", ("shortage/pumps_dry",), indicator="supply"),),
    }
    claims = (
        said(1, place="diema", on=20, reported=20),
        said(2, "shortage/pumps_dry", "bamako", on=10, reported=10),
    )
    found = assess(mali(), ledger(*claims), DAY, rules=Rules((roads, pumps), gauges, NUMBERS))
    whole = found.overall
    assert [one.indicator_id for one in whole.because] == ["supply"]
    assert (whole.since, whole.because_since) == (day(20), day(10))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([3, 3, -2, -2], 1),
        ([3, -2, 1, 1], 0),  # a lower level took over after the gap
        ([3, -2, 1, 2], 0),
        ([1, -2, 2], None),  # what came is worse
        ([1, -2, 1], None),
        ([3, -2, 2, -2, 1], 2),
        ([2, 2, 1], None),
        ([-2, -2], None),
    ],
)
def test_what_was_last_known_before_days_without_evidence(shown, expected):
    assert last_known(np.array(shown)) == expected


@pytest.mark.parametrize(
    ("reports", "today", "shown"),
    [
        ([3, 3, -2], 1, 3),  # a forecast ends no level that reports gave a day before
        ([3, -2, -2, -2], 1, 1),
        ([1, -2], 3, 3),
    ],
)
def test_a_forecast_ends_no_level_of_reports(reports, today, shown):
    assert slowed_today(np.array(reports), today, 3) == shown
