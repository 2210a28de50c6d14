"""Members of an allocation, each with its error against what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.simulate.allocation.scores import mean_error
from qafila.simulate.members import Variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.simulate.members import Arrays, Members

PRESENT, ERROR = "present", "error"
_MEANING = "Mean over days of what camps are off by, over the people counted in all of them"


@dataclass(frozen=True, eq=False)
class Judged:
    """What members give, and the error of each.

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
    positions: NDArray[Any]
    counted: NDArray[Any]

    @property
    def draws(self) -> int:
        """How many members there are."""
        return self.members.draws

    @property
    def days(self) -> int:
        """Rows along the axis of days."""
        return self.members.days

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Labels along each dimension."""
        return self.members.labels

    @property
    def variables(self) -> Mapping[str, Variable]:
        """Those of the members, and the error."""
        error = Variable((), "1", _MEANING, by_day=False)
        return MappingProxyType({**self.members.variables, ERROR: error})

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile first.

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
        mapping of str to array, shape (member, ...)
            By variable.
        """
        found = self.members.run(first, last)
        error = mean_error(found[PRESENT][..., self.positions], self.counted)
        return {**found, ERROR: error}
