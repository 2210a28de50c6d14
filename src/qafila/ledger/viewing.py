"""What a view of the ledger holds: given claims, or those of a store, which are read when asked.

A view of a store answers counts and its first claims by questions to the database, whose indexes
hold all that these need. It reads everything at once when somebody asks for the claims, so that
claims and documents are of one moment. Reviews are few: their claims are looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from heapq import merge
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.claims import REPORT_METHODS
from qafila.errors import LedgerError
from qafila.ledger import engine as engines
from qafila.ledger import records
from qafila.ledger.papers import formerly, known_documents, report_ids, row_ids
from qafila.ledger.payloads import claim_from_payload
from qafila.ledger.review_rows import reviews_until
from qafila.ledger.reviewing import Outcome, outcomes, settle
from qafila.ledger.writing import in_chunks

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from qafila.claims import Claim, Document

_PART, _MANY = 100, 1000
GROUP_OF: Mapping[str, Callable[[Claim], str | None]] = MappingProxyType(
    {
        "event_type": lambda claim: claim.event_type,
        "country": lambda claim: claim.location.country if claim.location else None,
        "place": lambda claim: claim.location.location_id if claim.location else None,
        "source": lambda claim: claim.origin.key if claim.origin else None,
    }
)


@dataclass(frozen=True)
class Contents:
    """All that a view holds, in the order of the ledger.

    Parameters
    ----------
    claims : tuple of Claim
        Claims.
    documents : mapping of str to Document
        Documents known by then, by identifier.
    left_out, later : int
        Claims without a day of report, and those reported after the day.
    removed : int
        Documents that the view leaves out.
    reviewed : mapping of str to Outcome
        What reviews made of claims, by identifier; rejected ones stand only here.
    """

    claims: tuple[Claim, ...]
    documents: Mapping[str, Document]
    left_out: int = 0
    later: int = 0
    removed: int = 0
    reviewed: Mapping[str, Outcome] = field(default_factory=lambda: MappingProxyType({}))


class InStore:
    """Claims of a store that were known on a day.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Engine of the store.
    shown : str
        Its file or address.
    date : datetime.date
        The day.
    among : collection of str or None
        Reports that the view may hold; None for all. Rows of imported tables are always held.
    reviews : bool
        Whether analysts' reviews count.
    llm : bool
        Whether claims count that a language model pointed at.
    """

    def __init__(
        self,
        engine: sa.Engine,
        shown: str,
        date: dt.date,
        among: Collection[str] | None,
        *,
        reviews: bool,
        llm: bool,
    ) -> None:
        self._engine, self._shown = engine, shown
        self._date, self._among = date, among
        with engines.transaction(engine, shown, writes=False) as connection:
            self._changes = connection.scalar(sa.select(records.meta.c.changes))
            said = reviews_until(connection, date) if reviews else ()
            self._kept: frozenset[str] = frozenset()
            if among is not None:
                self._kept = frozenset({*among, *formerly(connection, date, among)})
            gone = among is not None
            self._gone = report_ids(connection).difference(self._kept) if gone else set()
            pointed_at = not llm and connection.scalar(
                sa.select(sa.exists().where(records.claims.c.method == "llm"))
            )
        self._known = records.known_on(date)
        if pointed_at:
            by_rules = records.claims.c.method != "llm"
            self._known = (self._known[0] & by_rules, self._known[1] & by_rules)
        self._settled = settle(said, date)

    @contextmanager
    def _ask(self) -> Iterator[sa.Connection]:
        """Connection to the ledger as it was when the view was made."""
        with engines.transaction(self._engine, self._shown, writes=False) as connection:
            if connection.scalar(sa.select(records.meta.c.changes)) != self._changes:
                raise LedgerError(
                    f"{self._shown}: has changed since this view was made; make it again"
                )
            yield connection

    def _of_gone(self) -> Iterator[sa.ColumnElement[bool]]:
        """Conditions for claims of reports that the view leaves out."""
        columns = records.claims.c
        for part in in_chunks(sorted(self._gone)):
            yield columns.document_id.in_(part) & columns.method.in_(REPORT_METHODS)

    def _count(self, connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
        gone = sum(_count(connection, condition & one) for one in self._of_gone())
        return _count(connection, condition) - gone

    def _is_gone(self, claim: Claim) -> bool:
        return claim.document_id in self._gone and claim.method in REPORT_METHODS

    @cached_property
    def _reviewed(self) -> Mapping[str, Outcome]:
        if not self._settled:
            return MappingProxyType({})
        with self._ask() as connection:
            return self._outcomes(connection)

    def _outcomes(self, connection: sa.Connection) -> Mapping[str, Outcome]:
        if not self._settled:
            return MappingProxyType({})
        claims, said = records.claims.c, records.reviews.c
        reviewed = sa.exists().where(
            *(getattr(claims, name) == getattr(said, name) for name in records.TARGET)
        )
        chosen = records.said.where(
            sa.or_(*self._known),
            claims.document_id.in_(sa.select(said.document_id)),
            reviewed,
        )
        found = map(claim_from_payload, connection.scalars(chosen))
        here = (claim for claim in found if not self._is_gone(claim))
        return MappingProxyType(outcomes(here, self._settled))

    def load(self) -> Contents:
        """Read all of it, at one moment.

        Returns
        -------
        Contents
            Claims in the order of the ledger, and the documents.
        """
        with self._ask() as connection:
            documents = known_documents(connection, self._date)
            imported = row_ids(connection) if self._among is not None else set()
            held = {
                name: document
                for name, document in documents.items()
                if self._among is None or name in self._kept or name in imported
            }
            reviewed = self._outcomes(connection)
            columns = records.claims.c
            later = columns.reported_at > self._date
            return Contents(
                claims=tuple(_reviewed(self._claims(connection), reviewed)),
                documents=MappingProxyType(held),
                left_out=self._count(connection, records.current & columns.reported_at.is_(None)),
                later=self._count(connection, records.current & later),
                removed=self._removed(connection),
                reviewed=reviewed,
            )

    def count_removed(self) -> int:
        """Count the reports, known by then, that the view leaves out.

        Returns
        -------
        int
            Their number.
        """
        with self._ask() as connection:
            return self._removed(connection)

    def _removed(self, connection: sa.Connection) -> int:
        if self._among is None:
            return 0
        claims, papers = records.claims.c, records.documents.c
        published = papers.published <= self._date
        told = sa.select(claims.document_id).join_from(records.claims, records.documents)
        told = told.where(records.is_report, (claims.reported_at <= self._date) | published)
        read = sa.exists().where(claims.document_id == papers.document_id)
        silent = sa.select(papers.document_id).where(published, ~read)
        names = set(connection.scalars(silent))
        for counts in (records.current, claims.superseded_on > self._date):
            names.update(connection.scalars(told.where(counts).distinct()))
        return len(names.difference(self._kept))

    def reviewed(self) -> Mapping[str, Outcome]:
        """Read what reviews made of claims.

        Returns
        -------
        mapping of str to Outcome
            By identifier of the claim.
        """
        return self._reviewed

    def restated(self) -> dict[str, str]:
        """Read what documents restate.

        Returns
        -------
        dict
            Rows of name, address and date as JSON, by identifier of the document.
        """
        papers = records.documents.c
        chosen = sa.select(papers.document_id, papers.restates).where(papers.restates != "[]")
        with self._ask() as connection:
            rows: Any = connection.execute(chosen).all()
        return dict(map(tuple, rows))

    def count(self) -> int:
        """Count the claims.

        Returns
        -------
        int
            Their number.
        """
        rejected = sum(one.shown is None for one in self._reviewed.values())
        with self._ask() as connection:
            return sum(self._count(connection, one) for one in self._known) - rejected

    def count_papers(self) -> int:
        """Count the documents that the claims stand in.

        Returns
        -------
        int
            Their number.
        """
        if self._gone or any(one.shown is None for one in self._reviewed.values()):
            return len({claim.document_id for claim in self.each()})
        told = (sa.select(records.claims.c.document_id).where(one) for one in self._known)
        number = sa.select(sa.func.count()).select_from(sa.union(*told).subquery())
        with self._ask() as connection:
            return connection.scalar(number) or 0

    def count_by(self, group: str) -> Counter[str | None]:
        """Count the claims of each group.

        Parameters
        ----------
        group : str
            A key of `GROUP_OF`.

        Returns
        -------
        collections.Counter
            Numbers by group; None for claims that tell none.
        """
        column = records.claims.c[records.GROUPS[group]]
        found: Counter[str | None] = Counter()
        with self._ask() as connection:
            for known in self._known:
                chosen = sa.select(column, sa.func.count()).where(known).group_by(column)
                found.update(_numbers(connection, chosen))
                for gone in self._of_gone():
                    found.subtract(_numbers(connection, chosen.where(gone)))
        for one in self._reviewed.values():
            found[GROUP_OF[group](one.claim)] -= 1
            if one.shown is not None:
                found[GROUP_OF[group](one.shown)] += 1
        return +found if self._reviewed or self._gone else found

    def head(self, number: int) -> tuple[Claim, ...]:
        """Read the first claims.

        Parameters
        ----------
        number : int
            How many.

        Returns
        -------
        tuple of Claim
            In the order of the ledger.
        """
        reviewed = self._reviewed
        with self._ask() as connection:
            return tuple(islice(_reviewed(self._claims(connection), reviewed), number))

    def each(self) -> Iterator[Claim]:
        """Read the claims one after the other, without keeping them.

        Yields
        ------
        Claim
            In the order of the ledger.
        """
        reviewed = self._reviewed
        with self._ask() as connection:
            yield from _reviewed(self._claims(connection), reviewed)

    def rows(
        self, conditions: Iterable[sa.ColumnElement[bool]], *columns: sa.ColumnElement[Any]
    ) -> Iterator[Any]:
        """Read columns of claims as they were read, before reviews.

        Parameters
        ----------
        conditions : iterable of sqlalchemy.ColumnElement
            Which claims; no claim may meet two of them.
        *columns : sqlalchemy.ColumnElement
            Of the tables ``claims`` and ``payloads``.

        Yields
        ------
        sqlalchemy.Row
            Document and method of a claim, and the columns; in no order.
        """
        claims = records.claims.c
        every = (claims.document_id, claims.method, *columns)
        apart = any(column.table is records.payloads for column in columns)
        chosen = (
            records.said.with_only_columns(*every, maintain_column_froms=True)
            if apart
            else sa.select(*every)
        )
        with self._ask() as connection:
            for condition in conditions:
                for known in self._known:
                    found = connection.execute(chosen.where(known, condition))
                    for part in found.partitions(_MANY):
                        yield from (
                            row
                            for row in part
                            if row[0] not in self._gone or row[1] not in REPORT_METHODS
                        )

    def _claims(self, connection: sa.Connection) -> Iterator[Claim]:
        in_order = [records.claims.c[name] for name in records.ORDER]
        chosen = records.said.add_columns(*in_order)
        asked = chosen.order_by(*records.sorting(connection.dialect.name))
        streams = connection.execution_options(yield_per=_PART)
        # The database merges no two indexes, and would sort all of the ledger.
        with ExitStack() as opened:  # whoever asks for the first claims leaves the rest unread
            found = (streams.execute(asked.where(one)) for one in self._known)
            parts = [opened.enter_context(part) for part in found]
            for row in merge(*parts, key=lambda row: tuple(row[1:])):
                claim = claim_from_payload(row[0])
                if not self._is_gone(claim):
                    yield claim


def _reviewed(claims: Iterable[Claim], reviewed: Mapping[str, Outcome]) -> Iterator[Claim]:
    for claim in claims:
        outcome = reviewed.get(claim.claim_id)
        shown = claim if outcome is None else outcome.shown
        if shown is not None:
            yield shown


def _count(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    number = sa.select(sa.func.count()).select_from(records.claims).where(condition)
    return connection.scalar(number) or 0


def _numbers(connection: sa.Connection, chosen: sa.Select[Any]) -> Counter[str | None]:
    rows: Any = connection.execute(chosen).all()
    return Counter(dict(rows))
