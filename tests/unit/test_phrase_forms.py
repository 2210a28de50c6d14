"""Each way to write a phrase that the lexicons' README names does what it says."""

from __future__ import annotations

import pytest

from qafila.phrases import ARABIC_CLITICS, ARABIC_ENDINGS, PhraseTable

FORMS = [
    ("burnt|burned tankers", "ten burned tankers", "burned tankers"),
    ("burnt|set_fire", "they set fire", "set fire"),
    ("fuel? tankers", "the tankers", "tankers"),
    ("a? trade? union", "with a trade union", "a trade union"),
    ("a? trade? union", "with a union", "a union"),
    ("a? trade? union", "with trade union", "trade union"),
    ("a? trade? union", "with union", "union"),
    ("reorganis*", "it reorganised", "reorganised"),
    ("met_en_garde*|averti*", "elle met en garde", "met en garde"),
    ("chass*_du_pouv*|evince*", "elle fut chassee du pouvoir", "chassee du pouvoir"),
    ("averti*|met_en_gard*", "elle met en gardes", "met en gardes"),
    ("schools ... closed", "schools were all closed", "schools were all closed"),
    ("u.n.|un agency", "the u.n. agency", "u.n. agency"),
    ("army u.n.|(fama)", "the army (fama) said", "army (fama)"),
    ("a? big? u.n.", "a big u.n. said", "a big u.n."),
]
ARABIC = [
    ("في? شاحنات? وقود", "وفي شاحنات وقود", "وفي شاحنات وقود"),
    ("صهاريج_وق*|رتل", "صهاريج الوقود", None),
    ("صهار*_وقود|رتل", "والصهاريج وقودهم", "صهاريج وقودهم"),
    ("صهاريج_وق*|رتل", "وصهاريج وقودها", "صهاريج وقودها"),
]


@pytest.mark.parametrize(("phrase", "flat", "found"), FORMS)
def test_a_form_is_found(phrase, flat, found):
    hit = PhraseTable([(phrase, 0)]).find(flat)[0]
    assert flat[hit.start : hit.end] == found


@pytest.mark.parametrize(("phrase", "flat", "found"), ARABIC)
def test_an_arabic_form_is_found(phrase, flat, found):
    hits = PhraseTable([(phrase, 0)], ARABIC_CLITICS, ARABIC_ENDINGS).find(flat)
    assert (flat[hits[0].start : hits[0].end] if hits else None) == found
