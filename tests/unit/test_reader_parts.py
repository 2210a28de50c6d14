# ruff: noqa: E501  # one case a line reads best
"""Sentences of several parts: each figure takes the date and the source of its own part."""

from __future__ import annotations

import pytest

from tests.support.reading import read

OCTOBER, NOVEMBER = ("2025-10-01", "2025-10-31"), ("2025-11-01", "2025-11-24")
LITRES = [
    ("en", "The figure for October was 78 million litres, and 117.3 million litres were registered from 1 to 24 November, customs said."),
    ("en", "Customs registered 78 million litres in October and 117.3 million between 1 and 24 November."),
    ("en", "In October 78 million litres were registered, but from 1 to 24 November 117.3 million litres were imported."),
    ("fr", "Le chiffre d'octobre était de 78 millions de litres et 117,3 millions de litres ont été enregistrés du 1er au 24 novembre, selon les douanes."),
    ("fr", "Les douanes ont enregistré 78 millions de litres en octobre, et 117,3 millions de litres ont été enregistrés entre le 1er et le 24 novembre."),
    ("ar", "سجلت الجمارك 78 مليون لتر في أكتوبر، و117.3 مليون لتر بين 1 و24 نوفمبر."),
    ("ar", "وقالت الجمارك إن 78 مليون لتر سجلت في أكتوبر و117.3 مليون لتر من 1 إلى 24 نوفمبر."),
]  # fmt: skip


def _days(claim):
    return claim.date.start.isoformat(), claim.date.end.isoformat()


@pytest.mark.parametrize(("language", "text"), LITRES)
def test_each_figure_takes_the_date_of_its_own_part(language, text):
    claims = {claim.best: claim for claim in read(text, language)}
    assert _days(claims[78e6]) == OCTOBER
    assert _days(claims[117.3e6]) == NOVEMBER


def test_three_parts_strung_together():
    text = "Customs registered 53 million litres in September, 78 million litres in October and 117.3 million litres between 1 and 24 November."
    claims = {claim.best: claim for claim in read(text, "en")}
    assert _days(claims[53e6]) == ("2025-09-01", "2025-09-30")
    assert _days(claims[78e6]) == OCTOBER
    assert _days(claims[117.3e6]) == NOVEMBER


def test_figures_of_one_date_share_it():
    text = "On 3 November 20 tankers were attacked, and 12 were burnt."
    assert {_days(claim) for claim in read(text, "en")} == {("2025-11-03", "2025-11-03")}


def test_the_day_of_a_report_is_still_no_date_of_the_event():
    claims = read("RFI reported on 15 November that 20 tankers were burnt on 3 October.", "en")
    assert _days(claims[0]) == ("2025-10-03", "2025-10-03")
    assert read("RFI said on 15 November that 20 tankers were burnt.", "en")[0].date.start is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A source close to JNIM, quoted by Reuters, speaks of 80 tankers destroyed, while a union official interviewed by the same agency counts about forty."),
        ("en", "A source close to JNIM told Reuters that 80 tankers were burnt, but a union official told the agency that about 40 were destroyed."),
        ("fr", "Une source proche du Jnim, citée par l'agence Reuters, parle de 80 citernes détruites, alors qu'un responsable syndical interrogé par la même agence en compte une quarantaine."),
        ("fr", "Une source proche du Jnim, citée par Reuters, parle de 80 citernes détruites, tandis qu'un responsable syndical joint par l'agence en compte une quarantaine."),
        ("ar", "وتحدث مصدر مقرب من جماعة نصرة الإسلام والمسلمين نقلت عنه رويترز عن تدمير 80 صهريجا، بينما قال مسؤول نقابي للوكالة نفسها إن عددها نحو 40."),
    ],
)  # fmt: skip
def test_each_figure_takes_the_source_of_its_own_part(language, text):
    claims = {claim.best: claim for claim in read(text, language)}
    kinds = {best: [link.kind for link in claim.said_by] for best, claim in claims.items()}
    assert kinds == {80: ["media", "armed_group"], 40: ["media", "union"]}
    assert {claim.said_by[0].source_id for claim in claims.values()} == {"reuters"}


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("en", "20 tankers were burnt between San and Mopti on 14 September.", "14 September"),
        ("en", "20 tankers have been burnt since 3 October near Kayes.", "since 3 October"),
        ("fr", "20 citernes ont été brûlées près de Kayes en Août 2025.", "en Août 2025"),
        ("fr", "20 citernes ont été brûlées à Kayes la semaine dernière.", "la semaine dernière"),
        ("ar", "أحرقت 20 صهريجا قرب كايس في أكتوبر/تشرين الأول.", "في أكتوبر/تشرين الأول"),
        ("ar", "أحرقت 20 صهريجا قرب كايس يوم ٣ أُكتوبر.", "يوم ٣ أُكتوبر"),
    ],
)
def test_the_words_of_a_date_are_verbatim(language, text, written):
    found = read(text, language)[0].date.text
    assert written in found
    assert found in text
