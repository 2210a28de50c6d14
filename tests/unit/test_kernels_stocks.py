"""Rules of the stock kernel, one by one, on a made-up city with three corridors."""

from __future__ import annotations

import numpy as np
import pytest

from qafila.kernels import stocks, supply
from qafila.kernels.random import Rng
from qafila.simulate.goods import build_goods
from qafila.simulate.parameters import ParameterTable
from qafila.streams import STREAMS
from tests.support.synthetic import synthetic_situation

OPEN, CONTESTED, CLOSED = (supply.OPEN, supply.CONTESTED, supply.CLOSED)


class Member:
    """One member of the stock kernel; every corridor is forced unless told otherwise."""

    def __init__(self, regime=OPEN, days_of_stock=5.0, **rates):
        goods = build_goods(
            (situation := synthetic_situation()), ParameterTable(situation.parameters, 7, 1)
        )
        self.world, self.goods = goods.world, goods
        self.rates = goods.rates[0].copy()
        for name, value in rates.items():
            self.rates[supply.RATES.index(name)] = value
        corridors = len(goods.chance)
        self.forced = np.full(corridors, regime, np.int8)
        self.season = np.ones(corridors)
        keys = np.array([STREAMS[name] for name in supply.STREAMS], dtype=np.uint64)
        self.rng = Rng(np.empty(4, np.uint64), np.uint64(7), 0, keys)
        self.usual = float(goods.normal_demand[0, 0, 0])
        slots = int(goods.travel_days.max()) + 2
        city, cargo = np.zeros((1, 1), np.int64), np.zeros((corridors, 1), np.int64)
        self.state = supply.StockState(
            np.zeros(corridors, np.int64), np.zeros(corridors, np.int64), np.zeros((corridors, 3)),
            cargo.copy(), np.zeros((slots, corridors, 1), np.int64), city.copy(),
            city + int(days_of_stock * self.usual), city.copy(), city.copy(), city.copy(),
            city.copy(), city.copy(), city.copy(), cargo.copy(),
        )  # fmt: skip
        self.today = 0
        stocks.open_stocks(
            self.world, self.state, self._day(), self.rng, goods.chance, goods.concentration
        )

    def _day(self):
        goods = self.goods
        return supply.StockDay(
            self.today, self.forced, self.rates, goods.normal_demand[0], goods.capacity[0],
            goods.share[0], goods.travel_days[0, 0], self.season,
        )  # fmt: skip

    def held(self):
        state = self.state
        return sum(int(part.sum()) for part in (state.waiting, state.ring, state.yard, state.depot,
                                                state.retail))  # fmt: skip

    def step(self):
        self.today += 1
        before = self.held()
        stocks.step_day(self.world, self.state, self._day(), self.rng)
        state = self.state
        flow = state.imported.sum() - state.served.sum() - state.lost.sum()
        assert self.held() == before + flow
        return state


def test_open_corridors_keep_the_stock_steady():
    member = Member(OPEN, days_of_stock=8.0, target_cover=8.0, demand_spread=0.0)
    for _ in range(60):
        state = member.step()
        assert state.unmet.sum() == 0
        assert state.lost.sum() == 0
    assert abs((state.depot + state.retail).sum() / member.usual - 8.0) < 1.0


def test_closed_corridors_bring_nothing_and_the_city_runs_dry():
    member = Member(CLOSED, days_of_stock=5.0)
    for _ in range(20):
        state = member.step()
        assert state.received.sum() == 0
        assert state.imported.sum() == 0
    assert state.depot.sum() + state.retail.sum() < 0.01 * member.usual
    assert state.unmet.sum() > 0.9 * member.usual


def test_without_escorts_and_lone_traffic_a_contested_corridor_brings_nothing_new():
    member = Member(CONTESTED, convoy_rate=0.0, unescorted_share=0.0, opening_contested_flow=0.0)
    for _ in range(20):
        state = member.step()
        assert state.received.sum() == 0
    assert state.waiting.sum() > 0


def test_more_convoys_bring_more():
    received = []
    for rate in (0.1, 0.3, 0.9):
        member = Member(
            CONTESTED, convoy_rate=rate, convoy_attack_chance=0.0, unescorted_share=0.0,
            convoy_size=20.0, contested_loading=1.0, queue_limit=100.0,
        )  # fmt: skip
        received.append(sum(int(member.step().received.sum()) for _ in range(60)))
    assert received[0] < received[1] < received[2]


def test_attacks_destroy_a_share_of_what_was_sent():
    member = Member(
        CONTESTED, convoy_rate=1.0, convoy_attack_chance=1.0, convoy_loss_share=0.5,
        convoy_loss_concentration=50.0, unescorted_share=0.0,
    )  # fmt: skip
    lost = received = 0
    for _ in range(80):
        state = member.step()
        lost += int(state.lost.sum())
        received += int(state.received.sum())
    assert 0.35 < lost / (lost + received) < 0.65


def test_a_corridor_that_closes_halts_its_cargo_and_loses_none():
    member = Member(OPEN)
    member.step()
    member.forced[:] = CLOSED
    under_way = int(member.state.ring.sum())
    for _ in range(15):
        state = member.step()
        assert int(state.ring.sum()) == under_way
    member.forced[:] = OPEN
    state = member.step()
    assert state.received.sum() == under_way


def test_blocked_cargo_is_rerouted_within_capacity():
    alone, shared = Member(OPEN, reroute_share=0.0), Member(OPEN, reroute_share=1.0)
    for member in (alone, shared):
        member.forced[:2] = CLOSED
        member.rates[supply.CAPACITY] = 1.5
        for _ in range(10):
            state = member.step()
            limit = 1.5 * member.goods.share[0, 2] * member.usual
            assert state.imported.sum() <= limit
    assert shared.state.imported.sum() > alone.state.imported.sum()


def test_hoarding_raises_demand_when_little_is_left():
    calm = Member(CLOSED, days_of_stock=1.0, hoarding_factor=0.0, demand_spread=0.0)
    rush = Member(CLOSED, days_of_stock=1.0, hoarding_factor=1.0, demand_spread=0.0)
    assert rush.step().demand.sum() > 1.2 * calm.step().demand.sum()


def test_rationing_stretches_the_stock():
    for share, dry_on in ((0.0, 5), (0.5, 7)):
        member = Member(
            CLOSED, days_of_stock=5.0, rationing_share=share, rationing_cover=4.0,
            hoarding_factor=0.0, demand_spread=0.0, unloading_limit=5.0,
        )  # fmt: skip
        day = 0
        while member.step().served.sum() > 0:
            day += 1
        assert day >= dry_on


def test_customs_and_unloading_hold_back_what_has_arrived():
    quick = Member(OPEN, days_of_stock=0.0, clearance_time=1.0, unloading_limit=5.0)
    slow = Member(OPEN, days_of_stock=0.0, clearance_time=10.0, unloading_limit=0.1)
    served = [sum(int(member.step().served.sum()) for _ in range(10)) for member in (quick, slow)]
    assert served[1] < 0.5 * served[0]


@pytest.mark.parametrize("regime", [OPEN, CONTESTED, CLOSED])
def test_nothing_is_ever_negative(regime):
    member = Member(regime, days_of_stock=0.3, demand_spread=1.0, convoy_rate=3.0)
    for _ in range(40):
        state = member.step()
        assert min(int(part.min()) for part in state[3:]) >= 0
        assert state.unmet.sum() + state.served.sum() == state.demand.sum()


def test_day_zero_follows_the_belief_and_its_strength():
    situation = synthetic_situation()
    goods = build_goods(situation, ParameterTable(situation.parameters, 7, 1))
    member = Member(-1)
    chance = np.tile([0.2, 0.7, 0.1], (3, 1))
    for known, spread in ((1e6, 0.001), (2.0, 0.15)):
        seen = np.zeros(3)
        beliefs = []
        for number in range(2000):
            rng = Rng(member.rng.words, np.uint64(7), number, member.rng.keys)
            stocks.open_stocks(
                goods.world, member.state, member._day(), rng, chance, np.full(3, known)
            )
            seen += np.bincount(member.state.chain, minlength=3)
            beliefs.append(member.state.belief.copy())
        np.testing.assert_allclose(seen / seen.sum(), [0.2, 0.7, 0.1], atol=0.03)
        assert (np.std(beliefs, axis=0).max() > spread) == (known < 100)


def test_regimes_fade_into_the_prior():
    # Kernel rates: chance to change a day, and the daily rate at which the belief fades.
    member = Member(-1, regime_dwell=1.0, regime_memory=np.log(2.0) / 10.0)
    member.world.prior[:] = [0.1, 0.1, 0.8]
    member.state.belief[:] = [1.0, 0.0, 0.0]
    for day, expected in ((0, [1.0, 0.0, 0.0]), (10, [0.55, 0.05, 0.4]), (5000, [0.1, 0.1, 0.8])):
        counts = np.zeros(3)
        for seed in range(1000):
            member.today = day
            member.rng = Rng(member.rng.words, np.uint64(seed), 0, member.rng.keys)
            stocks.step_regimes(member.world, member.state, member._day(), member.rng)
            counts += np.bincount(member.state.chain, minlength=3)
        np.testing.assert_allclose(counts / counts.sum(), expected, atol=0.04)


def regimes_of_many(correlation, today, members=3000):
    """Regimes by member and corridor, on day 0 or after a switch on a later day."""
    member = Member(-1, regime_dwell=1.0, regime_memory=0.0, regime_correlation=correlation)
    member.today = today
    chance = np.array([[0.5, 0.3, 0.2], [0.5, 0.2, 0.3], [0.2, 0.5, 0.3]])
    found = np.empty((members, 3), np.int64)
    for number in range(members):
        rng = Rng(member.rng.words, np.uint64(7), number, member.rng.keys)
        if today:
            member.state.belief[:] = chance
            stocks.step_regimes(member.world, member.state, member._day(), rng)
        else:
            stocks.open_stocks(
                member.world, member.state, member._day(), rng, chance, np.full(3, 1e9)
            )
        found[number] = member.state.chain
    return chance, found


@pytest.mark.parametrize("today", [0, 4])
@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_a_common_siege_ties_corridors_and_leaves_the_chances_of_each(correlation, today):
    chance, found = regimes_of_many(correlation, today)
    for corridor in range(3):
        seen = np.bincount(found[:, corridor], minlength=3) / len(found)
        np.testing.assert_allclose(seen, chance[corridor], atol=0.03)
    # Both are open with chance one half: for the normal copula, both agree with 1/2 + asin(r)/pi.
    agree = ((found[:, 0] == OPEN) == (found[:, 1] == OPEN)).mean()
    assert abs(agree - (0.5 + np.arcsin(correlation) / np.pi)) < 0.03
