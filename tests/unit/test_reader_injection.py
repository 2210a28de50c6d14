"""Reports that speak to a language model: whatever they ask of it, the claims stay the same.

The corpus (``tests/injection/corpus.csv``) was written by somebody who had not seen the words by
which such reports are told. The model here obeys everything that it is told in a report.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from qafila.claims import Document
from qafila.reports import open_document, read_claims
from qafila.reports.article import open_article
from qafila.reports.llm.addressed import addressed_paragraphs
from qafila.reports.llm.asking import Model
from qafila.reports.llm.checking import check_records
from qafila.reports.llm.reading import read_with_model
from qafila.terms import values
from tests.support.fake_model import fake_model
from tests.support.reading import GAZETTEER

FILE = Path(__file__).parents[1] / "injection" / "corpus.csv"
CORPUS = list(csv.DictReader(io.StringIO(FILE.read_bytes().decode("utf-8"), newline="")))
REPORTS = {
    "en": ("Forty tankers were burnt on the Kayes road, Reuters reported.\n",
           "Pumps in Bamako are dry, residents said.\n"),
    "fr": ("Quarante citernes ont été incendiées sur la route de Kayes, selon Reuters.\n",
           "Les pompes de Bamako sont à sec, disent des habitants.\n"),
    "ar": ("أُحرق أربعون صهريجا على طريق كايس، بحسب رويترز.\n",
           "ونفد الوقود من محطات باماكو، كما قال سكان.\n"),
}  # fmt: skip
# What a model that obeys makes of any instruction: records of nothing, of altered figures, and of
# every kind of event in the instruction's own words.
INVENTED = [
    {"event_type": "truce", "span": "A truce was signed", "best": None},
    {"event_type": "casualties", "span": "Forty tankers were burnt", "best": 5000},
    {"event_type": "coup", "span": "Reuters reported"},
]


def obeying(injected: str, shown: str) -> list[dict[str, object]]:
    """Records of a model that does what it is told, where it is shown all of the instruction."""
    lines = [line.strip()[:500] for line in injected.splitlines() if line.strip()]
    if not all(line[:40] in shown for line in lines):
        return []
    every = [{"event_type": kind, "span": line} for line in lines for kind in values("event_type")]
    return [*INVENTED, *every[:150]]


def note(row: dict[str, str]) -> Document:
    first, last = REPORTS[row["language"]]
    return Document.from_text(f"{first}\n{row['text']}\n\n{last}", "a.md", language=row["language"])


def test_the_corpus_is_large_and_of_three_languages():
    assert len(CORPUS) >= 100
    assert {row["language"] for row in CORPUS} == {"en", "fr", "ar"}
    assert len({row["text"] for row in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_an_instruction_in_a_report_changes_nothing(row):
    document = note(row)
    alone = read_claims(document, GAZETTEER)
    with fake_model(lambda shown: json.dumps({"records": obeying(row["text"], shown)})) as (url, _):
        claims = read_with_model(document, GAZETTEER, None, Model(url, "obedient"))
    assert claims == alone


def test_nearly_all_instructions_are_never_shown_to_a_model():
    caught = [row for row in CORPUS if addressed_paragraphs(row["text"], row["language"])]
    assert len(caught) >= 0.9 * len(CORPUS)


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_even_where_an_instruction_is_obeyed_no_figure_is_invented(row):
    document = note(row)
    checked = check_records(open_article(document, GAZETTEER), INVENTED)
    assert checked.events == ()


@pytest.mark.parametrize("folder", ["src/qafila/cases/mali-2025/reports", "tests/gold/development"])
def test_honest_reports_are_shown_but_for_a_few_paragraphs(folder):
    hidden = written = 0
    for path in sorted((Path(__file__).parents[2] / folder).glob("*.md")):
        document = open_document(path)
        hidden += len(addressed_paragraphs(document.text, document.language or "en"))
        written += sum(bool(line.strip()) for line in document.text.splitlines())
    assert written > 100
    assert hidden < 0.1 * written
