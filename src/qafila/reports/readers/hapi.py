"""HDX HAPI: conflict events, displaced people, refugees, returnees and prices of food."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.lexicons import schema_units
from qafila.reports.readers.cells import amount, code, moment, named, words
from qafila.reports.readers.forms import Draft, Layout, Row, RowError, TableFormat, table_rows
from qafila.reports.readers.lookup import country_of
from qafila.reports.readers.people import count, groups, interval, on_day
from qafila.reports.readers.prices import known_price, price_claim

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.claims import DateSpan, Location
    from qafila.reports.readers.lookup import Lookup

    Reader = Callable[[Sequence[str]], Row]

_ALL = frozenset({"all", ""})
_PLACE = (
    "location_code", "admin1_code", "admin1_name", "admin2_code", "admin2_name",
    "provider_admin1_name", "provider_admin2_name",
)  # fmt: skip
_PERIOD = ("reference_period_start", "reference_period_end")


class _Cells:
    """Cells of a row by the name of their column; one that the file does not have is empty."""

    def __init__(self, layout: Layout) -> None:
        self._at = {name: layout.place(name) for name in HAPI.columns}
        self._cells: Sequence[str] = ()

    def turn(self, cells: Sequence[str]) -> None:
        self._cells = cells

    def __getitem__(self, name: str) -> str:
        place = self._at[name]
        return self._cells[place] if place >= 0 else ""

    def period(self) -> DateSpan:
        start, end = (moment(self[name]) for name in _PERIOD)
        if end is None:
            raise RowError("the row has no end of its period", _PERIOD[1])
        return interval(start, end, self[_PERIOD[0]])


def prepare(layout: Layout, lookup: Lookup) -> Reader:
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
    row = _Cells(layout)
    if layout.has("fatalities"):
        return _events(layout, lookup, row)
    if layout.has("price"):
        return _market(layout, lookup, row)
    return _people(layout, lookup, row)


def _places(lookup: Lookup, row: _Cells) -> tuple[Location, ...]:
    country = country_of(row["location_code"])
    first = words(row["admin1_name"]) or words(row["provider_admin1_name"])
    second = words(row["admin2_name"]) or words(row["provider_admin2_name"])
    if second or code(row["admin2_code"]):
        # The second-level unit is named by its seat; its code says in which unit of today it lies.
        return lookup.places(
            name=second, region=first, pcode=code(row["admin2_code"]), country=country,
            precision="near",
        )  # fmt: skip
    precision = "region" if first or code(row["admin1_code"]) else "country"
    return lookup.places(
        region=first, pcode=code(row["admin1_code"]), country=country, precision=precision
    )


def _key(name: str, row: _Cells, *parts: str) -> str:
    return "/".join([name, *(row[part].strip() for part in (*_PLACE, *parts))])


def _events(layout: Layout, lookup: Lookup, row: _Cells) -> Reader:
    known = {one["event_type"]: one for one in table_rows("hapi_events")}
    chain = lookup.chain(HAPI, "ACLED")
    happened, toll = layout.span("events"), layout.span("fatalities")
    incidents = schema_units()["violent_events"]

    def read(cells: Sequence[str]) -> Row:
        row.turn(cells)
        key = _key("conflict-events", row, "event_type", *_PERIOD)
        date, ours = row.period(), known.get(row["event_type"].strip())
        if ours is None:
            return Row(key, date.end, chain, ())
        where, drafts = _places(lookup, row), []
        for column, span, quantity, unit, wanted in (
            ("events", happened, "violent_events", incidents, ours["counts_events"] == "yes"),
            ("fatalities", toll, "persons_killed", "persons", True),
        ):
            value = named(amount, row[column], column)
            if value and wanted:
                drafts.append(
                    Draft(
                        ours["ours"], span, None, (), where, date, quantity, "flow",
                        value, value, value, unit,
                    )
                )  # fmt: skip
        return Row(key, date.end, chain, tuple(drafts))

    return read


def _people(layout: Layout, lookup: Lookup, row: _Cells) -> Reader:
    known, span = groups("hapi"), layout.span("population")
    abroad = layout.has("asylum_location_code")
    unhcr, iom = lookup.chain(HAPI, "UNHCR"), lookup.chain(HAPI, "IOM")
    chain = unhcr if abroad else iom

    def read(cells: Sequence[str]) -> Row:
        row.turn(cells)
        parts = ("population_group", "gender", "age_range", "assessment_type", "operation")
        key = _key(
            "people", row, "origin_location_code", "asylum_location_code", *parts,
            "reporting_round", *_PERIOD,
        )  # fmt: skip
        date = row.period()
        group = known.get(row["population_group"].strip().casefold() if abroad else "idp")
        whole = all(row[name].strip().casefold() in _ALL for name in ("gender", "age_range"))
        if group is None or not whole:
            return Row(key, date.end, chain, ())
        if group.measure == "stock":
            date = on_day(date.end, row[_PERIOD[1]])
        origin = country_of(row["origin_location_code"]) if abroad else None
        if abroad:
            back = group.quantity == "persons_returned"
            there = origin if back else country_of(row["asylum_location_code"])
            where = lookup.places(country=there, precision="country")
        else:
            where = _places(lookup, row)
        drafts = count(group, row["population"], span, "population", where, date, origin)
        return Row(key, date.end, chain, drafts)

    return read


def _market(layout: Layout, lookup: Lookup, row: _Cells) -> Reader:
    span = layout.span("price")
    chain = lookup.chain(HAPI, "WFP")

    def read(cells: Sequence[str]) -> Row:
        row.turn(cells)
        commodity = row["commodity_name"] or row["commodity"]
        key = _key(
            "price", row, "market_code", "market_name", "market", "commodity_code",
            "commodity_name", "commodity", "currency_code", "currency", "unit", "price_type",
            "pricetype", *_PERIOD, "date",
        )  # fmt: skip
        on = moment(row["date"])
        date = row.period() if on is None else on_day(on, row["date"])
        price = known_price(commodity, row["currency_code"] or row["currency"], row["unit"])
        kind = (row["price_type"] or row["pricetype"]).strip().casefold()
        flag = (row["price_flag"] or row["priceflag"]).strip().casefold()
        if price is None or kind not in {"retail", ""} or flag not in {"actual", ""}:
            return Row(key, date.end, chain, ())
        country = country_of(row["location_code"])
        where = lookup.places(
            name=row["market_name"] or row["market"],
            region=row["admin1_name"] or row["admin1"],
            country=country,
        )
        return Row(key, date.end, chain, price_claim(price, row["price"], span, where, date))

    return read


HAPI = TableFormat(
    name="hapi",
    version="1.0",
    outlet="HDX",
    source_id=None,
    kind="dataset",
    tells=(
        frozenset({"location_code", "event_type", "events", "fatalities", *_PERIOD}),
        frozenset({"location_code", "admin1_code", "population", "reporting_round", *_PERIOD}),
        frozenset({"origin_location_code", "asylum_location_code", "population", *_PERIOD}),
        frozenset({"location_code", "commodity_name", "price", "unit", *_PERIOD}),
        frozenset({"location_code", "commodity_code", "price", "unit", *_PERIOD}),
        frozenset({"date", "market", "commodity", "unit", "currency", "price", "admin1"}),
    ),
    columns=(
        *_PLACE, *_PERIOD, "event_type", "events", "fatalities", "population", "population_group",
        "gender", "age_range", "assessment_type", "operation", "reporting_round",
        "origin_location_code", "asylum_location_code", "market_code", "market_name", "market",
        "commodity_code", "commodity_name", "commodity", "currency_code", "currency", "unit",
        "price_type", "pricetype", "price_flag", "priceflag", "price", "date", "admin1",
    ),
    prepare=prepare,
    private=frozenset({"warning", "error"}),
    title="HDX HAPI tables, and prices as WFP publishes them",
)  # fmt: skip
