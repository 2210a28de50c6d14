"""Parameters of a simulation: each is drawn from its own range with a stream of its own."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.errors import InputError, Problem, UnknownNameError, did_you_mean
from qafila.parameters import known_parameters, label, with_values
from qafila.streams import Draws, parameter_stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

_Z95 = NormalDist().inv_cdf(0.95)
_EDGE = 2.0**-54  # keeps the inverse normal finite at a uniform of zero


def quantile(
    distribution: str, best: float, low: float, high: float, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Quantiles of the distribution that a row of parameters describes.

    Parameters
    ----------
    distribution : str
        ``fixed``, ``uniform``, ``triangular`` or ``lognormal``.
    best, low, high : float
        Most plausible value and ends of the plausible range. For ``lognormal`` they are the median
        and the 5 and 95 % quantiles, with a spread of its own on either side.
    u : array, shape (draw,)
        Numbers in [0, 1).

    Returns
    -------
    array, shape (draw,)
        Values; they rise with `u`.

    Raises
    ------
    InputError
        If the distribution is unknown or the range does not fit it.

    Examples
    --------
    >>> quantile("triangular", 1.0, 0.0, 2.0, np.array([0.0, 0.5])).tolist()
    [0.0, 1.0]
    """
    if not low <= best <= high:
        raise InputError(f"low, best, high are not in order ({low:g}, {best:g}, {high:g})")
    if distribution == "fixed" or low == high:
        return np.full(u.shape, float(best))
    if distribution == "uniform":
        return low + u * (high - low)
    if distribution == "triangular":
        width, rise = high - low, best - low
        left = low + np.sqrt(u * width * rise)
        right = high - np.sqrt((1.0 - u) * width * (high - best))
        return np.where(u * width < rise, left, right)
    if distribution == "lognormal":
        if low <= 0.0:
            raise InputError("a lognormal range must be above zero; use triangular")
        normal = NormalDist()
        z = np.array([normal.inv_cdf(max(float(one), _EDGE)) for one in u]) / _Z95
        ratio = np.where(z < 0.0, math.log(best / low), math.log(high / best))
        return best * np.exp(z * ratio)
    raise InputError(f'unknown distribution "{distribution}"')


class ParameterTable:
    """Values of parameters for each draw.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/parameters.csv``.
    seed : int
        Seed of the run.
    draws : int
        Members of the ensemble.
    fixed : mapping of str to float, optional
        Values that a scenario sets, by ``name``, which holds for everything, or ``name/thing``.
    first : int
        Number of the first member: a part of an ensemble draws what it draws in the whole.
    members : Draws, optional
        The members themselves, in place of those that seed, draws and `first` tell of.

    Raises
    ------
    UnknownNameError
        If the scenario sets a parameter that does not exist.

    Notes
    -----
    A row has one value per draw wherever it is used. A row for one thing goes before a row for its
    kind, and that before the row for all. No value lies outside the bounds of the parameter, also
    where the tail of a lognormal reaches beyond them.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"parameter": ["a"], "applies_to": [""], "best": [2.0], "low": [2.0],
    ...     "high": [2.0], "unit": ["days"], "distribution": ["fixed"]})
    >>> ParameterTable(frame, seed=7, draws=3).draw("a", "bamako")
    array([2., 2., 2.])
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        seed: int,
        draws: int,
        fixed: Mapping[str, float] | None = None,
        first: int = 0,
        members: Draws | None = None,
    ) -> None:
        self.members = Draws(seed, draws, first) if members is None else members
        self.draws = draws
        self._fixed = dict(fixed or {})
        self._check_fixed(set(frame["parameter"]))
        self._rows: dict[tuple[str, str], Mapping[str, Any]] = {
            (row["parameter"], row["applies_to"]): {str(key): value for key, value in row.items()}
            for row in with_values(frame, self._fixed).to_dict("records")
        }
        self._drawn: dict[tuple[str, str], NDArray[np.float64]] = {}

    def _check_fixed(self, tabled: set[str]) -> None:
        known = tabled | set(known_parameters())
        names = [name.partition("/")[0] for name in self._fixed]
        problems = [
            Problem("change", f'there is no parameter "{name}"', None, "target_id",
                    did_you_mean(name, known))
            for name in names
            if name not in known
        ]  # fmt: skip
        if problems:
            raise UnknownNameError(problems)

    def is_fixed(self, name: str, *scopes: str) -> bool:
        """Whether a scenario holds a parameter at one value.

        Parameters
        ----------
        name : str
            Name of the parameter.
        *scopes : str
            What it should hold for, most special first.

        Returns
        -------
        bool
            True if the row that holds is the scenario's.
        """
        row = self.find(name, *scopes)
        return row is not None and label(name, row["applies_to"]) in self._fixed

    def find(self, name: str, *scopes: str) -> Mapping[str, Any] | None:
        """Row of a parameter for the first scope that has one.

        Parameters
        ----------
        name : str
            Name of the parameter.
        *scopes : str
            What it should hold for, most special first; the row for all comes last.

        Returns
        -------
        mapping or None
            The row.

        Examples
        --------
        >>> import pandas as pd
        >>> columns = ["parameter", "applies_to", "best", "low", "high", "distribution"]
        >>> ParameterTable(pd.DataFrame(columns=columns), 7, 1).find("a") is None
        True
        """
        for scope in (*scopes, ""):
            if (name, scope) in self._rows:
                return self._rows[name, scope]
        return None

    def _must_find(self, name: str, *scopes: str) -> Mapping[str, Any]:
        row = self.find(name, *scopes)
        if row is None:
            hint = did_you_mean(name, {known for known, _ in self._rows})
            raise UnknownNameError(f'there is no parameter "{name}"; {hint}'.rstrip("; "))
        return row

    def draw(self, name: str, *scopes: str) -> NDArray[np.float64]:
        """Value of a parameter in each draw.

        Parameters
        ----------
        name : str
            Name of the parameter.
        *scopes : str
            What it should hold for, most special first.

        Returns
        -------
        array, shape (draw,), unit of the parameter
            Values.

        Raises
        ------
        UnknownNameError
            If there is no such parameter.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"parameter": ["a"], "applies_to": [""], "best": [2.0],
        ...     "low": [1.0], "high": [3.0], "distribution": ["uniform"]})
        >>> values = ParameterTable(frame, 7, 100).draw("a")
        >>> bool(values.min() >= 1.0 and values.max() <= 3.0)
        True
        """
        row = self._must_find(name, *scopes)
        key = (name, row["applies_to"])
        if key not in self._drawn:
            self._drawn[key] = self._values(key, row)
        return self._drawn[key]

    def _values(self, key: tuple[str, str], row: Mapping[str, Any]) -> NDArray[np.float64]:
        u = self.members.uniforms(parameter_stream(*key))
        try:
            values = quantile(row["distribution"], row["best"], row["low"], row["high"], u)
        except InputError as error:
            raise InputError(Problem("parameters.csv", str(error), None, label(*key))) from error
        known = known_parameters().get(key[0])
        return values if known is None else np.clip(values, known.minimum, known.maximum)

    def draw_many(self, name: str, scopes: Sequence[str]) -> NDArray[np.float64]:
        """Value of a parameter in each draw for several things.

        Parameters
        ----------
        name : str
            Name of the parameter.
        scopes : sequence of str
            Things it should hold for.

        Returns
        -------
        array, shape (draw, thing), unit of the parameter
            Values.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"parameter": ["a"], "applies_to": [""], "best": [2.0],
        ...     "low": [2.0], "high": [2.0], "distribution": ["fixed"]})
        >>> ParameterTable(frame, 7, 2).draw_many("a", ("bamako", "gao")).tolist()
        [[2.0, 2.0], [2.0, 2.0]]
        """
        return np.stack([self.draw(name, scope) for scope in scopes], axis=1)

    def best(self, name: str, *scopes: str) -> float:
        """Most plausible value of a parameter, or what the scenario sets.

        Parameters
        ----------
        name : str
            Name of the parameter.
        *scopes : str
            What it should hold for, most special first.

        Returns
        -------
        float
            The value.

        Raises
        ------
        UnknownNameError
            If there is no such parameter.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"parameter": ["a"], "applies_to": [""], "best": [2.0],
        ...     "low": [1.0], "high": [3.0], "distribution": ["uniform"]})
        >>> ParameterTable(frame, 7, 100).best("a")
        2.0
        """
        return float(self._must_find(name, *scopes)["best"])

    def drawn(self) -> dict[str, NDArray[np.float64]]:
        """Values of all parameters drawn so far.

        Returns
        -------
        dict of str to array, shape (draw,)
            By ``name`` or ``name/thing``, sorted.

        Examples
        --------
        >>> import pandas as pd
        >>> columns = ["parameter", "applies_to", "best", "low", "high", "distribution"]
        >>> ParameterTable(pd.DataFrame(columns=columns), 7, 1).drawn()
        {}
        """
        return {label(*key): values for key, values in sorted(self._drawn.items())}
