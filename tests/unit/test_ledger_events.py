from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest

from qafila import terms
from qafila.claims import Actor, Claim, DateSpan, Location, Source, Span
from qafila.ledger import Ledger
from qafila.ledger.disputes import distinct_versions, find_disputes
from qafila.ledger.events import group_events
from qafila.ledger.likeness import place_link, view
from qafila.tables import read_defaults

NUMBER = itertools.count()
SEPTEMBER = dt.date(2025, 9, 14)


def day(date, end=None, precision="day"):
    return DateSpan(date, end or date, precision)


def at(name, country="MLI", role="at", precision="exact"):
    return Location(name, name, country, precision, role)


def land(country, role="at"):
    return Location(country, None, country, "country", role)


def chain(*sources):
    return tuple(Source(name, name if known else None, kind) for name, kind, known in sources)


def told(by="rfi", kind="media", **fields):
    """A claim of a document of its own, on the attack of 14 September unless said otherwise."""
    number = next(NUMBER)
    given = {
        "claim_id": f"c{number:03}",
        "document_id": f"d{number:03}",
        "reported_at": dt.date(2025, 9, 16),
        "language": "en",
        "event_type": "attack_on_convoy",
        "span": Span(0, 1, "x"),
        "modality": "asserted",
        "reader_version": "1",
        "quantity": "tankers_destroyed",
        "unit": "tankers",
        "locations": (at("kayes"),),
        "date": day(SEPTEMBER),
        "said_by": (Source(by, by, kind),),
    }
    return Claim(**{**given, **fields})


def fled(by="rfi", **fields):
    return told(
        by,
        **{
            "event_type": "displacement",
            "quantity": "persons_displaced",
            "unit": "persons",
            "locations": (land("MLI", "from"), land("CIV", "to")),
            "date": DateSpan(None, None, "vague"),
            "reported_at": dt.date(2025, 11, 16),
            **fields,
        },
    )


def hosted(by="unhcr", **fields):
    return told(
        by,
        "intergovernmental",
        **{
            "event_type": "population_figure",
            "quantity": "refugees_hosted",
            "unit": "persons",
            "measure": "stock",
            "locations": (land("CIV"),),
            "date": DateSpan(None, None),
            "reported_at": dt.date(2025, 11, 17),
            **fields,
        },
    )


def grouped(*claims):
    return [sorted(claim.claim_id for claim in event.claims) for event in group_events(claims)]


def one_event(*claims):
    return len(group_events(claims)) == 1


def the_dispute(*claims):
    [dispute] = find_disputes(group_events(claims))
    return dispute


def test_the_tankers_of_14_september_are_one_dispute():
    stretch = (at("kaniera", role="between"), at("lakamane", role="between"))
    claims = [
        told("rfi_local", "local_source", best=20.0, low=20.0, locations=stretch),
        told(
            "union",
            "union",
            best=40.0,
            low=36.0,
            high=44.0,
            locations=(at("kayes-region", precision="region"),),
        ),
        told(
            "jnim",
            "armed_group",
            best=80.0,
            low=80.0,
            high=80.0,
            modality="claimed",
            locations=(at("kayes-region", precision="region"),),
        ),
        told(
            "tanakra",
            best=130.0,
            low=117.0,
            high=143.0,
            reported_at=dt.date(2025, 10, 22),
            locations=(at("kaniera"),),
        ),
    ]
    dispute = the_dispute(*claims)
    assert [one.best for one in dispute.versions] == [20.0, 40.0, 80.0, 130.0]
    assert dispute.kinds == ("value",)
    assert (dispute.low, dispute.high, dispute.unit) == (20.0, None, "tankers")
    assert {"same_stretch", "wider_place", "same_date"} <= set(dispute.event.reasons)
    assert dispute.versions[2].origin_kind == "armed_group"


def test_the_convoy_of_30_october_is_one_dispute():
    arrived = {
        "event_type": "supply_arrival",
        "quantity": "tankers_arrived",
        "locations": (at("bamako"),),
        "reported_at": dt.date(2025, 10, 31),
    }
    night = day(dt.date(2025, 10, 29), dt.date(2025, 10, 30), "interval")
    claims = [
        told(
            "fides", best=1000.0, low=900.0, high=1100.0, date=day(dt.date(2025, 10, 30)), **arrived
        ),
        told("news-pravda", best=50.0, low=45.0, high=55.0, date=night, **arrived),
        told("cigm", "government", low=24.0, date=night, **arrived),
        told(
            "malikonews",
            best=200.0,
            low=200.0,
            high=200.0,
            date=day(dt.date(2025, 10, 27)),
            **arrived,
        ),
        told(
            "roadking",
            best=300.0,
            low=300.0,
            **arrived,
            date=day(dt.date(2025, 11, 1), dt.date(2025, 11, 30), "month"),
        ),
    ]
    dispute = the_dispute(*claims)
    assert [one.origin_key for one in dispute.versions] == ["fides", "news-pravda", "cigm"]
    assert (dispute.low, dispute.high) == (24.0, None)


def test_families_against_persons_who_fled_is_a_dispute_of_kind():
    dispute = the_dispute(
        fled("arabic_press", quantity="households_displaced", unit="households", low=2000.0),
        fled("cns", kind="government", low=200.0, reported_at=dt.date(2025, 11, 13)),
        fled("rfi", best=200.0, low=200.0, locations=(at("pogo", "CIV"),)),
    )
    assert dispute.kinds == ("households_persons",)
    assert len(dispute.versions) == 3
    assert (dispute.low, dispute.high, dispute.unit) == (None, None, None)
    assert [one.part for one in dispute.versions if one.origin_key == "rfi"] == [True]


def test_refugees_hosted_by_cote_divoire_are_disputed():
    burkinabe = (Actor("Burkinabè refugees", None, "civilians", "target", "BFA"),)
    dispute = the_dispute(
        hosted(
            "afp",
            best=90000.0,
            low=81000.0,
            high=99000.0,
            actors=burkinabe,
            reported_at=dt.date(2025, 11, 14),
            date=day(dt.date(2025, 11, 14)),
        ),
        hosted("unhcr", best=70000.0, low=63000.0, high=70000.0, event_type="refugee_registration"),
    )
    assert dispute.kinds == ("value",)
    assert not any(one.part for one in dispute.versions), "a part greater than the whole is none"
    assert (dispute.low, dispute.high, dispute.unit) == (63000.0, 99000.0, "persons")


def test_one_region_and_another_and_their_country_are_not_disputed():
    claims = [
        hosted(best=33913.0, locations=(at("bounkani", "CIV", precision="region"),)),
        hosted("lia", best=22120.0, locations=(at("tchologo", "CIV", precision="region"),)),
        hosted("b24", best=65099.0),
        hosted("koaci", best=8074.0, locations=(at("tehini", "CIV"),)),
    ]
    assert len(group_events(claims)) == 4
    assert find_disputes(group_events(claims)) == ()


def test_nationalities_within_one_text_are_two_things():
    def granted(best, nationality=None):
        actors = (Actor("refugees", None, "civilians", "target", nationality),)
        return hosted(
            quantity="refugees_registered",
            best=best,
            low=best,
            document_id="same",
            actors=actors if nationality else (),
        )

    assert not one_event(granted(1500.0, "MLI"), granted(69000.0, "BFA"))
    assert not one_event(granted(1500.0), granted(69000.0)), "one source, one text, two figures"
    disputes = find_disputes(group_events([granted(1500.0, "MLI"), hosted("x", best=70000.0)]))
    assert disputes == (), "a part that is smaller contradicts nothing"


def test_registered_against_estimated_is_named():
    dispute = the_dispute(
        hosted(quantity="refugees_registered", best=40000.0),
        hosted("afp", best=70000.0, modality="estimated"),
    )
    assert dispute.kinds == ("value", "registered_estimated")


def test_a_level_against_an_amount_over_time_is_named():
    dispute = the_dispute(
        fled(best=3000.0, measure="cumulative"),
        fled("unhcr", best=2500.0, low=2500.0, measure="flow"),
    )
    assert dispute.kinds == ("stock_flow",)


def test_relays_of_one_origin_count_once_and_agreeing_origins_are_no_dispute():
    def relay(outlet, best):
        return told(
            best=best, said_by=chain((outlet, "media", True), ("jnim", "armed_group", True))
        )

    claims = [relay("reuters", 80.0), relay("rfi", 80.0), relay("afp", 80.0)]
    [event] = group_events(claims)
    [version] = distinct_versions(event)
    assert len(version.claims) == 3
    assert find_disputes([event]) == ()
    assert find_disputes(group_events([*claims, told("union", low=20.0)])) == (), "bounds meet"


def test_a_later_figure_of_the_same_origin_corrects_the_earlier_one():
    early = told("union", best=40.0)
    late = told("union", best=60.0, reported_at=dt.date(2025, 9, 18))
    dispute = the_dispute(early, late, told("rfi", best=20.0))
    version = next(one for one in dispute.versions if one.origin_key == "union")
    assert version.best == 60.0
    assert version.corrected == (early,)
    assert version.claims == (early, late)
    assert (version.reported_first, version.reported_last) == (
        dt.date(2025, 9, 16),
        dt.date(2025, 9, 18),
    )
    assert (dispute.low, dispute.high) == (20.0, 60.0)
    silent = told("union", reported_at=dt.date(2025, 9, 20))
    [event] = group_events([early, late, silent])
    assert distinct_versions(event)[0].best == 60.0, "silence corrects nothing"


def test_relays_of_one_day_that_disagree_give_the_covering_range_without_a_best():
    def relay(outlet, best):
        return told(
            best=best, said_by=chain((outlet, "media", True), ("jnim", "armed_group", True))
        )

    [event] = group_events([relay("reuters", 80.0), relay("rfi", 85.0)])
    [version] = distinct_versions(event)
    assert (version.best, version.low, version.high) == (None, 80.0, 85.0)


def test_nameless_sources_are_told_apart_by_who_quotes_them():
    def local(outlet, words, best):
        return told(
            best=best, said_by=chain((outlet, "media", True), (words, "local_source", False))
        )

    claims = [
        local("rfi", "local sources", 20.0),
        local("rfi", "مصادر محلية", 20.0),
        local("afp", "local sources", 60.0),
    ]
    dispute = the_dispute(*claims)
    assert sorted(len(one.claims) for one in dispute.versions) == [1, 2]


def test_a_denial_is_a_dispute_and_no_figure():
    dispute = the_dispute(
        told("jnim", "armed_group", best=80.0, modality="claimed"),
        told("army", "government", best=0.0, modality="denied"),
    )
    assert dispute.kinds == ("asserted_denied",)
    assert (dispute.low, dispute.high) == (80.0, 80.0)


def test_different_dates_of_one_arrival_are_named():
    arrival = {
        "event_type": "supply_arrival",
        "quantity": "tankers_arrived",
        "best": 82.0,
        "locations": (at("bamako"),),
    }
    dispute = the_dispute(
        told("rfi", date=day(dt.date(2025, 11, 22)), **arrival),
        told("insider", date=day(dt.date(2025, 11, 23)), **arrival),
    )
    assert dispute.kinds == ("date",)


@pytest.mark.parametrize("reported", [dt.date(2025, 11, 20), dt.date(2025, 11, 24)])
@pytest.mark.parametrize(
    "span",
    [
        DateSpan(dt.date(2025, 11, 20), None, "interval"),  # since
        DateSpan(None, dt.date(2025, 11, 25), "interval"),  # by
    ],
)
def test_an_open_date_contradicts_no_day_within_it(span, reported):
    arrival = {
        "event_type": "supply_arrival",
        "quantity": "tankers_arrived",
        "best": 82.0,
        "locations": (at("bamako"),),
    }
    single = told("rfi", date=day(dt.date(2025, 11, 22)), **arrival)
    other = told("insider", date=span, reported_at=reported, **arrival)
    assert find_disputes(group_events([single, other])) == ()


def test_units_are_compared_in_their_base_unit():
    volume = {"event_type": "supply_arrival", "quantity": "petroleum_registered"}
    small = told("a", best=53.0, unit="million_litres", **volume)
    large = told("b", best=53_000_000.0, unit="litres", **volume)
    assert find_disputes(group_events([small, large])) == ()
    dispute = the_dispute(small, told("c", best=78.0, unit="million_litres", **volume))
    assert (dispute.low, dispute.high, dispute.unit) == (53.0, 78.0, "million_litres")
    dispute = the_dispute(small, told("c", best=78e6, unit="litres", **volume))
    assert (dispute.low, dispute.high, dispute.unit) == (53e6, 78e6, "litres")


@pytest.mark.parametrize(
    "other",
    [
        {"date": day(dt.date(2025, 9, 16))},
        {"locations": (at("sikasso"),)},
        {"locations": (land("SEN"),)},
        {"quantity": "tankers_attacked"},
        {"quantity": None, "unit": None},
        {"measure": "cumulative"},
        {"date": day(dt.date(2025, 9, 1), dt.date(2025, 9, 30), "month")},
        {"date": DateSpan(None, None), "reported_at": dt.date(2025, 11, 1)},
        {"date": DateSpan(None, None), "reported_at": dt.date(2025, 9, 10)},
        {"date": DateSpan(None, None), "modality": "background"},
        {"locations": (at("kayes", role="from"),)},
    ],
)
def test_different_things_stay_apart(other):
    assert not one_event(told(best=40.0), told("afp", **{"best": 80.0, **other}))


@pytest.mark.parametrize(
    "other",
    [
        {"date": day(dt.date(2025, 9, 15))},
        {"date": day(dt.date(2025, 9, 14), dt.date(2025, 9, 20), "week")},
        {"locations": (land("MLI"),)},
        {"locations": ()},
        {"locations": (at("kayes", role="near"),)},
        {"event_type": "armed_clash"},
        {"date": DateSpan(None, None, "vague")},
    ],
)
def test_one_thing_told_differently_is_one_event(other):
    assert one_event(told(best=40.0), told("afp", **{"best": 80.0, **other}))


def test_near_dates_make_no_chain():
    claims = [told(f"s{n}", best=float(n), date=day(dt.date(2025, 9, 1 + n))) for n in range(12)]
    for event in group_events(claims):
        assert (event.date_end - event.date_start).days <= 1


def test_a_vague_claim_that_fits_two_events_stands_alone():
    kayes, sikasso = told(best=40.0), told(best=3.0, locations=(at("sikasso"),))
    vague = told("ap", best=100.0, locations=(land("MLI"),))
    assert len(grouped(kayes, sikasso, vague)) == 3
    assert len(grouped(kayes, vague)) == 1


def test_a_repeated_statement_goes_to_its_first_telling_however_vague():
    kayes, sikasso = told("union", best=40.0), told("rfi", best=3.0, locations=(at("sikasso"),))
    again = told("union", best=40.0, locations=(land("MLI"),), date=DateSpan(None, None))
    events = group_events([kayes, sikasso, again])
    assert sorted(len(event.claims) for event in events) == [1, 2]
    assert "same_statement" in max(events, key=lambda event: len(event.claims)).reasons


def test_listed_places_settle_what_lies_where():
    region = told("afp", best=80.0, locations=(at("mopti-region", precision="region"),))
    town = told(best=40.0)
    assert one_event(town, region), "nothing is known of where Kayes lies"
    within = {"kayes": "kayes-region", "mopti": "mopti-region"}
    assert len(group_events([town, region], within)) == 2
    region = told("afp", best=80.0, locations=(at("kayes-region", precision="region"),))
    assert len(group_events([town, region], within)) == 1


def test_two_ends_of_a_stretch_are_two_places():
    ends = [told(best=1.0, locations=(at("kaniera"),)), told(best=2.0, locations=(at("lakamane"),))]
    stretch = told(
        best=3.0, locations=(at("kaniera", role="between"), at("lakamane", role="between"))
    )
    events = group_events([*ends, stretch])
    assert sorted(len(event.claims) for event in events) == [1, 2]


def test_a_stretch_is_the_same_in_either_direction():
    places = (at("kaniera", role="between"), at("lakamane", role="between"))
    assert one_event(told(best=1.0, locations=places), told("b", best=2.0, locations=places[::-1]))


def test_an_event_says_what_where_and_when():
    claims = [
        told(best=40.0),
        told(
            "afp",
            best=80.0,
            locations=(land("MLI"),),
            date=day(SEPTEMBER, dt.date(2025, 9, 15), "interval"),
        ),
    ]
    [event] = group_events(claims)
    assert (event.event_type, event.quantity) == ("attack_on_convoy", "tankers_destroyed")
    assert (event.location_id, event.country) == ("kayes", "MLI")
    assert (event.date_start, event.date_end) == (SEPTEMBER, dt.date(2025, 9, 15))
    assert set(event.reasons) <= set(terms.values("grouping_reason"))
    [alone] = group_events(claims[:1])
    assert alone.event_id == event.event_id, "claims that join later do not rename an event"
    assert alone.reasons == ()


def test_a_ledger_computes_events_once():
    ledger = Ledger((told(best=40.0), told("afp", best=80.0)), {}, dt.date(2025, 9, 30))
    assert ledger.events() is ledger.events()
    assert ledger.disputes() is ledger.disputes()
    assert len(ledger.disputes()) == 1


def test_every_quantity_has_a_family_and_every_precision_a_tolerance():
    import csv

    from qafila.files import package_data

    text = package_data("schema", "quantities.csv").read_text(encoding="utf-8")
    quantities = {row["quantity"] for row in csv.DictReader(text.splitlines())}
    families = read_defaults("figure_families", "figure_families")
    assert set(families["quantity"]) == quantities
    rules = families.drop(columns=["quantity", "source", "rationale", "any_event_type"])
    shared = rules[rules.duplicated("family", keep=False)]
    assert shared.drop_duplicates().groupby("family").size().eq(1).all(), "one rule per family"
    tolerances = read_defaults("grouping", "grouping")
    assert set(tolerances["date_precision"]) == set(terms.values("date_precision"))


def test_a_convoy_bound_for_a_city_was_not_attacked_in_it():
    bound = told("afp", best=100.0, locations=(at("bamako", role="to"),))
    inside = told("aib", best=130.0, locations=(at("bamako"),))
    assert place_link(view(bound).where, view(inside).where, {}) == "place_not_named"


def test_a_text_that_goes_on_about_the_same_day_goes_on_about_the_same_place():
    note = {"document_id": "note"}
    named = told("fides", best=1000.0, locations=(at("bamako", role="to"),),
                 event_type="supply_arrival", quantity="tankers_arrived", **note)  # fmt: skip
    going_on = told("ministry", best=50.0, locations=(), event_type="supply_arrival",
                    quantity="tankers_arrived", **note)  # fmt: skip
    elsewhere = dataclasses.replace(going_on, claim_id="z", document_id="other")
    assert len(group_events([named, going_on])) == 1
    assert len(group_events([named, elsewhere])) == 2
    second = dataclasses.replace(named, claim_id="y", locations=(at("segou", role="to"),))
    assert len(group_events([named, second, going_on])) == 3


def test_an_event_on_a_stretch_stands_at_the_end_that_wider_claims_name_too():
    stretch = (at("kayes", role="between"), at("bamako", role="between"))
    wide = Location("Kayes region", "kayes", "MLI", "region")
    claims = [
        *(told(name, locations=(wide,), best=40.0) for name in ("rfi", "afp")),
        told("tanakra", locations=stretch, best=130.0),
    ]
    for given in (claims, claims[::-1]):
        [event] = group_events(given)
        assert event.location_id == "kayes"


def test_a_town_without_an_identifier_is_one_place_in_every_language():
    spelt = ("Tamanrasset", "تمنراست")
    claims = [
        told(f"source{number}", locations=(Location(name, None, "DZA", "outside"),))
        for number, name in enumerate(spelt)
    ]
    [event] = group_events(claims)
    assert "same_place" in event.reasons
    elsewhere = told(locations=(Location("تمنراست", None, "LBY", "outside"),))
    assert len(group_events([*claims, elsewhere])) == 2
    region = [
        told(f"r{number}", locations=(Location(name, None, "CIV", "region"),))
        for number, name in enumerate(("Tchologo region", "منطقة تشولوغو"))
    ]
    assert len(group_events(region)) == 1
