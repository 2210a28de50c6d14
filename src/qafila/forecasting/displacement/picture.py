"""Fans of registered people behind their reports."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.charts import Panel, fan_grid
from qafila.files import package_data
from qafila.forecasting.displacement.cases import COUNTRY
from qafila.forecasting.displacement.naming import STOCK
from qafila.forecasting.displacement.reports import TOTAL, Series, with_sums
from qafila.forecasting.displacement.scoring import at_levels
from qafila.forecasting.displacement.targets import known_sites
from qafila.pictures import Picture, check_language, legend, say, say_date, write_style
from qafila.places import countries
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from qafila.forecasting.displacement.outlook import Outlook

_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_COLUMNS = ("low90", "low50", "median", "high50", "high90")
_PANELS = 6
_BEFORE = 180  # days of reports


def plot_outlook(outlook: Outlook, language: str = "en") -> Picture:
    """Draw what is expected behind what was reported.

    Parameters
    ----------
    outlook : Outlook
        The forecast.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The total and the largest places, six at most, with the product and the day.
    """
    import datetime as dt

    check_language(language)
    title = say("registered_title", language, name=outlook.crisis.name)
    reported = {
        one.place: one
        for one in with_sums(outlook.crisis, known_sites(outlook.crisis, outlook.origin))
    }
    order = sorted(range(len(outlook.places)), key=lambda at: -outlook.stock[at])[:_PANELS]
    panels, told = [], []
    for at in order:
        place = outlook.places[at]
        name = _name(place, language)
        panels.append(Panel(_fan(outlook, at, reported[place]), name))
        last = panels[-1].frame.iloc[-1]
        told.append(f"{name}: {last['median']:,.0f} ({last['low90']:,.0f}-{last['high90']:,.0f})")
    first: dt.date = outlook.day - dt.timedelta(days=_BEFORE)
    chart = fan_grid(
        panels,
        write_style(language, first, [0.0, float(_BEFORE + outlook.horizons[-1])]),
        legend(language),
        columns=1 if len(panels) == 1 else 2,
        height=200 if len(panels) == 1 else 120,
        title=title,
        subtitle=say("registered_subtitle", language, date=say_date(outlook.day, language)),
    )
    return Picture(chart, title, "; ".join(told), language)


def _fan(outlook: Outlook, at: int, series: Series) -> pd.DataFrame:
    """Reports as a line, from day 0 of the picture, and the fan that opens at the last of them."""
    days = series.day - outlook.origin + _BEFORE
    kept = days >= 0
    x = np.append(days[kept], _BEFORE if not kept.any() or days[kept][-1] < _BEFORE else [])
    people = np.append(series.people[kept], np.full(len(x) - kept.sum(), outlook.stock[at]))
    before = np.repeat(people[:, None], len(_LEVELS), axis=1)
    ahead = at_levels(outlook.quantiles[at], np.array(_LEVELS))
    values = np.concatenate([before, ahead])
    frame = pd.DataFrame(values, columns=list(_COLUMNS))
    frame.insert(0, "x", np.append(x, np.array(outlook.horizons) + _BEFORE).astype(np.float64))
    return frame


def _name(place: str, language: str) -> str:
    if place == TOTAL:
        return _total_labels()[f"label_{language}"]
    code = place.removeprefix(COUNTRY)
    if code == place:
        return place
    named = {one.code: dict(zip(LANGUAGES, one.names, strict=False)) for one in countries()}
    return named.get(code, {}).get(language, code)


@cache
def _total_labels() -> Mapping[str, str]:
    text = package_data("schema", "targets.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return next(row for row in rows if row["target"] == f"{STOCK}_total")
