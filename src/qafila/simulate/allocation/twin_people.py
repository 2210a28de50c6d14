"""People of the twin: one row a person, in the order in which they set out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings

NOWHERE = -1
_CHILD, _OLD, _BOY = 19.0, 59.0, 14.0  # ages of rule 15: below, above, above


class Traits(NamedTuple):
    """What people differ by when they look at places.

    `power` is the exponent that they put on scores: 2 for who avoids hazards, 0 for who takes
    risks. Ethnicity and religion are as written in the files, empty for unknown.
    """

    power: int
    ethnicity: str
    religion: str


@dataclass
class TwinPeople:
    """Arrays of one value a person.

    Parameters
    ----------
    place : array of int64
        Where the person is, `NOWHERE` on a leg.
    leg : array of int64
        The leg on which the person is, `NOWHERE` in a place.
    leg_km : array, km
        Way made on the leg.
    today_km : array, km
        Way made today.
    recent : array, 1
        How far the person travelled of late, in days of full speed.
    travelled : array of bool
        Whether the person arrived anywhere yet.
    turned : array of bool
        Whether the leg was closed since the person is on it.
    traits : list of Traits
        What the person differs by.
    routes : list of tuple of int
        Places that the person still means to pass, the last of which is the goal.
    """

    place: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    leg: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    leg_km: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    today_km: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    recent: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    travelled: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    turned: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    traits: list[Traits] = field(default_factory=list)
    routes: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, places: NDArray[np.int64], traits: list[Traits]) -> None:
        """Let people set out.

        Parameters
        ----------
        places : array of int64, shape (newcomer)
            Where each of them is.
        traits : list of Traits
            Those of each.
        """
        count = len(places)
        self.place = np.concatenate((self.place, places))
        self.leg = np.concatenate((self.leg, np.full(count, NOWHERE, dtype=np.int64)))
        self.traits += traits
        for name in ("leg_km", "today_km", "recent", "travelled", "turned"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate((old, np.zeros(count, dtype=old.dtype))))
        self.routes += [()] * count

    def remove(self, gone: NDArray[np.bool_]) -> None:
        """Let people leave the simulation.

        Parameters
        ----------
        gone : array of bool, shape (person)
            Who leaves.
        """
        for name in ("place", "leg", "leg_km", "today_km", "recent", "travelled", "turned"):
            setattr(self, name, getattr(self, name)[~gone])
        stay = (~gone).nonzero()[0].tolist()
        self.routes = [self.routes[at] for at in stay]
        self.traits = [self.traits[at] for at in stay]


def draw_traits(
    folder: FleeFolder, places: NDArray[np.int64], rng: np.random.Generator
) -> list[Traits]:
    """Draw the groups of newcomers, and with them what places mean to them (rules 15 and 50).

    Parameters
    ----------
    folder : FleeFolder
        Its groups and settings.
    places : array of int64, shape (newcomer)
        Where each of them sets out.
    rng : Generator
        Randomness.

    Returns
    -------
    list of Traits
        One a newcomer.
    """
    drawn: dict[str, list[str]] = {}
    for attribute in ("age", "gender", "ethnicity", "religion"):
        groups = folder.groups.get(attribute)
        if groups is None:
            drawn[attribute] = [""] * len(places)
            continue
        chosen = [rng.choice(len(groups.values), p=groups.shares[at]) for at in places.tolist()]
        drawn[attribute] = [groups.values[at] for at in chosen]
    powers = [
        score_power(folder.settings, age, gender)
        for age, gender in zip(drawn["age"], drawn["gender"], strict=True)
    ]
    rows = zip(powers, drawn["ethnicity"], drawn["religion"], strict=True)
    return [Traits(*row) for row in rows]


def score_power(settings: FleeSettings, age: str, gender: str) -> int:
    """The exponent that a person of an age and gender puts on scores (rule 15).

    Parameters
    ----------
    settings : FleeSettings
        The rules that are on.
    age : str
        In years; empty for unknown.
    gender : str
        As written in the file; empty for unknown.

    Returns
    -------
    int
        2 for who avoids hazards, 0 for who takes risks, 1 for all others.

    Examples
    --------
    >>> from qafila.interop.flee_settings import complete
    >>> careful = complete({"children_avoid_hazards": True, "women_avoid_hazards": True})
    >>> score_power(careful, "7", "male"), score_power(careful, "30", "male")
    (2, 1)
    """
    years = float(age) if age else None
    power = 1
    if years is not None:
        child = settings.children_avoid_hazards and years < _CHILD
        old = settings.elderly_avoid_hazards and years > _OLD
        power = 2 if child or old else 1
        boys = settings.children_avoid_hazards and settings.boys_take_risk
        if boys and gender == "male" and years > _BOY:
            return 0
    return 2 if settings.women_avoid_hazards and gender == "female" else power
