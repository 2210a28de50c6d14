"""What is known of places and roads on day 0 fades, and silence is not safety anywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.case import read_case
from qafila.ledger import Ledger
from qafila.simulate import Change, Simulation
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.situation import build_situation
from tests.support.cases import write_small_case
from tests.support.synthetic import AS_OF, ROUTES, route_id, synthetic_situation

SILENT = 0.02  # insecurity where nothing is reported
STEADY = (
    Change("set_parameter", "insecurity_prior", value=SILENT),
    Change("set_parameter", "intensity_spread", value=0.0),
    Change("set_parameter", "leave_rate", value=0.01),
    Change("set_parameter", "exposed_share/town", value=0.5),
    Change("set_parameter", "need_push", value=0.0),
    Change("set_parameter", "need_hold", value=0.0),
)
SOUTH = route_id("capital", "south")


def leaving(insecurity, memory, days):
    """Share of residents who leave each day, mean over draws, all at one place."""
    situation = synthetic_situation(insecurity={"south": insecurity})
    changes = (*STEADY, Change("set_parameter", "insecurity_memory", value=memory))
    data = Simulation(situation, days=days, draws=60, changes=changes, threads=1).run().data
    home = data["at_home"].mean("draw").to_numpy()
    return -np.diff(home)


def test_reported_insecurity_halves_towards_that_of_silent_places():
    silent = leaving(0.0, 1e6, 60)
    fresh = leaving(0.8, 10.0, 60) - silent
    lasting = leaving(0.8, 1e6, 60) - silent
    week = slice(0, 3), slice(10, 13), slice(20, 23)
    first, second, third = (fresh[part].sum() / lasting[part].sum() for part in week)
    assert first > 0.75
    # The place empties more slowly where insecurity fades, so a little more than a half leave.
    assert second / first == pytest.approx(0.5, abs=0.12)
    assert third / first == pytest.approx(0.25, abs=0.12)
    assert fresh[50:].sum() < 0.1 * lasting[50:].sum()


def test_nothing_fades_in_an_undisturbed_country():
    people = build_people(
        synthetic_situation(undisturbed=True),
        ParameterTable(synthetic_situation().parameters, 7, 20),
    )
    assert not people.calm.any()
    assert (people.world.prior == 1.0).all()


@settings(max_examples=4, deadline=None)
@given(st.floats(0.05, 0.95), st.integers(0, 2**32))
def test_the_share_of_open_roads_goes_from_what_is_believed_to_what_is_believed_in_general(
    passable, seed
):
    situation = synthetic_situation(passability={SOUTH: passable})
    general = float(situation.parameter("people_prior_passability")["best"])
    changes = (
        Change("set_parameter", "people_road_memory", value=5.0),
        Change("set_parameter", "road_redraw", value=1.0),
    )
    run = Simulation(situation, days=60, draws=800, seed=seed, changes=changes, threads=2).run()
    is_open = run.data["road_open"].sel(route=SOUTH).mean("draw").to_numpy()
    for day, part in ((0, 1.0), (5, 0.5), (10, 0.25), (60, 0.0)):
        expected = general + part * (passable - general)
        assert is_open[day] == pytest.approx(expected, abs=0.07), day


def test_roads_abroad_stay_as_they_are_and_a_fresh_belief_holds_on_day_zero():
    names = [route_id(*ends) for ends in ROUTES]
    situation = synthetic_situation(passability={SOUTH: 0.0})
    data = Simulation(situation, days=90, draws=40, threads=1).run().data
    is_open = data["road_open"]
    abroad = [route_id("camp-n", "port-n"), route_id("camp-s", "camp-w")]
    assert set(abroad) <= set(names)
    assert bool((is_open.sel(route=abroad) == 1).all())
    assert not bool(is_open.sel(route=SOUTH).isel(day=0).any())
    assert bool(is_open.sel(route=SOUTH).isel(day=-1).any())


def side_road(folder):
    """The small case with a road at home that no corridor uses."""
    write_small_case(folder)
    path = folder / "routes.csv"
    line = "south-town-west-town,south-town,west-town,,road,600,12,,estimate,test,"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return read_case(folder)


def test_silence_is_not_safety_off_the_corridors_either(tmp_path):
    case = side_road(tmp_path / "case")
    ledger = Ledger((), {}, AS_OF, 0, 0)
    found = build_situation(case, ledger, AS_OF)
    last = found.data.isel(day=-1)
    on, off, abroad = "city-south-town", "south-town-west-town", "south-camp-south-port"
    for variable in ("route_passability", "route_passability_people"):
        values = last[variable]
        assert float(values.sel(route=off)) == float(values.sel(route=on)) < 1.0
        assert float(values.sel(route=abroad)) == 1.0
    assert found.unheard_routes.all()
    calm = build_situation(case, ledger, AS_OF, undisturbed=True)
    assert float(calm.data["route_passability_people"].min()) == 1.0
    assert not calm.unheard_routes.any()
