"""What rows refer to: countries in other bodies' codes, places, units by code, and sources."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from qafila.claims import Actor, Location, Source
from qafila.places import countries
from qafila.reports.lexicons import table
from qafila.reports.readers.cells import code, words
from qafila.reports.readers.forms import table_rows
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qafila.places import Gazetteer, Place
    from qafila.reports.readers.forms import TableFormat
    from qafila.sources import KnownSource, Sources

_REMEMBERED = 200_000  # entries after which a memory is emptied: it must not grow with the file
_KEPT = 50_000  # the same for a `Memory`, of which a reader has several
_MOST_SOURCES = 8
_UNIT_WORD = re.compile(
    r"[ ]*(?:\(.*\)|\[.*\])$|\s+(?:town|village|city|region|cercle|circle|province|district)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\(.*\)")

Key = TypeVar("Key")
Value = TypeVar("Value")


@cache
def _scheme(name: str) -> Mapping[str, str]:
    return {
        written: row["country"]
        for row in table_rows("country_codes")
        for written in row[name].split("|")
        if written
    }


@cache
def _iso() -> frozenset[str]:
    return frozenset(country.code for country in countries())


@cache
def _names() -> Mapping[str, str]:
    return {
        fold(name).flat.strip(): country.code for country in countries() for name in country.names
    }


def country_of(written: str, scheme: str = "") -> str | None:
    """ISO 3166-1 alpha-3 code of a country in the words or codes of a table.

    Parameters
    ----------
    written : str
        A name, an ISO code, or a code of `scheme`.
    scheme : str, optional
        ``fips``, ``gleditsch_ward`` or ``unhcr``: a code of these is read in no other way, because
        the same letters mean other countries elsewhere.

    Returns
    -------
    str or None
        None where nothing is known by it.

    Examples
    --------
    >>> country_of("IV", "fips"), country_of("NG", "fips"), country_of("AUS", "unhcr")
    ('CIV', 'NER', 'AUT')
    >>> country_of("Ivory Coast"), country_of("432.0", "gleditsch_ward"), country_of("Atlantis")
    ('CIV', 'MLI', None)
    """
    cell = code(written)
    if scheme:
        return _scheme(scheme).get(cell)
    if cell in _iso():
        return cell
    plain = fold(_BRACKETS.sub("", words(cell))).flat.strip()
    return _names().get(plain)


@cache
def _regions_of_units() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Names of the regions in force that hold each older second- and first-level unit."""
    from qafila.tables import read_defaults

    second: dict[str, dict[str, None]] = {}
    first: dict[str, dict[str, None]] = {}
    for row in read_defaults("admin_changes", "admin_changes").to_dict("records"):
        second.setdefault(row["older_pcode"], {})[row["name_en"]] = None
        first.setdefault(row["older_parent"], {})[row["name_en"]] = None
    return (
        {unit: tuple(names) for unit, names in second.items()},
        {unit: tuple(names) for unit, names in first.items()},
    )


class Memory(dict[Key, Value]):
    """What was found for the cells of earlier rows: most rows of a table repeat others.

    Parameters
    ----------
    find : callable
        From the cells to what they mean; it depends on nothing else.

    Examples
    --------
    >>> lengths = Memory(len)
    >>> lengths["abc"], dict(lengths)
    (3, {'abc': 3})
    """

    def __init__(self, find: Callable[[Key], Value]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: Key) -> Value:
        if len(self) >= _KEPT:
            self.clear()
        found = self[key] = self._find(key)
        return found


class Lookup:
    """Places and sources of a case as the rows of tables name them; what it found it remembers.

    Parameters
    ----------
    gazetteer : Gazetteer
        Places of the case.
    sources : Sources
        Known sources.
    outlet : str, optional
        Who publishes tables whose format does not say it.

    Examples
    --------
    >>> from qafila.places import Gazetteer
    >>> from qafila.sources import default_sources
    >>> lookup = Lookup(Gazetteer(()), default_sources())
    >>> lookup.places(name="Atlantis town", country="MLI")[0]
    Location(name='Atlantis', location_id=None, country='MLI', precision='outside', role='at')
    """

    def __init__(self, gazetteer: Gazetteer, sources: Sources, outlet: str | None = None) -> None:
        self.outlet = outlet
        self._gazetteer = gazetteer
        self._sources = sources
        self._memory: dict[tuple[object, ...], object] = {}

    def remember(self, key: tuple[object, ...], find: Callable[[], Value]) -> Value:
        """What was found before for a key, or what is found now.

        Parameters
        ----------
        key : tuple
            All that the result depends on; its first member tells what is looked for.
        find : callable
            Finds it.

        Returns
        -------
        object
            The result.
        """
        try:
            return self._memory[key]  # type: ignore[return-value]
        except KeyError:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            found = self._memory[key] = find()
            return found

    def places(
        self,
        *,
        name: str = "",
        region: str = "",
        pcode: str = "",
        country: str | None = None,
        precision: str = "exact",
    ) -> tuple[Location, ...]:
        """Places of a row, the most exact one first.

        Parameters
        ----------
        name : str
            Name of a place; used where `precision` is exact or near.
        region : str
            Name of the administrative unit.
        pcode : str
            Code of that unit, of first or second level.
        country : str, optional
            ISO code.
        precision : str
            A ``location_precision`` as far as the row is sure.

        Returns
        -------
        tuple of Location
            A place that the case has; else the name without an identifier and the unit beside it;
            never a coordinate. Empty where nothing is known.
        """
        key = ("places", name, region, pcode, country, precision)
        return self.remember(key, lambda: self._places(name, region, pcode, country, precision))

    def _places(
        self, name: str, region: str, pcode: str, country: str | None, precision: str
    ) -> tuple[Location, ...]:
        found: list[Location] = []
        plain = _plain(name)
        if plain and precision in {"exact", "near"}:
            place = self._named(plain, country)
            if place is not None and place.kind not in {"region", "country"}:
                sure = place.precision if precision == "exact" else precision
                return (Location(place.name, place.location_id, country or place.country, sure),)
            if place is None:
                found.append(Location(plain, None, country, "outside"))
        if (region or pcode) and precision != "country":
            found.append(self._region(_plain(region) or pcode, pcode, country))
        if not found and country:
            found.append(Location(_country_name(country), None, country, "country"))
        return tuple(found)

    def _named(self, name: str, country: str | None) -> Place | None:
        folded = fold(name[:1].upper() + name[1:])
        for hit in self._gazetteer.find(folded):
            whole = hit.start == 0 and hit.end == len(folded.flat)
            if whole and (country is None or hit.value.country == country):
                return hit.value
        return None

    def _region(self, name: str, pcode: str, country: str | None) -> Location:
        """The unit in force that a row means; an older one that was divided since has no id."""
        second, first = _regions_of_units()
        holders = second.get(pcode) or first.get(pcode)
        if holders is not None and len(holders) > 1:
            return Location(name, None, country, "region")
        wanted = holders[0] if holders else name
        for called in (f"{wanted} region", wanted):
            place = self._named(called, country)
            if place is not None and place.kind == "region":
                return Location(place.name, place.location_id, country or place.country, "region")
        return Location(name, None, country, "region")

    def chain(self, form: TableFormat, named: str = "", mark: str = ";") -> tuple[Source, ...]:
        """Who says it: the provider, then the sources that the row names, without repeats.

        Parameters
        ----------
        form : TableFormat
            The format, whose provider is the outlet.
        named : str
            Cell that names the row's own sources.
        mark : str
            What parts them.

        Returns
        -------
        tuple of Source
            Outlet first.
        """
        key = ("chain", form.name, named, mark)
        return self.remember(key, lambda: self._chain(form, named, mark))

    def _chain(self, form: TableFormat, named: str, mark: str) -> tuple[Source, ...]:
        links: dict[str, Source] = {}
        if form.outlet:
            known = self._sources.get(form.source_id)
            network = known.network if known else None
            first = Source(form.outlet, form.source_id, form.kind or None, None, network)
            links[first.name.casefold()] = first
        elif self.outlet:
            links[self.outlet.casefold()] = self._source(self.outlet)
        for part in named.split(mark):
            name = words(part)
            # An account of a social network may be that of a private person.
            if name and not name.startswith("@") and len(links) <= _MOST_SOURCES:
                links.setdefault(name.casefold(), self._source(name))
        return tuple(links.values())

    def actor(self, written: str, kind: str | None, role: str) -> Actor | None:
        """A group or force as a row names it.

        Parameters
        ----------
        written : str
            The cell; what follows a colon or stands in brackets explains the name.
        kind : str or None
            Its kind as far as the row tells it.
        role : str
            A term of ``actor_role``.

        Returns
        -------
        Actor or None
            None where the cell is empty.
        """
        name = words(written)
        if not name:
            return None
        return self.remember(("actor", name, kind, role), lambda: self._actor(name, kind, role))

    def _actor(self, name: str, kind: str | None, role: str) -> Actor:
        folded = fold(_BRACKETS.sub("", name.partition(":")[0]).strip())
        for hit in self._sources.find_actors("en", folded):
            if hit.start == 0 and hit.end == len(folded.flat):
                return Actor(name, hit.value.actor_id, hit.value.kind, role)
        for row in (hit.value for hit in table("actors", "en").find(folded.flat)
                    if hit.start == 0 and hit.end == len(folded.flat)):  # fmt: skip
            return Actor(name, row["actor_id"] or None, row["kind"], role)
        return Actor(name, None, kind, role)

    def _source(self, name: str) -> Source:
        """A source with what the table of sources says of it; nobody's kind is guessed."""
        row = self._known(name)
        if row is None:
            return Source(name)
        return Source(name, row.source_id, row.kind, None, row.network, row.relays)

    def _known(self, name: str) -> KnownSource | None:
        folded = fold(name)
        whole = (hit for hit in self._sources.find("en", folded) if hit.start == 0)
        return next((hit.value for hit in whole if hit.end == len(folded.flat)), None)


def _plain(name: str) -> str:
    """A name without the word for the kind of unit and what stands in brackets behind it."""
    cell = words(name)
    while (shorter := _UNIT_WORD.sub("", cell).strip()) and shorter != cell:
        cell = shorter
    return cell


@cache
def _country_name(country: str) -> str:
    return next((one.name for one in countries() if one.code == country), country)
