"""Members of an ensemble on a Flee folder under Qafila's own rules: a known total is split.

Nothing of how the total is split among the camps is looked at after day 0, and nothing is fitted
to the folder: distances, speeds and pulls are the defaults of the package, drawn for each member.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.travel import MOVE_CHANCE, ONWARD_CHANCE, RATES, SCALE_KM
from qafila.network.seasons import MONTHS
from qafila.parameters import in_base_units
from qafila.simulate.allocation.qafila_world import FolderWorld, folder_world
from qafila.simulate.driver import needs_compilation
from qafila.simulate.members import Variable
from qafila.simulate.moving import move_people
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import People, leg_parts
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Arrays

_PLACE = ("location",)
_VARIABLES = MappingProxyType(
    {
        "present": Variable(_PLACE, "people", "People in each camp"),
        "arrivals": Variable(_PLACE, "people", "People received in each camp on that day"),
        "returned": Variable(_PLACE, "people", "People who went home from each camp on that day"),
        "in_transit": Variable((), "people", "People on the way, resting between two roads too"),
        "waiting": Variable(
            (), "people", "People of the known total for whom no way out was open yet"
        ),
        "people": Variable((), "people", "People who have set out and not gone home"),
    }
)
_TOWN, _CITY = "town", "city"


@dataclass(frozen=True)
class QafilaMembers:
    """Members on one folder, addressed by number; `qafila_members` makes them.

    Parameters
    ----------
    folder : FolderWorld
        What the folder says.
    camps : tuple of str
        Names of the camps.
    is_city : array, shape (place,)
        Which places are cities.
    table : mapping of str to array, shape (draw,)
        Parameters by draw, by name or ``name/kind``.
    pull : array, shape (draw, camp)
        How strongly each camp draws.
    seed : int
        Seed of the run.
    """

    folder: FolderWorld
    camps: tuple[str, ...]
    is_city: NDArray[np.bool_]
    table: Mapping[str, NDArray[np.float64]]
    pull: NDArray[np.float64]
    seed: int

    @property
    def draws(self) -> int:
        """How many members there are."""
        return len(self.pull)

    @property
    def days(self) -> int:
        """Days of the run."""
        return len(self.folder.given)

    @property
    def variables(self) -> Mapping[str, Variable]:
        """What `run` gives, by name."""
        return _VARIABLES

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the camps."""
        return {"location": self.camps}

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile machine code first.

        Returns
        -------
        bool
            False if it is in this process or kept from an earlier run.
        """
        return needs_compilation()

    def run(self, first: int, last: int) -> Arrays:
        """Run some members.

        Parameters
        ----------
        first, last : int
            Members ``first`` to ``last - 1``. An empty range makes the machine code ready.

        Returns
        -------
        mapping of str to array, shape (member, day, ...)
            One array a variable; its first row is member ``first``.
        """
        shape = (last - first, self.days)
        out = {
            name: np.zeros((*shape, len(self.camps)) if one.dims else shape, dtype=np.int64)
            for name, one in _VARIABLES.items()
        }
        total = self.folder.start.sum() + np.cumsum(self.folder.given)
        destination = self.folder.world.destination
        # A member has exposures of its own, which the kernel takes for all of its members alike.
        for member in range(first, max(last, first + 1)):
            if first == last:
                move_people(self._people(0, 0), self.days - 1, self.seed)
                break
            moved = move_people(
                self._people(member, member + 1),
                self.days - 1,
                self.seed,
                first_member=member,
                routes=self.folder.routes,
            )
            row = member - first
            out["present"][row] = moved.present[0][:, destination]
            out["arrivals"][row] = moved.arrivals[0][:, destination]
            out["returned"][row] = moved.returned[0]
            under_way = moved.present[0].sum(axis=-1) + moved.in_transit[0]
            out["people"][row] = under_way
            out["in_transit"][row] = under_way - out["present"][row].sum(axis=-1)
            out["waiting"][row] = total - under_way
        return out

    def _people(self, first: int, last: int) -> People:
        """Inputs of the kernel for members ``first`` to ``last - 1``, who share one exposure."""
        folder, world = self.folder, self.folder.world
        draws, places, routes = last - first, len(folder.names), len(world.passability)
        rates = np.zeros((draws, len(RATES)))
        for rate, name in (
            (MOVE_CHANCE, "move_chance"),
            (ONWARD_CHANCE, "onward_chance"),
            (SCALE_KM, "distance_scale"),
        ):
            rates[:, rate] = self.table[name][first:last]
        displaced = np.zeros((draws, places), dtype=np.int64)
        displaced[:, world.destination] = folder.start
        nothing = np.zeros((draws, places))
        speed = self.table["people_speed"][first:last]
        return People(
            world=world,
            population=np.tile(folder.residents, (draws, 1)),
            displaced=displaced,
            rates=rates,
            exposure=np.ones((draws, places)),
            calm=nothing,
            nearby=nothing,
            settle=nothing,  # the known total is of people counted in the camps
            attraction=np.ascontiguousarray(self.pull[first:last]),
            leg_parts=leg_parts(world.leg_km, speed, np.ones(len(world.leg_km))),
            season=np.ones((MONTHS, routes)),
            wet=np.zeros((MONTHS, routes), dtype=np.uint8),
            first_day=folder.first_day,
            last_day=folder.last_day,
            warm_up=0,
            notes={},
            given=folder.given,
            daily_exposure=self._exposure(min(first, self.draws - 1)),
        )

    def _exposure(self, member: int) -> NDArray[np.float64]:
        """Chance to be touched by conflict and to go far, up to a factor; shape (day, place)."""
        unheard = self.table["insecurity_prior"][member] * self.folder.world.is_home
        insecure = 1.0 - (1.0 - self.folder.intensity) * (1.0 - unheard)
        far = {
            kind: self.table[f"exposed_share/{kind}"][member]
            * (1.0 - self.table[f"nearby_share/{kind}"][member])
            for kind in (_TOWN, _CITY)
        }
        return np.ascontiguousarray(insecure * np.where(self.is_city, far[_CITY], far[_TOWN]))


def qafila_members(folder: FleeFolder, draws: int, seed: int) -> QafilaMembers:
    """Members of an ensemble on a folder under Qafila's rules.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``, whose total is split.
    draws : int
        How many members.
    seed : int
        Seed of the run.

    Returns
    -------
    QafilaMembers
        They can be pickled and run in any ranges.
    """
    frame = in_base_units(read_defaults("parameters", "parameters"))
    table = ParameterTable(frame, seed, draws)
    made = folder_world(folder)
    names = ("move_chance", "onward_chance", "distance_scale", "people_speed", "insecurity_prior")
    drawn = {name: table.draw(name) for name in names}
    for name in ("exposed_share", "nearby_share"):
        for kind in (_TOWN, _CITY):
            drawn[f"{name}/{kind}"] = table.draw(name, kind)
    city = table.best("city_population") / folder.settings.hasten
    return QafilaMembers(
        folder=made,
        camps=tuple(folder.places.names[camp] for camp in folder.places.camps),
        is_city=made.residents >= city,
        table=drawn,
        pull=_pull(folder, made, table),
        seed=seed,
    )


def _pull(folder: FleeFolder, made: FolderWorld, table: ParameterTable) -> NDArray[np.float64]:
    """Pull of each camp beside its distance, shape (draw, camp).

    People who were in the country on day 0 draw others; nobody who came later counts.
    """
    camps = folder.places.camps
    country = np.array([folder.places.countries[camp] for camp in camps])
    abroad = country != folder.places.home_country
    hosted = np.array([made.start[country == code].sum() for code in country], dtype=np.float64)
    scale = table.best("kin_scale") / folder.settings.hasten
    grown = np.where(abroad, 1.0 + hosted / scale, 1.0)
    pull = np.power(grown, table.draw("kin_power")[:, None])
    for camp, kind in enumerate(made.kinds):
        pull[:, camp] *= table.draw("attraction", kind)
        if abroad[camp]:
            pull[:, camp] *= table.draw("foreign_attraction")
    return pull
