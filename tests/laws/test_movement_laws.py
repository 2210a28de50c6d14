"""Laws of travel: a day holds one day's travel, however a way is cut into legs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.kernels import movement
from qafila.kernels.travel import PARTS
from tests.support.line import PEOPLE, Line

MANY = settings(max_examples=60, deadline=None)
lengths = st.lists(st.floats(1.0, 500.0), min_size=1, max_size=12)
speeds = st.floats(20.0, 360.0)


@MANY
@given(lengths, speeds, st.floats(0.2, 1.0))
def test_nobody_is_further_along_a_line_than_the_days_allow(kms, speed, move_chance):
    line = Line(kms, speed, move_chance)
    for days in range(1, 15):
        line.step()
        assert line.furthest() <= days * speed * (1.0 + 1e-9)
        there = line.state.home.sum() + line.state.present.sum()
        assert there + movement.people_on_roads(line.state) == PEOPLE


@MANY
@given(lengths, speeds)
def test_who_never_rests_loses_less_than_a_part_of_a_day_on_each_leg(kms, speed):
    parts = sum(kms) / speed * PARTS
    days = Line(kms, speed).arrival_days()
    assert len(days) == PEOPLE
    assert len(set(days.tolist())) == 1
    assert days[0] >= np.floor(parts / PARTS - 1e-9)
    assert days[0] <= np.floor((parts + len(kms)) / PARTS)


@pytest.mark.parametrize("speed", [60.0, 100.0, 150.0, 240.0])
def test_a_chain_of_short_legs_is_walked_about_as_fast_as_one_long_leg(speed):
    long = Line([150.0], speed).arrival_days().mean()
    rounded = 10 / PARTS  # each leg may lose a part of a day
    assert Line([15.0] * 10, speed).arrival_days().mean() <= long + rounded
    # Rest goes by the time under way, not by the number of places that are passed: a day under
    # way brings log(1 / 0.6) rests, and a rest ends after at most 1 / 0.6 days in the mean.
    rests = (150.0 / speed + rounded) * np.log(1 / 0.6) / 0.6
    assert Line([15.0] * 10, speed, 0.6).arrival_days().mean() <= long + rounded + rests


@MANY
@given(st.floats(1.0, 400.0), speeds, st.floats(0.2, 1.0))
def test_a_leg_is_never_quicker_where_people_are_slower(km, speed, slower):
    quick, slow = (Line([km], pace).arrival_days()[0] for pace in (speed, speed * slower))
    assert slow >= quick


def test_rain_that_begins_leaves_people_where_they_are_and_slows_them():
    # Two days' way in the dry season and four in the wet one, of which one dry day is walked.
    line = Line([200.0], 100.0, slower=2.0)
    line.step()
    days = [line.step(season=1) or int(line.state.arrivals[-1]) for _ in range(4)]
    assert days == [0, 0, PEOPLE, 0]
    dry = Line([200.0], 100.0, slower=2.0)
    dry.step(season=1)
    days = [dry.step() or int(dry.state.arrivals[-1]) for _ in range(4)]
    assert days == [0, PEOPLE, 0, 0], "a quarter is walked, so one and a half dry days are left"


def test_who_set_out_before_the_rains_and_must_turn_back_walks_what_he_had_walked():
    line = Line([200.0], 100.0, slower=2.0)
    line.step()
    home = []
    for _ in range(4):  # a dry day's way is two days' way in the rain
        line.step(season=1, shut=[0])
        home.append(int(line.state.present[0].sum() + line.state.home[0]))
    assert home == [0, 0, PEOPLE, PEOPLE]
    dry = Line([200.0], 100.0, slower=2.0)
    for _ in range(2):
        dry.step(season=1)
    home = []
    for _ in range(3):  # two wet days' way, half of it
        dry.step(shut=[0])
        home.append(int(dry.state.present[0].sum() + dry.state.home[0]))
    assert home == [0, PEOPLE, PEOPLE]


@MANY
@given(lengths, speeds, st.floats(1.0, 3.0), st.lists(st.integers(0, 1), min_size=1, max_size=20))
def test_the_season_may_change_at_any_time_and_all_stay_on_their_way(kms, speed, slower, seasons):
    line = Line(kms, speed, 0.7, slower=slower)
    for day, season in enumerate(seasons):
        line.step(season, shut=[0] if day % 5 == 3 else [])
        assert line.state.ring.sum() == line.state.on_leg.sum() == line.state.due.sum()
        assert line.state.back.sum() == line.state.on_back.sum()
        there = line.state.home.sum() + line.state.present.sum()
        assert there + movement.people_on_roads(line.state) == PEOPLE
    line, quick = Line(kms, speed, slower=slower), Line(kms, speed)
    for season in seasons:
        line.step(season)
        quick.step()
        assert line.furthest() <= quick.furthest()


@MANY
@given(lengths, speeds, st.floats(0.2, 0.9))
def test_the_counters_of_a_ring_agree_with_it(kms, speed, move_chance):
    line = Line(kms, speed, move_chance)
    for _ in range(6):
        line.step()
        assert line.state.ring.sum() == line.state.on_leg.sum() == line.state.due.sum()
        assert line.state.back.sum() == line.state.on_back.sum()
