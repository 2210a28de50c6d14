"""What is closed on which day of a Flee folder where every closure really closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qafila.interop.flee_changes import FleeClosure
    from qafila.interop.flee_folder import FleeFolder

_CAMPS = ("camp", "idpcamp")
_ROADS = ("link", "cut")


def closed_links(folder: FleeFolder) -> NDArray[np.bool_]:
    """Which links nobody can travel, in either direction.

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Returns
    -------
    array, shape (day, link)
        True where a closure of the link, of a place at its end, or of the border between two
        countries is in force.

    Notes
    -----
    Flee closes no ``link`` at all (rule 42), and borders one way or both; here each of them is
    closed both ways, whoever else opens something of the same name meanwhile.
    """
    closed = np.zeros((folder.days, len(folder.links.start)), dtype=np.bool_)
    for closure, span in _spans(folder):
        closed[span] |= _links_of(folder, closure)
    return closed


def open_camps(folder: FleeFolder) -> NDArray[np.bool_]:
    """Which camps receive people.

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Returns
    -------
    array, shape (day, camp)
        In the order of ``folder.places.camps``; False while the camp itself is closed or all roads
        to it are by a closure of its place.
    """
    index = {place: at for at, place in enumerate(folder.places.camps)}
    places = folder.places.index()
    is_open = np.ones((folder.days, len(index)), dtype=np.bool_)
    for closure, span in _spans(folder):
        if closure.kind in (*_CAMPS, "location"):
            camp = index.get(places[closure.first])
            if camp is not None:
                is_open[span, camp] = False
    return is_open


def _spans(folder: FleeFolder) -> Iterator[tuple[FleeClosure, slice]]:
    """Each closure with its days; one that ends on day 0 or before it begins never ends."""
    for closure in folder.closures:
        ends = closure.end > 0 and closure.end >= closure.start
        yield closure, slice(closure.start, closure.end if ends else folder.days)


def _links_of(folder: FleeFolder, closure: FleeClosure) -> NDArray[np.bool_]:
    """The links that a closure closes, shape (link,)."""
    start, end = folder.links.start, folder.links.end
    if closure.kind == "country":
        country = np.array(folder.places.countries)
        return _between(country[start], country[end], closure.first, closure.second)
    place = folder.places.index().get(closure.first, -1)
    if closure.kind == "location":
        touching: NDArray[np.bool_] = (start == place) | (end == place)
        return touching
    if closure.kind in _ROADS:
        return _between(start, end, place, folder.places.index().get(closure.second, -1))
    return np.zeros(len(start), dtype=np.bool_)


def _between(
    start: NDArray[np.generic], end: NDArray[np.generic], first: int | str, second: int | str
) -> NDArray[np.bool_]:
    one_way = (start == first) & (end == second)
    other_way = (start == second) & (end == first)
    joined: NDArray[np.bool_] = one_way | other_way
    return joined
