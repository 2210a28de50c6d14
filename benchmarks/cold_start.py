"""How well a total is split with nobody registered: ``python benchmarks/cold_start.py [FOLDERS]``.

On the first 30 days of the public folders of Flee, whose total is given for each day, our shares
are set beside Flee's rules without capacities and beside equal shares. What ours rest on was learnt
on other countries only. Then sites that appear later, and the intervals. FOLDERS is the folder that
holds the public ones; without it ``shared/cases/flee`` is looked for beside the repository and
above it.

The tables go to standard output and between the markers of ``docs/cold-start.md``; ``--check``
writes nothing and says whether the page holds them. It takes two minutes.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.allocation import CASES, COUNTRY, drawn, filled, public_folders, rescaled
from qafila.forecasting.displacement.cold_fitting import (
    FIRST_DAYS,
    ColdCase,
    case_shares,
    cold_case,
    inside,
)
from qafila.forecasting.displacement.cold_geography import among, geography
from qafila.forecasting.displacement.cold_gravity import (
    COMBINATION,
    GRAVITY,
    MOVEMENT,
    WAYS,
    shares,
    with_floor,
)
from qafila.forecasting.displacement.cold_tables import learnt_for
from qafila.interop import open_flee
from qafila.interop.flee_reports import read_counted
from qafila.simulate.allocation.flee_members import flee_members
from qafila.simulate.allocation.scores import mean_error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.interop import FleeFolder

    Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "cold-start.md"
SEED, FLEE_DRAWS, LATE_DRAWS = 7, 20, 5
AHEAD = 30  # days after the first report of a new site
FLEE, RAISED, EQUAL, NOBODY = "flee", "flee_raised", "equal", "nobody"
LABELS = {
    GRAVITY: "gravity",
    MOVEMENT: "movement",
    COMBINATION: "**combination**",
    FLEE: "Flee",
    RAISED: "Flee, raised",
    EQUAL: "equal",
    NOBODY: "nobody",
}
BEGUN = (*WAYS, FLEE, RAISED, EQUAL)
NEW = (*WAYS, FLEE, EQUAL, NOBODY)


@dataclass(frozen=True)
class Row:
    """Errors on the first days of one folder: nothing registered known, and people of day 0."""

    name: str
    home: str
    days: int
    sites: int
    people: int
    unknown: Mapping[str, float]
    told: Mapping[str, float]
    within: Mapping[str, tuple[float, int]]


@dataclass(frozen=True)
class NewSite:
    """A site that appeared later: share of all 30 days on, as counted and by each method."""

    name: str
    home: str
    site: str
    day: int
    counted: float
    split: Mapping[str, float]


def begun(path: Path) -> Row:
    """Score the first days of a folder."""
    # One day more than is scored, so that the last day is no special one to any method.
    folder = open_flee(path, lenient=True, days=FIRST_DAYS + 1)
    case = cold_case(folder)
    total = case.counted.sum(axis=1, keepdims=True)
    start = case.counted[:1]
    unknown: dict[str, float] = {}
    told: dict[str, float] = {}
    within: dict[str, tuple[float, int]] = {}
    split = {way: case_shares(case, learnt_for(case.home, way).gravity, way) for way in WAYS}
    split[EQUAL] = with_floor(np.zeros_like(case.counted), case.known, 1.0)
    for name, one in split.items():
        unknown[name] = float(mean_error(one * total, case.counted))
        told[name] = float(mean_error(on_top(start, one, total), case.counted))
    for way in WAYS:
        held = inside(case, split[way], learnt_for(case.home, way).concentration)
        within[way] = float(held.mean()), len(held)
    for found, day0 in ((unknown, False), (told, True)):
        theirs = flee_people(folder, case, FLEE_DRAWS, day0=day0)[: len(case.counted)]
        found[FLEE] = float(mean_error(theirs, case.counted))
        found[RAISED] = float(mean_error(rescaled(theirs, case.counted), case.counted))
    days, people = int((total > 0).sum()), int(total[-1, 0])
    return Row(path.name, case.home, days, len(case.known.sites), people, unknown, told, within)


def on_top(start: Array, split: Array, total: Array) -> Array:
    """People of day 0 with all that is added since by shares; where the total falls all lose."""
    first = start.sum()
    kept = np.minimum(total, first) / first if first > 0 else np.zeros_like(total)
    return np.asarray(start * kept + np.maximum(total - first, 0.0) * split)


def flee_people(folder: FleeFolder, case: ColdCase, draws: int, *, day0: bool) -> Array:
    """Mean of draws under Flee's rules without capacities, shape (day, site)."""
    settings = replace(folder.settings, insert_day0=day0)
    members = flee_members(replace(folder, settings=settings), draws, SEED, capacities=False)
    return np.asarray(drawn(members, case.known.world.camps).mean(axis=0))


def new_sites(path: Path) -> list[NewSite]:
    """Sites of a folder whose first report lies after the first days."""
    folder = open_flee(path, lenient=True)
    reports = {one.name: one for one in read_counted(folder, path) if (one.people > 0).any()}
    first = {name: int(one.days[np.argmax(one.people > 0)]) for name, one in reports.items()}
    last = min(folder.days - 1, max(int(one.days[-1]) for one in reports.values()))
    late = sorted(
        name
        for name, day in first.items()
        if day > FIRST_DAYS and min(last, int(reports[name].days[-1])) >= day + AHEAD
    )
    if not late:
        return []
    case = cold_case(folder, folder.days)
    theirs = flee_people(folder, case, LATE_DRAWS, day0=True)
    found = []
    for name in late:
        day = first[name]
        then = day + AHEAD
        people = {one: np.interp([day, then], reports[one].days, reports[one].people)
                  for one in reports if first[one] <= then}  # fmt: skip
        total = sum(float(both[1]) for both in people.values())
        here = sum(float(both[0]) for one, both in people.items() if first[one] < day)
        exist = [one for one in reports if first[one] <= day]
        known = among(geography(folder, day), exist)
        grown = max(total - here, 0.0) / total
        at = known.sites.index(name)
        split = {
            way: grown * float(shares(known, learnt_for(known.home, way).gravity, way, day)[0, at])
            for way in WAYS
        }
        simulated = theirs[then]
        split[FLEE] = float(simulated[case.known.sites.index(name)] / max(simulated.sum(), 1.0))
        split[EQUAL] = grown / len(exist)
        split[NOBODY] = 0.0
        counted = float(people[name][1]) / total
        found.append(NewSite(path.name, known.home, name, day, counted, split))
    return found


def begun_table(rows: Sequence[Row], which: str, methods: Sequence[str]) -> str:
    """Errors by case, and their mean over countries."""
    heads = " | ".join(LABELS[name] for name in methods)
    lines = [
        f"| case | days | sites | people on the last day | {heads} |",
        "| --- | ---: | ---: | ---: |" + " ---: |" * len(methods),
    ]
    for row in rows:
        cells = " | ".join(f"{getattr(row, which)[name]:.3f}" for name in methods)
        lines.append(
            f"| {CASES.get(row.name, row.name)} | {row.days} | {row.sites} | {row.people:,} "
            f"| {cells} |"
        )
    means = [np.mean(list(by_country(rows, which, name).values())) for name in methods]
    lines.append("| mean of countries | | | | " + " | ".join(f"{one:.3f}" for one in means) + " |")
    return "\n".join(lines)


def by_country(rows: Sequence[Row], which: str, method: str) -> dict[str, float]:
    """Mean error of the cases of each country."""
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(COUNTRY.get(row.name, row.name), []).append(getattr(row, which)[method])
    return {country: float(np.mean(several)) for country, several in found.items()}


def won_table(rows: Sequence[Row]) -> str:
    """In how many countries each way is off by no more than Flee's rules."""
    lines = [
        "| against Flee without capacities | nothing registered | people of day 0 known "
        "| against Flee, raised: nothing registered | people of day 0 known |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for way in WAYS:
        cells = []
        for rival in (FLEE, RAISED):
            for which in ("unknown", "told"):
                ours, theirs = by_country(rows, which, way), by_country(rows, which, rival)
                lost = [CASES.get(one, one) for one in ours if ours[one] > theirs[one]]
                named = f" (not {', '.join(lost)})" if lost else ""
                cells.append(f"{len(ours) - len(lost)} of {len(ours)}{named}")
        lines.append(f"| {LABELS[way]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def within_table(rows: Sequence[Row]) -> str:
    """Share of counts within 90 % intervals."""
    lines = ["| case | counts | " + " | ".join(LABELS[way] for way in WAYS) + " |",
             "| --- | ---: |" + " ---: |" * len(WAYS)]  # fmt: skip
    for row in rows:
        cells = " | ".join(f"{row.within[way][0]:.0%}" for way in WAYS)
        label = CASES.get(row.name, row.name)
        lines.append(f"| {label} | {row.within[COMBINATION][1]} | {cells} |")
    means = [np.mean([row.within[way][0] for row in rows]) for way in WAYS]
    number = sum(row.within[COMBINATION][1] for row in rows)
    lines.append(f"| mean of cases | {number} | " + " | ".join(f"{m:.0%}" for m in means) + " |")
    return "\n".join(lines)


def new_table(sites: Sequence[NewSite]) -> str:
    """How far shares of new sites are off, by case, in hundredths of all people."""
    heads = " | ".join(LABELS[name] for name in NEW)
    lines = [
        f"| case | new sites | counted, mean | {heads} |",
        "| --- | ---: | ---: |" + " ---: |" * len(NEW),
    ]
    lines += [
        _new_line(CASES.get(name, name), [one for one in sites if one.name == name])
        for name in dict.fromkeys(one.name for one in sites)
    ]
    lines.append(_new_line("all", sites))
    return "\n".join(lines)


def _new_line(label: str, sites: Sequence[NewSite]) -> str:
    off = [np.mean([abs(one.split[name] - one.counted) for one in sites]) for name in NEW]
    cells = " | ".join(f"{100 * one:.1f}" for one in off)
    counted = 100 * float(np.mean([one.counted for one in sites]))
    return f"| {label} | {len(sites)} | {counted:.1f} | {cells} |"


def make_tables(rows: Sequence[Row], sites: Sequence[NewSite]) -> dict[str, str]:
    """All tables of the page."""
    return {
        "begun": begun_table(rows, "unknown", BEGUN),
        "day0": begun_table(rows, "told", BEGUN),
        "won": won_table(rows),
        "within": within_table(rows),
        "new": new_table(sites),
    }


def main(arguments: Sequence[str]) -> int:
    """Print the tables and write them into the page, or check that it holds them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="?", type=Path, default=public_folders())
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    missing = [name for name in CASES if not (chosen.folders / name).is_dir()]
    if missing:
        print(f"{chosen.folders} does not hold {', '.join(missing)}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    sites: list[Any] = []
    for name in CASES:
        rows.append(begun(chosen.folders / name))
        sites += new_sites(chosen.folders / name)
        print(f"{name} is done", file=sys.stderr)
    tables = make_tables(rows, sites)
    for name, text in tables.items():
        print(f"{name}\n\n{text}\n")
    page = PAGE.read_text(encoding="utf-8")
    if chosen.check:
        return int(filled(page, tables) != page)
    PAGE.write_text(filled(page, tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
