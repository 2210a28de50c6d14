"""What only shows when the tables of a Flee folder are held against each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import did_you_mean
from qafila.files import looks_like_flee
from qafila.interop.flee_limits import limits as known_limits

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_findings import Findings
    from qafila.interop.flee_links import FleeLinks
    from qafila.interop.flee_places import FleePlaces
    from qafila.interop.flee_settings import FleeSettings
    from qafila.interop.flee_validation import FleeObserved

_EARTH_KM = 6371.0  # mean radius
_KNOWN_FILES = (
    "locations.csv",
    "routes.csv",
    "conflicts.csv",
    "closures.csv",
    "registration_corrections.csv",
    "sim_period.csv",
    "location_changes.csv",
    "major_routes.csv",
    "flood_level.csv",
)
_KNOWN_PARTS = ("demographics_", "location_attributes_", "region_attributes_")
_NEEDED = ("locations.csv", "routes.csv", "conflicts.csv", "sim_period.csv")


def check_tables(given: Path, inner: Path, findings: Findings) -> None:
    """Stop at a folder that is none of Flee's, and name one nearby that is.

    Parameters
    ----------
    given : Path
        What the user named.
    inner : Path
        Where the tables should be.
    findings : Findings
        Collects what is wrong.

    Raises
    ------
    InputError
        If none of the tables that every folder has is there.
    """
    if any((inner / name).exists() for name in _NEEDED):
        return
    above = given.resolve().parent
    near = [above, *sorted(given.glob("*")), *sorted(above.glob("*"))]
    found = [one for one in near if looks_like_flee(one)][:3]
    hint = "name the folder that holds them, or the one that holds it as input_csv"
    if found:
        hint = "did you mean " + " or ".join(f'"{one}"' for one in found) + "?"
    wrong = f"holds neither input_csv nor {', '.join(_NEEDED)}"
    if inner != given:
        wrong = f"its input_csv holds none of {', '.join(_NEEDED)}"
    findings.add("not_a_folder_of_flee", str(given), wrong, hint=hint)
    findings.stop()


def check_length(start: dt.date, days: int, findings: Findings) -> int:
    """A length of a run that can be held.

    Parameters
    ----------
    start : datetime.date
        The first day.
    days : int
        Length of the run.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    int
        The length; 0 where it cannot be held.
    """
    longest = min(int(known_limits()["longest_run"]), (dt.date.max - start).days)
    if days <= longest:
        return days
    wrong = f"{findings.length_from}: a run of {days} days is too long"
    findings.add("out_of_range", "sim_period.csv", wrong, hint=f"at most {longest}")
    return 0


def crow_km(places: FleePlaces, links: FleeLinks) -> NDArray[np.float64]:
    """Length of each link as the crow flies.

    Parameters
    ----------
    places : FleePlaces
        The places.
    links : FleeLinks
        The links.

    Returns
    -------
    array, shape (link), km
        NaN where a place has no position.
    """
    north, east = np.radians(places.latitude), np.radians(places.longitude)
    across = north[links.end] - north[links.start]
    along = east[links.end] - east[links.start]
    chord = (
        np.sin(across / 2) ** 2
        + np.cos(north[links.start]) * np.cos(north[links.end]) * np.sin(along / 2) ** 2
    )
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def check_distances(places: FleePlaces, links: FleeLinks, findings: Findings) -> FleeLinks:
    """Find links that are far too long or too short for where their places lie.

    Parameters
    ----------
    places : FleePlaces
        The places.
    links : FleeLinks
        The links.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    FleeLinks
        With far too long ones set to the crow's way times the median detour of the others.
    """
    crow = crow_km(places, links)
    limits = known_limits()
    known = np.isfinite(crow)
    distance = links.distance_km
    long = known & (distance > limits["implausible_distance"])
    long &= distance > limits["implausible_detour"] * crow
    short = known & (distance + limits["short_slack"] < limits["short_detour"] * crow)
    usual = known & ~long & ~short & (crow > 0.0)
    detour = float(np.median(distance[usual] / crow[usual])) if np.any(usual) else 1.0
    mended = np.where(long, crow * max(detour, 1.0), distance)
    for at in np.flatnonzero(long | short).tolist():
        names = f"{places.names[links.start[at]]} and {places.names[links.end[at]]}"
        wrong = f"{distance[at]:g} km between {names}, which lie {crow[at]:.0f} km apart"
        fault = "distance_implausible" if long[at] else "distance_too_short"
        hint = "look the distance up, or the positions" if long[at] else ""
        done = f"set to {mended[at]:.0f} km" if long[at] else ""
        findings.add(fault, "routes.csv", wrong, links.lines[at], "distance", hint, done)
    return replace(links, distance_km=np.where(known, mended, distance))


def check_reach(
    places: FleePlaces, links: FleeLinks, conflict: NDArray[np.float64], findings: Findings
) -> None:
    """Find places that nobody can reach or leave, and folders without a camp.

    Parameters
    ----------
    places : FleePlaces
        The places.
    links : FleeLinks
        The links.
    conflict : array, shape (day, place)
        Intensities.
    findings : Findings
        Collects what is wrong.
    """
    file = "locations.csv"
    if places.names and not places.camps:
        hint = "give a place the type camp"
        findings.add("no_camp", file, "there is no camp", hint=hint)
    part = _components(len(places.names), links)
    linked = set(links.start.tolist()) | set(links.end.tolist())
    sources = {part[at] for at in np.flatnonzero(conflict.any(axis=0)).tolist()}
    for at, name in enumerate(places.names):
        camp, line = at in places.camps, places.lines[at]
        if at not in linked:
            fault = "camp_without_link" if camp else "place_without_link"
            wrong = f"no link leads to {'the camp ' if camp else ''}{name}"
            findings.add(fault, file, wrong, line, "name", "add it to routes.csv")
        elif camp and sources and part[at] not in sources:
            wrong = f"no way leads from a place with conflict to the camp {name}"
            findings.add("camp_unreachable", file, wrong, line, "name")


def _components(count: int, links: FleeLinks) -> list[int]:
    """Number of the part of the network in which each place lies."""
    part = list(range(count))

    def root(at: int) -> int:
        while part[at] != at:
            part[at] = part[part[at]]
            at = part[at]
        return at

    for start, end in zip(links.start.tolist(), links.end.tolist(), strict=True):
        part[root(start)] = root(end)
    return [root(at) for at in range(count)]


def check_sources(
    places: FleePlaces,
    conflict: NDArray[np.float64],
    observed: FleeObserved | None,
    settings: FleeSettings,
    findings: Findings,
) -> None:
    """Find days on which people must set out and no place with conflict has any (rule 48).

    Parameters
    ----------
    places : FleePlaces
        The places.
    conflict : array, shape (day, place)
        Intensities.
    observed : FleeObserved or None
        What was counted.
    settings : FleeSettings
        Whether counts or conflicts set people moving.
    findings : Findings
        Collects what is wrong.
    """
    for at in np.flatnonzero(conflict.any(axis=0) & (places.population == 0)).tolist():
        if places.kinds[at] not in ("camp", "idpcamp"):
            wrong = f"{places.names[at]} sees conflict and has no population"
            line = places.lines[at]
            findings.add("population_missing", "locations.csv", wrong, line, "population")
    driven = (
        settings.conflict_driven_spawning
        or settings.flood_driven_spawning
        or settings.starvation_driven_spawning
    )
    if observed is None or driven:
        return
    weights = (conflict * places.population * _decay(conflict, settings)).sum(axis=1)
    days = np.flatnonzero((_leaving(observed, settings) > 0) & (weights <= 0.0))
    if len(days):
        more = f" and on {len(days) - 1} more days" if len(days) > 1 else ""
        wrong = f"people must set out on day {days[0]}{more}, but no place with conflict has any"
        row = int(days[0]) + 2
        hint = "give a place with people an intensity above 0"
        findings.add("nobody_sets_out", "conflicts.csv", wrong, row, "Day", hint)


def _leaving(observed: FleeObserved, settings: FleeSettings) -> NDArray[np.int64]:
    """People who set out by day, decreases being made up for by later days (rule 37)."""
    new = observed.new_people(sum_from_camps=settings.sum_from_camps)
    debt = 0
    leaving = np.zeros_like(new)
    for day, more in enumerate(new.tolist()):
        left = more - debt
        debt = max(-left, 0)
        leaving[day] = max(left, 0)
    return leaving


def _decay(conflict: NDArray[np.float64], settings: FleeSettings) -> NDArray[np.float64]:
    """Weight by age of the conflict for each day and place (rule 13)."""
    if not settings.conflict_spawn_decay:
        return np.ones_like(conflict)
    on = conflict > 0.0
    begins = on.copy()
    begins[1:] &= ~on[:-1]
    days = np.arange(len(conflict))[:, np.newaxis]
    since = np.maximum.accumulate(np.where(begins, days, 0), axis=0)
    weights = np.array(settings.conflict_spawn_decay)
    step = (days - since) // settings.conflict_spawn_decay_interval
    return np.asarray(weights[np.minimum(step, len(weights) - 1)])


def check_files(folder: Path, findings: Findings) -> None:
    """Find files whose names nothing reads.

    Parameters
    ----------
    folder : Path
        The input folder.
    findings : Findings
        Collects what is wrong.
    """
    for path in sorted(folder.glob("*.csv")):
        if path.name not in _KNOWN_FILES and not path.name.startswith(_KNOWN_PARTS):
            hint = did_you_mean(path.name, _KNOWN_FILES)
            findings.add("file_not_read", path.name, "nothing reads a file of this name", hint=hint)
