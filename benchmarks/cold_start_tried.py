"""Forms of the gravity model that were tried: ``python benchmarks/cold_start_tried.py [FOLDERS]``.

Each form is fitted on all countries but one and scored on that one, as the shipped one is. FOLDERS
is as for ``benchmarks/cold_start.py``. The table goes to standard output and between the markers of
``docs/cold-start.md``; ``--check`` writes nothing and says whether the page holds it. It takes
half a minute.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.allocation import CASES, filled, public_folders
from benchmarks.cold_start import PAGE
from qafila.forecasting.displacement.cold_fitting import (
    FIRST_DAYS,
    FLOORS,
    INSECURITIES,
    POWERS,
    SOFTENINGS_KM,
    ColdCase,
    cold_case,
)
from qafila.forecasting.displacement.cold_gravity import (
    Gravity,
    gravity_stream,
    so_far,
    with_floor,
)
from qafila.interop import open_flee
from qafila.simulate.allocation.scores import mean_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.cold_geography import Geography
    from qafila.interop import FleeFolder

    Array = NDArray[np.float64]
    Form = Callable[["Tried"], list[list["Array"]]]

SCALES_KM = (30.0, 60.0, 90.0, 120.0, 180.0, 250.0, 350.0, 500.0)
BORDERS_KM = (0.0, 50.0, 100.0, 200.0, 400.0)
STEPS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)  # by which the draw falls from each site to the next one
RESIDENT_POWERS = (0.0, 0.5, 0.75, 1.0)
KM = 100.0  # that is added to distances where it is not among what is fitted


class Tried:
    """Cases, and the shares that forms of the model give on them."""

    def __init__(self, folders: Sequence[FleeFolder]) -> None:
        self.cases = [cold_case(one) for one in folders]
        self.homes = [one.home for one in self.cases]
        self.farther = {km: [_with_borders(one, km) for one in folders] for km in BORDERS_KM}

    def shares(self, known: Iterable[Geography], gravity: Gravity) -> list[Array]:
        """Shares before the floor, case by case."""
        return [so_far(gravity_stream(one, gravity)) for one in known]

    @property
    def known(self) -> list[Geography]:
        """What was known in each case."""
        return [one.known for one in self.cases]

    def left_out(
        self, tried: Sequence[list[Array]], floors: Sequence[float]
    ) -> tuple[Array, float]:
        """Error of each case with its country left out, and the lowest mean with all of them."""
        errors = np.array(
            [
                [_error(case, with_floor(told, case.known, floor))
                 for case, told in zip(self.cases, split, strict=True)]
                for split in tried
                for floor in floors
            ]
        )  # fmt: skip
        names = sorted(set(self.homes))
        of = np.array([[home == name for home in self.homes] for name in names], dtype=np.float64)
        means = errors @ (of / of.sum(axis=1, keepdims=True)).T
        found = np.empty(len(self.cases))
        for number, name in enumerate(names):
            best = int(np.argmin(np.delete(means, number, axis=1).mean(axis=1)))
            mine = np.array([home == name for home in self.homes])
            found[mine] = errors[best, mine]
        return found, float(means.mean(axis=1).min())


def _with_borders(folder: FleeFolder, km: float) -> ColdCase:
    """A case in which each border on the way counts as so many kilometres more."""
    country = np.array(folder.places.countries)
    crossing = country[folder.links.start] != country[folder.links.end]
    links = replace(folder.links, distance_km=folder.links.distance_km + km * crossing)
    return cold_case(replace(folder, links=links))


def _error(case: ColdCase, split: Array) -> float:
    return float(mean_error(split * case.counted.sum(axis=1, keepdims=True), case.counted))


def _with_ways(known: Geography, ways: Array) -> Geography:
    return replace(known, world=replace(known.world, ways=ways))


def as_shipped(tried: Tried) -> list[list[Array]]:
    """Power of distance, kilometres added, insecurity."""
    numbers = product(POWERS, SOFTENINGS_KM, INSECURITIES)
    return [tried.shares(tried.known, Gravity(*one, 0.0)) for one in numbers]


def calm(tried: Tried) -> list[list[Array]]:
    """Nobody leaves a place of which no conflict is told."""
    numbers = product(POWERS, SOFTENINGS_KM)
    return [tried.shares(tried.known, Gravity(*one, 0.0, 0.0)) for one in numbers]


def by_scale(tried: Tried) -> list[list[Array]]:
    """The draw falls by e with each so many kilometres."""
    found = []
    for scale, insecurity in product(SCALES_KM, INSECURITIES):
        known = []
        for one in tried.known:
            ways = one.world.ways
            nearest = ways.min(axis=2, keepdims=True)
            beyond = ways - np.where(np.isfinite(nearest), nearest, 0.0)
            known.append(_with_ways(one, np.exp(beyond / scale)))
        found.append(tried.shares(known, Gravity(1.0, 0.0, insecurity, 0.0)))
    return found


def by_borders(tried: Tried) -> list[list[Array]]:
    """Each border counts as so many kilometres."""
    return [
        tried.shares([one.known for one in tried.farther[km]], Gravity(power, KM, insecurity, 0.0))
        for km, power, insecurity in product(BORDERS_KM, POWERS, INSECURITIES)
    ]


def nearest_first(tried: Tried) -> list[list[Array]]:
    """Each site that lies nearer takes part of those who would go on."""
    found = []
    for step, power, insecurity in product(STEPS, POWERS, INSECURITIES):
        known = []
        for one in tried.known:
            ways = one.world.ways
            rank = np.argsort(np.argsort(ways, axis=2, kind="stable"), axis=2, kind="stable")
            known.append(_with_ways(one, (ways + KM) * np.exp(step * rank / power)))
        found.append(tried.shares(known, Gravity(power, 0.0, insecurity, 0.0)))
    return found


def by_residents(tried: Tried) -> list[list[Array]]:
    """Places count with a power of their residents."""
    found = []
    for of_residents, power, insecurity in product(RESIDENT_POWERS, POWERS, INSECURITIES):
        known = [
            replace(one, world=replace(
                one.world,
                residents=np.where(
                    one.world.residents > 0, one.world.residents.astype(float) ** of_residents, 0.0
                ),
            ))
            for one in tried.known
        ]  # fmt: skip
        found.append(tried.shares(known, Gravity(power, KM, insecurity, 0.0)))
    return found


FORMS: dict[str, tuple[Form, tuple[float, ...]]] = {
    "**as it is**: power of distance, kilometres added, insecurity, floor": (as_shipped, FLOORS),
    "without a floor": (as_shipped, (0.0,)),
    "nobody leaves where no conflict is told": (calm, FLOORS),
    "scale of distance instead of its power and the kilometres added": (by_scale, FLOORS),
    "the same without a floor": (by_scale, (0.0,)),
    "kilometres for each border instead of those added": (by_borders, FLOORS),
    "nearest first instead of kilometres added": (nearest_first, FLOORS),
    "power of residents instead of kilometres added": (by_residents, FLOORS),
}


def tried_table(tried: Tried) -> str:
    """Errors of each form by country left out, and their mean."""
    lines = [
        f"| form of gravity | left out, mean of countries | fitted on all | {' | '.join(CASES)} |",
        "| --- | ---: | ---: |" + " ---: |" * len(CASES),
    ]
    for label, (form, floors) in FORMS.items():
        errors, fitted = tried.left_out(form(tried), floors)
        homes = sorted(set(tried.homes))
        means = [errors[[home == name for home in tried.homes]].mean() for name in homes]
        cells = " | ".join(f"{one:.3f}" for one in errors)
        lines.append(f"| {label} | {np.mean(means):.3f} | {fitted:.3f} | {cells} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Print the table and write it into the page, or check that it holds it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="?", type=Path, default=public_folders())
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    missing = [name for name in CASES if not (chosen.folders / name).is_dir()]
    if missing:
        print(f"{chosen.folders} does not hold {', '.join(missing)}", file=sys.stderr)
        return 2
    folders = [
        open_flee(chosen.folders / name, lenient=True, days=FIRST_DAYS + 1) for name in CASES
    ]
    table = tried_table(Tried(folders))
    print(table)
    page = PAGE.read_text(encoding="utf-8")
    made = filled(page, {"tried": table})
    if chosen.check:
        return int(made != page)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
