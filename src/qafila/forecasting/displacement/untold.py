"""Series that are not forecast: their last report is older than a year, or tells of few people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.forecasting.displacement.cautions import OLDEST, Caution
from qafila.forecasting.displacement.reports import ALL, SITE, SUM, Series, with_sums
from qafila.forecasting.displacement.targets import known_sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qafila.forecasting.displacement.reports import Crisis

# Of some 8,000 forecasts learnt from ten are of places with fewer people, all of two places.
LEAST = 100  # people
NOT_FORECAST = ("too_old", "few")  # codes of the cautions below
_MOST_OLD = 0.1  # of a sum


def untold(crisis: Crisis, origin: int) -> tuple[Caution, ...]:
    """Which series are not forecast, and why.

    Parameters
    ----------
    crisis : Crisis
        All reports; only those known on the day are used.
    origin : int
        Day of the forecast.

    Returns
    -------
    tuple of Caution
        One for each such series: a place whose last report is more than `cautions.OLDEST` days
        old, a sum of which such places hold more than a tenth, or either with fewer than `LEAST`
        people.
    """
    places = known_sites(crisis, origin)
    asylum = {site.place: site.asylum for site in crisis.sites}
    found: list[Caution] = []
    for one in with_sums(crisis, places):
        inside = [
            part
            for part in places
            if one.kind == ALL or part is one or SUM + asylum[part.place] == one.place
        ]
        found += _why_not(one, crisis, origin, inside)
    return tuple(found)


def _why_not(
    one: Series, crisis: Crisis, origin: int, parts: Sequence[Series]
) -> Iterator[Caution]:
    people, last = float(one.people[-1]), int(one.day[-1])
    date = crisis.start + dt.timedelta(days=last)
    if one.kind == SITE and origin - last > OLDEST:
        yield Caution(
            "too_old",
            one.place,
            f"is not forecast: its last report, {people:,.0f} people, is of {date}, "
            f"{origin - last} days old and so older than a year; add a newer one, or forecast from "
            "an earlier day. Sums count it with that report",
        )
    elif people < LEAST:
        yield Caution(
            "few",
            one.place,
            f"is not forecast: {people:,.0f} registered by the report of {date}; past crises tell "
            f"next to nothing of series of fewer than {LEAST} people, and an interval would be "
            "that of places unlike it. Sums count it",
        )
    elif one.kind != SITE:
        old = sum(float(part.people[-1]) for part in parts if origin - part.day[-1] > OLDEST)
        if old > _MOST_OLD * people:
            yield Caution(
                "too_old",
                one.place,
                f"is not forecast: {old:,.0f} of its {people:,.0f} people stand in reports older "
                "than a year; add newer ones, or forecast from an earlier day",
            )
