"""Counts of people: who vouches for them, and which of them add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

PARTS = ("location_id", "coo", "legal_status", "setting")


def origins(rows: pd.DataFrame) -> pd.Series[str]:
    """Who vouches for each row: who said it, and not the outlets that relay it.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``observations.csv``.

    Returns
    -------
    pandas.Series of str
        `said_by`, or `source` where that is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> origins(pd.DataFrame({"said_by": ["UNHCR", ""], "source": ["a", "b"]})).tolist()
    ['UNHCR', 'b']
    """
    found: pd.Series[str] = rows["said_by"].where(rows["said_by"] != "", rows["source"])
    return found.rename("origin")


def add_up(rows: pd.DataFrame, value: str, parts: Sequence[str] = PARTS) -> float:
    """Count of one origin from rows that may speak of parts.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one origin about one time, at least one.
    value : str
        Column with the counts.
    parts : sequence of str
        Columns that tell parts apart; a row that leaves one empty speaks of the whole.

    Returns
    -------
    float
        Parts are added, what is told twice counts once, and of a whole and the sum of its parts
        the larger holds.

    Examples
    --------
    >>> import pandas as pd
    >>> told = pd.DataFrame({"legal_status": ["refugee", "refugee", "asylum_seeker", ""],
    ...                      "people": [300, 300, 600, 800]})
    >>> add_up(told, "people", ["legal_status"])
    900.0
    """
    if not parts:
        return float(rows[value].max())
    told = {
        name: add_up(part, value, parts[1:]) for name, part in rows.groupby(parts[0], sort=True)
    }
    whole = told.pop("", 0.0)
    return max(whole, sum(told.values()))
