"""What-if on a Flee folder: what a scenario changes, written into the folder itself.

The user names what closes or opens; nothing here looks for what would close best.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import Problem, UnknownNameError, did_you_mean
from qafila.interop.flee_changes import CUT, FleeClosure
from qafila.interop.flee_checks import check_sources
from qafila.interop.flee_findings import Findings
from qafila.simulate.allocation.qafila_world import INTAKE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from qafila.interop import FleeFolder
    from qafila.simulate.scenario import Change

_NEVER = 10**9  # days, after every run
_CAMPS = ("camp", "idpcamp")


class _UnknownError(Exception):
    """A change names what is not there, or what cannot be changed so."""

    def __init__(self, message: str, hint: str = "", column: str = "target_id") -> None:
        super().__init__(message)
        self.problem = Problem("change", message, None, column, hint)


def changed_folder(folder: FleeFolder, changes: Iterable[Change]) -> FleeFolder:
    """A folder in which the changes of a scenario hold.

    Parameters
    ----------
    folder : FleeFolder
        What was opened; it stays as it is.
    changes : iterable of Change
        Applied one after the other, so that the later in the list holds where two meet. Day 1 is
        the second day of the run: nothing is changed on day 0.

    Returns
    -------
    FleeFolder
        With closures of the kind ``cut``, which really close, and with other conflicts, capacities
        and kinds of places.

    Raises
    ------
    UnknownNameError
        If a change names a place or route that does not exist, or cannot be made; all are named.
    InputError
        If on some day nobody could set out any more although people must.
    """
    planned = tuple(changes)
    changed = comparable_folder(folder, planned)
    # A camp that a change makes may be given a capacity; others without one are never full.
    made = {changed.places.names[camp] for camp in changed.places.camps}
    made -= {folder.places.names[camp] for camp in folder.places.camps}
    problems = []
    for number, change in enumerate(planned, start=1):
        try:
            changed = _doer(change, made)(changed, change)
        except _UnknownError as error:
            problems.append(replace(error.problem, file=f"change {number}"))
    if problems:
        raise UnknownNameError(problems)
    if any(change.kind == "set_intensity" for change in planned):
        findings = Findings()
        settings = changed.settings
        check_sources(changed.places, changed.conflict, changed.observed, settings, findings)
        findings.stop()
    return changed


def comparable_folder(folder: FleeFolder, changes: Iterable[Change]) -> FleeFolder:
    """The same folder, told so that it can be compared with the changed one place by place.

    Parameters
    ----------
    folder : FleeFolder
        What was opened; it stays as it is.
    changes : iterable of Change
        What the other one changes.

    Returns
    -------
    FleeFolder
        A town that a change makes a camp is a camp here too, closed from the first day to the last,
        which is a town; so the people in it are counted in both.

    Notes
    -----
    A camp has no population, so the residents of such a town are lost in both. Under Flee's rules
    this shows where the settings weigh by population (use_pop_for_loc_weight) or let it change the
    chance of leaving (movechance_pop_scale_factor): people then come and go as from a place of no
    size.
    """
    index = folder.places.index()
    opened = {
        index[change.target_id]
        for change in changes
        if change.kind == "open_camp" and change.target_id in index
    }
    towns = sorted(place for place in opened if _may_become_camp(folder, place))
    if not towns:
        return folder
    places = folder.places
    kinds = ["camp" if place in towns else kind for place, kind in enumerate(places.kinds)]
    capacity, population = places.capacity.copy(), places.population.copy()
    capacity[towns], population[towns] = 0, 0
    closed = tuple(FleeClosure("camp", places.names[town], "", 0, 0, 0) for town in towns)
    return replace(
        folder,
        places=replace(places, kinds=tuple(kinds), capacity=capacity, population=population),
        closures=folder.closures + closed,
    )


def _may_become_camp(folder: FleeFolder, place: int) -> bool:
    return folder.places.kinds[place] == "town" and not folder.conflict[:, place].any()


def _doer(change: Change, made: set[str]) -> Callable[[FleeFolder, Change], FleeFolder]:
    known: dict[str, Callable[[FleeFolder, Change], FleeFolder]] = {
        "open_route": _route,
        "close_route": _route,
        "open_crossing": _crossing,
        "close_crossing": _crossing,
        "open_border": _border,
        "close_border": _border,
        "open_camp": _camp,
        "close_camp": _camp,
        "set_intensity": _intensity,
        "add_capacity": partial(_capacity, made=made),
        "add_intake": _intake,
    }
    if change.kind not in known:
        allowed = ", ".join(known)
        raise _UnknownError(
            f"{change.kind} means nothing in a folder of Flee", f"allowed: {allowed}", "kind"
        )
    return known[change.kind]


def _place(folder: FleeFolder, name: str, column: str = "target_id") -> int:
    names = folder.places.names
    if name not in names:
        hint = did_you_mean(name, names) or "use a name of locations.csv"
        raise _UnknownError(f'"{name}" is no place of locations.csv', hint, column)
    return names.index(name)


def _window(folder: FleeFolder, change: Change) -> tuple[int, int]:
    """First day on which a change holds and the first on which it holds no more."""
    if change.start_day >= folder.days:
        last = folder.days - 1
        raise _UnknownError(
            f"start_day {change.start_day} is after the last day {last}", "", "start_day"
        )
    return change.start_day, _NEVER if change.end_day is None else change.end_day + 1


@dataclass(frozen=True)
class _Pair:
    """Two linked places."""

    first: int
    second: int


def _pairs(folder: FleeFolder) -> Iterator[_Pair]:
    ends = zip(folder.links.start.tolist(), folder.links.end.tolist(), strict=True)
    for first, second in dict.fromkeys((min(pair), max(pair)) for pair in ends):
        yield _Pair(first, second)


def _route(folder: FleeFolder, change: Change) -> FleeFolder:
    first = _place(folder, change.target_id)
    if not change.second_id:
        raise _UnknownError(
            "a route of a folder of Flee has two ends",
            "name the other one in second_id",
            "second_id",
        )
    second = _place(folder, change.second_id, "second_id")
    pair = _Pair(min(first, second), max(first, second))
    if pair not in _pairs(folder):
        linked = [
            folder.places.names[one.first + one.second - first]
            for one in _pairs(folder)
            if first in (one.first, one.second)
        ]
        hint = f"{change.target_id} is linked to " + ", ".join(linked) if linked else ""
        wrong = f"no route joins {change.target_id} and {change.second_id}"
        raise _UnknownError(wrong, hint, "second_id")
    return _passing(folder, [pair], change)


def _crossing(folder: FleeFolder, change: Change) -> FleeFolder:
    place = _place(folder, change.target_id)
    countries = folder.places.countries
    touching = [pair for pair in _pairs(folder) if place in (pair.first, pair.second)]
    if not touching:
        raise _UnknownError(f"no route leads to {change.target_id}")
    across = [pair for pair in touching if countries[pair.first] != countries[pair.second]]
    return _passing(folder, across or touching, change)


def _border(folder: FleeFolder, change: Change) -> FleeFolder:
    countries = folder.places.countries
    known = tuple(dict.fromkeys(countries))
    for column in ("target_id", "second_id"):
        country = str(getattr(change, column))
        if country not in known:
            hint = did_you_mean(country, known) or "countries here are " + ", ".join(known)
            raise _UnknownError(f'"{country}" is no country of locations.csv', hint, column)
    wanted = {change.target_id, change.second_id}
    across = [
        one for one in _pairs(folder) if {countries[one.first], countries[one.second]} == wanted
    ]
    if not across:
        wrong = f"no route joins {change.target_id} and {change.second_id}"
        raise _UnknownError(wrong, "", "second_id")
    return _passing(folder, across, change)


def _passing(folder: FleeFolder, pairs: Sequence[_Pair], change: Change) -> FleeFolder:
    """Open or close routes for the days of a change, whatever closed them before."""
    begins, ends = _window(folder, change)
    if change.kind.startswith("close"):
        names = folder.places.names
        cuts = tuple(_cut(names[one.first], names[one.second], begins, ends) for one in pairs)
        return replace(folder, closures=folder.closures + cuts)
    closures: list[FleeClosure] = []
    for closure in folder.closures:
        meant = set(_closed_by(folder, closure))
        if meant.isdisjoint(pairs):
            closures.append(closure)
        else:
            closures += _without(folder, closure, meant, set(pairs), (begins, ends))
    return replace(folder, closures=tuple(closures))


def _closed_by(folder: FleeFolder, closure: FleeClosure) -> Iterator[_Pair]:
    """The routes that a closure is about."""
    names, countries = folder.places.names, folder.places.countries
    wanted = {closure.first, closure.second}
    for pair in _pairs(folder):
        ends = (pair.first, pair.second)
        if closure.kind in ("link", CUT):
            found = {names[end] for end in ends} == wanted
        elif closure.kind == "country":
            # Within one country Flee closes what the row says of it and itself.
            found = sorted(countries[end] for end in ends) == sorted(
                (closure.first, closure.second)
            )
        else:
            found = closure.kind == "location" and closure.first in (names[end] for end in ends)
        if found:
            yield pair


def _without(
    folder: FleeFolder,
    closure: FleeClosure,
    meant: set[_Pair],
    opened: set[_Pair],
    window: tuple[int, int],
) -> list[FleeClosure]:
    """A closure route by route, with the days taken out on which some of them are open."""
    names = folder.places.names
    kind = closure.kind if closure.kind == "link" else CUT
    start, end = closure.start, _end(closure)
    told = []
    for pair in sorted(meant, key=lambda one: (one.first, one.second)):
        spans = [(start, end)]
        if pair in opened:
            spans = [(start, min(end, window[0])), (max(start, window[1]), end)]
        told += [
            replace(_cut(names[pair.first], names[pair.second], first, last), kind=kind)
            for first, last in spans
            if first < last
        ]
    return told


def _end(closure: FleeClosure) -> int:
    return closure.end if 0 < closure.end >= closure.start else _NEVER


def _cut(first: str, second: str, begins: int, ends: int) -> FleeClosure:
    return FleeClosure(CUT, first, second, begins, 0 if ends >= _NEVER else ends, 0)


def _camp(folder: FleeFolder, change: Change) -> FleeFolder:
    place = _camp_place(folder, change)
    begins, ends = _window(folder, change)
    name, days = folder.places.names[place], folder.days
    own = [one for one in folder.closures if one.kind in _CAMPS and one.first == name]
    closed = np.zeros(days, dtype=bool)
    for one in own:
        closed[one.start : min(_end(one), days)] = True
    closed[begins : min(ends, days)] = change.kind == "close_camp"
    kind = own[0].kind if own else folder.places.kinds[place]
    edges = np.flatnonzero(np.diff(closed, prepend=False, append=False)).reshape(-1, 2).tolist()
    spans = tuple(
        FleeClosure(kind, name, "", start, 0 if end >= days else end, 0) for start, end in edges
    )
    others = tuple(one for one in folder.closures if one not in own)
    return replace(folder, closures=others + spans)


def _camp_place(folder: FleeFolder, change: Change) -> int:
    place = _place(folder, change.target_id)
    if place in folder.places.camps:
        return place
    camps = [folder.places.names[camp] for camp in folder.places.camps]
    hint = did_you_mean(change.target_id, camps) or "camps are " + ", ".join(camps)
    if change.kind == "open_camp":
        hint = "a camp can be opened in a town that sees no conflict"
        raise _UnknownError(f"no camp can be opened in {change.target_id}", hint)
    raise _UnknownError(f"{change.target_id} is no camp", hint)


def _capacity(folder: FleeFolder, change: Change, made: set[str]) -> FleeFolder:
    place, places = _camp_place(folder, change), folder.places
    _whole_run(change)
    if places.capacity[place] < 1 and change.target_id not in made:
        wrong = f"{change.target_id} has no capacity, which means that it is never full"
        raise _UnknownError(wrong, "give it one in locations.csv")
    capacity = places.capacity.copy()
    capacity[place] += round((change.value or 0.0) / folder.settings.hasten)
    return replace(folder, places=replace(places, capacity=capacity))


def _intake(folder: FleeFolder, change: Change) -> FleeFolder:
    place, places = _camp_place(folder, change), folder.places
    _whole_run(change)
    cells = list(places.attributes.get(INTAKE, ("",) * len(places.names)))
    if not float(cells[place] or 0.0) > 0.0:
        wrong = f"{change.target_id} has no {INTAKE}, which means that nobody waits there"
        raise _UnknownError(wrong, "give it one in that column of locations.csv")
    cells[place] = repr(float(cells[place]) + (change.value or 0.0))
    attributes = MappingProxyType({**places.attributes, INTAKE: tuple(cells)})
    return replace(folder, places=replace(places, attributes=attributes))


def _whole_run(change: Change) -> None:
    if change.start_day != 1 or change.end_day is not None:
        wrong = "capacity and intake of a folder of Flee hold for the whole run"
        raise _UnknownError(wrong, "leave start_day and end_day out", "start_day")


def _intensity(folder: FleeFolder, change: Change) -> FleeFolder:
    place = _place(folder, change.target_id)
    begins, ends = _window(folder, change)
    conflict = folder.conflict.copy()
    conflict[begins : min(ends, folder.days), place] = change.value
    return replace(folder, conflict=conflict)
