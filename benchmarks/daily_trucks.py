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

from qafila.forecasting.flows import FlowForecast, flow_history
from qafila.forecasting.scores import coverage, crps
from qafila.forecasting.widening import Past, Widening, widen_draws, widening_at
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
    "rate_14": "persistence (rate of 14 days, plain residuals)",
    "rate_14 widened": "persistence, widened the same way",
    "rate_7": "persistence of 7 days",
    "rate_28": "persistence of 28 days",
    "trend": "damped trend",
    "bootstrap": "bootstrap of four weeks",
    "bootstrap widened": "bootstrap, widened the same way",
    "switching": "level that drifts and jumps",
    "combined": "all six combined",
    "combined learnt": "combined, widened where 20 outcomes were known",
    "combined widened": "**combined, widened, the declared factor before that**",
}


class Row(NamedTuple):
    """Scores of one forecaster."""

    name: str
    outcomes: int
    covered90: float
    covered50: float
    crps: float
    ratio: float


@dataclass(frozen=True)
class Rolled:
    """Forecasts of one series at weekly origins, and what became of them."""

    days: int
    origins: list[int]
    outcomes: list[float]
    draws: dict[str, list[Array]]
    widenings: dict[str, list[Widening]]

    def rows(self, keep: Callable[[int], bool]) -> list[Row]:
        """Scores over some of the origins."""
        kept = [number for number, origin in enumerate(self.origins) if keep(origin)]
        outcomes = [self.outcomes[number] for number in kept]
        found = {}
        for name in NAMES:
            draws = [self.draws[name][number] for number in kept]
            score = float(np.mean([crps(*pair) for pair in zip(draws, outcomes, strict=True)]))
            found[name] = (coverage(draws, outcomes, 0.9), coverage(draws, outcomes, 0.5), score)
        base = found[PERSISTENCE][2]
        return [
            Row(name, len(kept), wide, half, score, score / base)
            for name, (wide, half, score) in found.items()
        ]

    def all(self) -> list[Row]:
        """Every seventh day."""
        return self.rows(lambda _: True)

    def apart(self) -> list[Row]:
        """Every fourteenth day, so that no two windows overlap."""
        return self.rows(lambda origin: (origin - FIRST) % HORIZON == 0)

    def later(self) -> list[Row]:
        """Origins after the first third of the days, on which settings were chosen."""
        return self.rows(lambda origin: origin >= self.days / 3)

    def learnt(self) -> list[Row]:
        """Origins at which twenty outcomes were known."""
        known = {
            origin
            for origin, one in zip(self.origins, self.widenings[COMBINED], strict=True)
            if one.learnt
        }
        return self.rows(lambda origin: origin in known)


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
    return float(table.loc[table["parameter"] == "interval_inflation", "best"].iloc[0])


def rolled(series: Array) -> Rolled:
    """All forecasts of one series at weekly origins."""
    origins = range(FIRST, len(series) - HORIZON + 1, WEEK)
    history = flow_history(series, HORIZON, origins)
    draws = {COMBINED: [one.draws for one in history]}
    for name in history[-1].methods:
        # A rate of four weeks has no error of its own at the first origin: persistence stands in.
        draws[name] = [one.methods.get(name, one.methods[PERSISTENCE]) for one in history]
    widenings = {}
    for name in (COMBINED, PERSISTENCE, "bootstrap"):
        widenings[name] = widened(history, draws[name], declared_factor())
        draws[f"{name} widened"] = stretched(draws[name], widenings[name])
    draws[f"{COMBINED} learnt"] = stretched(draws[COMBINED], widened(history, draws[COMBINED], 1.0))
    outcomes = [float(one.outcome or 0.0) for one in history]
    return Rolled(len(series), list(origins), outcomes, draws, widenings)


def widened(
    history: Sequence[FlowForecast], draws: Sequence[Array], declared: float
) -> list[Widening]:
    """The widening at each origin, from outcomes known there."""
    past = [
        Past(one.origin + HORIZON, own, float(one.outcome or 0.0))
        for one, own in zip(history, draws, strict=True)
    ]
    return [widening_at(one.origin, past, declared) for one in history]


def stretched(draws: Sequence[Array], widenings: Sequence[Widening]) -> list[Array]:
    """Draws, each with its widening."""
    return [widen_draws(own, one.factor) for own, one in zip(draws, widenings, strict=True)]


def table(rows: Sequence[Row], unit: str) -> list[str]:
    """Scores as a table of Markdown."""
    lines = [
        f"| forecast | n | within 90 % | within 50 % | CRPS ({unit}) | over persistence |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return lines + [
        f"| {NAMES[row.name]} | {row.outcomes} | {row.covered90:.0%} | {row.covered50:.0%} "
        f"| {row.crps:,.0f} | {row.ratio:.2f} |"
        for row in rows
    ]


def page(results: dict[str, Rolled]) -> str:
    """All tables as they stand in the documentation."""
    lines = []
    for name, one in results.items():
        unit = name.split(", ")[1]
        factors = {key: found[-1].factor for key, found in one.widenings.items()}
        for title, rows in (
            ("every 7 days (windows overlap by half)", one.all()),
            ("every 14 days (no overlap)", one.apart()),
            ("every 7 days after the first third of the series", one.later()),
            ("only origins at which 20 outcomes were known", one.learnt()),
        ):
            # Of fewer than twenty outcomes no share is told.
            shown = rows if rows[0].outcomes >= 20 else []
            lines += [f"**{name}, origins {title}**", ""]
            lines += table(shown, unit) if shown else [f"{rows[0].outcomes} outcomes: too few."]
            lines.append("")
        lines += [
            f"Last factor learnt from {name.split(', ')[0]}: {factors[COMBINED]:.2f} for the "
            f"combination, {factors[PERSISTENCE]:.2f} for persistence, "
            f"{factors['bootstrap']:.2f} for the bootstrap.",
            "",
        ]
    return "\n".join(lines)


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
