"""The text itself tells its language, whatever the front matter says."""

from __future__ import annotations

import logging

import pytest

from qafila.errors import ReportError
from tests.support.reading import read

UNKNOWN = [
    "Die Tankwagen wurden in der Nähe der Grenze verbrannt und die Stadt ist ohne Treibstoff.",
    "Los camiones cisterna fueron quemados cerca de la frontera y la ciudad no tiene combustible.",
    "Бензовозы были сожжены недалеко от границы, и в городе нет топлива.",
    "Os caminhões foram queimados perto da fronteira e a cidade não tem combustível, dizem os "
    "moradores.",
]
KNOWN = [
    ("en", "40 tankers were burnt on the road to the city and the pumps are dry."),
    ("fr", "40 citernes ont été brûlées sur la route de la ville et les pompes sont à sec."),
    ("ar", "أحرقت 40 صهريجا على الطريق إلى المدينة في كايس، وقد نفد الوقود من المحطات."),
]


@pytest.mark.parametrize("text", UNKNOWN)
@pytest.mark.parametrize("declared", ["en", "fr", "ar"])
def test_an_unknown_language_is_an_error_whatever_is_declared(text, declared):
    with pytest.raises(ReportError, match="language is not supported"):
        read(text, declared)


@pytest.mark.parametrize(("language", "text"), KNOWN)
@pytest.mark.parametrize("declared", ["en", "fr", "ar"])
def test_the_text_wins_over_what_is_declared(language, text, declared, caplog):
    with caplog.at_level(logging.WARNING, logger="qafila"):
        claims = read(text, declared)
    assert claims[0].best == 40
    assert {claim.language for claim in claims} == {language}
    assert bool(caplog.records) == (declared != language)


def test_a_few_words_do_not_contradict_the_front_matter(caplog):
    assert read("Kayes: 40 citernes brûlées.", "fr")[0].language == "fr"
    assert not caplog.records
