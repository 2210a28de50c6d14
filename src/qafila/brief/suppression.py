"""Which cells of a table must not be shown, so that no total gives a small count back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.rules import rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PEOPLE_UNITS = frozenset({"people", "persons", "households"})


@dataclass(frozen=True)
class Total:
    """Parts that add up to a total, all of them cells of one table.

    Parameters
    ----------
    parts : tuple of int
        Numbers of the cells that are added.
    total : int
        Number of the cell that holds their sum.
    """

    parts: tuple[int, ...]
    total: int

    @property
    def cells(self) -> tuple[int, ...]:
        """All cells, the total last."""
        return (*self.parts, self.total)


def suppress(
    values: Sequence[int | None], totals: Sequence[Total], threshold: int | None = None
) -> frozenset[int]:
    """Choose the cells that must not be shown.

    Counts from 1 to under the threshold are hidden. Then, while a total tells anything about a
    hidden cell that its being hidden does not, the smallest cell still shown is hidden as well;
    at last nothing of that total is left to subtract.

    Parameters
    ----------
    values : sequence of int or None
        Counts; None is unknown and hides nothing.
    totals : sequence of Total
        Which cells add up to which.
    threshold : int, optional
        Least count that may be shown.

    Returns
    -------
    frozenset of int
        Numbers of the hidden cells.

    Notes
    -----
    For each total with a cell that is shown, every hidden count may be any number from 1 to under
    the threshold as far as that total can tell.

    Examples
    --------
    >>> sorted(suppress([4, 100, 60, 164], [Total((0, 1, 2), 3)]))
    [0, 2]
    """
    least = int(rule("small_count")) if threshold is None else threshold
    small = {i for i, value in enumerate(values) if value is not None and 0 < value < least}
    hidden = set(small)
    changed = True
    while changed:
        changed = False
        for total in totals:
            while not _safe(total, values, small, hidden, least):
                shown = [i for i in total.cells if i not in hidden and values[i] is not None]
                # A cell of zero hides nothing, and its turn comes only when nothing else is left.
                hidden.add(min(shown, key=lambda i: (values[i] == 0, values[i] or 0, i)))
                changed = True
    return frozenset(hidden)


def _safe(
    total: Total, values: Sequence[int | None], small: set[int], hidden: set[int], least: int
) -> bool:
    """Whether a total tells nothing of its hidden cells, even to one who knows the rule."""
    cells = total.cells
    if not any(i in hidden for i in cells):
        return True
    if not any(i not in hidden and values[i] is not None for i in cells):
        return True
    for cell in cells:
        if cell in hidden and not _wide(cell, total, values, small, hidden, least):
            return False
    return True


def _reach(
    cell: int, values: Sequence[int | None], small: set[int], hidden: set[int], least: int
) -> tuple[float, float]:
    """What one who knows the rule knows of a cell by itself."""
    value = values[cell]
    if value is None:
        return 0.0, math.inf
    if cell not in hidden:
        return float(value), float(value)
    return (1.0, least - 1.0) if cell in small else (0.0 if value == 0 else least, math.inf)


def _wide(
    cell: int,
    total: Total,
    values: Sequence[int | None],
    small: set[int],
    hidden: set[int],
    least: int,
) -> bool:
    """Whether the others leave a hidden cell as free as it was."""
    others = [_reach(i, values, small, hidden, least) for i in total.parts if i != cell]
    low, high = sum(reach[0] for reach in others), sum(reach[1] for reach in others)
    if cell != total.total:
        whole = _reach(total.total, values, small, hidden, least)
        low, high = whole[0] - high, whole[1] - low
    own = _reach(cell, values, small, hidden, least)
    if cell in small:
        return low <= own[0] and high >= own[1]
    # A hidden count that is not small must not be told exactly, or it gives the small one back.
    return high - low >= least - 2


def totals_of(frame: pd.DataFrame, keys: Sequence[str], part: str) -> list[Total]:
    """Totals that a table holds: rows alike in all keys, one without the part, the others with it.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    keys : sequence of str
        Columns in which a total and its parts agree.
    part : str
        Column that is empty in a total.

    Returns
    -------
    list of Total
        By position of the rows.

    Examples
    --------
    >>> frame = pd.DataFrame({"day": [1, 1, 1], "place": ["", "a", "b"]})
    >>> totals_of(frame, ["day"], "place")
    [Total(parts=(1, 2), total=0)]
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(frame[[*keys, part]].astype(str).itertuples(index=False)):
        groups.setdefault(tuple(row)[:-1], []).append(number)
    empty = [value == "" for value in frame[part].astype(str)]
    found = []
    for numbers in groups.values():
        parts = tuple(number for number in numbers if not empty[number])
        found += [Total(parts, number) for number in numbers if empty[number] and parts]
    return found


def hidden_observations(observations: pd.DataFrame, countries: Mapping[str, str]) -> frozenset[int]:
    r"""Rows of observations whose counts of people must not be shown.

    Parameters
    ----------
    observations : pandas.DataFrame
        Columns of ``schema/observations.csv``.
    countries : mapping of str to str
        Country of each place.

    Returns
    -------
    frozenset of int
        Positions of the rows.

    Notes
    -----
    Totals are looked for over places of a country, countries of origin and legal statuses.

    Examples
    --------
    >>> from qafila import tables
    >>> hidden_observations(tables.read_table("observations", b"observation_id\n", "o")[0], {})
    frozenset()
    """
    frame = observations.reset_index(drop=True)
    homes = [
        country or countries.get(place, "")
        for place, country in zip(frame["location_id"], frame["country"], strict=True)
    ]
    frame = frame.assign(country=homes)
    same = ["date_start", "date_end", "measure"]
    hidden: frozenset[int] = frozenset()
    found: list[Total] = []
    for part in ("location_id", "coo", "legal_status"):
        keys = [key for key in ("country", "location_id", "coo", "legal_status") if key != part]
        found += totals_of(frame, [*same, *keys], part)
    for column in ("individuals", "households"):
        counts = [None if pd.isna(value) else int(value) for value in frame[column]]
        hidden |= suppress(counts, found)
    other = frame["unit"].isin(list(PEOPLE_UNITS)) & (frame["value"] > 0)
    small = other & (frame["value"] < rule("small_count"))
    return hidden | frozenset(int(str(number)) for number in frame.index[small])
