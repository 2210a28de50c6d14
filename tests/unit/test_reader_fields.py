"""A date or a number that is a whole text, against the same words within a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.reports.bounds import find_figures
from qafila.reports.dates import find_dates
from qafila.reports.numbers import find_numbers
from qafila.reports.registry import languages
from qafila.text import fold
from tests.support.reading import PUBLISHED


def _days(text, code, published=PUBLISHED):
    language = languages()[code]
    found = find_dates(fold(text).text, code, language.date_rules, language.since, published)
    return [mention.span.start and mention.span.start.isoformat() for mention in found]


@pytest.mark.parametrize(
    ("language", "field", "day", "sentence"),
    [
        ("en", "15", "2025-11-15", "the army counted 15 in the town"),
        ("en", "22/04", "2025-04-22", "some 22/04 of the list"),
        ("en", "the thirty", "2025-11-30", "the thirty were freed"),
        ("en", "second Sunday", "2025-11-09", None),
        ("fr", "le vingt-deux", "2025-11-22", "le vingt-deux est un chiffre"),
        ("ar", "للثاني", "2025-11-02", "للثاني حصة أكبر"),
        ("ar", "إلى 27", "2025-11-27", "ارتفع العدد إلى 27 شخصا"),
    ],
)
def test_what_is_a_date_as_a_field_is_none_in_a_sentence(language, field, day, sentence):
    assert _days(field, language) == [day]
    if sentence is not None:
        assert _days(sentence, language) == []


def test_the_next_day_counts_from_the_reference_day_only_where_nothing_else_is_told():
    assert _days("the next day", "en") == ["2025-11-19"]
    assert _days("They left the next day.", "en") == [None]


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("21/04/16", dt.date(2016, 11, 7), "2016-04-21"),
        ("16/04/21", dt.date(2016, 11, 7), "2016-04-21"),
        ("16/04/21", dt.date(2021, 5, 1), "2021-04-16"),
        ("05/05/71", dt.date(2016, 11, 7), "1971-05-05"),
    ],
)
def test_of_the_orders_of_a_short_date_the_nearest_day_is_meant(text, published, day):
    assert _days(text, "en", published) == [day]


def test_a_short_date_without_publication_stays_unresolved():
    assert _days("21/04/16", "en", None) == [None]


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (dt.date(2025, 11, 17), "2025-11-16"),  # Monday's paper on « ce dimanche »
        (dt.date(2025, 11, 16), "2025-11-16"),
        (dt.date(2025, 11, 13), "2025-11-16"),
    ],
)
def test_this_sunday_in_french_may_just_have_gone(published, day):
    assert _days("ce dimanche", "fr", published) == [day]


def _values(text, language):
    return [one.value for one in find_numbers(fold(text).text, language)]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("ar", "3 آلاف و200 شخص", [3200]),
        ("ar", "بين 3 آلاف و5 آلاف شخص", [3000, 5000]),
        ("ar", "بين ألف وخمسمئة وألفي شخص", [1500, 2000]),
        ("ar", "قتل 3 وأصيب 20", [3, 20]),
        ("ar", "بين ألف وألف وخمسمئة مقاتل", [1000, 1500]),
        ("ar", "ألف مليون", [1e9]),
        ("en", "three lakh crore", [3e12]),
        ("en", "a fall of -5%", [-5]),
        ("en", "-5 dead", [5]),
        ("en", "the -5 team", [5]),
        ("fr", "13 pour cent", [13]),
        ("fr", "cent personnes", [100]),
        ("fr", "pour cinq jours", [5]),
        ("ar", "القافلة الثانية عشرة", []),
        ("ar", "الثلاثة عشر جنديا", [13]),
    ],
)
def test_where_a_number_ends_and_whether_it_is_below_zero(language, text, values):
    assert _values(text, language) == values


@pytest.mark.parametrize(
    ("language", "text", "noun"),
    [
        ("en", "three out of five hostages", "hostage"),
        ("en", "three in four days", "day"),
        ("en", "one in two attacks", "event"),
        ("fr", "un sur deux mois", "month"),
    ],
)
def test_not_every_number_in_another_is_a_share(language, text, noun):
    assert "percent" not in {one.noun for one in find_figures(fold(text).text, language)}
    assert noun in {one.noun for one in find_figures(fold(text).text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "ten soldiers and at least three civilians"),
        ("fr", "dix soldats et au moins trois civils"),
        ("ar", "عشرة جنود وعلى الأقل ثلاثة مدنيين"),
    ],
)
def test_at_least_belongs_to_the_number_right_behind_it(language, text):
    found = [(one.low, one.high) for one in find_figures(fold(text).text, language)]
    assert found == [(10, 10), (3, None)]


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "in the first week of October", ("2025-10-01", "2025-10-07")),
        ("fr", "la dernière semaine de septembre", ("2025-09-24", "2025-09-30")),
        ("ar", "في الأسبوع الأول من هذا الشهر", ("2025-11-01", "2025-11-07")),
        ("ar", "ليل الخميس 21 أغسطس", ("2025-08-21", "2025-08-22")),
        ("ar", "يومي 13 و14 نوفمبر", ("2025-11-13", "2025-11-14")),
        ("ar", "ليلة 31 مارس إلى 1 أبريل", ("2025-03-31", "2025-04-01")),
    ],
)
def test_weeks_of_a_month_and_nights(language, text, days):
    rules = languages()[language]
    (mention,) = find_dates(fold(text).text, language, rules.date_rules, rules.since, PUBLISHED)
    assert (str(mention.span.start), str(mention.span.end)) == days


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "see news.example/2025/09/16/10630.html"),
        ("en", "more than in the twenty-five years before"),
        ("fr", "huit mois après un premier accord"),
        ("fr", "le ramadan commence"),
        ("ar", "في الأيام الأربعة الأخيرة من السنة الدراسية"),
    ],
)
def test_what_only_looks_like_a_date(language, text):
    assert _days(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("ar", "في أبريل (نيسان) 2022", ("2022-04-01", "2022-04-30")),
        ("en", "at the weekend", ("2025-11-15", "2025-11-16")),
        ("fr", "le week-end dernier", ("2025-11-15", "2025-11-16")),
        ("ar", "عطلة نهاية الأسبوع الماضي", ("2025-11-15", "2025-11-16")),
        ("en", "from Tuesday to Thursday", ("2025-11-11", "2025-11-13")),
        ("fr", "entre lundi et jeudi", ("2025-11-10", "2025-11-13")),
        ("ar", "يومي الاثنين والثلاثاء", ("2025-11-17", "2025-11-18")),
        ("en", "in the week of 10 November", ("2025-11-10", "2025-11-16")),
        ("fr", "la semaine du 10 novembre", ("2025-11-10", "2025-11-16")),
        ("en", "since the start of the year", ("2025-01-01", "None")),
        ("fr", "depuis le début du mois", ("2025-11-01", "None")),
        ("ar", "منذ مطلع 2023", ("2023-01-01", "None")),
        ("en", "since New Year's Day", ("2025-01-01", "None")),
        ("en", "in the fourth quarter", ("2025-10-01", "2025-12-31")),
        ("fr", "d'octobre 2020 à avril 2021", ("2020-10-01", "2021-04-30")),
        ("fr", "du 28 décembre 2023 au 4 janvier 2024", ("2023-12-28", "2024-01-04")),
        ("fr", "dans la nuit, des hommes", ("2025-11-17", "2025-11-18")),
        ("ar", "ليلة السبت", ("2025-11-15", "2025-11-16")),
    ],
)
def test_dates_of_newspapers(language, text, days):
    rules = languages()[language]
    (mention,) = find_dates(fold(text).text, language, rules.date_rules, rules.since, PUBLISHED)
    assert (str(mention.span.start), str(mention.span.end)) == days


def test_the_day_after_next_counts_from_the_day_named_last():
    assert _days("Le 27 octobre, ils sont partis ; le surlendemain, ils étaient là.", "fr") == [
        "2025-10-27",
        "2025-10-29",
    ]
