# ruff: noqa: E501  # one case a line reads best
"""Roads called by the towns at their ends; a road's number alone names no place."""

from __future__ import annotations

import pytest

from tests.support.reading import read


@pytest.mark.parametrize(
    ("language", "text", "ends"),
    [
        ("en", "20 tankers were burnt on the Kayes-Bamako road.", {"kayes", "bamako"}),
        ("en", "20 tankers were burnt on the RN7 between Sikasso and Bougouni.", {"sikasso", "bougouni"}),
        ("fr", "20 citernes ont été brûlées sur l'axe Sikasso-Bougouni.", {"sikasso", "bougouni"}),
        ("fr", "20 citernes ont été brûlées sur la route Bamako – Sikasso.", {"sikasso", "bamako"}),
        ("ar", "أحرقت 20 صهريجا على طريق كايس باماكو.", {"kayes", "bamako"}),
        ("ar", "أحرقت 20 صهريجا على محور سيكاسو-بوغوني.", {"sikasso", "bougouni"}),
        ("ar", "أحرقت 20 صهريجا على الطريق بين كايس وباماكو.", {"kayes", "bamako"}),
    ],
)  # fmt: skip
def test_the_ends_of_a_road_are_a_stretch(language, text, ends):
    claim = read(text, language)[0]
    assert {place.location_id for place in claim.locations} == ends
    assert {(place.role, place.precision) for place in claim.locations} == {("between", "stretch")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "20 tankers were burnt on the RN7."),
        ("fr", "20 citernes ont été brûlées sur la RN24."),
        ("ar", "أحرقت 20 صهريجا على الطريق الوطنية رقم 7."),
        ("fr", "20 citernes ont été brûlées sur la nationale 7."),
        ("en", "20 tankers were burnt on national road number 24."),
    ],
)
def test_the_number_of_a_road_is_no_count_and_no_place_of_the_case(language, text):
    claims = read(text, language)
    assert [claim.best for claim in claims] == [20]
    assert not any(place.location_id for place in claims[0].locations)
    assert {place.name[:2] for place in claims[0].locations} == {"RN"}
