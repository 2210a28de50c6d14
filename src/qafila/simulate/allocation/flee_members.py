"""Members of an ensemble on a Flee folder under Flee's rules: a known total is split."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import ConservationError, RestrictedError
from qafila.kernels.compiled import must_compile
from qafila.kernels.flee import tables
from qafila.kernels.flee.driver import run_members
from qafila.simulate.allocation.flee_inputs import FleeInputs, flee_inputs
from qafila.simulate.members import Variable
from qafila.streams import STREAMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Arrays

_PLACE = ("location",)
_VARIABLES = MappingProxyType(
    {
        "present": Variable(_PLACE, "people", "People in each camp"),
        "arrivals": Variable(_PLACE, "people", "How often someone came to each camp on that day"),
        "in_transit": Variable((), "people", "People on the way"),
        "people": Variable((), "people", "All people who ever set out"),
        "left": Variable((), "people", "People who left the simulation"),
    }
)


_LOST = "people were created or lost in the simulation; please report it"


@dataclass(frozen=True)
class FleeMembers:
    """Members on one folder, addressed by number; `flee_members` makes them.

    Parameters
    ----------
    inputs : FleeInputs
        What the kernel needs.
    camps : tuple of str
        Names of the camps.
    days : int
        Days of the run.
    draws : int
        How many members there are.
    seed : int
        Seed of the run.
    """

    inputs: FleeInputs
    camps: tuple[str, ...]
    days: int
    draws: int
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
        return must_compile(run_members, "flee")

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
        out = tables.FleeOutputs(
            self.inputs.shown,
            np.zeros((*time, len(self.camps)), dtype=np.int32),
            np.zeros((*time, len(self.camps)), dtype=np.int32),
            np.zeros(time, dtype=np.int64),
            np.zeros(time, dtype=np.int64),
            np.zeros(time, dtype=np.int64),
        )
        keys = np.array([STREAMS[name] for name in tables.STREAMS], dtype=np.uint64)
        inputs = self.inputs
        seed = np.uint64(self.seed)
        if run_members(first, last, seed, keys, inputs.world, inputs.days, inputs.rules, out):
            raise ConservationError(_LOST)
        _check_people(out)
        return {name: getattr(out, name) for name in _VARIABLES}


def _check_people(out: tables.FleeOutputs) -> None:
    """Complain if the camps and the ways hold more people than there are, or fewer than none.

    The kernel balances all places; what it writes are the camps alone.
    """
    told = out.present.sum(axis=-1, dtype=np.int64) + out.in_transit + out.left
    every = (out.present, out.arrivals, out.in_transit, out.left)
    if (told > out.people).any() or any(one.min(initial=0) < 0 for one in every):
        raise ConservationError(_LOST)


def flee_members(
    folder: FleeFolder, draws: int, seed: int, *, capacities: bool = True
) -> FleeMembers:
    """Members of an ensemble on a folder under Flee's rules.

    Parameters
    ----------
    folder : FleeFolder
        What is run.
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
    camps = tuple(folder.places.names[camp] for camp in folder.places.camps)
    inputs = flee_inputs(folder, capacities=capacities)
    members = FleeMembers(inputs, camps, folder.days, draws, seed)
    check_hidden(inputs, members.variables, members.labels)
    return members


def check_hidden(
    inputs: FleeInputs, variables: Mapping[str, Variable], labels: Mapping[str, tuple[str, ...]]
) -> None:
    """Assert that no output tells people apart by ethnicity or religion.

    Parameters
    ----------
    inputs : FleeInputs
        With the groups that are restricted.
    variables : mapping of str to Variable
        What members give.
    labels : mapping of str to tuple of str
        Labels along each dimension.

    Raises
    ------
    RestrictedError
        If a dimension of an output has a label for such a group.

    Notes
    -----
    Camps may be called as they like: places are no groups.
    """
    pairs = zip(inputs.group_names, inputs.restricted, strict=True)
    restricted = {name for name, hidden in pairs if hidden}
    dims = {dim for one in variables.values() for dim in one.dims} - set(_PLACE)
    if any(not restricted.isdisjoint(labels[dim]) for dim in dims):
        raise RestrictedError(
            "an output would tell people apart by ethnicity or religion; please report it"
        )
