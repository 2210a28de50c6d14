"""Signals of the ledger, renewed by what came and went since they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.assess.signals import signal_from_payload
from qafila.ledger.choosing import payloads, stamps

if TYPE_CHECKING:
    from collections.abc import Collection

    from qafila.assess.signals import Signal
    from qafila.ledger import Ledger


class SignalsOf:
    """Signals of the claims of some types.

    Parameters
    ----------
    kinds : collection of str
        Types of events.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> day = dt.date(2025, 11, 30)
    >>> SignalsOf({"shortage"}).renew(Ledger.empty(day), day.toordinal())
    ([], [])
    """

    def __init__(self, kinds: Collection[str]) -> None:
        self._kinds = frozenset(kinds)
        self._stamps: dict[str, object] = {}

    def renew(self, ledger: Ledger, day: int) -> tuple[list[Signal], list[str]]:
        """What came and what went since the last ledger.

        Parameters
        ----------
        ledger : Ledger
            What is known now.
        day : int
            Ordinal of a day; what was reported later does not count.

        Returns
        -------
        list of Signal
            New or changed ones.
        list of str
            Identifiers of those that are gone or changed.
        """
        now = stamps(ledger, self._kinds)
        wanted = {name for name, stamp in now.items() if self._stamps.get(name) != stamp}
        held = self._stamps
        found = payloads(ledger, self._kinds, wanted if held else None) if wanted else ()
        came = [one for text in found if (one := signal_from_payload(text)) is not None]
        came = [one for one in came if one.reported <= day]
        gone = [name for name in held if name not in now or name in wanted]
        read = {one.ref for one in came}
        self._stamps = {
            name: stamp for name, stamp in now.items() if name not in wanted or name in read
        }
        return came, gone
