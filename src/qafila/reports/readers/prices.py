"""Prices of goods on markets, as WFP collects them: the table of WFP and that of HDX HAPI."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from qafila.reports.lexicons import schema_units
from qafila.reports.readers.cells import amount, named, words
from qafila.reports.readers.forms import Draft, table_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.claims import DateSpan, Location


class Price(NamedTuple):
    """Which price of ours a price is, and what turns its unit into ours."""

    quantity: str
    factor: float


@cache
def _prices() -> Mapping[tuple[str, str, str], Price]:
    return {
        (row["commodity"], row["currency"], row["unit"]): Price(
            row["quantity"], float(row["factor"])
        )
        for row in table_rows("prices")
    }


def known_price(commodity: str, currency: str, unit: str) -> Price | None:
    """The price that a row tells.

    Parameters
    ----------
    commodity, currency, unit : str
        As the table writes them.

    Returns
    -------
    Price or None
        None for goods, currencies and units that ``tables/prices.csv`` does not name.

    Examples
    --------
    >>> known_price("Millet", "XOF", "100 KG")
    Price(quantity='millet_price', factor=0.01)
    """
    key = (words(commodity).casefold(), words(currency).upper(), words(unit).upper())
    return _prices().get(key)


def price_claim(
    price: Price,
    text: str,
    span: tuple[int, int],
    places: tuple[Location, ...],
    date: DateSpan,
) -> tuple[Draft, ...]:
    """The claim on a price.

    Parameters
    ----------
    price : Price
        Which one it is.
    text : str
        The cell.
    span : tuple of int
        Cells to quote.
    places : tuple of Location
        The market.
    date : DateSpan
        As of when.

    Returns
    -------
    tuple of Draft
        One; none where the price is unknown.

    Raises
    ------
    RowError
        If the cell is no price.
    """
    value = named(amount, text, "price")
    if value is None:
        return ()
    value = round(value * price.factor, 6)
    return (
        Draft(
            "price", span, None, (), places, date, price.quantity, "stock", value, value, value,
            schema_units()[price.quantity],
        ),
    )  # fmt: skip
