"""ACLED event rows, in the 31 columns of today and in older files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.claims import DateSpan
from qafila.reports.readers.cells import amount, code, day, moment, named, words
from qafila.reports.readers.forms import Draft, Layout, Row, RowError, TableFormat, table_rows
from qafila.reports.readers.lookup import Memory, country_of
from qafila.reports.readers.ucdp import precisions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qafila.claims import Actor, Location, Source
    from qafila.reports.readers.lookup import Lookup

_NEEDED = ("event_date", "event_type", "sub_event_type", "fatalities", "actor1")
_COLUMNS = (
    *_NEEDED, "actor2", "inter1", "inter2", "civilian_targeting", "country", "iso3", "admin1",
    "location", "geo_precision", "time_precision", "source", "timestamp", "event_id_cnty",
    "data_id", "disorder_type",
)  # fmt: skip


def _events() -> dict[tuple[str, str], tuple[str, str | None, str]]:
    return {
        (row["event_type"].casefold(), row["sub_event_type"].casefold()): (
            row["ours"],
            row["subtype"] or None,
            row["against_civilians"],
        )
        for row in table_rows("acled_events")
    }


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
        If a row has no key or no day, or a figure is none.
    """
    i_dead = layout.place("fatalities")
    i_key = layout.place("event_id_cnty", "data_id", "event_id_no_cnty")
    i_time, i_source = layout.place("timestamp"), layout.place("source")
    where_of = layout.pick("location", "admin1", "iso3", "country", "geo_precision")
    kind_of = layout.pick("event_type", "sub_event_type", "civilian_targeting")
    who_of = layout.pick("actor1", "inter1", "actor2", "inter2")
    when_of = layout.pick("event_date", "time_precision")
    known, exactness, margins = _events(), precisions("precisions", "acled"), _margins()
    kinds = {row["inter"].casefold(): row["kind"] or None for row in table_rows("acled_actors")}
    happened, toll = layout.span("event_type", "sub_event_type"), layout.span("fatalities")
    dates: Memory[tuple[str, ...], tuple[dt.date, DateSpan]] = Memory(
        lambda cells: _date(margins, *cells)
    )
    events: Memory[tuple[str, ...], tuple[str, str | None] | None] = Memory(
        lambda cells: _event(known, *cells)
    )
    places_of: Memory[tuple[str, ...], tuple[Location, ...]] = Memory(
        lambda cells: _places(lookup, exactness, cells)
    )
    actors_of: Memory[tuple[str, ...], tuple[Actor, ...]] = Memory(
        lambda cells: _actors(lookup, kinds, cells)
    )
    chains: Memory[str, tuple[Source, ...]] = Memory(lambda named: lookup.chain(ACLED, named))

    def read(cells: Sequence[str]) -> Row:
        key = code(cells[i_key]) if i_key >= 0 else ""
        if not key:
            raise RowError("the row has no event_id_cnty", "event_id_cnty")
        on, date = dates[when_of(cells)]
        known_on = (named(moment, cells[i_time], "timestamp") if i_time >= 0 else None) or on
        chain = chains[cells[i_source] if i_source >= 0 else ""]
        event = events[kind_of(cells)]
        if event is None:
            return Row(key, known_on, chain, ())
        places = places_of[where_of(cells)]
        actors = actors_of[who_of(cells)]
        happening = Draft(event[0], happened, event[1], actors, places, date)
        dead = named(amount, cells[i_dead], "fatalities")
        if not dead:
            return Row(key, known_on, chain, (happening,))
        casualties = Draft(
            "casualties", toll, None, actors, places, date, "persons_killed", "flow",
            dead, dead, dead, "persons",
        )  # fmt: skip
        return Row(key, known_on, chain, (happening, casualties))

    return read


def _margins() -> Mapping[str, tuple[str, dt.timedelta]]:
    return {
        row["code"]: (row["precision"], dt.timedelta(days=int(row["margin_days"])))
        for row in table_rows("date_precisions")
        if row["scheme"] == "acled"
    }


def _date(
    margins: Mapping[str, tuple[str, dt.timedelta]], text: str, precision: str
) -> tuple[dt.date, DateSpan]:
    """The day of a week or month may be its first, its middle or its last."""
    on = named(day, text, "event_date")
    if on is None:
        raise RowError("the row has no day", "event_date")
    term, margin = margins.get(code(precision), margins["1"])
    return on, DateSpan(on - margin, on + margin, term, "explicit", text.strip())


def _event(
    known: dict[tuple[str, str], tuple[str, str | None, str]], kind: str, sub: str, aimed: str
) -> tuple[str, str | None] | None:
    main = words(kind).casefold()
    found = known.get((main, words(sub).casefold())) or known.get((main, ""))
    if found is None:
        return None
    ours, subtype, against = found
    return (against if words(aimed) else ours), subtype


def _places(
    lookup: Lookup, exactness: Mapping[str, str], where: tuple[str, ...]
) -> tuple[Location, ...]:
    name, region, iso, country, precision = where
    nation = country_of(iso) or country_of(country)
    sure = exactness.get(code(precision), "near")
    return lookup.places(name=name, region=region, country=nation, precision=sure)


def _actors(
    lookup: Lookup, kinds: Mapping[str, str | None], who: tuple[str, ...]
) -> tuple[Actor, ...]:
    """Groups on both sides; their order has no meaning, so that nobody is made the attacker."""
    found = (
        lookup.actor(name, kinds.get(code(inter).casefold()), "other")
        for name, inter in (who[:2], who[2:])
    )
    return tuple(actor for actor in found if actor is not None)


ACLED = TableFormat(
    name="acled",
    version="1.0",
    outlet="ACLED",
    source_id="acled",
    kind="dataset",
    tells=(frozenset((*_NEEDED, "event_id_cnty")), frozenset((*_NEEDED, "data_id"))),
    columns=_COLUMNS,
    prepare=prepare,
    private=frozenset({"notes", "tags", "assoc_actor_1", "assoc_actor_2", "latitude", "longitude"}),
    title="ACLED events",
    terms="ACLED wants users to register and to pass no rows on: keep this ledger to yourself",
)
