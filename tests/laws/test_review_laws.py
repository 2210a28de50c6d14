"""Laws of reviews and of lazy views, whatever the claims and whoever decides."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.claims import claim_record
from qafila.errors import InputError
from qafila.ledger import open_store
from qafila.ledger.correcting import Known, parse_changes
from qafila.ledger.reviewing import reading_of
from qafila.ledger.viewing import GROUP_OF
from qafila.reviews import review_record
from qafila.sources import default_sources
from tests.laws.test_ledger_laws import DATES, FIRST, batches, shown

LAWS = settings(max_examples=20, deadline=None)
KNOWN = Known({}, default_sources())
END = dt.date(2025, 12, 31)
CORRECTIONS = ["modality=denied", "subtype=escort", "start=", "source=afp"]


@st.composite
def decisions(draw):
    """Claims, and what analysts decide on some of them, in the order of the clock."""
    batch = draw(batches())
    claims = [claim for _, found in batch for claim in found]
    steps = []
    if claims:
        steps = draw(
            st.lists(
                st.tuples(
                    st.sampled_from(claims),
                    st.sampled_from(["accept", "reject", "correct", "undo"]),
                    DATES,
                    st.sampled_from(CORRECTIONS),
                ),
                max_size=8,
            )
        )
    return batch, steps


NOW = "2025-12-01T00:00:00+00:00"


def decide(store, steps):
    reviewed = set()
    for second, (claim, decision, day, field) in enumerate(steps):
        if decision == "undo" and claim.claim_id not in reviewed:
            with pytest.raises(InputError, match="never reviewed"):
                store.reviews.decide(claim.claim_id, decision, by="A.", day=day, recorded_at=NOW)
            continue
        reviewed.add(claim.claim_id)
        changes = parse_changes([field], claim, KNOWN) if decision == "correct" else None
        store.reviews.decide(
            claim.claim_id, decision, by="A.", day=day, changes=changes,
            recorded_at=f"2025-12-01T00:00:{second:02}+00:00",
        )  # fmt: skip


@LAWS
@given(decisions(), DATES)
def test_no_view_knows_a_review_that_was_made_later(given_steps, day):
    batch, steps = given_steps
    with open_store("sqlite://") as early, open_store("sqlite://") as late:
        for store in (early, late):
            store.add_all(batch)
        decide(late, steps)
        decide(early, [step for step in steps if step[2] <= day])
        seen, known = late.as_of(day), early.as_of(day)
        assert [record(claim) for claim in seen.claims] == [record(one) for one in known.claims]
        for claim in seen.claims:
            assert claim.review is None or claim.review.day <= day
        assert all(outcome.review.day <= day for outcome in seen.reviewed.values())


def record(claim):
    """A claim without what depends on the clock."""
    found = claim_record(claim)
    review = found.pop("review")
    return found, review and (review["decision"], review["changes"], review["day"])


@LAWS
@given(decisions())
def test_undoing_leaves_every_claim_as_it_was_read(given_steps):
    batch, steps = given_steps
    with open_store("sqlite://") as store:
        store.add_all(batch)
        decide(store, [*steps, *((claim, "undo", END, "") for claim, *_ in steps)])
        assert store.verify() == []
        assert store.as_of(END) == store.as_of(END, reviews=False)


@LAWS
@given(decisions(), st.randoms())
def test_reviews_change_their_claims_alone_in_any_order(given_steps, dice):
    batch, steps = given_steps
    with open_store("sqlite://") as store, open_store("sqlite://") as other:
        store.add_all(batch)
        decide(store, steps)
        view, untouched = store.as_of(END), store.as_of(END, reviews=False)
        assert store.verify() == []

        records = [review_record(one) for one in store.reviews.all()]
        dice.shuffle(records)
        other.add_all(batch[::-1])
        for one in records:
            assert other.reviews.add([("row", one)], KNOWN).unknown == 0
        assert shown(other.as_of(END)) == shown(view)

        spans = {claim.claim_id: claim.span for claim in untouched.claims}
        assert all(spans[claim.claim_id] == claim.span for claim in view.claims)
        same = {claim for claim in view.claims if claim.review is None}
        assert same <= set(untouched.claims)
        for claim in view.claims:
            if claim.review and not claim.review.changes:
                assert reading_of(claim) == reading_of(untouched.claim(claim.claim_id))
        held = [claim.claim_id for event in view.events() for claim in event.claims]
        assert sorted(held) == sorted(claim.claim_id for claim in view.claims)


@LAWS
@given(decisions(), DATES, st.integers(0, 5), st.data())
def test_a_view_tells_the_same_before_it_is_read_and_after(given_steps, day, number, data):
    batch, steps = given_steps
    names = [document.document_id for document, _ in batch]
    among = data.draw(st.none() | st.sets(st.sampled_from(names)) if names else st.none())
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "ledger.sqlite") as store,
    ):
        store.add_stream(iter(batch))
        decide(store, steps)
        view, whole = (store.as_of(day, among=among) for _ in range(2))
        whole.load()
        assert view.head(number) == whole.claims[:number]
        assert len(view) == len(whole.claims)
        assert view.removed == whole.removed
        for group, of in GROUP_OF.items():
            assert view.count_by(group) == dict(Counter(map(of, whole.claims)))
        assert tuple(view) == whole.claims
        assert repr(view) == repr(whole)
        assert view.reviewed == whole.reviewed
        assert view == whole


@LAWS
@given(batches(), st.data())
def test_a_stream_stores_what_an_import_of_all_stores(batch, data):
    days = [FIRST + dt.timedelta(days) for days in (0, 30, 60, 90)]
    copies = data.draw(st.permutations([*batch, *batch[:2]]))
    with open_store("sqlite://") as streamed, open_store("sqlite://") as stored:
        assert streamed.add_stream(iter(copies)).added == stored.add_all(batch).added
        again = streamed.add_stream(iter(batch))
        assert (again.added, again.superseded) == (0, 0)
        # Rows of one name and other texts stand side by side if they came together.
        assert [shown(streamed.as_of(day)) for day in days] == [
            shown(stored.as_of(day)) for day in days
        ]
        assert streamed.verify() == []
