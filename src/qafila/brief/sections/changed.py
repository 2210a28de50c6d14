"""What changed since the last brief: which levels moved, by which words, and which did not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess import corrections as kinds
from qafila.assess.changes import FATES
from qafila.assess.model import LEVELS
from qafila.assess.shifts import BEGAN, FELL, HELD, HIGHEST, LAPSED, ROSE, SHORT
from qafila.brief.counting import counted
from qafila.brief.dates import as_date
from qafila.brief.model import Notice, Points, Prose, Reported, Section, Sentence, Told
from qafila.brief.quoting import said_by, told_claim
from qafila.brief.rules import rule
from qafila.brief.sections.contested import contested, with_refs
from qafila.brief.sections.disputes import in_short
from qafila.brief.sections.shared import event_label, figure, small_version, version_reason
from qafila.ledger.figures import speaker

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable

    from qafila.assess.changes import Changes
    from qafila.assess.corrections import Correction, DisputeShift
    from qafila.assess.model import Finding
    from qafila.assess.shifts import Shift, Step
    from qafila.brief.judged import Judged
    from qafila.brief.model import Block, Ref
    from qafila.claims import Claim

_STALE = "stale_evidence"


def build(judged: Judged, changes: Changes, source: str = "") -> Section:
    """What changed.

    Parameters
    ----------
    judged : Judged
        The later assessment, and how it is told.
    changes : Changes
        What changed until then.
    source : str
        Name of the report that was read, where one day is compared before and after it.

    Returns
    -------
    Section
        The section.
    """
    told = _Telling(judged, changes)
    words = told.judged.context.words
    title = words.say("changed_since", date=words.date(changes.day_from))
    if changes.day_from == changes.day_to:
        report = Markup("<bdi>{}</bdi>").format(source)
        title = words.say("changed_by", report=report, date=words.date(changes.day_to))
    blocks: list[Block] = [*told.stale(), Prose(tuple(told.summary())), *told.read()]
    blocks += [told.moved(one) for one in told.shifts()]
    for key, entries in (("changed_kept", told.kept()), ("changed_corrections", told.corrected())):
        if entries:
            blocks.append(Reported(words.say(key), tuple(entries)))
    for key, sentences in (("changed_disputes", told.disputed()), ("changed_less", told.faded())):
        if sentences:
            blocks += [Prose((Sentence(words.say(key), lead=True),)), Points(tuple(sentences))]
    return Section("changed", title, tuple(blocks), words.say("changed_note"))


def build_nothing_before(judged: Judged, since: dt.date) -> Section:
    """That nothing was known on the day of comparison.

    Parameters
    ----------
    judged : Judged
        The later assessment.
    since : datetime.date
        The day.

    Returns
    -------
    Section
        The section.
    """
    words = judged.context.words
    title = words.say("changed_since", date=words.date(since))
    told = Sentence(words.say("changed_no_day", date=words.date(since)))
    return Section("changed", title, (Prose((told,)),))


@dataclass(frozen=True, eq=False)
class _Telling:
    judged: Judged
    changes: Changes

    @property
    def _one_day(self) -> bool:
        return self.changes.day_from == self.changes.day_to

    def stale(self) -> Iterable[Block]:
        """That nearly all evidence is too old on the day for which a report is judged."""
        words = self.judged.context.words
        for one in self.judged.context.situation.warnings if self._one_day else ():
            if one.code == _STALE:
                date, day = (words.date(it) for it in (as_date(one.detail), self.changes.day_to))
                yield Notice((words.say("changed_stale", date=date, day=day),))

    def read(self) -> Iterable[Block]:
        """Each claim of a report that is not stored: nowhere else could one see its words."""
        context = self.judged.context
        claims = context.claims_of(self.changes.new_claims) if self._one_day else ()
        if claims:
            entries = tuple(told_claim(context, claim) for claim in claims)
            yield Reported(context.words.say("changed_read"), entries)

    def summary(self) -> Iterable[Sentence]:
        words, changes = self.judged.context.words, self.changes
        if changes.is_empty:
            yield Sentence(words.say("changed_nothing"), lead=True)
            return
        old, new = changes.overall_from, changes.overall_to
        behind = new.because if new.level in LEVELS else ()
        refs = tuple(dict.fromkeys(ref for one in behind for ref in self.judged.refs(one)))
        before, after = self.judged.mark(old.level), self.judged.mark(new.level)
        key = "changed_overall_same" if old.level == new.level else "changed_overall"
        yield Sentence(words.say(key, before=before, after=after), refs, lead=True)
        if changes.new_claims:
            told = words.say("changed_came", number=words.number(len(changes.new_claims)))
            yield Sentence(told, self._refs(changes.new_claims), lead=True)
        if changes.unread:
            number = words.number(len(changes.unread))
            yield Sentence(words.say("changed_unread", number=number), self._refs(changes.unread))
        if not changes.moved:
            yield Sentence(words.say("changed_none_moved"), lead=True)

    def moved(self, shift: Shift) -> Block:
        """The gauges that moved a level, then the words of the first claims behind that."""
        words = self.judged.context.words
        values = {
            "what": self.judged.title(shift.finding),
            "before": self.judged.level(shift.level_from),
            "after": self.judged.level(shift.level_to),
        }
        risen = shift.direction in (ROSE, BEGAN, FELL) and shift.since is not None
        key = "changed_moved_since" if risen else "changed_moved"
        title = words.say(key, date=words.date(shift.since), **values)
        entries = [self._step(step, shift) for step in shift.by] or [self._delayed(shift)]
        entries[0] = self._with_doubts(entries[0], shift.after)
        entries += [told_claim(self.judged.context, claim) for claim in self._quoted(shift)]
        return Reported(title, tuple(entries))

    def _with_doubts(self, told: Told, finding: Finding | None) -> Told:
        """That a level rests on one origin alone, and who denies or disputes its evidence."""
        if finding is None:
            return told
        details = (*told.details, *((self.judged.who(finding),) if finding.one_origin else ()))
        against = contested(self.judged, finding)
        if against is None:
            return replace(told, details=details)
        refs = with_refs(told.refs, against)
        return replace(told, details=(*details, against.html), refs=refs)

    def _quoted(self, shift: Shift) -> tuple[Claim, ...]:
        """The first claims of distinct origins, in the language of the brief where there are."""
        context = self.judged.context
        claims = context.claims_of(shift.claims)
        own = [claim for claim in claims if claim.language == context.words.language]
        chosen: dict[str, Claim] = {}
        for claim in (*own, *claims):
            chosen.setdefault(speaker(claim), claim)
        ordered = sorted(chosen.values(), key=claims.index)
        return tuple(ordered[: int(rule("changed_claims"))])

    def shifts(self) -> list[Shift]:
        """Levels that rose first, and the worst of them first."""
        return sorted(
            self.changes.moved,
            key=lambda one: (one.direction in (FELL, LAPSED), self.judged.order(one.finding)),
        )

    def _step(self, step: Step, shift: Shift) -> Told:
        words = self.judged.context.words
        reading = step.after or step.before
        assert reading is not None  # noqa: S101  # a step has a reading on one side at least
        gauge = self.judged.label(reading)
        old = self.judged.value(step.before) if step.before else Markup()
        new = self.judged.value(step.after) if step.after else Markup()
        nothing = words.say("changed_no_value")
        what = words.say("changed_gauge", gauge=gauge, before=old or nothing, after=new or nothing)
        details = [self._came(step)] if step.came or step.figures_came else []
        if step.left:
            details.append(self._left(step.left))
        if not details:
            details = [words.say("changed_by_value")]
        falls = shift.direction in (FELL, LAPSED)
        claims, figures = (
            (step.left, step.figures_left) if falls else (step.came, step.figures_came)
        )
        return Told(what, tuple(details), "", self._refs(claims, figures))

    def _came(self, step: Step) -> Markup:
        origins = len(step.origins_came) if step.counts_origins else None
        return self._new(len(step.came) + len(step.figures_came), origins)

    def _new(self, claims: int, origins: int | None) -> Markup:
        """How much came, and from how many others than before; None where origins do not count."""
        words = self.judged.context.words
        if origins is None:
            return words.say("changed_evidence", number=words.number(claims))
        key = "changed_origins" if origins else "changed_same_origins"
        return words.say(key, number=words.number(claims), origins=words.number(origins))

    def _left(self, claims: Iterable[str]) -> Markup:
        """How many claims count no more, by the reason."""
        words, wanted = self.judged.context.words, set(claims)
        parts = []
        for fate in FATES:
            number = len(wanted.intersection(self.changes.fated(fate)))
            if number:
                parts.append(words.say(f"changed_fate_{fate}", number=words.number(number)))
        rest = len(wanted.difference(*(self.changes.fated(fate) for fate in FATES)))
        if rest:
            parts.append(words.say("changed_fate_here", number=words.number(rest)))
        return words.say("list_semicolon").join(parts)

    def _delayed(self, shift: Shift) -> Told:
        """A level that fell because the readings had stood lower for some days."""
        words = self.judged.context.words
        days = self.judged.indicator(shift.finding).hysteresis_days
        new = any(step.came or step.figures_came for step in shift.steps)
        fell = "changed_delayed_new" if new else "changed_delayed"
        key = {FELL: fell, LAPSED: "changed_lapsed"}.get(shift.direction, "changed_by_value")
        what = words.say(
            key, days=counted(words, "days", days), date=words.date(shift.finding.newest)
        )
        refs = self._refs(shift.claims, shift.figures)
        if not refs and shift.after is not None:
            # Nothing moved it: what is shown is what the level rests on now.
            refs = self._refs(shift.after.claims, shift.after.figures)
        return Told(what, (), "", refs)

    def kept(self) -> list[Told]:
        """Levels that stay although evidence came; those from which it only went are counted."""
        came = [one for one in self.changes.kept if one.came or one.figures]
        shown = {one.finding.key for one in (*came, *self.changes.moved)}
        return [*map(self._kept, came), *self._newly_contested(shown)]

    def _newly_contested(self, shown: Container[tuple[str, str]]) -> Iterable[Told]:
        """Levels that nothing counted for, whose evidence is denied or disputed by what came."""
        words = self.judged.context.words
        new = [version for one in self.changes.disputes for version in one.came]
        for finding in self.judged.first(*LEVELS[1:]):
            against = None if finding.key in shown else contested(self.judged, finding, new)
            if against is not None:
                level = self.judged.level(finding.level)
                what = words.say("changed_still", what=self.judged.title(finding), level=level)
                yield Told(what, (against.html,), "", against.refs)

    def _kept(self, shift: Shift) -> Told:
        words = self.judged.context.words
        what = words.say(
            "changed_still",
            what=self.judged.title(shift.finding),
            level=self.judged.level(shift.level_to),
        )
        details = [self._why(shift)]
        came = [step for step in shift.steps if step.came or step.figures_came]
        if came:
            figures = {one for step in came for one in step.figures_came}
            counting = any(step.counts_origins for step in came)
            origins = len(shift.origins_came) if counting else None
            details.append(self._new(len(shift.came) + len(figures), origins))
        # What the level stands on follows what came.
        stands = shift.after.claims if shift.after else ()
        refs = self._refs((*shift.claims, *stands), shift.figures)
        return self._with_doubts(Told(what, tuple(details), "", refs), shift.after)

    def _why(self, shift: Shift) -> Markup:
        words, why = self.judged.context.words, shift.why_kept
        if why == HELD:
            days = self.judged.indicator(shift.finding).hysteresis_days
            return words.say("changed_why_held", days=counted(words, "days", days))
        if why == HIGHEST and shift.after is not None and shift.after.readings:
            first = shift.after.readings[0]
            gauge, value = self.judged.label(first), self.judged.value(first)
            return words.say("changed_why_highest", gauge=gauge, value=value)
        if why != SHORT:
            return words.say(f"changed_why_{why}")
        return self._short(shift)

    def _short(self, shift: Shift) -> Markup:
        """The gauge nearest to a higher level, its number, and where that level begins."""
        if shift.nearest is not None:
            return self._next("changed_why_short", shift.nearest)
        # The gauge that took up what came, if one did.
        touched = max(shift.steps, key=lambda step: (bool(step.came), step.next_rank))
        reading, words = touched.after or touched.before, self.judged.context.words
        assert reading is not None  # noqa: S101  # a step has a reading on one side at least
        gauge = self.judged.label(reading)
        value = self.judged.value(reading) or words.say("changed_no_value")
        if shift.nearest_other is not None:
            return self._next("changed_why_other", shift.nearest_other, touched=gauge, had=value)
        if touched.next_rank >= 0:
            return self._next("changed_why_reached", touched)
        return words.say("changed_why_below", gauge=gauge, value=value)

    def _next(self, key: str, step: Step, **values: Markup) -> Markup:
        reading = step.after
        assert reading is not None  # noqa: S101  # only gauges with a next level are told so
        return self.judged.context.words.say(
            key,
            gauge=self.judged.label(reading),
            value=self.judged.value(reading),
            next=self.judged.value(reading, reading.next_value),
            level=self.judged.level(str(reading.next_level)),
            **values,
        )

    def disputed(self) -> list[Sentence]:
        return [self._dispute(one) for one in self.changes.disputes]

    def _dispute(self, shift: DisputeShift) -> Sentence:
        context, dispute = self.judged.context, shift.dispute
        assert dispute is not None  # noqa: S101  # a shift has a dispute on one side at least
        words, refs = context.words, self._refs(shift.claims)
        what = Markup("{}").format(event_label(context, dispute.event))
        if shift.after is not None:
            short = in_short(context, dispute, shift.came)
            what, refs = short.html, refs or short.refs
        return Sentence(words.say(f"changed_dispute_{shift.kind}", dispute=what), refs)

    def corrected(self) -> list[Told]:
        return [self._correction(one) for one in self.changes.corrections]

    def _correction(self, one: Correction) -> Told:
        context, version = self.judged.context, one.version
        words = context.words
        refs = self._refs((*one.new, *one.old))
        if one.kind != kinds.FIGURE or version is None:
            number = words.number(len(one.old))
            return Told(words.say(f"changed_review_{one.kind}", number=number), (), "", refs)
        told = context.claims_of(one.old)
        earlier = [replace(version, best=it.best, low=it.low, high=it.high) for it in told]
        closed = version_reason(context, version)
        if any(small_version(context, it) for it in earlier):
            closed = "small_count"
        now = figure(context, version.best, version.low, version.high, version.unit)
        olds = (figure(context, it.best, it.low, it.high, it.unit) for it in told)
        before = words.say("list_comma").join(dict.fromkeys(olds))
        if closed:
            now = before = words.say(f"withheld_{closed}")
        label = context.words.label("event_type", version.claims[0].event_type)
        what = words.say("changed_figure", what=label, before=before, after=now)
        return Told(what, said_by(context, version.claims), "", refs)

    def faded(self) -> list[Sentence]:
        """Claims that count no more, by the reason, and where nothing else changed."""
        words, found = self.judged.context.words, []
        for fate in FATES:
            claims = self.changes.fated(fate)
            if claims:
                sentence = words.say(f"changed_all_{fate}", number=words.number(len(claims)))
                found.append(Sentence(sentence, self._refs(claims)))
        return found

    def _refs(self, claims: Iterable[str], figures: Iterable[str] = ()) -> tuple[Ref, ...]:
        context = self.judged.context
        return context.refs(claims) + context.observation_refs(figures)
