"""What changed since the last brief: which levels moved, by which words, and which did not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess import corrections as kinds
from qafila.assess.changes import FATES
from qafila.assess.shifts import BEGAN, FELL, HELD, HIGHEST, LAPSED, ROSE, SHORT
from qafila.brief.counting import counted
from qafila.brief.model import Points, Prose, Reported, Section, Sentence, Told
from qafila.brief.quoting import said_by, told_claim
from qafila.brief.rules import rule
from qafila.brief.sections.disputes import in_short
from qafila.brief.sections.shared import event_label, figure, small_version, version_reason
from qafila.ledger.figures import speaker

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.assess.changes import Changes
    from qafila.assess.corrections import Correction, DisputeShift
    from qafila.assess.shifts import Shift, Step
    from qafila.brief.judged import Judged
    from qafila.brief.model import Block, Ref
    from qafila.claims import Claim


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
        title = words.say("changed_by", report=Markup("<bdi>{}</bdi>").format(source))
    blocks: list[Block] = [Prose(tuple(told.summary()))]
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

    def summary(self) -> Iterable[Sentence]:
        words, changes = self.judged.context.words, self.changes
        if changes.is_empty:
            yield Sentence(words.say("changed_nothing"), lead=True)
            return
        old, new = changes.overall_from, changes.overall_to
        refs = tuple(dict.fromkeys(ref for one in new.because for ref in self.judged.refs(one)))
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
        entries[0] = replace(entries[0], details=(*entries[0].details, *self._alone(shift)))
        entries += [told_claim(self.judged.context, claim) for claim in self._quoted(shift)]
        return Reported(title, tuple(entries))

    def _alone(self, shift: Shift) -> tuple[Markup, ...]:
        """That a level rests on one origin alone, where it does."""
        alone = shift.after is not None and shift.after.one_origin
        return (self.judged.who(shift.finding),) if alone else ()

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
        return [self._kept(one) for one in self.changes.kept if one.came or one.figures]

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
        details += self._alone(shift)
        # What the level stands on follows what came.
        stands = shift.after.claims if shift.after else ()
        refs = self._refs((*shift.claims, *stands), shift.figures)
        return Told(what, tuple(details), "", refs)

    def _why(self, shift: Shift) -> Markup:
        words, why, step = self.judged.context.words, shift.why_kept, shift.nearest
        if why == HELD:
            days = self.judged.indicator(shift.finding).hysteresis_days
            return words.say("changed_why_held", days=counted(words, "days", days))
        if why == HIGHEST and shift.after is not None and shift.after.readings:
            first = shift.after.readings[0]
            gauge, value = self.judged.label(first), self.judged.value(first)
            return words.say("changed_why_highest", gauge=gauge, value=value)
        if why != SHORT:
            return words.say(f"changed_why_{why}")
        if step is None or step.after is None or step.after.next_level is None:
            return words.say("changed_why_below")
        return words.say(
            "changed_why_short",
            gauge=self.judged.label(step.after),
            value=self.judged.value(step.after),
            next=self.judged.value(step.after, step.after.next_value),
            level=self.judged.level(step.after.next_level),
        )

    def disputed(self) -> list[Sentence]:
        return [self._dispute(one) for one in self.changes.disputes]

    def _dispute(self, shift: DisputeShift) -> Sentence:
        context, dispute = self.judged.context, shift.dispute
        assert dispute is not None  # noqa: S101  # a shift has a dispute on one side at least
        words, refs = context.words, self._refs(shift.claims)
        what = Markup("{}").format(event_label(context, dispute.event))
        if shift.after is not None:
            short = in_short(context, dispute)
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
