"""Settings of a case: the keys of ``case.toml``, read and checked."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from qafila import tables
from qafila.errors import Problem, SchemaError, did_you_mean
from qafila.files import why_no_file
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT_VERSION = 1
_COUNTRY = re.compile(r"[A-Z]{3}")
_KEYS: Mapping[str, tuple[type, ...]] = {
    "format_version": (int,),
    "name": (str,),
    "title": (dict,),
    "city": (str,),
    "time_zone": (str,),
    "start": (dt.date,),
    "as_of": (dt.date,),
    "countries": (list,),
    "languages": (list,),
    "alerts": (dict,),
}
_KINDS: Mapping[type, str] = {
    int: "a whole number",
    str: "a text in quotes",
    dict: "a section",
    dt.date: "a date such as 2025-11-30",
    list: "a list in brackets",
}
_VERSION = "format_version"  # a case of before version 1 has none
_OPTIONAL = {"title", "as_of", "start", "alerts"}
ALERT_KEYS = ("sender", "sender_name", "contact", "restriction")
# The name becomes part of the name of the output folder.
_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")


def read_settings(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read ``case.toml`` and collect everything that is wrong with its keys.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    dict
        The settings of the right type; empty if the file could not be read.
    list of Problem
        What is wrong, a missing file among it.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_settings(Path("nowhere/case.toml"))[1][0].message
    'the file is missing'
    """
    if not path.is_file():
        hint = f'make a case with "qafila new {path.parent}"'
        return {}, [Problem("case.toml", why_no_file(path), hint=hint)]
    try:
        text = tables.decode(path.read_bytes(), "case.toml")
        settings = tomllib.loads(text)
    except OSError as error:
        return {}, [Problem("case.toml", f"cannot be read ({error.strerror})")]
    except SchemaError as error:
        return {}, list(error.problems)
    except (ValueError, RecursionError) as error:
        hint = 'write lines such as city = "bamako"'
        return {}, [Problem("case.toml", f"not readable as TOML ({error})", hint=hint)]
    # Keys of another version are not ours to judge.
    problems = _version_problems(settings.get("format_version"))
    if problems:
        return {}, problems
    sound = {key: value for key, value in settings.items() if _is_sound(key, value)}
    return sound, _key_problems(settings)


def _is_sound(key: str, value: object) -> bool:
    # A moment is also a date to Python, and yes or no also a number.
    return isinstance(value, _KEYS.get(key, ())) and not isinstance(value, dt.datetime | bool)


def _version_problems(version: object) -> list[Problem]:
    if type(version) is not int or version == FORMAT_VERSION:
        return []
    newer = version > FORMAT_VERSION
    wrong = f"format_version {version} is {'newer' if newer else 'older'} than {FORMAT_VERSION}"
    hint = "install a newer qafila" if newer else 'run "qafila check --upgrade"'
    return [Problem("case.toml", wrong, None, "format_version", hint)]


def _key_problems(settings: dict[str, Any]) -> list[Problem]:
    problems = [
        Problem("case.toml", f'unknown key "{key}"', None, key, did_you_mean(key, _KEYS))
        for key in settings
        if key not in _KEYS
    ]
    for key, types in _KEYS.items():
        if key not in settings:
            if key not in _OPTIONAL:
                hint = 'add it, or run "qafila check --upgrade"' if key == _VERSION else "add it"
                problems.append(Problem("case.toml", f"{key} is missing", None, key, hint))
        elif not _is_sound(key, settings[key]):
            problems.append(
                Problem(
                    "case.toml",
                    f"{key} is not {_KINDS[types[0]]}",
                    None,
                    key,
                    "see docs/case-format.md",
                )
            )
    return problems


def setting_problems(settings: dict[str, Any], places: list[str]) -> list[Problem]:
    """Values of settings that cannot be right.

    Parameters
    ----------
    settings : dict
        Settings of the right type; keys may be missing.
    places : list of str
        Identifiers of the places of the case.

    Returns
    -------
    list of Problem
        One for each wrong value.

    Examples
    --------
    >>> settings = {"name": "a", "city": "bamaco", "time_zone": "Africa/Bamako",
    ...             "countries": ["MLI"], "languages": ["en"]}
    >>> print(setting_problems(settings, ["bamako"])[0])
    case.toml, column city: city "bamaco" is not in locations.csv; did you mean "bamako"?
    """
    problems = _value_problems(settings)
    city, zone = settings.get("city"), settings.get("time_zone")
    if places and city is not None and city not in places:
        wrong = f'city "{city}" is not in locations.csv'
        problems.append(Problem("case.toml", wrong, None, "city", did_you_mean(city, places)))
    if zone is not None and not _is_zone(zone):
        hint = "write a name such as Africa/Bamako"
        wrong = f'unknown time zone "{zone}"'
        problems.append(Problem("case.toml", wrong, None, "time_zone", hint))
    return problems


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _value_problems(settings: dict[str, Any]) -> list[Problem]:
    problems = []

    def complain(key: str, message: str, hint: str) -> None:
        problems.append(Problem("case.toml", message, None, key, hint))

    if "name" in settings and not _NAME.fullmatch(settings["name"]):
        complain("name", f'"{settings["name"]}" is not a name', "use letters, digits and hyphens")
    wrong = [language for language in settings.get("languages", ()) if language not in LANGUAGES]
    if wrong:
        complain("languages", f'"{wrong[0]}" is not a language', "allowed: en, fr, ar")
    wrong = [name for name in settings.get("countries", ()) if not _COUNTRY.fullmatch(str(name))]
    if wrong:
        hint = "write three capital letters, such as MLI"
        complain("countries", f'"{wrong[0]}" is not a country', hint)
    for key in ("languages", "countries"):
        if key in settings and not settings[key]:
            complain(key, f"{key} is empty", "name at least one")
    if not all(
        language in LANGUAGES and isinstance(title, str)
        for language, title in settings.get("title", {}).items()
    ):
        complain("title", "a title is wrong", 'write en = "…", fr = "…", ar = "…"')
    if "start" in settings and "as_of" in settings and settings["start"] > settings["as_of"]:
        complain("start", "start is after as_of", "swap them or mend the typing error")
    return problems + _alert_problems(settings.get("alerts", {}))


def _alert_problems(alerts: dict[str, Any]) -> list[Problem]:
    problems = []
    for key, value in alerts.items():
        if key not in ALERT_KEYS:
            hint = did_you_mean(key, ALERT_KEYS) or "allowed: " + ", ".join(ALERT_KEYS)
            problems.append(Problem("case.toml", f'unknown key "{key}"', None, "alerts", hint))
        elif not isinstance(value, str) or not value.strip():
            hint = f'write {key} = "…"'
            problems.append(Problem("case.toml", f"{key} is not a text", None, "alerts", hint))
    return problems
