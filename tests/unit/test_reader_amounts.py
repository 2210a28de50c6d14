"""Amounts in words, dual and mixed; totals; money of any name: the same in each language."""

from __future__ import annotations

import pytest

from qafila.reports.bounds import find_figures
from qafila.text import fold
from tests.support.reading import read

AMOUNTS = [
    ("en", "some two dozen tankers", (24, 21.6, 26.4)),
    ("en", "half a dozen trucks", (6, 5.4, 6.6)),
    ("fr", "deux dizaines de camions", (20, 20, 20)),
    ("fr", "une douzaine de camions", (12, 10.8, 13.2)),
    ("fr", "deux mille cinq cents personnes", (2500, 2500, 2500)),
    ("fr", "1.200 personnes", (1200, 1200, 1200)),
    ("ar", "ألفا شخص", (2000, 2000, 2000)),
    ("ar", "نحو ألفي شخص", (2000, 1800, 2200)),
    ("ar", "مئتا صهريج", (200, 200, 200)),
    ("ar", "خمسة وعشرون ألفا", (25000, 25000, 25000)),
    ("ar", "25 ألفا من السكان", (25000, 25000, 25000)),
    ("ar", "ألف شخص", (1000, 1000, 1000)),
]
VAGUE = [
    ("several dozen tankers", "plusieurs dizaines de citernes", "عشرات الصهاريج"),
    ("hundreds of people", "des centaines de personnes", "مئات الأشخاص"),
    ("thousands of people", "des milliers de personnes", "آلاف الأشخاص"),
    ("tens of thousands of people", "des dizaines de milliers de personnes", "عشرات الآلاف"),
]


@pytest.mark.parametrize(("language", "text", "bounds"), AMOUNTS)
def test_amounts_in_words(language, text, bounds):
    figure = find_figures(fold(text).text, language)[0]
    assert (figure.best, figure.low, figure.high) == pytest.approx(bounds)


@pytest.mark.parametrize("texts", VAGUE)
def test_a_vague_amount_is_the_same_in_each_language(texts):
    found = {
        (figure.best, figure.low, figure.high)
        for language, text in zip(("en", "fr", "ar"), texts, strict=True)
        for figure in find_figures(fold(text).text, language)[:1]
    }
    assert len(found) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Electricity in Bamako rose from 3 to 6 hours a day."),
        ("fr", "L'électricité à Bamako est passée de 3 à 6 heures par jour."),
        ("ar", "ارتفعت ساعات الكهرباء في باماكو من 3 إلى 6 ساعات يوميا."),
    ],
)
def test_what_was_before_a_change_no_longer_holds(language, text):
    claims = read(text, language)
    assert [(c.quantity, c.best, c.low, c.high, c.modality) for c in claims] == [
        ("electricity_hours", 6, 6, 6, "asserted")
    ]


def test_a_range_without_a_change_stays_a_range():
    figure = find_figures("from 3 to 6 hours", "en")[0]
    assert (figure.best, figure.low, figure.high) == (None, 3, 6)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "At least 30 tankers, trucks and civilian vehicles were burnt near Sikasso."),
        ("fr", "Au moins 30 citernes, camions et véhicules civils ont été incendiés à Sikasso."),
        ("ar", "أُحرق ما لا يقل عن 30 صهريجا وشاحنة ومركبة مدنية قرب سيكاسو."),
    ],
)
def test_a_count_of_several_kinds_counts_vehicles(language, text):
    assert [(c.quantity, c.low) for c in read(text, language)] == [("vehicles_destroyed", 30)]


def test_tankers_that_stand_apart_from_trucks_stay_tankers():
    claims = read("30 tankers and 5 trucks were burnt near Sikasso.", "en")
    assert {(c.quantity, c.best) for c in claims} == {
        ("tankers_destroyed", 30),
        ("vehicles_destroyed", 5),
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Since September, 200 trucks have been burnt, a transporter said."),
        ("en", "Nearly 200 trucks have been burnt so far."),
        ("fr", "Depuis septembre, entre 180 et 200 camions ont été brûlés."),
        ("ar", "منذ سبتمبر أُحرق 200 شاحنة، قال ناقل."),
    ],
)
def test_a_running_total_is_not_one_attack(language, text):
    assert [claim.measure for claim in read(text, language)] == ["cumulative"]


def test_the_dead_of_an_attack_that_people_have_fled_since_are_no_total():
    text = "Hundreds have fled Kayes since Friday after a drone attack, told here, that killed 7."
    assert {claim.measure for claim in read(text, "en") if claim.best == 7} <= {"flow"}
    told = read("On 14 September 2025, 40 tankers were burnt near Kayes.", "en")
    assert [claim.measure for claim in told] == ["flow"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In Bamako, petrol rose to 9,000 pounds a litre."),
        ("fr", "À Bamako, le litre d'essence est monté à 9 000 livres."),
        ("ar", "ارتفع سعر لتر البنزين في باماكو إلى 9000 جنيه."),
    ],
)
def test_a_price_in_any_currency_keeps_its_figure(language, text):
    claims = read(text, language)
    assert [(c.event_type, c.best, c.unit) for c in claims] == [
        ("price", 9000, "stated currency")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Kayes has 560,000 inhabitants."),
        ("fr", "Kayes compte 560 000 habitants."),
        ("ar", "يبلغ عدد سكان كايس 560 ألف نسمة."),
    ],
)
def test_inhabitants_are_counted_and_do_not_speak(language, text):
    claims = read(text, language)
    assert [(c.quantity, c.best, c.said_by) for c in claims] == [("inhabitants", 560000, ())]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In Bamako fuel will last five more days, the governor said."),
        ("fr", "Le carburant suffira pour cinq jours à Bamako, selon le gouverneur."),
        ("ar", "الوقود يكفي خمسة أيام في باماكو، قال المحافظ."),
    ],
)
def test_how_long_fuel_lasts_is_its_cover(language, text):
    assert [(c.quantity, c.best) for c in read(text, language)] == [("fuel_cover", 5)]


def test_how_long_a_shortage_lasts_is_no_cover():
    claims = read("The fuel shortage in Bamako will last five days.", "en")
    assert "fuel_cover" not in {claim.quantity for claim in claims}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A site puts at about 130 the number of tankers burnt near Sikasso."),
        ("fr", "Un site estime à environ 130 le nombre de citernes incendiées près de Sikasso."),
    ],
)
def test_a_number_may_stand_before_what_it_is_the_number_of(language, text):
    claims = read(text, language)
    assert [(c.quantity, c.best) for c in claims] == [("tankers_destroyed", 130)]
