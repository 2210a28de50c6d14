"""A figure's source is that of its own part of a sentence."""

from __future__ import annotations

import pytest

from tests.support.reading import read

JOINED = [
    (
        "en",
        "An AFP journalist observed that districts get three hours of electricity a day, and a "
        "trade official said that 200 tankers had arrived.",
    ),
    (
        "en",
        "Districts get three hours of electricity a day, an AFP journalist observed, and 200 "
        "tankers arrived, a trade official said.",
    ),
    (
        "fr",
        "Une journaliste de l'AFP a constaté trois heures d'électricité par jour, et le "
        "gouvernement a déclaré que 200 citernes étaient arrivées.",
    ),
]


@pytest.mark.parametrize(("language", "text"), JOINED)
def test_each_figure_has_its_own_speaker(language, text):
    claims = {claim.quantity: claim for claim in read(text, language)}
    hours, tankers = claims["electricity_hours"], claims["tankers_arrived"]
    assert {source.kind for source in hours.said_by} == {"media"}
    assert [source.kind for source in tankers.said_by] == ["government"]


SET_APART = [
    ("en", "An official told AFP that 120 tankers had arrived, while residents get three hours of "
           "electricity a day."),
    ("ar", "وقال مسؤول في إدارة التجارة لوكالة الصحافة الفرنسية إن 120 صهريجا وصلت إلى باماكو، "
           "فيما اقتصرت الكهرباء على ثلاث ساعات يوميا."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), SET_APART)
def test_what_is_set_apart_is_told_by_the_outlet(language, text):
    claims = {claim.quantity: claim for claim in read(text, language)}
    assert {source.kind for source in claims["electricity_hours"].said_by} == {"media"}
    assert claims["tankers_arrived"].said_by[-1].kind == "government"
