"""A claim is what one source says about one thing; it is never edited afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from qafila.reviews import Review, review_from_record, review_record

_SAME = (
    *("claim_id", "language", "event_type", "subtype", "quantity", "measure", "best", "low"),
    *("high", "unit", "qualifier", "modality", "method", "reader_version"),
)
# How claims are read from reports; every other method reads rows of imported tables.
REPORT_METHODS = ("rules", "llm", "analyst")


@dataclass(frozen=True)
class Span:
    """Part of the stored text, in code points.

    Examples
    --------
    >>> Span(0, 4, "fuel").text
    'fuel'
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Source:
    """One link of the chain by which a statement reached us.

    `network` is what counts as the origin where several outlets are of one house. One that `relays`
    only passes on what others publish: where it stands last, the origin is not known.

    Examples
    --------
    >>> Source("RFI", "rfi", "media", "reported").source_id
    'rfi'
    """

    name: str
    source_id: str | None = None
    kind: str | None = None
    verb: str | None = None
    network: str | None = None
    relays: bool = False

    @property
    def key(self) -> str:
        """What makes two sources the same."""
        return self.network or self.source_id or f"name:{self.name.casefold()}"


@dataclass(frozen=True)
class Counted:
    """Whom a figure counts, as far as the text says; what it does not say is None.

    `group` is a term of ``counted_group``, `country` the nationality or origin (ISO 3166-1
    alpha-3), `affiliation` the force or group they belong to.

    Examples
    --------
    >>> Counted("asylum_seekers", "MLI").affiliation is None
    True
    """

    group: str | None = None
    country: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who takes part: a state, a force, a group of people; never a private person.

    Examples
    --------
    >>> Actor("JNIM", "jnim", "armed_group", "agent").nationality is None
    True
    """

    name: str
    actor_id: str | None = None
    kind: str | None = None
    role: str | None = None
    nationality: str | None = None
    count: int | None = None


@dataclass(frozen=True)
class Location:
    """Place that a claim speaks of, and the part it plays.

    Examples
    --------
    >>> Location("Bamako", "bamako", "MLI").role
    'at'
    """

    name: str
    location_id: str | None = None
    country: str | None = None
    precision: str | None = None
    role: str = "at"


@dataclass(frozen=True)
class DateSpan:
    """When it happened: a closed interval of civil dates; an open or unknown end is None.

    Examples
    --------
    >>> DateSpan(None, None, "vague", "unresolved", "in recent weeks").start is None
    True
    """

    start: dt.date | None
    end: dt.date | None
    precision: str | None = None
    basis: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Document:
    """A stored report: its text and what its front matter says.

    `restates` names what the document restates: source_name, url, date. A document that restates
    is not an outlet's own words, and the brief says so at each of its spans.

    Examples
    --------
    >>> Document.from_text("Pumps are dry.", "note.md", language="en").document_id[:8]
    'c715f1a7'
    """

    document_id: str
    text: str
    name: str
    outlet: str | None = None
    published: dt.date | None = None
    language: str | None = None
    title: str | None = None
    restates: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def from_text(cls, text: str, name: str, **front: Any) -> Document:
        r"""Make a document whose identifier is the SHA-256 of its stored text.

        Parameters
        ----------
        text : str
            Stored text: decoded, newlines ``\n``, front matter excluded.
        name : str
            File name to show.
        **front : object
            Other fields of the document.

        Returns
        -------
        Document
            The document.

        Examples
        --------
        >>> Document.from_text("a", "x").name
        'x'
        """
        return cls(hashlib.sha256(text.encode("utf-8")).hexdigest(), text, name, **front)


@dataclass(frozen=True)
class Claim:
    """One source's statement about one thing, with its bounds, dates and verbatim span.

    `best`, `low` and `high` are in `unit`; None is unknown. `said_by` runs from the outlet to the
    origin. `reported_at` is the day of publication and decides what is known on a day. `counted`
    says whom the figure counts, `another` that the text tells of "a second convoy" or the like.
    `review` is what an analyst decided on it; the words never change.

    Examples
    --------
    >>> span = Span(0, 14, "Pumps are dry.")
    >>> claim = Claim(claim_id(("d" * 64), span, "shortage", 0, "1"), "d" * 64, None, "en",
    ...               "shortage", span=span, modality="asserted", reader_version="1")
    >>> claim.best is None
    True
    """

    claim_id: str
    document_id: str
    reported_at: dt.date | None
    language: str
    event_type: str
    span: Span
    modality: str
    reader_version: str
    subtype: str | None = None
    actors: tuple[Actor, ...] = ()
    locations: tuple[Location, ...] = ()
    date: DateSpan = field(default_factory=lambda: DateSpan(None, None))
    quantity: str | None = None
    measure: str | None = None
    best: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    said_by: tuple[Source, ...] = ()
    method: str = "rules"
    counted: Counted | None = None
    another: bool = False
    review: Review | None = None

    @property
    def location(self) -> Location | None:
        """The place named first, or None."""
        return self.locations[0] if self.locations else None

    @property
    def origin(self) -> Source | None:
        """Who is said to have known it first: the last link of the chain."""
        return self.said_by[-1] if self.said_by else None

    @property
    def origin_key(self) -> str:
        """What makes two origins the same: relays of one origin count once."""
        origin = self.origin
        if origin is None:
            return f"document:{self.document_id}"
        return origin.key


def claim_id(
    document_id: str, span: Span, event_type: str, ordinal: int, reader_version: str
) -> str:
    """Identifier of a claim, the same on every machine.

    Parameters
    ----------
    document_id : str
        SHA-256 of the stored text.
    span : Span
        Where the claim stands.
    event_type : str
        Kind of event.
    ordinal : int
        Rank among claims of the same span and type.
    reader_version : str
        Version of the reader.

    Returns
    -------
    str
        Sixteen hexadecimal digits.

    Examples
    --------
    >>> len(claim_id("d", Span(0, 1, "x"), "price", 0, "1"))
    16
    """
    parts = (document_id, str(span.start), str(span.end), event_type, str(ordinal), reader_version)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:16]


def claim_record(claim: Claim) -> dict[str, Any]:
    """A claim as one JSON object, dates in ISO form.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    dict
        Keys as in ``docs/claims.md``; unknown is None.

    Examples
    --------
    >>> span = Span(0, 1, "x")
    >>> claim_record(Claim("c", "d", dt.date(2025, 9, 3), "en", "price", span, "asserted",
    ...                    "1"))["published"]
    '2025-09-03'
    """
    # Copied field by field: dataclasses.asdict copies deeply, which takes ten times as long.
    date = claim.date
    locations = [dict(vars(place)) for place in claim.locations]
    return {
        "claim_id": claim.claim_id,
        "document": claim.document_id,
        "published": _iso(claim.reported_at),
        "language": claim.language,
        "event_type": claim.event_type,
        "subtype": claim.subtype,
        "actors": [dict(vars(actor)) for actor in claim.actors],
        "location": locations[0] if locations else None,
        "locations": locations,
        "date": {**vars(date), "start": _iso(date.start), "end": _iso(date.end)},
        "quantity": claim.quantity,
        "measure": claim.measure,
        "best": claim.best,
        "low": claim.low,
        "high": claim.high,
        "unit": claim.unit,
        "qualifier": claim.qualifier,
        "counted": dict(vars(claim.counted)) if claim.counted else None,
        "another": claim.another,
        "said_by": [dict(vars(source)) for source in claim.said_by],
        "modality": claim.modality,
        "span": dict(vars(claim.span)),
        "method": claim.method,
        "reader_version": claim.reader_version,
        "review": review_record(claim.review) if claim.review else None,
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def claim_from_record(record: dict[str, Any]) -> Claim:
    """Inverse of `claim_record`.

    Parameters
    ----------
    record : dict
        What `claim_record` gave.

    Returns
    -------
    Claim
        The same claim.

    Examples
    --------
    >>> claim = Claim("c", "d", dt.date(2025, 9, 3), "en", "price", Span(0, 1, "x"), "asserted",
    ...               "1", locations=(Location("Bamako", "bamako", "MLI"),))
    >>> claim_from_record(claim_record(claim)) == claim
    True
    """
    date = record["date"]
    counted = record.get("counted")  # ledgers of earlier versions say nothing of it
    review = record.get("review")
    return Claim(
        document_id=record["document"],
        reported_at=_day(record["published"]),
        span=Span(**record["span"]),
        actors=tuple(Actor(**actor) for actor in record["actors"]),
        locations=tuple(Location(**place) for place in record["locations"]),
        date=DateSpan(**{**date, "start": _day(date["start"]), "end": _day(date["end"])}),
        said_by=tuple(Source(**source) for source in record["said_by"]),
        counted=Counted(**counted) if counted else None,
        another=bool(record.get("another", False)),
        review=review_from_record(review) if review else None,
        **{key: record[key] for key in _SAME},
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
