"""Which parameters move the days of supply most: ``python benchmarks/siege_sensitivity.py``.

Elementary effects by the method of Morris (SALib, extra ``benchmark``): the autumn of the case
``mali-2025`` is run from its start, each parameter is moved through its own range while the others
stay, from many places of all ranges, with the same chance before and after. It looks at
parameters, and at no corridor by itself.

The table goes to standard output, between the markers of ``docs/siege.md``, and, as the brief reads
it, into ``sensitivity.csv`` of the case; ``--check`` writes nothing and says whether both hold it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import qafila as qf
from qafila import terms
from qafila.columns import schema
from qafila.files import package_data
from qafila.forecasting.calibration.digests import MODEL_VERSION
from qafila.forecasting.calibration.gathering import observations_of
from qafila.forecasting.calibration.history import run_particles
from qafila.forecasting.calibration.model import (
    Free,
    build_model,
    free_numbers,
)
from qafila.sensitivity import FILE, INPUT
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.outlook import cover
from qafila.streams import parameter_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.situation import Situation

    Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "siege.md"
CASE = "mali-2025"
TABLE = ROOT / "src" / "qafila" / "cases" / CASE / FILE
MARKER = "sensitivity"
DAY = "2025-11-24"
SETTLING_DAYS = 30  # after the start, before which the opening stock alone would decide
WAYS, LEVELS, SEED = 250, 6, 7
SHOWN = 10
SOURCE = "benchmarks/siege_sensitivity.py"
_ENDS = (0.05, 0.95)  # of each range, in quantiles
# What is not calibrated but might matter.
OTHERS = (
    "clearance_limit",
    "convoy_loss_share",
    "corridor_capacity",
    "escort_attraction",
    "escort_most",
    "fleet_cover",
    "queue_limit",
    "rationing_share",
    "regime_correlation",
    "retail_cover",
    "target_cover",
    "unloading_limit",
)


class Effect(NamedTuple):
    """What moving a parameter through its range does to the days of supply.

    Parameters
    ----------
    name : str
        Parameter.
    size : float
        Mean size of the effect, in days.
    error : float
        Half of the 95 % interval of that mean.
    mean : float
        Mean effect with its sign: of the upper end over the lower.
    spread : float
        Standard deviation of effects: how much it hangs on the other parameters.
    """

    name: str
    size: float
    error: float
    mean: float
    spread: float


def moved(situation: Situation, city: str) -> tuple[Free, ...]:
    """All that is moved: what is calibrated, and some more."""
    table = ParameterTable(situation.parameters, seed=SEED, draws=1)
    found = []
    for name in OTHERS:
        row = table.find(name, city)
        if row is not None and row["low"] < row["high"]:
            found.append(Free(name, parameter_stream(name, str(row["applies_to"]))))
    return (*free_numbers(situation, city), *found)


def effects(ways: int = WAYS) -> list[Effect]:
    """Effects of all parameters, the largest first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SALib.analyze import morris as analyze
        from SALib.sample import morris as sample

    case = qf.open_case(CASE)
    situation = case.situation(DAY)
    free = moved(situation, case.city)
    names = [one.name for one in free]
    problem = {"num_vars": len(free), "names": names, "bounds": [_ENDS] * len(free)}
    points = sample.sample(problem, ways, num_levels=LEVELS, seed=SEED)
    days = days_of_supply(situation, case.city, free, points)
    told = analyze.analyze(problem, points, days, num_levels=LEVELS, seed=SEED)
    # SALib gives effects over the whole of what bounds allow, whatever the step.
    rows = zip(names, told["mu_star"], told["mu_star_conf"], told["mu"], told["sigma"], strict=True)
    found = [Effect(name, *(float(one) for one in values)) for name, *values in rows]
    return sorted(found, key=lambda one: -one.size)


def days_of_supply(situation: Situation, city: str, free: Sequence[Free], points: Array) -> Array:
    """Mean days of supply of each point, after the first weeks; one way has one chance."""
    model = build_model(situation, city, observations_of(situation, city), seed=SEED, threads=2)
    model = replace(model, free=tuple(free))
    steps = len(free) + 1
    way = np.arange(len(points)) // steps
    members = np.repeat(way[:, None], model.parts, axis=1)
    goods = model.past(model.table(points, members))
    run = run_particles(goods, model.first_day, model.shared, members[:, 1:], SEED, threads=2)
    return np.nanmean(cover(run, 0)[:, SETTLING_DAYS:], axis=1)


def meanings() -> dict[str, str]:
    """What is moved, and what it is."""
    text = package_data("schema", "parameter_names.csv").read_text(encoding="utf-8")
    named = {row["parameter"]: row["meaning"] for row in csv.DictReader(text.splitlines())}
    return named | {name: terms.label(INPUT, name, "en") for name in terms.values(INPUT)}


def table(found: Sequence[Effect]) -> str:
    """The largest effects, as a table of Markdown."""
    lines = ["| parameter | moves by (days) | ± | upper over lower end | varies by | what it is |",
             "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    known = meanings()
    lines += [
        f"| `{one.name}` | {one.size:.2f} | {one.error:.2f} | {one.mean:+.2f} |"
        f" {one.spread:.2f} | {known[one.name]} |"
        for one in found[:SHOWN]
    ]
    others = ", ".join(f"`{one.name}`" for one in found[SHOWN:])
    return "\n".join(lines) + f"\n\nMoved too, with less effect: {others}.\n"


def rows(found: Sequence[Effect], start: dt.date, end: dt.date) -> str:
    """The same effects as the table of the case that the brief reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in schema("sensitivity")])
    told = f"{SOURCE}, model version {MODEL_VERSION}"
    for one in found[:SHOWN]:
        numbers = (f"{one.size:.2f}", f"{one.error:.2f}")
        writer.writerow((one.name, *numbers, "days", start, end, "morris", told))
    return out.getvalue()


def filled(page: str, text: str) -> str:
    """A page with the table between its markers."""
    pattern = re.compile(rf"(<!-- {MARKER} -->\n).*?(<!-- end of {MARKER} -->)", re.DOTALL)
    page, number = pattern.subn(lambda found: f"{found[1]}\n{text}\n{found[2]}", page)
    if number != 1:
        raise ValueError(f"{PAGE} has no markers for {MARKER}")
    return page


def main(arguments: Sequence[str]) -> int:
    """Print the table and write both forms of it, or check that both hold it."""
    found = effects()
    text = table(found)
    print(text)
    start = qf.open_case(CASE).start + dt.timedelta(days=SETTLING_DAYS)
    page = PAGE.read_text(encoding="utf-8")
    made = {PAGE: filled(page, text), TABLE: rows(found, start, dt.date.fromisoformat(DAY))}
    if "--check" in arguments:
        return int(any(path.read_text(encoding="utf-8") != whole for path, whole in made.items()))
    for path, whole in made.items():
        path.write_text(whole, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
