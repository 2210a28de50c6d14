"""How things stand in a case that is watched: what is known of it, and what is made of that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qafila.api import OpenCase
    from qafila.assess.changes import Known
    from qafila.assess.model import Assessment
    from qafila.ledger import Ledger

_MOST_CLAIMS = 20_000  # that are held in memory to tell of corrections; beyond it takes seconds
_LONGEST_DAYS = 3650  # from the start of a case: no view reaches further


class Stand(NamedTuple):
    """How things stand: what is known, and what is made of it.

    Parameters
    ----------
    opened : OpenCase
        The case with the reports that count.
    ledger : Ledger
        What is known on the day.
    assessment : Assessment
        What is made of it.
    """

    opened: OpenCase
    ledger: Ledger
    assessment: Assessment


def stand(opened: OpenCase, day: dt.date) -> Stand:
    """Assess a case.

    Parameters
    ----------
    opened : OpenCase
        The case.
    day : datetime.date
        The day.

    Returns
    -------
    Stand
        How things stand.
    """
    ledger = opened.ledger(day)
    if len(ledger) <= _MOST_CLAIMS:
        ledger.load()  # once the ledger changes, only what is loaded can be looked at
    return Stand(opened, ledger, opened.assess(day))


def known_of(before: Stand, after: Stand) -> Known | None:
    """The ledgers of both, as far as they are small enough to be compared claim by claim.

    Parameters
    ----------
    before, after : Stand
        How things stood and stand.

    Returns
    -------
    Known or None
        None where that would take seconds.
    """
    from qafila.assess.changes import Known

    if max(len(before.ledger), len(after.ledger)) > _MOST_CLAIMS:
        return None
    return Known(before.ledger, after.ledger)


def newest_day(opened: OpenCase) -> dt.date | None:
    """Day of the newest report of a case that is not still to come.

    Parameters
    ----------
    opened : OpenCase
        The case.

    Returns
    -------
    datetime.date or None
        The day; None if no report has one.
    """
    today = dt.datetime.now(dt.UTC).date()
    last = min(today, opened.start + dt.timedelta(days=_LONGEST_DAYS))
    papers = opened.ledger(last).documents.values()
    return max((one.published for one in papers if one.published), default=None)
