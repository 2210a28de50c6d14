"""What is told of regions, of months, of no day at all, and by whom nobody knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from qafila.api import open_case
from qafila.assess.assessing import Assessor, assess
from qafila.assess.attributed import said_by_then
from qafila.assess.observing import observed_signals
from qafila.assess.origins import distinct_origins
from qafila.case import find_case, read_case
from qafila.claims import Document, Location, Source, Span, claim_id
from qafila.ledger import Ledger, open_store
from qafila.situation import build_situation
from tests.support.assessing import (
    DAY,
    WITHIN,
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

TANKERS = {"quantity": "tankers_destroyed", "unit": "tankers", "measure": "flow"}
ABDUCTED = {"kind": "abduction", "origin": "acled"}
FOREIGN = gauge("nationalities", ("abduction",), people="foreign")


def shown(one, *claims, scope="country", place="MLI", window=28):
    """Level and value of a gauge."""
    found = assess(mali(), ledger(*claims), DAY, rules=rules(one, scope=scope, window=window))
    [reading] = found.finding("attacks", place).readings
    return reading.level, reading.value


# Regions


def test_what_is_told_of_a_region_is_told_of_the_country_and_of_no_city():
    dry = gauge("origins", ("shortage",))
    claims = [said(1, "shortage", region("mopti"), on=1), said(2, "shortage", "gao", on=1)]
    assert shown(dry, *claims, scope="city", place="mopti") == ("unknown", None)
    assert shown(dry, *claims, scope="city", place="bamako") == ("unknown", None)
    assert shown(dry, *claims, scope="city", place="gao") == ("watch", 1.0)
    assert shown(dry, claims[0]) == ("watch", 1.0)


def test_what_names_no_place_adds_no_place_with_an_attack():
    asked = gauge("places")
    assert shown(asked, said(1, place=land("MLI"), on=1), said(2, on=1)) == ("unknown", None)


def test_what_lies_near_a_town_is_not_in_it_where_another_place_is_named():
    asked = gauge("places")
    near = Location("Bamako", "bamako", "MLI", "near", "near")
    road = tuple(Location(one, one, "MLI", "stretch", "between") for one in ("diema", "kita"))
    assert shown(asked, said(1, place=(*road, near), on=1)) == ("watch", 1.0)
    assert shown(asked, said(1, place=road, on=1), said(2, place=(near,), on=1))[1] == 2.0


def test_what_is_told_of_a_region_closes_no_road():
    siege = said(1, "blockade", place=region("segou"), on=1)
    town = said(2, "blockade", place="segou", on=1, origin="afp")
    shares = []
    for claims in ([siege], [siege, town]):
        view = ledger(*claims)
        found = assess(mali(), view, DAY, situation=build_situation(mali(), view, DAY))
        readings = found.finding("supply_pressure", "segou").readings
        [roads] = [one for one in readings if one.gauge_id == "corridors_not_open"]
        shares.append((roads.level, roads.claims))
    assert shares[0] == ("unknown", ())
    assert shares[1] == ("warning", ("c2",))


# Totals without a day and a place


@pytest.mark.parametrize(
    ("more", "level"),
    [
        ({}, "unknown"),  # "more than 100 tankers had been burnt"
        ({"place": land("MLI")}, "unknown"),
        ({"on": 3}, "emergency"),
        ({"place": "diema"}, "emergency"),
        ({"place": region("kayes")}, "emergency"),
    ],
)
def test_a_figure_of_losses_without_day_and_place_is_a_total(more, level):
    asked = gauge("above", marks=(1, 20, 100), quantities=("tankers_destroyed",), unit="tankers")
    assert shown(asked, said(1, low=100.0, **TANKERS, **more))[0] == level


# Studies of many months


def test_deeds_of_a_longer_time_than_the_window_prove_one():
    study = said(1, **ABDUCTED, on=(180, 5), actors=people("CHN", "IND", "SRB", "HRV"))
    assert shown(FOREIGN, study) == ("watch", 1.0)
    new = said(2, "abduction", on=3, actors=people("EGY"))
    assert shown(FOREIGN, study, new) == ("watch", 1.0)
    towns = [said(1, place="diema", on=(90, 5)), said(2, place="kita", on=(90, 5))]
    assert shown(gauge("places"), *towns) == ("watch", 1.0)
    assert shown(gauge("places"), *towns, window=120) == ("warning", 2.0)


def test_a_siege_that_lasts_is_told_by_all_who_tell_of_it():
    asked = gauge("origins", ("blockade",))
    claims = [
        said(n, "blockade", on=(90, None), origin=who) for n, who in enumerate(["rfi", "afp"])
    ]
    assert shown(asked, *claims) == ("warning", 2.0)


def test_a_list_without_a_day_is_of_the_time_of_the_study_beside_it():
    study = said(1, **ABDUCTED, on=(180, 30), reported=10)
    listed = said(2, **ABDUCTED, reported=10, actors=people("CHN", "IND", "SRB", "HRV"))
    assert shown(FOREIGN, listed)[0] == "emergency"
    of_it = replace(listed, document_id=study.document_id)
    assert shown(FOREIGN, study, of_it) == ("unknown", None)
    assert shown(FOREIGN, study, of_it, window=56) == ("watch", 1.0)
    # Another origin, and a deed of a day that the same origin tells, are no study.
    other = replace(of_it, said_by=(outlet("rfi"),))
    assert shown(FOREIGN, study, other)[0] == "emergency"
    night = replace(study, claim_id="c3", date=said(3, on=12).date)
    assert shown(FOREIGN, study, night, of_it)[0] == "emergency"


# The day on which it was said

RESTATES = (
    ("RFI via allAfrica", "https://example.org/1", day(20).isoformat()),
    ("DW", "https://example.org/2", day(8).isoformat()),
    ("DW via allAfrica", "https://example.org/3", day(12).isoformat()),
)


def restating(*claims, restates=RESTATES, as_of=DAY):
    papers = {
        one.document_id: Document(one.document_id, "", one.claim_id, restates=restates)
        for one in claims
    }
    return Ledger(claims, papers, as_of, within=WITHIN)


def stands(found):
    [reading] = found.finding("attacks", "MLI").readings
    return reading.level, reading.newest


def test_undated_evidence_is_of_the_newest_day_on_which_its_source_spoke():
    asked = rules(gauge("origins", ("shortage",)), window=14)
    rfi, dw, nobody = (
        said(n, "shortage", origin=who) for n, who in enumerate(["rfi", "dw", "bbc"])
    )
    assert stands(assess(mali(), ledger(rfi), DAY, rules=asked)) == ("watch", DAY)
    assert stands(assess(mali(), restating(rfi), DAY, rules=asked)) == ("unknown", None)
    assert stands(assess(mali(), restating(dw), DAY, rules=asked)) == ("watch", day(8))
    assert stands(assess(mali(), restating(nobody), DAY, rules=asked)) == ("watch", day(8))
    # What is told to last does so until its source spoke; what is dated keeps its days.
    since = said(5, "shortage", origin="rfi", on=(60, None))
    assert stands(assess(mali(), restating(since), DAY, rules=asked)) == ("unknown", None)
    dated = said(5, "shortage", origin="rfi", on=2)
    assert stands(assess(mali(), restating(dated), DAY, rules=asked)) == ("watch", day(2))


def test_nothing_is_known_before_it_was_published_nor_said_after():
    asked = rules(gauge("origins", ("shortage",)), window=14)
    claim = said(1, "shortage", origin="dw", reported=5)
    before = assess(mali(), restating(claim, as_of=day(6)), day(6), rules=asked)
    assert stands(before) == ("unknown", None)
    found = assess(mali(), restating(claim), DAY, rules=asked).finding("attacks", "MLI")
    assert found.history[-7:-4] == ("unknown", "watch", "watch")
    late = tuple((name, url, "2026-05-01") for name, url, _ in RESTATES)
    assert stands(assess(mali(), restating(claim, restates=late), DAY, rules=asked))[1] == day(5)
    undated = (*RESTATES, ("AFP", "", ""))
    nobody = said(2, "shortage", origin="bbc")
    assert stands(assess(mali(), restating(nobody, restates=undated), DAY, rules=asked))[1] == DAY


def test_another_front_matter_is_seen_when_the_same_assessor_asks_again():
    asked = rules(gauge("origins", ("shortage",)), window=14)
    claim, again = said(1, "shortage", origin="dw"), Assessor(mali(), asked)
    assert stands(again.assess(restating(claim), DAY)) == ("watch", day(8))
    older = (("DW", "", day(11).isoformat()),)
    assert stands(again.assess(restating(claim, restates=older), DAY)) == ("watch", day(11))


def test_a_store_tells_what_documents_restate_as_the_claims_in_memory_do(tmp_path):
    paper = Document.from_text(
        "Pumps are dry, DW said.", "note.md", published=DAY, language="en", restates=RESTATES
    )
    claim = said(1, "shortage", origin="dw")
    name = claim_id(paper.document_id, Span(0, 5, "Pumps"), "shortage", 0, "1")
    claim = replace(claim, claim_id=name, document_id=paper.document_id, span=Span(0, 5, "Pumps"))
    with open_store(tmp_path / "store.db") as store:
        store.add_all([(paper, [claim])])
        view = store.as_of(DAY)
        assert view.unread is not None
        found = assess(mali(), view, DAY, rules=rules(gauge("origins", ("shortage",)), window=14))
    assert stands(found) == ("watch", day(8))


def test_the_last_day_of_sources_is_that_of_the_best_named():
    assert dt.date.fromordinal(said_by_then(RESTATES, (("RFI", "rfi"),))) == day(20)
    assert said_by_then((), (("RFI", "rfi"),)) is None


# Who says so


def test_an_office_without_a_name_is_nobody_beside_a_government_that_is_named():
    official = Source("an official of the trade department", None, "government")
    name, house = "Ministry of trade of Mali", "government_mli"
    ministry = Source(name, "trade_ministry_mli", "government", network=house)
    asked = gauge("origins", ("shortage",))
    both = [said(1, "shortage", said_by=(official,)), said(2, "shortage", said_by=(ministry,))]
    assert shown(asked, *both) == ("watch", 1.0)
    assert shown(asked, *both, said(3, "shortage")) == ("warning", 2.0)
    assert distinct_origins(["government", "rfi"]) == ("government", "rfi")


def test_a_source_without_a_name_is_one_in_two_languages():
    union = [Source(name, None, "union") for name in ("a drivers' union", "نقابة السائقين")]
    claims = [said(n, "shortage", said_by=(one,)) for n, one in enumerate(union)]
    assert shown(gauge("origins", ("shortage",)), *claims) == ("watch", 1.0)


def test_over_is_said_once_by_a_government_and_its_office():
    asked = gauge("origins", ("shortage",), ended_by=("truce",))
    offices = (None, "government_mli")
    ends = [
        said(n, "truce", on=2, said_by=(Source("an office", who, "government"),))
        for n, who in enumerate(offices)
    ]
    short = said(9, "shortage", on=5)
    assert shown(asked, short, *ends)[0] == "watch"
    assert shown(asked, short, *ends, said(8, "truce", on=2))[0] == "normal"


def test_the_teaching_case_rests_on_the_camp_alone_for_its_flight_across_the_border():
    case = open_case("teaching")
    found = case.assess(dt.date(2024, 3, 25)).finding("influx", "XAB")
    assert found.level == "warning"
    assert found.figures
    assert found.one_origin


def test_observations_of_whom_no_table_knows_are_untraced():
    shipped = {one.ref: one.origin for one in observed_signals(read_case(find_case("teaching")))}
    assert set(shipped.values()) == {"untraced"}
