"""Changes of a scenario that contradict each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import Problem
from qafila.kernels.siege.tables import FREE, PASSABLE, REGIMES
from qafila.simulate.changes import Forced, force
from qafila.simulate.repeats import values_apart
from qafila.simulate.siege.crossings import hold_crossings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.network import Corridor, Network
    from qafila.simulate.scenario import Change, Scenario

_CLOSED = REGIMES.index("closed")
_HELD = ("corridors", "routes", "camps", "insecurity")  # what is added is not held fixed


def contradictions(
    scenario: Scenario, network: Network, corridors: Sequence[Corridor]
) -> list[Problem]:
    """Find changes that hold the same thing on the same day, but not alike.

    Parameters
    ----------
    scenario : Scenario
        Its changes name things that exist.
    network : Network
        Places and routes.
    corridors : sequence of Corridor
        Corridors.

    Returns
    -------
    list of Problem
        One for each change, naming the first earlier one that it contradicts.
    """
    alone = []
    for change in scenario.changes:
        held = force(replace(scenario, changes=(change,)), network, corridors)
        hold_crossings((change,), network, corridors, held.corridors)
        alone.append(held)
    return [
        Problem(f"change {later + 1}", f"contradicts change {earlier + 1}: {what}", None,
                "target_id", hint)
        for later in range(len(alone))
        for earlier, (what, hint) in _first(scenario.changes, alone, later)
    ]  # fmt: skip


def _first(
    changes: Sequence[Change], alone: Sequence[Forced], later: int
) -> list[tuple[int, tuple[str, str]]]:
    for earlier in range(later):
        if found := _clash(changes[earlier], changes[later], alone[earlier], alone[later]):
            return [(earlier, found)]
    return []


def _clash(one: Change, other: Change, first: Forced, second: Forced) -> tuple[str, str] | None:
    """What two changes disagree on, and how to mend it."""
    for name in _HELD:
        mine, its = getattr(first, name), getattr(second, name)
        apart = (mine != FREE) & (its != FREE) & (mine != its)
        if name == "corridors":
            # That a crossing is open says nothing of the road, unless that is closed.
            apart &= ((mine != PASSABLE) & (its != PASSABLE)) | (mine == _CLOSED) | (its == _CLOSED)
        if apart.any():
            days = np.flatnonzero(apart.any(axis=1))
            when = f"day {days[0]}" if len(days) == 1 else f"days {days[0]} to {days[-1]}"
            what = f"{_told(one)} and {_told(other)} hold one thing in two ways on {when}"
            return what, "leave one of them out, or let one end before the other begins"
    return values_apart(first.parameters, second.parameters)


def _told(change: Change) -> str:
    ends = " - ".join(end for end in (change.target_id, change.second_id) if end)
    return f"{change.kind.replace('_', ' ')} {ends}"
