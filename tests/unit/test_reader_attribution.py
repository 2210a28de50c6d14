# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import pytest

from tests.support.reading import read

# language, text, kinds and identifiers of the chain from relay to origin
CHAINS = [
    ("en", "40 tankers were burnt, a union official told Reuters.", [("reuters", "media"), (None, "union")]),
    ("en", "RFI reported that 20 tankers were burnt, citing local sources.", [("rfi", "media"), (None, "local_source")]),
    ("en", "According to UNHCR, quoted by AFP, 300 people fled Nara.", [("afp", "media"), ("unhcr", "intergovernmental")]),
    ("en", "JNIM said that 40 tankers were burnt.", [("jnim", "armed_group")]),
    ("en", "The army denied that 40 tankers were burnt.", [(None, "government")]),
    ("en", "Bamako said that 40 tankers had reached the city.", [("government_mli", "government")]),
    ("en", "State television said that 40 tankers had arrived.", [(None, "state_media")]),
    ("fr", "40 citernes ont été brûlées, a indiqué RFI.", [("rfi", "media")]),
    ("fr", "Selon le HCR, cité par l'AFP, 300 personnes ont fui Nara.", [("afp", "media"), ("unhcr", "intergovernmental")]),
    ("fr", "Le Jnim a revendiqué la destruction de 40 citernes.", [("jnim", "armed_group")]),
    ("fr", "D'après des sources locales, 40 citernes ont été brûlées.", [(None, "local_source")]),
    ("fr", "Des citernes sont bloquées, a affirmé à RFI un transporteur.", [("rfi", "media"), (None, "unnamed")]),
    ("ar", "قالت رويترز نقلا عن مسؤول نقابي إن 40 صهريجا أحرقت.", [("reuters", "media"), (None, "union")]),
    ("ar", "أحرقت 40 صهريجا، وفق إذاعة فرنسا الدولية.", [("rfi", "media")]),
    ("ar", "أعلنت جماعة نصرة الإسلام والمسلمين إحراق 40 صهريجا.", [("jnim", "armed_group")]),
    ("ar", "وقال مصدر أمني لرويترز إن 40 صهريجا أحرقت.", [("reuters", "media"), (None, "local_source")]),
    ("ar", "بحسب المفوضية السامية للأمم المتحدة لشؤون اللاجئين فر 300 شخص من نارا.", [("unhcr", "intergovernmental")]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "chain"), CHAINS)
def test_chain(language, text, chain):
    claim = read(text, language)[0]
    assert [(link.source_id, link.kind) for link in claim.said_by] == chain


@pytest.mark.parametrize(
    ("language", "text", "modality"),
    [
        ("en", "The army denied that 40 tankers were burnt.", "denied"),
        ("en", "The government admitted that 40 tankers were burnt.", "admitted"),
        ("en", "JNIM claimed that 40 tankers were burnt.", "claimed"),
        ("en", "Reuters estimated that 40 tankers were burnt.", "estimated"),
        ("en", "Reportedly, 40 tankers were burnt.", "conditional"),
        ("en", "40 tankers were burnt.", "asserted"),
        ("fr", "Une vingtaine de citernes auraient été brûlées.", "conditional"),
        ("fr", "Le gouvernement a démenti que 40 citernes aient été brûlées.", "denied"),
        ("fr", "Le Jnim affirme avoir brûlé 40 citernes.", "claimed"),
        ("fr", "Le gouvernement a reconnu que 40 citernes ont été brûlées.", "admitted"),
        ("ar", "نفى الجيش إحراق 40 صهريجا.", "denied"),
        ("ar", "أقرت الحكومة بإحراق 40 صهريجا.", "admitted"),
        ("ar", "زعمت جماعة نصرة الإسلام والمسلمين إحراق 40 صهريجا.", "claimed"),
    ],
)
def test_modality(language, text, modality):
    assert read(text, language)[0].modality == modality


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "RFI reported an attack on a convoy. The radio said that 20 tankers were burnt."),
        ("fr", "RFI rapporte l'attaque d'un convoi. Selon la radio, 20 citernes ont été brûlées."),
        ("ar", "ذكرت إذاعة فرنسا الدولية أن قافلة تعرضت لهجوم. وقالت الإذاعة إن 20 صهريجا أحرقت."),
    ],
)
def test_a_source_named_again_by_its_kind(language, text):
    assert read(text, language)[-1].said_by[0].source_id == "rfi"


def test_a_radio_is_not_a_country_and_a_speaking_capital_no_place():
    (claim,) = read("Radio France Internationale said that 20 tankers were burnt.", "en")
    assert claim.locations == ()
    (claim,) = read("Bamako said that 20 tankers were burnt near Nara.", "en")
    assert [place.location_id for place in claim.locations] == ["nara"]


def test_an_analyst_gives_an_opinion():
    (claim,) = read("Analysts believe that the government could collapse.", "en")
    assert (claim.event_type, claim.modality) == ("risk_outlook", "opinion")
