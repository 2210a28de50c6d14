"""Interviews and debates: who speaks in the lines that a label or a dash gives to a speaker."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qafila.reports.word_line import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.claims import Source
    from qafila.reports.attribution import Attribution
    from qafila.reports.language import Language
    from qafila.reports.mentions import Mention
    from qafila.text import Folded

    _Look = Callable[[int, int], Sequence[Mention]]

_LINE = re.compile(r"[^\n]+")
_LABEL = re.compile(r"([^\W\d][\w.' \-]{0,38}?) ?: ")
_DASH = re.compile(r"[-–—] ")
_MARKS = frozenset('"«“')
_QUOTED = re.compile('"[^"\n]+"|«[^»\n]+»|“[^”\n]+”')
_LEAST = 2  # turns of one label, or questions that an answer follows
_MOST_WORDS = 5  # of a label
_SPEAKING = frozenset(
    {"government", "union", "ngo", "analyst", "intergovernmental", "local_source", "unnamed"}
)


@dataclass(frozen=True)
class Turn:
    """A stretch of a text that one person says.

    Examples
    --------
    >>> Turn(0, 9, None).speaker is None
    True
    """

    start: int
    end: int
    speaker: Source | None


def find_turns(
    folded: Folded, language: Language, look: Callable[[int, int], Sequence[Mention]]
) -> tuple[Turn, ...]:
    """Find the answers of an interview or the speeches of a debate.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    look : callable
        Gives the possible sources of a part of the text, in order of place.

    Returns
    -------
    tuple of Turn
        Empty where the text is neither.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> find_turns(fold("All is well."), ENGLISH, lambda start, end: ())
    ()
    """
    lines = [match.span() for match in _LINE.finditer(folded.text)]
    return _labelled(folded, language, lines, look) or _answers(folded, lines, look)


def _labelled(
    folded: Folded, language: Language, lines: Sequence[tuple[int, int]], look: _Look
) -> tuple[Turn, ...]:  # fmt: skip
    labels = {
        start: match for start, end in lines
        if (match := _LABEL.match(folded.text, start, end)) and _is_label(match[1])
    }  # fmt: skip
    often = {name for name, count in Counter(m[1] for m in labels.values()).items()
             if count >= _LEAST}  # fmt: skip
    if not often:
        return ()
    guest = _guest(folded, language, labels, look)
    turns = []
    for start, end in lines:
        match = labels.get(start)
        if match is None:
            continue
        asks = match[1] in words_of(language.code, "host")
        named = None if asks else _named(look(start, match.end()))
        if match[1] in words_of(language.code, "guest"):
            named = guest
        turns.append(Turn(start, end, named))
    return tuple(turns)


def _is_label(name: str) -> bool:
    return len(name.split()) <= _MOST_WORDS


def _named(mentions: Sequence[Mention]) -> Source | None:
    found = next((mention for mention in mentions if mention.source.kind in _SPEAKING), None)
    return None if found is None else found.source


def _guest(
    folded: Folded, language: Language, labels: dict[int, re.Match[str]], look: _Look
) -> Source | None:  # fmt: skip
    """Whom the host presents: the first source of what stands before the guest's first words."""
    first = next((start for start, match in labels.items()
                  if match[1] in words_of(language.code, "guest")), len(folded.text))  # fmt: skip
    return _presented(look(0, first))


def _presented(mentions: Sequence[Mention]) -> Source | None:
    found = next((mention for mention in mentions if mention.form == "person"), None)
    return None if found is None else found.source


def _answers(folded: Folded, lines: Sequence[tuple[int, int]], look: _Look) -> tuple[Turn, ...]:
    """Lines that answer questions: all, those with a dash, or what they put in quote marks."""
    text = folded.text
    questions = [
        place for place in range(len(lines) - 1)
        if text[lines[place][0] : lines[place][1]].rstrip(' "»').endswith("?")
    ]  # fmt: skip
    asked = [place for place in questions if not _DASH.match(text, lines[place][0])]
    alternate = len(asked) < _LEAST <= len(questions)
    if len(questions) < _LEAST:
        return ()
    first = questions[0] if alternate else asked[0]
    speaker = _presented(look(0, lines[first][0]))
    if speaker is None:
        return ()
    if alternate:
        said = _second_of_two(text, lines[first:])
    else:
        said = _between_questions(text, lines, asked)
    return tuple(Turn(start, end, speaker) for start, end in said)


def _second_of_two(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where who asks and who answers both begin with a dash, every second line answers."""
    answers: list[tuple[int, int]] = []
    answering = False
    for start, end in lines:
        if not _DASH.match(text, start):
            answers += [(start, end)] if answers and not answering else []
            continue
        answers += [(start, end)] if answering else []
        answering = not answering
    return answers


def _between_questions(
    text: str, lines: Sequence[tuple[int, int]], asked: Sequence[int]
) -> list[tuple[int, int]]:
    rest = [place for place in range(asked[0] + 1, len(lines)) if place not in asked]
    if any(_DASH.match(text, lines[place + 1][0]) for place in asked):
        return [lines[place] for place in rest if _DASH.match(text, lines[place][0])]
    if any(text[lines[place + 1][0]] in _MARKS for place in asked):
        return [m.span() for place in rest for m in _QUOTED.finditer(text, *lines[place])]
    return [lines[place] for place in rest]


def speaker_at(turns: Sequence[Turn], position: int) -> Source | None:
    """Who says what stands at a place.

    Parameters
    ----------
    turns : sequence of Turn
        Turns of the text.
    position : int
        Place in the folded text.

    Returns
    -------
    Source or None
        None outside a turn, and where nobody known speaks.

    Examples
    --------
    >>> speaker_at((), 3)
    """
    return next((turn.speaker for turn in turns if turn.start <= position < turn.end), None)


def in_turn(said: Attribution, turn: Source | None) -> Attribution:
    """Whom an interview or a debate lets speak says what the words quote.

    Parameters
    ----------
    said : Attribution
        What the words say of who said it.
    turn : Source or None
        Whose turn it is.

    Returns
    -------
    Attribution
        The same with the speaker first.

    Examples
    --------
    >>> from qafila.reports.attribution import Attribution
    >>> in_turn(Attribution((), None), None).chain
    ()
    """
    if turn is None or any(
        (link.source_id or link.name) == (turn.source_id or turn.name) for link in said.chain
    ):
        return said
    chain = (turn,) if said.refers_back else (turn, *said.chain)
    return replace(said, chain=chain)
