"""The timeline and the relations between actors as tables, with what the pictures leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qafila.assess.actors import read_actors
from qafila.brief.exported import NAME_COLUMNS, names_of
from qafila.brief.history import history
from qafila.brief.isolation import visible
from qafila.tables import write_text
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from qafila.assess.timeline import Entry
    from qafila.brief.context import Context

TIMELINE_COLUMNS = (
    "event_id", "number", "lane", "event_type", "subtypes", "side", "date_start", "date_end",
    "exact_start", "exact_end", "date_precision", "open_end", "location_id", *NAME_COLUMNS,
    "country", "quantity", "low", "high", "unit", "modalities", "origins", "disputed",
    "reported_first", "reported_last", "claim_ids", "withheld",
)  # fmt: skip
RELATION_COLUMNS = (
    "relation_id", "actor_a", *(f"actor_a_{column}" for column in NAME_COLUMNS), "side_a",
    "relation", "actor_b", *(f"actor_b_{column}" for column in NAME_COLUMNS), "side_b", "country",
    "location_id", "start_earliest", "start_latest", "end_earliest", "end_latest", "state",
    "disputed", "reported_at", "source", "end_reported_at", "end_source", "basis", "note",
)  # fmt: skip


def timeline_csv(context: Context) -> str:
    """Events from the oldest to the newest; those without a day stand last.

    Parameters
    ----------
    context : Context
        What is known, as a profile may see it.

    Returns
    -------
    str
        The table, one row an event; `number` is that of the picture.
    """
    known = history(context)
    names = names_of(context, (_where(entry) for entry in known.entries))
    rows = [
        _row(entry)
        | dict(names[_where(entry)])
        | {"number": known.number(entry), "withheld": known.withheld.get(entry.event_id, "")}
        for entry in known.entries
    ]
    return write_text(pd.DataFrame(rows, columns=list(TIMELINE_COLUMNS), dtype=object))


def _where(entry: Entry) -> str:
    return entry.location_id or (f"country:{entry.country}" if entry.country else "")


def _row(entry: Entry) -> dict[str, object]:
    return {
        "event_id": entry.event_id,
        "lane": visible(entry.lane),
        "event_type": visible(entry.event_type),
        "subtypes": tuple(visible(one) for one in entry.subtypes),
        "side": entry.side,
        "date_start": entry.start,
        "date_end": None if entry.open_end else entry.end,
        "exact_start": entry.first,
        "exact_end": None if entry.open_end else entry.last,
        "date_precision": visible(entry.precision),
        "open_end": entry.open_end,
        "location_id": entry.location_id,
        "country": entry.country,
        "quantity": visible(entry.quantity or ""),
        "low": entry.low,
        "high": entry.high,
        "unit": visible(entry.unit or ""),
        "modalities": tuple(visible(one) for one in entry.modalities),
        "origins": len(entry.origins),
        "disputed": entry.disputed,
        "reported_first": entry.reported_first,
        "reported_last": entry.reported_last,
        "claim_ids": entry.claims,
    }


def relations_csv(context: Context) -> str:
    """Relations between actors as a CSV table, as they were known on the day.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    str
        One row for each, over or not, with its sources and its state on the day.
    """
    actors = read_actors(context.situation.case)
    rows: list[dict[str, object]] = []
    for one in actors.known_on(context.as_of):
        row: dict[str, object] = {
            key: getattr(one, key)
            for key in (
                "relation_id", "actor_a", "relation", "actor_b", "country", "location_id",
                "disputed", "reported_at", "source", "end_reported_at", "end_source", "basis",
                "note",
            )
        }  # fmt: skip
        for part, key in (("a", one.actor_a), ("b", one.actor_b)):
            actor = actors.get(key)
            row[f"side_{part}"] = actor.side if actor else ""
            for language in LANGUAGES:
                name = actor.name(language) if actor else ""
                row[f"actor_{part}_name_{language}"] = name
        row["state"] = one.state(context.as_of)
        for which, within in (("start", one.start), ("end", one.end)):
            row[f"{which}_earliest"], row[f"{which}_latest"] = within.earliest, within.latest
        shown = {key: visible(cell) if isinstance(cell, str) else cell for key, cell in row.items()}
        rows.append(shown)
    return write_text(pd.DataFrame(rows, columns=list(RELATION_COLUMNS), dtype=object))
