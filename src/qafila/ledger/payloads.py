"""A claim as the line of JSON that is stored, and back."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import orjson

from qafila.claims import Actor, Claim, Counted, DateSpan, Location, Source, Span
from qafila.errors import LedgerError


def payload_of(claim: Claim) -> str:
    """A claim as the JSON that is stored; its review stands in a table of its own.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    str
        One line.

    Raises
    ------
    LedgerError
        If a figure is not finite (unknown is None, never NaN), or a text is not Unicode.

    Examples
    --------
    >>> payload_of(Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1"))[:36]
    '{"claim_id":"c","document_id":"d","r'
    """
    for figure in (claim.best, claim.low, claim.high):
        if figure is not None and not math.isfinite(figure):
            raise LedgerError(
                f"claim {claim.claim_id}: a figure is not finite; write unknown as null"
            )
    if claim.review is not None:
        claim = replace(claim, review=None)
    try:
        # Figures of NumPy are floats that it does not know.
        return orjson.dumps(claim, default=float).decode()
    except orjson.JSONEncodeError as error:
        raise LedgerError(f"claim {claim.claim_id}: cannot be stored ({error})") from error


def claim_from_payload(payload: str) -> Claim:
    """Inverse of `payload_of`.

    Parameters
    ----------
    payload : str
        JSON text of one claim.

    Returns
    -------
    Claim
        The same claim.

    Raises
    ------
    LedgerError
        If the text is damaged.

    Examples
    --------
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> claim_from_payload(payload_of(claim)) == claim
    True
    """
    try:
        given = orjson.loads(payload)
        date, counted = given["date"], given["counted"]
        nested = {
            "reported_at": _day(given["reported_at"]),
            "span": Span(**given["span"]),
            "actors": tuple(Actor(**actor) for actor in given["actors"]),
            "locations": tuple(Location(**place) for place in given["locations"]),
            "date": DateSpan(**{**date, "start": _day(date["start"]), "end": _day(date["end"])}),
            "said_by": tuple(Source(**source) for source in given["said_by"]),
            "counted": Counted(**counted) if counted else None,
        }
        return Claim(**{**given, **nested})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerError(
            f"a stored claim is damaged ({error}); restore a copy of the ledger, or move it away "
            "and read the reports again"
        ) from error


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
