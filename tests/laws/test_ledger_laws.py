"""Laws of the ledger, whatever the claims."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila import terms
from qafila.claims import (
    Actor,
    Claim,
    Counted,
    DateSpan,
    Document,
    Location,
    Source,
    Span,
    claim_id,
    claim_record,
)
from qafila.errors import LedgerError
from qafila.ledger import open_store
from qafila.ledger.disputes import distinct_versions, find_disputes
from qafila.ledger.events import group_events

FIRST = dt.date(2025, 9, 1)
DATES = st.dates(FIRST, dt.date(2025, 11, 30))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
PEOPLE = st.builds(
    Counted,
    group=st.sampled_from([None, "refugees", "asylum_seekers"]),
    country=st.sampled_from([None, "MLI", "BFA"]),
    affiliation=st.sampled_from([None, "jnim", "malian_army"]),
)
LAWS = settings(max_examples=25, deadline=None)


@st.composite
def date_spans(draw):
    start = draw(st.none() | DATES)
    length = draw(st.sampled_from([0, 0, 1, 6, 29]))
    end = start + dt.timedelta(length) if start and draw(st.booleans()) else None
    return DateSpan(start, end, draw(st.none() | st.sampled_from(terms.values("date_precision"))))


@st.composite
def places(draw):
    name = draw(st.sampled_from(["kayes", "sikasso", "pogo", "mali"]))
    country = draw(st.sampled_from(["MLI", "CIV", None]))
    precision = draw(st.none() | st.sampled_from(terms.values("location_precision")))
    role = draw(st.sampled_from(terms.values("location_role")))
    return Location(name, draw(st.sampled_from([name, None])), country, precision, role)


@st.composite
def imports(draw):
    """A document and what a reader may give for it."""
    text = draw(TEXTS)
    published = draw(st.none() | DATES)
    document = Document.from_text(
        text, draw(st.sampled_from(["a.md", "b.md", "ج.md"])), published=published, language="ar"
    )
    claims = []
    for ordinal in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        span = Span(start, end, text[start:end])
        quantity = draw(
            st.sampled_from(
                [
                    "tankers_destroyed",
                    "households_displaced",
                    "persons_displaced",
                    "refugees_hosted",
                    None,
                ]
            )
        )
        low = draw(st.none() | st.integers(0, 5))
        sources = draw(
            st.lists(
                st.sampled_from(
                    [
                        Source("RFI", "rfi", "media"),
                        Source("RIA", "ria", "state_media", network="one_house"),
                        Source("Sputnik", "sputnik", "state_media", network="one_house"),
                        Source("allAfrica", "allafrica", "media", relays=True),
                        Source("تنكرا", None, "media"),
                        Source("JNIM", "jnim", "armed_group"),
                        Source("sources", None, "local_source"),
                        Source("Synacor", None, "union"),
                    ]
                ),
                max_size=2,
            )
        )
        claims.append(
            Claim(
                claim_id(document.document_id, span, "displacement", ordinal, "1"),
                document.document_id,
                published,
                "ar",
                "displacement",
                span,
                draw(st.sampled_from(terms.values("modality"))),
                "1",
                actors=tuple(
                    draw(
                        st.lists(
                            st.builds(
                                Actor,
                                st.just("people"),
                                nationality=st.sampled_from([None, "MLI", "BFA"]),
                            ),
                            max_size=1,
                        )
                    )
                ),
                locations=tuple(draw(st.lists(places(), max_size=2))),
                date=draw(date_spans()),
                quantity=quantity,
                low=low,
                high=None if low is None else draw(st.none() | st.integers(low, 9)),
                unit=draw(st.sampled_from(["persons", "households", None])),
                said_by=tuple(sources),
                counted=draw(st.none() | PEOPLE),
                another=draw(st.booleans()),
            )
        )
    return document, claims


@st.composite
def batches(draw, max_size=6):
    found = draw(st.lists(imports(), max_size=max_size))
    return list({document.document_id: (document, claims) for document, claims in found}.values())


def stored(*parts):
    with open_store("sqlite://") as store:
        for part in parts:
            store.add_all(part)
        days = [FIRST + dt.timedelta(days) for days in (0, 30, 60, 90)]
        assert store.verify() == []
        return [store.as_of(day) for day in days]


def shown(ledger):
    """Everything that an export could print."""
    events = [
        (event.event_id, [claim.claim_id for claim in event.claims], event.reasons)
        for event in ledger.events()
    ]
    disputes = [
        (one.event.event_id, one.kinds, one.low, one.high, one.versions)
        for one in ledger.disputes()
    ]
    return [claim_record(claim) for claim in ledger.claims], events, disputes


@LAWS
@given(batches())
def test_a_view_never_sees_later_claims(batch):
    total = sum(len(claims) for _, claims in batch)
    for ledger in stored(batch):
        assert all(claim.reported_at <= ledger.as_of for claim in ledger.claims)
        assert len(ledger) + ledger.left_out + ledger.later == total
        for document in ledger.documents.values():
            assert document.published is not None
            assert document.published <= ledger.as_of


@LAWS
@given(batches(), batches())
def test_what_is_reported_later_changes_nothing_earlier(batch, garbage):
    known = {document.document_id for document, _ in batch}
    later = [
        one
        for one in garbage
        if one[0].document_id not in known
        and (one[0].published is None or one[0].published > FIRST + dt.timedelta(30))
    ]
    for before, after in zip(stored(batch)[:2], stored(batch, later)[:2], strict=True):
        assert shown(before) == shown(after)
        assert before.documents == after.documents


@LAWS
@given(batches())
def test_adding_twice_is_adding_once(batch):
    assert stored(batch) == stored(batch, batch)


@LAWS
@given(st.data())
def test_the_order_of_adding_changes_nothing(data):
    batch = data.draw(batches())
    shuffled = [
        (document, data.draw(st.permutations(claims)))
        for document, claims in data.draw(st.permutations(batch))
    ]
    together, singly = stored(batch), stored(*([one] for one in shuffled))
    assert together == singly
    assert [shown(ledger) for ledger in together] == [shown(ledger) for ledger in singly]


@LAWS
@given(st.data())
def test_events_hold_each_claim_once_in_any_order_of_claims(data):
    claims = [claim for _, found in data.draw(batches()) for claim in found]
    events = group_events(claims)
    assert events == group_events(data.draw(st.permutations(claims)))
    held = [claim.claim_id for event in events for claim in event.claims]
    assert sorted(held) == sorted(claim.claim_id for claim in claims)
    assert len({event.event_id for event in events}) == len(events)


@LAWS
@given(batches(max_size=10))
def test_looking_at_neighbours_only_finds_what_looking_at_all_finds(batch):
    def every(shelves, one, *, listed):
        return list(dict.fromkeys(group for shelf in shelves._groups.values() for group in shelf))

    claims = [claim for _, found in batch for claim in found]
    for within in ({}, {"kayes": "kayes-region"}):
        with patch("qafila.ledger.events._Shelves.near", every):
            compared_with_all = group_events(claims, within)
        assert group_events(claims, within) == compared_with_all


@LAWS
@given(batches(max_size=10))
def test_no_event_counts_people_of_two_nations_or_tells_of_another_as_the_same(batch):
    claims = [claim for _, found in batch for claim in found]
    for event in group_events(claims):
        nations = {claim.counted.country for claim in event.claims if claim.counted}
        assert len(nations - {None}) <= 1
        for document in {claim.document_id for claim in event.claims}:
            own = [claim for claim in event.claims if claim.document_id == document]
            assert len({claim.another for claim in own}) == 1


@LAWS
@given(batches())
def test_versions_hold_each_claim_once_and_the_range_covers_every_figure(batch):
    claims = [claim for _, found in batch for claim in found]
    events = group_events(claims)
    for event in events:
        held = [claim.claim_id for one in distinct_versions(event) for claim in one.claims]
        assert sorted(held) == sorted(claim.claim_id for claim in event.claims)
    for dispute in find_disputes(events):
        assert len({one.origin_key for one in dispute.versions}) > 1
        assert set(dispute.kinds) <= set(terms.values("dispute_kind"))
        for one in dispute.versions:
            if dispute.unit is not None and one.interval is not None and not one.denies:
                assert dispute.low is None or dispute.low <= one.interval.low
                assert dispute.high is None or dispute.high >= one.interval.high


@LAWS
@given(batches(), st.data())
def test_an_import_that_fails_leaves_nothing(batch, data):
    document, claims = data.draw(imports().filter(lambda one: one[1]))
    broken = [(one, found) for one, found in batch if one.document_id != document.document_id]
    span = claims[0].span
    bad = Claim(**{**claims[0].__dict__, "span": Span(span.start, span.end + 1, span.text)})
    broken.insert(data.draw(st.integers(0, len(broken))), (document, [*claims[1:], bad]))
    with open_store("sqlite://") as store:
        with pytest.raises(LedgerError):
            store.add_all(iter(broken))
        ledger = store.as_of(dt.date(2025, 12, 31))
        assert (len(ledger), ledger.left_out, dict(ledger.documents)) == (0, 0, {})
