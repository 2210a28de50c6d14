"""Events in a clause: a trigger counts only with the slots that it requires.

``lexicons/triggers.csv`` names, for each phrase, the event, the slots without which it is not one,
and which quantity a figure gives by the noun it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qafila.reports.bounds import Figure
from qafila.reports.lexicons import cues, table
from qafila.reports.polarity import says_none
from qafila.reports.scope import is_awaited, is_unreal, of_the_freed
from qafila.reports.slots import PEOPLE
from qafila.reports.stretches import Stretches
from qafila.reports.victims import with_one, with_the_freed, with_the_taken

_ZERO = "=0"
_BARE = "bare"  # a figure that counts nothing named
_BESIDE = "beside"  # the same, right beside the words of the event: "three were freed"
_LINKING = "linking"  # small words that may stand between
NOTHING = "none"  # phrases in which the words of an event tell of none
HYPOTHETICAL = 9  # rank of an outlook with an "if"
_VOIDS_LONGER = 10  # rank from which they also void a longer phrase that begins within
_AGAIN = "another"
_SAYS_NOT = "=denied"  # the phrase itself says that it did not happen
_TAKEN = "abduction"
_DENIED = "denied"  # the slot of what is said not to exist
_JOINT = re.compile(
    r"[,;] (?:and |but |then |et |mais |puis |و|ثم )?| (?:and|then|et|puis) | (?:و|ثم )"
)
# "Died in an attack": the attack is how they died and no clash of its own.
_HOW = re.compile(
    r"\b(?:in|during) (?:an?|the|that|this|these|those) (?:[a-z]+ ){0,3}$"
    r"|\b(?:dans|lors d|au cours d) ?(?:une? |l )?(?:[a-z]+ ){0,1}$"
    r"|(?:^| )(?:في|خلال|جراء) (?:ال)?$"
)
# What befalls people befalls refugees, pilgrims and hostages too.
_BEFALL = frozenset({_TAKEN, "hostage_release", "casualties", "violence_against_civilians"})
_SOMEBODY = "person"
_SUBJECTS = frozenset({"person", "foreigner", "hostage", "prisoner", "fighter"})
_AND_THEN = re.compile(
    r"(?:^|[ ,])(?:(?P<later>(?:and |et |و)?(?:then|later|since|puis|ensuite|ثم|لاحقا)"
    r"|before|avant)|and|et|و)(?: (?:later|since|then|were|was|being|have|been|had|all|d|etre|ete|"
    r"ont|est|sont|a|depuis|plus|tard|tous|ensuite|قد|تم|لاحقا)){0,5} ?$"
)


@dataclass(frozen=True)
class Context:
    """What a clause offers: which slots are filled, its figures, and the names of its sources.

    A trigger inside the name of a source ("Humanitarian Affairs") is none.

    Examples
    --------
    >>> Context(frozenset({"place"}), ()).slots
    frozenset({'place'})
    """

    slots: frozenset[str]
    figures: tuple[Figure, ...]
    masked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Event:
    """A trigger with the figure it governs, if any; `trigger` is where its words stand.

    `later`: it followed another event of its clause, whose date it does not share. `denied`: the
    clause only denies what was told before.

    Examples
    --------
    >>> Event(0, 6, "ransom", None, None, None, 5).event_type
    'ransom'
    """

    start: int
    end: int
    event_type: str
    subtype: str | None
    quantity: str | None
    figure: Figure | None
    rank: int
    noun: str | None = None
    trigger: tuple[int, int] | None = None
    later: bool = False
    denied: bool = False


@dataclass(frozen=True)
class _Trigger:
    start: int
    end: int
    event_type: str
    subtype: str | None
    figures: tuple[tuple[str, str], ...]
    rank: int
    counted: bool = False
    denied: bool = False

    def quantity(self, language: str, flat: str, figure: Figure) -> str | None:
        """What a figure gives with this trigger, empty if nothing of ours; None if it fits not."""
        pairs = dict(self.figures)
        if self.event_type in _BEFALL and figure.noun in PEOPLE:
            return pairs.get(figure.noun, pairs.get(_SOMEBODY))
        if figure.noun is not None or _BARE in pairs or _BESIDE not in pairs:
            return pairs.get(figure.noun or _BARE)
        first, second = sorted([(self.start, self.end), (figure.start, figure.end)])
        linked = cues(language, flat, first[1], second[0])
        words = sum(cue.kind == _LINKING for cue in linked)
        near = words == len(flat[first[1] : second[0]].split())
        return pairs[_BESIDE] if near else None

    def distance(self, figure: Figure) -> int:
        if figure.end <= self.start:
            return self.start - figure.end
        return max(0, figure.start - self.end)


def _is_filled(needs: str, context: Context) -> bool:
    """``a|b c !d`` asks for a or b, and c, and not d; ``figure:noun`` for a figure of that noun."""
    nouns = {f"figure:{figure.noun or _BARE}" for figure in context.figures}
    offered = context.slots | nouns | ({"figure"} if context.figures else set())
    for need in needs.split():
        if need == _SAYS_NOT:
            continue
        if need.startswith("!"):
            if need[1:] in offered:
                return False
        elif not any(part in offered for part in need.split("|")):
            return False
    return True


def _asks_for_a_figure(needs: str) -> bool:
    """Whether the phrase is an event only with a figure of its own."""
    return any(all(part.startswith("figure") for part in need.split("|")) for need in needs.split())


def _triggers(language: str, flat: str, start: int, end: int, context: Context) -> list[_Trigger]:
    found = []
    hits = table("triggers", language).find(flat, start, end)
    nothing = [
        hit for hit in hits
        if hit.value["event_type"] == NOTHING and _is_filled(hit.value["needs"], context)
    ]  # fmt: skip
    masked = (*context.masked, *((hit.start, hit.end) for hit in nothing))
    voided = [hit for hit in nothing if int(hit.value["rank"]) >= _VOIDS_LONGER]
    for hit in hits:
        row = hit.value
        offered = context
        if _DENIED in row["needs"] and says_none(language, flat[start : hit.start]):
            offered = replace(context, slots=context.slots | {_DENIED})
        if not _is_filled(row["needs"], offered):
            continue
        if any(first <= hit.start and hit.end <= last for first, last in masked):
            continue
        if any(void.start <= hit.start < void.end for void in voided):
            continue
        if is_awaited(language, flat, (start, end), (row["subtype"], hit.start, hit.end)):
            continue
        if is_unreal(language, flat, (start, end), (row["event_type"], hit.start, hit.end)):
            continue
        pairs = tuple(
            (noun, quantity)
            for noun, _, quantity in (pair.partition(">") for pair in row["figures"].split())
        )
        found.append(
            _Trigger(
                hit.start, hit.end, row["event_type"], row["subtype"] or None, pairs,
                int(row["rank"]),
                _asks_for_a_figure(row["needs"]),
                _SAYS_NOT in row["needs"].split(),
            )
        )  # fmt: skip
    return found


def find_events(language: str, flat: str, start: int, end: int, context: Context) -> list[Event]:
    """Find the events of a clause.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    start, end : int
        The clause.
    context : Context
        Slots and figures of the clause.

    Returns
    -------
    list of Event
        One for each figure that a trigger governs; one for each kind of event without a figure.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> text = "40 tankers were burnt"
    >>> context = Context(frozenset({"convoy"}), tuple(find_figures(text, "en")))
    >>> event = find_events("en", text, 0, len(text), context)[0]
    >>> event.event_type, event.quantity
    ('attack_on_convoy', 'tankers_destroyed')
    """
    triggers = _triggers(language, flat, start, end, context)
    freed = any(
        item.event_type == _TAKEN and of_the_freed(language, flat, (start, end), item.start)
        for item in triggers
    )
    events: list[Event] = []
    joints = [match.start() + 1 for match in _JOINT.finditer(flat, start, end)]
    counted = Stretches((figure.start, figure.end) for figure in context.figures)
    for figure in context.figures:
        fitting = [item for item in triggers if item.event_type != _TAKEN or not freed] or triggers
        fitting = _fitting(language, flat, fitting, figure)
        first, last = _part((start, end), joints, fitting, figure, counted)
        own = [item for item in fitting if first <= item.start and item.end <= last]
        own = _undivided(flat, own or fitting, figure)
        event = _governed(language, flat, own, figure)
        if event is not None:
            events.append(event)
    # Two phrases may tell of the same empty stock.
    zero = {event.quantity: event for event in map(_emptied, triggers) if event is not None}
    if zero:
        events = [*zero.values(), *(event for event in events if event.quantity not in zero)]
    events += [event for event in _bare(triggers, events) if not _is_how(flat, event, events)]
    events = [_with_subject(flat, event, events, triggers) for event in events]
    events = [
        with_one(
            language, flat, (start, end), event, _pairs(event, triggers),
            context.masked, context.figures,
        )
        for event in events
    ]  # fmt: skip
    return _without_repeats(with_the_taken(flat, with_the_freed(events, freed)))


def _pairs(event: Event, triggers: list[_Trigger]) -> dict[str, str]:
    """Which quantity a figure of which noun would give with the words of an event."""
    place = (event.start, event.end)
    return next((dict(t.figures) for t in triggers if (t.start, t.end) == place), {})


def _with_subject(flat: str, event: Event, events: list[Event], triggers: list[_Trigger]) -> Event:
    """Of "five people were abducted and then freed" both verbs have the same people as subject."""
    if event.figure is not None or event.quantity is not None:
        return event
    place = (event.start, event.end)
    trigger = next((item for item in triggers if (item.start, item.end) == place), None)
    for other in events:
        first = other.trigger or (other.start, other.end)
        gap = flat[max(first[1], other.figure.end if other.figure else 0) : event.start]
        joint = _AND_THEN.search(gap) if first[1] < event.start else None
        if trigger is None or joint is None:
            continue
        follows = replace(event, later=joint["later"] is not None)
        quantity = dict(trigger.figures).get(other.noun or "")
        if quantity and other.noun in _SUBJECTS:
            return replace(
                follows, quantity=quantity, figure=other.figure, noun=other.noun, trigger=place
            )
        return follows
    return event


def _emptied(trigger: _Trigger) -> Event | None:
    """An exhausted stock states a figure, zero, without a number."""
    for noun, quantity in trigger.figures:
        if noun == _ZERO:
            figure = Figure(trigger.start, trigger.end, 0.0, 0.0, 0.0)
            return Event(
                trigger.start, trigger.end, trigger.event_type, trigger.subtype, quantity,
                figure, trigger.rank,
            )  # fmt: skip
    return None


def _part(
    clause: tuple[int, int],
    joints: list[int],
    fitting: list[_Trigger],
    figure: Figure,
    figures: Stretches,
) -> tuple[int, int]:
    """The part of a clause that a figure stands in, where parts are strung together.

    "20 tankers were attacked, and 12 were burnt": each side has a figure and a verb of its own.
    """
    first, last = clause
    triggers = Stretches((item.start, item.end) for item in fitting)
    for cut in joints:
        sides = ((first, cut), (cut, last))
        # "A soldier was killed and two were wounded": the first side needs no figure.
        counted = sides if figure.start < cut else sides[1:]
        if not all(triggers.inside(*side) for side in sides):
            continue
        if not all(figures.inside(*side) for side in counted):
            continue
        if figure.start < cut:
            return first, cut
        first = cut
    return first, last


def _fitting(language: str, flat: str, triggers: list[_Trigger], figure: Figure) -> list[_Trigger]:
    return [item for item in triggers if item.quantity(language, flat, figure) is not None]


def _undivided(flat: str, triggers: list[_Trigger], figure: Figure) -> list[_Trigger]:
    """Of "three were freed and others abducted" the figure belongs to the first verb alone."""
    near = []
    for item in triggers:
        first, second = sorted([(item.start, item.end), (figure.start, figure.end)])
        if not _JOINT.search(flat, first[1], second[0]):
            near.append(item)
    kinds = {item.event_type for item in near}
    return [item for item in triggers if not near or item.event_type in kinds]


def _governed(language: str, flat: str, triggers: list[_Trigger], figure: Figure) -> Event | None:
    if not triggers:
        return None
    trigger = min(triggers, key=lambda item: (-item.rank, item.distance(figure)))
    first, last = min(trigger.start, figure.start), max(trigger.end, figure.end)
    quantity = trigger.quantity(language, flat, figure) or None
    return Event(
        first, last, trigger.event_type, trigger.subtype, quantity, figure, trigger.rank,
        figure.noun, (trigger.start, trigger.end), denied=trigger.denied,
    )  # fmt: skip


def _bare(triggers: list[_Trigger], governed: list[Event]) -> list[Event]:
    types = {event.event_type for event in governed}
    best: dict[tuple[str, bool], _Trigger] = {}
    for trigger in triggers:
        if trigger.event_type in types or trigger.counted:
            continue
        key = (trigger.event_type, _is_another(trigger, triggers))
        known = best.get(key)
        if known is None or trigger.rank > known.rank:
            best[key] = trigger
    return [
        Event(
            found.start,
            found.end,
            kind,
            found.subtype,
            None,
            None,
            found.rank,
            denied=found.denied,
        )
        for (kind, _), found in best.items()
    ]


def _is_how(flat: str, event: Event, governed: list[Event]) -> bool:
    if event.event_type != "armed_clash":
        return False
    lost = [other.trigger for other in governed if other.event_type == "casualties"]
    return any(
        place is not None and place[1] <= event.start and _HOW.search(flat[place[1] : event.start])
        for place in lost
    )


def _is_another(trigger: _Trigger, triggers: list[_Trigger]) -> bool:
    """Of "a coup in 2020 and a second one in 2021" the second tells of an event of its own."""
    return trigger.subtype == _AGAIN and any(
        other.event_type == trigger.event_type
        and (other.end <= trigger.start or trigger.end <= other.start)
        for other in triggers
    )


def _without_repeats(events: list[Event]) -> list[Event]:
    """An event whose trigger lies within a stronger event's stretch tells nothing new.

    What has rank 0 counts only where the clause tells nothing else.
    """
    kept = []
    if any(event.rank for event in events):
        events = [event for event in events if event.rank]
    for event in events:
        inside = any(
            other is not event and other.rank > event.rank
            and other.start <= event.start and event.end <= other.end
            for other in events
        )  # fmt: skip
        if not inside or event.figure is not None:
            kept.append(event)
    return sorted(kept, key=lambda event: (event.start, event.end, event.event_type))
