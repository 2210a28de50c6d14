"""What a table finds in a part of a text does not depend on what it was asked before."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from qafila.marked_phrases import find_marked
from qafila.phrases import ARABIC_CLITICS, ARABIC_ENDINGS, PhraseTable
from qafila.reports.dates import _alternation
from qafila.reports.day_words import days_in_words, small_numbers

PHRASES = ("fuel? tanker*|truck*", "run dry", "fuel", "truck ... dry", "ran|run", "to_run out?",
           "ten? fuel|run_dry ... out", "run ... tank*? dry", "ran|run_tank*", "to_run_t* dry?",
           "t*_ru*_dry|fuel|t*_out out", "run_*|ran", "*_run dry?",
           "ten? fuel? run|ran", "run (dry)? out|(ten)",
           "a? ten|to_run? fuel|tank* ... out", "p.m.|ten fuel? out")  # fmt: skip
ARABIC = ("شاحنه|شاحنات وقود?", "الوقود", "نفد ... الوقود", "هجوم*", "هاجم|هوجم قافله|رتل",
          "الوقود|القافله ... نفد", "شاحنه_وق*|رتل", "الوقود_في*", "*_قافله|شاح*_وقود",
          "في? شاحنات? وقود|نفد", "قافله_*|رتل")  # fmt: skip
WORDS = ("fuel", "tanker", "tankers", "trucks", "run", "ran", "dry", "to", "out", "ten", ",", ".",
         "p.m.", "a", "(dry)", "(ten)")  # fmt: skip
ARABIC_WORDS = ("شاحنه", "وشاحنات", "وقود", "للوقود", "والوقود", "نفدها", "هجومهم", "هاجموا",
                "هوجم", "قافلتهم", "قافله", "بالرتل", "في", ".")  # fmt: skip


def texts(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=14).map(" ".join)


def found(table: PhraseTable[int], flat: str, start: int, stop: int) -> list[tuple[int, int, int]]:
    return [(hit.start, hit.end, hit.value) for hit in table.find(flat, start, stop)]


@given(st.data(), st.booleans())
def test_a_part_reads_as_a_text_of_its_own(data: st.DataObject, arabic: bool) -> None:
    """A part that begins and ends with whole words holds what the same words hold alone."""
    phrases, words = (ARABIC, ARABIC_WORDS) if arabic else (PHRASES, WORDS)
    flat = data.draw(texts(words))
    bounds = sorted({0, len(flat), *(match.start() for match in re.finditer(r"(?<= )\S", flat))})
    start, stop = sorted(data.draw(st.tuples(*[st.sampled_from(bounds)] * 2)))
    particles = (ARABIC_CLITICS, ARABIC_ENDINGS) if arabic else ("", "")
    entries = [(phrase, number) for number, phrase in enumerate(phrases)]
    asked, fresh = PhraseTable(entries, *particles), PhraseTable(entries, *particles)
    asked.find(flat)
    alone = fresh.find(flat[start:stop])
    shifted = [(hit.start + start, hit.end + start, hit.value) for hit in alone]
    assert found(asked, flat, start, stop) == shifted


def asked_for() -> st.SearchStrategy[tuple[str, str]]:
    """A phrase and a text in one language."""
    return st.one_of(
        st.tuples(st.sampled_from(phrases), texts(words))
        for phrases, words in ((ARABIC, ARABIC_WORDS), (PHRASES, WORDS))
    )


# A star alone is a word: no blank behind a point, and none at the end of a text, stands for it.
@example(("*_قافله|شاح*_وقود", ". قافله"))
@example(("*_قافله|شاح*_وقود", "قافله . في قافله"))
@example(("قافله_*|رتل", "في قافله ."))
@example(("run_*|ran", "run . run dry"))
@given(asked_for())
def test_a_phrase_matches_as_its_expression_would(asked: tuple[str, str]) -> None:
    """Words looked up one by one make the matches that a regular expression of them makes."""
    phrase, flat = asked
    arabic = not phrase.isascii()
    particles = (ARABIC_CLITICS, ARABIC_ENDINGS) if arabic else ("", "")
    hits = {span[:2] for span in found(PhraseTable([(phrase, 0)], *particles), flat, 0, len(flat))}
    expected = {span[1:] for span in find_marked(phrase, flat, *particles, written=True)}
    anywhere = {
        (first + start, last + start)
        for start in range(len(flat))
        if not start or not flat[start - 1].isalnum()
        for _, first, last in find_marked(phrase, flat[start:], *particles, written=True)
    }
    assert expected <= hits <= anywhere


@given(st.data())
def test_texts_in_turn_keep_apart(data: st.DataObject) -> None:
    """More texts than a table remembers, asked for in any order."""
    table = PhraseTable([(phrase, number) for number, phrase in enumerate(PHRASES)])
    for flat in data.draw(st.lists(texts(WORDS), min_size=2, max_size=9)):
        fresh = PhraseTable([(phrase, number) for number, phrase in enumerate(PHRASES)])
        assert found(table, flat, 0, len(flat)) == found(fresh, flat, 0, len(flat))


@given(st.sampled_from(("ar", "en", "fr")), st.data())
def test_names_of_days_are_matched_as_if_listed_by_length(
    language: str, data: st.DataObject
) -> None:
    names = sorted({*days_in_words(language), *small_numbers(language)})
    plain = "|".join(
        re.escape(name).replace(r"\ ", r"[ \-]+") for name in sorted(names, key=len, reverse=True)
    )
    text = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4).map(" ".join))
    spans = [match.span() for match in re.finditer(plain, text)]
    assert [match.span() for match in re.finditer(_alternation(names), text)] == spans
