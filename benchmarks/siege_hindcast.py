"""The autumn of 2025 in Bamako, forecast afterwards: ``python benchmarks/siege_hindcast.py``.

From five days of autumn 2025 the siege of the case ``mali-2025`` is calibrated and forecast, once
with what had been published by then (``strict``), once with receipts as customs knew them then
(``customs-lag``), and set beside what came. So few outcomes are shown one by one, and no share of
them that an interval held is told.

The tables go to standard output and between the markers of ``docs/siege.md``; ``--check`` writes
nothing and says whether the page holds them. ``--origins 2025-10-31`` and ``--tables strict`` look
at some only, and write nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import qafila as qf
from qafila.errors import InputError
from qafila.forecasting.baselines import NOT_COMPUTABLE, baselines
from qafila.forecasting.calibration.calibrating import calibrate, watched_name
from qafila.forecasting.calibration.gathering import CUSTOMS_LAG, STRICT, observations_of
from qafila.forecasting.calibration.history import summaries
from qafila.forecasting.calibration.observed import CONVOYS, PUMPS, RECEIPTS, Judged, Measured
from qafila.forecasting.scores import central, crps
from qafila.forecasting.siege.quantities import practised
from qafila.forecasting.widening import DECLARED, widen_draws
from qafila.simulate.scenario import Scenario
from qafila.simulate.siege.simulate import SiegeSimulation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.api import OpenCase
    from qafila.forecasting.baselines import Baseline
    from qafila.forecasting.calibration.observed import Observation
    from qafila.forecasting.calibration.posterior import Posterior
    from qafila.simulate.siege.run import SiegeRun
    from qafila.situation import Situation

    Array = NDArray[np.float64]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "siege.md"
ORIGINS = tuple(
    dt.date(2025, month, day) for month, day in ((9, 30), (10, 15), (10, 31), (11, 15), (11, 24))
)
LAST = dt.date(2025, 12, 10)  # last day that is simulated
HINDSIGHT = dt.date(2025, 11, 30)  # by then all outcomes had been published
TABLES = (STRICT, CUSTOMS_LAG)


@dataclass(frozen=True)
class Size:
    """How much is computed.

    Parameters
    ----------
    particles, draws : int
        Of the calibration, and of the forecast.
    seed : int
        Of both.
    """

    particles: int = 1000
    draws: int = 4000
    seed: int = 7


@dataclass(frozen=True, eq=False)
class Total:
    """A forecast of receipts of a period, and what came.

    Parameters
    ----------
    origin : datetime.date
        Day whose knowledge was used.
    table : str
        ``strict`` or ``customs-lag``.
    outcome : Measured
        Period and figure.
    draws : array
        As the model gives them.
    widened : array
        As they are told, with intervals stretched.
    naive : tuple of Baseline
        Naive forecasts.
    carried : float
        Litres that convoys of the period are told to have brought: the low end of the claims.
    calibrated : bool
        Whether anything was known that the model could be held against, else priors.
    """

    origin: dt.date
    table: str
    outcome: Measured
    draws: Array
    widened: Array
    naive: tuple[Baseline, ...]
    carried: float
    calibrated: bool = True

    @property
    def score(self) -> float:
        """CRPS of what is told."""
        return crps(self.widened, self.outcome.told)

    def errors(self) -> dict[str, float]:
        """CRPS of naive forecasts that can be computed."""
        return {
            one.name: crps(one.draws, self.outcome.told)
            for one in self.naive
            if one.draws is not None
        }

    def claimed(self) -> tuple[float, float]:
        """Least and greatest CRPS if any figure between the claims was true."""
        low, high = sorted((self.carried, self.outcome.told))
        middle = float(np.clip(np.median(self.widened), low, high))
        scores = [crps(self.widened, one) for one in (low, middle, high)]
        return min(scores), max(scores)


@dataclass(frozen=True, eq=False)
class Report:
    """The chance of dry pumps on a day of which a report tells.

    Parameters
    ----------
    origin : datetime.date
        Day whose knowledge was used.
    table : str
        ``strict`` or ``customs-lag``.
    outcome : Judged
        Day and answer.
    chance : float
        Of less than the threshold served.
    before : Judged or None
        Last report by the origin.
    """

    origin: dt.date
    table: str
    outcome: Judged
    chance: float
    before: Judged | None

    @property
    def score(self) -> float:
        """Brier score against what the report says most likely."""
        return (self.chance - _dry(self.outcome)) ** 2

    def claimed(self) -> tuple[float, float]:
        """Least and greatest Brier score of the answers that the report leaves open."""
        answers = {1.0, 0.0} if 0.0 < self.outcome.above < 1.0 else {_dry(self.outcome)}
        scores = [(self.chance - one) ** 2 for one in answers]
        return min(scores), max(scores)

    def naive(self) -> float | None:
        """Brier score of "as last reported"."""
        return None if self.before is None else (_dry(self.before) - _dry(self.outcome)) ** 2


@dataclass(frozen=True, eq=False)
class Recovery:
    """When pumps that are dry come to be supplied again.

    Parameters
    ----------
    origin : datetime.date
        Day whose knowledge was used.
    table : str
        ``strict`` or ``customs-lag``.
    outcome : datetime.date
        First day on which that is reported.
    days : array
        Days after the origin; those of the last day mean "not by then".
    """

    origin: dt.date
    table: str
    outcome: dt.date
    days: Array

    @property
    def score(self) -> float:
        """CRPS in days."""
        return crps(self.days, float((self.outcome - self.origin).days))


@dataclass(frozen=True)
class Looked:
    """All that was looked at from one origin.

    Parameters
    ----------
    totals : tuple of Total
        Receipts.
    reports : tuple of Report
        Dry pumps.
    recoveries : tuple of Recovery
        Where pumps were reported dry last.
    """

    totals: tuple[Total, ...]
    reports: tuple[Report, ...]
    recoveries: tuple[Recovery, ...]


def _dry(one: Judged) -> float:
    return float(one.above < 0.5)


def outcomes(case: OpenCase) -> tuple[Observation, ...]:
    """All that has become known of the city."""
    return observations_of(case.situation(HINDSIGHT), case.city, STRICT)


def look(case: OpenCase, origin: dt.date, table: str, size: Size,
         known: Sequence[Observation]) -> Looked:  # fmt: skip
    """Calibrate and forecast as of a day, and set the forecast beside what came."""
    situation = case.situation(origin)
    calibrated = bool(observations_of(situation, case.city, table))
    later = [one for one in known if one.end > origin and one.kind != CONVOYS]
    begun = [
        replace(one, end=origin) for one in later if one.kind == RECEIPTS and one.start <= origin
    ]
    posterior = None
    if calibrated:
        posterior = calibrate(
            situation, table=table, particles=size.particles, seed=size.seed, watched=begun
        )
    scenario = Scenario(days=(LAST - origin).days, draws=size.draws, seed=size.seed)
    run = SiegeSimulation(situation, scenario, posterior=posterior).run()
    reports = [one for one in later if isinstance(one, Judged)]
    totals = tuple(
        _total(one, situation, table, posterior, run, known)
        for one in later
        if isinstance(one, Measured)
    )
    before = [one for one in known if isinstance(one, Judged) and one.kind == PUMPS]
    before = [one for one in before if one.end <= origin]
    last = max(before, key=lambda one: one.end) if before else None
    dry = _shares(run, reports) < [one.thresholds[0] for one in reports]
    chances = dry.mean(axis=0)
    return Looked(
        totals,
        tuple(
            Report(origin, table, one, float(chance), last)
            for one, chance in zip(reports, chances, strict=True)
        ),
        _recoveries(run, origin, table, last, reports),
    )


def _shares(run: SiegeRun, reports: Sequence[Judged]) -> Array:
    """Share of normal demand at pumps that draws give for reports (draw, report)."""
    return summaries(run, reports, practised(run))


def _total(
    outcome: Measured,
    situation: Situation,
    table: str,
    posterior: Posterior | None,
    run: SiegeRun,
    known: Sequence[Observation],
) -> Total:
    """Receipts of a period: of days that are over by the particle, of others by the run."""
    origin = situation.as_of
    ahead = replace(outcome, start=max(outcome.start, origin + dt.timedelta(days=1)))
    draws = summaries(run, [ahead], practised(run))[:, 0]
    if outcome.start <= origin:
        if posterior is None:
            raise InputError(f"no particle has a past that {outcome.start} lies in")
        past = posterior.particles[watched_name(replace(outcome, end=origin))].to_numpy()
        draws = draws + past[posterior.rows(len(draws))]
    told = [one for one in observations_of(situation, situation.case.city, table)
            if isinstance(one, Measured)]  # fmt: skip
    inputs = run.goods.inputs
    fuels = run.goods.world.in_tankers == 1
    usual = (inputs.normal_demand + inputs.region_demand)[:, 0, fuels].sum(axis=1)
    demand = np.median(usual)
    naive = baselines(
        [one.told for one in told], [_days(one) for one in told], _days(outcome), float(demand)
    )
    factor = float(situation.parameter(DECLARED)["best"])
    return Total(origin, table, outcome, draws, widen_draws(draws, factor), naive,
                 _carried(known, outcome), posterior is not None)  # fmt: skip


def _days(one: Measured) -> int:
    return (one.end - one.start).days + 1


def _carried(known: Sequence[Observation], period: Measured) -> float:
    """Litres that convoys are told to have brought in a period, by the lowest claim of each."""
    convoys = [one for one in known if isinstance(one, Judged) and one.kind == CONVOYS]
    inside = [one for one in convoys if period.start <= one.start and one.end <= period.end]
    return sum(float(np.exp(min(one.thresholds))) for one in inside)


def _recoveries(run: SiegeRun, origin: dt.date, table: str, last: Judged | None,
                later: Sequence[Judged]) -> tuple[Recovery, ...]:  # fmt: skip
    """The first day on which enough is served again, where pumps were last reported dry."""
    told = [one.start for one in later if not _dry(one)]
    if last is None or not _dry(last) or not told:
        return ()
    horizon = run.out.served.shape[1] - 1
    days = [origin + dt.timedelta(days=ahead) for ahead in range(1, horizon + 1)]
    supplied = _shares(run, [replace(last, start=day, end=day) for day in days])
    enough = supplied >= last.thresholds[0]
    first = np.where(enough.any(axis=1), enough.argmax(axis=1) + 1, horizon)
    return (Recovery(origin, table, min(told), first.astype(float)),)


def table_of(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table of Markdown."""
    every = [header, ["---"] * len(header), *lines]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in every)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b}"


def _span(ends: tuple[float, ...], digits: int = 1) -> str:
    return f"{ends[0]:.{digits}f} to {ends[-1]:.{digits}f}"


def _litres(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(one / 1e6 for one in values)


def totals_table(found: Sequence[Total]) -> str:
    """Receipts, one by one, in million litres."""
    header = ("origin", "period", "median", "50 %", "90 %", "came", "CRPS", "not widened: 90 %",
              "CRPS", "last known rate", "damped trend", "normal demand",
              "CRPS within claims")  # fmt: skip
    lines = []
    for one in found:
        errors = one.errors()
        half, most, plain = (
            _litres(central(draws, part))
            for draws, part in ((one.widened, 0.5), (one.widened, 0.9), (one.draws, 0.9))
        )
        lines.append(
            (
                _day(one.origin) + ("" if one.calibrated else ", priors"),
                f"{one.outcome.start.day}–{_day(one.outcome.end)}",
                f"{half[1]:.1f}", _span(half), _span(most), f"{one.outcome.told / 1e6:.1f}",
                f"{one.score / 1e6:.1f}", _span(plain),
                f"{crps(one.draws, one.outcome.told) / 1e6:.1f}",
                *(
                    f"{errors[naive.name] / 1e6:.1f}" if naive.name in errors else NOT_COMPUTABLE
                    for naive in one.naive
                ),
                _span(_litres(one.claimed())),
            )
        )  # fmt: skip
    return table_of(header, lines)


def reports_table(found: Sequence[Report]) -> str:
    """Days with a report, one by one."""
    header = ("origin", "day", "told", "chance of dry pumps", "Brier", "as last reported",
              "Brier within what the words leave open")  # fmt: skip
    return table_of(
        header,
        [
            (
                _day(one.origin), _day(one.outcome.start),
                "dry" if _dry(one.outcome) else "supplied", f"{one.chance:.0%}",
                f"{one.score:.2f}",
                NOT_COMPUTABLE if one.naive() is None else f"{one.naive():.2f}",
                _span(one.claimed(), 2),
            )
            for one in found
        ],
    )  # fmt: skip


def recoveries_table(found: Sequence[Recovery]) -> str:
    """Days on which pumps were supplied again, one by one."""
    lines = []
    for one in found:
        dates = [
            tuple(_day(one.origin + dt.timedelta(days=int(day))) for day in central(one.days, part))
            for part in (0.5, 0.9)
        ]
        lines.append(
            (_day(one.origin), dates[0][1], *(f"{few[0]} to {few[-1]}" for few in dates),
             _day(one.outcome), f"{one.score:.1f} days")
        )  # fmt: skip
    return table_of(("origin", "median", "50 %", "90 %", "reported", "CRPS"), lines)


def pooled_table(found: Sequence[Total]) -> str:
    """Mean scores over both tables, and of each naive forecast where it can be computed."""
    names = [one.name for one in found[0].naive]
    lines = []
    for name in names:
        rows = [one for one in found if name in one.errors()]
        if not rows:
            lines.append((name.replace("_", " "), 0, *[NOT_COMPUTABLE] * 4))
            continue
        ours, theirs, plain = (
            float(np.mean(few)) / 1e6
            for few in (
                [one.score for one in rows],
                [one.errors()[name] for one in rows],
                [crps(one.draws, one.outcome.told) for one in rows],
            )
        )
        lines.append(
            (name.replace("_", " "), len(rows), f"{theirs:.1f}", f"{ours:.1f}",
             f"{ours / theirs:.2f}", f"{plain / theirs:.2f}")
        )  # fmt: skip
    header = ("against", "n", "its CRPS", "CRPS of the model there", "ratio",
              "ratio, not widened")  # fmt: skip
    return table_of(header, lines)


def pages(looked: Mapping[str, Sequence[Looked]]) -> dict[str, str]:
    """All tables, by the name of their markers."""
    texts = {}
    for table, found in looked.items():
        totals = [one for some in found for one in some.totals]
        reports = [one for some in found for one in some.reports]
        back = [one for some in found for one in some.recoveries]
        parts = [(totals_table, totals), (reports_table, reports), (recoveries_table, back)]
        texts[f"hindcast {table}"] = "\n".join(make(rows) for make, rows in parts if rows)
    # What comes from priors is the same in both tables, and counts once.
    every = [
        one
        for table, found in looked.items()
        for some in found
        for one in some.totals
        if one.calibrated or table == next(iter(looked))
    ]
    if every:
        texts["hindcast pooled"] = pooled_table(every)
    return texts


def filled(page: str, texts: Mapping[str, str]) -> str:
    """A page with tables between its markers."""
    for name, text in texts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        page, number = pattern.subn(
            lambda found, text=text: f"{found[1]}\n{text}\n{found[2]}", page
        )
        if number != 1:
            raise ValueError(f"{PAGE} has no markers for {name}")
    return page


def every_look(origins: Sequence[dt.date], tables: Sequence[str],
               size: Size) -> dict[str, list[Looked]]:  # fmt: skip
    """All origins by table."""
    case = qf.open_case("mali-2025")
    known = outcomes(case)
    return {table: [look(case, day, table, size, known) for day in origins] for table in tables}


def main() -> int:
    """Print the tables and write them into the page, or check that it holds them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--origins", nargs="+", type=dt.date.fromisoformat, default=ORIGINS)
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=TABLES)
    told = parser.parse_args()
    texts = pages(every_look(told.origins, told.tables, Size()))
    for name, text in texts.items():
        print(f"{name}\n\n{text}")
    if len(told.origins) < len(ORIGINS) or len(told.tables) < len(TABLES):
        return 0
    page = PAGE.read_text(encoding="utf-8")
    whole = filled(page, texts)
    if told.check:
        return int(page != whole)
    PAGE.write_text(whole, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
