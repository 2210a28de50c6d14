# ruff: noqa: E501  # one case a line reads best
"""Whose border, whose office, which convoy and road, and who speaks: in each language."""

from __future__ import annotations

import pytest

from tests.support.reading import read

BORDERS = [
    ("en", "Côte d'Ivoire's National Security Council ordered the army to reinforce the northern border with Mali."),
    ("en", "Côte d'Ivoire ordered the army to reinforce the border with Mali, Agence France-Presse (AFP) said."),
    ("en", "The Ivorian army reinforced the border with Mali."),
    ("fr", "Le Conseil national de sécurité ivoirien a ordonné le renforcement de la frontière avec le Mali."),
    ("fr", "La Côte d'Ivoire renforce sa frontière avec le Mali."),
    ("ar", "وأمر مجلس الأمن القومي الإيفواري الجيش بتعزيز الحدود الشمالية مع مالي."),
    ("ar", "عززت كوت ديفوار الحدود مع مالي."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), BORDERS)
def test_a_border_is_reinforced_in_the_country_that_does_so(language, text):
    [claim] = [c for c in read(text, language) if c.event_type == "border_reinforcement"]
    assert [place.country for place in claim.locations] == ["CIV"]


def test_a_border_between_two_is_left_as_it_is_told():
    [claim] = read("The border between Mali and Niger was closed.", "en")
    assert {place.country for place in claim.locations} == {"MLI", "NER"}


OFFICES = [
    ("en", "The Africa Corps is escorting convoys at Bamako's request."),
    ("en", "The government in Bamako could be overrun."),
    ("fr", "L'Africa Corps escorte les convois à la demande de Bamako."),
    ("ar", "أقام الفيلق الأفريقي نقاط تفتيش بطلب من باماكو."),
    ("ar", "دعت السفارة الأميركية في باماكو رعاياها إلى مغادرة مالي."),
]


@pytest.mark.parametrize(("language", "text"), OFFICES)
def test_the_seat_of_an_office_is_not_where_it_happens(language, text):
    claims = read(text, language)
    assert claims
    assert all(place.location_id != "bamako" for claim in claims for place in claim.locations)


def test_an_office_may_be_where_it_happens():
    [claim] = read("Gunmen attacked soldiers in Bamako.", "en")
    assert claim.location.location_id == "bamako"


CAPITALS = [
    ("en", "Moscow announced that the Africa Corps escorts fuel convoys.", "Moscow (Russia)"),
    ("en", "Russia announced that the Africa Corps escorts fuel convoys.", "Russia"),
    ("fr", "Moscou a annoncé que l'Africa Corps escorte les convois.", "Moscou (Russie)"),
    ("ar", "وأعلنت موسكو أن الفيلق الأفريقي يرافق قوافل الوقود.", "موسكو (روسيا)"),
]


@pytest.mark.parametrize(("language", "text", "name"), CAPITALS)
def test_a_capital_speaks_for_its_country(language, text, name):
    source = read(text, language)[0].said_by[-1]
    assert (source.name, source.source_id, source.kind) == (name, "government_rus", "government")


NOBODY = [
    ("en", "Fides said that 1,000 tankers reached Bamako, and no other source confirmed it.", "fides"),
    ("en", "100 trucks were burnt, RFI reported, without naming a source.", "rfi"),
    ("fr", "Fides parle de 1 000 citernes arrivées à Bamako, ce qu'aucune autre source ne confirme.", "fides"),
    ("fr", "100 camions ont été brûlés, selon RFI, sans citer de source.", "rfi"),
    ("ar", "ذكرت فيدس أن ألف صهريج دخل باماكو، ولم يؤكد ذلك أي مصدر آخر.", "fides"),
    ("ar", "أحرقت 100 شاحنة وفق إذاعة فرنسا الدولية التي لم تذكر مصدرا.", "rfi"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "only"), NOBODY)
def test_a_source_that_does_not_speak_is_none(language, text, only):
    assert [source.source_id for source in read(text, language)[0].said_by] == [only]


JOINED = [
    ("en", "200 tankers reached Bamako and several hundred others are waiting, according to figures presented on Thursday at the trade ministry."),
    ("fr", "200 citernes ont été réceptionnées à Bamako et plusieurs centaines d'autres attendent, selon les données présentées jeudi au ministère du Commerce."),
    ("ar", "وصل 200 صهريج إلى باماكو وتنتظر مئات أخرى، وفق بيانات عرضت الخميس في وزارة التجارة."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), JOINED)
def test_a_ministry_where_figures_are_presented_speaks_in_every_part(language, text):
    claims = read(text, language)
    assert len(claims) >= 2
    assert {claim.said_by[-1].kind for claim in claims if claim.said_by} == {"government"}
    assert all(claim.said_by for claim in claims)


CAUSES = [
    ("en", "On the corridor trucks are fewer than usual, which traders attributed to the attacks."),
    ("fr", "Sur le corridor, les camions sont moins nombreux, ce que le journal attribue aux attaques jihadistes."),
    ("ar", "تراجعت حركة الشاحنات على الطريق بسبب هجمات المسلحين."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), CAUSES)
def test_attacks_named_as_a_cause_are_no_attack(language, text):
    assert {claim.event_type for claim in read(text, language)} == {"assessment"}


CONVOYS = [
    ("en", "A convoy reached Bamako on 7 October. The convoy had 40 tankers, RFI reported."),
    ("fr", "Un convoi est arrivé à Bamako le 7 octobre. Il comptait 40 citernes, selon RFI."),
    ("ar", "وصلت قافلة إلى باماكو في 7 أكتوبر. وكانت القافلة تضم 40 صهريجا، وفق إذاعة فرنسا الدولية."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), CONVOYS)
def test_the_convoy_is_the_one_told_of_last(language, text):
    [claim] = [claim for claim in read(text, language) if claim.best == 40]
    assert str(claim.date.start) == "2025-10-07"
    assert claim.location.location_id == "bamako"


def test_the_same_road_is_the_one_named_last():
    text = (
        "Des citernes ont été brûlées le 17 octobre entre Bougouni et Sikasso.\n\n"
        "Sur le même axe, un convoi a été attaqué le 13 octobre."
    )
    claim = read(text, "fr")[-1]
    assert {place.location_id for place in claim.locations} == {"bougouni", "sikasso"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Six districts are dark, an AFP journalist observed. 20 tankers reached Bamako, AFP journalists reported."),
        ("fr", "20 citernes sont arrivées à Bamako, a constaté un journaliste de l'AFP."),
        ("ar", "وصل 20 صهريجا إلى باماكو، وفق مراسل فرانس برس."),
    ],
)  # fmt: skip
def test_the_journalist_of_an_agency_is_the_agency(language, text):
    assert read(text, language)[-1].said_by[-1].source_id == "afp"
