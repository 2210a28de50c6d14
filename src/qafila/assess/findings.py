"""Levels by day: what the readings give, how slowly a level falls, and since when it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.assess.gauges import UNKNOWN_RANK

if TYPE_CHECKING:
    from qafila.assess.counting import Ints


def slowed(ranks: Ints, days: int) -> Ints:
    """Levels that rise at once and fall only after so many days below.

    Parameters
    ----------
    ranks : array of int, shape (day,)
        Levels that the readings give, as `qafila.assess.gauges.rank_of` numbers them.
    days : int
        Days in a row that the readings must stand below a level for it to fall.

    Returns
    -------
    array of int, shape (day,)
        The level that is shown on each day. A day without evidence ends what was before it.

    Examples
    --------
    >>> slowed(np.array([1, 3, 1, 1, 1, -2, 1]), 3).tolist()
    [1, 3, 3, 3, 1, -2, 1]
    """
    shown = ranks.copy()
    unbroken = ranks > UNKNOWN_RANK
    for back in range(1, max(days, 1)):
        if back >= len(ranks):
            break
        unbroken[back:] &= ranks[:-back] > UNKNOWN_RANK
        unbroken[:back] = False
        shown[back:] = np.where(
            unbroken[back:], np.maximum(shown[back:], ranks[:-back]), shown[back:]
        )
    return shown


def slowed_today(ranks: Ints, today: int, days: int) -> int:
    """The level of the last day, where a forecast gives one that no report gives.

    Forecasts of the days before are not known, so that days on which nothing was reported do not
    end what reports gave.

    Parameters
    ----------
    ranks : array of int, shape (day,)
        Levels that reports give.
    today : int
        Level that the forecast gives for the last day.
    days : int
        As for `slowed`.

    Returns
    -------
    int
        The level that is shown.

    Examples
    --------
    >>> slowed_today(np.array([3, 3, -2, -2]), 1, 3), slowed_today(np.array([3, -2, -2]), 1, 2)
    (3, 1)
    """
    return max(today, int(ranks[-max(days, 1) :].max()))


def stands_since(shown: Ints) -> int:
    """First day of the last level.

    Parameters
    ----------
    shown : array of int, shape (day,)
        Levels by day.

    Returns
    -------
    int
        Its place; 0 where the level is as old as the history.

    Examples
    --------
    >>> stands_since(np.array([1, 2, 1, 1]))
    2
    """
    other = np.flatnonzero(shown != shown[-1])
    return int(other[-1]) + 1 if other.size else 0


def last_known(shown: Ints) -> int | None:
    """The last day with a level before a gap, where the present level tells less.

    Parameters
    ----------
    shown : array of int, shape (day,)
        Levels by day.

    Returns
    -------
    int or None
        For a day without a level, the last with one. For a level that began after days without
        one, the last before these if it was higher than all since. None where there is none.

    Examples
    --------
    >>> last_known(np.array([1, 2, -2])), last_known(np.array([-2]))
    (1, None)
    >>> last_known(np.array([3, -2, 1, 2])), last_known(np.array([3, -2, 1, 3]))
    (0, None)
    """
    silent = np.flatnonzero(shown < 0)
    if not silent.size:
        return None
    gap = int(silent[-1])
    known = np.flatnonzero(shown[:gap] >= 0)
    if not known.size:
        return None
    last = int(known[-1])
    return last if (shown[gap + 1 :] < shown[last]).all() else None


def whole(decides: Ints, supports: Ints, needed: Ints) -> Ints:
    """The level of the whole on each day.

    Parameters
    ----------
    decides, supports : array of int, shape (finding, day)
        Levels of findings that decide, and of those that count for one level less.
    needed : array of int, shape (finding, day)
        Levels of the findings without which nothing is normal.

    Returns
    -------
    array of int, shape (day,)
        The highest; normal only where all that is needed is known.

    Examples
    --------
    >>> one, none = np.array([[0, 1]]), np.zeros((0, 2), dtype=int)
    >>> whole(one, np.array([[3, 1]]), one).tolist()
    [2, 1]
    >>> whole(one, none, np.array([[-2, -2]])).tolist()
    [-2, 1]
    """
    days = decides.shape[1]
    highest = np.zeros(days, dtype=np.int64)
    for ranks in (decides, supports - 1):
        if len(ranks):
            highest = np.maximum(highest, ranks.max(axis=0))
    known = (needed >= 0).all(axis=0) if len(needed) else np.zeros(days, dtype=bool)
    return np.where((highest > 0) | known, highest, UNKNOWN_RANK)
