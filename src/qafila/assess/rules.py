"""Rules of judgement: indicators, their gauges and thresholds, and the numbers beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from qafila import tables
from qafila.assess.model import LEVELS
from qafila.assess.rule_checks import MODELS, rule_problems
from qafila.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.case import Case

_LANGUAGES = ("en", "fr", "ar")
_COUNTED = ("asserted", "claimed", "admitted", "estimated", "announced")
_NO_SUBTYPE = "-"
_FORECAST = "days_of_supply"


class Reads(NamedTuple):
    """A kind of claim: a subtype of an event type, all of them (None), or none of them (empty).

    Examples
    --------
    >>> Reads.parse("shortage/pumps_dry").fits("shortage", "pumps_dry")
    True
    >>> Reads.parse("shortage").fits("shortage", None)
    True
    >>> Reads.parse("shortage/-").fits("shortage", "pumps_dry")
    False
    """

    event_type: str
    subtype: str | None = None

    @classmethod
    def parse(cls, text: str) -> Reads:
        """Read the form in which tables write it.

        Parameters
        ----------
        text : str
            ``event_type``, ``event_type/subtype`` or ``event_type/-``.

        Returns
        -------
        Reads
            The kind of claim.
        """
        event_type, slash, subtype = text.partition("/")
        if not slash:
            return cls(event_type)
        return cls(event_type, "" if subtype == _NO_SUBTYPE else subtype)

    def fits(self, event_type: str, subtype: str | None) -> bool:
        """Whether a claim is of this kind.

        Parameters
        ----------
        event_type : str
            Type of the claim.
        subtype : str or None
            Its subtype.

        Returns
        -------
        bool
            True if it is.
        """
        if event_type != self.event_type:
            return False
        return self.subtype is None or self.subtype == (subtype or "")


@dataclass(frozen=True)
class Indicator:
    """One row of ``defaults/indicators.csv``.

    Parameters
    ----------
    indicator_id : str
        Its name for programs.
    scope : str
        Term of ``indicator_scope``.
    part : str
        Term of ``indicator_part``.
    window_days, hysteresis_days : int
        Days that evidence counts, and that readings must stay low before a level falls.
    labels : mapping of str to str
        Name by language.
    definition, source, rationale : str
        What it tells, and why it is as it is.

    Examples
    --------
    >>> read_rules().indicator("supply_pressure").scope
    'city'
    """

    indicator_id: str
    scope: str
    part: str
    window_days: int
    hysteresis_days: int
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    definition: str = ""
    source: str = ""
    rationale: str = ""


@dataclass(frozen=True)
class Gauge:
    """One row of ``defaults/gauges.csv``.

    Parameters
    ----------
    gauge_id, indicator_id : str
        Its name for programs, and the indicator that it belongs to.
    kind : str
        Term of ``gauge_kind``.
    counts : str
        What growth and unusual compare, a term of ``gauge_kind``; empty for others.
    reads : tuple of Reads
        Claims that it reads.
    quantities, actors : tuple of str
        Of which one must be theirs; empty for any.
    people : str
        Term of ``gauge_people``; empty for any.
    modalities, observations : tuple of str
        Modalities that count, and measures of observations that it reads beside claims.
    model : str
        Name of a model result; empty for none.
    ended_by : tuple of Reads
        Claims that end what it tells.
    watch, warning, emergency : float or None
        Values at which levels begin; None where this gauge never sets the level.
    unit : str
        Unit of the value.
    labels : mapping of str to str
        What the number tells, by language.
    source, rationale : str
        Why these thresholds.

    Examples
    --------
    >>> gauge = next(one for one in read_rules().gauges["supply_pressure"] if one.falls)
    >>> gauge.gauge_id, gauge.level(20.0), gauge.level(2.0), gauge.above("watch")
    ('fuel_cover', 'normal', 'emergency', ('warning', 7.0))
    """

    gauge_id: str
    indicator_id: str
    kind: str
    counts: str = ""
    reads: tuple[Reads, ...] = ()
    quantities: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    people: str = ""
    modalities: tuple[str, ...] = _COUNTED
    observations: tuple[str, ...] = ()
    model: str = ""
    ended_by: tuple[Reads, ...] = ()
    watch: float | None = None
    warning: float | None = None
    emergency: float | None = None
    unit: str = "1"
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: str = ""
    rationale: str = ""

    @property
    def falls(self) -> bool:
        """Whether lower values are worse."""
        return self.kind == "below" or MODELS.get(self.model, False)

    @property
    def of_the_day(self) -> bool:
        """Whether it tells of the day alone and not of days before, as a forecast does."""
        return self.model == _FORECAST

    @property
    def thresholds(self) -> tuple[tuple[str, float], ...]:
        """Level and value of each threshold that is given, from watch to emergency."""
        given = (("watch", self.watch), ("warning", self.warning), ("emergency", self.emergency))
        return tuple((level, value) for level, value in given if value is not None)

    def level(self, value: float) -> str:
        """Level that a value reaches.

        Parameters
        ----------
        value : float
            In the unit of the gauge.

        Returns
        -------
        str
            ``normal`` below every threshold.
        """
        reached = [
            level
            for level, mark in self.thresholds
            if (value <= mark if self.falls else value >= mark)
        ]
        return reached[-1] if reached else LEVELS[0]

    def above(self, level: str) -> tuple[str, float] | None:
        """The next level and where it begins.

        Parameters
        ----------
        level : str
            The present one.

        Returns
        -------
        tuple or None
            None if this gauge sets none above it.
        """
        rank = LEVELS.index(level) if level in LEVELS else 0
        return next((one for one in self.thresholds if LEVELS.index(one[0]) > rank), None)


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules that an assessment goes by.

    Parameters
    ----------
    indicators : tuple of Indicator
        In the order in which they are shown.
    gauges : mapping of str to tuple of Gauge
        By indicator.
    numbers : mapping of str to float
        From ``defaults/assessment.csv``.

    Examples
    --------
    >>> read_rules().numbers["ending_origins"]
    2.0
    """

    indicators: tuple[Indicator, ...]
    gauges: Mapping[str, tuple[Gauge, ...]]
    numbers: Mapping[str, float]

    @property
    def windows(self) -> Mapping[str, int]:
        """Days for which evidence of each indicator counts."""
        return {one.indicator_id: one.window_days for one in self.indicators}

    def indicator(self, indicator_id: str) -> Indicator:
        """One of the indicators.

        Parameters
        ----------
        indicator_id : str
            Its name.

        Returns
        -------
        Indicator
            The row.
        """
        return next(one for one in self.indicators if one.indicator_id == indicator_id)

    def gauge(self, gauge_id: str) -> Gauge:
        """One of the gauges.

        Parameters
        ----------
        gauge_id : str
            Its name.

        Returns
        -------
        Gauge
            The row.
        """
        every = (gauge for gauges in self.gauges.values() for gauge in gauges)
        return next(one for one in every if one.gauge_id == gauge_id)


def read_rules(case: Case | None = None) -> Rules:
    """Rules of the package, and of a case where it has its own.

    Parameters
    ----------
    case : Case, optional
        A row of its ``indicators.csv`` or ``gauges.csv`` takes the place of the row of the package
        with the same identifier, or comes after all of them.

    Returns
    -------
    Rules
        Checked rules.

    Raises
    ------
    SchemaError
        With everything that is wrong with the tables of the case.

    Examples
    --------
    >>> len(read_rules().indicators)
    13
    """
    if case is None or (case.indicators.empty and case.gauges.empty):
        return _default_rules()
    problems = rule_problems(case.indicators, case.gauges, case.actors)
    if problems:
        raise SchemaError(problems)
    return _rules(
        _replaced("indicators", "indicator_id", case.indicators),
        _replaced("gauges", "gauge_id", case.gauges),
    )


@lru_cache(maxsize=1)
def _default_rules() -> Rules:
    return _rules(
        tables.read_defaults("indicators", "indicators"), tables.read_defaults("gauges", "gauges")
    )


def _replaced(table: str, key: str, own: pd.DataFrame) -> pd.DataFrame:
    """Rows of the package with those of a case in their places, new ones last."""
    shipped = tables.read_defaults(table, table)
    named = {row[key]: row for row in own.to_dict("records")}
    kept = [named.pop(row[key], row) for row in shipped.to_dict("records")]
    return pd.DataFrame([*kept, *named.values()], columns=shipped.columns)


def _rules(indicators: pd.DataFrame, gauges: pd.DataFrame) -> Rules:
    rows = [_indicator(row) for row in indicators.to_dict("records")]
    every = [_gauge(row) for row in gauges.to_dict("records")]
    numbers = tables.read_defaults("parameters", "assessment")
    return Rules(
        tuple(rows),
        {
            row.indicator_id: tuple(one for one in every if one.indicator_id == row.indicator_id)
            for row in rows
        },
        dict(zip(numbers["parameter"], numbers["best"].astype(float), strict=True)),
    )


def _labels(row: Mapping[Any, Any]) -> dict[str, str]:
    return {code: row[f"label_{code}"] for code in _LANGUAGES}


def _indicator(row: Mapping[Any, Any]) -> Indicator:
    return Indicator(
        row["indicator_id"], row["scope"], row["part"],
        int(row["window_days"]), int(row["hysteresis_days"]),
        _labels(row), row["definition"], row["source"], row["rationale"],
    )  # fmt: skip


def _gauge(row: Mapping[Any, Any]) -> Gauge:
    marks = {
        level: None if math.isnan(row[level]) else float(row[level])
        for level in ("watch", "warning", "emergency")
    }
    return Gauge(
        row["gauge_id"], row["indicator_id"], row["kind"], row["counts"],
        tuple(map(Reads.parse, row["reads"])), tuple(row["quantities"]), tuple(row["actors"]),
        row["people"], tuple(row["modalities"]) or _COUNTED, tuple(row["observations"]),
        row["model"], tuple(map(Reads.parse, row["ended_by"])),
        **marks,
        unit=row["unit"], labels=_labels(row), source=row["source"], rationale=row["rationale"],
    )  # fmt: skip
