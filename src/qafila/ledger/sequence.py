"""Whether what a ledger holds stands in the order in which it was recorded.

Digests tell what a row says, and not which key it has. But marks name claims by their keys, the
last of several marks counts, and the front matter of today is that which was set last: whoever
exchanged keys would alter no digest. The order of the changes settles every key.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qafila.ledger import records

if TYPE_CHECKING:
    from collections.abc import Iterator


def sequence_faults(connection: sa.Connection) -> Iterator[str]:
    """Check the keys of claims and marks, and the order of front matter.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Yields
    ------
    str
        A fault.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     list(sequence_faults(connection))
    []
    """
    claims, marks = records.claims.c, records.marks.c
    for name, key, number in (
        ("claims", claims.claim_key, claims.import_number),
        ("marks", marks.mark_key, marks.import_number),
    ):
        before = sa.func.lag(number).over(order_by=key).label("before")
        pairs = sa.select(number.label("number"), before).subquery()
        later = sa.select(sa.func.count()).where(pairs.c.number < pairs.c.before)
        if connection.scalar(later):
            yield f"{name}: their keys are not in the order of the changes"
    many, first, last = connection.execute(
        sa.select(sa.func.count(), sa.func.min(claims.claim_key), sa.func.max(claims.claim_key))
    ).one()
    if many and (first, last) != (1, many):
        yield f"claims: their keys are not those from 1 to {many}"
    yield from _fronts(connection)
    yield from _first_imports(connection)


def _fronts(connection: sa.Connection) -> Iterator[str]:
    """Former front matter is numbered as it was recorded, and that of today came last."""
    papers, history = records.documents.c, records.document_history.c
    names = ("document_id", "front_number", "front_rank")
    now = sa.select(*(papers[name] for name in names), sa.literal(None, sa.Integer))
    past = sa.select(*(history[name] for name in names), history.revision)
    both = sa.union_all(
        now.where(papers.document_id.in_(sa.select(history.document_id))), past
    ).order_by(*names)
    for document_id, rows in groupby(connection.execute(both), key=itemgetter(0)):
        revisions = [row[-1] for row in rows]
        if revisions != [*range(len(revisions) - 1), None]:
            yield f"document {document_id[:16]}: its front matter is not in the order of recording"


def _first_imports(connection: sa.Connection) -> Iterator[str]:
    """A document came with the change that first set its front matter, or before the log began."""
    papers, history, log = records.documents.c, records.document_history.c, records.log.c
    earliest = sa.select(sa.func.min(history.front_number)).where(
        history.document_id == papers.document_id
    )
    first = sa.func.coalesce(earliest.scalar_subquery(), papers.front_number)
    brought_up = sa.select(log.number).where(log.kind == "migration")
    wrong = sa.select(papers.name).where(
        papers.import_number != first,
        (papers.import_number > first) | first.not_in(brought_up),
    )
    for name in connection.scalars(wrong):
        yield f"document {name}: its number of import was altered"
