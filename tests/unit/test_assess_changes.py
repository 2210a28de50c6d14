"""What changed between two assessments: moved, kept and why; disputes; corrections."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from qafila.assess.changes import ENDED, GONE, OLD, Known, compare
from qafila.assess.corrections import AGED, NEW, OTHER, SETTLED
from qafila.assess.model import Assessment, Finding, Overall, Reading, Unit
from qafila.assess.shifts import (
    BEGAN,
    FELL,
    HELD,
    HIGHEST,
    LAPSED,
    ROSE,
    SAME_ORIGINS,
    SHORT,
)
from qafila.claims import Claim, DateSpan, Document, Location, Source, Span
from qafila.ledger import Ledger

DAY = dt.date(2025, 11, 17)
WEEK = dt.timedelta(days=7)
HOST = Unit("host", "CIV")
NUMBER = itertools.count()


def reading(level, value, claims=(), origins=(), **fields):
    given = {"next_level": "warning", "next_value": 2.0, **fields}
    return Reading("told", level, value, "origins", claims=claims, origins=origins, **given)


def finding(level, *readings, raw=None, indicator="influx"):
    claims = tuple(claim for one in readings for claim in one.claims)
    return Finding(indicator, HOST, level, raw or level, readings=readings, claims=claims)


def assessed(*findings, day=DAY, disputes=(), overall="watch"):
    return Assessment("x", day, Overall(overall, None, findings), findings, disputes, len(findings))


def moved(before, after, **days):
    return compare(assessed(before), assessed(after, **days))


def test_a_level_rises_by_the_claims_that_were_not_there_before():
    before = finding("watch", reading("watch", 1.0, ("a",), ("rfi",)))
    after = finding("warning", reading("warning", 2.0, ("b", "a"), ("afp", "rfi")))
    [shift] = moved(before, after).moved
    assert (shift.direction, shift.level_from, shift.level_to) == (ROSE, "watch", "warning")
    assert shift.claims == ("b",)
    assert [step.gauge_id for step in shift.by] == ["told"]
    assert shift.by[0].origins_came == ("afp",)


def test_a_level_falls_by_the_claims_that_count_no_more():
    before = finding("warning", reading("warning", 2.0, ("a", "b"), ("afp", "rfi")))
    after = finding("watch", reading("watch", 1.0, ("b",), ("afp",)))
    [shift] = moved(before, after, day=DAY + WEEK).moved
    assert (shift.direction, shift.claims) == (FELL, ("a",))


def test_no_claim_moved_a_fall_that_hysteresis_delayed():
    low = reading("watch", 1.0, ("b",), ("afp",))
    held = finding("warning", low, raw="watch")
    [shift] = moved(held, finding("watch", low)).moved
    assert shift.by == ()
    assert (shift.claims, shift.figures) == ((), ())


def test_unknown_is_no_level_to_fall_to_or_to_rise_from():
    told = finding("watch", reading("watch", 1.0, ("a",), ("rfi",)))
    silent = finding("unknown", reading("unknown", None))
    assert moved(told, silent).moved[0].direction == LAPSED
    assert moved(told, silent).moved[0].claims == ("a",)
    assert moved(silent, told).moved[0].direction == BEGAN


def test_why_a_level_stays_although_evidence_came():
    one = reading("watch", 1.0, ("a",), ("rfi",))
    again = reading("watch", 1.0, ("a", "b"), ("rfi",))
    more = reading("watch", 1.5, ("a", "b"), ("rfi", "afp"))
    [relay] = moved(finding("watch", one), finding("watch", again)).kept
    [short] = moved(finding("watch", one), finding("watch", more)).kept
    assert (relay.why_kept, relay.claims) == (SAME_ORIGINS, ("b",))
    assert short.why_kept == SHORT
    assert (short.nearest.after.value, short.nearest.after.next_value) == (1.5, 2.0)
    top = reading("emergency", 5.0, ("a",), next_level=None, next_value=None)
    over = reading("emergency", 6.0, ("a", "b"), next_level=None, next_value=None)
    [highest] = moved(finding("emergency", top), finding("emergency", over)).kept
    assert highest.why_kept == HIGHEST
    [held] = moved(
        finding("warning", reading("warning", 2.0, ("a", "b"))),
        finding("warning", reading("watch", 1.0, ("b",)), raw="watch"),
    ).kept
    assert (held.why_kept, held.claims) == (HELD, ("a",))


def test_a_value_without_evidence_on_either_side_is_not_told():
    before = finding("unknown", reading("unknown", None))
    after = finding("unknown", reading("unknown", 3.0))
    changes = moved(before, after)
    assert changes.kept == ()
    assert changes.same == (("influx", "host:CIV"),)
    assert changes.is_empty


# The demonstration of the issue: thousands of families against several hundred persons.


def said(name, kind, best, unit, quantity, reported=DAY, modality="asserted", **fields):
    number = next(NUMBER)
    given = {
        "claim_id": f"c{number:03}",
        "document_id": f"d{number:03}",
        "reported_at": reported,
        "language": "en",
        "event_type": "displacement",
        "span": Span(0, 1, "x"),
        "modality": modality,
        "reader_version": "1",
        "quantity": quantity,
        "best": best,
        "unit": unit,
        "locations": (
            Location("Mali", None, "MLI", "country", "from"),
            Location("CIV", None, "CIV", "country", "to"),
        ),
        "date": DateSpan(None, None, "vague"),
        "said_by": (Source(name, name, kind),),
    }
    return Claim(**{**given, **fields})


def ledger(*claims, day=DAY):
    documents = {
        one.document_id: Document(one.document_id, "x", f"{one.document_id}.md") for one in claims
    }
    return Ledger(claims, documents, day)


def judged(known, level="warning"):
    claims = tuple(claim.claim_id for claim in known.claims)
    origins = tuple(sorted({claim.origin_key for claim in known.claims}))
    one = reading(level, float(len(origins)), claims, origins)
    return assessed(finding(level, one), day=known.as_of, disputes=known.disputes())


FAMILIES = said("council", "government", 3000.0, "households", "households_displaced")
PERSONS = said("unhcr", "intergovernmental", 700.0, "persons", "persons_displaced")


def test_a_contradiction_is_a_new_dispute_in_which_both_versions_stand():
    before, after = ledger(FAMILIES), ledger(FAMILIES, PERSONS)
    changes = compare(judged(before), judged(after), Known(before, after))
    [dispute] = changes.disputes
    assert dispute.kind == NEW
    assert dispute.after.kinds == ("households_persons",)
    assert {one.origin_name for one in dispute.after.versions} == {"council", "unhcr"}
    assert changes.new_claims == (PERSONS.claim_id,)
    assert changes.corrections == ()
    assert {FAMILIES.claim_id, PERSONS.claim_id} <= changes.cited
    [kept] = changes.kept
    assert kept.claims == (PERSONS.claim_id,)
    assert kept.origins_came == ("unhcr",)


def attack(name, kind, best, modality):
    given = {
        "event_type": "attack_on_convoy",
        "locations": (Location("Kayes", "kayes", "MLI", "exact"),),
        "date": DateSpan(dt.date(2025, 11, 14), dt.date(2025, 11, 14), "day"),
        "modality": modality,
    }
    if best is None:
        return said(name, kind, None, None, None, **given)
    return said(name, kind, best, "tankers", "tankers_destroyed", **given)


def test_an_admission_without_a_number_neither_contradicts_nor_counts_twice():
    claimed = attack("jnim", "armed_group", 80.0, "claimed")
    admitted = attack("government_mli", "government", None, "admitted")
    before, after = ledger(claimed), ledger(claimed, admitted)
    changes = compare(judged(before, "watch"), judged(after), Known(before, after))
    assert changes.disputes == ()
    [shift] = changes.moved
    assert (shift.direction, shift.claims) == (ROSE, (admitted.claim_id,))
    assert shift.by[0].origins_came == ("government_mli",)
    assert changes.fates == ()


def test_an_origin_that_replaces_its_figure_is_a_correction():
    first = said("unhcr", "intergovernmental", 700.0, "persons", "persons_displaced", DAY)
    later = dataclasses.replace(
        first, claim_id="later", document_id="e", best=1200.0, reported_at=DAY + WEEK
    )
    before, after = ledger(first), ledger(first, later, day=DAY + WEEK)
    changes = compare(judged(before), judged(after), Known(before, after))
    [correction] = changes.corrections
    assert (correction.kind, correction.old, correction.new) == (
        "figure", (first.claim_id,), ("later",),
    )  # fmt: skip
    assert correction.version.best == 1200.0


def test_a_dispute_gets_another_version_and_one_that_is_only_old_did_not_end():
    third = said("rfi", "media", 9000.0, "persons", "persons_displaced")
    two, three = ledger(FAMILIES, PERSONS), ledger(FAMILIES, PERSONS, third)
    [other] = compare(judged(two), judged(three)).disputes
    assert other.kind == OTHER
    assert [one.origin_name for one in other.came] == ["rfi"]
    later = ledger(FAMILIES, PERSONS, day=DAY + WEEK)
    quiet = dataclasses.replace(judged(later), disputes=())
    assert [one.kind for one in compare(judged(two), quiet, Known(two, later)).disputes] == [AGED]
    alone = ledger(FAMILIES, day=DAY + WEEK)
    settled = compare(judged(two), judged(alone), Known(two, alone))
    assert [one.kind for one in settled.disputes] == [SETTLED]


def test_claims_count_no_more_because_they_are_old_or_over_or_gone():
    whole, rest = ledger(FAMILIES, PERSONS), ledger(PERSONS)
    none = assessed(finding("unknown", reading("unknown", None)))
    later = dataclasses.replace(none, as_of=DAY + WEEK)
    old = compare(judged(whole), later, Known(whole, ledger(FAMILIES, PERSONS, day=DAY + WEEK)))
    assert set(old.fated(OLD)) == {FAMILIES.claim_id, PERSONS.claim_id}
    over = compare(judged(whole), none, Known(whole, whole))
    assert set(over.fated(ENDED)) == {FAMILIES.claim_id, PERSONS.claim_id}
    gone = compare(judged(whole), judged(rest), Known(whole, rest))
    assert gone.fated(GONE) == (FAMILIES.claim_id,)
    assert [(one.kind, one.old) for one in gone.corrections] == [("removed", (FAMILIES.claim_id,))]
