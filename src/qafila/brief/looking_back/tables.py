"""Tables of a report on past forecasts, the number of targets beside every figure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import escape

from qafila.brief.isolation import name
from qafila.brief.looking_back.looked import cells_of, decimal, kind_label, share, with_band
from qafila.brief.looking_back.losses import verdict
from qafila.brief.model import Cell, Row, Table
from qafila.countries import country_name
from qafila.forecasting.displacement import kinds
from qafila.forecasting.displacement.energy import RATIO
from qafila.forecasting.displacement.judging import POOLED, QAFILA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from markupsafe import Markup

    from qafila.brief.looking_back.looked import Looked

BEST, PERSISTENCE, OWN = (
    "crps_ratio_best_naive", "crps_ratio_persistence", "crps_ratio_own_best_naive",
)  # fmt: skip


def _table(caption: Markup, columns: Iterable[Markup], rows: Iterable[Sequence[Cell]]) -> Table:
    return Table(caption, tuple(columns), tuple(Row(tuple(cells)) for cells in rows))


def _ratio(looked: Looked, cell: pd.Series, metric: str) -> Cell:
    words = looked.words
    value = float(cell.get(metric, np.nan))
    shown = decimal(words, value)
    if f"{metric}_low" in cell and np.isfinite(cell[f"{metric}_low"]):
        bounds = (decimal(words, float(cell[f"{metric}_{end}"])) for end in ("low", "high"))
        shown = with_band(shown, *bounds)
    return Cell(shown, css="above" if value > 1 else "")


def _inside(looked: Looked, cell: pd.Series, metric: str) -> Cell:
    words = looked.words
    shown = share(words, float(cell.get(metric, np.nan)))
    if f"{metric}_low" in cell and np.isfinite(cell[f"{metric}_low"]):
        low = decimal(words, 100 * float(cell[f"{metric}_low"]), "0.0")
        shown = with_band(shown, low, share(words, float(cell[f"{metric}_high"])))
    return Cell(shown)


def _ahead(looked: Looked, cell: pd.Series) -> Cell:
    return Cell(looked.ahead(int(cell["horizon"])), css="whole")


def _numbers(looked: Looked, cell: pd.Series) -> list[Cell]:
    return [Cell(looked.words.number(int(cell[one]))) for one in ("n_targets", "n_windows")]


def _scores(looked: Looked, cell: pd.Series) -> list[Cell]:
    return [
        *_numbers(looked, cell),
        *(_ratio(looked, cell, metric) for metric in (BEST, PERSISTENCE, OWN)),
        *(_inside(looked, cell, metric) for metric in ("coverage50", "coverage90")),
    ]


def _columns(looked: Looked) -> list[Markup]:
    say = looked.words.say
    return [
        say("backtest_col_targets"), say("backtest_col_windows"), say("backtest_col_best"),
        say("backtest_col_persistence"), say("backtest_col_own"), say("backtest_col_half"),
        say("backtest_col_wide"),
    ]  # fmt: skip


def headline_table(looked: Looked) -> Table:
    """Scores pooled over crises.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Table
        A row for each horizon.
    """
    say = looked.words.say
    cells = looked.cells
    rows = [
        [_ahead(looked, cell), *_scores(looked, cell)]
        for _, cell in cells[cells["crisis"] == POOLED].iterrows()
    ]
    caption = looked.caption(say("backtest_headline_table"))
    return _table(caption, [say("backtest_col_ahead"), *_columns(looked)], rows)


def each_table(looked: Looked) -> Table:
    """Scores of each crisis and horizon.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Table
        A row for each, with what is judged.
    """
    say = looked.words.say
    cells = looked.cells
    rows = []
    for _, cell in cells[cells["crisis"] != POOLED].iterrows():
        head = [Cell(name(str(cell["crisis"]))), _ahead(looked, cell)]
        told, css = verdict(looked.words, cell)
        rows.append([*head, *_scores(looked, cell), Cell(told, css=css)])
    columns = [
        say("backtest_col_crisis"), say("backtest_col_ahead"), *_columns(looked),
        say("backtest_col_verdict"),
    ]  # fmt: skip
    return _table(looked.caption(say("backtest_each_table")), columns, rows)


def kinds_table(looked: Looked) -> Table | None:
    """Scores pooled over crises by kind of target.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Table or None
        A row for each kind and horizon; None where there is none.
    """
    say, rows = looked.words.say, []
    for kind in kinds.KINDS:
        part = looked.kinds[looked.kinds["kind"] == kind]
        if not len(part):
            continue
        cells = cells_of(part)
        for _, cell in cells[cells["crisis"] == POOLED].iterrows():
            here = (cells["crisis"] != POOLED) & (cells["horizon"] == cell["horizon"])
            head = [Cell(kind_label(looked.words, kind)), _ahead(looked, cell)]
            rows.append([*head, Cell(looked.words.number(int(here.sum()))), *_scores(looked, cell)])
    if not rows:
        return None
    columns = [
        say("backtest_col_kind"), say("backtest_col_ahead"), say("backtest_col_crises"),
        *_columns(looked),
    ]  # fmt: skip
    return _table(looked.caption(say("backtest_kinds_table")), columns, rows)


def crises_table(looked: Looked) -> Table:
    """What was scored in each crisis.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Table
        A row for each crisis.
    """
    words, rows = looked.words, []
    sites = looked.sites.rows
    for crisis in looked.scored():
        at = sites.crisis == crisis.name
        last = crisis.start + dt.timedelta(days=int((sites.origin + sites.horizon)[at].max()))
        home = country_name(crisis.home, words.language, words.locale)
        rows.append(
            [
                Cell(name(crisis.name)),
                Cell(name(home)),
                Cell(words.date(looked.span(crisis)[0])),
                Cell(words.date(last)),
                Cell(words.number(len(np.unique(sites.place[at])))),
                Cell(words.number(int(at.sum()))),
            ]
        )
    say = words.say
    columns = [
        say("backtest_col_crisis"), say("backtest_col_home"), say("backtest_col_first"),
        say("backtest_col_last"), say("backtest_col_places"), say("backtest_col_targets"),
    ]  # fmt: skip
    return _table(looked.caption(say("backtest_crises_table")), columns, rows)


def experts_table(looked: Looked) -> Table:
    """Scores of each expert beside those of persistence, pooled over crises.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Table
        A row for each expert, a column for each horizon.
    """
    say, rows = looked.words.say, []
    for expert in (QAFILA, *looked.told.rows.experts):
        cells = cells_of(looked.scores, expert)
        pooled = cells[cells["crisis"] == POOLED]
        values = [_ratio(looked, one, PERSISTENCE) for _, one in pooled.iterrows()]
        rows.append([Cell(escape(looked.expert(expert))), *values])
    head = [escape(looked.field(horizon)) for horizon in looked.horizons]
    caption = looked.caption(say("backtest_experts_table"))
    return _table(caption, [say("backtest_col_expert"), *head], rows)


def weights_table(looked: Looked) -> Table:
    """Mean weight of each expert by horizon.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Table
        A row for each expert; means over crises, so that the largest does not speak for all.
    """
    say, words = looked.words.say, looked.words
    rows, held = looked.sites.rows, looked.sites.weights
    means = []
    for horizon in looked.horizons:
        at = rows.horizon == horizon
        each = [held[at & (rows.crisis == one)] for one in np.unique(rows.crisis[at])]
        means.append(np.mean([one.mean(axis=0) for one in each], axis=0))
    told = [
        [
            Cell(escape(looked.expert(expert))),
            *(Cell(share(words, float(one[number]))) for one in means),
        ]
        for number, expert in enumerate(rows.experts)
    ]
    head = [escape(looked.field(horizon)) for horizon in looked.horizons]
    caption = looked.caption(say("backtest_weights_table"))
    return _table(caption, [say("backtest_col_expert"), *head], told)


def energy_table(looked: Looked) -> Table | None:
    """Energy scores pooled over crises.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Table or None
        A row for each horizon; None where it was not computed.
    """
    say, words = looked.words.say, looked.words
    told = looked.scores[
        (looked.scores["metric"] == RATIO)
        & (looked.scores["expert"] == QAFILA)
        & (looked.scores["crisis"] == POOLED)
    ]
    if not len(told):
        return None
    rows = [
        [
            _ahead(looked, one),
            *_numbers(looked, one),
            Cell(decimal(words, float(one["value"]))),
        ]
        for _, one in told.iterrows()
    ]
    columns = [
        say("backtest_col_ahead"), say("backtest_col_vectors"), say("backtest_col_windows"),
        say("backtest_col_energy"),
    ]  # fmt: skip
    return _table(looked.caption(say("backtest_energy_table")), columns, rows)
