"""Digests of small simulations, for tests that compare processes with and without Numba."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

import qafila as qf
from qafila.interop.flee_folder import open_flee
from tests.support.flee_folders import FILES, write_folder

_COUNTS = "source_data/epsilon.csv"
_RICH = """
spawn_rules:
  take_from_population: true
  camps_are_sicks: true
move_rules:
  max_move_speed: 90.0
  start_on_foot: true
  avoid_short_stints: true
"""


def digests(folder: Path) -> dict[str, str]:
    """A digest of all that each kind of simulation gives; `folder` is a Flee folder."""
    (folder / "rich.yml").write_text(_RICH, encoding="utf-8")
    counts = FILES[_COUNTS].replace(",200\n", ",990000000\n")
    plain = open_flee(folder, lenient=True)
    large = open_flee(write_folder(folder / "large", {_COUNTS: counts}))
    rich = open_flee(folder, settings=folder / "rich.yml", lenient=True)
    case = qf.open_case("teaching").situation()
    runs = {
        "flee": qf.Simulation(plain, draws=3, rules="flee"),
        "flee, nearly too many": qf.Simulation(large, draws=2, rules="flee"),
        "flee, more rules": qf.Simulation(rich, draws=3, rules="flee"),
        "qafila": qf.Simulation(plain, draws=3, rules="qafila"),
        "case": qf.Simulation(case, days=3, draws=2),
    }
    found = {name: digest(simulation) for name, simulation in runs.items()}
    return {**found, "engine of displacement": engine_digest()}


def engine_digest() -> str:
    """A digest of forecasts of a made crisis of displacement."""
    # Only here, so that nothing has loaded Numba before it is taken away.
    from qafila.forecasting.displacement.engine.forecasts import engine_forecasts
    from qafila.forecasting.displacement.engine.states import Settings
    from tests.support.displacement_engine import country, crisis_of

    days = np.array([0, 6, 9])
    crisis = crisis_of(days, np.array([[900, 0, 40], [1500, 300, 60], [1800, 350, 70]]))
    told = engine_forecasts(crisis, country(60), [10], (5,), Settings(members=4))
    return str(sorted((key, values.tolist()) for key, values in told.quantiles.items()))


def digest(simulation: qf.Simulation) -> str:
    """A digest of every array of a result, in the order of their names."""
    told = hashlib.blake2b(digest_size=16)
    data = simulation.run().data
    for name in sorted(str(one) for one in data.data_vars):
        values = np.ascontiguousarray(data[name].to_numpy())
        told.update(f"{name} {values.dtype} {values.shape}".encode())
        told.update(values.tobytes())
    return told.hexdigest()


def main() -> None:
    """Write digests, one a line, after whether machine code is kept here."""
    from qafila.kernels import compiled

    kept = compiled.can_keep() or compiled.is_kept("run_members")
    lines = [f"{kept} {compiled.code_folder().parent.name}"]
    lines += [f"{name}\t{told}" for name, told in digests(Path(sys.argv[1])).items()]
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    sys.modules["numba"] = None  # type: ignore[assignment]
    main()
