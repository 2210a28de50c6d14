"""The law of compilation: where a row stands in its table has no say in the arrays."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.interop.flee_folder import open_flee
from qafila.simulate.allocation.flee_inputs import FleeInputs, flee_inputs
from tests.support.flee_folders import write_folder

PLACES = """\
#name,region,country,latitude,longitude,location_type,conflict_date,population,initial_idps
Alpha,North,Home,10.0,1.0,conflict_zone,0,5000,0
Beta,North,Home,10.5,1.5,town,,20000,0
Gamma,South,Home,11.0,2.0,marker,,800,0
Delta,East,Away,11.5,2.5,camp,,3000,5
Epsilon,East,Away,12.0,3.0,camp,,1500,0
Zeta,West,Home,12.5,3.5,idpcamp,,900,1
"""
ROUTES = """\
#name1,name2,distance,forced_redirection,walk_probability
Alpha,Beta,90,,0.1
Beta,Gamma,95,0,
Gamma,Delta,100,1,0.2
Gamma,Epsilon,210,0,
Alpha,Zeta,60,,
Zeta,Beta,70,2,
"""
CONFLICTS = {"Alpha": "1,1,1,0,0.5", "Beta": "0,0,0.3,0.4,0", "Zeta": "0,0,0,0,1"}
CLOSURES = [
    "country,Home,Away,0,2",
    "location,Epsilon,,1,3",
    "camp,Delta,,0,4",
    "idpcamp,Zeta,,3,0",
]
SETTINGS = """\
spawn_rules:
  conflict_spawn_decay: [1.0, 0.5]
  conflict_spawn_decay_interval: 1
move_rules:
  max_move_speed: 200.0
  foreign_weight: 1.5
  awareness_level: 2
  ChildrenAvoidHazards: True
  MatchTownEthnicity: False
  start_on_foot: True
  stay_close_to_home: True
  fixed_routes: {fixed}
"""
AGES = ["40,1,0.5,2", "10,2,0.5,1", "17,1,1,1"]
SERIES = ["Delta,delta.csv", "Epsilon,epsilon.csv"]


def as_bytes(inputs: FleeInputs) -> dict[str, bytes | object]:
    """All that is compiled, but for the order in which camps are shown."""
    tables = {"world": inputs.world, "days": inputs.days}
    found: dict[str, bytes | object] = {
        f"{name}.{field}": getattr(table, field).tobytes()
        for name, table in tables.items()
        for field in table._fields
    }
    shown = sorted(inputs.place_names[at] for at in inputs.shown.tolist())
    names = inputs.place_names, inputs.group_names, inputs.restricted
    return {**found, "rest": (inputs.rules, inputs.debt.tobytes(), shown, names)}


def rows_of(table: str) -> tuple[str, list[str]]:
    header, *rows = table.splitlines()
    return header, rows


def compiled(
    places: list[str], routes: list[str], columns: list[str], rest: list[list[str]], fixed: bool
) -> FleeInputs:
    """Write a folder with rows in this order and compile it."""
    closures, ages, series = rest
    days = [
        ",".join([str(day), *(CONFLICTS[name].split(",")[day] for name in columns)])
        for day in range(5)
    ]
    files = {
        "input_csv/locations.csv": "\n".join([rows_of(PLACES)[0], *places]) + "\n",
        "input_csv/routes.csv": "\n".join([rows_of(ROUTES)[0], *routes]) + "\n",
        "input_csv/conflicts.csv": "\n".join([",".join(["#Day", *columns]), *days]) + "\n",
        "input_csv/closures.csv": "\n".join(
            ["#closure_type,name1,name2,closure_start,closure_end", *closures]
        )
        + "\n",
        "input_csv/sim_period.csv": "StartDate,2012-02-29\nLength,5\n",
        "input_csv/demographics_age.csv": "\n".join(["age,Default,Alpha,Beta", *ages]) + "\n",
        "input_csv/major_routes.csv": "Beta,Gamma,Epsilon\n",
        "source_data/data_layout.csv": "\n".join(["total,refugees.csv", *series]) + "\n",
        "simsetting.yml": SETTINGS.replace("{fixed}", str(fixed)),
    }
    with tempfile.TemporaryDirectory() as root:
        return flee_inputs(open_flee(write_folder(Path(root), files), lenient=True))


@st.composite
def turned(draw: st.DrawFn, rows: list[str]) -> list[str]:
    """Rows of links in any order, the undirected ones from either end."""
    result = []
    for row in draw(st.permutations(rows)):
        first, second, *rest = row.split(",")
        swap = rest[1] in ("", "0") and draw(st.booleans())
        result.append(",".join([second, first, *rest] if swap else [first, second, *rest]))
    return result


@settings(max_examples=25, deadline=None)
@given(st.data(), st.booleans())
def test_reordering_rows_changes_no_byte(data: st.DataObject, fixed: bool) -> None:
    """But the first row of places, which tells the home country."""
    first, *others = rows_of(PLACES)[1]
    routes = rows_of(ROUTES)[1]
    plain = compiled([first, *others], routes, list(CONFLICTS), [CLOSURES, AGES, SERIES], fixed)
    mixed = compiled(
        [first, *data.draw(st.permutations(others))],
        data.draw(turned(routes)),
        data.draw(st.permutations(list(CONFLICTS))),
        [data.draw(st.permutations(rows)) for rows in (CLOSURES, AGES, SERIES)],
        fixed,
    )
    before, after = as_bytes(plain), as_bytes(mixed)
    assert {name for name in before if before[name] != after[name]} == set()


def test_the_first_place_tells_the_home_country() -> None:
    """The one row whose place matters: with another country at home scores differ."""
    rows, routes = rows_of(PLACES)[1], rows_of(ROUTES)[1]
    rest = [CLOSURES, AGES, SERIES]
    home, away = (
        as_bytes(compiled(order, routes, list(CONFLICTS), rest, fixed=False))
        for order in (rows, rows[::-1][1:] + rows[-1:])
    )
    assert home["days.score"] != away["days.score"]
    assert home["world.place_day0"] == away["world.place_day0"]
