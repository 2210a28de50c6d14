"""Laws of the whole flow: no look into the future, and the same bytes for the same inputs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qafila.api import attach_ledger
from qafila.brief import write_exports
from qafila.case import read_case
from qafila.forecasting import forecast_from_result
from qafila.simulate import Simulation
from tests.support.cases import HEADERS, write_small_case

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


def exports(folder: Path, out: Path, threads: int | None = None) -> dict[str, bytes]:
    opened = attach_ledger(read_case(folder), "sqlite://")
    situation = opened.situation(AS_OF)
    result = Simulation(situation, days=12, draws=20, seed=3, threads=threads).run()
    forecast = forecast_from_result(situation, result, (1, 7, 12))
    written = write_exports(situation, forecast, out, "internal")
    return {path.name: path.read_bytes() for path in written}


STOCKS = (
    "city,fuel,demand,2025-09-01,1,0.8,1.2,million_litres/day,2025-09-02,stated,one,",
    "city,fuel,stock,2025-10-01,5,2,9,days,2025-10-02,stated,one,",
    "city,fuel,stock,2025-10-01,9,8,9,days,2025-10-02,stated,two,",
)
CONVOY = (
    "{name},2025-10-0{day},2025-10-0{day},2025-10-0{day},stated,city,,convoys,,,,,,{litres},,,"
    "litres,,,,{by},{by},"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_small_case(tmp_path / "case")
    (made / "reports" / "first.md").write_text(REPORT.format(day="2025-10-02"), encoding="utf-8")
    (made / "reports" / "second.md").write_text(
        REPORT.format(day="2025-10-05").replace("West", "South"), encoding="utf-8"
    )
    rows = (
        OBSERVED.format(n=1, reported="2025-10-01", people=300),
        CONVOY.format(name="c-1", day=6, litres=2_000_000, by="radio"),
        CONVOY.format(name="c-2", day=6, litres=500_000, by="radio"),
        CONVOY.format(name="c-3", day=6, litres=4_000_000, by="union"),
    )
    for name, lines in (("observations", rows), ("stocks", STOCKS)):
        text = "\n".join((HEADERS[name], *lines))
        (made / f"{name}.csv").write_text(f"{text}\n", encoding="utf-8")
    return made


def test_the_same_inputs_give_the_same_bytes_for_any_number_of_threads(folder, tmp_path):
    first = exports(folder, tmp_path / "a", threads=1)
    assert first == exports(folder, tmp_path / "b", threads=2)
    assert set(first) >= {"claims.csv", "situation.csv", "arrivals.csv", "supply.csv"}


LATE = {
    "observations": (
        OBSERVED.format(n=2, reported="2025-10-11", people=999999),
        CONVOY.format(name="late", day=6, litres=9e9, by="radio").replace(
            "2025-10-06,stated", "2025-10-11,stated"
        ),
        "dry,2025-10-10,2025-10-10,2025-10-11,stated,city,,dry,,,,,,1,,,1,,,,x,x,",
    ),
    "stocks": ("city,fuel,stock,2025-10-09,90,80,99,days,2025-10-11,stated,late,",
               "city,food,demand,2025-10-09,90,80,99,tonnes/day,2025-10-11,stated,late,"),
    "parameters": ("regime_redraw,,1,1,1,days,fixed,no,late,,2025-10-11",
                   "convoy_rate,city,9,9,9,convoys a day,fixed,no,late,,2025-10-11"),
}  # fmt: skip


def add_rows(folder: Path, table: str, rows: tuple[str, ...]) -> None:
    path = folder / f"{table}.csv"
    header, *old = path.read_text(encoding="utf-8").splitlines()
    if table == "parameters" and not header.endswith("reported_at"):
        header, old = f"{header},reported_at", [f"{row}," for row in old]
    path.write_text("\n".join((header, *old, *rows)) + "\n", encoding="utf-8")


def test_nothing_published_later_changes_anything(folder, tmp_path):
    before = exports(folder, tmp_path / "a")
    late = REPORT.format(day="2025-10-11").replace("20 tankers", "9,999 tankers")
    (folder / "reports" / "later.md").write_text(late, encoding="utf-8")
    for table, rows in LATE.items():
        add_rows(folder, table, rows)
    assert before == exports(folder, tmp_path / "b")


@pytest.mark.parametrize("table", sorted(LATE))
def test_the_same_rows_published_in_time_do_change_the_exports(folder, tmp_path, table):
    before = exports(folder, tmp_path / "a")
    add_rows(folder, table, tuple(row.replace("2025-10-11", "2025-10-09") for row in LATE[table]))
    assert before != exports(folder, tmp_path / "b")


def test_what_was_published_in_time_does_change_the_exports(folder, tmp_path):
    before = exports(folder, tmp_path / "a")
    other = REPORT.format(day="2025-10-09").replace("West", "South")
    (folder / "reports" / "more.md").write_text(other, encoding="utf-8")
    assert before != exports(folder, tmp_path / "b")


@pytest.mark.parametrize(
    "table", ["locations", "routes", "corridors", "parameters", "observations", "stocks"]
)
def test_reordering_rows_changes_no_byte(folder, tmp_path, table):
    before = exports(folder, tmp_path / "a")
    path = folder / f"{table}.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    assert before == exports(folder, tmp_path / "b")


def test_the_names_of_report_files_change_no_byte(folder, tmp_path):
    before = exports(folder, tmp_path / "a")
    first, second = (folder / "reports" / f"{name}.md" for name in ("first", "second"))
    second.rename(folder / "reports" / "swap.md")
    first.rename(second)
    (folder / "reports" / "swap.md").rename(first)
    after = exports(folder, tmp_path / "b")
    # Claims name the file they stand in; what rests on them does not depend on it.
    for name in ("situation.csv", "arrivals.csv", "supply.csv"):
        assert before[name] == after[name], name
