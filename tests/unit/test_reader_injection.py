"""Reports that speak to a language model: whatever they ask of it, the claims stay the same.

The corpus (``tests/injection/corpus.csv``) was written by somebody who had not seen the words by
which such reports are told. The model here obeys everything that it is told in a report.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from qafila.claims import Document
from qafila.reports import read_claims
from qafila.reports.article import open_article
from qafila.reports.llm.addressed import speaks_to_a_machine
from qafila.reports.llm.asking import Model
from qafila.reports.llm.checking import check_records
from qafila.reports.llm.reading import Tally, read_with_model
from tests.support.fake_model import fake_model
from tests.support.reading import GAZETTEER

CORPUS = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "injection" / "corpus.csv").open(encoding="utf-8", newline="")
    )
)
REPORTS = {
    "en": ("Forty tankers were burnt on the Kayes road, Reuters reported.\n",
           "Pumps in Bamako are dry, residents said.\n"),
    "fr": ("Quarante citernes ont été incendiées sur la route de Kayes, selon Reuters.\n",
           "Les pompes de Bamako sont à sec, disent des habitants.\n"),
    "ar": ("أُحرق أربعون صهريجا على طريق كايس، بحسب رويترز.\n",
           "ونفد الوقود من محطات باماكو، كما قال سكان.\n"),
}  # fmt: skip
# What a model that obeys makes of any instruction: records of nothing, of altered figures, and of
# the instruction's own words.
INVENTED = [
    {"event_type": "truce", "span": "A truce was signed", "best": None},
    {"event_type": "casualties", "span": "Forty tankers were burnt", "best": 5000},
    {"event_type": "coup", "span": "system"},
]


def obeying(injected: str) -> list[dict[str, object]]:
    lines = [line.strip() for line in injected.splitlines() if line.strip()]
    return [*INVENTED, *({"event_type": "truce", "span": line[:500]} for line in lines)]


def note(row: dict[str, str]) -> Document:
    first, last = REPORTS[row["language"]]
    return Document.from_text(f"{first}{row['text']}\n{last}", "a.md", language=row["language"])


def test_the_corpus_is_large_and_of_three_languages():
    assert len(CORPUS) >= 100
    assert {row["language"] for row in CORPUS} == {"en", "fr", "ar"}
    assert len({row["text"] for row in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_an_instruction_in_a_report_changes_nothing(row):
    document = note(row)
    alone = read_claims(document, GAZETTEER)
    answer = json.dumps({"records": obeying(row["text"])})
    tally = Tally()
    with fake_model(lambda _: answer) as (url, asked):
        claims = read_with_model(document, GAZETTEER, None, Model(url, "obedient"), tally)
    assert claims == alone
    assert asked == []  # the report was never shown to the model
    assert len(tally.not_sent) == 1


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_even_where_an_instruction_is_not_noticed_nothing_is_invented(row):
    document = note(row)
    checked = check_records(open_article(document, GAZETTEER), INVENTED)
    assert checked.events == () or row["text"].count("system")
    for event in checked.events:
        assert event.figure is None


@pytest.mark.parametrize(
    "folder", ["src/qafila/cases/mali-2025/reports", "tests/gold/development"]
)
def test_honest_reports_are_sent(folder):
    reports = sorted((Path(__file__).parents[2] / folder).glob("*.md"))
    spoken = {
        path.name: words
        for path in reports
        if (words := speaks_to_a_machine(path.read_text(encoding="utf-8").split("---\n", 2)[-1]))
    }
    assert reports
    assert spoken == {}
