"""Named random streams: one seed in, one generator per decision, member and day out.

A generator is addressed by (seed, key of the stream, member, day). The key is a hash of the name,
so adding a stream moves no other, and a decision about people can never share one with a decision
about stocks.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray


def stream_key(name: str) -> int:
    """Key of a stream, from its name alone.

    Parameters
    ----------
    name : str
        Name of the stream.

    Returns
    -------
    int
        64 bits.

    Examples
    --------
    >>> stream_key("movement.hops") == stream_key("stocks.regime")
    False
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def registry(names: Iterable[str]) -> Mapping[str, int]:
    """Table of streams by name.

    Parameters
    ----------
    names : iterable of str
        Names, each once.

    Returns
    -------
    mapping of str to int
        Keys by name; cannot be changed.

    Raises
    ------
    ValueError
        If a name stands twice or two names have one key.

    Examples
    --------
    >>> registry(["a", "b", "a"])
    Traceback (most recent call last):
    ValueError: the stream "a" stands twice
    """
    table: dict[str, int] = {}
    for name in names:
        if name in table:
            raise ValueError(f'the stream "{name}" stands twice')
        key = stream_key(name)
        if key in table.values():
            raise ValueError(f'the stream "{name}" has the key of another')
        table[name] = key
    return MappingProxyType(table)


STREAMS = registry(
    (
        "stocks.regime",
        "stocks.opening",
        "stocks.convoys",
        "stocks.unescorted",
        "stocks.demand",
        "stocks.truces",
        "movement.roads",
        "movement.intensity",
        "movement.departures",
        "movement.hops",
        "movement.opening",
        "movement.returns",
        "allocation.split",
        "flee.spawning",
        "flee.departures",
        "flee.on_the_way",
        "flee.leaving",
        "movement.ages",
        "calibration.prior",
        "calibration.moves",
        "calibration.parts",
        "calibration.acceptance",
        "calibration.resampling",
        "displacement.hazard",
        "displacement.sites",
        "displacement.leaving",
        "displacement.choosing",
        "displacement.returning",
        "displacement.register",
        "displacement.opening",
        "displacement.assimilating",
    )
)


def parameter_stream(parameter: str, applies_to: str = "") -> str:
    """Name of the stream that draws a parameter.

    Parameters
    ----------
    parameter : str
        Name of the parameter.
    applies_to : str
        What it holds for.

    Returns
    -------
    str
        A name of its own, so that adding a parameter reshuffles no other.

    Examples
    --------
    >>> parameter_stream("corridor_share", "dakar-kayes")
    'parameter/corridor_share/dakar-kayes'
    """
    return f"parameter/{parameter}/{applies_to}"


def claim_stream(*parts: str) -> str:
    """Name of the stream that decides which source of a disputed figure holds in a draw.

    Parameters
    ----------
    *parts : str
        What the figure is about.

    Returns
    -------
    str
        A name of its own.

    Examples
    --------
    >>> claim_stream("stock", "bamako", "fuel")
    'claim/stock/bamako/fuel'
    """
    return "/".join(("claim", *parts))


def hazard_stream(*parts: str) -> str:
    """Name of a stream that draws the danger on a corridor.

    Parameters
    ----------
    *parts : str
        What is drawn: a level and the thing it is about.

    Returns
    -------
    str
        A name of its own.

    Examples
    --------
    >>> hazard_stream("corridor", "dakar-kayes")
    'hazard/corridor/dakar-kayes'
    """
    return "/".join(("hazard", *parts))


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mix(word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def uniforms(
    seed: int,
    stream: str,
    members: int,
    day: int = 0,
    item: int = 0,
    first: int = 0,
    numbers: NDArray[np.int64] | None = None,
) -> NDArray[np.float64]:
    """First number of a stream for each member, without compiled code.

    Parameters
    ----------
    seed : int
        Seed of the run.
    stream : str
        Name of the stream.
    members : int
        How many members.
    day, item : int
        Rest of the address.
    first : int
        Number of the first member.
    numbers : array, shape (member,), int, optional
        Numbers of the members, in place of those that count up from `first`.

    Returns
    -------
    array, shape (member,)
        Numbers in [0, 1), equal to the first that the compiled generator gives.

    Examples
    --------
    >>> two, three = uniforms(7, "a", 2), uniforms(7, "a", 3)
    >>> bool((two == three[:2]).all())
    True
    >>> bool((uniforms(7, "a", 1, first=2) == three[2:]).all())
    True
    """
    limit = (1 << 64) - 1
    word = np.full(members, seed & limit, dtype=np.uint64)
    word = _mix(word + _GOLDEN)
    word = _mix((word ^ np.uint64(stream_key(stream))) + _GOLDEN)
    counted = np.arange(first, first + members) if numbers is None else numbers
    word = _mix((word ^ counted.astype(np.uint64)) + _GOLDEN)
    word = _mix((word ^ np.uint64(day & limit)) + _GOLDEN)
    word = _mix((word ^ np.uint64(item & limit)) + _GOLDEN)
    one = _mix(word + _GOLDEN)
    fourth = _mix(word + _GOLDEN * np.arange(4, 5, dtype=np.uint64))
    total = one + fourth
    result = ((total << np.uint64(23)) | (total >> np.uint64(41))) + one
    return (result >> np.uint64(11)).astype(np.float64) * 2.0**-53


@dataclass(frozen=True)
class Draws:
    """Members whose inputs are drawn together; a member draws the same in whatever range it is.

    Parameters
    ----------
    seed : int
        Seed of the run.
    count : int
        How many members.
    first : int
        Number of the first.

    Examples
    --------
    >>> all_of_them, last = Draws(7, 3), Draws(7, 1, first=2)
    >>> bool((last.uniforms("a") == all_of_them.uniforms("a")[2:]).all())
    True
    """

    seed: int
    count: int
    first: int = 0

    def uniforms(self, stream: str, item: int = 0) -> NDArray[np.float64]:
        """First number of a stream for each member.

        Parameters
        ----------
        stream : str
            Name of the stream.
        item : int
            Rest of the address.

        Returns
        -------
        array, shape (member,)
            Numbers in [0, 1).
        """
        return uniforms(self.seed, stream, self.count, item=item, first=self.first)


@dataclass(frozen=True, eq=False)
class ChosenDraws(Draws):
    """Members by any numbers, some of whose uniform numbers are set.

    Parameters
    ----------
    seed, count, first : int
        As in `Draws`.
    numbers : array, shape (member,), int, optional
        Number of each member, in place of those that count up from `first`.
    given : mapping of (str, int) to array, shape (member,), optional
        Numbers in [0, 1) that a stream gives at an item, in place of those of chance.

    Examples
    --------
    >>> chosen = ChosenDraws(7, 2, numbers=np.array([2, 0]), given={("b", 0): np.array([0.5, 0.1])})
    >>> bool((chosen.uniforms("a") == Draws(7, 3).uniforms("a")[[2, 0]]).all())
    True
    >>> chosen.uniforms("b").tolist()
    [0.5, 0.1]
    """

    numbers: NDArray[np.int64] | None = None
    given: Mapping[tuple[str, int], NDArray[np.float64]] = field(default_factory=dict)

    def uniforms(self, stream: str, item: int = 0) -> NDArray[np.float64]:
        """First number of a stream for each member.

        Parameters
        ----------
        stream : str
            Name of the stream.
        item : int
            Rest of the address.

        Returns
        -------
        array, shape (member,)
            Numbers in [0, 1).
        """
        if (stream, item) in self.given:
            return self.given[stream, item]
        if self.numbers is None:
            return super().uniforms(stream, item)
        return uniforms(self.seed, stream, self.count, item=item, numbers=self.numbers)
