"""What changed between two assessments: which levels moved, by which claims, and which did not.

Two days are compared each with what was known then, or one day before and after one more report.
Nothing is told that no claim and no figure stands behind: an indicator whose evidence is the same
on both sides is only counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from qafila.assess.corrections import find_corrections, shift_disputes
from qafila.assess.shifts import STEADY, Shift, every, shift, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.assess.corrections import Correction, DisputeShift
    from qafila.assess.model import Assessment, Overall
    from qafila.assess.shifts import Step
    from qafila.claims import Claim
    from qafila.ledger import Ledger

OLD, ENDED, GONE, OUTWEIGHED = "old", "ended", "gone", "outweighed"
# Why claims count no more, as far as it is told in words.
FATES = (OLD, ENDED, GONE)


class Known(NamedTuple):
    """What was known on either side, where more is to be told than assessments hold.

    `windows` are the days for which evidence of each indicator counts.
    """

    before: Ledger
    after: Ledger
    windows: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Changes:
    """What changed between two assessments of one case.

    Parameters
    ----------
    case : str
        Name of the case.
    day_from, day_to : datetime.date
        The days; the same where one more report was read.
    overall_from, overall_to : Overall
        The level of the whole on either side.
    moved : tuple of Shift
        Indicators whose level is another.
    kept : tuple of Shift
        Indicators whose level is the same though their evidence or a value is not.
    same : tuple of (str, str)
        Keys of the indicators of which nothing changed.
    disputes : tuple of DisputeShift
        Disputes that are new, have other versions, or are none any more.
    corrections : tuple of Correction
        Figures that their own origin replaced, reviews, texts that were replaced.
    new_claims : tuple of str
        Claims that were not known before; empty where no ledgers were given.
    fates : tuple of (str, str)
        Why claims that a reading rested on count no more: ``old``, ``ended`` or ``gone``.
    claims_from, claims_to : int
        Claims known on either side.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.assess.model import Assessment, Overall
    >>> quiet = Assessment("x", dt.date(2025, 11, 30), Overall("unknown", None, ()), ())
    >>> compare(quiet, quiet).is_empty
    True
    """

    case: str
    day_from: dt.date
    day_to: dt.date
    overall_from: Overall
    overall_to: Overall
    moved: tuple[Shift, ...] = ()
    kept: tuple[Shift, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    disputes: tuple[DisputeShift, ...] = ()
    corrections: tuple[Correction, ...] = ()
    new_claims: tuple[str, ...] = ()
    fates: tuple[tuple[str, str], ...] = ()
    claims_from: int = 0
    claims_to: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        told = self.moved, self.kept, self.disputes, self.corrections, self.new_claims
        return not any(told) and self.overall_from.level == self.overall_to.level

    def fated(self, fate: str) -> tuple[str, ...]:
        """Claims that count no more for one reason.

        Parameters
        ----------
        fate : str
            ``old`` (out of the window), ``ended`` (others say that it is over), ``gone`` (rejected,
            removed or read anew) or ``outweighed`` (another one tells more).

        Returns
        -------
        tuple of str
            In the order of the indicators.
        """
        return tuple(claim for claim, found in self.fates if found == fate)

    @property
    def unread(self) -> tuple[str, ...]:
        """New claims that no indicator rests on."""
        used = {claim for shift in (*self.moved, *self.kept) for claim in shift.came}
        return without(self.new_claims, used)

    @property
    def cited(self) -> frozenset[str]:
        """Every claim that anything here rests on."""
        shifts = (
            claim
            for shift in (*self.moved, *self.kept)
            for claim in (*shift.claims, *shift.came, *shift.left)
        )
        disputed = (claim for one in self.disputes for claim in one.claims)
        corrected = (claim for one in self.corrections for claim in (*one.old, *one.new))
        return frozenset((*shifts, *disputed, *corrected, *self.new_claims))


def compare(before: Assessment, after: Assessment, known: Known | None = None) -> Changes:
    """Tell what changed from one assessment to another.

    Parameters
    ----------
    before, after : Assessment
        Of one case: two days, each with what was known then, or one day before and after one more
        report.
    known : Known, optional
        The ledgers of both; with them corrections and new claims are told, and why claims count no
        more.

    Returns
    -------
    Changes
        What moved, what did not and why; empty where nothing changed.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.assess.model import Assessment, Finding, Overall, Reading, Unit
    >>> def assessed(level, *readings):
    ...     finding = Finding("supply_pressure", Unit("city", "bamako"), level, level, None, False,
    ...                       readings)
    ...     return Assessment("x", dt.date(2025, 10, 6), Overall(level, None, (finding,)),
    ...                       (finding,))
    >>> first = Reading("dry_pumps", "watch", 1.0, "origins", "warning", 2.0, ("ab",))
    >>> second = Reading("dry_pumps", "warning", 2.0, "origins", claims=("ab", "cd"))
    >>> [shift] = compare(assessed("watch", first), assessed("warning", second)).moved
    >>> shift.direction, shift.claims
    ('rose', ('cd',))
    """
    old = {finding.key: finding for finding in before.findings}
    new = {finding.key: finding for finding in after.findings}
    shifts = [shift(old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old))]
    moved = tuple(one for one in shifts if one.direction != STEADY)
    kept = tuple(one for one in shifts if one.direction == STEADY and one.steps)
    changed = {one.finding.key for one in (*moved, *kept)}
    return Changes(
        case=after.case,
        day_from=before.as_of,
        day_to=after.as_of,
        overall_from=before.overall,
        overall_to=after.overall,
        moved=moved,
        kept=kept,
        same=tuple(one.finding.key for one in shifts if one.finding.key not in changed),
        disputes=shift_disputes(before, after, known.after if known else None),
        corrections=find_corrections(known.before, known.after) if known else (),
        new_claims=_new(known) if known else (),
        fates=_fates((*moved, *kept), after, known) if known else (),
        claims_from=before.claims_known,
        claims_to=after.claims_known,
    )


def _new(known: Known) -> tuple[str, ...]:
    old = {claim.claim_id for claim in known.before.claims}
    return tuple(one.claim_id for one in known.after.claims if one.claim_id not in old)


def _fates(shifts: Iterable[Shift], after: Assessment, known: Known) -> tuple[tuple[str, str], ...]:
    """Why claims count no more that did before; what a model made of them is left out."""
    here = {claim.claim_id: claim for claim in known.after.claims}
    used = {one for finding in after.findings for one in every(finding, "claims")}
    found: dict[str, str] = {}
    for one in shifts:
        first = _first_day(one, known)
        for step in (step for step in one.steps if step.counts_origins):
            for claim_id in step.left:
                claim = here.get(claim_id)
                if claim is None:
                    found[claim_id] = GONE
                elif claim_id not in used:
                    found.setdefault(claim_id, _fate(step, claim, first))
    return tuple(found.items())


def _first_day(one: Shift, known: Known) -> dt.date | None:
    """First day of the window; None where the window is the same on both sides."""
    if known.before.as_of == known.after.as_of:
        return None
    days = known.windows.get(one.indicator_id, 0)
    last: dt.date = known.after.as_of
    return last - dt.timedelta(days=days - 1)


def _fate(step: Step, claim: Claim, first: dt.date | None) -> str:
    if first is None:
        return ENDED if step.after is None or not step.after.claims else OUTWEIGHED
    end = claim.date.end if claim.date.start or claim.date.end else None
    return ENDED if end is not None and end >= first else OLD
