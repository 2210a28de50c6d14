"""The situation as the public may know it: no fresh passage in it, older ones by week.

Everything that the public profile writes is made from it, so that no identifier, count, title or
status can tell of what was left out. `qafila.brief.disclosure` says what that is.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.brief.dates import as_date
from qafila.brief.disclosure import (
    is_fresh,
    is_recent_week,
    public_words,
    shown_claims,
    tells_passage,
    told_by,
    week_end,
    week_of,
)
from qafila.brief.observed import fresh_rows
from qafila.brief.redaction import public_address, without_passages
from qafila.brief.urls import host_only
from qafila.reviews import anonymous
from qafila.situation import Situation, build_situation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    import pandas as pd

    from qafila.assess.attributed import Restated
    from qafila.brief.disclosure import Shown
    from qafila.claims import Claim, Document
    from qafila.ledger import Ledger
    from qafila.situation import Notice

# What these say depends on claims and rows that the public may not know of.
_BY_LEDGER = frozenset({"stale_evidence", "empty_ledger"})
_BY_NAME = frozenset({"unreadable", "unsupported_language", "spoofed_name", "undated_report"})


@dataclass(frozen=True, eq=False, repr=False)
class PublicSituation(Situation):
    """A situation from which everything is taken that the public may not know.

    Parameters
    ----------
    shown : mapping of str to Shown
        What may be shown of each claim that is left.
    untitled : frozenset of str
        Documents whose title may not be shown.
    by_week : frozenset of str
        Documents whose day of publication is told by week.
    """

    shown: Mapping[str, Shown] = field(default_factory=lambda: MappingProxyType({}))
    untitled: frozenset[str] = frozenset()
    by_week: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def public_situation(situation: Situation) -> PublicSituation:
    """Take from a situation what the public may not know.

    Parameters
    ----------
    situation : Situation
        All that is known.

    Returns
    -------
    PublicSituation
        What is left. Claims and rows of fresh passages are gone, and with them documents that tell
        of nothing else. Corridors are as they would be without them, older passages counting for
        their whole week. A public situation stays as it is.
    """
    if isinstance(situation, PublicSituation):
        return situation
    as_of, known = situation.as_of, situation.ledger
    # The words tell of a passage whatever an analyst made of the claim.
    read = tuple(one.claim for one in known.reviewed.values())
    shown = shown_claims(known.claims, as_of, "public", read)
    fresh = {claim.claim_id for claim in (*known.claims, *read) if is_fresh(claim, as_of)}
    kept = [claim for claim in known.claims if claim.claim_id not in fresh]
    by_week = frozenset(
        claim.document_id
        for claim in (*kept, *read)
        if tells_passage(claim) and not public_words(claim, as_of)
    )
    untitled = frozenset(
        {claim.document_id for claim in kept if not shown[claim.claim_id].words}
        | {
            claim.document_id
            for claim in known.claims
            if claim.reported_at and is_recent_week(claim.reported_at, as_of)
        }
        | {claim.document_id for claim in (*known.claims, *read) if claim.claim_id in fresh}
    )
    kept = [_published(claim, by_week, as_of) for claim in kept]
    documents = _documents(known, kept, untitled, by_week, as_of)
    ledger = known.holding(kept, documents)
    case = dataclasses.replace(
        situation.case,
        observations=situation.case.observations[~fresh_rows(situation.case.observations, as_of)],
    )
    weekly = ledger.holding((_by_week(claim) for claim in kept), documents)
    rebuilt = build_situation(case, weekly, as_of, undisturbed=situation.undisturbed)
    given = {part.name: getattr(situation, part.name) for part in dataclasses.fields(Situation)}
    return PublicSituation(
        **given
        | {
            "case": case,
            "ledger": ledger,
            "observations": situation.observations[~fresh_rows(situation.observations, as_of)],
            "stocks": _stocks(situation.stocks, as_of),
            "data": rebuilt.data,
            "evidence": rebuilt.evidence,
            "passage_days": _passages(situation),
            "warnings": _warnings(situation, rebuilt),
        },
        shown=MappingProxyType({claim.claim_id: shown[claim.claim_id] for claim in kept}),
        untitled=untitled,
        by_week=by_week,
    )


def _published(claim: Claim, by_week: Collection[str], as_of: dt.date) -> Claim:
    """A claim whose day of publication tells no day of a passage, and whose analyst no name."""
    if claim.review is not None:
        claim = dataclasses.replace(claim, review=anonymous(claim.review))
    if claim.document_id not in by_week or claim.reported_at is None:
        return claim
    return dataclasses.replace(claim, reported_at=told_by(claim.reported_at, as_of))


def _by_week(claim: Claim) -> Claim:
    """A passage as it counts for corridors: for its week, not for its day."""
    if not tells_passage(claim):
        return claim
    start, end = claim.date.start, claim.date.end
    date = dataclasses.replace(
        claim.date,
        start=week_of(start) if start else None,
        end=week_end(end) if end else None,
        precision="week",
    )
    return dataclasses.replace(claim, date=date)


def _documents(
    known: Ledger,
    kept: Collection[Claim],
    untitled: Collection[str],
    by_week: Collection[str],
    as_of: dt.date,
) -> Mapping[str, Document]:
    left = {claim.document_id for claim in kept}
    # A document whose claims were all rejected tells of what its words told.
    read = (one.claim for one in known.reviewed.values())
    silent = {claim.document_id for claim in (*known.claims, *read)} - left
    found = {}
    for key, document in known.documents.items():
        if key in silent:
            continue
        recent = document.published is not None and is_recent_week(document.published, as_of)
        closed = key in by_week or recent
        restates = tuple(
            dict.fromkeys(restated(row, as_of, closed=closed) for row in document.restates)
        )
        document = dataclasses.replace(document, restates=restates)  # noqa: PLW2901
        if key in by_week and document.published:
            day = told_by(document.published, as_of)
            document = dataclasses.replace(document, published=day)  # noqa: PLW2901
        if key in untitled:
            document = dataclasses.replace(document, title="", name="")  # noqa: PLW2901
        found[key] = document
    return MappingProxyType(found)


def restated(row: Restated, as_of: dt.date, *, closed: bool = False) -> Restated:
    """A source that a document restates; address and day of an article tell what its title does.

    Parameters
    ----------
    row : (str, str, str)
        Name, address and date.
    as_of : datetime.date
        Day of the brief.
    closed : bool
        Whether the document may name no article at all.

    Returns
    -------
    (str, str, str)
        The same; name and host where the address would tell of a passage.

    Examples
    --------
    >>> import datetime as dt
    >>> row = ("Agency", "https://example.org/200-tankers-came-monday", "2025-11-28")
    >>> restated(row, dt.date(2025, 11, 30))
    ('Agency', 'https://example.org', '')
    """
    name, address, date = row
    day = as_date(date) or as_of
    if closed or public_address(address, day, as_of, passage=False) != address:
        return name, host_only(address), ""
    return row


def _stocks(stocks: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Stocks whose reasoning and addresses tell of no passage."""
    days = [as_date(day) for day in stocks["reported_at"]]
    basis = [
        without_passages(text, as_of, day) for text, day in zip(stocks["basis"], days, strict=True)
    ]
    source = [
        public_address(text, day, as_of, passage=False)
        for text, day in zip(stocks["source"], days, strict=True)
    ]
    return stocks.assign(basis=basis, source=source)


def _passages(situation: Situation) -> Mapping[str, tuple[dt.date, ...]]:
    found = {
        corridor: {week_of(day) for day in days if not is_recent_week(day, situation.as_of)}
        for corridor, days in situation.passage_days.items()
    }
    return {corridor: tuple(sorted(days, reverse=True)) for corridor, days in found.items() if days}


def _warnings(situation: Situation, rebuilt: Situation) -> tuple[Notice, ...]:
    own = (_nameless(notice) for notice in situation.warnings if notice.code not in _BY_LEDGER)
    return (*own, *(notice for notice in rebuilt.warnings if notice.code in _BY_LEDGER))


def _nameless(notice: Notice) -> Notice:
    """A notice on a report without its file name, which sums up what the report tells."""
    if notice.code not in _BY_NAME:
        return notice
    number = hashlib.sha256(notice.detail.encode("utf-8")).hexdigest()[:8]
    return notice._replace(detail=number)
