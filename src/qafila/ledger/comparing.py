"""Compare what a ledger holds with what its log says was recorded."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.ledger import records
from qafila.ledger.sealing import Roll, first_head, mark_digest, next_head, review_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    _Rolls = Mapping[int, Roll]


def log_faults(connection: sa.Connection, head: str | None = None) -> Iterator[str]:
    """Check the log itself, and that each change still holds what it added.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    head : str, optional
        A `head` of this ledger that was kept elsewhere.

    Yields
    ------
    str
        A fault.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     list(log_faults(connection))
    []
    """
    log, meta = records.log, records.meta
    chosen = sa.select(log).order_by(log.c.number)
    entries = [dict(row) for row in connection.execute(chosen).mappings()]
    start = connection.execute(sa.select(meta.c.created, meta.c.changes, meta.c.case_name)).first()
    created, changes, case = start or ("", 0, None)
    yield from _chain(entries, first_head(created))
    last = entries[-1] if entries else {"number": 0, "case_name": None}
    if last["number"] != changes:
        yield f"log: ends with change {last['number']}, but the ledger counts {changes}"
    if last["case_name"] != case:
        yield "log: knows the case by another name than the ledger"
    if head is not None and head not in {first_head(created), *(one["head"] for one in entries)}:
        yield f"head: never was {head}; what had been recorded by then was altered or removed"
    told = dict(zip(records.PARTS, _rolls(connection), strict=True))
    for entry in entries:
        name = f"change {entry['number']} ({entry['kind']} of {entry['recorded_at']})"
        for part, rolls in told.items():
            fault = _compared(part, entry, rolls.get(entry["number"], Roll()))
            if fault:
                yield f"{name}: {fault}"
    known = {entry["number"] for entry in entries}
    for part, rolls in told.items():
        for number in sorted(set(rolls) - known):
            yield f"change {number}: the log does not tell of it, but there are {part} of it"


def _chain(entries: Iterable[Mapping[str, Any]], head: str) -> Iterator[str]:
    """Changes are numbered from 1 on, or from that which brought an older ledger up."""
    due = 1
    for entry in entries:
        number = entry["number"]
        if number != due and not (due == 1 and entry["kind"] == "migration"):
            yield f"log: change {due} is missing"
        elif next_head(head, entry) != entry["head"]:
            yield f"log: change {number} was altered"
        head, due = entry["head"], number + 1


def _compared(part: str, entry: Mapping[str, Any], roll: Roll) -> str:
    recorded = entry[part]
    if roll.number < recorded:
        return f"{recorded - roll.number} of its {recorded} {part} are missing"
    if roll.number > recorded:
        return f"it holds {roll.number} {part}, but {recorded} were recorded"
    if roll.digest != entry[f"{part}_digest"]:
        return f"its {part} are not those that were recorded"
    return ""


def _rolls(connection: sa.Connection) -> Iterator[_Rolls]:
    """What each change holds, for each of `records.PARTS`."""
    claims, marks, reviews = records.claims.c, records.marks.c, records.reviews.c
    fronts = (
        sa.select(table.c.front_number, table.c.front_rank, table.c.digest)
        for table in (records.documents, records.document_history)
    )
    in_order = sa.union_all(*fronts).order_by("front_number", "front_rank")
    yield _grouped((number, digest) for number, _, digest in connection.execute(in_order))
    chosen = sa.select(claims.import_number, claims.digest).order_by(claims.claim_key)
    yield _grouped((number, digest) for number, digest in connection.execute(chosen))
    made = sa.select(
        marks.import_number, marks.claim_key, marks.superseded_by_version, marks.superseded_on
    ).order_by(marks.mark_key)
    yield _grouped((number, mark_digest(*mark)) for number, *mark in connection.execute(made))
    said = sorted(tuple(row) for row in connection.execute(
        sa.select(reviews.import_number, reviews.review_id)
    ))  # fmt: skip
    yield _grouped((number, review_digest(name)) for number, name in said)


def _grouped(rows: Iterable[tuple[int, bytes | None]]) -> _Rolls:
    rolls: dict[int, Roll] = defaultdict(Roll)
    for number, digest in rows:
        rolls[number].add([digest or b""])
    return rolls
