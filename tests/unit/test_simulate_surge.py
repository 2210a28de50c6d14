"""Observed arrivals scale the prior rate, and nothing else does."""

from __future__ import annotations

import numpy as np
import pytest

from qafila.api import open_case
from qafila.forecasting.persistence import observed_rates
from qafila.simulate import Simulation
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.simulate.surge import build_surge
from tests.support.synthetic import observation, synthetic_situation


def fixed(name, value):
    return {"parameter": name, "best": value, "low": value, "high": value}


TRUSTED = (fixed("arrivals_weight", 1), fixed("surge_half_life", 1e6))


def seen(name="seen", people=30_000, **more):
    return observation(name, "new_arrivals", **{"country": "MRT", "individuals": people, **more})


def surge_of(*observations, parameters=TRUSTED, draws=80, **options):
    situation = synthetic_situation(observations=observations, parameters=parameters, **options)
    table = ParameterTable(situation.parameters, 7, draws)
    return build_surge(situation, table, build_people(situation, table))


def arrivals(*observations, parameters=TRUSTED, days=14):
    situation = synthetic_situation(observations=observations, parameters=parameters)
    data = Simulation(situation, days=days, draws=150).run().data
    counts = data["arrivals"].isel(day=slice(1, None)).sum("day")
    return {
        code: counts.sel(location=camps).sum("location").to_numpy()
        for code, camps in (("MRT", ["camp-n"]), ("CIV", ["camp-s", "camp-w"]))
    }


def test_a_trusted_rate_is_met_and_other_countries_nearly_keep_theirs():
    calm = (*TRUSTED, fixed("intensity_spread", 0))
    plain = arrivals(parameters=calm)
    scaled = arrivals(seen(people=600), parameters=calm)
    assert np.median(scaled["MRT"]) == pytest.approx(200 * 14, rel=0.35)
    assert np.median(scaled["CIV"]) == pytest.approx(np.median(plain["CIV"]), rel=0.3)


def test_without_observations_nothing_changes():
    surge = surge_of()
    assert surge.log_factor.shape == (80, 0)
    assert (surge.country == -1).all()
    plain, other = arrivals(), arrivals(seen(coo="BFA"))
    assert all((plain[code] == other[code]).all() for code in plain)


def test_nothing_published_after_the_day_is_used():
    situation = open_case("mali-2025").situation("2025-11-12")
    table = ParameterTable(situation.parameters, 7, 20)
    surge = build_surge(situation, table, build_people(situation, table))
    assert surge.log_factor.shape[1] == 0  # the counts up to 13 November came out on that day


@pytest.mark.parametrize(
    "unusable",
    [
        seen(date_start="2025-11-15", date_end="2025-11-18"),
        seen(date_start="2025-01-01", date_end="2025-01-10"),
        seen(coo="BFA"),
        seen(country="MLI"),
    ],
)
def test_what_is_late_old_or_about_others_is_not_used(unusable):
    assert surge_of(unusable).log_factor.shape[1] == 0


def test_more_than_never_lowers_and_at_most_never_raises():
    assert (surge_of(seen(people=1, low=1)).log_factor == 0.0).any()
    assert (surge_of(seen(people=1, low=1)).log_factor >= 0.0).all()
    assert (surge_of(seen(people=10**6, high=10**6)).log_factor <= 0.0).all()
    assert (surge_of(seen(people=1)).log_factor < 0.0).any()


def test_each_draw_believes_one_origin():
    one = surge_of(seen(people=300, said_by="A")).log_factor
    two = surge_of(seen(people=90_000, said_by="B")).log_factor
    both = surge_of(
        seen("a", 300, said_by="A"), seen("b", 90_000, said_by="B"), seen("c", 90_000, said_by="B")
    ).log_factor
    first, second = np.isclose(both, one), np.isclose(both, two)
    assert (first ^ second).all()
    assert 0.3 < first.mean() < 0.7


def test_the_factor_shrinks_with_age_and_weight():
    fresh = surge_of(seen()).log_factor
    half = surge_of(seen(), parameters=(fixed("arrivals_weight", 0.5), TRUSTED[1])).log_factor
    aged = surge_of(seen(), parameters=(TRUSTED[0], fixed("surge_half_life", 4))).log_factor
    np.testing.assert_allclose(half, fresh / 2.0)
    np.testing.assert_allclose(aged, fresh / 2.0, rtol=1e-4)


def test_an_undisturbed_country_has_no_surge():
    assert not surge_of(seen(), undisturbed=True).log_factor.any()


def test_the_shipped_case_is_not_in_contradiction_with_what_was_reported():
    situation = open_case("mali-2025").situation("2025-11-30")
    data = Simulation(situation, days=14, draws=300).run().data
    counts = data["arrivals"].isel(day=slice(1, None)).sum("day")
    rates = observed_rates(situation)
    for code in ("MRT", "CIV"):
        places = counts["country"] == code
        country = counts.isel(location=places.to_numpy()).sum("location")
        low, high = np.quantile(country, [0.05, 0.95])
        assert low < 14 * rates[f"country:{code}"] < high
