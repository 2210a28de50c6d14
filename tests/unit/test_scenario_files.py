"""Scenario files: dates, borders between countries, and where a fault stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import qafila as qf
from qafila.cli.main import app
from qafila.errors import InputError, UnknownNameError
from qafila.interop import open_flee
from qafila.simulate import Change, read_scenario
from qafila.simulate.allocation.changed import changed_folder
from qafila.simulate.changes import border_routes, force
from qafila.simulate.scenario import Scenario
from qafila.simulate.scenario_file import naming_changes
from tests.support.flee_folders import write_folder

ZERO = dt.date(2024, 3, 31)


def write(tmp_path: Path, *changes: str) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text("".join(f"[[changes]]\n{one}\n" for one in changes), encoding="utf-8")
    return path


@pytest.mark.parametrize("date", ["2024-04-05", '"2024-04-05"', "5"])
def test_a_day_may_be_a_date(tmp_path: Path, date: str) -> None:
    told = f'kind = "close_camp"\ntarget_id = "halim"\nstart_day = {date}\nend_day = 2024-04-10'
    (change,) = read_scenario(write(tmp_path, told), ZERO).changes
    assert (change.start_day, change.end_day) == (5, 10)


@given(st.integers(1, 3000), st.integers(0, 300))
def test_dates_and_days_say_the_same(start: int, longer: int) -> None:
    from qafila.simulate.scenario_file import _dated

    days = {"start_day": start, "end_day": start + longer}
    dates = {key: ZERO + dt.timedelta(days=day) for key, day in days.items()}
    texts = {key: date.isoformat() for key, date in dates.items()}
    assert _dated("plan.toml", dates, ZERO) == (days, [])
    assert _dated("plan.toml", texts, ZERO) == (days, [])


def test_faults_of_dates_are_told_at_once_with_the_change(tmp_path: Path) -> None:
    camp = 'kind = "close_camp"\ntarget_id = "halim"\n'
    path = write(
        tmp_path,
        camp + "start_day = 2024-03-31",
        camp + 'start_day = "31/03/2024"\nend_day = "2024-02-30"',
        camp + "start_day = 2024-04-05T10:00:00",
    )
    with pytest.raises(InputError) as caught:
        read_scenario(path, ZERO)
    told = str(caught.value).splitlines()
    assert len(told) == 4
    assert told[0].startswith(
        "plan.toml, change 1, column start_day: 2024-03-31 is not after day 0"
    )
    assert "the first day on which something can change is 2024-04-01" in told[0]
    assert told[1].startswith('plan.toml, change 2, column start_day: "31/03/2024" is no day')
    assert told[2].startswith('plan.toml, change 2, column end_day: "2024-02-30" is no day')
    assert told[3].startswith("plan.toml, change 3, column start_day")


def test_a_date_needs_a_day_to_count_from(tmp_path: Path) -> None:
    path = write(tmp_path, 'kind = "close_camp"\ntarget_id = "halim"\nstart_day = 2024-04-05')
    with pytest.raises(InputError, match="nothing says which day is day 0"):
        read_scenario(path)


def test_all_faults_of_a_case_are_told_with_their_change() -> None:
    situation = qf.open_case("teaching").situation()
    plan = [
        Change("close_camp", "halin"),
        Change("add_capacity", "halim", value=9),
        Change("close_camp", "halim"),
        Change("close_border", "XAA", second_id="XAC"),
    ]
    with pytest.raises(UnknownNameError) as caught:
        qf.Simulation(situation, days=5, draws=5, changes=plan)
    told = str(caught.value).splitlines()
    assert [one.partition(",")[0] for one in told] == ["change 1", "change 4", "change 2"]


def test_the_command_names_file_and_change(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'kind = "close_camp"\ntarget_id = "halim"',
        'kind = "close_camp"\ntarget_id = "halin"',
    )
    for command in (["simulate", "teaching"], ["run", "teaching", "--out", str(tmp_path / "out")]):
        done = CliRunner().invoke(app, [*command, "--scenario", str(path)])
        assert done.exit_code != 0
        assert "plan.toml, change 2, column target_id" in str(done.exception) + done.output


def test_other_faults_keep_their_own_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^elsewhere$"), naming_changes(tmp_path / "plan.toml"):
        raise InputError("elsewhere")


def test_a_border_of_a_case_closes_every_route_and_the_corridors_over_it() -> None:
    situation = qf.open_case("teaching").situation()
    network, corridors = situation.network, situation.corridors
    across = border_routes(network, "XAA", "XAB")
    ids = {network.route_ids[route] for route in across}
    assert ids == {"dovria-to-ilmera", "halim-to-karvo", "port-anse-to-karvo"}
    plan = Scenario(days=6, changes=(Change("close_border", "XAB", 2, 4, second_id="XAA"),))
    forced = force(plan, network, corridors)
    closed = forced.routes == 0
    assert closed[2:5, list(across)].all()
    assert closed.sum() == 3 * len(across)
    over = [not set(across).isdisjoint(one.route_indices) for one in corridors]
    assert over == [True, True]
    assert (forced.corridors[2:5] == 2).all()


def test_nobody_arrives_over_a_closed_border() -> None:
    situation = qf.open_case("teaching").situation()
    plan = [Change("close_border", "XAA", second_id="XAB")]
    result = qf.Simulation(situation, days=20, draws=40, changes=plan).run()
    assert int(result.data["arrivals"].sum()) == 0
    assert int(qf.Simulation(situation, days=20, draws=40).run().data["arrivals"].sum()) > 0


def test_a_border_of_a_folder_is_cut_link_by_link(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path))
    countries = folder.places.countries
    names = folder.places.names
    home, away = dict.fromkeys(countries)
    cut = changed_folder(folder, [Change("close_border", away, 2, 3, second_id=home)])
    cuts = [one for one in cut.closures if one.kind == "cut"]
    ends = zip(folder.links.start.tolist(), folder.links.end.tolist(), strict=True)
    across = {frozenset(pair) for pair in ends if countries[pair[0]] != countries[pair[1]]}
    assert {frozenset(map(names.index, (one.first, one.second))) for one in cuts} == across
    assert {(one.start, one.end) for one in cuts} == {(2, 4)}
    opened = changed_folder(cut, [Change("open_border", home, second_id=away)])
    assert not [one for one in opened.closures if one.kind == "cut" and one.start > 0]


@pytest.mark.parametrize(
    ("second", "words"),
    [("Awa", 'did you mean "Away"'), ("Nowhere", "countries here are Home, Away")],
)
def test_an_unknown_country_is_told(tmp_path: Path, second: str, words: str) -> None:
    folder = open_flee(write_folder(tmp_path))
    with pytest.raises(UnknownNameError, match=words) as caught:
        changed_folder(folder, [Change("close_border", "Home", second_id=second)])
    assert str(caught.value).startswith("change 1, column second_id")


@pytest.mark.parametrize("second", ["", "Home"])
def test_a_border_has_two_countries(second: str) -> None:
    with pytest.raises(InputError, match="needs two countries"):
        Change("open_border", "Home", second_id=second)


def test_a_folder_takes_dates_from_its_first_day(tmp_path: Path) -> None:
    from qafila.commands.allocate_options import open_plan

    where = write_folder(tmp_path)
    first = open_flee(where).start
    told = f'kind = "close_camp"\ntarget_id = "Epsilon"\nstart_day = {first + dt.timedelta(2)}'
    folder, plan = open_plan(where, scenario=write(tmp_path, told))
    assert plan.changes == (Change("close_camp", "Epsilon", 2),)
    assert np.array_equal(folder.conflict, open_flee(where).conflict)


TWICE = {
    "truce": (
        'kind = "truce"\ntarget_id = "tellara"\nend_day = 20',
        'kind = "truce"\ntarget_id = "tellara"\nstart_day = 10\nend_day = 30',
        "change 2, column target_id: overlaps change 1: both are truce tellara on days 10 to 20; "
        "write one change for all their days",
    ),
    "one thing set to one value": (
        'kind = "set_parameter"\ntarget_id = "convoy_size"\nvalue = 80',
        'kind = "set_parameter"\ntarget_id = "convoy_size"\nvalue = 80',
        "change 2, column target_id: overlaps change 1: both are set parameter convoy_size; leave "
        "one of them out, or write one change with the value that is meant",
    ),
    "one thing set to two values": (
        'kind = "set_parameter"\ntarget_id = "convoy_size"\nvalue = 80',
        'kind = "set_parameter"\ntarget_id = "convoy_size"\nvalue = 60',
        "change 2, column target_id: contradicts change 1: convoy_size would be 80 and 60; leave "
        "one of them out, or put it in a scenario of its own",
    ),
    "what might add up": (
        'kind = "extra_convoys"\ntarget_id = "tellara"\nvalue = 1',
        'kind = "extra_convoys"\ntarget_id = "tellara"\nvalue = 1',
        "change 2, column target_id: overlaps change 1: both are extra convoys tellara; leave one "
        "of them out, or write one change with the value that is meant",
    ),
    "a border from its two sides": (
        'kind = "close_border"\ntarget_id = "XAA"\nsecond_id = "XAB"\nstart_day = 3',
        'kind = "close_border"\ntarget_id = "XAB"\nsecond_id = "XAA"\nstart_day = 2',
        "change 2, column target_id: overlaps change 1: both are close border XAB - XAA from day "
        "3 on; write one change for all their days",
    ),
}


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("command", ["siege", "simulate"])
def test_overlapping_changes_of_one_thing_name_both(
    tmp_path: Path, name: str, command: str
) -> None:
    first, second, told = TWICE[name]
    path = write(tmp_path, first, second)
    sizes = ["--days", "40", "--draws", "5"]
    done = CliRunner().invoke(app, [command, "teaching", *sizes, "--scenario", str(path)])
    assert done.exit_code != 0
    assert f"plan.toml, {told}" in str(done.exception) + done.output


@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 40), st.integers(0, 40))
def test_two_truces_are_refused_just_where_a_day_is_in_both(
    start: int, longer: int, other: int, farther: int
) -> None:
    days = (range(start, start + longer + 1), range(other, other + farther + 1))
    plan = tuple(Change("truce", "tellara", one[0], one[-1]) for one in days)
    if set(days[0]) & set(days[1]):
        with pytest.raises(InputError, match="overlaps change 1"):
            Scenario(days=90, changes=plan)
    else:
        assert Scenario(days=90, changes=plan).changes == plan


def test_a_value_of_another_type_says_what_it_must_be(tmp_path: Path) -> None:
    wrong = 'kind = 3\ntarget_id = "tellara"\nvalue = "two"\nend_day = "soon"'
    with pytest.raises(InputError) as caught:
        read_scenario(write(tmp_path, wrong), ZERO)
    told = str(caught.value)
    assert "column value: value must be a number" in told
    assert "column kind: kind must be a text" in told
