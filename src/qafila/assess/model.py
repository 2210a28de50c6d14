"""What an assessment is made of: readings of gauges, findings by indicator and place, the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qafila.errors import UnknownNameError, did_you_mean

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from qafila.ledger import Dispute
    from qafila.pictures import Picture

LEVELS = ("normal", "watch", "warning", "emergency")
UNKNOWN, NO_BASELINE = "unknown", "no_baseline"


@dataclass(frozen=True, order=True)
class Unit:
    """What an indicator is of: a city, the country of the siege, or a host country.

    `scope` is a term of ``indicator_scope``; `place` is a location_id for a city and an ISO 3166-1
    alpha-3 code for a country.

    Examples
    --------
    >>> Unit("city", "bamako").key
    'city:bamako'
    """

    scope: str
    place: str

    @property
    def key(self) -> str:
        """Name for programs."""
        return f"{self.scope}:{self.place}"


@dataclass(frozen=True)
class Baseline:
    """What is usual: median and spread of the same gauge over past windows with evidence.

    `spread` is the median absolute deviation times 1.4826, in the unit of the gauge.

    Examples
    --------
    >>> Baseline(median=2.0, spread=1.4826, windows=4).windows
    4
    """

    median: float
    spread: float
    windows: int


@dataclass(frozen=True)
class Reading:
    """What one gauge shows on a day, and what that rests on.

    Parameters
    ----------
    gauge_id : str
        Row of ``defaults/gauges.csv``.
    level : str
        Term of ``level``.
    value : float or None
        What was measured, in `unit`; None where nothing was.
    unit : str
        Its unit.
    next_level, next_value : str or None, float or None
        The level above and the value at which it begins; None at the top.
    claims : tuple of str
        Identifiers of all claims that the value rests on, the most telling first.
    figures : tuple of str
        Identifiers of observations that it rests on.
    origins : tuple of str
        Distinct origins of both, sorted.
    newest : datetime.date or None
        Last day that the evidence speaks of.
    baseline : Baseline or None
        What is usual, for gauges that compare with it.
    said_over : tuple of str
        Claims that say it is over, while too few origins say so for it to be believed.

    Examples
    --------
    >>> Reading("dry_pumps", "warning", 1.0, "origins", "emergency", 2.0, ("ab",)).origins
    ()
    """

    gauge_id: str
    level: str
    value: float | None
    unit: str
    next_level: str | None = None
    next_value: float | None = None
    claims: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    newest: dt.date | None = None
    baseline: Baseline | None = None
    said_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Level of one indicator for one place, with its readings.

    Parameters
    ----------
    indicator_id : str
        Row of ``defaults/indicators.csv``.
    unit : Unit
        City or country.
    level : str
        Term of ``level``, after hysteresis.
    raw_level : str
        What the readings of the day alone would give.
    since : datetime.date or None
        Day on which the level was reached; None for unknown levels.
    at_least : bool
        Whether it may have been reached before `since`, where the history ends.
    readings : tuple of Reading
        One for each gauge, the one that decides first.
    claims, figures, origins : tuple of str
        What the level rests on: the evidence of the readings that reach it; for unknown, none.
    newest : datetime.date or None
        Last day that the evidence of the level speaks of; for unknown, that of any evidence of the
        indicator, also older than the window.
    newest_other : datetime.date or None
        Last day that other evidence of the indicator speaks of, where that is newer.
    history : tuple of str
        Level shown on each past day, the oldest first; the last is that of the day.
    reached : datetime.date or None
        Last day on which the readings reached `level`; before the day of the assessment where the
        level only has not fallen yet. What it rests on is the evidence of that day.
    last_level : str or None
        For an unknown level, the last one that was known within the history. For a level that began
        after days without one, the last before them if it was higher than all since.
    last_day : datetime.date or None
        Its last day.

    Examples
    --------
    >>> Finding("supply_pressure", Unit("city", "bamako"), "unknown", "unknown").one_origin
    False
    """

    indicator_id: str
    unit: Unit
    level: str
    raw_level: str
    since: dt.date | None = None
    at_least: bool = False
    readings: tuple[Reading, ...] = ()
    claims: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    newest: dt.date | None = None
    newest_other: dt.date | None = None
    history: tuple[str, ...] = ()
    reached: dt.date | None = None
    last_level: str | None = None
    last_day: dt.date | None = None

    @property
    def one_origin(self) -> bool:
        """Whether the level rests on one origin alone."""
        return self.level in LEVELS and len(self.origins) == 1

    @property
    def key(self) -> tuple[str, str]:
        """What makes findings of two days comparable."""
        return self.indicator_id, self.unit.key


@dataclass(frozen=True)
class Overall:
    """The level of the whole, and the findings that set it.

    Parameters
    ----------
    level : str
        Term of ``level``.
    since : datetime.date or None
        Since when it stands without a break, whatever set it.
    because : tuple of Finding
        The findings that set it now.
    because_since : datetime.date or None
        Since when one of these does; others set it before.

    Examples
    --------
    >>> Overall("unknown", None, ()).since is None
    True
    """

    level: str
    since: dt.date | None
    because: tuple[Finding, ...]
    because_since: dt.date | None = None


@dataclass(frozen=True, repr=False)
class Assessment:
    """How bad it is on a day, as far as was known by its end.

    Parameters
    ----------
    case : str
        Name of the case.
    as_of : datetime.date
        The day.
    overall : Overall
        The level of the whole.
    findings : tuple of Finding
        In the order of the table of indicators, then of units.
    disputes : tuple of Dispute
        What sources dispute in claims of the last weeks.
    claims_known : int
        Claims that were known.
    names : mapping of str to mapping of str to str
        Names of indicators and places by identifier and language, for pictures; may be empty.

    Examples
    --------
    >>> import datetime as dt
    >>> Assessment("mali-2025", dt.date(2025, 11, 30), Overall("unknown", None, ()), ()).disputes
    ()
    """

    case: str
    as_of: dt.date
    overall: Overall
    findings: tuple[Finding, ...]
    disputes: tuple[Dispute, ...] = ()
    claims_known: int = 0
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)

    def __repr__(self) -> str:
        since = f" since {self.overall.since}" if self.overall.since else ""
        raised = sum(one.level in LEVELS[1:] for one in self.findings)
        return (
            f"Assessment({self.case} as of {self.as_of}: {self.overall.level}{since}, "
            f"{raised} of {len(self.findings)} levels raised)"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from qafila.assess.showing import assessment_card

        return assessment_card(self)

    def plot(self, language: str = "en") -> Picture:
        """Draw the level of each indicator by day.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        Picture
            The chart; what is unknown is a dotted line, and no level.
        """
        from qafila.assess.showing import plot_assessment

        return plot_assessment(self, language)

    def finding(self, indicator_id: str, place: str) -> Finding | None:
        """The finding of an indicator for a place.

        Parameters
        ----------
        indicator_id : str
            Row of ``defaults/indicators.csv``.
        place : str
            Location or country.

        Returns
        -------
        Finding or None
            None where the indicator is not of this place.

        Raises
        ------
        UnknownNameError
            If no finding is of such an indicator.

        Examples
        --------
        >>> import datetime as dt
        >>> finding = Finding("flight", Unit("country", "MLI"), "unknown", "unknown")
        >>> day = dt.date(2025, 11, 30)
        >>> found = Assessment("x", day, Overall("unknown", None, ()), (finding,))
        >>> found.finding("flight", "MLI").level, found.finding("flight", "CIV") is None
        ('unknown', True)
        """
        known = {one.indicator_id for one in self.findings}
        if indicator_id not in known:
            hint = did_you_mean(indicator_id, known) or "they are " + ", ".join(sorted(known))
            raise UnknownNameError(f'no indicator "{indicator_id}" was assessed; {hint}')
        wanted = (one for one in self.findings if one.indicator_id == indicator_id)
        return next((one for one in wanted if one.unit.place == place), None)
