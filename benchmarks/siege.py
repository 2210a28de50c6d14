"""Speed of a city under siege against limits, part by part.

Run with ``python benchmarks/siege.py``. Each part is measured after compilation; the best of
``--repeats`` rounds counts, and seconds of the processor are given beside those on the wall, which
a busy machine lengthens. ``--quick`` looks whether all works, in seconds.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from qafila.api import open_case
from qafila.forecasting.calibration.calibrating import calibrate
from qafila.forecasting.calibration.gathering import CUSTOMS_LAG
from qafila.forecasting.calibration.storing import read_posterior, save_posterior
from qafila.forecasting.siege.quantities import Rules
from qafila.forecasting.siege.what_if import deltas
from qafila.kernels.siege import driver, outputs, tables
from qafila.simulate import Change, Scenario, Simulation
from qafila.simulate.siege.simulate import SiegeSimulation
from qafila.streams import stream_key

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = 2
SEED = np.uint64(7)
DRAWS, DAYS, CORRIDORS = 10_000, 120, 9
DEMAND = (800_000.0, 1_000_000.0, 600_000.0)  # petrol, diesel, diesel of power plants; a day
NO_DETAIL = outputs.SiegeDetail._make(np.zeros((0, 0, 0, 0), np.int64) for _ in range(9))
RANGE = 500  # members that a thread takes at once
LN2 = float(np.log(2.0))
RATES = {
    "regime_redraw": 1 / 5, "regime_memory": LN2 / 21, "regime_correlation": 0.5,
    "truce_rate": 0.002, "truce_length": 1 / 14, "truce_hazard": 0.1, "truce_recovery": 3.0,
    "open_hazard": 0.2, "attack_pace": 1.0, "attack_excitation": 0.3 * float(np.expm1(LN2 / 12)),
    "attack_half_life": LN2 / 12, "deterrence": 0.12, "deterrence_half_life": LN2 / 14,
    "catch_up": 0.5, "reroute_share": 0.5, "corridor_capacity": 1.6, "contested_loading": 0.7,
    "queue_limit": 12.0, "queue_release": 2.0, "unescorted_share": 0.3, "escort_only": 0.0,
    "escort_only_leak": 0.4, "convoy_rate": 0.3, "extra_convoys": 0.0,
    "escort_growth": 0.01, "escort_most": 4.0,
    "convoy_size": 110.0, "convoy_size_spread": 0.6,
    "escort_attraction": 10.0, "convoy_loss_share": 0.35, "convoy_loss_concentration": 3.0,
    "tanker_volume": 47_000.0, "fleet_replacement": 0.01, "clearance_time": 2.5,
    "clearance_limit": 2.0, "city_priority": 1.5, "regional_restock": 0.1,
    "regional_limit": 20.0, "reserved_cover": 2.0, "reserved_refill": 0.03,
    "unloading_limit": 1.5, "retail_cover": 3.0, "demand_spread": 0.15, "hoarding_cover": 2.0,
    "hoarding_factor": 0.5, "hoarding_limit": 3.0, "rationing_cover": 2.0,
    "rationing_share": 0.25, "food_needs_diesel": 0.3, "opening_queue": 4.0,
    "opening_contested_flow": 0.5,
}  # fmt: skip


@dataclass(frozen=True)
class Seconds:
    """What a part took: on the wall, and of all processors together."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Part:
    """A part of the benchmark: what it runs, and how long that may take on two cores."""

    what: str
    limit: float
    measure: Callable[[int, bool], Seconds]


def timed(work: Callable[[], object], repeats: int) -> Seconds:
    """Best of some rounds."""
    wall, processor = [], []
    for _ in range(repeats):
        begun, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    return Seconds(min(wall), min(processor))


def made_up(draws: int) -> tuple[tables.SiegeWorld, driver.SiegeInputs]:
    """One city on nine corridors with as much region again, each draw with shares of its own."""
    rng = np.random.default_rng(3)
    chance = np.tile([0.35, 0.5, 0.15], (CORRIDORS, 1))
    world = tables.SiegeWorld(
        np.zeros(CORRIDORS, np.int64), chance, np.ones(3, np.uint8), np.ones(3, np.uint8), 1
    )
    normal = np.tile(DEMAND, (draws, 1, 1))
    rates = np.tile([RATES[name] for name in tables.RATES], (draws, 1, 1))
    travel = np.empty((draws, 12, CORRIDORS), np.int64)
    travel[:] = rng.integers(3, 14, CORRIDORS)
    whole = np.zeros(normal.shape, np.int64)
    inputs = driver.SiegeInputs(
        rates=rates, hazard=np.full((draws, CORRIDORS), 0.02),
        target_cover=np.full(normal.shape, 10.0), normal_demand=normal, region_demand=normal.copy(),
        capacity=whole + int(14 * sum(DEMAND)), reserve=(3 * normal).astype(np.int64),
        share=rng.dirichlet(np.ones(CORRIDORS), draws), detour=np.ones((draws, CORRIDORS)),
        fleet=np.full((draws, 1), 40.0 * sum(DEMAND)), depot=(6 * normal).astype(np.int64),
        retail=normal.astype(np.int64), reserved=(3 * normal).astype(np.int64), backlog=whole,
        queue=np.full((draws, CORRIDORS), -1.0), escorts=np.ones((draws, 1)),
        score=np.zeros((draws, 1)),
        excited=np.zeros((draws, CORRIDORS)),
        regime=np.full((draws, CORRIDORS), tables.UNKNOWN),
        under_way=np.full((draws, CORRIDORS), -1.0), yard=whole - 1, pool=whole - 1,
        returning=np.full((draws, 1), -1.0), hoard=whole.copy(), common=np.full((draws, 1), np.nan),
        truce=np.zeros((draws, 1), np.int64), tankers=np.ones((draws, 1)), travel_days=travel,
        known_attacks=np.zeros((draws, 0, CORRIDORS), np.int64),
        crowd=np.zeros((draws, 0, 1)),
    )  # fmt: skip
    return world, inputs


def room_for(draws: int, days: int, cities: int, goods: int) -> outputs.SiegeOutputs:
    """Empty results."""
    by_city = [np.zeros((draws, days + 1, cities, goods), np.int64) for _ in range(13)]
    by_corridor = (draws, days + 1, CORRIDORS)
    return outputs.SiegeOutputs(
        *by_city, np.zeros(by_corridor, np.int8), np.zeros(by_corridor, np.int64),
        np.zeros(by_corridor, np.int16), np.zeros((draws, CORRIDORS), np.int64),
        np.zeros((draws, CORRIDORS), np.int64),
        *(np.zeros((draws, cities, goods), np.int64) for _ in range(4)),
        np.zeros((draws, cities)), np.zeros((draws, cities)), np.zeros((draws, cities)),
        np.zeros((draws, CORRIDORS)),
        np.zeros((draws, cities)), np.zeros((draws, CORRIDORS), np.int64), np.zeros((draws, 1)),
        np.zeros((draws, cities), np.int64),
    )  # fmt: skip


def kernel(repeats: int, quick: bool) -> Seconds:
    """10,000 draws x 120 days x 9 corridors x 3 commodities."""
    draws = DRAWS // 10 if quick else DRAWS
    world, inputs = made_up(draws)
    shared = driver.SiegeShared(
        world.prior, np.full(CORRIDORS, 4.0), np.zeros((0, CORRIDORS, 3)),
        np.full((DAYS + 1, CORRIDORS), -1, np.int8), np.full(DAYS + 1, 9, np.int64),
        np.ones((12, CORRIDORS)), int(inputs.travel_days.max()) + 2, 0,
    )  # fmt: skip
    out = room_for(draws, DAYS, 1, 3)
    keys = np.array([stream_key(name) for name in tables.STREAMS], np.uint64)

    def members(first: int) -> None:
        last = min(first + RANGE, draws)
        driver.run_siege(first, last, SEED, keys, world, shared, inputs, out, NO_DETAIL)

    begun = time.process_time()
    driver.run_siege(0, 1, SEED, keys, world, shared, inputs, out, NO_DETAIL)
    print(f"{'':<14}compiled or loaded in {time.process_time() - begun:.1f} s of the processor")

    def work() -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(members, range(0, draws, RANGE)))

    return timed(work, repeats)


def scenarios(repeats: int, quick: bool) -> Seconds:
    """What eight scenarios make of a forecast that is there: each is drawn and run."""
    situation = open_case("teaching" if quick else "mali-2025").situation()
    city = situation.case.city
    simulation = SiegeSimulation(situation, Scenario(days=60, draws=1000), threads=THREADS)
    base = simulation.run()
    rules = Rules(0.5, 3, 1.5)
    plans = [
        Change("attack_pace", city, value=2.0),
        Change("attack_pace", city, value=0.5),
        Change("truce", city, 4, 24),
        Change("partner_force", city, value=0.5),
        Change("extra_convoys", city, value=2.0),
        Change("convoy_size", city, value=200.0),
        Change("storage", city, value=3.0),
        Change("rationing", city, value=0.4, cover=6.0),
    ]

    def work() -> None:
        for change in plans:
            deltas(change.kind, base, simulation.run((change,)), rules)

    return timed(work, repeats)


def calibration(repeats: int, quick: bool) -> Seconds:
    """A posterior of the shipped case on its last day of calibration."""
    situation = open_case("mali-2025").situation("2025-11-24")
    particles = 100 if quick else 1000
    return timed(
        lambda: calibrate(
            situation, table=CUSTOMS_LAG, particles=particles, seed=int(SEED), threads=THREADS
        ),
        min(repeats, 2),
    )


def run(repeats: int, quick: bool) -> Seconds:
    """The coupled simulation of ``qafila run`` from a posterior that is kept."""
    situation = open_case("mali-2025").situation("2025-11-24")
    with TemporaryDirectory() as folder:
        made = calibrate(situation, particles=100, seed=int(SEED), threads=THREADS)
        path = save_posterior(made, Path(folder))
        scenario = Scenario(draws=50 if quick else 500, threads=THREADS)
        return timed(
            lambda: Simulation.of(situation, scenario, read_posterior(path)).run(), repeats
        )


PARTS = {
    "kernel": Part("10,000 draws x 120 days x 9 corridors x 3 commodities", 2.0, kernel),
    "scenarios": Part("8 scenarios x 1,000 draws x 60 days, paired", 5.0, scenarios),
    "calibration": Part("1,000 particles of mali-2025 as of 24 November 2025", 60.0, calibration),
    "run": Part("500 draws x 60 days, siege and people, from a posterior", 20.0, run),
}


def main() -> None:
    """Print a table of seconds, limits and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a tenth of the draws, one round")
    told = parser.parse_args()
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{platform.machine()}, {os.cpu_count()} cores, {busy:.1f} processes busy at the start")
    for name in told.parts:
        part = PARTS[name]
        spent = part.measure(1 if told.quick else told.repeats, told.quick)
        print(
            f"{name:<14}{spent.wall:7.2f} s  {spent.wall / part.limit:5.2f} of {part.limit:.0f} s"
            f"  {spent.processor:7.2f} s of the processor, {spent.processor / THREADS:.2f} on each"
            f" of {THREADS}  ({part.what}{', a tenth of it' if told.quick else ''})"
        )


if __name__ == "__main__":
    main()
