"""Sources: outlets and bodies by name in three scripts, with side and network; and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from qafila.phrases import ARABIC_CLITICS, ARABIC_ENDINGS, Hit, PhraseTable
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from qafila.text import Folded

_CODES = ("en", "fr", "ar")


@dataclass(frozen=True)
class KnownSource:
    """A row of the table of sources.

    `names` are pairs of a language, empty for all, and a name.

    Examples
    --------
    >>> default_sources().get("allafrica").relays
    True
    """

    source_id: str
    name: str
    kind: str
    names: tuple[tuple[str, str], ...] = ()
    side: str | None = None
    network: str | None = None
    relays: bool = False
    country: str | None = None


@dataclass(frozen=True)
class KnownActor:
    """A row of a case's table of actors: a group or a force, never a private person.

    Examples
    --------
    >>> KnownActor("rsf", "Rapid Support Forces", "armed_group").country is None
    True
    """

    actor_id: str
    name: str
    kind: str
    names: tuple[tuple[str, str], ...] = ()
    country: str | None = None


_Named = TypeVar("_Named", KnownSource, KnownActor)


@dataclass(frozen=True)
class Sources:
    """The sources that are known, by identifier, and the actors that a case adds.

    Examples
    --------
    >>> from qafila.text import fold
    >>> sources = default_sources()
    >>> [hit.value.source_id for hit in sources.find("ar", fold("وفق موقع ماليكونيوز"))]
    ['malikonews']
    """

    rows: tuple[KnownSource, ...]
    actors: tuple[KnownActor, ...] = ()

    @classmethod
    def from_table(cls, frame: pd.DataFrame, actors: pd.DataFrame | None = None) -> Sources:
        """Build from checked tables.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows as ``schema/sources.csv`` says.
        actors : pandas.DataFrame, optional
            Rows as ``schema/actors.csv`` says.

        Returns
        -------
        Sources
            In the order of the table.

        Examples
        --------
        >>> Sources.from_table(read_defaults("sources", "sources")) == default_sources()
        True
        """
        acting = () if actors is None else actors.to_dict("records")
        return cls(
            tuple(_row(record) for record in frame.to_dict("records")),
            tuple(_actor(record) for record in acting),
        )

    def replaced_by(self, other: Sources) -> Sources:
        """These sources, where a row of the same identifier in the others takes the place of one.

        Parameters
        ----------
        other : Sources
            Rows of a case.

        Returns
        -------
        Sources
            Both.

        Examples
        --------
        >>> own = Sources((KnownSource("rfi", "RFI", "media", side="government"),))
        >>> default_sources().replaced_by(own).get("rfi").side
        'government'
        """
        merged = {row.source_id: row for row in (*self.rows, *other.rows)}
        return Sources(tuple(merged.values()), (*self.actors, *other.actors))

    @cached_property
    def _by_id(self) -> Mapping[str, KnownSource]:
        return MappingProxyType({row.source_id: row for row in self.rows})

    @cached_property
    def _tables(self) -> Mapping[str, PhraseTable[tuple[str, KnownSource]]]:
        return MappingProxyType({code: self._table(code) for code in _CODES})

    def _table(self, language: str) -> PhraseTable[tuple[str, KnownSource]]:
        return _phrases(self.rows, language)

    @cached_property
    def _actor_tables(self) -> Mapping[str, PhraseTable[tuple[str, KnownActor]]]:
        return MappingProxyType({code: _phrases(self.actors, code) for code in _CODES})

    def get(self, source_id: str | None) -> KnownSource | None:
        """The source of an identifier.

        Parameters
        ----------
        source_id : str or None
            The identifier.

        Returns
        -------
        KnownSource or None
            None where no table knows it.

        Examples
        --------
        >>> default_sources().get("nobody") is None
        True
        """
        return self._by_id.get(source_id) if source_id else None

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        # The first row of a name holds, as in a table that is read from the top.
        pairs = [(name.casefold(), row.kind) for row in self.rows for _, name in row.names]
        return MappingProxyType(dict(reversed(pairs)))

    def kind_of(self, name: str) -> str | None:
        """Kind of a source that is called by one of its names.

        Parameters
        ----------
        name : str
            As a table gives it; not a sentence in which it is named.

        Returns
        -------
        str or None
            None where no row has this name.

        Examples
        --------
        >>> default_sources().kind_of("UNHCR"), default_sources().kind_of("somebody")
        ('intergovernmental', None)
        """
        return self._kinds.get(name.casefold())

    def find(self, language: str, folded: Folded) -> list[Hit[KnownSource]]:
        """Sources that a text names.

        Parameters
        ----------
        language : str
            Language of the text.
        folded : Folded
            The text. In Latin script a name that holds in every language needs its capital.

        Returns
        -------
        list of Hit
            In order of place; they may overlap.

        Examples
        --------
        >>> from qafila.text import fold
        >>> [hit.value.source_id for hit in default_sources().find("en", fold("told AFP"))]
        ['afp']
        """
        return _found(self._tables.get(language), folded)

    def find_actors(self, language: str, folded: Folded) -> list[Hit[KnownActor]]:
        """Actors of the case that a text names; see `find`.

        Parameters
        ----------
        language : str
            Language of the text.
        folded : Folded
            The text.

        Returns
        -------
        list of Hit
            In order of place; they may overlap.

        Examples
        --------
        >>> from qafila.text import fold
        >>> rsf = KnownActor("rsf", "RSF", "armed_group", (("ar", "قوات الدعم السريع"),))
        >>> found = Sources((), (rsf,)).find_actors("ar", fold("وقوات الدعم السريع تحاصر المدينة"))
        >>> [hit.value.actor_id for hit in found]
        ['rsf']
        """
        return _found(self._actor_tables.get(language), folded)


def _phrases(rows: Iterable[_Named], language: str) -> PhraseTable[tuple[str, _Named]]:
    entries = [
        (name, (code, row)) for row in rows for code, name in row.names if code in {"", language}
    ]
    arabic = language == "ar"
    return PhraseTable(entries, ARABIC_CLITICS if arabic else "", ARABIC_ENDINGS if arabic else "")


def _found(table: PhraseTable[tuple[str, _Named]] | None, folded: Folded) -> list[Hit[_Named]]:
    return [
        Hit(hit.start, hit.end, hit.value[1])
        for hit in (table.find(folded.flat) if table is not None else ())
        if hit.value[0] or folded.is_capital(hit.start) or not hit.value[1].name[:1].isupper()
    ]


def _actor(record: Mapping[Any, Any]) -> KnownActor:
    names = [(code, record[f"name_{code}"]) for code in _CODES if record[f"name_{code}"]]
    return KnownActor(
        actor_id=record["actor_id"],
        name=record["name_en"],
        kind=record["kind"],
        names=(*names, *(("", name) for name in record["aliases"])),
        country=record["country"] or None,
    )


def _row(record: Mapping[Any, Any]) -> KnownSource:
    names = [("", record["name"]), *(("", name) for name in record["aliases"])]
    names += [(code, name) for code in _CODES for name in record[f"aliases_{code}"]]
    return KnownSource(
        source_id=record["source_id"],
        name=record["name"],
        kind=record["kind"],
        names=tuple(names),
        side=record["side"] or None,
        network=record["network"] or None,
        relays=bool(record["relays"]),
        country=record["country"] or None,
    )


@lru_cache(maxsize=1)
def default_sources() -> Sources:
    """Sources that ship with the package.

    Returns
    -------
    Sources
        Rows of ``defaults/sources.csv``.

    Examples
    --------
    >>> default_sources().get("newspravda").network
    'pravda'
    """
    return Sources.from_table(read_defaults("sources", "sources"))
