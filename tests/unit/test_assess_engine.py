"""The engine of the assessment, each kind of gauge against cases worked out by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from qafila.assess.assessing import Assessor, assess
from qafila.assess.baselines import deviations, growth, usual
from qafila.assess.findings import slowed, stands_since, whole
from qafila.assess.model import Baseline
from qafila.assess.observing import observed_signals
from qafila.assess.tracks import over
from qafila.case import find_case, read_case
from qafila.claims import Counted, Source
from tests.support.assessing import (
    DAY,
    day,
    gauge,
    land,
    ledger,
    mali,
    outlet,
    people,
    region,
    rules,
    said,
)


def found(one, *claims, scope="country", place="MLI", case=None, as_of=DAY, **more):
    """The finding of one gauge for one place."""
    asked = rules(*(one if isinstance(one, tuple) else (one,)), scope=scope, **more)
    got = assess(case or mali(), ledger(*claims), as_of, rules=asked)
    return got.finding("attacks", place)


def shown(*args, **more):
    """Level and value of the gauge."""
    [reading] = found(*args, **more).readings
    return reading.level, reading.value


# Counting


def test_incidents_are_the_fewest_that_explain_every_claim():
    claims = (
        said(1, place="diema", on=10),
        said(2, place="diema", on=9, origin="afp"),  # the same night
        said(3, place="diema", on=5),
        said(4, place=region("kayes"), on=5, origin="reuters"),  # the region holds Diéma
        said(5, place="koutiala", on=10),
        said(6, place=land("MLI"), on=10),
    )
    assert shown(gauge(), *claims) == ("warning", 3.0)


def test_undated_claims_prove_one_incident_and_add_none():
    assert shown(gauge(), said(1, place="diema"), said(2, place="kita")) == ("watch", 1.0)
    dated = said(3, place="diema", on=4)
    assert shown(gauge(), dated, said(1, place="kita")) == ("watch", 1.0)


def test_a_claim_that_reaches_out_of_the_window_proves_no_incident_of_its_own():
    month = said(1, place="diema", on=(40, 10), reported=9, precision="month")
    assert shown(gauge(), month) == ("watch", 1.0)
    inside = [said(2, place="kita", on=5), said(3, place="koutiala", on=5)]
    assert shown(gauge(), month, *inside) == ("warning", 2.0)


def test_a_claim_of_several_places_is_one_incident_in_the_place_that_holds_them():
    both = (*region("kayes"), *region("sikasso"))
    claims = [said(1, place=both, on=5), said(2, place="diema", on=5)]
    assert shown(gauge(), *claims) == ("watch", 1.0)


@pytest.mark.parametrize("kind", ["incidents", "origins", "places", "kinds"])
def test_totals_since_a_start_are_no_incidents(kind):
    total = said(1, place="diema", on=(20, 0), measure="cumulative", best=80.0)
    assert shown(gauge(kind), total) == ("unknown", None)


def test_origins_count_once_whoever_relays_them():
    asked = gauge("origins", ("shortage",))
    relayed = [said(n, "shortage", origin="afp", via=f"paper{n}", on=3) for n in range(3)]
    assert shown(asked, *relayed) == ("watch", 1.0)
    assert shown(asked, *relayed, said(9, "shortage", on=3)) == ("warning", 2.0)


def test_nameless_sources_count_as_the_outlet_that_quotes_them():
    asked = gauge("origins", ("shortage",))
    quoted = [
        said(n, "shortage", on=3, said_by=(outlet("rfi"), Source(name, None, kind)))
        for n, (name, kind) in enumerate([("a witness", "local_source"), ("somebody", "unnamed")])
    ]
    assert shown(asked, *quoted) == ("watch", 1.0)
    assert shown(asked, *quoted, said(9, "shortage", on=3)) == ("watch", 1.0)


def test_places_are_counted_once_and_regions_are_none():
    asked = gauge("places")
    claims = [said(1, place="diema", on=3), said(2, place="diema", on=9), said(3, place="kita")]
    assert shown(asked, *claims, said(4, place=region("sikasso"))) == ("warning", 2.0)
    assert shown(asked, said(4, place=region("sikasso"))) == ("watch", 1.0)


def test_kinds_are_the_rows_that_are_read():
    asked = gauge("kinds", ("service_closure/schools", "service_closure/banks", "coup"))
    claims = [
        said(1, "service_closure/schools", on=3),
        said(2, "service_closure/schools", on=5),
        said(3, "service_closure/banks", on=5),
        said(4, "service_closure/flights", on=5),
    ]
    assert shown(asked, *claims) == ("warning", 2.0)


def test_nationalities_leave_out_the_people_of_the_country():
    asked = gauge("nationalities", ("abduction",), people="foreign")
    claims = [
        said(1, "abduction", actors=people("EGY", "MLI")),
        said(2, "abduction", actors=people("IND"), counted=Counted(None, "EGY")),
    ]
    assert shown(asked, *claims) == ("warning", 2.0)
    assert shown(asked, said(3, "abduction", actors=people("MLI"))) == ("unknown", None)


def test_the_highest_lower_bound_and_who_reaches_the_level():
    asked = gauge("above", marks=(1, 20, 100), quantities=("tankers_destroyed",), unit="tankers")
    figures = {"quantity": "tankers_destroyed", "unit": "tankers"}
    claims = [
        said(1, on=3, best=40.0, origin="afp", **figures),
        said(2, on=3, low=80.0, origin="jnim", **figures),
        said(3, on=3, best=5.0, **figures),
        said(4, on=3, high=300.0, origin="army", **figures),  # "up to": no lower bound
    ]
    got = found(asked, *claims)
    assert got.readings[0].value == 80.0
    assert got.claims == ("c2", "c1")
    assert got.origins == ("afp", "jnim")
    assert not got.one_origin


def test_figures_of_longer_times_than_the_window_are_not_of_the_window():
    asked = gauge("above", marks=(1, 20, 100), quantities=("persons_killed",), unit="persons")
    year = said(1, on=(300, 0), best=500.0, quantity="persons_killed", unit="persons")
    assert shown(asked, year) == ("unknown", None)
    stock = replace(year, measure="stock")
    assert shown(asked, stock) == ("emergency", 500.0)


def test_lower_figures_are_worse_below():
    asked = gauge("below", ("shortage",), (15, 7, 3), quantities=("fuel_cover",), unit="days")
    cover = {"quantity": "fuel_cover", "unit": "days"}
    claims = [said(1, "shortage", best=10.0, **cover), said(2, "shortage", high=6.0, **cover)]
    assert shown(asked, *claims) == ("warning", 6.0)
    assert shown(asked, claims[0]) == ("watch", 10.0)
    assert shown(asked, said(3, "shortage", best=30.0, **cover)) == ("normal", 30.0)


def test_a_ratio_needs_what_is_told_to_be_normal_in_the_same_unit():
    asked = gauge("ratio", ("price",), (1.2, 1.5, 2), quantities=("fuel_price",), unit="1")
    price = {"quantity": "fuel_price", "unit": "XOF per litre"}
    high = said(1, "price", "bamako", on=2, best=1550.0, **price)
    assert shown(asked, high) == ("no_baseline", None)
    normal = said(2, "price", best=775.0, modality="background", **price)
    assert shown(asked, high, normal) == ("emergency", 2.0)
    other = replace(normal, unit="USD per litre")
    assert shown(asked, high, other) == ("no_baseline", None)


def weekly(numbers, window=28):
    """Attacks at as many places as told for each window, the present one first."""
    towns = ("diema", "kita", "koutiala", "nioro", "gao", "segou", "mopti", "tessalit")
    return [
        said(f"{back}-{town}", place=town, on=back * window + 5, reported=back * window + 4)
        for back, number in enumerate(numbers)
        for town in towns[:number]
    ]


def test_growth_compares_with_the_median_of_the_windows_before():
    asked = gauge("growth", marks=(1.25, 1.5, 2), counts="incidents", unit="1")
    assert shown(asked, *weekly([6, 4, 3, 4])) == ("warning", 1.5)
    assert shown(asked, *weekly([6, 4, 3])) == ("no_baseline", None)
    got = found(asked, *weekly([6, 4, 3, 4]))
    assert got.readings[0].baseline == Baseline(4.0, 0.0, 3)
    assert len(got.claims) == 6


def test_silence_is_no_window_of_the_baseline():
    asked = gauge("growth", marks=(1.25, 1.5, 2), counts="places", unit="1")
    assert shown(asked, *weekly([6, 4, 0, 3, 0, 4])) == ("warning", 1.5)


def test_unusual_is_measured_in_robust_deviations():
    asked = gauge("unusual", marks=(2, 3.5, 5), counts="incidents", unit="deviations")
    # Median 3, absolute deviations 0, 1, 1, 2, 0: their median 1; the root of 3 is larger.
    level, value = shown(asked, *weekly([8, 3, 2, 4, 1, 3]))
    assert level == "watch"
    assert value == pytest.approx(5 / 3**0.5)


def test_what_reaches_into_the_window_has_no_say_in_what_is_usual():
    asked = gauge("growth", marks=(1.25, 1.5, 2), counts="places", unit="1")
    long = [said(f"long{n}", place=town, on=(60, 3)) for n, town in enumerate(["gao", "segou"])]
    before = weekly([6, 4, 4, 4])
    assert shown(asked, *before, *long) == shown(asked, *before)


def test_statistics_of_what_is_usual():
    assert usual([1, 2, 3, 4, 100], 5) == Baseline(3, 1.4826, 5)
    assert usual([1, 2], 3) is None
    assert growth(3, Baseline(2.0, 1.0, 4)) == 1.5
    assert deviations(9, Baseline(4.0, 2.5, 4)) == 2.0


# When evidence counts


def test_evidence_older_than_the_window_says_nothing():
    asked = gauge()
    assert shown(asked, said(1, place="diema", on=28, reported=27)) == ("unknown", None)
    assert shown(asked, said(1, place="diema", on=27, reported=27)) == ("watch", 1.0)
    got = found(asked, said(1, place="diema", on=28, reported=27))
    assert (got.level, got.since, got.claims) == ("unknown", None, ())
    assert (got.last_level, got.last_day, got.newest) == ("watch", day(1), day(28))


def test_what_is_announced_for_later_does_not_count_yet():
    later = said(1, place="diema", on=-3, reported=2, modality="announced")
    assert shown(gauge(), later) == ("unknown", None)


def test_an_undated_relay_is_as_old_as_the_first_report_of_the_same():
    first = said(1, place="diema", reported=30, origin="afp", via="rfi")
    late = said(2, place="diema", reported=20, origin="afp", via="synacor")
    assert shown(gauge(), late) == ("watch", 1.0)
    assert shown(gauge(), first, late) == ("unknown", None)
    own = said(2, place="diema", reported=20, origin="afp")
    assert shown(gauge(), first, own) == ("watch", 1.0)
    much_later = said(3, place="diema", reported=15, origin="afp", via="synacor")
    assert shown(gauge(), first, much_later) == ("watch", 1.0)


def test_only_what_was_known_on_a_day_counts_for_it():
    learnt_late = said(1, place="diema", on=20, reported=5)
    got = found(gauge(), learnt_late)
    assert got.since == day(5)
    assert not got.at_least


@pytest.mark.parametrize("modality", ["background", "opinion", "conditional", "denied"])
def test_what_is_not_told_as_a_fact_is_no_evidence(modality):
    assert shown(gauge(), said(1, place="diema", on=3, modality=modality)) == ("unknown", None)


def test_what_another_denies_still_counts():
    denial = said(2, place="diema", on=3, modality="denied", origin="army")
    got = assess(mali(), ledger(said(1, place="diema", on=3), denial), DAY, rules=rules(gauge()))
    assert got.findings[0].level == "watch"
    assert [one.kinds for one in got.disputes] == [("asserted_denied",)]


# What is over


def dry(**more):
    return gauge("origins", ("shortage/pumps_dry",), ended_by=("shortage/easing",), **more)


def test_one_origin_alone_ends_nothing_and_is_told():
    easing = said(2, "shortage/easing", "bamako", on=5, origin="ortm")
    [reading] = found(
        dry(), said(1, "shortage/pumps_dry", "bamako", on=10), easing, scope="city", place="bamako"
    ).readings
    assert (reading.level, reading.said_over) == ("watch", ("c2",))


def test_two_origins_end_what_was_said_before():
    easing = [
        said(2, "shortage/easing", "bamako", on=5, origin="ortm"),
        said(3, "shortage/easing", "bamako", on=4, origin="afp"),
    ]
    before = said(1, "shortage/pumps_dry", "bamako", on=10)
    asked = {"scope": "city", "place": "bamako"}
    got = found(dry(), before, *easing, **asked)
    assert (got.level, got.readings[0].value) == ("normal", 0.0)
    assert set(got.claims) == {"c2", "c3"}
    again = said(4, "shortage/pumps_dry", "bamako", on=4)
    assert found(dry(), before, *easing, again, **asked).level == "watch"


def test_relays_of_one_origin_end_nothing():
    easing = [
        said(n, "shortage/easing", "bamako", on=5, origin="ortm", via=f"paper{n}") for n in (2, 3)
    ]
    before = said(1, "shortage/pumps_dry", "bamako", on=10)
    assert found(dry(), before, *easing, scope="city", place="bamako").level == "watch"


def test_what_is_said_of_the_country_ends_nothing_in_another_city():
    easing = [
        said(n, "shortage/easing", land("MLI"), on=5, origin=origin)
        for n, origin in enumerate(("ortm", "afp"), start=2)
    ]
    claims = [said(f"{city}", "shortage/pumps_dry", city, on=10) for city in ("bamako", "mopti")]
    asked = rules(dry(), scope="city")
    got = assess(mali(), ledger(*claims, *easing), DAY, rules=asked)
    levels = {one.unit.place: one.level for one in got.findings}
    assert (levels["bamako"], levels["mopti"]) == ("normal", "watch")


def test_the_day_from_which_it_is_over():
    ended = over([(10, 10, "a"), (12, 15, "b"), (14, 14, "a")], 2)
    assert ended.since(np.array([9, 11, 12, 14])).tolist()[:2] == [15, 15]
    assert ended.since(np.array([12])).tolist()[0] > 1_000_000  # one origin alone said it later


# Where


@pytest.mark.parametrize(
    ("place", "cities"),
    [
        ("bamako", {"bamako"}),
        ("mopti", {"mopti"}),
        (land("MLI"), {"bamako"}),
        ((), {"bamako"}),
        (land("SEN"), set()),
        ("diema", set()),
    ],
)
def test_which_city_a_claim_fits(place, cities):
    asked = rules(gauge("origins", ("shortage",)), scope="city")
    got = assess(mali(), ledger(said(1, "shortage", place, on=3)), DAY, rules=asked)
    assert {one.unit.place for one in got.findings if one.level != "unknown"} == cities


@pytest.mark.parametrize(
    ("place", "expected"),
    [("diema", True), (land("MLI"), True), ((), True), ("tengrela", False), (land("CIV"), False)],
)
def test_which_claims_fit_the_country(place, expected):
    got = found(gauge(), said(1, place=place, on=3))
    assert (got.level != "unknown") == expected


def test_a_host_country_is_that_which_is_named():
    asked = rules(gauge("origins", ("displacement",)), scope="host")
    claims = [said(1, "displacement", "bassikounou", on=3), said(2, "displacement", (), on=3)]
    got = assess(mali(), ledger(*claims), DAY, rules=asked)
    assert {one.unit.place for one in got.findings if one.level != "unknown"} == {"MRT"}


def test_actors_that_must_take_part():
    asked = gauge(reads=("force_withdrawal",), actors=("foreign_force",))
    claim = said(1, "force_withdrawal", on=3)
    assert shown(asked, claim) == ("unknown", None)
    partner = replace(people("RUS")[0], kind="foreign_force")
    assert shown(asked, replace(claim, actors=(partner,))) == ("watch", 1.0)


# Observations


def observed(rows):
    """The case with observations of arrivals: days back of the week, of the report, and people."""
    case = read_case(find_case("mali-2025"))
    plain = case.observations[case.observations["measure"] == "new_arrivals"].iloc[0]
    made = pd.DataFrame(
        [
            {
                **plain.to_dict(),
                "observation_id": f"week-{start}",
                "date_start": pd.Timestamp(day(start)),
                "date_end": pd.Timestamp(day(start - 6)),
                "reported_at": pd.Timestamp(day(told)),
                "individuals": number,
            }
            for start, told, number in rows
        ]
    ).astype(case.observations.dtypes.to_dict())
    return replace(case, observations=made)


def test_observations_are_compared_with_earlier_ones_of_their_series():
    asked = gauge("growth", (), (1.25, 1.5, 2), observations=("new_arrivals",), unit="1")
    weeks = [(6, 0, 600), (34, 28, 300), (62, 56, 300), (90, 84, 200)]
    host = {"scope": "host", "place": "MRT", "case": observed(weeks)}
    got = found(asked, **host)
    assert (got.level, got.readings[0].value) == ("emergency", 2.0)
    assert got.figures == ("week-6",)
    few = {**host, "case": observed(weeks[:3])}
    assert found(asked, **few).level == "no_baseline"


def test_observations_count_only_once_they_are_published():
    asked = gauge("above", (), (100, 500, 5000), observations=("new_arrivals",), unit="persons")
    host = {"scope": "host", "place": "MRT"}
    early = found(asked, case=observed([(6, 0, 600)]), as_of=day(1), **host)
    assert early.level == "unknown"
    assert found(asked, case=observed([(6, 0, 600)]), **host).figures == ("week-6",)


def test_who_quotes_a_nameless_source_is_its_origin():
    signals = observed_signals(read_case(find_case("mali-2025")))
    dry_in_mopti = [one for one in signals if one.measure == "dry" and one.spots[0].key == "mopti"]
    assert {one.origin for one in dry_in_mopti} == {"rfi"}


# By day


def test_a_level_rises_at_once_and_falls_slowly():
    ranks = np.array([0, 2, 0, 0, 0, 1])
    assert slowed(ranks, 3).tolist() == [0, 2, 2, 2, 0, 1]
    assert slowed(ranks, 0).tolist() == ranks.tolist()


def test_a_day_without_evidence_ends_a_level():
    assert slowed(np.array([2, -2, 1, 1]), 5).tolist() == [2, -2, 1, 1]


def test_a_level_that_has_not_fallen_yet_rests_on_what_reached_it():
    claims = [said(1, place="diema", on=20, reported=20), said(2, place="kita", on=22, reported=20)]
    fresh = said(3, place="diema", on=2, reported=2)
    got = found(gauge(), *claims, fresh, window=18, hysteresis=10)
    assert (got.level, got.raw_level) == ("warning", "watch")
    assert got.reached == day(5)  # the last day whose window holds both
    assert set(got.claims) == {"c1", "c2"}


def test_since_when_a_level_stands():
    assert stands_since(np.array([2, 2])) == 0
    assert stands_since(np.array([1, 2, 2])) == 1
    lasting = gauge("origins", ("blockade",))
    got = found(lasting, said(1, "blockade", on=(200, None), reported=0))
    assert (got.since, got.at_least) == (DAY, False)  # known since today only
    got = found(lasting, *(said(n, "blockade", on=n, reported=n) for n in range(0, 90, 20)))
    assert (got.since, got.at_least) == (day(59), True)


def test_the_whole_is_normal_only_where_all_that_decides_is_known():
    normal, unknown, none = np.array([[0]]), np.array([[-2]]), np.zeros((0, 1), dtype=int)
    assert whole(normal, none, normal).tolist() == [0]
    assert whole(np.array([[0], [-2]]), none, np.array([[0], [-2]])).tolist() == [-2]
    assert whole(unknown, np.array([[2]]), unknown).tolist() == [1]
    assert whole(np.array([[3]]), np.array([[3]]), unknown).tolist() == [3]
    assert whole(normal, np.array([[1]]), np.array([[-1]])).tolist() == [-2]


def test_a_level_of_one_origin_alone_says_so():
    assert found(gauge(), said(1, place="diema", on=3)).one_origin
    both = [said(1, place="diema", on=3), said(2, place="diema", on=3, origin="afp")]
    assert not found(gauge(), *both).one_origin


# Again and again


def test_what_is_kept_between_assessments_changes_nothing():
    asked = rules(gauge(), dry(name="dry"), hysteresis=7)
    steps = [
        [said(1, place="diema", on=3)],
        [said(1, place="diema", on=3), said(2, place="kita", on=5, origin="afp")],
        [said(2, place="kita", on=5, origin="afp"), said(3, "shortage/pumps_dry", on=5)],
        [said(2, place="koutiala", on=50, reported=40, origin="afp")],
    ]
    kept = Assessor(mali(), asked)
    for claims in steps:
        for as_of in (DAY, day(10), DAY):
            fresh = [one for one in claims if one.reported_at <= as_of]
            again = kept.assess(ledger(*fresh, as_of=as_of), as_of)
            assert again == assess(mali(), ledger(*fresh, as_of=as_of), as_of, rules=asked)


def test_a_ledger_that_knows_more_than_the_day_is_cut():
    late = said(2, place="kita", on=3, reported=-5)
    first = said(1, place="diema", on=3)
    later = DAY + dt.timedelta(9)
    got = assess(mali(), ledger(first, late, as_of=later), DAY, rules=rules(gauge()))
    assert got.findings == assess(mali(), ledger(first), DAY, rules=rules(gauge())).findings
