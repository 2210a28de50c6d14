"""What a case takes of the memory, known before anything is drawn or allocated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.errors import InputError, Problem

if TYPE_CHECKING:
    import datetime as dt

    from qafila.network import Network

MOST_TABLES = 2**32  # bytes of the tables of all threads, which leaves room on a laptop
MOST_BLOCK = 2**29  # bytes of the inputs of members that are drawn together
_WIDE = 8  # bytes of a number
_BY_PLACE, _BY_LEG = 8, 2  # inputs of a member, about


def table_bytes(places: int, legs: int, destinations: int) -> int:
    """Bytes of the tables by which people of one member choose their way.

    Parameters
    ----------
    places, legs, destinations : int
        Size of the network; a route has a leg in each direction.

    Returns
    -------
    int
        For each thread: length of the way and nearness by destination and place, and nearness by
        destination and leg.

    Examples
    --------
    >>> table_bytes(100_000, 500_000, 2_000) / 2**30 > 10
    True
    """
    return _WIDE * destinations * (2 * places + legs)


def check_tables(network: Network, day: dt.date, threads: int) -> None:
    """Refuse a network whose tables would not fit into the memory.

    Parameters
    ----------
    network : Network
        Places and routes.
    day : datetime.date
        Day 0; places that were closed for good before it count for nothing.
    threads : int
        Threads, each of which has tables of its own.

    Raises
    ------
    InputError
        Naming what is needed, the limit, and what to do.
    """
    places, legs = len(network.location_ids), 2 * len(network.route_ids)
    destinations = int(network.receiving(day).sum())
    one = table_bytes(places, legs, destinations)
    if one * threads <= MOST_TABLES:
        return
    wrong = (
        f"{destinations:,} reception places, {places:,} places and {legs // 2:,} routes need "
        f"{one / 2**30:,.1f} GiB in each of {threads} threads, and all may take "
        f"{MOST_TABLES / 2**30:,.1f} GiB"
    )
    fitting = MOST_TABLES // one
    hint = "keep fewer places in column reception, such as one for each district, or fewer routes"
    if fitting:
        hint = f"run in fewer threads (--threads {fitting}), which changes no result"
    raise InputError(Problem("locations.csv", wrong, hint=hint))


def block_size(network: Network, most: int) -> int:
    """How many members to draw together, so that their inputs fit into the memory.

    Parameters
    ----------
    network : Network
        Places and routes.
    most : int
        Members at most.

    Returns
    -------
    int
        At least 1.
    """
    places, legs = len(network.location_ids), 2 * len(network.route_ids)
    member = _WIDE * (_BY_PLACE * places + _BY_LEG * legs)
    return max(1, min(most, MOST_BLOCK // max(member, 1)))
