"""Learns the numbers of the cold start on countries other than the one it is for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError
from qafila.forecasting.displacement.cold_drawing import drawn_shares
from qafila.forecasting.displacement.cold_geography import Geography, geography
from qafila.forecasting.displacement.cold_gravity import (
    GRAVITY,
    MOVEMENT,
    Gravity,
    gravity_stream,
    movement_shares,
    so_far,
    with_floor,
)
from qafila.simulate.allocation.naive import counted_in_camps
from qafila.simulate.allocation.scores import mean_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder

    Array = NDArray[np.float64]

FIRST_DAYS = 30  # days of a crisis that count as its start
# What is tried. At a power of 10 a site twice as far draws a thousandth: more is the same.
POWERS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
SOFTENINGS_KM = (25.0, 50.0, 100.0, 200.0)
INSECURITIES = (0.003, 0.01, 0.03, 0.1, 0.3)
FLOORS = (0.0, 0.05, 0.1, 0.2, 0.3)
CONCENTRATIONS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
_COVERAGE, _TAIL = 0.9, 0.05
_DRAWS, _EVERY = 1000, 5  # draws, and every how many days, by which intervals are judged
_SEED = 7
_ALIKE = 1e-6  # shares that differ by no more are the same


@dataclass(frozen=True, eq=False)
class ColdCase:
    """The first days of one crisis, with what was counted in them.

    Parameters
    ----------
    home : str
        Country that people left; crises of one country count as one and are left out together.
    known : Geography
        What was known.
    counted : array, shape (day, site), people
        What was counted, sites as in `known`.
    moved : array, shape (day, site), 1
        Shares by the rules of movement.
    """

    home: str
    known: Geography
    counted: Array
    moved: Array


@dataclass(frozen=True)
class Learnt:
    """What was learnt.

    Parameters
    ----------
    gravity : Gravity
        The numbers of the gravity model, and the floor.
    concentration : float
        Of the Dirichlet distribution of shares around the ones that are expected: the higher, the
        nearer draws lie to them.
    error : float
        Mean error over the countries that it was learnt on.
    """

    gravity: Gravity
    concentration: float
    error: float


def cold_case(folder: FleeFolder, days: int = FIRST_DAYS) -> ColdCase:
    """The first days of a folder.

    Parameters
    ----------
    folder : FleeFolder
        A folder with counts.
    days : int
        How many days.

    Returns
    -------
    ColdCase
        Fewer days where the folder is shorter.
    """
    last = min(days, folder.days)
    known = geography(folder, last - 1)
    counted = counted_in_camps(folder)[:last, known.world.camps].astype(np.float64)
    return ColdCase(known.home, known, counted, movement_shares(known))


def fit(cases: Sequence[ColdCase], way: str) -> Learnt:
    """Learn from crises.

    Parameters
    ----------
    cases : sequence of ColdCase
        Crises, none of the country for which the result is meant.
    way : str
        ``gravity``, ``movement`` or ``combination``.

    Returns
    -------
    Learnt
        That of the tried numbers with the lowest error, mean over countries of the mean over days;
        the first of equal ones.

    Raises
    ------
    InputError
        If there is no crisis to learn from.
    """
    usable = [one for one in cases if one.counted.sum() > 0]
    if not usable:
        raise InputError("there is no crisis with counts to learn from; give folders with counts")
    best: tuple[float, Gravity] | None = None
    for gravity, split in _tried(usable, way):
        error = _mean_over_homes(
            usable, [_error(one, p) for one, p in zip(usable, split, strict=True)]
        )
        if best is None or error < best[0]:
            best = error, gravity
    assert best is not None  # noqa: S101
    error, gravity = best
    split = [case_shares(one, gravity, way) for one in usable]
    return Learnt(gravity, _concentration(usable, split), error)


def fit_sets(cases: Sequence[ColdCase], way: str) -> dict[str, Learnt]:
    """Learn from all countries, and once without each.

    Parameters
    ----------
    cases : sequence of ColdCase
        Crises.
    way : str
        As for `fit`.

    Returns
    -------
    dict of str to Learnt
        By the country that was left out; under the empty name that of all countries.

    Raises
    ------
    InputError
        If there are not two countries at least.
    """
    homes = sorted({one.home for one in cases})
    if len(homes) < 2:  # one is left out and one is learnt on
        raise InputError("there is one country only; give folders of two countries at least")
    without = {home: [one for one in cases if one.home != home] for home in homes}
    return {"": fit(cases, way), **{home: fit(kept, way) for home, kept in without.items()}}


def case_shares(case: ColdCase, gravity: Gravity, way: str) -> Array:
    """Shares by day of a crisis.

    Parameters
    ----------
    case : ColdCase
        The crisis; its counts are not looked at.
    gravity : Gravity
        The numbers.
    way : str
        As for `fit`.

    Returns
    -------
    array, shape (day, site), 1
        Each day sums to one.
    """
    return _with_floor(case, _told(case, gravity, way), gravity.floor)


def _tried(cases: Sequence[ColdCase], way: str) -> Iterator[tuple[Gravity, list[Array]]]:
    """All combinations with the shares of each case; the floor comes last, as it costs least."""
    shape: Iterable[tuple[float, float, float]] = product(POWERS, SOFTENINGS_KM, INSECURITIES)
    if way == MOVEMENT:
        shape = ((POWERS[0], SOFTENINGS_KM[0], INSECURITIES[0]),)
    for power, softening, insecurity in shape:
        bare = Gravity(power, softening, insecurity, 0.0)
        told = [_told(one, bare, way) for one in cases]
        for floor in FLOORS:
            gravity = Gravity(power, softening, insecurity, floor)
            yield gravity, [_with_floor(a, b, floor) for a, b in zip(cases, told, strict=True)]


def _told(case: ColdCase, gravity: Gravity, way: str) -> list[Array]:
    """The shares that are averaged, before the floor."""
    told = []
    if way != MOVEMENT:
        told.append(so_far(gravity_stream(case.known, gravity)))
    if way != GRAVITY:
        told.append(case.moved)
    return told


def _with_floor(case: ColdCase, told: list[Array], floor: float) -> Array:
    parts = [with_floor(one, case.known, floor) for one in told]
    return np.asarray(sum(parts) / len(parts))


def _error(case: ColdCase, split: Array) -> float:
    total = case.counted.sum(axis=1, keepdims=True)
    return float(mean_error(split * total, case.counted))


def _mean_over_homes(cases: Sequence[ColdCase], values: Sequence[float]) -> float:
    homes = sorted({one.home for one in cases})
    means = [
        np.mean([value for one, value in zip(cases, values, strict=True) if one.home == home])
        for home in homes
    ]
    return float(np.mean(means))


def coverage(cases: Sequence[ColdCase], split: Sequence[Array], concentration: float) -> float:
    """How much of what was counted lies within 90 % intervals, mean over countries.

    Parameters
    ----------
    cases : sequence of ColdCase
        Crises.
    split : sequence of array, shape (day, site), 1
        Shares that were expected in each.
    concentration : float
        Of the distribution around them.

    Returns
    -------
    float
        Sites that are closed count neither way.
    """
    each = [
        float(np.mean(inside(one, expected, concentration)))
        for one, expected in zip(cases, split, strict=True)
    ]
    return _mean_over_homes(cases, each)


def inside(case: ColdCase, expected: Array, concentration: float) -> NDArray[np.bool_]:
    """Which counts lie within 90 % intervals.

    Parameters
    ----------
    case : ColdCase
        A crisis.
    expected : array, shape (day, site), 1
        Shares that were expected.
    concentration : float
        Of the distribution around them.

    Returns
    -------
    array, shape (count,)
        Of open sites on every fifth day.
    """
    random = np.random.default_rng(_SEED)
    found = [np.ones(0, dtype=np.bool_)]
    for day in range(_EVERY - 1, len(case.counted), _EVERY):
        total = case.counted[day].sum()
        judged = expected[day] > 0
        if total > 0:
            drawn = drawn_shares(expected[day], concentration, _DRAWS, random)[:, judged]
            low, high = np.quantile(drawn, (_TAIL, 1.0 - _TAIL), axis=0)
            seen = case.counted[day, judged] / total
            found.append((low - _ALIKE <= seen) & (seen <= high + _ALIKE))
    return np.concatenate(found)


def _concentration(cases: Sequence[ColdCase], split: Sequence[Array]) -> float:
    """The highest whose intervals hold as much as they should; the lowest where none does."""
    wide = [one for one in CONCENTRATIONS if coverage(cases, split, one) >= _COVERAGE]
    return max(wide, default=CONCENTRATIONS[0])
