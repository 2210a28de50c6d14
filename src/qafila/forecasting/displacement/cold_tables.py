"""What was learnt for the cold start, as a table that ships with the package."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from qafila.errors import InputError, Problem, one_of
from qafila.forecasting.displacement.cold_fitting import (
    CONCENTRATIONS,
    FIRST_DAYS,
    FLOORS,
    INSECURITIES,
    POWERS,
    SOFTENINGS_KM,
    Learnt,
    fit_sets,
)
from qafila.forecasting.displacement.cold_gravity import COMBINATION, MOVEMENT, WAYS, Gravity
from qafila.forecasting.displacement.folders import country_code
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from qafila.forecasting.displacement.cold_fitting import ColdCase

TABLE = "cold_start"
_CONCENTRATION = "concentration"
_UNITS = {
    "distance_power": "1",
    "softening_km": "km",
    "insecurity": "1",
    "floor": "1",
    _CONCENTRATION: "1",
}
_TRIED = {
    "distance_power": POWERS,
    "softening_km": SOFTENINGS_KM,
    "insecurity": INSECURITIES,
    "floor": FLOORS,
    _CONCENTRATION: CONCENTRATIONS,
}
_OF_MOVEMENT = ("floor", _CONCENTRATION)  # the rules of movement use no other


def learnt_table(cases: Sequence[ColdCase], command: str) -> pd.DataFrame:
    """Learn everything from crises, as a table.

    Parameters
    ----------
    cases : sequence of ColdCase
        Crises.
    command : str
        Command to name in each row.

    Returns
    -------
    pandas.DataFrame
        Columns of ``schema/cold_start.csv``.

    Raises
    ------
    InputError
        If there are not two countries at least.
    """
    import pandas as pd

    homes = sorted({one.home for one in cases})
    lines = []
    for way in WAYS:
        for left_out, learnt in fit_sets(cases, way).items():
            source = f"first {FIRST_DAYS} days of crises from " + ", ".join(
                home for home in homes if home != left_out
            )
            lines += [
                (left_out, way, name, value, _UNITS[name], source, _why(name, learnt), command)
                for name, value in _values(learnt).items()
                if name in _names(way)
            ]
    columns = ("left_out", "way", "parameter", "value", "unit", "source", "rationale", "command")
    return pd.DataFrame(lines, columns=list(columns))


def learnt_for(home: str, way: str = COMBINATION) -> Learnt:
    """What ships with the package for a country.

    Parameters
    ----------
    home : str
        Country of origin. If crises of it were learnt on, what was learnt without them is given.
    way : str
        ``gravity``, ``movement`` or ``combination``.

    Returns
    -------
    Learnt
        Numbers, those NaN that the way does not use; the error, which is not kept, is NaN too.

    Raises
    ------
    InputError
        If the way is unknown, or the shipped table lacks a number.

    Examples
    --------
    >>> learnt_for("SSD").gravity == learnt_for("South_Sudan").gravity
    True
    """
    one_of("way", way, WAYS)
    frame = read_defaults(TABLE, TABLE)
    frame = frame[frame["way"] == way]
    codes = [_code(name) for name in frame["left_out"]]
    wanted = _code(home) if _code(home) in codes else ""
    rows = frame[[code == wanted for code in codes]]
    values = dict(zip(rows["parameter"], rows["value"].astype(float), strict=True))
    missing = [name for name in _names(way) if name not in values]
    if missing:
        raise InputError(
            Problem(f"defaults/{TABLE}.csv", f"{', '.join(missing)} of {way} is missing")
        )
    concentration = values.pop(_CONCENTRATION)
    told = {one.name: values.get(one.name, float("nan")) for one in fields(Gravity)}
    return Learnt(Gravity(**told), concentration, float("nan"))


def _names(way: str) -> tuple[str, ...]:
    return _OF_MOVEMENT if way == MOVEMENT else tuple(_UNITS)


def _code(name: object) -> str:
    written = str(name or "").strip()
    return country_code(written.replace(" ", "_")) if written else ""


def _values(learnt: Learnt) -> dict[str, float]:
    values = {one.name: float(getattr(learnt.gravity, one.name)) for one in fields(Gravity)}
    return {**values, _CONCENTRATION: learnt.concentration}


def _why(name: str, learnt: Learnt) -> str:
    tried = ", ".join(f"{one:g}" for one in _TRIED[name])
    if name == _CONCENTRATION:
        return f"the highest of {tried} whose 90 % intervals hold 90 % of what was counted"
    return f"lowest mean error over these countries ({learnt.error:.3f}) of all tried: {tried}"
