"""The brief tells what changed since the last one, and what follows if it goes on."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.api import open_case
from qafila.brief import since
from qafila.brief.context import Context
from qafila.brief.disclosure import is_fresh
from qafila.brief.plain import Terminal, write_section
from qafila.brief.sections import warnings
from qafila.brief.texts import Words

DAY = dt.date(2025, 11, 30)
LAST = dt.date(2025, 11, 23)


@pytest.fixture(scope="module")
def situation():
    return open_case("mali-2025").situation(DAY)


def context(situation, language="en", profile="public"):
    return Context(situation, None, Words(language), profile)


def lines(section, language="en"):
    return "\n".join(write_section(section, Terminal(120, language == "ar")))


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_what_is_cited_is_what_the_profile_may_know(situation, profile):
    told = context(situation, profile=profile)
    changes = since.changes_since(told.situation, LAST, profile)
    known = {claim.claim_id for claim in told.situation.ledger.claims}
    assert changes.new_claims
    assert changes.cited <= known
    # What a public brief withheld as fresh is new to its readers once it may be told.
    new = told.claims_of(changes.new_claims)
    assert all(one.reported_at > LAST or is_fresh(one, LAST) for one in new)
    assert {finding.key for finding in told.judged.findings} == {
        *(one.finding.key for one in (*changes.moved, *changes.kept)), *changes.same,
    }  # fmt: skip


def test_fresh_passages_stay_out_of_the_public_comparison(situation):
    public, own = (context(situation, profile=one) for one in ("public", "internal"))
    withheld = own.situation.ledger.numbers.keys() - public.situation.ledger.numbers.keys()
    assert withheld  # the case has some, or this test tests nothing
    changes = since.changes_since(public.situation, LAST, "public")
    assert not withheld & changes.cited


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_both_sections_in_every_language_and_every_move_with_its_claims(situation, language):
    told = context(situation, language)
    changed, ahead = since.build(told, LAST), warnings.build(told)
    text = lines(changed, language) + lines(ahead, language)
    assert "{" not in text
    assert lines(since.build(context(situation, language), LAST), language) in text
    for block in changed.blocks:
        entries = getattr(block, "entries", ())
        assert all(entry.refs for entry in entries)
    assert [section.section_id for section in (changed, ahead)] == ["changed", "ahead"]


def test_every_condition_is_printed_and_none_is_a_probability(situation):
    told = context(situation)
    found = warnings.build(told)
    tables = [block for block in found.blocks if hasattr(block, "rows")]
    assert tables
    for row in (row for table in tables for row in table.rows):
        assert row.cells[0].html.startswith("If ")
        assert "%" not in "".join(cell.html for cell in row.cells)
        assert all(cell.html for cell in row.cells)


def test_a_day_before_all_reports_is_called_so(situation):
    early = since.build(context(situation), dt.date(2025, 8, 1))
    assert "Nothing had been published" in lines(early)
