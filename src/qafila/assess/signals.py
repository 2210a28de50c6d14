"""Signals: what an assessment needs of a claim or an observation, read without making the claim.

A dated signal speaks of the days from `start` to `end`. What is told to last has no end: it lasts
until the report. What is told as past cannot end after its report. A start that is left open ("by
5 March") is as early as can be, so that nothing is proven of the days after it. An undated signal
has neither; its evidence stands on its day of report.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from qafila.claims import Claim, Location, Source, Span
from qafila.errors import LedgerError
from qafila.ledger.figures import base, witness
from qafila.ledger.placing import COUNTRY, place_key
from qafila.ledger.rules import tolerance_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UNTRACED = "untraced"
_MOVEMENTS = frozenset({"displacement", "supply_arrival", "humanitarian_assistance"})
_DOCUMENT = "\x00"
_BEFORE_ALL = 1
_NOT_OBSERVED = False


class Spot(NamedTuple):
    """A place that a claim names: its key and how wide it is, as in `qafila.ledger.placing`."""

    key: str
    level: int
    location_id: str | None
    country: str | None
    role: str


class Signal(NamedTuple):
    """A claim or an observation, as far as gauges look at it; days are ordinals.

    Parameters
    ----------
    ref : str
        Identifier of the claim or observation.
    observed : bool
        Whether it is an observation.
    reported : int
        Day from which it is known.
    start, end : int or None
        First and last day that it speaks of; None where it is undated.
    event_type, subtype, quantity, measure : str
        What it tells; for observations the measure is the type too. Empty for none.
    low, high : float or None
        Bounds in the base unit; None where it gives no figure.
    unit : str
        The base unit.
    modality : str
        Term of ``modality``.
    spots : tuple of Spot
        All places that it names.
    origin : str
        Whom it is counted to: nameless sources are those of the outlet that quotes them.
    relayed : bool
        Whether another than the origin tells it.
    nations : frozenset of str
        Nationalities of those whom it befell or who are counted.
    actors : frozenset of str
        Identifiers and kinds of who takes part.
    tolerance : int
        Days by which its dates may be wrong on either side.
    series : str
        What figures of observations must share to be comparable.
    document : str
        Document that a claim stands in; empty for observations.
    """

    ref: str
    observed: bool
    reported: int
    start: int | None
    end: int | None
    event_type: str
    subtype: str
    quantity: str
    measure: str
    low: float | None
    high: float | None
    unit: str
    modality: str
    spots: tuple[Spot, ...]
    origin: str
    relayed: bool
    nations: frozenset[str]
    actors: frozenset[str]
    tolerance: int
    series: str = ""
    document: str = ""

    @property
    def places(self) -> tuple[Spot, ...]:
        """Where it happened; a convoy attacked on its way to a city is not attacked there."""
        return _happened(self.event_type, self.spots)


@lru_cache(maxsize=65536)
def _happened(event_type: str, spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
    if event_type not in _MOVEMENTS:
        spots = tuple(spot for spot in spots if spot.role not in {"to", "via"})
    settled = tuple(spot for spot in spots if spot.role == "to")
    settled = settled or tuple(spot for spot in spots if spot.role not in {"from", "via"})
    return settled or tuple(spot for spot in spots if spot.role == "from") or spots


def signal_from_payload(payload: str) -> Signal | None:
    """Read a signal from what is stored of a claim.

    Parameters
    ----------
    payload : str
        From `qafila.ledger.choosing.payloads`.

    Returns
    -------
    Signal or None
        None for a claim without a day of report, which is never known.

    Raises
    ------
    LedgerError
        If the text is damaged.

    Examples
    --------
    >>> from qafila.ledger.payloads import payload_of
    >>> day = dt.date(2025, 9, 3)
    >>> claim = Claim("c", "d", day, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> signal_from_payload(payload_of(claim)).origin
    'document:d'
    """
    try:
        given = orjson.loads(payload)
        if given["reported_at"] is None:
            return None
        return _signal(given)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerError(
            f"a stored claim is damaged ({error}); restore a copy of the ledger, or move it away "
            "and read the reports again"
        ) from error


def _signal(given: Mapping[str, Any]) -> Signal:
    reported = _ordinal(given["reported_at"])
    date = given["date"]
    start, end = _days(date, given["modality"], reported)
    low, high, unit = _bounds(given)
    chain = tuple(
        (one["name"], one["source_id"], one["kind"], one["network"], one["relays"])
        for one in given["said_by"]
    )
    actors = given["actors"]
    counted = given["counted"]
    spots = tuple(
        _spot(one["name"], one["location_id"], one["country"], one["precision"], one["role"])
        for one in given["locations"]
    )
    return Signal(
        given["claim_id"], _NOT_OBSERVED, reported, start, end,
        given["event_type"], given["subtype"] or "", given["quantity"] or "",
        given["measure"] or "", low, high, unit, given["modality"], spots,
        _origin(chain).replace(_DOCUMENT, given["document_id"]), len(chain) > 1,
        _nations(actors, counted) if actors or counted else _NONE,
        _acting(tuple((one["actor_id"], one["kind"]) for one in actors)) if actors else _NONE,
        0 if start is None else _tolerance(date["precision"]),
        document=given["document_id"],
    )  # fmt: skip


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


@lru_cache(maxsize=64)
def _tolerance(precision: str | None) -> int:
    return math.ceil(tolerance_days(precision, resolved=True))


def _days(
    date: Mapping[str, Any], modality: str, reported: int
) -> tuple[int, int] | tuple[None, None]:
    given = date["start"], date["end"]
    if given[0] is None and given[1] is None:
        return None, None
    start = _BEFORE_ALL if given[0] is None else _ordinal(given[0])
    end = max(start, reported) if given[1] is None else _ordinal(given[1])
    if modality != "announced" and start <= reported:
        end = min(end, reported)
    return start, max(start, end)


def _bounds(given: Mapping[str, Any]) -> tuple[float | None, float | None, str]:
    low, high, best = given["low"], given["high"], given["best"]
    if low is None and high is None:
        if best is None:
            return None, None, ""
        low = high = best
    scale, unit = _scale(given["unit"])
    low = -math.inf if low is None else low * scale
    return low, math.inf if high is None else high * scale, unit


@lru_cache(maxsize=256)
def _scale(unit: str | None) -> tuple[float, str]:
    return base(1.0, unit)


@lru_cache(maxsize=65536)
def _spot(
    name: str, location_id: str | None, country: str | None, precision: str | None, role: str
) -> Spot:
    key, level = place_key(Location(name, location_id, country, precision))
    return Spot(key, level, location_id if level != COUNTRY else None, country, role)


@lru_cache(maxsize=65536)
def _origin(chain: tuple[tuple[Any, ...], ...]) -> str:
    """Nameless sources count as the outlet that quotes them, so that one more takes none away."""
    links = tuple(
        Source(name, source_id, kind, network=network, relays=bool(relays))
        for name, source_id, kind, network, relays in chain
    )
    day, span = None, Span(0, 1, "x")
    key = witness(Claim("", _DOCUMENT, day, "", "", span, "", "", said_by=links))
    return key if key == chain_key(links) else key.partition("/")[0]


def chain_key(links: Sequence[Source]) -> str:
    """Key of the last source of a chain, or an empty text.

    Parameters
    ----------
    links : sequence of Source
        From the outlet to the origin.

    Returns
    -------
    str
        As `Source.key`.
    """
    return links[-1].key if links else ""


def _nations(
    actors: Sequence[Mapping[str, Any]], counted: Mapping[str, Any] | None
) -> frozenset[str]:
    found = {one["nationality"] for one in actors if one["role"] != "agent"}
    if counted:
        found.add(counted["country"])
    return frozenset(found - {None})


@lru_cache(maxsize=65536)
def _acting(actors: tuple[tuple[str | None, str | None], ...]) -> frozenset[str]:
    return frozenset(name for pair in actors for name in pair if name)


def place_of(location_id: str, country: str | None) -> Spot:
    """The spot of a place of the case.

    Parameters
    ----------
    location_id : str
        Its identifier.
    country : str or None
        Its country.

    Returns
    -------
    Spot
        As a claim that names it.

    Examples
    --------
    >>> place_of("bamako", "MLI").key
    'bamako'
    """
    return _spot(location_id, location_id, country, "exact", "at")


def country_of(country: str) -> Spot:
    """The spot of a country.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3.

    Returns
    -------
    Spot
        As a claim that names it.

    Examples
    --------
    >>> country_of("MLI").key
    'country:MLI'
    """
    return _spot(country, None, country, "country", "at")
