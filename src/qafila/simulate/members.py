"""Members of an ensemble: all that threads, streams of summaries and clusters know of a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Variable:
    """What one array of a member holds.

    Parameters
    ----------
    dims : tuple of str
        Dimensions behind member and day, such as ``("location",)``.
    units : str
        Unit.
    description : str
        One line.
    by_day : bool
        Whether there is one value a day; if not, the array is (member, ...), such as an error.
    parts : int
        Into how many parts a unit is cut when values are summed up without being held; 1 for
        whole people and litres, which are then summed up exactly.
    """

    dims: tuple[str, ...]
    units: str
    description: str
    by_day: bool = True
    parts: int = 1


class Members(Protocol):
    """Members of an ensemble, addressed by number.

    Whoever implements this can be pickled, and a member gives the same bytes whatever range it is
    run in, in whatever thread or process.
    """

    @property
    def draws(self) -> int:
        """How many members there are."""

    @property
    def days(self) -> int:
        """Rows of the arrays along the axis of days; the first is day 0."""

    @property
    def variables(self) -> Mapping[str, Variable]:
        """What `run` gives, by name."""

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Labels along each dimension that a variable names."""

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile machine code first.

        Returns
        -------
        bool
            False if it is in this process or kept from an earlier run.
        """

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


TOTAL, SO_FAR = "_total", "_so_far"
_SUMMED = ("present", "arrivals")  # over places
_GROWING = ("arrivals",)  # over days


@dataclass(frozen=True)
class WithTotals:
    """Members with sums over places and days: quantiles of sums are no sums of quantiles.

    Parameters
    ----------
    members : Members
        What is run.
    """

    members: Members

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
        """Those of the members and, by place, the sums."""
        found = dict(self.members.variables)
        for name in _summed(found):
            about = found[name]
            found[name + TOTAL] = replace(about, dims=(), description=f"{about.description}: all")
            if name in _GROWING:
                text = f"{about.description}, and before"
                found[name + SO_FAR] = replace(about, description=text)
                found[name + SO_FAR + TOTAL] = replace(about, dims=(), description=f"{text}: all")
        return found

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile machine code first.

        Returns
        -------
        bool
            False if machine code is in this process or kept from an earlier run.
        """
        return self.members.needs_compilation()

    def run(self, first: int, last: int) -> Arrays:
        """Run some members.

        Parameters
        ----------
        first, last : int
            Members ``first`` to ``last - 1``.

        Returns
        -------
        mapping of str to array, shape (member, day, ...)
            One array a variable.
        """
        found = dict(self.members.run(first, last))
        for name in _summed(self.members.variables):
            values = found[name]
            found[name + TOTAL] = values.sum(axis=2, dtype=np.int64)
            if name in _GROWING:
                found[name + SO_FAR] = values.cumsum(axis=1, dtype=np.int64)
                found[name + SO_FAR + TOTAL] = found[name + TOTAL].cumsum(axis=1)
        return found


def _summed(variables: Mapping[str, Variable]) -> list[str]:
    return [name for name in _SUMMED if name in variables]
