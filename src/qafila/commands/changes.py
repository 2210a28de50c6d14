"""What changed between two days, or by reading one more report that is not stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.assess.changes import Known, compare
from qafila.brief.context import Context
from qafila.brief.plain import Terminal, write_section
from qafila.brief.sections import changed, cited
from qafila.brief.texts import Words
from qafila.days import parse_day
from qafila.errors import InputError, ReportError
from qafila.situation import build_situation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qafila.api import OpenCase
    from qafila.assess.changes import Changes
    from qafila.assess.corrections import Correction, DisputeShift
    from qafila.assess.model import Reading
    from qafila.assess.shifts import Shift, Step
    from qafila.claims import Claim, Document
    from qafila.ledger import Ledger, Version
    from qafila.situation import Situation


@dataclass(frozen=True, eq=False)
class Difference:
    """What changed, and what it is to be told with.

    Parameters
    ----------
    changes : Changes
        What changed.
    situation : Situation
        What is known on the later side.
    report : str
        Name of the report that was read; empty where two days are compared.
    gone : mapping of str to Claim
        Claims of the earlier side that the later one does not hold.
    """

    changes: Changes
    situation: Situation
    report: str = ""
    gone: Mapping[str, Claim] = field(default_factory=dict)

    def lines(self, language: str, width: int | None, case: str = "") -> list[str]:
        """The difference for people.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ar``.
        width : int or None
            Columns; None where lines are never broken.
        case : str
            What the user called the case; by default its name.

        Returns
        -------
        list of str
            Lines without ends.
        """
        context = Context(self.situation, None, Words(language), "internal")
        terminal = Terminal(width, context.words.direction == "rtl")
        section = changed.build(context.judged, self.changes, self.report)
        lines = write_section(section, terminal)
        shown = set(terminal.shown)
        if self.report:
            # Their words stand above: a report that is not stored has no others.
            shown -= {ref.anchor for ref in context.refs(self.changes.new_claims)}
        if not shown:
            return lines
        name = case or self.changes.case
        command = f"qafila claims {name} --as-of {self.changes.day_to}"
        return [*lines, "", *write_section(cited.build(context, shown, command), terminal)]

    def record(self) -> dict[str, Any]:
        """The difference for programs.

        Returns
        -------
        dict
            What can be written as JSON.
        """
        made = self.changes
        return {
            "case": made.case,
            "from": made.day_from.isoformat(),
            "to": made.day_to.isoformat(),
            "report": self.report or None,
            "overall": {"from": made.overall_from.level, "to": made.overall_to.level},
            "claims": {"from": made.claims_from, "to": made.claims_to},
            "moved": [_shift(one) for one in made.moved],
            "not_moved": [_shift(one) for one in made.kept],
            "unchanged": [{"indicator": key, "unit": unit} for key, unit in made.same],
            "disputes": [_dispute(one) for one in made.disputes],
            "corrections": [_correction(one) for one in made.corrections],
            "new_claims": list(made.new_claims),
            "not_counted": list(made.unread),
            "no_longer_counted": {
                fate: list(made.fated(fate)) for fate in ("old", "ended", "outweighed", "gone")
            },
            "words": self._words(),
        }

    def _words(self) -> dict[str, dict[str, Any]]:
        """Number, day, sources and words of each claim that is cited."""
        ledger, cited = self.situation.ledger, self.changes.cited
        known = {claim.claim_id: claim for claim in ledger.claims if claim.claim_id in cited}
        every = [*known.values(), *(one for key, one in self.gone.items() if key in cited)]
        return {
            claim.claim_id: {
                "number": ledger.numbers.get(claim.claim_id),
                "published": claim.reported_at.isoformat() if claim.reported_at else None,
                "language": claim.language,
                "said_by": [source.name for source in claim.said_by],
                "text": claim.span.text,
            }
            for claim in every
        }


def between_days(case: OpenCase, day_from: str | None, day_to: str | None) -> Difference:
    """What changed from one day to another, each with what was known then.

    Parameters
    ----------
    case : OpenCase
        The case.
    day_from, day_to : str or None
        The days; by default that of the case, and ``changes_days`` before it.

    Returns
    -------
    Difference
        What changed.

    Raises
    ------
    InputError
        If the days are in the wrong order, or nothing had been published by the first.
    """
    from qafila.assess.rules import read_rules

    last = parse_day(day_to) if day_to else case.as_of
    days = int(read_rules(case).numbers["changes_days"])
    first = parse_day(day_from) if day_from else last - dt.timedelta(days=days)
    if first >= last:
        same = "give two days" if first == last else f"give --from {last} --to {first}"
        raise InputError(f"--from {first} is not before --to {last}; {same}")
    before, after = case.situation(first), case.situation(last)
    _refuse_empty(before.ledger, after.ledger)
    return _difference(before, after)


def _refuse_empty(before: Ledger, after: Ledger) -> None:
    if len(before):
        return
    days = [claim.reported_at for claim in after.claims if claim.reported_at]
    first = min(days, default=None)
    hint = f"the first report is of {first}; give --from {first} or later" if first else ""
    message = f"nothing had been published by {before.as_of}"
    raise InputError(f"{message}; {hint or 'the case has no reports'}")


def with_report(
    case: OpenCase,
    report: Path,
    day: str | None = None,
    *,
    published: str | None = None,
    outlet: str | None = None,
) -> Difference:
    """What one more report would change on a day; it is not stored.

    Parameters
    ----------
    case : OpenCase
        The case.
    report : Path
        The file.
    day : str, optional
        The day; by default that of the case, or that of the report if that is later.
    published, outlet : str, optional
        Take the place of what the front matter says.

    Returns
    -------
    Difference
        What changed.

    Raises
    ------
    ReportError
        If the file cannot be read.
    InputError
        If nothing says when it was published, or it was published after the day.
    """
    document, claims = _read(case, report, published, outlet)
    if document.published is None:
        hint = "give --published YYYY-MM-DD, or a line published: in its front matter"
        raise InputError(f"{report}: no day of publication is known; {hint}")
    on = parse_day(day) if day else max(case.as_of, document.published)
    if document.published > on:
        hint = f"give --to {document.published} or later"
        raise InputError(f"{report}: published on {document.published}, after {on}; {hint}")
    before = case.situation(on)
    known = before.ledger
    new = [one for one in claims if one.claim_id not in known.numbers]
    documents = {**known.documents, document.document_id: document}
    more = known.holding((*known.claims, *new), MappingProxyType(documents))
    after = build_situation(case, more, on, warnings=before.warnings)
    return _difference(before, after, document.name)


def _read(
    case: OpenCase, report: Path, published: str | None, outlet: str | None
) -> tuple[Document, tuple[Claim, ...]]:
    from qafila.case import sources_of
    from qafila.commands.importing import is_table
    from qafila.places import Gazetteer
    from qafila.reports import open_document, read_claims

    if is_table(report):
        raise ReportError(f"{report}: is a table; --with reads one report")
    opened = open_document(report, time_zone=case.time_zone)
    document = replace(
        opened,
        published=parse_day(published) if published else opened.published,
        outlet=outlet or opened.outlet,
    )
    gazetteer = Gazetteer.from_locations(case.locations)
    return document, tuple(read_claims(document, gazetteer, sources_of(case)))


def _difference(before: Situation, after: Situation, report: str = "") -> Difference:
    words = Words("en")
    old, new = (Context(one, None, words, "internal").judged for one in (before, after))
    known = Known(before.ledger, after.ledger, new.rules.windows)
    changes = compare(old.assessment, new.assessment, known)
    numbers = after.ledger.numbers
    gone = {one.claim_id: one for one in before.ledger.claims if one.claim_id not in numbers}
    return Difference(changes, after, report, MappingProxyType(gone))


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "indicator": shift.indicator_id,
        "unit": shift.unit.key,
        "from": shift.level_from,
        "to": shift.level_to,
        "direction": shift.direction,
        "since": shift.since.isoformat() if shift.since else None,
        "by": [step.gauge_id for step in shift.by],
        "why_not_moved": shift.why_kept or None,
        "claims": list(shift.claims),
        "figures": list(shift.figures),
        "new_origins": list(shift.origins_came),
        "gauges": [_step(one) for one in shift.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "gauge": step.gauge_id,
        "before": _reading(step.before),
        "after": _reading(step.after),
        "claims_came": list(step.came),
        "claims_left": list(step.left),
        "figures_came": list(step.figures_came),
        "figures_left": list(step.figures_left),
        "origins_came": list(step.origins_came),
    }


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "level": reading.level,
        "value": reading.value,
        "unit": reading.unit,
        "next_level": reading.next_level,
        "next_value": reading.next_value,
        "origins": len(reading.origins),
    }


def _dispute(shift: DisputeShift) -> dict[str, Any]:
    found = shift.dispute
    return {
        "change": shift.kind,
        "event": found.event.event_id if found else None,
        "event_type": found.event.event_type if found else None,
        "kinds": list(found.kinds) if found else [],
        "versions": [_version(one) for one in found.versions] if found else [],
        "claims": list(shift.claims),
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "origin": version.origin_name,
        "best": version.best,
        "low": version.low,
        "high": version.high,
        "unit": version.unit,
        "modality": version.modality,
        "claims": [claim.claim_id for claim in version.claims],
    }


def _correction(one: Correction) -> dict[str, Any]:
    version = _version(one.version) if one.version else None
    return {"kind": one.kind, "old": list(one.old), "new": list(one.new), "version": version}
