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


@MANY
@given(lengths, speeds, st.floats(0.2, 0.9))
def test_the_counters_of_a_ring_agree_with_it(kms, speed, move_chance):
    line = Line(kms, speed, move_chance)
    for _ in range(6):
        line.step()
        assert line.state.ring.sum() == line.state.on_leg.sum() == line.state.due.sum()
        assert line.state.back.sum() == line.state.on_back.sum()
