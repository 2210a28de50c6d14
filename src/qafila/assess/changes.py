"""What changed between two assessments: which levels moved, by which claims, and which did not.

Two days are compared each with what was known then, or one day before and after one more report.
Nothing is told that no claim and no figure stands behind: an indicator whose evidence is the same
on both sides is only counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from qafila.assess.corrections import find_corrections, shift_disputes
from qafila.assess.model import LEVELS, NO_BASELINE, UNKNOWN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.assess.corrections import Correction, DisputeShift
    from qafila.assess.model import Assessment, Finding, Overall, Reading, Unit
    from qafila.ledger import Ledger

ROSE, FELL, BEGAN, LAPSED, STEADY = "rose", "fell", "began", "lapsed", "steady"
HIGHEST, HELD, SAME_ORIGINS, SHORT = "highest", "held", "same_origins", "short"
OLD, ENDED, GONE, OUTWEIGHED = "old", "ended", "gone", "outweighed"


class Known(NamedTuple):
    """What was known on either side, where more is to be told than assessments hold."""

    before: Ledger
    after: Ledger


@dataclass(frozen=True)
class Step:
    """What changed in one gauge of an indicator.

    Parameters
    ----------
    gauge_id : str
        Row of ``defaults/gauges.csv``.
    before, after : Reading or None
        Its reading on either side; None where there is none.

    Examples
    --------
    >>> from qafila.assess.model import Reading
    >>> one = Reading("dry_pumps", "watch", 1.0, "origins", "warning", 2.0, ("ab",))
    >>> two = Reading("dry_pumps", "warning", 2.0, "origins", claims=("cd", "ab"))
    >>> step = Step("dry_pumps", one, two)
    >>> step.came, step.left, step.value_moved
    (('cd',), (), True)
    """

    gauge_id: str
    before: Reading | None
    after: Reading | None

    @property
    def came(self) -> tuple[str, ...]:
        """Claims that it rests on now and did not before."""
        return _without(_of(self.after, "claims"), _of(self.before, "claims"))

    @property
    def left(self) -> tuple[str, ...]:
        """Claims that it rested on before and does not now."""
        return _without(_of(self.before, "claims"), _of(self.after, "claims"))

    @property
    def figures_came(self) -> tuple[str, ...]:
        """Observations that it rests on now and did not before."""
        return _without(_of(self.after, "figures"), _of(self.before, "figures"))

    @property
    def figures_left(self) -> tuple[str, ...]:
        """Observations that it rested on before and does not now."""
        return _without(_of(self.before, "figures"), _of(self.after, "figures"))

    @property
    def origins_came(self) -> tuple[str, ...]:
        """Origins that had not told of it before."""
        return _without(_of(self.after, "origins"), _of(self.before, "origins"))

    @property
    def value_moved(self) -> bool:
        """Whether the value or the level that it gives is another."""
        return _shown(self.before) != _shown(self.after)

    @property
    def evidence_moved(self) -> bool:
        """Whether it rests on other claims or figures."""
        return bool(self.came or self.left or self.figures_came or self.figures_left)

    @property
    def told(self) -> bool:
        """Whether anything stands behind it on either side."""
        return any(one is not None and (one.claims or one.figures) for one in _both(self))


@dataclass(frozen=True)
class Shift:
    """What changed in one indicator for one place.

    Parameters
    ----------
    before, after : Finding or None
        The finding on either side; None where the indicator is not of this place there.
    steps : tuple of Step
        Gauges with another value or other evidence, in the order of the findings.

    Examples
    --------
    >>> from qafila.assess.model import Finding, Unit
    >>> bamako = Unit("city", "bamako")
    >>> one = Finding("supply_pressure", bamako, "watch", "watch")
    >>> Shift(one, Finding("supply_pressure", bamako, "warning", "warning"), ()).direction
    'rose'
    """

    before: Finding | None
    after: Finding | None
    steps: tuple[Step, ...]

    @property
    def finding(self) -> Finding:
        """The finding of the later side, or of the earlier one where that is all there is."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a shift needs a finding on one of its sides")
        return found

    @property
    def indicator_id(self) -> str:
        """Row of ``defaults/indicators.csv``."""
        return self.finding.indicator_id

    @property
    def unit(self) -> Unit:
        """City or country."""
        return self.finding.unit

    @property
    def level_from(self) -> str:
        """Level before."""
        return self.before.level if self.before else UNKNOWN

    @property
    def level_to(self) -> str:
        """Level now."""
        return self.after.level if self.after else UNKNOWN

    @property
    def since(self) -> dt.date | None:
        """Since when the present level stands."""
        return self.after.since if self.after else None

    @property
    def direction(self) -> str:
        """How the level moved: ``rose``, ``fell``, ``began``, ``lapsed`` or ``steady``."""
        old, new = self.level_from, self.level_to
        if old == new:
            return STEADY
        if new == UNKNOWN:
            return LAPSED
        if old in LEVELS and new in LEVELS:
            return ROSE if LEVELS.index(new) > LEVELS.index(old) else FELL
        return BEGAN

    @cached_property
    def by(self) -> tuple[Step, ...]:
        """The gauges that moved the level; where hysteresis delayed it, none need have moved."""
        if self.direction in (ROSE, BEGAN):
            return tuple(
                step
                for step in self.steps
                if step.after is not None and step.after.level == self.level_to
                and (step.before is None or step.before.level != self.level_to)
            )  # fmt: skip
        if self.direction in (FELL, LAPSED):
            return tuple(
                step
                for step in self.steps
                if step.before is not None and step.before.level == self.level_from
                and (step.after is None or step.after.level != self.level_from)
            )  # fmt: skip
        return ()

    @property
    def came(self) -> tuple[str, ...]:
        """Claims that it rests on now and did not before."""
        return _each(one for step in self.steps for one in step.came)

    @property
    def left(self) -> tuple[str, ...]:
        """Claims that it rested on before and does not now."""
        return _each(one for step in self.steps for one in step.left)

    @property
    def origins_came(self) -> tuple[str, ...]:
        """Origins that no gauge of it had counted before."""
        old = _every(self.before, "origins")
        return _without(_every(self.after, "origins"), old)

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """What the move rests on: the claims that moved it first, or else what the level rests on.

        For a level that did not move, the claims that came and left.
        """
        fell = self.direction in (FELL, LAPSED)
        own = _each(one for step in self.by for one in (step.left if fell else step.came))
        if own:
            return own
        if self.direction == STEADY:
            return self.came or self.left
        side = self.before if fell else self.after
        return side.claims if side else ()

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Observations that the move rests on, as `claims`."""
        fell = self.direction in (FELL, LAPSED)
        own = _each(
            one for step in self.by for one in (step.figures_left if fell else step.figures_came)
        )
        if own:
            return own
        if self.direction == STEADY:
            came = _each(one for step in self.steps for one in step.figures_came)
            return came or _each(one for step in self.steps for one in step.figures_left)
        side = self.before if fell else self.after
        return side.figures if side else ()

    @property
    def nearest(self) -> Step | None:
        """Of the gauges with evidence, that which lacks the smallest part of its next level."""
        short = [
            step
            for step in self.steps
            if step.after is not None and step.after.value is not None and step.after.next_value
        ]
        return min(short, key=_lacking, default=None)

    @property
    def why_kept(self) -> str:
        """Why a level did not move although its evidence did; empty where it moved.

        ``highest``: there is no level above. ``held``: the readings fell, and the level falls only
        after they have stood lower for some days. ``no_baseline``: there is nothing to compare
        with. ``same_origins``: what came was told by those already counted. ``short``: the next
        threshold is not reached.
        """
        if self.direction != STEADY or self.after is None:
            return ""
        level, raw = self.after.level, self.after.raw_level
        if level == LEVELS[-1] and raw == level:
            return HIGHEST
        if level in LEVELS and raw != level:
            return HELD
        if level == NO_BASELINE:
            return NO_BASELINE
        if self.came and not self.origins_came and not any(one.value_moved for one in self.steps):
            return SAME_ORIGINS
        return SHORT


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
        return _without(self.new_claims, used)

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
    shifts = [_shift(old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old))]
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


def _shift(before: Finding | None, after: Finding | None) -> Shift:
    old = {one.gauge_id: one for one in before.readings} if before else {}
    new = {one.gauge_id: one for one in after.readings} if after else {}
    steps = (Step(key, old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old)))
    changed = (one for one in steps if one.told and (one.value_moved or one.evidence_moved))
    return Shift(before, after, tuple(changed))


def _new(known: Known) -> tuple[str, ...]:
    old = {claim.claim_id for claim in known.before.claims}
    return tuple(one.claim_id for one in known.after.claims if one.claim_id not in old)


def _fates(
    shifts: Iterable[Shift], after: Assessment, known: Known
) -> tuple[tuple[str, str], ...]:
    """Why claims count no more that did before."""
    here = {claim.claim_id for claim in known.after.claims}
    used = {one for finding in after.findings for one in _every(finding, "claims")}
    found: dict[str, str] = {}
    for shift in shifts:
        for step in shift.steps:
            for claim_id in step.left:
                if claim_id not in here:
                    found[claim_id] = GONE
                elif claim_id not in used:
                    found.setdefault(claim_id, _fate(step, known))
    return tuple(found.items())


def _fate(step: Step, known: Known) -> str:
    if known.before.as_of != known.after.as_of:
        return OLD
    return ENDED if step.after is None or not step.after.claims else OUTWEIGHED


def _lacking(step: Step) -> float:
    reading = step.after
    if reading is None or reading.value is None or not reading.next_value:
        return 1.0
    return abs(reading.next_value - reading.value) / abs(reading.next_value)


def _both(step: Step) -> tuple[Reading | None, Reading | None]:
    return step.before, step.after


def _shown(reading: Reading | None) -> tuple[object, ...]:
    return () if reading is None else (reading.level, reading.value)


def _of(reading: Reading | None, name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = () if reading is None else getattr(reading, name)
    return found


def _every(finding: Finding | None, name: str) -> tuple[str, ...]:
    readings = finding.readings if finding else ()
    return _each(one for reading in readings for one in _of(reading, name))


def _each(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _without(these: Iterable[str], those: Iterable[str]) -> tuple[str, ...]:
    out = frozenset(those)
    return tuple(one for one in dict.fromkeys(these) if one not in out)
