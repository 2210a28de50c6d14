"""Made-up sieges for the kernel: cities, corridors and commodities with figures that are round."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from qafila.kernels.random import Rng
from qafila.kernels.siege import day as kernel
from qafila.kernels.siege import driver, outputs, tables
from qafila.streams import stream_key

SEED = np.uint64(7)
KEYS = np.array([stream_key(name) for name in tables.STREAMS], np.uint64)
LN2 = float(np.log(2.0))
RATES = {
    "regime_redraw": 0.2, "regime_memory": LN2 / 21, "regime_correlation": 0.5, "truce_rate": 0.0,
    "truce_length": 1 / 14, "truce_hazard": 0.1, "truce_recovery": 3.0, "open_hazard": 0.2,
    "attack_pace": 1.0, "attack_excitation": 0.0, "attack_half_life": LN2 / 12, "deterrence": 0.0,
    "deterrence_half_life": LN2 / 14, "catch_up": 0.5, "reroute_share": 0.0,
    "corridor_capacity": 2.0, "contested_loading": 1.0, "queue_limit": 100.0, "queue_release": 2.0,
    "unescorted_share": 0.0, "escort_only": 0.0, "escort_only_leak": 0.2, "convoy_rate": 0.0,
    "extra_convoys": 0.0, "escort_growth": 0.0, "escort_most": 9.0,
    "convoy_size": 2.0, "convoy_size_spread": 0.0, "escort_attraction": 1.0,
    "convoy_loss_share": 0.4, "convoy_loss_concentration": 3.0, "tanker_volume": 40_000.0,
    "fleet_replacement": 0.0, "clearance_time": 1.0, "clearance_limit": 3.0, "city_priority": 1.0,
    "regional_restock": 0.1, "regional_limit": 20.0, "reserved_cover": 0.0, "reserved_refill": 0.0,
    "unloading_limit": 3.0, "retail_cover": 3.0, "demand_spread": 0.0, "hoarding_cover": 0.0,
    "hoarding_factor": 0.0, "hoarding_limit": 3.0, "rationing_cover": 0.0, "rationing_share": 0.0,
    "food_needs_diesel": 0.0, "opening_queue": 0.0, "opening_contested_flow": 1.0,
}  # fmt: skip
DEMAND = (400_000.0, 600_000.0, 200_000.0)  # petrol, diesel, food
SHARES = (0.5, 0.3, 0.2)
DIESEL, FOOD = 1, 2
NO_DETAIL = outputs.SiegeDetail._make(np.zeros((0, 0, 0, 0), np.int64) for _ in range(9))


def place_of(name: str) -> int:
    """Place of a rate."""
    return tables.RATES.index(name)


def make_world(corridors: int = 3, cities: int = 1) -> tables.SiegeWorld:
    """Corridors dealt out to cities in turn; petrol and diesel in tankers, food in lorries."""
    return tables.SiegeWorld(
        np.arange(corridors, dtype=np.int64) % cities, np.tile([0.3, 0.5, 0.2], (corridors, 1)),
        np.array([1, 1, 0], np.uint8), np.array([1, 1, 0], np.uint8), DIESEL,
    )  # fmt: skip


def make_inputs(
    world: tables.SiegeWorld, draws: int = 1, *, region: float = 0.0, stock: float = 8.0,
    target: float = 8.0, **rates: float,
) -> driver.SiegeInputs:  # fmt: skip
    """Inputs of all draws alike; region as a multiple of the city, stocks in days of demand."""
    corridors, cities = len(world.corridor_city), int(world.corridor_city.max()) + 1
    values = np.array([(RATES | rates)[name] for name in tables.RATES])
    normal = np.tile(DEMAND, (draws, cities, 1))
    total = normal * stock
    retail = np.minimum(total, normal)
    share = np.ones(corridors)
    for city in range(cities):
        own = world.corridor_city == city
        share[own] = SHARES if own.sum() == 3 else 1.0 / own.sum()
    whole = np.zeros((draws, cities, 3), np.int64)
    return driver.SiegeInputs(
        rates=np.tile(values, (draws, cities, 1)), hazard=np.zeros((draws, corridors)),
        target_cover=np.full(normal.shape, target), normal_demand=normal,
        region_demand=normal * region, capacity=whole + 2**50, reserve=whole.copy(),
        share=np.tile(share, (draws, 1)), detour=np.ones((draws, corridors)),
        fleet=np.full((draws, cities), 1e9), depot=(total - retail).astype(np.int64),
        retail=retail.astype(np.int64), reserved=whole.copy(), backlog=whole.copy(),
        queue=np.full((draws, corridors), -1.0), escorts=np.ones((draws, cities)),
        score=np.zeros((draws, cities)),
        excited=np.zeros((draws, corridors)),
        regime=np.full((draws, corridors), tables.UNKNOWN),
        under_way=np.full((draws, corridors), -1.0), yard=whole - 1, pool=whole - 1,
        returning=np.full((draws, cities), -1.0), hoard=whole.copy(),
        common=np.full((draws, 1), np.nan),
        truce=np.zeros((draws, cities), np.int64), tankers=np.ones((draws, cities)),
        travel_days=np.tile(2 + np.arange(corridors) % 4, (draws, 1, 1)).astype(np.int64),
        known_attacks=np.zeros((draws, 0, corridors), np.int64),
        crowd=np.zeros((draws, 0, cities)),
    )  # fmt: skip


def set_rate(inputs: driver.SiegeInputs, name: str, value: object) -> None:
    """Change a rate of all draws and cities in place."""
    inputs.rates[:, :, place_of(name)] = value


def make_shared(
    world: tables.SiegeWorld, days: int, regime: int = -1, slots: int = 8, first: int = 0
) -> driver.SiegeShared:
    """What all members share; every corridor is held in `regime`, or free at -1."""
    corridors = len(world.corridor_city)
    return driver.SiegeShared(
        world.prior.copy(), np.full(corridors, 5.0), np.zeros((0, corridors, 3)),
        np.full((days + 1, corridors), regime, np.int8), np.zeros(days + 1, np.int64),
        np.ones((1, corridors)), slots, first,
    )  # fmt: skip


def run(
    world: tables.SiegeWorld, shared: driver.SiegeShared, inputs: driver.SiegeInputs,
    ranges: tuple[int, ...] = (), threads: int = 1, seed: np.uint64 = SEED,
) -> outputs.SiegeOutputs:  # fmt: skip
    """Run all members, cut at `ranges`."""
    draws, corridors = inputs.share.shape
    cities, goods = inputs.depot.shape[1:]
    days = len(shared.forced)
    by_city = [np.zeros((draws, days, cities, goods), np.int64) for _ in range(13)]
    out = outputs.SiegeOutputs(
        *by_city, np.zeros((draws, days, corridors), np.int8),
        np.zeros((draws, days, corridors), np.int64), np.zeros((draws, days, corridors), np.int16),
        np.zeros((draws, corridors), np.int64), np.zeros((draws, corridors), np.int64),
        *(np.zeros((draws, cities, goods), np.int64) for _ in range(4)),
        np.zeros((draws, cities)), np.zeros((draws, cities)), np.zeros((draws, cities)),
        np.zeros((draws, corridors)), np.zeros((draws, cities)),
        np.zeros((draws, corridors), np.int64), np.zeros((draws, 1)),
        np.zeros((draws, cities), np.int64),
    )  # fmt: skip
    cuts = (0, *ranges, draws)

    def one(pair: tuple[int, int]) -> None:
        driver.run_siege(*pair, seed, KEYS, world, shared, inputs, out, NO_DETAIL)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, pairwise(cuts)))
    return out


def contested_roads(
    draws: int, corridors: int, goods: int, under_way: float
) -> dict[str, np.ndarray]:
    """What a state tells of roads that are all contested, with a whole fleet and no truce."""
    by_good = (draws, 1, goods)
    return {
        "regime": np.full((draws, corridors), tables.CONTESTED, np.int64),
        "under_way": np.full((draws, corridors), under_way),
        "excited": np.zeros((draws, corridors)),
        "retail": np.ones(by_good),
        "hoard": np.zeros(by_good),
        "yard": np.full(by_good, 0.5),
        "pool": np.full(by_good, 0.5),
        "returning": np.ones((draws, 1)),
        "common": np.zeros((draws, 1)),
        "truce": np.zeros((draws, 1), np.int64),
        "tankers": np.ones((draws, 1)),
    }


class Member:
    """One member that is led through its days one by one; see `make_inputs`."""

    def __init__(
        self, regime: int = tables.OPEN, *, corridors: int = 3, number: int = 0,
        open_it: bool = True, **given: float,
    ) -> None:  # fmt: skip
        self.world = make_world(corridors)
        self.inputs = make_inputs(self.world, **given)
        self.shared = make_shared(self.world, 0, regime)
        self.forced, self.season = self.shared.forced[0], np.ones(corridors)
        self.crowd, self.today = np.ones(1), 0
        self.known = np.full(corridors, tables.UNKNOWN, np.int64)
        self.rng = Rng(np.zeros(4, np.uint64), SEED, number, KEYS)
        self.member = tables.SiegeMember(
            *(getattr(self.inputs, name)[0] for name in tables.SiegeMember._fields)
        )
        self.opening = tables.SiegeOpening(
            *(getattr(self.inputs, name)[0] for name in tables.SiegeOpening._fields)
        )
        self.state = empty_state(corridors, 1, 3, self.shared.slots)
        if open_it:
            self.open()

    def day(self) -> tables.SiegeDay:
        """Inputs of today."""
        return tables.SiegeDay(
            self.today, self.forced, np.zeros((0, 3)), self.known,
            self.inputs.travel_days[0, 0],
            self.season, self.crowd,
        )  # fmt: skip

    def open(self) -> tables.SiegeState:
        """Draw day 0."""
        kernel.open_siege(
            self.world, self.member, self.state, self.day(), self.opening, self.rng,
            self.shared.chance, self.shared.concentration,
        )  # fmt: skip
        return self.state

    def rate(self, name: str, value: float) -> None:
        """Change a rate."""
        self.member.rates[:, place_of(name)] = value

    def clear_roads(self) -> None:
        """Take away all that is on its way."""
        for part in ("waiting", "under_way", "ring", "yard", "pool", "returning", "back_later"):
            getattr(self.state, part)[:] = 0

    def held(self) -> np.ndarray:
        """All that is somewhere between border and pump, by commodity."""
        state = self.state
        cargo = state.waiting + state.under_way
        assert (state.ring.sum(axis=0) == state.under_way).all()
        np.testing.assert_allclose(state.returning.sum(axis=0), state.back_later, atol=1e-3)
        return (
            cargo.sum(axis=0) + (state.yard + state.pool + state.reserved)[0]
            + (state.depot + state.retail)[0]
        )  # fmt: skip

    def step(self) -> tables.SiegeState:
        """Go on by a day and look that nothing appears, vanishes or is negative."""
        self.today += 1
        state = self.state
        before, kept = self.held(), state.hoard.copy()
        kernel.step_siege(self.world, self.member, state, self.day(), self.rng)
        flow = state.imported - state.served - state.regional - state.lost
        assert (self.held() == before + flow[0]).all()
        assert (state.hoard == kept + state.served - state.used).all()
        assert (state.demand == state.served + state.unmet).all()
        for name, part in zip(state._fields, state, strict=True):
            if name not in {"common", "fleet"}:
                assert part.min() >= 0, name
        return state


def empty_state(corridors: int, cities: int, goods: int, slots: int) -> tables.SiegeState:
    """Room for the state of a member."""
    sizes = {
        "corridor": (corridors,), "city": (cities,), "cargo": (corridors, goods),
        "ring": (slots, corridors, goods), "returning": (slots, cities), "common": (1,),
        "belief": (corridors, 3),
    }  # fmt: skip
    by_name = dict.fromkeys(
        ("regime", "chain", "mark", "excited", "willing", "attacks"), "corridor"
    )
    by_name |= dict.fromkeys(
        ("courage", "truce", "escorts", "score", "fleet", "back_later", "moving"), "city"
    )
    by_name |= dict.fromkeys(("waiting", "under_way", "loaded", "received", "sent"), "cargo")
    by_name |= {name: name for name in ("ring", "returning", "common", "belief")}
    parts = []
    for name in tables.SiegeState._fields:
        kind = tables.SiegeState.__annotations__[name]
        dtype = np.float64 if "float64" in str(kind) else np.int64
        parts.append(np.zeros(sizes[by_name[name]] if name in by_name else (cities, goods), dtype))
    return tables.SiegeState(*parts)
