"""Numbers that the brief goes by: thresholds, delays, horizons, from ``defaults/brief.csv``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qafila import tables

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache(maxsize=1)
def _rules() -> Mapping[tuple[str, str], float]:
    rows = tables.read_defaults("parameters", "brief")
    return dict(
        zip(zip(rows["parameter"], rows["applies_to"], strict=True), rows["best"], strict=True)
    )


def rule(parameter: str, applies_to: str = "") -> float:
    """Value of a rule in ``defaults/brief.csv``.

    Parameters
    ----------
    parameter : str
        Its name.
    applies_to : str
        Which of several.

    Returns
    -------
    float
        The value.

    Examples
    --------
    >>> rule("small_count")
    10.0
    """
    return float(_rules()[parameter, applies_to])
