# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import pytest

from qafila.reports.bounds import find_figures
from qafila.reports.numbers import find_numbers
from qafila.text import fold

NUMBERS = [
    ("en", "two hundred and fifty", 250), ("en", "forty-eight", 48), ("en", "1,300,000", 1.3e6),
    ("en", "4.5 million", 4.5e6), ("en", "three thousand five hundred", 3500), ("en", "12th", None),
    ("en", "nineteen", 19), ("en", "one and a half million", 1.5e6),
    ("fr", "quatre-vingt-dix-sept", 97), ("fr", "soixante et onze", 71), ("fr", "deux mille cinq cents", 2500),
    ("fr", "trois cents", 300), ("fr", "1 300 000", 1.3e6), ("fr", "117,3 millions", 117.3e6),
    ("fr", "un million et demi", 1.5e6), ("fr", "2 500", 2500), ("fr", "vingt et un", 21),
    ("ar", "خمسة وعشرون", 25), ("ar", "ثلاثمئة وخمسون", 350), ("ar", "ثلاث مئة", 300), ("ar", "٩٠ ألف", 90000),
    ("ar", "۹۰ ألف", 90000), ("ar", "ألفين وخمسمئة", 2500), ("ar", "مليون ونصف", 1.5e6), ("ar", "أحد عشر", 11),
    ("ar", "خمسة عشر", 15), ("ar", "١٬٥٠٠", 1500), ("ar", "ألف وتسعمئة", 1900), ("ar", "ثلاثة آلاف", 3000),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value"), NUMBERS)
def test_numbers(language, text, value):
    found = [number.value for number in find_numbers(fold(text).text, language)]
    assert found == ([value] if value is not None else [])


FIGURES = [
    ("en", "around 40 tankers", 40, 36, 44, "tanker"),
    ("en", "approximately 500 families", 500, 450, 550, "household"),
    ("en", "nearly 70,000 asylum seekers", 70000, 63000, 70000, "asylum"),
    ("en", "close to 90 trucks", 90, 81, 90, "truck"),
    ("en", "no more than 12 soldiers", 12, None, 12, "fighter"),
    ("en", "as many as 300 people", 300, None, 300, "person"),
    ("en", "60 people or more", 60, 60, None, "person"),
    ("en", "at least 22 and perhaps 26 foreigners", None, 22, 26, "foreigner"),
    ("en", "160,000 to 200,000 tonnes", None, 160000, 200000, "tonne"),
    ("en", "several hundred residents", None, 200, None, "person"),
    ("en", "dozens of villagers", None, 24, None, "person"),
    ("en", "thousands of families", None, 2000, None, "household"),
    ("en", "three weeks", 21, 21, 21, "day"),
    ("en", "13 per cent", 13, 13, 13, "percent"),
    ("fr", "une vingtaine de citernes", 20, 18, 22, "tanker"),
    ("fr", "plus d'une centaine de camions", 100, 100, None, "truck"),
    ("fr", "jusqu'à 300 personnes", 300, None, 300, "person"),
    ("fr", "moins de 50 soldats", 50, None, 50, "fighter"),
    ("fr", "près de 300 000 réfugiés", 300000, 270000, 300000, "refugee"),
    ("fr", "entre 2 000 et 3 000 personnes", None, 2000, 3000, "person"),
    ("fr", "plusieurs centaines de familles", None, 200, None, "household"),
    ("fr", "des milliers d'habitants", None, 2000, None, "person"),
    ("fr", "au bas mot 15 otages", 15, 15, None, "hostage"),
    ("fr", "pas moins de cinquante civils", 50, 50, None, "person"),
    ("ar", "نحو ٣٠ صهريجا", 30, 27, 33, "tanker"),
    ("ar", "ما لا يقل عن 20 شاحنة", 20, 20, None, "truck"),
    ("ar", "ما بين 2000 و3000 شخص", None, 2000, 3000, "person"),
    ("ar", "آلاف العائلات", None, 2000, None, "household"),
    ("ar", "بضع مئات من السكان", None, 200, None, "person"),
    ("ar", "صهريجان", 2, 2, 2, "tanker"),
    ("ar", "أسبوعين", 14, 14, 14, "day"),
    ("ar", "ثلاثمئة شاحنة على الأقل", 300, 300, None, "truck"),
    ("ar", "حتى 300 لاجئ", 300, None, 300, "refugee"),
    ("ar", "زهاء خمسين ألف شخص", 50000, 45000, 55000, "person"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "best", "low", "high", "noun"), FIGURES)
def test_bounds(language, text, best, low, high, noun):
    figures = find_figures(fold(text).text, language)
    assert [(f.best, f.low, f.high, f.noun) for f in figures] == [(best, low, high, noun)]


def test_a_year_counts_nothing():
    assert find_figures("the record of 2022", "en") == []


def test_of_a_change_the_second_value_holds():
    figures = find_figures("from 19 hours to six hours", "en")
    assert [figure.best for figure in figures] == [6]
