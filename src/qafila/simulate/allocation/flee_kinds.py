"""What each place of a Flee folder is from day to day: camp, town, marker, conflict zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qafila.interop.flee_changes import FleeChange, FleeClosure
    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings

_NO_CONFLICT = -1.0
_LEAST_CONFLICT = 1e-6  # Flee takes anything below for none
_CAMP_BELOW = 0.005  # a place that people hardly ever leave is taken for a camp


@dataclass
class Kinds:
    """What places are at one moment; changed in place by the functions of this module.

    Parameters
    ----------
    is_camp, is_idp_camp, is_town, is_marker : array of bool, shape (place)
        A camp that becomes a conflict zone stays a camp (rule 12).
    conflict : array, shape (place), 1
        Intensity at the day on which the conflict began, -1 for none.
    since : array of int64, shape (place), days
        Day on which the last conflict began, -1 for none or before the run.
    move_chance : array, shape (place), 1
        Chance of leaving in a day.
    """

    is_camp: NDArray[np.bool_]
    is_idp_camp: NDArray[np.bool_]
    is_town: NDArray[np.bool_]
    is_marker: NDArray[np.bool_]
    conflict: NDArray[np.float64]
    since: NDArray[np.int64]
    move_chance: NDArray[np.float64]


@dataclass(frozen=True)
class KindsOfDay:
    """What the rest of the compilation needs to know of one day.

    Parameters
    ----------
    day : int
        0 for the first.
    conflict : array, shape (place), 1
        When people set out, before the closures of the day.
    refreshed : bool
        Whether a conflict began or ended today, upon which Flee weighs all places anew before
        people set out; otherwise the weights of the evening before hold.
    changed : bool
        Whether any place becomes another today.
    kinds : Kinds
        When people move.
    """

    day: int
    conflict: NDArray[np.float64]
    refreshed: bool
    changed: bool
    kinds: Kinds


def first_kinds(folder: FleeFolder) -> Kinds:
    """What places are before the first day (rules 2, 5, 20).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.

    Returns
    -------
    Kinds
        By ``location_type`` alone.
    """
    count = len(folder.places.names)
    kinds = Kinds(
        is_camp=np.zeros(count, dtype=bool),
        is_idp_camp=np.zeros(count, dtype=bool),
        is_town=np.zeros(count, dtype=bool),
        is_marker=np.zeros(count, dtype=bool),
        conflict=np.full(count, _NO_CONFLICT),
        since=np.full(count, -1, dtype=np.int64),
        move_chance=np.zeros(count),
    )
    intensity = folder.places.numbers(
        "conflict_intensity", folder.settings.default_conflict_intensity
    )
    for place, kind in enumerate(folder.places.kinds):
        become(kinds, place, kind, folder.settings, float(intensity[place]))
        hardly = kinds.move_chance[place] < _CAMP_BELOW
        if hardly and not kinds.is_camp[place] and kind != "flood_zone":
            kinds.is_camp[place], kinds.is_town[place] = True, False
    return kinds


def become(
    kinds: Kinds, place: int, kind: str, settings: FleeSettings, intensity: float = 1.0
) -> None:
    """Make a place one of another kind (rules 5, 9, 42).

    Parameters
    ----------
    kinds : Kinds
        Changed in place.
    place : int
        Its position.
    kind : str
        One of the kinds of `interop.flee_places.FleePlaces`.
    settings : FleeSettings
        Chances of leaving.
    intensity : float
        Of a conflict zone.
    """
    chances = {
        "camp": settings.camp_movechance,
        "idpcamp": settings.idpcamp_movechance,
        "conflict_zone": settings.conflict_movechance,
        "forward": 1.0,
        "marker": 1.0,
    }
    kinds.move_chance[place] = chances.get(kind, settings.default_movechance)
    kinds.is_camp[place] = kind in ("camp", "idpcamp")
    kinds.is_idp_camp[place] = kind == "idpcamp"
    kinds.is_town[place] = kind == "town"
    kinds.is_marker[place] = kind == "marker"
    kinds.conflict[place] = intensity if kind == "conflict_zone" else _NO_CONFLICT


def by_day(folder: FleeFolder) -> Iterator[KindsOfDay]:
    """Follow what places are through a run (rules 9, 11, 12, 42).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.

    Yields
    ------
    KindsOfDay
        One a day; its `kinds` are the same arrays each day, changed in place.
    """
    kinds = first_kinds(folder)
    changes = _changes_by_day(folder.changes)
    closures = _camp_closures(folder.closures)
    index = folder.places.index()
    burning = np.zeros(len(folder.places.names), dtype=bool)
    for day in range(folder.days):
        for change in changes.get(day, ()):
            become(kinds, change.place, change.kind, folder.settings)
            if change.kind == "conflict_zone":
                kinds.since[change.place] = day
        burns = folder.conflict[day] > _LEAST_CONFLICT
        refreshed = bool(np.any(burns != burning))
        if refreshed:
            _conflict_edges(kinds, burns & ~burning, burning & ~burns, folder, day)
        burning = burns
        conflict = kinds.conflict.copy()
        for name, kind in closures.get(day, ()):
            become(kinds, index[name], kind, folder.settings)
        changed = refreshed or day in changes or day in closures
        yield KindsOfDay(day, conflict, refreshed, changed, kinds)


def _conflict_edges(
    kinds: Kinds,
    begins: NDArray[np.bool_],
    ends: NDArray[np.bool_],
    folder: FleeFolder,
    day: int,
) -> None:
    kinds.move_chance[begins] = folder.settings.conflict_movechance
    kinds.conflict[begins] = folder.conflict[day][begins]
    kinds.is_town[begins] = False
    kinds.since[begins] = day
    kinds.move_chance[ends] = folder.settings.default_movechance
    kinds.conflict[ends] = _NO_CONFLICT
    kinds.is_town[ends] = True


def _changes_by_day(changes: tuple[FleeChange, ...]) -> dict[int, list[FleeChange]]:
    found: dict[int, list[FleeChange]] = {}
    for one in changes:
        found.setdefault(one.day, []).append(one)
    return found


def _camp_closures(closures: tuple[FleeClosure, ...]) -> dict[int, list[tuple[str, str]]]:
    """What the places of camp closures become on the days of their start and end."""
    found: dict[int, list[tuple[str, str]]] = {}
    for one in closures:
        if one.kind in ("camp", "idpcamp"):
            found.setdefault(one.start, []).append((one.first, "town"))
            if one.end > 0:
                found.setdefault(one.end, []).append((one.first, one.kind))
    return found


def decay(folder: FleeFolder, since: NDArray[np.int64], day: int) -> NDArray[np.float64]:
    """How much of a conflict still counts on a day (rule 13).

    Parameters
    ----------
    folder : FleeFolder
        Its settings hold the weights and for how many days each holds.
    since : array of int64, shape (place), days
        See `Kinds`.
    day : int
        The day.

    Returns
    -------
    array, shape (place), 1
        1 everywhere without ``conflict_spawn_decay``.
    """
    weights = np.array(folder.settings.conflict_spawn_decay, dtype=np.float64)
    if not len(weights):
        return np.ones(len(since))
    age = (day - since) / folder.settings.conflict_spawn_decay_interval
    return weights[np.clip(age.astype(np.int64), 0, len(weights) - 1)]
