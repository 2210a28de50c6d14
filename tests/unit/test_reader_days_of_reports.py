"""The day of a report: from a line that says when it was published, and none that is to come."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.places import Gazetteer
from qafila.reports import parse_document, read_claims

DAY = dt.date(2025, 11, 8)
BODIES = {
    "en": "Gunmen burnt 40 lorries near Nara on Friday, the army said.",
    "fr": "Des hommes armés ont brûlé 40 camions près de Nara vendredi, selon l'armée.",
    "ar": "أحرق مسلحون 40 شاحنة قرب نارا يوم الجمعة.",
}


def _published(text: str) -> dt.date | None:
    return parse_document(text.encode(), "a.txt").published


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Published 08/11/2025 - 09:40"),
        ("en", "Posted on Saturday, 8 November 2025 at 9:40 am GMT"),
        ("en", "Published: 8 November 2025 | Updated: 9 November 2025"),
        ("fr", "Publié le 8 novembre 2025 à 9h40"),
        ("fr", "Mis en ligne le : 08/11/2025"),
        ("fr", "Publié le : 08/11/2025 - 09:40 | Modifié le : 09/11/2025"),
        ("ar", "نُشر في 8 نوفمبر 2025"),
        ("ar", "تاريخ النشر: 8 تشرين الثاني 2025"),
        ("ar", "نشر يوم السبت 8/11/2025 الساعة 09:40"),
    ],
)
def test_a_line_that_says_when_a_report_was_published_gives_its_day(language, line):
    text = f"Nara\n\n{line}\n\n{BODIES[language]}"
    assert _published(text) == DAY
    claims = read_claims(parse_document(text.encode(), "a.txt"), Gazetteer(()))
    assert dt.date(2025, 11, 7) in {claim.date.start for claim in claims}


@pytest.mark.parametrize(
    "line",
    [
        "Published 8 November",  # of which year?
        "Published 08/11/2099 - 09:40",
        "Published on 8 November 2025 the list names 40 drivers",
        "Updated rules of 8 November 2025",
        "BAMAKO, 8 November 2099 (AFP) - Pumps are dry.",
    ],
)
def test_a_line_without_a_year_of_prose_or_of_the_future_gives_no_day(line):
    assert _published(f"Nara\n{line}\n{BODIES['en']}") is None


def test_a_hostile_line_is_read_at_once():
    assert _published(f"Published 08/11/2025 {'1: ' * 45}x\n{BODIES['en']}") is None


@pytest.mark.parametrize(
    ("agency", "source_id"),
    [
        ("أ ف ب", "afp"), ("أ.ف.ب", "afp"), ("رويترز", "reuters"), ("أ ب", "ap"),
        ("واج", "aps_dza"), ("و م ع", "map"), ("شينخوا", "xinhua"), ("الأناضول", "anadolu"),
        ("د ب أ", "dpa"), ("بي بي سي", "bbc"),
    ],
)  # fmt: skip
def test_the_letters_of_an_agency_name_it_and_its_day_counts_nothing(agency, source_id):
    text = f"باماكو، 21 نوفمبر 2025 ({agency}) - أحرق مسلحون 15 صهريجا قرب سيغو."
    [claim] = read_claims(parse_document(text.encode(), "a.txt"), Gazetteer(()))
    assert claim.best == 15
    assert claim.said_by[0].source_id == source_id


def test_a_verb_that_begins_with_the_letters_of_an_agency_is_no_source():
    text = "واجه الجيش مسلحين أحرقوا 15 صهريجا قرب سيغو يوم الأحد."
    claims = read_claims(parse_document(text.encode(), "a.txt"), Gazetteer(()))
    assert all(not claim.said_by for claim in claims)
