"""Events told in few words, because the sentence before told them in many.

"The union puts it at 180" counts again what was counted last, "the ministry denies this" denies it,
and "how many is not known" keeps back its number. Which words ask for that stands in the lexicon of
cues: ``restates``, ``denies`` and ``unsaid``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.events import Event
from qafila.reports.lexicons import cues, table
from qafila.reports.own_nouns import counts_its_own
from qafila.reports.polarity import UNSAID
from qafila.reports.slots import PEOPLE
from qafila.reports.triggers import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.reports.bounds import Figure
    from qafila.reports.lexicons import Cue

COUNTED = frozenset(
    {
        "abduction",
        "attack_on_convoy",
        "casualties",
        "displacement",
        "force_strength",
        "foreign_support",
        "hostage_release",
        "refugee_registration",
        "violence_against_civilians",
    }
)
_NEAR_ONLY = "sentence"
_QUOTES = " \"'«“„("
_BESIDE = 14  # characters between a cue and the figure it announces


def restated(
    language: str,
    flat: str,
    clause: tuple[int, int],
    figure: Figure,
    last: Event | None,
    *,
    own_sentence: bool = False,
) -> Event | None:
    """Read a figure that only says anew how many there were of what was counted last.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    figure : Figure
        A figure without an event.
    last : Event or None
        The event with a figure that was told last.
    own_sentence : bool
        Whether the same sentence told it; "against 47" compares with nothing farther away.

    Returns
    -------
    Event or None
        None where no words announce such a figure, or where it counts something else.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> text = "the union puts it at 180"
    >>> last = Event(0, 1, "supply_arrival", None, "tankers_arrived", None, 1, "tanker")
    >>> restated("en", text, (0, 24), find_figures(text, "en")[0], last).quantity
    'tankers_arrived'
    """
    if last is None or not _may_count(language, flat, figure, last):
        return None
    if figure.noun is None and flat[figure.start - 1 : figure.start].strip(_QUOTES):
        return None  # a currency sign or a letter: it counts something else
    for cue in _of_kind(language, flat, clause, "restates"):
        gap = flat[cue.end : figure.start]
        if cue.value == _NEAR_ONLY and not own_sentence:
            continue
        if cue.value not in {"", _NEAR_ONLY} and last.event_type not in cue.value.split("|"):
            continue
        if cue.end <= figure.start and len(gap) <= _BESIDE and "," not in gap:
            return replace(
                last, start=cue.start, end=figure.end, figure=figure, trigger=(cue.start, cue.end),
                later=False,
            )  # fmt: skip
    return None


def _may_count(language: str, flat: str, figure: Figure, last: Event) -> bool:
    """Whether a figure may count what was counted last: no noun of its own says otherwise."""
    if counts_its_own(flat, figure, language):
        return False
    if figure.noun in {None, last.noun} or {figure.noun, last.noun} <= PEOPLE:
        return True
    if figure.noun not in PEOPLE:
        return False
    named = table("nouns", language).find(flat, figure.start, figure.end)
    return not any(hit.value["class"] == figure.noun for hit in named)


def answered(language: str, flat: str, clause: tuple[int, int], last: Event | None) -> list[Event]:
    """Read a clause that tells nothing by itself but denies, or will not count, what was told last.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    last : Event or None
        The event that was told last.

    Returns
    -------
    list of Event
        At most one, without a figure.

    Examples
    --------
    >>> last = Event(0, 1, "blockade", None, None, None, 1)
    >>> [event] = answered("en", "the ministry denies this", (0, 24), last)
    >>> event.event_type, event.denied
    ('blockade', True)
    """
    if last is None:
        return []
    kept_back = next(iter(_of_kind(language, flat, clause, "unsaid")), None)
    if kept_back is not None:
        kind = _spoken_of(language, flat, clause) or last.event_type
        place = (kept_back.start, kept_back.end)
        return [Event(*place, kind, UNSAID, None, None, 1)] if kind in COUNTED else []
    refused = next(iter(_of_kind(language, flat, clause, "denies")), None)
    if refused is None:
        return []
    return [Event(refused.start, refused.end, last.event_type, last.subtype, None, None, 1,
                  denied=True)]  # fmt: skip


def kept_back(language: str, flat: str, clause: tuple[int, int], event: Event) -> Event:
    """Mark an event whose number the clause says was not told: "did not say how many had died".

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    event : Event
        An event of the clause.

    Returns
    -------
    Event
        The event, its number not announced where its words follow those that keep it back.

    Examples
    --------
    >>> text = "the army did not say how many soldiers had died"
    >>> kept_back("en", text, (0, 47), Event(43, 47, "casualties", None, None, None, 4)).subtype
    'number_not_announced'
    """
    if event.figure is not None or event.subtype or event.event_type not in COUNTED:
        return event
    silent = _of_kind(language, flat, clause, "unsaid")
    told = any(cue.start <= event.start for cue in silent)
    return replace(event, subtype=UNSAID) if told else event


def _of_kind(language: str, flat: str, clause: tuple[int, int], kind: str) -> Sequence[Cue]:
    return [cue for cue in cues(language, flat, *clause) if cue.kind == kind]


def _spoken_of(language: str, flat: str, clause: tuple[int, int]) -> str | None:
    """The kind of event that the words of the clause would tell of, had it a figure."""
    hits = table("triggers", language).find(flat, *clause)
    void = [(hit.start, hit.end) for hit in hits if hit.value["event_type"] == NOTHING]
    kinds = [
        hit.value["event_type"]
        for hit in hits
        if hit.value["event_type"] in COUNTED and hit.value["figures"]
        and not any(start <= hit.start and hit.end <= end for start, end in void)
    ]  # fmt: skip
    return kinds[0] if kinds else None
