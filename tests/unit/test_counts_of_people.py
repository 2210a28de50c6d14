"""Counts of people: by who said them and not by who relays them; parts add up, others stay out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila.forecasting.persistence import observed_rates
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.simulate.surge import build_surge
from qafila.situation.counts import add_up
from tests.support.synthetic import observation, synthetic_situation, table

REFUGEES = {"legal_status": "refugee", "said_by": "UNHCR"}
SEEKERS = {"legal_status": "asylum_seeker", "said_by": "UNHCR"}
TRUSTED = (
    {"parameter": "arrivals_weight", "best": 1, "low": 1, "high": 1},
    {"parameter": "surge_half_life", "best": 1e6, "low": 1e6, "high": 1e6},
    {"parameter": "kin_power", "best": 0.5, "low": 0.5, "high": 0.5},
)


def at_camp(name, people, **more):
    return observation(name, "stock", location_id="camp-n", individuals=people, **more)


def came(name, people, **more):
    return observation(
        name, "new_arrivals", **{"country": "MRT", "individuals": people, "coo": "MLI", **more}
    )


def inputs(*rows, draws=2000):
    situation = synthetic_situation(observations=rows, parameters=TRUSTED)
    return situation, ParameterTable(situation.parameters, 7, draws)


def displaced(*rows):
    situation, parameters = inputs(*rows)
    place = situation.network.location_index("camp-n")
    return build_people(situation, parameters).displaced[:, place]


def rates(*rows):
    return observed_rates(synthetic_situation(observations=rows))


def factor(*rows):
    situation, parameters = inputs(*rows, draws=200)
    return build_surge(situation, parameters, build_people(situation, parameters)).log_factor


def pull(*rows):
    situation, parameters = inputs(*rows, draws=5)
    return build_people(situation, parameters).attraction


def test_four_relays_of_one_origin_have_one_vote():
    relays = [at_camp(f"r{n}", 70_000, source=f"outlet-{n}", said_by="UNHCR") for n in range(4)]
    there = displaced(*relays, at_camp("iom", 90_000, source="iom", said_by="IOM"))
    assert set(there.tolist()) == {70_000, 90_000}
    assert (there == 90_000).mean() == pytest.approx(0.5, abs=0.04)


def test_people_of_two_statuses_are_added_in_every_use():
    parts = (at_camp("a", 100_000, **REFUGEES), at_camp("b", 60_000, **SEEKERS))
    assert set(displaced(*parts).tolist()) == {160_000}
    arrived = (came("a", 300, **REFUGEES), came("b", 600, **SEEKERS))
    whole = came("c", 900, said_by="UNHCR")
    assert rates(*arrived) == {"country:MRT": 300.0} == rates(whole)
    assert np.array_equal(factor(*arrived), factor(whole))
    assert (factor(arrived[0]) < factor(*arrived)).all()


def test_a_whole_beside_its_parts_is_not_counted_twice():
    whole = came("c", 900, said_by="UNHCR")
    parts = (came("a", 300, **REFUGEES), came("b", 600, **SEEKERS))
    assert rates(whole, *parts) == rates(whole)
    assert np.array_equal(factor(whole, *parts), factor(whole))


def test_each_origin_has_one_vote_on_a_rate():
    relays = [came(f"r{n}", 300, said_by="UNHCR", source=f"outlet-{n}") for n in range(4)]
    assert rates(*relays, came("iom", 900, said_by="IOM")) == {"country:MRT": 200.0}


def test_other_nationalities_are_no_rate_of_this_crisis():
    others = came("bfa", 3000, coo="BFA", country="CIV")
    assert rates(others) == {}
    assert rates(others, came("mli", 300)) == rates(came("mli", 300))


def test_places_of_one_country_add_up_to_a_floor_and_a_count_of_the_country_goes_before_them():
    here = came("a", 30_000, country="", location_id="camp-s")
    there = came("b", 60_000, country="", location_id="camp-w")
    both = factor(here, there)
    assert (both > factor(here)).any()
    assert (both >= 0.0).all()
    country = came("c", 90_000, country="CIV")
    assert np.array_equal(np.maximum(factor(country), 0.0), both)
    assert np.array_equal(factor(here, country), factor(country))


def hosted(name, people, day, **more):
    return observation(name, "stock", country="MRT", individuals=people, coo="MLI",
                       legal_status="refugee", date_start=day, date_end=day, **more)  # fmt: skip


def test_a_projection_and_a_count_of_long_ago_draw_nobody():
    plain = pull()
    assert np.array_equal(pull(hosted("future", 9_000_000, "2026-06-30")), plain)
    assert np.array_equal(pull(hosted("ancient", 9_000_000, "2019-06-30")), plain)
    known = pull(hosted("now", 90_000, "2025-11-01"))
    assert (known > plain).any()
    assert np.array_equal(pull(hosted("now", 90_000, "2025-11-01"),
                               hosted("future", 9_000_000, "2026-06-30")), known)  # fmt: skip


statuses = st.sampled_from(["", "refugee", "asylum_seeker", "idp"])


@given(st.lists(st.tuples(statuses, st.integers(0, 10**6)), min_size=1, max_size=8), st.randoms())
def test_a_sum_lies_between_the_largest_part_and_the_sum_of_all_in_any_order(told, random):
    def added(pairs):
        rows = [
            observation(f"o{n}", "stock", country="MRT", individuals=people, legal_status=status)
            for n, (status, people) in enumerate(pairs)
        ]
        return add_up(table("observations", rows), "individuals")

    total = added(told)
    people = [count for _, count in told]
    assert max(people) <= total <= sum(people)
    assert added([*told, *told]) == total
    assert added(random.sample(told, len(told))) == total
