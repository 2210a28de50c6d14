"""A forecast as a notebook shows it: fans by target and place, and a table of its last day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qafila.cards import card, count
from qafila.charts import Panel, fan_grid, probability_chart
from qafila.errors import InputError, UnknownNameError, did_you_mean
from qafila.forecasting.forecast import ARRIVALS, STOCK_OUT, SUPPLY
from qafila.pictures import (
    Picture,
    check_language,
    legend,
    say,
    say_date,
    write_number,
    write_style,
)
from qafila.places import countries
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from qafila.forecasting.forecast import Forecast

_FAN = {"0.05": "low90", "0.25": "low50", "0.5": "median", "0.75": "high50", "0.95": "high90"}
_TOTAL, _COUNTRY = "total", "country:"
_LINES = 5  # of a repr
_PANELS = 6
_ROWS = 10
_SIMULATION, _PERSISTENCE = "simulation", "persistence"


def fan_of(
    forecast: Forecast, target: str, location: str, expert: str = _SIMULATION
) -> pd.DataFrame:
    """Median with its 50 and 90 % intervals by days ahead.

    Parameters
    ----------
    forecast : Forecast
        The forecast.
    target : str
        Target with quantiles.
    location : str
        Place, ``country:`` and a code, or ``total``.
    expert : str
        ``simulation`` or ``persistence``.

    Returns
    -------
    pandas.DataFrame
        Columns x, low90, low50, median, high50, high90; empty if there is no such forecast.
    """
    frame = forecast.frame
    rows = frame[
        (frame["target"] == target)
        & (frame["location"] == location)
        & (frame["expert"] == expert)
        & (frame["output_type"] == "quantile")
        & frame["output_type_id"].isin(_FAN)
    ]
    wide = rows.pivot_table(index="horizon", columns="output_type_id", values="value")
    named = wide.rename(columns=_FAN).reindex(columns=list(_FAN.values()))
    fan: pd.DataFrame = named.rename_axis("x").reset_index()
    fan.columns.name = None
    return fan


def _day(forecast: Forecast) -> dt.date:
    day: dt.date = pd.Timestamp(forecast.frame["reference_date"].iloc[0]).date()
    return day


def _places(forecast: Forecast, target: str) -> list[str]:
    """Places of a target, those with the greatest median on the last day first."""
    frame = forecast.frame
    rows = frame[
        (frame["target"] == target)
        & (frame["expert"] == _SIMULATION)
        & (frame["output_type_id"] == "0.5")
        & (frame["horizon"] == frame["horizon"].max())
    ]
    ordered = rows.sort_values(["value", "location"], ascending=[False, True])["location"]
    return [str(place) for place in ordered]


def _stretched(forecast: Forecast) -> str:
    return f"stretched by {forecast.inflation:g}, declared and not learnt"


def _name(forecast: Forecast, place: str, language: str) -> str:
    """Name of a place, a country or the total; the identifier where nothing names it."""
    if place == _TOTAL:
        return legend(language)["total"]
    code = place.removeprefix(_COUNTRY)
    if code != place:
        named = {one.code: dict(zip(LANGUAGES, one.names, strict=False)) for one in countries()}
        return named.get(code, {}).get(language, code)
    return forecast.names.get(place, {}).get(language, place)


def plot_forecast(forecast: Forecast, target: str | None = None, language: str = "en") -> Picture:
    """Draw fans over the days ahead.

    Parameters
    ----------
    forecast : Forecast
        The forecast.
    target : str, optional
        See `Forecast.plot`.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The fans.

    Raises
    ------
    UnknownNameError
        If there is no such target.
    InputError
        If there is but one horizon, through which no fan can be drawn.
    """
    check_language(language)
    frame = forecast.frame
    known = sorted(set(frame["target"]))
    if target is not None and target not in known:
        hint = did_you_mean(target, known) or "known: " + ", ".join(known)
        raise UnknownNameError(f'there is no target "{target}"; {hint}')
    if frame["horizon"].nunique() < 2:  # a line needs two points
        raise InputError("a fan needs two or more horizons, such as horizons=[7, 30, 60]")
    if target == STOCK_OUT:
        return _chance(forecast, language)
    if target is None:
        chosen = [(SUPPLY, place) for place in _places(forecast, SUPPLY)]
        chosen += [(ARRIVALS, _TOTAL)] if _TOTAL in set(frame["location"]) else []
    else:
        chosen = [(target, place) for place in _places(forecast, target)]
    return _fans(forecast, chosen[:_PANELS], language)


def _fans(forecast: Forecast, chosen: list[tuple[str, str]], language: str) -> Picture:
    """Fans one below the other if they are of several targets, else in a grid."""
    texts = legend(language)
    day = _day(forecast)
    subtitle = say("forecast_subtitle", language, date=say_date(day, language))
    factor = write_number(forecast.inflation, language)
    wide = say("siege_widened", language, factor=factor) if forecast.inflation > 1.0 else ""
    targets = list(dict.fromkeys(target for target, _ in chosen))
    alone = len(targets) > 1 or len(chosen) == 1
    panels, told, days, unit = [], [], [1.0], ""
    for target, place in chosen:
        fan = fan_of(forecast, target, place)
        steady = fan_of(forecast, target, place, _PERSISTENCE)
        if len(steady):
            line = fan[["x"]].merge(steady[["x", "median"]], on="x", how="left")["median"]
            fan["compare"] = line.to_numpy()
        where = _name(forecast, place, language)
        title = f"{texts[target]} · {where}"
        unit = texts["days" if target == SUPPLY else "people"]
        under = f"{subtitle}\n{wide}" if wide and target == SUPPLY else subtitle
        panels.append(Panel(fan, title, under, unit) if alone else Panel(fan, where))
        last = fan.iloc[-1]
        told.append(f"{title}: {last['median']:,.1f} ({last['low90']:,.1f}-{last['high90']:,.1f})")
        days = list(fan["x"])
    title = "; ".join(texts[target] for target in targets)
    under = f"{subtitle}\n{wide}" if wide and targets == [SUPPLY] else subtitle
    heading = {} if alone else {"title": f"{title} ({unit})", "subtitle": under}
    chart = fan_grid(
        panels, write_style(language, day, days), texts, columns=1 if alone else 2,
        height=200 if alone else 120, **heading,
    )  # fmt: skip
    return Picture(chart, title, "; ".join(told), language)


def _chance(forecast: Forecast, language: str) -> Picture:
    rows = forecast.frame[forecast.frame["target"] == STOCK_OUT].sort_values("horizon")
    city = str(rows["location"].iloc[0])
    rows = rows[rows["location"] == city]
    day = _day(forecast)
    curve = pd.DataFrame({"x": rows["horizon"], "probability": rows["value"]})
    title = f"{say(STOCK_OUT, language)} · {_name(forecast, city, language)}"
    subtitle = say("forecast_subtitle", language, date=say_date(day, language))
    style = write_style(language, day, list(curve["x"]))
    chart = probability_chart(curve.reset_index(drop=True), title, subtitle, style)
    return Picture(chart, title, f"{title}: {curve['probability'].iloc[-1]:.0%}", language)


def _last(forecast: Forecast) -> Iterator[tuple[str, str, pd.Series]]:
    """Each target and place of the simulation with its fan on the last day."""
    frame = forecast.frame
    for target in (SUPPLY, ARRIVALS):
        if (frame["target"] == target).any():
            for place in _places(forecast, target):
                yield target, place, fan_of(forecast, target, place).iloc[-1]


def _cells(target: str, row: pd.Series) -> tuple[str, str, str]:
    digits = 1 if target == SUPPLY else 0
    low, median, high = (f"{row[key]:,.{digits}f}" for key in ("low90", "median", "high90"))
    return median, low, high


def forecast_lines(forecast: Forecast) -> list[str]:
    """A forecast in a few lines.

    Parameters
    ----------
    forecast : Forecast
        The forecast.

    Returns
    -------
    list of str
        What it holds; days of supply and all arrivals on the last day.
    """
    frame = forecast.frame
    if frame.empty:
        return ["Forecast(0 rows; not calibrated)"]
    experts = ", ".join(sorted(set(frame["expert"])))
    days = int(frame["horizon"].max())
    lines = [
        f"Forecast(as of {_day(forecast)}: {count(len(frame), 'row')} up to {count(days, 'day')} "
        f"by {experts}; not calibrated)"
    ]
    wide = f", {_stretched(forecast)}" if forecast.inflation > 1.0 else ""
    for target, place, row in _last(forecast):
        if target == SUPPLY or place == _TOTAL:
            median, low, high = _cells(target, row)
            what = (
                f"days of supply in {_name(forecast, place, 'en')}"
                if target == SUPPLY
                else "new arrivals"
            )
            more = wide if target == SUPPLY else ""
            lines.append(f"  {what} on day {days}: {median} (90 %: {low} to {high}{more})")
    return lines[:_LINES]


def forecast_card(forecast: Forecast) -> str:
    """A forecast as HTML.

    Parameters
    ----------
    forecast : Forecast
        The forecast.

    Returns
    -------
    str
        Median and 90 % interval of every target and place on the last day.
    """
    frame = forecast.frame
    if frame.empty:
        return card("Forecast", ["0 rows"])
    days = int(frame["horizon"].max())
    rows = [
        (legend("en")[target], _name(forecast, place, "en"), *_cells(target, row))
        for target, place, row in _last(forecast)
    ]
    dry = frame[(frame["target"] == STOCK_OUT) & (frame["horizon"] == days)]
    told = [
        (legend("en")[STOCK_OUT], _name(forecast, str(place), "en"), f"{value:.0%}", "", "")
        for place, value in zip(dry["location"], dry["value"], strict=True)
    ]
    more = len(rows) - _ROWS
    return card(
        f"Forecast as of {_day(forecast)}",
        (
            count(len(frame), "row"),
            f"up to {count(days, 'day')}",
            ", ".join(sorted(set(frame["expert"]))),
        ),
        (f"by day {days}", "where", "median", "5 %", "95 %"),
        told + rows[:_ROWS],
        "not calibrated"
        + (f"; days of supply {_stretched(forecast)}" if forecast.inflation > 1.0 else "")
        + (f"; {more} more places" if more > 0 else ""),
    )
