"""Relations between actors: what must hold between the cells of a row, and between rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.errors import Problem
from qafila.tables import read_defaults, reference_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = "relations.csv"
# Relations by which an actor goes on in another one: no way along them may lead back.
PASSING_ON = ("succeeded_by", "merged_into")
_TERRITORY = "claims_territory_of"
_CHAINS: Mapping[str, tuple[str, ...]] = {
    "the succession goes in a circle": PASSING_ON,
    "an actor would be a part of itself": ("part_of",),
}
_DAYS = ("start_earliest", "start_latest", "end_earliest", "end_latest")


def relation_problems(
    own: pd.DataFrame, actors: Iterable[str], places: Iterable[str], file: str = FILE
) -> list[Problem]:
    """What is wrong with the relations of a case, beside cells that cannot be read.

    Parameters
    ----------
    own : pandas.DataFrame
        Rows of the case; columns of ``schema/relations.csv``.
    actors : iterable of str
        Actors of the case; those of the package are known besides.
    places : iterable of str
        Places of the case.
    file : str
        Name to show.

    Returns
    -------
    list of Problem
        Each with row, column and hint.

    Examples
    --------
    >>> row = {"relation_id": "x", "actor_a": "wagner", "relation": "part_of", "actor_b": "wagner",
    ...        "country": "", "location_id": "", "source": "estimate", "end_source": "",
    ...        **dict.fromkeys((*_DAYS, "reported_at", "end_reported_at"), pd.NaT)}
    >>> print(relation_problems(pd.DataFrame([row], index=[2]), (), ())[0])
    relations.csv, row 2, column actor_b: wagner is related to itself; name the other actor
    """
    known = {
        "actors.actor_id": {*read_defaults("actors", "actors")["actor_id"], *actors},
        "locations.location_id": set(places),
    }
    problems = reference_problems("relations", own, file, known)
    for line, row in zip(own.index, own.to_dict("records"), strict=True):
        found = [*_parties(row), *_days(row), *_end(row)]
        problems += [Problem(file, wrong, int(line), column, hint) for column, wrong, hint in found]
    return [*problems, *_circles(own, file)]


def _parties(row: Mapping[Any, Any]) -> list[tuple[str, str, str]]:
    """Column, message and hint where the two ends of a relation do not fit it."""
    first, other = row["actor_a"], row["actor_b"]
    if first and first == other:
        return [("actor_b", f"{first} is related to itself", "name the other actor")]
    if other:
        return []
    if row["relation"] != _TERRITORY:
        return [("actor_b", "the other actor is missing", "fill in actor_b")]
    if not row["country"]:
        return [("country", "whose territory is claimed is missing", "fill in actor_b or country")]
    return []


def _days(row: Mapping[Any, Any]) -> list[tuple[str, str, str]]:
    start, started, held, end = (row[column] for column in _DAYS)
    found = []
    for column, first, last in (
        ("start_latest", start, started),
        ("end_latest", held, end),
    ):
        if _after(first, last):
            other = column.replace("latest", "earliest")
            found.append((column, f"{column} {_day(last)} is before {other} {_day(first)}", _SWAP))
    first = start if pd.notna(start) else started
    for column, last in (("end_earliest", held), ("end_latest", end)):
        if _after(first, last):
            wrong = f"the relation ends on {_day(last)}, before it begins on {_day(first)}"
            return [*found, (column, wrong, "mend the day that is wrong")]
    return found


_SWAP = "swap the two days"


def _end(row: Mapping[Any, Any]) -> list[tuple[str, str, str]]:
    ended = pd.notna(row["end_earliest"]) or pd.notna(row["end_latest"])
    told = {
        "end_source": bool(row["end_source"]),
        "end_reported_at": bool(pd.notna(row["end_reported_at"])),
    }
    if ended:
        return [
            (column, "an end needs its source and the day of its publication", f"fill in {column}")
            for column, given in told.items()
            if not given
        ]
    if any(told.values()):
        return [("end_latest", "an end is sourced but its day is missing", "fill in end_latest")]
    return []


def _after(first: Any, last: Any) -> bool:
    return bool(pd.notna(first) and pd.notna(last) and first > last)


def _day(value: Any) -> str:
    return str(value)[:10]


def _circles(own: pd.DataFrame, file: str) -> list[Problem]:
    """Rows that close a circle with those before them and with those of the package."""
    given = read_defaults("relations", "relations")
    given = given[~given["relation_id"].isin(set(own["relation_id"]))]
    problems = []
    for wrong, kinds in _CHAINS.items():
        leads: dict[str, list[str]] = {}
        for row in given[given["relation"].isin(kinds)].to_dict("records"):
            leads.setdefault(row["actor_a"], []).append(row["actor_b"])
        rows = own[own["relation"].isin(kinds)]
        for line, row in zip(rows.index, rows.to_dict("records"), strict=True):
            first, other = row["actor_a"], row["actor_b"]
            if not other or first == other:
                continue
            way = _way(leads, other, first)
            if way:
                told = f"{wrong}: {' -> '.join((first, *way))}"
                hint = "one of these rows has actor_a and actor_b the wrong way round"
                problems.append(Problem(file, told, int(line), "actor_b", hint))
            else:
                # A row that closes a circle is left out, so that one mistake is one message.
                leads.setdefault(first, []).append(other)
    return problems


def _way(leads: Mapping[str, list[str]], start: str, goal: str) -> tuple[str, ...]:
    """Actors from a start to a goal; empty if no way leads there."""
    seen = {start}
    open_ways: list[tuple[str, ...]] = [(start,)]
    while open_ways:
        way = open_ways.pop()
        if way[-1] == goal:
            return way
        for step in leads.get(way[-1], []):
            if step not in seen:
                seen.add(step)
                open_ways.append((*way, step))
    return ()
