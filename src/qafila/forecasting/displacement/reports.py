"""Reports of registered people by place, with the day each was counted for and became known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.engine.geography import Geography

TOTAL = "total"
SITE, COUNTRY, ALL = "site", "country", "all"
SUM = "country:"  # begins the name of a sum, before the code of the country


@dataclass(frozen=True, eq=False)
class SiteReports:
    """All reports of one place, corrections of earlier days among them.

    Parameters
    ----------
    place, asylum : str
        The place and its country.
    day : array of int64, shape (report), days
        Day for which people were counted, since the start of the crisis; may be negative.
    known : array of int64, shape (report), days
        Day on which the report was published.
    people : array, shape (report), people
        As reported.
    recounts : tuple of int
        Days of a new registration that were told afterwards; a label for scores, never an input.
    """

    place: str
    asylum: str
    day: NDArray[np.int64]
    known: NDArray[np.int64]
    people: NDArray[np.float64]
    recounts: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Crisis:
    """One crisis: registered people of one origin by place.

    Parameters
    ----------
    name : str
        Its name.
    home : str
        Country of origin; crises of one home are never in each other's training.
    start : datetime.date
        Day 0.
    sites : tuple of SiteReports
        The places.
    geography : Geography, optional
        Roads and conflict for the engine; without it nothing is known of them.
    """

    name: str
    home: str
    start: dt.date
    sites: tuple[SiteReports, ...]
    geography: Geography | None = None


@dataclass(frozen=True, eq=False)
class Series:
    """One series as it was known on a day.

    Parameters
    ----------
    place : str
        A place, ``country:`` and a country, or ``total``.
    kind : str
        ``site``, ``country`` or ``all``.
    day : array of int64, shape (report), days
        Rising; one report a day.
    people : array, shape (report), people
        As known.
    known : array of int64, shape (report), days
        When each became known.
    recounts : tuple of int
        As in `SiteReports`.
    """

    place: str
    kind: str
    day: NDArray[np.int64]
    people: NDArray[np.float64]
    known: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    recounts: tuple[int, ...] = ()


def is_reserved(name: str) -> bool:
    """Whether a place may not be called so, because sums are.

    Parameters
    ----------
    name : str
        Name of a place.

    Returns
    -------
    bool
        True for ``total`` and for whatever begins with ``country:``.

    Examples
    --------
    >>> [is_reserved(name) for name in ("total", "country:Mbera", "Mbera")]
    [True, True, False]
    """
    return name == TOTAL or name.startswith(SUM)


def as_known(site: SiteReports, origin: int | None = None) -> Series:
    """What was known of a place on a day: of each day counted the newest report.

    Parameters
    ----------
    site : SiteReports
        All reports.
    origin : int, optional
        The day; without it all that is known by now.

    Returns
    -------
    Series
        May be empty.

    Examples
    --------
    >>> site = SiteReports("Mbera", "MRT", np.array([0, 30, 0]), np.array([5, 31, 40]),
    ...                    np.array([100.0, 150.0, 90.0]))
    >>> as_known(site, 35).people.tolist(), as_known(site, 40).people.tolist()
    ([100.0, 150.0], [90.0, 150.0])
    """
    day, known, people = site.day, site.known, site.people
    if origin is not None:
        kept = (known <= origin) & (day <= origin)
        day, known, people = day[kept], known[kept], people[kept]
    order = np.lexsort((known, day))
    day, known, people = day[order], known[order], people[order]
    newest = np.append(day[1:] != day[:-1], np.ones(min(len(day), 1), dtype=bool))
    return Series(site.place, SITE, day[newest], people[newest], known[newest], site.recounts)


def with_sums(crisis: Crisis, sites: Iterable[Series]) -> tuple[Series, ...]:
    """Series of places, and of their sums by country of asylum and in all.

    Parameters
    ----------
    crisis : Crisis
        Tells in which country each place lies.
    sites : iterable of Series
        Series of places.

    Returns
    -------
    tuple of Series
        A sum has a report on every day on which one of its places has one, and each place counts
        with its last. A country of one place is that place and gets no series of its own.
    """
    asylum = {site.place: site.asylum for site in crisis.sites}
    places = tuple(sites)
    sums = []
    for country in sorted({asylum[one.place] for one in places}):
        parts = [one for one in places if asylum[one.place] == country]
        if len(parts) > 1:
            sums.append(summed(f"country:{country}", COUNTRY, parts))
    if len(places) > 1:
        sums.append(summed(TOTAL, ALL, places))
    return (*places, *sums)


def summed(name: str, kind: str, parts: Iterable[Series]) -> Series:
    """The sum of several series, each counted with its last report.

    Parameters
    ----------
    name, kind : str
        Of the sum.
    parts : iterable of Series
        What is added.

    Returns
    -------
    Series
        With a report on each day on which a part has one; before its first a part counts nothing.

    Examples
    --------
    >>> def series(place, days, people):
    ...     return Series(place, "site", np.array(days), np.array(people), np.array(days))
    >>> both = summed("total", "all", [series("a", [0, 9], [5.0, 6.0]), series("b", [4], [7.0])])
    >>> both.day.tolist(), both.people.tolist()
    ([0, 4, 9], [5.0, 12.0, 13.0])
    """
    given = list(parts)
    days = np.unique(np.concatenate([one.day for one in given]))
    people, known = np.zeros(len(days)), days.copy()
    for one in given:
        last = np.searchsorted(one.day, days, side="right") - 1
        there = last >= 0
        people += np.where(there, one.people[np.maximum(last, 0)], 0.0)
        known = np.where(there, np.maximum(known, one.known[np.maximum(last, 0)]), known)
    recounts = tuple(sorted({day for one in given for day in one.recounts}))
    return Series(name, kind, days, people, known, recounts)
