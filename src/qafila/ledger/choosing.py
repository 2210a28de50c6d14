"""Parts of a view: what claims say, without making them, and chosen claims alone.

A view of a store that nobody has asked for its claims answers from the database; any other answers
from the claims that it holds. Reviews, removed reports and replaced texts count alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.ledger import records
from qafila.ledger.papers import order_of
from qafila.ledger.payloads import claim_from_payload, payload_of
from qafila.ledger.writing import in_chunks

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator

    import sqlalchemy as sa

    from qafila.claims import Claim
    from qafila.ledger.ledger import Ledger
    from qafila.ledger.viewing import InStore

_COLUMNS = records.claims.c
_PAYLOAD = records.payloads.c.payload


def payloads(
    ledger: Ledger, kinds: Collection[str], names: Collection[str] | None = None
) -> Iterator[str]:
    """What the claims of some types say, as the JSON that is stored.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    kinds : collection of str
        Types of events.
    names : collection of str, optional
        Identifiers of the claims; by default all of these types.

    Yields
    ------
    str
        Payload of a claim as reviews left it, in no order.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> list(payloads(Ledger.empty(dt.date(2025, 11, 30)), {"shortage"}))
    []
    """

    def fits(claim: Claim) -> bool:
        return claim.event_type in kinds and (names is None or claim.claim_id in names)

    store = ledger.unread
    if store is None:
        yield from (payload_of(claim) for claim in ledger.claims if fits(claim))
        return
    conditions = _of_kinds(kinds) if names is None else _named(names)
    reviewed = store.reviewed()
    found = store.rows(_PAYLOAD, conditions)
    yield from (payload for name, payload in found if name not in reviewed)
    yield from (payload_of(claim) for claim in _shown(store) if fits(claim))


def stamps(ledger: Ledger, kinds: Collection[str]) -> dict[str, object]:
    """What tells whether a claim is still what it was.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    kinds : collection of str
        Types of events.

    Returns
    -------
    dict
        By identifier of each claim of these types something that differs once the claim does.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> stamps(Ledger.empty(dt.date(2025, 11, 30)), {"shortage"})
    {}
    """
    store = ledger.unread
    if store is None:
        return {one.claim_id: one for one in ledger.claims if one.event_type in kinds}
    reviewed = store.reviewed()
    found = store.rows(_COLUMNS.revision, _of_kinds(kinds))
    told: dict[str, object] = {name: stamp for name, stamp in found if name not in reviewed}
    return told | {one.claim_id: one for one in _shown(store) if one.event_type in kinds}


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
    wanted = frozenset(names)
    return _claims(ledger, lambda claim: claim.claim_id in wanted, _named(wanted))


def since(ledger: Ledger, day: dt.date) -> tuple[Claim, ...]:
    """Claims that were reported on a day or later.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    day : datetime.date
        The first day.

    Returns
    -------
    tuple of Claim
        By day of report and place in the text.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> since(Ledger.empty(dt.date(2025, 11, 30)), dt.date(2025, 11, 1))
    ()
    """

    def fits(claim: Claim) -> bool:
        return claim.reported_at is not None and claim.reported_at >= day

    return _claims(ledger, fits, [_COLUMNS.reported_at >= day])


def _claims(
    ledger: Ledger,
    fits: Callable[[Claim], bool],
    conditions: Iterable[sa.ColumnElement[bool]],
) -> tuple[Claim, ...]:
    store = ledger.unread
    if store is None:
        found = [claim for claim in ledger.claims if fits(claim)]
    else:
        reviewed = store.reviewed()
        rows = store.rows(_PAYLOAD, conditions)
        found = [claim_from_payload(payload) for name, payload in rows if name not in reviewed]
        found += [claim for claim in _shown(store) if fits(claim)]
    return tuple(sorted(found, key=lambda claim: order_of(claim, {})))


def _of_kinds(kinds: Collection[str]) -> list[sa.ColumnElement[bool]]:
    return [_COLUMNS.event_type.in_(sorted(kinds))]


def _named(names: Collection[str]) -> list[sa.ColumnElement[bool]]:
    return [_COLUMNS.claim_id.in_(part) for part in in_chunks(sorted(names))]


def _shown(store: InStore) -> list[Claim]:
    """Claims that reviews speak of, as they left them."""
    return [one.shown for one in store.reviewed().values() if one.shown is not None]
