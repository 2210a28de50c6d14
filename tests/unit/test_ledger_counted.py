"""Figures of different people, and of another event, are no versions of one another."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from qafila import api
from qafila.claims import Counted, Source, claim_from_record, claim_record
from qafila.ledger.disputes import find_disputes
from qafila.ledger.events import group_events
from qafila.ledger.figures import witness, witnesses
from tests.unit.test_ledger_events import at, day, told

JULY = day(dt.date(2024, 7, 1), dt.date(2024, 7, 31), "month")
ARRIVAL = {
    "event_type": "supply_arrival", "quantity": "tankers_arrived",
    "locations": (at("bamako", role="to"),), "date": day(dt.date(2025, 11, 22)),
}  # fmt: skip


def killed(by, best, counted):
    return told(
        by, event_type="casualties", quantity="persons_killed", unit="persons", best=best,
        low=best, high=best, date=JULY, counted=counted,
    )  # fmt: skip


def arrived(by, best, document, *, another=False):
    return told(
        by, document_id=document, best=best, low=best, high=best, another=another, **ARRIVAL
    )


def sizes(events):
    return sorted(sorted({claim.best for claim in event.claims}) for event in events)


DIFFERENT = [
    (Counted("fighters", "RUS", "wagner"), Counted("fighters", "MLI", None)),
    (Counted("fighters", None, "jnim"), Counted("fighters", None, "dozo")),
    (Counted("fighters", "MLI", None), Counted(None, "BFA", None)),
    (Counted("fighters", None, None), Counted("hostages", None, None)),
]
ALIKE = [
    (Counted("fighters", "RUS", "wagner"), Counted("fighters", "RUS", "africa_corps")),
    (Counted("fighters", "RUS", "wagner"), Counted("fighters", None, None)),
    (Counted("fighters", None, None), None),
    (None, None),
]


@pytest.mark.parametrize(("one", "two"), DIFFERENT)
def test_figures_of_different_people_stand_apart(one, two):
    assert sizes(group_events([killed("rfi", 50, one), killed("afp", 84, two)])) == [[50], [84]]


@pytest.mark.parametrize(("one", "two"), ALIKE)
def test_figures_of_the_same_people_are_a_dispute(one, two):
    [dispute] = find_disputes(group_events([killed("rfi", 50, one), killed("afp", 84, two)]))
    assert (dispute.low, dispute.high) == (50, 84)


def test_people_on_the_move_may_be_called_by_any_status():
    where = (at("pogo", "CIV", role="to"),)
    claims = [
        told(by, event_type="displacement", quantity="persons_displaced", unit="persons",
             best=best, low=best, high=best, locations=where, counted=Counted(group))
        for by, best, group in (("rfi", 200, "refugees"), ("afp", 900, "asylum_seekers"))
    ]  # fmt: skip
    assert len(find_disputes(group_events(claims))) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_second_convoy_of_the_same_day_is_another_event(turned):
    claims = [
        arrived("rfi", 82, "a"), arrived("omap", 168, "a", another=True),
        arrived("malikonews", 82, "b"), arrived("omap", 168, "b", another=True),
        arrived("afp", 168, "c"),
    ]  # fmt: skip
    events = group_events(reversed(claims) if turned else claims)
    assert sizes(events) == [[82], [168]]
    assert not find_disputes(events)


def test_a_second_convoy_may_be_told_of_alone():
    claims = [arrived("rfi", 82, "a"), arrived("omap", 168, "b", another=True)]
    assert sizes(group_events(claims)) == [[82], [168]]


def test_sources_may_dispute_the_size_of_the_second_convoy():
    claims = [arrived("rfi", 100, "a", another=True), arrived("omap", 168, "b", another=True)]
    assert len(find_disputes(group_events(claims))) == 1


def test_another_than_one_of_another_day_may_still_be_disputed():
    before = told("rfi", document_id="a", best=200.0, low=200.0, high=200.0,
                  **{**ARRIVAL, "date": day(dt.date(2025, 11, 1))})  # fmt: skip
    [event] = [
        event
        for event in group_events(
            [before, arrived("rfi", 50, "a", another=True), arrived("fides", 1000, "b")]
        )
        if len(event.claims) > 1
    ]
    assert sizes([event]) == [[50, 1000]]


def spoken(source, best=50.0, **fields):
    return told(best=best, low=best, high=best, said_by=(source,), **fields)


def keys(*claims):
    return {one.origin_key for one in find_disputes(group_events(claims))[0].versions}


def test_a_network_is_one_origin():
    ria = Source("RIA Novosti", "ria", "state_media", network="rossiya_segodnya")
    sputnik = Source("Sputnik", "sputnik", "state_media", network="rossiya_segodnya")
    afp = Source("AFP", "afp", "media")
    assert keys(spoken(ria), spoken(sputnik), spoken(afp, 80.0)) == {"rossiya_segodnya", "afp"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (Source("allAfrica", "allafrica", "media", relays=True),
         Source("Setal", "setal", "media", relays=True)),
        (Source("Tanakra", None, "media"), Source("تنكرا", None, "media")),
    ],
)  # fmt: skip
def test_outlets_behind_which_nobody_is_known_are_one_origin_of_one_figure(one, two):
    afp = Source("AFP", "afp", "media")
    assert len(keys(spoken(one), spoken(two), spoken(afp, 80.0))) == 2


def test_a_relay_that_names_the_origin_passes_it_on():
    chain = (Source("allAfrica", "allafrica", "media", relays=True), Source("RFI", "rfi", "media"))
    claim = dataclasses.replace(spoken(Source("RFI", "rfi", "media")), said_by=chain)
    assert keys(claim, spoken(Source("AFP", "afp", "media"), 80.0)) == {"rfi", "afp"}


def test_what_is_new_of_a_claim_is_kept_and_old_records_are_read():
    claim = killed("rfi", 50, Counted("fighters", "RUS", "wagner"))
    record = claim_record(dataclasses.replace(claim, another=True))
    assert claim_from_record(record).counted == claim.counted
    old = {key: value for key, value in record.items() if key not in {"counted", "another"}}
    for link in old["said_by"]:
        del link["network"], link["relays"]
    assert claim_from_record(old) == dataclasses.replace(claim, counted=None)


@pytest.fixture(scope="module")
def disputes():
    return api.open_case("mali-2025").ledger().disputes()


def versions(disputes, quantity, day=None):
    return [
        {(one.best, one.low) for one in dispute.versions}
        for dispute in disputes
        if dispute.event.quantity == quantity
        and (day is None or str(dispute.event.date_start) == day)
    ]


def test_the_true_disputes_of_the_case_keep_every_version(disputes):
    assert versions(disputes, "tankers_destroyed", "2025-09-14") == [
        {(40, 36), (80, 80), (20, 20), (130, 117)}
    ]
    [convoy] = versions(disputes, "tankers_arrived", "2025-10-29")
    assert {best for best, _ in convoy} == {None, 50, 1000}
    [fled] = [one for one in disputes if "households_persons" in one.kinds]
    assert {(one.unit, one.best, one.low) for one in fled.versions} == {
        ("households", None, 2000), ("persons", None, 200), ("persons", 200, 200),
    }  # fmt: skip
    # Of 84 both reports tell, and only one of "up to 82"; "10 enemy combatants" of June 2025 are
    # not those whom "dozens of its men" counts.
    assert versions(disputes, "persons_killed") == [{(50, 50), (84, 84), (20, 20), (82, None)}]


def test_what_contradicts_nothing_is_no_dispute(disputes):
    assert not versions(disputes, "electricity_hours")
    assert not versions(disputes, "refugees_hosted")
    assert not versions(disputes, "tankers_arrived", "2025-11-22")
    assert not versions(disputes, "prisoners_released")


def test_nameless_sources_of_one_radio_are_one_witness_in_every_language():
    radio = Source("RFI", "rfi", "media")
    names = ("local sources", "des sources locales", "مصادر محلية")
    claims = [
        told(said_by=(radio, Source(name, None, "local_source")), quantity=None) for name in names
    ]
    assert {witness(claim) for claim in claims} == {"rfi/local_source"}


def test_outlets_behind_which_nobody_is_known_are_one_witness():
    relay = Source("allAfrica", "allafrica", "media", relays=True)
    sources = (relay, Source("Tanakra", None, "media"), Source("تنكرا", None, "media"))
    assert len({witness(told(said_by=(source,), quantity=None)) for source in sources}) == 1


def test_who_only_relays_is_no_second_witness():
    relay = told(said_by=(Source("allAfrica", "allafrica", "media", relays=True),), quantity=None)
    radio = told(said_by=(Source("RFI", "rfi", "media"),), quantity=None)
    assert witnesses([relay, radio]) == witnesses([radio]) == {"rfi"}
    assert witnesses([relay, relay]) == {"untraced"}
