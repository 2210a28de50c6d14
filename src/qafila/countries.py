"""Names of countries: those of the package, and of CLDR for all others."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping

# Not countries but CLDR's test locales; countries that are made up may bear such codes.
_PSEUDO = ("XA", "XB")


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, Mapping[str, str]]:
    text = package_data("defaults", "countries.csv").read_text(encoding="utf-8")
    return {row["country"]: row for row in csv.DictReader(io.StringIO(text))}


def country_name(code: str, language: str = "en", locale: str = "en") -> str:
    """Name of a country.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3.
    language, locale : str
        Language of the name.

    Returns
    -------
    str
        The name; the code itself if it is not known.

    Examples
    --------
    >>> country_name("CIV", "fr", "fr")
    "Côte d'Ivoire"
    >>> country_name("SSD"), country_name("XXX"), country_name("XAA")
    ('South Sudan', 'XXX', 'XAA')
    """
    from babel import Locale
    from babel.core import get_global

    row = _countries().get(code)
    if row is not None:
        return row[f"name_{language}"]
    # CLDR names countries by two letters, and knows the three as another name of them.
    short = next(iter(get_global("territory_aliases").get(code, ())), code)
    if short in _PSEUDO:
        return code
    return str(Locale.parse(locale).territories.get(short, code))
