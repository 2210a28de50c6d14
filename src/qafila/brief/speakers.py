"""Who says what a level rests on: how many origins, and the first of them by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess.signals import origin_of
from qafila.brief.counting import counted
from qafila.brief.naming import origin_name, readable, stated_name
from qafila.brief.rules import rule
from qafila.ledger.figures import speaker, witness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.assess.model import Finding, Reading
    from qafila.brief.context import Context
    from qafila.claims import Claim


@dataclass(frozen=True, eq=False)
class Speakers:
    """Names of origins in the language of a brief.

    Parameters
    ----------
    context : Context
        Language, profile, claims.
    """

    context: Context

    @cached_property
    def _figures(self) -> Mapping[str, str]:
        rows = self.context.situation.observations
        said = rows["said_by"].where(rows["said_by"].fillna("") != "", rows["source"])
        return dict(zip(rows["observation_id"], said, strict=True))

    def origins(self, of: Reading | Finding) -> tuple[Markup, ...]:
        """Names of those who say so, the most telling first, each once.

        Parameters
        ----------
        of : Reading or Finding
            What rests on them.

        Returns
        -------
        tuple of Markup
            Names; fewer than there are origins where some have none.
        """
        found: dict[str, Markup] = {}
        claims = self._by_origin(of)
        wanted = set(of.origins) - set(claims)
        for group in claims.values():
            said = origin_name(self.context, readable(self.context, group)[0])
            found.setdefault(said.striptags(), said)
        for figure in of.figures:
            if wanted and self._figures.get(figure):
                said = stated_name(self.context, self._figures[figure])
                found.setdefault(said.striptags(), said)
        return tuple(found.values())

    def _by_origin(self, of: Reading | Finding) -> Mapping[str, list[Claim]]:
        """Claims of each origin, in the order in which the first of each stands."""
        found: dict[str, list[Claim]] = {}
        for claim in self.context.claims_of(of.claims):
            keys = (origin_of(claim), speaker(claim), witness(claim))
            key = next((one for one in keys if one in of.origins), None)
            if key is not None:
                found.setdefault(key, []).append(claim)
        return found

    def names_of(self, claim_ids: Iterable[str]) -> tuple[Markup, ...]:
        """Names of the origins of some claims, each once.

        Parameters
        ----------
        claim_ids : iterable of str
            Identifiers.

        Returns
        -------
        tuple of Markup
            The names.
        """
        told = (origin_name(self.context, claim) for claim in self.context.claims_of(claim_ids))
        return tuple({said.striptags(): said for said in told}.values())

    def who(self, of: Reading | Finding) -> Markup:
        """How many say so, and the first of them by name.

        Parameters
        ----------
        of : Reading or Finding
            What rests on them.

        Returns
        -------
        Markup
            A sentence; that it is one alone is said in so many words. Empty for model results.
        """
        if len(of.origins) != 1:
            return self.said_by(of)
        words = self.context.words
        return words.say(
            "assess_alone", origin=self.first_names(of) or words.say("assess_untraced")
        )

    def said_by(self, of: Reading | Finding) -> Markup:
        """How many say so, and the first of them by name, without a word on how few these are.

        Parameters
        ----------
        of : Reading or Finding
            What rests on them.

        Returns
        -------
        Markup
            A sentence; empty for model results.
        """
        words, names = self.context.words, self.first_names(of)
        if not of.origins:
            return Markup()
        number = counted(words, "origins", len(of.origins))
        key = "assess_origins_among" if names else "assess_origins_unnamed"
        if names and len(self.first_few(of)) == len(of.origins):
            key = "assess_origins"
        return words.say(key, origins=number, names=names)

    def first_few(self, of: Reading | Finding) -> tuple[Markup, ...]:
        """Names of the first of those who say so.

        Parameters
        ----------
        of : Reading or Finding
            What rests on them.

        Returns
        -------
        tuple of Markup
            As many as a line has room for.
        """
        return self.origins(of)[: int(rule("reported_sources"))]

    def first_names(self, of: Reading | Finding) -> Markup:
        """The first of those who say so, by name.

        Parameters
        ----------
        of : Reading or Finding
            What rests on them.

        Returns
        -------
        Markup
            The names; empty if none has one.
        """
        return self.context.words.say("list_comma").join(self.first_few(of))
