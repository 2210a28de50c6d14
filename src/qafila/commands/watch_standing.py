"""How things stand in a case that is watched: what is known of it, and what is made of that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from qafila.claims import REPORT_METHODS
from qafila.situation.notices import newest_evidence

if TYPE_CHECKING:
    from qafila.api import OpenCase
    from qafila.assess.model import Assessment
    from qafila.ledger import Ledger

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
    from qafila.assess.assessing import assess
    from qafila.assess.rules import read_rules

    situation = opened.situation(day)
    ledger = situation.ledger
    found = assess(opened, ledger, day, situation=situation, rules=read_rules(opened))
    ledger.load()  # once the ledger changes, only what is loaded can be looked at
    return Stand(opened, ledger, found)


def newest_day(opened: OpenCase) -> dt.date | None:
    """Day of the newest report or figure of a case that is not still to come.

    Rows of imported tables have no say: a provider's table of a year bears a day that nobody wrote,
    by which everything else would be old.

    Parameters
    ----------
    opened : OpenCase
        The case.

    Returns
    -------
    datetime.date or None
        The day; None where there is none.
    """
    today = dt.datetime.now(dt.UTC).date()
    last = min(today, opened.start + dt.timedelta(days=_LONGEST_DAYS))
    ledger = opened.ledger(last)
    told = (one for one in ledger.claims if one.method in REPORT_METHODS)
    return newest_evidence(opened, ledger.holding(told, {}), last)
