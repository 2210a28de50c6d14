"""Small Flee worlds written to files, compiled, and run by the kernel of counts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from qafila.interop.flee_folder import FleeFolder, open_flee
from qafila.kernels.flee.driver import run_members
from qafila.kernels.flee.tables import STREAMS, FleeOutputs
from qafila.simulate.allocation.flee_inputs import FleeInputs, flee_inputs
from qafila.streams import stream_key
from tests.support.flee_folders import write_folder

Rows = Iterable[str]
START = "2020-01-01"


def small_folder(
    root: Path,
    places: Rows,
    routes: Rows,
    *,
    conflicts: dict[str, list[float]] | None = None,
    closures: Rows = (),
    settings: dict[str, object] | None = None,
    counts: dict[str, list[int]] | None = None,
    days: int = 4,
    files: dict[str, str] | None = None,
    place_columns: str = "",
    route_columns: str = "",
) -> FleeFolder:
    """Write and open a folder.

    Rows of places are ``name,country,type,people`` with further cells behind; all lie at 0, 0 but
    where a row has six cells or more after ``|`` as ``latitude|longitude`` in the type cell.
    """
    lines = [
        f"#name,region,country,latitude,longitude,location_type,conflict_date,population{place_columns}"
    ]
    for row in places:
        name, country, kind, people, *more = row.split(",")
        kind, _, spot = kind.partition("|")
        spot = spot.replace("|", ",") or "0,0"
        lines.append(",".join([name, "R-" + name, country, spot, kind, "0", people, *more]))
    table = conflicts or {}
    header = ",".join(["#Day", *table])
    body = [",".join([str(day), *(f"{v[day]:g}" for v in table.values())]) for day in range(days)]
    written = {
        "input_csv/locations.csv": "\n".join(lines) + "\n",
        "input_csv/routes.csv": "\n".join(
            [f"#name1,name2,distance,forced_redirection{route_columns}", *routes]
        )
        + "\n",
        "input_csv/conflicts.csv": "\n".join([header, *body]) + "\n",
        "input_csv/closures.csv": "\n".join(
            ["#closure_type,name1,name2,closure_start,closure_end", *closures]
        )
        + "\n",
        "input_csv/registration_corrections.csv": None,
        "input_csv/sim_period.csv": f"StartDate,{START}\nLength,{days}\n",
        "simsetting.yml": yaml.safe_dump(settings or {}),
        **{f"source_data/{name}": None for name in ("data_layout.csv", "refugees.csv")},
        **{f"source_data/{name}": None for name in ("delta.csv", "epsilon.csv")},
        **_series(counts, days),
        **(files or {}),
    }
    return open_flee(write_folder(root, written), lenient=True)


def _series(counts: dict[str, list[int]] | None, days: int) -> dict[str, str]:
    if counts is None:
        return {}
    total = [sum(series[day] for series in counts.values()) for day in range(days)]
    start = np.datetime64(START)
    written = {"source_data/data_layout.csv": "total,total.csv\n"}
    for name, series in {"total": total, **counts}.items():
        rows = [f"{start + day},{series[day]}" for day in range(days)]
        written[f"source_data/{name}.csv"] = "\n".join(rows) + "\n"
        if name != "total":
            written["source_data/data_layout.csv"] += f"{name},{name}.csv\n"
    return written


def run(inputs: FleeInputs, members: int = 1, seed: int = 1) -> FleeOutputs:
    """Run members of a compiled folder and give all places, in the order of their names."""
    days = len(inputs.days.new_people)
    places = len(inputs.place_names)
    out = FleeOutputs(
        np.arange(places, dtype=np.int64),
        np.zeros((members, days, places), np.int32),
        np.zeros((members, days, places), np.int32),
        np.zeros((members, days), np.int64),
        np.zeros((members, days), np.int64),
        np.zeros((members, days), np.int64),
    )
    keys = np.array([stream_key(name) for name in STREAMS], dtype=np.uint64)
    lost = run_members(
        0, members, np.uint64(seed), keys, inputs.world, inputs.days, inputs.rules, out
    )
    assert lost == 0
    return out


def present(inputs: FleeInputs, out: FleeOutputs, name: str) -> NDArray[np.int64]:
    """People in a place, by member and day."""
    return out.present[:, :, inputs.place_names.index(name)].astype(np.int64)


def compiled(root: Path, places: Rows, routes: Rows, **more: object) -> FleeInputs:
    """Write a folder and compile it."""
    return flee_inputs(small_folder(root, places, routes, **more))  # type: ignore[arg-type]


def on_day(inputs: FleeInputs, field: str, day: int) -> NDArray[np.float64]:
    """A column of the lists of places as it stands on a day, in the order of places."""
    values = getattr(inputs.days, field)
    result = np.zeros((len(inputs.place_names), *values.shape[1:]))
    for change in range(inputs.days.place_start[day + 1]):
        result[inputs.days.place[change]] = values[change]
    return result


def of_place(inputs: FleeInputs, field: str, name: str, days: int) -> list[float]:
    """A column of the lists of places for one place, day by day, of its first group."""
    at = inputs.place_names.index(name)
    columns = [on_day(inputs, field, day)[at] for day in range(days)]
    return [float(np.atleast_1d(column)[0]) for column in columns]


def odds_from(inputs: FleeInputs, name: str, day: int = 0, group: int = 0) -> dict[str, float]:
    """Weight of each goal as seen from a place with all camps empty; doubles are added."""
    world, place = inputs.world, inputs.place_names.index(name)
    score = on_day(inputs, "score", day)
    is_on, is_open = np.ones(len(world.option_goal)), np.ones(len(world.leg_from))
    lists = inputs.days
    is_on[lists.option[: lists.option_start[day + 1]]] = lists.option_on[
        : lists.option_start[day + 1]
    ]
    is_open[lists.leg[: lists.leg_start[day + 1]]] = lists.leg_open[: lists.leg_start[day + 1]]
    odds: dict[str, float] = {}
    for option in range(world.option_start[place], world.option_start[place + 1]):
        legs = world.option_leg[world.option_leg_start[option] : world.option_leg_start[option + 1]]
        if is_on[option] and is_open[legs].all():
            goal = world.option_goal[option]
            weight = float(score[goal, group] * world.option_factor[option])
            odds[inputs.place_names[goal]] = odds.get(inputs.place_names[goal], 0.0) + weight
    return odds
