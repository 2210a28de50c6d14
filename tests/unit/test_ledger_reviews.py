"""Reviews: what an analyst decides, from when on, and what a newer reading makes of it."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import re

import pytest

from qafila.claims import Claim, DateSpan, Document, Location, Source, Span, claim_id, claim_record
from qafila.errors import InputError, LedgerError, UnknownNameError
from qafila.files import package_data
from qafila.ledger import open_store
from qafila.ledger.correcting import Known, as_fields, events_of_quantities, parse_changes
from qafila.ledger.reviewing import apply_changes
from qafila.reviews import review_from_record, review_id, review_record
from qafila.sources import default_sources
from qafila.terms import values

DAY = dt.date(2025, 11, 12)
LATER = dt.date(2025, 11, 20)
TEXT = "About 40 tankers were burnt near Kayes, a union official said. Pumps are dry."
KNOWN = Known(
    {
        "kayes": Location("Kayes", "kayes", "MLI", "exact"),
        "sikasso": Location("Sikasso", "sikasso", "MLI", "exact"),
        "MLI": Location("Mali", None, "MLI", "country"),
    },
    default_sources(),
)


def paper(name="note.md", text=TEXT) -> Document:
    return Document.from_text(text, name, published=DAY, language="en")


def burnt(document: Document, version="1", rank=0, **fields) -> Claim:
    quote = "About 40 tankers were burnt near Kayes, a union official said."
    span = Span(0, len(quote), quote)
    given = {
        "best": 40.0,
        "low": 36.0,
        "high": 44.0,
        "quantity": "tankers_destroyed",
        "unit": "tankers",
        "locations": (Location("Kayes", "kayes", "MLI", "exact", "near"),),
        "date": DateSpan(DAY, DAY, "day", "explicit"),
        "said_by": (Source("RFI", "rfi", "media"), Source("a union official", None, "union")),
        **fields,
    }
    return Claim(
        claim_id(document.document_id, span, "attack_on_convoy", rank, version),
        *(document.document_id, DAY, "en", "attack_on_convoy", span, "asserted", version),
        **given,
    )


class Desk:
    """A ledger with one claim, and a clock that goes on by a second with each decision."""

    def __init__(self, store, claims=None):
        self.store, self.seconds = store, 0
        self.claims = [burnt(paper())] if claims is None else claims
        store.add(paper(), self.claims)

    @property
    def claim(self) -> Claim:
        return self.claims[0]

    def decide(self, decision, *fields, day=LATER, by="A. Diarra", claim=None):
        self.seconds += 1
        target = (claim or self.claim).claim_id
        book = self.store.reviews
        return book.decide(
            target,
            decision,
            by=by,
            day=day,
            recorded_at=f"2025-12-01T00:00:{self.seconds:02}.000000+00:00",
            changes=parse_changes(fields, book.claim(target), KNOWN) if fields else None,
        )

    def seen(self, day=LATER, **options):
        return self.store.as_of(day, **options)


@pytest.fixture(params=["memory", "file"])
def desk(request, tmp_path):
    where = "sqlite://" if request.param == "memory" else tmp_path / "ledger.sqlite"
    with open_store(where) as store:
        yield Desk(store)
        assert store.verify() == []


def test_an_accepted_claim_bears_a_mark_and_is_otherwise_as_it_was_read(desk):
    review = desk.decide("accept")
    [seen] = desk.seen().claims
    assert seen.review == review
    assert dataclasses.replace(seen, review=None) == desk.claim
    assert claim_record(seen)["review"]["by"] == "A. Diarra"


def test_a_rejected_claim_is_in_no_view_and_stays_reachable(desk):
    desk.decide("reject")
    seen = desk.seen()
    assert (seen.claims, len(seen), seen.events(), seen.head(5)) == ((), 0, (), ())
    assert seen.reviewed[desk.claim.claim_id].claim == desk.claim
    assert desk.seen(reviews=False).claims == (desk.claim,)


def test_a_correction_changes_what_it_names_and_never_the_words(desk):
    review = desk.decide("correct", "best=44", "place=sikasso", "start=2025-11-11", "source=afp")
    [seen] = desk.seen().claims
    assert (seen.best, seen.low, seen.high) == (44.0, 44.0, 44.0)
    assert [(place.role, place.location_id) for place in seen.locations] == [("at", "sikasso")]
    assert (seen.date.start, seen.date.end, seen.date.basis) == (
        dt.date(2025, 11, 11),
        DAY,
        "review",
    )
    assert [source.source_id for source in seen.said_by] == ["rfi", "afp"]
    assert (seen.span, seen.claim_id, seen.reported_at) == (
        *(desk.claim.span, desk.claim.claim_id),
        DAY,
    )
    assert seen.review == review
    assert desk.store.reviews.claim(desk.claim.claim_id) == desk.claim
    assert desk.seen().count_by("place") == {"sikasso": 1}
    assert desk.seen().count_by("source") == {"afp": 1}


def test_the_newest_review_counts_alone(desk):
    desk.decide("correct", "best=44")
    desk.decide("correct", "modality=claimed")
    [seen] = desk.seen().claims
    assert (seen.best, seen.modality) == (40.0, "claimed")
    desk.decide("reject")
    assert len(desk.seen()) == 0
    desk.decide("undo", by="B. Keïta")
    assert desk.seen().claims == (desk.claim,)
    states = [one.state for one in desk.store.reviews.standing(LATER)]
    assert states == ["replaced"] * 4


def test_a_review_counts_from_its_day_on(desk):
    desk.decide("reject", day=LATER)
    eve = LATER - dt.timedelta(1)
    assert desk.seen(eve).claims == (desk.claim,)
    assert len(desk.seen(LATER)) == 0
    assert [one.state for one in desk.store.reviews.standing(eve)] == ["later"]
    desk.decide("undo", day=DAY)  # dated before the rejection, which is newer from its day on
    assert len(desk.seen(LATER)) == 0
    assert desk.seen(eve).claims == (desk.claim,)


def test_a_view_made_before_a_review_does_not_change(desk):
    before = desk.seen()
    before.load()
    desk.decide("reject")
    assert before.claims == (desk.claim,)


def test_two_decisions_of_one_moment_are_refused(desk):
    desk.decide("accept")
    desk.seconds -= 1
    with pytest.raises(LedgerError, match="same moment"):
        desk.decide("reject")


def test_who_decides_must_be_said_and_the_claim_must_be_there(desk):
    with pytest.raises(InputError, match="who decides"):
        desk.decide("accept", by="  ")
    with pytest.raises(InputError, match="decision"):
        desk.decide("approve")
    wrong = dataclasses.replace(desk.claim, claim_id=desk.claim.claim_id[:-1] + "?")
    with pytest.raises(UnknownNameError, match="did you mean"):
        desk.decide("accept", claim=wrong)


# A newer reader


def test_a_newer_reading_of_the_same_kind_keeps_the_review(desk):
    desk.decide("reject")
    desk.store.add(paper(), [burnt(paper(), version="2")])
    assert len(desk.seen()) == 0
    with pytest.raises(UnknownNameError, match="superseded"):
        desk.decide("accept")


def test_acceptance_and_rejection_of_another_reading_wait(desk):
    for decision in ("accept", "reject"):
        desk.decide(decision)
        newer = burnt(paper(), version=f"2.{desk.seconds}", high=50.0 + desk.seconds)
        desk.store.add(paper(), [newer])
        assert desk.seen().claims == (newer,)
        assert desk.store.reviews.standing(LATER)[-1].state == "waits"
        desk.claims = [newer]


def test_a_correction_says_what_the_words_mean_and_is_kept(desk):
    desk.decide("correct", "modality=claimed")
    newer = burnt(paper(), version="2", best=41.0)
    desk.store.add(paper(), [newer])
    [seen] = desk.seen().claims
    assert (seen.claim_id, seen.best, seen.modality) == (newer.claim_id, 41.0, "claimed")


def test_a_correction_that_does_not_fit_another_reading_waits(desk):
    desk.decide("correct", "low=39")
    newer = burnt(paper(), version="2", best=30.0, low=30.0, high=30.0)
    desk.store.add(paper(), [newer])
    assert desk.seen().claims == (newer,)
    assert desk.store.reviews.standing(LATER)[-1].state == "waits"


def test_of_two_claims_of_the_same_words_only_the_one_that_was_judged_is_reviewed():
    claims = [burnt(paper()), burnt(paper(), rank=1, best=60.0, high=60.0)]
    with open_store("sqlite://") as store:
        desk = Desk(store, claims)
        desk.decide("reject", claim=claims[1])
        assert desk.seen().claims == (claims[0],)
        # The newer reader gives them in the other order: what was judged decides.
        newer = [
            burnt(paper(), version="2", best=60.0, high=60.0),
            burnt(paper(), version="2", rank=1),
        ]
        store.add(paper(), newer)
        assert [claim.best for claim in desk.seen().claims] == [40.0]


# Corrections are checked


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (["best"], "FIELD=VALUE"),
        (["span=0"], "no field"),
        (["besst=3"], 'did you mean "best"'),
        (["best=many"], "a number"),
        (["quantity=persons_displaced", "unit=persons"], "no figure of attack_on_convoy"),
        (["event_type=price"], "no figure of price"),
        (["best=nan"], "empty"),
        (["best=-5"], "a number"),
        (["best=1e300"], "a number"),
        (["best=1_000"], "a number"),
        (["best=٤٠"], "a number"),
        (["best=.5"], "a number"),
        (["best=2000000000000"], "no figure is larger"),
        (["best=2.5"], "whole number"),
        (["quantity=persons_killed", "event_type=casualties", "best=2.5"], "whole number"),
        (["start=2025W301"], "write the day"),
        (["start=20251112"], "write the day"),
        (["start=2025-02-30"], "write the day"),
        (["low=50", "high=40"], "not in order"),
        (["best=50", "high=44"], "not in order"),
        (["start=2025-11-13"], "not in order"),
        (["start=yesterday"], "write the day"),
        (["place=kayess"], 'did you mean "kayes"'),
        (["locations=beside:kayes"], "role"),
        (["modality=sure"], "modality"),
        (["modality="], "may not be empty"),
        (["event_type=party"], "event_type"),
        (["quantity=bananas"], "quantity"),
        (["unit=people"], "counted in tankers"),
        (["measure=size"], "measure"),
        (["source=nobody_at_all"], "source"),
        (["subtype=Strike!"], "small letters"),
        (["best=3", "best=4"], "twice"),
        ([], "at least one field"),
    ],
)
def test_a_correction_is_checked_like_a_claim(fields, said):
    with pytest.raises(InputError, match=said):
        parse_changes(fields, burnt(paper()), KNOWN)


def test_all_faults_of_a_correction_are_told_at_once():
    with pytest.raises(InputError) as caught:
        parse_changes(["best=many", "place=nowhere", "moon=full"], burnt(paper()), KNOWN)
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    "fields",
    [
        ["best=44"],
        ["best=", "low=30", "high="],
        ["locations=from:kayes|to:sikasso"],
        ["place=MLI"],
        ["place="],
        ["start=2025-11-01", "end="],
        ["quantity=households_displaced", "event_type=displacement"],
        ["subtype=escort", "measure=flow", "source=afp"],
    ],
)
def test_a_correction_can_be_written_again_from_what_is_stored(fields):
    claim = burnt(paper())
    changes = parse_changes(fields, claim, KNOWN)
    again = parse_changes(as_fields(changes), claim, KNOWN)
    assert json.loads(json.dumps(again)) == json.loads(json.dumps(changes))
    apply_changes(claim, changes)


# Sharing


def shared(*reviews):
    return [(f"r.jsonl, row {n}", review_record(one)) for n, one in enumerate(reviews, start=1)]


def test_reviews_of_a_team_give_the_same_view_in_any_order(desk):
    made = [desk.decide("correct", "best=44"), desk.decide("accept"), desk.decide("reject")]
    for order in (made, made[::-1]):
        with open_store("sqlite://") as store:
            other = Desk(store)
            for one in order:
                store.reviews.add(shared(one), KNOWN)
            assert store.reviews.add(shared(*made), KNOWN).already == 3
            assert other.seen() == desk.seen()
            assert store.reviews.all() == desk.store.reviews.all()


def test_reviews_of_what_a_ledger_never_held_are_counted_and_left_out(desk):
    review = desk.decide("reject")
    with open_store("sqlite://") as store:
        done = store.reviews.add(shared(review), KNOWN)
        assert (done.added, done.unknown) == (0, 1)
        store.add(paper(), [])
        assert store.reviews.add(shared(review), KNOWN).unknown == 1
        assert store.reviews.all() == ()
        assert store.verify() == []


def altered(review, **fields):
    changed = dataclasses.replace(review, **fields)
    return dataclasses.replace(changed, review_id=review_id(changed))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda r: {**review_record(r), "by": "Somebody else"}, "was altered"),
        (lambda r: review_record(altered(r, words="Pumps")), "not in the stored text"),
        (lambda r: review_record(altered(r, decision="approve")), "decision"),
        (lambda r: review_record(altered(r, by=" ")), "wrong form"),
        (lambda r: review_record(altered(r, changes=(("best", '"many"'),))), "a number"),
        (lambda r: review_record(altered(r, changes=(("span", "0"),))), "no field"),
        (lambda r: review_record(altered(r, changes=(("locations", '[{"role": "at"}]'),))), "form"),
        (lambda r: review_record(altered(r, changes=())), "names what it changes"),
        (
            lambda r: review_record(
                altered(
                    r,
                    changes=(
                        (
                            "locations",
                            '[{"name": "<b>", "location_id": "kayes", "country": "MLI", '
                            '"precision": "exact", "role": "at"}]',
                        ),
                    ),
                )
            ),
            "in another way",
        ),
        (lambda r: {}, "is not a review"),
        (lambda r: [1], "is not a review"),
        (lambda r: None, "is not a review"),
        (lambda r: {**review_record(r), "span": {"start": "0", "end": 5, "text": "About"}}, "form"),
    ],
)
def test_a_wrong_record_is_named_and_nothing_is_imported(desk, spoil, said):
    good, bad = desk.decide("accept"), desk.decide("correct", "best=44")
    given = [("r.jsonl, row 1", review_record(good)), ("r.jsonl, row 2", spoil(bad))]
    with open_store("sqlite://") as store:
        Desk(store)
        with pytest.raises(InputError, match=f"row 2.*{said}"):
            store.reviews.add(given, KNOWN)
        assert store.reviews.all() == ()


def test_a_review_survives_the_way_to_a_file_and_back(desk):
    review = desk.decide("correct", "best=44", "place=sikasso")
    assert review_from_record(json.loads(json.dumps(review_record(review)))) == review


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("", "write the time"),
        ("9", "write the time"),
        ("soon", "write the time"),
        ("2025-12-01T00:00:00", "write the time"),
        ("2025-12-01T00:00:00+02:00", "write the time"),
        ("2025-12-01 00:00:00+00:00", "write the time"),
        ("9999-12-31T00:00:00+00:00", "in the future"),
    ],
)
def test_times_of_shared_reviews_are_times_and_not_of_the_future(desk, moment, said):
    made = desk.decide("accept")
    forged = dataclasses.replace(made, recorded_at=moment)
    forged = dataclasses.replace(forged, review_id=review_id(forged))
    with pytest.raises(InputError, match=said):
        desk.store.reviews.add(shared(forged), KNOWN)


def test_whatever_the_reader_counts_of_an_event_may_be_corrected_to():
    kinds = events_of_quantities()
    terms_of = set(values("event_type"))
    assert set().union(*kinds.values()) <= terms_of
    text = package_data("reports", "lexicons", "triggers.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        for quantity in re.findall(r">(\w+)", row["figures"] or ""):
            assert row["event_type"] in kinds[quantity], (row["event_type"], quantity)
