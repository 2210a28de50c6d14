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
from qafila.kernels.allotting import allot, come_in
from qafila.kernels.compiled import must_compile
from qafila.kernels.random import Rng
from qafila.parameters import in_base_units
from qafila.simulate.allocation.qafila_world import FolderWorld, folder_world
from qafila.simulate.members import Variable
from qafila.simulate.parameters import ParameterTable
from qafila.streams import STREAMS
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
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


@dataclass(frozen=True)
class QafilaMembers:
    """Members on one folder, addressed by number; `qafila_members` makes them.

    Parameters
    ----------
    folder : FolderWorld
        What the folder says.
    camps : tuple of str
        Names of the camps, in the order of ``folder.places.camps``.
    is_city : array, shape (home,)
        Which homes are cities.
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
        return must_compile(allot)

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
        stream = self.stream(member)
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
        told = np.argsort(folder.camps)  # from the order of names to that of the folder
        return {
            "present": present[1:, told],
            "arrivals": received[:, told],
            "returned": returned[:, told],
            "waiting": waiting,
        }

    def stream(self, member: int) -> NDArray[np.float64]:
        """Where a steady stream of people comes in, in one member; no total is looked at.

        Parameters
        ----------
        member : int
            The member.

        Returns
        -------
        array, shape (day, camp)
            How many come in, up to a factor, camps in the order of ``folder.camps``.
        """
        folder = self.folder
        far = {
            kind: self.table[f"exposed_share/{kind}"][member]
            * (1.0 - self.table[f"nearby_share/{kind}"][member])
            for kind in (_TOWN, _CITY)
        }
        patterns, camps = len(folder.ways), len(self.camps)
        stream = np.zeros((self.days, camps))
        come_in(
            folder.residents * np.where(self.is_city, far[_CITY], far[_TOWN]),
            folder.intensity,
            float(self.table["insecurity_prior"][member]),
            folder.ways,
            folder.pattern,
            float(self.table["distance_scale"][member]),
            float(self.table["people_speed"][member]),
            np.ascontiguousarray(self.pull[member]),
            np.zeros((patterns, camps)),
            np.zeros((patterns, camps), dtype=np.int64),
            stream,
        )
        return stream


def qafila_members(
    folder: FleeFolder,
    draws: int,
    seed: int,
    *,
    capacities: bool = False,
    parameters: pd.DataFrame | None = None,
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
    parameters : pandas.DataFrame, optional
        Parameters in base units, such as those of a case, instead of the defaults of the package.

    Returns
    -------
    QafilaMembers
        They can be pickled and run in any ranges.
    """
    names = tuple(folder.places.names[camp] for camp in folder.places.camps)
    made = folder_world(folder, capacities=capacities)
    return members_of(made, names, folder.settings.hasten, draws, seed, parameters)


def members_of(
    made: FolderWorld,
    camps: tuple[str, ...],
    hasten: int,
    draws: int,
    seed: int,
    parameters: pd.DataFrame | None = None,
) -> QafilaMembers:
    """Members of an ensemble on the arrays of a folder.

    Parameters
    ----------
    made : FolderWorld
        The arrays.
    camps : tuple of str
        Names of the camps, in the order of ``folder.places.camps``.
    hasten : int
        What people were divided by.
    draws : int
        How many members.
    seed : int
        Seed of the run.
    parameters : pandas.DataFrame, optional
        As for `qafila_members`.

    Returns
    -------
    QafilaMembers
        They can be pickled and run in any ranges.
    """
    if parameters is None:
        parameters = in_base_units(read_defaults("parameters", "parameters"))
    table = ParameterTable(parameters, seed, draws)
    names = ("distance_scale", "people_speed", "insecurity_prior")
    drawn = {name: table.draw(name) for name in names}
    for name in ("exposed_share", "nearby_share"):
        for kind in (_TOWN, _CITY):
            drawn[f"{name}/{kind}"] = table.draw(name, kind)
    city = table.best("city_population") / hasten
    return QafilaMembers(
        folder=made,
        camps=camps,
        is_city=made.residents >= city,
        table=drawn,
        pull=_pull(made, table, hasten),
        seed=seed,
    )


def _pull(made: FolderWorld, table: ParameterTable, hasten: int) -> NDArray[np.float64]:
    """Pull of each camp beside its distance, shape (draw, camp).

    People who were in a country on day 0 draw others; nobody who came later counts.
    """
    scale = table.best("kin_scale") / hasten
    grown = np.where(made.is_abroad, 1.0 + made.hosted / scale, 1.0)
    pull = np.power(grown, table.draw("kin_power")[:, None])
    for camp, kind in enumerate(made.kinds):
        pull[:, camp] *= table.draw("attraction", kind)
        if made.is_abroad[camp]:
            pull[:, camp] *= table.draw("foreign_attraction")
    return pull
