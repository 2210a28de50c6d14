"""The day of the last brief of a case: as asked for, of an earlier run near by, or as usual."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.assess.rules import read_rules
from qafila.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qafila.case import Case

GIVEN, RUN, USUAL = "given", "run", "usual"
_LARGEST_BYTES = 10_000_000


@dataclass(frozen=True)
class LastBrief:
    """Day of the last brief, and how it is known.

    Parameters
    ----------
    day : datetime.date
        The day.
    how : str
        ``given`` (asked for), ``run`` (an earlier run beside the folder of results) or ``usual``
        (some days before).

    Examples
    --------
    >>> LastBrief(dt.date(2025, 11, 23), "usual").record()
    {'day': '2025-11-23', 'how': 'usual'}
    """

    day: dt.date
    how: str

    def record(self) -> dict[str, str]:
        """What ``run.json`` holds of it.

        Returns
        -------
        dict
            Day and how it is known.
        """
        return {"day": self.day.isoformat(), "how": self.how}


def last_brief(case: Case, out: Path, as_of: dt.date, given: dt.date | None = None) -> LastBrief:
    """Day with which a brief is compared.

    Parameters
    ----------
    case : Case
        The case.
    out : Path
        Folder of results; runs in folders beside it are looked at.
    as_of : datetime.date
        Day of the brief.
    given : datetime.date, optional
        What was asked for.

    Returns
    -------
    LastBrief
        The day, which is before `as_of`.

    Raises
    ------
    InputError
        If the day that was asked for is not before that of the brief.
    """
    if given is not None:
        if given >= as_of:
            raise InputError(f"--since {given} is not before {as_of}, the day of the brief")
        return LastBrief(given, GIVEN)
    days = [day for day in _runs(case.name, out) if day < as_of]
    if days:
        return LastBrief(max(days), RUN)
    usual = int(read_rules(case).numbers["changes_days"])
    # Whether the day is near the case is judged by who runs it: the first of all has none before.
    return LastBrief(dt.date.fromordinal(max(as_of.toordinal() - usual, 1)), USUAL)


def _runs(case: str, out: Path) -> Iterator[dt.date]:
    """Days of the runs of a case beside a folder; what cannot be read is none."""
    own = out.resolve()
    for path in sorted(own.parent.glob("*/run.json")):
        try:
            # What stands in the folder itself is replaced: the same run twice must give the same.
            if path.parent == own or path.stat().st_size > _LARGEST_BYTES:
                continue
            record = json.loads(path.read_text(encoding="utf-8"))
            if record["case"] == case:
                yield dt.date.fromisoformat(record["as_of"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
