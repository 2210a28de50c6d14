"""A Flee folder as the source of a simulation: its counted total is split among its camps."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from qafila import __version__
from qafila.errors import InputError, Problem
from qafila.simulate.allocation.judged import Judged
from qafila.simulate.allocation.members import folder_members
from qafila.simulate.allocation.scores import counted_camps
from qafila.simulate.cluster import packed
from qafila.simulate.dataset import attributes
from qafila.simulate.sources import ALLOCATION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Arrays, Members
    from qafila.simulate.scenario import Scenario


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
    capacities : bool or None
        Whether camps can be full; None for what the rules do by default.

    Raises
    ------
    InputError
        If the folder has no counts, a change names what is not there, or a rule is left out.
    """

    def __init__(
        self, folder: FleeFolder, scenario: Scenario, *, rules: str, capacities: bool | None
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
        self._members = Judged(plain, *self._counted, whole=True)

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
        digest.update(packed(self._members))
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
        """Members of the ensemble.

        Parameters
        ----------
        held : bool
            Whether all draws will be held in memory.

        Returns
        -------
        Members
            Ready to run.
        """
        return self._members

    def data(self, members: Members, arrays: Arrays) -> xr.Dataset:
        """Label the arrays of a run.

        Parameters
        ----------
        members : Members
            What was run, held.
        arrays : mapping of str to array, shape (draw, day, ...)
            What it gave.

        Returns
        -------
        xarray.Dataset
            Dimensions draw, day, then the rest.
        """
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
        """Value of each parameter in each draw; Flee's rules draw none.

        Parameters
        ----------
        members : Members
            What was run, held.

        Returns
        -------
        pandas.DataFrame
            One row a draw.
        """
        drawn = getattr(members, "members", members)
        return pd.DataFrame(dict(getattr(drawn, "table", {})), index=range(members.draws))

    def notes(self, members: Members) -> Mapping[str, int]:  # noqa: ARG002
        """That nothing is calibrated, and how many warnings the folder gave.

        Parameters
        ----------
        members : Members
            What was run.

        Returns
        -------
        mapping of str to int
            By code.
        """
        found = {"not-calibrated": 1}
        if self.folder.warnings:
            found["folder-warnings"] = len(self.folder.warnings)
        return found
