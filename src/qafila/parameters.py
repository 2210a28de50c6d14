"""The known parameters: name, unit, bounds and what each may hold for; checks against them.

They are the rows of ``schema/parameter_names.csv``. The defaults of the package, tables of cases,
changes of scenarios and situations that are put together in Python all go through the same checks.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila import terms, units
from qafila.errors import Problem, UnitError, UnknownNameError, did_you_mean
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

_FOR_ALL = "all"
_VALUES = ["best", "low", "high"]


@dataclass(frozen=True)
class Parameter:
    """One row of ``schema/parameter_names.csv``.

    Parameters
    ----------
    name : str
        Name of the parameter.
    unit : str
        Unit that is used inside.
    minimum, maximum : float
        Bounds, in that unit; both are allowed.
    scopes : tuple of str
        What a row may hold for: ``all`` (applies_to is empty), ``corridor``, ``city``,
        ``kind`` (of a place), ``place``, ``country`` or ``commodity``.
    part : str
        Where it is used: ``situation``, ``simulation`` or ``forecast``.
    """

    name: str
    unit: str
    minimum: float
    maximum: float
    scopes: tuple[str, ...]
    part: str


@lru_cache(maxsize=1)
def known_parameters() -> Mapping[str, Parameter]:
    """All parameters by name.

    Returns
    -------
    mapping of str to Parameter
        In the order of the table.

    Examples
    --------
    >>> known_parameters()["clearance_time"].unit
    'days'
    """
    text = package_data("schema", "parameter_names.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["parameter"]: Parameter(
                row["parameter"],
                row["unit"],
                float(row["minimum"]),
                float(row["maximum"]),
                tuple(row["scopes"].split("|")),
                row["part"],
            )
            for row in csv.DictReader(io.StringIO(text))
        }
    )


def parameter(name: str) -> Parameter:
    """What is known of a parameter.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Parameter
        Unit, bounds and scopes.

    Raises
    ------
    UnknownNameError
        If there is no such parameter.

    Examples
    --------
    >>> parameter("convoy_loss_share").maximum
    1.0
    """
    found = known_parameters().get(name)
    if found is None:
        hint = did_you_mean(name, known_parameters())
        raise UnknownNameError(f'there is no parameter "{name}"; {hint}'.rstrip("; "))
    return found


def range_problem(known: Parameter, low: float, high: float) -> str:
    """What is wrong with a range of values.

    Parameters
    ----------
    known : Parameter
        The parameter.
    low, high : float
        Ends of the range, in its unit.

    Returns
    -------
    str
        Empty for a range within the bounds.

    Examples
    --------
    >>> range_problem(parameter("rationing_share"), 0.2, 2.0)
    'rationing_share 0.2 to 2 is not within 0 to 1'
    """
    if known.minimum <= low and high <= known.maximum:
        return ""
    given = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    unit = units.label(known.unit, "en")
    wrong = f"{known.name} {given} is not within {known.minimum:g} to {known.maximum:g} {unit}"
    return wrong.rstrip()


def scope_problem(
    known: Parameter, applies_to: str, things: Mapping[str, Collection[str]]
) -> tuple[str, str]:
    """What is wrong with the thing that a value should hold for.

    Parameters
    ----------
    known : Parameter
        The parameter.
    applies_to : str
        The thing; empty for all.
    things : mapping of str to collection of str
        Names by scope, such as those of `things_of`.

    Returns
    -------
    str
        What is wrong; empty if the parameter may hold for it.
    str
        How to mend it.

    Examples
    --------
    >>> scope_problem(parameter("city_share"), "bamaco", {"city": ["bamako"]})
    ('city_share cannot hold for "bamaco"', 'did you mean "bamako"?')
    """
    allowed = {
        _FOR_ALL: ("",),
        "kind": terms.values("location_kind"),
        "commodity": terms.values("commodity"),
        **things,
    }
    names = [name for scope in known.scopes for name in allowed.get(scope, ())]
    if applies_to in names:
        return "", ""
    special = [scope for scope in known.scopes if scope != _FOR_ALL]
    hint = did_you_mean(applies_to, [name for name in names if name])
    if not hint:
        hint = f"name a {' or '.join(special)}" if special else "leave it empty"
    if not applies_to:
        return f"{known.name} cannot hold for everything", hint
    return f'{known.name} cannot hold for "{applies_to}"', hint


def things_of(
    locations: pd.DataFrame, corridors: pd.DataFrame, stocks: pd.DataFrame, city: str
) -> dict[str, tuple[str, ...]]:
    """Names that parameters of a case may hold for.

    Parameters
    ----------
    locations, corridors, stocks : pandas.DataFrame
        Tables of the case.
    city : str
        The city whose supply is watched.

    Returns
    -------
    dict of str to tuple of str
        Names by scope.
    """
    return {
        "corridor": tuple(corridors["corridor_id"]),
        "city": tuple(sorted({city, *corridors["city_id"]})),
        "place": tuple(locations["location_id"]),
        "country": tuple(sorted(set(locations["country"]))),
        "commodity": tuple(sorted({*stocks["commodity"], *terms.values("commodity")})),
    }


def row_problems(
    frame: pd.DataFrame, file: str, things: Mapping[str, Collection[str]] | None
) -> list[Problem]:
    """What is wrong with the names, units, ranges and scopes of a table of parameters.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/parameters.csv``.
    file : str
        Name to show.
    things : mapping of str to collection of str or None
        Names that a row may hold for, by scope; None where they are not known.

    Returns
    -------
    list of Problem
        Each with row, column and hint.

    Examples
    --------
    >>> row = {"parameter": "clearance_tim", "applies_to": "", "best": 1.0, "low": 1.0,
    ...     "high": 1.0, "unit": "days", "distribution": "fixed"}
    >>> print(row_problems(pd.DataFrame([row], index=[2]), "p.csv", {})[0])
    p.csv, row 2, column parameter: there is no parameter "clearance_tim"; did you mean \
"clearance_time"?
    """
    problems = []
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        if row["parameter"]:  # a row without its name has been complained of already
            found = _one_row(row, things)
            problems += [
                Problem(file, wrong, int(line), column, hint) for column, wrong, hint in found
            ]
    return problems


def _one_row(
    row: Mapping[Hashable, Any], things: Mapping[str, Collection[str]] | None
) -> list[tuple[str, str, str]]:
    """Column, message and hint for everything that is wrong with a row."""
    known = known_parameters().get(row["parameter"])
    if known is None:
        name = row["parameter"]
        hint = did_you_mean(name, known_parameters()) or 'see "parameters" in docs/case-format.md'
        return [("parameter", f'there is no parameter "{name}"', hint)]
    found = []
    wrong, hint = ("", "") if things is None else scope_problem(known, row["applies_to"], things)
    if wrong:
        found.append(("applies_to", wrong, hint))
    try:
        factor, base = units.to_base(1.0, row["unit"])
    except UnitError as error:
        return [*found, ("unit", str(error).rstrip("; "), f'use "{known.unit}"')]
    if base != known.unit:
        wrong = f'{known.name} is not counted in "{row["unit"]}"'
        return [*found, ("unit", wrong, f'use "{known.unit}"')]
    wrong = range_problem(known, row["low"] * factor, row["high"] * factor)
    if wrong and row["low"] <= row["high"]:
        found.append(("low" if row["low"] * factor < known.minimum else "high", wrong, ""))
    if row["distribution"] == "lognormal" and row["low"] <= 0.0 < row["high"]:
        wrong = "a lognormal range must be above zero"
        found.append(("distribution", wrong, "use triangular"))
    return found


def in_base_units(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of parameters in the units that are used inside.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/parameters.csv``.

    Returns
    -------
    pandas.DataFrame
        The same rows; an unknown unit is left for the checks to tell of.

    Examples
    --------
    >>> row = {"best": 36.0, "low": 24.0, "high": 48.0, "unit": "hours"}
    >>> in_base_units(pd.DataFrame([row]))["best"].round(6).tolist()
    [1.5]
    """
    known = set(units.names())
    base = [units.to_base(1.0, unit) if unit in known else (1.0, unit) for unit in frame["unit"]]
    factors = pd.Series([factor for factor, _ in base], index=frame.index, dtype="float64")
    values = {name: frame[name] * factors for name in _VALUES}
    return frame.assign(**values, unit=[unit for _, unit in base])


def label(name: str, applies_to: str) -> str:
    """How a parameter of one thing is written.

    Parameters
    ----------
    name : str
        Name of the parameter.
    applies_to : str
        What it holds for; empty for all.

    Returns
    -------
    str
        ``name`` or ``name/thing``.

    Examples
    --------
    >>> label("corridor_share", "north"), label("leave_rate", "")
    ('corridor_share/north', 'leave_rate')
    """
    return f"{name}/{applies_to}" if applies_to else name


def with_values(frame: pd.DataFrame, values: Mapping[str, float]) -> pd.DataFrame:
    """A table of parameters in which some are held at one value.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/parameters.csv``.
    values : mapping of str to float
        Values by ``name``, which holds for everything, or ``name/thing``, which goes before it.

    Returns
    -------
    pandas.DataFrame
        The table.

    Examples
    --------
    >>> rows = [("exposed_share", "", 0.3), ("exposed_share", "city", 0.1)]
    >>> frame = pd.DataFrame(rows, columns=["parameter", "applies_to", "best"])
    >>> with_values(frame, {"exposed_share": 0.0}).values.tolist()
    [['exposed_share', '', 0.0]]
    """
    for key in sorted(values, key=lambda one: "/" in one):
        name, _, thing = key.partition("/")
        replaced = frame["parameter"] == name
        if thing:
            replaced &= frame["applies_to"] == thing
        row = {
            "parameter": name, "applies_to": thing, "best": values[key], "low": values[key],
            "high": values[key], "distribution": "fixed", "calibrated": False,
            "source": "scenario", "basis": "", "reported_at": pd.NaT,
            "unit": known_parameters()[name].unit if name in known_parameters() else "",
        }  # fmt: skip
        added = pd.DataFrame([{column: row[column] for column in frame.columns}])
        frame = pd.concat([frame[~replaced], added.astype(frame.dtypes)], ignore_index=True)
    return frame
