"""Actors: who takes part, on which side, and how they are related on a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.assess.relations import IN_FORCE, UNCERTAIN, Relation, relation_of
from qafila.tables import read_defaults
from qafila.terms import LANGUAGES, values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from qafila.case import Case
    from qafila.claims import Claim

# Kinds that are no parties: who is harmed is counted elsewhere, and nobody keeps a list of them.
_NO_PARTY = frozenset({"civilians"})


@dataclass(frozen=True)
class Actor:
    """A state, force or group of the registry; never a private person.

    Parameters
    ----------
    actor_id : str
        Identifier, the same in claims and in every language.
    names : mapping of str to str
        Name by language; the English one always.
    kind : str
        Term of ``actor_kind``.
    side : str
        Term of ``actor_side``; empty where none or unknown.
    country : str
        Country of whose state it is; empty where none.
    aliases : tuple of str
        Other names.
    source, basis : str
        Where this is known from, or why we think so.
    stands_for : tuple of str
        Actors that reports may mean by this name; empty for a body of its own.

    Examples
    --------
    >>> Actor("jnim", {"en": "JNIM"}, "armed_group").name("fr")
    'JNIM'
    """

    actor_id: str
    names: Mapping[str, str]
    kind: str
    side: str = ""
    country: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    basis: str = ""
    stands_for: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Name in a language.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        str
            The English one where there is none.
        """
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True)
class Change:
    """A relation that began or ended.

    `began` is False for an end; `day` is the last day on which it may have been.

    Examples
    --------
    >>> import datetime as dt
    >>> day = dt.date(2024, 11, 30)
    >>> Change(day, True, Relation("x", "csp", "succeeded_by", "fla", day, "s")).began
    True
    """

    day: dt.date
    began: bool
    relation: Relation


@dataclass(frozen=True)
class Spoken:
    """Who is named in claims: claims by actor of the registry, and by name for all others.

    Parameters
    ----------
    by_actor : mapping of str to tuple of str
        Claims by `actor_id`, in the order of the ledger.
    unlisted : mapping of (str, str) to tuple of str
        Claims by name and kind of who stands in no registry.

    Examples
    --------
    >>> Spoken({"jnim": ("a", "b")}, {}).by_actor["jnim"]
    ('a', 'b')
    """

    by_actor: Mapping[str, tuple[str, ...]]
    unlisted: Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Actors:
    """The registry of a case: actors, and how they are related over time.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> actors = read_actors(read_case(find_case("mali-2025")))
    >>> actors.get("fla").side
    'separatist'
    """

    rows: tuple[Actor, ...]
    relations: tuple[Relation, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, Actor]:
        return MappingProxyType({row.actor_id: row for row in self.rows})

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        # The first row of a name holds: two groups that are called alike are told apart by nobody.
        pairs = [
            (name.casefold(), row.actor_id)
            for row in self.rows
            for name in (*row.names.values(), *row.aliases)
            if name
        ]
        return MappingProxyType(dict(reversed(pairs)))

    def get(self, actor_id: str | None) -> Actor | None:
        """The actor of an identifier.

        Parameters
        ----------
        actor_id : str or None
            The identifier.

        Returns
        -------
        Actor or None
            None where the registry does not have it.
        """
        return self._by_id.get(actor_id) if actor_id else None

    def called(self, name: str) -> Actor | None:
        """The actor that is called by a name.

        Parameters
        ----------
        name : str
            A name or an alias in any language, whole.

        Returns
        -------
        Actor or None
            None where none is.

        Examples
        --------
        >>> jnim = Actor("jnim", {"en": "JNIM"}, "armed_group", aliases=("GSIM",))
        >>> Actors((jnim,)).called("gsim").actor_id
        'jnim'
        """
        return self.get(self._by_name.get(name.casefold()))

    def known_on(self, day: dt.date) -> tuple[Relation, ...]:
        """Relations as they were published by the end of a day, over or not.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        tuple of Relation
            In the order of the tables.
        """
        found = (relation.known_on(day) for relation in self.relations)
        return tuple(relation for relation in found if relation is not None)

    def relations_on(self, day: dt.date) -> tuple[Relation, ...]:
        """Relations in force on a day, by what was published by its end.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        tuple of Relation
            In the order of the tables; also those of which the source leaves open whether they had
            begun or ended (see `Relation.state`).

        Examples
        --------
        >>> import datetime as dt
        >>> from qafila.case import find_case, read_case
        >>> actors = read_actors(read_case(find_case("mali-2025")))
        >>> partners = [one.actor_b for one in actors.relations_on(dt.date(2025, 11, 30))
        ...             if one.relation == "supported_by"]
        >>> sorted(partners)
        ['africa_corps', 'russia']
        """
        return tuple(one for one in self.known_on(day) if one.state(day) in (IN_FORCE, UNCERTAIN))

    def changes(self, since: dt.date, day: dt.date) -> tuple[Change, ...]:
        """What began and ended after one day and by another, as was known on the later one.

        Parameters
        ----------
        since, day : datetime.date
            The two days.

        Returns
        -------
        tuple of Change
            The newest first; not what may have been before the first day, or after the second.
        """
        found = []
        for relation in self.known_on(day):
            for began, when in ((True, relation.start), (False, relation.end)):
                if when.earliest and when.latest and since < when.earliest <= when.latest <= day:
                    found.append(Change(when.latest, began, relation))
        return tuple(
            sorted(found, key=lambda one: (one.day, one.relation.relation_id), reverse=True)
        )

    def involved(self, day: dt.date) -> tuple[Actor, ...]:
        """Actors that are related to another one, by what was published by a day.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        tuple of Actor
            By side, then in the order of the tables.
        """
        named = {name for one in self.known_on(day) for name in (one.actor_a, one.actor_b)}
        return self.by_side(row for row in self.rows if row.actor_id in named)

    def concerned(self, day: dt.date, countries: Iterable[str]) -> tuple[Actor, ...]:
        """Actors that belong to some countries, whether or not anything holds of them.

        Parameters
        ----------
        day : datetime.date
            Only what was published by its end counts.
        countries : iterable of str
            The countries.

        Returns
        -------
        tuple of Actor
            Those that are related to another one, those of the countries, and those whose name
            may stand for one of them; by side.
        """
        near = frozenset(countries)
        ids = {row.actor_id for row in self.involved(day)}
        return self.by_side(
            row
            for row in self.rows
            if row.actor_id in ids or row.country in near or ids.intersection(row.stands_for)
        )

    def by_side(self, rows: Iterable[Actor]) -> tuple[Actor, ...]:
        """Actors in the order of the sides, those without a side last.

        Parameters
        ----------
        rows : iterable of Actor
            The actors.

        Returns
        -------
        tuple of Actor
            The same.
        """
        rank = {side: number for number, side in enumerate(values("actor_side"))}
        return tuple(sorted(rows, key=lambda row: rank.get(row.side, len(rank))))

    def spoken_of(self, claims: Iterable[Claim]) -> Spoken:
        """Who is named in claims.

        Parameters
        ----------
        claims : iterable of Claim
            The claims.

        Returns
        -------
        Spoken
            Each claim once for each actor that takes part in it, whatever part it plays.
        """
        by_actor: dict[str, dict[str, None]] = {}
        unlisted: dict[tuple[str, str], dict[str, None]] = {}
        for claim in claims:
            for one in claim.actors:
                actor = self.get(one.actor_id) or self.called(one.name or "")
                if actor is not None:
                    by_actor.setdefault(actor.actor_id, {})[claim.claim_id] = None
                elif one.name and one.kind and one.kind not in _NO_PARTY:
                    unlisted.setdefault((one.name, one.kind), {})[claim.claim_id] = None
        return Spoken(
            {key: tuple(found) for key, found in by_actor.items()},
            {key: tuple(found) for key, found in unlisted.items()},
        )


def read_actors(case: Case) -> Actors:
    """Actors of the package and of a case, with their relations.

    Parameters
    ----------
    case : Case
        The case; a row of its tables takes the place of a row of the same identifier.

    Returns
    -------
    Actors
        The registry: all actors, and the relations that bear on the countries of the case.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> read_actors(read_case(find_case("mali-2025"))).get("wagner").name("ar")
    'فاغنر'
    """
    rows = _merged("actors", "actor_id", case.actors.to_dict("records"))
    merged = _merged("relations", "relation_id", case.relations.to_dict("records"))
    relations = _of_case(tuple(map(relation_of, merged)), case)
    return Actors(tuple(map(_actor, rows)), relations)


def _of_case(relations: tuple[Relation, ...], case: Case) -> tuple[Relation, ...]:
    """Relations in the countries of a case, and those of the same actors wherever they are."""
    own = set(case.relations["relation_id"])
    kept = {one.relation_id for one in relations if one.country in case.countries} | own
    size = -1
    while size != len(kept):
        size = len(kept)
        near = {
            name
            for one in relations
            if one.relation_id in kept
            for name in (one.actor_a, one.actor_b)
        }
        kept |= {
            one.relation_id
            for one in relations
            if not one.country and (one.actor_a in near or one.actor_b in near)
        }
    return tuple(one for one in relations if one.relation_id in kept)


def _merged(table: str, key: str, own: list[dict[Any, Any]]) -> list[dict[Any, Any]]:
    given = read_defaults(table, table).to_dict("records")
    return list({row[key]: row for row in (*given, *own)}.values())


def _actor(row: Mapping[Any, Any]) -> Actor:
    return Actor(
        actor_id=row["actor_id"],
        names={code: row[f"name_{code}"] for code in LANGUAGES if row[f"name_{code}"]},
        kind=row["kind"],
        side=row["side"],
        country=row["country"],
        aliases=row["aliases"],
        source=row["source"],
        basis=row["basis"],
        stands_for=row["stands_for"],
    )
