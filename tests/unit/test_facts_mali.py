"""Every dated figure collected for the case is a row of its tables, or is left out for a reason."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FACTS = next(
    (parent / "shared" / "facts" for parent in ROOT.parents if (parent / "shared").is_dir()),
    ROOT / "shared" / "facts",
)
CASE = Path(str(files("qafila"))) / "cases" / "mali-2025"
LEFT_OUT = ROOT / "tests" / "support" / "facts_left_out.csv"
SCALE = {"days": 1.0, "million_litres/day": 1e6}

pytestmark = pytest.mark.skipif(
    not (FACTS / "events.csv").is_file(), reason="no collected facts beside the repository"
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_day(text: str) -> dt.date:
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    return dt.date(year, month, day)


def last_day(text: str) -> dt.date:
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return dt.date(year, month, day)


def numbers(text: str) -> set[float]:
    found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    return {float(number.replace(",", "")) for number in found}


def dated(text: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of what is written as a year, a month, a day or a range of days."""
    found = re.match(r"\d{4}(?:-\d\d){0,2}(?!\d)", text)
    return (first_day(found[0]), last_day(found[0])) if found else None


def events() -> list[tuple[str, str, set[float], tuple[dt.date, dt.date] | None]]:
    return [
        (
            "events.csv",
            row["id"],
            {float(row[name]) for name in ("value", "low", "high") if row[name]},
            dated(row["event_start"] or row["event_end"])
            and (
                first_day(row["event_start"] or row["event_end"]),
                last_day(row["event_end"] or row["event_start"]),
            ),
        )
        for row in rows_of(FACTS / "events.csv")
    ]


def supply() -> list[tuple[str, str, set[float], tuple[dt.date, dt.date] | None]]:
    return [
        (
            "supply.csv",
            f"{row['date']} {row['kind']} {row['place']}",
            numbers(row["value"]),
            dated(row["date"]),
        )
        for row in rows_of(FACTS / "supply.csv")
    ]


def held() -> list[tuple[dt.date, dt.date, set[float]]]:
    """Interval and figures of every observation and stock of the case."""
    columns = ("individuals", "households", "value", "low", "high")
    found = [
        (
            first_day(row["date_start"]),
            last_day(row["date_end"]),
            {float(row[name]) for name in columns if row[name]},
        )
        for row in rows_of(CASE / "observations.csv")
    ]
    for row in rows_of(CASE / "stocks.csv"):
        if row["date"]:
            day, scale = first_day(row["date"]), SCALE[row["unit"]]
            stated = {float(row[name]) * scale for name in ("best", "low", "high") if row[name]}
            found.append((day, day, stated))
    return found


def is_held(figures: set[float], first: dt.date, last: dt.date) -> bool:
    return any(start <= last and end >= first and figures & stated for start, end, stated in held())


def test_every_dated_figure_is_a_row_or_is_left_out_for_a_reason() -> None:
    reasons = {(row["file"], row["key"]): row["reason"] for row in rows_of(LEFT_OUT)}
    missing = [
        (file, key, sorted(figures))
        for file, key, figures, days in events() + supply()
        if figures and (file, key) not in reasons and not (days and is_held(figures, *days))
    ]
    assert missing == []


def test_what_is_left_out_is_a_figure_of_the_facts_and_has_a_reason() -> None:
    known = {(file, key) for file, key, figures, _ in events() + supply() if figures}
    rows = rows_of(LEFT_OUT)
    assert all(row["reason"].strip() for row in rows)
    assert [
        (row["file"], row["key"]) for row in rows if (row["file"], row["key"]) not in known
    ] == []


def test_customs_receipts_carry_the_day_on_which_they_were_published() -> None:
    """All three months became known together, so that nothing uses them before."""
    published = {
        row["date"]: row for row in rows_of(FACTS / "supply.csv") if row["kind"] == "receipts"
    }
    rows = [row for row in rows_of(CASE / "observations.csv") if row["measure"] == "receipts"]
    assert {row["value"] for row in rows} == {row["value"] for row in published.values()}
    assert {row["reported_at"] for row in rows} == {
        row["reported_at"] for row in published.values()
    }


SERIES = (
    ("population", "refugees", "stock", "refugee"),
    ("population", "asylum_seekers", "stock", "asylum_seeker"),
    ("population", "idps", "stock", "idp"),
    ("solutions", "returned_refugees", "cumulative", "returnee"),
    ("solutions", "returned_idps", "cumulative", "returnee"),
    ("idmc_idp_stock", "total", "stock", "idp"),
)
ROUNDED = 5  # UNHCR rounds counts up to this one for privacy


@pytest.mark.parametrize(("file", "column", "measure", "status"), SERIES)
def test_the_yearly_series_on_malians_are_in_the_case(
    file: str, column: str, measure: str, status: str
) -> None:
    countries = {row["country"] for row in rows_of(CASE / "locations.csv")}
    there = {
        (row["date_end"][:4], row["coa"] or "MLI", float(row["individuals"]))
        for row in rows_of(CASE / "observations.csv")
        if (row["coo"], row["measure"], row["legal_status"]) == ("MLI", measure, status)
    }
    wanted = {
        (row["year"], row["coa_iso"], float(row[column]))
        for row in rows_of(FACTS.parent / "data" / f"unhcr_rdf_{file}_sahel.csv")
        if row["coo_iso"] == "MLI" and row["coa_iso"] in countries and row["year"] >= "2022"
        if float(row[column] or 0) > ROUNDED
    }
    assert wanted
    assert wanted - there == set()
