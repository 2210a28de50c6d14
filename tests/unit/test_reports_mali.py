"""The shipped reports of mali-2025 are complete and honest, and their gold rests on their text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from qafila.terms import values

REPORTS = Path(str(files("qafila"))) / "cases" / "mali-2025" / "reports"
LOCATIONS = REPORTS.parent / "locations.csv"
GOLD = Path(__file__).parents[1] / "gold" / "mali-2025"
AS_OF = dt.date(2025, 11, 30)
STEMS = sorted(path.stem for path in REPORTS.glob("*.md"))
NUMBER_WORDS = {
    0: ("exhausted", "استنفد"),
    1: ("qu'une citerne",),
    2: ("two", "اثنين"),
    3: ("three", "trois", "ثلاث"),
    4: ("four", "quatre", "أربع"),
    5: ("five", "خمسة"),
    6: ("six", "ست "),
    7: ("seven",),
    10: ("ten", "عشر"),
    14: ("two weeks", "أسبوعين"),
    20: ("twenty", "vingt", "عشرين"),
    40: ("quarantaine",),
    50: ("fifty", "cinquantaine"),
    1000: ("millier", "ألف"),
}
FRONT = {"outlet", "published", "language", "title", "restates"}
FIELDS = {
    "event_type",
    "subtype",
    "quantity",
    "best",
    "low",
    "high",
    "unit",
    "qualifier",
    "location_id",
    "country",
    "date_start",
    "date_end",
    "date_precision",
    "said_by",
    "modality",
    "span_text",
}


def split(stem: str) -> tuple[dict[str, Any], str]:
    text = (REPORTS / f"{stem}.md").read_text(encoding="utf-8")
    opening, front, body = text.split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(front), body


def gold(stem: str) -> list[dict[str, Any]]:
    lines = (GOLD / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def schema_column(table: str, column: str) -> list[str]:
    text = (files("qafila") / "schema" / table).read_text(encoding="utf-8")
    return [row[column] for row in csv.DictReader(io.StringIO(text))]


def test_at_least_eight_reports_per_language() -> None:
    counts = Counter(split(stem)[0]["language"] for stem in STEMS)
    assert set(counts) == {"en", "fr", "ar"}
    assert min(counts.values()) >= 8


@pytest.mark.parametrize("stem", STEMS)
def test_front_matter_is_complete(stem: str) -> None:
    front, _ = split(stem)
    assert set(front) == FRONT
    assert front["outlet"] == "Qafila case notes"
    assert front["title"].strip()
    assert stem.startswith(f"{front['published'].isoformat()}-{front['language']}-")


@pytest.mark.parametrize("stem", STEMS)
def test_restated_sources_have_addresses_and_are_not_later_than_the_note(stem: str) -> None:
    front, _ = split(stem)
    assert front["published"] <= AS_OF
    assert front["restates"]
    for source in front["restates"]:
        assert set(source) - {"date_basis"} == {"source_name", "url", "date"}
        assert source.get("date_basis", "stated") in values("reported_basis")
        assert source["source_name"].strip()
        assert re.match(r"https?://[^\s/]+\.[^\s/]+/", source["url"])
        assert source["date"] <= front["published"]


@pytest.mark.parametrize("stem", STEMS)
def test_body_has_the_length_and_the_script_of_its_language(stem: str) -> None:
    front, body = split(stem)
    assert 120 <= len(body.split()) <= 350
    letters = [char for char in body if char.isalpha()]
    arabic = sum("\u0600" <= char <= "\u06ff" for char in letters) / len(letters)
    assert arabic > 0.99 if front["language"] == "ar" else arabic == 0


def test_arabic_reports_use_both_scripts_of_digits() -> None:
    bodies = "".join(body for front, body in map(split, STEMS) if front["language"] == "ar")
    assert re.search(r"[0-9]", bodies)
    assert re.search(r"[\u0660-\u0669]", bodies)


@pytest.mark.parametrize("stem", STEMS)
def test_body_tells_no_clock_time(stem: str) -> None:
    _, body = split(stem)
    assert not re.search(r"\b\d{1,2}[:h]\d{2}\b|\b\d{1,2} ?(?:a\.?m|p\.?m)\b", body)


def test_gold_covers_exactly_the_shipped_reports() -> None:
    assert sorted(path.stem for path in GOLD.glob("*.jsonl")) == STEMS


@pytest.mark.parametrize("stem", STEMS)
def test_gold_spans_are_verbatim_and_unambiguous(stem: str) -> None:
    _, body = split(stem)
    claims = gold(stem)
    assert 8 <= len(claims) <= 20
    for claim in claims:
        assert body.count(claim["span_text"]) == 1, claim["span_text"]


@pytest.mark.parametrize("stem", STEMS)
def test_gold_uses_the_vocabulary(stem: str) -> None:
    units = dict(
        zip(
            schema_column("quantities.csv", "quantity"),
            schema_column("quantities.csv", "unit"),
            strict=True,
        )
    )
    with LOCATIONS.open(encoding="utf-8", newline="") as table:
        places = {None, *(row["location_id"] for row in csv.DictReader(table))}
    for claim in gold(stem):
        assert set(claim) == FIELDS
        assert claim["event_type"] in values("event_type")
        assert claim["modality"] in values("modality")
        assert claim["date_precision"] in (None, *values("date_precision"))
        if claim["quantity"] is not None:
            assert claim["unit"] == units[claim["quantity"]]
        assert claim["location_id"] in places
        assert claim["country"] is None or re.fullmatch(r"[A-Z]{3}", claim["country"])
        assert claim["said_by"]
        for source in claim["said_by"]:
            assert set(source) == {"name", "kind"}
            assert source["kind"] in values("source_kind")
            assert source["name"] != "Qafila case notes"


@pytest.mark.parametrize("stem", STEMS)
def test_gold_bounds_and_dates_are_ordered(stem: str) -> None:
    front, _ = split(stem)
    for claim in gold(stem):
        stated = [claim[key] for key in ("low", "best", "high") if claim[key] is not None]
        assert stated == sorted(stated), claim
        assert not stated or claim["unit"] is not None, claim
        start, end = claim["date_start"], claim["date_end"]
        assert end is None or start <= end
        assert start is None or start <= front["published"].isoformat()


def plain_numbers(text: str) -> set[float]:
    digits = "".join(str(int(char)) if char.isdigit() else char for char in text)
    joined = re.sub(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}\b)", "", digits)
    return {float(found.replace(",", ".")) for found in re.findall(r"\d+(?:[.,]\d+)?", joined)}


@pytest.mark.parametrize("stem", STEMS)
def test_gold_figures_stand_in_their_span(stem: str) -> None:
    for claim in gold(stem):
        best, span = claim["best"], claim["span_text"]
        if best is None:
            continue
        stated = plain_numbers(span)
        scaled = {number * scale for number in stated for scale in (1, 1_000, 1_000_000)}
        written = any(word in span.lower() for word in NUMBER_WORDS.get(best, ()))
        assert written or any(abs(number - best) < 1e-6 * best for number in scaled), claim
