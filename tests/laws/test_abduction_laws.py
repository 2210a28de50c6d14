"""Laws of the timeline and of the table of abductions, whatever the claims."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qafila import terms
from qafila.assess.abductions import abductions, total
from qafila.assess.timeline import choose, timeline
from qafila.claims import Actor, Claim, Counted, DateSpan, Location, Source, Span
from qafila.ledger.events import group_events

AS_OF = dt.date(2025, 11, 30)
DATES = st.dates(dt.date(2025, 8, 1), AS_OF)
CODES = ["EGY", "IND", "ARE"]
LAWS = settings(max_examples=60, deadline=None)


@st.composite
def spans(draw):
    start = draw(st.none() | DATES)
    length = draw(st.sampled_from([0, 0, 6, 29, 90]))
    precision = {0: "day", 6: "week", 29: "month", 90: "interval"}[length]
    if start is None:
        return DateSpan(None, None, draw(st.sampled_from([None, "vague"])))
    return DateSpan(start, draw(st.sampled_from([start + dt.timedelta(length), None])), precision)


@st.composite
def actors(draw):
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=3))
    return tuple(
        Actor(code, None, "civilians", "target", code, draw(st.none() | st.integers(1, 9)))
        for code in codes
    )


@st.composite
def claims(draw, kinds=("abduction", "hostage_release", "ransom"), most=9):
    made = []
    for number in range(draw(st.integers(0, most))):
        low = draw(st.none() | st.integers(1, 30).map(float))
        high = None if low is None else low + draw(st.sampled_from([0, 0, 4]))
        document = draw(st.integers(0, 3))
        country = draw(st.none() | st.sampled_from(CODES))
        made.append(
            Claim(
                f"{number:016x}", f"d{document}", draw(DATES), "en", draw(st.sampled_from(kinds)),
                Span(number, number + draw(st.integers(1, 3)), "x"),
                draw(st.sampled_from(terms.values("modality"))), "1",
                subtype=draw(st.sampled_from([None, "nationalities", "number_not_announced"])),
                actors=draw(actors()), date=draw(spans()), low=low, high=high, best=low,
                unit="persons" if low else None,
                counted=Counted(country=country) if country else None,
                said_by=(Source("s", f"s{draw(st.integers(0, 2))}", "media"),),
                locations=draw(st.sampled_from([(), (Location("Kayes", "kayes", "MLI"),)])),
            )
        )  # fmt: skip
    return made


def cited(found):
    return {key for one in (*found.groups, *found.ransoms) for key in one.claims}


@LAWS
@given(claims(kinds=terms.values("event_type")))
def test_every_claim_stands_in_the_timeline_exactly_once(known) -> None:
    keys = [key for entry in timeline(group_events(known)) for key in entry.claims]
    assert sorted(keys) == sorted(claim.claim_id for claim in known)


@LAWS
@given(claims(kinds=terms.values("event_type")), st.randoms())
def test_the_order_of_claims_has_no_say_in_the_timeline(known, chance) -> None:
    mixed = list(known)
    chance.shuffle(mixed)
    one, other = timeline(group_events(known)), timeline(group_events(mixed))
    assert one == other
    recent = dt.date(2025, 10, 1)
    assert choose(one, AS_OF, recent) == choose(reversed(other), AS_OF, recent)


@LAWS
@given(claims(kinds=terms.values("event_type")))
def test_the_most_exact_days_lie_within_all_days(known) -> None:
    for entry in timeline(group_events(known)):
        if entry.start:
            assert entry.start <= entry.first <= entry.last <= entry.end


@LAWS
@given(claims(), st.randoms())
def test_the_order_of_claims_has_no_say_in_the_table(known, chance) -> None:
    mixed = list(known)
    chance.shuffle(mixed)
    assert abductions(known) == abductions(mixed)


@LAWS
@given(claims())
def test_bounds_hold_every_figure_that_is_told(known) -> None:
    for group in abductions(known).groups:
        for case in (*group.taken, *group.freed):
            for low, high in case.versions:
                assert case.bounds.low <= low <= high <= case.bounds.high
        if group.held is not None:
            assert 0 <= group.held.low <= group.held.high
            assert group.held.low <= total(group.taken).low


@LAWS
@given(claims())
def test_removing_a_claim_leaves_nothing_that_cites_it(known) -> None:
    before = cited(abductions(known))
    assert before <= {claim.claim_id for claim in known}
    for gone in known:
        left = [claim for claim in known if claim is not gone]
        assert gone.claim_id not in cited(abductions(left))


@LAWS
@given(claims())
def test_a_relay_adds_no_origin_and_changes_no_bounds(known) -> None:
    again = [replace(claim, claim_id=f"f{claim.claim_id[1:]}") for claim in known]
    one, other = abductions(known), abductions([*known, *again])
    assert [_told(group) for group in one.groups] == [_told(group) for group in other.groups]


def _told(group):
    cases = [(case.bounds, case.origins, case.days) for case in (*group.taken, *group.freed)]
    return group.kind, group.nationalities, cases, group.held, group.status


@LAWS
@given(claims(), claims(kinds=("hostage_release",), most=1))
def test_another_release_never_raises_who_is_held_at_least(known, more) -> None:
    added = [replace(claim, claim_id=f"e{claim.claim_id[1:]}", document_id="new") for claim in more]
    after = {
        group.nationalities: group.held
        for group in abductions([*known, *added]).groups
        if group.kind == "nationality"
    }
    for group in abductions(known).groups:
        if group.kind == "nationality" and group.held is not None:
            assert after[group.nationalities].low <= group.held.low


@LAWS
@given(claims())
def test_a_number_that_nobody_tells_is_no_zero(known) -> None:
    numbered = {claim.claim_id for claim in known if claim.low is not None}
    counts = {claim.claim_id for claim in known for actor in claim.actors if actor.count}
    for group in abductions(known).groups:
        for case in (*group.taken, *group.freed):
            assert set(case.claims) <= numbered | counts
            assert case.bounds.high > 0
        if not group.taken:
            assert group.held is None
            assert group.status == "unknown"
