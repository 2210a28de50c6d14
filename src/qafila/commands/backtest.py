"""Score forecasts of registered people on past days: ``qafila backtest``."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.cards import count
from qafila.commands.listing import plain
from qafila.commands.run import Teller
from qafila.errors import InputError, did_you_mean
from qafila.files import write_whole
from qafila.forecasting.displacement.boosting import BOOSTING
from qafila.forecasting.displacement.combining import Combined, combine
from qafila.forecasting.displacement.energy import energy_scores
from qafila.forecasting.displacement.engine import ENGINE
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.hub import quantile_rows
from qafila.forecasting.displacement.judging import POOLED, QAFILA, scores
from qafila.forecasting.displacement.looking_back import (
    EXPERTS,
    HORIZONS,
    STEP,
    joined_forecasts,
    learnt_from,
    origins,
    past_rows,
    with_engine,
)
from qafila.forecasting.displacement.reports import SITE, Crisis
from qafila.forecasting.displacement.spreading import spread
from qafila.forecasting.displacement.targets import Targets, joined
from qafila.tables import write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_CHUNK = 12  # origins a task
_NO_TRUTH = "no report lies within 10 days of any target"
THRESHOLD = 1000.0  # people


@dataclass(frozen=True)
class BacktestOptions:
    """What is asked for.

    Parameters
    ----------
    step : int
        Days from one origin to the next.
    horizons : tuple of int
        Days ahead.
    experts : tuple of str
        Which experts are combined.
    threshold : float
        People, of the Brier score.
    jobs : int or None
        Processes.
    cluster : str or None
        Scheduler of a Dask cluster.
    """

    step: int = STEP
    horizons: tuple[int, ...] = HORIZONS
    experts: tuple[str, ...] = EXPERTS
    threshold: float = THRESHOLD
    jobs: int | None = None
    cluster: str | None = None


@dataclass(frozen=True, eq=False)
class Backtested:
    """What came of it.

    Parameters
    ----------
    crises : tuple of Crisis
        What was scored.
    told : Combined
        Every forecast, of places and of their sums.
    scores : pandas.DataFrame
        Scores of registered stocks at places.
    options : BacktestOptions
        What was asked for.
    """

    crises: tuple[Crisis, ...]
    told: Combined
    scores: pd.DataFrame
    options: BacktestOptions

    def forecasts(self) -> pd.DataFrame:
        """Quantiles of the combination and of every expert.

        Returns
        -------
        pandas.DataFrame
            Columns of the hub, product, crisis and expert.
        """
        starts = {crisis.name: crisis.start for crisis in self.crises}
        names = (QAFILA, *self.told.rows.experts)
        return pd.concat(
            [quantile_rows(self.told, starts, name) for name in names], ignore_index=True
        )


def check_experts(experts: Sequence[str]) -> None:
    """Refuse names of no expert.

    Parameters
    ----------
    experts : sequence of str
        Names.

    Raises
    ------
    InputError
        If one is unknown, or persistence is missing, which all are measured by.
    """
    known = f"known: {', '.join(EXPERTS)}"
    told = [
        f'--experts: there is no expert "{name}"; {did_you_mean(name, EXPERTS) or known}'
        for name in experts
        if name not in EXPERTS
    ]
    if NAIVE[0] not in experts:
        told.append(f"--experts: {NAIVE[0]} is needed, for all others are measured by it; add it")
    if told:
        raise InputError("\n".join(told))


def backtest(
    crises: Sequence[Crisis],
    options: BacktestOptions,
    others: Targets | None = None,
    teller: Teller | None = None,
) -> Backtested:
    """Forecast every past day without what came later, and score it.

    Parameters
    ----------
    crises : sequence of Crisis
        What is scored.
    options : BacktestOptions
        What is asked for.
    others : Targets, optional
        Rows of further countries to learn from.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Backtested
        Forecasts and scores.

    Raises
    ------
    InputError
        If a crisis stands twice or is called as all together are, nothing can be scored, or there
        is no other country.
    """
    teller = teller or Teller()
    names = [crisis.name for crisis in crises]
    if len(set(names)) < len(names):
        raise InputError("two crises have one name; give each folder a name of its own")
    if POOLED in names:
        raise InputError(f'no crisis can be called "{POOLED}", as all together are; rename it')
    with _station(teller, "experts") as did:
        rows = all_rows(crises, options, teller)
        did.append(f"{count(int(np.isfinite(rows.truth).sum()), 'target')} of {len(crises)} crises")
    with _station(teller, "combination") as did:
        told = _all_combined(rows, options, others, teller)
        did.append(f"each country left out once, {count(len(told.rows.experts), 'expert')}")
    with _station(teller, "scores") as did:
        at = told.rows.kind == SITE
        table = scores(_where(told, at), options.threshold)
        table = pd.concat([table, energy_scores(told)], ignore_index=True)
        did.append(count(len(table), "row"))
    return Backtested(tuple(crises), told, table, options)


def _where(told: Combined, at: Any) -> Combined:
    return Combined(told.rows.where(at), told.experts[at], told.weights[at], told.quantiles[at])


def all_rows(
    crises: Sequence[Crisis], options: BacktestOptions, teller: Teller | None = None
) -> Targets:
    """What every expert says on every past day, with what came.

    Parameters
    ----------
    crises : sequence of Crisis
        What is looked back on.
    options : BacktestOptions
        Origins, horizons and where to work.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Targets
        Rows with truth.

    Raises
    ------
    InputError
        If nothing can be scored.
    """
    teller = teller or Teller()
    tasks = []
    for crisis in crises:
        days = list(origins(crisis, options.step))
        tasks += [(crisis, days[at : at + _CHUNK]) for at in range(0, len(days), _CHUNK)]
    given = tasks, options.horizons
    parts = _in_order(_rows_of, given, len(tasks), options, teller)
    kept = _by_crisis(crises, tasks, parts)
    scored = {str(one.crisis[0]) for one in kept}
    for crisis in crises:
        if kept and crisis.name not in scored:
            teller.note(plain(f"{crisis.name}: is not scored: {_NO_TRUTH}"))
    if not kept:
        raise InputError(
            f"no forecast can be scored: {_NO_TRUTH}; "
            "try other --horizons, or a folder with more reports"
        )
    if ENGINE in options.experts:
        kept = _in_order(_engine_of, (crises, kept), len(kept), options, teller)
    return joined(kept)


def _by_crisis(
    crises: Sequence[Crisis], tasks: Sequence[Any], parts: Sequence[Targets | None]
) -> list[Targets]:
    """Rows of each crisis that has any."""
    found = []
    for crisis in crises:
        own = [
            part
            for (of, _), part in zip(tasks, parts, strict=True)
            if part is not None and of.name == crisis.name
        ]
        if own:
            found.append(joined(own))
    return found


def _engine_of(given: Any, first: int, _: int) -> Targets:
    crises, kept = given
    rows = kept[first]
    crisis = next(one for one in crises if one.name == rows.crisis[0])
    return with_engine(crisis, rows)


def _rows_of(given: Any, first: int, _: int) -> Targets | None:
    tasks, horizons = given
    crisis, days = tasks[first]
    return past_rows(crisis, days, horizons)


def _all_combined(
    rows: Targets, options: BacktestOptions, others: Targets | None, teller: Teller
) -> Combined:
    rows = rows.among([name for name in options.experts if name in rows.experts])
    homes = [str(home) for home in np.unique(rows.home)]
    given = rows, others, homes, BOOSTING in options.experts
    for home in homes:
        learnt_from(rows, others, home)
    told = joined_forecasts(_in_order(_combined_of, given, len(homes), options, teller))
    return _where(told, np.isfinite(told.rows.truth))


def _combined_of(given: Any, first: int, _: int) -> Combined:
    rows, others, homes, boosting = given
    home = homes[first]
    learnt = learnt_from(rows, others, home)
    return combine(rows.where(rows.home == home), learnt, boosting=boosting)


def _in_order(
    work: Callable[[Any, int, int], Any],
    given: Any,
    number: int,
    options: BacktestOptions,
    teller: Teller,
) -> list[Any]:
    found: dict[int, Any] = {}
    for at, part in spread(work, given, number, jobs=options.jobs, cluster=options.cluster):
        found[at] = part
        teller.advance(len(found), number)
    return [found[at] for at in range(number)]


@contextmanager
def _station(teller: Teller, name: str) -> Iterator[list[str]]:
    did: list[str] = []
    teller.start(name)
    begun = time.perf_counter()
    yield did
    teller.finish(name, "".join(did), time.perf_counter() - begun)


def write_backtest(done: Backtested, out: Path) -> list[Path]:
    """Write scores and forecasts.

    Parameters
    ----------
    done : Backtested
        What came of it.
    out : Path
        Folder.

    Returns
    -------
    list of Path
        What was written.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = [out / "scores.csv", out / "forecasts.parquet"]
    write_whole(written[0], write_text(done.scores))
    write_whole(written[1], done.forecasts().to_parquet(index=False))
    return written


def summary_record(done: Backtested) -> dict[str, Any]:
    """What is printed with ``--json``.

    Parameters
    ----------
    done : Backtested
        What came of it.

    Returns
    -------
    dict
        Scores of the combination by crisis and horizon.
    """
    table = done.scores
    ours = table[(table["expert"] == QAFILA) & ~table["metric"].str.startswith("pit_")]
    return {
        "crises": [crisis.name for crisis in done.crises],
        "experts": list(done.told.rows.experts),
        "threshold": done.options.threshold,
        "scores": ours.drop(columns="expert").to_dict("records"),
    }


_SHOWN = (
    ("crps_ratio_best_naive", "of best naive"),
    ("crps_ratio_persistence", "of persistence"),
    ("crps_ratio_own_best_naive", "of own best"),
    ("coverage90", "in 90 %"),
)


def summary_lines(done: Backtested) -> list[str]:
    """What is printed.

    Parameters
    ----------
    done : Backtested
        What came of it.

    Returns
    -------
    list of str
        A line for each crisis and horizon, with what was won and lost.
    """
    table = done.scores
    ours = table[(table["expert"] == QAFILA) & (table["scale"] == "natural")]
    lines = [
        "product: unconditional; registered people at places; CRPS as a share, below 1 is better",
        f"{'':<16}{'days':>5}{'targets':>9}{'windows':>9}"
        + "".join(f"{label:>16}" for _, label in _SHOWN),
    ]
    for (crisis, horizon), cell in ours.groupby(["crisis", "horizon"], sort=False):
        values = dict(zip(cell["metric"], cell["value"], strict=True))
        first = cell.iloc[0]
        lines.append(
            f"{crisis:<16}{horizon:>5}{first['n_targets']:>9}{first['n_windows']:>9}"
            + "".join(f"{values.get(name, float('nan')):>16.3f}" for name, _ in _SHOWN)
        )
    return lines
