"""Tables of the store, and how claims and documents become rows and come back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.claims import Claim, Document, claim_from_record, claim_record
from qafila.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.claims import Span

LEDGER_VERSION = 1

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("ledger_version", sa.Integer, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("case_name", sa.Text),
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
    sa.Index("claims_of_a_document", "document_id"),
    sa.Index("claims_by_day", "superseded_by_version", "reported_at"),
)

FRONT = ("name", "outlet", "published", "language", "title", "restates")


def document_row(document: Document) -> dict[str, Any]:
    """Row of a document without the time of recording.

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
        "published": document.published,
        "language": document.language,
        "title": document.title,
        "text": document.text,
        "restates": json.dumps(document.restates, ensure_ascii=False),
    }


def document_from_row(row: Mapping[str, Any]) -> Document:
    """Inverse of `document_row`.

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
    same = ("document_id", "text", "name", "outlet", "published", "language", "title")
    return Document(**{key: row[key] for key in same}, restates=restates)


def claim_row(claim: Claim) -> dict[str, Any]:
    """Row of a claim without revision and time of recording.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    dict
        Values by column of the table ``claims``.

    Raises
    ------
    LedgerError
        If a figure is not finite: unknown is None, never NaN.

    Examples
    --------
    >>> from qafila.claims import Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> claim_row(claim)["origin_key"]
    'document:d'
    """
    try:
        payload = json.dumps(
            claim_record(claim), ensure_ascii=False, sort_keys=True, allow_nan=False
        )
    except ValueError as error:
        raise LedgerError(
            f"claim {claim.claim_id}: a figure is not finite; write unknown as null"
        ) from error
    place = claim.location
    return {
        "claim_id": claim.claim_id,
        "document_id": claim.document_id,
        "reported_at": claim.reported_at,
        "event_type": claim.event_type,
        "location_id": place.location_id if place else None,
        "country": place.country if place else None,
        "date_start": claim.date.start,
        "date_end": claim.date.end,
        "quantity": claim.quantity,
        "modality": claim.modality,
        "method": claim.method,
        "origin_key": claim.origin_key,
        "reader_version": claim.reader_version,
        "span_start": claim.span.start,
        "span_end": claim.span.end,
        "payload": payload,
    }


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
    """Inverse of the payload that `claim_row` writes.

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
    >>> claim_from_payload(claim_row(claim)["payload"]) == claim
    True
    """
    try:
        return claim_from_record(json.loads(payload))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerError(
            f"a stored claim is damaged ({error}); restore a copy of the ledger, or move it away "
            "and read the reports again"
        ) from error
