"""Any section of a brief as text for a terminal."""

from __future__ import annotations

import dataclasses
import re

import pytest
from markupsafe import Markup
from rich.cells import cell_len

from qafila.brief import Brief
from qafila.brief.isolation import left_to_right, name
from qafila.brief.model import Figure, Points, Prose, Ref, Section, Sentence, Table
from qafila.brief.plain import Terminal, plain_text, write_section
from qafila.terms import LANGUAGES
from tests.support import made_assessment as by_hand
from tests.support import synthetic_brief as made

MARKS = "\u2068\u2069"
UNBROKEN = "\u00a0\u202f"


def bare(line: str) -> str:
    """The line without the marks that a terminal shows as nothing."""
    return line.translate(dict.fromkeys(map(ord, MARKS)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 100])
def test_every_section_of_a_brief_fits_a_terminal(language: str, width: int) -> None:
    brief = Brief(made.hostile_situation(), made.forecast(), language, "internal")
    told = by_hand.judged(by_hand.whole(by_hand.attacks(), by_hand.silence()), language)
    brief.context.__dict__["judged"] = dataclasses.replace(told, context=brief.context)
    for section in brief.sections:
        terminal = Terminal(width, rtl=language == "ar", folded=True)
        lines = write_section(section, terminal)
        assert plain_text(section.title, rtl=terminal.rtl).startswith(lines[0])
        pictures = all(isinstance(block, Figure) for block in section.blocks)
        assert pictures or len(lines) > 2
        for line in lines:
            assert all(sign.isprintable() or sign in MARKS + UNBROKEN for sign in line)
            # A word longer than the line is not broken: addresses are to be copied.
            assert cell_len(bare(line)) <= width or len(bare(line).split()) <= 3
            assert line.count(MARKS[0]) == line.count(MARKS[1])


def test_control_characters_and_overrides_are_gone() -> None:
    words = Markup("{} {}").format("dry\x1b[2J\x07", "Kayes \u202eroad\u2066")
    assert plain_text(words) == "dry[2J Kayes road"


def test_spaces_that_may_not_break_stay() -> None:
    said = Markup("Niveau\u00a0: {}").format(left_to_right("30\u202f%"))
    assert plain_text(said) == "Niveau\u00a0: 30\u202f%"
    assert Terminal(10).wrap("un Niveau\u00a0: x") == ["un", "Niveau\u00a0: x"]


def test_only_what_runs_against_the_page_is_isolated() -> None:
    both = Markup("{} {}").format(name("Bamako"), name("باماكو"))
    assert plain_text(both) == "Bamako \u2068باماكو\u2069"
    assert plain_text(both, rtl=True) == "\u2068Bamako\u2069 باماكو"


def test_numbers_of_claims_stand_behind_and_the_rest_is_counted() -> None:
    refs = tuple(Ref(f"claim-{n}", str(n)) for n in range(1, 8))
    terminal = Terminal(None, most=3)
    block = Points((Sentence(Markup("Pumps are dry."), refs),), Markup("Fuel"))
    lines = write_section(Section("s", Markup("S"), (block,)), terminal)
    assert lines[3:] == ["Fuel", "- Pumps are dry. [1] [2] [3] +4"]
    assert terminal.shown == {"claim-1": "1", "claim-2": "2", "claim-3": "3"}


def test_folded_tables_are_left_out_unless_asked_for() -> None:
    table = Table(Markup("Old"), (Markup("A"),), (), folded=True)
    section = Section("s", Markup("S"), (table, Prose((Sentence(Markup("x")),))))
    assert write_section(section, Terminal()) == ["S", "=", "", "x"]
    assert "Old" in write_section(section, Terminal(folded=True))


def test_text_looks_the_same_however_markup_is_cut() -> None:
    assert plain_text(Markup("a<br>b <details><summary>c</summary>d</details>")) == "a b c d"
    assert re.fullmatch(r"\S+", plain_text(Markup("<svg><path d='M0'/></svg>x")))
