"""Members of an ensemble on a Flee folder, under Flee's rules or Qafila's."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import ConservationError, one_of
from qafila.kernels.compiled import is_kept
from qafila.kernels.flee.driver import run_members
from qafila.kernels.flee.tables import STREAMS, FleeOutputs
from qafila.simulate.allocation.flee_inputs import FleeInputs, flee_inputs
from qafila.simulate.members import Variable
from qafila.streams import stream_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Arrays, Members

RULES = ("qafila", "flee")
_PLACE = ("location",)
_VARIABLES = MappingProxyType(
    {
        "present": Variable(_PLACE, "people", "People in each camp"),
        "arrivals": Variable(_PLACE, "people", "People who came to each camp on that day"),
        "in_transit": Variable((), "people", "People between two places"),
        "people": Variable((), "people", "People who have set out and not left the simulation"),
        "left": Variable((), "people", "People who have left the simulation from camps"),
    }
)


@dataclass(frozen=True)
class FleeMembers:
    """Members on one folder under Flee's rules; `flee_members` makes them.

    Parameters
    ----------
    inputs : FleeInputs
        The folder as the kernel takes it.
    camps : tuple of str
        Names of the camps, in the order of the folder.
    draws : int
        How many members.
    days : int
        Days of the run.
    seed : int
        Seed of the run.
    """

    inputs: FleeInputs
    camps: tuple[str, ...]
    draws: int
    days: int
    seed: int

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
        ready = getattr(run_members, "signatures", ())
        return not ready and not is_kept("run_members", "flee")

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
        time = (last - first, self.days)
        shown = self.inputs.shown
        out = FleeOutputs(
            shown=shown,
            present=np.zeros((*time, len(shown)), dtype=np.int32),
            arrivals=np.zeros((*time, len(shown)), dtype=np.int32),
            in_transit=np.zeros(time, dtype=np.int64),
            people=np.zeros(time, dtype=np.int64),
            left=np.zeros(time, dtype=np.int64),
        )
        keys = np.array([stream_key(name) for name in STREAMS], dtype=np.uint64)
        inputs = self.inputs
        lost = run_members(
            first, last, np.uint64(self.seed), keys, inputs.world, inputs.days, inputs.rules, out
        )
        if lost:
            raise ConservationError(
                "people were created or lost in the simulation; please report it"
            )
        return {name: getattr(out, name) for name in _VARIABLES}


def flee_members(
    folder: FleeFolder, draws: int, seed: int, *, capacities: bool = True
) -> FleeMembers:
    """Members of an ensemble on a folder under Flee's rules.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``, whose total is split.
    draws : int
        How many members.
    seed : int
        Seed of the run.
    capacities : bool
        False for camps without limit.

    Returns
    -------
    FleeMembers
        They can be pickled and run in any ranges.

    Raises
    ------
    InputError
        If the settings ask for a rule that is left out.
    """
    inputs = flee_inputs(folder, capacities=capacities)
    camps = tuple(folder.places.names[camp] for camp in folder.places.camps)
    return FleeMembers(inputs, camps, draws, folder.days, seed)


def folder_members(
    folder: FleeFolder, draws: int, seed: int, *, rules: str = "qafila", capacities: bool = True
) -> Members:
    """Members of an ensemble on a folder.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``, whose total is split.
    draws : int
        How many members.
    seed : int
        Seed of the run.
    rules : str
        ``qafila`` or ``flee``.
    capacities : bool
        False for camps without limit under Flee's rules; under Qafila's they have none.

    Returns
    -------
    Members
        They can be pickled and run in any ranges.

    Raises
    ------
    InputError
        If the rules are unknown, or the settings ask for a rule that is left out.
    """
    one_of("rules", rules, RULES)
    if rules == "flee":
        return flee_members(folder, draws, seed, capacities=capacities)
    from qafila.simulate.allocation.qafila_members import qafila_members

    return qafila_members(folder, draws, seed)
