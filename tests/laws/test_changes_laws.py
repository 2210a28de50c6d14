"""What must hold for any two assessments that are compared."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from qafila.assess.changes import Changes, compare
from qafila.assess.model import LEVELS, UNKNOWN, Assessment, Finding, Overall, Reading, Unit
from qafila.assess.shifts import FELL, STEADY

DAY = dt.date(2025, 11, 30)
CLAIMS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=4).map(tuple)
KEYS = [
    ("influx", Unit("host", "CIV")),
    ("influx", Unit("host", "MRT")),
    ("supply_pressure", Unit("city", "bamako")),
    ("abductions", Unit("country", "MLI")),
]


@st.composite
def readings(draw):
    claims = draw(CLAIMS)
    level = draw(st.sampled_from(LEVELS)) if claims else UNKNOWN
    value = float(len(claims)) if claims else None
    top = level == LEVELS[-1]
    mark = (None, None) if top or not claims else ("emergency", 9.0)
    name = draw(st.sampled_from(["one", "two"]))
    return Reading(name, level, value, "origins", *mark, claims, (), claims)


@st.composite
def findings(draw, key):
    found = {one.gauge_id: one for one in draw(st.lists(readings(), max_size=2))}
    known = [one.level for one in found.values() if one.level in LEVELS]
    raw = max(known, key=LEVELS.index, default=UNKNOWN)
    level = draw(st.sampled_from(LEVELS[LEVELS.index(raw) :])) if known else UNKNOWN
    claims = tuple(claim for one in found.values() if one.level == raw for claim in one.claims)
    return Finding(*key, level, raw, DAY if known else None, readings=tuple(found.values()),
                   claims=claims)  # fmt: skip


@st.composite
def assessments(draw):
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    found = tuple(draw(findings(key)) for key in keys)
    return Assessment("x", DAY, Overall(UNKNOWN, None, ()), found)


def told(assessment):
    return {
        claim
        for finding in assessment.findings
        for one in (finding, *finding.readings)
        for claim in one.claims
    }


@given(assessments())
def test_nothing_changed_between_an_assessment_and_itself(one):
    changes = compare(one, one)
    assert changes.is_empty
    assert set(changes.same) == {finding.key for finding in one.findings}
    assert changes.cited == frozenset()


@given(assessments(), assessments())
def test_moved_and_not_moved_and_same_share_out_all_findings(before, after):
    changes = compare(before, after)
    keys = [one.finding.key for one in (*changes.moved, *changes.kept)] + list(changes.same)
    every = {one.key for one in (*before.findings, *after.findings)}
    assert len(keys) == len(set(keys))
    assert set(keys) == every
    assert all(one.level_from != one.level_to for one in changes.moved)
    assert all(one.level_from == one.level_to for one in changes.kept)


@given(assessments(), assessments())
def test_every_claim_that_is_cited_was_known_on_one_of_the_sides(before, after):
    changes = compare(before, after)
    assert changes.cited <= told(before) | told(after)
    for shift in (*changes.moved, *changes.kept):
        assert set(shift.came) <= told(after)
        assert set(shift.left) <= told(before)


@given(assessments(), assessments())
def test_nothing_is_told_without_claims_behind_it(before, after):
    changes = compare(before, after)
    for one in changes.moved:
        # A fall that some days have brought about, and no claim, shows what the level rests on now.
        assert one.claims or (one.direction == FELL and one.finding.claims)
    for shift in changes.kept:
        assert all(step.told for step in shift.steps)
        assert shift.why_kept


@given(assessments(), assessments())
def test_looking_back_turns_every_move_around(before, after):
    forth, back = compare(before, after), compare(after, before)
    turned = {one.finding.key: (one.level_to, one.level_from) for one in back.moved}
    moved = {one.finding.key: (one.level_from, one.level_to) for one in forth.moved}
    assert moved == turned
    assert {one.direction for one in forth.kept} <= {STEADY}
    assert isinstance(forth, Changes)
