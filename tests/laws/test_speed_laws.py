"""The time to read a text grows as the text does, whatever somebody puts into it."""

from __future__ import annotations

import time

import pytest

from qafila.claims import Document
from qafila.reports import read_claims
from qafila.reports.llm.addressed import addressed_paragraphs
from tests.support.reading import GAZETTEER, PUBLISHED

LEADS = {
    "en": "Fuel is gone from the town and people say so. ",
    "fr": "Le carburant manque dans la ville et les gens le disent. ",
    "ar": "نفد الوقود من المدينة كلها وقال السكان ذلك. ",
}
HOSTILE = {
    "people by nationality": ("en", "two Malians, three Guineans, "),
    "one figure after another": ("en", "40 tankers, "),
    "one number after another": ("en", "12 "),
    "one event after another": ("en", "killed "),
    "thousands of dates": ("en", "12 May 2025, "),
    "one sentence without a comma": ("en", "the army said they had attacked a convoy at San and "),
    "dates in French": ("fr", "le 12 mai, "),
    "nested quotes": ("fr", '« le ministre a dit : "'),
    "thousands of sources": ("fr", "Selon l'AFP, 40 camions ont été incendiés à Kayes. "),
    "a list of lines": ("fr", "- 12 morts à Kayes\n"),
    "numbers in Arabic words": ("ar", "ثلاثة آلاف و"),
    "sources in Arabic": ("ar", "قال مسؤول أمني، "),
    "one long word": ("ar", "و"),
}  # fmt: skip
SHORT = 6_000  # characters
FLOOR = 0.1  # seconds of process time that a text may take besides
# Twice the text takes twice the time; a square takes four times, and a cube eight.
MOST = 3.0


def cost(work) -> float:
    """Least seconds of process time of three runs, each on a text that no table remembers."""
    spent = []
    for number in range(3):
        begun = time.process_time()
        work(number)
        spent.append(time.process_time() - begun)
    return min(spent)


def hostile(language: str, unit: str, length: int, number: int) -> str:
    return LEADS[language] + (unit * (length // len(unit) + 1))[:length] + "." * number


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(kind):
    language, unit = HOSTILE[kind]

    def read(length: int, number: int) -> None:
        text = hostile(language, unit, length, number)
        read_claims(
            Document.from_text(text, "a.md", language=language, published=PUBLISHED), GAZETTEER
        )

    read(1000, 9)  # tables are loaded and phrases compiled
    short = cost(lambda number: read(SHORT, number))
    assert cost(lambda number: read(2 * SHORT, number)) <= MOST * short + FLOOR


def test_one_sentence_of_fifty_thousand_characters_is_read():
    text = "In Kayes, " + "two Malians, three Guineans, " * 1750 + "40 tankers were burnt."
    assert len(text) > 50_000
    document = Document.from_text(text, "a.md", language="en", published=PUBLISHED)
    begun = time.process_time()
    claims = read_claims(document, GAZETTEER)
    assert time.process_time() - begun < 20
    assert [claim.best for claim in claims if claim.quantity == "tankers_destroyed"] == [40]
    assert all(document.text[c.span.start : c.span.end] == c.span.text for c in claims)


@pytest.mark.parametrize("unit", ["a'", "a", "'", " \n", "\u0640a", "[INST", "%aa", "<a"])
def test_paragraphs_for_machines_are_looked_for_in_linear_time(unit):
    def look(length: int, number: int) -> None:
        addressed_paragraphs(hostile("ar", unit, length, number), "ar")

    look(1000, 9)
    short = cost(lambda number: look(2 * SHORT, number))
    assert cost(lambda number: look(4 * SHORT, number)) <= MOST * short + FLOOR
