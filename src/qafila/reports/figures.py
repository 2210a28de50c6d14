"""A figure: an amount with its bounds and what it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Figure:
    """A stated amount.

    Attributes
    ----------
    start, end : int
        Where it stands in the folded text, its hedge and noun included.
    best, low, high : float or None
        The number stated, and the bounds that its hedge leaves.
    qualifier : str or None
        The hedge.
    noun : str or None
        Class of what it counts, of ``lexicons/nouns.csv``.
    per : str or None
        What it is the rate of: ``day`` in "six hours a day", ``litre`` in "775 francs a litre".

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> figure = find_figures("more than 20 tankers", "en")[0]
    >>> figure.best, figure.low, figure.high, figure.noun
    (20.0, 20.0, None, 'tanker')
    """

    start: int
    end: int
    best: float | None
    low: float | None
    high: float | None
    qualifier: str | None = None
    noun: str | None = None
    per: str | None = None

    def scaled(self, factor: float) -> Figure:
        """The figure in a unit `factor` times smaller.

        Parameters
        ----------
        factor : float
            Multiplier of all three values.

        Returns
        -------
        Figure
            The same place, other values.

        Examples
        --------
        >>> from qafila.reports.bounds import find_figures
        >>> find_figures("two weeks", "en")[0].best
        14.0
        """
        if factor == 1:
            return self
        values = [None if v is None else v * factor for v in (self.best, self.low, self.high)]
        return replace(self, best=values[0], low=values[1], high=values[2])
