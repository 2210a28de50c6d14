"""How many, as newspapers say it: one person, a list, bounds, prices, shares, what is left."""

from __future__ import annotations

import pytest

from qafila.reports.bounds import find_figures
from qafila.text import fold
from tests.support.reading import read

ONE = [
    ("en", "A flight attendant was wounded near Kayes.", "casualties"),
    ("en", "One guard died near Kayes.", "casualties"),
    (
        "en",
        "Three drivers were led away and one soldier was shot dead in the ambush.",
        "casualties",
    ),
    ("en", "Gunmen kidnapped the mayor of Kayes on Monday.", "abduction"),
    ("fr", "Un ressortissant étranger a été enlevé à Niamey.", "abduction"),
    ("fr", "L'attaque a coûté la vie à un aide-chauffeur.", "casualties"),
    ("fr", "Le maire de Kayes a été enlevé lundi.", "abduction"),
    ("ar", "قتل جندي قرب سيغو.", "casualties"),
    ("ar", "خطف مسلحون إمام القرية قرب سيغو.", "abduction"),
    ("ar", "خطف تاجر لبناني يوم الثلاثاء قرب سيكاسو.", "abduction"),
]
NO_SUM = [
    ("en", "Two Filipino engineers and a Haitian driver were kidnapped at Kayes."),
    ("en", "Two technicians and their driver were kidnapped on Wednesday."),
    ("fr", "Trois gendarmes et leur chauffeur ont été enlevés à Kayes."),
    ("ar", "قضى في الهجوم سائق ومساعده."),
]
BOUNDS = [
    ("en", "six weeks at the most", (42, None, 42)),
    ("en", "not less than 60 people", (60, 60, None)),
    ("en", "not more than 255 francs", (255, None, 255)),
    ("en", "a toll that could exceed 100 soldiers", (100, 100, None)),
    ("fr", "à peine dix jours", (10, 9, 10)),
    ("fr", "trois heures au mieux", (3, None, 3)),
    ("fr", "le riz dépassait 600 francs", (600, 600, None)),
    ("fr", "9 stations sur 27", (9, 9, 9)),
    ("en", "eleven of the 34 kitchens", (11, 11, 11)),
    ("en", "one in five households", (20, 20, 20)),
    ("ar", "تتجاوز الأربعين قتيلا", (40, 40, None)),
    ("ar", "مئتي عنصر على الأكثر", (200, None, 200)),
    ("ar", "اثني عشر يوما في أحسن الأحوال", (12, None, 12)),
]
PRICES = [
    ("en", "In Djibo a kilo of millet costs 650 francs.", "millet_price", "XOF per kilogram"),
    ("en", "Imported rice reached 520 CFA francs a kilogram.", "imported_rice_price", None),
    ("fr", "Le kilo de riz local est passé de 450 à 600 francs.", "rice_price", None),
    ("ar", "بلغ سعر كيلوغرام الدخن 325 فرنكا.", "millet_price", "XOF per kilogram"),
    ("en", "A 100-kg sack of millet costs 25,000 CFA francs in Djibo.", None, "XOF"),
    ("fr", "Le litre d'essence se vend 1 500 francs CFA à Kayes.", "fuel_price", "XOF per litre"),
]
LEFT_OVER = [
    ("The army has sent two battalions to the border with Mali.", "border_reinforcement", 2),
    ("The fighters burnt some hundred houses at Mazeze.", "violence_against_civilians", 100),
]


@pytest.mark.parametrize(("language", "text", "event"), ONE)
def test_one_person_counts_one(language, text, event):
    assert (event, 1, "persons") in {(c.event_type, c.best, c.unit) for c in read(text, language)}


@pytest.mark.parametrize(("language", "text"), NO_SUM)
def test_a_list_is_not_added_up(language, text):
    claims = read(text, language)
    assert claims
    assert all(claim.best is None for claim in claims)


@pytest.mark.parametrize(("language", "text", "bounds"), BOUNDS)
def test_a_hedge_bounds_its_number(language, text, bounds):
    [figure] = find_figures(fold(text).text, language)
    assert (figure.best, figure.low, figure.high) == bounds


@pytest.mark.parametrize(("language", "text", "quantity", "unit"), PRICES)
def test_a_price_is_that_of_the_ware_that_is_named(language, text, quantity, unit):
    [claim] = read(text, language)
    assert (claim.event_type, claim.quantity) == ("price", quantity)
    assert unit in {None, claim.unit}


@pytest.mark.parametrize(("text", "event", "best"), LEFT_OVER)
def test_things_that_no_phrase_counts_belong_to_the_event_beside_them(text, event, best):
    assert (event, None, best) in {(c.event_type, c.quantity, c.best) for c in read(text, "en")}


def test_others_who_were_wounded_do_not_widen_the_count_of_the_dead():
    claims = read("Four gendarmes were killed and up to ten wounded on Sunday.", "en")
    assert {(c.quantity, c.best, c.low, c.high) for c in claims} == {
        ("persons_killed", 4, 4, 4),
        ("persons_wounded", 10, None, 10),
    }


def test_those_freed_are_those_who_were_taken():
    claims = read("Les six chauffeurs enlevés le 25 octobre ont recouvré la liberté samedi.", "fr")
    assert {(c.event_type, c.best) for c in claims} == {("abduction", 6), ("hostage_release", 6)}


def test_a_second_price_is_a_claim_of_its_own():
    claims = read("Le litre d'essence est cédé à 2 000 F CFA, voire 2 500 F la nuit.", "fr")
    assert [claim.best for claim in claims] == [2000, 2500]


def test_a_figure_without_a_verb_shares_that_of_the_one_before():
    text = (
        "Bamako received 41 tankers on Sunday and a further 27 on Monday, "
        "against a need of around 120 a day."
    )
    assert ("tankers_arrived", 27) in {(c.quantity, c.best) for c in read(text, "en")}


def test_one_of_the_dead_is_no_toll_of_losses():
    [claim] = read("The army said that it had suffered losses and that a commander was dead.", "en")
    assert (claim.event_type, claim.best) == ("casualties", None)
