"""Languages and formats of the reader: the built-in ones, and others by entry points.

A package adds a language by the entry point group ``qafila.languages`` whose object is a
`qafila.reports.language.Language`. A broken one gives one warning and the rest works.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.errors import PluginWarning
from qafila.reports.language import Language
from qafila.reports.languages.arabic import ARABIC
from qafila.reports.languages.english import ENGLISH
from qafila.reports.languages.french import FRENCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.metadata import EntryPoint

GROUP = "qafila.languages"


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
    for point in found:
        try:
            language = point.load()
        except Exception as error:  # noqa: BLE001  # a plug-in may fail in any way
            _warn(point.name, str(error))
            continue
        if not isinstance(language, Language):
            _warn(point.name, "it is not a Language")
        else:
            languages.setdefault(language.code, language)
    return MappingProxyType(languages)


def _warn(name: str, reason: str) -> None:
    warnings.warn(
        f'the language plug-in "{name}" is broken and was left out ({reason})',
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
