"""Amounts of goods are in units that measure them, in whatever table of a case they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from qafila import units
from qafila.case import read_case, shipped_cases
from qafila.commands.check import check_report
from qafila.errors import InputError
from tests.support.cases import HEADERS, write_small_case


def case_with(folder: Path, *stocks: str, receipts: str = "") -> Path:
    write_small_case(folder)
    rows = [f"city,{row},2025-09-02,stated,test," for row in stocks]
    (folder / "stocks.csv").write_text("\n".join([HEADERS["stocks"], *rows]) + "\n")
    if receipts:
        days = "2025-09-01,2025-09-30,2025-10-02,stated"
        row = f"r,{days},city,,receipts,,,,,,7,,,{receipts},,,,,test,"
        (folder / "observations.csv").write_text(f"{HEADERS['observations']}\n{row}\n")
    return folder


def problems_of(folder: Path) -> list[str]:
    try:
        read_case(folder)
    except InputError as error:
        return [str(one) for one in error.problems]
    return []


@pytest.mark.parametrize("commodity", ["fuel", "petrol", "power_diesel", "jet_a1", "food"])
@pytest.mark.parametrize("quantity", ["stock", "capacity", "demand"])
def test_only_units_that_measure_a_good_are_read(
    tmp_path: Path, commodity: str, quantity: str
) -> None:
    amounts = {"kg", "tonnes"} if commodity == "food" else {"litres", "million_litres"}
    sound = {f"{one}/day" for one in amounts}
    if quantity != "demand":
        sound = amounts | {"days", "hours"}
    names = [name for name in units.names() if name != "1"]
    rows = [
        f"{commodity},{quantity},2025-{1 + at // 28:02}-{1 + at % 28:02},3,1,5,{unit}"
        for at, unit in enumerate(names)
    ]
    found = problems_of(case_with(tmp_path, *rows))
    refused = {name for name in names if name not in sound}
    assert len(found) == len(refused)
    for line, unit in enumerate(names, start=2):
        told = [one for one in found if one.startswith(f"stocks.csv, row {line}, column unit: ")]
        assert bool(told) is (unit in refused), unit
        assert all("allowed: " in one for one in told)


def test_fuel_by_mass_says_what_to_write(tmp_path: Path) -> None:
    (told,) = problems_of(case_with(tmp_path, "fuel,stock,2025-09-01,3,1,5,tonnes"))
    assert told == (
        "stocks.csv, row 2, column unit: tonnes measures no stock of fuel; allowed: litres, "
        "million_litres, days, hours; a tonne of petrol or diesel is some 1,200 to 1,350 litres"
    )


@pytest.mark.parametrize("unit", ["people", "tonnes", "litres/day", "percent", "tankers"])
def test_receipts_are_litres(tmp_path: Path, unit: str) -> None:
    assert problems_of(case_with(tmp_path, receipts="million_litres")) == []
    (told,) = problems_of(case_with(tmp_path, receipts=unit))
    assert told.startswith(f"observations.csv, row 2, column unit: {unit} measures no receipts")


def test_receipts_among_stocks_are_told_where_they_belong(tmp_path: Path) -> None:
    told = problems_of(case_with(tmp_path, "fuel,receipts,2025-09-01,3,1,5,litres"))
    assert [one for one in told if "receipts belong in observations.csv" in one]


def test_a_stock_above_what_can_be_stored_names_both_rows(tmp_path: Path) -> None:
    capacity = "fuel,capacity,2025-09-01,2,1,{},million_litres"
    stock = "fuel,stock,2025-09-01,4000000,3500000,5000000,litres"
    demand = "fuel,demand,2025-09-01,1,1,1,million_litres/day"
    for most, warned in (("3", True), ("4", False)):
        case = read_case(case_with(tmp_path, capacity.format(most), stock, demand))
        told = [one for one in check_report(case)["warnings"] if "can be stored" in one]
        expected = ("more in stock than can be stored: stocks.csv, row 3 (capacity in row 2)",)
        assert told == (list(expected) if warned else [])


@pytest.mark.parametrize("name", sorted(shipped_cases()))
def test_no_shipped_case_stores_more_than_it_can(name: str) -> None:
    warnings = check_report(read_case(shipped_cases()[name]))["warnings"]
    assert not [one for one in warnings if "can be stored" in one]
