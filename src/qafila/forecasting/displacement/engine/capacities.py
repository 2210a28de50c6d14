"""Capacities of camps that were written down after the fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from qafila.interop import FleeFolder
    from qafila.interop.flee_reports import CountedSite

_LIKE = 0.01  # a capacity that differs by less from the highest count tells it
_MOST = 0.5  # share of camps from which on it is no accident


def capacities_are_maxima(folder: FleeFolder, counted: Iterable[CountedSite]) -> bool:
    """Whether the capacities of a folder tell the highest count of the whole series.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    counted : iterable of CountedSite
        What was counted at its camps.

    Returns
    -------
    bool
        True if in more than half of the camps with a capacity it lies within one per cent of the
        highest count, raw or corrected: nobody could have known it before.
    """
    return told_share(folder, counted) > _MOST


def told_share(folder: FleeFolder, counted: Iterable[CountedSite]) -> float:
    """Share of camps whose capacity is the highest count of the whole series.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    counted : iterable of CountedSite
        What was counted at its camps.

    Returns
    -------
    float
        0 without a camp that has both a capacity and counts.
    """
    index, hasten = folder.places.index(), folder.settings.hasten
    alike = []
    for site in counted:
        place = index.get(site.name)
        if place is None or folder.places.capacity[place] <= 0 or not len(site.people):
            continue
        highest = [float(site.people.max()) / hasten]
        if folder.observed is not None and place in folder.observed.places:
            column = folder.observed.places.index(place)
            highest.append(float(folder.observed.people[:, column].max()))
        capacity = float(folder.places.capacity[place])
        alike.append(any(abs(capacity - one) <= _LIKE * one + 1 for one in highest))
    return float(np.mean(alike)) if alike else 0.0


def capacities_known_before(
    folder: FleeFolder, counted: Iterable[CountedSite]
) -> NDArray[np.int64]:
    """Capacities of places for a forecast that may use nothing after its day.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    counted : iterable of CountedSite
        What was counted at its camps.

    Returns
    -------
    array of int64, shape (place,), people
        As in the folder.

    Raises
    ------
    InputError
        If they are the maxima of what was counted.
    """
    share = told_share(folder, counted)
    if share > _MOST:
        wrong = (
            f"the capacities of {share:.0%} of the camps are the highest count of the whole series,"
            " which nobody knew before; an unconditional forecast cannot use them"
        )
        hint = "leave them empty, or write what was planned for on the day of the forecast"
        raise InputError(Problem("locations.csv", wrong, None, "population", hint))
    return folder.places.capacity
