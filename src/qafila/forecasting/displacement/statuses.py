"""One series of all registered people of a place, whatever their legal status."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.forecasting.displacement.cautions import Caution
from qafila.forecasting.displacement.counted import ASYLUM, REFUGEE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qafila.forecasting.displacement.counted import Count

    Held = dict[tuple[str, str], float]

# A rise of one status is a grant, and no arrival, where it is about as large as the number of the
# other status that was last told: from half of it to twice.
_LEAST, _MOST = 0.5, 2.0
_OFTEN = 2  # days with counts of one status alone before the first of another


_SHOWN = 3  # moves told one by one
_GRANTED = "a status granted is counted"
_ALIKE = "the rise is half to twice the number that it is taken from"
_LOST = "asylum seekers fell by half or more"


@dataclass(frozen=True)
class Moved:
    """People who count as moved from one status to another, by a rule.

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
    found = [one for _, _, one in _walked(counts) if one is not None]
    if not found:
        return ()
    more = len(found) - _SHOWN
    told = "; ".join(str(one) for one in found[: -_SHOWN - 1 : -1])
    told += f"; {more} more before" if more > 0 else ""
    return (
        Caution(
            "moved",
            place,
            f"of two legal statuses one was told without the other, and counts {told}. If these "
            "people arrived or left, the series is off by as many until both numbers are told of "
            "one day; add such a count",
        ),
    )


def _walked(counts: Iterable[Count]) -> Iterator[tuple[dt.date, float, Moved | None]]:
    told: dict[dt.date, dict[tuple[str, str], Count]] = {}
    for one in sorted(counts, key=lambda one: (one.day, one.known)):
        told.setdefault(one.day, {})[one.status, one.setting] = one
    held: Held = {}
    seen: Counter[str] = Counter()
    for day, rows in told.items():
        gone = _move(held, list(rows.values()), seen)
        held |= {key: one.people for key, one in rows.items()}
        seen.update({one.status for one in rows.values()})
        yield day, _sum(held), gone


def _sum(held: Mapping[tuple[str, str], float]) -> float:
    """All statuses; of a status that is told in all and by setting the larger."""
    whole: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for (status, setting), people in held.items():
        (parts if setting else whole)[status] += people  # type: ignore[assignment]
    return float(sum(max(whole[status], parts[status]) for status in whole | parts))


def _move(held: Held, rows: Sequence[Count], seen: Mapping[str, int]) -> Moved | None:
    """Take what was gained from statuses not told on the day, or give them what was lost."""
    told = {(one.status, one.setting) for one in rows}
    before = sum(held.get(key, 0.0) for key in told)
    gain = sum(one.people for one in rows) - before
    seekers = {one.status == ASYLUM for one in rows}
    if len(seekers) > 1:
        return None
    ours = seekers.pop()
    others = {key for key in held if key not in told and (key[0] == ASYLUM) != ours}
    if gain > 0:
        older = sum(held[key] for key in others)
        first = not any(key in held for key in told)
        alone = not first or any(seen[status] >= _OFTEN for status, _ in others)
        granted = any(one.granted for one in rows)
        if older > 0 and (granted or (alone and _LEAST <= gain / older <= _MOST)):
            share = max(0.0, 1.0 - gain / older)
            held.update({key: held[key] * share for key in others})
            rule = _GRANTED if granted else _ALIKE
            return Moved(rows[0].day, min(gain, older), rule)
    elif ours and before > 0 and -gain >= _LEAST * before:
        key = min(others, default=(REFUGEE, ""))
        held[key] = held.get(key, 0.0) - gain
        return Moved(rows[0].day, -gain, _LOST)
    return None
