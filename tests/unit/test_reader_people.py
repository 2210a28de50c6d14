# ruff: noqa: E501  # one case a line reads best
"""Whom an abduction befell: nationalities, counts only where stated, and their release."""

from __future__ import annotations

import pytest

from tests.support.reading import read


def _nations(claim):
    return {a.nationality: a.count for a in claim.actors if a.role == "target"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Chinese, Indian and Egyptian nationals were abducted near Kayes."),
        ("fr", "Des ressortissants chinois, indiens et égyptiens ont été enlevés près de Kayes."),
        ("fr", "Des Chinois, des Indiens et des Egyptiens ont été enlevés près de Kayes."),
        ("ar", "خطف مواطنون صينيون وهنود ومصريون قرب كايس."),
    ],
)
def test_a_list_of_nationalities_is_one_abduction_without_a_count(language, text):
    found = [claim for claim in read(text, language) if claim.event_type == "abduction"]
    assert len(found) == 1
    assert (found[0].best, found[0].low, found[0].high) == (None, None, None)
    assert _nations(found[0]) == {"CHN": None, "IND": None, "EGY": None}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "At least 22 foreigners were abducted, RFI reported. They are Chinese, Indian and Egyptian nationals."),
        ("fr", "Au moins 22 étrangers ont été enlevés, selon RFI. Il s'agit de ressortissants chinois, indiens et égyptiens."),
        ("ar", "اختطف أكثر من 22 أجنبيا، بحسب إذاعة فرنسا الدولية. وهم مواطنون صينيون وهنود ومصريون."),
    ],
)  # fmt: skip
def test_a_sentence_that_only_lists_them_belongs_to_the_abduction_before(language, text):
    counted, listed = read(text, language)
    assert counted.low == 22
    assert (listed.event_type, listed.subtype, listed.best) == ("abduction", "nationalities", None)
    assert _nations(listed) == {"CHN": None, "IND": None, "EGY": None}
    assert listed.said_by == counted.said_by


def test_a_list_without_an_abduction_before_it_tells_nothing():
    assert read("They are Chinese, Indian and Egyptian nationals.", "en") == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Three Egyptians and two Indians were abducted."),
        ("fr", "Trois Egyptiens et deux Indiens ont été enlevés."),
        ("ar", "اختطف 3 مصريين و2 هنود."),
    ],
)
def test_each_group_keeps_its_own_count(language, text):
    found = {claim.best: _nations(claim) for claim in read(text, language)}
    assert found == {3: {"EGY": 3}, 2: {"IND": 2}}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Five Indians were abducted in September and later released."),
        ("en", "Five Indian workers were kidnapped in September before being freed."),
        ("fr", "Cinq ressortissants indiens ont été enlevés en septembre puis libérés."),
        ("ar", "اختطف 5 هنود في سبتمبر ثم أطلق سراحهم."),
    ],
)
def test_the_figure_belongs_to_the_abduction_and_to_the_release(language, text):
    claims = {claim.event_type: claim for claim in read(text, language)}
    assert set(claims) == {"abduction", "hostage_release"}
    for kind, quantity in (
        ("abduction", "persons_abducted"),
        ("hostage_release", "persons_released"),
    ):
        assert (claims[kind].best, claims[kind].quantity) == (5, quantity)
        assert _nations(claims[kind]) == {"IND": 5}
    assert claims["abduction"].date.start.isoformat() == "2025-09-01"
    assert claims["hostage_release"].date.start is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Malian army freed five hostages."),
        ("en", "The Malian and Russian armies freed five hostages."),
        ("fr", "Les soldats maliens et russes ont libéré cinq otages."),
        ("fr", "L'armée malienne a libéré cinq otages."),
        ("ar", "أفرج الجيش المالي عن 5 رهائن."),
        ("ar", "اختطف 5 أشخاص في مالي."),
    ],
)
def test_the_nationality_of_an_army_or_a_country_is_not_that_of_the_people(language, text):
    claims = read(text, language)
    assert claims
    assert not any(_nations(claim) for claim in claims)


def test_those_who_were_not_released_are_not_counted_as_released():
    claims = read("Five Indians were abducted. A deal to release others is discussed.", "en")
    assert all(claim.best is None for claim in claims if claim.event_type == "hostage_release")
