"""Reads ``simsetting.yml``; an unknown or misspelt key is an error and never ignored."""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Any

import yaml

from qafila.errors import did_you_mean
from qafila.files import why_no_file
from qafila.interop.flee_cells import parse_number
from qafila.interop.flee_limits import is_too_large
from qafila.interop.flee_settings import (
    FleeSettings,
    Setting,
    Value,
    complete,
    default_settings,
    known_settings,
)

if TYPE_CHECKING:
    from pathlib import Path

    from qafila.interop.flee_findings import Findings


_ALIASES = "aliases such as *name are not read"


def _unreadable(error: Exception) -> tuple[str, str]:
    """What is wrong with a file that is no YAML, in words of its writer, and a hint."""
    if isinstance(error, UnicodeDecodeError):
        return "is not readable as YAML: it is not UTF-8", "save it as UTF-8"
    if isinstance(error, yaml.reader.ReaderError):
        return "is not readable as YAML: it holds a control character", "delete it"
    if getattr(error, "problem", None) == _ALIASES:
        return f"is not readable as YAML: {_ALIASES}", "write the value itself"
    if isinstance(error, yaml.MarkedYAMLError):
        wrong = "is not readable as YAML on this line, or on one above it"
        hint = 'write "key: value", indent with blanks and no tabs, close brackets and quotes'
        return wrong, hint
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror})", ""
    return "is not readable as YAML: a value is not one that can be read", "write it plainly"


def read_settings(path: Path, findings: Findings) -> FleeSettings:
    r"""Read ``simsetting.yml``.

    Parameters
    ----------
    path : Path
        The file.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    FleeSettings
        What is given, and Flee's defaults for the rest.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from qafila.interop.flee_findings import Findings
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "simsetting.yml"
    >>> _ = path.write_text("move_rules:\n  max_mov_speed: 200.0\n")
    >>> findings = Findings()
    >>> _ = read_settings(path, findings)
    >>> findings.refused[0].row, findings.refused[0].hint
    (2, 'did you mean "max_move_speed"?')
    """
    if not path.is_file():
        findings.add("file_missing", path.name, why_no_file(path))
        return default_settings()
    reader = _Reader(path.name, findings)
    try:
        if is_too_large(path, "largest_settings", findings):
            return default_settings()
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        top = loader.get_single_node()
        if top is not None:
            reader.section("", top, loader)
    # ValueError: bytes that are not UTF-8, a date such as 2012-99-99, thousands of digits.
    except (yaml.YAMLError, ValueError, RecursionError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark is not None else None
        wrong, hint = _unreadable(error)
        findings.add("setting_value", path.name, wrong, row, hint=hint)
    reader.check()
    return complete(reader.given)


class _Loader(yaml.SafeLoader):
    """Refuses aliases: ten lines of them can stand for more values than any machine holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, _ALIASES, mark)
        return super().compose_node(parent, index)


class _Reader:
    """Walks through the sections of the file; every value is noted with its line."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self.given: dict[str, Value] = {}
        self.lines: dict[str, int] = {}

    def section(self, section: str, node: yaml.Node, loader: yaml.SafeLoader) -> None:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            # Flee takes a section without keys for one that is not there.
            if node.tag != "tag:yaml.org,2002:null":
                wrong = "is no section of keys and values"
                self.findings.add("setting_value", self.file, wrong, line, section or None)
            return
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(getattr(key_node, "value", ""))
            path = f"{section}.{key}" if section else key
            line = key_node.start_mark.line + 1
            if key in seen:
                self.findings.add("setting_twice", self.file, "is given twice", line, path)
            seen.add(key)
            self._key(section, key, path, line, value_node, loader)

    def _key(
        self,
        section: str,
        key: str,
        path: str,
        line: int,
        node: yaml.Node,
        loader: yaml.SafeLoader,
    ) -> None:
        known = {one.key: one for one in known_settings() if one.section == section}
        if key in known and known[key].type != "section":
            self._value(known[key], line, loader.construct_object(node, deep=True))
        elif any(
            one.section == path or one.section.startswith(f"{path}.") for one in known_settings()
        ):
            if key in known and isinstance(node, yaml.MappingNode):
                self.given[known[key].field] = True
                self.lines[known[key].field] = line
            self.section(path, node, loader)
        else:
            hint = _suggestion(section, key)
            wrong = "there is no such setting"
            self.findings.add("setting_unknown", self.file, wrong, line, path, hint)

    def _value(self, setting: Setting, line: int, raw: Any) -> None:
        value, wrong = _convert(setting, raw)
        if wrong:
            hint = _allowed(setting)
            self.findings.add("setting_value", self.file, wrong, line, setting.path, hint)
        if value is not None:
            self.given[setting.field] = value
            self.lines[setting.field] = line

    def check(self) -> None:
        """Settings that exclude each other or need each other."""
        given = self.given
        floods = bool(given.get("flood_zone_spawning_only", False))
        if floods and given.get("conflict_zone_spawning_only", True):
            hint = "write conflict_zone_spawning_only: False"
            wrong = "cannot hold together with conflict_zone_spawning_only, which is on by default"
            self._conflict("flood_zone_spawning_only", wrong, hint)
        if floods and given.get("conflict_driven_spawning"):
            wrong = "has no effect where flood_zone_spawning_only is on"
            self._conflict("conflict_driven_spawning", wrong, "delete one of them")
        if given.get("flood_driven_spawning"):
            if not floods:
                wrong = "has no effect without flood_zone_spawning_only"
                self._conflict("flood_driven_spawning", wrong, "write flood_zone_spawning_only")
            if not given.get("take_from_population", False):
                hint = "write take_from_population: True"
                self._conflict("flood_driven_spawning", "needs take_from_population", hint)
        if given.get("read_from_agents_csv_file"):
            line = self.lines["read_from_agents_csv_file"]
            wrong, hint = "lists of single people are not read", "delete it"
            column = "spawn_rules.read_from_agents_csv_file"
            self.findings.add("setting_unsupported", self.file, wrong, line, column, hint)

    def _conflict(self, field: str, wrong: str, hint: str) -> None:
        path = next(one.path for one in known_settings() if one.field == field)
        line = self.lines.get(field)
        self.findings.add("setting_conflict", self.file, wrong, line, path, hint)


def _suggestion(section: str, key: str) -> str:
    here = {one.key for one in known_settings() if one.section == section}
    parts = {one.section for one in known_settings()}
    here |= {
        part.rpartition(".")[2] for part in parts if part and part.rpartition(".")[0] == section
    }
    elsewhere = [one.section or "the top" for one in known_settings() if one.key == key]
    if elsewhere:
        return f"it belongs in {elsewhere[0]}"
    return did_you_mean(key, here) or did_you_mean(key, {one.key for one in known_settings()})


def _allowed(setting: Setting) -> str:
    kinds = {"boolean": "write True or False", "numbers": "write a list such as [1.0, 0.5]"}
    if setting.type in kinds:
        return kinds[setting.type]
    if setting.allowed:
        return "allowed: " + ", ".join(setting.allowed)
    low, high = setting.minimum, setting.maximum
    kind = "a whole number" if setting.type == "integer" else "a number"
    if low is None or setting.type == "text":
        return f"write {kind}"
    return (
        f"write {kind}, {low:g} or more" if high is None else f"write {kind}, {low:g} to {high:g}"
    )


def _convert(setting: Setting, raw: Any) -> tuple[Value | None, str]:
    """Value and what is wrong with it; Flee would take the text "False" for true."""
    shown = _shown(raw)
    if setting.type == "boolean":
        if isinstance(raw, bool) or raw in (0, 1):
            return bool(raw), ""
        return None, f"{shown} is neither True nor False"
    if setting.type in ("text", "choice"):
        text = "" if raw is None else str(raw)
        text = text.lower() if setting.type == "choice" else text
        if setting.allowed and text not in setting.allowed:
            return None, f"{shown} is not known"
        return text, ""
    if setting.type == "numbers":
        if raw is None:
            return (), ""
        parts = raw if isinstance(raw, list) else [None]
        numbers = [_number(setting, part) for part in parts]
        if any(wrong for _, wrong in numbers):
            wrong = next(wrong for _, wrong in numbers if wrong)
            return None, wrong if isinstance(raw, list) else f"{shown} is not a list"
        return tuple(float(value) for value, _ in numbers if value is not None), ""
    return _number(setting, raw)


def _shown(raw: Any) -> str:
    """A value as a message names it, which never writes out a long one."""
    if isinstance(raw, str):
        return f'"{raw}"'
    return reprlib.repr(raw) if isinstance(raw, list | dict) else str(raw)


def _number(setting: Setting, raw: Any) -> tuple[float | int | None, str]:
    shown = _shown(raw)
    whole = setting.type == "integer"
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None, f"{shown} is not a number"
    # YAML reads 1e3 as text, which Flee turns into a number all the same.
    text = repr(raw) if isinstance(raw, int | float) else raw
    value, wrong = parse_number(text, whole=False)
    if value is None or wrong:
        return None, f"{shown} is not a number"
    if whole and not value.is_integer():
        return None, f"{shown} is not a whole number"
    low, high = setting.minimum, setting.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return None, f"{shown} is out of range"
    return (int(value) if whole else value), ""
