"""Parts of a view: what claims say, without making them, and chosen claims alone.

A view of a store that nobody has asked for its claims answers both from the database; any other
answers from the claims that it holds. Reviews, removed reports and replaced texts count alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.ledger.papers import order_of
from qafila.ledger.payloads import payload_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from qafila.claims import Claim
    from qafila.ledger.ledger import Ledger


def payloads(ledger: Ledger, kinds: Collection[str]) -> Iterator[str]:
    """What the claims of some types say, as the JSON that is stored.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    kinds : collection of str
        Types of events.

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
    if ledger.unread is not None:
        yield from ledger.unread.payloads(kinds)
    else:
        yield from (payload_of(claim) for claim in ledger.claims if claim.event_type in kinds)


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
    if ledger.unread is not None:
        found = ledger.unread.some(names)
    else:
        found = tuple(claim for claim in ledger.claims if claim.claim_id in names)
    return tuple(sorted(found, key=lambda claim: order_of(claim, {})))
