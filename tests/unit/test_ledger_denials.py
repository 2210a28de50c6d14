"""A denial disputes what another origin said of the same event, whether or not it has a figure."""

import datetime as dt
from itertools import permutations

import pytest

from qafila.claims import Claim, DateSpan, Document, Location, Source, Span
from qafila.ledger.disputes import find_disputes
from qafila.ledger.events import group_events
from qafila.places import Gazetteer
from qafila.reports import read_claims

BAMAKO = (Location("Bamako", "bamako", "MLI", "exact"),)
KAYES = (Location("Kayes", "kayes", "MLI", "exact"),)
COUNTRY = (Location("Mali", None, "MLI", "country"),)


def told(who, *, event="blockade", modality="asserted", day=12, date=None, places=BAMAKO, **fields):
    return Claim(
        fields.pop("name", f"{who}-{event}-{day}"),
        fields.pop("document", f"paper-of-{who}-{day}"),
        dt.date(2025, 11, day),
        "en",
        event,
        Span(0, 1, "x"),
        modality,
        "1",
        locations=places,
        date=date or DateSpan(None, None),
        said_by=(Source(who, who, "government" if who == "army" else "media"),),
        **fields,
    )


def on(first, last=None):
    end = first if last is None else last
    return DateSpan(dt.date(2025, 11, first), end and dt.date(2025, 11, end), "day")


def losses(**fields):
    return told(
        "jnim", event="attack_on_convoy", places=KAYES, date=on(14), day=16,
        quantity="tankers_destroyed", best=40.0, unit="tankers", **fields,
    )  # fmt: skip


def disputes(*claims):
    return find_disputes(group_events(claims))


def test_a_denied_blockade_is_disputed():
    [dispute] = disputes(told("rfi"), told("army", modality="denied", day=14))
    assert dispute.kinds == ("asserted_denied",)
    assert [version.denies for version in dispute.versions] == [False, True]


def test_what_goes_on_can_be_denied_later():
    since = DateSpan(dt.date(2025, 11, 1), None, "day")
    late = told("army", modality="denied", day=20, date=on(20))
    assert len(disputes(told("rfi", date=since), late)) == 1
    over = told("rfi", date=on(1, 10))
    assert disputes(over, late) == ()


def test_a_denial_of_any_loss_disputes_a_figure():
    denial = told("army", event="attack_on_convoy", places=KAYES, modality="denied", day=17)
    [dispute] = disputes(losses(), denial)
    assert dispute.kinds == ("asserted_denied",)
    assert (dispute.event.quantity, dispute.low, dispute.high) == ("tankers_destroyed", 40, 40)
    assert (dispute.event.date_start, dispute.event.location_id) == (dt.date(2025, 11, 14), "kayes")


def test_a_denial_without_a_place_answers_its_own_text():
    denial = told(
        "army", event="attack_on_convoy", places=(), modality="denied", day=16, document="one"
    )
    assert len(disputes(losses(document="one"), denial)) == 1
    assert disputes(losses(document="two"), denial) == ()


@pytest.mark.parametrize(
    "denial",
    [
        told("rfi", modality="denied", day=14),
        told("army", modality="denied", day=14, places=KAYES),
        told("army", modality="denied", day=14, event="shortage"),
        told("army", modality="denied", day=28),
        told("army", modality="denied", day=14, places=COUNTRY),
        told("army", modality="denied", day=14, places=(), date=on(12)),
    ],
    ids=["same origin", "elsewhere", "of another kind", "weeks later", "vague", "nowhere"],
)
def test_what_is_no_answer_disputes_nothing(denial):
    assert disputes(told("rfi"), denial) == ()
    assert sum(len(event.claims) for event in group_events((told("rfi"), denial))) == 2


def test_an_earlier_view_and_the_order_of_claims_do_not_change():
    claims = (losses(), told("rfi"), told("army", modality="denied", day=14))
    before = {event.event_id for event in group_events(claims[:2])}
    groupings = {group_events(order) for order in permutations(claims)}
    assert len(groupings) == 1
    assert {event.event_id for event in groupings.pop()} == before


def test_two_denials_with_nothing_to_deny_are_no_dispute():
    denials = [told(who, modality="denied") for who in ("army", "rfi")]
    assert disputes(*denials) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("RFI said that JNIM had burnt 40 tankers near Kayes. "
         "The army denied that any tanker had been burnt.", "en"),
        ("RFI reported a blockade of Bamako. "
         "The government denied that there was a blockade of Bamako.", "en"),
    ],
)  # fmt: skip
def test_a_denial_in_a_report_is_a_dispute(text, language):
    from qafila.api import open_case

    places = Gazetteer.from_locations(open_case("mali-2025").locations)
    note = Document.from_text(text, "a.md", published=dt.date(2025, 11, 16), language=language)
    [dispute] = disputes(*read_claims(note, places))
    assert dispute.kinds == ("asserted_denied",)
