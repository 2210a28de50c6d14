"""A road that is open again is heard as well as one that is closed."""

from __future__ import annotations

import pytest

from qafila.case import find_case, read_case
from qafila.places import Gazetteer
from qafila.reports import parse_document, read_claims

SENTENCES = (
    "The road between Sikasso and Bougouni was reopened on 18 November, residents said.",
    "La route entre Sikasso et Bougouni a été rouverte le 18 novembre, selon des habitants.",
    "وقال سكان إنه أعيد فتح الطريق بين سيكاسو وبوغوني في 18 نوفمبر.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_reopened_road_is_read_with_both_its_ends(sentence: str):
    gazetteer = Gazetteer.from_locations(read_case(find_case("mali-2025")).locations)
    text = f"---\npublished: 2025-11-20\n---\n{sentence}\n"
    [claim] = read_claims(parse_document(text.encode(), "note.md"), gazetteer)
    assert (claim.event_type, claim.subtype) == ("agreement", "road_open")
    assert {place.location_id for place in claim.locations} == {"sikasso", "bougouni"}
    assert str(claim.date.start) == "2025-11-18"
