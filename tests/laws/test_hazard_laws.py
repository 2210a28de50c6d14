"""Laws of the danger on corridors."""

from __future__ import annotations

import datetime as dt
import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.parameters import known_parameters
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.attacks import gather_attacks
from qafila.simulate.siege.corridor_table import corridor_table
from qafila.simulate.siege.gammas import gamma_quantile
from qafila.simulate.siege.hazard import build_hazard, draw_hazard, draw_rates, pooled_rate
from qafila.simulate.siege.traffic import normal_traffic
from tests.support.attacks import STRETCHES, attack, known
from tests.support.synthetic import AS_OF, CORRIDORS

WHERE = st.sampled_from([*STRETCHES, ("north",), ("east",), ()])
ORIGINS = ("paper", "radio", "union", "army")
REPORTS = st.lists(
    st.builds(
        attack, WHERE, st.integers(1, 50), st.sampled_from(ORIGINS), days=st.sampled_from([0, 3])
    ),
    max_size=4,
    unique_by=lambda one: one[1].claim_id,
)
LATER = st.lists(
    st.builds(attack, WHERE, st.integers(0, 30), told=st.integers(-20, -1)),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one[1].claim_id,
)
FEW = settings(max_examples=15, deadline=None)


def attacks(*reports, **more):
    situation = known(*reports, **more)
    return gather_attacks(situation, normal_traffic(situation))[0]


def drawn(situation, draws=40, first=0):
    return draw_hazard(build_hazard(situation), ParameterTable(situation.parameters, 7, draws,
                                                               first=first))  # fmt: skip


@FEW
@given(REPORTS, LATER)
def test_what_is_told_later_changes_nothing(reports, later):
    before, after = known(*reports), known(*reports, *later)
    assert corridor_table(before, draws=20).equals(corridor_table(after, draws=20))


@FEW
@given(REPORTS)
def test_the_chances_of_an_attack_are_conserved(reports):
    for one in attacks(*reports):
        assert one.route_chance.sum() == pytest.approx(1.0)
        assert (one.route_chance >= 0.0).all()
        assert one.age_chance.sum() == pytest.approx(1.0)
        assert 0.0 < one.credibility <= 1.0
        assert (one.ages >= 0).all()
    hazard = build_hazard(known(*reports))
    assert hazard.corridor_counts.sum() == pytest.approx(hazard.counts.sum())


@FEW
@given(WHERE, st.integers(1, 50), st.permutations(ORIGINS), st.integers(1, 3))
def test_a_further_origin_never_lowers_the_weight_of_an_attack(where, ago, origins, number):
    told = [attack(where, ago, origin) for origin in origins]
    [fewer], [more] = attacks(*told[:number]), attacks(*told[: number + 1])
    assert more.credibility > fewer.credibility
    assert more.route_chance == pytest.approx(fewer.route_chance)


@FEW
@given(
    WHERE, st.integers(1, 50), st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True)
)
def test_relays_of_one_origin_change_nothing(where, ago, relays):
    alone = known(attack(where, ago, "union"))
    relayed = known(attack(where, ago, "union"),
                    *(attack(where, ago, "union", relay) for relay in relays))  # fmt: skip
    one, other = build_hazard(alone), build_hazard(relayed)
    assert np.array_equal(one.counts, other.counts)
    assert np.array_equal(one.days, other.days)


@FEW
@given(REPORTS, st.integers(0, 9))
def test_the_order_of_the_tables_changes_nothing(reports, seed):
    one, other = drawn(known(*reports)), drawn(known(*reports, shuffle=seed))
    for left, right in zip(one, other, strict=True):
        assert np.array_equal(left, right)


@FEW
@given(REPORTS, st.permutations(["x", "y", "z"]))
def test_other_names_of_corridors_permute_what_is_known(reports, names):
    renamed = dict(zip(names, CORRIDORS.values(), strict=True))
    one, other = build_hazard(known(*reports)), build_hazard(known(*reports, corridors=renamed))
    order = [other.corridors.index(dict(zip(CORRIDORS, names, strict=True))[name])
             for name in one.corridors]  # fmt: skip
    assert one.corridor_counts == pytest.approx(other.corridor_counts[order])
    assert one.days == pytest.approx(other.days[order])
    assert one.counts == pytest.approx(other.counts)


@FEW
@given(REPORTS, st.integers(1, 39))
def test_a_member_draws_the_same_in_any_block(reports, cut):
    situation = known(*reports)
    whole = drawn(situation)
    first, last = drawn(situation, cut), drawn(situation, 40 - cut, first=cut)
    for number in range(2):
        parts = np.concatenate([first[number], last[number]])
        assert np.array_equal(whole[number], parts)
        assert (whole[number] >= 0.0).all()
        assert np.isfinite(whole[number]).all()


def test_without_evidence_the_posterior_is_the_prior():
    alike = tuple(
        {"parameter": f"attack_{level}_weight", "applies_to": "", "best": 1000.0, "low": 1000.0,
         "high": 1000.0} for level in ("corridor", "route")
    )  # fmt: skip
    rate = {"parameter": "attack_prior_rate", "applies_to": "", "best": 0.1, "low": 0.1,
            "high": 0.1}  # fmt: skip
    situation = known(parameters=(*alike, rate))
    hazard = build_hazard(situation)
    assert (hazard.counts.sum(), hazard.days.sum()) == (0.0, 0.0)
    rates = draw_rates(hazard, ParameterTable(situation.parameters, 7, 20_000))
    expected = gamma_quantile(1.0, np.array([0.05, 0.5, 0.95])) * 0.1
    assert np.quantile(rates.sum(axis=1), [0.05, 0.5, 0.95]) == pytest.approx(expected, rel=0.05)
    assert rates.mean(axis=0) == pytest.approx([0.033, 0.032, 0.035], rel=0.05)


@FEW
@given(REPORTS.filter(bool))
def test_what_is_known_ages_to_the_prior(reports):
    ages = [AS_OF + dt.timedelta(days=days) for days in (0, 60, 240, 900)]
    found = [build_hazard(known(*reports, as_of=day)) for day in ages]
    for before, after in pairwise(found[1:]):
        assert after.counts.sum() < before.counts.sum() or before.counts.sum() == 0.0
        assert (after.days <= before.days).all()
    assert found[-1].counts.sum() < 1e-4
    assert found[-1].days.max() < 1e-3


@given(
    st.floats(0, 50), st.floats(0.01, 500), st.floats(1e-4, 5), st.floats(0.01, 100)
)  # fmt: skip
def test_a_pooled_rate_lies_between_its_own_and_the_common_one(counts, exposure, parent, weight):
    found = float(pooled_rate(counts, exposure, parent, weight))
    ends = sorted((counts / exposure, parent))
    assert ends[0] * (1 - 1e-9) <= found <= ends[1] * (1 + 1e-9)
    assert float(pooled_rate(0.0, 0.0, parent, weight)) == pytest.approx(parent)


@FEW
@given(REPORTS, WHERE, st.integers(1, 14))
def test_one_more_attack_never_lowers_the_count_of_the_country(reports, where, ago):
    told = attack(where, ago, "a further origin")
    fewer, more = build_hazard(known(*reports)), build_hazard(known(*reports, told))
    assert more.counts.sum() >= fewer.counts.sum() - 1e-9


@st.composite
def settings_of_attacks(draw):
    rows = []
    for name, known_as in known_parameters().items():
        if name.startswith("attack_"):
            ends = st.sampled_from([known_as.minimum, known_as.maximum])
            value = draw(ends | st.floats(known_as.minimum, known_as.maximum))
            rows.append({"parameter": name, "best": value, "low": value, "high": value})
    return tuple({"applies_to": "", **row} for row in rows)


@FEW
@given(REPORTS, settings_of_attacks())
def test_any_parameters_within_their_bounds_give_a_danger(reports, parameters):
    situation = known(*reports, parameters=parameters)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = drawn(situation)
        shown = corridor_table(situation, draws=20)
    for values in found:
        assert np.isfinite(values).all()
        assert (values >= 0.0).all()
    months = shown[[f"attacks_month_{name}" for name in ("p05", "median", "p95")]].to_numpy()
    assert np.isfinite(months).all()
    assert (np.diff(months, axis=1) >= 0.0).all()
