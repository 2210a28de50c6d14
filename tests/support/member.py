"""One member of the movement kernel, so that a test can look at its state day by day."""

from __future__ import annotations

import numpy as np

from qafila.kernels import travel
from qafila.kernels.random import Rng
from qafila.kernels.starting import new_state
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.streams import STREAMS


def member(situation, seed=7, number=0, **rates):
    """World, state, a maker of days, and the dice of one member."""
    people = build_people(situation, ParameterTable(situation.parameters, seed, number + 1))
    people.rates[number, travel.LEAVE_RATE] = 0.05
    for name, value in rates.items():
        people.rates[number, travel.RATES.index(name)] = value
    keys = np.array([STREAMS[name] for name in travel.STREAMS], dtype=np.uint64)
    rng = Rng(np.empty(4, np.uint64), np.uint64(seed), number, keys)
    places, legs = len(people.world.is_home), len(people.world.leg_to)
    state = new_state(people.world, people.population[number], people.leg_parts[number])
    reception = people.reception
    move_chance = people.rates[number, travel.MOVE_CHANCE]
    parts = people.leg_parts[number, 0]
    go_on = move_chance ** (np.minimum(parts, travel.PARTS) / travel.PARTS)
    free = np.full(legs // 2, -1, np.int8)

    def day(number_of_day, forced=None, need=0.0, season=None, intake=None, hold=None):
        missing = np.zeros(places)
        missing[situation.network.location_index("capital")] = need
        held = missing if hold is None else np.where(missing >= 0.0, hold, 0.0)
        return travel.MovementDay(
            number_of_day,
            free if forced is None else forced,
            np.ones(legs // 2) if season is None else season,
            missing,
            held,
            people.rates[number],
            people.exposure[number],
            people.nearby[number],
            people.settle[number],
            people.attraction[number],
            parts,
            go_on,
            reception.camp_share[number],
            reception.capacity,
            reception.intake if intake is None else intake,
            reception.age_sex[number],
            0,
        )

    return people.world, state, day, rng
