"""What sources dispute in claims of the last weeks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.ledger.choosing import newest
from qafila.ledger.disputes import find_disputes
from qafila.ledger.events import group_events

if TYPE_CHECKING:
    from qafila.ledger import Dispute, Ledger


class RecentDisputes:
    """Finds disputes among the claims of the last days.

    Parameters
    ----------
    days : int
        How far back claims were reported.
    most : int
        How many claims at most, the newest first.
    """

    def __init__(self, days: int, most: int) -> None:
        self._days, self._most = days, most

    def disputes(self, ledger: Ledger, as_of: dt.date) -> tuple[Dispute, ...]:
        """Disputes of claims of the last days.

        Parameters
        ----------
        ledger : Ledger
            What is known.
        as_of : datetime.date
            The last day.

        Returns
        -------
        tuple of Dispute
            As `Ledger.disputes` of these claims alone.
        """
        first = as_of - dt.timedelta(days=self._days - 1)
        claims = newest(ledger, first, as_of, self._most)
        return find_disputes(group_events(claims, ledger.within))
