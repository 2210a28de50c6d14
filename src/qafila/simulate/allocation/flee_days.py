"""Lists of what changes from day to day for the kernel of Flee's rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.flee.tables import SPAWN_TOTAL, FleeDays
from qafila.simulate.allocation.flee_fixed import FixedRoutes
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

    def add(self, values: NDArray[np.float64] | None) -> None:
        """Add the values of a day, None where they are known to be those of the day before."""
        if values is None or values is self.last:
            self.sizes.append(0)
            return
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
    options_on = _OptionsOn(folder, ways)
    daily = _may_change_daily(folder, capacity, growth)
    changed = True
    for today, spawn in _spawns(folder):
        kinds, day = today.kinds, today.day
        leg, leg_open = closed[day]
        is_open[leg] = leg_open
        options.add(options_on.of_day(leg, is_open, kinds.is_marker))
        # What people set out by follows from the evening before.
        before, changed = changed, today.changed
        if day > 0 and not (daily or before or changed):
            places.add(None)
            continue
        room = None if capacity is None else capacity + growth * (day + 1)
        flags = np.array([kinds.is_town, kinds.is_camp], dtype=np.float64)
        chance = scorer.move_chances(kinds, day, room)
        score = scorer.goal_scores(kinds, day)
        places.add(np.column_stack([score, chance, flags.T, spawn]))
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


def _may_change_daily(
    folder: FleeFolder, capacity: NDArray[np.float64] | None, growth: NDArray[np.float64]
) -> bool:
    """Whether scores or chances may change on a day on which no place becomes another."""
    grows = capacity is not None and bool(np.any(growth != 0.0))
    by_day = bool(folder.attributes) or folder.flood_level is not None
    return grows or by_day or bool(folder.settings.conflict_spawn_decay)


class _OptionsOn:
    """Which options are open to people; worked out anew only where it may have changed."""

    def __init__(self, folder: FleeFolder, ways: list[Way]) -> None:
        self.ways = ways
        self.awareness = folder.settings.awareness_level
        self.fixed = FixedRoutes(ways) if folder.settings.fixed_routes else None
        self.markers: bytes | None = None
        self.last = np.empty((len(ways), 1))

    def of_day(
        self,
        changed: NDArray[np.int64],
        is_open: NDArray[np.uint8],
        is_marker: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """A column with 1 for each way that is on; the very array of the day before if equal."""
        seen = is_marker.tobytes()
        same = seen == self.markers
        self.markers = seen
        if self.fixed is not None:
            if not same:
                self.last = _column(self.fixed.begin(is_open, is_marker))
            elif len(changed):
                self.last = _column(self.fixed.change(changed, is_open, is_marker))
        elif not same:
            on = [visible(way, is_marker, self.awareness) for way in self.ways]
            self.last = _column(np.array(on, dtype=np.uint8))
        return self.last


def _column(on: NDArray[np.uint8]) -> NDArray[np.float64]:
    return on.astype(np.float64)[:, None]
