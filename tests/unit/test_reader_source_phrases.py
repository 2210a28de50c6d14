"""Who speaks, by what he is called: the grammar of sources in three languages."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from qafila.claims import Document
from qafila.places import Gazetteer, Place
from qafila.reports import read_claims

PLACES = Gazetteer((Place("Kayes", "kayes", "MLI", "city"), Place("كايس", "kayes", "MLI", "city")))

SAID = [
    ("en", "40 tankers were burnt near Kayes, two aid officials said.", "two aid officials", "unnamed"),
    ("en", "According to a customs officer at the Hamra post, 40 tankers were burnt.", "a customs officer at the Hamra post", "government"),
    ("en", "Residents reached by telephone said 40 tankers were burnt.", "Residents", "local_source"),
    ("en", "40 tankers were burnt, the Savanna Doctors Network said.", "the Savanna Doctors Network", "ngo"),
    ("en", "The state police command confirmed that 40 tankers were burnt.", "The state police command", "government"),
    ("en", "40 tankers were burnt, complained a fuel trader.", "a fuel trader", "local_source"),
    ("en", "SOBATRA, the state utility, said 40 tankers were burnt.", "SOBATRA", "government"),
    ("en", "An official of the transmission company said 40 tankers were burnt.", "An official of the transmission company", "government"),
    ("en", "The mayor John Doe said 40 tankers were burnt.", "The mayor", "government"),
    ("en", "40 tankers were burnt, the weekly Delta Courier reported.", "Delta Courier", "media"),
    ("fr", "40 citernes ont été brûlées, déplore un élu local.", "un élu local", "local_source"),
    ("fr", "40 citernes ont été brûlées, nous confie le gérant.", "le gérant", "local_source"),
    ("fr", "D'après la Protection civile, 40 citernes ont été brûlées.", "la Protection civile", "government"),
    ("fr", "Selon le préfet de Bounra, 40 citernes ont été brûlées.", "le préfet de Bounra", "government"),
    ("fr", "40 citernes ont été brûlées, a appris notre rédaction d'une source militaire.", "une source militaire", "local_source"),
    ("fr", "Le maire, Jean Dupont, a déclaré que 40 citernes ont été brûlées.", "Le maire", "government"),
    ("ar", "قال تاجر في سوق المدينة إن 40 صهريجا أحرقت.", "تاجر في سوق المدينة", "local_source"),
    ("ar", "أحرقت 40 صهريجا، بحسب شهود عيان.", "شهود عيان", "local_source"),
    ("ar", "أعلنت المؤسسة العامة للكهرباء أن 40 صهريجا أحرقت.", "المؤسسة العامة للكهرباء", "government"),
    ("ar", "وزارة النقل تقول إن 40 صهريجا أحرقت.", "وزارة النقل", "government"),
]  # fmt: skip
UNSAID = [
    ("en", "No resident said that 40 tankers were burnt."),
    ("en", "40 tankers were burnt, our correspondent reports."),
    ("en", "Relatives were told that 40 tankers were burnt."),
    ("fr", "Aucune source ne confirme que 40 citernes ont été brûlées."),
    ("fr", "Des chauffeurs ont fui et 40 citernes ont été brûlées."),
    ("ar", "فر السكان بعد أن أحرقت 40 صهريجا."),
]
RESOLVED = [
    (
        "en",
        "A teacher in Jibra fled. 40 tankers were burnt, the teacher said.",
        "A teacher in Jibra",
    ),
    (
        "en",
        "Traders in Hamra complained. According to them, 40 tankers were burnt.",
        "Traders in Hamra",
    ),
    ("fr", "Le gérant parle de pénurie. Selon lui, 40 citernes ont été brûlées.", "Le gérant"),
    ("ar", "قالت وزارة النفط إن السعر ثابت. وأضاف البيان أن 40 صهريجا أحرقت.", "وزارة النفط"),
]


def _said_by(language: str, text: str, outlet: str | None = None):
    note = Document.from_text(text, "note.md", language=language, outlet=outlet)
    claims = [c for c in read_claims(note, PLACES) if c.best == 40 or c.low == 40]
    assert claims
    return claims[-1].said_by


@pytest.mark.parametrize(("language", "text", "name", "kind"), SAID)
def test_who_is_called_so_speaks(language, text, name, kind):
    assert [(link.name, link.kind) for link in _said_by(language, text)] == [(name, kind)]


@pytest.mark.parametrize(("language", "text"), UNSAID)
def test_who_is_only_named_does_not_speak(language, text):
    assert _said_by(language, text) == ()


@pytest.mark.parametrize(("language", "text", "name"), RESOLVED)
def test_a_short_form_is_the_one_named_before(language, text, name):
    assert [link.name for link in _said_by(language, text)] == [name]


def test_a_ministry_is_not_its_own_source():
    text = "The Ministry says that 40 tankers were burnt."
    assert [link.name for link in _said_by("en", text, "Ministry of Oil")] == ["Ministry of Oil"]


def test_whom_an_interview_presents_gives_its_answers():
    text = (
        "We met the secretary general of the drivers' union.\n\nHow many were lost?\n"
        "- 40 tankers were burnt near Kayes.\n\nAnd now?\n- We wait."
    )
    [link] = _said_by("en", text)
    assert link.kind == "union"


def test_no_private_name_is_kept():
    for link in _said_by("en", "The governor Adam Smith said 40 tankers were burnt near Kayes."):
        assert "Smith" not in link.name


def test_what_stands_beyond_a_semicolon_is_not_quoted_from_there():
    text = "40 tankers were burnt near Kayes; the town council put arrivals at 300."
    assert _said_by("en", text) == ()
