"""Files of reports: bytes to text, front matter apart."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import stat
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from qafila.claims import Document
from qafila.errors import ReportError
from qafila.reports.datelines import find_dateline
from qafila.reports.decoding import decode
from qafila.reports.pages import is_page, open_page

if TYPE_CHECKING:
    from pathlib import Path

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENED = re.compile(r"\A---[ \t]*\n(?=[a-z_]+[ \t]*:)")
_LONGEST_FRONT = 100_000  # characters; beyond it YAML takes seconds and no front matter is meant
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
_SHOWN = 60  # characters of a wrong value that a message repeats
_LARGEST = 20_000_000  # bytes: a hundred times the longest article


def open_document(path: Path, time_zone: str = "UTC", form: str = "auto") -> Document:
    r"""Read a report from a file.

    Parameters
    ----------
    path : Path
        Text or Markdown, with or without YAML front matter (outlet, title, published, language,
        restates), or a web page.
    time_zone : str
        Name of the zone, such as ``Africa/Bamako``, whose day a time stamp with an offset is.
    form : str
        ``text``, ``html``, or ``auto``: by the name and the first words of the file.

    Returns
    -------
    Document
        Its text without front matter; what the front matter does not say is unknown.

    Raises
    ------
    ReportError
        If the file is missing, too large, empty, not text, or its front matter is broken.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "note.md"
    >>> _ = path.write_text("---\npublished: 2025-09-18\n---\nPumps are dry.", encoding="utf-8")
    >>> open_document(path).published
    datetime.date(2025, 9, 18)
    """
    try:
        data = _read(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(f"{path}: cannot be read ({reason})") from error
    return parse_document(data, path.name, time_zone, form)


def open_stream(
    stream: BinaryIO, name: str, time_zone: str = "UTC", form: str = "auto"
) -> Document:
    r"""Read a report that comes from another program.

    Parameters
    ----------
    stream : binary file
        Where its bytes come from.
    name : str
        Name to show.
    time_zone, form : str
        See `open_document`.

    Returns
    -------
    Document
        Its text without front matter.

    Raises
    ------
    ReportError
        If it is too large, empty, not text, or its front matter is broken.

    Examples
    --------
    >>> import io
    >>> open_stream(io.BytesIO(b"Pumps are dry."), "standard input").text
    'Pumps are dry.'
    """
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReportError(f"{name}: is larger than {_LARGEST / 1e6:.0f} MB; give one report")
    return parse_document(data, name, time_zone, form)


def _read(path: Path) -> bytes:
    """Bytes of a file; a pipe or a device, which may never end, is none."""
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(state.st_mode):
        raise ReportError(f"{path}: is no file but a pipe or a device; save the report as a file")
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)  # it may have grown since, or tell no size
    if len(data) > _LARGEST:
        size = max(state.st_size, len(data))
        raise ReportError(
            f"{path}: has {size / 1e6:,.0f} MB, and no report is larger than "
            f"{_LARGEST / 1e6:.0f} MB; give one file for each report"
        )
    return data


def parse_document(data: bytes, name: str, time_zone: str = "UTC", form: str = "auto") -> Document:
    r"""Make a document from the bytes of a report.

    Parameters
    ----------
    data : bytes
        Content of the file, in any encoding.
    name : str
        File name to show.
    time_zone : str
        Name of the zone whose day a time stamp with an offset is.
    form : str
        ``text``, ``html`` or ``auto``.

    Returns
    -------
    Document
        Its text without front matter; of a web page the article.

    Raises
    ------
    ReportError
        If it is empty, not text, or its front matter is broken.

    Examples
    --------
    >>> parse_document("نفد الوقود".encode("utf-16"), "a.txt").text
    'نفد الوقود'
    >>> late = b"---\npublished: 2025-11-30T23:30:00-05:00\n---\nPumps are dry."
    >>> parse_document(late, "a.md", "Africa/Bamako").published
    datetime.date(2025, 12, 1)
    """
    if form == "html" or (form == "auto" and is_page(data, name)):
        return _page_document(data, name, time_zone)
    text = decode(data, name)
    match = _FRONT.match(text)
    if match is None and _OPENED.match(text):
        raise ReportError(f"{name}: the front matter has no end; close it with a line ---")
    front = _front_matter(match[1], name) if match else {}
    body = (text[match.end() :] if match else text).strip("\n")
    if not body.strip():
        raise ReportError(f"{name}: the report is empty; add its text below the front matter")
    document = Document.from_text(
        body,
        name,
        outlet=_text(front, "outlet", name),
        title=_text(front, "title", name),
        language=_text(front, "language", name),
        published=_published(front, name, time_zone),
        restates=_restates(front, name),
    )
    return document if document.published else _dated(document)


def _dated(document: Document) -> Document:
    """A report without a day takes that of its dateline, which no front matter contradicts."""
    found = find_dateline(document.text)
    return replace(
        document,
        published=found.published,
        outlet=document.outlet or (found.outlet if found.published else None),
    )


def _page_document(data: bytes, name: str, time_zone: str) -> Document:
    page = open_page(data, name)
    front = {"outlet": page.outlet, "title": page.title, "published": page.published}
    return Document.from_text(
        page.text,
        name,
        outlet=_text(front, "outlet", name),
        title=_text(front, "title", name),
        published=_published(front, name, time_zone),
    )


def _load(text: str) -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """Aliases are refused: a few lines of them can stand for gigabytes."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("aliases (*name) are not allowed")
            return super().compose_node(parent, index)

    return yaml.load(text, Loader)  # noqa: S506  # a SafeLoader


def _front_matter(text: str, name: str) -> dict[str, Any]:
    if len(text) > _LONGEST_FRONT:
        raise ReportError(
            f"{name}: the front matter has {len(text):,} characters, more than "
            f"{_LONGEST_FRONT:,}; close it with a line --- before the text"
        )
    try:
        found = _load(text)
    except RecursionError:
        raise ReportError(
            f"{name}: the front matter is nested too deeply; write lines of the form key: value"
        ) from None
    except Exception as error:
        # Besides its own errors PyYAML lets ValueError, TypeError, KeyError and others through.
        problem = (str(error).splitlines() or [type(error).__name__])[0]
        raise ReportError(
            f"{name}: the front matter is not valid YAML ({problem}); "
            "write lines of the form key: value"
        ) from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ReportError(f"{name}: the front matter must be lines of the form key: value")
    return found


def _text(front: dict[str, Any], key: str, name: str) -> str | None:
    value = _scalar(front.get(key), key, name)
    return value or None


def _scalar(value: Any, key: str, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, dict, set, tuple, bytes)):
        raise ReportError(f"{name}: {key} must be one line of text; write {key}: some words")
    try:
        text = str(value)
    except ValueError:  # an integer of more digits than Python is willing to write
        raise ReportError(f"{name}: {key} is a number too long to be meant; write words") from None
    return _printable(text)


def _printable(text: str) -> str:
    """One line without control characters and lone surrogates, which no output can hold."""
    line = " ".join(text.split())
    return "".join(sign for sign in line if unicodedata.category(sign) not in {"Cc", "Cs"})


def _published(front: dict[str, Any], name: str, time_zone: str) -> dt.date | None:
    value = front.get("published")
    if isinstance(value, dt.datetime):
        return _local_day(value, name, time_zone)
    if isinstance(value, dt.date):
        return value
    text = _scalar(value, "published", name)
    if not text:
        return None
    try:
        match = _DAY.fullmatch(text)
        day = dt.date.fromisoformat(match[1] if match else "")
    except ValueError:
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        raise ReportError(f'{name}: published is "{shown}"; write the day as YYYY-MM-DD') from None
    try:
        return _local_day(dt.datetime.fromisoformat(text), name, time_zone)
    except ValueError:  # a day followed by words is still that day
        return day


def _local_day(moment: dt.datetime, name: str, time_zone: str) -> dt.date:
    """The day of a moment where the case is; without an offset the day is the one written."""
    if moment.tzinfo is None:
        return moment.date()
    try:
        return moment.astimezone(_zone(time_zone)).date()
    except OverflowError:
        raise ReportError(
            f"{name}: published is out of range; write the day as YYYY-MM-DD"
        ) from None


def _zone(name: str) -> dt.tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name == "UTC":
        return dt.UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ReportError(
            f'time zone "{name}" is not known; write one such as Africa/Bamako'
        ) from None


def _restates(front: dict[str, Any], name: str) -> tuple[tuple[str, str, str], ...]:
    rows = front.get("restates")
    if rows is None or rows == "":
        return ()
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ReportError(
            f"{name}: restates must be a list; write each of its lines as "
            "- {source_name: …, url: …, date: YYYY-MM-DD}"
        )
    return tuple(
        (
            _scalar(row.get("source_name"), "source_name", name),
            _scalar(row.get("url"), "url", name),
            _scalar(row.get("date"), "date", name),
        )
        for row in rows
    )
