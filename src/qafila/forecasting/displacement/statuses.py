"""One series of all registered people of a place, whatever their legal status."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qafila.forecasting.displacement.counted import ASYLUM, REFUGEE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.forecasting.displacement.counted import Count

    Held = dict[tuple[str, str], float]

# A rise of one status is a grant, and no arrival, where it is about as large as the number of the
# other status that was last told: from half of it to twice.
_LEAST, _MOST = 0.5, 2.0
_OFTEN = 2  # days with counts of one status alone before the first of another


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
    told: dict[dt.date, dict[tuple[str, str], Count]] = {}
    for one in sorted(counts, key=lambda one: (one.day, one.known)):
        told.setdefault(one.day, {})[one.status, one.setting] = one
    held: Held = {}
    seen: Counter[str] = Counter()
    found = {}
    for day, rows in told.items():
        _move(held, list(rows.values()), seen)
        held |= {key: one.people for key, one in rows.items()}
        seen.update({one.status for one in rows.values()})
        found[day] = _sum(held)
    return found


def _sum(held: Mapping[tuple[str, str], float]) -> float:
    """All statuses; of a status that is told in all and by setting the larger."""
    whole: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for (status, setting), people in held.items():
        (parts if setting else whole)[status] += people  # type: ignore[assignment]
    return float(sum(max(whole[status], parts[status]) for status in whole | parts))


def _move(held: Held, rows: Sequence[Count], seen: Mapping[str, int]) -> None:
    """Take what was gained from statuses not told on the day, or give them what was lost."""
    told = {(one.status, one.setting) for one in rows}
    before = sum(held.get(key, 0.0) for key in told)
    gain = sum(one.people for one in rows) - before
    seekers = {one.status == ASYLUM for one in rows}
    if len(seekers) > 1:
        return
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
    elif ours and before > 0 and -gain >= _LEAST * before:
        key = min(others, default=(REFUGEE, ""))
        held[key] = held.get(key, 0.0) - gain
