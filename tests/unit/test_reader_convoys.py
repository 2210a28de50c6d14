# ruff: noqa: E501  # one case a line reads best
"""An attack on a convoy told in the passive, and what its escort does not tell."""

from __future__ import annotations

import pytest

from tests.support.reading import read

ATTACKS = [
    ("fr", "Un convoi de citernes a été attaqué entre San et Mopti.", "between"),
    ("fr", "Un convoi de citernes escorté par l'armée a été attaqué entre San et Mopti.", "between"),
    ("fr", "Un convoi escorté par l'armée est tombé dans une embuscade près de Kayes.", "near"),
    ("fr", "Des camions-citernes sous escorte militaire ont été pris pour cible près de Kayes.", "near"),
    ("fr", "Un convoi de citernes, que l'armée escortait, a été visé par une attaque près de Kayes.", "near"),
    ("en", "A convoy was attacked near Kayes.", "near"),
    ("en", "A convoy of tankers under military escort was attacked near Kayes.", "near"),
    ("en", "A convoy escorted by the army was ambushed between San and Mopti.", "between"),
    ("en", "Attackers struck a fuel convoy escorted by the army near Kayes.", "near"),
    ("en", "Tankers that soldiers escorted came under attack near Kayes.", "near"),
    ("ar", "تعرضت قافلة صهاريج لهجوم قرب كايس.", "near"),
    ("ar", "تعرضت قافلة صهاريج يرافقها الجيش لهجوم بين سان وموبتي.", "between"),
    ("ar", "هوجمت قافلة كان الجيش يرافقها قرب كايس.", "near"),
    ("ar", "رافق الجيش قافلة صهاريج تعرضت لكمين قرب كايس.", "near"),
    ("ar", "استهدف هجوم قافلة وقود واكبها الجيش قرب كايس.", "near"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "role"), ATTACKS)
def test_an_attack_is_an_attack_and_its_escort_no_arrival(language, text, role):
    claims = read(text, language)
    assert [claim.event_type for claim in claims] == ["attack_on_convoy"]
    assert {place.role for place in claims[0].locations} == {role}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A convoy escorted by the army was attacked near Kayes but 40 tankers reached Bamako."),
        ("fr", "Un convoi escorté par l'armée a été attaqué près de Kayes puis est arrivé à Bamako."),
        ("ar", "تعرضت قافلة يرافقها الجيش لهجوم قرب كايس لكن 40 صهريجا وصلت إلى باماكو."),
    ],
)  # fmt: skip
def test_an_arrival_that_is_stated_is_told_beside_the_attack(language, text):
    kinds = {claim.event_type for claim in read(text, language)}
    assert kinds == {"attack_on_convoy", "supply_arrival"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A convoy was attacked on 3 November and later reached Bamako."),
        ("fr", "Un convoi a été attaqué le 3 novembre puis est arrivé à Bamako."),
    ],
)
def test_what_followed_does_not_share_the_date(language, text):
    days = {claim.event_type: claim.date.start for claim in read(text, language)}
    assert days["attack_on_convoy"].isoformat() == "2025-11-03"
    assert days["supply_arrival"] is None
