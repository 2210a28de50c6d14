"""Scenario: how long, how many draws, which seed, and what is changed on purpose."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila import units
from qafila.errors import InputError, Problem, UnitError, UnknownNameError, did_you_mean
from qafila.parameters import known_parameters, label, range_problem
from qafila.simulate.repeats import repeats

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = (
    "open_corridor",
    "close_corridor",
    "open_route",
    "close_route",
    "open_crossing",
    "close_crossing",
    "open_border",
    "close_border",
    "open_camp",
    "close_camp",
    "set_intensity",
    "add_capacity",
    "add_intake",
    "set_parameter",
    "repair_corridor",
    "truce",
    "attack_pace",
    "partner_force",
    "extra_convoys",
    "convoy_size",
    "storage",
    "rationing",
)
# Kinds that set a parameter of a city for the whole run, by a name that says what is meant.
SETTING: Mapping[str, str] = {
    "attack_pace": "attack_pace",
    "partner_force": "partner_force",
    "extra_convoys": "extra_convoys",
    "convoy_size": "convoy_size",
    "storage": "extra_storage",
    "rationing": "rationing_share",
}
_STORAGE = {"days": "extra_storage", "litres": "extra_storage_volume"}
_COVER = "rationing_cover"
_VALUES = {
    "set_intensity": (1.0, "give a number from 0 to 1"),
    "add_capacity": (math.inf, "give a number of people"),
    "add_intake": (math.inf, "give people a working day"),
}
_TWO_ENDED = ("open_route", "close_route", "open_border", "close_border")
_MAX_DAYS = 3650
_MAX_DRAWS = 100_000
_MAX_SEED = 2**64 - 1


@dataclass(frozen=True)
class Change:
    """Something that is held fixed in a scenario.

    Parameters
    ----------
    kind : str
        What is done: ``open_corridor``, ``close_corridor`` (supply), ``open_route``,
        ``close_route``, ``open_border``, ``close_border`` (supply and people), ``open_crossing``,
        ``close_crossing``, ``open_camp``, ``close_camp``, ``set_intensity``, ``add_capacity``,
        ``add_intake`` (people only) or ``set_parameter``; and for a city under siege
        ``repair_corridor``, ``truce``, ``attack_pace``, ``partner_force``, ``extra_convoys``,
        ``convoy_size``, ``storage`` and ``rationing``.
    target_id : str
        Corridor, route, border crossing, reception place or camp, place, country, city that is
        supplied, or parameter; a parameter of one thing is written ``name/thing``, and holds for
        everything without a thing.
    start_day : int
        First day on which it holds, 1 being the day after the situation.
    end_day : int, optional
        Last day on which it holds; to the end if not given.
    value : float, optional
        Value of the parameter, in its unit; intensity, 0 to 1; people of capacity that are added;
        people a working day of intake that are added; factor on attacks or on the partner force;
        convoys a week; tankers; storage that is added; share of demand that rationing leaves out.
    second_id : str
        Other country of a border; other end of a route of one of Flee's folders, whose routes have
        no names of their own.
    unit : str
        Of storage: ``days`` of the city's normal demand, or a unit of volume for all fuels.
    cover : float, optional
        Days of supply below which stations ration.

    Raises
    ------
    InputError
        If the kind is unknown, the days are out of order, a value is missing or out of bounds, or
        a parameter is unknown or belongs to the situation.

    Examples
    --------
    >>> Change("close_corridor", "dakar-kayes-diema", start_day=1, end_day=14).kind
    'close_corridor'
    """

    kind: str
    target_id: str
    start_day: int = 1
    end_day: int | None = None
    value: float | None = None
    second_id: str = ""
    unit: str = ""
    cover: float | None = None

    def __post_init__(self) -> None:
        problems = []
        if self.kind not in KINDS:
            hint = did_you_mean(self.kind, KINDS) or "allowed: " + ", ".join(KINDS)
            problems.append(Problem("change", f'unknown kind "{self.kind}"', None, "kind", hint))
        if self.start_day < 1:
            problems.append(
                Problem("change", f"start_day {self.start_day} is before day 1", None, "start_day")
            )
        if self.end_day is not None and self.end_day < self.start_day:
            problems.append(
                Problem(
                    "change", f"end_day {self.end_day} is before start_day", None, "end_day",
                    "swap them",
                )
            )  # fmt: skip
        if self.kind == "set_parameter":
            self._check_name()
            problems += self._parameter_problems()
        elif self.kind in SETTING:
            problems += self._setting_problems()
        elif self.kind in _VALUES:
            problems += self._value_problems()
        elif self.value is not None:
            wrong = f"{self.kind} takes no value"
            problems.append(Problem("change", wrong, None, "value", "leave it out"))
        problems += self._second_problems()
        problems += [
            Problem("change", f"{self.kind} takes no {column}", None, column, "leave it out")
            for column, kind in (("unit", "storage"), ("cover", "rationing"))
            if getattr(self, column) not in ("", None) and self.kind != kind
        ]
        if problems:
            raise InputError(problems)

    def sets(self) -> dict[str, float]:
        """Parameters that it sets, by ``name`` or ``name/thing``.

        Returns
        -------
        dict of str to float
            Values in the units that are used inside; empty for other kinds.

        Examples
        --------
        >>> Change("storage", "bamako", value=2.0, unit="million_litres").sets()
        {'extra_storage_volume/bamako': 2000000.0}
        """
        if self.value is None:
            return {}
        if self.kind == "set_parameter":
            return {self.target_id: float(self.value)}
        if self.kind not in SETTING:
            return {}
        name, value = SETTING[self.kind], float(self.value)
        if self.kind == "storage" and self.unit:
            factor, base = units.to_base(1.0, self.unit)
            name, value = _STORAGE[base], value * factor
        found = {label(name, self.target_id): value}
        if self.cover is not None:
            found[label(_COVER, self.target_id)] = float(self.cover)
        return found

    def _setting_problems(self) -> list[Problem]:
        if self.value is None or not math.isfinite(self.value):
            hint = "give a number"
            return [Problem("change", f"{self.kind} needs a value", None, "value", hint)]
        problems = []
        if wrong := self._unit_problem():
            return [Problem("change", wrong, None, "unit", "write days, litres or million_litres")]
        for key, value in self.sets().items():
            name = key.partition("/")[0]
            if wrong := range_problem(known_parameters()[name], value, value):
                column = "cover" if name == _COVER else "value"
                problems.append(Problem("change", wrong, None, column))
        if self.start_day != 1 or self.end_day is not None:
            wrong, hint = f"{self.kind} holds for the whole run", "leave start_day and end_day out"
            problems.append(Problem("change", wrong, None, "start_day", hint))
        return problems

    def _unit_problem(self) -> str:
        if self.kind != "storage" or not self.unit:
            return ""
        try:
            _, base = units.to_base(1.0, self.unit)
        except UnitError:
            return f'unknown unit "{self.unit}"'
        return "" if base in _STORAGE else f'storage is not counted in "{self.unit}"'

    def _second_problems(self) -> list[Problem]:
        wrong = hint = ""
        if self.second_id and self.kind not in _TWO_ENDED:
            wrong, hint = f"{self.kind} takes no second_id", "leave it out"
        elif self.kind.endswith("_border") and self.second_id in ("", self.target_id):
            wrong, hint = f"{self.kind} needs two countries", "name the other one in second_id"
        return [Problem("change", wrong, None, "second_id", hint)] if wrong else []

    def _value_problems(self) -> list[Problem]:
        highest, hint = _VALUES[self.kind]
        if self.value is None or not math.isfinite(self.value):
            return [Problem("change", f"{self.kind} needs a value", None, "value", hint)]
        if not 0.0 <= self.value <= highest:
            wrong = f"{self.value:g} is out of range"
            return [Problem("change", wrong, None, "value", hint)]
        return []

    def _check_name(self) -> None:
        name = self.target_id.partition("/")[0]
        if name not in known_parameters():
            hint = did_you_mean(name, known_parameters())
            wrong = f'there is no parameter "{name}"'
            raise UnknownNameError(Problem("change", wrong, None, "target_id", hint))

    def _parameter_problems(self) -> list[Problem]:
        problems = []
        known = known_parameters()[self.target_id.partition("/")[0]]
        if self.value is None or not math.isfinite(self.value):
            problems.append(
                Problem("change", "set_parameter needs a value", None, "value", "give a number")
            )
        elif wrong := range_problem(known, self.value, self.value):
            problems.append(Problem("change", wrong, None, "value"))
        if known.part == "situation":
            wrong = f"{known.name} belongs to the situation, which no scenario changes"
            hint = "set it in parameters.csv of the case"
            problems.append(Problem("change", wrong, None, "target_id", hint))
        if self.start_day != 1 or self.end_day is not None:
            wrong, hint = "a parameter holds for the whole run", "leave start_day and end_day out"
            problems.append(Problem("change", wrong, None, "start_day", hint))
        return problems


@dataclass(frozen=True)
class Scenario:
    """What is simulated.

    Parameters
    ----------
    days : int
        Days to run; day 0 is the end of the day of the situation.
    draws : int
        Members of the ensemble.
    seed : int
        Seed; the same seed gives the same bytes.
    changes : tuple of Change
        What is held fixed; none for an unconditional forecast.
    threads : int, optional
        Threads to run in; all cores by default. Never changes a result.

    Raises
    ------
    InputError
        If a number is out of range, or changes of one kind and target overlap.

    Examples
    --------
    >>> Scenario(days=30).draws
    500
    """

    days: int = 60
    draws: int = 500
    seed: int = 7
    changes: tuple[Change, ...] = ()
    threads: int | None = None

    def __post_init__(self) -> None:
        ranges = {
            "days": (self.days, 1, _MAX_DAYS),
            "draws": (self.draws, 1, _MAX_DRAWS),
            "seed": (self.seed, 0, _MAX_SEED),
            "threads": (1 if self.threads is None else self.threads, 1, 1024),
        }
        problems = [
            Problem("scenario", f"{name} {value} is not in {low} to {high}", None, name)
            for name, (value, low, high) in ranges.items()
            if not low <= value <= high
        ]
        problems += repeats(tuple(self.changes))
        if problems:
            raise InputError(problems)
        object.__setattr__(self, "changes", tuple(self.changes))

    @property
    def values(self) -> dict[str, float]:
        """Values of parameters that it sets, by ``name`` or ``name/thing``."""
        return {name: value for change in self.changes for name, value in change.sets().items()}
