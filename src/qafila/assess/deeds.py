"""What is told of deeds without a day of its own: totals, lists, and studies of many months.

A siege lasts through all days that are told of it; an attack fell on one of them. So a deed that is
told of a longer time than a window proves that there was one in it and no more, and a figure of
deeds that bears neither a day nor a place is a total of an unknown time.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from qafila.ledger.placing import COUNTRY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qafila.assess.signals import Signal

DEEDS = frozenset(
    {
        "abduction",
        "armed_clash",
        "attack_on_convoy",
        "casualties",
        "hostage_release",
        "ransom",
        "violence_against_civilians",
    }
)


def spread(signal: Signal, window: int) -> bool:
    """Whether deeds are told of a longer time than a window.

    Parameters
    ----------
    signal : Signal
        A signal.
    window : int
        Days.

    Returns
    -------
    bool
        False for undated ones and for what lasts, such as a siege.
    """
    if signal.start is None or signal.end is None or signal.event_type not in DEEDS:
        return False
    return signal.end - signal.start + 1 > window


def nowhere_and_never(signal: Signal) -> bool:
    """Whether a signal of deeds names neither a day nor a place in a country.

    Parameters
    ----------
    signal : Signal
        A signal.

    Returns
    -------
    bool
        True for "more than 100 had been burnt".
    """
    if signal.start is not None or signal.event_type not in DEEDS:
        return False
    return all(spot.level == COUNTRY for spot in signal.spots)


def beside_dated(signals: Iterable[Signal], window: int) -> list[Signal]:
    """Signals, of which undated ones take the time of a study that they list.

    Parameters
    ----------
    signals : iterable of Signal
        Signals of a gauge and unit.
    window : int
        Its days.

    Returns
    -------
    list of Signal
        In the same order. An undated deed is of the time that the same origin tells of such deeds
        in the same document, if that is longer than the window wherever it tells one.
    """
    told = list(signals)
    times: dict[tuple[str, str, str], list[Signal]] = defaultdict(list)
    for one in told:
        if one.start is not None and one.document and one.event_type in DEEDS:
            times[_study(one)].append(one)
    studies = {
        study: max(ones, key=lambda one: (one.end or 0, one.start or 0, one.ref))
        for study, ones in times.items()
        if all(spread(one, window) for one in ones)
    }
    return [
        one._replace(start=of.start, end=of.end, tolerance=of.tolerance)
        if one.start is None and (of := studies.get(_study(one))) is not None
        else one
        for one in told
    ]


def _study(signal: Signal) -> tuple[str, str, str]:
    return signal.document, signal.origin, signal.event_type
