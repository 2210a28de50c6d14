"""Decide what an import adds and what it supersedes; nothing is written here.

A newer version of a reader supersedes what an older one of the same method had read in a document;
a changed reading of the same version adds a revision.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qafila.ledger import records
from qafila.terms import values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.ledger.records import Prepared

    _Row = tuple[str | int | None, ...]

_ID, _METHOD, _VERSION, _DAY, _PAYLOAD = (
    records.CLAIM_COLUMNS.index(name)
    for name in ("claim_id", "method", "reader_version", "reported_at", "payload")
)
MACHINE = tuple(method for method in values("claim_method") if method != "analyst")


@dataclass
class Plan:
    """What is to be written for some documents.

    Parameters
    ----------
    rows : list of (tuple, int, str)
        New claims in the columns `records.CLAIM_COLUMNS`, their revision and name of document.
    superseded : list of (int, str, None)
        Key of each claim that is superseded, and the version that does it.
    ended : list of (int, str, datetime.date or None)
        Key of each claim of a text that was replaced once and is read anew, the version that
        superseded it, and the day until which it still counts; None if it never does.
    already : int
        Claims that the ledger knows.

    Examples
    --------
    >>> Plan().already
    0
    """

    rows: list[tuple[_Row, int, str]] = field(default_factory=list)
    superseded: list[tuple[int, str, None]] = field(default_factory=list)
    ended: list[tuple[int, str, dt.date | None]] = field(default_factory=list)
    already: int = 0


@lru_cache(maxsize=64)
def version_order(version: str) -> tuple[int, ...]:
    """What makes one version of a reader newer than another.

    Parameters
    ----------
    version : str
        Such as ``1.10``.

    Returns
    -------
    tuple of int
        The numbers in it.

    Examples
    --------
    >>> version_order("1.10") > version_order("1.9")
    True
    """
    return tuple(int(part) for part in re.findall(r"\d+", version))


def plan_claims(
    plan: Plan,
    paper: Prepared,
    known: Sequence[Mapping[str, Any]],
    reader_version: str | None,
) -> None:
    """Decide what becomes of the claims of one document.

    Parameters
    ----------
    plan : Plan
        Is added to.
    paper : Prepared
        The document, and what was read from it.
    known : sequence of mapping
        All claims of the document in the ledger: claim_key, claim_id, revision, method,
        reader_version, superseded_by_version, superseded_on, payload.
    reader_version : str or None
        Version of the rule-based reader, if it is known apart from the claims.

    Examples
    --------
    >>> from qafila.claims import Claim, Document, Span
    >>> from qafila.ledger.checking import prepare
    >>> note = Document.from_text("x", "a.md")
    >>> claim = Claim("c", note.document_id, None, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> plan = Plan()
    >>> plan_claims(plan, prepare(note, [claim, claim]), (), None)
    >>> len(plan.rows), plan.already
    (1, 1)
    """
    name, claims = str(paper.front[0]), paper.claims
    if not known and _is_simple(claims, reader_version):
        plan.rows += [(claim, 0, name) for claim in claims]
        return
    newest = _newest(known, claims, reader_version)
    revisions = _supersede_older(plan, known, newest)
    seen = set()
    for claim in claims:
        identifier, version = str(claim[_ID]), str(claim[_VERSION])
        if identifier in seen or _is_older(str(claim[_METHOD]), version, newest):
            plan.already += 1
            continue
        past = revisions.get(identifier, ())
        active = [one for one in past if one["superseded_by_version"] is None]
        if any(one["payload"] == claim[_PAYLOAD] for one in active):
            plan.already += 1
            continue
        plan.superseded += [(one["claim_key"], version, None) for one in active]
        plan.ended += _ended(claim[_DAY], past)
        plan.rows.append((claim, len(past), name))
        seen.add(identifier)


def _is_simple(claims: Sequence[_Row], reader_version: str | None) -> bool:
    """Whether one reader read the document, each claim once: then all of them are new."""
    if len(claims) > 1 and len({claim[_ID] for claim in claims}) < len(claims):
        return False
    read = {(claim[_METHOD], claim[_VERSION]) for claim in claims}
    return len(read) < 2 and (reader_version is None or read <= {("rules", reader_version)})


def _ended(
    reported_at: str | int | None, past: Sequence[Mapping[str, Any]]
) -> list[tuple[int, str, dt.date | None]]:
    """Former readings that would count on days on which the new one does."""
    day = dt.date.fromisoformat(str(reported_at)) if reported_at else None
    return [
        (one["claim_key"], one["superseded_by_version"], day)
        for one in past
        if one["superseded_on"] is not None and (day is None or day < one["superseded_on"])
    ]


def _supersede_older(
    plan: Plan, known: Sequence[Mapping[str, Any]], newest: Mapping[str, str]
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Mark what older versions had read; gives what is known by identifier of the claim."""
    revisions: dict[str, list[Mapping[str, Any]]] = {}
    for row in known:
        revisions.setdefault(row["claim_id"], []).append(row)
        method = row["method"]
        if not _is_older(method, row["reader_version"], newest):
            continue
        if row["superseded_by_version"] is None:
            plan.superseded.append((row["claim_key"], newest[method], None))
        elif row["superseded_on"] is not None:
            plan.ended.append((row["claim_key"], row["superseded_by_version"], None))
    return revisions


def _is_older(method: str, version: str, newest: Mapping[str, str]) -> bool:
    known = newest[method]
    if version == known or method not in MACHINE:
        return False
    return version_order(version) < version_order(known)


def _newest(
    known: Sequence[Mapping[str, Any]], claims: Sequence[_Row], reader_version: str | None
) -> dict[str, str]:
    """Newest version of each method that has ever read the document."""
    newest: dict[str, str] = {}

    def see(method: str, version: str) -> None:
        held = newest.setdefault(method, version)
        if held != version and version_order(version) > version_order(held):
            newest[method] = version

    for row in known:
        see(row["method"], row["reader_version"])
        if row["method"] == "rules" and row["superseded_by_version"]:
            see("rules", row["superseded_by_version"])
    for claim in claims:
        see(str(claim[_METHOD]), str(claim[_VERSION]))
    if reader_version is not None:
        see("rules", reader_version)
    return newest
