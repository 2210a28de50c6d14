"""Gazetteer: names of places in Arabic, French and English, and what each stands for.

A case's locations come first; countries with their capitals and demonyms, and administrative
regions that reports name, ship with the package in ``defaults/``.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from qafila.files import package_data
from qafila.phrases import ARABIC_CLITICS, NAME_CLITICS, Hit, PhraseTable, longest
from qafila.place_hits import is_name, of_one_country
from qafila.text import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from qafila.text import Folded

_SHY = "~"  # opens a name that is also a word, and is a place only behind a word of place
_REGION_WORD = re.compile(r"\b(?:region|province)\b|\b(?:de|du|of)\b|(?:منطقه|اقليم|ولايه)")


@dataclass(frozen=True)
class Place:
    """One entry of the gazetteer.

    Examples
    --------
    >>> Place("Bamako", "bamako", "MLI", "city").names
    ('Bamako',)
    """

    name: str
    location_id: str | None
    country: str | None
    kind: str
    other_names: tuple[str, ...] = ()
    shy: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """All spellings, without repeats."""
        return tuple(dict.fromkeys((self.name, *self.other_names)))

    @property
    def precision(self) -> str:
        """How closely a mention of it tells where: exact, region, country or outside the case."""
        if self.kind in {"region", "country"}:
            return self.kind
        return "exact" if self.location_id else "outside"


@dataclass(frozen=True)
class Country:
    """A country, its names, its capitals and the words for its people.

    Examples
    --------
    >>> [country.capitals[0] for country in countries() if country.code == "MLI"]
    ['Bamako']
    """

    code: str
    name: str
    names: tuple[str, ...]
    capitals: tuple[str, ...]
    demonyms: tuple[tuple[str, str], ...]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = package_data("defaults", f"{name}.csv").read_text(encoding="utf-8")
    header, *lines = csv.reader(io.StringIO(text))
    return (dict(zip(header, line, strict=True)) for line in lines if line)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Countries that ship with the package.

    Returns
    -------
    tuple of Country
        One per row of ``defaults/countries.csv``.

    Examples
    --------
    >>> {"MLI", "CIV", "MRT"} <= {country.code for country in countries()}
    True
    """
    return tuple(
        Country(
            row["country"],
            row["name_en"],
            (row["name_en"], row["name_fr"], row["name_ar"], *_split(row["aliases"])),
            _split(row["capitals"]),
            tuple((code, row[f"demonyms_{code}"]) for code in ("en", "fr", "ar")),
        )
        for row in _rows("countries")
    )


@lru_cache(maxsize=1)
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset(
        (country.code, flatten(name)) for country in countries() for name in country.capitals
    )


def is_capital(place: Place) -> bool:
    """Whether a place is the capital of its country.

    Parameters
    ----------
    place : Place
        A place.

    Returns
    -------
    bool
        True where one of its names is among those of the capital.

    Examples
    --------
    >>> is_capital(Place("Bamako", "bamako", "MLI", "city"))
    True
    """
    code = place.country or ""
    return place.kind != "country" and any(
        (code, flatten(name)) in _capitals() for name in place.names
    )


@lru_cache(maxsize=1)
def regions() -> tuple[Place, ...]:
    """Administrative units that reports name.

    Returns
    -------
    tuple of Place
        Rows of ``defaults/regions.csv``.

    Examples
    --------
    >>> "tchologo" in [place.location_id for place in regions()]
    True
    """
    return tuple(
        Place(
            row["name_en"], row["region_id"], row["country"] or None, "region",
            (row["name_fr"], row["name_ar"], *_split(row["aliases"])),
        )
        for row in _rows("regions")
    )  # fmt: skip


@lru_cache(maxsize=1)
def wider_places() -> tuple[Place, ...]:
    """Towns of the wider region, which a case may not have.

    Returns
    -------
    tuple of Place
        Rows of ``defaults/wider_places.csv``, without an identifier.

    Examples
    --------
    >>> [place.country for place in wider_places() if place.name == "Tamanrasset"]
    ['DZA']
    """
    return tuple(_wider(row) for row in _rows("wider_places"))


def _wider(row: Mapping[str, str]) -> Place:
    written = (row["name_en"], row["name_fr"], row["name_ar"], *_split(row["aliases"]))
    first, *others = (name.removeprefix(_SHY) for name in written)
    shy = frozenset(flatten(name[1:]) for name in written if name.startswith(_SHY))
    return Place(first, None, row["country"], row["kind"], tuple(filter(None, others)), shy)


@lru_cache(maxsize=3)
def demonyms(language: str) -> PhraseTable[str]:
    """Words for the people of a country.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    PhraseTable of str
        Finds adjectives and nouns of nationality; the value is the ISO3 code.

    Examples
    --------
    >>> demonyms("fr").find("un soldat malien")[0].value
    'MLI'
    """
    entries = [
        (words, country.code)
        for country in countries()
        for code, words in country.demonyms
        if code == language and words
    ]
    return PhraseTable(entries, ARABIC_CLITICS if language == "ar" else "")


@dataclass(frozen=True)
class Gazetteer:
    """Finds named places in folded text.

    Examples
    --------
    >>> from qafila.text import fold
    >>> gazetteer = Gazetteer((Place("Kayes", "kayes", "MLI", "city", ("كايس",)),))
    >>> [hit.value.location_id for hit in gazetteer.find(fold("من كايس إلى السنغال"))]
    ['kayes', None]
    """

    places: tuple[Place, ...]

    @classmethod
    def from_locations(cls, frame: pd.DataFrame) -> Gazetteer:
        """Build from the checked locations table of a case.

        Parameters
        ----------
        frame : pandas.DataFrame
            Columns of ``schema/locations.csv``; aliases may be a tuple or text with ``|``.

        Returns
        -------
        Gazetteer
            Its places; countries and regions are added when it searches.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame([{"location_id": "pogo", "name_en": "Pogo", "name_fr": "Pogo",
        ...     "name_ar": "بوغو", "aliases": "", "country": "CIV", "kind": "town"}])
        >>> Gazetteer.from_locations(frame).places[0].country
        'CIV'
        """
        return cls(tuple(_places(frame.to_dict("records"))))

    @cached_property
    def _table(self) -> PhraseTable[Place]:
        towns = {flatten(name): place for place in self.places for name in place.names}
        entries = [(name, place) for place in self.places for name in place.names]
        entries += [
            (name, place)
            for place in _builtin(towns)
            for name in place.names
            if place.kind == "country" or _is_new(place, towns.get(flatten(name)))
        ]
        entries += [
            ("لل" + name.removeprefix("ال"), place)
            for name, place in entries
            if name.startswith("ال")
        ]
        plain = [(name.replace("|", " "), place) for name, place in entries if name.strip()]
        return PhraseTable(plain, NAME_CLITICS)

    @cached_property
    def home(self) -> str | None:
        """The country that has most places."""
        counts = Counter(place.country for place in self.places if place.country)
        return min(counts, key=lambda code: (-counts[code], code)) if counts else None

    def capital_of(self, code: str | None) -> Place | None:
        """Find what a report calls "the capital" of a country.

        Parameters
        ----------
        code : str or None
            ISO3 code of the country.

        Returns
        -------
        Place or None
            The place of the case, else one without an identifier; None where none is known.

        Examples
        --------
        >>> Gazetteer(()).capital_of("HTI").name
        'Port-au-Prince'
        """
        found = next((country for country in countries() if country.code == code), None)
        if found is None or not found.capitals:
            return None
        names = {flatten(name) for name in found.capitals}
        own = (place for place in self.places if place.country == code)
        return next(
            (place for place in own if any(flatten(name) in names for name in place.names)),
            Place(found.capitals[0], None, code, "city", found.capitals[1:]),
        )

    def find(self, folded: Folded) -> list[Hit[Place]]:
        """Find the places that a text names.

        Parameters
        ----------
        folded : Folded
            The text.

        Returns
        -------
        list of Hit
            Longest names, in order of place; positions are of the folded text.

        Examples
        --------
        >>> from qafila.text import fold
        >>> Gazetteer(()).find(fold("Senegal and Côte d'Ivoire"))[1].value.country
        'CIV'
        """
        hits = [hit for hit in self._table.find(folded.flat) if is_name(folded, hit)]
        return longest(of_one_country(hits))


def _is_new(place: Place, town: Place | None) -> bool:
    """Whether a name of a place is not already that of a town of the case, or of a homonym."""
    return town is None or (place.kind != "region" and place.country not in {town.country, None})


def _builtin(towns: Mapping[str, Place]) -> Iterator[Place]:
    for region in regions():
        town = next((towns[word] for word in _bare_names(region) if word in towns), None)
        yield replace(region, location_id=town.location_id if town else None)
    for country in countries():
        yield Place(country.name, None, country.code, "country", country.names[1:])
        for capital in country.capitals:
            yield Place(capital, None, country.code, "city")
    capitals = {flatten(name) for country in countries() for name in country.capitals}
    for town in wider_places():
        if not any(flatten(name) in capitals for name in town.names):
            yield _as_known(town, towns)


def _as_known(place: Place, towns: Mapping[str, Place]) -> Place:
    """A place that the case has, by the spellings that the table has for it."""
    words = (flatten(name) for name in place.names)
    known = next((towns[word] for word in words if word in towns), None)
    if known is None or known.country != place.country or place.kind == "region":
        return place
    names = tuple(name for name in (*known.other_names, *place.names) if name != known.name)
    return replace(known, other_names=tuple(dict.fromkeys(names)), shy=place.shy)


def _bare_names(region: Place) -> Iterator[str]:
    """A region is known by the town of its name where a case has one."""
    for name in region.names:
        yield _REGION_WORD.sub("", flatten(name)).strip()


def _places(records: Iterable[dict[object, object]]) -> Iterator[Place]:
    for record in records:
        aliases = record.get("aliases") or ()
        spellings = _split(aliases) if isinstance(aliases, str) else tuple(map(str, aliases))  # type: ignore[call-overload]
        names = [str(record.get(key) or "") for key in ("name_fr", "name_ar")]
        yield Place(
            str(record["name_en"]),
            str(record["location_id"]),
            str(record["country"]) or None,
            str(record["kind"]),
            tuple(name for name in (*names, *spellings) if name.strip()),
        )
