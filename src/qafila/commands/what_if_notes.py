"""What a reader must know of the changes of a what-if: what they mean, and which made nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.commands.naming import names_of
from qafila.simulate.reception import known_limits
from qafila.simulate.sources import FLEE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from qafila.interop import FleeFolder
    from qafila.simulate import Result, Scenario, Summary
    from qafila.simulate.scenario import Change
    from qafila.situation import Situation

_NO_BORDER = "who is received there crossed no border"
# What a limit of the table of places holds back, by the kind of change that raises it.
_LIMITED = {"add_capacity": ("capacity", "in_camp"), "add_intake": ("intake_per_day", "registered")}


def folder_notes(
    folder: FleeFolder, scenario: Scenario, rules: str, most: NDArray[np.float64]
) -> list[str]:
    """Remarks on the changes of a Flee folder.

    Parameters
    ----------
    folder : FleeFolder
        What was opened, without the changes.
    scenario : Scenario
        The changes.
    rules : str
        ``qafila`` or ``flee``.
    most : array, shape (camp,), people
        Most that a camp held in any draw on any day, with the changes and in the order of the
        camps with the changes.

    Returns
    -------
    list of str
        English; none twice.
    """
    from qafila.simulate.allocation.changed import changed_folder

    if not scenario.changes:
        return []
    changed = changed_folder(folder, scenario.changes)
    names = [changed.places.names[camp] for camp in changed.places.camps]
    held = dict(zip(names, most.tolist(), strict=True))
    told = [
        note for change in scenario.changes for note in _folder_change(folder, change, rules, held)
    ]
    return list(dict.fromkeys(told))


def _folder_change(
    folder: FleeFolder, change: Change, rules: str, held: dict[str, float]
) -> Iterator[str]:
    places, name = folder.places, change.target_id
    if change.kind == "close_camp" and rules == FLEE:
        yield (
            f"{name} is closed as Flee's rules close a camp: it becomes a town, and those who are "
            "there move on within days (under Qafila's rules they stay)"
        )
    elif change.kind == "close_camp":
        yield (
            f"{name} is closed as Qafila's rules close a camp: nobody is received, and those who "
            "are there stay (under Flee's rules they move on within days)"
        )
    elif change.kind == "open_camp":
        home = places.countries[0]
        if places.countries[places.names.index(name)] == home:
            yield f"{name} lies in {home}, the home country: {_NO_BORDER}"
    elif change.kind == "add_capacity":
        room = float(places.capacity[places.names.index(name)])
        # From the buffer on Flee sends some away; ours fill up to the last place.
        binding = room * (folder.settings.capacity_buffer if rules == FLEE else 1.0)
        if room > 0 and held[name] <= binding:
            yield _needless("capacity", name, held[name], room)
    elif change.kind == "add_intake":
        yield (
            f"an intake at {name} changes who waits to be registered, which no table of a folder "
            "tells, and not who is in a camp"
        )


def case_notes(situation: Situation, scenario: Scenario, ran: Result | Summary) -> list[str]:
    """Remarks on the changes of a case.

    Parameters
    ----------
    situation : Situation
        What was known.
    scenario : Scenario
        The changes.
    ran : Result or Summary
        What came of it, with the changes.

    Returns
    -------
    list of str
        English; capacity or intake that was never needed in any draw on any day.
    """
    from qafila.simulate import Summary

    def most(variable: str, place: str) -> float:
        table = ran.maximum(variable) if isinstance(ran, Summary) else ran.data[variable]
        return float(table.sel(site=place).max())

    names = names_of(situation, scenario.changes)
    told = [
        note
        for change in scenario.changes
        for note in _case_change(situation, change, names.get(change.target_id, ""), most)
    ]
    return list(dict.fromkeys(told))


def _case_change(
    situation: Situation, change: Change, shown: str, most: Callable[[str, str], float]
) -> Iterator[str]:
    name = change.target_id
    if change.kind == "close_camp":
        yield f"{shown} receives nobody while it is closed; those who are there stay"
    elif change.kind in _LIMITED:
        column, variable = _LIMITED[change.kind]
        known = known_limits(situation.network.locations, situation.as_of)
        limit = float(known.set_index("location_id")[column][name])
        reached = most(variable, name)
        # What never passed the limit without the addition would have gone the same way.
        if reached <= limit:
            yield _needless(column.partition("_")[0], shown, reached, limit)
    elif change.kind == "open_camp":
        home = situation.network.locations.set_index("location_id")["country"]
        if home[name] == home[situation.case.city]:
            yield f"{shown} lies in the home country: {_NO_BORDER}"


def _needless(what: str, name: str, reached: float, limit: float) -> str:
    if what == "capacity":
        return (
            f"{name} never fills: at most {reached:,.0f} people in any draw, with room for "
            f"{limit:,.0f} as it is; the added capacity changes nothing"
        )
    return (
        f"nobody waits at {name}: at most {reached:,.0f} people are registered on a day in any "
        f"draw, and {limit:,.0f} can be as it is; the added intake changes nothing"
    )
