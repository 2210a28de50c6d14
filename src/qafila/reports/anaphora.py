"""Whom a short form means: "the agency", "the relative", "the statement", "he added"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.mentions import METONYM
from qafila.reports.word_line import words_of
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.reports.language import Language
    from qafila.reports.lexicons import Cue
    from qafila.reports.mentions import Mention
    from qafila.reports.voices import Voice
    from qafila.text import Folded

MEDIA = frozenset({"media", "state_media", "author"})
_UNKNOWN_KINDS = frozenset({*MEDIA, "armed_group", "*"})
_PAPER = "paper"


def resolve(
    folded: Folded, language: Language, parts: Sequence[Mention], memory: Sequence[Mention]
) -> list[Mention]:
    """Give each short form the source that it stands for.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    parts : sequence of Mention
        Possible sources, each with its part.
    memory : sequence of Mention
        Sources named before, the last named last.

    Returns
    -------
    list of Mention
        The mentions without those that stand for nobody known.

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.mentions import Mention
    >>> from qafila.text import fold
    >>> text = fold("A teacher in Jibia fled. The teacher said so.")
    >>> first = Mention(0, 18, Source("A teacher in Jibia"), "", head="teacher|teachers")
    >>> again = Mention(25, 36, Source("The teacher"), "speaker", head="teacher|teachers",
    ...                 whole=False)
    >>> resolve(text, ENGLISH, [again], [first])[0].source.name
    'A teacher in Jibia'
    """
    seen = list(memory)
    resolved = []
    for mention in parts:
        found = _meant(folded, language, mention, seen, len(memory))
        if found is None:
            continue
        if found.part or found.source.kind != METONYM:
            resolved.append(found)
        if found.source.kind != METONYM:
            seen.append(found)
    return resolved


def _meant(
    folded: Folded, language: Language, mention: Mention, seen: Sequence[Mention], before: int
) -> Mention | None:
    if mention.refers:
        kinds = mention.refers.split("|")
        here = next((old for old in reversed(seen[before:])
                     if old.source.kind in kinds and old.source.source_id), None)  # fmt: skip
        if here is not None and here.part in {"", "speaker"} and mention.part == "speaker":
            return _called_again(mention, here)
        wanted = [old for old in reversed(seen)
                  if mention.refers == "*" or old.source.kind in kinds]  # fmt: skip
        named = [old for old in reversed(seen) if old.part and _is_only_a_name(old)]
        spoke = (old for old in [*wanted, *named] if old.part)
        meant = next(spoke, wanted[0] if wanted else None)
        return _as_written(mention) if meant is None else _called_again(mention, meant)
    if mention.form == _PAPER and not mention.source.kind:
        if mention.whole or not _is_definite(folded, language, mention):
            return replace(mention, source=replace(mention.source, kind="unnamed"))
        told = (old for old in reversed(seen)
                if old.part == "speaker" and old.source.kind not in MEDIA)  # fmt: skip
        return _called_again(mention, next(told, None))
    if _is_only_a_name(mention):
        short = f"({mention.source.name})".lower()
        old = next((o for o in reversed(seen) if folded.text.endswith(short, 0, o.end)), None)
        return mention if old is None else _called_again(mention, old)
    if mention.head and not mention.whole and _is_definite(folded, language, mention):
        old = _of_one_head(mention, reversed(seen))
        if old is None and mention.source.kind == "unnamed" and mention.form == "body":
            old = next((o for o in reversed(seen) if o.part and _is_only_a_name(o)), None)
        if old is not None:
            return _called_again(mention, old)
    return mention


def _as_written(mention: Mention) -> Mention | None:
    """Of "the ministry said" where none was named before, the words are all that is known."""
    kind = mention.refers.split("|")[0]
    if not mention.part or kind in _UNKNOWN_KINDS:
        return None  # who was told "the paper" told this one; "the group has" more than it says
    source = replace(mention.source, kind=kind)
    return replace(mention, source=source, refers="")


def _is_only_a_name(mention: Mention) -> bool:
    """Whether nothing is known of a source but its name: it may be a site or a body."""
    return mention.source.kind == "unnamed" and mention.head == mention.source.name


def _is_definite(folded: Folded, language: Language, mention: Mention) -> bool:
    if language.code == "ar":
        words = fold(mention.source.name).flat.split()
        return words[0].lstrip("وفبك").startswith(("ال", "لل", "هذ"))
    words = folded.flat[mention.start : mention.end].split()
    return words[0] in words_of(language.code, "same")


def _of_one_head(mention: Mention, seen: Iterable[Mention]) -> Mention | None:
    """Who was named before with the same noun, or with more words around it."""
    heads = set(re.split(r"[|\s]", mention.head))
    for old in seen:
        if old.source.kind == METONYM or old.source.name == mention.source.name:
            continue
        if old.head == mention.head or heads & set(fold(old.source.name).flat.split()):
            return old
    return None


def _called_again(mention: Mention, old: Mention | None) -> Mention | None:
    """What "the agency" stands for; "a spokesman of the group" keeps the words of the text."""
    if old is None:
        return None
    source = replace(old.source, verb=mention.source.verb)
    if mention.office:
        source = replace(source, name=mention.source.name)
    return replace(mention, source=source, refers="", head=old.head, form=old.form)


def meant_by_pronoun(small: Sequence[Cue], memory: Sequence[Mention]) -> Mention | None:
    """Whom "according to him" or « à l'en croire » means.

    Parameters
    ----------
    small : sequence of Cue
        Small words of the sentence.
    memory : sequence of Mention
        Sources named before, the last named last.

    Returns
    -------
    Mention or None
        The source that spoke last, at the place of the words.

    Examples
    --------
    >>> meant_by_pronoun((), ())
    """
    cue = next((cue for cue in small if cue.kind == "according_back"), None)
    if cue is None:
        return None
    last = next((old for old in reversed(memory)
                 if old.part == "speaker" and old.source.kind not in MEDIA), None)  # fmt: skip
    return None if last is None else replace(last, start=cue.start, end=cue.end)


def meant_by_verb(
    folded: Folded,
    language: Language,
    voices: Sequence[Voice],
    memory: Sequence[Mention],
    *,
    alone: bool,
) -> Mention | None:
    """Whom a verb without a subject of its own means; beside an outlet only a pronoun asks back.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    voices : sequence of Voice
        Reporting verbs that no source has claimed.
    memory : sequence of Mention
        Sources named before, the last named last.
    alone : bool
        Whether the sentence names no source.

    Returns
    -------
    Mention or None
        The source that spoke last, at the place of the verb.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> meant_by_verb(fold("He said so."), ENGLISH, (), (), alone=True)
    """
    for voice in voices:
        before = folded.flat[max(0, voice.start - 20) : voice.start].split()
        pronoun = any(word in language.pronouns for word in before[-2 if alone else -3 :])
        verb_first = alone and not language.subject_first and not before
        linked = alone and not language.subject_first and before[-1:] == ["و"]
        if pronoun or verb_first or linked:
            last = next(
                (
                    old for old in reversed(memory)
                    if old.part == "speaker" and (alone or old.source.kind not in MEDIA)
                ),
                None,
            )  # fmt: skip
            if last is not None:
                return replace(last, start=voice.start, end=voice.end, part="speaker")
    return None
