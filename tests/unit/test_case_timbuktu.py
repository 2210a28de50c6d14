"""The case timbuktu-2023 holds together, runs, and never knows what was published later."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

import qafila as qf
from qafila.case import find_case
from qafila.commands.check import check_report, read_checked

CASE = Path(str(files("qafila"))) / "cases" / "timbuktu-2023"
STEMS = sorted(path.stem for path in (CASE / "reports").glob("*.md"))
LAST = dt.date(2024, 1, 10)
DAYS = (dt.date(2023, 8, 15), dt.date(2023, 9, 4), dt.date(2023, 12, 20))
Row = dict[str, str]


def read(table: str) -> list[Row]:
    with (CASE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(stem: str) -> tuple[dict[str, Any], str]:
    text = (CASE / "reports" / f"{stem}.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def test_the_case_is_found_by_its_name_and_has_no_problem() -> None:
    assert "timbuktu-2023" in qf.list_cases()
    report = check_report(read_checked(find_case("timbuktu-2023")))
    assert report["unreachable"] == report["without_stocks"] == []
    assert report["values"]["reports"]["read"] == len(STEMS)
    assert report["warnings"] == [
        "no hours at the border, which count as none, for lere-to-fassala"
    ]


def test_every_licence_is_named() -> None:
    text = (CASE / "LICENSES.md").read_text(encoding="utf-8")
    for path in CASE.glob("*.csv"):
        assert f"`{path.name}`" in text
    assert "© OpenStreetMap contributors" in text


def test_roads_are_those_of_the_other_case_or_estimates() -> None:
    """What was taken over is as it was there, and what was added says that it is ours."""
    with (CASE.parent / "mali-2025" / "routes.csv").open(encoding="utf-8", newline="") as file:
        there = {row["route_id"]: row for row in csv.DictReader(file)}
    for row in read("routes"):
        assert row == there.get(row["route_id"], row)
        assert row["route_id"] in there or row["source"] == row["distance_basis"] == "estimate"


def test_five_roads_lead_there_and_their_shares_are_a_whole() -> None:
    corridors = {row["corridor_id"] for row in read("corridors")}
    shares = [row for row in read("parameters") if row["parameter"] == "corridor_share"]
    assert {row["applies_to"] for row in shares} == corridors
    assert len(corridors) == 5
    assert sum(float(row["best"]) for row in shares) == pytest.approx(1.0)


def test_the_river_is_a_way_for_people_and_no_corridor() -> None:
    modes = {row["route_id"]: row["mode"] for row in read("routes")}
    used = {name for row in read("corridors") for name in row["route_ids"].split("|")}
    assert "river" in modes.values()
    assert {modes[name] for name in used} <= {"road", "track"}


def test_what_nobody_published_has_no_row() -> None:
    rows = read("stocks")
    assert {row["quantity"] for row in rows} == {"demand"}
    assert all(row["source"] == "estimate" and row["basis"] for row in rows)


def test_both_figures_of_the_inhabitants_are_kept() -> None:
    (place,) = (row for row in read("locations") if row["location_id"] == "timbuktu")
    assert place["population"] == ""
    rows = [row for row in read("parameters") if row["parameter"] == "resident_population"]
    assert [(float(row["low"]), float(row["high"])) for row in rows] == [
        (35_000.0, 100_000.0),
        (35_000.0, 136_000.0),
    ]
    claims = qf.open_case("timbuktu-2023").ledger(LAST).claims
    counted = {(one.low, one.best) for one in claims if one.quantity == "inhabitants"}
    assert (136_000.0, None) in counted or (136_000.0, 136_000.0) in counted
    assert any(low and low < 35_000.0 < 40_000.0 for low, _ in counted)


@pytest.mark.parametrize("table", ["parameters", "stocks", "observations"])
def test_no_row_tells_of_a_day_after_its_publication(table: str) -> None:
    """A figure of a later day or a year that had not come yet would be a look ahead."""
    for row in read(table):
        known = dt.date.fromisoformat(row["reported_at"] or "2023-08-01")
        assert known <= LAST
        if row.get("date_end") or row.get("date"):
            assert dt.date.fromisoformat(row.get("date_end") or row["date"]) <= known
        for day, month, year in re.findall(
            r"\b(\d{1,2}) (August|September|October|November|December) (20\d\d)",
            row.get("basis") or "",
        ):
            number = ("August", "September", "October", "November", "December").index(month) + 8
            told = dt.date(int(year), number, int(day))
            assert told <= known or not row["reported_at"], row


@pytest.mark.parametrize("stem", STEMS)
def test_notes_are_dated_sourced_and_no_earlier_than_what_they_restate(stem: str) -> None:
    front, body = split(stem)
    assert set(front) == {"outlet", "published", "language", "title", "restates"}
    assert stem.startswith(f"{front['published'].isoformat()}-{front['language']}-")
    assert front["outlet"] == "Qafila case notes"
    assert front["published"] <= LAST
    for source in front["restates"]:
        assert re.match(r"https?://[^\s/]+\.[^\s/]+/", source["url"])
        assert source["date"] <= front["published"]
    assert 25 <= len(body.split()) <= 200
    letters = [char for char in body if char.isalpha()]
    arabic = sum("\u0600" <= char <= "\u06ff" for char in letters) / len(letters)
    assert arabic > 0.99 if front["language"] == "ar" else arabic == 0


def test_there_are_notes_in_three_languages() -> None:
    counts = Counter(split(stem)[0]["language"] for stem in STEMS)
    assert set(counts) == {"en", "fr", "ar"}
    assert 10 <= sum(counts.values()) <= 16


@pytest.mark.parametrize("day", DAYS)
def test_it_runs_and_knows_nothing_of_later_days(day: dt.date) -> None:
    case = qf.open_case("timbuktu-2023")
    situation = case.situation(as_of=day)
    assert all(one.reported_at <= day for one in situation.ledger.claims)
    assert (situation.stocks["reported_at"] <= str(day)).all()
    result = qf.Simulation(situation, days=20, draws=30, seed=7).run()
    cover = result.data["days_of_supply"].sel(city="timbuktu", commodity="fuel").to_numpy()
    assert (cover >= 0).all()
    assert cover[:, -1].std() > 0, "so little is known that no single figure can come out"


def test_levels_rise_with_what_was_published() -> None:
    case = qf.open_case("timbuktu-2023")
    levels = [case.assess(as_of=day).overall.level for day in DAYS[:2]]
    assert levels == ["unknown", "warning"]


def test_the_status_of_roads_is_unknown_once_evidence_is_old() -> None:
    case = qf.open_case("timbuktu-2023")
    early = case.situation(as_of=DAYS[1]).corridor_table()
    late = case.situation(as_of=dt.date(2023, 11, 15)).corridor_table()
    assert "contested" in set(early["status"])
    assert set(late["status"]) == {"unknown"}
