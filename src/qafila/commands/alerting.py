"""Draft alerts: one in the outbox for each level that rose. Nothing is ever sent."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from qafila.assess.model import LEVELS
from qafila.brief.alert import Rise, Told, draft
from qafila.brief.cap import reference, write_message
from qafila.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from qafila.assess.model import Assessment, Finding

_DIGITS = 12


class Drafted(NamedTuple):
    """A draft that lies in the outbox.

    Parameters
    ----------
    key : str
        Indicator and place, which tell whether a later alert brings this one up to date.
    level : str
        Level that was reached.
    file : str
        Name of the file.
    reference : str
        How a later alert refers to it.
    """

    key: str
    level: str
    file: str
    reference: str


def levels_of(assessment: Assessment) -> dict[str, str]:
    """Level of each finding by its key.

    Parameters
    ----------
    assessment : Assessment
        A day.

    Returns
    -------
    dict of str to str
        Indicator and place, and the level.
    """
    return {_key(finding): finding.level for finding in assessment.findings}


def rises(before: Mapping[str, str], after: Assessment) -> tuple[Rise, ...]:
    """Levels that rose to watch or above; what was unknown counts as below watch.

    Parameters
    ----------
    before : mapping of str to str
        From `levels_of`.
    after : Assessment
        A later day, or the same one with more reports.

    Returns
    -------
    tuple of Rise
        In the order of the findings.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.assess.model import Assessment, Finding, Overall, Unit
    >>> def assessed(level):
    ...     finding = Finding("supply_pressure", Unit("city", "bamako"), level, level)
    ...     return Assessment("x", dt.date(2025, 10, 6), Overall(level, None, ()), (finding,))
    >>> [rise.before for rise in rises(levels_of(assessed("unknown")), assessed("warning"))]
    ['unknown']
    >>> rises(levels_of(assessed("emergency")), assessed("warning"))
    ()
    >>> rises({}, assessed("normal"))
    ()
    """
    pairs = ((before.get(_key(finding), "unknown"), finding) for finding in after.findings)
    return tuple(
        Rise(level, finding) for level, finding in pairs if _rank(finding.level) > _rank(level)
    )


def _key(finding: Finding) -> str:
    return "|".join(finding.key)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else 0


def draft_alerts(
    told: Told,
    risen: tuple[Rise, ...],
    outbox: Path,
    cause: str,
    earlier: Callable[[str], tuple[str, ...]],
) -> tuple[Drafted, ...]:
    """Write a draft for each level that rose.

    Parameters
    ----------
    told : Told
        What is known.
    risen : tuple of Rise
        From `rises`.
    outbox : Path
        Folder of drafts.
    cause : str
        Digest of what made them rise: the same report drafts the same alert, and not a second one
        after a watch that was killed.
    earlier : callable
        Gives the earlier alert of an indicator and place.

    Returns
    -------
    tuple of Drafted
        What was written.

    Raises
    ------
    OutputError
        If the outbox cannot be written to.
    """
    written = []
    for rise in risen:
        key = _key(rise.finding)
        name = alert_name(told, rise, cause)
        message = draft(told, rise, name, earlier(key))
        write_whole(outbox / f"{name}.xml", write_message(message))
        written.append(Drafted(key, rise.finding.level, f"{name}.xml", reference(message)))
    return tuple(written)


def alert_name(told: Told, rise: Rise, cause: str) -> str:
    """Identifier of an alert, which is also the name of its file.

    Parameters
    ----------
    told : Told
        What is known.
    rise : Rise
        The level that rose.
    cause : str
        Digest of what made it rise.

    Returns
    -------
    str
        Case, day, indicator, place and level, and digits that no other alert has.
    """
    finding, day = rise.finding, told.assessment.as_of.isoformat()
    parts = (told.case.name, day, *finding.key, rise.before, finding.level, cause)
    digits = hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:_DIGITS]
    shown = (told.case.name, day, finding.indicator_id, finding.unit.place, finding.level, digits)
    return "-".join(shown)
