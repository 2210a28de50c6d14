"""IOM Displacement Tracking Matrix: internally displaced people present, by unit and round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.readers.cells import code, moment, words
from qafila.reports.readers.forms import Layout, Row, RowError, TableFormat
from qafila.reports.readers.lookup import country_of
from qafila.reports.readers.people import Group, count, groups, on_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.claims import Location
    from qafila.reports.readers.lookup import Lookup

_FIGURE = "numpresentidpind"
_WHERE = (
    "admin0pcode", "admin0name", "admin1pcode", "admin1name", "admin2pcode", "admin2name",
)  # fmt: skip
_PARTS = (
    "operation", "roundnumber", "displacementreason", "assessmenttype", "idporiginadmin1pcode",
    "idporiginadmin1name",
)  # fmt: skip


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
        If a row has no day or a figure is none.
    """
    where_at = [layout.place(name) for name in _WHERE]
    parts_at = [layout.place(name) for name in _PARTS]
    i_date, i_people = layout.place("reportingdate"), layout.place(_FIGURE)
    group, chain = _displaced(), lookup.chain(DTM)

    def read(cells: Sequence[str]) -> Row:
        on = moment(cells[i_date])
        if on is None:
            raise RowError("the row has no day", "reportingDate")
        where = tuple(code(cells[place]) if place >= 0 else "" for place in where_at)
        parts = "/".join(words(cells[place]) if place >= 0 else "" for place in parts_at)
        places = lookup.remember(("dtm", where), lambda: _places(lookup, where))
        drafts = count(
            group, cells[i_people], (i_people, i_people), "numPresentIdpInd", places,
            on_day(on, cells[i_date]),
        )  # fmt: skip
        return Row(f"{'/'.join(where)}/{on}/{parts}", on, chain, drafts)

    return read


def _displaced() -> Group:
    return groups("hapi")["idp"]


def _places(lookup: Lookup, where: tuple[str, ...]) -> tuple[Location, ...]:
    iso, named, first_code, first, second_code, second = where
    country = country_of(iso) or country_of(named)
    if second or second_code:
        return lookup.places(
            name=second, region=first, pcode=second_code, country=country, precision="near"
        )
    precision = "region" if first or first_code else "country"
    return lookup.places(region=first, pcode=first_code, country=country, precision=precision)


DTM = TableFormat(
    name="dtm",
    version="1.0",
    outlet="IOM DTM",
    source_id="iom",
    kind="intergovernmental",
    tells=(frozenset({"admin0pcode", _FIGURE, "reportingdate"}),),
    columns=(*_WHERE, *_PARTS, _FIGURE, "reportingdate"),
    prepare=prepare,
    title="IOM Displacement Tracking Matrix",
)
