"""Tables of the store, and how claims and documents become rows and come back."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import sqlalchemy as sa

from qafila.claims import (
    REPORT_METHODS,
    Actor,
    Claim,
    Counted,
    DateSpan,
    Document,
    Location,
    Source,
    Span,
)
from qafila.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Mapping

LEDGER_VERSION = 3

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("ledger_version", sa.Integer, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("case_name", sa.Text),
    sa.Column("changes", sa.Integer, nullable=False, server_default="0"),
)
documents = sa.Table(
    "documents",
    metadata,
    sa.Column("document_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("outlet", sa.Text),
    sa.Column("published", sa.Date),
    sa.Column("language", sa.String(16)),
    sa.Column("title", sa.Text),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("restates", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Column("import_number", sa.Integer, nullable=False, server_default="0"),
    sa.Index("documents_by_name", "name"),
)
document_history = sa.Table(
    "document_history",
    metadata,
    sa.Column("document_id", sa.ForeignKey("documents.document_id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("front", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
)
claims = sa.Table(
    "claims",
    metadata,
    sa.Column("claim_id", sa.String(64), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.document_id"), nullable=False),
    sa.Column("reported_at", sa.Date),
    sa.Column("event_type", sa.String(64), nullable=False),
    sa.Column("location_id", sa.Text),
    sa.Column("country", sa.String(3)),
    sa.Column("date_start", sa.Date),
    sa.Column("date_end", sa.Date),
    sa.Column("quantity", sa.String(64)),
    sa.Column("modality", sa.String(32), nullable=False),
    sa.Column("method", sa.String(32), nullable=False),
    sa.Column("origin_key", sa.Text, nullable=False),
    sa.Column("reader_version", sa.String(64), nullable=False),
    sa.Column("span_start", sa.Integer, nullable=False),
    sa.Column("span_end", sa.Integer, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("superseded_by_version", sa.String(64)),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Column("document_name", sa.Text, nullable=False, server_default=""),
    sa.Column("source_key", sa.Text),
    # First day on which another text of the same name counts; empty where it never counts again.
    sa.Column("superseded_on", sa.Date),
    sa.Index("claims_of_a_document", "document_id"),
)
reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("review_id", sa.String(64), primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.document_id"), nullable=False),
    sa.Column("span_start", sa.Integer, nullable=False),
    sa.Column("span_end", sa.Integer, nullable=False),
    sa.Column("event_type", sa.String(64), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Index("reviews_of_a_document", "document_id"),
)
# Current claims in the order of a view, and by what they are counted by: each index holds all that
# such a question needs, so that a million claims are counted without reading them.
ORDER = ("reported_at", "document_name", "document_id", "span_start", "span_end", "claim_id")
GROUPS = {
    "event_type": "event_type",
    "country": "country",
    "place": "location_id",
    "source": "source_key",
}
TARGET = ("document_id", "span_start", "span_end", "event_type")
current = claims.c.superseded_by_version.is_(None)
replaced = claims.c.superseded_on.is_not(None)
# Written out, so that the database sees that the index of reports answers the question.
is_report = sa.text("method IN ({})".format(", ".join(f"'{name}'" for name in REPORT_METHODS)))
indexes = (
    sa.Index(
        "claims_of_reports",
        claims.c.document_id,
        sqlite_where=is_report,
        postgresql_where=is_report,
    ),
    sa.Index(
        "replaced_claims",
        claims.c.superseded_on,
        sqlite_where=replaced,
        postgresql_where=replaced,
    ),
    *(
        sa.Index(
            f"current_claims_by_{name}",
            *(claims.c[column] for column in columns),
            sqlite_where=current,
            postgresql_where=current,
        )
        for name, columns in {
            # What is of one day and document is sorted when it is asked for.
            "order": ("reported_at", "document_name"),
            **{name: (column, "reported_at") for name, column in GROUPS.items()},
        }.items()
    ),
)

CLAIM_COLUMNS = (
    *("claim_id", "document_id", "reported_at", "event_type", "location_id", "country"),
    *("date_start", "date_end", "quantity", "modality", "method", "origin_key", "source_key"),
    *("reader_version", "span_start", "span_end", "payload"),
)
DOCUMENT_COLUMNS = (
    *("document_id", "name", "outlet", "published", "language", "title", "text", "restates"),
)
FRONT = ("name", "outlet", "published", "language", "title", "restates")


def known_on(date: dt.date) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Conditions for the claims that were known at the end of a day.

    Parameters
    ----------
    date : datetime.date
        The day.

    Returns
    -------
    tuple of two conditions
        Those that are current, and those whose text was replaced only later. No claim meets both;
        asked one after the other, each is answered by an index of its own.

    Examples
    --------
    >>> len(known_on(dt.date(2025, 11, 30)))
    2
    """
    reported = claims.c.reported_at <= date
    return current & reported, (claims.c.superseded_on > date) & reported


def document_row(document: Document) -> dict[str, Any]:
    """Row of a document in the columns `DOCUMENT_COLUMNS`, its day as text.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    dict
        Values by column of the table ``documents``.

    Examples
    --------
    >>> document_row(Document.from_text("Pumps are dry.", "note.md"))["restates"]
    '[]'
    """
    return {
        "document_id": document.document_id,
        "name": document.name,
        "outlet": document.outlet,
        "published": document.published.isoformat() if document.published else None,
        "language": document.language,
        "title": document.title,
        "text": document.text,
        "restates": json.dumps(document.restates, ensure_ascii=False)
        if document.restates
        else "[]",
    }


def document_from_row(row: Mapping[str, Any]) -> Document:
    """Inverse of `document_row`; its day may be text or a date.

    Parameters
    ----------
    row : mapping
        Row of the table ``documents``.

    Returns
    -------
    Document
        The same document.

    Examples
    --------
    >>> document = Document.from_text("x", "n", restates=(("RFI", "https://e.org", "2025-09-04"),))
    >>> document_from_row(document_row(document)) == document
    True
    """
    restates = tuple((name, url, date) for name, url, date in json.loads(row["restates"]))
    same = ("document_id", "text", "name", "outlet", "language", "title")
    published = row["published"]
    if isinstance(published, str):
        published = dt.date.fromisoformat(published)
    return Document(**{key: row[key] for key in same}, published=published, restates=restates)


def claim_values(claim: Claim) -> tuple[str | int | None, ...]:
    """Values of a claim in the columns `CLAIM_COLUMNS`, days as text.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    tuple of str, int or None
        Values that SQLite takes as they are.

    Raises
    ------
    LedgerError
        See `payload_of`.

    Examples
    --------
    >>> from qafila.claims import Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> dict(zip(CLAIM_COLUMNS, claim_values(claim)))["origin_key"]
    'document:d'
    """
    date, span = claim.date, claim.span
    place = claim.locations[0] if claim.locations else None
    source = claim.said_by[-1].key if claim.said_by else None
    reported, start, end = claim.reported_at, date.start, date.end
    return (
        claim.claim_id,
        claim.document_id,
        reported.isoformat() if reported else None,
        claim.event_type,
        place.location_id if place else None,
        place.country if place else None,
        start.isoformat() if start else None,
        end.isoformat() if end else None,
        claim.quantity,
        claim.modality,
        claim.method,
        source or claim.origin_key,
        source,
        claim.reader_version,
        span.start,
        span.end,
        payload_of(claim),
    )


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
    >>> from qafila.claims import Span
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


def verbatim(text: str, span: Span) -> bool:
    """Whether a text says at a span exactly what the span quotes.

    Parameters
    ----------
    text : str
        Stored text.
    span : Span
        Quoted words with their place in code points.

    Returns
    -------
    bool
        False also for an empty span and for one that runs past the end.

    Examples
    --------
    >>> from qafila.claims import Span
    >>> verbatim("Pumps are dry.", Span(0, 5, "Pumps")), verbatim("dry", Span(0, 9, "dry"))
    (True, False)
    """
    inside = 0 <= span.start < span.end <= len(text)
    return inside and text[span.start : span.end] == span.text


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
    >>> from qafila.claims import Span
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
