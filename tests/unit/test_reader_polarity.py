"""What did not happen, or has yet to happen, is not told as having happened."""

from __future__ import annotations

import pytest

from tests.support.reading import read

DENIED = [
    ("en", "No convoy reached Sikasso on 24 November.", "supply_arrival"),
    ("en", "The convoy has not been attacked near Sikasso.", "attack_on_convoy"),
    ("en", "The convoy did not reach Kayes.", "supply_arrival"),
    ("fr", "Aucun convoi n'a atteint Sikasso.", "supply_arrival"),
    ("fr", "Le convoi n'a pas été attaqué près de Sikasso.", "attack_on_convoy"),
    ("fr", "Le convoi n'est pas encore arrivé à Kayes.", "supply_arrival"),
    ("ar", "لم تصل أي قافلة إلى سيكاسو.", "supply_arrival"),
    ("ar", "لم تتعرض القافلة لأي هجوم قرب سيكاسو.", "attack_on_convoy"),
]
PLANNED = [
    ("en", "A convoy of 50 tankers will arrive in Kayes on 27 November, the ministry announced."),
    ("en", "A convoy of 50 tankers is expected to reach Kayes."),
    ("fr", "Un convoi de 50 citernes devrait arriver à Kayes."),
    ("fr", "Un convoi de 50 citernes arrivera à Kayes jeudi, selon le ministère."),
    ("ar", "ستصل قافلة من 50 صهريجا إلى كايس."),
    ("ar", "من المتوقع أن تصل قافلة من 50 صهريجا إلى كايس."),
]
HAPPENED = [
    ("en", "No fewer than 120 tankers reached Bamako."),
    ("en", "A convoy of 50 tankers reached Kayes; no toll was given."),
    ("fr", "Pas moins de 120 citernes sont arrivées à Bamako."),
    ("ar", "وصلت قافلة من 50 صهريجا إلى كايس."),
]


@pytest.mark.parametrize(("language", "text", "kind"), DENIED)
def test_what_did_not_happen_is_denied(language, text, kind):
    claims = read(text, language)
    assert [claim.modality for claim in claims if claim.event_type == kind] == ["denied"]
    assert "asserted" not in {claim.modality for claim in claims}


@pytest.mark.parametrize(("language", "text"), PLANNED)
def test_what_is_to_come_is_announced(language, text):
    (claim,) = (claim for claim in read(text, language) if claim.event_type == "supply_arrival")
    assert (claim.modality, claim.best, claim.quantity) == ("announced", 50, "tankers_arrived")


@pytest.mark.parametrize(("language", "text"), HAPPENED)
def test_what_happened_stays_asserted(language, text):
    claims = [claim for claim in read(text, language) if claim.event_type == "supply_arrival"]
    assert {claim.modality for claim in claims} == {"asserted"}
