"""The versions that the shipped case sets against each other are read exactly."""

from __future__ import annotations

import pytest

from qafila.case import find_case, read_case
from qafila.places import Gazetteer
from qafila.reports import open_document, read_claims


@pytest.fixture(scope="module")
def told():
    case = read_case(find_case("mali-2025"))
    gazetteer = Gazetteer.from_locations(case.locations)
    return {path.name[:13]: read_claims(open_document(path), gazetteer) for path in case.reports}


def _versions(claims, quantity, day=None):
    return {
        (claim.best, claim.low, claim.high, claim.said_by[-1].kind)
        for claim in claims
        if claim.quantity == quantity and (day is None or str(claim.date.start) == day)
    }


@pytest.mark.parametrize("report", ["2025-09-18-en", "2025-09-20-ar"])
def test_tankers_of_14_september(told, report):
    assert _versions(told[report], "tankers_destroyed", "2025-09-14") == {
        (40, 36, 44, "union"),
        (80, 80, 80, "armed_group"),
        (20, 20, None, "local_source"),
    }


def test_a_later_count_of_14_september(told):
    found = _versions(told["2025-10-30-ar"], "tankers_destroyed", "2025-09-14")
    assert found == {(130, 117, 143, "media")}


def test_convoy_of_30_october(told):
    assert _versions(told["2025-10-31-en"], "tankers_arrived", "2025-10-29") == {
        (None, 24, None, "government"),
        (50, 45, 55, "media"),
        (1000, 900, 1100, "local_source"),
    }


def test_refugees_hosted(told):
    assert _versions(told["2025-11-17-en"], "refugees_hosted") == {
        (90000, 81000, 99000, "media"),
        (70000, 63000, 70000, "intergovernmental"),
    }


def test_people_who_crossed(told):
    claims = told["2025-11-17-en"]
    assert (None, 2000, None, "media") in _versions(claims, "households_displaced")
    assert _versions(claims, "persons_displaced") >= {
        (None, 200, None, "government"),
        (200, 200, None, "media"),
    }
