"""Rules of the siege kernel, one by one, on a made-up city with three corridors."""

from __future__ import annotations

import numpy as np
import pytest

from qafila.kernels.siege import tables
from qafila.kernels.siege.convoys import count_at
from qafila.kernels.siege.tables import CLOSED, CONTESTED, OPEN, RESTOCK, TRUCE
from tests.support.siege import DEMAND, DIESEL, FOOD, LN2, SHARES, Member

FUEL = slice(0, 2)
USUAL = np.array(DEMAND)


# What the stock of a city does, as before the siege had a kernel of its own.


def test_open_corridors_keep_the_stock_steady():
    member = Member(OPEN, stock=8.0, target=8.0)
    for _ in range(60):
        state = member.step()
        assert state.unmet.sum() == 0
        assert state.lost.sum() == 0
    np.testing.assert_allclose((state.depot + state.retail)[0] / USUAL, 8.0, atol=0.01)


def test_closed_corridors_bring_nothing_and_the_city_runs_dry():
    member = Member(CLOSED, stock=5.0, opening_queue=3.0)
    for _ in range(20):
        state = member.step()
        assert state.received.sum() == 0
        assert state.imported.sum() == 0
    assert (state.depot + state.retail).sum() == 0
    assert state.unmet.sum() == USUAL.sum()


def test_without_escorts_and_lone_traffic_a_contested_corridor_brings_nothing_new():
    member = Member(CONTESTED, opening_contested_flow=0.0)
    for _ in range(20):
        state = member.step()
        assert state.received.sum() == 0
    assert state.waiting.sum() > 0


def test_a_corridor_that_closes_turns_its_cargo_back_and_loses_none():
    member = Member(OPEN)
    member.step()
    member.forced[:] = CLOSED
    queued = member.state.waiting + member.state.under_way
    assert member.state.under_way.sum() > 0
    for _ in range(15):
        state = member.step()
        assert state.under_way.sum() == 0
        assert state.received.sum() == 0
        assert (state.waiting == queued).all()
    member.forced[:] = OPEN
    received = sum(int(member.step().received.sum()) for _ in range(60))
    assert received > queued.sum()


def test_importers_order_less_when_much_is_on_its_way():
    orders = []
    for under_way in (0, 1, 3):
        member = Member(OPEN, stock=5.0, target=20.0)
        member.state.ring[:] *= under_way
        member.state.under_way[:] *= under_way
        orders.append(int(member.step().imported.sum()))
    assert orders[0] > orders[1] > orders[2]


def test_at_the_target_with_the_usual_cargo_under_way_importers_order_the_usual_amount():
    imported = Member(OPEN, region=1.0).step().imported[0]
    np.testing.assert_allclose(imported, 2.0 * USUAL, rtol=1e-4)


def test_an_order_follows_the_gap_to_the_target():
    # 8 of 16 days: gap one half, catch-up one half, so a quarter more than usual.
    imported = Member(OPEN, stock=8.0, target=16.0).step().imported[0]
    np.testing.assert_allclose(imported, 1.25 * USUAL, rtol=1e-4)


def test_what_waits_behind_a_closed_road_is_not_counted_as_coming():
    orders = []
    for waiting in (0, 5_000_000):
        member = Member(OPEN, stock=5.0)
        member.forced[0] = CLOSED
        member.step()
        member.state.waiting[0] = waiting
        orders.append(int(member.step().imported.sum()))
    assert orders[0] == orders[1] > 0


def test_blocked_cargo_goes_by_the_others_as_their_detour_tells():
    # Half is blocked; of the open ones the second is twice as near, the third no way round at all.
    for detour, expected in (((1.0, 1.0, 1.0), (0.6, 0.4)), ((1.0, 2.0, 0.0), (0.8, 0.2))):
        member = Member(OPEN, reroute_share=1.0, corridor_capacity=9.0)
        member.member.detour[:] = detour
        member.forced[0] = CLOSED
        member.member.target_cover[:] = 1e9
        member.rate("catch_up", 0.0)
        loaded = member.step().loaded
        assert loaded[0].sum() == 0
        np.testing.assert_allclose(loaded[1:, 0] / DEMAND[0], expected, atol=1e-5)


def test_nobody_takes_a_detour_by_a_road_that_nobody_dares_to_take():
    # Half is closed; by the others half dare, and of the three quarters that are blocked as many.
    member = Member(CONTESTED, reroute_share=1.0, deterrence=1.0, deterrence_half_life=0.0)
    member.forced[0] = CLOSED
    member.rate("catch_up", 0.0)
    for score, expected in ((np.log(2.0), 0.25 + 0.75 * 0.5), (1e3, 0.0)):
        member.state.score[:] = score
        np.testing.assert_allclose(member.step().imported[0] / USUAL, expected, atol=1e-4)


def test_capacity_limits_what_is_rerouted():
    member = Member(OPEN, reroute_share=1.0, corridor_capacity=1.5)
    member.forced[:2] = CLOSED
    for _ in range(5):
        assert (member.step().loaded[2] <= 1.5 * SHARES[2] * USUAL).all()


def test_hoarding_raises_demand_when_little_is_left():
    # One day is left of the two below which people fill up: half of the factor.
    member = Member(CLOSED, stock=1.0, hoarding_factor=1.0, hoarding_cover=2.0)
    np.testing.assert_allclose(member.step().demand[0] / USUAL, (1.5, 1.5, 1.0))


def test_what_is_hoarded_is_kept_and_used_when_pumps_are_dry():
    member = Member(CLOSED, stock=6.0, hoarding_factor=1.0, hoarding_cover=10.0, hoarding_limit=7.0)
    member.state.retail[:] += member.state.depot
    member.state.depot[:] = 0
    used = []
    while (state := member.step()).served[0, FUEL].sum():
        used.append(state.used[0, 0])
    assert state.hoard[0, 0] + state.used[0, 0] > 1.5 * DEMAND[0]
    while state.used[0, FUEL].sum():
        used.append(state.used[0, 0])
        state = member.step()
    assert state.hoard.sum() == 0
    # Six days of need were in the city and six days of need were used in it.
    assert sum(used) == int(6.0 * DEMAND[0])
    assert max(used) <= DEMAND[0]


def test_households_use_up_what_they_keep_when_there_is_enough_again():
    member = Member(OPEN, stock=12.0, hoarding_factor=0.5, hoarding_cover=2.0)
    member.step()
    member.state.hoard[0, 0] = int(1.2 * DEMAND[0])
    asked = [member.step().demand[0, 0] / DEMAND[0] for _ in range(4)]
    np.testing.assert_allclose(asked, [0.5, 0.5, 0.8, 1.0], atol=1e-3)
    assert member.state.hoard[0, 0] <= 3


def test_households_keep_no_more_than_there_is_room_for():
    member = Member(OPEN, stock=6.0, hoarding_factor=1.0, hoarding_cover=100.0, hoarding_limit=0.8)
    kept = [member.step().hoard[0, 0] / DEMAND[0] for _ in range(6)]
    assert kept[-1] == max(kept)
    assert 0.79 < kept[-1] < 0.80001
    assert member.state.hoard[0, FOOD] == 0


def test_pumps_that_are_empty_in_the_morning_serve_nobody_until_depots_have_filled_them():
    member = Member(OPEN, stock=4.0)
    member.state.depot[:] += member.state.retail
    member.state.retail[:] = 0
    assert member.step().served.sum() == 0
    assert member.step().served.sum() == USUAL.sum()


def test_depots_unload_no_more_than_the_limit():
    member = Member(CLOSED, stock=4.0, unloading_limit=0.4)
    member.step()
    np.testing.assert_allclose(member.step().served[0] / USUAL, 0.4, rtol=1e-5)


def test_rationing_stretches_the_stock():
    served = []
    for share in (0.0, 0.5):
        member = Member(CLOSED, stock=5.0, rationing_share=share, rationing_cover=4.0)
        served.append([member.step().served[0, 0] / DEMAND[0] for _ in range(10)])
    np.testing.assert_allclose(served[0], [1.0] * 5 + [0.0] * 5, atol=1e-5)
    # Cover is 5 and 4 on two days; from below 4 on half is served.
    np.testing.assert_allclose(served[1], [1.0] * 2 + [0.5] * 6 + [0.0] * 2, atol=1e-5)


def test_people_who_came_need_more():
    member = Member(OPEN)
    member.crowd[:] = 1.5
    np.testing.assert_allclose(member.step().needed[0] / USUAL, 1.5)


def test_customs_clear_a_part_a_day_within_their_limit_and_the_room_of_depots():
    for rates, room, cleared in (
        ({"clearance_time": 4.0}, 2**50, 250_000),
        ({"clearance_time": 4.0, "clearance_limit": 0.5}, 2**50, 200_000),
        ({"clearance_time": 4.0}, 150_000, 150_000),
    ):
        member = Member(CLOSED, stock=0.0, **rates)
        member.clear_roads()
        member.state.yard[0, 0] = 1_000_000
        member.member.capacity[:] = room
        assert member.step().registered[0, 0] == cleared
        assert member.state.pool[0, 0] == cleared
        # What has been cleared today is shared out tomorrow.
        assert member.state.depot[0, 0] == 0
        member.step()
        assert member.state.depot[0, 0] + member.state.retail[0, 0] == cleared


@pytest.mark.parametrize("regime", [OPEN, CONTESTED, CLOSED, TRUCE, -1])
def test_nothing_is_ever_negative(regime):
    member = Member(
        regime, stock=0.3, region=0.7, demand_spread=1.0, convoy_rate=3.0, unescorted_share=0.5,
        hoarding_factor=1.0, hoarding_cover=3.0, rationing_cover=2.0, rationing_share=0.5,
        deterrence=0.3, attack_excitation=0.05, truce_rate=0.1, fleet_replacement=0.1,
        open_it=False,
    )  # fmt: skip
    member.member.hazard[:] = 0.3
    member.member.fleet[:] = 5e6
    member.open()
    for _ in range(40):
        member.step()


# Region and reserve.


def shared_pool(pool, backlog=100_000, **given):
    member = Member(CLOSED, stock=4.0, target=5.0, region=0.5, **given)
    member.clear_roads()
    member.state.pool[0, 0] = pool
    member.state.backlog[0, 0] = backlog
    return member.step()


def test_city_and_region_part_the_pool_by_what_they_ask_and_the_priority_of_the_city():
    # After the day's sales 3 of 5 days are left: two fifths of the target are missing, and catching
    # up by half of that the city needs 480,000 today. The region asks its 200,000 and a tenth of
    # its backlog, 210,000. With priority 2, 960 parts to 210.
    state = shared_pool(117_000, city_priority=2.0)
    assert state.depot[0, 0] + state.retail[0, 0] == 1_200_000 + 96_000
    assert state.regional[0, 0] == 21_000
    assert state.backlog[0, 0] == 100_000 + 200_000 - 21_000


def test_a_city_far_below_its_target_leaves_the_region_its_part():
    # All of ten days are missing, and yet the city's need of today is a day and a half.
    member = Member(CLOSED, stock=0.0, target=10.0, region=1.0)
    member.clear_roads()
    member.state.pool[0, 0] = 500_000
    state = member.step()
    assert state.depot[0, 0] + state.retail[0, 0] == 300_000
    assert state.regional[0, 0] == 200_000


def test_nobody_gets_more_than_he_asks_for_and_the_rest_stays():
    state = shared_pool(2_000_000)
    assert state.depot[0, 0] + state.retail[0, 0] == 2_000_000
    assert state.regional[0, 0] == 210_000
    assert state.backlog[0, 0] == 90_000
    assert state.pool[0, 0] == 2_000_000 - 800_000 - 210_000


def test_what_one_does_not_ask_for_the_other_takes():
    # With priority 99 the city's part would be nearly all: it asks 800,000 and gets no more.
    state = shared_pool(900_000, city_priority=99.0)
    assert state.depot[0, 0] + state.retail[0, 0] == 2_000_000
    assert state.regional[0, 0] == 100_000


def test_what_the_region_has_missed_is_forgotten_beyond_its_limit():
    state = shared_pool(0, backlog=350_000, regional_limit=2.0)
    assert state.backlog[0, 0] == 400_000


def test_importers_order_what_the_region_has_missed():
    orders = []
    for backlog in (0, 1_000_000):
        member = Member(OPEN, region=0.5)
        member.rate("regional_restock", 0.2)
        assert member.member.rates[0, RESTOCK] == 0.2
        member.state.backlog[0, 0] = backlog
        orders.append(member.step().imported[0, 0])
    # A fifth of what is missed, less what the region has just had of the city's part of the pool.
    assert 0.15 * 1_000_000 < orders[1] - orders[0] < 0.2 * 1_000_000 + 0.5 * DEMAND[0]


def test_the_reserve_helps_out_a_city_that_is_short_by_a_day_of_demand():
    member = Member(CLOSED, stock=2.0, reserved_cover=1.5)
    member.clear_roads()
    member.state.reserved[0, 0] = 500_000
    state = member.step()
    assert state.reserved[0, 0] == 100_000
    assert state.depot[0, 0] + state.retail[0, 0] == 400_000 + 400_000
    # It is enough for a day and a half again only when all of it is out.
    assert member.step().reserved[0, 0] == 0


@pytest.mark.parametrize("region", [0.0, 0.5])
def test_the_reserve_is_filled_by_a_part_of_what_it_lacks(region):
    member = Member(CLOSED, stock=9.0, region=region, reserved_cover=1.5, reserved_refill=0.1)
    member.clear_roads()
    member.member.reserve[0, 0] = 1_000_000
    member.state.reserved[0, 0] = 500_000
    member.state.pool[0, 0] = 200_000
    assert member.step().reserved[0, 0] == 550_000


def test_food_needs_diesel():
    loaded = {}
    for diesel in (0, int(8 * DEMAND[DIESEL])):
        member = Member(OPEN, food_needs_diesel=0.6)
        member.state.depot[0, DIESEL] = 0
        member.state.retail[0, DIESEL] = diesel
        loaded[diesel] = member.step().imported[0, FOOD]
    assert loaded[0] / loaded[int(8 * DEMAND[DIESEL])] == pytest.approx(0.4, abs=1e-4)


# Truces.


def test_a_truce_begins_and_ends_for_all_corridors_of_a_city_at_once():
    member = Member(CONTESTED, truce_rate=1.0, truce_length=1.0)
    member.forced[:] = -1
    assert (member.step().regime == TRUCE).all()
    assert (member.step().regime != TRUCE).all()
    assert (member.step().regime == TRUCE).all()


def test_a_truce_lasts_as_long_as_told_on_average():
    member = Member(CONTESTED, truce_rate=0.1, truce_length=0.25)
    member.forced[:] = -1
    held = [int(member.step().truce[0]) for _ in range(6000)]
    begun = int((np.diff(held) == 1).sum())
    assert sum(held) / begun == pytest.approx(4.0, rel=0.12)
    assert sum(held) / len(held) == pytest.approx(4.0 / 14.0, rel=0.12)


def test_a_scenario_can_force_a_truce_and_the_season_still_closes_a_road():
    member = Member(TRUCE)
    member.season[1] = 0.0
    assert member.step().regime.tolist() == [TRUCE, CLOSED, TRUCE]


def test_in_a_truce_traffic_passes_as_on_an_open_road():
    truce, is_open = Member(TRUCE, stock=4.0), Member(OPEN, stock=4.0)
    for _ in range(20):
        assert (truce.step().received == is_open.step().received).all()


# Attacks.


@pytest.mark.parametrize(
    ("regime", "expected"), [(OPEN, 0.2), (CONTESTED, 1.0), (TRUCE, 0.1), (CLOSED, 0.0)]
)
def test_hazard_follows_regime_pace_and_excitation(regime, expected):
    # 0.4 a day twice as fast, and 0.2 that earlier attacks add, which fades by half in a day.
    member = Member(
        regime, attack_pace=2.0, attack_half_life=LN2, unescorted_share=1.0, convoy_loss_share=0.0
    )
    member.member.hazard[:] = 0.4
    opened = [part.copy() for part in member.state]
    seen = []
    for number in range(3000):
        for part, first in zip(member.state, opened, strict=True):
            part[:] = first
        member.state.excited[:] = 0.2
        member.today, member.rng = 0, member.rng._replace(member=number)
        seen.append(member.step().attacks.mean())
    assert np.mean(seen) == pytest.approx(0.9 * expected, abs=0.05 * expected)


def test_where_nothing_drives_nothing_is_attacked():
    member = Member(CONTESTED, unescorted_share=1.0, contested_loading=0.0)
    member.member.hazard[:] = 50.0
    member.clear_roads()
    for _ in range(5):
        assert member.step().attacks.sum() == 0


def test_what_one_attack_draws_after_it_adds_up_to_the_branching_ratio():
    fade = LN2 / 4.0
    member = Member(
        CONTESTED, attack_excitation=0.3 * np.expm1(fade), attack_half_life=fade, deterrence=0.1
    )
    member.known[:] = (2, 0, 0)
    member.step()
    member.known[:] = 0
    added = [member.step().excited.copy() for _ in range(200)]
    np.testing.assert_allclose(np.sum(added, axis=0), (0.6, 0.0, 0.0), rtol=1e-6)
    np.testing.assert_allclose(added[4][0] / added[0][0], 0.5)


def test_the_pace_scales_what_past_attacks_have_left_behind():
    member = Member(CONTESTED, attack_pace=2.0, open_it=False)
    member.inputs.excited[:] = 0.25
    assert (member.open().excited == 0.5).all()


def test_known_attacks_are_those_of_the_day_also_where_the_road_is_closed():
    member = Member(CONTESTED, unescorted_share=0.5)
    member.member.hazard[:] = 5.0
    member.forced[2] = CLOSED
    member.known[:] = (1, 0, 3)
    state = member.step()
    assert state.attacks.tolist() == [1, 0, 3]
    assert state.score[0] == 4.0


def test_fear_grows_with_attacks_halves_and_fades_sooner_in_a_truce():
    member = Member(CONTESTED, deterrence=0.2, deterrence_half_life=LN2 / 5.0, truce_recovery=3.0)
    member.known[:] = (3, 0, 0)
    assert member.step().score[0] == 3.0
    member.known[:] = 0
    state = member.step()
    assert state.score[0] == pytest.approx(3.0 * 2.0 ** (-1 / 5))
    assert state.courage[0] == pytest.approx(np.exp(-0.2 * state.score[0]))
    member.forced[:] = TRUCE
    before = float(state.score[0])
    assert member.step().score[0] == pytest.approx(before * 2.0 ** (-3 / 5))


def test_who_fears_neither_loads_nor_leaves():
    given = {"contested_loading": 0.8, "unescorted_share": 0.5, "deterrence_half_life": 0.0}
    calm, feared = Member(CONTESTED, **given), Member(CONTESTED, deterrence=0.7, **given)
    for member in (calm, feared):
        member.state.waiting[:] = 2_000_000
        member.state.score[:] = 2.0
        member.step()
    courage = np.exp(-1.4)
    np.testing.assert_allclose(feared.state.loaded, courage * calm.state.loaded, atol=1.0)
    np.testing.assert_allclose(feared.state.sent, courage * calm.state.sent, atol=1.0)


def test_an_attack_takes_its_share_of_what_left_and_the_tankers_of_it():
    member = Member(CONTESTED, unescorted_share=1.0, convoy_loss_share=1.0)
    member.known[:] = (1, 0, 0)
    before = float(member.state.fleet[0])
    state = member.step()
    sent = state.sent[0]
    assert sent[FUEL].sum() > 0
    assert (state.lost[0] == (sent[0], sent[1], 0)).all()
    assert state.fleet[0] == before - sent[FUEL].sum()


def test_attacks_destroy_their_mean_share_of_convoys():
    member = Member(
        CONTESTED, convoy_rate=1.0, escort_attraction=1e9, convoy_loss_share=0.4,
        convoy_loss_concentration=5.0,
    )  # fmt: skip
    member.member.hazard[:] = 1.0
    lost = sent = 0
    for _ in range(800):
        state = member.step()
        lost += int(state.lost.sum())
        sent += int(state.sent.sum())
    assert lost / sent == pytest.approx(0.4, abs=0.04)


# Tankers.


def lone_corridor(**given):
    """All fuel is petrol and comes by one corridor, two days long; nothing is on its way."""
    member = Member(OPEN, corridors=1, stock=0.0, target=1e6, catch_up=1.0, **given)
    member.member.normal_demand[0, 1:] = 0.0
    member.clear_roads()
    return member


def test_tankers_come_back_when_they_have_been_cleared_and_driven_home():
    member = lone_corridor(corridor_capacity=1.6)
    member.state.fleet[:] = member.member.fleet[:] = 1_000_000.0
    loaded = [int(member.step().loaded.sum()) for _ in range(8)]
    # Two days there, a day at customs, two days back; 640,000 can be loaded a day.
    assert loaded == [640_000, 360_000, 0, 0, 0, 640_000, 360_000, 0]


def test_too_few_tankers_are_shared_by_corridors_and_fuels_alike():
    member = Member(OPEN, stock=1.0, target=1e6)
    member.clear_roads()
    member.state.fleet[:] = 100_000.0
    loaded = member.step().loaded
    expected = np.outer(SHARES, (40_000.0, 60_000.0))
    np.testing.assert_allclose(loaded[:, FUEL], expected, atol=1.0)
    assert loaded[:, FOOD].sum() > DEMAND[FOOD]


def test_what_is_under_way_on_day_zero_is_in_tankers():
    member = Member(CONTESTED, open_it=False, opening_queue=5.0)
    member.member.fleet[:] = 1_000_000.0
    state = member.open()
    used = state.waiting[:, FUEL].sum() + state.under_way[:, FUEL].sum() + state.back_later[0]
    used += state.yard[0, FUEL].sum()
    assert state.fleet[0] == used > 1_000_000.0
    # More than the fleet has in normal times: nobody hires any, and nobody is sent home.
    member.rate("fleet_replacement", 0.5)
    assert member.step().fleet[0] == used


def test_lost_tankers_are_replaced_bit_by_bit():
    member = lone_corridor(fleet_replacement=0.1)
    member.member.fleet[:] = 1_000_000.0
    member.state.fleet[:] = 500_000.0
    fleet = [float(member.step().fleet[0]) for _ in range(2)]
    np.testing.assert_allclose(fleet, [550_000.0, 595_000.0])


# Leaving the queue.


def test_only_fuel_is_bound_by_the_rule_that_tankers_go_under_escort():
    sent = {}
    for rule in (0.0, 1.0):
        member = Member(CONTESTED, unescorted_share=0.5, escort_only=rule, escort_only_leak=0.2)
        member.state.waiting[:] = 10_000_000
        sent[rule] = member.step().sent
    np.testing.assert_allclose(sent[0.0], np.outer(SHARES, 0.5 * USUAL), atol=1.0)
    np.testing.assert_allclose(sent[1.0][:, FUEL], 0.2 * sent[0.0][:, FUEL], atol=1.0)
    assert (sent[1.0][:, FOOD] == sent[0.0][:, FOOD]).all()


def test_a_convoy_takes_of_each_fuel_what_its_share_in_the_queue_is():
    member = Member(CONTESTED, convoy_rate=20.0, convoy_size=10.0, tanker_volume=1000.0)
    member.rate("contested_loading", 0.0)
    member.state.waiting[:] = 0
    member.state.waiting[1] = (30_000_000, 10_000_000, 5_000_000)
    sent = member.step().sent
    assert sent[[0, 2]].sum() == 0
    assert sent[1].tolist()[FOOD] == 0
    convoys = sent[1].sum() / 10_000
    assert convoys >= 5
    assert convoys == pytest.approx(round(convoys), abs=1e-2)
    assert sent[1, 0] / sent[1, 1] == pytest.approx(3.0, rel=1e-3)


def test_escorts_grow_up_to_their_most():
    member = Member(CONTESTED, escort_growth=0.5, escort_most=3.0)
    escorts = [float(member.step().escorts[0]) for _ in range(4)]
    np.testing.assert_allclose(escorts, [1.5, 2.25, 3.0, 3.0])
    # Nine a day, three times as many by now, of one tanker each.
    member.rate("convoy_rate", 9.0)
    member.rate("convoy_size", 1.0)
    sent = []
    for _ in range(60):
        member.state.waiting[:] = 2**40
        sent.append(int(member.step().sent.sum()))
    assert np.mean(sent) / 40_000 == pytest.approx(27.0, rel=0.1)


def test_convoys_take_corridors_as_shares_tell():
    # Each queue is longer than all convoys together could take.
    sent = np.zeros(3)
    for number in range(60):
        member = Member(CONTESTED, number=number, convoy_rate=40.0, convoy_size=1.0)
        member.state.waiting[:] = 2**40
        sent += member.step().sent.sum(axis=1)
    np.testing.assert_allclose(sent / sent.sum(), SHARES, atol=0.04)


def test_convoys_wait_for_contested_corridors_with_tankers_alone():
    member = Member(CLOSED, convoy_rate=9.0, opening_queue=5.0)
    assert member.step().sent.sum() == 0
    member.forced[1] = CONTESTED
    sent = member.step().sent
    assert sent[1, FUEL].sum() > 0
    assert sent[[0, 2]].sum() == 0


def test_more_convoys_bring_more():
    received = []
    for rate in (0.5, 1.0, 2.0):
        member = Member(CONTESTED, convoy_rate=rate, convoy_size=5.0, opening_contested_flow=0.0)
        received.append(sum(int(member.step().received.sum()) for _ in range(60)))
    assert 0 < received[0] < received[1] < received[2]


@pytest.mark.parametrize("mean", [0.0, 0.03, 0.7, 5.0, 40.0])
def test_counts_follow_the_poisson_distribution_and_never_fall_with_the_mean(mean):
    marks = (np.arange(20_000) + 0.5) / 20_000
    counts = np.array([count_at.py_func(mark, mean) for mark in marks])
    assert counts.mean() == pytest.approx(mean, abs=0.005 + 0.002 * mean)
    assert counts.var() == pytest.approx(mean, rel=0.02, abs=0.001)
    more = [count_at.py_func(mark, mean * 1.1 + 0.01) for mark in marks[::50]]
    assert (np.array(more) >= counts[::50]).all()


# Regimes.


def test_day_zero_follows_the_belief_and_its_strength():
    member = Member(-1)
    member.shared.chance[:] = [0.2, 0.7, 0.1]
    for known, spread in ((1e6, 0.001), (2.0, 0.15)):
        member.shared.concentration[:] = known
        seen, beliefs = np.zeros(3), []
        for number in range(2000):
            member.rng = member.rng._replace(member=number)
            seen += np.bincount(member.open().chain, minlength=3)
            beliefs.append(member.state.belief.copy())
        np.testing.assert_allclose(seen / seen.sum(), [0.2, 0.7, 0.1], atol=0.03)
        assert (np.std(beliefs, axis=0).max() > spread) == (known < 100)


def switched(member):
    """Regimes of a member's corridors after today's chance to change."""
    member.today -= 1
    member.state.common[0] = np.random.default_rng(member.rng.member).standard_normal()
    return member.step().chain


def test_regimes_fade_into_the_prior():
    member = Member(-1, regime_redraw=1.0, regime_memory=LN2 / 10.0)
    member.world.prior[:] = [0.1, 0.1, 0.8]
    member.state.belief[:] = [1.0, 0.0, 0.0]
    for day, expected in ((10, [0.55, 0.05, 0.4]), (5000, [0.1, 0.1, 0.8])):
        counts = np.zeros(3)
        for number in range(1500):
            member.today = day
            member.rng = member.rng._replace(member=number)
            counts += np.bincount(switched(member), minlength=3)
        np.testing.assert_allclose(counts / counts.sum(), expected, atol=0.04)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_a_common_siege_ties_corridors_and_leaves_the_chances_of_each(correlation):
    member = Member(-1, regime_redraw=1.0, regime_memory=0.0, regime_correlation=correlation)
    chance = np.array([[0.5, 0.3, 0.2], [0.5, 0.2, 0.3], [0.2, 0.5, 0.3]])
    member.shared.chance[:] = chance
    member.shared.concentration[:] = 1e9
    opened, later = np.empty((3000, 3), np.int64), np.empty((3000, 3), np.int64)
    for number in range(3000):
        member.today, member.rng = 0, member.rng._replace(member=number)
        opened[number] = member.open().chain
        later[number] = member.step().chain
    for found in (opened, later):
        for corridor in range(3):
            seen = np.bincount(found[:, corridor], minlength=3) / len(found)
            np.testing.assert_allclose(seen, chance[corridor], atol=0.03)
        # Both are open with chance one half: for the normal copula, both agree with
        # 1/2 + asin(r)/pi.
        agree = ((found[:, 0] == OPEN) == (found[:, 1] == OPEN)).mean()
        assert abs(agree - (0.5 + np.arcsin(correlation) / np.pi)) < 0.03


def test_a_corridor_draws_its_regime_anew_as_often_as_told():
    member = Member(-1, regime_redraw=1.0 / 5.0, regime_memory=0.0, regime_correlation=0.0)
    member.state.belief[:] = 1.0 / 3.0
    changes, days = 0, 6000
    before = member.state.regime.copy()
    for _ in range(days):
        state = member.step()
        changes += int((state.regime != before).sum())
        before = state.regime.copy()
    # One draw in three gives the same regime again.
    assert abs(changes / (3 * days) - 2 / 3 / 5) < 0.009


def test_convoys_that_a_scenario_adds_do_not_grow_with_those_of_the_siege():
    sent = []
    for growth in (0.0, 1.0):
        member = Member(
            CONTESTED, convoy_rate=0.0, extra_convoys=2.0, escort_growth=growth, escort_most=10.0,
            convoy_size=1.0, opening_queue=20.0, opening_contested_flow=0.0,
        )  # fmt: skip
        member.state.waiting[:] = 10_000_000
        sent.append([int(member.step().sent.sum()) for _ in range(5)])
    assert sent[0] == sent[1]
    assert sum(sent[0]) > 0


@pytest.mark.parametrize(
    ("held", "season", "expected"),
    [
        (tables.FREE, 1.0, CLOSED),
        (tables.PASSABLE, 1.0, CONTESTED),
        (tables.PASSABLE, 0.0, CLOSED),
        (tables.REPAIRED, 1.0, CONTESTED),
        (tables.REPAIRED, 0.0, CONTESTED),
        (tables.OPEN, 0.0, CLOSED),
    ],
)
def test_what_a_scenario_holds_of_a_road_that_is_closed(held, season, expected):
    member = Member(tables.FREE, regime_redraw=0.0)
    member.forced[:], member.season[:] = held, season
    member.state.chain[:] = CLOSED
    assert (member.step().regime == expected).all()


def test_stations_ration_and_power_plants_do_not():
    served = []
    for hoarded in (1, 0):
        member = Member(CONTESTED, rationing_cover=99.0, rationing_share=0.4, demand_spread=0.0)
        member.world.hoarded[:] = hoarded
        state = member.step()
        served.append(state.served / state.demand)
    assert served[0] == pytest.approx(0.6, abs=1e-6)
    assert served[1] == pytest.approx(1.0)
