"""Errors of simulated camps against counted ones, in the measures of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder

SETTLED_DAY = 30  # from which on errors are also given, when the first days no longer dominate


def counted_camps(folder: FleeFolder) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The camps of a folder whose people were counted, and the counts.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``.

    Returns
    -------
    array of int64, shape (counted)
        Their positions among ``folder.places.camps``.
    array of int64, shape (day, counted), people
        What was counted in each. Series of no place and camps without a series have no part.
    """
    seen = folder.observed
    column = {} if seen is None else {place: at for at, place in enumerate(seen.places)}
    known = [(at, column[camp]) for at, camp in enumerate(folder.places.camps) if camp in column]
    positions = np.array([at for at, _ in known], dtype=np.int64)
    if seen is None:
        return positions, np.zeros((folder.days, 0), dtype=np.int64)
    return positions, seen.people[: folder.days, [series for _, series in known]]


def _ratio(
    above: NDArray[np.float64], below: NDArray[np.floating | np.integer], otherwise: float
) -> NDArray[np.float64]:
    """A quotient, and `otherwise` where the divisor is not above 0."""
    result = np.full(np.shape(above), otherwise)
    np.divide(above, below, out=result, where=below > 0)
    return result


def error_by_day(
    simulated: NDArray[np.floating | np.integer], counted: NDArray[np.floating | np.integer]
) -> NDArray[np.float64]:
    """Error of each day: what camps are off by, over the people counted in all of them.

    Parameters
    ----------
    simulated : array, shape (..., day, camp), people
        Simulated people, of one draw or of many.
    counted : array, shape (day, camp), people
        Counted people.

    Returns
    -------
    array, shape (..., day), 1
        NaN on days on which nobody was counted.

    Examples
    --------
    >>> error_by_day(np.array([[80, 30], [0, 5]]), np.array([[100, 20], [0, 0]]))
    array([0.25,  nan])
    """
    apart = np.abs(np.asarray(simulated, dtype=np.float64) - counted).sum(axis=-1)
    people = np.asarray(counted, dtype=np.float64).sum(axis=-1)
    return _ratio(apart, people, np.nan)


def mean_error(
    simulated: NDArray[np.floating | np.integer],
    counted: NDArray[np.floating | np.integer],
    first_day: int = 0,
) -> NDArray[np.float64]:
    """Mean over days of the error, days without counted people left out.

    Parameters
    ----------
    simulated : array, shape (..., day, camp), people
        Simulated people. The error of one draw is not that of the mean of draws: pass draws for
        the one and their mean for the other.
    counted : array, shape (day, camp), people
        Counted people.
    first_day : int
        First day that counts, `SETTLED_DAY` for the error after the first month.

    Returns
    -------
    array, shape (...), 1
        One error a draw; NaN if nobody was ever counted.

    Examples
    --------
    >>> draws = np.array([[[90, 30], [100, 20]], [[110, 10], [100, 20]]])
    >>> counted = np.array([[100, 20], [100, 20]])
    >>> mean_error(draws, counted).round(4)
    array([0.0833, 0.0833])
    >>> float(mean_error(draws.mean(axis=0), counted))
    0.0
    """
    errors = error_by_day(simulated, counted)[..., first_day:]
    known = np.isfinite(errors)
    days = known.sum(axis=-1)
    total = np.where(known, errors, 0.0).sum(axis=-1)
    return _ratio(total, days, np.nan)


def printed_error(
    simulated: NDArray[np.floating | np.integer],
    counted: NDArray[np.floating | np.integer],
    raw: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Mean over days of the column that Flee prints as its total error (rules 43 to 45).

    It is too low where people were in the camps on day 0, because they are counted twice in `raw`,
    and where days without people count as days without error.

    Parameters
    ----------
    simulated : array, shape (..., day, camp), people
        Simulated people.
    counted : array, shape (day, camp), people
        Counted people.
    raw : array of int64, shape (day), people
        Flee's raw count, ``FleeObserved.raw``.

    Returns
    -------
    array, shape (...), 1
        One error a draw.

    Examples
    --------
    >>> float(printed_error(np.array([[80.0], [5.0]]), np.array([[100], [0]]), np.array([200, 0])))
    0.05
    """
    apart = np.abs(np.asarray(simulated, dtype=np.float64) - counted).sum(axis=-1)
    people = np.asarray(raw, dtype=np.float64)
    mean: NDArray[np.float64] = _ratio(apart, people, 0.0).mean(axis=-1)
    return mean


def error_figures(
    mean: NDArray[np.floating | np.integer],
    each: NDArray[np.floating],
    counted: NDArray[np.floating | np.integer],
) -> dict[str, float]:
    """The figures by which a run is judged.

    Parameters
    ----------
    mean : array, shape (day, camp), people
        Simulated people, mean of the draws.
    each : array, shape (draw,)
        Error of each draw, from `mean_error`.
    counted : array, shape (day, camp), people
        Counted people.

    Returns
    -------
    dict of str to float
        ``error`` and ``error_after30`` of the mean of the draws, ``error_per_draw_mean`` and
        ``error_per_draw_sd`` over single draws; NaN where nobody was counted.

    Examples
    --------
    >>> draws, counted = np.array([[[90, 30]], [[110, 10]]]), np.array([[100, 20]])
    >>> figures = error_figures(draws.mean(axis=0), mean_error(draws, counted), counted)
    >>> figures["error"], round(figures["error_per_draw_mean"], 4)
    (0.0, 0.1667)
    """
    single = 0.0 * float(each.mean())
    return {
        "error": float(mean_error(mean, counted)),
        "error_after30": float(mean_error(mean, counted, SETTLED_DAY)),
        "error_per_draw_mean": float(each.mean()),
        "error_per_draw_sd": float(each.std(ddof=1)) if len(each) > 1 else single,
    }
