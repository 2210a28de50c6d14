# ruff: noqa: E501  # one case a line reads best
"""Whom a figure counts, and whether the text tells of another than before, in each language."""

from __future__ import annotations

import pytest

from tests.support.reading import read

COUNTED = [
    ("en", "47 Malian soldiers were killed near Kayes.", ("fighters", "MLI", "malian_army")),
    ("en", "At least 50 Wagner fighters were killed.", ("fighters", "RUS", "wagner")),
    ("en", "20 members of Wagner were killed.", (None, "RUS", "wagner")),
    ("en", "Mali hosts 90,000 refugees from Burkina Faso.", ("refugees", "BFA", None)),
    ("en", "The country hosts 70,000 asylum seekers.", ("asylum_seekers", None, None)),
    ("en", "500 people who came from Mali crossed the border.", (None, "MLI", None)),
    ("fr", "47 soldats maliens ont été tués.", ("fighters", "MLI", "malian_army")),
    ("fr", "50 combattants de Wagner ont été tués.", ("fighters", "RUS", "wagner")),
    ("fr", "Le pays accueille 90 000 réfugiés burkinabè.", ("refugees", "BFA", None)),
    ("fr", "Le pays accueille 70 000 demandeurs d'asile venus du Mali.", ("asylum_seekers", "MLI", None)),
    ("ar", "قتل 47 جنديا ماليا قرب كايس.", ("fighters", "MLI", None)),
    ("ar", "قتل 50 من عناصر فاغنر.", ("fighters", "RUS", "wagner")),
    ("ar", "قدر القتلى من فاغنر بما لا يقل عن 20.", ("RUS", "wagner")),
    ("ar", "تستضيف البلاد 90 ألف لاجئ من بوركينا فاسو.", ("refugees", "BFA", None)),
    ("ar", "تستضيف البلاد 70 ألف طالب لجوء.", ("asylum_seekers", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "counted"), COUNTED)
def test_whom_a_figure_counts(language, text, counted):
    claim = next(claim for claim in read(text, language) if claim.best is not None)
    assert claim.counted is not None
    found = (claim.counted.group, claim.counted.country, claim.counted.affiliation)
    assert found[-len(counted) :] == counted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "20 soldiers were killed, the Malian army said."),
        ("en", "Mauritania hosts 300,000 refugees, most of them Malian."),
        ("fr", "20 soldats ont été tués, selon l'armée malienne."),
        ("fr", "La Mauritanie accueille 300 000 réfugiés, en majorité maliens."),
        ("ar", "قتل 20 جنديا، وفق الجيش المالي."),
    ],
)
def test_who_speaks_or_is_a_part_is_not_counted(language, text):
    claim = next(claim for claim in read(text, language) if claim.best is not None)
    assert claim.counted is None or claim.counted.country is None


def test_what_is_no_people_counts_nobody():
    assert all(claim.counted is None for claim in read("40 Malian tankers were burnt.", "en"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "27 prisoners were released in return."),
        ("fr", "27 prisonniers ont été libérés en échange."),
        ("ar", "أطلق سراح 27 سجينا في المقابل."),
    ],
)
def test_prisoners_are_no_hostages(language, text):
    assert [(c.quantity, c.best) for c in read(text, language) if c.best] == [
        ("prisoners_released", 27)
    ]


ANOTHER = [
    ("en", "A second convoy of 168 tankers reached Bamako.", True),
    ("en", "168 other tankers reached Bamako.", True),
    ("en", "Another 168 tankers reached Bamako.", True),
    ("en", "Another convoy was attacked near Kayes.", True),
    ("en", "More than 168 tankers reached Bamako, and no other source confirmed it.", False),
    ("en", "168 tankers reached Bamako on the second day.", False),
    ("fr", "Un second convoi de 168 citernes est arrivé à Bamako.", True),
    ("fr", "168 autres citernes sont arrivées à Bamako.", True),
    ("fr", "Une autre attaque a visé un convoi près de Kayes.", True),
    ("fr", "168 citernes sont arrivées à Bamako, selon un autre chiffre de RFI.", False),
    ("ar", "وصلت قافلة ثانية من 168 صهريجا إلى باماكو.", True),
    ("ar", "دخلت 168 صهريجا أخرى باماكو.", True),
    ("ar", "استهدف هجوم آخر قافلة قرب كايس.", True),
    ("ar", "وصلت 168 صهريجا إلى باماكو، ولم يؤكد ذلك أي مصدر آخر.", False),
]


@pytest.mark.parametrize(("language", "text", "another"), ANOTHER)
def test_another_event_is_told_as_such(language, text, another):
    told = [
        c for c in read(text, language) if c.event_type in {"supply_arrival", "attack_on_convoy"}
    ]
    assert told
    assert {claim.another for claim in told} == {another}


POWER = [
    ("en", "Districts get six hours of electricity a day.", "electricity_hours"),
    ("en", "Electricity supply has fallen from 19 hours to six hours a day.", "electricity_hours"),
    ("en", "Power cuts of six hours hit Bamako.", "outage_hours"),
    ("en", "Bamako was without electricity for six hours.", "outage_hours"),
    ("en", "Blackouts last six hours in Bamako.", "outage_hours"),
    ("fr", "Les quartiers reçoivent six heures d'électricité par jour.", "electricity_hours"),
    ("fr", "Des coupures de six heures touchent Bamako.", "outage_hours"),
    ("fr", "Bamako subit six heures de coupure d'électricité.", "outage_hours"),
    ("fr", "Les délestages durent six heures à Bamako.", "outage_hours"),
    ("ar", "اقتصرت الكهرباء على ست ساعات يوميا.", "electricity_hours"),
    ("ar", "وتراجعت ساعات الكهرباء من ١٩ ساعة إلى ست ساعات في اليوم.", "electricity_hours"),
    ("ar", "بلغ انقطاع الكهرباء ست ساعات في باماكو.", "outage_hours"),
    ("ar", "انقطعت الكهرباء ست ساعات عن باماكو.", "outage_hours"),
]


@pytest.mark.parametrize(("language", "text", "quantity"), POWER)
def test_hours_of_power_and_hours_without(language, text, quantity):
    assert [(c.quantity, c.best) for c in read(text, language) if c.best] == [(quantity, 6)]
