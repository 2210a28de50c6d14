"""Pictures of how forecasts fared: PIT, reliability, scores of each expert."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from qafila.brief.looking_back.looked import cells_of, decimal, share
from qafila.brief.model import Figure, plain
from qafila.charts import render_svg
from qafila.charts.verification import experts_chart, pit_chart, reliability_chart
from qafila.forecasting.displacement import scoring
from qafila.forecasting.displacement.judging import POOLED, QAFILA
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.pictures import write_style

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from qafila.brief.looking_back.looked import Looked

    Array = NDArray[np.float64]

_PERSISTENCE = "crps_ratio_persistence"
_TOLD = (0.05, 0.5, 0.95)  # levels that a description names


def pit_figure(looked: Looked) -> Figure:
    """Histogram of where truths lie in their forecasts, by horizon.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Figure
        Means over crises, so that the largest does not speak for all.
    """
    words = looked.words
    parts, told = [], []
    for horizon in looked.horizons:
        tenths = _over_crises(looked, horizon, _tenths)
        days = plain(looked.ahead(horizon))
        parts.append(
            pd.DataFrame({"panel": looked.field(horizon), "tenth": range(10), "share": tenths})
        )
        shares = ", ".join(plain(share(words, float(one))) for one in tenths)
        told.append(plain(words.say("backtest_pit_told", days=days, shares=shares)))
    title = plain(words.say("backtest_pit_title"))
    texts = {
        "bars": plain(words.say("backtest_pit_bars")),
        "flat": plain(words.say("backtest_pit_flat")),
        "x": plain(words.say("backtest_pit_x")),
    }
    chart = pit_chart(
        pd.concat(parts), title, looked.subtitle(), texts, write_style(words.language)
    )
    svg = render_svg(chart, "figure-pit", title, " ".join(told))
    return _figure(looked, svg, words.say("backtest_pit_caption"))


def reliability_figure(looked: Looked) -> Figure:
    """How often the truth lay below each quantile, by horizon.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Figure
        Means over crises.
    """
    words = looked.words
    parts, told = [], []
    for horizon in looked.horizons:
        below = _over_crises(looked, horizon, _below)
        days = plain(looked.ahead(horizon))
        parts.append(
            pd.DataFrame({"panel": looked.field(horizon), "nominal": LEVELS, "observed": below})
        )
        named = (below[int(np.argmin(np.abs(LEVELS - level)))] for level in _TOLD)
        shares = ", ".join(plain(share(words, float(one))) for one in named)
        told.append(plain(words.say("backtest_reliability_told", days=days, shares=shares)))
    title = plain(words.say("backtest_reliability_title"))
    texts = {
        "line": plain(words.say("backtest_reliability_line")),
        "diagonal": plain(words.say("backtest_reliability_diagonal")),
        "x": plain(words.say("backtest_reliability_x")),
    }
    chart = reliability_chart(
        pd.concat(parts), title, looked.subtitle(), texts, write_style(words.language)
    )
    svg = render_svg(chart, "figure-reliability", title, " ".join(told))
    return _figure(looked, svg, words.say("backtest_reliability_caption"))


def experts_figure(looked: Looked) -> Figure:
    """Score of each expert and of the combination, by horizon.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Figure
        Geometric means over crises with their bands.
    """
    words, rows = looked.words, []
    for expert in (QAFILA, *looked.told.rows.experts):
        cells = cells_of(looked.scores, expert)
        for _, one in cells[cells["crisis"] == POOLED].iterrows():
            rows.append(
                {
                    "panel": looked.field(int(one["horizon"])),
                    "label": looked.expert(expert),
                    "value": one[_PERSISTENCE],
                    "low": one[f"{_PERSISTENCE}_low"],
                    "high": one[f"{_PERSISTENCE}_high"],
                    "main": expert == QAFILA,
                }
            )
    frame = pd.DataFrame(rows)
    title = plain(words.say("backtest_experts_title"))
    texts = {
        "main": plain(words.say("backtest_experts_main")),
        "expert": plain(words.say("backtest_experts_expert")),
        "band": plain(words.say("backtest_experts_band")),
        "one": plain(words.say("backtest_experts_one")),
    }
    chart = experts_chart(frame, title, looked.subtitle(), texts, write_style(words.language))
    described = " ".join(
        f"{row['label']}, {row['panel']}: {plain(decimal(words, row['value']))}." for row in rows
    )
    svg = render_svg(chart, "figure-experts", title, described)
    return _figure(looked, svg, words.say("backtest_experts_caption"))


def _figure(looked: Looked, svg: str, what: Markup) -> Figure:
    caption = Markup(" ").join([what, Markup("{}.").format(looked.basis())])
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised


def _over_crises(looked: Looked, horizon: int, of: Callable[[Array, Array], Array]) -> Array:
    rows, held = looked.sites.rows, looked.sites.quantiles
    means = []
    for crisis in np.unique(rows.crisis):
        at = (rows.crisis == crisis) & (rows.horizon == horizon)
        if at.any():
            means.append(of(held[at], rows.truth[at]))
    return np.asarray(np.mean(means, axis=0))


def _tenths(quantiles: Array, truth: Array) -> Array:
    counts = np.histogram(scoring.pit(quantiles, truth), bins=10, range=(0, 1))[0]
    return np.asarray(counts / len(truth))


def _below(quantiles: Array, truth: Array) -> Array:
    """Share of truths below each quantile; one that equals it counts half."""
    came = truth[:, None]
    return np.asarray(((came < quantiles).mean(axis=0) + (came <= quantiles).mean(axis=0)) / 2)
