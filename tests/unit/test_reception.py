"""Reception places: camp and hosts, capacity, intake on working days, who comes and goes home."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from qafila.errors import NetworkError
from qafila.simulate import Change, Simulation
from qafila.simulate.reception import known_limits, works_on
from tests.support.synthetic import AS_OF, observation, synthetic_situation

SUNDAY = dt.date(2025, 11, 16)
STAY = tuple(Change("set_parameter", name, value=0.0) for name in ("onward_chance", "return_rate"))
BUSY = (Change("set_parameter", "leave_rate", value=0.01),)


def limit(**cells):
    known = {"capacity_as_of": "2025-10-01", "capacity_source": "test"}
    return {"camp-n": {**known, **cells}}


def run(
    *changes, places=None, draws=30, days=30, observations=(), parameters=(), busy=BUSY, **more
):
    made = synthetic_situation(
        places=places, observations=observations, parameters=parameters, **more
    )
    return Simulation(made, days=days, draws=draws, seed=7, changes=(*busy, *changes), threads=1)


def at(simulation, name, site="camp-n"):
    return simulation.run().data[name].sel(site=site).to_numpy().astype(np.int64)


def test_days_of_rest_go_by_country_and_by_law_of_the_time():
    saturday, friday = dt.date(2025, 11, 15), dt.date(2025, 11, 14)
    assert [works_on("MLI", day) for day in (friday, saturday, SUNDAY)] == [True, False, False]
    assert [works_on("DZA", day) for day in (friday, saturday, SUNDAY)] == [False, False, True]
    assert [works_on("CIV", day) for day in (friday, SUNDAY)] == [True, False]
    before, after = dt.date(2014, 9, 26), dt.date(2014, 10, 3)
    assert before.isoweekday() == after.isoweekday() == 5
    assert (works_on("MRT", before), works_on("MRT", after)) == (False, True)


def test_everybody_who_arrives_is_registered_once_or_waits():
    data = run(*STAY, places=limit(intake_per_day=40)).run().data
    arrived = data["arrivals"].sel(location="camp-n").cumsum("day").to_numpy()
    registered = data["registered"].sel(site="camp-n")
    waiting = data["waiting_registration"].sel(site="camp-n").to_numpy()
    assert (registered.cumsum("day").to_numpy() + waiting == arrived).all()
    weekday = data["date"].dt.weekday.to_numpy()
    assert int(registered.to_numpy()[:, weekday >= 5].sum()) == 0
    assert int(registered.max()) == 40
    assert waiting.max() > 40


def test_without_a_known_limit_nobody_waits():
    data = run(*STAY).run().data
    assert int(data["waiting_registration"].sum()) == 0
    assert int(data["registered"].sum()) == int(data["arrivals"].sum()) > 1000


def test_a_higher_intake_never_lengthens_a_queue():
    queues = [at(run(places=limit(intake_per_day=n)), "waiting_registration") for n in (0, 30, 90)]
    assert (queues[0] >= queues[1]).all()
    assert (queues[1] >= queues[2]).all()
    assert queues[0].sum() > queues[2].sum()


def test_a_full_site_takes_no_more_and_nobody_vanishes():
    data = run(*STAY, places=limit(capacity=700)).run().data.sel(site="camp-n")
    camp, hosts = data["in_camp"].to_numpy(), data["host_community"].to_numpy()
    present = data["present"].sel(location="camp-n").to_numpy()
    assert camp.max() == 700
    assert ((camp == 700) == (data["site_full"].to_numpy() == 1)).all()
    assert 0 < data["site_full"].mean() < 1
    arrived = data["arrivals"].sel(location="camp-n").cumsum("day").to_numpy()
    assert (camp + hosts == arrived + camp[:, :1] + hosts[:, :1]).all()
    assert (present >= camp + hosts).all()


def test_more_room_never_means_more_people_with_hosts():
    small, large = (run(*STAY, places=limit(capacity=room)) for room in (300, 900))
    assert (at(small, "host_community") >= at(large, "host_community")).all()
    assert (at(small, "in_camp") <= at(large, "in_camp")).all()


def test_a_site_that_is_overfull_empties_only_by_those_who_leave():
    counted = (observation("c", "stock", location_id="camp-n", individuals=2000),)
    data = run(*STAY, places=limit(capacity=500), observations=counted).run().data
    camp = data["in_camp"].sel(site="camp-n").to_numpy()
    assert (camp == camp[:, :1]).all()
    assert camp.min() > 500
    assert (data["site_full"].sel(site="camp-n") == 1).all()


def test_a_capacity_counts_only_from_the_day_on_which_it_was_known():
    later = {"capacity_as_of": "2025-11-17", "capacity": 10, "intake_per_day": 1}
    plain, unknown = run().run(), run(places=limit(**later)).run()
    assert plain.input_hash == unknown.input_hash
    assert plain.data.identical(unknown.data)
    known = run(places=limit(**{**later, "capacity_as_of": str(AS_OF)})).run()
    assert known.input_hash != plain.input_hash
    assert int(known.data["in_camp"].sel(site="camp-n").max()) <= 10


def test_limits_that_were_not_known_are_empty():
    made = synthetic_situation(places=limit(capacity=10, intake_per_day=1))
    places = made.network.locations
    assert known_limits(places, dt.date(2025, 9, 30))["capacity"].notna().sum() == 0
    assert known_limits(places, dt.date(2025, 10, 1))["intake_per_day"].notna().sum() == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"capacity_as_of": ""}, "capacity_as_of"),
        ({"capacity_source": ""}, "capacity_source"),
        ({"reception": "no"}, "reception"),
    ],
)
def test_a_limit_needs_a_day_a_source_and_a_reception_place(cells, column):
    with pytest.raises(NetworkError) as caught:
        synthetic_situation(places=limit(capacity=10, **cells))
    assert [problem.column for problem in caught.value.problems] == [column]


def test_nobody_lives_in_a_camp_where_people_live_with_hosts():
    hosts = {"camp-s": {"reception_setting": "host_community"}}
    data = run(places=hosts).run().data
    assert int(data["in_camp"].sel(site="camp-s").sum()) == 0
    assert int(data["host_community"].sel(site="camp-s").sum()) > 0
    share = {"parameter": "camp_share", "applies_to": "camp-n", "best": 1, "low": 1, "high": 1}
    data = run(parameters=(share,)).run().data
    assert int(data["host_community"].sel(site="camp-n").sum()) == 0


def test_arrivals_by_age_and_sex_add_up_and_follow_their_shares():
    fixed = {"children": 0.6, "women": 0.2, "men": 0.1, "older": 0.1}
    rows = tuple(
        {"parameter": f"{name}_share", "applies_to": "", "best": 3 * share, "low": 3 * share,
         "high": 3 * share}
        for name, share in fixed.items()
        if 3 * share <= 1
    )  # fmt: skip
    # Weights need not add up to one: only their proportions count.
    rows += ({"parameter": "children_share", "applies_to": "", "best": 1, "low": 1, "high": 1},)
    data = run(parameters=rows, draws=60).run().data
    by_place = data["arrivals_by_age_sex"].sum("age_sex")
    places = data["arrivals"].sel(location=data["site"].to_numpy())
    assert (by_place.to_numpy() == places.to_numpy()).all()
    total = data["arrivals_by_age_sex"].sum(["draw", "day", "site"]).to_numpy()
    expected = np.array([1.0, 0.6, 0.3, 0.3]) / 2.2
    spread = np.sqrt(expected * (1 - expected) / total.sum())
    assert (abs(total / total.sum() - expected) < 4 * spread).all()


def test_people_go_home_at_their_rate_and_not_over_closed_roads():
    counted = (observation("c", "stock", location_id="camp-n", individuals=20_000),)
    rate = Change("set_parameter", "return_rate", value=0.01)
    calm = [Change("set_parameter", name, value=0.0) for name in ("leave_rate", "need_push")]
    still = Change("set_parameter", "onward_chance", value=0.0)
    data = run(rate, still, busy=calm, observations=counted, draws=40, days=10).run().data
    left = data["returned"].sel(site="camp-n").sum("day").to_numpy()
    assert left.mean() == pytest.approx(20_000 * (1 - 0.99**10), rel=0.01)
    home = data["at_home"].to_numpy()
    assert (home[:, -1] - home[:, 0] == data["returned"].sum(["day", "site"]).to_numpy()).all()
    shut = Change("close_crossing", "post-n"), Change("close_crossing", "post-s")
    cut = run(rate, still, *shut, busy=calm, observations=counted, days=10).run().data
    assert int(cut["returned"].isel(day=slice(1, None)).sum()) == 0


def test_a_rate_of_zero_sends_nobody_home():
    counted = (observation("c", "stock", location_id="camp-n", individuals=20_000),)
    assert at(run(*STAY, observations=counted), "returned").sum() == 0
