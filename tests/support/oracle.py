"""A day's movement in plain Python: slow, without arrays of state, and with the same dice.

It is written from the rules in the docstring of ``qafila.kernels.movement`` and shares no code
with it but the generator, so the two must give the same people in the same places.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from fractions import Fraction

import numpy as np

from qafila.kernels import random, sampling, travel


class Oracle:
    """One member; people are keyed by (place, group, stage) and (leg, group, stage, part due)."""

    def __init__(self, world, population, rng):
        self.world = world
        self.rng = rng
        self.home = dict(enumerate(int(number) for number in population))
        self.residents = dict(self.home)
        self.held = Counter()
        self.returned = Counter()
        self.waiting = Counter()
        self.present = Counter()
        self.travelling = Counter()
        self.returning = Counter()
        self.chain = {}
        self.intensity = 0.0
        self.arrivals = Counter()

    def at(self, stream, day, item):
        random.address(
            self.rng.words, self.rng.seed, self.rng.keys[stream], self.rng.member, day, item
        )
        return self.rng.words

    def options(self, place):
        first, last = self.world.option_start[place : place + 2]
        return [int(leg) for leg in self.world.option_leg[first:last]]

    def step(self, day):
        self.day = day
        self.now = day.day
        self.arrivals, self.returned = Counter(), Counter()
        first = not self.chain
        if not first:
            self.change_pace([int(parts) for parts in day.leg_parts])
        self.pace = [int(parts) for parts in day.leg_parts]
        self.open = self.roads(first)
        words = self.at(travel.INTENSITY, self.now, 0)
        keep = 0.0 if first else day.rates[travel.INTENSITY_KEEP]
        spread = day.rates[travel.INTENSITY_SPREAD] * math.sqrt(1.0 - keep * keep)
        self.intensity = keep * self.intensity + spread * random.normal(words)
        self.weights = self.weigh()
        for part in range(travel.PARTS):
            self.part = self.now * travel.PARTS + part
            self.come_back()
            self.moving = Counter()
            if part == 0:
                self.go_home()
                self.morning()
            self.move()
        self.register()

    def change_pace(self, pace):
        """Leave everyone where he is on his leg; a share of the time is left, rounded up."""
        today = self.now * travel.PARTS
        for people in (self.travelling, self.returning):
            before = dict(people)
            people.clear()
            for (leg, group, stage, due), number in before.items():
                left = math.ceil(Fraction((due - today) * pace[leg], self.pace[leg]))
                people[leg, group, stage, today + left] += number

    def roads(self, first):
        is_open = {}
        known = math.exp(-self.day.rates[travel.ROAD_FADE] * max(self.now, 0))
        for route, (reported, prior) in enumerate(
            zip(self.world.passability, self.world.prior, strict=True)
        ):
            passable = (prior + known * (reported - prior)) * self.day.season[route]
            if 0.0 < passable < 1.0:
                words = self.at(travel.ROADS, self.now, route)
                if random.uniform(words) < self.day.rates[travel.ROAD_SWITCH] or first:
                    self.chain[route] = random.uniform(words) < passable
            else:
                self.chain[route] = passable >= 1.0
            forced = self.day.forced[route]
            is_open[route] = bool(forced) if forced >= 0 else self.chain[route]
            is_open[route] = is_open[route] and self.day.season[route] > 0.0
        for key in [key for key in self.travelling if not is_open[key[0] // 2]]:
            leg, group, stage, due = key
            today = self.now * travel.PARTS
            gone = max(int(self.day.leg_parts[leg]) - (due - today), 1)
            self.returning[leg, group, stage, today + gone] += self.travelling.pop(key)
        return is_open

    def ways(self, destination):
        length = {destination: 0.0}
        queue = [(0.0, destination)]
        while queue:
            so_far, place = heapq.heappop(queue)
            if so_far > length[place]:
                continue
            for leg in self.options(place):
                other = int(self.world.leg_to[leg])
                total = so_far + float(self.world.leg_km[leg])
                if self.open[leg // 2] and total < length.get(other, math.inf):
                    length[other] = total
                    heapq.heappush(queue, (total, other))
        return length

    def weigh(self):
        scale = self.day.rates[travel.SCALE_KM]
        ways = [self.ways(int(place)) for place in self.world.destination]
        self.reach = ways
        weights = {}
        for leg in range(len(self.world.leg_to)):
            start, end = int(self.world.leg_from[leg]), int(self.world.leg_to[leg])
            total = 0.0
            for number, length in enumerate(ways):
                here, there = length.get(start, math.inf), length.get(end, math.inf)
                if self.open[leg // 2] and there < here:
                    total += self.day.attraction[number] * math.exp(-there / scale)
            weights[leg] = total * math.exp(-float(self.world.leg_km[leg]) / scale)
        return weights

    def come_back(self):
        for key in [key for key in self.returning if key[3] == self.part]:
            leg, group, stage, _ = key
            place = int(self.world.leg_from[leg])
            self.present[place, group, stage] += self.returning.pop(key)

    def move(self):
        due = [key for key in self.travelling if key[3] == self.part]
        for place in range(len(self.world.is_home)):
            legs = [leg ^ 1 for leg in self.options(place)]
            coming = [key for leg in legs for key in sorted(key for key in due if key[0] == leg)]
            setting_out = any(n for key, n in self.moving.items() if key[0] == place)
            if not coming and not setting_out:
                continue
            words = self.at(travel.HOPS, self.part, 2 * place + 1)
            for key in coming:
                self.end_leg(words, key[0], key[1], key[2], self.travelling.pop(key))
            for group in range(len(travel.GROUPS)):
                for stage in range(2):
                    self.choose(words, place, group, stage, self.moving[place, group, stage])

    def end_leg(self, words, leg, group, stage, number):
        place = int(self.world.leg_to[leg])
        if self.world.leg_crosses[leg]:
            stage = 0
        own = int(self.world.reception[place])
        if own >= 0:
            share = self.own_share(own) if stage == 0 else 1.0
            stayed = sampling.binomial(words, number, share)
            if stage == 0:
                self.arrivals[place] += stayed
            self.receive(words, own, place, group, stayed)
            number -= stayed
        elif stage == 0 and self.world.is_home[place]:
            stayed = sampling.binomial(words, number, self.day.settle[place])
            self.present[place, group, 2] += stayed
            number -= stayed
        onward = 0
        if self.out_of(place) > 0.0:
            share_of_day = min(int(self.day.leg_parts[leg]) / travel.PARTS, 1.0)
            chance = float(self.day.rates[travel.MOVE_CHANCE]) ** share_of_day
            onward = sampling.binomial(words, number, chance)
        self.moving[place, group, stage] += onward
        self.present[place, group, stage] += number - onward

    def receive(self, words, own, place, group, people):
        camp = sampling.binomial(words, people, self.day.camp_share[own])
        room = int(self.day.capacity[own])
        if room >= 0:
            there = sum(self.present[place, one, 2] for one in range(len(travel.GROUPS)))
            camp = min(camp, max(room - there, 0))
        self.present[place, group, 2] += camp
        self.present[place, group, 3] += people - camp

    def register(self):
        for number, target in enumerate(self.world.destination):
            place = int(target)
            staying = sum(
                self.present[place, group, stage]
                for group in range(len(travel.GROUPS))
                for stage in (2, 3)
            )
            queue = min(self.waiting[place] + self.arrivals[place], staying)
            most = int(self.day.intake[number])
            self.waiting[place] = queue - (queue if most < 0 else min(queue, most))

    def out_of(self, place):
        total = 0.0
        for leg in self.options(place):
            total += self.weights[leg]
        return total

    def own_share(self, own):
        place = int(self.world.destination[own])
        scale = self.day.rates[travel.SCALE_KM]
        pulls = {}
        for number, target in enumerate(self.world.destination):
            if self.world.is_home[place] or not self.world.is_home[target]:
                way = self.reach[number].get(place, math.inf)
                pulls[number] = self.day.attraction[number] * math.exp(-way / scale)
        total = 0.0
        for pull in pulls.values():
            total += pull
        return pulls[own] / total if total > 0.0 else 0.0

    def home_weights(self, number):
        """Weights of the homes from which a way leads to a destination."""
        near = [
            place
            for place in self.home
            if self.world.is_home[place] and place in self.reach[number]
        ]
        exposed = {place: self.residents[place] * self.day.exposure[place] for place in near}
        if sum(exposed.values()) > 0.0:
            return exposed
        return {place: float(self.residents[place]) for place in near if self.residents[place]}

    def go_home(self):
        for number, target in enumerate(self.world.destination):
            place = int(target)
            words = self.at(travel.RETURNS, self.now, number)
            going = {
                (group, stage): sampling.binomial(
                    words, self.present[place, group, stage], self.day.rates[travel.RETURN_RATE]
                )
                for group in range(len(travel.GROUPS))
                for stage in (2, 3)
            }
            people = sum(going.values())
            weights = self.home_weights(number)
            if not people or not weights:
                continue
            for (group, stage), count in going.items():
                self.present[place, group, stage] -= count
            self.returned[place] += people
            remaining = 0.0
            for place in sorted(self.home):
                remaining += weights.get(place, 0.0)
            for place in sorted(weights):
                if weights[place] > 0.0:
                    back = sampling.binomial(words, people, weights[place] / remaining)
                    remaining -= weights[place]
                    people -= back
                    self.home[place] += back
            assert people == 0

    def morning(self):
        for place in range(len(self.world.is_home)):
            words = self.at(travel.HOPS, self.part, 2 * place)
            if self.out_of(place) <= 0.0:
                self.take_in(words, place)
                continue
            for group in range(len(travel.GROUPS)):
                for stage in range(4):
                    here = self.present[place, group, stage]
                    if not here:
                        continue
                    rate = travel.ONWARD_CHANCE if stage >= 2 else travel.MOVE_CHANCE
                    going = sampling.binomial(words, here, self.day.rates[rate])
                    self.present[place, group, stage] -= going
                    counted = 1 if self.world.reception[place] >= 0 else 0
                    self.moving[place, group, counted if stage >= 2 else stage] += going
        for place in range(len(self.world.is_home)):
            shut = self.out_of(place) <= 0.0
            if self.home[place] and (self.day.rates[travel.RELEASE_RATE] > 0.0 or not shut):
                self.leave_home(place, shut=shut)

    def take_in(self, words, place):
        own = int(self.world.reception[place])
        if own < 0 or self.own_share(own) <= 0.0:
            return
        for group in range(len(travel.GROUPS)):
            waiting, self.present[place, group, 0] = self.present[place, group, 0], 0
            self.arrivals[place] += waiting
            if waiting:
                self.receive(words, own, place, group, waiting)

    def leave_home(self, place, *, shut):
        rates = self.day.rates
        need = min(max(float(self.day.need[place]), 0.0), 1.0)
        hold = 1.0 if shut else rates[travel.NEED_HOLD] * float(self.day.hold[place])
        spread = rates[travel.INTENSITY_SPREAD]
        factor = math.exp(self.intensity - 0.5 * spread * spread)
        unsafe = rates[travel.LEAVE_RATE] * self.day.exposure[place]
        unsafe = unsafe * factor
        hazard = unsafe + rates[travel.NEED_PUSH] * need
        places = len(self.world.is_home)
        if hazard > 0.0:
            words = self.at(travel.DEPARTURES, self.now, place)
            leaving = sampling.binomial(words, self.home[place], -math.expm1(-hazard))
            needy = sampling.binomial(words, leaving, rates[travel.NEED_PUSH] * need / hazard)
            going = [leaving - needy, needy]
            if hold > 0.0:
                words = self.at(travel.DEPARTURES, self.now, place + places)
                fresh = max(self.home[place] - self.held[place, 0] - self.held[place, 1], 0)
                for reason in range(2):
                    kept = sampling.binomial(words, going[reason], hold)
                    going[reason] -= kept
                    if rates[travel.RELEASE_RATE] > 0.0:
                        self.held[place, reason] += kept * fresh // self.home[place]
                words = self.at(travel.DEPARTURES, self.now, place + 2 * places)
            self.set_free(words, place, going)
        if rates[travel.RELEASE_RATE] > 0.0:
            at_home = self.home[place]
            for reason in range(2):
                self.held[place, reason] = min(self.held[place, reason], at_home)
                at_home -= self.held[place, reason]
            chance = rates[travel.RELEASE_RATE] * (1.0 - hold)
            if chance > 0.0 and self.held[place, 0] + self.held[place, 1] > 0:
                words = self.at(travel.DEPARTURES, self.now, place + 3 * places)
                freed = [sampling.binomial(words, self.held[place, r], chance) for r in range(2)]
                for reason in range(2):
                    self.held[place, reason] -= freed[reason]
                self.set_free(words, place, freed)

    def set_free(self, words, place, going):
        self.home[place] -= sum(going)
        here = [sampling.binomial(words, number, self.day.nearby[place]) for number in going]
        for group, number, near in zip((travel.INSECURITY, travel.NEED), going, here, strict=True):
            self.present[place, group, 2] += near
            self.moving[place, group, 0] += number - near

    def choose(self, words, place, group, stage, number):
        legs = [leg for leg in self.options(place) if self.weights[leg] > 0.0]
        remaining = 0.0
        for leg in self.options(place):
            remaining += self.weights[leg]
        for leg in legs:
            if number == 0:
                break
            share = self.weights[leg] / remaining
            going = number if leg == legs[-1] else sampling.binomial(words, number, share)
            remaining -= self.weights[leg]
            number -= going
            due = self.part + int(self.day.leg_parts[leg])
            if going:
                self.travelling[leg, group, stage, due] += going

    def people(self):
        return {
            "home": np.array([self.home[place] for place in sorted(self.home)]),
            "present": Counter({key: n for key, n in self.present.items() if n}),
            "roads": sum(self.travelling.values()) + sum(self.returning.values()),
        }
