"""The timeline as a table, all of it: what the picture leaves out stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.exported import NAME_COLUMNS, names_of
from qafila.brief.history import history
from qafila.brief.isolation import visible
from qafila.tables import write_text

if TYPE_CHECKING:
    from qafila.assess.timeline import Entry
    from qafila.brief.context import Context

TIMELINE_COLUMNS = (
    "event_id", "number", "lane", "event_type", "subtypes", "side", "date_start", "date_end",
    "exact_start", "exact_end", "date_precision", "open_end", "location_id", *NAME_COLUMNS,
    "country", "quantity", "low", "high", "unit", "modalities", "origins", "disputed",
    "reported_first", "reported_last", "claim_ids", "withheld",
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
