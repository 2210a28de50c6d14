"""Made-up networks of any size as Flee folders, straight as tables, for measuring speed.

Places lie on a shaken grid, about 40 km apart. Neighbours are linked along the rows and columns
of the grid with a chance of 4 in 5, and across one diagonal of each cell, so no two links cross and
a place has about five. One place in fifty is a camp, one in twenty a conflict zone; zones come up
in the course of the first two months. Places are numbered with no regard to where they lie, zones
first and then camps. Nothing is meant to be like any country.

``python benchmarks/synthetic_networks.py PLACES PEOPLE [DAYS]`` runs one member and prints its
seconds and the peak memory of the process.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.interop.flee_folder import FleeFolder
from qafila.interop.flee_links import FleeLinks
from qafila.interop.flee_places import FleePlaces
from qafila.interop.flee_settings import default_settings
from qafila.interop.flee_validation import FleeObserved

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_settings import FleeSettings

SPACING_KM = 40.0
DETOUR = 1.25  # km of road for a km as the crow flies
KM_PER_DEGREE = 111.2
CAMPS, ZONES = 0.02, 0.05
ROOM = 1.25  # places in all camps together for each person who sets out
ONSET_DAYS = 60


def synthetic_folder(
    places: int,
    people: int,
    days: int = 365,
    seed: int = 1,
    settings: FleeSettings | None = None,
) -> FleeFolder:
    """Make a network and a crisis on it.

    Parameters
    ----------
    places, people, days : int
        Size of the network; how many set out by the last day; length of the run.
    seed : int
        Of the network, not of the simulation.
    settings : FleeSettings, optional
        Without it the defaults of Flee.

    Returns
    -------
    FleeFolder
        As if it had been read from files.
    """
    rng = np.random.default_rng(seed)
    x_km, y_km, start, end = _grid(places, rng)
    kinds = _kinds(places)
    is_camp = kinds == "camp"
    camps = np.flatnonzero(is_camp)
    residents = rng.lognormal(10.0, 1.0, places)
    needed = 2.0 * people / residents[kinds == "conflict_zone"].sum()
    capacity = np.where(is_camp, ROOM * people / max(len(camps), 1), -1.0)
    names = tuple(f"place {i:06d}" for i in range(places))
    return FleeFolder(
        name=f"synthetic-{places}",
        start=dt.date(2000, 1, 1),
        days=days,
        settings=settings or default_settings(),
        places=FleePlaces(
            names=names,
            regions=("region",) * places,
            countries=("country",) * places,
            latitude=y_km / KM_PER_DEGREE,
            longitude=x_km / KM_PER_DEGREE,
            kinds=tuple(kinds.tolist()),
            conflict_dates=np.zeros(places, dtype=np.int64),
            population=np.where(is_camp, 0.0, residents * needed).astype(np.int64),
            capacity=capacity.astype(np.int64),
            attributes=MappingProxyType({}),
            lines=tuple(range(2, places + 2)),
        ),
        links=FleeLinks(
            start=start.astype(np.int32),
            end=end.astype(np.int32),
            distance_km=np.ceil(
                DETOUR * np.hypot(x_km[start] - x_km[end], y_km[start] - y_km[end])
            ),
            redirection=np.zeros(len(start), dtype=np.int64),
            attributes=MappingProxyType({}),
            lines=tuple(range(2, len(start) + 2)),
        ),
        major_routes=(),
        conflict=_conflict(kinds == "conflict_zone", days, rng),
        flood_level=None,
        attributes=MappingProxyType({}),
        closures=(),
        changes=(),
        groups=MappingProxyType({}),
        observed=_observed(names, camps, people, days),
        repaired=(),
        warnings=(),
    )


def _grid(places: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], ...]:
    """Positions of places and ends of links."""
    width = int(np.ceil(np.sqrt(places)))
    number = np.arange(places)
    row, column = number // width, number % width
    shaken = rng.uniform(-0.4, 0.4, (2, places))
    x_km, y_km = (column + shaken[0]) * SPACING_KM, (row + shaken[1]) * SPACING_KM
    last = column == width - 1
    along = number[~last & (number + 1 < places)]
    down = number[number + width < places]
    corner = number[~last & (number + width + 1 < places)]
    falls = rng.random(len(corner)) < 0.5
    pairs = [
        _thinned(np.stack([along, along + 1]), rng),
        _thinned(np.stack([down, down + width]), rng),
        np.stack([corner[falls], corner[falls] + width + 1]),
        np.stack([corner[~falls] + 1, corner[~falls] + width]),
    ]
    place = rng.permutation(places)  # which place lies in each position of the grid
    position = np.argsort(place)
    start, end = place[np.concatenate(pairs, axis=1)]
    return x_km[position], y_km[position], start, end


def _thinned(pairs: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    return pairs[:, rng.random(pairs.shape[1]) < 0.8]


def _kinds(places: int) -> NDArray[np.str_]:
    zones, camps = max(round(ZONES * places), 1), max(round(CAMPS * places), 1)
    kinds = np.full(places, "town", dtype="<U13")
    kinds[:zones] = "conflict_zone"
    kinds[zones : zones + camps] = "camp"
    return kinds


def _conflict(zone: NDArray[np.bool_], days: int, rng: np.random.Generator) -> NDArray[np.float64]:
    onset = np.full(len(zone), days)
    onset[zone] = rng.integers(0, min(ONSET_DAYS, days), int(zone.sum()))
    onset[np.flatnonzero(zone)[:1]] = 0  # people can set out from the first day on
    # By place in memory: of the places that are no zones nothing is ever written there.
    by_place = np.zeros((len(zone), days))
    by_place[zone] = onset[zone, None] <= np.arange(days)
    return by_place.T


def _observed(
    names: tuple[str, ...], camps: NDArray[np.int64], people: int, days: int
) -> FleeObserved:
    """Counts that rise by the same number every day, spread evenly over the camps."""
    total = np.arange(days) * people // max(days - 1, 1)
    each, rest = np.divmod(total[:, None], len(camps))
    counts = each + (np.arange(len(camps)) < rest)
    return FleeObserved(
        names=tuple(names[i] for i in camps),
        places=tuple(camps.tolist()),
        people=counts.astype(np.int64),
        total=total.astype(np.int64),
    )


def run_apart(places: int, people: int, days: int = 365) -> dict:
    """Run one member in a process of its own, so that its peak memory is that of nothing else."""
    command = [sys.executable, __file__, str(places), str(people), str(days)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(places: int, people: int, days: int) -> None:
    """Print one JSON object: seconds of the processor by part, people, peak memory."""
    import engine

    engine.prepare(synthetic_folder(100, 1000, 2))  # loads the machine code
    before = _peak_mb()
    begun = time.process_time()
    inputs = engine.prepare(synthetic_folder(places, people, days))
    tables = time.process_time() - begun
    out = engine.empty_outputs(inputs, 1)
    begun = time.process_time()
    engine.run(inputs, 0, 1, out)
    record = {
        "seconds": time.process_time() - begun,
        "seconds_tables": tables,
        "people": int(out.people[0, -1]),
        "before_mb": before,
        "peak_mb": _peak_mb(),
    }
    print(json.dumps(record))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 365)
