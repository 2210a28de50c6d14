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

PRESENT, PEOPLE, ERROR = "present", "people", "error"
_MEANING = "Mean over days of what camps are off by, over the people counted in all of them"


@dataclass(frozen=True, eq=False)
class Judged:
    """People by camp and in all, and the error of each member.

    Parameters
    ----------
    members : Members
        With ``present`` (member, day, camp) and ``people`` (member, day).
    positions : array, shape (counted,)
        Camps of which there are counts.
    counted : array, shape (day, counted), people
        The counts.
    whole : bool
        Whether all else that the members give is kept too.
    """

    members: Members
    positions: NDArray[Any]
    counted: NDArray[Any]
    whole: bool = False

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
        """People by camp, people in all, and the error."""
        known = self.members.variables
        error = Variable((), "1", _MEANING, by_day=False)
        kept = known if self.whole else {name: known[name] for name in (PRESENT, PEOPLE)}
        return MappingProxyType({**kept, ERROR: error})

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
        present = found[PRESENT]
        error = mean_error(present[..., self.positions], self.counted)
        kept = found if self.whole else {PRESENT: present, PEOPLE: found[PEOPLE]}
        return {**kept, ERROR: error}
