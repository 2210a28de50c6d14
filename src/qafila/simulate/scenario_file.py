"""Read a scenario from a TOML file and from command options."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from qafila.errors import InputError, Problem, SchemaError, did_you_mean
from qafila.simulate.scenario import Change, Scenario
from qafila.tables import decode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def read_scenario(path: Path | None = None, **options: int | None) -> Scenario:
    """Scenario from a file; options that are given win over it, and it wins over the defaults.

    Parameters
    ----------
    path : Path, optional
        TOML file with days, draws, seed and any number of ``[[changes]]``.
    **options : int or None
        Values of days, draws, seed, threads; None leaves the choice to the file.

    Returns
    -------
    Scenario
        What is to be simulated.

    Raises
    ------
    InputError
        If the file cannot be read, or holds an unknown key or a wrong value; all are named.

    Examples
    --------
    >>> read_scenario(days=30, seed=None).days
    30
    """
    given = read_values(path)
    given |= {name: value for name, value in options.items() if value is not None}
    return Scenario(**given)


def read_values(path: Path | None) -> dict[str, Any]:
    """What a file says of a scenario, without the defaults.

    Parameters
    ----------
    path : Path or None
        TOML file with days, draws, seed and any number of ``[[changes]]``; None for no file.

    Returns
    -------
    dict of str to object
        Fields of `Scenario`.

    Raises
    ------
    InputError
        If the file cannot be read, or holds an unknown key or a wrong value; all are named.

    Examples
    --------
    >>> read_values(None)
    {}
    """
    if path is None:
        return {}
    name = path.name
    if not path.is_file():
        raise InputError(Problem(str(path), "there is no such file", hint="name a TOML file"))
    try:
        found = tomllib.loads(decode(path.read_bytes(), name))
    except SchemaError as error:
        raise InputError(error.problems) from error
    except (ValueError, RecursionError) as error:
        hint = "write lines such as days = 60"
        raise InputError(Problem(name, f"not readable as TOML ({error})", hint=hint)) from error
    numbers = {"days", "draws", "seed"}
    problems = _unknown(name, found, numbers | {"changes"})
    problems += [
        Problem(name, f"{key} is not a whole number", None, key, "write for example 60")
        for key in numbers & set(found)
        if not isinstance(found[key], int) or isinstance(found[key], bool)
    ]
    listed = found.get("changes", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        problems.append(
            Problem(name, "changes is not a list", None, "changes", "write [[changes]]")
        )
        listed = []
    changes = []
    for number, entry in enumerate(listed, start=1):
        change, wrong = _change(f"{name}, change {number}", entry)
        problems += wrong
        changes += [change] if change else []
    if problems:
        raise InputError(problems)
    return {**{key: found[key] for key in numbers & set(found)}, "changes": tuple(changes)}


def _unknown(file: str, found: Iterable[str], known: set[str]) -> list[Problem]:
    return [
        Problem(file, f'unknown key "{key}"', None, key, did_you_mean(key, known))
        for key in found
        if key not in known
    ]


def _change(file: str, entry: dict[str, Any]) -> tuple[Change | None, list[Problem]]:
    wrong = _unknown(file, entry, {field.name for field in fields(Change)})
    wrong += [
        Problem(file, f"{key} is missing", None, key, "add it")
        for key in ("kind", "target_id")
        if key not in entry
    ]
    types: dict[str, tuple[type, ...]] = {
        "kind": (str,), "target_id": (str,), "start_day": (int,), "end_day": (int,),
        "value": (int, float), "second_id": (str,),
    }  # fmt: skip
    wrong += [
        Problem(file, f"{key} is not a {kinds[0].__name__}", None, key, "see docs/case-format.md")
        for key, kinds in types.items()
        if key in entry and (not isinstance(entry[key], kinds) or isinstance(entry[key], bool))
    ]
    if wrong:
        return None, wrong
    try:
        return Change(**entry), []
    except InputError as error:
        return None, [Problem(file, p.message, None, p.column, p.hint) for p in error.problems]
