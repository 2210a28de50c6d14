"""What-if on a Flee folder: what a change writes into it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qafila.errors import InputError, UnknownNameError
from qafila.interop import FleeFolder, open_flee
from qafila.simulate import Change
from qafila.simulate.allocation.changed import changed_folder, comparable_folder
from tests.support.flee_folders import CLOSURES, LOCATIONS, write_folder

HEADER = CLOSURES.splitlines()[0] + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return open_flee(write_folder(tmp_path))


def written(folder: FleeFolder) -> list[tuple[str, str, str, int, int]]:
    return [(one.kind, one.first, one.second, one.start, one.end) for one in folder.closures]


def test_no_change_gives_the_folder_itself(folder: FleeFolder) -> None:
    assert changed_folder(folder, ()) is folder


def test_a_route_is_cut_both_ways_and_the_folder_stays_as_it_was(folder: FleeFolder) -> None:
    before = written(folder)
    cut = changed_folder(folder, [Change("close_route", "Beta", 2, 3, second_id="Alpha")])
    assert written(cut) == [*before, ("cut", "Alpha", "Beta", 2, 4)]
    assert written(folder) == before


def test_a_crossing_closes_only_routes_over_the_border(folder: FleeFolder) -> None:
    cut = changed_folder(folder, [Change("close_crossing", "Gamma", 1)])
    assert written(cut)[-2:] == [("cut", "Gamma", "Delta", 1, 0), ("cut", "Gamma", "Epsilon", 1, 0)]
    inland = changed_folder(folder, [Change("close_crossing", "Beta", 1)])
    assert {one[1:3] for one in written(inland)[-2:]} == {("Alpha", "Beta"), ("Beta", "Gamma")}


def test_opening_a_route_takes_its_days_out_of_every_closure(tmp_path: Path) -> None:
    rows = "country,Home,Away,0,5\nlocation,Epsilon,,1,3\nlink,Delta,Gamma,0,0\n"
    folder = open_flee(write_folder(tmp_path, {"input_csv/closures.csv": HEADER + rows}))
    opened = changed_folder(folder, [Change("open_route", "Gamma", 1, 2, second_id="Delta")])
    assert written(opened) == [
        ("cut", "Gamma", "Delta", 0, 1),
        ("cut", "Gamma", "Delta", 3, 5),
        ("cut", "Gamma", "Epsilon", 0, 5),
        ("location", "Epsilon", "", 1, 3),
        ("link", "Gamma", "Delta", 0, 1),
        ("link", "Gamma", "Delta", 3, 0),
    ]


def test_where_two_changes_meet_the_later_holds(folder: FleeFolder) -> None:
    close = Change("close_route", "Alpha", 1, second_id="Beta")
    reopen = Change("open_route", "Beta", 3, 3, second_id="Alpha")
    cuts = [one for one in written(changed_folder(folder, [close, reopen])) if one[0] == "cut"]
    assert [one[3:] for one in cuts] == [(1, 3), (4, 0)]
    cuts = [one for one in written(changed_folder(folder, [reopen, close])) if one[0] == "cut"]
    assert [one[3:] for one in cuts] == [(1, 0)]


def test_a_camp_opens_late_or_early(folder: FleeFolder) -> None:
    """The folder has it closed on days 0 to 3."""
    early = changed_folder(folder, [Change("open_camp", "Delta", 2)])
    assert [one for one in written(early) if one[0] == "camp"] == [("camp", "Delta", "", 0, 2)]
    late = changed_folder(folder, [Change("close_camp", "Delta", 3, 4)])
    assert [one for one in written(late) if one[0] == "camp"] == [("camp", "Delta", "", 0, 5)]
    ever = changed_folder(folder, [Change("close_camp", "Epsilon", 2)])
    assert ("camp", "Epsilon", "", 2, 0) in written(ever)


def test_a_town_may_become_a_camp_and_is_counted_in_both(folder: FleeFolder) -> None:
    plan = [Change("open_camp", "Beta", 2), Change("add_capacity", "Beta", value=700)]
    changed, base = changed_folder(folder, plan), comparable_folder(folder, plan)
    assert changed.places.camps == base.places.camps == (1, 3, 4)
    assert ("camp", "Beta", "", 0, 0) in written(base)
    assert ("camp", "Beta", "", 0, 2) in written(changed)
    assert changed.places.capacity[1] == 700


def test_intensity_and_capacity(folder: FleeFolder) -> None:
    plan = [
        Change("set_intensity", "Gamma", 1, 2, value=0.75),
        Change("add_capacity", "Epsilon", value=500),
    ]
    changed = changed_folder(folder, plan)
    assert changed.conflict[:, 2].tolist() == [0, 0.75, 0.75, 0, 0.25, 1]
    assert folder.conflict[:, 2].tolist() == [0, 0, 0, 0, 0.25, 1]
    assert np.diff(changed.places.capacity - folder.places.capacity).tolist() == [0, 0, 0, 500]


def test_intake_is_added_to_a_camp_that_has_one(tmp_path: Path) -> None:
    rows = [f"{line}," for line in LOCATIONS.splitlines()]
    rows[0], rows[4] = f"{rows[0]}intake_per_day", f"{rows[4]}40"
    folder = open_flee(write_folder(tmp_path, {"input_csv/locations.csv": "\n".join(rows)}))
    changed = changed_folder(folder, [Change("add_intake", "Delta", value=10)])
    assert changed.places.numbers("intake_per_day", 0.0).tolist() == [0, 0, 0, 50, 0]
    with pytest.raises(UnknownNameError, match="hold for the whole run"):
        changed_folder(folder, [Change("add_intake", "Delta", 2, value=10)])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("close_route", "Alpa", second_id="Beta"), 'did you mean "Alpha"?'),
        (Change("close_route", "Alpha", second_id="Bta"), 'did you mean "Beta"?'),
        (Change("close_route", "Alpha"), "name the other one in second_id"),
        (Change("close_route", "Alpha", second_id="Delta"), "Alpha is linked to Beta"),
        (Change("close_crossing", "Gama"), 'did you mean "Gamma"?'),
        (Change("close_camp", "Dleta"), 'did you mean "Delta"?'),
        (Change("close_camp", "Beta"), "Beta is no camp"),
        (Change("open_camp", "Alpha"), "a town that sees no conflict"),
        (Change("set_intensity", "Alfa", value=0.5), 'did you mean "Alpha"?'),
        (Change("add_intake", "Delta", value=5), "has no intake_per_day"),
        (Change("close_corridor", "north"), "means nothing in a folder of Flee"),
        (Change("close_camp", "Delta", 6), "after the last day 5"),
    ],
)
def test_what_cannot_be_changed_says_what_could_be_meant(
    folder: FleeFolder, change: Change, told: str
) -> None:
    with pytest.raises(UnknownNameError, match=r".") as caught:
        changed_folder(folder, [change, Change("close_camp", "nowhere")])
    assert told in str(caught.value)
    assert '"nowhere"' in str(caught.value), "all are named at once"


def test_peace_while_people_must_set_out_is_refused(folder: FleeFolder) -> None:
    calm = [Change("set_intensity", place, 1, value=0.0) for place in ("Alpha", "Gamma")]
    with pytest.raises(InputError, match="no place with conflict"):
        changed_folder(folder, calm)


def test_a_file_may_not_hold_the_closures_of_scenarios(tmp_path: Path) -> None:
    rows = HEADER + "cut,Alpha,Beta,0,5\n"
    with pytest.raises(InputError, match='"cut" is no kind of closure'):
        open_flee(write_folder(tmp_path, {"input_csv/closures.csv": rows}))
