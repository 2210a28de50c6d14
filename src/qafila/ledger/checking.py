"""Check what is to be stored, and choose among copies of one text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from qafila.errors import LedgerError
from qafila.ledger import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.claims import Claim, Document


def check_import(document: Document, claims: Sequence[Claim]) -> None:
    """Refuse what does not hang together: every span is verbatim in the text that is stored.

    Parameters
    ----------
    document : Document
        The document.
    claims : sequence of Claim
        What was read from it.

    Raises
    ------
    LedgerError
        If a span is not verbatim, or an identifier is not that of the text.
    """
    if hashlib.sha256(document.text.encode("utf-8")).hexdigest() != document.document_id:
        raise LedgerError(f"{document.name}: the identifier is not the SHA-256 of the text")
    for claim in claims:
        span = claim.span
        if claim.document_id != document.document_id:
            raise LedgerError(f"{document.name}: claim {claim.claim_id} is of another document")
        if not records.verbatim(document.text, span):
            raise LedgerError(
                f"{document.name}: claim {claim.claim_id} quotes characters {span.start} to "
                f"{span.end}, but the stored text does not say the same there; read the file again"
            )


def one_per_text(
    imports: Iterable[tuple[Document, Sequence[Claim]]],
) -> list[tuple[Document, Sequence[Claim], int]]:
    """Check an import and keep one document for each text.

    Parameters
    ----------
    imports : iterable of (Document, sequence of Claim)
        What is to be stored.

    Returns
    -------
    list of (Document, sequence of Claim, int)
        By document identifier. Copies of one text under several names count as the one that was
        published first; the number is that of the claims of the other copies.

    Raises
    ------
    LedgerError
        If a span is not verbatim in the text, or an identifier is not that of the text.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> import datetime as dt
    >>> early = Document.from_text("x", "a.md", published=dt.date(2025, 9, 3))
    >>> late = Document.from_text("x", "b.md", published=dt.date(2025, 9, 4))
    >>> [document.name for document, _, _ in one_per_text([(late, []), (early, [])])]
    ['a.md']
    """
    chosen: dict[str, tuple[Document, Sequence[Claim], int]] = {}
    for document, claims in imports:
        check_import(document, claims)
        known = chosen.get(document.document_id)
        if known is None:
            chosen[document.document_id] = (document, claims, 0)
        elif document == known[0]:
            chosen[document.document_id] = (document, [*known[1], *claims], known[2])
        else:
            first, later = sorted((known[:2], (document, claims)), key=_rank_of_copy)
            chosen[document.document_id] = (*first, known[2] + len(later[1]))
    return [chosen[key] for key in sorted(chosen)]


def _rank_of_copy(copy: tuple[Document, Sequence[Claim]]) -> tuple[Any, ...]:
    return rank(records.document_row(copy[0]))


def rank(front: Mapping[str, Any]) -> tuple[Any, ...]:
    """Which of several copies of one text counts: that which was published first.

    Parameters
    ----------
    front : mapping
        Front matter of a copy, as `qafila.ledger.records.document_row` gives it.

    Returns
    -------
    tuple
        What the copies are sorted by.
    """
    rest = tuple(str(front[key]) for key in records.FRONT)
    return front["published"] or "9999-12-31", front["name"], rest
