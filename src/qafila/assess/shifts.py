"""What changed in one indicator: gauges with other values or evidence, and the level they give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qafila.assess.model import LEVELS, NO_BASELINE, UNKNOWN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.assess.model import Finding, Reading, Unit

ROSE, FELL, BEGAN, LAPSED, STEADY = "rose", "fell", "began", "lapsed", "steady"
HIGHEST, HELD, SAME_ORIGINS, SHORT = "highest", "held", "same_origins", "short"
# Why a level stays.
REASONS = (HIGHEST, HELD, NO_BASELINE, SAME_ORIGINS, SHORT)


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
        return without(_of(self.after, "claims"), _of(self.before, "claims"))

    @property
    def left(self) -> tuple[str, ...]:
        """Claims that it rested on before and does not now."""
        return without(_of(self.before, "claims"), _of(self.after, "claims"))

    @property
    def figures_came(self) -> tuple[str, ...]:
        """Observations that it rests on now and did not before."""
        return without(_of(self.after, "figures"), _of(self.before, "figures"))

    @property
    def figures_left(self) -> tuple[str, ...]:
        """Observations that it rested on before and does not now."""
        return without(_of(self.before, "figures"), _of(self.after, "figures"))

    @property
    def origins_came(self) -> tuple[str, ...]:
        """Origins that had not told of it before."""
        return without(_of(self.after, "origins"), _of(self.before, "origins"))

    @property
    def value_moved(self) -> bool:
        """Whether the value or the level that it gives is another."""
        return _shown(self.before) != _shown(self.after)

    @property
    def evidence_moved(self) -> bool:
        """Whether it rests on other claims or figures."""
        return bool(self.came or self.left or self.figures_came or self.figures_left)

    @property
    def next_rank(self) -> int:
        """Rank of the level that it would give next; -1 where there is none."""
        if self.after is None or self.after.value is None or self.after.next_value is None:
            return -1
        return LEVELS.index(self.after.next_level) if self.after.next_level in LEVELS else -1

    @property
    def counts_origins(self) -> bool:
        """Whether its evidence has origins; a model's has none of its own."""
        return any(one is not None and one.origins for one in _both(self))

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
        assert found is not None  # noqa: S101  # one of both sides has it, or there is no shift
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
        return each(one for step in self.steps for one in step.came)

    @property
    def left(self) -> tuple[str, ...]:
        """Claims that it rested on before and does not now."""
        return each(one for step in self.steps for one in step.left)

    @property
    def origins_came(self) -> tuple[str, ...]:
        """Origins that no gauge of it had counted before."""
        old = every(self.before, "origins")
        return without(every(self.after, "origins"), old)

    @property
    def _stood_on(self) -> Finding | None:
        """The finding that tells what the move rests on, where no claim came or went."""
        return {FELL: None, LAPSED: self.before}.get(self.direction, self.after)

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """What moved it: the claims that came for a rise, or that went for a fall.

        Where none did, those that a raised level rests on, or that a lapsed one rested on; a level
        that fell only because some days had passed was moved by no claim. For a level that did not
        move, what came or left.
        """
        fell = self.direction in (FELL, LAPSED)
        own = each(one for step in self.by for one in (step.left if fell else step.came))
        if own:
            return own
        if self.direction == STEADY:
            return self.came or self.left
        side = self._stood_on
        return side.claims if side else ()

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Observations that the move rests on, as `claims`."""
        fell = self.direction in (FELL, LAPSED)
        own = each(
            one for step in self.by for one in (step.figures_left if fell else step.figures_came)
        )
        if own:
            return own
        if self.direction == STEADY:
            came = each(one for step in self.steps for one in step.figures_came)
            return came or each(one for step in self.steps for one in step.figures_left)
        side = self._stood_on
        return side.figures if side else ()

    @property
    def nearest(self) -> Step | None:
        """Of the changed gauges, that which lacks the smallest part of a higher level."""
        return self._nearest(self.steps)

    @property
    def nearest_other(self) -> Step | None:
        """As `nearest`, of the gauges that did not change."""
        readings = self.after.readings if self.after else ()
        steps = (Step(one.gauge_id, one, one) for one in readings)
        return self._nearest(step for step in steps if step.told)

    def _nearest(self, steps: Iterable[Step]) -> Step | None:
        rank = LEVELS.index(self.level_to) if self.level_to in LEVELS else 0
        short = [step for step in steps if step.next_rank > rank]
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
        counted = [one for one in self.steps if one.came and one.counts_origins]
        if counted and not self.origins_came and not any(one.value_moved for one in self.steps):
            return SAME_ORIGINS
        return SHORT


def shift(before: Finding | None, after: Finding | None) -> Shift:
    """Tell what changed in one indicator for one place.

    Parameters
    ----------
    before, after : Finding or None
        The finding on either side; one of them at least.

    Returns
    -------
    Shift
        The gauges that changed and have claims or figures behind them.
    """
    old = {one.gauge_id: one for one in before.readings} if before else {}
    new = {one.gauge_id: one for one in after.readings} if after else {}
    steps = (Step(key, old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old)))
    changed = (one for one in steps if one.told and (one.value_moved or one.evidence_moved))
    return Shift(before, after, tuple(changed))


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


def every(finding: Finding | None, name: str) -> tuple[str, ...]:
    """All claims, figures or origins of the readings of a finding.

    Parameters
    ----------
    finding : Finding or None
        The finding.
    name : str
        ``claims``, ``figures`` or ``origins``.

    Returns
    -------
    tuple of str
        Each once.
    """
    readings = finding.readings if finding else ()
    return each(one for reading in readings for one in _of(reading, name))


def each(items: Iterable[str]) -> tuple[str, ...]:
    """Items in their order, each once.

    Parameters
    ----------
    items : iterable of str
        Items.

    Returns
    -------
    tuple of str
        Without repetition.
    """
    return tuple(dict.fromkeys(items))


def without(these: Iterable[str], those: Iterable[str]) -> tuple[str, ...]:
    """Items that are not among others.

    Parameters
    ----------
    these, those : iterable of str
        Items, and those that are left out.

    Returns
    -------
    tuple of str
        In the order of `these`, each once.
    """
    out = frozenset(those)
    return tuple(one for one in dict.fromkeys(these) if one not in out)
