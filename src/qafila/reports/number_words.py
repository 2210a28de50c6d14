"""How the words of a number add up: units and tens, hundreds, and groups of a thousand and more."""

from __future__ import annotations

from dataclasses import dataclass

_THOUSAND = 1000


@dataclass(frozen=True)
class Word:
    """A word of a number: what it is worth, how it counts, and where it ends.

    Examples
    --------
    >>> Word(20.0, "unit", 6).kind
    'unit'
    """

    value: float
    kind: str
    end: int


@dataclass
class Sum:
    """A number in words while it is read.

    Attributes
    ----------
    total, current : float
        Groups of a thousand and more, and what is below.
    last : float
        The last multiplier of a thousand or more.
    end : int
        Where the last word ends.
    previous : str
        Kind of the last word.
    settled : tuple of (float, int) or None
        The sum where the last group ended, and that place.

    Examples
    --------
    >>> so_far = Sum()
    >>> for word in (Word(2.0, "unit", 3), Word(1000.0, "multiplier", 12)):
    ...     so_far.add(word)
    >>> so_far.total
    2000.0
    """

    total: float = 0.0
    current: float = 0.0
    last: float = 0.0
    end: int = 0
    previous: str = ""
    settled: tuple[float, int] | None = None

    def fits(self, word: Word, *, joined: bool) -> bool:
        """Whether a word goes on with this number: each group of thousands comes once.

        Parameters
        ----------
        word : Word
            The next word.
        joined : bool
            Whether a conjunction stands before it: "a thousand and a thousand" are two.

        Returns
        -------
        bool
            False where another number begins.
        """
        if word.kind == "unit" and self.previous == "unit":
            return _tens_then_unit(self.current, word.value)
        large = word.kind in {"multiplier", "dual"} and word.value >= _THOUSAND
        level = word.value if word.kind == "multiplier" else word.value / 2
        return not (
            large and self.total and self.last and level >= self.last and (self.current or joined)
        )

    def add(self, word: Word) -> None:
        """Take in a word that fits.

        Parameters
        ----------
        word : Word
            The next word.
        """
        if word.kind == "half":
            self._add_half(word.value)
        elif word.kind == "multiplier" and word.value >= _THOUSAND:
            self._multiply(word.value)
        elif word.kind == "multiplier":
            self.current = max(self.current, 1.0) * word.value
        elif word.kind == "dual":
            self.total += word.value
            self.last = word.value / 2
        else:
            self.current += word.value
        self.end, self.previous = word.end, word.kind
        if self.current == 0:
            self.settled = (self.total, self.end)

    def _add_half(self, value: float) -> None:
        if self.total == 0:
            self.current += value
        else:
            self.total += value * (self.last or 1.0)

    def _multiply(self, value: float) -> None:
        if self.current == 0 and self.total and self.previous == "multiplier":
            self.total *= value  # "three lakh crore"
        else:
            self.total += (self.current or 1.0) * value
        self.current, self.last = 0.0, value


def _tens_then_unit(current: float, value: float) -> bool:
    tens = current % 100
    if tens >= 20:
        return value < 20
    if tens >= 10:
        return value < 10 and tens == 10
    return value >= 10 and tens > 0
