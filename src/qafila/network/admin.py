"""Administrative units of a later law than the list of codes, and what they were before.

A list of codes may lag behind the law for years. Places then carry both: the code of the list, and
the unit in force, whose own code stays empty until one is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qafila import tables
from qafila.errors import InputError, Problem, did_you_mean
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_SPELLINGS = (
    "region_id", "pcode", "name_en", "name_fr", "name_ar", "older_pcode", "older_parent",
)  # fmt: skip


@dataclass(frozen=True)
class Region:
    """A first-level unit in force.

    Parameters
    ----------
    names : mapping of str to str
        Name by language.
    older : tuple of str
        Second-level codes of the older list that lie in it, whole or in part.
    """

    names: Mapping[str, str]
    older: tuple[str, ...]


@cache
def current_regions() -> Mapping[str, Region]:
    """Units in force by identifier, from ``defaults/admin_changes.csv``.

    Returns
    -------
    mapping of str to Region
        The units.

    Examples
    --------
    >>> current_regions()["nioro"].older
    ('ML0106', 'ML0102')
    """
    rows = tables.read_defaults("admin_changes", "admin_changes")
    return {
        str(name): Region(
            names={code: part[f"name_{code}"].iloc[0] for code in ("en", "fr", "ar")},
            older=tuple(part["older_pcode"]),
        )
        for name, part in rows.groupby("region_id", sort=True)
    }


def regions(code: str = "") -> pd.DataFrame:
    """Look up which unit in force an older unit belongs to, and the other way round.

    Parameters
    ----------
    code : str, optional
        First- or second-level code of the older list, or identifier, name or code of a unit in
        force; all units if not given.

    Returns
    -------
    pandas.DataFrame
        One row for each older second-level unit and each unit in force that holds it, with the day
        of the law and whether it holds only a part (``defaults/admin_changes.csv``).

    Raises
    ------
    InputError
        If neither list knows it.

    Examples
    --------
    >>> regions("ML0204")[["region_id", "older_name", "part"]].values.tolist()
    [['bougouni', 'Kati', True], ['koulikoro', 'Kati', True]]
    >>> regions("Nioro")["older_pcode"].tolist()
    ['ML0102', 'ML0106']
    >>> sorted(set(regions("ML01")["region_id"]))
    ['kayes', 'kita', 'nioro']
    """
    rows = tables.read_defaults("admin_changes", "admin_changes")
    rows = rows.sort_values(["region_id", "older_pcode"], ignore_index=True)
    wanted = fold(code).flat.strip()
    if not wanted:
        return rows
    spelt = rows[list(_SPELLINGS)].map(lambda cell: fold(cell).flat.strip())
    found = rows[(spelt == wanted).any(axis=1)].reset_index(drop=True)
    if found.empty:
        known = [*rows["older_pcode"], *rows["older_parent"], *rows["region_id"]]
        wrong = f'no unit is called or coded "{code}"'
        raise InputError(Problem("admin_changes.csv", wrong, hint=did_you_mean(code, known)))
    return found


def admin_problems(locations: pd.DataFrame) -> list[Problem]:
    """Units and days of places that cannot be.

    Parameters
    ----------
    locations : pandas.DataFrame
        Checked locations.

    Returns
    -------
    list of Problem
        Regions that are not known or do not hold the code of the place, and last days before first.

    Examples
    --------
    >>> import pandas as pd
    >>> places = pd.DataFrame({"region_id": ["nioro"], "admin2_pcode": ["ML0103"],
    ...                        "valid_from": [pd.NaT], "valid_to": [pd.NaT]}, index=[2])
    >>> print(admin_problems(places)[0])
    locations.csv, row 2, column region_id: "nioro" does not hold ML0103; it holds ML0106, ML0102
    """
    if not {"region_id", "admin2_pcode", "valid_from", "valid_to"} <= set(locations):
        return []
    problems = []
    for line, row in locations.iterrows():
        wrong, hint = _region_fault(row["region_id"], row["admin2_pcode"])
        if wrong:
            problems.append(Problem("locations.csv", wrong, int(str(line)), "region_id", hint))
        if row["valid_to"] < row["valid_from"]:
            wrong, hint = "valid_to is before valid_from", "swap them"
            problems.append(Problem("locations.csv", wrong, int(str(line)), "valid_to", hint))
    return problems


def _region_fault(region_id: str, older: str) -> tuple[str, str]:
    if not region_id:
        return "", ""
    region = current_regions().get(region_id)
    if region is None:
        return f'"{region_id}" is not a known region', did_you_mean(region_id, current_regions())
    if older and older not in region.older:
        held = ", ".join(region.older)
        return f'"{region_id}" does not hold {older}', f"it holds {held}"
    return "", ""
