"""How a phrase of a lexicon is written: its words, their alternatives, and gaps between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


GAP = "..."
ARTICLE = "ال"
_TO = "لل"  # the particle "to" with the article, which loses its alef


class Spelling(NamedTuple):
    """One way in which alternatives of a word are written: of one word, or of several.

    Of several words (`pieces`), any may be a stem, which keeps its star.
    """

    exact: frozenset[str]
    stems: tuple[str, ...]
    pieces: tuple[str, ...]
    behind_to: bool


@dataclass(frozen=True, eq=False)
class Word:
    """A word of a phrase with its alternatives.

    Examples
    --------
    >>> word("tanker*|fuel_truck?", articles=False).optional
    True
    """

    spellings: tuple[Spelling, ...]
    optional: bool
    beginnings: frozenset[str]
    stems: tuple[str, ...]
    has_article: bool


class Step(NamedTuple):
    """A word of a phrase, and whether other words may stand before it."""

    word: Word
    gap: bool


@dataclass(frozen=True)
class Wording:
    """A phrase as its words.

    Attributes
    ----------
    openers : tuple of Word
        Words that may stand in front of all others, in their order.
    steps : tuple of Step
        The words from the first that must be there on.
    from_body : bool
        Whether a match is shown without the particles in front of it.
    anchor : Word
        The word whose alternatives are rarest.
    leads : bool
        Whether that word is the first.

    Examples
    --------
    >>> wording("run|ran ... dry").leads
    True
    """

    openers: tuple[Word, ...]
    steps: tuple[Step, ...]
    from_body: bool
    anchor: Word
    leads: bool


def alternatives(written: str) -> list[str]:
    """Alternatives of a word of a phrase.

    Parameters
    ----------
    written : str
        The word as the phrase has it.

    Returns
    -------
    list of str
        As they are written, without the mark of a word that may be left out.

    Examples
    --------
    >>> alternatives("truck*|fuel_tanker?")
    ['truck*', 'fuel_tanker']
    """
    return written.rstrip("?").split("|")


def is_plain(phrase: str) -> bool:
    """Whether a phrase is made of letters, digits and the marks of a phrase alone.

    Parameters
    ----------
    phrase : str
        A phrase.

    Returns
    -------
    bool
        False where another mark, such as the point of an abbreviation, must be found as well.

    Examples
    --------
    >>> is_plain("run|ran ... dry?"), is_plain("u.s. army")
    (True, False)
    """
    return phrase.isalnum() or all(
        piece.removesuffix("*").isalnum() or piece == "*"
        for written in phrase.split()
        if written != GAP
        for part in alternatives(written)
        for piece in part.split("_")
    )


@lru_cache(maxsize=8192)
def word(written: str, articles: bool) -> Word:
    """Parse a word of a phrase; phrases share the words that they have in common.

    Parameters
    ----------
    written : str
        The word as the phrase has it.
    articles : bool
        Whether the Arabic article may be changed by a particle before it.

    Returns
    -------
    Word
        Its alternatives.

    Examples
    --------
    >>> sorted(word("ran|run", articles=False).beginnings)
    ['ran', 'run']
    """
    parts = alternatives(written)
    has_article = articles and written.startswith(ARTICLE)
    spellings = [*_spellings(parts, behind_to=False)]
    if has_article:
        spellings += _spellings(_behind_to(parts), behind_to=True)
    sure = anchors(written, articles)
    return Word(
        tuple(spellings),
        written.endswith("?"),
        frozenset(part for part, is_stem in sure if not is_stem),
        tuple(part for part, is_stem in sure if is_stem),
        has_article,
    )


def anchors(written: str, articles: bool) -> list[tuple[str, bool]]:
    """Words or stems one of which stands wherever a word of a phrase does.

    Parameters
    ----------
    written : str
        The word as the phrase has it.
    articles : bool
        Whether the Arabic article may be changed by a particle before it.

    Returns
    -------
    list of tuple of (str, bool)
        One for each alternative, and whether it is a stem.

    Examples
    --------
    >>> anchors("ran|run_out|dri*", articles=False)
    [('ran', False), ('run', False), ('dri', True)]
    """
    parts = alternatives(written)
    if articles and written.startswith(ARTICLE):
        parts = [*parts, *_behind_to(parts)]
    return [_anchor(part, articles) for part in parts]


def _anchor(part: str, articles: bool) -> tuple[str, bool]:
    *before, last = part.split("_")
    # The last of several words may have a pronoun written onto it; a stem has any ending.
    sure = [*before, last] if last.endswith("*") or not articles or not before else before
    longest = max(sure, key=lambda piece: len(piece.rstrip("*")))
    return longest.rstrip("*"), longest.endswith("*")


def _behind_to(parts: Sequence[str]) -> list[str]:
    """Words with the article behind the particle "to"."""
    return [_TO + part.removeprefix(ARTICLE) for part in parts]


def _spellings(parts: Sequence[str], behind_to: bool) -> Iterator[Spelling]:
    """Neighbours of one word each are looked up together; in what order makes no difference."""
    for several, group in groupby(parts, lambda part: "_" in part):
        if several:
            for part in group:
                yield Spelling(frozenset(), (), tuple(part.split("_")), behind_to)
            continue
        single = list(group)
        stems = tuple(part.rstrip("*") for part in single if part.endswith("*"))
        exact = frozenset(part for part in single if not part.endswith("*"))
        yield Spelling(exact, stems, (), behind_to)


def rarest(phrase: str) -> str:
    """The word of a phrase that the fewest texts have.

    Parameters
    ----------
    phrase : str
        Flattened phrase.

    Returns
    -------
    str
        As the phrase has it: that whose shortest alternative is longest.

    Examples
    --------
    >>> rarest("ran|run ... dry diesel?")
    'ran|run'
    """
    needed = [part for part in phrase.split() if part != GAP and not part.endswith("?")]
    if len(needed) == 1:
        return needed[0]
    return max(needed, key=lambda part: min(len(one.rstrip("*")) for one in part.split("|")))


@lru_cache(maxsize=16384)
def wording(phrase: str, articles: bool = False) -> Wording:
    """Parse a phrase.

    Parameters
    ----------
    phrase : str
        Flattened phrase, as `is_plain` says.
    articles : bool
        Whether the Arabic article may be changed by a particle before it.

    Returns
    -------
    Wording
        Its words in their order.

    Examples
    --------
    >>> len(wording("fuel? tanker*|truck* dry").steps)
    2
    """
    openers: list[Word] = []
    steps: list[Step] = []
    gap = False
    anchor = word(rarest(phrase), articles)
    for written in phrase.split():
        if written == GAP:
            gap = True
            continue
        this = word(written, articles)
        if this.optional and not steps:
            openers.append(this)
            continue
        steps.append(Step(this, gap))
        gap = gap and this.optional
    first = steps[0].word
    from_body = not openers and not first.has_article
    leads = not openers and anchor is first
    return Wording(tuple(openers), tuple(steps), from_body, anchor, leads)
