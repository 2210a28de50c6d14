"""What changed since an earlier day, told from what the later brief itself may know.

The earlier side is what a brief of that day would have shown in the same profile, made from claims
that the later one holds: nothing that it withholds can come back through a comparison.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.assess.changes import Known, compare
from qafila.assess.rules import read_rules
from qafila.brief.context import Context
from qafila.brief.sections import changed
from qafila.brief.texts import Words
from qafila.situation import build_situation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qafila.assess.changes import Changes
    from qafila.brief.model import Section
    from qafila.claims import Claim
    from qafila.ledger import Ledger
    from qafila.situation import Situation


def earlier(ledger: Ledger, day: dt.date) -> Ledger:
    """What was known on an earlier day, as far as a view of a later one tells.

    Parameters
    ----------
    ledger : Ledger
        What is known.
    day : datetime.date
        The earlier day.

    Returns
    -------
    Ledger
        Claims reported by then; what an analyst decided later is not decided yet.

    Examples
    --------
    >>> from qafila.ledger import Ledger
    >>> earlier(Ledger.empty(dt.date(2025, 11, 30)), dt.date(2025, 11, 23)).as_of
    datetime.date(2025, 11, 23)
    """
    from qafila.ledger import Ledger

    documents = {
        key: one
        for key, one in ledger.documents.items()
        if one.published is None or one.published <= day
    }
    return Ledger(_claims(ledger, day), MappingProxyType(documents), day, within=ledger.within)


def _claims(ledger: Ledger, day: dt.date) -> Iterator[Claim]:
    reviewed = ledger.reviewed
    for claim in ledger.claims:
        if claim.reported_at is not None and claim.reported_at <= day:
            outcome = reviewed.get(claim.claim_id)
            later = outcome is not None and outcome.review.day > day
            yield outcome.claim if later and outcome is not None else claim
    for outcome in reviewed.values():
        read = outcome.claim
        rejected = outcome.shown is None and outcome.review.day > day
        if rejected and read.reported_at is not None and read.reported_at <= day:
            yield read


@lru_cache(maxsize=4)
def changes_since(situation: Situation, day: dt.date, profile: str) -> Changes:
    """What changed from an earlier day to that of a situation.

    Parameters
    ----------
    situation : Situation
        What is known, as the profile may know it.
    day : datetime.date
        The earlier day.
    profile : str
        ``public`` or ``internal``.

    Returns
    -------
    Changes
        Both sides without a forecast, which is made for the later day alone.
    """
    words = Words("en")
    known = earlier(situation.ledger, day)
    then = build_situation(situation.case, known, day, undisturbed=situation.undisturbed)
    before, after = (Context(one, None, words, profile) for one in (then, situation))
    windows = before.judged.rules.windows
    ledgers = Known(before.situation.ledger, after.situation.ledger, windows)
    return compare(before.judged.assessment, after.judged.assessment, ledgers)


def usual_day(context: Context) -> dt.date:
    """The day with which a brief is compared unless told otherwise.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    datetime.date
        ``changes_days`` of the rules before the day of the brief.
    """
    days = int(read_rules(context.situation.case).numbers["changes_days"])
    return context.as_of - dt.timedelta(days=days)


def build(context: Context, since: dt.date | None = None) -> Section:
    """The section on what changed since the last brief.

    Parameters
    ----------
    context : Context
        The later brief.
    since : datetime.date, optional
        Day of the last brief; by default some days before.

    Returns
    -------
    Section
        The section.
    """
    day = usual_day(context) if since is None else since
    judged = context.judged
    if not any(one.reported_at and one.reported_at <= day for one in context.claims):
        return changed.build_nothing_before(judged, day)
    found = changes_since(context.situation, day, context.profile)
    return changed.build(judged, found)
