"""The movement kernel against a plain-Python twin, and its rules one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from qafila.kernels import movement, travel
from qafila.kernels.paths import shortest_ways
from qafila.kernels.starting import new_state
from qafila.network.paths import shortest_km
from qafila.simulate.parameters import ParameterTable
from tests.support.member import member
from tests.support.oracle import Oracle
from tests.support.synthetic import route_id, synthetic_situation

SILENCE_IS_SAFE = {"parameter": "insecurity_prior", "best": 0, "low": 0, "high": 0}


def people_of(state):
    present = Counter()
    for place, classes in enumerate(state.present):
        for kind, count in enumerate(classes):
            if count:
                present[place, kind // 4, kind % 4] = int(count)
    return present


@pytest.mark.parametrize("number", [0, 3])
def test_the_kernel_and_its_plain_twin_agree_person_by_person(number):
    situation = synthetic_situation(
        passability=dict.fromkeys(("capital-to-south", "south-to-post-s", "east-to-north"), 0.7)
    )
    world, state, day, rng = member(situation, number=number, need_push=0.01, need_hold=0.3,
                                     release_rate=0.1, return_rate=0.02)  # fmt: skip
    twin = Oracle(world, state.home, rng)
    forced = np.full(len(world.passability), -1, np.int8)
    forced[situation.network.route_index("post-s-to-camp-s")] = 0
    returned, queued, waited, room = 0, 0, 0, 500
    intake = np.array((40, -1, 25))
    dry, chance = day(0).leg_parts, day(0).rates[travel.MOVE_CHANCE]
    wet = np.ceil(dry * 1.7).astype(np.int64)
    rest = chance ** (np.minimum(wet, travel.PARTS) / travel.PARTS)
    state = new_state(world, state.home, np.stack([dry, wet]))
    for today in range(-3, 25):
        inputs = day(today, forced if 8 <= today < 14 else None, need=0.2 if today > 4 else 0.0,
                     intake=intake)  # fmt: skip
        if 5 <= today < 10 or today >= 16:
            inputs = inputs._replace(leg_parts=wet, go_on=rest)
        inputs.capacity[:] = (room, -1, 900)
        movement.step_day(world, state, inputs, rng)
        twin.step(inputs)
        expected = twin.people()
        assert state.home.tolist() == expected["home"].tolist()
        assert people_of(state) == expected["present"]
        held = {(p, r): int(n) for (p, r), n in np.ndenumerate(state.held) if n}
        assert held == dict(+twin.held)
        waited = max(waited, sum(held.values()))
        assert movement.people_on_roads(state) == expected["roads"]
        assert {p: n for p, n in enumerate(state.arrivals.tolist()) if n} == dict(+twin.arrivals)
        back = dict(zip(world.destination.tolist(), state.returned.tolist(), strict=True))
        assert {p: n for p, n in back.items() if n} == dict(+twin.returned)
        returned += sum(back.values())
        queues = dict(zip(world.destination.tolist(), state.waiting.tolist(), strict=True))
        assert {p: n for p, n in queues.items() if n} == dict(+twin.waiting)
        queued = max(queued, sum(queues.values()))
    assert state.present.sum() > 1000
    assert returned > 100
    assert queued > 100
    assert waited > 100
    assert state.in_camp[0] == room


def test_ways_agree_with_those_of_the_network():
    situation = synthetic_situation()
    world, state, _, _ = member(situation)
    usable = np.ones(len(world.passability), np.uint8)
    usable[situation.network.route_index("east-to-north")] = 0
    for place in range(len(world.is_home)):
        shortest_ways(
            place, world.option_start, world.option_leg, world.leg_to, world.leg_km, usable,
            state.way_km[0], state.queue, state.queued,
        )  # fmt: skip
        expected = shortest_km(situation.network, place, usable.astype(bool))
        np.testing.assert_allclose(state.way_km[0], expected)
        assert not state.queued.any()


def test_a_closed_road_carries_nobody_and_sends_travellers_back():
    situation = synthetic_situation()
    world, state, day, rng = member(situation)
    route = situation.network.route_index(route_id("capital", "south"))
    forced = np.full(len(world.passability), -1, np.int8)
    forced[route] = 0
    for today in range(6):
        movement.step_day(world, state, day(today), rng)
    assert state.on_leg[2 * route : 2 * route + 2].sum() > 0
    total = state.home.sum() + state.present.sum() + movement.people_on_roads(state)
    for today in range(6, 12):
        movement.step_day(world, state, day(today, forced), rng)
        assert state.on_leg[2 * route : 2 * route + 2].sum() == 0
        assert state.ring.sum() == state.on_leg.sum()
        assert state.back.sum() == state.on_back.sum()
    assert state.back.sum() == 0
    assert total == state.home.sum() + state.present.sum() + movement.people_on_roads(state)


def test_nobody_leaves_where_no_way_is_open():
    situation = synthetic_situation()
    world, state, day, rng = member(situation)
    before = state.home.copy()
    shut = np.zeros(len(world.passability), np.int8)
    for today in range(5):
        movement.step_day(world, state, day(today, shut, need=1.0), rng)
    assert (state.home == before).all()
    assert state.arrivals.sum() == 0


def test_a_hop_always_brings_people_nearer_to_a_reception_place():
    situation = synthetic_situation()
    world, state, day, rng = member(situation)
    movement.step_day(world, state, day(0), rng)
    for leg in np.flatnonzero(state.weight > 0):
        start, end = world.leg_from[leg], world.leg_to[leg]
        assert (state.way_km[:, end] < state.way_km[:, start]).any()


def test_people_who_move_on_within_a_country_are_not_counted_again():
    situation = synthetic_situation(insecurity={"south": 1.0})
    world, state, day, rng = member(situation, onward_chance=0.3, return_rate=0.0)
    border = situation.network.route_index(route_id("post-s", "camp-s"))
    forced = np.full(len(world.passability), -1, np.int8)
    forced[border] = 0
    camps = [situation.network.location_index(camp) for camp in ("camp-s", "camp-w")]
    counted, late, moved_on = 0, 0, 0
    for today in range(120):
        before = state.present[camps[1]].sum()
        movement.step_day(world, state, day(today, forced if today >= 15 else None), rng)
        counted += state.arrivals[camps].sum()
        # By then all who crossed before the border closed have been received somewhere.
        if today >= 100:
            late += state.arrivals[camps].sum()
            moved_on += abs(state.present[camps[1]].sum() - before)
    assert counted > 0
    assert late == 0
    assert moved_on > 0


def test_some_pass_the_first_camp_on_their_way_to_the_next():
    situation = synthetic_situation(insecurity={"south": 1.0})
    world, state, day, rng = member(situation, onward_chance=0.0)
    far = situation.network.location_index("camp-w")
    reached = 0
    for today in range(60):
        movement.step_day(world, state, day(today), rng)
        reached += state.arrivals[far]
    assert reached > 0


def test_one_day_holds_at_most_one_day_of_travel():
    situation = synthetic_situation(insecurity={"capital": 1.0}, parameters=(SILENCE_IS_SAFE,))
    world, state, day, rng = member(situation, move_chance=1.0)
    camp = situation.network.location_index("camp-s")
    today = -1
    while state.arrivals[camp] == 0:
        today += 1
        movement.step_day(world, state, day(today), rng)
    speed = ParameterTable(situation.parameters, 7, 1).draw("people_speed")[0]
    shortest = shortest_km(situation.network, situation.network.location_index("capital"))[camp]
    # Day 0 is the first day under way, so by the end of this day so many had been walked.
    assert (today + 1) * speed >= shortest
    assert today <= np.ceil(shortest / speed) + 1


def test_need_drives_people_out_only_where_its_push_is_above_zero():
    situation = synthetic_situation(insecurity={}, parameters=(SILENCE_IS_SAFE,))
    for push, left in ((0.0, False), (0.001, True)):
        world, state, day, rng = member(situation, need_push=push)
        before = state.home.sum()
        for today in range(5):
            movement.step_day(world, state, day(today, need=1.0), rng)
        assert (state.home.sum() < before - 1000) == left


def test_lack_of_transport_can_hold_everyone_back():
    situation = synthetic_situation()
    capital = situation.network.location_index("capital")
    world, state, day, rng = member(situation, need_hold=1.0, need_push=0.0, return_rate=0.0)
    before = state.home[capital]
    for today in range(5):
        movement.step_day(world, state, day(today, need=1.0), rng)
    assert state.home[capital] == before
