"""One road without a fork: a home at its start, a reception place abroad at its end."""

from __future__ import annotations

import numpy as np

from qafila.kernels import movement, travel
from qafila.kernels.random import Rng
from qafila.kernels.starting import new_state
from qafila.simulate.people import leg_parts
from qafila.streams import STREAMS

PEOPLE = 10_000


class Line:
    """One member; everybody leaves on day 0 and is bound for the end."""

    def __init__(self, kms, speed, move_chance=1.0, seed=7, slower=1.0):
        legs = len(kms)
        places = legs + 1
        start = np.column_stack([np.arange(legs), np.arange(1, places)]).ravel()
        end = start.reshape(-1, 2)[:, ::-1].ravel().copy()
        order = np.argsort(start, kind="stable")
        self.distance = np.concatenate([[0.0], np.cumsum(kms)])
        self.world = travel.MovementWorld(
            option_start=np.concatenate([[0], np.cumsum(np.bincount(start, minlength=places))]),
            option_leg=order,
            leg_from=start,
            leg_to=end,
            leg_km=np.repeat(np.array(kms, dtype=float), 2),
            leg_crosses=np.array([legs - 1 in pair for pair in np.repeat(
                np.arange(legs), 2).reshape(-1, 1)], dtype=np.uint8),
            reception=np.array([-1] * legs + [0]),
            is_home=np.array([1] * legs + [0], dtype=np.uint8),
            passability=np.ones(legs),
            destination=np.array([legs]),
            prior=np.ones(legs),
        )  # fmt: skip
        residents = np.zeros(places, np.int64)
        residents[0] = PEOPLE
        self.parts = leg_parts(
            self.world.leg_km, np.array([float(speed)]), np.full(2 * legs, slower)
        )[0]
        self.state = new_state(self.world, residents, self.parts)
        self.rates = np.zeros(len(travel.RATES))
        self.rates[travel.LEAVE_RATE] = 1e9
        self.rates[travel.MOVE_CHANCE] = move_chance
        self.rates[travel.SCALE_KM] = 1e6
        keys = np.array([STREAMS[name] for name in travel.STREAMS], dtype=np.uint64)
        self.rng = Rng(np.empty(4, np.uint64), np.uint64(seed), 0, keys)
        self.today = -1

    def step(self, season=0, shut=()):
        """Run the next day, the first of which is day 0, dry (0) or wet (1), some legs shut."""
        self.today += 1
        forced = np.full(len(self.world.passability), -1, np.int8)
        forced[list(shut)] = 0
        places, legs = len(self.world.is_home), len(self.world.leg_to)
        share = np.minimum(self.parts[season] / travel.PARTS, 1.0)
        one = np.ones(1)
        day = travel.MovementDay(
            self.today,
            forced,
            np.ones(legs // 2),
            np.zeros(places),
            np.zeros(places),
            self.rates,
            np.ones(places),
            np.zeros(places),
            np.zeros(places),
            one,
            self.parts[season],
            self.rates[travel.MOVE_CHANCE] ** share,
            one,
            np.full(1, -1),
            np.full(1, -1),
            np.full((1, 4), 0.25),
            0,
        )
        movement.step_day(self.world, self.state, day, self.rng)

    def furthest(self):
        """Kilometres from the start of the last place that anyone has reached."""
        reached = self.state.present.sum(axis=1) > 0
        under_way = self.world.leg_from[self.state.on_leg > 0]
        return max(self.distance[reached].max(initial=0.0), self.distance[under_way].max(initial=0))

    def arrival_days(self, most=400):
        """Day on which each came in, counted from day 0."""
        days = []
        while len(days) < PEOPLE and self.today < most:
            self.step()
            days += [self.today] * int(self.state.arrivals[-1])
        return np.array(days)
