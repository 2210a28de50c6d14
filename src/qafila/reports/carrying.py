"""What one sentence hands on to the next: sources, places, the last attack and the last convoy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qafila.claims import DateSpan

if TYPE_CHECKING:
    from qafila.claims import Claim, Location, Source
    from qafila.reports.events import Event
    from qafila.reports.mentions import Mention
    from qafila.reports.told_attacks import Attack

ATTACKS = frozenset(
    ["attack_on_convoy", "armed_clash", "violence_against_civilians", "casualties", "abduction"]
)
_TAKEN, _FREED, _RECALLED = "abduction", "hostage_release", "background"
_STILL_MEANT = 1  # sentences
CONVOY_QUANTITIES = {"attack_on_convoy": "tankers_attacked", "supply_arrival": "tankers_arrived"}


@dataclass
class Frame:
    """What later sentences of a paragraph may refer back to.

    Examples
    --------
    >>> Frame().chain
    ()
    """

    memory: list[Mention] = field(default_factory=list)
    chain: tuple[Source, ...] = ()
    turn: Source | None = None
    paragraph: int = -1
    topic: bool = False
    topic_date: DateSpan | None = None
    heading: DateSpan | None = None
    topic_places: tuple[Location, ...] = ()
    about: tuple[Location, ...] = ()
    here: tuple[Location, ...] = ()
    former_places: tuple[Location, ...] = ()
    convoy: str | None = None
    convoy_places: tuple[Location, ...] = ()
    convoy_date: DateSpan | None = None
    road: tuple[Location, ...] = ()
    befell: str | None = None
    told: set[str] = field(default_factory=set)
    happened: DateSpan | None = None
    attacks: tuple[Attack, ...] = ()
    happened_at: tuple[Location, ...] = ()
    told_last: Event | None = None
    counted_last: Event | None = None
    silent: int = 0  # sentences since then that told nothing

    @property
    def last_event(self) -> Event | None:
        """The event told last, if not too long ago to be meant by "this"."""
        return self.told_last if self.silent <= _STILL_MEANT else None

    @property
    def last_counted(self) -> Event | None:
        """The event told last with a figure, if not too long ago to be counted again."""
        return self.counted_last if self.silent <= _STILL_MEANT else None

    def tell(self, event: Event) -> None:
        """Keep an event for a sentence that refers to it.

        Parameters
        ----------
        event : Event
            An event that was read.

        Examples
        --------
        >>> from qafila.reports.events import Event
        >>> frame = Frame()
        >>> frame.tell(Event(0, 1, "coup", None, None, None, 1))
        >>> frame.last_event.event_type
        'coup'
        """
        self.told_last = event
        self.counted_last = event if event.figure is not None else self.counted_last

    def enter(self, paragraph: int) -> None:
        """Forget at a new paragraph all but the sources, the last convoy and the last road.

        Parameters
        ----------
        paragraph : int
            Number of the paragraph of the sentence that is read now.

        Examples
        --------
        >>> frame = Frame(topic=True)
        >>> frame.enter(1)
        >>> frame.topic
        False
        """
        if paragraph != self.paragraph:
            self.paragraph, self.topic = paragraph, False
            self.topic_date, self.topic_places = None, ()
            self.former_places = self.here or self.former_places
            self.here, self.convoy, self.befell = (), None, None


def is_placed(where: tuple[Location, ...]) -> bool:
    """Whether a place closer than a whole country is among places.

    Parameters
    ----------
    where : tuple of Location
        Places.

    Returns
    -------
    bool
        False where only countries are named.

    Examples
    --------
    >>> is_placed(())
    False
    """
    return any(place.precision != "country" for place in where)


def of_event(
    kinds: frozenset[str],
    event: Event,
    frame: Frame,
    date: DateSpan | None,
    where: tuple[Location, ...],
) -> tuple[DateSpan | None, tuple[Location, ...]]:
    """Give what is told of "the ambush" the day and the place of the one told of last.

    An attack without a place on the very day of the one told of last is that one in the words of
    somebody else.

    Parameters
    ----------
    kinds : frozenset of str
        Kinds of small words of the sentence.
    event : Event
        The event.
    frame : Frame
        What was told before.
    date : DateSpan or None
        The day that the sentence gives.
    where : tuple of Location
        The places that it gives.

    Returns
    -------
    tuple
        The day and the places.

    Examples
    --------
    >>> from qafila.reports.events import Event
    >>> event = Event(0, 1, "price", None, None, None, 1)
    >>> of_event(frozenset(), event, Frame(), None, ())
    (None, ())
    """
    if event.event_type not in ATTACKS:
        return date, where
    last = None if frame.happened is None else frame.happened.start
    that_day = date is not None and date.start is not None and date.start == last
    if "same_event" not in kinds and not that_day:
        return date, where
    if "very_event" in kinds and frame.happened is not None:
        date = frame.happened  # whatever day the sentence names is that of the word
    return date or frame.happened, where if is_placed(where) else (*frame.happened_at, *where)


def of_convoy(
    kinds: frozenset[str],
    event: Event,
    frame: Frame,
    date: DateSpan | None,
    where: tuple[Location, ...],
) -> tuple[DateSpan | None, tuple[Location, ...]]:
    """Give what is told of "the convoy" the day and the place of the convoy told of last.

    Parameters
    ----------
    kinds : frozenset of str
        Kinds of small words of the sentence.
    event : Event
        The event.
    frame : Frame
        What was told before.
    date : DateSpan or None
        The day that the sentence gives.
    where : tuple of Location
        The places that it gives.

    Returns
    -------
    tuple
        The day and the places.

    Examples
    --------
    >>> from qafila.reports.events import Event
    >>> event = Event(0, 1, "price", None, None, None, 1)
    >>> of_convoy(frozenset(), event, Frame(), None, ())
    (None, ())
    """
    if "same_convoy" not in kinds or event.event_type not in CONVOY_QUANTITIES:
        return date, where
    day = frame.convoy_date if event.figure is not None else None
    return date or day, where or frame.convoy_places


def without_day_of_release(claims: list[Claim]) -> list[Claim]:
    """Leave the abduction of those whose release a sentence tells without the day of the release.

    Parameters
    ----------
    claims : list of Claim
        Claims of one sentence.

    Returns
    -------
    list of Claim
        The same claims; an abduction that is only recalled shares no day with the release.

    Examples
    --------
    >>> without_day_of_release([])
    []
    """
    freed = {claim.date for claim in claims if claim.event_type == _FREED and claim.date.start}
    return [
        replace(claim, date=DateSpan(None, None))
        if claim.event_type == _TAKEN and claim.modality == _RECALLED and claim.date in freed
        else claim
        for claim in claims
    ]
