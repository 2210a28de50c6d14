"""UCDP Georeferenced Event Dataset, with 42 or 49 columns, read by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.claims import DateSpan
from qafila.reports.readers.cells import amount, code, day, named, words
from qafila.reports.readers.forms import Draft, Layout, Row, RowError, TableFormat, table_rows
from qafila.reports.readers.lookup import Memory, country_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from qafila.claims import Actor, Location, Source
    from qafila.reports.readers.lookup import Lookup

    _Toll = tuple[float | None, float | None, float | None]

_NEEDED = ("id", "type_of_violence", "date_start", "date_end", "best", "high", "low", "country")
_COLUMNS = (
    *_NEEDED, "source_office", "source_date", "where_prec", "where_coordinates", "adm_1",
    "country_id", "date_prec", "side_a", "side_b",
)  # fmt: skip
_ONE_SIDED = "3"
_KINDS = {"1": "armed_clash", "2": "armed_clash", _ONE_SIDED: "violence_against_civilians"}


def precisions(table: str, scheme: str) -> Mapping[str, str]:
    """What the codes of a provider say of place or date in our words.

    Parameters
    ----------
    table : str
        ``precisions`` or ``date_precisions``.
    scheme : str
        The provider.

    Returns
    -------
    mapping of str to str
        Code to term.

    Examples
    --------
    >>> precisions("precisions", "ucdp")["2"]
    'near'
    """
    return {row["code"]: row["precision"] for row in table_rows(table) if row["scheme"] == scheme}


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
        If a row has no key, no interval of days, or a figure is none.
    """
    i_id, i_type = layout.place("id"), layout.place("type_of_violence")
    i_office, i_dates = layout.place("source_office"), layout.place("source_date")
    where_of = layout.pick("where_coordinates", "adm_1", "country_id", "country", "where_prec")
    when_of = layout.pick("date_start", "date_end", "date_prec")
    sides_of = layout.pick("side_a", "side_b", "type_of_violence")
    toll_of = layout.pick("low", "best", "high")
    exactness = precisions("precisions", "ucdp")
    words_of_dates = precisions("date_precisions", "ucdp")
    happened, counted = layout.span("date_start", "date_end"), layout.span("best", "high", "low")
    dates: Memory[tuple[str, ...], DateSpan] = Memory(lambda cells: _date(words_of_dates, *cells))
    tolls: Memory[tuple[str, ...], _Toll] = Memory(lambda cells: _toll(*cells))
    places_of: Memory[tuple[str, ...], tuple[Location, ...]] = Memory(
        lambda cells: _places(lookup, exactness, cells)
    )
    actors_of: Memory[tuple[str, ...], tuple[Actor, ...]] = Memory(
        lambda cells: _actors(lookup, *cells)
    )
    chains: Memory[str, tuple[Source, ...]] = Memory(lambda office: lookup.chain(UCDP, office))

    def read(cells: Sequence[str]) -> Row:
        key, kind = code(cells[i_id]), code(cells[i_type])
        if not key:
            raise RowError("the row has no id", "id")
        event_type = _KINDS.get(kind)
        if event_type is None:
            raise RowError(f'"{kind[:20]}" is no type of violence', "type_of_violence")
        date = dates[when_of(cells)]
        low, best, high = tolls[toll_of(cells)]
        places = places_of[where_of(cells)]
        actors = actors_of[sides_of(cells)]
        one_sided = kind == _ONE_SIDED
        toll = Draft(
            event_type if one_sided else "casualties", counted, None, actors, places, date,
            "persons_killed", "flow", best, low, high, "persons",
        )  # fmt: skip
        clash = Draft(event_type, happened, None, actors, places, date)
        chain = chains[cells[i_office] if i_office >= 0 else ""]
        known = reported(cells[i_dates] if i_dates >= 0 else "", date)
        return Row(key, known, chain, (toll,) if one_sided else (clash, toll))

    return read


def _date(terms: Mapping[str, str], first: str, last: str, precision: str) -> DateSpan:
    start, end = named(day, first, "date_start"), named(day, last, "date_end")
    if start is None or end is None or end < start:
        raise RowError("first and last day do not make an interval", "date_start")
    term = terms.get(code(precision))
    if term is None or (term == "day" and start != end):
        term = "day" if start == end else "interval"
    return DateSpan(start, end, term, "explicit", first.strip())


def _toll(*written: str) -> tuple[float | None, float | None, float | None]:
    low, best, high = (
        named(amount, text, column)
        for text, column in zip(written, ("low", "best", "high"), strict=True)
    )
    given = [value for value in (low, best, high) if value is not None]
    if given != sorted(given):
        raise RowError("low, best and high are out of order", "best")
    return low, best, high


def reported(dates: str, date: DateSpan) -> dt.date | None:
    """The day from which a row was known: that of the latest source it rests on.

    Parameters
    ----------
    dates : str
        Days of its sources, parted by semicolons.
    date : DateSpan
        When it happened.

    Returns
    -------
    datetime.date or None
        The last day of the event where no source is dated, or only before it began.

    Examples
    --------
    >>> import datetime as dt
    >>> date = DateSpan(dt.date(2015, 6, 27), dt.date(2015, 6, 28))
    >>> reported("2015-07-06;2015-06-27", date), reported("", date)
    (datetime.date(2015, 7, 6), datetime.date(2015, 6, 28))
    """
    known = []
    for part in dates.split(";"):
        try:
            found = day(part)
        except RowError:
            continue
        if found is not None and (date.start is None or found >= date.start):
            known.append(found)
    return max(known, default=date.end)


def _places(
    lookup: Lookup, exactness: Mapping[str, str], where: tuple[str, ...]
) -> tuple[Location, ...]:
    name, region, number, country, precision = where
    nation = country_of(number, "gleditsch_ward") or country_of(country)
    sure = exactness.get(code(precision), "country")
    return lookup.places(name=name, region=region, country=nation, precision=sure)


def _actors(lookup: Lookup, first: str, second: str, kind: str) -> tuple[Actor, ...]:
    """In one-sided violence the first side is the one that attacks; else neither is told to be."""
    roles = ("agent", "target") if code(kind) == _ONE_SIDED else ("other", "other")
    found = (
        lookup.actor(side, _kind(words(side)), role)
        for side, role in zip((first, second), roles, strict=True)
    )
    return tuple(actor for actor in found if actor is not None)


def _kind(name: str) -> str | None:
    if name.startswith("Government of "):
        return "state"
    return "civilians" if name.casefold() == "civilians" else None


UCDP = TableFormat(
    name="ucdp",
    version="1.0",
    outlet="UCDP",
    source_id="ucdp",
    kind="dataset",
    tells=(frozenset(_NEEDED),),
    columns=_COLUMNS,
    prepare=prepare,
    private=frozenset(
        {"source_article", "source_headline", "source_original", "where_description"}
    ),
    title="UCDP Georeferenced Event Dataset",
)
