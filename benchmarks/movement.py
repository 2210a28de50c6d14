"""Speed of the movement engine under the rules of Flee, against Flee itself in the same run.

Run with ``python benchmarks/movement.py`` from a checkout; the folders of Flee are looked for in
``shared/cases/flee`` above it, or named with ``--cases``. Flee runs in a process of its own, in the
environment at hand (extra ``benchmark``) or in one that is made when first needed. Runs of both
alternate, so that a busy machine slows both; each figure is the median of ``--repeats`` runs and
counts seconds of the processor, in one thread, for the days alone: neither reading nor compilation.

``--quick`` looks whether all works, in half a minute; ``--full`` runs South Sudan at full
population instead of multiplying, and all sizes of the made-up networks.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

sys.path.insert(0, str(Path(__file__).parent))
import flee_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qafila.interop.flee_folder import FleeFolder

PARTS = ("mali", "sudan", "people", "ensemble", "networks")
# Keys that Flee 3.1 does not know, with the value that switches off what they stand for.
LACKING = {("move_rules", "capacity_scaling"): 1.0, ("move_rules", "pruning_threshold"): 1.0}
OFF = (
    "scaling of capacities and pruning of routes are off, which Flee 3.1 lacks; it does not take "
    "day-0 people off the room in camps, which we do as later versions"
)
MALI_RATIO, SUDAN_RATIO = 10_000.0, 15_000.0
GROWTH_LIMIT = 1.3
ENSEMBLE_MEMBERS, ENSEMBLE_LIMIT = 500, 2.6
# Places, people, most seconds for a member-year, most MB; the made-up networks of the default run.
NETWORKS = (
    (1_000, 1_000_000, None, None),
    (1_000, 10_000_000, 0.6, None),
    (10_000, 10_000_000, None, None),
    (100_000, 100_000_000, None, 1000.0),
)
FULL_NETWORKS = (
    (10_000, 1_000_000, None, None),
    (100_000, 1_000_000, None, None),
    (100_000, 10_000_000, None, None),
    (1_000, 100_000_000, None, None),
    (10_000, 100_000_000, None, None),
)
QUICK_NETWORKS = ((200, 100_000, None, None),)


@dataclass(frozen=True)
class Line:
    """One line of the table; a limit that there is none of is empty and met is None."""

    what: str
    people: str
    flee: str
    ours: str
    ratio: str
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Plan:
    """How much of everything is run."""

    repeats: int
    mali_hasten: int
    sudan_hasten: int
    members: int
    ensemble: int
    networks: tuple[tuple[int, int, float | None, float | None], ...]
    threads: int


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, help="folder of mali2012 and ssudan2013")
    parser.add_argument("--peer-python", help="Python that has Flee")
    parser.add_argument("--no-install", action="store_true", help="fail where Flee is missing")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only-ours", action="store_true", help="leave Flee out")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--repeats", type=int, default=5)
    return parser.parse_args()


def _plan(told: argparse.Namespace) -> Plan:
    threads = min(os.cpu_count() or 1, 2)
    if told.quick:
        return Plan(1, 100, 400, 4, 20, QUICK_NETWORKS, threads)
    networks = NETWORKS + FULL_NETWORKS if told.full else NETWORKS
    return Plan(told.repeats, 1, 1 if told.full else 40, 50, ENSEMBLE_MEMBERS, networks, threads)


def cases_folder(told: Path | None) -> Path:
    """Where the public folders of Flee are."""
    if told is not None:
        return told
    parents = Path(__file__).resolve().parents
    found = (one / "shared" / "cases" / "flee" for one in parents)
    return next((one for one in found if one.is_dir()), Path("shared/cases/flee"))


def common_settings(folder: Path, target: Path) -> Path:
    """The settings of a folder without what only one of the two engines has."""
    settings = yaml.safe_load((folder / "simsetting.yml").read_text(encoding="utf-8"))
    for (section, key), value in LACKING.items():
        settings.setdefault(section, {})[key] = value
    path = target / f"{folder.name}.yml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


def default_settings(target: Path) -> Path:
    """Flee's defaults, which both engines fill in themselves."""
    path = target / "defaults.yml"
    path.write_text("log_levels:\n  agent: 0\n", encoding="utf-8")
    return path


def _seconds(value: float) -> str:
    if value < 0.1:
        return f"{value * 1e3:.2f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def _label(name: str, settings: Path) -> str:
    return f"{name}, {'defaults' if settings.stem == 'defaults' else 'its own settings'}"


def against_flee(
    name: str,
    folder: Path,
    settings: Path,
    hasten: int,
    target: float | None,
    plan: Plan,
    python: str | None,
) -> Iterator[Line]:
    """Both engines in turns over the same folder with the same settings.

    Where Flee runs a part of the people its time is multiplied, ours is for all of them.
    """
    import engine

    from qafila.interop.flee_folder import open_flee

    full = hasten if name == "mali2012" or hasten == 1 else 1
    opened = open_flee(folder, settings=settings, hasten=full)
    inputs = engine.prepare(opened)
    ours, theirs, errors = [], [], []
    for repeat in range(plan.repeats):
        if python is not None:
            record = flee_environment.run_flee(python, folder, settings, hasten, seed=repeat + 1)
            theirs.append(record["seconds"] * hasten / full)
            errors.append(record["error"])
        ours.append(engine.time_members(inputs, plan.members).processor)
    mine = statistics.median(ours)
    people = engine.people_at_end(inputs)
    label = _label(name, settings)
    if not theirs:
        yield Line(label, f"{people:,}", "", _seconds(mine), "")
        return
    peer = statistics.median(theirs)
    linear = "" if hasten == full else f" (= {hasten} x hasten {hasten})"
    ratio = peer / mine
    met = None if target is None else ratio >= target
    limit = "" if target is None else f">= {target:,.0f} x"
    shown = f"{ratio:,.0f} x"
    yield Line(label, f"{people:,}", _seconds(peer) + linear, _seconds(mine), shown, limit, met)
    error = engine.mean_error(inputs, opened)
    error_flee = statistics.fmean(errors)
    yield Line("mean error of both", "", f"{error_flee:.3f}", f"{error:.3f}", "")


def growth(folder: FleeFolder, settings: Path, plan: Plan) -> Line:
    """A hundred times the people against what there is, in turns."""
    import engine

    few = engine.prepare(folder)
    many = engine.prepare(engine.times_the_people(folder, 100))
    pairs = [
        (engine.time_members(few, plan.members), engine.time_members(many, plan.members))
        for _ in range(max(plan.repeats, 3))
    ]
    before = statistics.median(one.processor for one, _ in pairs)
    after = statistics.median(one.processor for _, one in pairs)
    ratio = after / before
    limit = f"<= {GROWTH_LIMIT} x"
    people = f"{engine.people_at_end(many):,}"
    what = f"{_label('mali2012', settings)}, 100 x the people"
    return Line(what, people, "", _seconds(after), f"{ratio:.2f} x", limit, ratio <= GROWTH_LIMIT)


def ensemble(folder: FleeFolder, settings: Path, plan: Plan) -> Line:
    """All members of an ensemble by the clock."""
    import engine

    inputs = engine.prepare(folder)
    taken = statistics.median(
        engine.time_ensemble(inputs, plan.ensemble, plan.threads) for _ in range(plan.repeats)
    )
    people = f"{engine.people_at_end(inputs):,}"
    what = f"{_label('mali2012', settings)}, {plan.ensemble} members, {plan.threads} threads"
    limit, met = "", None
    if plan.ensemble == ENSEMBLE_MEMBERS:
        limit, met = f"< {ENSEMBLE_LIMIT} s", taken < ENSEMBLE_LIMIT
    return Line(what, people, "", _seconds(taken), "", limit, met)


def networks(plan: Plan) -> Iterator[Line]:
    """Made-up networks, each run in a process of its own, which tells its peak memory."""
    from synthetic_networks import run_apart

    for places, people, seconds, megabytes in plan.networks:
        runs = [run_apart(places, people) for _ in range(plan.repeats if places < 50_000 else 1)]
        taken = statistics.median(one["seconds"] for one in runs)
        peak = max(one["peak_mb"] for one in runs)
        before = max(one["before_mb"] for one in runs)
        what = f"{places:,} places, one member-year"
        moved = f"{runs[0]['people']:,}"
        limit, met = ("", None) if seconds is None else (f"<= {seconds} s", taken <= seconds)
        yield Line(what, moved, "", _seconds(taken), "", limit, met)
        limit, met = ("", None) if megabytes is None else ("< 1 GB", peak < megabytes)
        shown = f"{peak:,.0f} MB"
        yield Line(f"peak memory ({before:,.0f} MB before the run)", "", "", shown, "", limit, met)


def random_share(folder: Path, settings: Path, hasten: int) -> Iterator[Line]:
    """How much of the time of a member is needed for its random numbers alone."""
    import engine
    from random_numbers import recorded, replay_seconds

    from qafila.interop.flee_folder import open_flee

    inputs = engine.prepare(open_flee(folder, settings=settings, hasten=hasten))
    draws = recorded(folder, settings, hasten)
    alone, whole = replay_seconds(draws), engine.time_members(inputs, 20).processor
    people = f"{engine.people_at_end(inputs):,}"
    what = f"of it random numbers alone ({draws.count:,} draws a member)"
    yield Line(what, people, "", _seconds(alone), f"{alone / whole:.0%} of the time")


def _print(line: Line) -> None:
    """Print a row of a table that can be read as it is and pasted into a page."""
    met = {None: "", True: "met", False: "MISSED"}[line.met]
    limit = f"{line.target} {met}".strip()
    print(
        f"| {line.what:<58} | {line.people:>11} | {line.flee:>28} | {line.ours:>8} "
        f"| {line.ratio:>15} | {limit:>19} |",
        flush=True,
    )


def _lines(told: argparse.Namespace, plan: Plan, python: str | None) -> Iterator[Line]:
    from qafila.interop.flee_folder import open_flee

    cases = cases_folder(told.cases)
    mali, sudan = cases / "mali2012", cases / "ssudan2013"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        own, plain = common_settings(mali, target), default_settings(target)
        if "mali" in told.parts:
            goal = None if told.quick else MALI_RATIO
            for settings in (own, plain):
                yield from against_flee(
                    "mali2012", mali, settings, plan.mali_hasten, goal, plan, python
                )
                yield from random_share(mali, settings, plan.mali_hasten)
        if "sudan" in told.parts:
            goal = None if told.quick else SUDAN_RATIO
            settings = common_settings(sudan, target)
            yield from against_flee(
                "ssudan2013", sudan, settings, plan.sudan_hasten, goal, plan, python
            )
        for settings in (own, plain):
            opened = open_flee(mali, settings=settings, hasten=1)
            if "people" in told.parts:
                yield growth(opened, settings, plan)
            if "ensemble" in told.parts:
                yield ensemble(opened, settings, plan)
    if "networks" in told.parts:
        yield from networks(plan)


def main() -> int:
    """Print the table."""
    told = _arguments()
    python = None
    if not told.only_ours:
        try:
            python = flee_environment.peer_python(told.peer_python, make=not told.no_install)
        except flee_environment.NoPeerError as error:
            print(error, file=sys.stderr)
            return 3
    plan = _plan(told)
    load = os.getloadavg()[0]
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {load:.1f}")
    if python is not None:
        print(f"Flee {flee_environment.version_of(python)}: {OFF}")
    print(f"median of {plan.repeats}")
    print()
    _print(Line("", "people", "Flee", "Qafila", "ratio", "target"))
    _print(Line("---", "---:", "---:", "---:", "---:", "---:"))
    for line in _lines(told, plan, python):
        _print(line)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
