"""Rows of lexicons that say the same twice, contradict each other, or can never count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.errors import Problem
from qafila.reports.lexicon_tables import columns
from qafila.text import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qafila.reports.lexicon_tables import Lexicons, Line

_NOTHING = "none"


def double_problems(found: Lexicons) -> list[Problem]:
    """Find rows that another row of the same table makes useless or contradicts.

    Parameters
    ----------
    found : Lexicons
        All tables.

    Returns
    -------
    list of Problem
        Each names the other row.
    """
    problems: list[Problem] = []
    for table in found.tables:
        problems += _same_key(found, table)
    return problems + list(_voided(found))


def _written(column: str, form: str, line: Line) -> str:
    """A cell as the program compares it."""
    cell = line.cells[column]
    if form in {"phrase", "folded"}:
        return flatten(cell)
    return " ".join(sorted(cell.split())) if form == "needs" else cell


def _same_key(found: Lexicons, table: str) -> Iterator[Problem]:
    keys = [column for column in columns()[table] if column.is_key]
    others = [column for column in columns()[table] if not column.is_key]
    seen: dict[tuple[str, ...], Line] = {}
    for line in found.tables[table]:
        key = tuple(_written(column.name, column.form, line) for column in keys)
        first = seen.setdefault(key, line)
        if first is line:
            continue
        differ = [one.name for one in others if line.cells[one.name] != first.cells[one.name]]
        told = f"contradicts row {first.number}" if differ else f"is row {first.number} again"
        hint = "merge both rows" if differ else "delete one"
        column = differ[0] if differ else keys[-1].name
        yield Problem(f"{table}.csv", told, line.number, column, hint)


def _voided(found: Lexicons) -> Iterator[Problem]:
    """Triggers whose words tell of nothing wherever they are found, as another row says."""
    void: dict[tuple[str, str], list[Line]] = {}
    for line in found.tables["triggers"]:
        if line.cells["event_type"] == _NOTHING:
            key = line.cells["language"], flatten(line.cells["phrase"])
            void.setdefault(key, []).append(line)
    for line in found.tables["triggers"]:
        if line.cells["event_type"] == _NOTHING:
            continue
        needs = set(line.cells["needs"].split())
        for other in void.get((line.cells["language"], flatten(line.cells["phrase"])), ()):
            if set(other.cells["needs"].split()) <= needs:
                told = f"never counts: by row {other.number} the same words tell of no event"
                hint = "delete one, or let that row need more"
                yield Problem("triggers.csv", told, line.number, "event_type", hint)
