"""Registered people as a profile may see them: last reports, planning figures and their age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.brief.facts import targets
from qafila.brief.rounding import public_forecast, public_people
from qafila.brief.rules import rule
from qafila.brief.urls import host_only
from qafila.forecasting.displacement.cases import COUNTRY
from qafila.forecasting.displacement.counted import PROTECTED
from qafila.situation.counts import origins

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from qafila.brief.context import Context
    from qafila.brief.model import Ref
    from qafila.forecasting.displacement.outlook import Outlook
    from qafila.forecasting.displacement.registered import Registered

_LEVELS = (0.5, 0.8, 0.95, 0.05)


@dataclass(frozen=True)
class Ahead:
    """Planning figures of one place at one horizon, people as they may be shown.

    Parameters
    ----------
    horizon : int, days
        Days ahead.
    likely, planning, worst : float
        Exceeded one time in two, in five and in twenty; not a number where suppressed.
    low : float
        Lower end of the interval of which `worst` is the upper.
    """

    horizon: int
    likely: float
    planning: float
    worst: float
    low: float


@dataclass(frozen=True)
class Place:
    """One series of registered people.

    Parameters
    ----------
    place : str
        As `Context.place_text` takes it.
    target : str
        Row of ``schema/targets.csv``.
    stock : float
        Last report as it may be shown; not a number where suppressed.
    people : float
        Last report, for order and choice alone.
    day : datetime.date
        Day it was counted for.
    age : int
        Days before the brief.
    source : str
        Whose figures they are; empty for a sum.
    refs : tuple of Ref
        Known figures that the last report adds up from.
    ahead : tuple of Ahead
        By horizon.
    """

    place: str
    target: str
    stock: float
    people: float
    day: dt.date
    age: int
    source: str
    refs: tuple[Ref, ...]
    ahead: tuple[Ahead, ...]

    @property
    def old(self) -> bool:
        """Whether the last report is older than the farthest forecast reaches."""
        return self.age > rule("registered_old")

    @property
    def wide(self) -> bool:
        """Whether the interval is too wide to plan on."""
        return any(one.worst > rule("registered_widest") * self.people for one in self.ahead)

    @property
    def validated(self) -> bool:
        """Whether forecasts of this kind of number were scored on past crises."""
        return targets()[self.target]["validated"] == "yes"


def source_shown(text: str) -> str:
    """Whose figures a series holds; an article by its host alone, for its address tells its story.

    Parameters
    ----------
    text : str
        Name or address of a source.

    Returns
    -------
    str
        The name, or the host.

    Examples
    --------
    >>> source_shown("UNHCR"), source_shown("https://example.org/90-tankers-came")
    ('UNHCR', 'https://example.org')
    """
    return host_only(text) or text


def places_of(context: Context, registered: Registered) -> tuple[Place, ...]:
    """All series of a forecast, the largest first and the total before all.

    Parameters
    ----------
    context : Context
        The brief.
    registered : Registered
        The forecast.

    Returns
    -------
    tuple of Place
        Empty where nothing is told.
    """
    outlook = registered.outlook
    if outlook is None:
        return ()
    figures = _figures(context, outlook)
    found = []
    for at, place in enumerate(outlook.places):
        people, day = float(outlook.stock[at]), outlook.last_report(at)
        age = int(outlook.age[at])
        source = source_shown(registered.chosen.get(place, ""))
        exact, refs = _known(context, registered, place, day, source)
        shown = people if exact == people or not context.public else public_people(people)
        ahead = tuple(Ahead(horizon, *figures[at, horizon]) for horizon in _horizons(outlook))
        found.append(
            Place(place, outlook.targets[at], shown, people, day, age, source, refs, ahead)
        )
    return tuple(sorted(found, key=lambda one: (one.place != "total", -one.people, one.place)))


def _horizons(outlook: Outlook) -> list[int]:
    wanted = [int(rule("registered_horizon", number)) for number in ("1", "2")]
    return [one for one in wanted if one in outlook.horizons]


def _figures(context: Context, outlook: Outlook) -> Mapping[tuple[int, int], list[float]]:
    """Likely, planning, worst plausible and the lower end, by series and horizon."""
    import numpy as np

    from qafila.forecasting.displacement.scoring import at_levels

    flat = outlook.quantiles.reshape(-1, outlook.quantiles.shape[2])
    values = at_levels(flat, np.array(_LEVELS)).reshape(len(outlook.places), -1, len(_LEVELS))
    return {
        (at, horizon): [
            public_people(float(one)) if context.public else round(float(one))
            for one in values[at, number]
        ]
        for at in range(len(outlook.places))
        for number, horizon in enumerate(outlook.horizons)
    }


def _known(
    context: Context, registered: Registered, place: str, day: dt.date, source: str
) -> tuple[float | None, tuple[Ref, ...]]:
    """Sum of the known figures of a series on a day, None if one is kept back; links to them."""
    if not source:
        return None, ()
    rows = context.observations
    country = rows["coa"].where(rows["coa"] != "", rows["country"])
    whole = place.startswith(COUNTRY)
    here = rows["location_id"] == ("" if whole else place)
    if whole:
        here &= country == place.removeprefix(COUNTRY)
    same = (
        here
        & (rows["measure"] == "stock")
        & (rows["coo"] == registered.home)
        & rows["legal_status"].isin((*PROTECTED, ""))
        & (rows["date_end"] == pd.Timestamp(day))
        & (origins(rows).map(source_shown) == source)
    )
    chosen = rows[same].sort_values("reported_at").drop_duplicates(
        ["legal_status", "setting"], keep="last"
    )  # fmt: skip
    refs = context.observation_refs(chosen["observation_id"])
    if chosen.empty or (chosen["suppressed"] != "").any() or chosen["individuals"].isna().any():
        return None, refs
    return float(chosen["individuals"].sum()), refs


def registered_rows(context: Context, registered: Registered) -> pd.DataFrame:
    """Rows of the forecast as a profile may see them.

    Parameters
    ----------
    context : Context
        The brief.
    registered : Registered
        The forecast.

    Returns
    -------
    pandas.DataFrame
        Columns of a forecast and ``suppressed``. In public rounded as all forecasts are; nothing
        at all of a place whose last report is a small count.
    """
    frame = registered.frame()
    outlook = registered.outlook
    if outlook is None or not context.public:
        return frame.assign(suppressed=False)
    rows = public_forecast(frame[frame["output_type"] == "quantile"], sorted(set(frame["target"])))
    chances = public_forecast(frame[frame["output_type"] != "quantile"], ())
    both = pd.concat([rows, chances], ignore_index=True)
    few = {
        place
        for place, people in zip(outlook.places, outlook.stock.tolist(), strict=True)
        if 0 < people < rule("small_count")
    }
    small: Any = both["location"].isin(few)
    return both.assign(value=both["value"].mask(small), suppressed=both["suppressed"] | small)
