"""The timeline as a profile may see it, and as a table that `charts` can draw."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from qafila.assess.actors import read_actors
from qafila.assess.timeline import choose, timeline
from qafila.brief.disclosure import week_end, week_of
from qafila.brief.rules import rule
from qafila.brief.sections.shared import small_version, told_weekly
from qafila.charts import Stretch
from qafila.ledger.disputes import distinct_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.assess.timeline import Entry
    from qafila.brief.context import Context
    from qafila.ledger import Event

# Some time within the bar, not all of it.
_WITHIN = frozenset({"week", "month", "year", "vague"})
_ONE_DAY = dt.timedelta(days=1)
_SHARES = (0.6, 0.22, 0.18)
_TICK_DAYS, _TICK_MONTHS, _TICK_YEARS = 14, 3, 4


@dataclass(frozen=True)
class History:
    """All entries in the order in which a profile may know them.

    Parameters
    ----------
    entries : tuple of Entry
        Days by week where passages are told by week; days and figures missing where withheld.
    events : mapping of str to Event
        Events by identifier.
    withheld : mapping of str to str
        Why days and figure of an entry are missing, as in `qafila.brief.disclosure.Shown`.
    drawn : tuple of Entry
        Those that the picture shows, by row and day; the first has number 1.
    """

    entries: tuple[Entry, ...]
    events: Mapping[str, Event]
    withheld: Mapping[str, str]
    drawn: tuple[Entry, ...]

    def number(self, entry: Entry) -> int | None:
        """Number of an entry in the picture.

        Parameters
        ----------
        entry : Entry
            One of the entries.

        Returns
        -------
        int or None
            None where the picture does not show it.
        """
        found = (n for n, one in enumerate(self.drawn, start=1) if one.event_id == entry.event_id)
        return next(found, None)


@lru_cache(maxsize=4)
def history(context: Context) -> History:
    """The timeline of a brief.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    History
        As the profile may see it; what is withheld decides neither order nor choice.
    """
    ledger = context.situation.ledger
    events = {event.event_id: event for event in ledger.events()}
    disputed = {dispute.event.event_id for dispute in ledger.disputes()}
    registered = {row.actor_id: row.side for row in read_actors(context.situation.case).rows}
    known = timeline(events.values(), disputed, registered)
    withheld = {one.event_id: _withheld(context, events[one.event_id]) for one in known}
    told = [_told(context, one, events[one.event_id], withheld[one.event_id]) for one in known]
    # Sorted anew: among the days of others, the place of a row would tell the day of a passage.
    told.sort(key=lambda one: (one.start is None, one.start or one.reported_first or dt.date.max,
                               one.end or dt.date.max, one.event_id))  # fmt: skip
    return History(
        tuple(told),
        events,
        {key: reason for key, reason in withheld.items() if reason},
        choose(told, context.as_of, recent_from(context)),
    )


def recent_from(context: Context) -> dt.date:
    """First day of the last weeks.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    datetime.date
        The day.
    """
    return context.as_of - dt.timedelta(days=int(rule("timeline_panel", "1")))


def _withheld(context: Context, event: Event) -> str:
    shown = (context.shown[claim.claim_id] for claim in event.claims)
    reason = next((one.reason for one in shown if not one.figure), "")
    small = any(small_version(context, version) for version in distinct_versions(event))
    return reason or ("small_count" if small else "")


def _told(context: Context, entry: Entry, event: Event, reason: str) -> Entry:
    """An entry as a profile may know it."""
    closed = any(not context.shown[key].figure for key in entry.claims)
    if closed:
        entry = replace(
            entry, start=None, end=None, first=None, last=None, precision="undated", open_end=False
        )
    elif told_weekly(context, event.claims) and entry.dated:
        first, last = _week(entry.first, entry.last)
        start, end = _week(entry.start, entry.end)
        entry = replace(
            entry, start=start, end=end, first=first, last=last,
            precision="week" if entry.precision == "day" else entry.precision,
        )  # fmt: skip
    return replace(entry, low=None, high=None) if reason else entry


def _week(start: dt.date | None, end: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    return (week_of(start) if start else None), (week_end(end) if end else None)


def bars(context: Context, drawn: Sequence[Entry], lanes: Mapping[str, str]) -> pd.DataFrame:
    """Entries as a table that can be drawn.

    Parameters
    ----------
    context : Context
        What is known.
    drawn : sequence of Entry
        Entries with a day, in order.
    lanes : mapping of str to str
        Name of each row of the picture.

    Returns
    -------
    pandas.DataFrame
        Columns as `qafila.charts.history_chart` takes them; days are ordinals. What goes on without
        a known end reaches to its last mention.
    """
    made = []
    for number, entry in enumerate(drawn, start=1):
        start, end = entry.start or context.as_of, entry.end or context.as_of
        if entry.open_end and entry.reported_last:
            end = max(end, entry.reported_last)
        known = end if entry.open_end else entry.last or end
        made.append(
            {
                "lane": lanes[entry.lane],
                "label": str(number),
                "x": start.toordinal(),
                "x2": (min(end, context.as_of) + _ONE_DAY).toordinal(),
                "known": (entry.first or start).toordinal(),
                "known2": (min(known, context.as_of) + _ONE_DAY).toordinal(),
                "exact": entry.precision not in _WITHIN,
                "side": entry.side,
                "open_end": entry.open_end,
                "disputed": entry.disputed,
            }
        )
    return pd.DataFrame(made)


def stretches(context: Context, drawn: Iterable[Entry]) -> tuple[Stretch, ...]:
    """Parts of the axis: years, the months before, and the last weeks; those with events.

    Parameters
    ----------
    context : Context
        What is known.
    drawn : iterable of Entry
        Entries with a day.

    Returns
    -------
    tuple of Stretch
        From the oldest; days are ordinals.
    """
    starts = [entry.start for entry in drawn if entry.start]
    oldest = min(starts, default=context.as_of)
    end = context.as_of + _ONE_DAY
    recent = recent_from(context)
    before = context.as_of - dt.timedelta(days=int(rule("timeline_panel", "2")))
    found = [_stretch(recent, end, _SHARES[0], _fortnights(context, recent, end))]
    if oldest < recent:
        # The months begin where the oldest event does, if that lies within them.
        first = before if oldest < before else oldest.replace(day=1)
        found.insert(0, _stretch(first, recent, _SHARES[1], _months(context, first, recent)))
    if oldest < before:
        first = dt.date(oldest.year, 1, 1)
        found.insert(0, _stretch(first, before, _SHARES[2], _years(first, before)))
    return tuple(found)


def _stretch(
    first: dt.date, last: dt.date, share: float, ticks: list[tuple[dt.date, str]]
) -> Stretch:
    marks = tuple((float(day.toordinal()), label) for day, label in ticks)
    return Stretch(float(first.toordinal()), float(last.toordinal()), share, marks)


def _fortnights(context: Context, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    days = range(first.toordinal(), last.toordinal(), _TICK_DAYS)
    return [(day, context.words.short_date(day)) for day in map(dt.date.fromordinal, days)]


def _months(context: Context, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    from babel.dates import format_date

    days = (dt.date(year, month, 1) for year in range(first.year, last.year + 1)
            for month in range(1, 13, _TICK_MONTHS))  # fmt: skip
    return [
        (day, format_date(day, "MMM y", locale=context.words.locale))
        for day in days
        if first <= day < last
    ]


def _years(first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    days = (dt.date(year, 1, 1) for year in range(first.year, last.year + 1, _TICK_YEARS))
    return [(day, str(day.year)) for day in days if first <= day < last]
