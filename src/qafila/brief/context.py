"""What every section of a brief needs: names, numbers of claims, and what may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.dates import as_date
from qafila.brief.facts import QUANTILES, facts_of, targets
from qafila.brief.isolation import name
from qafila.brief.model import Ref
from qafila.brief.public import public_situation
from qafila.countries import country_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from qafila.brief.disclosure import Shown
    from qafila.brief.facts import Facts
    from qafila.brief.judged import Judged
    from qafila.brief.texts import Words
    from qafila.claims import Claim
    from qafila.forecasting import Forecast
    from qafila.situation import Situation


@dataclass(frozen=True, eq=False)
class Context:
    """A situation and a forecast, as one profile may see them, in one language.

    Parameters
    ----------
    situation : Situation
        What is known.
    forecast : Forecast or None
        What is expected; None where only what is known is told.
    words : Words
        Language of the brief.
    profile : str
        ``public`` or ``internal``.
    """

    situation: Situation
    forecast: Forecast | None
    words: Words
    profile: str

    def __post_init__(self) -> None:
        if self.public:
            object.__setattr__(self, "situation", public_situation(self.situation))

    @property
    def public(self) -> bool:
        """Whether the brief may be passed on."""
        return self.profile == "public"

    @property
    def as_of(self) -> dt.date:
        """Day of the brief."""
        return self.situation.as_of

    @cached_property
    def facts(self) -> Facts:
        """What holds in every language; briefs on one situation and forecast share it."""
        return facts_of(self.situation, self.forecast, self.profile)

    @property
    def countries(self) -> Mapping[str, str]:
        """Country (ISO 3166-1 alpha-3) of each place."""
        return self.facts.countries

    def place_text(self, location_id: str | None, fallback: str = "") -> str:
        """Name of a place in the language of the brief, bare.

        Parameters
        ----------
        location_id : str or None
            Its identifier; ``country:CIV`` and ``total`` are known too.
        fallback : str
            What to show of a place that the case does not hold.

        Returns
        -------
        str
            The name.
        """
        if location_id == "total":
            return self.words.say("all_places").unescape()
        if location_id and location_id.startswith("country:"):
            return self.country_text(location_id.removeprefix("country:"))
        row = self.facts.places.get(location_id or "")
        return str(row[f"name_{self.words.language}"]) if row else fallback or location_id or ""

    def place(self, location_id: str | None, fallback: str = "") -> Markup:
        """Name of a place, isolated; see `place_text`.

        Parameters
        ----------
        location_id : str or None
            Its identifier.
        fallback : str
            What to show of a place that the case does not hold.

        Returns
        -------
        Markup
            The name.
        """
        return name(self.place_text(location_id, fallback))

    def country_text(self, code: str) -> str:
        """Name of a country in the language of the brief.

        Parameters
        ----------
        code : str
            ISO 3166-1 alpha-3.

        Returns
        -------
        str
            The name; the code itself if it is not known.
        """
        return country_name(code, self.words.language, self.words.locale)

    @property
    def city(self) -> Markup:
        """Name of the city whose supply is watched."""
        return self.place(self.situation.case.city)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Claims known on the day, in the order of the ledger."""
        known: tuple[Claim, ...] = self.situation.ledger.claims
        return known

    @cached_property
    def spoken_names(self) -> Mapping[str, str]:
        """What documents in the language of the brief call each source."""
        return {
            source.source_id: source.name
            for claim in self.claims
            if claim.language == self.words.language
            for source in claim.said_by
            if source.source_id
        }

    @property
    def _numbers(self) -> Mapping[str, int]:
        numbers: Mapping[str, int] = self.situation.ledger.numbers
        return numbers

    @property
    def shown(self) -> Mapping[str, Shown]:
        """What may be shown of each claim."""
        return self.facts.shown

    def number(self, claim_id: str) -> str:
        """Number under which a claim is shown.

        Parameters
        ----------
        claim_id : str
            Its identifier.

        Returns
        -------
        str
            The number.
        """
        return str(self._numbers[claim_id])

    def refs(self, claim_ids: Iterable[str]) -> tuple[Ref, ...]:
        """Links to claims, in the order given, each once.

        Parameters
        ----------
        claim_ids : iterable of str
            Identifiers; those that the ledger does not hold are left out.

        Returns
        -------
        tuple of Ref
            The links.
        """
        known = dict.fromkeys(key for key in claim_ids if key in self._numbers)
        return tuple(Ref(f"claim-{key}", self.number(key)) for key in known)

    @property
    def observations(self) -> pd.DataFrame:
        """Observations as they may be shown, the newest first, with a column ``suppressed``."""
        return self.facts.observations

    def claims_of(self, claim_ids: Iterable[str]) -> tuple[Claim, ...]:
        """Claims by their identifiers, in the order given.

        Parameters
        ----------
        claim_ids : iterable of str
            Identifiers; those that the ledger does not hold are left out.

        Returns
        -------
        tuple of Claim
            The claims.
        """
        known = (key for key in claim_ids if key in self._numbers)
        return tuple(self.situation.ledger.claim(key) for key in known)

    def observation_refs(self, observation_ids: Iterable[str]) -> tuple[Ref, ...]:
        """Links to known figures, in the order given.

        Parameters
        ----------
        observation_ids : iterable of str
            Identifiers; those of figures that may not be named are left out.

        Returns
        -------
        tuple of Ref
            The links, numbered F1, F2 … as the figures are.
        """
        rows = zip(self.observations["observation_id"], self.observations["anchor"], strict=True)
        found = {key: Ref(str(at), f"F{n}") for n, (key, at) in enumerate(rows, 1) if key}
        return tuple(found[key] for key in dict.fromkeys(observation_ids) if key in found)

    def figure_refs(self, *measures: str, since: dt.date | None = None) -> tuple[Ref, ...]:
        """Links to known figures of some measures, the newest first.

        Parameters
        ----------
        *measures : str
            Terms of ``measure``.
        since : datetime.date, optional
            Only figures whose interval does not end before this day.

        Returns
        -------
        tuple of Ref
            The links, numbered F1, F2 … as the figures are.
        """
        rows = self.observations
        return tuple(
            Ref(str(row.anchor), f"F{number}")
            for number, row in enumerate(rows.itertuples(), start=1)
            if row.measure in measures
            and (since is None or (as_date(row.date_end) or since) >= since)
        )

    @property
    def frame(self) -> pd.DataFrame:
        """Forecast rows as they may be shown, with a column ``suppressed``."""
        return self.facts.frame

    def fan(self, target: str, location: str, expert: str = "simulation") -> pd.DataFrame:
        """Quantiles of one target at one place by day.

        Parameters
        ----------
        target : str
            Row of ``schema/targets.csv``.
        location : str
            Place.
        expert : str
            Who says so.

        Returns
        -------
        pandas.DataFrame
            Columns x (day), date, low90, low50, median, high50, high90; empty if there is none.
        """
        rows = self.facts.quantiles.get((target, location, expert))
        return rows if rows is not None else pd.DataFrame(columns=["x", "date", *QUANTILES])

    @property
    def stock_out(self) -> pd.DataFrame:
        """Chance of dry pumps by day in the city of the case: columns x, date, probability."""
        return self.facts.stock_out

    @cached_property
    def judged(self) -> Judged:
        """How bad it is, on what may be shown; a what-if or a baseline says nothing of that."""
        from qafila.brief.judged import Judged

        return Judged(self, *self.facts.assessed)

    def target(self, target: str) -> Mapping[str, str]:
        """What a target measures, in the language of the brief.

        Parameters
        ----------
        target : str
            Row of ``schema/targets.csv``.

        Returns
        -------
        mapping of str to str
            The row, with ``label`` added.
        """
        row = dict(targets()[target])
        return row | {"label": row[f"label_{self.words.language}"]}
