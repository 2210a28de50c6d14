"""Rules of the stock kernel, one by one, on a made-up city with three corridors."""

from __future__ import annotations

import numpy as np
import pytest
from qafila.simulate.goods import build_goods

from qafila.kernels import stocks, supply
from qafila.kernels.random import Rng
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
        self.target = goods.target_cover[0].copy()
        for name, value in rates.items():
            if name == "target_cover":
                self.target[:] = value
            else:
                self.rates[:, supply.RATES.index(name)] = value
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
            city + int(days_of_stock * self.usual), *(city.copy() for _ in range(9)), cargo.copy(),
        )  # fmt: skip
        self.fill_pumps()
        self.today = 0
        stocks.open_stocks(
            self.world, self.state, self._day(), self.rng, goods.chance, goods.concentration
        )

    def _day(self):
        goods = self.goods
        return supply.StockDay(
            self.today, self.forced, self.rates, self.target, goods.normal_demand[0],
            goods.capacity[0], goods.share[0], goods.travel_days[0, 0], self.season,
        )  # fmt: skip

    def fill_pumps(self, days=1.0):
        """Bring a day's demand to the pumps, or as much as there is."""
        total = self.state.depot + self.state.retail
        self.state.retail[:] = np.minimum(total, int(days * self.usual))
        self.state.depot[:] = total - self.state.retail

    def held(self):
        state = self.state
        return sum(int(part.sum()) for part in (state.waiting, state.ring, state.yard, state.depot,
                                                state.retail))  # fmt: skip

    def step(self):
        self.today += 1
        before, kept = self.held(), int(self.state.hoard.sum())
        stocks.step_day(self.world, self.state, self._day(), self.rng)
        state = self.state
        flow = state.imported.sum() - state.served.sum() - state.lost.sum()
        assert self.held() == before + flow
        assert state.hoard.sum() == kept + state.served.sum() - state.used.sum()
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


def test_a_corridor_that_closes_turns_its_cargo_back_and_loses_none():
    member = Member(OPEN)
    member.step()
    member.forced[:] = CLOSED
    queued = member.state.waiting + member.state.ring.sum(axis=0)
    assert member.state.ring.sum() > 0
    for _ in range(15):
        state = member.step()
        assert state.ring.sum() == 0
        assert state.received.sum() == 0
        assert (state.waiting == queued).all()
    member.forced[:] = OPEN
    received = sum(int(member.step().received.sum()) for _ in range(60))
    assert received > queued.sum()


def test_importers_order_less_when_much_is_on_its_way():
    orders = []
    for under_way in (0, 1, 3):
        member = Member(OPEN, days_of_stock=5.0, target_cover=8.0, demand_spread=0.0)
        member.state.ring[:] *= under_way
        orders.append(int(member.step().imported.sum()))
    assert orders[0] > orders[1] > orders[2]


def test_at_the_target_with_the_usual_cargo_under_way_importers_order_the_usual_amount():
    member = Member(OPEN, days_of_stock=8.0, target_cover=8.0, demand_spread=0.0)
    assert abs(int(member.step().imported.sum()) / member.usual - 1.0) < 1e-4


def test_what_waits_behind_a_closed_road_is_not_counted_as_coming():
    orders = []
    for waiting in (0, 5_000_000):
        member = Member(OPEN, days_of_stock=5.0, queue_limit=100.0)
        member.forced[0] = CLOSED
        member.step()
        member.state.waiting[0] = waiting
        orders.append(int(member.step().imported.sum()))
    assert orders[0] == orders[1] > 0


def test_blocked_cargo_is_rerouted_within_capacity():
    alone, shared = Member(OPEN, reroute_share=0.0), Member(OPEN, reroute_share=1.0)
    for member in (alone, shared):
        member.forced[:2] = CLOSED
        member.rates[:, supply.CAPACITY] = 1.5
        for _ in range(10):
            state = member.step()
            limit = 1.5 * member.goods.share[0, 2] * member.usual
            assert state.imported.sum() <= limit
    assert shared.state.imported.sum() > alone.state.imported.sum()


def test_hoarding_raises_demand_when_little_is_left():
    calm = Member(CLOSED, days_of_stock=1.0, hoarding_factor=0.0, demand_spread=0.0)
    rush = Member(CLOSED, days_of_stock=1.0, hoarding_factor=1.0, demand_spread=0.0)
    assert rush.step().demand.sum() > 1.2 * calm.step().demand.sum()


def test_what_is_hoarded_is_kept_and_used_when_pumps_are_dry():
    member = Member(
        CLOSED, days_of_stock=6.0, hoarding_factor=1.0, hoarding_cover=10.0, hoarding_limit=7.0,
        rationing_share=0.0, demand_spread=0.0,
    )  # fmt: skip
    member.fill_pumps(6.0)
    used = []
    while (state := member.step()).served.sum():
        used.append(int(state.used.sum()))
    kept = int(state.hoard.sum() + state.used.sum())
    assert kept > 1.5 * member.usual
    while state.used.sum():
        used.append(int(state.used.sum()))
        state = member.step()
    assert state.hoard.sum() == 0
    # Six days of need were in the city and six days of need were used in it.
    assert sum(used) == int(6.0 * member.usual)
    assert max(used) <= member.usual


def test_households_use_up_what_they_keep_when_there_is_enough_again():
    member = Member(
        OPEN, days_of_stock=12.0, hoarding_factor=0.5, hoarding_cover=2.0, demand_spread=0.0
    )
    member.step()
    member.state.hoard[:] = int(1.2 * member.usual)
    asked = [int(member.step().demand.sum()) / member.usual for _ in range(4)]
    np.testing.assert_allclose(asked, [0.5, 0.5, 0.8, 1.0], atol=1e-3)
    assert int(member.state.hoard.sum()) <= 3
    assert member.state.used.sum() == member.state.needed.sum()


def test_households_keep_no_more_than_there_is_room_for():
    member = Member(
        OPEN, days_of_stock=6.0, hoarding_factor=1.0, hoarding_cover=100.0, hoarding_limit=0.8,
        demand_spread=0.0, rationing_share=0.0,
    )  # fmt: skip
    kept = [int(member.step().hoard.sum()) / member.usual for _ in range(6)]
    assert kept[-1] == max(kept)
    assert 0.79 < kept[-1] < 0.80001


def test_pumps_that_are_empty_in_the_morning_serve_nobody_until_depots_have_filled_them():
    member = Member(OPEN, days_of_stock=4.0, unloading_limit=1.5, demand_spread=0.0)
    member.fill_pumps(0.0)
    assert member.step().served.sum() == 0
    assert member.step().served.sum() > 0.5 * member.usual


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
    member = Member(-1, regime_redraw=1.0, regime_memory=np.log(2.0) / 10.0)
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
    member = Member(-1, regime_redraw=1.0, regime_memory=0.0, regime_correlation=correlation)
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


def test_a_corridor_draws_its_regime_anew_as_often_as_told():
    member = Member(-1, regime_redraw=1.0 / 5.0, regime_memory=0.0, regime_correlation=0.0)
    member.state.belief[:] = 1.0 / 3.0
    changes = 0
    days = 20_000
    before = member.state.regime.copy()
    for day in range(1, days + 1):
        member.today = day
        stocks.step_regimes(member.world, member.state, member._day(), member.rng)
        changes += int((member.state.regime != before).sum())
        before = member.state.regime.copy()
    # One draw in three gives the same regime again.
    assert abs(changes / (3 * days) - 2 / 3 / 5) < 0.006
