"""What-if of a city under siege: kinds of changes, what contradicts, and paired draws."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from qafila.api import open_case
from qafila.errors import InputError, UnknownNameError
from qafila.kernels.siege.tables import CLOSED, REGIMES
from qafila.simulate import Change, Scenario
from qafila.simulate.siege.outlook import cover, dry_on, out_by
from qafila.simulate.siege.simulate import SiegeSimulation
from qafila.simulate.siege.start import StartState
from qafila.streams import Draws
from tests.support.siege import contested_roads

CITY = "tellara"
DAYS, DRAWS = 30, 200
TRUCE, CONTESTED = REGIMES.index("truce"), REGIMES.index("contested")


@cache
def simulation() -> SiegeSimulation:
    situation = open_case("teaching").situation()
    return SiegeSimulation(situation, Scenario(days=DAYS, draws=DRAWS), threads=2)


@cache
def other_city() -> SiegeSimulation:
    situation = open_case("mali-2025").situation()
    return SiegeSimulation(situation, Scenario(days=DAYS, draws=5), city="bamako", threads=1)


@cache
def runs(*changes: Change):
    return simulation().run(changes)


def last_cover(*changes: Change) -> np.ndarray:
    return cover(runs(*changes), 0)[:, -1]


def arrived(*changes: Change) -> np.ndarray:
    return runs(*changes).out.received.sum(axis=(1, 2))


def test_a_change_leaves_the_opening_as_it_is():
    changes = (
        Change("storage", CITY, value=9.0),
        Change("rationing", CITY, value=0.4, cover=30.0),
        Change("attack_pace", CITY, value=2.0),
    )
    for change in changes:
        before, after = runs().out, runs(change).out
        for name in ("stock", "held", "reserved", "state"):
            assert (getattr(before, name)[:, 0] == getattr(after, name)[:, 0]).all(), change.kind


class HalfFull:
    """A posterior whose city stands as it were on a middling day."""

    city, table, key = CITY, "strict", "half full"

    def members(self, situation, seed, draws, first=0):
        return Draws(seed, draws, first)

    def start(self, commodities, corridors, draws, first=0):
        goods, roads, one = (draws, 1, len(commodities)), (draws, len(corridors)), (draws, 1)
        return StartState(
            stock=np.full(goods, 4.0), reserved=np.full(goods, 0.5), backlog=np.zeros(goods),
            queue=np.ones(roads), escorts=np.ones(one), score=np.zeros(one),
            dry_days=np.zeros(goods, dtype=np.int64),
            **contested_roads(*roads, goods[2], 3.0),
        )  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [("city_share", 0.9), ("reserved_days", 20.0)])
def test_a_change_leaves_the_opening_of_a_posterior_as_it_is(name, value):
    paired = SiegeSimulation(
        open_case("teaching").situation(), Scenario(days=2, draws=50), posterior=HalfFull()
    )
    before, after = paired.run().out, paired.run((Change("set_parameter", name, value=value),)).out
    assert before.stock[:, 0].any()
    for held in ("stock", "reserved"):
        assert (getattr(before, held)[:, 0] == getattr(after, held)[:, 0]).all()


def test_the_same_changes_give_the_same_draws_and_none_give_no_difference():
    same = simulation().run(())
    assert (same.out.stock == runs().out.stock).all()
    neutral = simulation().run((Change("attack_pace", CITY, value=1.0),))
    assert (neutral.out.stock == runs().out.stock).all()


def test_a_truce_holds_on_its_days_and_on_no_other():
    state = runs(Change("truce", CITY, 3, 9)).out.state
    assert (state[:, 3:10] == TRUCE).all()
    assert (state[:, :3] == runs().out.state[:, :3]).all()
    assert (state[:, 10:] != TRUCE).mean() > 0.8


def test_a_truce_brings_more_and_fewer_attacks():
    change = Change("truce", CITY, 1, 25)
    assert arrived(change).mean() > 1.1 * arrived().mean()
    assert runs(change).out.attacks.sum() < runs().out.attacks.sum()


def test_more_attacks_bring_less_and_fewer_bring_more():
    few, many = (Change("attack_pace", CITY, value=factor) for factor in (0.0, 8.0))
    assert runs(few).out.attacks.sum() == 0
    assert runs(many).out.attacks.sum() > 2 * runs().out.attacks.sum()
    assert arrived(many).mean() < arrived().mean() <= arrived(few).mean()


def test_more_convoys_bring_more_on_average():
    assert arrived(Change("extra_convoys", CITY, value=7.0)).mean() > arrived().mean()


def test_a_weaker_partner_force_means_fewer_escorts_and_no_fewer_attacks():
    base = simulation()._base.inputs.rates
    weaker = simulation()._changed((Change("partner_force", CITY, value=0.5),)).inputs.rates
    from qafila.kernels.siege.tables import ATTACK_PACE, CONVOY_RATE

    assert (weaker[:, 0, CONVOY_RATE] <= base[:, 0, CONVOY_RATE]).all()
    assert (weaker[:, 0, CONVOY_RATE] >= 0.5 * base[:, 0, CONVOY_RATE]).all()
    assert (weaker[:, 0, ATTACK_PACE] >= base[:, 0, ATTACK_PACE]).all()


def test_storage_in_days_and_in_litres_is_the_same_storage():
    demand = simulation()._base.inputs.normal_demand[:, 0].sum(axis=1)
    before = simulation()._base.inputs.capacity[:, 0].sum(axis=1)
    days = simulation()._changed((Change("storage", CITY, value=4.0),)).inputs.capacity
    litres = (
        simulation()
        ._changed((Change("storage", CITY, value=2.0, unit="million_litres"),))
        .inputs.capacity
    )
    assert days[:, 0].sum(axis=1) - before == pytest.approx(4.0 * demand, abs=5)
    assert litres[:, 0].sum(axis=1) - before == pytest.approx(2e6, abs=5)


def test_more_storage_never_brings_a_stock_out_forward_without_attacks():
    calm = Change("attack_pace", CITY, value=0.0)
    more = (calm, Change("storage", CITY, value=10.0))
    out = [
        out_by(dry_on(run, 0, 0.5), 3, run.goods.dry_before[:, 0].min(axis=1))
        for run in (runs(calm), runs(*more))
    ]
    assert not (out[1] & ~out[0]).any()


def test_rationing_makes_stocks_last():
    change = Change("rationing", CITY, value=0.5, cover=30.0)
    assert last_cover(change).mean() > last_cover().mean()


def test_a_closed_corridor_brings_nothing_and_a_repaired_one_is_never_closed():
    names = [one.corridor_id for one in runs().goods.corridors]
    north = names.index("north")
    closed = runs(Change("close_corridor", "north", 1, 20)).out
    assert (closed.state[:, 1:21, north] == CLOSED).all()
    assert closed.received[:, 1:21, north].sum() == 0
    repaired = runs(Change("repair_corridor", "north", 5)).out.state[:, :, north]
    before = runs().out.state[:, :, north]
    assert (before[:, 5:] == CLOSED).any()
    assert not (repaired[:, 5:] == CLOSED).any()
    assert (repaired[:, :5] == before[:, :5]).all()
    assert (repaired[:, 5:] == np.where(before[:, 5:] == CLOSED, CONTESTED, before[:, 5:])).all()


def test_a_closed_crossing_closes_the_corridors_over_it_and_no_other():
    over = [one.crossing_id == "karvo" for one in runs().goods.corridors]
    assert any(over)
    assert not all(over)
    state = runs(Change("close_crossing", "karvo", 2, 8)).out.state
    assert (state[:, 2:9, np.array(over)] == CLOSED).all()
    free = ~np.array(over)
    assert (state[:, :, free] == runs().out.state[:, :, free]).all()


def test_an_open_crossing_leaves_the_road_beyond_as_contested_as_it_was():
    over = np.array([one.crossing_id == "karvo" for one in runs().goods.corridors])
    state = runs(Change("open_crossing", "karvo")).out.state[:, 1:, over]
    before = runs().out.state[:, 1:, over]
    assert (state == np.where(before == CLOSED, CONTESTED, before)).all()


def test_draws_in_one_thread_are_those_in_many():
    case = open_case("teaching").situation()
    found = SiegeSimulation(case, Scenario(days=DAYS, draws=DRAWS), threads=1).run(())
    assert (found.out.stock == runs().out.stock).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            (Change("close_corridor", "north", 1, 20), Change("open_corridor", "north", 10, 30)),
            "change 2, column target_id: contradicts change 1: close corridor north and open "
            "corridor north hold one thing in two ways on days 10 to 20; leave one of them out, or "
            "let one end before the other begins",
        ),
        (
            (Change("truce", CITY, 5, 9), Change("close_crossing", "karvo", 9, 12)),
            "change 2, column target_id: contradicts change 1: truce tellara and close crossing "
            "karvo hold one thing in two ways on day 9; leave one of them out, or let one end "
            "before the other begins",
        ),
        (
            (Change("attack_pace", CITY, value=2.0), Change("attack_pace", CITY, value=0.5)),
            "change 2, column target_id: contradicts change 1: attack_pace/tellara would be 2 and "
            "0.5; leave one of them out, or put it in a scenario of its own",
        ),
        (
            (
                Change("attack_pace", CITY, value=2.0),
                Change("set_parameter", "attack_pace", value=0.5),
            ),
            "change 2, column target_id: contradicts change 1: attack_pace/tellara would be 2 and "
            "0.5; leave one of them out, or put it in a scenario of its own",
        ),
    ],
)
def test_changes_that_contradict_each_other_are_refused(changes, message):
    with pytest.raises(InputError) as caught:
        simulation().run(changes)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "changes",
    [
        (Change("close_corridor", "north", 1, 9), Change("open_corridor", "north", 10, 20)),
        (Change("open_crossing", "karvo"), Change("truce", CITY, 1, 9)),
        (Change("open_crossing", "karvo"), Change("repair_corridor", "north")),
        (Change("close_corridor", "north", 1, 9), Change("close_corridor", "north", 10, 20)),
        (
            Change("storage", CITY, value=2.0),
            Change("storage", CITY, value=2.0, unit="million_litres"),
        ),
        (Change("attack_pace", CITY, value=2.0), Change("storage", CITY, value=2.0)),
        (
            Change("attack_pace", CITY, value=2.0),
            Change("set_parameter", "attack_pace", value=2.0),
        ),
        (
            Change("set_parameter", "fuel_share/petrol", value=0.3),
            Change("set_parameter", "fuel_share/diesel", value=0.4),
        ),
    ],
)
def test_changes_that_agree_are_not_refused(changes):
    simulation()._forced(replace(simulation().scenario, changes=changes))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            Change("extra_convoys", "mopti", value=3.0),
            "change 1, column target_id: extra_convoys mopti does not reach bamako, which is "
            "simulated alone; name bamako, or ask for another city with --city",
        ),
        (
            Change("truce", "bamako", 31),
            "change 1, column start_day: begins on day 31 of a run of 30 days; give --days 31 or "
            "more, or let it begin earlier",
        ),
        (
            Change("set_parameter", "city_share/mopti", value=0.5),
            "change 1, column target_id: set_parameter city_share/mopti does not reach bamako",
        ),
        (
            Change("close_corridor", "bamako-segou-mopti"),
            "change 1, column target_id: close_corridor bamako-segou-mopti holds no corridor to "
            "bamako, which is simulated; ask for another city with --city, or name one of its",
        ),
        (Change("truce", "mopti"), "change 1, column target_id: truce mopti holds no corridor to"),
    ],
)
def test_a_change_that_cannot_reach_the_city_is_refused_and_gives_no_zero(change, message):
    with pytest.raises(InputError) as caught:
        other_city()._forced(Scenario(days=DAYS, draws=5, changes=(change,)))
    assert str(caught.value).startswith(message)


def test_a_change_that_reaches_the_city_on_the_last_day_is_not_refused():
    changes = (
        Change("truce", "bamako", DAYS),
        Change("close_crossing", "gogui", 2, 8),
        Change("set_parameter", "deterrence", value=0.2),
        Change("set_parameter", "city_share/bamako", value=0.5),
    )
    for change in changes:
        other_city()._forced(Scenario(days=DAYS, draws=5, changes=(change,)))


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"kind": "truce", "target_id": CITY, "value": 1.0}, "truce takes no value"),
        ({"kind": "attack_pace", "target_id": CITY}, "attack_pace needs a value; give a number"),
        (
            {"kind": "attack_pace", "target_id": CITY, "value": 2.0, "start_day": 3},
            "attack_pace holds for the whole run; leave start_day and end_day out",
        ),
        (
            {"kind": "storage", "target_id": CITY, "value": 2.0, "unit": "barrels"},
            'unknown unit "barrels"; write days, litres or million_litres',
        ),
        (
            {"kind": "storage", "target_id": CITY, "value": 2.0, "unit": "km"},
            'storage is not counted in "km"; write days, litres or million_litres',
        ),
        (
            {"kind": "rationing", "target_id": CITY, "value": 1.5},
            "rationing_share 1.5 is not within 0 to 1",
        ),
        (
            {"kind": "truce", "target_id": CITY, "cover": 2.0},
            "truce takes no cover; leave it out",
        ),
    ],
)
def test_a_wrong_change_is_refused_with_a_hint(keywords, message):
    with pytest.raises(InputError, match=message):
        Change(**keywords)


def test_a_truce_on_a_city_that_nothing_reaches_is_refused():
    with pytest.raises(UnknownNameError, match='no corridor leads to "karvo"'):
        simulation().run((Change("truce", "karvo"),))


def test_a_city_that_nothing_reaches_is_refused_with_those_that_can():
    situation = open_case("teaching").situation()
    with pytest.raises(UnknownNameError) as caught:
        SiegeSimulation(situation, Scenario(), city="karvo")
    assert str(caught.value) == (
        "corridors.csv, column city_id: no corridor leads to karvo, so that nothing can reach it; "
        "corridors lead to tellara, or add a row whose city_id is karvo"
    )
    with pytest.raises(UnknownNameError, match='no city "telara"; did you mean "tellara"'):
        SiegeSimulation(situation, Scenario(), city="telara")


class FromPosterior:
    """A posterior in which every draw has five days left and dry pumps for as many days as told."""

    city = CITY

    def members(self, situation, seed, draws, first=0):
        return Draws(seed, draws, first)

    def start(self, commodities, corridors, draws, first=0):
        goods, ways = (draws, 1, len(commodities)), (draws, len(corridors))
        return StartState(
            stock=np.full(goods, 5.0), reserved=np.zeros(goods), backlog=np.zeros(goods),
            queue=np.full(ways, 2.0), escorts=np.full((draws, 1), 3.0),
            score=np.zeros((draws, 1)),
            dry_days=np.zeros(goods, dtype=np.int64), **contested_roads(*ways, goods[2], 4.0),
        )  # fmt: skip


def test_a_run_from_a_posterior_opens_where_it_says_with_and_without_changes():
    situation = open_case("teaching").situation()
    found = SiegeSimulation(
        situation, Scenario(days=5, draws=50), posterior=FromPosterior(), threads=1
    )
    base = found.run()
    changed = found.run((Change("extra_convoys", CITY, value=5.0),))
    demand = base.goods.normal_demand
    assert base.out.stock[:, 0] == pytest.approx(5.0 * demand, abs=2)
    for name in ("stock", "held", "state"):
        assert (getattr(base.out, name)[:, 0] == getattr(changed.out, name)[:, 0]).all()
    with pytest.raises(InputError, match="the posterior is that of tellara, not of bamako"):
        SiegeSimulation(
            open_case("mali-2025").situation(), Scenario(days=1, draws=1),
            posterior=FromPosterior(),
        )  # fmt: skip
