"""What was known on a day: a frozen view of the claims, grouped into events and disputes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.claims import REPORT_METHODS
from qafila.errors import UnknownNameError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.claims import Claim, Document
    from qafila.ledger.disputes import Dispute
    from qafila.ledger.events import Event
    from qafila.pictures import Picture


@dataclass(frozen=True, repr=False)
class Ledger:
    """Claims reported by the end of a day, in an order that no import can change.

    Parameters
    ----------
    claims : tuple of Claim
        Claims, by day of report, name of document, place in the text, identifier.
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
    >>> Ledger.empty(dt.date(2025, 11, 30))
    Ledger(as of 2025-11-30: 0 claims of 0 documents)
    """

    claims: tuple[Claim, ...]
    documents: Mapping[str, Document] = field(hash=False)
    as_of: dt.date
    left_out: int = 0
    later: int = 0
    within: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    removed: int = 0

    def __post_init__(self) -> None:
        # Sorted here and not in the database, whose collation may differ between machines.
        object.__setattr__(self, "claims", tuple(sorted(self.claims, key=self._order)))

    def _order(self, claim: Claim) -> tuple[Any, ...]:
        document = self.documents.get(claim.document_id)
        return (
            claim.reported_at or dt.date.max,
            document.name if document else "",
            claim.document_id,
            claim.span.start,
            claim.span.end,
            claim.claim_id,
        )

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
        >>> Ledger.empty(dt.date(2025, 11, 30)).events()
        ()
        """
        return cls((), MappingProxyType({}), as_of)

    def __repr__(self) -> str:
        papers = len({claim.document_id for claim in self.claims})
        return f"Ledger(as of {self.as_of}: {len(self.claims)} claims of {papers} documents)"

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

    def __len__(self) -> int:
        return len(self.claims)

    @cached_property
    def _by_id(self) -> Mapping[str, Claim]:
        return {claim.claim_id: claim for claim in self.claims}

    @cached_property
    def imported(self) -> frozenset[str]:
        """Documents that are rows of imported tables and no reports."""
        rows = (one for one in self.claims if one.method not in REPORT_METHODS)
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

        Examples
        --------
        >>> Ledger.empty(dt.date(2025, 11, 30)).events()
        ()
        """
        return self._events

    def disputes(self) -> tuple[Dispute, ...]:
        """Events on which sources contradict each other; see `qafila.ledger.disputes`.

        Returns
        -------
        tuple of Dispute
            Disputes, in the order of their events.

        Examples
        --------
        >>> Ledger.empty(dt.date(2025, 11, 30)).disputes()
        ()
        """
        return self._disputes
