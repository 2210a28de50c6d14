"""Parameters are known by name: a wrong name, unit, range or scope never passes unheard."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest

from qafila import tables, terms, units
from qafila.case import read_case
from qafila.errors import InputError, UnknownNameError
from qafila.forecasting import forecast_from_result
from qafila.kernels.siege.tables import RATES
from qafila.parameters import known_parameters, row_problems
from qafila.simulate import Change, Simulation
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.goods import build_goods
from qafila.situation.known import read_parameters
from qafila.situation.situation import corridor_priors
from tests.support.cases import write_small_case
from tests.support.synthetic import CORRIDORS, synthetic_situation

SRC = Path(__file__).resolve().parents[2] / "src" / "qafila"
END = ",fixed,no,estimate,a test\n"


@pytest.fixture
def folder(tmp_path):
    write_small_case(tmp_path / "case")
    return tmp_path / "case"


def problems_of(folder, *rows):
    path = folder / "parameters.csv"
    path.write_text(path.read_text() + "".join(row + END for row in rows))
    with pytest.raises(InputError) as caught:
        read_case(folder)
    return [(found.column, str(found)) for found in caught.value.problems]


def run(situation, *changes, draws=30, days=20):
    return Simulation(situation, days=days, draws=draws, changes=changes).run()


def test_the_list_is_sound():
    bases = {units.to_base(1.0, name)[1] for name in units.names()}
    scopes = {"all", "corridor", "city", "kind", "place", "country", "commodity"}
    for known in known_parameters().values():
        assert known.unit in bases
        assert known.minimum < known.maximum
        assert set(known.scopes) <= scopes
        assert known.part in ("situation", "simulation", "forecast")


def test_every_known_parameter_is_used_and_has_a_default():
    code = "".join(path.read_text() for path in SRC.rglob("*.py"))
    shipped = set(read_parameters(None)["parameter"])
    for name, known in known_parameters().items():
        stem = re.sub(r"^(corridor_prior|opening_cover)_.*", r"\1_", name)
        assert f'"{name}"' in code or f'f"{stem}' in code, name
        assert name in shipped or "all" not in known.scopes


def test_the_defaults_are_checked_like_cases():
    for name in ("parameters", "situation"):
        assert row_problems(tables.read_defaults("parameters", name), name, {}) == []


def test_a_general_row_of_a_case_goes_before_defaults_for_a_kind_and_not_before_its_own(folder):
    path = folder / "parameters.csv"
    before = read_parameters(read_case(folder))
    assert ParameterTable(before, 7, 3).best("exposed_share", "city") < 0.9
    header, *rows = path.read_text().splitlines()
    general = "exposed_share,,0.9,0.9,0.9,1,fixed,no,estimate,a test,2025-10-05"
    dated = [f"{header},reported_at", *(f"{row}," for row in rows), general]
    path.write_text("\n".join(dated) + "\n")
    for day, share in (("2025-10-04", None), ("2025-10-05", 0.9)):
        table = ParameterTable(read_parameters(read_case(folder), dt.date.fromisoformat(day)), 7, 3)
        for kind in ("city", "town", "village"):
            expected = share or ParameterTable(before, 7, 3).best("exposed_share", kind)
            assert table.best("exposed_share", kind) == expected
    path.write_text("\n".join(dated) + "\nexposed_share,city,0.4,0.4,0.4,1,fixed,no,estimate,a,\n")
    table = ParameterTable(read_parameters(read_case(folder)), 7, 3)
    assert [table.best("exposed_share", kind) for kind in ("city", "town")] == [0.4, 0.9]


def test_hours_are_turned_into_days(folder):
    path = folder / "parameters.csv"
    path.write_text(
        path.read_text() + "clearance_time,,24,12,48,hours,uniform,no,estimate,a test\n"
    )
    found = read_parameters(read_case(folder))
    row = found[found["parameter"] == "clearance_time"].iloc[0]
    assert row["unit"] == "days"
    assert [row["low"], row["best"], row["high"]] == pytest.approx([0.5, 1.0, 2.0])


@pytest.mark.parametrize(
    ("row", "column", "hint"),
    [
        ("clearance_tim,,1,1,1,days", "parameter", 'did you mean "clearance_time"'),
        ("clearance_time,,1,1,1,km", "unit", 'use "days"'),
        ("clearance_time,,1,1,1,dayz", "unit", 'use "days"'),
        ("rationing_share,,2,1,3,1", "high", "0 to 1"),
        ("retail_cover,,-1,-1,-1,days", "low", "0.1 to 365 days"),
        ("truck_hours,,0,0,0,hours per day", "low", "1 to 24"),
        ("city_share,cit,0.5,0.5,0.5,1", "applies_to", 'did you mean "city"'),
        ("leave_rate,city,0.1,0.1,0.1,1/day", "applies_to", "leave it empty"),
        ("resident_population,,5,5,5,people", "applies_to", "name a place"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(folder, row, column, hint):
    found = problems_of(folder, row)
    assert [name for name, _ in found] == [column]
    assert hint in found[0][1]


def test_all_wrong_rows_are_named_at_once(folder):
    found = problems_of(folder, "clearance_tim,,1,1,1,days", "rationing_share,,2,2,2,1")
    assert [name for name, _ in found] == ["parameter", "high"]


def test_a_lognormal_from_zero_is_told_by_the_check(folder):
    path = folder / "parameters.csv"
    path.write_text(path.read_text() + "leave_rate,,0.1,0,0.2,1/day,lognormal,no,estimate,a test\n")
    with pytest.raises(InputError, match="must be above zero"):
        read_case(folder)


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("rationing_share", 2.0, "0 to 1"),
        ("truck_hours", 0.0, "1 to 24"),
        ("queue_release", -3.0, "0 to 100"),
        ("corridor_prior_open", 0.9, "belongs to the situation"),
        ("contested_passability", 0.9, "belongs to the situation"),
    ],
)
def test_a_change_beyond_what_is_known_is_refused(name, value, wrong):
    with pytest.raises(InputError, match=wrong):
        Change("set_parameter", name, value=value)


def test_a_change_for_an_unknown_thing_is_refused():
    wrong = Change("set_parameter", "corridor_share/by-nort", value=1.0)
    with pytest.raises(InputError, match="by-north"):
        Simulation(synthetic_situation(), changes=(wrong,))
    with pytest.raises(UnknownNameError, match="convoy_rate"):
        Change("set_parameter", "convoy_rat/capital", value=1.0)


def test_a_situation_put_together_in_python_is_checked_too():
    situation = synthetic_situation()
    frame = situation.parameters.copy()
    frame.loc[frame["parameter"] == "rationing_share", "high"] = 2.0
    with pytest.raises(InputError, match="rationing_share"):
        Simulation(dataclasses.replace(situation, parameters=frame))


def test_a_general_change_holds_for_everything():
    situation = synthetic_situation()
    still = Change("set_parameter", "exposed_share", value=0.0)
    calm = Change("set_parameter", "need_push", value=0.0)
    left = run(situation, still, calm).data["at_home"]
    assert (left == left.isel(day=0)).all()
    both = ParameterTable(situation.parameters, 7, 2, {"attraction": 3.0, "attraction/town": 5.0})
    assert both.draw("attraction", "camp-n", "refugee_camp")[0] == 3.0
    assert both.draw("attraction", "camp-s", "town")[0] == 5.0


def test_a_change_may_hold_for_one_thing_that_has_no_row_yet():
    made = ParameterTable(synthetic_situation().parameters, 7, 2, {"leave_rate": 0.5,
                          "exposed_share/north": 1.0})  # fmt: skip
    assert made.draw("exposed_share", "north", "town").tolist() == [1.0, 1.0]
    assert made.draw("exposed_share", "south", "town").max() < 1.0
    assert made.is_fixed("exposed_share", "north", "town")
    assert not made.is_fixed("exposed_share", "south", "town")


def test_draws_never_leave_the_bounds():
    row = {"parameter": "leave_rate", "applies_to": "", "best": 0.5, "low": 0.4, "high": 1.0,
           "distribution": "lognormal"}  # fmt: skip
    made = ParameterTable(synthetic_situation(parameters=(row,)).parameters, 7, 500)
    assert made.draw("leave_rate").max() == 1.0


@pytest.mark.parametrize(
    ("name", "value"),
    [("dry_threshold", 0.0), ("dry_days", 300.0), ("persistence_spread", 0.0)],
)
def test_what_a_forecast_goes_by_can_be_changed(name, value):
    seen = {"parameter": "convoy_rate", "applies_to": "", "best": 0, "low": 0, "high": 0}
    arrived = {
        "observation_id": "a", "measure": "new_arrivals", "country": "MRT", "individuals": 300,
        "date_start": "2025-11-10", "date_end": "2025-11-12", "reported_at": "2025-11-13",
        "reported_at_basis": "stated", "unit": "people", "source": "test",
    }  # fmt: skip
    shut = dict.fromkeys(CORRIDORS, (0.0, 0.0, 1.0))
    situation = synthetic_situation(parameters=(seen,), observations=(arrived,), chance=shut)
    base, changed = (
        forecast_from_result(situation, run(situation, *changes), [7, 20]).frame["value"]
        for changes in ((), (Change("set_parameter", name, value=value),))
    )
    assert not base.equals(changed)


def test_losses_of_nothing_and_of_everything():
    contested = dict.fromkeys(CORRIDORS, (0.0, 1.0, 0.0))
    situation = synthetic_situation(chance=contested, concentration=1e6)
    sure = [("escort_attraction", 100.0), ("attack_pace", 100.0), ("unescorted_share", 0.0),
            ("truce_rate", 0.0), ("deterrence", 0.0), ("attack_excitation", 0.0),
            ("regime_memory", 36500.0), ("opening_contested_flow", 0.0)]  # fmt: skip
    changes = [Change("set_parameter", name, value=one) for name, one in sure]
    whole, gone = (
        run(situation, *changes, Change("set_parameter", "convoy_loss_share", value=share)).data
        for share in (0.0, 1.0)
    )
    assert int(whole["lost"].sum()) == 0
    assert int(gone["lost"].sum()) > 0
    # In a few draws there is hardly anyone who attacks, whatever the pace.
    assert int(gone["received"].sum()) < 0.25 * int(whole["received"].sum())


def test_priors_hold_for_their_own_corridor_and_sum_to_one():
    row = {"parameter": "corridor_prior_open", "applies_to": "by-east", "best": 1.0, "low": 1.0,
           "high": 1.0}  # fmt: skip
    situation = synthetic_situation(parameters=(row,))
    table = ParameterTable(situation.parameters, 7, 2)
    prior = build_goods(situation, table).world.prior
    names = [corridor.corridor_id for corridor in situation.corridors]
    east = names.index("by-east")
    np.testing.assert_allclose(prior.sum(axis=1), 1.0)
    np.testing.assert_allclose(prior[east], np.array([1.0, 0.5, 0.15]) / 1.65)
    others = np.delete(prior, east, axis=0)
    np.testing.assert_allclose(others, [[0.35, 0.5, 0.15]] * 2)
    general, _ = corridor_priors(situation.parameters, [""])
    np.testing.assert_allclose(general[0], [0.35, 0.5, 0.15])


def test_the_prior_of_one_corridor_moves_no_other(folder):
    from qafila.api import attach_ledger

    def table():
        frame = attach_ledger(read_case(folder), "sqlite://").situation("2025-10-10")
        return frame.corridor_table().set_index("corridor_id")["p_open"]

    before = table()
    path = folder / "parameters.csv"
    path.write_text(path.read_text() + "corridor_prior_open,west,0.95,0.95,0.95,1" + END)
    after = table()
    assert after["west"] > before["west"] + 0.1
    assert after.drop("west").equals(before.drop("west"))


def test_rates_are_known_with_their_units():
    assert {*RATES} <= set(known_parameters())
    assert set(terms.values("location_kind")) >= {"town"}
