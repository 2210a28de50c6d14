"""A Flee folder as the source of a simulation: its counted total is split among its camps."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from qafila import __version__
from qafila.errors import InputError, Problem
from qafila.simulate.allocation.members import folder_members
from qafila.simulate.allocation.scores import counted_camps, mean_error
from qafila.simulate.dataset import attributes
from qafila.simulate.members import Variable
from qafila.simulate.sources import ALLOCATION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Arrays, Members
    from qafila.simulate.scenario import Scenario

ERROR = "error"
_MEANING = "Mean over days of what camps are off by, over the people counted in all of them"


@dataclass(frozen=True, eq=False)
class WithErrors:
    """Members with the error of each against what was counted.

    Parameters
    ----------
    members : Members
        With ``present`` (member, day, camp).
    positions : array, shape (counted,)
        Camps of which there are counts.
    counted : array, shape (day, counted), people
        The counts.
    """

    members: Members
    positions: NDArray[np.int64]
    counted: NDArray[np.int64]

    @property
    def draws(self) -> int:
        """How many members there are."""
        return self.members.draws

    @property
    def days(self) -> int:
        """Rows of the arrays along the axis of days."""
        return self.members.days

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Labels along each dimension."""
        return self.members.labels

    @property
    def variables(self) -> Mapping[str, Variable]:
        """Those of the members, and the error."""
        return {**self.members.variables, ERROR: Variable((), "1", _MEANING, by_day=False)}

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile machine code first."""
        return self.members.needs_compilation()

    def run(self, first: int, last: int) -> Arrays:
        """Run some members.

        Parameters
        ----------
        first, last : int
            Members ``first`` to ``last - 1``.

        Returns
        -------
        mapping of str to array, shape (member, ...)
            One array a variable.
        """
        found = self.members.run(first, last)
        present = found["present"][..., self.positions]
        return {**found, ERROR: mean_error(present, self.counted)}


class FolderSource:
    """A Flee folder, with the changes of a scenario made in it.

    Parameters
    ----------
    folder : FleeFolder
        What was opened.
    scenario : Scenario
        What is simulated.
    rules : str
        ``qafila`` or ``flee``.
    capacities : bool
        Whether camps can be full under Flee's rules.

    Raises
    ------
    InputError
        If the folder has no counts, a change names what is not there, or a rule is left out.
    """

    def __init__(
        self, folder: FleeFolder, scenario: Scenario, *, rules: str, capacities: bool
    ) -> None:
        if folder.observed is None:
            wrong = "it has no source_data, so there is no known total to split"
            hint = "name the folder of data_layout.csv as validation"
            raise InputError(Problem(folder.name, wrong, hint=hint))
        if scenario.changes:
            from qafila.simulate.allocation.changed import changed_folder

            folder = changed_folder(folder, scenario.changes)
        self.folder = folder
        self.scenario = scenario
        self.rules = rules
        self.capacities = capacities
        self._counted = counted_camps(folder)
        plain = folder_members(
            folder, scenario.draws, scenario.seed, rules=rules, capacities=capacities
        )
        self._members = WithErrors(plain, *self._counted)

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.folder.name

    @property
    def as_of(self) -> dt.date:
        """Day 0 of the folder."""
        return self.folder.start

    @property
    def product(self) -> str:
        """A known total is split, whatever is changed."""
        return ALLOCATION

    @property
    def input_hash(self) -> str:
        """Hash of the compiled folder and of all that was asked for."""
        digest = hashlib.blake2b(digest_size=32)
        digest.update(pickle.dumps(self._members, protocol=5))
        settings = {key: value for key, value in asdict(self.scenario).items() if key != "threads"}
        digest.update(f"{__version__} {self.rules} {self.capacities} {settings}".encode())
        return digest.hexdigest()

    @property
    def observed(self) -> NDArray[np.float64]:
        """People counted by day and camp, NaN where nobody counted."""
        positions, counted = self._counted
        people = np.full((self.folder.days, len(self.folder.places.camps)), np.nan)
        people[:, positions] = counted
        return people

    def members(self, *, held: bool) -> Members:  # noqa: ARG002  # inputs are small either way
        """Members of the ensemble."""
        return self._members

    def data(self, members: Members, arrays: Arrays) -> xr.Dataset:
        """Label the arrays of a run."""
        first = np.datetime64(self.folder.start, "D")
        dates = (first + np.arange(members.days)).astype("datetime64[s]")
        variables = {
            name: (
                ("draw", *(("day",) if about.by_day else ()), *about.dims),
                arrays[name],
                attributes(about.units, about.description),
            )
            for name, about in members.variables.items()
        }
        counted = attributes("people", "People counted in each camp, between counts interpolated")
        variables["observed"] = (("day", "location"), self.observed, counted)
        return xr.Dataset(
            variables,
            coords={
                "draw": np.arange(members.draws),
                "day": np.arange(members.days),
                "date": ("day", dates),
                **{dim: list(names) for dim, names in members.labels.items()},
            },
        )

    def parameters(self, members: Members) -> pd.DataFrame:
        """Value of each parameter in each draw; Flee's rules draw none."""
        drawn = getattr(members, "members", members)
        return pd.DataFrame(dict(getattr(drawn, "table", {})), index=range(members.draws))

    def notes(self, members: Members) -> Mapping[str, int]:  # noqa: ARG002
        """That nothing is calibrated, and how many warnings the folder gave."""
        found = {"not-calibrated": 1}
        if self.folder.warnings:
            found["folder-warnings"] = len(self.folder.warnings)
        return found
