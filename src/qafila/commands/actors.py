"""Actors of a case and their relations on a day, as lines for people and as a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qafila import terms
from qafila.assess.actors import read_actors
from qafila.assess.relations import IN_FORCE, UNCERTAIN
from qafila.brief.model import plain
from qafila.brief.relating import Teller, teller_of
from qafila.brief.rules import rule
from qafila.brief.texts import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.assess.actors import Actor, Actors, Spoken
    from qafila.assess.relations import Relation, Within
    from qafila.case import Case
    from qafila.claims import Claim

# Of these it is the same whoever of the two is named first.
_MUTUAL = frozenset({"fights", "allied_with"})
_INDENT = "  "


@dataclass(frozen=True)
class ActorsReport:
    """Who takes part in a case, how they are related on a day, and who is named in claims.

    Parameters
    ----------
    case : Case
        The case.
    day : datetime.date
        Only what was published by its end counts.
    actors : Actors
        The registry.
    spoken : Spoken
        Who is named in claims.
    """

    case: Case
    day: dt.date
    actors: Actors
    spoken: Spoken

    @property
    def since(self) -> dt.date:
        """Day after which changes are told."""
        return self.day - dt.timedelta(days=int(rule("relation_changes")))

    def record(self) -> dict[str, Any]:
        """All of it for programs.

        Returns
        -------
        dict
            ``actors`` with the number of claims that name each, ``relations`` known on the day
            with their state, ``changes`` of the year before, and ``unlisted`` names.
        """
        return {
            "case": self.case.name,
            "as_of": str(self.day),
            "actors": [self._actor(row) for row in self.actors.by_side(self.actors.rows)],
            "relations": [_relation(one, self.day) for one in self.actors.known_on(self.day)],
            "changes": [
                {
                    "relation_id": one.relation.relation_id,
                    "change": "began" if one.began else "ended",
                    "day": str(one.day),
                }
                for one in self.actors.changes(self.since, self.day)
            ],
            "unlisted": [
                {"name": called, "kind": kind, "claims": len(claims)}
                for (called, kind), claims in self.spoken.unlisted.items()
            ],
        }

    def _actor(self, row: Actor) -> dict[str, Any]:
        return {
            "actor_id": row.actor_id,
            **{f"name_{code}": row.names.get(code, "") for code in terms.LANGUAGES},
            "aliases": list(row.aliases),
            "stands_for": list(row.stands_for),
            "kind": row.kind,
            "side": row.side,
            "country": row.country,
            "claims": len(self.spoken.by_actor.get(row.actor_id, ())),
        }

    def lines(self, language: str) -> list[str]:
        """All of it for people.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        list of str
            Actors by side, each with the relations that hold; then what changed, who has none, and
            who stands in no registry.
        """
        words = Words(language)
        teller = teller_of(self.case, self.actors, words)
        held = self.actors.relations_on(self.day)
        lines = [plain(words.say("actors_in_force", date=words.date(self.day)))]
        lines += [] if held else [plain(words.say("no_relations"))]
        side, idle = None, []
        acting = {name for one in held if not one.passes_on for name in (one.actor_a, one.actor_b)}
        for row in self._concerned():
            own = [one for one in held if _concerns(one, row.actor_id)]
            claims = self.spoken.by_actor.get(row.actor_id, ())
            if row.actor_id not in acting and not claims:
                idle.append(_idle(teller, row, own))
                continue
            if not own and not claims:  # it is told where the other one stands
                continue
            if teller.side(row) != side:
                side = teller.side(row)
                lines += ["", side[:1].upper() + side[1:]]
            lines.append(_INDENT + _head(teller, row, len(claims)))
            lines += [2 * _INDENT + _line(teller, one, self.day) for one in own]
        return [*lines, *self._changed(teller), *self._rest(teller, idle)]

    def _concerned(self) -> tuple[Actor, ...]:
        """Actors who belong to the case's countries, stand in its table, or are named."""
        near = self.actors.concerned(self.day, self.case.countries)
        names = {row.actor_id for row in near}
        names |= {*self.case.actors["actor_id"], *self.spoken.by_actor}
        return self.actors.by_side(row for row in self.actors.rows if row.actor_id in names)

    def _changed(self, teller: Teller) -> list[str]:
        words = teller.words
        found = self.actors.changes(self.since, self.day)
        if not found:
            return ["", plain(words.say("actors_unchanged"))]
        head = plain(words.say("actors_changed"))
        return ["", head, *(_INDENT + plain(teller.change(one)) for one in found)]

    def _rest(self, teller: Teller, idle: list[str]) -> list[str]:
        words, comma = teller.words, teller.words.say("list_comma").unescape()
        lines = []
        if self.spoken.unlisted:
            names = [
                f"{called} ({words.label('actor_kind', kind)}{comma}{len(claims)})"
                for (called, kind), claims in self.spoken.unlisted.items()
            ]
            lines += ["", plain(words.say("actors_unlisted", names=comma.join(names)))]
        if idle:
            lines += ["", plain(teller.idle(idle))]
        return lines


def actors_report(case: Case, day: dt.date, claims: Iterable[Claim]) -> ActorsReport:
    """Who takes part in a case, and who of them is named in claims.

    Parameters
    ----------
    case : Case
        The case.
    day : datetime.date
        Only what was published by its end counts.
    claims : iterable of Claim
        Claims known on the day.

    Returns
    -------
    ActorsReport
        To be printed.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> case = read_case(find_case("mali-2025"))
    >>> report = actors_report(case, dt.date(2022, 6, 1), ())
    >>> [line.strip() for line in report.lines("en") if "Barkhane" in line][:1]
    ['Malian army supported by Operation Barkhane · since: 1 August 2014 · lowyinstitute.org']
    """
    actors = read_actors(case)
    return ActorsReport(case, day, actors, actors.spoken_of(claims))


def _concerns(relation: Relation, actor_id: str) -> bool:
    other = relation.actor_b if relation.relation in _MUTUAL else None
    return actor_id in (relation.actor_a, other)


def _head(teller: Teller, row: Actor, claims: int) -> str:
    words = teller.words
    told = f"{teller.plain_name(row.actor_id)} ({words.label('actor_kind', row.kind)})"
    meant = (plain(teller.stands_for(row)),) if row.stands_for else ()
    named = (plain(teller.named_in(claims)),) if claims else ()
    return " · ".join((told, *meant, *named))


def _idle(teller: Teller, row: Actor, own: Iterable[Relation]) -> str:
    """Name of an actor who acts no more, and in whom it goes on or who may be meant by it."""
    words, name = teller.words, teller.plain_name(row.actor_id)
    heirs = dict.fromkeys(plain(teller.heir(one)) for one in own)
    if row.stands_for:
        heirs[plain(teller.stands_for(row))] = None
    return f"{name} ({words.say('list_comma').unescape().join(heirs)})" if heirs else name


def _line(teller: Teller, relation: Relation, day: dt.date) -> str:
    from qafila.brief.urls import host_of, safe_url

    marks = plain(teller.marks(relation, day))
    since = plain(teller.since(relation))
    source = host_of(safe_url(relation.source)) or relation.source
    facts = (plain(teller.told(relation)), since, *((marks,) if marks else ()), source)
    return " · ".join(facts)


def _relation(one: Relation, day: dt.date) -> dict[str, Any]:
    state = one.state(day)
    return {
        "relation_id": one.relation_id,
        "actor_a": one.actor_a,
        "relation": one.relation,
        "actor_b": one.actor_b or None,
        "country": one.country or None,
        "location_id": one.location_id or None,
        **_days("start", one.start),
        **_days("end", one.end),
        "state": state,
        "holds": state in (IN_FORCE, UNCERTAIN),
        "disputed": one.disputed,
        "reported_at": str(one.reported_at),
        "source": one.source,
        "end_reported_at": str(one.end_reported_at) if one.end_reported_at else None,
        "end_source": one.end_source or None,
        "basis": one.basis or None,
        "note": one.note or None,
    }


def _days(which: str, within: Within) -> Mapping[str, str | None]:
    days = {"earliest": within.earliest, "latest": within.latest}
    return {f"{which}_{key}": str(day) if day else None for key, day in days.items()}
