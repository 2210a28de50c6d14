"""Events in a clause: which of its triggers tell one, and which figure belongs to which."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qafila.reports.bounds import Figure
from qafila.reports.reopened import reopened
from qafila.reports.repeated import told_again
from qafila.reports.scope import of_the_freed
from qafila.reports.stretches import Stretches
from qafila.reports.triggers import CLOSURE, Context, Trigger, find_triggers
from qafila.reports.victims import with_one, with_the_freed, with_the_taken

_ZERO = "=0"
HYPOTHETICAL = 9  # rank of an outlook with an "if"
_AGAIN = "another"
# Subtypes that end what their type begins: "closed in July and reopened in May" tells of two.
_OPENS = frozenset(
    {
        "blockade_ended", "border_open", "easing", "ended", "power_restored", "road_open",
        "schools_reopen", "strike_suspended",
    }
)  # fmt: skip
_TAKEN = "abduction"
_JOINT = re.compile(
    r"[,;] (?:and |but |then |et |mais |puis |و|ثم )?| (?:and|then|et|puis) | (?:و|ثم )"
)
# Kinds that one verb may seem to tell at once; the phrase of the higher rank says which it is.
_RIVALS = (
    frozenset({"supply_arrival", "humanitarian_assistance"}),
    frozenset({"influence_expansion", "abduction", "armed_clash"}),
    frozenset({"service_closure", "blockade", "shortage"}),
    frozenset({"displacement", "population_figure", "refugee_registration"}),
    frozenset({"armed_clash", "violence_against_civilians", "attack_on_convoy"}),
    frozenset({"force_strength", "foreign_support", "border_reinforcement"}),
    frozenset({"foreign_support", "supply_arrival"}),
    frozenset({"service_closure", "humanitarian_assistance"}),
    frozenset({"casualties", "violence_against_civilians"}),
    frozenset({"agreement", "military_cooperation", "truce"}),
    frozenset({"coup", "force_reorganisation"}),
)
# "The attack killed 12": the attack is what killed and no clash of its own.
_CAUSE = re.compile(
    r"^(?: (?!and |but |who |after |then |was |were |been |et |mais |puis |ete |etait )[\w]+){0,7}"
    r" ?$"
)
_ACTIVE = re.compile(
    r"(?:kill(?:ed|s)?|left|leaves|claim(?:ed|s)|cost|wound(?:ed|s)|injur(?:ed|es)"
    r"|fait|faisait|tue|tuait|coute|coutait|cause|blesse)\b"
)
_ATTACKS = frozenset({"armed_clash", "violence_against_civilians"})
_BACK = 40  # characters before an event
# "Died in an attack": the attack is how they died and no clash of its own.
_HOW = re.compile(
    r"\b(?:in|during) (?:an?|the|that|this|these|those) (?:[a-z]+ ){0,3}$"
    r"|\b(?:dans|lors d[eu]?s?|au cours d[eu]?s?|pendant) ?"
    r"(?:une? |les? |la |l |ces |cette )?(?:[a-z]+ )?$"
    r"|(?:^| )(?:في|خلال|جراء) (?:ال)?$"
)
# "Since the attack on the post": a known event that only says when another one was.
_WHEN = re.compile(
    r"\b(?:since|after|following|before|until|despite) (?:the|that|this|these|those|last) "
    r"(?:[a-z]+ ){0,2}$|\bfearing $"
    r"|\b(?:depuis|apres|avant|malgre|a la suite de) (?:l|la|les|le|cette|ces|cet) (?:[a-z]+ )?$"
)
# « Une attaque contre un poste a fait trois morts »: the verb stands before the number.
_MADE_DEAD = re.compile(
    r"^(?: (?!et |mais |qui |apres |puis |avant )[\w]+){0,9} "
    r"(?:fait|faisait|cause|provoque|coute)(?: [\w]+){0,4} ?$"
)
_SUBJECTS = frozenset({"person", "foreigner", "hostage", "prisoner", "fighter"})
_AND_THEN = re.compile(
    r"(?:^|[ ,])(?:(?P<later>(?:and |et |و)?(?:then|later|since|puis|ensuite|ثم|لاحقا)"
    r"|before|avant)|and|et|و)(?: (?:later|since|then|were|was|being|have|been|had|all|d|etre|ete|"
    r"ont|est|sont|a|depuis|plus|tard|tous|ensuite|قد|تم|لاحقا)){0,5} ?$"
)


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
    triggers = find_triggers(language, flat, start, end, context)
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
    events = [reopened(language, flat, (start, end), event, triggers) for event in events]
    events = list(dict.fromkeys(events))
    bare = _bare(triggers, events)
    events += [event for event in bare if not _is_how(flat, event, [*events, *bare])]
    events = [_with_subject(flat, event, events, triggers) for event in events]
    events = [
        with_one(
            language, flat, (start, end), event, _pairs(event, triggers),
            context.masked, context.figures,
        )
        for event in events
    ]  # fmt: skip
    events = _without_repeats(with_the_taken(flat, with_the_freed(events, freed)))
    again = told_again(language, flat, (start, end), events, triggers, context.dates)
    return sorted([*events, *again], key=lambda event: event.start) if again else events


def _pairs(event: Event, triggers: list[Trigger]) -> dict[str, str]:
    """Which quantity a figure of which noun would give with the words of an event."""
    place = (event.start, event.end)
    return next((dict(t.figures) for t in triggers if (t.start, t.end) == place), {})


def _with_subject(flat: str, event: Event, events: list[Event], triggers: list[Trigger]) -> Event:
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


def _emptied(trigger: Trigger) -> Event | None:
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
    fitting: list[Trigger],
    figure: Figure,
    figures: Stretches,
) -> tuple[int, int]:
    """The part of a clause that a figure stands in, where parts are strung together.

    "20 tankers were attacked, and 12 were burnt": each side has a figure and a verb of its own.
    """
    first, last = clause
    triggers = Stretches((item.start, item.end) for item in fitting)
    # From behind: of "41 came on Sunday and 27 on Monday, against 120 that are needed" the second
    # figure shares the verb of the first.
    for cut in reversed(joints):
        sides = ((first, cut), (cut, last))
        # "A soldier was killed and two were wounded": the first side needs no figure.
        counted = sides if figure.start < cut else sides[1:]
        if not all(triggers.inside(*side) for side in sides):
            continue
        if not all(figures.inside(*side) for side in counted):
            continue
        if figure.start >= cut:
            return cut, last
        last = cut
    return first, last


def _fitting(language: str, flat: str, triggers: list[Trigger], figure: Figure) -> list[Trigger]:
    return [item for item in triggers if item.quantity(language, flat, figure) is not None]


def _undivided(flat: str, triggers: list[Trigger], figure: Figure) -> list[Trigger]:
    """Of "three were freed and others abducted" the figure belongs to the first verb alone."""
    near = []
    for item in triggers:
        first, second = sorted([(item.start, item.end), (figure.start, figure.end)])
        if not _JOINT.search(flat, first[1], second[0]):
            near.append(item)
    kinds = {item.event_type for item in near}
    return [item for item in triggers if not near or item.event_type in kinds]


def _governed(language: str, flat: str, triggers: list[Trigger], figure: Figure) -> Event | None:
    if not triggers:
        return None
    trigger = min(triggers, key=lambda item: (-item.rank, item.distance(figure)))
    first, last = min(trigger.start, figure.start), max(trigger.end, figure.end)
    quantity = trigger.quantity(language, flat, figure) or None
    return Event(
        first, last, trigger.event_type, trigger.subtype, quantity, figure, trigger.rank,
        figure.noun, (trigger.start, trigger.end), denied=trigger.denied,
    )  # fmt: skip


def _bare(triggers: list[Trigger], governed: list[Event]) -> list[Event]:
    types = {event.event_type for event in governed}
    best: dict[tuple[str, bool], Trigger] = {}
    for trigger in triggers:
        if trigger.event_type in types or trigger.counted or _is_outdone(trigger, triggers):
            continue
        own = _is_another(trigger, triggers) or _is_opening(trigger, triggers)
        key = (trigger.event_type, own)
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
    if event.event_type not in _ATTACKS:
        return False
    told = [other for other in governed if other.event_type not in _ATTACKS]
    if told and _WHEN.search(flat, max(0, event.start - _BACK), event.start):
        return True
    lost = [
        other.trigger or (other.start, other.end)
        for other in governed
        if other.event_type == "casualties"
    ]
    return any(
        (
            (place[1] <= event.start and _HOW.search(flat[place[1] : event.start]))
            or (
                event.start < place[0]
                and _ACTIVE.match(flat, place[0])
                and _CAUSE.match(" " + flat[event.start : place[0]])
            )
            or (event.start < place[0] and _MADE_DEAD.match(" " + flat[event.start : place[0]]))
        )
        for place in lost
    )


def _is_another(trigger: Trigger, triggers: list[Trigger]) -> bool:
    """Of "a coup in 2020 and a second one in 2021" the second tells of an event of its own."""
    return trigger.subtype == _AGAIN and any(
        other.event_type == trigger.event_type
        and (other.end <= trigger.start or trigger.end <= other.start)
        for other in triggers
    )


def _is_rival(event: Event, other: Event) -> bool:
    """Whether words tell two kinds of events of which only one can be meant."""
    first, last = other.trigger or (other.start, other.end)
    start, end = event.trigger or (event.start, event.end)
    return first < end and start < last and _are_rivals(event.event_type, other.event_type)


def _is_outdone(trigger: Trigger, triggers: list[Trigger]) -> bool:
    """Whether a phrase of a higher rank tells another kind of event with the same words."""
    return any(
        other.rank > trigger.rank
        and other.start < trigger.end and trigger.start < other.end
        and not other.counted
        and _are_rivals(trigger.event_type, other.event_type)
        for other in triggers
    )  # fmt: skip


def _are_rivals(one: str, other: str) -> bool:
    return one != other and any({one, other} <= group for group in _RIVALS)


def _is_opening(trigger: Trigger, triggers: list[Trigger]) -> bool:
    """Of "shut in July and reopened in May" the second verb tells of an event of its own."""
    return trigger.subtype in _OPENS and any(
        other.event_type == trigger.event_type == CLOSURE
        and other.subtype not in _OPENS
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
            and ((other.start <= event.start and event.end <= other.end) or _is_rival(event, other))
            for other in events
        )  # fmt: skip
        if not inside or event.figure is not None:
            kept.append(event)
    return sorted(kept, key=lambda event: (event.start, event.end, event.event_type))
