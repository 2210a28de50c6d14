"""Tables of the store, and how claims and documents become rows and come back."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from qafila.claims import REPORT_METHODS, Document
from qafila.ledger.payloads import payload_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.claims import Claim, Span

LEDGER_VERSION = 4

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
    # The change that set this front matter, and its rank among those that the change set.
    sa.Column("front_number", sa.Integer, nullable=False, server_default="0"),
    sa.Column("front_rank", sa.Integer, nullable=False, server_default="0"),
    sa.Column("digest", sa.LargeBinary(32)),
)
document_history = sa.Table(
    "document_history",
    metadata,
    sa.Column("document_id", sa.ForeignKey("documents.document_id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("front", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Column("front_number", sa.Integer, nullable=False, server_default="0"),
    sa.Column("front_rank", sa.Integer, nullable=False, server_default="0"),
    sa.Column("digest", sa.LargeBinary(32)),
)
claims = sa.Table(
    "claims",
    metadata,
    # In the order of recording: new rows go to the end of the table.
    sa.Column("claim_key", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("claim_id", sa.String(64), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("document_id", sa.ForeignKey("documents.document_id"), nullable=False),
    sa.Column("document_name", sa.Text, nullable=False),
    sa.Column("reported_at", sa.Date),
    sa.Column("event_type", sa.String(64), nullable=False),
    sa.Column("location_id", sa.Text),
    sa.Column("country", sa.String(3)),
    sa.Column("date_start", sa.Date),
    sa.Column("date_end", sa.Date),
    sa.Column("quantity", sa.String(64)),
    sa.Column("modality", sa.String(32), nullable=False),
    sa.Column("method", sa.String(32), nullable=False),
    sa.Column("source_key", sa.Text),
    sa.Column("reader_version", sa.String(64), nullable=False),
    sa.Column("span_start", sa.Integer, nullable=False),
    sa.Column("span_end", sa.Integer, nullable=False),
    sa.Column("superseded_by_version", sa.String(64)),
    # First day on which another text of the same name counts; empty where it never counts again.
    sa.Column("superseded_on", sa.Date),
    sa.Column("import_number", sa.Integer, nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Column("digest", sa.LargeBinary(32)),
)
# What claims say stands apart: the indexes of a million claims are made without reading it.
payloads = sa.Table(
    "payloads",
    metadata,
    sa.Column("claim_key", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("payload", sa.Text, nullable=False),
)
said = sa.select(payloads.c.payload).select_from(
    claims.join(payloads, claims.c.claim_key == payloads.c.claim_key)
)
# Every time a claim was superseded; `claims` says how it stands after the last of them.
marks = sa.Table(
    "marks",
    metadata,
    sa.Column("mark_key", sa.Integer, primary_key=True),  # in the order of recording
    sa.Column("import_number", sa.Integer, nullable=False),
    sa.Column("claim_key", sa.Integer, nullable=False),
    sa.Column("superseded_by_version", sa.String(64)),
    sa.Column("superseded_on", sa.Date),
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
    sa.Column("import_number", sa.Integer, nullable=False, server_default="0"),
    sa.Index("reviews_of_a_document", "document_id"),
)
# One row for each change of the ledger: how many rows it added, their digest, and `head`, the
# digest of all that was recorded up to here.
PARTS = ("documents", "claims", "marks", "reviews")
log = sa.Table(
    "log",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Column("case_name", sa.Text),
    *(sa.Column(part, sa.Integer, nullable=False) for part in PARTS),
    *(sa.Column(f"{part}_digest", sa.String(64), nullable=False) for part in PARTS),
    sa.Column("head", sa.String(64), nullable=False),
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
is_pointed_at = sa.text("method = 'llm'")
_indexes = (
    sa.Index("documents_by_name", documents.c.name),
    sa.Index("claims_of_a_document", claims.c.document_id),
    sa.Index("claims_by_id", claims.c.claim_id, claims.c.revision, unique=True),
    sa.Index(
        "claims_of_reports",
        claims.c.document_id,
        sqlite_where=is_report,
        postgresql_where=is_report,
    ),
    sa.Index(
        "claims_of_a_model",
        claims.c.method,
        sqlite_where=is_pointed_at,
        postgresql_where=is_pointed_at,
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
indexes: Mapping[str, sa.Index] = {str(index.name): index for index in _indexes}

CLAIM_COLUMNS = (
    *("claim_id", "document_id", "reported_at", "event_type", "location_id", "country"),
    *("date_start", "date_end", "quantity", "modality", "method", "source_key"),
    *("reader_version", "span_start", "span_end", "payload"),
)
FRONT = ("name", "outlet", "published", "language", "title", "restates")
DOCUMENT_COLUMNS = ("document_id", *FRONT, "text")


class Prepared(NamedTuple):
    """A document and its claims as they are stored.

    `document_id`, `front` and `text` are in the columns `DOCUMENT_COLUMNS`, `front` being those of
    `FRONT`; each claim is in the columns `CLAIM_COLUMNS`. Days are text.
    """

    document_id: str
    front: tuple[str | None, ...]
    text: str
    claims: Sequence[tuple[str | int | None, ...]]


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


def sorting(dialect: str) -> list[sa.ColumnElement[Any]]:
    """What a view sorts by: code points, as Python does, whatever the collation of the database.

    Parameters
    ----------
    dialect : str
        Kind of database.

    Returns
    -------
    list of sqlalchemy.ColumnElement
        The columns `ORDER`.

    Examples
    --------
    >>> len(sorting("sqlite")) == len(ORDER)
    True
    """
    columns: list[sa.ColumnElement[Any]] = [claims.c[name] for name in ORDER]
    if dialect != "postgresql":
        return columns
    return [sa.collate(one, "C") if isinstance(one.type, sa.String) else one for one in columns]


def front_values(document: Document) -> tuple[str | None, ...]:
    """Values of the front matter of a document in the columns `FRONT`, its day as text.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    tuple of str or None
        Values of the table ``documents``.

    Examples
    --------
    >>> front_values(Document.from_text("Pumps are dry.", "note.md"))
    ('note.md', None, None, None, None, '[]')
    """
    return (
        document.name,
        document.outlet,
        _iso(document.published),
        document.language,
        document.title,
        json.dumps(document.restates, ensure_ascii=False) if document.restates else "[]",
    )


def document_from_row(row: Mapping[str, Any]) -> Document:
    """A document from its row; its day may be text or a date.

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
    >>> front = dict(zip(FRONT, front_values(document)))
    >>> row = {"document_id": document.document_id, "text": "x", **front}
    >>> document_from_row(row) == document
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
    >>> from qafila.claims import Claim, Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> dict(zip(CLAIM_COLUMNS, claim_values(claim)))["event_type"]
    'price'
    """
    date, span = claim.date, claim.span
    place = claim.locations[0] if claim.locations else None
    source = claim.said_by[-1].key if claim.said_by else None
    return (
        claim.claim_id,
        claim.document_id,
        _iso(claim.reported_at),
        claim.event_type,
        place.location_id if place else None,
        place.country if place else None,
        _iso(date.start),
        _iso(date.end),
        claim.quantity,
        claim.modality,
        claim.method,
        source,
        claim.reader_version,
        span.start,
        span.end,
        payload_of(claim),
    )


@lru_cache(maxsize=4096)
def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


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
