"""Cautions on intervals: too wide to plan on, or known to be too narrow in this crisis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.forecasting.displacement.cautions import Caution

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

_WIDEST = 5.0  # times the last report, as the brief has it
_JUDGED, _LEAST_HELD = 20, 0.8  # targets from which a share is judged, and what it should be


def wide(
    places: Sequence[str], stock: NDArray[np.float64], upper: NDArray[np.float64]
) -> Iterator[Caution]:
    """Series whose interval is too wide to plan on.

    Parameters
    ----------
    places : sequence of str
        The series.
    stock, upper : array, shape (series,), people
        Last report, and upper end of the interval at the farthest horizon.

    Yields
    ------
    Caution
        One for each such series.
    """
    for place, people, most in zip(places, stock.tolist(), upper.tolist(), strict=True):
        if people > 0 and most > _WIDEST * people:
            yield Caution(
                "wide",
                place,
                f"the 90 % interval reaches {most / people:.0f} times the last report: too wide to "
                "plan on; look for a newer count",
            )


def narrow(past: Iterable[tuple[int, int, float]]) -> Iterator[Caution]:
    """Horizons at which intervals held too few of what came in this crisis.

    Parameters
    ----------
    past : iterable of tuple
        Horizon in days, number of targets, and share of truths in their 90 % interval.

    Yields
    ------
    Caution
        One for all of them; none where all is well or too little is known.

    Examples
    --------
    >>> [one.text[:40] for one in narrow([(7, 50, 0.9), (90, 60, 0.48), (60, 5, 0.1)])]
    ['in this crisis 90 % intervals have held ']
    """
    told = [
        f"{share:.0%} at {horizon} days"
        for horizon, targets, share in past
        if targets >= _JUDGED and share < _LEAST_HELD
    ]
    if told:
        yield Caution(
            "narrow",
            "",
            f"in this crisis 90 % intervals have held less than they should: {', '.join(told)}; "
            "take them, and the planning figures, as wider than they are shown",
        )
