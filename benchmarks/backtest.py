"""The tables of ``docs/backtest.md``: ``python benchmarks/backtest.py [FOLDERS] [--check]``.

Every past day of the public folders is forecast with each country left out once, as ``qafila
backtest`` does, and again without the engine, without what the engine is told of events, and
without the trees. Tables go to standard output and between the markers of the page; ``--check``
writes nothing and says by the exit code whether the page holds them. ``--quick`` takes three
folders, prints, and leaves the page alone. It takes some minutes.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qafila.commands.backtest import BacktestOptions, backtest
from qafila.commands.backtest_sources import folders_in, open_folders
from qafila.forecasting.displacement.boosting import BOOSTING
from qafila.forecasting.displacement.engine import ENGINE
from qafila.forecasting.displacement.judging import POOLED, QAFILA, scores
from qafila.forecasting.displacement.kinds import closures_begun, kinds_of
from qafila.forecasting.displacement.looking_back import EXPERTS, HORIZONS
from qafila.forecasting.displacement.reports import SITE
from qafila.forecasting.displacement.scoring import MIDDLE, crps
from qafila.interop import open_flee
from qafila.simulate.allocation.flee_members import flee_members
from qafila.simulate.allocation.scores import counted_camps, mean_error

sys.path.insert(0, str(Path(__file__).parent))
from allocation import filled, public_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from qafila.commands.backtest import Backtested
    from qafila.forecasting.displacement.combining import Combined
    from qafila.forecasting.displacement.reports import Crisis

    Mask = NDArray[np.bool_]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "backtest.md"
QUICK = ("burundi2015", "mali2012", "tigray2020")
BEST, OWN, LAST = "crps_ratio_best_naive", "crps_ratio_own_best_naive", "crps_ratio_persistence"
FIXED = "crps_ratio_fixed_naive"
LEAST = 100  # targets from which a cell's coverage is judged
FLEE_DRAWS = 10
LAG = 14  # days
AIMS = {7: 0.97, 30: 0.97, 60: 0.95, 90: 0.95}
WITHOUT = {"the engine": ENGINE, "the trees": BOOSTING}


@dataclass(frozen=True, eq=False)
class Table:
    """Scores with the ways to look them up."""

    frame: pd.DataFrame

    def value(self, crisis: str, horizon: int, metric: str, expert: str = QAFILA) -> float:
        """One score on the natural scale; NaN where there is none."""
        rows = self.frame
        found = rows[
            (rows["crisis"] == crisis) & (rows["horizon"] == horizon) & (rows["scale"] == "natural")
            & (rows["metric"] == metric) & (rows["expert"] == expert)
        ]  # fmt: skip
        return float(found["value"].iloc[0]) if len(found) else np.nan

    def size(self, crisis: str, horizon: int) -> tuple[int, int]:
        """Targets and non-overlapping windows."""
        rows = self.frame
        found = rows[(rows["crisis"] == crisis) & (rows["horizon"] == horizon)]
        if not len(found):
            return 0, 0
        return int(found["n_targets"].iloc[0]), int(found["n_windows"].iloc[0])

    def crises(self) -> list[str]:
        """Names without the pooled one."""
        return sorted(set(self.frame["crisis"]) - {POOLED})


def of_rows(told: Combined, at: Mask, threshold: float) -> Table:
    """Scores of some rows."""
    part = replace(
        told,
        rows=told.rows.where(at),
        experts=told.experts[at],
        weights=told.weights[at],
        quantiles=told.quantiles[at],
    )
    return Table(scores(part, threshold))


def rows_of(header: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """A table in Markdown, all but its first column to the right."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in (header, rule, *lines))


def share(value: float) -> str:
    """A ratio, or a dash where there is none."""
    return "-" if np.isnan(value) else f"{value:.3f}"


def headline(table: Table) -> str:
    """The combination by horizon, pooled over crises."""
    header = (
        "days ahead", "targets", "windows", "of the best naive chosen elsewhere",
        "of the one best naive of all", "of persistence", "of each crisis's own best",
        "better in", "in 50 %", "in 90 %",
    )  # fmt: skip
    lines = []
    for horizon in HORIZONS:
        ratios = [table.value(one, horizon, BEST) for one in table.crises()]
        known = [one for one in ratios if not np.isnan(one)]
        lines.append(
            (
                horizon, *table.size(POOLED, horizon),
                *(banded(table, horizon, one) for one in (BEST, FIXED, LAST, OWN)),
                f"{sum(one < 1 for one in known)} of {len(known)}",
                f"{table.value(POOLED, horizon, 'coverage50'):.0%}",
                f"{table.value(POOLED, horizon, 'coverage90'):.0%}",
            )
        )  # fmt: skip
    return rows_of(header, lines)


def banded(table: Table, horizon: int, metric: str) -> str:
    """A pooled ratio with the band of the bootstrap over countries."""
    value, low, high = (
        table.value(POOLED, horizon, f"{metric}{end}") for end in ("", "_low", "_high")
    )
    return f"{value:.3f} ({low:.3f}-{high:.3f})"


def crises_table(table: Table) -> str:
    """Every crisis and horizon."""
    header = (
        "crisis", "days", "targets", "windows", "of the best naive", "of persistence",
        "of its own best", "in 50 %", "in 90 %",
    )  # fmt: skip
    lines = []
    for crisis in table.crises():
        for horizon in HORIZONS:
            count, windows = table.size(crisis, horizon)
            if not count:
                continue
            low, high = (
                table.value(crisis, horizon, f"coverage90_{end}") for end in ("low", "high")
            )
            lines.append(
                (
                    crisis, horizon, count, windows,
                    *(share(table.value(crisis, horizon, one)) for one in (BEST, LAST, OWN)),
                    f"{table.value(crisis, horizon, 'coverage50'):.0%}",
                    f"{table.value(crisis, horizon, 'coverage90'):.0%}"
                    + ("" if np.isnan(low) else f" ({low:.0%}-{high:.0%})"),
                )
            )  # fmt: skip
    return rows_of(header, lines)


def experts_table(table: Table, told: Combined) -> str:
    """Every expert over calibrated persistence, and what it weighs."""
    names = (*told.rows.experts, QAFILA)
    header = ("expert", *(f"{horizon} d" for horizon in HORIZONS), "weight at 7, 30, 60, 90 d")
    lines = []
    for at, name in enumerate(names):
        weight = "-"
        if name != QAFILA:
            means = [
                told.weights[(told.rows.horizon == one) & (told.rows.kind == SITE), at].mean()
                for one in HORIZONS
            ]
            weight = ", ".join(f"{one:.0%}" for one in means)
        ratios = [share(table.value(POOLED, one, LAST, name)) for one in HORIZONS]
        lines.append((name, *ratios, weight))
    return rows_of(header, lines)


def flee_table(folders: Sequence[Path], told: Combined) -> str:
    """Flee's error, the total of each day being given to it, beside errors that know no total."""
    header = (
        "crisis", "Flee, total known", *(f"persistence, {h} d" for h in (30, 90)),
        *(f"Qafila, {h} d" for h in (30, 90)),
    )  # fmt: skip
    lines = []
    for path in folders:
        folder = open_flee(path, lenient=True)
        positions, counted = counted_camps(folder)
        drawn = flee_members(folder, FLEE_DRAWS, 7, capacities=True).run(0, FLEE_DRAWS)
        given = mean_error(drawn["present"][..., positions].mean(axis=0), counted)
        at = (told.rows.crisis == folder.name) & (told.rows.kind == SITE)
        errors = [
            share(relative_error(told, at & (told.rows.horizon == horizon), points))
            for points in (told.rows.stock, told.quantiles[:, MIDDLE])
            for horizon in (30, 90)
        ]
        lines.append((folder.name, share(given), *errors))
    return rows_of(header, lines)


def relative_error(told: Combined, at: Mask, points: NDArray[np.float64]) -> float:
    """Mean over origins of how much the places are off together, over all people in them."""
    rows = told.rows
    found = []
    for origin in np.unique(rows.origin[at]):
        here = at & (rows.origin == origin)
        people = rows.truth[here].sum()
        if people > 0:
            found.append(np.abs(points[here] - rows.truth[here]).sum() / people)
    return float(np.mean(found)) if found else np.nan


def ablation_table(whole: Backtested, others: Mapping[str, Backtested]) -> str:
    """CRPS with everything over that without one part, by kind of target and horizon."""
    told = whole.told
    kinds: dict[str, Mask] = {"all places": told.rows.kind == SITE}
    kinds |= kinds_of(told.rows, closures_begun(whole.crises))
    header = ("kind of target", "without", *(f"{h} d" for h in HORIZONS), "targets at 7 to 90 d")
    lines = []
    for kind, at in kinds.items():
        sizes = ", ".join(str((at & (told.rows.horizon == h)).sum()) for h in HORIZONS)
        for name, other in others.items():
            ratios = [gain(told, other.told, at & (told.rows.horizon == h)) for h in HORIZONS]
            lines.append((kind.replace("_", " "), name, *map(share, ratios), sizes))
    return rows_of(header, lines)


def gain(told: Combined, other: Combined, at: Mask) -> float:
    """Geometric mean over crises of the ratio of scores; rows stand in one order in both."""
    logs = []
    for crisis in np.unique(told.rows.crisis[at]):
        here = at & (told.rows.crisis == crisis)
        ours, theirs = (
            crps(one.quantiles[here], told.rows.truth[here]).mean() for one in (told, other)
        )
        if ours > 0 and theirs > 0:
            logs.append(np.log(ours / theirs))
    return float(np.exp(np.mean(logs))) if logs else np.nan


def aims_table(apart: Table, every: Table) -> str:
    """What was aimed at, and what came; an aim is met if it is on both sets of targets."""
    lines: list[tuple[object, ...]] = []
    for horizon, aim in AIMS.items():
        wanted = (
            (f"{horizon} d: of the best naive chosen elsewhere", BEST, f"{aim}", aim),
            (f"{horizon} d: its upper bound", f"{BEST}_high", "below 1", 1.0),
            (f"{horizon} d: of persistence", LAST, "0.98", 0.98),
            (f"{horizon} d: of its own best", OWN, "1.02", 1.02),
        )
        for words, metric, told, limit in wanted:
            both = [one.value(POOLED, horizon, metric) for one in (apart, every)]
            good = all(one < limit if limit == 1.0 else one <= limit for one in both)
            lines.append((words, told, *map(share, both), met(good)))
        both = [one.value(POOLED, horizon, "coverage90") for one in (apart, every)]
        shown = [f"{one:.1%}" for one in both]
        good = all(0.87 <= one <= 0.93 for one in both)
        lines.append((f"{horizon} d: in 90 %", "87-93 %", *shown, met(good)))
    least = [cell for one in (apart, every) if (cell := least_cell(one)) is not None]
    shown = [f"{value:.1%} ({crisis}, {horizon} d)" for value, crisis, horizon in least]
    good = all(value >= 0.8 for value, _, _ in least)
    if len(least) < 2:
        return rows_of(("", "aim", "without new registrations", "all targets", ""), lines)
    lines.append((f"least of cells of {LEAST} targets", "80 %", *shown, met(good)))
    return rows_of(("", "aim", "without new registrations", "all targets", ""), lines)


def least_cell(table: Table) -> tuple[float, str, int] | None:
    """The cell of enough targets whose intervals cover least; None where none has enough."""
    cells = [
        (table.value(crisis, horizon, "coverage90"), crisis, horizon)
        for crisis in table.crises()
        for horizon in HORIZONS
        if table.size(crisis, horizon)[0] >= LEAST
    ]
    return min(cells, default=None)


def met(good: bool) -> str:
    """A word for it."""
    return "met" if good else "**missed**"


def without_events(crises: Sequence[Crisis]) -> list[Crisis]:
    """The same crises, the engine knowing of no attack and no closure: all days are alike."""
    found = []
    for crisis in crises:
        land = crisis.geography
        if land is not None:
            calm = np.ones_like(land.conflict), np.zeros_like(land.fresh)
            roads = np.full_like(land.pattern, land.pattern[0])
            land = replace(land, conflict=calm[0], fresh=calm[1], pattern=roads)
        found.append(replace(crisis, geography=land))
    return found


def published_later(crises: Sequence[Crisis]) -> list[Crisis]:
    """The same crises, every report known a fortnight after the day it was counted for."""
    return [
        replace(crisis, sites=tuple(replace(one, known=one.day + LAG) for one in crisis.sites))
        for crisis in crises
    ]


def make_tables(folders: Sequence[Path], tell: Callable[[str], None]) -> dict[str, str]:
    """All tables of the page."""
    crises, _ = open_folders([(one, None) for one in folders], lenient=True)
    whole = backtest(crises, BacktestOptions())
    tell("with everything")
    others = {}
    for name, expert in WITHOUT.items():
        kept = tuple(one for one in EXPERTS if one != expert)
        others[name] = backtest(crises, BacktestOptions(experts=kept))
        tell(f"without {name}")
    others["events"] = backtest(without_events(crises), BacktestOptions())
    tell("without events")
    late = backtest(published_later(crises), BacktestOptions())
    tell("with reports published later")
    rows, threshold = whole.told.rows, whole.options.threshold
    places = rows.kind == SITE
    apart = of_rows(whole.told, places & ~rows.recount, threshold)
    every = of_rows(whole.told, places, threshold)
    return {
        "aims": aims_table(apart, every),
        "headline": headline(apart),
        "every": headline(every),
        "late": headline(of_rows(late.told, late.told.rows.kind == SITE, threshold)),
        "crises": crises_table(apart),
        "experts": experts_table(apart, whole.told),
        "flee": flee_table(folders, whole.told),
        "ablation": ablation_table(whole, others),
    }


def main(arguments: Sequence[str]) -> int:
    """Print the tables and write them into the page, or check that it holds them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="?", type=Path, default=public_folders())
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args(arguments)
    folders = [one for one in folders_in(chosen.folders) if not chosen.quick or one.name in QUICK]
    tables = make_tables(folders, lambda done: print(done, file=sys.stderr))
    for name, text in tables.items():
        print(f"{name}\n\n{text}\n")
    if chosen.quick:
        return 0
    page = PAGE.read_text(encoding="utf-8")
    if chosen.check:
        return int(filled(page, tables) != page)
    PAGE.write_text(filled(page, tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
