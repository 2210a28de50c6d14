"""Phrases that tell of events, where a clause fills their slots.

``lexicons/triggers.csv`` names, for each phrase, the event, the slots without which it is not one,
and which quantity a figure gives by the noun it counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qafila.reports.lexicons import cues, table
from qafila.reports.neighbours import PLACE_BESIDE, places_beside
from qafila.reports.polarity import says_none
from qafila.reports.scope import is_awaited, is_scheduled, is_unreal
from qafila.reports.slots import PEOPLE

if TYPE_CHECKING:
    from qafila.reports.figures import Figure

BARE = "bare"  # a figure that counts nothing named
_BESIDE = "beside"  # the same, right beside the words of the event: "three were freed"
_LINKING = "linking"  # small words that may stand between
NOTHING = "none"  # phrases in which the words of an event tell of none
CLOSURE = "service_closure"
_VOIDS_LONGER = 10  # rank from which they also void a longer phrase that begins within
_SAYS_NOT = "=denied"  # the phrase itself says that it did not happen
_DENIED = "denied"  # the slot of what is said not to exist
# What befalls people befalls refugees, pilgrims and hostages too.
_BEFALL = frozenset({"abduction", "hostage_release", "casualties", "violence_against_civilians"})
_SOMEBODY = "person"


@dataclass(frozen=True)
class Context:
    """What a clause offers: filled slots, figures, and where sources, places and dates stand.

    A trigger inside the name of a source ("Humanitarian Affairs") is none.

    Examples
    --------
    >>> Context(frozenset({"place"}), ()).slots
    frozenset({'place'})
    """

    slots: frozenset[str]
    figures: tuple[Figure, ...]
    masked: tuple[tuple[int, int], ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    dates: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Trigger:
    """A phrase of the lexicon in a clause that fills its slots.

    Examples
    --------
    >>> from qafila.reports.figures import Figure
    >>> Trigger(0, 6, "ransom", None, (), 5).distance(Figure(10, 12, 2.0, 2.0, 2.0))
    4
    """

    start: int
    end: int
    event_type: str
    subtype: str | None
    figures: tuple[tuple[str, str], ...]
    rank: int
    counted: bool = False
    denied: bool = False

    def quantity(self, language: str, flat: str, figure: Figure) -> str | None:
        """What a figure gives with this trigger.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ar``.
        flat : str
            Folded text.
        figure : Figure
            A figure of the clause.

        Returns
        -------
        str or None
            Empty if no quantity of ours; None if it fits not.
        """
        pairs = dict(self.figures)
        if self.event_type in _BEFALL and figure.noun in PEOPLE:
            return pairs.get(figure.noun, pairs.get(_SOMEBODY))
        if figure.noun is not None or BARE in pairs or _BESIDE not in pairs:
            return pairs.get(figure.noun or BARE)
        first, second = sorted([(self.start, self.end), (figure.start, figure.end)])
        linked = cues(language, flat, first[1], second[0])
        words = sum(cue.kind == _LINKING for cue in linked)
        near = words == len(flat[first[1] : second[0]].split())
        return pairs[_BESIDE] if near else None

    def distance(self, figure: Figure) -> int:
        """How far a figure stands from the words.

        Parameters
        ----------
        figure : Figure
            A figure of the clause.

        Returns
        -------
        int
            Characters between both.
        """
        if figure.end <= self.start:
            return self.start - figure.end
        return max(0, figure.start - self.end)


def _is_filled(needs: str, context: Context) -> bool:
    """``a|b c !d`` asks for a or b, and c, and not d; ``figure:noun`` for a figure of that noun."""
    nouns = {f"figure:{figure.noun or BARE}" for figure in context.figures}
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


def find_triggers(
    language: str, flat: str, start: int, end: int, context: Context
) -> list[Trigger]:
    """Find the phrases of a clause that tell of events.

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
    list of Trigger
        In order of place.

    Examples
    --------
    >>> context = Context(frozenset({"convoy"}), ())
    >>> {found.event_type for found in find_triggers("en", "tankers burnt", 0, 13, context)}
    {'attack_on_convoy'}
    """
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
        if PLACE_BESIDE in row["needs"]:
            beside = places_beside(flat, (hit.start, hit.end), context.places)
            offered = replace(offered, slots=offered.slots | beside)
        if not _is_filled(row["needs"], offered):
            continue
        if any(first <= hit.start and hit.end <= last for first, last in masked):
            continue
        if any(void.start <= hit.start < void.end for void in voided):
            continue
        # "On 13 May the fighters overran the base": a month is no verb.
        if any(first <= hit.start < last for first, last in context.dates):
            continue
        due = row["event_type"] == CLOSURE and is_scheduled(language, flat[start : hit.start])
        ending = (row["subtype"], hit.start, hit.end)
        if not due and is_awaited(language, flat, (start, end), ending):
            continue
        if is_unreal(language, flat, (start, end), (row["event_type"], hit.start, hit.end)):
            continue
        pairs = tuple(
            (noun, quantity)
            for noun, _, quantity in (pair.partition(">") for pair in row["figures"].split())
        )
        found.append(
            Trigger(
                hit.start, hit.end, row["event_type"], row["subtype"] or None, pairs,
                int(row["rank"]),
                _asks_for_a_figure(row["needs"]),
                _SAYS_NOT in row["needs"].split(),
            )
        )  # fmt: skip
    return found
