"""The model of one city that is calibrated: from points and members to what was observed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.errors import InputError
from qafila.forecasting.calibration.history import Past, last_state, run_past, summaries
from qafila.kernels.siege.driver import SiegeInputs, SiegeShared
from qafila.network import months_of
from qafila.simulate.inflow import FUEL
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.goods import Goods, build_goods
from qafila.simulate.siege.hazard import Hazard, build_hazard, draw_past
from qafila.streams import ChosenDraws, claim_stream, hazard_stream, parameter_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.calibration.observed import Observation
    from qafila.situation import Situation

# Parameters that receipts and dry days can tell something of; all others keep their priors.
FREE_PARAMETERS = (
    "attack_excitation",
    "catch_up",
    "city_priority",
    "city_share",
    "clearance_time",
    "contested_loading",
    "convoy_rate",
    "convoy_size",
    "deterrence",
    "deterrence_half_life",
    "escort_only_leak",
    "hoarding_factor",
    "open_hazard",
    "queue_release",
    "receipts_practice",
    "regime_redraw",
    "regional_restock",
    "reroute_share",
    "unescorted_share",
)
DEMAND, OPENING, HAZARD = "demand", "opening_stock", "attacks_a_day"


@dataclass(frozen=True)
class Free:
    """A number that is calibrated: the uniform number that draws it.

    Parameters
    ----------
    name : str
        What it decides, as ``name`` or ``name/thing``.
    stream : str
        Stream of the uniform number.
    item : int
        Rest of its address.
    """

    name: str
    stream: str
    item: int = 0


def free_numbers(situation: Situation, city: str) -> tuple[Free, ...]:
    """What is calibrated for a city.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.

    Returns
    -------
    tuple of Free
        Parameters that are not held at one value, what sources dispute of demand and of the stock
        when the case began, and the danger in the country.
    """
    table = ParameterTable(situation.parameters, seed=0, draws=1)
    found = []
    for name in FREE_PARAMETERS:
        row = table.find(name, city)
        if row is not None and row["low"] < row["high"]:
            scope = str(row["applies_to"])
            found.append(Free(name, parameter_stream(name, scope)))
    return (
        *found,
        Free(DEMAND, claim_stream("demand", city, FUEL), 1),
        Free(OPENING, claim_stream("stock", city, FUEL), 1),
        Free(HAZARD, hazard_stream("country")),
    )


@dataclass(frozen=True, eq=False)
class Model:
    """What a calibration of one city runs.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.
    observations : tuple of Observation
        What was observed.
    free : tuple of Free
        What is calibrated, in the order of the columns of points.
    seed : int
        Seed of all that chance decides.
    threads : int
        For the simulation.
    """

    situation: Situation
    city: str
    observations: tuple[Observation, ...]
    free: tuple[Free, ...]
    seed: int
    threads: int
    day_zero: Situation
    hazard: Hazard
    past: Past
    numbers: NDArray[np.int64]

    def table(self, points: NDArray[np.float64], members: NDArray[np.int64]) -> ParameterTable:
        """Parameters of particles.

        Parameters
        ----------
        points : array, shape (particle, free)
            Numbers in (0, 1).
        members : array, shape (particle,)
            Numbers that decide all that is not calibrated.

        Returns
        -------
        ParameterTable
            One row a particle.
        """
        given = given_numbers(self.free, points)
        draws = ChosenDraws(self.seed, len(points), numbers=members, given=given)
        return ParameterTable(self.situation.parameters, self.seed, len(points), members=draws)

    def goods(self, table: ParameterTable) -> Goods:
        """Inputs of the past.

        Parameters
        ----------
        table : ParameterTable
            Of the particles.

        Returns
        -------
        Goods
            One row a particle, of this city alone.
        """
        return build_goods(
            self.situation,
            table,
            cities=(self.city,),
            day_zero=self.day_zero,
            hazard=self.hazard,
        )

    def inputs(self, table: ParameterTable) -> SiegeInputs:
        """Inputs of the kernel.

        Parameters
        ----------
        table : ParameterTable
            Of the particles.

        Returns
        -------
        SiegeInputs
            With the attacks of past days; before day 0 there are none that are known.
        """
        inputs = self.goods(table).inputs
        return inputs._replace(
            score=np.zeros_like(inputs.score),
            excited=np.zeros_like(inputs.excited),
            known_attacks=self._attacks(table),
        )

    def _attacks(self, table: ParameterTable) -> NDArray[np.int64]:
        """Attacks by past day and corridor, as each particle believes them."""
        days = self.past.shared.month.shape[0]
        known = np.zeros((table.draws, days, len(self.numbers)), dtype=np.int64)
        told = draw_past(self.hazard, table)
        rows = np.arange(table.draws)
        for number, attack in enumerate(self.hazard.attacks):
            share = told.share[:, number][:, self.numbers]
            u = table.members.uniforms(hazard_stream("corridor-of", *attack.told))
            at = (np.cumsum(share, axis=1) <= u[:, None]).sum(axis=1)
            day = days - 1 - told.age[:, number]
            held = told.happened[:, number] & (at < len(self.numbers)) & (day > 0)
            np.add.at(known, (rows[held], day[held], at[held]), 1)
        return known

    def __call__(
        self, points: NDArray[np.float64], members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Simulate the past of particles.

        Parameters
        ----------
        points : array, shape (particle, free)
            Numbers in (0, 1).
        members : array, shape (particle,)
            Numbers that decide the rest.

        Returns
        -------
        array, shape (particle, observation + state)
            What is observed of each, then how each stands on the last day.
        """
        table = self.table(points, members)
        inputs = self.inputs(table)
        out = run_past(self.past, inputs, members)
        told = summaries(self.past, self.observations, inputs, out, self._practice(table))
        return np.concatenate([told, last_state(self.past, inputs, out)], axis=1)

    def _practice(self, table: ParameterTable) -> NDArray[np.float64]:
        """What customs say they registered over what they cleared, by day."""
        days = self.past.shared.month.shape[0]
        since = table.draw("receipts_practice_from", self.city) + 1.0
        new = np.arange(days)[None, :] >= since[:, None]
        return np.where(new, table.draw("receipts_practice", self.city)[:, None], 1.0)

    def values(
        self, points: NDArray[np.float64], members: NDArray[np.int64]
    ) -> dict[str, NDArray[np.float64]]:
        """What the points stand for.

        Parameters
        ----------
        points : array, shape (particle, free)
            Numbers in (0, 1).
        members : array, shape (particle,)
            Numbers that decide the rest.

        Returns
        -------
        dict of str to array, shape (particle,)
            By name of what is calibrated, in its unit.
        """
        table = self.table(points, members)
        inputs = self.goods(table).inputs
        fuels = self.past.world.in_tankers == 1
        usual = (inputs.normal_demand + inputs.region_demand)[:, 0, fuels].sum(axis=1)
        normal = inputs.normal_demand[:, 0, fuels].sum(axis=1)
        stock = (inputs.depot + inputs.retail)[:, 0, fuels].sum(axis=1)
        told = {
            DEMAND: usual,
            OPENING: np.divide(stock, normal, out=np.zeros_like(normal), where=normal > 0.0),
            HAZARD: inputs.hazard.sum(axis=1),
        }
        return {
            one.name: told[one.name] if one.name in told else table.draw(one.name, self.city)
            for one in self.free
        }


def given_numbers(
    free: Sequence[Free], points: NDArray[np.float64]
) -> dict[tuple[str, int], NDArray[np.float64]]:
    """Uniform numbers by their address, as `ChosenDraws` takes them.

    Parameters
    ----------
    free : sequence of Free
        What is calibrated.
    points : array, shape (particle, free)
        Numbers in (0, 1).

    Returns
    -------
    dict of (str, int) to array, shape (particle,)
        One a column.
    """
    return {(one.stream, one.item): points[:, at] for at, one in enumerate(free)}


def build_model(
    situation: Situation,
    city: str,
    observations: tuple[Observation, ...],
    *,
    seed: int,
    threads: int,
) -> Model:
    """Gather what a calibration needs.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.
    observations : tuple of Observation
        What was observed.
    seed : int
        Seed of all that chance decides.
    threads : int
        For the simulation.

    Returns
    -------
    Model
        Ready to run.

    Raises
    ------
    InputError
        If nothing lies between the start of the case and the day of the situation.
    """
    start = situation.case.start
    if situation.as_of <= start:
        raise InputError(
            f"nothing to calibrate on: the case starts on {start}, "
            f"and the day of the situation is {situation.as_of}"
        )
    first = _first_day(situation)
    hazard = build_hazard(situation)
    one = ParameterTable(situation.parameters, seed, 1)
    goods = build_goods(situation, one, cities=(city,), day_zero=first, hazard=hazard)
    if not len(goods.corridors) or goods.normal_demand[:, 0].sum() <= 0.0:
        raise InputError(f'nothing to calibrate: no corridor supplies "{city}", or no demand is known')
    day_zero = start - dt.timedelta(days=1)
    days = (situation.as_of - day_zero).days
    known = situation.data["corridor_probability"].to_numpy()[:, goods.numbers]
    chance = np.ascontiguousarray(np.concatenate([known[:1], known]))
    strength = situation.data["corridor_concentration"].to_numpy()[0, goods.numbers]
    free_of_force = np.full((days + 1, len(goods.corridors)), -1, dtype=np.int8)
    shared = SiegeShared(
        chance=chance[0],
        concentration=np.ascontiguousarray(strength),
        past=chance,
        forced=free_of_force,
        month=months_of(day_zero, days),
        season=goods.season,
        slots=goods.slots,
        first_member=0,
    )
    past = Past(
        goods.world,
        shared,
        day_zero,
        goods.commodities,
        tuple(one.corridor_id for one in goods.corridors),
        one.best("dry_threshold", city),
        seed,
        threads,
    )
    free = free_numbers(situation, city)
    return Model(
        situation, city, observations, free, seed, threads, first, hazard, past, goods.numbers
    )


def _first_day(situation: Situation) -> Situation:
    """What is known today of the day on which the case starts."""
    start = pd.Timestamp(situation.case.start)
    seen = situation.observations
    return replace(
        situation,
        as_of=situation.case.start,
        data=situation.data.isel(day=slice(0, 1)),
        observations=seen[seen["date_end"] <= start],
    )
