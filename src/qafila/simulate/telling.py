"""What a run is, in words: forecast, what-if or split of a known total; rules; capacities."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from qafila import units
from qafila.cards import count
from qafila.simulate.siege.particles import told_of
from qafila.simulate.sources import ALLOCATION, FLEE

if TYPE_CHECKING:
    from qafila.simulate.scenario import Change, Scenario
    from qafila.simulate.siege.particles import Calibration

_CHANGES_SHOWN = 3  # lines that a subtitle has room for


class Run(Protocol):
    """What results and summaries say of the run that they come from."""

    @property
    def scenario(self) -> Scenario:
        """What was run."""

    @property
    def name(self) -> str:
        """Name of the case or folder."""

    @property
    def as_of(self) -> dt.date:
        """Day 0."""

    @property
    def product(self) -> str:
        """``unconditional``, ``scenario`` or ``allocation``."""

    @property
    def rules(self) -> str:
        """Whose rules people moved by."""

    @property
    def camps_fill(self) -> bool | None:
        """Whether camps of a folder can be full; None for a case."""

    @property
    def calibration(self) -> Calibration | None:
        """Which posterior the draws come from; None for priors."""


def kind_of_run(run: Run) -> str:
    """What a run is, for those who print it.

    Parameters
    ----------
    run : Run
        A result or a summary.

    Returns
    -------
    str
        English; what must be told of any figure that comes from it.
    """
    changes = len(run.scenario.changes)
    told = [f"what if: {count(changes, 'change')}"] if changes else []
    if run.product == ALLOCATION:
        told += ["a known total split, not a forecast", *rules_told(run.rules, run.camps_fill)]
    return "; ".join([*told, told_of(run.calibration)])


def rules_told(rules: str, camps_fill: bool | None) -> tuple[str, ...]:
    """Whose rules people of a folder move by, and whether camps can be full.

    Parameters
    ----------
    rules : str
        ``qafila`` or ``flee``.
    camps_fill : bool or None
        Whether camps can be full; None for a case, whose places say it themselves.

    Returns
    -------
    tuple of str
        English; nothing of a case.

    Examples
    --------
    >>> rules_told("flee", True)
    ("Flee's rules", 'camps can be full')
    """
    if camps_fill is None:
        return ()
    whose = "Flee" if rules == FLEE else "Qafila"
    return f"{whose}'s rules", "camps can be full" if camps_fill else "camps are never full"


def subtitle(run: Run, language: str) -> str:
    """What stands below the title of a picture.

    Parameters
    ----------
    run : Run
        A result or a summary.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        Lines: name, day and calibration; rules and capacities of an allocation; each change of a
        what-if.
    """
    from qafila.pictures import say, say_date

    split = run.product == ALLOCATION
    key = "allocation_subtitle" if split else "fan_subtitle"
    lines = [say(key, language, name=_plain(run.name), date=say_date(run.as_of, language))]
    if run.camps_fill is not None:
        rules = say("rules_flee" if run.rules == FLEE else "rules_qafila", language)
        capacities = say("camps_fill" if run.camps_fill else "camps_never_fill", language)
        lines.append(say("rules_line", language, rules=rules, capacities=capacities))
    changes = run.scenario.changes
    lines += [
        say("what_if", language, change=_change(change, run.as_of, language))
        for change in changes[:_CHANGES_SHOWN]
    ]
    if len(changes) > _CHANGES_SHOWN:
        lines.append(say("what_if_more", language, number=len(changes) - _CHANGES_SHOWN))
    return "\n".join(lines)


def _change(change: Change, as_of: dt.date, language: str) -> str:
    from qafila.pictures import say, write_number

    ends = [_plain(end) for end in (change.target_id, change.second_id) if end]
    value = "" if change.value is None else write_number(change.value, language)
    if change.kind == "storage":
        value += f" {units.label(change.unit or 'days', language)}"
    told = say(f"change_{change.kind}", language, name=" - ".join(ends), value=value)
    when = _when(change, as_of, language)
    return f"{told} {when}" if when else told


def _when(change: Change, as_of: dt.date, language: str) -> str:
    from qafila.pictures import say, say_date

    start = say_date(as_of + dt.timedelta(days=change.start_day), language)
    if change.end_day is None:
        return say("when_from", language, start=start) if change.start_day > 1 else ""
    end = say_date(as_of + dt.timedelta(days=change.end_day), language)
    return say("when_between", language, start=start, end=end)


def _plain(text: str) -> str:
    from qafila.charts.theme import shorten

    return shorten(text)
