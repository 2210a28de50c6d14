"""Refuses more people than counts can hold, whichever rules split them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem
from qafila.interop.flee_limits import limits
from qafila.kernels.flee.tables import SPAWN_RATIO, SPAWN_TOTAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.kernels.flee.tables import FleeDays, FleeRules, FleeWorld

_DEVIATIONS = 10.0  # of a Poisson draw, which nobody will ever see exceeded


def check_counts(folder: FleeFolder) -> None:
    """Refuse counts whose sums would not fit.

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Raises
    ------
    InputError
        If more people were counted on one day than can be held.
    """
    # In floats: the sum of whole numbers may itself be beyond what they hold.
    most = float(folder.places.numbers("initial_idps", 0.0).sum())
    seen = folder.observed
    if seen is not None and folder.days:
        counted = seen.people.astype(np.float64).sum(axis=1)
        most += float(np.maximum(counted, seen.total.astype(np.float64)).max(initial=0.0))
    _refuse_above(most, "people are counted on one day", "source_data")


def check_spawning(world: FleeWorld, days: FleeDays, rules: FleeRules) -> None:
    """Refuse a run in which more people may set out than the arrays of the kernel hold.

    Parameters
    ----------
    world : FleeWorld
        Who is there on day 0.
    days : FleeDays
        Who sets out on each day.
    rules : FleeRules
        By what people set out.

    Raises
    ------
    InputError
        Naming how many there may be.
    """
    most = float(world.place_day0.sum())
    if rules.spawn_mode == SPAWN_TOTAL:
        most += float(days.new_people.astype(np.float64).sum())
    else:
        mean = _given(world, days, rules)
        most += mean + _DEVIATIONS * np.sqrt(mean)
    file = "source_data" if rules.spawn_mode == SPAWN_TOTAL else "simsetting.yml"
    _refuse_above(most, "people may set out in the run", file)


def _given(world: FleeWorld, days: FleeDays, rules: FleeRules) -> float:
    """People set moving by conflicts or floods; a list of a day holds what changes on it."""
    people = np.zeros(len(world.place_population))
    residents: NDArray[np.float64] = world.place_population.astype(np.float64)
    shares = rules.spawn_mode == SPAWN_RATIO
    total = 0.0
    for day in range(len(days.new_people)):
        part = slice(days.place_start[day], days.place_start[day + 1])
        at, value = days.place[part], np.maximum(days.spawn[part], 0.0)
        people[at] = value * residents[at] if shares else value
        total += float(people.sum())
    # Shares of those who are left never come to more than all; numbers of people may.
    if shares and rules.from_population and days.spawn.max(initial=0.0) <= 1.0:
        return min(total, float(residents.sum()))
    return total


def _refuse_above(people: float, what: str, file: str) -> None:
    most = limits()["most_people"]
    if people > most:
        wrong = f"{people:.12g} {what}, and at most {most:.0f} can be held"
        hint = f"divide all by --hasten {int(np.ceil(people / most)) + 1}, or look for a slip"
        raise InputError(Problem(file, wrong, hint=hint))
