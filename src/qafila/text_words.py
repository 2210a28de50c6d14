"""The words of a folded text, and how each reads without particles in front and pronouns behind.

A text is cut into its words once. Whatever is looked for in it afterwards is looked up here, which
costs the same however many phrases a lexicon has.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

_WORD = re.compile(r"\w+")
_CLAUSE_END = re.compile(r"[.;:!?]")
_SHORT_TEXT = 200  # characters; windows and names do not push an article out of memory
LONG_WORD = 4  # letters from which a pronoun may be written onto a word

# What stands between two words, the closest first.
SPACE, SPACES, IN_CLAUSE, POINT, APART = range(5)


class TextWords:
    """The words of a text in order of place.

    Attributes
    ----------
    flat : str
        The text.
    starts, ends : list of int
        Where each word begins and ends.
    joints : list of int
        What follows each word: ``SPACE``, ``SPACES``, other marks ``IN_CLAUSE``, the ``POINT`` of
        a number, or ``APART``.
    places : dict of str to list of int
        The numbers of each word among all.

    Examples
    --------
    >>> words = TextWords("burns 3.5 million")
    >>> words.joints == [SPACE, POINT, SPACE, APART], words.places["million"]
    (True, [3])
    """

    def __init__(self, flat: str) -> None:
        self.flat = flat
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.joints: list[int] = []
        self.places: dict[str, list[int]] = {}
        for number, match in enumerate(_WORD.finditer(flat)):
            start, end = match.span()
            if number:
                self.joints.append(_joint(flat, self.starts[-1], self.ends[-1], start, end))
            self.starts.append(start)
            self.ends.append(end)
            self.places.setdefault(match[0], []).append(number)
        self.joints.append(APART)


def _joint(flat: str, before: int, end: int, start: int, after: int) -> int:
    between = flat[end:start]
    if between == " ":
        return SPACE
    if between == ".":
        number = flat[before:end].isdecimal() and flat[start:after].isdecimal()
        return POINT if number else APART
    if not between.strip(" "):
        return SPACES
    return APART if _CLAUSE_END.search(between) else IN_CLAUSE


class Readings:
    """What each word of a text may be, once particles and pronouns are taken off it.

    Attributes
    ----------
    words : TextWords
        The words of the text.
    bare : dict of str to dict of int to int
        What is left behind a particle, with the numbers of the words so read and how many letters
        stand before it; the whole word is one reading.
    ended : dict of str to dict of int to int
        The same for what is left when a pronoun is taken off as well.
    pronouns : tuple of str
        The pronouns.
    keys : set of str
        All readings.

    Examples
    --------
    >>> readings = readings_of("وقودهم", "[وف]?", "هم|ها")
    >>> sorted(readings.bare), sorted(readings.ended)
    (['قودهم', 'وقودهم'], ['وقود'])
    """

    def __init__(self, words: TextWords, particles: str, pronouns: str) -> None:
        self.words = words
        self.bare = {word: dict.fromkeys(places, 0) for word, places in words.places.items()}
        self.ended: dict[str, dict[int, int]] = {}
        self.pronouns = tuple(filter(None, pronouns.split("|")))
        self.found: dict[object, tuple[dict[int, int], dict[int, tuple[tuple[int, int], ...]]]] = {}
        self._sorted: list[str] = []
        self._starts: dict[int, set[str]] = {}
        if particles or pronouns:
            self._strip(particles)
        self.keys = {*self.bare, *self.ended}

    def _strip(self, particles: str) -> None:
        for word, places in self.words.places.items():
            for known, ways in zip(
                (self.bare, self.ended), _ways(word, particles, self.pronouns), strict=True
            ):
                for rest, lead in ways:
                    if rest in known:
                        known[rest].update(dict.fromkeys(places, lead))
                    else:
                        known[rest] = dict.fromkeys(places, lead)

    def starts(self, length: int) -> set[str]:
        """First letters of all readings.

        Parameters
        ----------
        length : int
            Number of letters.

        Returns
        -------
        set of str
            A reading that is shorter stands as it is.

        Examples
        --------
        >>> sorted(readings_of("run runs ran", "", "").starts(3))
        ['ran', 'run']
        """
        known = self._starts.get(length)
        if known is None:
            known = self._starts[length] = {rest[:length] for rest in self.bare}
        return known

    def starting(self, stem: str) -> list[str]:
        """Readings that begin with some letters.

        Parameters
        ----------
        stem : str
            The letters.

        Returns
        -------
        list of str
            In alphabetical order.

        Examples
        --------
        >>> readings_of("run runs ran", "", "").starting("run")
        ['run', 'runs']
        """
        if stem not in self.starts(len(stem)):
            return []
        self._sorted = self._sorted or sorted(self.bare)
        first = last = bisect_left(self._sorted, stem)
        while last < len(self._sorted) and self._sorted[last].startswith(stem):
            last += 1
        return self._sorted[first:last]


_Ways = tuple[tuple[str, int], ...]


@lru_cache(maxsize=16384)
def _ways(word: str, particles: str, pronouns: tuple[str, ...]) -> tuple[_Ways, _Ways]:
    """What is left of a word behind each particle, and of that or all of it before a pronoun.

    Each with the number of letters before it.
    """
    pattern = re.compile(particles)
    longest = pattern.match(word)
    most = longest.end() if longest is not None else 0
    leads = [lead for lead in range(most, 0, -1) if pattern.fullmatch(word, 0, lead)]
    rests = tuple((word[lead:], lead) for lead in leads)
    if not pronouns or not word.endswith(pronouns):
        return rests, ()
    cores = (
        (rest.removesuffix(pronoun), lead)
        for rest, lead in (*rests, (word, 0))
        for pronoun in pronouns
        if rest.endswith(pronoun) and len(rest) >= LONG_WORD + len(pronoun)
    )
    return rests, tuple(cores)


def words_of(flat: str) -> TextWords:
    """Cut a text into words, once for all that ask for it.

    Parameters
    ----------
    flat : str
        Folded text.

    Returns
    -------
    TextWords
        Its words.

    Examples
    --------
    >>> words_of("fuel, bread").starts
    [0, 6]
    """
    return _short_words(flat) if len(flat) <= _SHORT_TEXT else _long_words(flat)


@lru_cache(maxsize=64)
def _short_words(flat: str) -> TextWords:
    return TextWords(flat)


@lru_cache(maxsize=4)
def _long_words(flat: str) -> TextWords:
    return TextWords(flat)


def readings_of(flat: str, particles: str, pronouns: str) -> Readings:
    """Read the words of a text without particles and pronouns, once for all that ask for it.

    Parameters
    ----------
    flat : str
        Folded text.
    particles : str
        Regular expression of what may be written onto a word in front.
    pronouns : str
        What may be written onto a word behind, parted by ``|``.

    Returns
    -------
    Readings
        What each word may be.

    Examples
    --------
    >>> readings_of("run dry", "", "").bare["dry"]
    {1: 0}
    """
    read = _short_readings if len(flat) <= _SHORT_TEXT else _long_readings
    return read(flat, particles, pronouns)


@lru_cache(maxsize=128)
def _short_readings(flat: str, particles: str, pronouns: str) -> Readings:
    return Readings(words_of(flat), particles, pronouns)


@lru_cache(maxsize=12)
def _long_readings(flat: str, particles: str, pronouns: str) -> Readings:
    return Readings(words_of(flat), particles, pronouns)
