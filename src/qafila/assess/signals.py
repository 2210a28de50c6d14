"""Signals: what an assessment needs of a claim or an observation, read without making the claim.

A dated signal speaks of the days from `start` to `end`. What is told to last has no end: it lasts
until the report, or until the newest of what the report restates. What is told as past cannot end
after its report. A start that is left open ("by 5 March") is as early as can be, so that nothing is
proven of the days after it. An undated signal has neither; its evidence stands on its day of
report, or on that of what the report restates.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from qafila.assess.attributed import said_by_then
from qafila.claims import Claim, Location, Source, Span
from qafila.errors import LedgerError
from qafila.ledger.figures import base, witness
from qafila.ledger.payloads import claim_from_payload, payload_of
from qafila.ledger.placing import COUNTRY, place_key
from qafila.ledger.rules import tolerance_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.assess.attributed import Restated

_MOVEMENTS = frozenset({"displacement", "supply_arrival", "humanitarian_assistance"})
_DOCUMENT = "\x00"
_BY_NAME, _UNNAMED = "name:", "unnamed"
_BEFORE_ALL = 1
_NOT_OBSERVED = False
_NOTHING_RESTATED: Mapping[str, tuple[Restated, ...]] = MappingProxyType({})
_LINK = itemgetter("name", "source_id", "kind", "network", "relays")
_ACTOR = itemgetter("actor_id", "kind", "role", "nationality")
_PLACE = itemgetter("name", "location_id", "country", "precision", "role")


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
    spoken : int
        Last day on which it can have been said, never after `reported`: a document that restates
        others is newer than they.
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
    spoken: int = 0

    @property
    def stands(self) -> int:
        """Day that it stands for where it bears no date."""
        return self.spoken or self.reported

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


def signal_from_payload(
    payload: str, restated: Mapping[str, tuple[Restated, ...]] = _NOTHING_RESTATED
) -> Signal | None:
    """Read a signal from what is stored of a claim.

    Parameters
    ----------
    payload : str
        From `qafila.ledger.choosing.payloads`.
    restated : mapping of str to tuple
        From `qafila.ledger.choosing.restated`.

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
        return _signal(orjson.loads(payload), restated)
    except KeyError:
        # What an earlier version stored lacks fields that claims have gained since.
        return _signal(orjson.loads(payload_of(claim_from_payload(payload))), restated)
    except (ValueError, TypeError, AttributeError) as error:
        raise LedgerError(
            f"a stored claim is damaged ({error}); restore a copy of the ledger, or move it away "
            "and read the reports again"
        ) from error


def _signal(
    given: Mapping[str, Any], restated: Mapping[str, tuple[Restated, ...]]
) -> Signal | None:
    if given["reported_at"] is None:
        return None
    reported, date, modality = _ordinal(given["reported_at"]), given["date"], given["modality"]
    chain = tuple(map(_LINK, given["said_by"]))
    spoken = _spoken(restated.get(given["document_id"], ()), chain, reported)
    start, end = _days(date["start"], date["end"], modality, reported, spoken)
    low, high, unit = _bounds(given)
    nations, acting = _people(tuple(map(_ACTOR, given["actors"])))
    if given["counted"] and given["counted"]["country"]:
        nations |= {given["counted"]["country"]}
    return Signal(
        given["claim_id"], _NOT_OBSERVED, reported, start, end,
        given["event_type"], given["subtype"] or "", given["quantity"] or "",
        given["measure"] or "", low, high, unit, modality,
        _spots(tuple(map(_PLACE, given["locations"]))),
        _origin(chain).replace(_DOCUMENT, given["document_id"]), len(chain) > 1,
        nations, acting,
        0 if start is None else _tolerance(date["precision"]),
        document=given["document_id"], spoken=spoken,
    )  # fmt: skip


def _spoken(
    restates: tuple[Restated, ...], chain: tuple[tuple[Any, ...], ...], reported: int
) -> int:
    told = said_by_then(restates, tuple(link[:2] for link in chain)) if restates else None
    return reported if told is None else min(told, reported)


@lru_cache(maxsize=8192)
def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


@lru_cache(maxsize=64)
def _tolerance(precision: str | None) -> int:
    return math.ceil(tolerance_days(precision, resolved=True))


def _days(
    first: str | None, last: str | None, modality: str, reported: int, spoken: int
) -> tuple[int, int] | tuple[None, None]:
    if first is None and last is None:
        return None, None
    start = _BEFORE_ALL if first is None else _ordinal(first)
    end = max(start, spoken) if last is None else _ordinal(last)
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
def _spots(places: tuple[tuple[str | None, ...], ...]) -> tuple[Spot, ...]:
    return tuple(_spot(*place) for place in places)  # type: ignore[arg-type]


def _spot(
    name: str, location_id: str | None, country: str | None, precision: str | None, role: str
) -> Spot:
    key, level = place_key(Location(name, location_id, country, precision))
    return Spot(key, level, location_id if level != COUNTRY else None, country, role)


@lru_cache(maxsize=65536)
def _origin(chain: tuple[tuple[Any, ...], ...]) -> str:
    """Nameless sources count as the outlet that quotes them, so that one more takes none away.

    Whom no outlet quotes and no table knows is one of its kind: two wordings may be of one source.
    """
    links = tuple(
        Source(name, source_id, kind, network=network, relays=bool(relays))
        for name, source_id, kind, network, relays in chain
    )
    day, span = None, Span(0, 1, "x")
    key = witness(Claim("", _DOCUMENT, day, "", "", span, "", "", said_by=links))
    if key != chain_key(links):
        return key.partition("/")[0]
    return f"kind:{links[-1].kind or _UNNAMED}" if key.startswith(_BY_NAME) else key


def origin_of(claim: Claim) -> str:
    """Whom a claim is counted to.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    str
        As in its signal.

    Examples
    --------
    >>> day, chain = dt.date(2025, 9, 3), (Source("a drivers' union", None, "union"),)
    >>> origin_of(Claim("c", "d", day, "fr", "price", Span(0, 1, "x"), "", "", said_by=chain))
    'kind:union'
    """
    chain = tuple(
        (one.name, one.source_id, one.kind, one.network, one.relays) for one in claim.said_by
    )
    return _origin(chain).replace(_DOCUMENT, claim.document_id)


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


@lru_cache(maxsize=65536)
def _people(
    actors: tuple[tuple[str | None, ...], ...],
) -> tuple[frozenset[str], frozenset[str]]:
    """Nationalities of those whom it befell, and identifiers and kinds of all who take part."""
    befell = (nation for _, _, role, nation in actors if role != "agent")
    acting = (name for actor_id, kind, _, _ in actors for name in (actor_id, kind))
    return frozenset(filter(None, befell)), frozenset(filter(None, acting))


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
