"""Which cells of a table must not be shown, so that no total gives a small count back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.rules import rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qafila.claims import Claim, Counted

PEOPLE_UNITS = frozenset({"people", "persons", "households"})
_RUNNING = frozenset({"cumulative"})


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
    values: Sequence[int | None],
    totals: Sequence[Total],
    threshold: int | None = None,
    closed: Collection[int] = frozenset(),
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
    closed : collection of int
        Numbers of cells that are hidden for another reason, and must not be given back either.

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
    hidden = small | set(closed)
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


def totals_of(frame: pd.DataFrame, same: Sequence[str], parts: Sequence[str]) -> list[Total]:
    """Totals that a table holds: a row, and rows alike that say more than it does.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    same : sequence of str
        Columns in which a total and its parts agree.
    parts : sequence of str
        Columns of which a total leaves some empty that its parts fill; in others they agree.

    Returns
    -------
    list of Total
        By position of the rows; parts of one total fill the same columns.

    Examples
    --------
    >>> frame = pd.DataFrame({"day": [1, 1, 1], "place": ["", "a", "b"]})
    >>> totals_of(frame, ["day"], ["place"])
    [Total(parts=(1, 2), total=0)]
    """
    keys = frame[list(same)].astype(str).itertuples(index=False, name=None)
    told = list(frame[list(parts)].fillna("").astype(str).itertuples(index=False, name=None))
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, key in enumerate(keys):
        groups.setdefault(key, []).append(number)
    found = []
    for numbers in groups.values():
        for total in numbers:
            finer: dict[tuple[bool, ...], list[int]] = {}
            for number in numbers:
                if _finer(told[number], told[total]):
                    finer.setdefault(tuple(map(bool, told[number])), []).append(number)
            found += [Total(tuple(found_parts), total) for found_parts in finer.values()]
    return found


def _finer(part: Sequence[str], total: Sequence[str]) -> bool:
    """Whether a row says all that another says, and more."""
    agree = all(not whole or one == whole for one, whole in zip(part, total, strict=True))
    return agree and tuple(part) != tuple(total)


_PARTS = ("location_id", "coo", "legal_status", "count_basis", "setting", "coa")
_SPAN = ("date_start", "date_end")


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
    Any column that tells people apart may part a total. Of two figures alike in all columns whose
    intervals nest, or of which one follows the other as a running total, the difference is a
    count as well, of people who are in no row.

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
    same = [*_SPAN, "measure", "country"]
    # Camps may be registered and their host communities estimated, and both be summed up.
    any_basis = [part for part in _PARTS if part != "count_basis"]
    found = [*totals_of(frame, same, _PARTS), *totals_of(frame, same, any_basis)]
    hidden: frozenset[int] = frozenset()
    for counts in _counts(frame):
        hidden |= _closed(counts, found, _ladders(frame, counts))
    return hidden


def _counts(frame: pd.DataFrame) -> list[list[int | None]]:
    """Counts of people that a table holds: each column is a way to be told of a small one."""
    told = frame["unit"].isin(list(PEOPLE_UNITS))
    columns = [frame["individuals"], frame["households"]]
    columns += [frame[key].where(told) for key in ("value", "low", "high")]
    return [[None if pd.isna(one) else math.ceil(one) for one in column] for column in columns]


def _ladders(frame: pd.DataFrame, counts: Sequence[int | None]) -> list[tuple[int, int]]:
    """Pairs of rows, the lesser first, whose difference counts people by itself."""
    kinds: dict[tuple[str, ...], list[int]] = {}
    rows = frame[["measure", "country", "unit", *_PARTS]].astype(str).itertuples(index=False)
    for number, row in enumerate(rows):
        if counts[number] is not None:
            kinds.setdefault(tuple(row), []).append(number)
    starts, ends = list(frame["date_start"]), list(frame["date_end"])
    pairs = []
    for kind, numbers in kinds.items():
        for one in numbers:
            for other in numbers:
                within = starts[other] <= starts[one] and ends[one] <= ends[other]
                nested = within and (starts[one], ends[one]) != (starts[other], ends[other])
                running = kind[0] in _RUNNING and ends[one] < ends[other]
                if nested or running:
                    pairs.append((one, other))
    return pairs


def _closed(
    counts: Sequence[int | None], found: Sequence[Total], ladders: Sequence[tuple[int, int]]
) -> frozenset[int]:
    """Hide small counts, and each greater row of a pair that is told apart by a small count."""
    least = int(rule("small_count"))
    cells, totals = _with_rests(counts, found)
    hidden = suppress(cells, totals)
    changed = True
    while changed:
        changed = False
        for lesser, greater in ladders:
            low, high = counts[lesser], counts[greater]
            if low is None or high is None or {lesser, greater} & hidden:
                continue
            if 0 < abs(high - low) < least:
                hidden = suppress(cells, totals, closed=hidden | {greater})
                changed = True
    return frozenset(number for number in hidden if number < len(counts))


def _with_rests(
    counts: Sequence[int | None], found: Sequence[Total]
) -> tuple[list[int | None], list[Total]]:
    """Cells that no table holds: the few whom a total counts beside its parts, or one of them."""
    least = int(rule("small_count"))
    cells: list[int | None] = list(counts)
    totals: list[Total] = []
    for total in found:
        whole = counts[total.total] or 0
        known = tuple(part for part in total.parts if counts[part] is not None)
        rests = {
            parts: whole - sum(counts[part] or 0 for part in parts)
            for parts in [known, *((part,) for part in known)]
        }
        if not 0 < rests[known] < least:
            totals.append(total)
        for parts, rest in rests.items():
            if parts and 0 < rest < least:
                cells.append(rest)
                totals.append(Total((*parts, len(cells) - 1), total.total))
    return cells, totals


def hidden_claims(claims: Iterable[Claim]) -> frozenset[str]:
    """Claims whose counts of people would give a small count by subtraction, or are small.

    Parameters
    ----------
    claims : iterable of Claim
        Claims of a ledger.

    Returns
    -------
    frozenset of str
        Their identifiers.

    Notes
    -----
    Figures of one kind, place and day that count different people may be a total and its parts,
    whoever says so: those told apart by group, by country or by side are added up.

    Examples
    --------
    >>> hidden_claims(())
    frozenset()
    """
    alike: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        if claim.unit in PEOPLE_UNITS:
            place = claim.location
            where = (place.location_id or place.country or place.name) if place else None
            key = (claim.event_type, where, claim.date.start, claim.date.end)
            alike.setdefault((*key, claim.unit == "households"), []).append(claim)
    hidden: set[str] = set()
    for group in alike.values():
        for values in zip(*((claim.best, claim.low, claim.high) for claim in group), strict=True):
            counts = [None if value is None else math.ceil(value) for value in values]
            closed = _closed(counts, _sums(group, counts), ())
            hidden |= {group[number].claim_id for number in closed}
    return frozenset(hidden)


def _sums(claims: Sequence[Claim], counts: Sequence[int | None]) -> list[Total]:
    """Which claims may add up to which: parts are told apart in the same way."""
    found = []
    for number, claim in enumerate(claims):
        parts: dict[tuple[bool, ...], dict[Counted, int]] = {}
        for other, part in enumerate(claims):
            if part.counted and part.counted != claim.counted and counts[other] is not None:
                told = part.counted
                shape = (bool(told.group), bool(told.country), bool(told.affiliation))
                parts.setdefault(shape, {}).setdefault(told, other)
        whole = counts[number]
        for numbers in parts.values():
            known = tuple(numbers.values())
            least = sum(counts[one] or 0 for one in known)
            # Of more people than the total counts, single ones may still be parts of it.
            groups = [known] if whole is not None and least <= whole else []
            groups += [] if groups else [(one,) for one in known]
            found += [
                Total(group, number)
                for group in groups
                if whole is not None and _tells(whole - sum(counts[one] or 0 for one in group))
            ]
    return found


def _tells(rest: int) -> bool:
    """Whether who is left of a total are none or few, so that its parts may be all of it."""
    return 0 <= rest < int(rule("small_count"))
