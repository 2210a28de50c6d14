"""Brief: sections, figures, tables, and the claims behind each sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qafila.brief.context import Context
from qafila.brief.disclosure import PROFILES
from qafila.brief.texts import Words
from qafila.errors import InputError, did_you_mean
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt

    from qafila.brief.model import Section
    from qafila.forecasting import Forecast
    from qafila.situation import Situation


@dataclass(frozen=True, eq=False, repr=False)
class Brief:
    """What is happening, how sure we are, and why, in one language.

    Parameters
    ----------
    situation : Situation
        What is known.
    forecast : Forecast
        What is expected.
    language : str
        ``en``, ``fr`` or ``ar``.
    profile : str
        ``public`` (may be passed on) or ``internal``.
    since : datetime.date or None
        Day of the last brief, with which this one is compared; by default some days before.

    Raises
    ------
    InputError
        If the language or the profile is not known.

    Examples
    --------
    >>> Brief(None, None, language="de")
    Traceback (most recent call last):
    qafila.errors.InputError: language "de" is not known; allowed: en, fr, ar
    """

    situation: Situation
    forecast: Forecast
    language: str = "en"
    profile: str = "public"
    since: dt.date | None = None

    def __post_init__(self) -> None:
        _known("language", self.language, LANGUAGES)
        _known("profile", self.profile, PROFILES)

    def __repr__(self) -> str:
        case, as_of = self.situation.case.name, self.situation.as_of
        return f"Brief({case} as of {as_of}, {self.language}, {self.profile})"

    @cached_property
    def context(self) -> Context:
        """What the sections are made from."""
        return Context(self.situation, self.forecast, Words(self.language), self.profile)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Sections in the order in which they are read."""
        from qafila.charts import unchecked

        with unchecked():
            return self._sections()

    def _sections(self) -> tuple[Section, ...]:
        from qafila.brief import since
        from qafila.brief.sections import (
            abductions,
            actors,
            assessment,
            corridors,
            disputes,
            known,
            method,
            outlook,
            registered,
            reported,
            sources,
            summary,
            timeline,
            warnings,
        )

        context = self.context
        internal = (corridors.build_routes(context),) if self.profile == "internal" else ()
        return (
            summary.build(context),
            assessment.build(context),
            since.build(context, self.since),
            warnings.build(context),
            reported.build(context),
            timeline.build(context),
            abductions.build(context),
            corridors.build_map(context),
            corridors.build_table(context),
            outlook.build_fuel(context),
            outlook.build_arrivals(context),
            *registered.build(context),
            disputes.build(context),
            actors.build(context),
            known.build(context),
            *internal,
            method.build_warnings(context),
            method.build_method(context),
            method.build_licences(context),
            sources.build(context),
        )

    def html(self) -> str:
        """The brief as one HTML page that asks nothing of any address.

        Returns
        -------
        str
            The page; the same bytes for the same inputs.
        """
        from qafila.brief.html import render

        return render(self)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        from qafila.files import write_whole

        target = Path(path)
        write_whole(target, self.html())
        return target


def _known(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        hint = did_you_mean(value, allowed) or "allowed: " + ", ".join(allowed)
        raise InputError(f'{what} "{value}" is not known; {hint}')
