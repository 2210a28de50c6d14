"""The timeline: who acts, how exactly days are told, what a picture shows."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila import terms
from qafila.assess.timeline import choose, kinds, side_of, sides, timeline
from qafila.claims import Actor, Claim, DateSpan, Location, Source, Span
from qafila.ledger.events import group_events

AS_OF = dt.date(2025, 11, 30)
RECENT = dt.date(2025, 8, 24)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def told(number: int, event_type: str = "attack_on_convoy", **values: object) -> Claim:
    """A claim of an outlet of its own."""
    given = {
        "modality": "asserted", "reader_version": "1",
        "said_by": (Source(f"Outlet {number}", f"outlet-{number}", "media"),),
        "locations": (Location("Kayes", "kayes", "MLI", "exact"),),
    } | values  # fmt: skip
    return Claim(
        f"c{number:015}", f"d{number}", day("2025-11-20"), "en", event_type, Span(0, 1, "x"),
        **given,
    )  # fmt: skip


def on(start: str, end: str | None, precision: str) -> DateSpan:
    return DateSpan(day(start), day(end) if end else None, precision)


def test_every_kind_of_event_has_a_row_and_every_actor_a_side() -> None:
    assert set(kinds()) == set(terms.values("event_type"))
    assert set(sides()) == {*terms.values("actor_kind"), *terms.values("actor_side")}


def test_the_kind_decides_where_its_meaning_does() -> None:
    group = Actor("JNIM", "jnim", "armed_group", "other")
    army = Actor("the army", "army", "state", "other")
    assert side_of("border_reinforcement", [told(1, actors=(group,))]) == "states"
    assert side_of("attack_on_convoy", [told(1, actors=(army,))]) == "armed_groups"
    assert side_of("blockade", [told(1)]) == "armed_groups"


def test_who_acts_goes_before_who_is_named_and_whom_it_befalls_does_not_act() -> None:
    def actor(kind: str, role: str) -> Actor:
        return Actor(kind, kind, kind, role)

    both = (actor("armed_group", "other"), actor("state", "other"))
    assert side_of("armed_clash", [told(1, actors=both)]) == "not_told"
    acting = (actor("armed_group", "agent"), actor("state", "other"))
    assert side_of("armed_clash", [told(1, actors=acting)]) == "armed_groups"
    taken = (actor("civilians", "target"),)
    assert side_of("abduction", [told(1, actors=taken)]) == "not_told"


def test_a_registered_side_goes_before_the_kind() -> None:
    militia = Actor("Militia", "militia", "armed_group", "agent")
    claims = [told(1, "armed_clash", actors=(militia,))]
    assert side_of("armed_clash", claims) == "armed_groups"
    assert side_of("armed_clash", claims, {"militia": "government"}) == "states"


def test_days_span_all_claims_and_the_most_exact_one_stands_apart() -> None:
    claims = [
        told(1, date=on("2025-09-13", "2025-09-15", "interval"), best=40.0, unit="tankers",
             quantity="tankers_destroyed"),
        told(2, date=on("2025-09-14", "2025-09-14", "day"), best=40.0, unit="tankers",
             quantity="tankers_destroyed"),
    ]  # fmt: skip
    (entry,) = timeline(group_events(claims))
    assert (entry.start, entry.end) == (day("2025-09-13"), day("2025-09-15"))
    assert (entry.first, entry.last) == (day("2025-09-14"), day("2025-09-14"))
    assert entry.precision == "day"
    assert (entry.low, entry.high, entry.unit) == (40.0, 40.0, "tankers")
    assert len(entry.origins) == 2


@pytest.mark.parametrize(("precision", "shown"), [(None, "undated"), ("vague", "vague")])
def test_what_has_no_day_is_kept_and_not_drawn(precision: str | None, shown: str) -> None:
    (entry,) = timeline(group_events([told(1, date=DateSpan(None, None, precision))]))
    assert entry.precision == shown
    assert not entry.dated
    assert choose([entry], AS_OF, RECENT) == ()


def test_an_open_end_is_told() -> None:
    (entry,) = timeline(
        group_events([told(1, "shortage", date=on("2025-10-07", None, "interval"))])
    )
    assert entry.open_end
    assert (entry.start, entry.precision) == (day("2025-10-07"), "interval")


def test_the_background_is_shown_and_is_chosen_apart_from_the_last_weeks() -> None:
    old = told(1, "coup", modality="background", date=on("2020-01-01", "2020-12-31", "year"))
    months = [
        told(number, date=on(f"2025-{month}-10", f"2025-{month}-10", "day"),
             locations=(Location(f"p{number}", f"p{number}", "MLI", "exact"),))
        for number, month in enumerate(["03", "04", "05", "06", "09", "10", "11"], start=2)
    ]  # fmt: skip
    drawn = choose(timeline(group_events([old, *months])), AS_OF, RECENT)
    assert drawn[0].event_type == "coup"
    before = [one for one in drawn[1:] if one.start and one.start < RECENT]
    assert len(before) == kinds()["attack_on_convoy"].before
    assert len(drawn) == 1 + len(before) + 3


def test_what_more_origins_tell_of_is_chosen_first() -> None:
    days = [f"2025-10-{number:02}" for number in range(1, 29, 2)]
    claims = [
        told(number, date=on(text, text, "day"),
             locations=(Location(f"p{number}", f"p{number}", "MLI", "exact"),))
        for number, text in enumerate(days)
    ]  # fmt: skip
    last = claims[-1]
    again = told(99, date=last.date, locations=last.locations)
    drawn = choose(timeline(group_events([*claims, again])), AS_OF, RECENT)
    assert len(drawn) == kinds()["attack_on_convoy"].recent < len(claims)
    assert last.claim_id in {key for one in drawn for key in one.claims}


@pytest.mark.parametrize(
    "values",
    [
        {"modality": "opinion"},
        {"modality": "denied"},
        {"subtype": "threat"},
        {"subtype": "number_not_announced"},
        {"date": on("2026-01-01", "2026-01-31", "month")},
    ],
)
def test_what_did_not_happen_is_not_drawn(values: dict[str, object]) -> None:
    claim = told(1, "blockade", **({"date": on("2025-10-01", "2025-10-01", "day")} | values))
    entries = timeline(group_events([claim]))
    assert len(entries) == 1
    assert choose(entries, AS_OF, RECENT) == ()
