"""The table of abductions as CSV: bounds, gaps, origins and claims of each group, and ransoms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from qafila.assess.abductions import total
from qafila.brief.exported import NAME_COLUMNS, names_of
from qafila.brief.hostages import known_abductions, why_withheld
from qafila.brief.isolation import visible
from qafila.brief.sections.abductions import freed_bounds
from qafila.ledger.figures import closed_end, witnesses
from qafila.tables import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.assess.abductions import Group, Ransom
    from qafila.assess.hostages import Bounds
    from qafila.brief.context import Context

ABDUCTION_COLUMNS = (
    "kind", "nationalities", *NAME_COLUMNS, "places", "status", "taken_low", "taken_high",
    "taken_figures", "others_taken", "freed_low", "freed_high", "freed_figures", "held_low",
    "held_high", "low", "high", "unit", "modalities", "date_start", "date_end", "disputed",
    "background", "origins", "claim_ids", "no_number_taken", "no_number_freed", "withheld",
)  # fmt: skip
_RANSOM = "ransom"


def abductions_csv(context: Context) -> str:
    """Groups of people taken, then ransoms; what is not known is empty, never zero.

    Parameters
    ----------
    context : Context
        What is known, as a profile may see it.

    Returns
    -------
    str
        The table.
    """
    known = known_abductions(context)
    codes = {code for group in known.groups for code in group.nationalities}
    names = names_of(context, sorted(f"country:{code}" for code in codes))
    rows = [_group(context, group, names) for group in known.groups]
    rows += [_ransom(context, one) for one in known.ransoms]
    return write_text(pd.DataFrame(rows, columns=list(ABDUCTION_COLUMNS), dtype=object))


def _group(
    context: Context, group: Group, names: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    known = {claim.claim_id: claim for claim in context.claims}
    reason = why_withheld(context, group.claims)
    row: dict[str, object] = {
        "kind": group.kind,
        "nationalities": group.nationalities,
        "places": tuple(visible(place) for place in group.places),
        "status": group.status,
        "others_taken": group.more,
        "disputed": group.disputed,
        "background": group.past,
        "origins": len(witnesses(known[key] for key in group.claims)),
        "claim_ids": group.claims,
        "no_number_taken": group.unsaid_taken,
        "no_number_freed": group.unsaid_freed,
        "unit": "persons",
        "withheld": reason,
    }
    for column in NAME_COLUMNS:
        row[column] = tuple(names[f"country:{code}"][column] for code in group.nationalities)
    if reason:
        return row
    days = [case.days for case in group.taken if case.days]
    return row | {
        **_ends("taken", total(group.taken) if group.taken else None),
        "taken_figures": tuple(_span(one) for case in group.taken for one in case.versions),
        **_ends("freed", freed_bounds(group)),
        "freed_figures": tuple(_span(one) for case in group.freed for one in case.versions),
        **_ends("held", group.held),
        "date_start": min((one[0] for one in days), default=None),
        "date_end": max((one[1] for one in days), default=None),
    }


def _ends(name: str, bounds: Bounds | None) -> dict[str, object]:
    if bounds is None:
        return {}
    return {f"{name}_low": bounds.low, f"{name}_high": closed_end(bounds.high)}


def _span(bounds: Bounds) -> str:
    """A figure as told: one number, or both ends with two dots between, an open one left out."""
    if bounds.low == bounds.high:
        return f"{bounds.low:g}"
    high = "" if math.isinf(bounds.high) else f"{bounds.high:g}"
    return f"{bounds.low:g}..{high}"


def _ransom(context: Context, one: Ransom) -> dict[str, object]:
    reason = why_withheld(context, one.claims)
    row: dict[str, object] = {
        "kind": _RANSOM,
        "unit": visible(one.unit or ""),
        "modalities": one.modalities,
        "origins": len(one.origins),
        "claim_ids": one.claims,
        "withheld": reason,
    }
    if reason:
        return row
    start, end = one.days or (None, None)
    return row | {"low": one.low, "high": one.high, "date_start": start, "date_end": end}
