"""The quick look before a rule for dates is tried keeps nothing back that the rule would match."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from qafila.reports import dates
from qafila.reports.date_gates import Gates
from qafila.reports.registry import languages
from qafila.text import fold

PHRASES = Path(__file__).parent.parent / "unit" / "phrases" / "dates.csv"
PUBLISHED = dt.date(2025, 11, 18)
FILLER = {
    "en": "The convoy left the depot and people waited at the gate. ",
    "fr": "Le convoi a quitté le dépôt et les gens attendaient à la porte. ",
    "ar": "غادرت القافلة المستودع وانتظر الناس عند البوابة. ",
}


def phrases(language: str) -> list[str]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return [row["phrase"] for row in csv.DictReader(file) if row["language"] == language]


def found(text: str, language: str) -> list[dates.DateMention]:
    known = languages()[language]
    return dates.find_dates(fold(text).text, language, known.date_rules, known.since, PUBLISHED)


@pytest.mark.parametrize("language", FILLER)
def test_no_date_is_lost_to_the_quick_look(language, monkeypatch):
    filler = FILLER[language] * 6
    texts = [f"{filler}{phrase}. {filler}" for phrase in phrases(language)]
    texts += phrases(language)
    texts.append(". ".join(phrases(language)))
    assert len(texts) > 60
    quick = [found(text, language) for text in texts]
    monkeypatch.setattr(Gates, "stretches", lambda gates, *_: [(0, len(gates._text))])
    assert quick == [found(text, language) for text in texts]
