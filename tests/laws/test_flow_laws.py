"""Laws of the whole flow: no look into the future, and the same bytes for the same inputs."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qafila.api import attach_ledger
from qafila.brief import write_exports
from qafila.case import read_case
from qafila.forecasting import forecast_from_result
from qafila.simulate import Simulation
from tests.support.cases import write_small_case

AS_OF = dt.date(2025, 10, 10)
REPORT = """\
---
outlet: Test notes
published: {day}
language: en
---
A transport union said on {day} that at least 20 tankers had been burnt in an attack on a convoy
near West Town. Radio Test reported that 40 tankers had been destroyed near West Town.
"""
OBSERVED = (
    "arrivals-{n},2025-09-20,2025-09-30,{reported},stated,south-camp,,new_arrivals,,registered,camp,"
    "{people},,,,,people,,MLI,CIV,,test,"
)


def exports(
    folder: Path, out: Path, threads: int | None = None, ledger: str = "sqlite://"
) -> dict[str, bytes]:
    opened = attach_ledger(read_case(folder), ledger)
    situation = opened.situation(AS_OF)
    result = Simulation(situation, days=12, draws=20, seed=3, threads=threads).run()
    forecast = forecast_from_result(situation, result, (1, 7, 12))
    written = write_exports(situation, forecast, out, "internal")
    return {path.name: path.read_bytes() for path in written}


STOCK = "city,fuel,{quantity},2025-10-{day:02},{best},,,{unit},2025-10-{day:02},stated,{source},"
ROWS = {
    "observations": (
        OBSERVED.format(n=1, reported="2025-10-01", people=300),
        "twice,2025-09-20,2025-09-30,2025-10-02,stated,south-camp,,new_arrivals,,registered,camp,"
        "700,,,,,people,,MLI,CIV,other,second,",
        "seekers,2025-09-20,2025-09-30,2025-10-02,stated,south-camp,,new_arrivals,asylum_seeker,,"
        "camp,90,,,,,people,,MLI,CIV,other,second,",
        "there,2025-09-30,2025-09-30,2025-10-02,stated,south-camp,,stock,refugee,,camp,4000,,,,,"
        "people,,MLI,CIV,UNHCR,outlet-a,",
        "relayed,2025-09-30,2025-09-30,2025-10-03,stated,south-camp,,stock,refugee,,camp,4000,,,,,"
        "people,,MLI,CIV,UNHCR,outlet-b,",
        "rival,2025-09-30,2025-09-30,2025-10-03,stated,south-camp,,stock,,,camp,6000,,,,,people,,"
        "MLI,CIV,IOM,outlet-c,",
        "convoy-a,2025-10-05,2025-10-05,2025-10-06,stated,city,,convoys,,,,,,80,,,tankers,,,,"
        "union,outlet-a,",
        "convoy-c,2025-10-05,2025-10-05,2025-10-06,stated,city,,convoys,,,,,,30,,,tankers,,,,"
        "union,outlet-a,",
        "convoy-b,2025-10-05,2025-10-05,2025-10-06,stated,city,,convoys,,,,,,50,,,tankers,,,,"
        "ministry,outlet-b,",
        "dry,2025-10-07,2025-10-07,2025-10-07,stated,city,,dry,,,,,,,,,days,,,,radio,outlet-c,",
    ),
    "stocks": (
        STOCK.format(quantity="demand", day=1, best=2, unit="million_litres/day", source="a"),
        STOCK.format(quantity="stock", day=3, best=5, unit="days", source="a"),
        STOCK.format(quantity="stock", day=4, best=9, unit="days", source="b"),
        STOCK.format(quantity="capacity", day=2, best=20, unit="days", source="b"),
    ),
}


def add(folder: Path, table: str, *rows: str) -> None:
    path = folder / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{row}\n" for row in rows), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_small_case(tmp_path / "case")
    (made / "reports" / "first.md").write_text(REPORT.format(day="2025-10-02"), encoding="utf-8")
    for name, rows in ROWS.items():
        add(made, name, *rows)
    return made


def test_the_same_inputs_give_the_same_bytes_for_any_number_of_threads(folder, tmp_path):
    first = exports(folder, tmp_path / "a", threads=1)
    assert first == exports(folder, tmp_path / "b", threads=2)
    assert set(first) >= {"claims.csv", "situation.csv", "arrivals.csv", "supply.csv"}


LATER = {
    "observations": [
        OBSERVED.format(n=2, reported="2025-10-11", people=999999),
        OBSERVED.format(n=3, reported="2025-12-31", people=1),
        "projected,2026-06-30,2026-06-30,2025-10-11,stated,,CIV,stock,refugee,,,9000000,,,,,people,"
        ",MLI,CIV,UNHCR,test,",
        "dry-later,2025-10-09,2025-10-09,2025-10-11,stated,city,,dry,,,,,,,,,days,,,,radio,test,",
        "convoy-later,2025-10-09,2025-10-09,2025-10-12,stated,city,,convoys,,,,,,900,,,tankers,,,,"
        "ministry,test,",
    ],
    "stocks": [
        STOCK.format(quantity="stock", day=11, best=300, unit="days", source="later"),
        "city,fuel,demand,2025-10-05,90,,,million_litres/day,2025-10-11,stated,later,",
        "city,fuel,capacity,2025-10-01,1,,,days,2025-11-30,stated,later,",
        "city,food,demand,2025-10-09,90,80,99,tonnes/day,2025-10-11,stated,later,",
    ],
    "parameters": [
        "regime_redraw,,1,1,1,days,fixed,no,test,later,2025-10-11",
        "kin_power,,0.9,0.9,0.9,1,fixed,no,test,later,2025-10-12",
        "corridor_share,south,0.9,0.9,0.9,1,fixed,no,test,later,2025-12-01",
    ],
    "reports": [
        REPORT.format(day="2025-10-11").replace("20 tankers", "9,999 tankers"),
        REPORT.format(day="2025-10-12").replace("West", "South"),
        REPORT.format(day="2025-12-24").replace("attack on a convoy", "blockade"),
    ],
}


def write_later(folder: Path, later: dict[str, list[str]]) -> None:
    for number, text in enumerate(later["reports"]):
        (folder / "reports" / f"later-{number}.md").write_text(text, encoding="utf-8")
    path = folder / "parameters.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    dated = [f"{header},reported_at", *(f"{row}," for row in rows)]
    path.write_text("\n".join([*dated, *later["parameters"]]) + "\n", encoding="utf-8")
    add(folder, "observations", *later["observations"])
    add(folder, "stocks", *later["stocks"])


@pytest.mark.parametrize("kind", [*LATER, "all"])
def test_nothing_published_later_changes_anything(folder, tmp_path, kind):
    before = exports(folder, tmp_path / "a")
    chosen = {name: rows if kind in (name, "all") else [] for name, rows in LATER.items()}
    write_later(folder, chosen)
    assert before == exports(folder, tmp_path / "b")


@pytest.mark.parametrize("table", ["observations", "stocks", "parameters"])
def test_the_same_rows_published_in_time_do_change_the_exports(folder, tmp_path, table):
    before = exports(folder, tmp_path / "a")
    late = re.compile("2025-(10-1[12]|12-31|11-30|12-01)")
    rows = [late.sub("2025-10-09", row) for row in LATER[table]]
    write_later(folder, {**{key: [] for key in LATER}, table: rows})
    assert before != exports(folder, tmp_path / "b")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.fixed_dictionaries({name: st.sets(st.sampled_from(rows)) for name, rows in LATER.items()})
)
def test_no_choice_of_what_is_published_later_changes_anything(tmp_path_factory, later):
    folder = write_small_case(tmp_path_factory.mktemp("flow") / "case")
    (folder / "reports" / "first.md").write_text(REPORT.format(day="2025-10-02"), encoding="utf-8")
    for name, rows in ROWS.items():
        add(folder, name, *rows)
    before = exports(folder, folder.parent / "a")
    write_later(folder, {name: sorted(rows) for name, rows in later.items()})
    assert before == exports(folder, folder.parent / "b")


def test_what_was_published_in_time_does_change_the_exports(folder, tmp_path):
    before = exports(folder, tmp_path / "a")
    other = REPORT.format(day="2025-10-09").replace("West", "South")
    (folder / "reports" / "more.md").write_text(other, encoding="utf-8")
    assert before != exports(folder, tmp_path / "b")


TABLES = ["locations", "routes", "corridors", "parameters", "stocks", "observations"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_reordering_rows_changes_no_byte(folder, tmp_path, table, seed):
    before = exports(folder, tmp_path / "a")
    path = folder / f"{table}.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    mixed = rows[::-1]
    if seed is not None:
        mixed = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    path.write_text("\n".join([header, *mixed]) + "\n", encoding="utf-8")
    assert before == exports(folder, tmp_path / "b")


def test_the_order_in_which_reports_are_read_changes_no_byte(folder, tmp_path):
    """The same reports, read by a ledger in three orders: one after the other, and at once."""
    texts = [REPORT.format(day=f"2025-10-0{day}").replace("20 tankers", f"{day}0 tankers")
             for day in range(3, 7)]  # fmt: skip
    found = []
    for order in (range(4), reversed(range(4)), (2, 0, 3, 1)):
        case = tmp_path / f"case-{len(found)}"
        shutil.copytree(folder, case)
        ledger = f"sqlite:///{tmp_path / f'ledger-{len(found)}.db'}"
        for number in order:
            (case / "reports" / f"more-{number}.md").write_text(texts[number], encoding="utf-8")
            last = exports(case, tmp_path / f"out-{len(found)}", ledger=ledger)
        found.append(last)
    assert found[0] == found[1] == found[2]
    assert found[0] == exports(case, tmp_path / "out", ledger="sqlite://")
