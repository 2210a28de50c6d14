"""Read files into claims."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.api import parse_day
from qafila.case import find_case, read_case, sources_of
from qafila.commands.importing import is_table, lookup_of, read_claims_of_table, told
from qafila.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from qafila.claims import Claim
    from qafila.reports.llm.asking import Model
    from qafila.reports.llm.reading import Asked


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
) -> tuple[Claim, ...]:
    """Read reports into claims.

    Parameters
    ----------
    files : sequence of Path
        The reports.
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

    Returns
    -------
    tuple of Claim
        In the order of the files and of the text.

    Raises
    ------
    ReportError
        If a file cannot be read or its language is not supported.
    ModelError
        If the language model does not answer.
    """
    from qafila.places import Gazetteer
    from qafila.reports import open_document, read_claims
    from qafila.reports.llm.reading import Tally, read_with_model
    from qafila.reports.spoofing import describe, find_spoofed

    known = read_case(find_case(case) if case else _case_around(files[0]))
    gazetteer = Gazetteer.from_locations(known.locations)
    sources = sources_of(known)
    day = parse_day(published) if published else None
    found: list[Claim] = []
    tally = Tally()
    lookup = lookup_of(known, outlet)
    for path in files:
        if form not in {"auto", "text", "html"} or (form == "auto" and is_table(path)):
            claims, read = read_claims_of_table(path, lookup, form=form, published=published)
            found += claims
            for line in told(read):
                warn(line)
            continue
        document = open_document(path, time_zone=known.time_zone, form=form)
        document = replace(
            document,
            published=day or document.published,
            outlet=outlet or document.outlet,
            language=document.language if language == "auto" else language,
        )
        if model is None:
            found += read_claims(document, gazetteer, sources)
        else:
            found += read_with_model(document, gazetteer, sources, model, tally)
        for word in find_spoofed(document.text):
            warn(f"{path}: {describe(word)}; it was not taken for the name it looks like")
    for line in tally.lines() if model is not None else ():
        warn(line)
    return tuple(found)


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
