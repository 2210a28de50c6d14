"""Administrative units of a later law than the list of codes, and what they were before.

A list of codes may lag behind the law for years. Places then carry both: the code of the list, and
the unit in force, whose own code stays empty until one is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qafila import tables
from qafila.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class Region:
    """A first-level unit in force.

    Parameters
    ----------
    region_id : str
        Identifier.
    names : mapping of str to str
        Name by language.
    pcode : str
        Published code; empty where there is none.
    older : tuple of str
        Second-level codes of the older list that lie in it, whole or in part.
    """

    region_id: str
    names: Mapping[str, str]
    pcode: str
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
    >>> current_regions()["nioro"].pcode
    ''
    """
    rows = tables.read_defaults("admin_changes", "admin_changes")
    return {
        str(name): Region(
            region_id=str(name),
            names={code: part[f"name_{code}"].iloc[0] for code in ("en", "fr", "ar")},
            pcode=part["pcode"].iloc[0],
            older=tuple(part["older_pcode"]),
        )
        for name, part in rows.groupby("region_id", sort=True)
    }


def regions_from(older_pcode: str) -> tuple[str, ...]:
    """Units in force to which a unit of the older list went.

    Parameters
    ----------
    older_pcode : str
        Code of the first or second level in the older list.

    Returns
    -------
    tuple of str
        Identifiers, several where the older unit was split.

    Examples
    --------
    >>> regions_from("ML0102")
    ('nioro',)
    >>> regions_from("ML01")
    ('kayes', 'kita', 'nioro')
    """
    return tuple(
        name
        for name, region in current_regions().items()
        if any(code.startswith(older_pcode) for code in region.older)
    )


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
