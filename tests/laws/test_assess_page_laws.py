"""Laws of the page: every number has evidence behind it; unknown is never normal or zero."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.assess.model import LEVELS, Assessment, Finding, Overall
from qafila.assess.rules import read_rules
from qafila.brief.model import Figure, Points, Prose, Sentence, Table, plain
from qafila.brief.sections import assessment as page
from qafila.terms import LANGUAGES, label
from tests.support import made_assessment as by_hand
from tests.support import synthetic_brief as made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qafila.brief.model import Block, Ref

RULES = read_rules()
CLAIMS = made.claims()
UNITS = {"city": by_hand.CITY, "country": by_hand.COUNTRY, "host": by_hand.HOST}
SITUATION = made.situation()


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """A finding of any indicator, with anything that an engine may give."""
    indicator = draw(st.sampled_from(RULES.indicators))
    gauges = draw(st.lists(st.sampled_from(RULES.gauges[indicator.indicator_id]), min_size=1))
    level = draw(st.sampled_from([*LEVELS, "unknown", "no_baseline"]))
    silent = level not in LEVELS
    readings = []
    for number, gauge in enumerate(gauges):
        shown = level if number == 0 else draw(st.sampled_from([*LEVELS, "unknown"]))
        told = draw(st.lists(st.sampled_from(CLAIMS), max_size=4, unique=True))
        value = None if shown not in LEVELS else draw(st.floats(0, 5000).map(lambda v: round(v, 2)))
        readings.append(by_hand.reading(gauge.gauge_id, shown, value, told))
    since = None if silent else draw(st.dates(dt.date(2025, 7, 1), made.AS_OF))
    held = level if silent else draw(st.sampled_from([level, LEVELS[0]]))
    found = by_hand.finding(UNITS[indicator.scope], *readings)
    history = tuple(draw(st.lists(st.sampled_from(LEVELS), max_size=5)))
    return Finding(
        found.indicator_id, found.unit, level, held, since, draw(st.booleans()), found.readings,
        found.claims, (), found.origins, found.newest, history=history,
    )  # fmt: skip


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """An assessment with any findings, set by any of them."""
    found = tuple(draw(st.lists(findings(), max_size=5)))
    known = [one for one in found if one.level in LEVELS]
    because = tuple(draw(st.lists(st.sampled_from(known), max_size=2))) if known else ()
    level = because[0].level if because else "unknown"
    since = because[0].since if because else None
    disputes = SITUATION.ledger.disputes() if draw(st.booleans()) else ()
    return Assessment("small", made.AS_OF, Overall(level, since, because), found, disputes, 7)


def said(blocks: tuple[Block, ...]) -> Iterator[tuple[str, tuple[Ref, ...]]]:
    """Everything that the page says, and what stands behind it; a row is one thing."""
    for block in blocks:
        match block:
            case Prose() | Points():
                yield from ((plain(one.html), one.refs) for one in block.sentences)
            case Table():
                yield plain(block.caption), ()
                for row in block.rows:
                    told = " ".join(plain(cell.html) for cell in row.cells)
                    yield told, tuple(ref for cell in row.cells for ref in cell.refs)
            case Figure():
                yield plain(block.caption), block.refs
            case _:
                raise AssertionError(block)


@settings(max_examples=40, deadline=None)
@given(assessments(), st.sampled_from(LANGUAGES), st.sampled_from(["internal", "public"]))
def test_every_number_on_the_page_has_a_claim_or_a_figure(
    found: Assessment, language: str, profile: str
) -> None:
    judged = by_hand.judged(found, language, profile, SITUATION)
    for words, refs in said(page.build_of(judged).blocks):
        assert refs or not any(sign.isdigit() for sign in words), words


@settings(max_examples=40, deadline=None)
@given(assessments(), st.sampled_from(LANGUAGES))
def test_what_is_unknown_stands_in_no_table_and_is_named(found: Assessment, language: str) -> None:
    judged = by_hand.judged(found, language, situation=SITUATION)
    blocks = page.build_of(judged).blocks
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    names = label("level", "unknown", language), label("level", "no_baseline", language)
    assert not any(plain(row.cells[1].html) in names for row in rows)
    assert len(rows) == sum(one.level in LEVELS for one in found.findings)
    told = [one for block in blocks if isinstance(block, Points) for one in block.sentences]
    for one in found.findings:
        if one.level not in LEVELS:
            names = plain(judged.indicator_name(one)), plain(judged.place(one.unit))
            lines = [plain(sentence.html) for sentence in told]
            assert any(all(name in line for name in names) for line in lines), names
    assert all(isinstance(one, Sentence) for one in told)
