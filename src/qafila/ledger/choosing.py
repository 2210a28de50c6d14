"""Parts of a view: what claims say, without making them, and chosen claims alone.

A view of a store that nobody has asked for its claims answers from the database; any other answers
from the claims that it holds. Reviews, removed reports and replaced texts count alike.
"""

from __future__ import annotations

import datetime as dt
import json
from heapq import nlargest
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qafila.ledger import records
from qafila.ledger.papers import order_of
from qafila.ledger.payloads import claim_from_payload, payload_of
from qafila.ledger.writing import in_chunks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from qafila.claims import Claim
    from qafila.ledger.ledger import Ledger
    from qafila.ledger.viewing import InStore

_COLUMNS = records.claims.c
_PAYLOAD = records.payloads.c.payload
_STAMP = (_COLUMNS.claim_id, _COLUMNS.revision, _COLUMNS.event_type, _COLUMNS.modality)
# Most types are read, so that looking at all claims in their order is faster than type by type.
_ALL = (sa.true(),)

Kind = tuple[str, str]


def payloads(
    ledger: Ledger, kinds: Collection[Kind], names: Collection[str] | None = None
) -> Iterator[tuple[str, object, str]]:
    """What the claims of some kinds say, as the JSON that is stored.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    kinds : collection of (str, str)
        Types of events, each with a modality.
    names : collection of str, optional
        Identifiers of the claims; by default all of these kinds.

    Yields
    ------
    str, object, str
        Identifier of a claim, its stamp as in `stamps`, and what it says as reviews left it; in no
        order.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> list(payloads(Ledger.empty(dt.date(2025, 11, 30)), {("shortage", "asserted")}))
    []
    """

    def fits(claim: Claim) -> bool:
        return _kind(claim) in kinds and (names is None or claim.claim_id in names)

    store = ledger.unread
    claims = ledger.claims if store is None else _shown(store)
    if store is not None:
        conditions = _ALL if names is None else _named(names)
        reviewed = store.reviewed()
        for _, _, name, stamp, *kind, said in store.rows(conditions, *_STAMP, _PAYLOAD):
            if tuple(kind) in kinds and name not in reviewed:
                yield name, stamp, said
    yield from ((one.claim_id, one, payload_of(one)) for one in claims if fits(one))


def stamps(ledger: Ledger, kinds: Collection[Kind]) -> dict[str, object]:
    """What tells whether a claim is still what it was.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    kinds : collection of (str, str)
        Types of events, each with a modality.

    Returns
    -------
    dict
        By identifier of each claim of these kinds something that differs once the claim does.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> stamps(Ledger.empty(dt.date(2025, 11, 30)), {("shortage", "asserted")})
    {}
    """
    store = ledger.unread
    claims = ledger.claims if store is None else _shown(store)
    found: dict[str, object] = {}
    if store is not None:
        rows = store.rows(_ALL, *_STAMP)
        found = {name: stamp for _, _, name, stamp, *kind in rows if tuple(kind) in kinds}
        for name in store.reviewed():
            found.pop(name, None)
    return found | {one.claim_id: one for one in claims if _kind(one) in kinds}


def restated(ledger: Ledger) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """What documents restate.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.

    Returns
    -------
    dict
        By identifier of each document that restates others their names, addresses and dates.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> restated(Ledger.empty(dt.date(2025, 11, 30)))
    {}
    """
    store = ledger.unread
    if store is not None:
        return {
            name: tuple((source, url, day) for source, url, day in json.loads(said))
            for name, said in store.restated().items()
        }
    return {name: one.restates for name, one in ledger.documents.items() if one.restates}


def some(ledger: Ledger, names: Collection[str]) -> tuple[Claim, ...]:
    """Chosen claims.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    names : collection of str
        Identifiers of claims; those that the view does not hold are left out.

    Returns
    -------
    tuple of Claim
        By day of report and place in the text.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> some(Ledger.empty(dt.date(2025, 11, 30)), {"ab"})
    ()
    """
    wanted, store = frozenset(names), ledger.unread
    if store is None:
        found = [claim for claim in ledger.claims if claim.claim_id in wanted]
    else:
        reviewed = store.reviewed()
        rows = store.rows(_named(wanted), _COLUMNS.claim_id, _PAYLOAD)
        found = [claim_from_payload(said) for _, _, name, said in rows if name not in reviewed]
        found += [claim for claim in _shown(store) if claim.claim_id in wanted]
    return tuple(sorted(found, key=lambda claim: order_of(claim, {})))


def newest(ledger: Ledger, since: dt.date, until: dt.date, most: int) -> tuple[Claim, ...]:
    """The newest claims of a view.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    since, until : datetime.date
        First and last day of report.
    most : int
        How many at most.

    Returns
    -------
    tuple of Claim
        By day of report and place in the text.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> day = dt.date(2025, 11, 30)
    >>> newest(Ledger.empty(day), dt.date(2025, 11, 1), day, 10)
    ()
    """
    store = ledger.unread
    if store is None:
        told = [
            (one.reported_at.toordinal(), one.claim_id)
            for one in ledger.claims
            if one.reported_at and since <= one.reported_at <= until
        ]
        return some(ledger, [name for _, name in nlargest(most, told)])
    rejected = {name for name, outcome in store.reviewed().items() if outcome.shown is None}
    names: list[str] = []
    while len(names) < most and until >= since:
        rows = store.rows([_COLUMNS.reported_at == until], _COLUMNS.claim_id)
        names += sorted({name for _, _, name in rows} - rejected, reverse=True)
        until -= dt.timedelta(1)
    return some(ledger, names[:most])


def _kind(claim: Claim) -> Kind:
    return claim.event_type, claim.modality


def _named(names: Collection[str]) -> list[sa.ColumnElement[bool]]:
    return [_COLUMNS.claim_id.in_(part) for part in in_chunks(sorted(names))]


def _shown(store: InStore) -> list[Claim]:
    """Claims that reviews speak of, as they left them."""
    return [one.shown for one in store.reviewed().values() if one.shown is not None]
