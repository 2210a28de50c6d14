"""Splits a total over sites of which nothing is registered yet: a new crisis, a new site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.cards import count
from qafila.errors import InputError, Problem
from qafila.forecasting.displacement.cold_drawing import drawn_shares, whole_people
from qafila.forecasting.displacement.cold_fitting import FIRST_DAYS
from qafila.forecasting.displacement.cold_geography import Geography, geography
from qafila.forecasting.displacement.cold_gravity import COMBINATION, shares
from qafila.forecasting.displacement.cold_tables import learnt_for
from qafila.streams import stream_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.cold_fitting import Learnt
    from qafila.interop.flee_folder import FleeFolder

    Array = NDArray[np.float64]

PRODUCT = "allocation"
_STREAM = "cold_start.shares"
_NAMED = 5  # sites that a warning names


@dataclass(frozen=True, eq=False)
class ColdStart:
    """People by site, of a total that was given.

    Parameters
    ----------
    home : str
        Country that people left.
    day : int
        The day.
    total : int
        People in all, as given.
    sites : tuple of str
        Names of the sites, sorted.
    shares : array, shape (site,), 1
        Expected shares of those who are split.
    people : array of int64, shape (draw, site), people
        Draws; each sums to the total.
    way : str
        What shares come from.
    warnings : tuple of str
        What to know before this is used.
    product : str
        ``allocation``: a known total is split. It is no forecast of the total.
    """

    home: str
    day: int
    total: int
    sites: tuple[str, ...]
    shares: Array
    people: NDArray[np.int64]
    way: str
    warnings: tuple[str, ...]
    product: str = PRODUCT

    def quantiles(self, levels: Array) -> Array:
        """Quantiles of the draws.

        Parameters
        ----------
        levels : array, shape (level,)
            Levels between 0 and 1.

        Returns
        -------
        array, shape (site, level), people
            Quantiles of sites do not sum to a quantile of the total.
        """
        return np.asarray(np.quantile(self.people, levels, axis=0).T)


def cold_start(
    place: FleeFolder | Geography,
    day: int,
    total: int,
    draws: int = 500,
    seed: int = 7,
    *,
    registered: Mapping[str, float] | None = None,
    since: int = 0,
    way: str = COMBINATION,
    learnt: Learnt | None = None,
) -> ColdStart:
    """Split a total over sites by what is known on a day, without any registered figure of theirs.

    Parameters
    ----------
    place : FleeFolder or Geography
        Places, roads, closures and conflict. Of a folder no count, no capacity and nothing after
        the day is looked at.
    day : int
        The day, since the start of the crisis.
    total : int
        People in all sites on it, known or assumed.
    draws : int
        How many draws.
    seed : int
        Seed; the same gives the same people.
    registered : mapping of str to float, optional
        People by site who were there when `since` began, where that is known; they stay, and only
        those beyond them are split. A site that is new has none.
    since : int
        First day whose newcomers are split: 0 for a crisis that begins, the day on which it opens
        for a new site.
    way : str
        ``gravity``, ``movement`` (the rules of movement of the package), or ``combination``.
    learnt : Learnt, optional
        Numbers instead of those that ship with the package, which never were learnt on a crisis of
        the same country of origin.

    Returns
    -------
    ColdStart
        Draws of people by site, labelled ``allocation``.

    Raises
    ------
    InputError
        If a number is out of range or a registered site is unknown.
    """
    known = place if isinstance(place, Geography) else geography(place, day)
    _check(known, day, total, draws, since)
    numbers = learnt_for(known.home, way) if learnt is None else learnt
    expected = shares(known, numbers.gravity, way, since)[day - since]
    here = _people_here(known, registered or {}, total)
    random = np.random.default_rng([seed, stream_key(_STREAM)])
    drawn = drawn_shares(expected, numbers.concentration, draws, random)
    people = whole_people(total - int(here.sum()), drawn) + here
    return ColdStart(
        home=known.home,
        day=day,
        total=total,
        sites=known.sites,
        shares=expected,
        people=people,
        way=way,
        warnings=tuple(_warnings(known, day, since)),
    )


def _check(known: Geography, day: int, total: int, draws: int, since: int) -> None:
    problems = []
    if known.days != day + 1:
        hint = "make it with geography(folder, day) of the same day"
        wrong = f"it knows {count(known.days, 'day')}, and day {day} was asked for"
        problems.append(Problem("geography", wrong, hint=hint))
    if not 0 <= since <= day:
        wrong, hint = f"since is {since}", f"give a day from 0 to {day}"
        problems.append(Problem("cold start", wrong, hint=hint))
    if total < 0:
        problems.append(Problem("cold start", f"the total is {total}", hint="give 0 or more"))
    if draws < 1:
        problems.append(Problem("cold start", f"draws is {draws}", hint="give 1 or more"))
    if problems:
        raise InputError(problems)


def _people_here(
    known: Geography, registered: Mapping[str, float], total: int
) -> NDArray[np.int64]:
    """Who stays where they are; fewer everywhere alike if there are more of them than in all."""
    at = {site: number for number, site in enumerate(known.sites)}
    people = np.zeros(len(known.sites))
    for site, number in registered.items():
        if site not in at:
            hint = "the sites are " + ", ".join(known.sites)
            raise InputError(Problem("registered", f'"{site}" is no site', hint=hint))
        if not (np.isfinite(number) and number >= 0):
            raise InputError(
                Problem("registered", f"{site} has {number} people", hint="give 0 or more")
            )
        people[at[site]] = number
    whole = int(np.round(people.sum()))
    if whole <= 0:
        return np.zeros(len(people), dtype=np.int64)
    return np.asarray(whole_people(min(whole, total), (people / people.sum())[None, :])[0])


def _warnings(known: Geography, day: int, since: int) -> list[str]:
    been, reached = known.is_open[since:].any(axis=0), known.reached(since)
    told = []
    if not been.any():
        told.append("no site has been open yet; all have the same share")
    elif not reached.any():
        told.append("no open site can be reached over open roads; all open ones share alike")
    else:
        lost = [site for site, is_lost in zip(known.sites, been & ~reached, strict=True) if is_lost]
        if lost:
            named = ", ".join(lost[:_NAMED]) + (", and others" if len(lost) > _NAMED else "")
            told.append(f"no open road leads to {named}: what stands there is the floor alone")
    if not (known.world.intensity[since:] * known.world.residents > 0).any():
        told.append("no conflict is known in any place with residents; all places count alike")
    if day >= since + FIRST_DAYS:
        told.append(f"shares were learnt on the first {FIRST_DAYS} days; this is day {day - since}")
    return told
