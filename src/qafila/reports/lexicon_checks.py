"""Check the lexicons: faults in them are silent, for a phrase that cannot match is never missed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qafila import terms
from qafila.errors import Problem, did_you_mean
from qafila.files import package_data
from qafila.places import countries
from qafila.reports.lexicon_doubles import double_problems
from qafila.reports.lexicon_needs import figure_faults, need_faults
from qafila.reports.lexicon_phrases import Fault, folded_faults, phrase_faults
from qafila.reports.lexicon_tables import columns, read_lexicons
from qafila.reports.lexicons import schema_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from importlib.resources.abc import Traversable

    from qafila.reports.lexicon_tables import Column, Lexicons, Line

_SET = re.compile(r"&(\w+)")
_SLUG = re.compile(r"[a-z0-9_]+")
_LISTED = 12  # values that a hint names at most
# Slots that the program itself looks at, whether or not a trigger asks for them.
_READ_SLOTS = frozenset({"convoy", "attack", "enemy", "army", "force"})


def lexicon_problems(folder: Traversable | None = None) -> list[Problem]:
    """Check all tables of a folder of lexicons.

    Parameters
    ----------
    folder : Traversable or None
        The folder; None for the lexicons that the reader uses.

    Returns
    -------
    list of Problem
        All problems at once, each with file, row and column, in this order.

    Examples
    --------
    >>> lexicon_problems()
    []
    """
    found = read_lexicons(folder or package_data("reports", "lexicons"))
    problems = list(found.problems)
    for table, lines in found.tables.items():
        for line in lines:
            for column in columns()[table]:
                problems += _cell_problems(found, table, line, column)
    problems += [*_unused_sets(found), *_unused_names(found), *double_problems(found)]
    return sorted(problems, key=lambda one: (one.file, one.row or 0))


def _cell_problems(found: Lexicons, table: str, line: Line, column: Column) -> Iterator[Problem]:
    cell = line.cells[column.name]
    for fault in _faults(found, line, column, cell):
        yield Problem(f"{table}.csv", fault.message, line.number, column.name, fault.hint)


def _faults(found: Lexicons, line: Line, column: Column, cell: str) -> list[Fault]:
    if cell != cell.strip():
        return [Fault(f'"{cell}" begins or ends with a space', "delete it")]
    if not cell:
        return [] if column.may_be_empty else [Fault("the cell is empty", "fill it")]
    language = line.cells.get("language", "")
    forms: dict[str, Callable[[], list[Fault]]] = {
        "choice": lambda: _unknown([cell], _allowed(found, column.allowed)),
        "choices": lambda: _unknown(cell.split("|"), _allowed(found, column.allowed)),
        "country": lambda: _unknown([cell], [country.code for country in countries()]),
        "number": lambda: [] if _is_number(cell) else [Fault(f'"{cell}" is no number')],
        "factor": lambda: [] if _is_number(cell.removeprefix("dual") or "1") else [
            Fault(f'"{cell}" is no number', 'or write "dual" where the word itself says two')
        ],
        "slug": lambda: [] if _SLUG.fullmatch(cell) else [
            Fault(f'"{cell}" is no plain name', "small letters a to z, digits and _")
        ],
        "phrase": lambda: _phrase_faults(found, language, cell),
        "set": lambda: _set_faults(cell),
        "folded": lambda: folded_faults(cell),
        "needs": lambda: need_faults(found, language, cell),
        "figures": lambda: figure_faults(found, line.cells, cell),
        "text": list,
    }  # fmt: skip
    return forms[column.form]()


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _allowed(found: Lexicons, named: Iterable[str]) -> list[str]:
    """Words that a column may hold; ``@name`` stands for the terms or names of another table."""
    known: list[str] = []
    for name in named:
        if not name.startswith("@"):
            known.append(name)
        elif name == "@quantity":
            known += schema_units()
        elif name == "@amount":
            known += sorted(found.values("vague_amounts", "amount"))
        else:
            known += terms.values(name[1:])
    return known


def _unknown(values: Iterable[str], known: list[str]) -> list[Fault]:
    listed = f"allowed: {', '.join(known)}" if len(known) <= _LISTED else ""
    return [
        Fault(f'"{value}" is not known', did_you_mean(value, known) or listed)
        for value in values
        if value not in known
    ]


def _phrase_faults(found: Lexicons, language: str, phrase: str) -> list[Fault]:
    if "&" not in phrase:
        return list(_form_faults(phrase))
    faults: dict[Fault, None] = {}
    for code in [language] if language else terms.LANGUAGES:
        known = [name for of, name in found.sets if of == code]
        missing = [name for name in _SET.findall(phrase) if name not in known]
        faults |= dict.fromkeys(
            Fault(
                f'"&{name}" is no set of words in {code}',
                did_you_mean(name, known) or "add a row to words.csv",
            )
            for name in missing
        )
        if not missing:
            spelt_out = _SET.sub(lambda match: found.sets[code, match[1]], phrase)  # noqa: B023
            faults |= dict.fromkeys(_form_faults(spelt_out))
    return list(faults)


@cache
def _form_faults(phrase: str) -> tuple[Fault, ...]:
    return tuple(phrase_faults(phrase))


def _set_faults(words: str) -> list[Fault]:
    if "&" in words:
        return [Fault("a set cannot hold another set", "write its words out")]
    if " " in words:
        return [Fault("a set holds alternatives of one word", 'write "_" for a space inside one')]
    if words.endswith("?"):
        return [Fault("a set cannot be optional by itself", 'write "&name?" in the phrase')]
    return phrase_faults(words)


def _unused_sets(found: Lexicons) -> Iterator[Problem]:
    used = {
        (code, name)
        for table, lines in found.tables.items()
        for column in columns()[table]
        if column.form == "phrase"
        for line in lines
        for name in _SET.findall(line.cells[column.name])
        for code in ([line.cells["language"]] if line.cells["language"] else terms.LANGUAGES)
    }
    for line in found.tables["words"]:
        name = line.cells["name"]
        if (line.cells["language"], name) not in used:
            told = f'no phrase in {line.cells["language"]} uses "&{name}"'
            yield Problem("words.csv", told, line.number, "name", "use it or delete the row")


def _unused_names(found: Lexicons) -> Iterator[Problem]:
    """Slots that nothing asks for, and classes of nouns that nothing counts."""
    needs = " ".join(found.values("triggers", "needs"))
    asked = set(re.split(r"[ |!]+", needs))
    for line in found.tables["slots"]:
        slot = line.cells["slot"]
        if slot not in asked | _READ_SLOTS:
            hint = did_you_mean(slot, asked) or "let a trigger need it or delete the row"
            yield Problem("slots.csv", f'no trigger needs "{slot}"', line.number, "slot", hint)
    figures = " ".join(found.values("triggers", "figures"))
    counted = {pair.partition(">")[0] for pair in figures.split()}
    counted |= {part.partition(":")[2] for part in asked} | found.values("noun_units", "noun")
    for line in found.tables["nouns"]:
        name = line.cells["class"]
        if name not in counted | {"other"}:
            hint = did_you_mean(name, counted) or "add a row to noun_units.csv"
            yield Problem("nouns.csv", f'nothing counts "{name}"', line.number, "class", hint)
