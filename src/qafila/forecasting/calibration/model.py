"""The model of one city that is calibrated: from points and members to what was observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError
from qafila.forecasting.calibration.history import run_particles, summaries
from qafila.forecasting.calibration.states import state_columns, state_names
from qafila.simulate.inflow import FUEL
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.hazard import build_hazard
from qafila.simulate.siege.outlook import practice
from qafila.simulate.siege.past import past_goods, past_shared, state_after
from qafila.streams import ChosenDraws, claim_stream, hazard_stream, parameter_stream

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.calibration.observed import Observation
    from qafila.kernels.siege.driver import SiegeShared
    from qafila.simulate.siege.goods import Goods
    from qafila.simulate.siege.hazard import Hazard
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
    "escort_growth",
    "escort_only_leak",
    "hoarding_factor",
    "open_hazard",
    "opening_cover",
    "queue_release",
    "receipts_practice",
    "regime_redraw",
    "regional_restock",
    "reroute_share",
    "reserved_start",
    "stations_full",
    "unescorted_share",
)
_STRETCH = 10  # days whose chance changes together
DEMAND, HAZARD = "demand", "attacks_a_day"


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
        Parameters that are not held at one value, what sources dispute of demand, and the danger in
        the country.
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
    hazard : Hazard
        Attacks that are reported.
    goods : Goods
        Inputs of one member, for the labels.
    first_day : datetime.date
        Day 0 of the past.
    shared : SiegeShared
        Days of the past and what is known of each.
    """

    situation: Situation
    city: str
    observations: tuple[Observation, ...]
    free: tuple[Free, ...]
    seed: int
    threads: int
    hazard: Hazard
    goods: Goods
    first_day: dt.date
    shared: SiegeShared

    @property
    def parts(self) -> int:
        """Parts of chance that can change by themselves."""
        return 1 + -(-len(self.shared.month) // _STRETCH)

    @property
    def state_names(self) -> tuple[str, ...]:
        """Names of the outcomes behind the observations."""
        roads = [one.corridor_id for one in self.goods.corridors]
        return state_names(self.goods.commodities, roads)

    def table(self, points: NDArray[np.float64], members: NDArray[np.int64]) -> ParameterTable:
        """Parameters of particles.

        Parameters
        ----------
        points : array, shape (particle, free)
            Numbers in (0, 1).
        members : array, shape (particle, part)
            Numbers of chance; the first decides all parameters that are not calibrated.

        Returns
        -------
        ParameterTable
            One row a particle.
        """
        given = given_numbers(self.free, points)
        draws = ChosenDraws(self.seed, len(points), numbers=members[:, 0], given=given)
        return ParameterTable(self.situation.parameters, self.seed, len(points), members=draws)

    def past(self, table: ParameterTable) -> Goods:
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
        return past_goods(
            self.situation, table, split=False, cities=(self.city,), hazard=self.hazard
        )

    def __call__(
        self, points: NDArray[np.float64], members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Simulate the past of particles.

        Parameters
        ----------
        points : array, shape (particle, free)
            Numbers in (0, 1).
        members : array, shape (particle, part)
            Numbers of chance: of other parameters, then of each stretch of days.

        Returns
        -------
        array, shape (particle, observation + state)
            What is observed of each, then how each stands on the last day.
        """
        table = self.table(points, members)
        run = run_particles(
            self.past(table), self.first_day, self.shared, members[:, 1:], self.seed, self.threads
        )
        told = summaries(run, self.observations, self._practice(table))
        state = state_after(run, table.best("dry_threshold", self.city))
        return np.concatenate([told, state_columns(state)], axis=1)

    def _practice(self, table: ParameterTable) -> NDArray[np.float64]:
        """What customs say they registered over what they cleared, by day."""
        since = table.draw("receipts_practice_from", self.city) + 1.0
        factor = table.draw("receipts_practice", self.city)
        return practice(factor, since, len(self.shared.month))

    def values(
        self, points: NDArray[np.float64], members: NDArray[np.int64]
    ) -> dict[str, NDArray[np.float64]]:
        """What the points stand for.

        Parameters
        ----------
        points : array, shape (particle, free)
            Numbers in (0, 1).
        members : array, shape (particle, part)
            Numbers of chance: of other parameters, then of each stretch of days.

        Returns
        -------
        dict of str to array, shape (particle,)
            By name of what is calibrated, in its unit.
        """
        table = self.table(points, members)
        goods = self.past(table)
        inputs, fuels = goods.inputs, goods.world.in_tankers == 1
        usual = (inputs.normal_demand + inputs.region_demand)[:, 0, fuels].sum(axis=1)
        told = {DEMAND: usual, HAZARD: inputs.hazard.sum(axis=1)}
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
    hazard = build_hazard(situation)
    one = ParameterTable(situation.parameters, seed, 1)
    goods = past_goods(situation, one, split=False, cities=(city,), hazard=hazard)
    if not goods.corridors or goods.normal_demand[:, 0].sum() <= 0.0:
        raise InputError(
            f'nothing to calibrate: no corridor supplies "{city}", or no demand is known'
        )
    free = free_numbers(situation, city)
    first_day, shared = past_shared(situation, goods)
    return Model(
        situation, city, observations, free, seed, threads, hazard, goods, first_day, shared
    )
