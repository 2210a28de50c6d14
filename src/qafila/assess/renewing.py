"""Signals of the ledger, renewed by what came and went since they were read."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qafila.assess.signals import signal_from_payload
from qafila.ledger.choosing import payloads, restated, stamps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from qafila.assess.attributed import Restated
    from qafila.assess.signals import Signal
    from qafila.ledger import Ledger
    from qafila.ledger.choosing import Kind


class SignalsOf:
    """Signals of the claims of some kinds.

    Parameters
    ----------
    kinds : collection of (str, str)
        Types of events, each with a modality.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> day = dt.date(2025, 11, 30)
    >>> SignalsOf({("shortage", "asserted")}).renew(Ledger.empty(day), day.toordinal())
    ([], [])
    """

    def __init__(self, kinds: Collection[Kind]) -> None:
        self._kinds = frozenset(kinds)
        self._stamps: dict[str, object] = {}
        self._day = 0
        self._restated: dict[str, tuple[Restated, ...]] = {}

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
        told = restated(ledger)
        # The front matter of a document may change while its claims stay as they are.
        other = any(told.get(name, rows) != rows for name, rows in self._restated.items())
        past = list(self._stamps) if day < self._day or other else []
        held = {} if past else self._stamps
        self._day, self._stamps, self._restated = day, {}, told
        wanted = None
        if held:
            now = stamps(ledger, self._kinds)
            wanted = {name for name, _ in now.items() - held.items()}
            past = [name for name, _ in held.items() - now.items()]
            self._stamps = held
            for name in past:
                del held[name]
        return self._read(ledger, wanted), past

    def _read(self, ledger: Ledger, wanted: Collection[str] | None) -> list[Signal]:
        found = []
        with uncollected():
            for name, stamp, said in payloads(ledger, self._kinds, wanted):
                signal = signal_from_payload(said, self._restated)
                if signal is not None and signal.reported <= self._day:
                    self._stamps[name] = stamp
                    found.append(signal)
        return found


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many small objects that are kept without looking through them again and again.

    Yields
    ------
    None
        While the search for cycles among objects rests; there are none among signals.

    Examples
    --------
    >>> with uncollected():
    ...     gc.isenabled()
    False
    """
    rested = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if rested:
            gc.enable()
