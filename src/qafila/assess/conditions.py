"""Conditional warnings: what is to be expected if something goes on, always with its condition.

A warning hangs on the level of one indicator and on how long it has stood. It says what follows if
that goes on; it is no probability, and where the level is unknown so is the warning.
"""

from __future__ import annotations

import datetime as dt
import string
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qafila import tables
from qafila.assess.model import LEVELS
from qafila.errors import Problem, SchemaError
from qafila.files import package_data
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from qafila.assess.model import Assessment, Finding

STANDS, COMING, NOT_MET, UNCERTAIN = "stands", "coming", "not_met", "unknown"
PLACEHOLDERS = ("place", "level", "days", "horizon")
_TABLE = "conditional_warnings"
_TEXTS = ("condition", "consequence", "evidence")


@dataclass(frozen=True)
class Condition:
    """A row of the table of conditional warnings.

    Parameters
    ----------
    warning_id : str
        Its identifier.
    indicator_id : str
        Indicator on which it hangs.
    at_level : str
        Least level at which it is met.
    held_days : int
        Days in a row for which the level must have stood there.
    horizon_days : int
        Days within which the consequence is to be expected.
    texts : tuple of (str, str)
        Text by name and language, such as ``condition_en``.
    source : str
        Source, or the word estimate.
    rationale : str
        Why this condition and this horizon.

    Examples
    --------
    >>> one = Condition("dry", "supply_pressure", "warning", 14, 21,
    ...                 (("condition_en", "If {place} stays there for {days}"),), "estimate", "")
    >>> one.text("condition", "en")
    'If {place} stays there for {days}'
    """

    warning_id: str
    indicator_id: str
    at_level: str
    held_days: int
    horizon_days: int
    texts: tuple[tuple[str, str], ...]
    source: str
    rationale: str

    def text(self, name: str, language: str) -> str:
        """One of its texts, with placeholders in braces.

        Parameters
        ----------
        name : str
            ``condition``, ``consequence`` or ``evidence``.
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        str
            The text.
        """
        return dict(self.texts)[f"{name}_{language}"]


@dataclass(frozen=True)
class Standing:
    """How a conditional warning stands for one place on a day.

    Parameters
    ----------
    condition : Condition
        The row.
    finding : Finding
        What its indicator shows for the place.
    state : str
        ``stands`` (the condition is met), ``coming`` (the level is reached but has not stood long
        enough), ``not_met`` or ``unknown``.
    since : datetime.date or None
        Day since which the condition has been met.
    at_least : bool
        Whether it may have been met before.
    met_on : datetime.date or None
        For one that is coming, the day on which it will be met if the level stays.
    days_left : int or None
        For one that is coming, the days until then.

    Examples
    --------
    >>> from qafila.assess.model import Finding, Unit
    >>> row = Condition("dry", "supply_pressure", "warning", 14, 21, (), "estimate", "")
    >>> since = dt.date(2025, 10, 1)
    >>> finding = Finding("supply_pressure", Unit("city", "bamako"), "warning", "warning", since)
    >>> stand(row, finding, dt.date(2025, 10, 8)).days_left
    6
    """

    condition: Condition
    finding: Finding
    state: str
    since: dt.date | None = None
    at_least: bool = False
    met_on: dt.date | None = None
    days_left: int | None = None

    @property
    def claims(self) -> tuple[str, ...]:
        """What the level rests on."""
        return self.finding.claims

    @property
    def figures(self) -> tuple[str, ...]:
        """Observations that the level rests on."""
        return self.finding.figures


def stand(condition: Condition, finding: Finding, as_of: dt.date) -> Standing:
    """Tell whether the condition of a warning is met.

    Parameters
    ----------
    condition : Condition
        The row.
    finding : Finding
        What its indicator shows for a place.
    as_of : datetime.date
        The day.

    Returns
    -------
    Standing
        Met since when, or how long until it is.
    """
    if finding.level not in LEVELS:
        return Standing(condition, finding, UNCERTAIN)
    if LEVELS.index(finding.level) < LEVELS.index(condition.at_level):
        return Standing(condition, finding, NOT_MET)
    reached, at_least = _reached(finding, condition.at_level, as_of)
    if reached is None:
        return Standing(condition, finding, UNCERTAIN)
    # A level that began today has stood for one day.
    met_on = reached + dt.timedelta(days=max(condition.held_days - 1, 0))
    if met_on <= as_of:
        return Standing(condition, finding, STANDS, met_on, at_least)
    return Standing(condition, finding, COMING, None, at_least, met_on, (met_on - as_of).days)


def _reached(finding: Finding, level: str, as_of: dt.date) -> tuple[dt.date | None, bool]:
    """Since when a level has not been below another one, and whether it may be longer."""
    days = 0
    for past in reversed(finding.history):
        if past not in LEVELS or LEVELS.index(past) < LEVELS.index(level):
            return as_of - dt.timedelta(days=max(days - 1, 0)), False
        days += 1
    if days:
        return as_of - dt.timedelta(days=days - 1), True
    return finding.since, finding.at_least or level != finding.level


def standings(
    assessment: Assessment, conditions: Iterable[Condition] | None = None
) -> tuple[Standing, ...]:
    """How each conditional warning stands, for each place of its indicator.

    Parameters
    ----------
    assessment : Assessment
        The levels of the day.
    conditions : iterable of Condition, optional
        Rows; by default those of the package.

    Returns
    -------
    tuple of Standing
        Those that stand first, then those that are coming, the soonest first; then the others in
        the order of the table.

    Examples
    --------
    >>> from qafila.assess.model import Assessment, Overall
    >>> standings(Assessment("x", dt.date(2025, 11, 30), Overall("unknown", None, ()), ()))
    ()
    """
    rows = default_conditions() if conditions is None else tuple(conditions)
    found = [
        stand(row, finding, assessment.as_of)
        for row in rows
        for finding in assessment.findings
        if finding.indicator_id == row.indicator_id
    ]
    order = (STANDS, COMING, NOT_MET, UNCERTAIN)
    return tuple(sorted(found, key=lambda one: (order.index(one.state), one.days_left or 0)))


@lru_cache(maxsize=1)
def default_conditions() -> tuple[Condition, ...]:
    """Rows of ``defaults/conditional_warnings.csv``.

    Returns
    -------
    tuple of Condition
        In the order of the table.

    Raises
    ------
    SchemaError
        If the table is not sound; every problem is named.
    """
    data = package_data("defaults", f"{_TABLE}.csv").read_bytes()
    indicators = tables.read_defaults("indicators", "indicators")["indicator_id"]
    return read_conditions(data, f"defaults/{_TABLE}.csv", indicators)


def read_conditions(data: bytes, file: str, indicators: Iterable[str]) -> tuple[Condition, ...]:
    """Read and check a table of conditional warnings.

    Parameters
    ----------
    data : bytes
        Content of the CSV file.
    file : str
        Name to show in messages.
    indicators : iterable of str
        Indicators that there are.

    Returns
    -------
    tuple of Condition
        In the order of the table.

    Raises
    ------
    SchemaError
        If anything is wrong with it; every problem is named with row, column and hint.
    """
    frame, problems = tables.read_table(_TABLE, data, file)
    known = {"indicators.indicator_id": tuple(indicators)}
    problems += tables.reference_problems(_TABLE, frame, file, known)
    problems += _level_problems(frame, file)
    problems += _text_problems(frame, file)
    if problems:
        raise SchemaError(problems)
    rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    return tuple(map(_condition, rows))


def _condition(row: dict[str, Any]) -> Condition:
    texts = tuple((key, str(row[key])) for key in _text_columns())
    plain = {key: str(row[key]) for key in ("warning_id", "indicator_id", "at_level")}
    return Condition(
        **plain,
        held_days=int(row["held_days"]),
        horizon_days=int(row["horizon_days"]),
        texts=texts,
        source=str(row["source"]),
        rationale=str(row["rationale"]),
    )


def _text_columns() -> Iterator[str]:
    return (f"{name}_{language}" for name in _TEXTS for language in LANGUAGES)


def _level_problems(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    allowed = LEVELS[1:]
    for line, level in frame["at_level"].items():
        if level and level not in allowed:
            message = f'"{level}" is no level that a warning can hang on'
            hint = "write one of " + ", ".join(allowed)
            yield Problem(file, message, int(str(line)), "at_level", hint)


def _text_problems(frame: pd.DataFrame, file: str) -> Iterator[Problem]:
    for column in _text_columns():
        for line, text in frame[column].items():
            wrong = _placeholder_fault(str(text))
            if wrong:
                hint = "known are " + ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
                yield Problem(file, wrong, int(str(line)), column, hint)
    for name in _TEXTS:
        for line, row in frame.iterrows():
            used = {language: _names(str(row[f"{name}_{language}"])) for language in LANGUAGES}
            for language in LANGUAGES[1:]:
                if None in used.values() or used[language] == used[LANGUAGES[0]]:
                    continue
                message = f"the placeholders differ from those of {name}_{LANGUAGES[0]}"
                hint = "say the same in every language"
                yield Problem(file, message, int(str(line)), f"{name}_{language}", hint)


def _names(text: str) -> frozenset[str] | None:
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
    except ValueError:
        return None


def _placeholder_fault(text: str) -> str:
    names = _names(text)
    if names is None:
        return "a brace is not closed"
    unknown = sorted(names.difference(PLACEHOLDERS))
    return f"{{{unknown[0]}}} stands for nothing" if unknown else ""
