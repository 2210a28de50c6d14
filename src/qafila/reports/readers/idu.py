"""IDMC Internal Displacement Updates: people who fled in one event, by figure and source.

One event may have several figures: one that IDMC recommends, where it says so, else the one that
was made last counts. Texts for pop-ups are HTML; nothing is read from them and no claim quotes
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.readers.cells import amount, code, moment, named, words
from qafila.reports.readers.forms import Draft, Layout, Row, RowError, TableFormat, table_rows
from qafila.reports.readers.lookup import country_of
from qafila.reports.readers.people import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.claims import DateSpan
    from qafila.reports.readers.lookup import Lookup

_NEEDED = ("id", "iso3", "figure", "displacement_type", "displacement_start_date")
_PRIVATE = frozenset({"standard_popup_text", "standard_info_text", "description", "sources"})
_EVENT = (
    "event_name", "iso3", "displacement_type", "displacement_start_date", "displacement_end_date",
    "latitude", "longitude", "locations_name",
)  # fmt: skip
_ROLES = frozenset({"", "recommended figure"})


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
        If a row has no key or a figure is none.
    """
    at = {name: layout.place(name) for name in IDU.columns}
    chain = lookup.chain(IDU)
    hedges = {row["word"]: row for row in table_rows("qualifiers")}
    span = layout.span("qualifier", "figure")

    def cell(cells: Sequence[str], name: str) -> str:
        return cells[at[name]] if at[name] >= 0 else ""

    def date_of(cells: Sequence[str]) -> DateSpan:
        starts = ("displacement_start_date", "displacement_date")
        start = next((found for name in starts if (found := moment(cell(cells, name)))), None)
        end = moment(cell(cells, "displacement_end_date")) or start
        return interval(start, end, cell(cells, "displacement_start_date"))

    def read(cells: Sequence[str]) -> Row:
        if not code(cell(cells, "id")):
            raise RowError("the row has no id", "id")
        titled = bool(words(cell(cells, "event_name")))
        event = "/".join(words(cell(cells, name)) for name in _EVENT)
        key = event if titled else code(cell(cells, "id"))
        made, date = moment(cell(cells, "created_at")), date_of(cells)
        published = made or date.end
        if words(cell(cells, "role")).casefold() not in _ROLES:
            return Row(key, published, chain, ())
        country = country_of(cell(cells, "iso3")) or country_of(cell(cells, "country"))
        places = lookup.places(name=cell(cells, "locations_name"), country=country)
        figure = named(amount, cell(cells, "figure"), "figure")
        hedge = hedges.get(words(cell(cells, "qualifier")).casefold())
        drafts: tuple[Draft, ...] = ()
        if figure:
            best, low, high, qualifier = _bounds(figure, hedge)
            drafts = (
                Draft(
                    "displacement", span, None, (), places, date, "persons_displaced", "flow",
                    best, low, high, "persons", qualifier,
                ),
            )  # fmt: skip
        return Row(key, published, chain, drafts, cell(cells, "created_at").strip())

    return read


def _bounds(
    figure: float, hedge: object
) -> tuple[float | None, float | None, float | None, str | None]:
    """Bounds of a figure by the word beside it; an unknown word bounds nothing from either side."""
    if hedge is None:
        return figure, None, None, None
    row: dict[str, str] = dict(hedge)  # type: ignore[call-overload]
    low = round(figure * float(row["low"]), 6) if row["low"] else None
    high = round(figure * float(row["high"]), 6) if row["high"] else None
    return figure, low, high, row["qualifier"] or None


IDU = TableFormat(
    name="idu",
    version="1.0",
    outlet="IDMC",
    source_id=None,
    kind="dataset",
    tells=(frozenset({"iso3", "figure", "displacement_type"}),),
    columns=(
        *_NEEDED, "country", "displacement_date", "displacement_end_date", "qualifier",
        "event_name", "created_at", "role", "latitude", "longitude", "locations_name",
    ),
    prepare=prepare,
    private=_PRIVATE,
    title="IDMC Internal Displacement Updates",
    revised=True,
)  # fmt: skip
