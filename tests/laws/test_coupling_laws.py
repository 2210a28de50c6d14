"""Laws of the coupling of supply and people: it can be left out, and it creates nobody."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.kernels import movement
from qafila.simulate import Change, Simulation
from qafila.simulate.coupling import UNCOUPLED, crowd_of
from qafila.simulate.siege.run import check_conserved
from tests.support.member import member
from tests.support.synthetic import synthetic_situation

FEW = settings(max_examples=15, deadline=None)
shares = st.floats(0.0, 1.0)
rates = st.floats(0.0, 0.2)
seeds = st.integers(0, 2**32)
SITUATION = synthetic_situation()


def days_of(seed, needs, holds, **given_rates):
    """States of one member after each day."""
    world, state, day, rng = member(SITUATION, seed=seed, **given_rates)
    for number, (need, hold) in enumerate(zip(needs, holds, strict=True)):
        movement.step_day(world, state, day(number, need=need, hold=hold), rng)
        yield state


def people(state):
    return int(state.home.sum() + state.present.sum() + movement.people_on_roads(state))


@FEW
@given(seeds, st.lists(st.tuples(shares, shares), min_size=12, max_size=12), shares)
def test_without_push_hold_and_release_nothing_that_happens_in_the_city_moves_anyone(
    seed, days, other
):
    off = dict.fromkeys(("need_push", "need_hold", "release_rate"), 0.0)
    needs, holds = zip(*days, strict=True)
    calm = days_of(seed, [0.0] * len(days), [other] * len(days), **off)
    for one, two in zip(days_of(seed, needs, holds, **off), calm, strict=True):
        assert one.home.tobytes() == two.home.tobytes()
        assert one.present.tobytes() == two.present.tobytes()
        assert one.ring.tobytes() == two.ring.tobytes()


@FEW
@given(seeds, rates, shares, shares, shares)
def test_holding_never_lets_more_leave_on_the_day(seed, push, hold, need, closed):
    rates_of = {"need_push": push, "release_rate": 0.0}
    [free] = days_of(seed, [need], [closed], need_hold=0.0, **rates_of)
    [held] = days_of(seed, [need], [closed], need_hold=hold, **rates_of)
    assert (held.home >= free.home).all()


@FEW
@given(seeds, rates, shares, st.floats(0.01, 1.0), st.lists(shares, min_size=12, max_size=12))
def test_people_are_conserved_and_no_more_are_held_than_are_at_home(
    seed, push, hold, release, needs
):
    total = None
    for state in days_of(
        seed, needs, needs[::-1], need_push=push, need_hold=hold, release_rate=release
    ):
        total = people(state) if total is None else total
        assert people(state) == total
        assert (state.held >= 0).all()
        assert (state.held.sum(axis=1) <= state.home).all()


def test_who_was_held_back_leaves_once_nothing_holds():
    capital = SITUATION.network.location_index("capital")
    needs, holds = [1.0] * 10 + [0.0] * 5, [1.0] * 10 + [0.0] * 5
    given_rates = {"need_push": 0.05, "need_hold": 1.0, "leave_rate": 0.0, "return_rate": 0.0}
    held = [
        (int(state.held[capital].sum()), int(state.home[capital]))
        for state in days_of(3, needs, holds, release_rate=0.5, **given_rates)
    ]
    waiting, at_home = zip(*held, strict=True)
    assert waiting[9] > 1000
    assert len(set(at_home[:10])) == 1  # a full hold lets nobody leave
    assert waiting[14] < 0.1 * waiting[9]
    gone = at_home[9] - at_home[14]
    assert gone == waiting[9] - waiting[14]
    never = [
        int(state.home[capital])
        for state in days_of(3, needs, holds, release_rate=0.0, **given_rates)
    ]
    assert len(set(never)) == 1


@FEW
@given(
    st.lists(st.integers(0, 5000), min_size=2, max_size=8),
    st.integers(0, 100_000),
    st.floats(0.0, 2.0),
)
def test_arrivals_only_ever_raise_demand_of_days_after_and_few_raise_none(came, residents, use):
    array = np.array(came, dtype=np.int64)[None, :, None]
    crowd = crowd_of(array, np.array([[residents]]), np.array([[use]]))
    if residents == 0 or max(came) < residents / 1000 or use == 0.0:
        assert crowd is None or (crowd == 1.0).all()
    if crowd is not None:
        assert (crowd >= 1.0).all()
        assert (crowd[:, 0] == 1.0).all()
        alone = crowd_of(np.zeros_like(array), np.array([[residents]]), np.array([[use]]))
        assert alone is None


def test_a_run_without_coupling_is_that_of_zeros_and_its_supply_is_the_same():
    how = {"days": 12, "draws": 8, "seed": 4}
    apart = Simulation(SITUATION, coupling=False, **how)
    zeros = [Change("set_parameter", name, value=0.0) for name in UNCOUPLED]
    one, two = apart.run(), Simulation(SITUATION, changes=zeros, **how).run()
    assert one.data["arrivals"].equals(two.data["arrivals"])
    assert one.data["served"].equals(two.data["served"])
    assert int(one.data["held_back"].max()) == 0
    both = Simulation(SITUATION, **how)
    assert both.without_coupling().run().data.equals(one.data)
    assert both.run().input_hash != one.input_hash
    assert (
        both.with_draws(3)
        .run()
        .data["arrivals"]
        .equals(both.run().data["arrivals"].isel(draw=slice(3)))
    )


def test_a_crowd_asks_for_more_and_no_litre_is_lost():
    block = Simulation(SITUATION, days=15, draws=6, seed=4).source.members().block(0)
    usual, _ = block._run_siege(0, 6)
    shape = (6, 16, len(block.goods.cities))
    same, _ = block._run_siege(0, 6, np.ones(shape))
    assert all(one.tobytes() == two.tobytes() for one, two in zip(usual, same, strict=True))
    crowd = np.ones(shape)
    crowd[2:, 5:] = 1.5
    more, _ = block._run_siege(0, 6, crowd)
    check_conserved(more)
    assert (more.demand[:, :5] == usual.demand[:, :5]).all()
    assert (more.demand[:2] == usual.demand[:2]).all()
    asked = [one.demand[2:, 5:].sum() for one in (more, usual)]
    assert asked[0] > 1.2 * asked[1]
