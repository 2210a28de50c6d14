"""Languages and formats of the reader: the built-in ones, and others by entry points.

A package adds a language by the entry point group ``qafila.languages`` whose object is a
`qafila.reports.language.Language`, and a format of tables by ``qafila.formats`` whose object is a
`qafila.reports.readers.forms.TableFormat`. A broken one gives one warning and the rest works.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from qafila.errors import PluginWarning
from qafila.reports.language import Language
from qafila.reports.languages.arabic import ARABIC
from qafila.reports.languages.english import ENGLISH
from qafila.reports.languages.french import FRENCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.metadata import EntryPoint

    from qafila.reports.readers.forms import TableFormat

GROUP = "qafila.languages"
FORMATS = "qafila.formats"
TABLES = ("acled", "ucdp", "gdelt", "unhcr", "hapi", "dtm", "idu", "hxl")

Wanted = TypeVar("Wanted")


def load_languages(found: Iterable[EntryPoint]) -> Mapping[str, Language]:
    """Built-in languages with those that plug-ins add.

    Parameters
    ----------
    found : iterable of importlib.metadata.EntryPoint
        Plug-ins.

    Returns
    -------
    mapping of str to Language
        By code; a plug-in never replaces a built-in language.

    Examples
    --------
    >>> sorted(load_languages([]))
    ['ar', 'en', 'fr']
    """
    languages = {language.code: language for language in (ENGLISH, FRENCH, ARABIC)}
    for language in _loaded(found, "language", Language):
        languages.setdefault(language.code, language)
    return MappingProxyType(languages)


def load_formats(found: Iterable[EntryPoint]) -> Mapping[str, TableFormat]:
    """Built-in formats of tables with those that plug-ins add.

    Parameters
    ----------
    found : iterable of importlib.metadata.EntryPoint
        Plug-ins.

    Returns
    -------
    mapping of str to TableFormat
        By name; a plug-in never replaces a built-in format.

    Examples
    --------
    >>> tuple(load_formats([])) == TABLES
    True
    """
    from qafila.reports.readers.forms import TableFormat

    formats: dict[str, TableFormat] = {}
    for name in TABLES:
        module = import_module(f"qafila.reports.readers.{name}")
        formats[name] = getattr(module, name.upper())
    for form in _loaded(found, "format", TableFormat):
        formats.setdefault(form.name, form)
    return MappingProxyType(formats)


def _loaded(found: Iterable[EntryPoint], what: str, wanted: type[Wanted]) -> Iterable[Wanted]:
    for point in found:
        try:
            value = point.load()
        except Exception as error:  # noqa: BLE001  # a plug-in may fail in any way
            _warn(what, point.name, str(error))
            continue
        if isinstance(value, wanted):
            yield value
        else:
            _warn(what, point.name, f"it is not a {wanted.__name__}")


def _warn(what: str, name: str, reason: str) -> None:
    warnings.warn(
        f'the {what} plug-in "{name}" is broken and was left out ({reason})',
        PluginWarning,
        stacklevel=3,
    )


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Language]:
    """All languages the reader knows.

    Returns
    -------
    mapping of str to Language
        By code.

    Examples
    --------
    >>> languages()["fr"].script
    'latin'
    """
    return load_languages(entry_points(group=GROUP))


@lru_cache(maxsize=1)
def formats() -> Mapping[str, TableFormat]:
    """All formats of tables that are known.

    Returns
    -------
    mapping of str to TableFormat
        By name.

    Examples
    --------
    >>> formats()["ucdp"].outlet
    'UCDP'
    """
    return load_formats(entry_points(group=FORMATS))
