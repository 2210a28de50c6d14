"""Lists of what changes from day to day for the kernel of Flee's rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.flee.tables import SPAWN_TOTAL, FleeDays
from qafila.simulate.allocation.flee_fixed import fixed_today
from qafila.simulate.allocation.flee_kinds import by_day
from qafila.simulate.allocation.flee_legs import closings
from qafila.simulate.allocation.flee_options import starts, visible
from qafila.simulate.allocation.flee_spawning import (
    given_spawn,
    spawn_mode,
    spawn_weights,
    totals,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.allocation.flee_kinds import KindsOfDay
    from qafila.simulate.allocation.flee_legs import Legs
    from qafila.simulate.allocation.flee_options import Way
    from qafila.simulate.allocation.flee_scores import Scorer


@dataclass
class _Lists:
    """Rows of values that are kept where they differ from those before."""

    last: NDArray[np.float64] | None = None
    sizes: list[int] = field(default_factory=list)
    index: list[NDArray[np.int64]] = field(default_factory=list)
    rows: list[NDArray[np.float64]] = field(default_factory=list)

    def add(self, values: NDArray[np.float64]) -> None:
        if self.last is None:
            changed = np.arange(len(values), dtype=np.int64)
        else:
            changed = np.flatnonzero(np.any(values != self.last, axis=1))
        self.last = values
        self.sizes.append(len(changed))
        self.index.append(changed)
        self.rows.append(values[changed])


def days_of(
    folder: FleeFolder,
    legs: Legs,
    ways: list[Way],
    scorer: Scorer,
    capacity: NDArray[np.float64] | None,
    growth: NDArray[np.float64],
) -> FleeDays:
    """The lists of all days.

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.
    legs : Legs
        Its legs.
    ways : list of Way
        All options in their order.
    scorer : Scorer
        Scores and chances.
    capacity : array, shape (place), people, or None
        Before scaling, where chances of leaving depend on it.
    growth : array, shape (place), people/day
        By which capacities grow each day.

    Returns
    -------
    FleeDays
        For the kernel.
    """
    places, options = _Lists(), _Lists()
    closed = closings(folder, legs)
    is_open = np.ones(len(legs), dtype=np.uint8)
    groups = len(scorer.groups)
    options.last = np.ones((len(ways), 1))
    on: NDArray[np.float64] | None = None
    markers: bytes | None = None
    for today, spawn in _spawns(folder):
        kinds, day = today.kinds, today.day
        leg, leg_open = closed[day]
        is_open[leg] = leg_open
        room = None if capacity is None else capacity + growth * (day + 1)
        flags = np.array([kinds.is_town, kinds.is_camp], dtype=np.float64)
        chance = scorer.move_chances(kinds, day, room)
        score = scorer.goal_scores(kinds, day)
        places.add(np.column_stack([score, chance, flags.T, spawn]))
        # Which options are open to people is worked out anew only where it may have changed.
        seen = kinds.is_marker.tobytes()
        if on is None or seen != markers or (folder.settings.fixed_routes and len(leg)):
            on = _options_on(folder, ways, is_open, kinds.is_marker)
            markers = seen
        options.add(on)
    rows = np.concatenate([*places.rows, np.empty((0, groups + 4))])
    return FleeDays(
        place_start=starts(places.sizes),
        place=_joined(places.index),
        score=np.ascontiguousarray(rows[:, :groups]),
        move_chance=rows[:, groups].copy(),
        is_town=rows[:, groups + 1].astype(np.uint8),
        is_camp=rows[:, groups + 2].astype(np.uint8),
        spawn=rows[:, groups + 3].copy(),
        leg_start=starts(len(leg) for leg, _ in closed),
        leg=_joined([leg for leg, _ in closed]),
        leg_open=np.concatenate([*(values for _, values in closed), np.empty(0, dtype=np.uint8)]),
        option_start=starts(options.sizes),
        option=_joined(options.index),
        option_on=np.concatenate([*options.rows, np.empty((0, 1))])[:, 0].astype(np.uint8),
        new_people=totals(folder).new_people,
    )


def _joined(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([*parts, np.empty(0, dtype=np.int64)])


def _spawns(folder: FleeFolder) -> Iterator[tuple[KindsOfDay, NDArray[np.float64]]]:
    """Each day with what people set out by on it.

    Flee weighs places in the evening, for the next day; only where a conflict begins or ends does
    it weigh them once more in the morning (rules 9, 39).
    """
    weighed = spawn_mode(folder.settings) == SPAWN_TOTAL
    evening = np.zeros(len(folder.places.names))
    for today in by_day(folder):
        if not weighed:
            yield today, given_spawn(folder, today.conflict, today.day)
            continue
        fresh = today.refreshed or today.day == 0
        since = today.kinds.since
        morning = spawn_weights(folder, today.conflict, since, today.day) if fresh else evening
        yield today, morning
        evening = spawn_weights(folder, today.kinds.conflict, since, today.day)


def _options_on(
    folder: FleeFolder,
    ways: list[Way],
    is_open: NDArray[np.uint8],
    is_marker: NDArray[np.bool_],
) -> NDArray[np.float64]:
    if folder.settings.fixed_routes:
        return fixed_today(ways, is_open, is_marker).astype(np.float64)[:, None]
    awareness = folder.settings.awareness_level
    on = [visible(way, is_marker, awareness) for way in ways]
    return np.array(on, dtype=np.float64).reshape(len(ways), 1)
