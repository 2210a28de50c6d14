# ruff: noqa: E501  # one case a line reads best
"""What "there", "the camp", "in the country" and "that attack" refer back to."""

from __future__ import annotations

import pytest

from qafila.places import Gazetteer
from qafila.reports.lexicons import rows
from qafila.text import fold
from tests.support.reading import read


def _first_place(claim):
    return claim.locations[0] if claim.locations else None


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "The traders of Sikasso say that 30 tankers arrived there on Monday.", "Sikasso"),
        ("en", "In Mopti there is no fuel. A litre costs 900 francs in the town as against 700 in San.", "Mopti"),
        ("en", "About 300 families reached Mbera. Registration at the camp was suspended on Sunday.", "Mbera"),
        ("fr", "À Mopti, les stations sont à sec. Le litre y coûte 900 francs, contre 700 à San.", "Mopti"),
        ("ar", "نفد الوقود في موبتي. وبلغ سعر اللتر هناك 900 فرنك مقابل 700 في سان.", "موبتي"),
        ("ar", "وصلت 300 أسرة إلى مخيم امبرة. ويعيش في المخيم 150 ألف لاجئ.", "امبرة"),
    ],
)  # fmt: skip
def test_words_that_point_back_mean_the_place_named_before(language, text, place):
    claims = read(text, language)
    assert claims
    assert place in _first_place(claims[-1]).name


def test_what_is_named_before_the_word_in_its_clause_stays_the_place():
    claim = read("At Bougouni 12 tankers were burnt, and there was no fuel in the town.", "en")[0]
    assert _first_place(claim).location_id == "bougouni"


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Haiti is short of rice. About 400 Kenyan officers are in the country.", "Haiti"),
        ("fr", "Le Tchad manque de riz. L'ambassade demande à ses ressortissants de quitter le pays.", "Tchad"),
        ("ar", "تعاني تشاد من نقص الأرز. ودعت السفارة الفرنسية رعاياها إلى مغادرة البلاد.", "تشاد"),
    ],
)  # fmt: skip
def test_the_country_is_the_one_of_which_the_text_speaks(language, text, name):
    claim = read(text, language)[-1]
    assert claim.event_type in {"force_strength", "advisory"}
    assert name in [place.name for place in claim.locations]
    assert _first_place(claim).precision == "country"


def test_an_attack_of_the_same_day_is_at_the_place_of_the_one_told_before():
    text = (
        "Gunmen killed 12 villagers in Barsalogho on 10 November.\n\n"
        "The army said that 20 fighters were killed on 10 November."
    )
    assert {_first_place(claim).name for claim in read(text, "en")} == {"Barsalogho"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Gunmen killed 12 soldiers near Nara on Monday. Nine wounded were flown to Bamako."),
        ("fr", "Des hommes armés ont tué 12 soldats près de Nara lundi. Neuf blessés ont été évacués vers Bamako."),
    ],
)  # fmt: skip
def test_where_the_hurt_are_brought_is_not_where_they_were_hurt(language, text):
    places = {_first_place(claim).location_id for claim in read(text, language)}
    assert places == {"nara"}


@pytest.mark.parametrize(
    "text", ["بلغ الثمن 12 ألف ليرة", "الطيران المالي", "في كلمة ألقاها", "وصفه بأنه جيد"]
)
def test_words_spelt_like_a_place_are_none(text):
    assert Gazetteer(()).find(fold(text)) == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("قرب بورزانغا", "BFA"), ("في صلخد", "SYR"), ("مدينة الأبيض", "SDN"), ("في دابتشي", "NGA"),
        ("à Bankilaré", "NER"), ("at Beled Hawo", "SOM"), ("in Rathedaung", "MMR"),
        ("à Mboki", "CAF"), ("in Quissanga", "MOZ"), ("à Kanyabayonga", "COD"),
    ],
)  # fmt: skip
def test_towns_of_other_crises_are_known(text, country):
    assert [hit.value.country for hit in Gazetteer(()).find(fold(text))] == [country]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "The capital of South Kordofan has been besieged since June 2023.", "Kadugli"),
        ("fr", "Douze camions ont atteint le chef-lieu de la Vakaga mardi.", "Birao"),
        ("ar", "تحاصر قوات الدعم السريع حاضرة شمال دارفور منذ أبريل 2024.", "الفاشر"),
    ],
)
def test_the_capital_of_a_region_is_its_town(language, text, name):
    assert _first_place(read(text, language)[0]).name == name


def test_each_seat_and_region_is_known():
    known = Gazetteer(())
    for row in rows("seats"):
        [region] = [hit.value for hit in known.find(fold(f"in {row['region']}"))]
        [seat] = [hit.value for hit in known.find(fold(f"in {row['seat']}"))]
        assert (region.name, region.kind) == (row["region"], "region")
        assert seat.country == region.country
