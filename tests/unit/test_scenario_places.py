"""What-if on the reception places and the insecurity of a case."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import qafila as qf
from qafila.errors import InputError, UnknownNameError
from qafila.simulate.paired import compare
from qafila.simulate.reception import Reception

DAYS, DRAWS = 12, 20


@pytest.fixture(scope="module")
def situation() -> qf.Situation:
    return qf.open_case("teaching").situation()


def run(situation: qf.Situation, *changes: qf.Change) -> qf.Result:
    return qf.Simulation(situation, days=DAYS, draws=DRAWS, seed=7, changes=changes).run()


@pytest.fixture(scope="module")
def base(situation: qf.Situation) -> qf.Result:
    return run(situation)


def receiving(situation: qf.Situation, result: qf.Result) -> str:
    """The place that most people come to."""
    arrived = result.data["arrivals"].isel(day=slice(1, None)).sum(["draw", "day"])
    return str(arrived["location"].to_numpy()[int(np.argmax(arrived.to_numpy()))])


def test_a_closed_place_receives_nobody_until_it_opens_again(
    situation: qf.Situation, base: qf.Result
) -> None:
    place = receiving(situation, base)
    changed = run(situation, qf.Change("close_camp", place, 2, 7))
    arrivals = changed.data["arrivals"].sel(location=place)
    assert not arrivals.sel(day=slice(2, 7)).any()
    assert arrivals.sel(day=slice(8, None)).any()
    assert base.data["arrivals"].sel(location=place, day=slice(2, 7)).any()
    np.testing.assert_array_equal(
        arrivals.sel(day=1), base.data["arrivals"].sel(location=place, day=1)
    )


def test_a_place_that_is_open_anyway_makes_no_difference(
    situation: qf.Situation, base: qf.Result
) -> None:
    place = receiving(situation, base)
    changed = run(situation, qf.Change("open_camp", place, 1))
    assert not compare(base, changed, "present").draws.any()
    assert not compare(base, changed, "arrivals").draws.any()


def test_people_leave_where_insecurity_is_set_and_stay_where_it_ends(
    situation: qf.Situation, base: qf.Result
) -> None:
    home = situation.network.locations
    city = situation.case.city
    worse = run(situation, qf.Change("set_intensity", city, 1, value=1.0))
    calm = run(
        situation,
        *(
            qf.Change("set_intensity", place, 1, value=0.0)
            for place in home.loc[home["country"] == situation.home_country, "location_id"]
        ),
    )
    more, less = compare(base, worse, "at_home"), compare(base, calm, "at_home")
    assert (more.draws.isel(day=-1) <= 0).all()
    assert float(more.draws.isel(day=-1).mean()) < 0 < float(less.draws.isel(day=-1).mean())
    assert not more.draws.isel(day=0).any()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (qf.Change("close_camp", "nowhere"), 'there is no camp "nowhere"'),
        (qf.Change("set_intensity", "nowhere", value=1.0), 'there is no place "nowhere"'),
        (qf.Change("close_route", "a", second_id="b"), "names of their own"),
    ],
)
def test_unknown_names_are_told(situation: qf.Situation, change: qf.Change, told: str) -> None:
    with pytest.raises(UnknownNameError, match=told):
        run(situation, change)


def test_what_is_not_known_cannot_be_added_to(situation: qf.Situation, base: qf.Result) -> None:
    place = receiving(situation, base)
    for kind in ("add_capacity", "add_intake"):
        with pytest.raises(InputError, match=f"{place} has no (capacity|intake_per_day) that"):
            run(situation, qf.Change(kind, place, value=10.0))


def test_capacity_and_intake_are_added_where_known_and_on_working_days() -> None:
    """The third day of March 2024 was a Sunday."""
    share = np.ones((1, 2))
    known, unknown = np.array([100, -1]), np.array([30, -1])
    places = Reception(share, np.ones((1, 2, 1)), known, unknown, ("MLI", "MLI"))
    room = np.zeros((3, 2), dtype=np.int64)
    room[2:] = 50
    capacity, intake = places.by_day(dt.date(2024, 3, 1), 2, room, room + 5)
    assert capacity.tolist() == [[100, -1], [100, -1], [150, -1]]
    assert intake[0].tolist() == [35, -1]
    sunday = places.by_day(dt.date(2024, 3, 3), 0, 0, 5)[1]
    assert sunday.tolist() == [[0, -1]]


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("set_intensity", None, "needs a value"),
        ("set_intensity", 1.5, "out of range"),
        ("add_intake", -1.0, "out of range"),
        ("add_capacity", float("nan"), "needs a value"),
        ("close_camp", 1.0, "takes no value"),
    ],
)
def test_values_are_checked(kind: str, value: float | None, told: str) -> None:
    with pytest.raises(InputError, match=told):
        qf.Change(kind, "somewhere", value=value)


def test_results_that_are_no_pair_are_not_compared(
    situation: qf.Situation, base: qf.Result
) -> None:
    other = qf.Simulation(situation, days=DAYS, draws=DRAWS, seed=8).run()
    with pytest.raises(InputError, match="one seed only"):
        compare(base, other)
