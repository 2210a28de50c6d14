"""How relations between actors are told: their names, their days, and what of them is uncertain."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.assess.relations import ENDED, NOT_YET, UNCERTAIN
from qafila.brief.counting import counted
from qafila.brief.isolation import name
from qafila.countries import country_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from qafila.assess.actors import Actor, Actors, Change
    from qafila.assess.relations import Relation, Within
    from qafila.brief.texts import Words
    from qafila.case import Case


@dataclass(frozen=True)
class Teller:
    """Tells of actors in one language.

    Parameters
    ----------
    words : Words
        Language.
    actors : Actors
        The registry.
    places : mapping of str to str
        Names of places in that language, by identifier.
    home : str
        Country that need not be named.

    Examples
    --------
    >>> from qafila.assess.actors import Actor, Actors
    >>> from qafila.brief.texts import Words
    >>> actors = Actors((Actor("jnim", {"en": "JNIM"}, "armed_group"),))
    >>> Teller(Words("en"), actors, {}).plain_name("jnim")
    'JNIM'
    """

    words: Words
    actors: Actors
    places: Mapping[str, str]
    home: str = ""

    def plain_name(self, actor_id: str) -> str:
        """Name of an actor, bare.

        Parameters
        ----------
        actor_id : str
            Its identifier.

        Returns
        -------
        str
            The identifier itself where the registry does not have it.
        """
        actor = self.actors.get(actor_id)
        return actor.name(self.words.language) if actor else actor_id

    def name(self, actor_id: str) -> Markup:
        """Name of an actor, isolated.

        Parameters
        ----------
        actor_id : str
            Its identifier.

        Returns
        -------
        Markup
            The name.
        """
        return name(self.plain_name(actor_id))

    def side(self, actor: Actor) -> str:
        """Side of an actor.

        Parameters
        ----------
        actor : Actor
            The actor.

        Returns
        -------
        str
            Its label, or that it is not given.
        """
        found = self.words.label("actor_side", actor.side)
        return found or self.words.say("side_unknown").unescape()

    def country(self, code: str) -> str:
        """Name of a country.

        Parameters
        ----------
        code : str
            ISO 3166-1 alpha-3.

        Returns
        -------
        str
            The name.
        """
        return country_name(code, self.words.language, self.words.locale)

    def other(self, relation: Relation) -> Markup:
        """The other side of a relation, and where it holds.

        Parameters
        ----------
        relation : Relation
            The relation.

        Returns
        -------
        Markup
            The actor or the country, with the place in brackets. The country of the case is left
            out, but where an actor goes on in another one there and perhaps not elsewhere.
        """
        if not relation.actor_b:
            return name(self.country(relation.country))
        other = self.name(relation.actor_b)
        where = self.places.get(relation.location_id, "")
        if not where and relation.country and (relation.country != self.home or relation.passes_on):
            where = self.country(relation.country)
        if not where:
            return other
        return self.words.say("relation_where", other=other, place=name(where))

    def told(self, relation: Relation) -> Markup:
        """A relation in one line.

        Parameters
        ----------
        relation : Relation
            The relation.

        Returns
        -------
        Markup
            Who, what and with whom.
        """
        return self.words.say(
            "relation_told",
            actor=self.name(relation.actor_a),
            relation=self.words.label("relation", relation.relation),
            other=self.other(relation),
        )

    def day(self, within: Within) -> Markup:
        """A day as precise as it is known.

        Parameters
        ----------
        within : Within
            The days between which it lies.

        Returns
        -------
        Markup
            A day, a month, a year or the two days between which it lies.
        """
        first, last = within.earliest, within.latest
        if first is None or last is None:
            if last is not None:
                return self.words.say("day_by", date=self.words.date(last))
            if first is not None:
                return self.words.say("day_not_before", date=self.words.date(first))
            return self.words.say("day_unknown")
        if first == last:
            return self.words.date(first)
        pattern = _whole(first, last)
        if pattern:
            from babel.dates import format_date

            return name(format_date(first, pattern, locale=self.words.locale))
        return self.words.say(
            "day_between", start=self.words.date(first), end=self.words.date(last)
        )

    def heir(self, relation: Relation) -> Markup:
        """In whom an actor goes on.

        Parameters
        ----------
        relation : Relation
            A relation of the actor.

        Returns
        -------
        Markup
            What holds, and with whom; without the actor itself.
        """
        label = self.words.label("relation", relation.relation)
        return self.words.say("relation_heir", relation=label, other=self.name(relation.actor_b))

    def stands_for(self, actor: Actor) -> Markup:
        """Whom reports may mean by the name of an actor.

        Parameters
        ----------
        actor : Actor
            An actor that stands for others.

        Returns
        -------
        Markup
            The words.
        """
        meant = self.words.say("list_comma").join(map(self.name, actor.stands_for))
        return self.words.say("actor_stands_for", names=meant)

    def named_in(self, claims: int) -> Markup:
        """In how many claims an actor is named.

        Parameters
        ----------
        claims : int
            Number of claims.

        Returns
        -------
        Markup
            The words.
        """
        return self.words.say("named_in", claims=counted(self.words, "claims", claims))

    def idle(self, names: Iterable[str]) -> Markup:
        """Who is known without a relation that holds.

        Parameters
        ----------
        names : iterable of str
            Their names.

        Returns
        -------
        Markup
            A sentence.
        """
        listed = self.words.say("list_comma").join(names)
        return self.words.say("actors_idle", names=listed)

    def since(self, relation: Relation) -> Markup:
        """Since when a relation holds, in words that any way to tell a day can follow.

        Parameters
        ----------
        relation : Relation
            The relation.

        Returns
        -------
        Markup
            The words.
        """
        return self.words.say("relation_since_day", day=self.day(relation.start))

    def change(self, change: Change) -> Markup:
        """A relation that began or ended, in one line.

        Parameters
        ----------
        change : Change
            What changed.

        Returns
        -------
        Markup
            Which of both, when, and the relation.
        """
        relation = change.relation
        key = "relation_began" if change.began else "relation_ended"
        within = relation.start if change.began else relation.end
        return self.words.say(key, relation=self.told(relation), date=self.day(within))

    def marks(self, relation: Relation, day: dt.date) -> Markup:
        """What is not sure about a relation.

        Parameters
        ----------
        relation : Relation
            The relation.
        day : datetime.date
            Day of which it is told.

        Returns
        -------
        Markup
            Empty where nothing is.
        """
        state = relation.state(day)
        told = state in (NOT_YET, UNCERTAIN)
        found = [self.words.label("relation_state", state)] * told
        found += [self.words.say("relation_disputed").unescape()] * relation.disputed
        found += [self.words.say("estimate").unescape()] * (relation.source == "estimate")
        return self.words.say("list_comma").join(name(one) for one in found)


def _whole(first: dt.date, last: dt.date) -> str:
    """Pattern of a date, where two days are the ends of a year or of a month."""
    if first.year != last.year or first.day != 1:
        return ""
    if (first.month, last.month, last.day) == (1, 12, 31):
        return "y"
    days = calendar.monthrange(first.year, first.month)[1]
    return "MMMM y" if first.month == last.month and last.day == days else ""


def standing(actors: Actors, day: dt.date) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
    """Relations that hold on a day, and those that are over, as was known on it.

    Parameters
    ----------
    actors : Actors
        The registry.
    day : datetime.date
        The day.

    Returns
    -------
    tuple of Relation, tuple of Relation
        In the order of the sides of the actors named first; a merger or a succession counts as
        over, for the first of the two actors acts no more under its name.
    """
    rank = {row.actor_id: number for number, row in enumerate(actors.by_side(actors.rows))}
    known = sorted(actors.known_on(day), key=lambda one: rank.get(one.actor_a, len(rank)))
    over = [one.state(day) == ENDED or one.passes_on for one in known]
    return (
        tuple(one for one, past in zip(known, over, strict=True) if not past),
        tuple(one for one, past in zip(known, over, strict=True) if past),
    )


def teller_of(case: Case, actors: Actors, words: Words) -> Teller:
    """What tells of the actors of a case.

    Parameters
    ----------
    case : Case
        The case.
    actors : Actors
        Its registry.
    words : Words
        Language.

    Returns
    -------
    Teller
        It knows the places of the case.
    """
    rows = case.locations
    places = dict(zip(rows["location_id"], rows[f"name_{words.language}"], strict=True))
    return Teller(words, actors, places, case.countries[0])
