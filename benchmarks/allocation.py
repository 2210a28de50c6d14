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
from typing import TYPE_CHECKING

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
RULES = {
    "flee_without": "Flee",
    "flee_raised": "Flee, raised",
    "qafila_without": "**Qafila**",
    "flee_with": "Flee, capacities",
    "qafila_with": "Qafila, capacities",
}
NAIVE = {
    "equal": "equal",
    "by_distance": "by distance",
    "growth_by_distance": "growth by distance",
    "share_of_first_month": "share of day 30",
    "by_capacity": "by capacity",
}


SCALES_KM = (60.0, 120.0, 180.0, 300.0, 500.0)  # over the range of the default
_SCALE = "scale "


@dataclass(frozen=True)
class Row:
    """What came of one folder: errors by method."""

    name: str
    days: int
    people: int
    errors: Mapping[str, float]
    spread: float
    variants: Mapping[str, float]
    told: tuple[int, int]
    warnings: tuple[str, ...]


def mean_present(members: Members, step: int = CHUNK) -> NDArray[np.float64]:
    """People by day and camp, mean over all members."""
    bounds = [*range(0, members.draws, step), members.draws]
    members.run(0, 0)
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        parts = list(pool.map(lambda pair: _sum(members, *pair), pairwise(bounds)))
    return np.sum(parts, axis=0) / members.draws


def _sum(members: Members, first: int, last: int) -> NDArray[np.int64]:
    total: NDArray[np.int64] = members.run(first, last)["present"].sum(axis=0, dtype=np.int64)
    return total


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
    runs = {
        "flee_without": flee_members(folder, flee_draws, SEED, capacities=False),
        "flee_with": flee_members(folder, flee_draws, SEED, capacities=True),
        "qafila_without": qafila_members(folder, draws, SEED),
        "qafila_with": qafila_members(folder, draws, SEED, capacities=True),
    }
    people = {name: mean_present(members) for name, members in runs.items()}
    people |= {name: split(folder) for name, split in SPLITS.items()}
    raised = np.zeros_like(people["flee_without"])
    raised[:, positions] = rescaled(people["flee_without"][:, positions], counted)
    people["flee_raised"] = raised
    single = runs["qafila_without"].run(0, min(draws, 50))["present"][..., positions]
    return Row(
        name=path.name,
        days=folder.days,
        people=int(known_total(folder)[-1]),
        errors={
            name: float(mean_error(one[:, positions], counted)) for name, one in people.items()
        },
        spread=float(mean_error(single, counted).std(ddof=1)),
        variants={
            name: float(mean_error(mean_present(one)[:, positions], counted))
            for name, one in variants_of(runs["qafila_without"]).items()
        },
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


def error_table(rows: Sequence[Row]) -> str:
    """Errors by case and method; the lowest among those without capacities is marked."""
    methods = {**RULES, **NAIVE}
    lines = [
        "| case | days | people | " + " | ".join(methods.values()) + " |",
        "| --- | ---: | ---: |" + " ---: |" * len(methods),
    ]
    for row in rows:
        best = min(row.errors[name] for name in methods if not _leaks(name))
        cells = [_shown(row.errors[name], best, leaks=_leaks(name)) for name in methods]
        label = CASES.get(row.name, row.name)
        lines.append(f"| {label} | {row.days:,} | {row.people:,} | " + " | ".join(cells) + " |")
    means = [np.mean([row.errors[name] for row in rows]) for name in methods]
    cells = [f"{mean:.3f}" for mean in means]
    lines.append("| mean of all | | | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _leaks(method: str) -> bool:
    return method in ("flee_with", "qafila_with", "by_capacity")


def _shown(error: float, best: float, *, leaks: bool) -> str:
    return f"**{error:.3f}**" if error == best and not leaks else f"{error:.3f}"


def won_table(rows: Sequence[Row]) -> str:
    """In how many cases and countries our split without capacities is the better one."""
    lines = ["| Qafila without capacities against | better in cases | in countries | not in |"]
    lines.append("| --- | ---: | ---: | --- |")
    for name, label in {**RULES, **NAIVE}.items():
        if name in ("qafila_without", "qafila_with"):
            continue
        apart = {row.name: row.errors[name] - row.errors["qafila_without"] for row in rows}
        countries: dict[str, list[float]] = {}
        for case, gain in apart.items():
            countries.setdefault(COUNTRY.get(case, case), []).append(gain)
        won = sum(np.mean(gains) > 0.0 for gains in countries.values())
        lost = [CASES.get(case, case) for case, gain in apart.items() if gain <= 0.0]
        cases = f"{len(rows) - len(lost)} of {len(rows)}"
        told = ", ".join(lost) or "none"
        lines.append(f"| {label} | {cases} | {won} of {len(countries)} | {told} |")
    return "\n".join(lines)


def choice_table(rows: Sequence[Row]) -> str:
    """What single choices are worth, and what choosing by the other countries would give."""
    said = {
        "cities": "cities are left like towns",
        "pull": "people in a country on day 0 draw nobody",
        **{f"{_SCALE}{km:g}": f"the draw falls by e in {km:g} km in all draws" for km in SCALES_KM},
    }
    lines = ["| choice | mean error |", "| --- | ---: |"]
    lines.append(f"| as it is | {np.mean([row.errors['qafila_without'] for row in rows]):.3f} |")
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
        lines.append(f"| {label} | {told} of {of} | {row.spread:.3f} | {first}{more} |")
    told, of = (sum(row.told[part] for row in rows) for part in (0, 1))
    lines.append(f"| all | {told} of {of} | | |")
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
        "errors": error_table(rows),
        "won": won_table(rows),
        "choices": choice_table(rows),
        "folders": folder_table(rows),
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
