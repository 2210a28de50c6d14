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


def _row(name: str, ours: float, *, others: float = 0.5, noise: float = 0.0) -> made.Row:
    names = {*made.FREE, *made.LIMITED, *made.RIVALS}
    scores = dict.fromkeys(names, _score(others, others)) | {"qafila": _score(ours, ours, noise)}
    scales = {f"scale {km:g}": abs(km - 180.0) / 1000 + ours for km in made.SCALES_KM}
    variants = {"cities": 0.3, "pull": 0.3, **scales}
    inside = dict.fromkeys(made.INSIDE, (0.25, 0.75))
    warned = ("a.csv: odd; Flee: uses it",)
    return made.Row(name, 10, 1000, scores, variants, inside, (1, 2), warned)


def _score(one_draw: float, mean_of_draws: float, noise: float = 0.0) -> made.Score:
    return made.Score(made.Error(one_draw, noise), made.Error(mean_of_draws, noise), 0.01)


def _cells(row: made.Row, against: str = "Flee") -> list[str]:
    lines = made.won_table([row]).splitlines()
    return next(line for line in lines if line.startswith(f"| {against} |")).split(" | ")[1:]


def test_cases_of_one_country_count_as_one() -> None:
    rows = [_row("mali2012", 0.4), _row("mali2017", 0.45), _row("syria2013", 0.6)]
    flee = made.won_table(rows).splitlines()[2]
    won = "2 / 0 / 1 | 1 / 0 / 1"
    assert flee == f"| Flee | {won} | {won} | Syria 2013 | none |"
    rows[1] = _row("mali2017", 0.9)
    assert made.won_table(rows).splitlines()[2].startswith("| Flee | 1 / 0 / 2 | 0 / 0 / 2 |")


def test_a_mean_of_draws_wins_nothing_for_a_single_one() -> None:
    row = _row("syria2013", 0.4)
    row = made.replace(row, scores={**row.scores, "qafila": _score(0.6, 0.4)})
    assert _cells(row)[:4] == ["0 / 0 / 1", "0 / 0 / 1", "1 / 0 / 0", "1 / 0 / 0"]
    line = made.error_table([row], made.FREE, made.AVERAGED).splitlines()[2]
    assert "**0.400**" not in line
    assert line.startswith("| Syria 2013 | 10 | 1,000 | 0.600 | **0.500** |")


@pytest.mark.parametrize(
    ("ours", "noise", "found"),
    [
        (0.4991, 0.0, "0 / 1 / 0"),
        (0.4989, 0.0, "1 / 0 / 0"),
        (0.5011, 0.0, "0 / 0 / 1"),
        (0.49, 0.0051, "0 / 1 / 0"),
        (0.49, 0.0049, "1 / 0 / 0"),
        (0.51, 0.0051, "0 / 1 / 0"),
    ],
)
def test_what_chance_could_turn_round_is_a_tie(ours: float, noise: float, found: str) -> None:
    assert _cells(_row("syria2013", ours, noise=noise))[:4] == [found] * 4


def test_the_error_of_the_mean_has_the_noise_that_repeating_shows() -> None:
    """The jackknife against 400 ensembles; one draw alone has no noise that could be told."""
    random = np.random.default_rng(5)
    counted = np.tile([100, 200, 300], (20, 1))
    draws = random.normal(counted * [1.3, 1.0, 0.8], 40.0, size=(400, 30, 20, 3))
    scores = [made.score_of(one, counted) for one in draws]
    found = np.std([score.mean_of_draws.value for score in scores])
    told = np.sqrt(np.mean([score.mean_of_draws.noise**2 for score in scores]))
    assert told == pytest.approx(found, rel=0.15)
    assert scores[0].one_draw.value > scores[0].mean_of_draws.value
    assert made.score_of(draws[0, :1], counted).mean_of_draws.noise == 0.0


def test_what_leaks_stands_in_a_table_of_its_own() -> None:
    row = _row("mali2012", 0.3)
    assert not made.FREE.keys() & made.LIMITED.keys()
    leaking = dict.fromkeys(made.LIMITED, _score(0.1, 0.1))
    row = made.replace(row, scores={**row.scores, **leaking})
    line = made.error_table([row], made.FREE, made.AVERAGED).splitlines()[2]
    assert line.count("**") == 2
    assert "**0.300**" in line


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


def test_all_members_are_drawn(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path))
    members, (positions, _) = qafila_members(folder, 7, 3), counted_camps(folder)
    people = made.drawn(members, positions[::-1], step=3)
    assert (people == members.run(0, 7)["present"][..., positions[::-1]]).all()


def test_the_share_inside_a_fan_counts_what_lies_between_its_ends() -> None:
    draws = np.repeat(np.arange(101)[:, None, None], 2, axis=2)
    assert made.share_inside(draws, np.array([[50, 90]])) == (0.5, 1.0)
    assert made.share_inside(draws, np.array([[0, 99]])) == (0.0, 0.0)
