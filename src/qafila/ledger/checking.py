"""Check what is to be stored, and choose among copies of one text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from qafila.errors import LedgerError
from qafila.ledger import records
from qafila.ledger.records import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.claims import Claim, Document


def prepare(document: Document, claims: Sequence[Claim]) -> Prepared:
    """Refuse what does not hang together, and make the rows of the rest.

    Parameters
    ----------
    document : Document
        The document.
    claims : sequence of Claim
        What was read from it.

    Returns
    -------
    Prepared
        The rows.

    Raises
    ------
    LedgerError
        If a span is not verbatim, an identifier is not that of the text, or a claim cannot be
        stored.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> prepare(Document.from_text("x", "a.md"), []).front[0]
    'a.md'
    """
    text, name = document.text, document.document_id
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != name:
        raise LedgerError(f"{document.name}: the identifier is not the SHA-256 of the text")
    for claim in claims:
        span = claim.span
        if claim.document_id != name:
            raise LedgerError(f"{document.name}: claim {claim.claim_id} is of another document")
        if not records.verbatim(text, span):
            raise LedgerError(
                f"{document.name}: claim {claim.claim_id} quotes characters {span.start} to "
                f"{span.end}, but the stored text does not say the same there; read the file again"
            )
    rows = [records.claim_values(claim) for claim in claims]
    return Prepared(name, records.front_values(document), text, rows)


def one_per_text(papers: Iterable[Prepared]) -> list[tuple[Prepared, int]]:
    """Keep one document for each text.

    Parameters
    ----------
    papers : iterable of Prepared
        What is to be stored.

    Returns
    -------
    list of (Prepared, int)
        By document identifier. Copies of one text under several names count as the one that was
        published first; the number is that of the claims of the other copies.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> import datetime as dt
    >>> early = Document.from_text("x", "a.md", published=dt.date(2025, 9, 3))
    >>> late = Document.from_text("x", "b.md", published=dt.date(2025, 9, 4))
    >>> copies = [prepare(late, []), prepare(early, [])]
    >>> [paper.front[0] for paper, _ in one_per_text(copies)]
    ['a.md']
    """
    chosen: dict[str, tuple[Prepared, int]] = {}
    for paper in papers:
        known, copies = chosen.get(paper.document_id, (None, 0))
        if known is None:
            chosen[paper.document_id] = paper, 0
        elif paper.front == known.front:
            both = known._replace(claims=[*known.claims, *paper.claims])
            chosen[paper.document_id] = both, copies
        else:
            first, later = sorted((known, paper), key=lambda one: rank(one.front))
            chosen[paper.document_id] = first, copies + len(later.claims)
    return [chosen[key] for key in sorted(chosen)]


def rank(front: Sequence[str | None]) -> tuple[Any, ...]:
    """Which of several copies of one text counts: that which was published first.

    Parameters
    ----------
    front : sequence of str or None
        Front matter of a copy, in the columns `records.FRONT`.

    Returns
    -------
    tuple
        What the copies are sorted by.

    Examples
    --------
    >>> rank(("a", None, "2025-09-03", None, None, "[]")) < rank(("a", *[None] * 4, "[]"))
    True
    """
    told = dict(zip(records.FRONT, front, strict=True))
    return told["published"] or "9999-12-31", told["name"], tuple(map(str, front))
