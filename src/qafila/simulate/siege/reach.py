"""Changes of a scenario that cannot make any difference to the city that is simulated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.errors import Problem
from qafila.kernels.siege.tables import FREE
from qafila.simulate.changes import force
from qafila.simulate.scenario import SETTING
from qafila.simulate.siege.crossings import hold_crossings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.network import Corridor, Network
    from qafila.simulate.scenario import Change, Scenario


def without_effect(
    scenario: Scenario, network: Network, corridors: Sequence[Corridor], city: str
) -> list[Problem]:
    """Find changes that begin too late or name what does not lead to the city.

    A difference of zero would read as "no benefit", where nothing was changed at all.

    Parameters
    ----------
    scenario : Scenario
        Its changes name things that exist.
    network : Network
        Places and routes.
    corridors : sequence of Corridor
        Corridors to all cities of the case.
    city : str
        The only city that is simulated.

    Returns
    -------
    list of Problem
        One for each such change.
    """
    return [
        replace(problem, file=f"change {number}")
        for number, change in enumerate(scenario.changes, start=1)
        for problem in _problems(change, scenario, network, corridors, city)
    ]


def _problems(
    change: Change,
    scenario: Scenario,
    network: Network,
    corridors: Sequence[Corridor],
    city: str,
) -> list[Problem]:
    if change.start_day > scenario.days:
        wrong = f"begins on day {change.start_day} of a run of {scenario.days} days"
        hint = f"give --days {change.start_day} or more, or let it begin earlier"
        return [Problem("change", wrong, None, "start_day", hint)]
    if change.kind in SETTING or change.kind == "set_parameter":
        return _of_thing(change, corridors, city)
    alone = force(replace(scenario, changes=(change,)), network, corridors)
    hold_crossings((change,), network, corridors, alone.corridors)
    here = [number for number, one in enumerate(corridors) if one.city_id == city]
    if (alone.corridors[:, here] != FREE).any():
        return []
    wrong = f"{change.kind} {change.target_id} holds no corridor to {city}, which is simulated"
    named = ", ".join(one.corridor_id for one in corridors if one.city_id == city)
    hint = f"ask for another city with --city, or name one of its corridors: {named}"
    return [Problem("change", wrong, None, "target_id", hint)]


def _of_thing(change: Change, corridors: Sequence[Corridor], city: str) -> list[Problem]:
    """What is set of another city, or of a corridor to one."""
    thing = change.target_id
    if change.kind == "set_parameter":
        thing = change.target_id.partition("/")[2]
    away = [one for one in corridors if one.city_id != city]
    if thing not in {name for one in away for name in (one.city_id, one.corridor_id)}:
        return []
    wrong = f"{change.kind} {change.target_id} does not reach {city}, which is simulated alone"
    hint = f"name {city}, or ask for another city with --city"
    return [Problem("change", wrong, None, "target_id", hint)]
