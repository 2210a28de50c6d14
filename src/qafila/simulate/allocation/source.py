"""A Flee folder as the source of a simulation: its counted total is split among its camps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from qafila import __version__, tables
from qafila.errors import InputError, Problem, one_of
from qafila.simulate.allocation.changed import changed_folder, comparable_folder
from qafila.simulate.allocation.judged import Judged
from qafila.simulate.allocation.members import RULES, can_be_full, folder_members
from qafila.simulate.allocation.scores import counted_camps
from qafila.simulate.dataset import attributes
from qafila.simulate.sources import ALLOCATION, FLEE, QAFILA

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.members import Arrays, Members
    from qafila.simulate.scenario import Change, Scenario

_TOLD = ("repaired", "warnings")  # what was said of a folder when it was opened


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
    parameters : pandas.DataFrame or None
        Parameters in base units instead of the defaults of the package.
    beside : tuple of Change
        Changes of another scenario that this one is compared with place by place.

    Raises
    ------
    InputError
        If nothing says how many people there are, a change names what is not there or has no
        effect, or a rule is left out; all of it is named.
    """

    calibration = None  # posteriors are those of cases

    def __init__(
        self,
        folder: FleeFolder,
        scenario: Scenario,
        *,
        rules: str,
        capacities: bool | None,
        parameters: pd.DataFrame | None = None,
        beside: tuple[Change, ...] = (),
    ) -> None:
        one_of("rules", rules, RULES)
        problems = _problems(folder, scenario, rules, capacities, parameters)
        if rules == QAFILA:
            folder = folder.in_order_of_dates()
        self.opened = folder
        self.folder = comparable_folder(folder, beside)
        try:
            changed = changed_folder(folder, scenario.changes)
        except InputError as error:
            raise type(error)((*problems, *error.problems)) from error
        if problems:
            raise InputError(problems)
        if scenario.changes:
            # What did not happen was not counted.
            self.folder = replace(changed, observed=None)
        self.scenario = scenario
        self.rules = rules
        self.capacities = capacities
        self._parameters = parameters
        plain = folder_members(
            replace(self.folder, observed=folder.observed),
            scenario.draws,
            scenario.seed,
            rules=rules,
            capacities=capacities,
            parameters=parameters,
        )
        self._members = Judged(plain, *counted_camps(self.folder))

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
    def camps_fill(self) -> bool:
        """Whether camps can be full."""
        return can_be_full(self.rules, self.capacities)

    @property
    def input_hash(self) -> str:
        """Hash of the folder and of all that was asked for."""
        return self._hash(self.scenario.changes)

    @property
    def base_hash(self) -> str:
        """Hash of all of that but the changes."""
        return self._hash(())

    def _hash(self, changes: tuple[Change, ...]) -> str:
        digest = hashlib.blake2b(digest_size=32)
        _feed(digest, self.opened)
        if self._parameters is not None:
            digest.update(tables.write_text(self._parameters).encode())
        asked = (__version__, self.rules, self.capacities, self.scenario.draws, self.scenario.seed)
        _feed(digest, (*asked, changes))
        return digest.hexdigest()

    @property
    def observed(self) -> NDArray[np.float64]:
        """People counted by day and camp, NaN where nobody counted, and under any change."""
        positions, counted = counted_camps(self.folder)
        people = np.full((self.folder.days, len(self.folder.places.camps)), np.nan)
        people[:, positions] = counted
        return people

    def without_changes(self) -> FolderSource:
        """The same without the changes, told of the same camps.

        Returns
        -------
        FolderSource
            Each of its draws is the pair of one draw of this.
        """
        return FolderSource(
            self.opened,
            replace(self.scenario, changes=()),
            rules=self.rules,
            capacities=self.capacities,
            parameters=self._parameters,
            beside=self.scenario.changes,
        )

    def members(self) -> Members:
        """Members of the ensemble.

        Returns
        -------
        Members
            Ready to run.
        """
        return self._members

    def streamed(self) -> Members:
        """The same members: their inputs are small either way.

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

    def notes(self, _members: Members, /) -> Mapping[str, int]:
        """That nothing is calibrated, and how many warnings the folder gave.

        Parameters
        ----------
        _members : Members
            What was run.

        Returns
        -------
        mapping of str to int
            By code.
        """
        found = {"not-calibrated": 1}
        if self.opened.warnings:
            found["folder-warnings"] = len(self.opened.warnings)
        return found


def _problems(
    folder: FleeFolder,
    scenario: Scenario,
    rules: str,
    capacities: bool | None,
    parameters: pd.DataFrame | None,
) -> list[Problem]:
    """What would have no effect, or nobody to have it on."""
    settings, kinds = folder.settings, {change.kind for change in scenario.changes}
    driven = settings.conflict_driven_spawning or settings.flood_driven_spawning
    problems = []
    if folder.observed is None and not (rules == FLEE and driven):
        wrong = "it has no source_data, so there is no known total to allocate"
        hint = "name the folder of data_layout.csv as validation"
        problems.append(Problem(folder.name, wrong, hint=hint))
    if parameters is not None and rules == FLEE:
        wrong, hint = "the rules of Flee have settings and no parameters", "use the rules qafila"
        problems.append(Problem("parameters of a case", wrong, hint=hint))
    if "add_capacity" in kinds and not can_be_full(rules, capacities):
        wrong, hint = "camps are never full, so it has no effect", "ask for capacities"
        problems.append(Problem("add_capacity", wrong, hint=hint))
    if "add_intake" in kinds and rules == FLEE:
        wrong, hint = "the rules of Flee know no intake", "use the rules qafila"
        problems.append(Problem("add_intake", wrong, hint=hint))
    return problems


def _feed(digest: Any, value: Any) -> None:
    """Add a value to a hash, by what it says and not by how it lies in memory."""
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype.str} {value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in _TOLD:
                digest.update(one.name.encode())
                _feed(digest, getattr(value, one.name))
    elif isinstance(value, Mapping):
        for key in sorted(value):
            _feed(digest, key)
            _feed(digest, value[key])
    elif isinstance(value, tuple | list):
        digest.update(f"{len(value)}".encode())
        for part in value:
            _feed(digest, part)
    else:
        digest.update(f"{value!r};".encode())
