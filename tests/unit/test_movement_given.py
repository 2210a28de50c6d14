"""A given number of people who set out, or go home, on each day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qafila.kernels.travel import RATES
from qafila.simulate.moving import move_people
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from tests.support.synthetic import AS_OF, route_id, synthetic_situation

SITUATION = synthetic_situation()
PLACES = SITUATION.network.location_ids


def people(given, draws=20, exposure=None, **rates):
    """Inputs in which nobody leaves, or goes home, but those who are given."""
    made = build_people(SITUATION, ParameterTable(SITUATION.parameters, 7, draws))
    fixed = made.rates.copy()
    for name, value in {"onward_chance": 0.0, "return_rate": 0.0, **rates}.items():
        fixed[:, RATES.index(name)] = value
    daily = np.tile(made.exposure[0], (len(given), 1)) if exposure is None else exposure
    return replace(
        made,
        rates=fixed,
        warm_up=0,
        given=np.array(given, dtype=np.int64),
        daily_exposure=daily,
    )


def gone(out):
    return out.at_home[:, :1] - out.at_home


def test_exactly_the_given_number_sets_out_each_day():
    given = [0, 700, 0, 55, 1200, 3]
    out = move_people(people(given), 5, seed=7, first_day=AS_OF)
    assert (np.diff(out.at_home, axis=1) == -np.array(given[1:])).all()
    assert (gone(out) == out.in_transit + out.present.sum(axis=2)).all()
    assert out.arrivals.sum() > 0


def test_people_set_out_where_exposure_is_on_that_day_and_by_its_residents():
    daily = np.zeros((3, len(PLACES)))
    daily[1, PLACES.index("south")] = 0.3
    daily[2, [PLACES.index("north"), PLACES.index("east")]] = (0.2, 0.4)
    # Nobody goes on, so those who set out of a place are still on the legs from it.
    made = people([0, 5000, 0], draws=30, exposure=daily)
    out = move_people(made, 1, seed=7, first_day=AS_OF)
    south = gone(out)[:, 1]
    assert (south == 5000).all()
    big = people([0, 0, 12_000], draws=200, exposure=daily)
    shut = np.full((3, len(big.world.passability)), -1, dtype=np.int8)
    # From the east all ways are closed, so everybody comes from the north.
    for a, b in (("east", "post-s"), ("capital", "east"), ("east", "north")):
        shut[:, SITUATION.network.route_index(route_id(a, b))] = 0
    out = move_people(big, 2, seed=7, first_day=AS_OF, routes=shut)
    assert (gone(out)[:, 2] == 12_000).all()
    out = move_people(
        people([0, 0, 60_000], exposure=daily), 2, seed=7, first_day=AS_OF, routes=shut
    )
    assert (gone(out)[:, 2] == 50_000).all()  # all residents of the north and not one more


def test_what_cannot_be_followed_today_is_made_up_for_later():
    made = people([0, 400, 0, 100, 0])
    shut = np.full((5, len(made.world.passability)), -1, dtype=np.int8)
    shut[1:3] = 0
    out = move_people(made, 4, seed=7, first_day=AS_OF, routes=shut)
    assert gone(out)[0].tolist() == [0, 0, 0, 500, 500]


def test_a_number_below_zero_goes_home_from_where_people_are():
    made = people([0, -300, -50])
    there = np.zeros_like(made.displaced)
    camps = [PLACES.index(name) for name in ("camp-n", "camp-s")]
    there[:, camps] = (1000, 3000)
    made = replace(made, displaced=there)
    out = move_people(made, 2, seed=7, first_day=AS_OF)
    assert (np.diff(out.at_home, axis=1) == (300, 50)).all()
    sites = [made.world.destination.tolist().index(camp) for camp in camps]
    assert (out.returned.sum(axis=2) == (0, 300, 50)).all()
    assert (out.present[:, 2, camps].sum(axis=1) == 3650).all()
    share = out.returned[:, 1, sites[0]].mean() / 300
    assert share == pytest.approx(0.25, abs=0.04)


def test_no_more_go_home_than_are_there_and_the_rest_is_owed():
    made = people([0, -300, 200])
    there = np.zeros_like(made.displaced)
    there[:, PLACES.index("camp-n")] = 120
    out = move_people(replace(made, displaced=there), 2, seed=7, first_day=AS_OF)
    home = out.at_home - out.at_home[:, :1]
    assert (home[:, 1] == 120).all()
    # Of the 200 who set out on the next day 180 make up for those who could not go home.
    assert (home[:, 2] == 100).all()


def test_nobody_goes_home_over_closed_roads():
    made = people([0, -300, 0])
    there = np.zeros_like(made.displaced)
    there[:, PLACES.index("camp-n")] = 1000
    shut = np.zeros((3, len(made.world.passability)), dtype=np.int8)
    out = move_people(replace(made, displaced=there), 2, seed=7, first_day=AS_OF, routes=shut)
    assert not out.returned.any()


def test_a_member_is_the_same_in_whatever_range_it_is_run():
    made = people([0, 900, -100, 40, 300], draws=8, return_rate=0.01)
    whole = move_people(made, 4, seed=7, first_day=AS_OF)
    rows = {"population", "displaced", "rates", "exposure", "calm", "nearby", "settle",
            "attraction", "leg_parts"}  # fmt: skip
    reception = replace(
        made.reception,
        camp_share=made.reception.camp_share[5:],
        age_sex=made.reception.age_sex[5:],
    )
    part = replace(made, reception=reception, **{name: getattr(made, name)[5:] for name in rows})
    alone = move_people(part, 4, seed=7, first_day=AS_OF, first_member=5)
    for name in ("arrivals", "present", "at_home", "returned", "road_open"):
        assert (getattr(whole, name)[5:] == getattr(alone, name)).all(), name
