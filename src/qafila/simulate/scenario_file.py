"""Read a scenario from a TOML file and from command options."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from qafila.errors import InputError, Problem, SchemaError, did_you_mean
from qafila.simulate.scenario import Change, Scenario
from qafila.tables import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_SIZES = ("days", "draws", "seed")
_WANTED: Mapping[tuple[type, ...], str] = {
    (str,): "a text", (int,): "a whole number", (int, float): "a number",
}  # fmt: skip
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_scenario(
    path: Path | None = None, day_zero: dt.date | None = None, **options: int | None
) -> Scenario:
    """Scenario from a file; options that are given win over it, and it wins over the defaults.

    Parameters
    ----------
    path : Path, optional
        TOML file with days, draws, seed and any number of ``[[changes]]``.
    day_zero : datetime.date, optional
        Day of the situation or first day of the folder, from which dates of changes are counted.
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
    given = read_values(path, day_zero)
    given |= {name: value for name, value in options.items() if value is not None}
    with naming_changes(path):
        return Scenario(**given)


def read_values(path: Path | None, day_zero: dt.date | None = None) -> dict[str, Any]:
    """What a file says of a scenario, without the defaults.

    Parameters
    ----------
    path : Path or None
        TOML file with days, draws, seed and any number of ``[[changes]]``; None for no file.
    day_zero : datetime.date, optional
        From which dates of changes are counted; without it a date is a fault.

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
    found = _read(path)
    problems = _unknown(name, found, {*_SIZES, "changes"}) + _size_problems(name, found)
    listed = found.get("changes", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        problems.append(
            Problem(name, "changes is not a list", None, "changes", "write [[changes]]")
        )
        listed = []
    changes = []
    for number, entry in enumerate(listed, start=1):
        change, wrong = _change(f"{name}, change {number}", entry, day_zero)
        problems += wrong
        changes += [change] if change else []
    if problems:
        raise InputError(problems)
    return {**_sizes(found), "changes": tuple(changes)}


def read_sizes(path: Path | None) -> dict[str, int]:
    """What a file says of days, draws and seed, while the day is not known that dates count from.

    Parameters
    ----------
    path : Path or None
        As `read_values` takes it.

    Returns
    -------
    dict of str to int
        Those of the three that it gives.

    Raises
    ------
    InputError
        If the file cannot be read, or one of the three is no whole number.

    Examples
    --------
    >>> read_sizes(None)
    {}
    """
    if path is None:
        return {}
    found = _read(path)
    if problems := _size_problems(path.name, found):
        raise InputError(problems)
    return _sizes(found)


@contextmanager
def naming_changes(path: Path | None) -> Iterator[None]:
    """Name the file where a fault is found in one of its changes after it was read.

    Parameters
    ----------
    path : Path or None
        The file; None where there is none.

    Yields
    ------
    None
        While changes are applied, which know their number but not their file.

    Raises
    ------
    InputError
        The fault, of the same type.
    """
    try:
        yield
    except InputError as error:
        if path is None or not any(one.file.startswith("change ") for one in error.problems):
            raise
        raise type(error)(
            replace(one, file=f"{path.name}, {one.file}") if one.file.startswith("change ") else one
            for one in error.problems
        ) from error


def _read(path: Path) -> dict[str, Any]:
    name = path.name
    if not path.is_file():
        raise InputError(Problem(str(path), "there is no such file", hint="name a TOML file"))
    try:
        return tomllib.loads(decode(path.read_bytes(), name))
    except SchemaError as error:
        raise InputError(error.problems) from error
    except (ValueError, RecursionError) as error:
        hint = "write lines such as days = 60"
        raise InputError(Problem(name, f"not readable as TOML ({error})", hint=hint)) from error


def _sizes(found: dict[str, Any]) -> dict[str, int]:
    return {key: found[key] for key in _SIZES if key in found}


def _size_problems(name: str, found: dict[str, Any]) -> list[Problem]:
    return [
        Problem(name, f"{key} is not a whole number", None, key, "write for example 60")
        for key, value in _sizes(found).items()
        if not isinstance(value, int) or isinstance(value, bool)
    ]


def _unknown(file: str, found: Iterable[str], known: set[str]) -> list[Problem]:
    return [
        Problem(file, f'unknown key "{key}"', None, key, did_you_mean(key, known))
        for key in found
        if key not in known
    ]


def _change(
    file: str, entry: dict[str, Any], day_zero: dt.date | None
) -> tuple[Change | None, list[Problem]]:
    entry, wrong = _dated(file, entry, day_zero)
    wrong += _unknown(file, entry, {field.name for field in fields(Change)})
    wrong += [
        Problem(file, f"{key} is missing", None, key, "add it")
        for key in ("kind", "target_id")
        if key not in entry
    ]
    types: dict[str, tuple[type, ...]] = {
        "kind": (str,), "target_id": (str,), "start_day": (int,), "end_day": (int,),
        "value": (int, float), "second_id": (str,), "unit": (str,), "cover": (int, float),
    }  # fmt: skip
    wrong += [
        Problem(file, f"{key} must be {_WANTED[kinds]}", None, key, "see docs/case-format.md")
        for key, kinds in types.items()
        if key in entry
        and key not in {problem.column for problem in wrong}
        and (not isinstance(entry[key], kinds) or isinstance(entry[key], bool))
    ]
    if wrong:
        return None, wrong
    try:
        return Change(**entry), []
    except InputError as error:
        return None, [Problem(file, p.message, None, p.column, p.hint) for p in error.problems]


def _dated(
    file: str, entry: dict[str, Any], day_zero: dt.date | None
) -> tuple[dict[str, Any], list[Problem]]:
    """Days in the place of dates, and what is wrong with these."""
    told, wrong = dict(entry), []
    for key in ("start_day", "end_day"):
        given = entry.get(key)
        date = _date(given)
        if date is not None and day_zero is not None and date > day_zero:
            told[key] = (date - day_zero).days
        elif date is not None and day_zero is not None:
            hint = f"the first day on which something can change is {day_zero + dt.timedelta(1)}"
            told.pop(key)
            message = f"{date} is not after day 0, which is {day_zero}"
            wrong.append(Problem(file, message, None, key, hint))
        elif date is not None:
            told.pop(key)
            message = f"{date} is a date, and nothing says which day is day 0"
            wrong.append(Problem(file, message, None, key, "give day_zero, or the number of a day"))
        elif isinstance(given, str | dt.date):
            hint = "write the number of a day, or a date such as 2024-03-31"
            told.pop(key)
            wrong.append(Problem(file, f'"{given}" is no day', None, key, hint))
    return told, wrong


def _date(given: object) -> dt.date | None:
    if isinstance(given, str) and _DATE.fullmatch(given.strip()):
        try:
            return dt.date.fromisoformat(given.strip())
        except ValueError:
            return None
    return given if isinstance(given, dt.date) and not isinstance(given, dt.datetime) else None
