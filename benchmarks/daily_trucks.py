"""Widened intervals on real daily flows: ``python benchmarks/daily_trucks.py FOLDER [--check]``.

FOLDER holds two daily series of trucks into Gaza, 2023-2024, which are no part of this repository:
``gaza_unrwa_linelist_daily.csv`` (trucks, UNRWA) and ``gaza_cogat_daily_tons.csv`` (tons by land,
COGAT). From one origin after the other the total of the next 14 days is forecast with the days
before the origin only. A day without a row counts as one without trucks.

The tables go to standard output and between the markers of ``docs/siege.md``; ``--check`` writes
nothing and says whether the page holds them.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.forecasting.flows import BOOTSTRAP, FlowForecast, flow_history
from qafila.forecasting.scores import coverage, crps
from qafila.forecasting.widening import DECLARED, Past, Widening, widen_draws, widening_at
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "siege.md"
HORIZON, FIRST, WEEK = 14, 35, 7
COMBINED, PERSISTENCE = "combined", "rate_14"
GATES = ("Erez", "Gate 96", "JLOTS", "Kerem Shalom", "Rafah Crossing", "Western Erez")
SERIES = {
    "UNRWA, trucks": ("gaza_unrwa_linelist_daily.csv", GATES),
    "COGAT, tons": ("gaza_cogat_daily_tons.csv", ("Land Crossings",)),
}
NAMES = {
    "rate_14": "persistence: rate of 14 days, plain residuals",
    "rate_14 learnt": "persistence, learnt widening",
    "rate_7": "persistence of 7 days",
    "rate_28": "persistence of 28 days",
    "trend": "damped trend",
    "bootstrap": "bootstrap of four weeks",
    "bootstrap learnt": "bootstrap, learnt widening",
    "switching": "level that drifts and jumps",
    "combined": "all six combined",
    "combined learnt": "**combined, learnt widening from 20 outcomes on**",
    "combined declared": "combined, the declared factor before that",
}


class Row(NamedTuple):
    """Scores of one forecaster."""

    outcomes: int
    covered90: float
    covered50: float
    crps: float
    ratio: float


@dataclass(frozen=True)
class Rolled:
    """Forecasts of one series at the origins of every day, each with how it did.

    ``measures`` holds one row an origin: within 90 %, within 50 %, CRPS.
    """

    days: int
    origins: list[int]
    measures: dict[str, Array]
    widenings: dict[str, list[Widening]]

    def scores(self, keep: Callable[[int], bool] = lambda _: True) -> dict[str, Row]:
        """Scores over some of the origins, by forecaster."""
        kept = [keep(origin) for origin in self.origins]
        base = float(self.measures[PERSISTENCE][kept, 2].mean())
        found = {}
        for name in NAMES:
            wide, half, score = map(float, self.measures[name][kept].mean(axis=0))
            found[name] = Row(sum(kept), wide, half, score, score / base)
        return found

    def later(self) -> dict[str, Row]:
        """After the first third of the days, on which settings were chosen."""
        return self.scores(lambda origin: origin >= self.days / 3)

    def learnt(self) -> dict[str, Row]:
        """Where the factor had been learnt."""
        known = {
            origin
            for origin, one in zip(self.origins, self.widenings[COMBINED], strict=True)
            if one.learnt
        }
        return self.scores(lambda origin: origin in known)

    def every(self, step: int) -> list[dict[str, Row]]:
        """Each series of origins that are `step` days apart, by the day on which it starts."""
        return [
            self.scores(lambda origin, start=start: (origin - FIRST) % step == start)
            for start in range(step)
        ]


def read_series(path: Path, columns: Sequence[str]) -> Array:
    """Amount of each day from the first to the last; zero where there is no row."""
    with path.open(encoding="utf-8", newline="") as file:
        amounts = {
            dt.date.fromisoformat(row["date"]): sum(float(row[name] or 0) for name in columns)
            for row in csv.DictReader(file)
        }
    first, last = min(amounts), max(amounts)
    days = [first + dt.timedelta(days=one) for one in range((last - first).days + 1)]
    return np.array([amounts.get(day, 0.0) for day in days])


def declared_factor() -> float:
    """Factor of the parameter table."""
    table = read_defaults("parameters", "parameters")
    return float(table.loc[table["parameter"] == DECLARED, "best"].iloc[0])


def rolled(series: Array) -> Rolled:
    """All forecasts of one series."""
    origins = range(FIRST, len(series) - HORIZON + 1)
    history = flow_history(series, HORIZON, origins)
    draws = {COMBINED: [one.draws for one in history]}
    for name in history[-1].methods:
        # A rate of four weeks has no error of its own in the first week: persistence stands in.
        draws[name] = [one.methods.get(name, one.methods[PERSISTENCE]) for one in history]
    widenings = {}
    for name in (COMBINED, PERSISTENCE, BOOTSTRAP):
        widenings[name] = widened(history, draws[name], 1.0)
        draws[f"{name} learnt"] = stretched(draws[name], widenings[name])
    declared = widened(history, draws[COMBINED], declared_factor())
    draws[f"{COMBINED} declared"] = stretched(draws[COMBINED], declared)
    outcomes = [float(one.outcome or 0.0) for one in history]
    measures = {name: measured(draws[name], outcomes) for name in NAMES}
    return Rolled(len(series), list(origins), measures, widenings)


def measured(draws: Sequence[Array], outcomes: Sequence[float]) -> Array:
    """How each forecast did."""
    return np.array(
        [
            (coverage([own], [came], 0.9), coverage([own], [came], 0.5), crps(own, came))
            for own, came in zip(draws, outcomes, strict=True)
        ]
    )


def widened(
    history: Sequence[FlowForecast], draws: Sequence[Array], declared: float
) -> list[Widening]:
    """The widening at each origin, from one outcome a week known there."""
    past = [
        Past(one.origin + HORIZON, own, float(one.outcome or 0.0))
        for one, own in zip(history, draws, strict=True)
    ]
    return [widening_at(one.origin, past[::WEEK], declared) for one in history]


def stretched(draws: Sequence[Array], widenings: Sequence[Widening]) -> list[Array]:
    """Draws, each with its widening."""
    return [widen_draws(own, one.factor) for own, one in zip(draws, widenings, strict=True)]


def full_table(rows: dict[str, Row], unit: str) -> list[str]:
    """Scores of all forecasters as a table of Markdown."""
    lines = [
        f"| forecast | within 90 % | within 50 % | CRPS ({unit}) | CRPS over persistence |",
        "| --- | --- | --- | --- | --- |",
    ]
    return lines + [
        f"| {NAMES[name]} | {row.covered90:.0%} | {row.covered50:.0%} "
        f"| {row.crps:,.0f} | {row.ratio:.2f} |"
        for name, row in rows.items()
    ]


def span(rows: Sequence[Row]) -> str:
    """Coverage and ratio of scores, least to greatest where there are several."""
    told = []
    for values, form in (
        ([row.covered90 for row in rows], ".0%"),
        ([row.ratio for row in rows], ".2f"),
    ):
        low, high = format(min(values), form), format(max(values), form)
        told.append(low if low == high else f"{low} to {high}")
    return ", ".join(told)


def short_table(one: Rolled) -> list[str]:
    """What the main forecasters reach on other choices of origins."""
    picked = {
        "every day": [one.scores()],
        "every day after the first third": [one.later()],
        "every day with a learnt factor": [one.learnt()],
        "every 7 days, 7 starts": one.every(WEEK),
        "every 14 days, 14 starts": one.every(HORIZON),
    }
    shown = ("combined", "combined learnt", "combined declared", "rate_14 learnt")
    lines = [
        "| origins | n | combined | learnt | declared before | persistence, learnt |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for title, scores in picked.items():
        counts = sorted({found[COMBINED].outcomes for found in scores})
        cells = [span([found[name] for found in scores]) for name in shown]
        lines.append(f"| {title} | {' or '.join(map(str, counts))} | {' | '.join(cells)} |")
    return lines


def page(results: dict[str, Rolled]) -> str:
    """All tables as they stand in the documentation."""
    lines = []
    for name, one in results.items():
        series, unit = name.split(", ")
        apart = 1 + (one.origins[-1] - one.origins[0]) // HORIZON
        factors = {key: found[-1].factor for key, found in one.widenings.items()}
        lines += [
            f"### {series}: {unit} of 14 days, {len(one.origins)} daily origins, of which "
            f"{apart} do not overlap",
            "",
            *full_table(one.scores(), unit),
            "",
            "Share within the 90 % interval, and CRPS over that of persistence:",
            "",
            *short_table(one),
            "",
            f"Factor learnt by the last day: {factors[COMBINED]:.2f} for the combination, "
            f"{factors[PERSISTENCE]:.2f} for persistence, {factors[BOOTSTRAP]:.2f} for the "
            "bootstrap.",
            "",
        ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write or check the tables."""
    folders = [one for one in arguments if not one.startswith("--")]
    if len(folders) != 1:
        print(__doc__)
        return 2
    results = {
        name: rolled(read_series(Path(folders[0]) / file, columns))
        for name, (file, columns) in SERIES.items()
    }
    tables = page(results)
    print(tables)
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split("<!-- trucks -->\n", 1)
    tail = rest.split("<!-- end of trucks -->", 1)[1]
    new = f"{head}<!-- trucks -->\n\n{tables}<!-- end of trucks -->{tail}"
    if "--check" in arguments:
        print("the page holds these tables" if new == text else "the page holds other tables")
        return int(new != text)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
