"""Pictures of each crisis: forecasts over what came, and weights of the experts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from qafila.brief.isolation import name
from qafila.brief.looking_back.looked import share
from qafila.brief.model import Figure, plain
from qafila.charts import render_svg
from qafila.charts.rolling import Track, tracks_chart, weights_chart
from qafila.charts.theme import clean
from qafila.forecasting.displacement import scoring
from qafila.forecasting.displacement.reports import ALL, SITE, as_known, with_sums
from qafila.pictures import write_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.brief.looking_back.looked import Looked
    from qafila.forecasting.displacement.reports import Crisis, Series

_EVERY = 4  # of the origins, one is drawn
_PLACES = 3
_BOUNDS = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}
_MOST_DOTS = 300  # more lie on each other


def fans_figure(looked: Looked, crisis: Crisis, number: int) -> Figure:
    """Forecasts of every fourth origin over the reports.

    Parameters
    ----------
    looked : Looked
        The report.
    crisis : Crisis
        Which one.
    number : int
        Of the figure.

    Returns
    -------
    Figure
        All places together and the three largest.
    """
    words, say = looked.words, looked.words.say
    tracks, told = [], []
    for series in _shown(looked, crisis):
        whole = series.kind == ALL
        title = plain(say("backtest_fans_all")) if whole else clean(series.place)
        fans = _fans(looked, crisis, series)
        told.append(_told(looked, crisis, title, fans))
        tracks.append(Track(title, fans[["origin", "x", *_BOUNDS]], _reports(series)))
    days = np.concatenate([pd.concat([one.fans["x"], one.reports["x"]]) for one in tracks])
    style = write_style(words.language, crisis.start, [days.min(), days.max()])
    title = plain(say("backtest_fans_title", crisis=name(crisis.name)))
    texts = {
        "median": plain(say("legend_median")),
        "half": plain(say("legend_half")),
        "wide": plain(say("legend_wide")),
        "reports": plain(say("backtest_fans_reports")),
    }
    chart = tracks_chart(tracks, title, looked.subtitle(crisis), texts, style)
    svg = render_svg(chart, f"figure-fans-{number}", title, " ".join(told))
    caption = say(
        "backtest_fans_caption",
        crisis=name(crisis.name),
        each=words.number(_EVERY * looked.step),
        days=say("list_comma").join(looked.ahead(one) for one in looked.horizons),
    )
    return _figure(looked, crisis, svg, caption)


def weights_figure(looked: Looked, crisis: Crisis, number: int) -> Figure:
    """What each expert weighs on each day of forecast.

    Parameters
    ----------
    looked : Looked
        The report.
    crisis : Crisis
        Which one.
    number : int
        Of the figure.

    Returns
    -------
    Figure
        A field for each horizon, means over places.
    """
    words, say = looked.words, looked.words.say
    rows, experts = looked.sites.rows, looked.told.rows.experts
    parts, told = [], []
    for horizon in looked.horizons:
        at = (rows.crisis == crisis.name) & (rows.horizon == horizon)
        if not at.any():
            continue
        days = plain(looked.ahead(horizon))
        mean = pd.DataFrame(looked.sites.weights[at], columns=list(experts))
        mean = mean.groupby(rows.origin[at]).mean()
        long = mean.rename_axis("x").reset_index()
        long = long.melt(id_vars="x", var_name="expert", value_name="weight")
        parts.append(long.assign(panel=looked.field(horizon, crisis.name)))
        every = plain(_weights(looked, mean.mean().to_numpy()))
        told.append(plain(say("backtest_weights_told", days=days, weights=every)))
    frame = pd.concat(parts)
    style = write_style(words.language, crisis.start, [frame["x"].min(), frame["x"].max()])
    title = plain(say("backtest_weights_title", crisis=name(crisis.name)))
    names = {expert: looked.expert(expert) for expert in experts}
    chart = weights_chart(frame, title, looked.subtitle(crisis), names, style)
    svg = render_svg(chart, f"figure-weights-{number}", title, " ".join(told))
    caption = say("backtest_weights_caption", crisis=name(crisis.name))
    return _figure(looked, crisis, svg, caption)


def _figure(looked: Looked, crisis: Crisis, svg: str, what: Markup) -> Figure:
    caption = Markup(" ").join([what, Markup("{}.").format(looked.basis(crisis))])
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised


def _shown(looked: Looked, crisis: Crisis) -> list[Series]:
    """The total and the largest places of which anything was scored."""
    rows = looked.told.rows
    here = rows.crisis == crisis.name
    every = with_sums(crisis, [one for one in map(as_known, crisis.sites) if len(one.day)])
    whole = [one for one in every if one.kind == ALL and (here & (rows.kind == ALL)).any()]
    scored = {str(one) for one in rows.place[here & (rows.kind == SITE)]}
    sites = [one for one in every if one.kind == SITE and one.place in scored]
    largest = sorted(sites, key=lambda one: (-float(one.people.max()), one.place))
    return [*whole, *largest[:_PLACES]]


def _reports(series: Series) -> pd.DataFrame:
    step = -(-len(series.day) // _MOST_DOTS)
    frame = pd.DataFrame({"x": series.day, "people": series.people})
    return frame.iloc[:: max(step, 1)]


def _fans(looked: Looked, crisis: Crisis, series: Series) -> pd.DataFrame:
    rows = looked.told.rows
    here = rows.crisis == crisis.name
    drawn = np.unique(rows.origin[here & (rows.kind == SITE)])[::_EVERY]
    at = here & (rows.place == series.place) & (rows.kind == series.kind)
    at &= np.isin(rows.origin, drawn)
    held = scoring.at_levels(looked.told.quantiles[at], np.array(list(_BOUNDS.values())))
    frame = pd.DataFrame(held, columns=list(_BOUNDS))
    frame["origin"], frame["horizon"] = rows.origin[at], rows.horizon[at]
    frame["x"] = frame["origin"] + frame["horizon"]
    return frame.sort_values(["origin", "x"], ignore_index=True)


def _told(looked: Looked, crisis: Crisis, title: str, fans: pd.DataFrame) -> str:
    if not len(fans):
        return f"{title}."
    words, last = looked.words, fans.iloc[-1]
    sentence = words.say(
        "backtest_fans_told",
        place=name(title),
        date=words.date(crisis.start + dt.timedelta(days=int(last["origin"]))),
        days=looked.ahead(int(last["horizon"])),
        median=words.figures(round(float(last["median"]))),
        low=words.figures(round(float(last["low90"]))),
        high=words.figures(round(float(last["high90"]))),
    )
    return plain(sentence)


def _weights(looked: Looked, means: NDArray[np.float64]) -> Markup:
    words = looked.words
    parts: Sequence[Markup] = [
        words.say("backtest_part", what=looked.expert(expert), value=share(words, float(one)))
        for expert, one in zip(looked.told.rows.experts, means, strict=True)
    ]
    return words.say("list_comma").join(parts)
