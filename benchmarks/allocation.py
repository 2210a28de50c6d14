"""How well a known total is split: ``python benchmarks/allocation.py [FOLDERS] [--check]``.

The public folders of Flee are run as they are, under Flee's rules and under ours, without the
capacities of camps and with them, and set beside naive splits of the same total. FOLDERS is the
folder that holds them; without it ``shared/cases/flee`` is looked for beside the repository and
above it.

The tables go to standard output and between the markers of ``docs/allocation.md``; ``--check``
writes nothing and says whether the page holds them. ``--draws`` and ``--flee-draws`` set how many
members are run. No figure depends on the number of threads; it takes some minutes.
"""

from __future__ import annotations

import argparse
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.interop import open_flee
from qafila.simulate.allocation.flee_members import flee_members
from qafila.simulate.allocation.naive import SPLITS, known_total
from qafila.simulate.allocation.qafila_members import QafilaMembers, qafila_members
from qafila.simulate.allocation.scores import counted_camps, mean_error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.interop import FleeFolder
    from qafila.simulate.members import Members

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "allocation.md"
SEED = 7
DRAWS, FLEE_DRAWS = 200, 20
CHUNK, THREADS = 10, 2
LIKE = 0.05  # a capacity that differs by less from the highest count tells it
CASES = {
    "burundi2015": "Burundi 2015",
    "car2013": "Central African Republic 2013",
    "mali2012": "Mali 2012",
    "mali2017": "Mali 2017",
    "nigeria2016": "Nigeria 2016",
    "ssudan2013": "South Sudan 2013",
    "syria2013": "Syria 2013",
    "tigray2020": "Tigray 2020",
}
COUNTRY = {"mali2012": "Mali", "mali2017": "Mali"}  # cases of one country count as one
FREE = {
    "qafila": "**Qafila**, one draw",
    "flee": "Flee, one draw",
    "flee_raised": "Flee raised, one draw",
    "equal": "equal",
    "by_distance": "by distance",
    "growth_by_distance": "growth by distance",
    "share_of_first_month": "share of day 30",
}
AVERAGED = {"qafila": "Qafila, mean of draws", "flee": "Flee, mean of draws"}
LIMITED = {
    "qafila_limited": "Qafila, one draw",
    "flee_limited": "Flee, one draw",
    "by_capacity": "by capacity",
}
LIMITED_AVERAGED = {
    "qafila_limited": "Qafila, mean of draws",
    "flee_limited": "Flee, mean of draws",
}
RIVALS = {
    "flee": "Flee",
    "flee_raised": "Flee, raised",
    "equal": "equal",
    "by_distance": "by distance",
    "growth_by_distance": "growth by distance",
    "share_of_first_month": "share of day 30",
    "flee_limited": "Flee, with capacities",
    "by_capacity": "by capacity",
}
INSIDE = {"qafila": "Qafila", "flee": "Flee"}
SCALES_KM = (60.0, 120.0, 180.0, 300.0, 500.0)  # over the range of the default
_SCALE = "scale "
_ALIKE = 0.001  # errors that differ by no more are a tie
_SURE = 2.0  # standard errors of the difference within which errors are a tie


@dataclass(frozen=True)
class Error:
    """An error and its standard error by chance of the draws."""

    value: float
    noise: float = 0.0


@dataclass(frozen=True)
class Score:
    """Errors of one method on one folder: a split without chance has one draw."""

    one_draw: Error
    mean_of_draws: Error
    spread: float


@dataclass(frozen=True)
class Row:
    """What came of one folder: scores by method."""

    name: str
    days: int
    people: int
    scores: Mapping[str, Score]
    variants: Mapping[str, float]
    inside: Mapping[str, tuple[float, float]]
    told: tuple[int, int]
    warnings: tuple[str, ...]


def drawn(members: Members, positions: NDArray[np.int64], step: int = CHUNK) -> NDArray[np.int64]:
    """People in some camps, shape (draw, day, camp), of all members."""
    bounds = [*range(0, members.draws, step), members.draws]
    members.run(0, 0)
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        parts = pool.map(lambda ends: members.run(*ends)["present"], pairwise(bounds))
        return np.concatenate([part[..., positions] for part in parts])


def score_of(draws: NDArray[Any], counted: NDArray[np.int64]) -> Score:
    """Errors of single draws and of their mean.

    The standard error of the latter is that of the jackknife: the error of the mean is taken
    without each of the draws in turn.
    """
    number, total = len(draws), draws.sum(axis=0)
    each = mean_error(draws, counted)
    whole = float(mean_error(total / number, counted))
    if number == 1:
        return Score(Error(float(each[0])), Error(whole), 0.0)
    without = np.array([mean_error((total - one) / (number - 1), counted) for one in draws])
    spread = float(each.std(ddof=1))
    noise = float(np.sqrt((number - 1) * without.var()))
    one_draw = Error(float(each.mean()), spread / float(np.sqrt(number)))
    return Score(one_draw, Error(whole, noise), spread)


def share_inside(draws: NDArray[Any], counted: NDArray[np.int64]) -> tuple[float, float]:
    """Counts that lie within the middle half and the middle nine tenths of the draws.

    Counts of one camp on all its days are told apart from each other by little, so that this says
    how wide a fan is and is no test of it. Camps that hold nobody are left out.
    """
    low, lower, upper, high = np.quantile(draws, (0.05, 0.25, 0.75, 0.95), axis=0)
    held = counted > 0
    half = (lower <= counted) & (counted <= upper)
    most = (low <= counted) & (counted <= high)
    return float(half[held].mean()), float(most[held].mean())


def rescaled(simulated: NDArray[np.float64], counted: NDArray[np.int64]) -> NDArray[np.float64]:
    """Simulated people by day and camp with the total of each day raised to the counted one.

    Flee counts nobody who is on the way, so its camps fall short of the total that drives it.
    """
    total = simulated.sum(axis=-1, keepdims=True)
    wanted = counted.sum(axis=-1, keepdims=True)
    factor = np.divide(wanted, total, out=np.zeros_like(total), where=total > 0)
    return simulated * factor


def run_folder(path: Path, draws: int, flee_draws: int) -> Row:
    """Run one folder by every method."""
    folder = open_flee(path)
    positions, counted = counted_camps(folder)
    ours = qafila_members(folder, draws, SEED)
    runs: dict[str, Members] = {
        "qafila": ours,
        "qafila_limited": qafila_members(folder, draws, SEED, capacities=True),
        "flee": flee_members(folder, flee_draws, SEED, capacities=False),
        "flee_limited": flee_members(folder, flee_draws, SEED, capacities=True),
    }
    people = {name: drawn(members, positions) for name, members in runs.items()}
    splits = {name: split(folder)[None, :, positions] for name, split in SPLITS.items()}
    raised = rescaled(people["flee"].astype(np.float64), counted)
    return Row(
        name=path.name,
        days=folder.days,
        people=int(known_total(folder)[-1]),
        scores={
            name: score_of(one, counted)
            for name, one in {**people, **splits, "flee_raised": raised}.items()
        },
        variants={
            name: float(mean_error(drawn(one, positions).mean(axis=0), counted))
            for name, one in variants_of(ours).items()
        },
        inside={name: share_inside(people[name], counted) for name in INSIDE},
        told=told_capacities(folder),
        warnings=tuple(str(one) for one in folder.warnings),
    )


def variants_of(members: QafilaMembers) -> dict[str, QafilaMembers]:
    """The same members with one choice made otherwise."""
    scales = {
        f"{_SCALE}{km:g}": replace(
            members, table={**members.table, "distance_scale": np.full(members.draws, km)}
        )
        for km in SCALES_KM
    }
    alike = np.zeros_like(members.is_city)
    equal_pull = np.ones_like(members.pull)
    return {
        "cities": replace(members, is_city=alike),
        "pull": replace(members, pull=equal_pull),
        **scales,
    }


def told_capacities(folder: FleeFolder) -> tuple[int, int]:
    """How many camps have the highest count for capacity, of how many that have both."""
    positions, counted = counted_camps(folder)
    capacity = folder.places.capacity[[folder.places.camps[at] for at in positions]]
    highest = counted.max(axis=0)
    known = (capacity > 0) & (highest > 0)
    alike = np.abs(capacity - highest) <= LIKE * highest
    return int((alike & known).sum()), int(known.sum())


def error_table(
    rows: Sequence[Row], methods: Mapping[str, str], averaged: Mapping[str, str]
) -> str:
    """Errors by case: of single draws, the lowest of which are marked, and of means of draws."""
    labels = [*methods.values(), *averaged.values()]
    lines = [
        "| case | days | people | " + " | ".join(labels) + " |",
        "| --- | ---: | ---: |" + " ---: |" * len(labels),
    ]
    for row in rows:
        one = {name: row.scores[name].one_draw for name in methods}
        best = min(one.values(), key=lambda error: error.value)
        cells = [_shown(error, best) for error in one.values()]
        cells += [f"{row.scores[name].mean_of_draws.value:.3f}" for name in averaged]
        label = CASES.get(row.name, row.name)
        lines.append(f"| {label} | {row.days:,} | {row.people:,} | " + " | ".join(cells) + " |")
    means = [np.mean([row.scores[name].one_draw.value for row in rows]) for name in methods]
    means += [np.mean([row.scores[name].mean_of_draws.value for row in rows]) for name in averaged]
    cells = [f"{mean:.3f}" for mean in means]
    lines.append("| mean of all | | | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _shown(error: Error, best: Error) -> str:
    return f"{error.value:.3f}" if compared([(best, error)]) < 0 else f"**{error.value:.3f}**"


def compared(pairs: Sequence[tuple[Error, Error]]) -> int:
    """Which error is lower, on the mean over pairs: 1 the second, -1 the first, 0 for a tie."""
    apart = float(np.mean([first.value - second.value for first, second in pairs]))
    noise = np.hypot.reduce([one.noise for pair in pairs for one in pair]) / len(pairs)
    if abs(apart) <= max(_ALIKE, _SURE * float(noise)):
        return 0
    return 1 if apart > 0.0 else -1


def won_table(rows: Sequence[Row]) -> str:
    """In how many cases and countries our split without capacities is the better one."""
    lines = [
        "| Qafila, without capacities, against | one draw: cases | countries "
        "| mean of draws: cases | countries | worse in, by either | tied in, by either |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for name, label in RIVALS.items():
        cells: list[str] = []
        cases: dict[int, list[str]] = {-1: [], 0: [], 1: []}
        for kind in ("one_draw", "mean_of_draws"):
            by_case, by_country = _outcomes(rows, name, kind)
            cells += [_tally(by_case), _tally(by_country)]
            for case, outcome in by_case.items():
                cases[outcome].append(CASES.get(case, case))
        told = [", ".join(dict.fromkeys(cases[outcome])) or "none" for outcome in (-1, 0)]
        lines.append("| " + " | ".join([label, *cells, *told]) + " |")
    return "\n".join(lines)


def _outcomes(rows: Sequence[Row], rival: str, kind: str) -> tuple[dict[str, int], dict[str, int]]:
    """Whether we are better, by case and by country."""
    pairs = {
        row.name: (getattr(row.scores[rival], kind), getattr(row.scores["qafila"], kind))
        for row in rows
    }
    countries: dict[str, list[tuple[Error, Error]]] = {}
    for case, pair in pairs.items():
        countries.setdefault(COUNTRY.get(case, case), []).append(pair)
    return (
        {case: compared([pair]) for case, pair in pairs.items()},
        {country: compared(several) for country, several in countries.items()},
    )


def _tally(outcomes: Mapping[str, int]) -> str:
    """Better, tied, worse."""
    found = list(outcomes.values())
    return f"{found.count(1)} / {found.count(0)} / {found.count(-1)}"


def choice_table(rows: Sequence[Row]) -> str:
    """What single choices are worth, and what choosing by the other countries would give."""
    said = {
        "cities": "cities are left like towns",
        "pull": "people in a country on day 0 draw nobody",
        **{f"{_SCALE}{km:g}": f"the draw falls by e in {km:g} km in all draws" for km in SCALES_KM},
    }
    lines = ["| choice | error of the mean of draws, mean of all |", "| --- | ---: |"]
    as_it_is = np.mean([row.scores["qafila"].mean_of_draws.value for row in rows])
    lines.append(f"| as it is | {as_it_is:.3f} |")
    for name, label in said.items():
        lines.append(f"| {label} | {np.mean([row.variants[name] for row in rows]):.3f} |")
    other = [row.variants[_best_elsewhere(rows, row)] for row in rows]
    lines.append(f"| those km that were best in all other countries | {np.mean(other):.3f} |")
    own = [min(row.variants[f"{_SCALE}{km:g}"] for km in SCALES_KM) for row in rows]
    lines.append(f"| those km that are best in hindsight, case by case | {np.mean(own):.3f} |")
    return "\n".join(lines)


def _best_elsewhere(rows: Sequence[Row], row: Row) -> str:
    """The scale with the lowest mean error over countries other than that of a case."""
    country = COUNTRY.get(row.name, row.name)
    others = [one for one in rows if COUNTRY.get(one.name, one.name) != country]
    names = [f"{_SCALE}{km:g}" for km in SCALES_KM]
    return min(names, key=lambda name: float(np.mean([one.variants[name] for one in others])))


def folder_table(rows: Sequence[Row]) -> str:
    """What to know of each folder."""
    lines = [
        "| case | camps whose capacity is their highest count | spread of single draws "
        "| what opening the folder warns of |",
        "| --- | ---: | ---: | --- |",
    ]
    for row in rows:
        told, of = row.told
        first = row.warnings[0].partition("; Flee")[0] if row.warnings else "nothing"
        more = f" (and {len(row.warnings) - 1} more)" if len(row.warnings) > 1 else ""
        label = CASES.get(row.name, row.name)
        spread = row.scores["qafila"].spread
        lines.append(f"| {label} | {told} of {of} | {spread:.3f} | {first}{more} |")
    told, of = (sum(row.told[part] for row in rows) for part in (0, 1))
    lines.append(f"| all | {told} of {of} | | |")
    return "\n".join(lines)


def inside_table(rows: Sequence[Row]) -> str:
    """Share of counts inside the fans of both rule sets, without capacities."""
    heads = " | ".join(f"{name}, {level}" for name in INSIDE.values() for level in ("50 %", "90 %"))
    lines = [f"| case | {heads} |", "| --- |" + " ---: |" * (2 * len(INSIDE))]
    for row in rows:
        shares = [share for name in INSIDE for share in row.inside[name]]
        lines.append(
            f"| {CASES.get(row.name, row.name)} | "
            + " | ".join(f"{one:.0%}" for one in shares)
            + " |"
        )
    means = np.mean([[s for name in INSIDE for s in row.inside[name]] for row in rows], axis=0)
    lines.append("| mean of all | " + " | ".join(f"{one:.0%}" for one in means) + " |")
    return "\n".join(lines)


def filled(page: str, tables: Mapping[str, str]) -> str:
    """A page with tables between its markers."""
    for name, text in tables.items():
        pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        page, number = pattern.subn(
            lambda found, text=text: f"{found[1]}\n{text}\n\n{found[2]}", page
        )
        if number != 1:
            raise ValueError(f"{PAGE} has no markers for {name}")
    return page


def public_folders() -> Path:
    """Where the public folders lie, as tests look for them."""
    for folder in (ROOT, *ROOT.parents):
        if (folder / "shared" / "cases" / "flee").is_dir():
            return folder / "shared" / "cases" / "flee"
    return ROOT / "shared" / "cases" / "flee"


def make_tables(rows: Sequence[Row]) -> dict[str, str]:
    """All tables of the page."""
    return {
        "errors": error_table(rows, FREE, AVERAGED),
        "limited": error_table(rows, LIMITED, LIMITED_AVERAGED),
        "won": won_table(rows),
        "choices": choice_table(rows),
        "folders": folder_table(rows),
        "inside": inside_table(rows),
    }


def main(arguments: Sequence[str]) -> int:
    """Print the tables and write them into the page, or check that it holds them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="?", type=Path, default=public_folders())
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--flee-draws", type=int, default=FLEE_DRAWS)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    missing = [name for name in CASES if not (chosen.folders / name).is_dir()]
    if missing:
        print(f"{chosen.folders} does not hold {', '.join(missing)}", file=sys.stderr)
        return 2
    rows = []
    for name in CASES:
        rows.append(run_folder(chosen.folders / name, chosen.draws, chosen.flee_draws))
        print(f"{name} is done", file=sys.stderr)
    tables = make_tables(rows)
    for name, text in tables.items():
        print(f"{name}\n\n{text}\n")
    page = PAGE.read_text(encoding="utf-8")
    if chosen.check:
        return int(filled(page, tables) != page)
    PAGE.write_text(filled(page, tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
