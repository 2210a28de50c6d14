"""What a language model proposes, checked against the text: nothing is taken on its word.

A proposal says only: these words of the report tell of this kind of event. The words must stand in
the report as they are; the figure is the one that our own reader finds in them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qafila.reports.bounds import find_figures
from qafila.reports.events import Event
from qafila.reports.lexicons import noun_units, schema_units
from qafila.reports.llm.addressed import addressed_paragraphs
from qafila.reports.slots import find_slots
from qafila.terms import values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.reports.article import Article
    from qafila.reports.bounds import Figure

_LONGEST_SPAN = 600  # characters: a sentence and no more
_MOST = 200  # records of one report; a newspaper's page has not a tenth of it
_CLOSE = 1e-6


@dataclass(frozen=True)
class Checked:
    """Proposals that hold, and how many were dropped for which reason.

    Examples
    --------
    >>> Checked((), {"span_not_found": 2}).dropped
    {'span_not_found': 2}
    """

    events: tuple[Event, ...]
    dropped: Mapping[str, int]


def check_records(article: Article, records: Sequence[Any]) -> Checked:
    """Check what a model answered against the report that it was asked about.

    Parameters
    ----------
    article : Article
        The report.
    records : sequence
        The model's records, of any form.

    Returns
    -------
    Checked
        Events with their place in the folded text, and counts of dropped records by reason:
        ``malformed``, ``unknown_type``, ``span_not_found``, ``span_too_long``,
        ``figure_not_found``, ``nothing_named`` (no place, actor or thing that we know),
        ``addressed_to_a_machine``, ``repeated``, ``too_many``.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> note = Document.from_text("The army lost 40 tankers on the road.", "a.md")
    >>> article = open_article(note, Gazetteer(()))
    >>> told = {"event_type": "attack_on_convoy", "span": "lost 40 tankers", "best": 40}
    >>> made_up = {"event_type": "truce", "span": "a truce was signed"}
    >>> wrong = {**told, "best": 400}
    >>> checked = check_records(article, [told, made_up, wrong])
    >>> checked.events[0].figure.best, checked.dropped
    (40.0, {'span_not_found': 1, 'figure_not_found': 1})
    """
    events: dict[tuple[Any, ...], Event] = {}
    dropped: Counter[str] = Counter()
    hidden = addressed_paragraphs(article.document.text, article.language.code)
    if len(records) > _MOST:
        dropped["too_many"] = len(records) - _MOST
    for record in records[:_MOST]:
        found = _check(article, record, hidden)
        if isinstance(found, str):
            dropped[found] += 1
            continue
        key = (found.start, found.end, found.event_type, found.figure)
        if key in events:
            dropped["repeated"] += 1
        events.setdefault(key, found)
    return Checked(tuple(events.values()), dict(dropped))


def _check(article: Article, record: Any, hidden: Sequence[tuple[int, int]]) -> Event | str:
    """The event of a record, or why it is dropped."""
    if not isinstance(record, dict) or not isinstance(record.get("span"), str):
        return "malformed"
    stated = {key: record.get(key) for key in ("best", "low", "high")}
    if not all(_is_number(value) for value in stated.values()):
        return "malformed"
    if record.get("event_type") not in values("event_type"):
        return "unknown_type"
    span = record["span"].strip()
    if len(span) > _LONGEST_SPAN:
        return "span_too_long"
    place = _place(article, span)
    if place is None:
        return "span_not_found"
    first, last = article.folded.raw_span(*place)
    if any(first < end and start < last for start, end in hidden):
        return "addressed_to_a_machine"
    if not _names_something(article, place):
        return "nothing_named"
    figure = None
    if any(value is not None for value in stated.values()):
        figure = _stated(article, place, stated)
        if figure is None:
            return "figure_not_found"
    return Event(
        *place,
        record["event_type"],
        None,
        _quantity(record.get("quantity"), figure),
        figure,
        1,
        figure.noun if figure else None,
    )


def _names_something(article: Article, place: tuple[int, int]) -> bool:
    """Whether the words name a place, an actor, or a thing or people that events are about."""
    slots = find_slots(article.language.code, article.folded.flat, *place, ())
    return bool(slots or article.places_in(*place) or article.actors_in(*place))


def _is_number(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _place(article: Article, span: str) -> tuple[int, int] | None:
    """Where the words of a span stand in the folded text."""
    raw = article.document.text
    first = raw.find(span) if span else -1
    if first < 0:
        return None
    offsets = article.folded.offsets
    start = bisect_left(offsets, first)
    end = bisect_left(offsets, first + len(span))
    return (start, end) if start < end else None


def _stated(
    article: Article, place: tuple[int, int], stated: Mapping[str, float | None]
) -> Figure | None:
    """The figure in the words that has the number which the model gives."""
    dates = tuple((day.start, day.end) for day in article.dates_in(*place))
    figures = find_figures(article.folded.text, article.language.code, *place, dates)
    for figure in figures:
        own = {"best": figure.best, "low": figure.low, "high": figure.high}
        if all(_agree(value, own[key]) for key, value in stated.items() if value is not None):
            return figure
    return None


def _agree(left: float, right: float | None) -> bool:
    return right is not None and abs(left - right) <= _CLOSE * max(1.0, abs(left))


def _quantity(name: Any, figure: Figure | None) -> str | None:
    """The model's quantity, where what our reader saw counted has the same unit."""
    if figure is None or not isinstance(name, str):
        return None
    unit = schema_units().get(name)
    return name if unit is not None and unit == noun_units().get(figure.noun or "") else None
