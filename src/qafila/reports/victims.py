"""How many people an event befell, where no number stands at its verb.

"A soldier was killed" counts one; "the two teachers abducted in June were freed" tells that two
were abducted too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.figures import Figure
from qafila.reports.lexicons import table
from qafila.reports.singles import One, find_ones
from qafila.reports.slots import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.phrases import Hit
    from qafila.reports.events import Event
    from qafila.reports.lexicons import Row

_TAKEN, _FREED = "abduction", "hostage_release"
_WERE_TAKEN = "persons_abducted"
_BEFALL = frozenset({_TAKEN, _FREED, "casualties"})
_WORDS_APART = 45  # characters between the noun and the verb behind it
_SOMEBODY = "person"
_LOSSES = re.compile(r"\b(?:losses|pertes)\b|خساير")
_NAMED_WITH = 10  # characters between other people and the conjunction before one more
_AFTER_VERB = 14  # characters between the verb and "a soldier" behind it
# "A soldier and a child", «سائق ومساعده» count two.
_MORE = re.compile(
    r"^[^.;:]{0,25}?,? (?:et|and) (?:an?|one|une?|his|her|their|son|sa|leur) "
    r"|^ و(?:ال)?[^\W\d_]{2,}(?:ه|ها)?\b"
)
# "Some of them", "the women were freed": fewer than were taken.
_PART = re.compile(
    r"\b(?:of (?:them|whom)|some|others|d entre eux|certains|dont|منهم|منهن|بعضهم|ثم|puis|then)\b"
    r"|[;:،]"
)
_OTHERS = re.compile(r"^ (?:the|some|others|les|des|une?|an?|عن (?:ال|بعض)?)\b")
_OBJECT = 12  # characters
_JOINED = re.compile(r"\b(?:et|ou|and|or|,) ?$")
_ELSEWHERE = re.compile(r"(?<!\b[a-z])\.|[;:]| (?:qu?e?|that) ")


def with_the_freed(events: Sequence[Event], freed: bool) -> list[Event]:
    """Give an abduction the figure of the release of the same people.

    Parameters
    ----------
    events : sequence of Event
        Events of a clause.
    freed : bool
        Whether its abduction is what befell those whose release it tells.

    Returns
    -------
    list of Event
        The same events.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> from qafila.reports.events import Event
    >>> two = find_figures("two teachers", "en")[0]
    >>> release = Event(0, 9, "hostage_release", None, "persons_released", two, 4, "person")
    >>> taken = Event(2, 5, "abduction", None, None, None, 4)
    >>> with_the_freed([release, taken], freed=True)[1].quantity
    'persons_abducted'
    """
    release = next((e for e in events if e.event_type == _FREED and e.figure is not None), None)
    if not freed or release is None:
        return list(events)
    return [
        replace(
            event, quantity=_WERE_TAKEN, figure=release.figure, noun=release.noun,
            trigger=(event.start, event.end),
        )
        if event.event_type == _TAKEN and event.figure is None else event
        for event in events
    ]  # fmt: skip


def with_the_taken(flat: str, events: Sequence[Event]) -> list[Event]:
    """Give a release the figure of the abduction of the same people, where it has none.

    Parameters
    ----------
    flat : str
        Folded text.
    events : sequence of Event
        Events of a clause.

    Returns
    -------
    list of Event
        The same events.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> from qafila.reports.events import Event
    >>> text = "two teachers kidnapped in may regained their freedom"
    >>> two = find_figures(text, "en")[0]
    >>> taken = Event(0, 22, "abduction", None, "persons_abducted", two, 4, "person", (13, 22))
    >>> release = Event(30, 52, "hostage_release", None, None, None, 4)
    >>> with_the_taken(text, [taken, release])[1].quantity
    'persons_released'
    """
    taken = next((e for e in events if e.event_type == _TAKEN and e.figure is not None), None)
    if taken is None or taken.quantity != _WERE_TAKEN:
        return list(events)
    return [
        replace(
            event, quantity="persons_released", figure=taken.figure, noun=taken.noun,
            trigger=(event.start, event.end),
        )
        if event.event_type == _FREED and event.figure is None and event.quantity is None
        and taken.end <= event.start and not _PART.search(flat[taken.end : event.start])
        and not _OTHERS.match(flat[event.end : event.end + _OBJECT]) else event
        for event in events
    ]  # fmt: skip


def with_one(
    language: str,
    flat: str,
    clause: tuple[int, int],
    event: Event,
    pairs: Mapping[str, str],
    masked: Iterable[tuple[int, int]] = (),
    figures: Iterable[Figure] = (),
) -> Event:
    """Count one where the event befell "a soldier" right before its verb or right behind it.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    event : Event
        An event.
    pairs : mapping of str to str
        Which quantity a figure of which noun gives with its words.
    masked : iterable of tuple of int
        Names of sources, which befell nothing.
    figures : iterable of Figure
        What the clause counts in numbers.

    Returns
    -------
    Event
        The event, with a figure of one where the words count one.

    Examples
    --------
    >>> from qafila.reports.events import Event
    >>> text = "un soldat a ete tue"
    >>> event = Event(16, 19, "casualties", None, None, None, 4)
    >>> with_one("fr", text, (0, 19), event, {"fighter": "persons_killed"}).figure.best
    1.0
    """
    if event.figure is not None or event.quantity or event.event_type not in _BEFALL:
        return event
    if _LOSSES.search(flat, *clause):
        return event  # "suffered losses, a commander among them": how many is not told
    people = [
        hit for hit in table("nouns", language).find(flat, *clause)
        if hit.value["class"] in PEOPLE
    ]  # fmt: skip
    taken = (*masked, *((figure.start, figure.end) for figure in figures))
    for one in find_ones(language, flat, *clause):
        quantity = pairs.get(one.noun) or pairs.get(_SOMEBODY)
        if quantity is None or any(begin < one.end and one.start < end for begin, end in taken):
            continue
        if _is_whom(flat, clause, one, event, people):
            figure = Figure(one.start, one.end, 1.0, 1.0, 1.0, None, one.noun)
            return replace(
                event, quantity=quantity, figure=figure, noun=one.noun,
                trigger=(event.start, event.end),
            )  # fmt: skip
    return event


def _is_whom(
    flat: str,
    clause: tuple[int, int],
    one: One,
    event: Event,
    people: Sequence[Hit[Row]],
) -> bool:
    if _is_joined(flat, clause, one, people):
        return False
    if event.start < one.start and one.end <= event.end:
        return not _MORE.match(flat[one.end : clause[1]])
    if event.end <= one.start:
        near = one.start - event.end <= _AFTER_VERB and not _ELSEWHERE.search(
            flat[event.end : one.start]
        )
        return near and not _MORE.match(flat[one.end : clause[1]])
    gap = flat[one.end : event.start]
    between = any(one.end < hit.start < event.start for hit in people)
    return (
        0 <= event.start - one.end <= _WORDS_APART
        and not between and not _ELSEWHERE.search(gap) and not _MORE.match(gap)
    )  # fmt: skip


def _is_joined(flat: str, clause: tuple[int, int], one: One, people: Sequence[Hit[Row]]) -> bool:
    """Whether others are named right before: "two farmers and a child"."""
    joint = _JOINED.search(flat, clause[0], one.start)
    return joint is not None and any(0 <= joint.start() - hit.end <= _NAMED_WITH for hit in people)
