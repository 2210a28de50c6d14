"""A status granted to people already present is no arrival and counts nobody twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qafila.api import open_case
from qafila.forecasting.persistence import observed_rates
from qafila.simulate import Simulation
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.simulate.surge import build_surge
from tests.support.synthetic import observation, synthetic_situation

BEFORE = {"date_start": "2024-12-31", "date_end": "2024-12-31", "reported_at": "2025-06-12"}
CIV = {"country": "CIV", "coo": "MLI", "coa": "CIV"}
SEEKERS = observation(
    "seekers", "stock", legal_status="asylum_seeker", individuals=77_500, **BEFORE, **CIV
)
FEW = observation("few", "stock", legal_status="refugee", individuals=2_500, **BEFORE, **CIV)
GRANTED = observation(
    "granted", "stock", legal_status="refugee", count_basis="recognised", individuals=80_000, **CIV
)


def arrivals(*observations):
    situation = synthetic_situation(observations=observations)
    return Simulation(situation, days=10, draws=60).run().data["arrivals"].to_numpy()


def test_a_reclassification_changes_no_simulated_arrival():
    np.testing.assert_array_equal(arrivals(SEEKERS, FEW), arrivals(SEEKERS, FEW, GRANTED))


def test_more_people_who_came_before_do_draw_people():
    assert (arrivals(FEW) != arrivals(FEW, GRANTED)).any()


def test_asylum_seekers_counted_after_the_grant_are_other_people():
    later = {**SEEKERS, "date_start": "2025-11-13", "date_end": "2025-11-13"}
    assert (arrivals(GRANTED) != arrivals(GRANTED, later)).any()


def test_a_reclassification_is_no_observed_rate():
    assert observed_rates(synthetic_situation(observations=(SEEKERS, FEW, GRANTED))) == {}


def test_arrivals_from_another_country_are_not_carried_forward():
    here = observation("here", "new_arrivals", location_id="camp-s", individuals=90)
    other = {**here, "observation_id": "other", "individuals": 9_000, "coo": "BFA"}
    assert observed_rates(synthetic_situation(observations=(here, other))) == {"camp-s": 30.0}
    assert observed_rates(synthetic_situation(observations=(other,))) == {}


@pytest.fixture(scope="module")
def shipped():
    return open_case("mali-2025").situation()


def test_the_reclassification_of_the_shipped_case_is_none_of_its_arrivals(shipped):
    rows = shipped.observations
    recognised = rows["count_basis"] == "recognised"
    assert recognised.sum() == 4
    assert set(rows.loc[recognised, "measure"]) == {"stock"}
    without = replace(shipped, observations=rows[~recognised])
    assert observed_rates(without) == observed_rates(shipped)
    factors = []
    for situation in (shipped, without):
        table = ParameterTable(situation.parameters, 7, 40)
        surge = build_surge(situation, table, build_people(situation, table))
        factors.append(surge.log_factor)
    # The asylum seekers of 2024 draw people in place of the refugees of 2025: 34 people apart.
    np.testing.assert_allclose(*factors, atol=0.02)
