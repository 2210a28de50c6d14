"""What an assessment says in the language of a brief: names, levels and values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess.model import LEVELS, NO_BASELINE, UNKNOWN, Finding
from qafila.brief.counting import measured
from qafila.brief.disclosure import PUBLISHED_COUNTS
from qafila.brief.isolation import name
from qafila.brief.rules import rule
from qafila.brief.sections.shared import people
from qafila.brief.sections.summary import supply_refs
from qafila.brief.speakers import Speakers
from qafila.brief.suppression import PEOPLE_UNITS
from qafila.forecasting.forecast import SUPPLY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qafila.assess.model import Assessment, Reading, Unit
    from qafila.assess.rules import Gauge, Indicator, Rules
    from qafila.brief.model import Ref

_STEPS = len(LEVELS) - 1
_WORST = {level: rank for rank, level in enumerate((UNKNOWN, NO_BASELINE, *LEVELS))}
_APART = "apart"
_PARTS = ("decides", "supports", _APART)


@dataclass(frozen=True, eq=False)
class Judged(Speakers):
    """An assessment that is to be told.

    Parameters
    ----------
    context : Context
        Language, profile, claims.
    assessment : Assessment
        What is told.
    rules : Rules
        Tables of indicators and gauges.
    """

    assessment: Assessment
    rules: Rules

    def indicator(self, finding: Finding) -> Indicator:
        """The row of a finding's indicator.

        Parameters
        ----------
        finding : Finding
            A finding.

        Returns
        -------
        Indicator
            The row.
        """
        return self.rules.indicator(finding.indicator_id)

    def gauge(self, reading: Reading) -> Gauge:
        """The row of a reading's gauge.

        Parameters
        ----------
        reading : Reading
            A reading.

        Returns
        -------
        Gauge
            The row.
        """
        return self.rules.gauge(reading.gauge_id)

    def label(self, reading: Reading) -> Markup:
        """What the number of a gauge tells.

        Parameters
        ----------
        reading : Reading
            A reading.

        Returns
        -------
        Markup
            The name of the gauge.
        """
        return Markup("{}").format(self.gauge(reading).labels[self.context.words.language])

    def place(self, unit: Unit) -> Markup:
        """Name of a city or country.

        Parameters
        ----------
        unit : Unit
            What an indicator is of.

        Returns
        -------
        Markup
            The name, isolated.
        """
        if unit.scope == "city":
            return self.context.place(unit.place)
        return self.context.place(f"country:{unit.place}")

    def title(self, finding: Finding) -> Markup:
        """What a finding is about.

        Parameters
        ----------
        finding : Finding
            The finding.

        Returns
        -------
        Markup
            Indicator and place.
        """
        return self.context.words.say(
            "assess_of", indicator=self.indicator_name(finding), place=self.place(finding.unit)
        )

    def indicator_name(self, finding: Finding) -> Markup:
        """Name of a finding's indicator.

        Parameters
        ----------
        finding : Finding
            The finding.

        Returns
        -------
        Markup
            The name, isolated.
        """
        return name(self.indicator(finding).labels[self.context.words.language])

    def level(self, level: str) -> Markup:
        """Name of a level, bare.

        Parameters
        ----------
        level : str
            Term of ``level``.

        Returns
        -------
        Markup
            The name.
        """
        return Markup("{}").format(self.context.words.label("level", level))

    def mark(self, level: str) -> Markup:
        """Name of a level in its colour, with as many filled steps as it is high.

        Parameters
        ----------
        level : str
            Term of ``level``.

        Returns
        -------
        Markup
            The mark; what is no level has no steps.
        """
        steps = Markup()
        if level in LEVELS:
            rank = LEVELS.index(level)
            filled = Markup('<span class="on"></span>') * rank + Markup("<span></span>") * (
                _STEPS - rank
            )
            steps = Markup('<span class="steps" aria-hidden="true">{}</span>').format(filled)
        return Markup('<span class="level level-{}">{}{}</span>').format(
            level.replace("_", "-"), steps, self.level(level)
        )

    def order(self, finding: Finding) -> tuple[bool, int, int]:
        """The worst first, and what stands apart after all that has a part in the whole.

        Parameters
        ----------
        finding : Finding
            A finding.

        Returns
        -------
        (bool, int, int)
            Key for sorting.
        """
        part = self.indicator(finding).part
        return part == _APART, -_WORST[finding.level], _PARTS.index(part)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, the worst first."""
        return tuple(sorted(self.assessment.findings, key=self.order))

    def among(self, *levels: str) -> tuple[Finding, ...]:
        """Findings of some levels, the worst first.

        Parameters
        ----------
        *levels : str
            Terms of ``level``.

        Returns
        -------
        tuple of Finding
            The findings.
        """
        return tuple(one for one in self.findings if one.level in levels)

    def first(self, *levels: str) -> tuple[Finding, ...]:
        """Findings in the order in which a page names them while it has room.

        Parameters
        ----------
        *levels : str
            Terms of ``level``.

        Returns
        -------
        tuple of Finding
            What sets the whole, then the city of the case, then the worst.
        """
        because = self.assessment.overall.because
        city = self.context.situation.case.city
        return tuple(
            sorted(
                self.among(*levels),
                key=lambda one: (one not in because, one.unit.place != city),
            )
        )

    def refs(self, of: Reading | Finding) -> tuple[Ref, ...]:
        """Links to all claims and figures behind something.

        Parameters
        ----------
        of : Reading or Finding
            What rests on them.

        Returns
        -------
        tuple of Ref
            The links.
        """
        told = self.context.refs(of.claims) + self.context.observation_refs(of.figures)
        readings = of.readings if isinstance(of, Finding) else (of,)
        forecast = (one for one in readings if self.gauge(one).model == SUPPLY)
        if told or not any(one.value is not None for one in forecast):
            return told
        return supply_refs(self.context, of.unit.place if isinstance(of, Finding) else "")

    def value(self, reading: Reading, value: float | None = None) -> Markup:
        """What a gauge measured, with its unit; small counts of people are withheld in public.

        Parameters
        ----------
        reading : Reading
            The reading.
        value : float, optional
            Another number of the same gauge, such as a threshold.

        Returns
        -------
        Markup
            The figure; empty if nothing was measured.
        """
        threshold = value is not None
        value = reading.value if value is None else value
        if value is None:
            return Markup()
        words, unit = self.context.words, reading.unit
        kind = self.gauge(reading).kind
        small = 0 < value < rule("small_count") and unit in PEOPLE_UNITS
        if small and not threshold and self.context.public and not self._published(reading):
            return people(self.context, float("nan"))
        return measured(words, kind, unit, value)

    def _published(self, reading: Reading) -> bool:
        kinds = {kind.event_type for kind in self.gauge(reading).reads}
        return bool(kinds) and kinds <= PUBLISHED_COUNTS


def listed(judged: Judged, findings: Iterable[Finding], *, level: bool = True) -> Markup:
    """Findings by name, one after the other.

    Parameters
    ----------
    judged : Judged
        The assessment.
    findings : iterable of Finding
        Which.
    level : bool
        Whether the level stands with each.

    Returns
    -------
    Markup
        The list.
    """
    words = judged.context.words
    told = (
        words.say("assess_with_level", what=judged.title(one), level=judged.level(one.level))
        if level
        else judged.title(one)
        for one in findings
    )
    return words.say("list_semicolon").join(told)
