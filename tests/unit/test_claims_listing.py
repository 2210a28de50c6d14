"""Claims shown to people: two lines each, within the width, whatever a report holds."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qafila.api import open_case
from qafila.claims import Claim, Location, Source, Span
from qafila.commands.listing import list_claims

CLAIM = Claim(
    "c", "d", dt.date(2025, 9, 16), "ar", "attack_on_convoy", Span(0, 1, "أحرقت صهاريج"), "claimed",
    "1", quantity="tankers_destroyed", low=36.0, high=44.0, unit="tankers",
    locations=(Location("كايس", "kayes"),),
    said_by=(Source("Reuters", "reuters", "media"), Source("مسؤول نقابي", None, "official")),
)  # fmt: skip


def shown_columns(line):
    return cell_len("".join(one for one in line if one not in "\u2068\u2069"))


def test_a_claim_is_two_lines_in_words_and_not_in_identifiers():
    facts, words = list_claims([CLAIM], {"kayes": "Kayes"})
    assert facts.startswith("reported 2025-09-16 · attack on a convoy · 36-44 tankers · Kayes · ")
    assert facts.endswith("\u2068مسؤول نقابي\u2069, via Reuters")
    assert words == "  أحرقت صهاريج"


@given(st.text(max_size=300), st.text(min_size=1, max_size=80), st.integers(20, 200))
def test_no_line_is_wider_than_the_terminal_or_steers_it(words, name, width):
    claim = dataclasses.replace(
        CLAIM,
        span=Span(0, len(words), words),
        locations=(Location(name),),
        said_by=(Source(name, None, "media"),),
    )
    lines = list_claims([claim], {}, width=width)
    assert len(lines) == 2
    for line in lines:
        assert shown_columns(line) <= width
        assert line.count("\u2068") == line.count("\u2069")
        assert all(one.isprintable() or one in "\u2068\u2069" for one in line)


def test_nothing_is_cut_where_nobody_looks_at_columns():
    words = "dry " * 200
    claim = dataclasses.replace(CLAIM, span=Span(0, len(words), words))
    assert list_claims([claim], {})[1].strip() == words.strip()


@pytest.fixture(scope="module")
def ledger():
    return open_case("mali-2025").ledger()


def test_each_disputed_claim_stands_once_below_its_dispute(ledger):
    disputes = ledger.disputes()
    told = {
        claim.claim_id: claim
        for dispute in disputes
        for version in dispute.versions
        for claim in version.claims
    }
    lines = list_claims(list(told.values()), {}, disputes=disputes)
    headings = [line for line in lines if line.startswith("DISPUTED")]
    assert len(headings) == len(disputes)
    assert len([line for line in lines if line]) == len(headings) + 2 * len(told)
    assert lines[0] == headings[0]


def test_the_number_of_the_brief_stands_first():
    facts, _ = list_claims([CLAIM], {}, numbers={"c": 12})
    assert facts.startswith("[12] reported 2025-09-16")
