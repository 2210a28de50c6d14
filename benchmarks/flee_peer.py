"""Runs the Flee package over an input folder and prints what it gives and how long it takes.

Run with the Python of an environment that has Flee (``pip install flee==3.1``)::

    python flee_peer.py FOLDER --settings simsetting.yml --hasten 10 --days 300

FOLDER holds ``input_csv`` and ``source_data`` and is read unchanged. What is printed is one JSON
object; ``seconds`` counts the loop over the days alone, not the reading of files.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import resource
import time
from pathlib import Path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--hasten", type=int, default=1)
    parser.add_argument("--days", type=int, default=0, help="0 for all of sim_period.csv")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def build(arguments: argparse.Namespace):
    """The places, links and counts of a folder as objects of Flee, and how many days they run."""
    from flee import InputGeography
    from flee import flee as engine
    from flee.datamanager import handle_refugee_data, read_period
    from flee.SimulationSettings import SimulationSettings

    tables = arguments.folder / "input_csv"
    SimulationSettings.ReadFromYML(str(arguments.settings))
    SimulationSettings.optimisations["PopulationScaleDownFactor"] = arguments.hasten
    SimulationSettings.ConflictInputFile = str(tables / "conflicts.csv")
    start, length = read_period.read_conflict_period(str(tables / "sim_period.csv"))
    geography = InputGeography.InputGeography()
    geography.ReadConflictInputCSV(str(tables / "conflicts.csv"))
    geography.ReadLocationsFromCSV(str(tables / "locations.csv"))
    geography.ReadLinksFromCSV(str(tables / "routes.csv"))
    geography.ReadClosuresFromCSV(str(tables / "closures.csv"))
    ecosystem, _ = geography.StoreInputGeographyInEcosystem(engine.Ecosystem())
    counts = handle_refugee_data.RefugeeTable(
        csvformat="generic",
        data_directory=str(arguments.folder / "source_data"),
        start_date=start,
        data_layout="data_layout.csv",
        population_scaledown_factor=arguments.hasten,
    )
    counts.ReadL1Corrections(str(tables / "registration_corrections.csv"))
    return geography, ecosystem, counts, arguments.days or length


def run(geography, ecosystem, counts, camps: list, days: int) -> list:
    """People in each camp by day."""
    from flee import spawning

    present = []
    for day in range(days):
        if day == 0:
            for camp in camps:
                spawning.add_initial_refugees(ecosystem, counts, camp)
        geography.AddNewConflictZones(ecosystem, day)
        spawning.spawn_daily_displaced(ecosystem, day, counts, SumFromCamps=True)
        ecosystem.enact_border_closures(day)
        ecosystem.evolve()
        present.append([camp.numAgents for camp in camps])
    return present


def mean_error(present: list, observed: list) -> float:
    """Mean over days of the sum of absolute differences over the sum of what was counted."""
    days = [
        sum(abs(a - b) for a, b in zip(row, seen, strict=True)) / sum(seen)
        for row, seen in zip(present, observed, strict=True)
        if sum(seen) > 0
    ]
    return sum(days) / len(days)


def main() -> None:
    """Run once and print one JSON object."""
    import flee
    import numpy as np

    arguments = _arguments()
    arguments.folder = arguments.folder.resolve()
    arguments.settings = arguments.settings.resolve()
    random.seed(arguments.seed)
    np.random.seed(arguments.seed)  # noqa: NPY002  Flee draws from it
    # Flee tells what it reads on both outputs; terminals and pipes would cost it time.
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        geography, ecosystem, counts, days = build(arguments)
        named = [one for one in counts.header if one != "total"]
        camps = [place for place in ecosystem.locations if place.name in named]
        wall, processor = time.perf_counter(), time.process_time()
        present = run(geography, ecosystem, counts, camps, days)
        processor, wall = time.process_time() - processor, time.perf_counter() - wall
    observed = [[counts.get_field(camp.name, day) for camp in camps] for day in range(days)]
    record = {
        "flee": getattr(flee, "__version__", "unknown"),
        "python": platform.python_version(),
        "hasten": arguments.hasten,
        "days": days,
        "people": len(ecosystem.agents),
        "seconds": processor,
        "seconds_wall": wall,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "error": mean_error(present, observed),
        "camps": [camp.name for camp in camps],
        "present": present,
        "observed": observed,
    }
    print(json.dumps(record))


if __name__ == "__main__":
    main()
