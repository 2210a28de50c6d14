"""Members of an ensemble: all that threads, streams of summaries and clusters know of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

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
