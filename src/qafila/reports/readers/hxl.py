"""Any CSV file with a row of HXL 1.1 tags: people affected, by place, date and origin."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from qafila.reports.readers.cells import code, moment, words, year
from qafila.reports.readers.forms import Draft, Layout, Row, TableFormat
from qafila.reports.readers.lookup import country_of
from qafila.reports.readers.people import count, groups, interval, on_day, whole_year, year_end

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from qafila.claims import DateSpan, Location
    from qafila.reports.readers.lookup import Lookup

# Attributes that tell a vocabulary, a language or a form and not another thing.
_SILENT = ("v_", "i_", "t_")
_FORMS = frozenset({"num", "ind", "total", "label", "displacement"})
_IDENTITY = (
    "#country", "#adm1", "#adm2", "#adm3", "#adm4", "#loc", "#geo", "#date", "#event", "#group",
    "#population+group", "#gender", "#age", "#assessment", "#round", "#operation", "#crisis",
    "#cause", "#meta+id",
)  # fmt: skip


class _Tag(NamedTuple):
    name: str
    attributes: frozenset[str]

    @property
    def text(self) -> str:
        return "+".join([self.name, *sorted(self.attributes)])


def read_tag(written: str) -> _Tag:
    """A tag with the attributes that tell what is counted.

    Parameters
    ----------
    written : str
        Such as ``#affected +idps+num``.

    Returns
    -------
    tuple of str and frozenset of str
        Name and attributes; those of vocabularies and languages are left out.

    Examples
    --------
    >>> read_tag("#Affected +returnees+refugees +v_unhcr").text
    '#affected+refugees+returnees'
    """
    name, *rest = (part.strip().casefold() for part in written.split("+"))
    kept = (part for part in rest if part and not part.startswith(_SILENT) and part not in _FORMS)
    return _Tag(name, frozenset(kept))


class _Columns:
    """Columns of a file by tag."""

    def __init__(self, tags: Sequence[str]) -> None:
        self.tags = [read_tag(tag) for tag in tags]

    def place(self, *wanted: str) -> int:
        """The first column that has one of the tags with just these attributes."""
        for tag in map(read_tag, wanted):
            if tag in self.tags:
                return self.tags.index(tag)
        return -1


def prepare(layout: Layout, lookup: Lookup) -> Callable[[Sequence[str]], Row]:
    """Make the function that reads the rows of one file.

    Parameters
    ----------
    layout : Layout
        Its columns, with their tags.
    lookup : Lookup
        Places and sources.

    Returns
    -------
    callable
        From the cells of a row to what it says.
    """
    columns = _Columns(layout.tags)
    known = {read_tag(name).text: group for name, group in groups("hxl").items()}
    figures = [
        (place, known[tag.text], layout.names[place])
        for place, tag in enumerate(columns.tags)
        if tag.text in known
    ]
    named = [(place, tag.text) for place, tag in enumerate(columns.tags) if _is_identity(tag)]
    where_at = [
        columns.place("#country+code+asylum", "#country+code", "#country"),
        columns.place("#country+name+asylum", "#country+name", "#country"),
        columns.place("#adm1+code"), columns.place("#adm1+name", "#adm1"),
        columns.place("#adm2+code"), columns.place("#adm2+name", "#adm2"),
        columns.place("#loc+name", "#loc"),
    ]  # fmt: skip
    origin_at = [columns.place("#country+code+origin"), columns.place("#country+name+origin")]
    days = [
        columns.place("#date+start", "#date+occurred+start"),
        columns.place("#date+end", "#date+occurred+end"),
        columns.place("#date", "#date+occurred"),
        columns.place("#date+year"),
        columns.place("#date+reported", "#date+published", "#date+updated"),
    ]
    i_source = columns.place("#meta+source", "#meta+provider", "#source")

    def read(cells: Sequence[str]) -> Row:
        where = tuple(_cell(cells, place) for place in where_at)
        places = lookup.remember(("hxl", where), lambda: _places(lookup, where))
        origin = next((found for at in origin_at if (found := country_of(_cell(cells, at)))), None)
        start, end, on, year_number, reported = _days(cells, days)
        drafts: tuple[Draft, ...] = ()
        for place, group, column in figures:
            date = _date(group.measure == "stock", start, end or on, year_number)
            drafts += count(group, cells[place], (place, place), column, places, date, origin)
        last = next((one.date.end for one in drafts if one.date.end), None)
        identity = "\x1f".join(f"{tag}={cells[place].strip()}" for place, tag in named)
        key = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        said_by = lookup.chain(HXL, _cell(cells, i_source))
        return Row(key, reported or last, said_by, drafts)

    return read


def _is_identity(tag: _Tag) -> bool:
    if tag.name == "#date":
        return not tag.attributes & {"reported", "published", "updated"}
    return any(
        tag.name == name and (not more or more in tag.attributes)
        for name, _, more in (wanted.partition("+") for wanted in _IDENTITY)
    )


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place >= 0 else ""


def _days(
    cells: Sequence[str], places: Iterable[int]
) -> tuple[dt.date | None, dt.date | None, dt.date | None, int | None, dt.date | None]:
    first, last, one, in_year, reported = (_cell(cells, place) for place in places)
    on, number = None, year(in_year) if in_year else None
    plain = code(one)
    if len(plain) == 4 and plain.isdigit():
        number = year(plain)
    else:
        on = moment(one)
    return moment(first) or None, moment(last), on, number, moment(reported)


def _date(
    level: bool,
    start: dt.date | None,
    end: dt.date | None,
    number: int | None,
) -> DateSpan:
    """A level holds on the last day; an amount came about over the whole time."""
    if end is None and start is None:
        if number is None:
            return interval(None, None, "")
        return (year_end if level else whole_year)(number, str(number))
    last = end or start
    if level:
        return on_day(last, str(last))
    return interval(start or last, last, str(start or last))


def _places(lookup: Lookup, where: tuple[str, ...]) -> tuple[Location, ...]:
    iso, named, first_code, first, second_code, second, place = where
    country = country_of(iso) or country_of(named)
    if words(place):
        return lookup.places(name=place, region=first, country=country)
    if words(second) or code(second_code):
        return lookup.places(
            name=second, region=first, pcode=code(second_code), country=country, precision="near"
        )
    precision = "region" if words(first) or code(first_code) else "country"
    return lookup.places(region=first, pcode=code(first_code), country=country, precision=precision)


HXL = TableFormat(
    name="hxl",
    version="1.0",
    outlet="",
    source_id=None,
    kind="",
    tells=(frozenset({"#affected"}), frozenset({"#population"})),
    columns=(),
    prepare=prepare,
    title="Any table with a row of HXL tags",
)
