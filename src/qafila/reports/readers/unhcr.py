"""UNHCR: Refugee Data Finder by the year, in its three forms, and Operational Data Portal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.claims import DateSpan, Location
from qafila.reports.readers.cells import bounded, code, moment, words, year
from qafila.reports.readers.forms import Draft, Layout, Row, RowError, TableFormat
from qafila.reports.readers.lookup import country_of
from qafila.reports.readers.people import count, groups, on_day, whole_year, year_end
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.reports.readers.lookup import Lookup

_STOCKS = ("refugees", "asylum_seekers", "idps", "ref", "asy", "idp")
_RETURNS = ("returned_refugees", "returned_idps")
_LEVELS = {0: "country", 1: "region", 2: "region"}


def prepare(layout: Layout, lookup: Lookup) -> Callable[[Sequence[str]], Row]:
    """Make the function that reads the rows of one file.

    Parameters
    ----------
    layout : Layout
        Its columns.
    lookup : Lookup
        Places and sources.

    Returns
    -------
    callable
        From the cells of a row to what it says.

    Raises
    ------
    RowError
        If a row has no year or day, its country is not known, or a figure is none.
    """
    if layout.has("individuals"):
        return _portal(layout, lookup)
    kind = _kind(layout)
    scheme = "rdf_flow" if kind == "flows" else "rdf"
    known, chain = groups(scheme), lookup.chain(UNHCR, "IDMC" if kind == "idmc" else "")
    i_year = layout.place("year")
    origin_at = tuple(layout.place(name) for name in ("coo_iso", "iso3coo", "coo", "coo_name"))
    asylum_at = tuple(layout.place(name) for name in ("coa_iso", "iso3coa", "coa", "coa_name"))
    figures = [
        (name, layout.place(name))
        for name in (*_STOCKS, *_RETURNS)
        if layout.place(name) >= 0 and name in known
    ]
    i_group, i_total = layout.place("pop_type"), layout.place("total")
    detail = tuple(layout.place(name) for name in ("location", "loc_type", "acc_type"))

    def read(cells: Sequence[str]) -> Row:
        when = year(cells[i_year])
        if when is None:
            raise RowError("the row has no year", "year")
        origin, asylum = _country(cells, origin_at), _country(cells, asylum_at)
        if asylum is None:
            raise RowError("the country of asylum is not known", "coa_iso")
        where = _there(lookup, asylum, cells[detail[0]] if detail[0] >= 0 else "")
        drafts: tuple[Draft, ...] = ()
        for name, place in figures:
            group = known[name]
            date = (whole_year if group.measure == "flow" else year_end)(when, cells[i_year])
            home = _there(lookup, origin, "") if name == _RETURNS[0] and origin else where
            drafts += count(group, cells[place], (place, place), name, home, date, origin)
        told = code(cells[i_group]).casefold() if i_group >= 0 else ""
        whom = "idp" if kind == "idmc" and origin == asylum else told
        if whom in known and i_total >= 0:
            drafts += count(
                known[whom], cells[i_total], (i_total, i_total), "total", where,
                year_end(when, cells[i_year]), origin,
            )  # fmt: skip
        more = "/".join(words(cells[place]) for place in (*detail, i_group) if place >= 0)
        key = f"{kind}/{when}/{origin}/{asylum}/{more}".rstrip("/")
        return Row(key, dt.date(when, 12, 31), chain, _positive(drafts))

    return read


def _kind(layout: Layout) -> str:
    """Which of the tables of the Refugee Data Finder it is; the same words count other things."""
    if layout.has("pop_type"):
        return "demographics"
    if layout.has("total"):
        return "idmc"
    if layout.has("refugee_like") and not layout.has("idps"):
        return "flows"
    solutions = layout.has("resettlement") or layout.has("naturalisation")
    return "solutions" if solutions else "population"


def _positive(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Without zeros: these tables write one also where nobody counted."""
    return tuple(draft for draft in drafts if draft.best != 0.0)


def _country(cells: Sequence[str], places: tuple[int, ...]) -> str | None:
    """By ISO code if there is one; UNHCR's own codes mean other countries in ISO."""
    for number, place in enumerate(places):
        cell = cells[place] if place >= 0 else ""
        found = country_of(cell, "unhcr") if number == 2 else country_of(cell)
        if found:
            return found
    return None


def _there(lookup: Lookup, country: str, named: str) -> tuple[Location, ...]:
    """A place of the demographic tables, such as ``Tengrela [Admin 3: POC]``, or the country."""
    return lookup.places(name=named, country=country, precision="exact")


def _portal(layout: Layout, lookup: Lookup) -> Callable[[Sequence[str]], Row]:
    chain = lookup.chain(UNHCR)
    known = groups("odp")
    i_people = layout.place("individuals")
    i_date = layout.place("date", "data_date")
    i_year, i_month = layout.place("year"), layout.place("month")
    i_place, i_level = layout.place("geomaster_name"), layout.place("admin_level")
    i_id, i_origin = layout.place("geomaster_id"), layout.place("pop_origin_name")
    i_group = layout.place("population_groups_concat", "population_groups")
    i_source = layout.place("source")

    def read(cells: Sequence[str]) -> Row:
        date = _portal_date(cells, i_date, i_year, i_month)
        named = fold(cells[i_group] if i_group >= 0 else "").flat.strip(' []"').replace("-", " ")
        group = known.get(named)
        place = words(cells[i_place]) if i_place >= 0 else ""
        level = bounded(cells[i_level])[0] if i_level >= 0 else None
        source = words(cells[i_source]) if i_source >= 0 else ""
        origin = country_of(cells[i_origin]) if i_origin >= 0 else None
        said_by = lookup.chain(UNHCR, source, ",") if source else chain
        key = (
            f"odp/{cells[i_id] if i_id >= 0 else ''}/{place}/{named}/{origin}"
            f"/{date.start}/{date.end}"
        )
        if group is None:
            return Row(key, date.end, said_by, ())
        where = lookup.remember(("odp", place, level), lambda: _portal_places(lookup, place, level))
        drafts = count(
            group, cells[i_people], (i_people, i_people), "individuals", where, date, origin
        )
        return Row(key, date.end, said_by, drafts)

    return read


def _portal_date(cells: Sequence[str], on: int, in_year: int, in_month: int) -> DateSpan:
    if on >= 0 and (found := moment(cells[on])) is not None:
        return on_day(found, cells[on])
    when = year(cells[in_year]) if in_year >= 0 else None
    month = bounded(cells[in_month])[0] if in_month >= 0 else None
    if when is None:
        raise RowError("the row has no day", "date")
    if month is None:
        return year_end(when, cells[in_year])
    if not month.is_integer() or not 1 <= month <= 12:
        raise RowError(f"{month:g} is no month", "month")
    first = dt.date(when, int(month), 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return DateSpan(first, last, "month", "explicit", f"{when}-{int(month):02}")


def _portal_places(lookup: Lookup, place: str, level: float | None) -> tuple[Location, ...]:
    country = country_of(place)
    if country is not None and level in {0.0, None}:
        return lookup.places(country=country, precision="country")
    kind = _LEVELS.get(int(level)) if level is not None and level.is_integer() else None
    if kind == "region":
        return lookup.places(region=place, precision="region")
    return lookup.places(name=place)


UNHCR = TableFormat(
    name="unhcr",
    version="1.0",
    outlet="UNHCR",
    source_id="unhcr",
    kind="intergovernmental",
    tells=(
        frozenset({"year", "coo", "coa", "refugees", "asylum_seekers"}),
        frozenset({"year", "coo_iso", "coa_iso", "refugees"}),
        frozenset({"year", "coo_iso", "coa_iso", "returned_refugees"}),
        frozenset({"year", "coo_iso", "coa_iso", "total"}),
        frozenset({"year", "coo_iso", "coa_iso", "pop_type", "total"}),
        frozenset({"year", "iso3coo", "iso3coa", "ref", "idp", "asy"}),
        frozenset({"geomaster_name", "individuals", "population_groups"}),
        frozenset({"geomaster_name", "individuals", "date"}),
        frozenset({"data_date", "individuals", "unix_timestamp"}),
    ),
    columns=(
        "year", "coo", "coo_iso", "coo_name", "coa", "coa_iso", "coa_name", "iso3coo", "iso3coa",
        *_STOCKS, *_RETURNS, "resettlement", "naturalisation", "refugee_like", "pop_type",
        "location", "loc_type", "acc_type", "total", "individuals", "date", "data_date", "month",
        "geomaster_id", "geomaster_name", "admin_level", "population_groups",
        "population_groups_concat", "pop_origin_name", "source",
    ),
    prepare=prepare,
    title="UNHCR Refugee Data Finder and Operational Data Portal",
)  # fmt: skip
