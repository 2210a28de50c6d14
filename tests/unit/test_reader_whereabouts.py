# ruff: noqa: E501  # one case a line reads best
"""Where a claim is when its own words do not say, and places that are none."""

from __future__ import annotations

import pytest

from qafila.claims import Document
from qafila.reports import read_claims
from tests.support.reading import GAZETTEER, PUBLISHED, read


def _places(text, language, title=None, restates=()):
    document = Document.from_text(
        text, "note.md", language=language, published=PUBLISHED, title=title, restates=restates
    )
    claims = read_claims(document, GAZETTEER)
    assert claims, text
    return [place.name for place in claims[-1].locations if place.precision != "country"]


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "Gunmen raided Kayes on Monday. At least 12 civilians were killed.", "Kayes"),
        (
            "fr",
            "Des hommes armés ont attaqué Kayes lundi. Au moins 12 civils ont été tués.",
            "Kayes",
        ),
        ("ar", "هاجم مسلحون كايس يوم الاثنين. وقتل 12 مدنيا على الأقل.", "كايس"),
        ("en", "Kayes is cut off. Petrol costs 1,500 CFA francs a litre in the town.", "Kayes"),
        ("fr", "Kayes est coupée du monde. Le litre d'essence y coûte 1 500 francs CFA.", "Kayes"),
        ("ar", "كايس معزولة. ويبلغ سعر لتر البنزين في المدينة 1500 فرنك.", "كايس"),
    ],
)
def test_what_happens_on_a_spot_is_where_the_sentence_before_was(language, text, place):
    assert place in _places(text, language)


@pytest.mark.parametrize(
    ("language", "title", "text", "place"),
    [
        (
            "en",
            "Kayes runs dry",
            "Prices keep rising.\nPetrol costs 1,500 CFA francs a litre.",
            "Kayes",
        ),
        (
            "fr",
            "Kayes à sec",
            "La vie est chère.\nLe litre d'essence coûte 1 500 francs CFA.",
            "Kayes",
        ),
        ("ar", "كايس بلا وقود", "الحياة صعبة.\nوبلغ سعر لتر البنزين 1500 فرنك.", "كايس"),
    ],
)
def test_a_paragraph_without_a_place_is_where_the_title_says(language, title, text, place):
    assert place in _places(text, language, title)
    assert _places(text, language) == []


def test_notes_on_several_articles_hand_no_place_on():
    text = "Gunmen raided Kayes on Monday. At least 12 civilians were killed."
    outlets = (
        ("One", "https://one.example", "2025-11-17"),
        ("Two", "https://two.example", "2025-11-17"),
    )
    assert "Kayes" in _places(text, "en", restates=outlets[:1])
    assert _places(text, "en", restates=outlets) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Shops in Kayes are open. Petrol costs 775 CFA francs a litre, the official price."),
        (
            "fr",
            "À Kayes, les boutiques sont ouvertes. Le litre d'essence coûte 775 francs CFA au prix officiel.",
        ),
        ("ar", "المتاجر مفتوحة في كايس. ويبلغ سعر لتر البنزين 775 فرنكا في عموم البلاد."),
    ],
)
def test_what_holds_for_the_country_is_nowhere_in_it(language, text):
    assert _places(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "Gunmen killed 12 civilians in Zarrabougou on Monday.", "Zarrabougou"),
        ("en", "Gunmen killed 12 civilians in the village of Keur-Bassi.", "Keur-Bassi"),
        ("en", "Gunmen killed 12 civilians in Zarrabougou town.", "Zarrabougou"),
        ("fr", "Des hommes armés ont tué 12 civils à Zarrabougou lundi.", "Zarrabougou"),
        ("fr", "Des hommes armés ont tué 12 civils dans la localité de Keur-Bassi.", "Keur-Bassi"),
        ("ar", "قتل مسلحون 12 مدنيا في بلدة زارابوغو يوم الاثنين.", "زارابوغو"),
        ("ar", "قتل مسلحون 12 مدنيا قرب تل زرزور.", "تل زرزور"),
    ],
)
def test_an_unknown_place_is_known_by_the_words_around_it(language, text, place):
    claim = read(text, language)[0]
    assert [(found.name, found.location_id, found.country) for found in claim.locations] == [
        (place, None, None)
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Gunmen killed 12 civilians in January."),
        ("en", "Gunmen killed 12 civilians in Ramadan."),
        ("en", "In response, JNIM killed 12 civilians."),
        ("fr", "Des hommes armés ont tué 12 civils à Pâques."),
        ("ar", "قتل مسلحون 12 مدنيا في قرية صغيرة."),
        ("ar", "قتل مسلحون 12 مدنيا في بلدة حدودية."),
    ],
)
def test_a_capital_or_an_adjective_makes_no_place(language, text):
    assert read(text, language)[0].locations == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Bamako denied that 12 soldiers had been killed."),
        ("fr", "Bamako a démenti que 12 soldats aient été tués."),
        ("ar", "نفت باماكو مقتل 12 جنديا."),
        ("en", "A Bamako-based analyst said that 12 soldiers were killed."),
        ("en", "A researcher at the University of Bamako said that 12 soldiers were killed."),
        ("fr", "Un chercheur de l'université de Bamako a dit que 12 soldats ont été tués."),
        ("ar", "قال أستاذ في جامعة باماكو إن 12 جنديا قتلوا."),
        ("en", "BAMAKO, 17 Nov (Reuters) - Gunmen killed 12 soldiers."),
    ],
)
def test_where_someone_sits_or_writes_is_no_place(language, text):
    claims = read(text, language)
    assert claims
    assert not any(place.location_id == "bamako" for claim in claims for place in claim.locations)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In Bamako, gunmen killed 12 soldiers."),
        ("fr", "À Bamako, des hommes armés ont tué 12 soldats."),
        ("ar", "قتل مسلحون 12 جنديا في باماكو."),
        ("en", "Residents of Bamako said that 12 soldiers were killed."),
    ],
)
def test_a_capital_with_a_word_of_place_is_one(language, text):
    assert any(place.location_id == "bamako" for place in read(text, language)[0].locations)


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        (
            "en",
            "Gangs rule much of Haiti. They killed 12 civilians in the capital.",
            "Port-au-Prince",
        ),
        (
            "fr",
            "Haïti est aux mains des gangs. Ils ont tué 12 civils dans la capitale haïtienne.",
            "Port-au-Prince",
        ),
        ("en", "Gunmen killed 12 civilians in the Chadian capital.", "N'Djamena"),
        ("ar", "قتل مسلحون 12 مدنيا في العاصمة التشادية.", "نجامينا"),
    ],
)
def test_the_capital_is_that_of_the_country_spoken_of(language, text, place):
    assert place in [found.name for found in read(text, language)[-1].locations]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Chad is on alert. Gunmen killed 12 civilians in Fada, in Chad's north.", "TCD"),
        ("Burkina Faso is on alert. Gunmen killed 12 civilians in Fada.", "BFA"),
    ],
)
def test_a_name_of_two_places_is_that_of_the_country_named(text, country):
    assert read(text, "en")[-1].locations[0].country == country


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "Gunmen killed 12 civilians between Nara and Mopti.", "Nara"),
        ("en", "Fighting in Nara, Mopti and San killed 12 civilians.", "Nara"),
        ("fr", "Le convoi parti de Kayes a été attaqué à hauteur de Nara.", "Nara"),
        ("ar", "قتل 12 مدنيا على الطريق بين نارا وموبتي.", "نارا"),
    ],
)
def test_of_a_stretch_or_a_list_the_first_is_meant(language, text, first):
    assert read(text, language)[0].locations[0].name == first


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Benin has closed its border with Niger."),
        ("fr", "Le Bénin a fermé sa frontière avec le Niger."),
        ("ar", "أغلقت بنين حدودها مع النيجر."),
    ],
)
def test_the_country_beyond_a_border_is_not_where_it_was_closed(language, text):
    claims = read(text, language)
    assert claims
    assert "NER" not in {place.country for claim in claims for place in claim.locations}
