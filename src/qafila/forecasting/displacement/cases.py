"""A crisis from a case: registered people of its country by place, or by country of asylum."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem
from qafila.forecasting.displacement.counted import (
    EITHER,
    HOST,
    SITES,
    Count,
    claimed_counts,
    no_site,
    observed_counts,
)
from qafila.forecasting.displacement.reports import SUM, Crisis, SiteReports, is_reserved
from qafila.forecasting.displacement.statuses import added, moved

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qafila.case import Case
    from qafila.claims import Claim
    from qafila.forecasting.displacement.cautions import Caution

COUNTRY = SUM
_SITE_KINDS = ("refugee_camp", "idp_site")
_ALL = 0.9  # of the people of a country: places that hold fewer are not all that there are


@dataclass(frozen=True, eq=False)
class CaseCounts:
    """Registered people of a case.

    Parameters
    ----------
    crisis : Crisis or None
        The series; None where nobody was registered by the day.
    home : str
        Country of origin.
    chosen : mapping of str to str
        Whose figures each series holds.
    hosted : frozenset of str
        Places where only people in host communities or towns were counted; and, as
        `counted.no_site` calls them, places that are not known to be a camp or site.
    notes : tuple of str
        What was left out, and by which rule, in words.
    cautions : tuple of Caution
        Where people count as moved from one legal status to another.
    """

    crisis: Crisis | None
    home: str
    chosen: Mapping[str, str]
    hosted: frozenset[str]
    notes: tuple[str, ...]
    cautions: tuple[Caution, ...] = ()


def case_counts(
    case: Case,
    claims: Iterable[Claim],
    as_of: dt.date,
    chosen: Mapping[str, str] | None = None,
) -> CaseCounts:
    """Registered refugees and asylum seekers abroad, as known on a day.

    Parameters
    ----------
    case : Case
        The case; its country is that of its city.
    claims : iterable of Claim
        Claims of its ledger; rows of imported tables count.
    as_of : datetime.date
        The day.
    chosen : mapping of str to str, optional
        Sources of series that were chosen before: these are used for these series, whatever told
        of more days since.

    Returns
    -------
    CaseCounts
        One series for each place, or for a whole country where that is how it was counted.

    Raises
    ------
    InputError
        If a place with counts is called as sums of places are.

    Notes
    -----
    Refugees and asylum seekers are one series; internally displaced people and returnees are none
    of it, and neither are estimates and lists before registration. Of several sources of one series
    the one that told of most days is used, then the one with the newest day, then by name; they
    are never averaged. A country counts by its places if they were counted on as many days as the
    whole country or more, and hold at least 90 % of its people by the last figures.
    """
    _check_names(case)
    countries = dict(zip(case.locations["location_id"], case.locations["country"], strict=True))
    home = countries[case.city]
    counts, left = observed_counts(case.observations, countries, home, as_of)
    counts += claimed_counts(claims, home, as_of)
    notes = list(_left_out(left, home))
    series: dict[str, tuple[str, list[Count]]] = {}
    before = chosen or {}
    by_place, beside = _by_place(counts)
    for key, rows in by_place.items():
        source, used = _one_source([one for one in rows if one.source == before.get(key)] or rows)
        series[key] = source, used
        others = {one.source for one in rows} - {source}
        if others:
            notes.append(
                f"{key}: figures of {source} are used, which told of most days; not those of "
                f"{', '.join(sorted(others))}"
            )
    notes += _whole_or_places(series, before)
    notes += _not_counted(beside, series)
    crisis = _crisis(case.name, home, series) if series else None
    chosen_sources = {key: source for key, (source, _) in sorted(series.items())}
    told = tuple(one for key, (_, rows) in sorted(series.items()) for one in moved(key, rows))
    hosted = _not_at_sites(case, series)
    return CaseCounts(crisis, home, chosen_sources, hosted, tuple(notes), told)


def _check_names(case: Case) -> None:
    counted = set(case.observations["location_id"])
    problems = [
        Problem(
            str(case.folder / "locations.csv"),
            f'no place with counts may be called "{name}"',
            column="location_id",
            hint="rename it in all tables of the case: the name is that of a sum of places",
        )
        for name in case.locations["location_id"]
        if name in counted and is_reserved(name)
    ]
    if problems:
        raise InputError(problems)


_REASONS = {
    "idp": "{n} of internally displaced people: another kind of series, never pooled with this one",
    "returnee": "{n} of people who returned",
    "basis": "{n} not registered one by one: estimates, pre-registration or no basis told",
    "undated": "{n} without a day of publication",
    "later": "{n} published or counted later than the day",
}


def _left_out(left: Counter[str], home: str) -> Iterable[str]:
    told = [text.format(n=left[name]) for name, text in _REASONS.items() if left[name]]
    if told:
        yield f"rows on people from {home} left out: " + "; ".join(told)


def _by_place(counts: Sequence[Count]) -> tuple[dict[str, list[Count]], dict[str, list[Count]]]:
    """Counts of each series, and those of host communities beside a camp or site."""
    found: dict[str, list[Count]] = defaultdict(list)
    beside: dict[str, list[Count]] = {}
    for one in counts:
        found[one.place or COUNTRY + one.country].append(one)
    # People with host families near a camp are no people in the camp.
    for key, rows in found.items():
        at_sites = [one for one in rows if one.setting not in HOST]
        if at_sites and len(at_sites) < len(rows) and not key.startswith(COUNTRY):
            beside[key] = [one for one in rows if one.setting in HOST]
            found[key] = at_sites
    return dict(sorted(found.items())), beside


def _not_counted(beside: Mapping[str, Sequence[Count]], kept: Collection[str]) -> Iterable[str]:
    for key, rows in sorted(beside.items()):
        if key not in kept:
            continue
        source, used = _one_source(rows)
        sums = added(used)
        day = max(sums)
        yield (
            f"{key}: {sums[day]:,.0f} people in host communities or towns there ({source}, {day}) "
            "are left out: the series is of its other counts, and the sums of its country and of "
            "all (registered_stock_total) are without them"
        )


def _not_at_sites(case: Case, series: Mapping[str, tuple[str, Sequence[Count]]]) -> frozenset[str]:
    """Places of host communities; and those of which nothing says that they are a site."""
    places = case.locations
    lives = places["reception_setting"]
    # A town that receives people is no site, unless the case says that they live in one there.
    is_site = lives.isin(SITES) | ((lives == "") & places["kind"].isin(_SITE_KINDS))
    reception = set(places.loc[places["reception"] & is_site, "location_id"])
    found = set()
    for key, (_, rows) in series.items():
        told = {one.setting for one in rows}
        if told <= set(HOST):
            found.add(key)
        elif not key.startswith(COUNTRY) and not (told <= set(SITES) or key in reception):
            found.add(no_site(key))
    return frozenset(found)


def _one_source(rows: Sequence[Count]) -> tuple[str, list[Count]]:
    """Rows of one source that counts statuses apart, or all together, in the whole time."""
    parts: dict[tuple[str, bool], list[Count]] = defaultdict(list)
    for one in rows:
        parts[one.source, one.status == EITHER].append(one)

    def rank(item: tuple[tuple[str, bool], list[Count]]) -> tuple[int, dt.date, bool, str]:
        (source, together), of = item
        return len({one.day for one in of}), max(one.day for one in of), not together, source

    (source, _), chosen = max(parts.items(), key=rank)
    return source, chosen


def _whole_or_places(
    series: dict[str, tuple[str, list[Count]]], before: Collection[str]
) -> list[str]:
    """Leave out a country that is told by its places too, or the other way round."""
    notes = []
    for key in [one for one in series if one.startswith(COUNTRY)]:
        code = key.removeprefix(COUNTRY)
        places = [
            name
            for name, (_, rows) in series.items()
            if not name.startswith(COUNTRY) and rows[0].country == code
        ]
        if not places:
            continue
        days, people = _days_and_last([series[key][1]])
        parts, there = _days_and_last([series[name][1] for name in places])
        chosen = key in before, any(name in before for name in places)
        by_place = chosen[1] if any(chosen) else parts >= days and there >= _ALL * people
        left = [key] if by_place else places
        for name in left:
            del series[name]
        told = (
            f"{there:,.0f} people at its places ({', '.join(places)}), told of up to {_of(parts)}, "
            f"and {people:,.0f} in the whole country, told of {_of(days)}"
        )
        kept = "its places" if by_place else "the whole country"
        why = (
            "as was chosen before"
            if any(chosen)
            else f"for places count where they are told of as many days and hold {_ALL:.0%} or more"
        )
        notes.append(f"{code}: {told}, by the last figures; counts of {kept} are used, {why}")
    return notes


def _days_and_last(series: Sequence[Sequence[Count]]) -> tuple[int, float]:
    """Days of the series that is told of most, and people by the last figures of all."""
    sums = [added(rows) for rows in series]
    return max(len(one) for one in sums), sum(one[max(one)] for one in sums)


def _of(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"


def _crisis(name: str, home: str, series: Mapping[str, tuple[str, Sequence[Count]]]) -> Crisis:
    start = min(one.day for _, rows in series.values() for one in rows)
    sites = []
    for key, (_, rows) in series.items():
        told = _vintages(rows)
        sites.append(
            SiteReports(
                key,
                rows[0].country,
                np.array([(day - start).days for day, _, _ in told], dtype=np.int64),
                np.array([(known - start).days for _, known, _ in told], dtype=np.int64),
                np.array([people for _, _, people in told]),
            )
        )
    return Crisis(name, home, start, tuple(sites))


def _vintages(rows: Sequence[Count]) -> list[tuple[dt.date, dt.date, float]]:
    """Day, day known and people: once more where a later report changed the number of a day."""
    found: list[tuple[dt.date, dt.date, float]] = []
    newest: dict[dt.date, float] = {}
    for known in sorted({one.known for one in rows}):
        for day, people in added(one for one in rows if one.known <= known).items():
            if newest.get(day) != people:
                found.append((day, known, people))
                newest[day] = people
    return found
