"""The benchmark of allocation: on two public folders, in small, and its tables by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import allocation as made
from qafila.interop.flee_folder import open_flee
from qafila.simulate.allocation.flee_members import flee_members
from qafila.simulate.allocation.naive import known_total
from qafila.simulate.allocation.qafila_members import qafila_members
from qafila.simulate.allocation.scores import counted_camps, mean_error
from tests.support.flee_folders import write_folder

FOLDERS = made.public_folders()
public = pytest.mark.skipif(not FOLDERS.is_dir(), reason="the public Flee folders are not here")
LABEL = "This is allocation of a known total, not a forecast"


@public
@pytest.mark.parametrize("case", ["mali2012", "tigray2020"])
@pytest.mark.parametrize("capacities", [False, True])
def test_both_rule_sets_split_a_public_folder(case: str, capacities: bool) -> None:
    folder = open_flee(FOLDERS / case)
    positions, counted = counted_camps(folder)
    for make in (flee_members, qafila_members):
        out = make(folder, 3, 7, capacities=capacities).run(0, 3)
        shown = out["present"].sum(axis=-1)
        assert (shown <= out["people"]).all()
        assert shown[:, -1].min() > 0.5 * counted[-1].sum()
        assert mean_error(out["present"][..., positions].mean(axis=0), counted) < 1.5
    assert (out["people"] == known_total(folder)).all()  # under our rules nobody is on the road


@public
def test_without_capacities_our_split_is_nearer_than_that_of_flee() -> None:
    """Mali 2012 at full number, few draws: by far more than chance."""
    folder = open_flee(FOLDERS / "mali2012")
    positions, counted = counted_camps(folder)
    ours = qafila_members(folder, 40, 7).run(0, 40)["present"].mean(axis=0)
    theirs = flee_members(folder, 3, 7, capacities=False).run(0, 3)["present"].mean(axis=0)
    assert mean_error(ours[:, positions], counted) < mean_error(theirs[:, positions], counted) - 0.1


def test_the_page_says_what_allocation_is() -> None:
    page = made.PAGE.read_text(encoding="utf-8")
    assert LABEL in page
    for name in made.make_tables([_row("a", 0.2), _row("b", 0.3)]):
        assert page.count(f"<!-- {name} -->") == 1
    cases = [line.partition(" | ")[0] for line in page.splitlines()]
    assert all(f"| {label}" in cases for label in made.CASES.values())


def _row(name: str, ours: float, *, others: float = 0.5) -> made.Row:
    errors = dict.fromkeys({**made.RULES, **made.NAIVE}, others) | {"qafila_without": ours}
    scales = {f"scale {km:g}": abs(km - 180.0) / 1000 + ours for km in made.SCALES_KM}
    variants = {"cities": 0.3, "pull": 0.3, **scales}
    return made.Row(name, 10, 1000, errors, 0.01, variants, (1, 2), ("a.csv: odd; Flee: uses it",))


def test_cases_of_one_country_count_as_one() -> None:
    rows = [_row("mali2012", 0.4), _row("mali2017", 0.45), _row("syria2013", 0.6)]
    flee = made.won_table(rows).splitlines()[2]
    assert flee == "| Flee | 2 of 3 | 1 of 2 | Syria 2013 |"
    rows[1] = _row("mali2017", 0.9)
    assert made.won_table(rows).splitlines()[2].startswith("| Flee | 1 of 3 | 0 of 2 |")


def test_what_leaks_is_never_marked_as_the_best() -> None:
    row = _row("mali2012", 0.3)
    leaking = {name: 0.1 for name in row.errors if made._leaks(name)}
    errors = {**row.errors, **leaking}
    line = made.error_table([made.replace(row, errors=errors)]).splitlines()[2]
    assert line.count("**") == 2
    assert "**0.300**" in line
    assert len(leaking) == 3


def test_the_number_chosen_elsewhere_does_not_see_its_own_country() -> None:
    rows = [_row("mali2012", 0.4), _row("mali2017", 0.4), _row("syria2013", 0.4)]
    odd = {**rows[0].variants, "scale 500": 0.0}
    rows[:2] = [made.replace(row, variants=odd) for row in rows[:2]]
    assert made._best_elsewhere(rows, rows[0]) == "scale 180"
    assert made._best_elsewhere(rows, rows[2]) == "scale 500"


def test_capacities_that_tell_the_answer_are_counted(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path))
    seen = folder.observed
    assert seen is not None
    highest = seen.people.max(axis=0)
    capacity = folder.places.capacity.copy()
    capacity[list(folder.places.camps)] = np.round(highest * [1.04, 1.2])
    places = made.replace(folder.places, capacity=capacity)
    assert made.told_capacities(made.replace(folder, places=places)) == (1, 2)


def test_all_members_are_in_the_mean(tmp_path: Path) -> None:
    members = qafila_members(open_flee(write_folder(tmp_path)), 7, 3)
    mean = made.mean_present(members, step=3)
    assert mean == pytest.approx(members.run(0, 7)["present"].mean(axis=0))
