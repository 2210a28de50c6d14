"""UCDP Georeferenced Event Dataset, with 42 or 49 columns, read by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.claims import DateSpan
from qafila.reports.readers.cells import amount, code, day, words
from qafila.reports.readers.forms import Draft, Layout, Row, RowError, TableFormat, table_rows
from qafila.reports.readers.lookup import country_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from qafila.claims import Actor, Location
    from qafila.reports.readers.lookup import Lookup

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
    """
    at = {name: layout.place(name) for name in _COLUMNS}
    (i_id, i_type, i_start, i_end, i_best, i_high, i_low) = (at[name] for name in _NEEDED[:7])
    i_office, i_dates = at["source_office"], at["source_date"]
    place_at = tuple(
        at[name] for name in ("where_coordinates", "adm_1", "country_id", "country", "where_prec")
    )
    i_prec, i_a, i_b = at["date_prec"], at["side_a"], at["side_b"]
    exactness = precisions("precisions", "ucdp")
    date_words = precisions("date_precisions", "ucdp")
    happened, toll = layout.span("date_start", "date_end"), layout.span("best", "high", "low")
    killed = {"quantity": "persons_killed", "measure": "flow", "unit": "persons"}

    def read(cells: Sequence[str]) -> Row:
        key, kind = code(cells[i_id]), code(cells[i_type])
        if not key:
            raise RowError("the row has no id", "id")
        event_type = _KINDS.get(kind)
        if event_type is None:
            raise RowError(f'"{kind[:20]}" is no type of violence', "type_of_violence")
        start, end = day(cells[i_start]), day(cells[i_end])
        if start is None or end is None or end < start:
            raise RowError("first and last day do not make an interval", "date_start")
        low, best, high = amount(cells[i_low]), amount(cells[i_best]), amount(cells[i_high])
        if low is not None and best is not None and high is not None and not low <= best <= high:
            raise RowError(f"low {low:g}, best {best:g} and high {high:g} are out of order", "best")
        where = tuple("" if place < 0 else cells[place] for place in place_at)
        places = lookup.remember(("ucdp", where), lambda: _places(lookup, exactness, where))
        precision = date_words.get(code(cells[i_prec])) if i_prec >= 0 else None
        if precision is None or (precision == "day" and start != end):
            precision = "day" if start == end else "interval"
        date = DateSpan(start, end, precision, "explicit", cells[i_start].strip())
        sides = ("" if i_a < 0 else cells[i_a], "" if i_b < 0 else cells[i_b], kind)
        actors = lookup.remember(("sides", sides), lambda: _actors(lookup, *sides))
        bounds = {"best": best, "low": low, "high": high}
        if kind == _ONE_SIDED:
            drafts: tuple[Draft, ...] = (
                Draft(event_type, toll, None, actors, places, date, **bounds, **killed),  # type: ignore[arg-type]
            )
        else:
            drafts = (
                Draft(event_type, happened, None, actors, places, date),
                Draft("casualties", toll, None, actors, places, date, **bounds, **killed),  # type: ignore[arg-type]
            )
        dates = cells[i_dates] if i_dates >= 0 else ""
        chain = lookup.chain(UCDP, cells[i_office] if i_office >= 0 else "")
        return Row(key, reported(dates, start, end), chain, drafts)

    return read


def reported(dates: str, start: dt.date, end: dt.date) -> dt.date:
    """The day from which a row was known: that of the latest source it rests on.

    Parameters
    ----------
    dates : str
        Days of its sources, parted by semicolons.
    start, end : datetime.date
        First and last day of the event.

    Returns
    -------
    datetime.date
        The last day of the event where no source is dated, or only before it began.

    Examples
    --------
    >>> begun, over = dt.date(2015, 6, 27), dt.date(2015, 6, 28)
    >>> reported("2015-07-06;2015-06-27", begun, over), reported("", begun, over)
    (datetime.date(2015, 7, 6), datetime.date(2015, 6, 28))
    """
    known = []
    for part in dates.split(";"):
        try:
            found = day(part)
        except RowError:
            continue
        if found is not None and found >= start:
            known.append(found)
    return max(known, default=end)


def _places(
    lookup: Lookup, exactness: Mapping[str, str], where: tuple[str, ...]
) -> tuple[Location, ...]:
    name, region, number, country, precision = where
    nation = country_of(number, "gleditsch_ward") or country_of(country)
    sure = exactness.get(code(precision), "country")
    return lookup.places(name=name, region=region, country=nation, precision=sure)


def _actors(lookup: Lookup, first: str, second: str, kind: str) -> tuple[Actor, ...]:
    """In one-sided violence the first side is the one that attacks; else neither is told to be."""
    roles = ("agent", "target") if kind == _ONE_SIDED else ("other", "other")
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
