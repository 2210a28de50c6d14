from __future__ import annotations

import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qafila.claims import Document, claim_from_record, claim_record
from qafila.errors import ReportError
from qafila.places import Gazetteer
from qafila.reports import read_claims
from qafila.reports.lexicons import rows
from qafila.terms import values
from qafila.text import fold
from tests.support.reading import GAZETTEER, PUBLISHED

TEXTS = {
    "en": "RFI reported on 15 September that at least 20 tankers had been burnt between San "
    "and Mopti. About 2,500 people fled Nara last week, according to UNHCR. Pumps ran dry.",
    "fr": "Selon le HCR, cité par l'AFP, plus de 2 500 personnes ont fui Nara la semaine dernière. "
    "Au moins 20 citernes ont été brûlées entre San et Mopti le 14 septembre.",
    "ar": "قالت رويترز نقلا عن مسؤول نقابي إن نحو 40 صهريجا أحرقت بين سان وموبتي يوم 14 سبتمبر. "
    "وفر أكثر من 2500 شخص من نارا الأسبوع الماضي، بحسب المفوضية.",
}
LATIN_MARKS = "\u200e\u200b\u2066\u2069\u00ad"
MARKS = {
    "ar": "\u0640\u064b\u064e\u0650\u0651\u0652\u200f\u200e\u202b\u202c\u2067\u2069",
    "en": LATIN_MARKS,
    "fr": LATIN_MARKS,
}
FOREIGN = {
    word for row in rows("rival_words") for word in fold(row["words"]).text.split() if len(word) > 1
}
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")


# Any characters, and what is likelier to trip a reader: codes, marks, digits and half sentences.
ANY_TEXT = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="Aa0oOyeéا١و\u0640\u200f .,;:-/'\"()\n%", max_size=400),
    st.lists(
        st.sampled_from([*" ".join(TEXTS.values()).split(), "A0", "0", "-", "\u0000", "٪", "RN24"])
    ).map(" ".join),
)


def _read(text, language, published=PUBLISHED):
    document = Document.from_text(text, "x", language=language, published=published)
    try:
        return document, read_claims(document, GAZETTEER)
    except ReportError as error:
        # Only text that is clearly in another language is refused; nothing else may be raised.
        if "language is not supported" not in str(error) or not _is_foreign(text):
            raise
        return document, ()


def _is_foreign(text):
    """Forty letters mostly of other scripts, or eight words many of which are another tongue's."""
    letters = [one for one in text if one.isalpha()]
    names = [unicodedata.name(one, "").split(" ")[0] for one in letters]
    others = sum(name not in ("LATIN", "ARABIC") for name in names)
    others += sum(one in "پچگٹڈڑڤۆێەھےںژ" for one in letters) * 5
    if len(letters) >= 40 and others > min(names.count("LATIN"), names.count("ARABIC")):
        return True
    words = re.findall(r"[^\W\d_]{2,}", fold(text).text)
    return len(words) >= 8 and sum(word in FOREIGN for word in words) >= len(words) / 10


def _content(claims):
    return [
        (
            claim.event_type, claim.subtype, claim.quantity, claim.best, claim.low, claim.high,
            claim.date.start, claim.date.end, claim.modality,
            [(place.location_id, place.role) for place in claim.locations],
            [(link.source_id, link.kind) for link in claim.said_by],
        )
        for claim in claims
    ]  # fmt: skip


@st.composite
def _marked(draw):
    language = draw(st.sampled_from(sorted(TEXTS)))
    text = TEXTS[language]
    places = draw(st.lists(st.integers(1, len(text) - 1), max_size=12))
    for place in sorted(places, reverse=True):
        if text[place - 1].isalpha():
            text = text[:place] + draw(st.sampled_from(MARKS[language])) + text[place:]
    return language, text


@given(_marked(), st.sampled_from(["NFC", "NFD", None]), st.sampled_from(SCRIPTS))
@settings(max_examples=60, deadline=None)
def test_marks_forms_and_digit_scripts_change_nothing_and_spans_stay_verbatim(case, form, digits):
    language, text = case
    changed = unicodedata.normalize(form, text) if form else text
    changed = changed.translate(str.maketrans(SCRIPTS[0], digits))
    document, claims = _read(changed, language)
    for claim in claims:
        assert claim.span.text == document.text[claim.span.start : claim.span.end]
    assert _content(claims) == _content(_read(TEXTS[language], language)[1])


@given(ANY_TEXT, st.sampled_from(["en", "fr", "ar"]))
@settings(max_examples=150, deadline=None)
@example("A0A0A0A0A0A0A0A0 a o e y i " * 4, "en")
def test_reading_never_raises_and_spans_are_verbatim(text, language):
    document, claims = _read(text, language)
    for claim in claims:
        assert claim.span.text == document.text[claim.span.start : claim.span.end]


def test_text_in_another_language_is_refused_whatever_is_declared():
    text = "Los camiones fueron quemados en la carretera y las ciudades están sin combustible."
    document = Document.from_text(text, "x", language="fr", published=PUBLISHED)
    with pytest.raises(ReportError, match="language is not supported"):
        read_claims(document, GAZETTEER)


@st.composite
def _shuffled(draw):
    language = draw(st.sampled_from(sorted(TEXTS)))
    words = " ".join(TEXTS.values()).split()
    return language, " ".join(draw(st.lists(st.sampled_from(words), max_size=60)))


@given(_shuffled(), st.one_of(st.none(), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))))
@settings(max_examples=100, deadline=None)
def test_any_order_of_words_gives_claims_in_the_vocabulary(case, published):
    language, text = case
    _, claims = _read(text, language, published)
    for claim in claims:
        assert claim.event_type in values("event_type")
        assert claim.modality in values("modality")
        assert claim.measure is None or claim.measure in values("claim_measure")
        assert all(place.role in values("location_role") for place in claim.locations)
        assert all(place.precision in values("location_precision") for place in claim.locations)
        assert all(link.kind in values("source_kind") for link in claim.said_by)
        assert all(actor.kind in values("actor_kind") for actor in claim.actors)
        assert claim.date.basis is None or claim.date.basis in values("date_basis")
        assert claim.date.precision is None or claim.date.precision in values("date_precision")
        if claim.low is not None and claim.high is not None:
            assert claim.low <= claim.high
        if claim.date.start and claim.date.end:
            assert claim.date.start <= claim.date.end
        assert claim_from_record(claim_record(claim)) == claim


@given(_shuffled())
@settings(max_examples=60, deadline=None)
def test_without_publication_no_relative_date_is_resolved(case):
    language, text = case
    for claim in _read(text, language, None)[1]:
        if claim.date.basis == "relative":
            assert claim.date.start is None or any(c.isdigit() for c in text)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.offsets) == len(folded.flat)
    assert list(folded.offsets) == sorted(folded.offsets)
    for position in range(len(folded.text)):
        start, end = folded.raw_span(position, position + 1)
        assert 0 <= start < end <= len(text)


def test_an_empty_gazetteer_still_reads():
    document = Document.from_text(TEXTS["en"], "x", language="en")
    assert read_claims(document, Gazetteer(()))
