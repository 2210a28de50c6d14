"""Shares of sites before anybody was registered: by gravity, by the rules of movement, by both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import one_of
from qafila.simulate.allocation.qafila_members import members_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.forecasting.displacement.cold_geography import Geography

    Array = NDArray[np.float64]

MEMBERS = 50  # of the rules of movement, whose mean is taken
GRAVITY, MOVEMENT, COMBINATION = "gravity", "movement", "combination"
WAYS = (GRAVITY, MOVEMENT, COMBINATION)


@dataclass(frozen=True)
class Gravity:
    """The four numbers of the gravity model.

    Parameters
    ----------
    distance_power : float
        By what power of distance the draw of a site falls.
    softening_km : float
        Kilometres that are added to each distance.
    insecurity : float
        Share of the exposure of a place at war that a place without reported conflict has.
    floor : float
        Share of all people who are split equally over all sites that have been open.
    """

    distance_power: float
    softening_km: float
    insecurity: float
    floor: float


def shares(known: Geography, gravity: Gravity, way: str = COMBINATION, since: int = 0) -> Array:
    """Share of each site among all who have come.

    Parameters
    ----------
    known : Geography
        Places, roads and conflict.
    gravity : Gravity
        The numbers; of the rules of movement only the floor is used.
    way : str
        ``gravity``, ``movement``, or ``combination`` for the mean of both.
    since : int
        First day whose newcomers count.

    Returns
    -------
    array, shape (day - since, site), 1
        Each day sums to one, and depends on no later day.

    Raises
    ------
    InputError
        If the way is unknown.

    Notes
    -----
    A site without a way to it has its part of the floor alone. Where nobody has found a way to any
    site yet, those that have been open share equally; where none has been, all do.
    """
    one_of("way", way, WAYS)
    if way == GRAVITY:
        return gravity_shares(known, gravity, since)
    moved = movement_shares(known, since)
    if way == MOVEMENT:
        return with_floor(moved, known, gravity.floor, since)
    return combined(known, gravity, moved, since)


def combined(known: Geography, gravity: Gravity, moved: Array, since: int = 0) -> Array:
    """The mean of the shares by gravity and by the rules of movement.

    Parameters
    ----------
    known : Geography
        Places, roads and conflict.
    gravity : Gravity
        The numbers.
    moved : array, shape (day - since, site), 1
        What `movement_shares` gives.
    since : int
        First day whose newcomers count.

    Returns
    -------
    array, shape (day - since, site), 1
        Each day sums to one.
    """
    by_movement = with_floor(moved, known, gravity.floor, since)
    return np.asarray((gravity_shares(known, gravity, since) + by_movement) / 2.0)


def gravity_shares(known: Geography, gravity: Gravity, since: int = 0) -> Array:
    """Share of each site by distance over open roads.

    Parameters
    ----------
    known : Geography
        Places, roads and conflict.
    gravity : Gravity
        The numbers.
    since : int
        First day whose newcomers count.

    Returns
    -------
    array, shape (day - since, site), 1
        Each day sums to one. A place counts with its residents times their exposure, summed over
        the days.
    """
    return with_floor(so_far(gravity_stream(known, gravity)[since:]), known, gravity.floor, since)


def gravity_stream(known: Geography, gravity: Gravity) -> Array:
    """How many come to each site on each day, up to a factor.

    Parameters
    ----------
    known : Geography
        Places, roads and conflict.
    gravity : Gravity
        The numbers.

    Returns
    -------
    array, shape (day, site)
        Zero on days on which no site can be reached.
    """
    world = known.world
    far = world.ways + gravity.softening_km
    nearest = far.min(axis=2, keepdims=True)
    reachable = np.isfinite(far)
    # In units of the nearest site, so that a high power neither over- nor underflows for all.
    ratio = np.divide(np.maximum(far, 1.0), np.maximum(nearest, 1.0), where=reachable,
                      out=np.ones_like(far))  # fmt: skip
    draw = np.where(reachable, ratio**-gravity.distance_power, 0.0)
    choice = _normed(draw)
    exposure = 1.0 - (1.0 - world.intensity) * (1.0 - gravity.insecurity)
    leaving = world.residents * exposure
    stream: Array = np.einsum("dh,dhs->ds", leaving, choice[world.pattern])
    return stream


def movement_shares(
    known: Geography, since: int = 0, members: int = MEMBERS, seed: int = 7
) -> Array:
    """Share of each site by the rules of movement of the package.

    Parameters
    ----------
    known : Geography
        Places, roads and conflict.
    since : int
        First day whose newcomers count.
    members : int
        How many members, each with its own parameters.
    seed : int
        Seed of the members.

    Returns
    -------
    array, shape (day - since, site), 1
        Mean over members; NaN on days on which nobody can have come in yet.
    """
    drawn = members_of(known.world, known.sites, known.hasten, members, seed)
    total = np.zeros(known.is_open[since:].shape)
    for member in range(members):
        total += so_far(drawn.stream(member)[since:])
    whole = total.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(total, whole, out=np.full_like(total, np.nan), where=whole > 0.0))


def so_far(stream: Array) -> Array:
    """Shares of all who have come by each day; zero before anybody has.

    Parameters
    ----------
    stream : array, shape (day, site)
        How many come on each day.

    Returns
    -------
    array, shape (day, site), 1
        Shares.

    Examples
    --------
    >>> so_far(np.array([[0.0, 0.0], [3.0, 1.0], [0.0, 4.0]])).tolist()
    [[0.0, 0.0], [0.75, 0.25], [0.375, 0.625]]
    """
    return _normed(np.cumsum(stream, axis=0))


def with_floor(told: Array, known: Geography, floor: float, since: int = 0) -> Array:
    """Shares with a part split equally over the sites that have been open.

    Parameters
    ----------
    told : array, shape (day - since, site), 1
        Shares; zero or NaN on days of which nothing is known.
    known : Geography
        Tells which sites have been open.
    floor : float
        The part that is split equally; all of it on days of which nothing is known.
    since : int
        First day whose newcomers count.

    Returns
    -------
    array, shape (day - since, site), 1
        Each day sums to one.
    """
    been = np.logical_or.accumulate(known.is_open[since:], axis=0)
    been |= ~been.any(axis=1, keepdims=True)
    equal = been / been.sum(axis=1, keepdims=True)
    split = np.nan_to_num(told)
    part = np.where(split.sum(axis=1, keepdims=True) > 0.0, floor, 1.0)
    return np.asarray((1.0 - part) * split + part * equal)


def _normed(weights: Array) -> Array:
    """Weights as shares along the last axis; zero where all are."""
    whole = weights.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0.0))
