"""What became of one file of an inbox, as a line of the log has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.commands.alerting import levels_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from qafila.assess.changes import Changes
    from qafila.assess.model import Assessment
    from qafila.claims import Claim
    from qafila.commands.alerting import Drafted

READ, KNOWN, QUARANTINED, STARTED = "read", "known", "quarantined", "started"
WAITS, MOVED = "waits", "moved"


@dataclass(frozen=True)
class Entry:
    """What became of one file.

    Parameters
    ----------
    file : str
        Its name in the inbox.
    outcome : str
        ``read``, ``known``, ``quarantined``, ``waits``, or ``moved`` where only the move had been
        left to do; ``started`` for no file.
    time : datetime.datetime
        When, by the clock of the machine.
    kept_as : str
        Where it is now: its folder and its name.
    document : str or None
        Digest of its text.
    published : datetime.date or None
        Day of the report.
    claims : tuple of str
        Identifiers of the claims found in it.
    note : str
        Why it was put aside, or what else there is to say.
    before, after : Assessment or None
        What it changed; None where nothing was read.
    changes : Changes or None
        From the one to the other.
    words : mapping of str to Claim
        Claims that the changes rest on, by identifier, as far as they are told.
    alerts : tuple of Drafted
        Drafts in the outbox.
    """

    file: str
    outcome: str
    time: dt.datetime
    kept_as: str = ""
    document: str | None = None
    published: dt.date | None = None
    claims: tuple[str, ...] = ()
    note: str = ""
    before: Assessment | None = None
    after: Assessment | None = None
    changes: Changes | None = None
    words: Mapping[str, Claim] = field(default_factory=lambda: MappingProxyType({}))
    alerts: tuple[Drafted, ...] = ()

    def record(self) -> dict[str, Any]:
        """One JSON object, for the log and for programs.

        Returns
        -------
        dict
            What became of the file, what moved, and which drafts were written.
        """
        found: dict[str, Any] = {
            "time": self.time.isoformat(timespec="seconds"),
            "file": self.file,
            "outcome": self.outcome,
            "kept_as": self.kept_as,
            "document": self.document,
            "published": self.published.isoformat() if self.published else None,
            "claims": len(self.claims),
            "note": self.note,
        }
        if self.after is not None:
            found["as_of"] = self.after.as_of.isoformat()
            found["overall"] = self.after.overall.level
            found["levels"] = levels_of(self.after)
        if self.changes is not None:
            found |= _changed(self.changes)
        found["alerts"] = [one._asdict() for one in self.alerts]
        return found


def _changed(changes: Changes) -> dict[str, Any]:
    return {
        "overall_before": changes.overall_from.level,
        "moved": [
            {
                "indicator": one.indicator_id,
                "unit": one.unit.key,
                "from": one.level_from,
                "to": one.level_to,
                "claims": list(one.claims),
            }
            for one in changes.moved
        ],
        "kept": [
            {"indicator": one.indicator_id, "unit": one.unit.key, "why": one.why_kept}
            for one in changes.kept
        ],
        "disputes": [list(one.claims) for one in changes.disputes],
    }
