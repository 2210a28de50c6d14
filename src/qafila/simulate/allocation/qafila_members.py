"""Members of an ensemble on a Flee folder under Qafila's own rules: a known total is split.

The known total counts people in camps, so those on the way are not in it yet. A steady stream of
people sets out from the places at war, over the roads that are open; where it comes in on a day
tells how the growth of the total on that day is split. Nothing of how the total was split is looked
at after day 0, and nothing is fitted to the folder: distances, speeds and pulls are the defaults of
the package, drawn for each member.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import ConservationError
from qafila.kernels.allotting import STREAMS as SPLITTING
from qafila.kernels.allotting import allot
from qafila.kernels.random import Rng
from qafila.kernels.travel import MOVE_CHANCE, RATES, SCALE_KM
from qafila.network.seasons import MONTHS
from qafila.parameters import in_base_units
from qafila.simulate.allocation.qafila_world import FolderWorld, folder_world
from qafila.simulate.driver import needs_compilation
from qafila.simulate.members import Variable
from qafila.simulate.moving import move_people
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import People, leg_parts
from qafila.simulate.reception import no_limits
from qafila.streams import STREAMS
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.kernels.inputs import Outputs
    from qafila.simulate.members import Arrays

_PLACE = ("location",)
_VARIABLES = MappingProxyType(
    {
        "present": Variable(_PLACE, "people", "People in each camp"),
        "arrivals": Variable(_PLACE, "people", "People received in each camp on that day"),
        "returned": Variable(_PLACE, "people", "People who went home from each camp on that day"),
        "waiting": Variable(
            (), "people", "People of the known total for whom no way to an open camp was found yet"
        ),
        "people": Variable((), "people", "People in the camps and waiting: the known total"),
    }
)
_TOWN, _CITY = "town", "city"
# People of the stream a day, and as many for each resident: so many that chance does not show and
# so few that no place runs empty. The split depends on shares alone.
_STREAM, _RESIDENTS = 20_000, 1_000


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
    warm_up : int
        Days before day 0 on which the stream begins.
    seed : int
        Seed of the run.
    """

    folder: FolderWorld
    camps: tuple[str, ...]
    is_city: NDArray[np.bool_]
    table: Mapping[str, NDArray[np.float64]]
    pull: NDArray[np.float64]
    warm_up: int
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

        Raises
        ------
        ConservationError
            If people were created or lost.
        """
        shape = (last - first, self.days)
        out = {
            name: np.zeros((*shape, len(self.camps)) if one.dims else shape, dtype=np.int64)
            for name, one in _VARIABLES.items()
        }
        if first == last and self.needs_compilation():
            self._split(0)
        for row, member in enumerate(range(first, last)):
            for name, values in self._split(member).items():
                out[name][row] = values
        total = self.folder.start.sum() + np.cumsum(self.folder.given)
        out["people"][:] = out["present"].sum(axis=-1) + out["waiting"]
        if (out["people"] != total).any() or any(part.min(initial=0) < 0 for part in out.values()):
            raise ConservationError("people were created or lost; please report it")
        return out

    def _split(self, member: int) -> dict[str, NDArray[np.int64]]:
        """The known total of each day over the camps, in one member."""
        folder = self.folder
        stream = self._arrivals(member) * folder.is_open
        days, camps = stream.shape
        present = np.zeros((days + 1, camps), dtype=np.int64)
        present[0] = folder.start
        received, returned = np.zeros((2, days, camps), dtype=np.int64)
        waiting = np.zeros(days, dtype=np.int64)
        keys = np.array([STREAMS[name] for name in SPLITTING], dtype=np.uint64)
        allot(
            Rng(np.zeros(4, dtype=np.uint64), np.uint64(self.seed), member, keys),
            folder.given,
            stream,
            folder.capacity,
            folder.intake,
            np.zeros(camps),
            np.zeros(camps, dtype=np.int64),
            present,
            received,
            returned,
            waiting,
        )
        return {
            "present": present[1:],
            "arrivals": received,
            "returned": returned,
            "waiting": waiting,
        }

    def _arrivals(self, member: int) -> NDArray[np.float64]:
        """How many of the stream come in, shape (day, camp), in one member."""
        folder = self.folder
        exposure = self._exposure(member)
        chance = self._choice(member)[folder.pattern]  # (day, place, camp)
        bound = folder.residents[:, None] * exposure[:, :, None] * chance
        share = bound.sum(axis=1)
        whole = share.sum(axis=1, keepdims=True)
        given = _STREAM * np.divide(share, whole, out=np.zeros_like(share), where=whole > 0.0)
        arrivals = np.zeros_like(share)
        for camp in range(len(self.camps)):
            people = self._people(
                member,
                camp,
                np.rint(given[:, camp]).astype(np.int64),
                np.ascontiguousarray(exposure * chance[:, :, camp]),
            )
            place = folder.world.destination[camp]
            arrivals[:, camp] = self._move(people, member).arrivals[0, :, place]
        arrivals[0] = arrivals[1 % self.days]  # the kernel begins to count on the day after
        return arrivals

    def _choice(self, member: int) -> NDArray[np.float64]:
        """Chance to set out for each camp, shape (pattern, place, camp): by length of the way."""
        near = np.exp(-self.folder.ways / self.table["distance_scale"][member])
        near *= self.pull[member]
        whole = near.sum(axis=-1, keepdims=True)
        return np.divide(near, whole, out=np.zeros_like(near), where=whole > 0.0)

    def _move(self, people: People, member: int) -> Outputs:
        return move_people(
            people,
            self.days - 1,
            self.seed,
            first_day=self.folder.first_date,
            first_member=member,
            routes=self.folder.routes,
        )

    def _people(
        self, member: int, camp: int, given: NDArray[np.int64], exposure: NDArray[np.float64]
    ) -> People:
        """Inputs of the kernel for those of one member who are bound for one camp."""
        folder, here = self.folder, slice(member, member + 1)
        places, routes = len(folder.names), len(folder.world.passability)
        destination = folder.world.destination[camp : camp + 1]
        reception = np.full(places, -1, dtype=np.int64)
        reception[destination] = 0
        rates = np.zeros((1, len(RATES)))
        rates[:, MOVE_CHANCE] = self.table["move_chance"][here]
        rates[:, SCALE_KM] = self.table["distance_scale"][here]
        nothing = np.zeros((1, places))
        km = folder.world.leg_km
        return People(
            world=folder.world._replace(destination=destination, reception=reception),
            population=_RESIDENTS * folder.residents[None, :],
            displaced=nothing.astype(np.int64),
            rates=rates,
            exposure=nothing,
            calm=nothing,
            nearby=nothing,
            settle=nothing,  # the known total is of people counted in the camps
            attraction=np.ones((1, 1)),
            leg_parts=leg_parts(km, self.table["people_speed"][here], np.ones(len(km))),
            season=np.ones((MONTHS, routes)),
            wet=np.zeros((MONTHS, routes), dtype=np.uint8),
            first_day=np.full(1, -self.warm_up),
            last_day=np.full(1, self.days),
            reception=no_limits(1, 1),
            warm_up=self.warm_up,
            notes={},
            given=given,
            daily_exposure=exposure,
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


def qafila_members(
    folder: FleeFolder, draws: int, seed: int, *, capacities: bool = False
) -> QafilaMembers:
    """Members of an ensemble on a folder under Qafila's rules.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``, whose total is split.
    draws : int
        How many members.
    seed : int
        Seed of the run.
    capacities : bool
        Whether camps can be full. The capacities of public folders mostly are the highest count of
        the camp, and so tell part of the answer.

    Returns
    -------
    QafilaMembers
        They can be pickled and run in any ranges.
    """
    table = ParameterTable(in_base_units(read_defaults("parameters", "parameters")), seed, draws)
    made = folder_world(folder, capacities=capacities)
    names = ("move_chance", "distance_scale", "people_speed", "insecurity_prior")
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
        warm_up=round(table.best("warm_up")),
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
