"""What was known on a day: a frozen view of the claims, grouped into events and disputes."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.cards import count
from qafila.claims import REPORT_METHODS
from qafila.errors import UnknownNameError, did_you_mean
from qafila.ledger.papers import order_of
from qafila.ledger.viewing import GROUP_OF, Contents

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from qafila.claims import Claim, Document
    from qafila.ledger.disputes import Dispute
    from qafila.ledger.events import Event
    from qafila.ledger.reviewing import Outcome
    from qafila.ledger.viewing import InStore
    from qafila.pictures import Picture


class Ledger:
    """Claims reported by the end of a day, in an order that no import can change.

    A view of a store reads its claims when they are asked for; their number, their numbers by group
    and the first of them it tells without that. It never changes: once the store has, a view that
    has not read its claims yet says so and reads nothing.

    Parameters
    ----------
    claims : iterable of Claim
        Claims in any order; they are sorted by day of report, name of document, place in the text,
        identifier.
    documents : mapping of str to Document
        Documents known by then, by identifier.
    as_of : datetime.date
        The day.
    left_out : int
        Claims without a day of report, which no view holds.
    later : int
        Claims reported after the day, which this view does not hold.
    within : mapping of str to str
        For each place the wider place that holds it, where known.
    removed : int
        Documents known by then that this view leaves out, such as reports that were taken away.

    Examples
    --------
    >>> import datetime as dt
    >>> Ledger.empty(dt.date(2025, 11, 30))
    Ledger(as of 2025-11-30: 0 claims of 0 documents)
    """

    def __init__(
        self,
        claims: Iterable[Claim],
        documents: Mapping[str, Document],
        as_of: dt.date,
        left_out: int = 0,
        later: int = 0,
        within: Mapping[str, str] = MappingProxyType({}),
        removed: int = 0,
    ) -> None:
        # Sorted here and not in the database, whose collation may differ between machines.
        ordered = tuple(sorted(claims, key=lambda claim: order_of(claim, documents)))
        self._contents: Contents | None = Contents(ordered, documents, left_out, later, removed)
        self._store: InStore | None = None
        self.as_of = as_of
        self.within = within

    @classmethod
    def of_store(cls, store: InStore, as_of: dt.date, within: Mapping[str, str]) -> Ledger:
        """A view of a store.

        Parameters
        ----------
        store : InStore
            What can be asked of the store.
        as_of : datetime.date
            The day.
        within : mapping of str to str
            For each place the wider place that holds it, where known.

        Returns
        -------
        Ledger
            The view; nothing is read yet.
        """
        found = cls((), MappingProxyType({}), as_of, within=within)
        found._contents, found._store = None, store
        return found

    def load(self) -> Contents:
        """Read all that the view holds, once.

        Returns
        -------
        Contents
            Claims and documents of one moment.

        Examples
        --------
        >>> import datetime as dt
        >>> Ledger.empty(dt.date(2025, 11, 30)).load().left_out
        0
        """
        if self._contents is None and self._store is not None:
            self._contents = self._store.load()
        return self._contents or Contents((), MappingProxyType({}))

    @property
    def unread(self) -> InStore | None:
        """The store that a view has not read its claims from yet; see `qafila.ledger.choosing`."""
        return self._store if self._contents is None else None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, in order."""
        return self.load().claims

    @property
    def documents(self) -> Mapping[str, Document]:
        """Documents known by then, by identifier."""
        return self.load().documents

    @property
    def left_out(self) -> int:
        """Claims without a day of report, which no view holds."""
        return self.load().left_out

    @property
    def later(self) -> int:
        """Claims reported after the day, which this view does not hold."""
        return self.load().later

    @property
    def removed(self) -> int:
        """Documents known by then that this view leaves out."""
        if self._contents is None and self._store is not None:
            return self._store.count_removed()
        return self.load().removed

    @property
    def reviewed(self) -> Mapping[str, Outcome]:
        """What analysts' reviews made of claims, by identifier; rejected ones stand only here."""
        if self._contents is None and self._store is not None:
            return self._store.reviewed()
        return self.load().reviewed

    def holding(self, claims: Iterable[Claim], documents: Mapping[str, Document]) -> Ledger:
        """A view of the same day with other contents.

        Parameters
        ----------
        claims : iterable of Claim
            Claims.
        documents : mapping of str to Document
            Documents.

        Returns
        -------
        Ledger
            Another view.

        Examples
        --------
        >>> import datetime as dt
        >>> Ledger.empty(dt.date(2025, 11, 30)).holding((), {}).as_of
        datetime.date(2025, 11, 30)
        """
        counts = self.left_out, self.later
        return Ledger(claims, documents, self.as_of, *counts, self.within, self.removed)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ledger):
            return NotImplemented
        mine, theirs = (
            (one.as_of, one.within, one.claims, one.documents, one.left_out, one.later, one.removed)
            for one in (self, other)
        )
        return mine == theirs

    def __hash__(self) -> int:
        return hash((self.as_of, self.claims))

    def __len__(self) -> int:
        if self._contents is None and self._store is not None:
            return self._store.count()
        return len(self.claims)

    def count_by(self, group: str) -> Mapping[str | None, int]:
        """Number of claims of each group.

        Parameters
        ----------
        group : str
            ``event_type``, ``country``, ``place`` or ``source``: country and place are those named
            first, the source is the origin.

        Returns
        -------
        mapping of str or None to int
            The largest first; None for claims that tell none.

        Raises
        ------
        UnknownNameError
            If there is no such group.

        Examples
        --------
        >>> import datetime as dt
        >>> Ledger.empty(dt.date(2025, 11, 30)).count_by("country")
        {}
        """
        if group not in GROUP_OF:
            hint = did_you_mean(group, GROUP_OF) or "groups are " + ", ".join(GROUP_OF)
            raise UnknownNameError(f'claims are not counted by "{group}"; {hint}')
        if self._contents is None and self._store is not None:
            found = self._store.count_by(group)
        else:
            found = Counter(map(GROUP_OF[group], self.claims))
        by_name = sorted(found.items(), key=lambda pair: pair[0] or "")
        return dict(sorted(by_name, key=itemgetter(1), reverse=True))

    def head(self, number: int = 100) -> tuple[Claim, ...]:
        """The first claims.

        Parameters
        ----------
        number : int
            How many at most.

        Returns
        -------
        tuple of Claim
            In the order of the ledger.

        Examples
        --------
        >>> import datetime as dt
        >>> Ledger.empty(dt.date(2025, 11, 30)).head(5)
        ()
        """
        if self._contents is None and self._store is not None:
            return self._store.head(number)
        return self.claims[:number]

    def __iter__(self) -> Iterator[Claim]:
        """The claims one after the other; those of a store are not kept."""
        if self._contents is None and self._store is not None:
            return self._store.each()
        return iter(self.claims)

    @classmethod
    def empty(cls, as_of: dt.date) -> Ledger:
        """A ledger that knows nothing.

        Parameters
        ----------
        as_of : datetime.date
            The day.

        Returns
        -------
        Ledger
            A view without claims.

        Examples
        --------
        >>> import datetime as dt
        >>> Ledger.empty(dt.date(2025, 11, 30)).events()
        ()
        """
        return cls((), MappingProxyType({}), as_of)

    def __repr__(self) -> str:
        if self._contents is None and self._store is not None:
            papers = self._store.count_papers()
        else:
            papers = len({claim.document_id for claim in self.claims})
        held = f"{count(len(self), 'claim')} of {count(papers, 'document')}"
        return f"Ledger(as of {self.as_of}: {held})"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from qafila.ledger.showing import ledger_card

        return ledger_card(self)

    def plot(self, language: str = "en") -> Picture:
        """Draw claims by day of report and kind of event; what is disputed stands out.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        Picture
            The chart.
        """
        from qafila.ledger.showing import plot_ledger

        return plot_ledger(self, language)

    @cached_property
    def _by_id(self) -> Mapping[str, Claim]:
        return {claim.claim_id: claim for claim in self.claims}

    @cached_property
    def imported(self) -> frozenset[str]:
        """Documents that are rows of imported tables and no reports."""
        read = (one.claim for one in self.reviewed.values())  # those rejected among them
        rows = (one for one in (*self.claims, *read) if one.method not in REPORT_METHODS)
        return frozenset(one.document_id for one in rows)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Number of each claim, from 1 in the order of the ledger, as in the brief of the day."""
        return {claim.claim_id: number for number, claim in enumerate(self.claims, start=1)}

    @cached_property
    def _events(self) -> tuple[Event, ...]:
        from qafila.ledger.events import group_events

        return group_events(self.claims, self.within)

    @cached_property
    def _disputes(self) -> tuple[Dispute, ...]:
        from qafila.ledger.disputes import find_disputes

        return find_disputes(self._events)

    def claim(self, claim_id: str) -> Claim:
        """The claim of an identifier.

        Parameters
        ----------
        claim_id : str
            Identifier.

        Returns
        -------
        Claim
            The claim.

        Raises
        ------
        UnknownNameError
            If this view holds no such claim.

        Examples
        --------
        >>> import datetime as dt
        >>> Ledger.empty(dt.date(2025, 11, 30)).claim("ab")
        Traceback (most recent call last):
        qafila.errors.UnknownNameError: no claim "ab" was known on 2025-11-30
        """
        try:
            return self._by_id[claim_id]
        except KeyError:
            hint = did_you_mean(claim_id, self._by_id)
            message = f'no claim "{claim_id}" was known on {self.as_of}'
            raise UnknownNameError(f"{message}; {hint}" if hint else message) from None

    def events(self) -> tuple[Event, ...]:
        """Claims that speak of one thing, grouped; see `qafila.ledger.events`.

        Returns
        -------
        tuple of Event
            Events, by first report; every claim is in exactly one.
        """
        return self._events

    def disputes(self) -> tuple[Dispute, ...]:
        """Events on which sources contradict each other; see `qafila.ledger.disputes`.

        Returns
        -------
        tuple of Dispute
            Disputes, in the order of their events.
        """
        return self._disputes
