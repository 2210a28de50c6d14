"""Read files into claims."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from qafila.case import find_case, read_case, sources_of
from qafila.commands.ahead import lookup_of
from qafila.commands.importing import is_table, read_claims_of_table, told
from qafila.days import parse_day
from qafila.errors import InputError, ReportError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from qafila.claims import Claim, Document
    from qafila.places import Gazetteer
    from qafila.reports.llm.asking import Model
    from qafila.reports.llm.reading import Asked, Tally
    from qafila.reports.readers.lookup import Lookup
    from qafila.sources import Sources

STANDARD_INPUT = "-"


def read_files(
    files: Sequence[Path],
    case: str | None = None,
    *,
    published: str | None = None,
    outlet: str | None = None,
    language: str = "auto",
    form: str = "auto",
    model: Asked | None = None,
    warn: Callable[[str], None] = lambda _: None,
    fail: Callable[[str], None] | None = None,
) -> tuple[Claim, ...]:
    """Read reports into claims.

    Parameters
    ----------
    files : sequence of Path
        The reports; ``-`` stands for the standard input.
    case : str, optional
        Case whose places are known; by default that in whose reports the first file lies, else the
        shipped one.
    published, outlet : str, optional
        Take the place of what the front matter says.
    language : str
        ``en``, ``fr``, ``ar`` or ``auto``.
    form : str
        ``text``, ``html``, a format of tables, or ``auto``.
    model : Asked, optional
        A language model that may point at what the rules missed; see `qafila.reports.llm`.
    warn : callable, optional
        Told of what a reader of the claims must know: names that only look like others.
    fail : callable, optional
        Told of a file that cannot be read, and the others are read nevertheless.

    Returns
    -------
    tuple of Claim
        In the order of the files and of the text.

    Raises
    ------
    ReportError
        If a file cannot be read or its language is not supported, and `fail` is not given.
    ModelError
        If the language model does not answer.
    """
    from qafila.reports.llm.reading import Tally

    desk = _desk(files, case, outlet)
    given = _Given(parse_day(published) if published else None, outlet, language, form)
    found: list[Claim] = []
    tally = Tally()
    for path in files:
        try:
            if form not in {"auto", "text", "html"} or (form == "auto" and is_table(path)):
                claims, notes = _read_table(path, desk, form, published)
            else:
                claims, notes = _read_report(path, desk, given, model, tally)
        except ReportError as error:
            if fail is None:
                raise
            fail(str(error))
            continue
        found += claims
        for line in notes:
            warn(line)
    for line in tally.lines() if model is not None else ():
        warn(line)
    return tuple(found)


class _Desk(NamedTuple):
    """What is known when files are read."""

    time_zone: str
    gazetteer: Gazetteer
    sources: Sources
    lookup: Lookup


class _Given(NamedTuple):
    """What the user says of the files, which holds against what they say themselves."""

    published: dt.date | None
    outlet: str | None
    language: str
    form: str


def _desk(files: Sequence[Path], case: str | None, outlet: str | None) -> _Desk:
    from qafila.places import Gazetteer

    known = read_case(find_case(case) if case else _case_around(files[0]))
    gazetteer = Gazetteer.from_locations(known.locations)
    return _Desk(known.time_zone, gazetteer, sources_of(known), lookup_of(known, outlet))


def _read_table(
    path: Path, desk: _Desk, form: str, published: str | None
) -> tuple[tuple[Claim, ...], list[str]]:
    if str(path) == STANDARD_INPUT:
        raise ReportError("standard input: tables are read from files; save it first")
    claims, rows = read_claims_of_table(path, desk.lookup, form=form, published=published)
    return claims, told(rows)


def _read_report(
    path: Path, desk: _Desk, given: _Given, model: Asked | None, tally: Tally
) -> tuple[tuple[Claim, ...], list[str]]:
    from qafila.reports import read_claims
    from qafila.reports.llm.reading import read_with_model
    from qafila.reports.spoofing import describe, find_spoofed

    opened = _open(path, desk.time_zone, given.form)
    document = replace(
        opened,
        published=given.published or opened.published,
        outlet=given.outlet or opened.outlet,
        language=opened.language if given.language == "auto" else given.language,
    )
    notes = [
        f"{path}: {describe(word)}; it was not taken for the name it looks like"
        for word in find_spoofed(document.text)
    ]
    if document.published is None:
        notes.append(
            f"{document.name}: no day of publication is known, so that nothing of it counts in a "
            "case; give --published YYYY-MM-DD, or a line published: in its front matter"
        )
    if model is None:
        return read_claims(document, desk.gazetteer, desk.sources), notes
    return read_with_model(document, desk.gazetteer, desk.sources, model, tally), notes


def _open(path: Path, time_zone: str, form: str) -> Document:
    from qafila.reports.documents import open_document, open_stream

    if str(path) == STANDARD_INPUT:
        if sys.stdin is None:  # it was closed
            raise ReportError("standard input: there is none; give a file")
        return open_stream(sys.stdin.buffer, "standard input", time_zone, form)
    return open_document(path, time_zone=time_zone, form=form)


def find_model(url: str | None, name: str | None) -> Model | None:
    """The language model that was asked for, if any.

    Parameters
    ----------
    url, name : str or None
        Address and name; both, or neither. The environment's ``QAFILA_LLM_KEY`` is its key.

    Returns
    -------
    Model or None
        None where no address is given.

    Raises
    ------
    InputError
        If one of both is missing, or the address is not one of the web.

    Examples
    --------
    >>> find_model(None, None) is None
    True
    """
    if url is None and name is None:
        return None
    if url is None or name is None:
        raise InputError("give both --llm-url and --llm-model, or neither")
    if not url.startswith(("http://", "https://")):
        raise InputError(f'--llm-url "{url}" is no address; write it as http://localhost:11434/v1')
    from qafila.reports.llm.asking import Model

    return Model(url, name, key=os.environ.get("QAFILA_LLM_KEY", "none"))


def _case_around(file: Path) -> Path:
    folder = file.resolve().parent.parent
    return folder if (folder / "case.toml").is_file() else find_case("mali-2025")
