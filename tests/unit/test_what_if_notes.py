"""Remarks on a what-if: what a change means, and which one made nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import qafila as qf
from qafila.commands.naming import names_of
from qafila.commands.what_if_notes import case_notes, folder_notes
from qafila.interop import FleeFolder, open_flee
from qafila.simulate import Change, Scenario
from tests.support.flee_folders import LOCATIONS, write_folder
from tests.unit.test_cli import qafila


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return open_flee(write_folder(tmp_path))


def most(folder: FleeFolder, *changes: Change, rules: str = "flee", **more: bool):
    """Largest number of people of each camp, and the simulation it comes from."""
    simulation = qf.Simulation(folder, draws=20, changes=changes, rules=rules, **more)
    data = simulation.run().data["present"]
    return data.max(["draw", "day"]).to_numpy().astype(float), simulation


@pytest.mark.parametrize("rules", ["flee", "qafila"])
def test_capacity_that_no_draw_needs_changes_nothing_and_says_so(
    tmp_path: Path, rules: str
) -> None:
    def with_room(room: int) -> FleeFolder:
        where = tmp_path / str(room)
        where.mkdir()
        text = LOCATIONS.replace(",3000", f",{room}").replace(",1500", f",{room}")
        return open_flee(write_folder(where, {"input_csv/locations.csv": text}))

    change = Change("add_capacity", "Delta", value=500)
    for room, needless in ((100_000, True), (1, False)):
        folder = with_room(room)
        assert room in folder.places.capacity
        held, simulation = most(folder, change, rules=rules, capacities=True)
        notes = folder_notes(folder, Scenario(changes=(change,)), rules, held)
        assert bool(notes) == needless
        if needless:
            assert notes[0].startswith("Delta never fills: at most ")
            base = simulation.without_changes().run().data["present"]
            assert simulation.run().data["present"].equals(base)


@pytest.mark.parametrize(
    ("rules", "words"), [("flee", "becomes a town"), ("qafila", "those who are there stay")]
)
def test_closing_a_camp_says_what_it_means_under_the_rules(
    folder: FleeFolder, rules: str, words: str
) -> None:
    change = Change("close_camp", "Epsilon", 2)
    held, _ = most(folder, change, rules=rules)
    (note,) = folder_notes(folder, Scenario(changes=(change,)), rules, held)
    assert words in note.partition("(")[0]


def test_a_camp_in_the_home_country_is_remarked(folder: FleeFolder) -> None:
    change = Change("open_camp", "Beta", 2)
    held, _ = most(folder, change)
    (note,) = folder_notes(folder, Scenario(changes=(change,)), "flee", held)
    assert note.startswith("Beta lies in Home, the home country")
    abroad = Change("open_camp", "Delta", 2)
    held, _ = most(folder, abroad)
    assert folder_notes(folder, Scenario(changes=(abroad,)), "flee", held) == []


def case_with(folder: Path, limit: int) -> qf.Situation:
    """The teaching case with a capacity and an intake known on its day."""
    shutil.copytree(qf.open_case("teaching").folder, folder)
    path = folder / "locations.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    at = rows["location_id"] == "halim"
    for name, value in {
        "capacity": limit, "intake_per_day": limit, "capacity_as_of": "2024-01-01",
        "capacity_source": "estimate",
    }.items():  # fmt: skip
        rows[name] = np.where(at, str(value), "")
    rows.to_csv(path, index=False)
    return qf.open_case(str(folder)).situation()


@pytest.mark.parametrize("summed", [False, True])
def test_limits_of_a_case_that_no_draw_reaches_are_told(tmp_path: Path, summed: bool) -> None:
    changes = (
        Change("add_capacity", "halim", value=10), Change("add_intake", "halim", value=10),
    )  # fmt: skip
    for limit, needless in ((10**6, 2), (1, 0)):
        situation = case_with(tmp_path / str(limit), limit)
        simulation = qf.Simulation(situation, days=20, draws=20, changes=changes)
        ran = simulation.summarise() if summed else simulation.run()
        notes = case_notes(situation, simulation.scenario, ran)
        assert len(notes) == needless
        assert all(one.endswith("changes nothing") for one in notes)


def test_names_hold_places_with_countries_and_what_is_changed() -> None:
    situation = qf.open_case("teaching").situation()
    changes = [
        Change("close_route", "halim-to-karvo"), Change("close_corridor", "north"),
        Change("close_border", "XAA", second_id="XAB"),
    ]  # fmt: skip
    names = names_of(situation, changes)
    assert names["halim-to-karvo"] == "Halim camp - Karvo"
    assert names["north"] == situation.corridor_table().set_index("corridor_id")["name_en"]["north"]
    assert names["tellara"] == "Tellara"
    assert names["XAB"] == "XAB"


def test_notes_stand_in_text_and_json(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[[changes]]\nkind = "close_camp"\ntarget_id = "Epsilon"\nstart_day = 2\n')
    where = write_folder(tmp_path / "made")
    asked = ("simulate", "--flee", str(where), "--scenario", str(plan), "--draws", "1")
    lines, record = qafila(*asked).stdout, json.loads(qafila(*asked, "--json").stdout)
    (note,) = record["notes"]
    assert f"Note: {note}" in lines
    assert "Epsilon, Away" in lines
    assert "median" not in lines
    assert "1 draw of 6 days" in lines


def test_the_folder_of_a_file_must_be_there_and_what_is_written_is_said(tmp_path: Path) -> None:
    missing = tmp_path / "no" / "such.csv"
    asked = ("simulate", "teaching", "--draws", "2", "--days", "2")
    for option in ("--out", "--flee-out"):
        more = () if option == "--out" else ("--flee", str(write_folder(tmp_path / "made")))
        done = qafila(*(asked[:1] if more else asked), *more, option, str(missing))
        assert done.returncode == 2
        assert "its folder does not exist; make" in done.stderr
        assert not missing.parent.exists()
    done = qafila(*asked, "--csv")
    assert f"written: {len(done.stdout.splitlines()) - 1} rows to standard output" in done.stderr
    done = qafila(*asked, "--csv", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--json and --csv exclude each other" in done.stderr
