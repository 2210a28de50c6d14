"""One series of all registered people of a place, whatever their legal status."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.forecasting.displacement.cautions import Caution
from qafila.forecasting.displacement.counted import ASYLUM, EITHER, REFUGEE, SITES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from qafila.forecasting.displacement.counted import Count

    Key = tuple[str, str]  # status and setting
    Held = dict[Key, float]

# A rise of one status is a grant, and no arrival, where it is about as large as the number of the
# other status that was last told: from half of it to twice.
_LEAST, _MOST = 0.5, 2.0
# A new name for a status or setting takes the whole place of the old one from this share of it on.
_RENAMED = 0.9

_SHOWN = 3  # moves told one by one
_GRANTED = "a status granted is counted"
_ALIKE = "the rise is half to twice the number that it is taken from"
_LOST = "asylum seekers fell by half or more"
_NAMED = "another name of their status or setting is told for the first time"


@dataclass(frozen=True)
class Moved:
    """People who count as moved from one status or setting to another, by a rule.

    Parameters
    ----------
    day : datetime.date
        Day on which one of the numbers was told without the other.
    people : float
        How many.
    rule : str
        Which rule, in words.
    """

    day: dt.date
    people: float
    rule: str

    def __str__(self) -> str:
        if self.rule == _LOST:
            told = "who are no asylum seekers any more on"
            return f"{self.people:,.0f} {told} {self.day} as refugees ({_LOST})"
        return f"{self.people:,.0f} of a rise on {self.day} as the same people ({self.rule})"


def added(counts: Iterable[Count]) -> dict[dt.date, float]:
    """Refugees and asylum seekers of one place and source, each counted with its last figure.

    Parameters
    ----------
    counts : iterable of Count
        Of one place and one source, as known on one day.

    Returns
    -------
    dict of datetime.date to float
        People on each day on which any status was counted. Of two figures of one day and status
        the one published last holds, and of those the last one of the table.

    Notes
    -----
    Whoever is granted a status moves from one number to the other, and the two are seldom dated
    the same day. Until the other number is told anew, what one status gained is therefore taken
    from the other where a status granted is counted, or where the gain is about as large as the
    other number; and what asylum seekers lost counts as refugees where it is half of them or more.
    Refugees, prima facie refugees and people in a situation like refugees are one status under
    three names, and a camp and a site are one setting: the first figure under a new name is taken
    from the names that are not told the same day, whatever its size.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.forecasting.displacement.counted import Count
    >>> def told(day, status, people):
    ...     date = dt.date(2025, 1, day)
    ...     return Count("", "MRT", status, "", False, date, date, people, "UNHCR")
    >>> list(added([told(1, "prima_facie", 70_000.0), told(9, "refugee", 70_500.0)]).values())
    [70000.0, 70500.0]
    """
    return {day: people for day, people, _ in _walked(counts)}


def moved(place: str, counts: Iterable[Count]) -> tuple[Caution, ...]:
    """What a reader must know of people who were moved from one status to another.

    Parameters
    ----------
    place : str
        The series.
    counts : iterable of Count
        Of this place and one source, as known on one day.

    Returns
    -------
    tuple of Caution
        One that names the newest moves, each with its people and its rule; none where nobody was
        moved.
    """
    found = [one for _, _, gone in _walked(counts) for one in gone]
    if not found:
        return ()
    more = len(found) - _SHOWN
    told = "; ".join(str(one) for one in found[: -_SHOWN - 1 : -1])
    told += f"; {more} more before" if more > 0 else ""
    return (
        Caution(
            "moved",
            place,
            f"of two legal statuses or settings one was told without the other, and counts {told}. "
            "If these people arrived or left, the series is off by as many until both numbers are "
            "told of one day; add such a count",
        ),
    )


def _walked(counts: Iterable[Count]) -> Iterator[tuple[dt.date, float, list[Moved]]]:
    told: dict[dt.date, dict[Key, Count]] = {}
    for one in sorted(counts, key=lambda one: (one.day, one.known)):
        told.setdefault(one.day, {})[one.status, one.setting] = one
    held: Held = {}
    for day, rows in told.items():
        now = {key: one.people for key, one in rows.items()}
        gone = _renamed(held, now, day)
        gone += _granted(held, now, day, any(one.granted for one in rows.values()), gone)
        held |= now
        yield day, _sum(held), gone


def _sum(held: Mapping[Key, float]) -> float:
    """All statuses; of a status that is told in all and by setting the larger."""
    whole: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for (status, setting), people in held.items():
        (parts if setting else whole)[status] += people  # type: ignore[assignment]
    return float(sum(max(whole[status], parts[status]) for status in whole | parts))


def _kind(status: str) -> str:
    """Statuses that are names of one and the same."""
    return status if status in {ASYLUM, EITHER} else REFUGEE


def _gain(held: Held, now: Held) -> float:
    return _sum(now) - _sum({key: held[key] for key in now if key in held})


def _take(held: Held, others: Collection[Key], share: float) -> None:
    held.update({key: held[key] * max(0.0, 1.0 - share) for key in others})


def _renamed(held: Held, now: Held, day: dt.date) -> list[Moved]:
    """Take people under a new name of their status or setting from the names not told that day."""
    statuses = {status for status, _ in held}
    found = []
    for kind in sorted({_kind(status) for status, _ in now}):
        ours = {key: people for key, people in now.items() if _kind(key[0]) == kind}
        fresh = [key for key in ours if key not in held]
        others = [
            key
            for key in held
            if key not in now
            and _kind(key[0]) == kind
            and any(_is_name_of(one, key, statuses) for one in fresh)
        ]
        older, gain = _sum({key: held[key] for key in others}), _gain(held, ours)
        if older > 0 and gain > 0:
            _take(held, others, 1.0 if gain >= _RENAMED * older else gain / older)
            found.append(Moved(day, min(gain, older), _NAMED))
    return found


def _is_name_of(fresh: Key, old: Key, statuses: Collection[str]) -> bool:
    if fresh[0] != old[0]:
        return fresh[0] not in statuses
    return fresh[1] in SITES and old[1] in SITES


def _granted(
    held: Held, now: Held, day: dt.date, granted: bool, before: Collection[Moved]
) -> list[Moved]:
    """Take what was gained from statuses not told on the day, or give them what was lost."""
    gain = _gain(held, now)
    if gain > 0:
        return _gained(held, now, day, granted, gain - sum(one.people for one in before))
    seekers = all(status == ASYLUM for status, _ in now)
    if seekers and gain < 0 and -gain >= _LEAST * (_sum(now) - gain):
        others = [key for key in held if key not in now and key[0] != ASYLUM]
        key = min(others, default=(REFUGEE, ""))
        held[key] = held.get(key, 0.0) - gain
        return [Moved(day, -gain, _LOST)]
    return []


def _gained(held: Held, now: Held, day: dt.date, granted: bool, gain: float) -> list[Moved]:
    kinds = {_kind(status) for status, _ in now}
    if gain <= 0 or len({kind == ASYLUM for kind in kinds}) > 1:
        return []
    told = {status for status, _ in now}
    left = [key for key in held if key not in now and key[0] not in told]
    # Seekers before other names of the same status: a grant is the usual change.
    for alike in (False, True):
        others = [key for key in left if (_kind(key[0]) in kinds) == alike]
        older = _sum({key: held[key] for key in others})
        by_word = granted and not alike
        if older > 0 and (by_word or _LEAST <= gain / older <= _MOST):
            _take(held, others, gain / older)
            return [Moved(day, min(gain, older), _GRANTED if by_word else _ALIKE)]
    return []
