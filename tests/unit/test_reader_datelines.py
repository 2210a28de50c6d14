"""A report without front matter takes its day and its agency from its dateline."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.places import Gazetteer
from qafila.reports import parse_document, read_claims

DAY = dt.date(2025, 10, 3)
BODIES = {
    "en": "There is no fuel left at the pumps of Mopti since Monday, residents said.",
    "fr": "Il n'y a plus de carburant dans les stations de Mopti depuis lundi, dit un habitant.",
    "ar": "نفد الوقود من محطات موبتي منذ الاثنين، وفق سكان في المدينة.",
}


@pytest.mark.parametrize(
    ("language", "line", "outlet"),
    [
        ("en", "BAMAKO, 3 October 2025 (AFP) - ", "AFP"),
        ("en", "BAMAKO, Oct. 3, 2025 (Xinhua) -- ", "Xinhua"),
        ("en", "Bamako, October 3, 2025 – ", None),
        ("fr", "Bamako, le 3 octobre 2025 (AMAP) – ", "AMAP"),
        ("fr", "Bamako (AFP), 3 octobre 2025 - ", "AFP"),
        ("ar", "باماكو، 3 أكتوبر 2025 (وكالة الأنباء) – ", "وكالة الأنباء"),
        ("ar", "باماكو 3 تشرين الأول 2025 - ", None),
    ],
)
def test_a_dateline_gives_day_and_agency(language, line, outlet):
    body = BODIES[language]
    for text in (line + body, f"{body}\n\n{line}{body}"):
        document = parse_document(text.encode(), "a.txt")
        assert (document.published, document.outlet) == (DAY, outlet)
    claims = read_claims(document, Gazetteer(()))
    assert {claim.date.start for claim in claims if claim.event_type == "shortage"} == {
        dt.date(2025, 9, 29)
    }


@pytest.mark.parametrize(
    "line",
    [
        "BAMAKO, 3 October (AFP) - ",  # of which year?
        "On 3 October 2025 ",
        "Two soldiers were killed on 3 October 2025 - ",
        "Since 3 October 2025 - ",
    ],
)
def test_what_is_no_dateline_or_has_no_year_gives_no_day(line):
    document = parse_document((line + BODIES["en"]).encode(), "a.txt")
    assert (document.published, document.outlet) == (None, None)


def test_front_matter_holds_against_a_dateline():
    text = f"---\npublished: 2025-10-05\n---\nBAMAKO, 3 October 2025 (AFP) - {BODIES['en']}"
    assert parse_document(text.encode(), "a.md").published == dt.date(2025, 10, 5)
