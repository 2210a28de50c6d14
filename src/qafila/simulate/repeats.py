"""Changes of a scenario that are given twice for one thing, so that nobody knows what is meant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qafila.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.simulate.scenario import Change


def repeats(changes: Sequence[Change]) -> list[Problem]:
    """Find changes of one kind and target whose days overlap.

    Parameters
    ----------
    changes : sequence of Change
        Changes of one scenario.

    Returns
    -------
    list of Problem
        One for each change, naming the first earlier one that it overlaps. What might add up is
        among them: whoever means a sum can write it.

    Examples
    --------
    >>> from qafila.simulate.scenario import Change
    >>> plan = [Change("truce", "tellara", 1, 20), Change("truce", "tellara", 10, 30)]
    >>> repeats(plan)[0].message
    'overlaps change 1: both are truce tellara on days 10 to 20'
    """
    return [
        found
        for later, other in enumerate(changes)
        for found in [
            _problem(earlier, one, later, other)
            for earlier, one in enumerate(changes[:later])
            if _same_thing(one, other) and _first_day(one, other) <= _last_day(one, other)
        ][:1]
    ]


def _same_thing(one: Change, other: Change) -> bool:
    if one.kind != other.kind or _ends(one) != _ends(other):
        return False
    mine, its = one.sets(), other.sets()
    # Storage in days and in litres are two parameters, which one change cannot give together.
    return not mine or not mine.keys().isdisjoint(its)


def _ends(change: Change) -> frozenset[str]:
    return frozenset({change.target_id, change.second_id})


def _first_day(one: Change, other: Change) -> int:
    return max(one.start_day, other.start_day)


def _last_day(one: Change, other: Change) -> float:
    return min(math.inf if end is None else end for end in (one.end_day, other.end_day))


def _problem(earlier: int, one: Change, later: int, other: Change) -> Problem:
    where, column = f"change {later + 1}", "target_id"
    if clash := values_apart(one.sets(), other.sets()):
        what, hint = clash
        return Problem(where, f"contradicts change {earlier + 1}: {what}", None, column, hint)
    told = " - ".join(end for end in (other.target_id, other.second_id) if end)
    what = f"{other.kind.replace('_', ' ')} {told}{_days(one, other)}"
    hint = "write one change for all their days"
    if other.value is not None:
        hint = "leave one of them out, or write one change with the value that is meant"
    return Problem(where, f"overlaps change {earlier + 1}: both are {what}", None, column, hint)


def _days(one: Change, other: Change) -> str:
    first, last = _first_day(one, other), _last_day(one, other)
    if last == math.inf:
        return "" if first == 1 else f" from day {first} on"
    return f" on day {first}" if first == last else f" on days {first} to {last}"


def values_apart(first: Mapping[str, float], second: Mapping[str, float]) -> tuple[str, str] | None:
    """Parameter that two changes set to different values.

    Parameters
    ----------
    first, second : mapping of str to float
        Values by ``name`` or ``name/thing``; a name alone is for all things.

    Returns
    -------
    tuple of (str, str) or None
        What they disagree on, and how to mend it.

    Examples
    --------
    >>> values_apart({"attack_pace/tellara": 2.0}, {"attack_pace": 0.5})[0]
    'attack_pace/tellara would be 2 and 0.5'
    """
    for name, value in sorted(first.items()):
        for other_name, other_value in sorted(second.items()):
            if value != other_value and _same_name(name, other_name):
                what = f"{max(name, other_name, key=len)} would be {value:g} and {other_value:g}"
                return what, "leave one of them out, or put it in a scenario of its own"
    return None


def _same_name(name: str, other: str) -> bool:
    (first, _, thing), (second, _, its) = name.partition("/"), other.partition("/")
    return first == second and (thing == its or not thing or not its)
