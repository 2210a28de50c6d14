"""The brief's numbers as tables and GeoJSON: the same bytes for the same inputs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.assess.attributed import restated_by
from qafila.brief.context import Context
from qafila.brief.dates import as_date
from qafila.brief.disclosure import (
    MARKING,
    PROFILES,
    Shown,
    last_passage,
    week_end,
    week_of,
)
from qafila.brief.exported import (
    NAME_COLUMNS,
    claim_places,
    disputes_csv,
    figures_csv,
    names_of,
    thing_names,
)
from qafila.brief.exported_history import relations_csv, timeline_csv
from qafila.brief.exported_hostages import abductions_csv
from qafila.brief.geojson import network_geojson
from qafila.brief.isolation import visible
from qafila.brief.registered import registered_rows
from qafila.brief.rounding import two_digits
from qafila.brief.texts import Words
from qafila.brief.urls import safe_url
from qafila.errors import InputError
from qafila.files import write_whole
from qafila.tables import write_text
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from qafila.claims import Claim, Document
    from qafila.forecasting import Forecast
    from qafila.situation import Situation

# Without it a spreadsheet takes UTF-8 for a local code page and spoils Arabic and accents.
MARK = "\ufeff"
ARRIVALS = "new_arrivals_cumulative"
CLAIM_COLUMNS = (
    "claim_id", "document_id", "published", "language", "event_type", "subtype", "location_id",
    "location_name", "country", "date_start", "date_end", "date_precision", "date_basis",
    "quantity", "measure", "best", "low", "high", "unit", "qualifier", "modality", "said_by",
    "origin", "restated", "span_start", "span_end", "text", "method", "reader_version", "withheld",
    "source_urls", *NAME_COLUMNS, "locations", "number", "review", "reviewed_on",
)  # fmt: skip
SITUATION_COLUMNS = (
    "kind", "id", "date_start", "date_end", "status", "p_open", "p_contested", "p_closed",
    "evidence_age_days", "last_evidence", "last_confirmed_passage", "passability_supply",
    "passability_people", "insecurity", "claim_ids", "marking", "city_id", *NAME_COLUMNS,
)  # fmt: skip
FORECAST_COLUMNS = (
    "reference_date", "target", "horizon", "target_end_date", "location", "output_type",
    "output_type_id", "value", "unit", "measure", "count_basis", "product", "expert", "calibrated",
    "suppressed", "marking", *NAME_COLUMNS,
)  # fmt: skip


def claims_csv(
    claims: Iterable[Claim],
    shown: Mapping[str, Shown] | None = None,
    documents: Mapping[str, Document] | None = None,
    *,
    numbers: Mapping[str, int] | None = None,
    locations: pd.DataFrame | None = None,
) -> str:
    """Claims as a CSV table.

    Parameters
    ----------
    claims : iterable of Claim
        The claims.
    shown : mapping of str to Shown, optional
        What may be shown of each; everything by default.
    documents : mapping of str to Document, optional
        Documents by identifier, which name what they restate.
    numbers : mapping of str to int, optional
        Number of each claim in a brief.
    locations : pandas.DataFrame, optional
        Places of the case, which name them in every language.

    Returns
    -------
    str
        The table, one row a claim.

    Examples
    --------
    >>> claims_csv(()).split(",")[0]
    'claim_id'
    """
    rows = []
    for claim in claims:
        document = (documents or {}).get(claim.document_id)
        seen = (shown or {}).get(claim.claim_id, Shown())
        row = _claim_row(claim, seen, document) | claim_places(claim, locations)
        row["number"] = (numbers or {}).get(claim.claim_id)
        if not seen.words:
            # The two ends of a road may be what the words were kept back for.
            row["locations"] = None
        rows.append(
            {key: visible(value) if isinstance(value, str) else value for key, value in row.items()}
        )
    return write_text(pd.DataFrame(rows, columns=list(CLAIM_COLUMNS), dtype=object))


def _claim_row(claim: Claim, shown: Shown, document: Document | None) -> dict[str, object]:
    place, origin = claim.location, claim.origin
    weekly = shown.weekly
    start, end = claim.date.start, claim.date.end
    if weekly:
        start = week_of(start) if start else None
        end = week_end(end) if end else None
    figure = shown.figure
    return {
        "claim_id": claim.claim_id,
        "document_id": claim.document_id,
        "published": claim.reported_at,
        "language": claim.language,
        "event_type": claim.event_type,
        "subtype": claim.subtype,
        "location_id": place.location_id if place else None,
        "location_name": place.name if place else None,
        "country": place.country if place else None,
        "date_start": start if figure else None,
        "date_end": end if figure else None,
        "date_precision": ("week" if weekly else claim.date.precision) if figure else None,
        "date_basis": claim.date.basis if figure else None,
        "quantity": claim.quantity,
        "measure": claim.measure,
        "best": claim.best if figure else None,
        "low": claim.low if figure else None,
        "high": claim.high if figure else None,
        "unit": claim.unit,
        "qualifier": claim.qualifier if figure else None,
        "modality": claim.modality,
        "said_by": " <- ".join(source.name for source in claim.said_by),
        "origin": origin.name if origin else None,
        "restated": bool(document and document.restates),
        "span_start": claim.span.start,
        "span_end": claim.span.end,
        "text": claim.span.text if shown.words else None,
        "method": claim.method,
        "reader_version": claim.reader_version,
        "withheld": shown.reason,
        "source_urls": _addresses(claim, document, one_of=shown.words),
        # Never who it was: an analyst is a private person.
        "review": claim.review.decision if claim.review else None,
        "reviewed_on": claim.review.day if claim.review else None,
    }


def _addresses(claim: Claim, document: Document | None, *, one_of: bool) -> str:
    """Addresses of the sources that the claim names, or else of all that its document restates."""
    named = restated_by(claim, document) if one_of else ()
    restates = named or (document.restates if document else ())
    found = [safe_url(url) for _, url, _ in restates]
    return " | ".join(dict.fromkeys(url for url in found if url))


def _claims(context: Context) -> str:
    ledger = context.situation.ledger
    return claims_csv(
        context.claims,
        context.shown,
        ledger.documents,
        numbers=ledger.numbers,
        locations=context.situation.network.locations,
    )


def weeks(start: dt.date, end: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Whole weeks between two days; a part of a week would give single days back day by day.

    Parameters
    ----------
    start, end : datetime.date
        First and last day.

    Returns
    -------
    list of (datetime.date, datetime.date)
        Monday and Sunday of each week that lies between them.

    Examples
    --------
    >>> [str(last) for _, last in weeks(dt.date(2025, 11, 12), dt.date(2025, 12, 2))]
    ['2025-11-23', '2025-11-30']
    """
    first = week_of(start + dt.timedelta(days=6))
    number = ((end - first).days + 1) // 7
    mondays = [first + dt.timedelta(days=7 * week) for week in range(number)]
    return [(monday, monday + dt.timedelta(days=6)) for monday in mondays]


def _situation(context: Context) -> str:
    rows = _corridor_weeks(context) if context.public else _every_day(context)
    named = thing_names(context)
    rows = [row | dict(named[str(row["kind"]).partition("_")[0], str(row["id"])]) for row in rows]
    return write_text(pd.DataFrame(rows, columns=list(SITUATION_COLUMNS), dtype=object))


def _latest(context: Context) -> list[dict[str, object]]:
    """What is known of each corridor on the day of the brief."""
    rows, situation = [], context.situation
    for row in situation.corridor_table().to_dict("records"):
        seen = as_date(row["last_evidence"])
        chances = {key: float(row[key]) for key in ("p_open", "p_contested", "p_closed")}
        age: float | None = float(row["evidence_age_days"])
        if context.public:
            chances = {key: two_digits(value) for key, value in chances.items()}
            seen, age = (week_of(seen) if seen else None), None
        rows.append(
            {
                "kind": "corridor",
                "id": row["corridor_id"],
                "date_start": week_of(context.as_of) if context.public else context.as_of,
                "date_end": context.as_of,
                "status": row["status"],
                **chances,
                "evidence_age_days": age,
                "last_evidence": seen,
                "last_confirmed_passage": last_passage(
                    situation, row["corridor_id"], context.profile
                ),
                "claim_ids": tuple(sorted(row["claims"])),
                "marking": "" if context.public else MARKING,
            }
        )
    return rows


def _corridor_weeks(context: Context) -> list[dict[str, object]]:
    data = context.situation.data["corridor_probability"]
    days = [as_date(str(day)[:10]) for day in data["day"].to_numpy()]
    values = data.transpose("day", "corridor", "state").to_numpy()
    states = [f"p_{state}" for state in data["state"].to_numpy()]
    rows = _latest(context)
    first = days[0]
    assert first is not None  # noqa: S101  # a situation has at least one day
    for start, end in weeks(first, context.as_of):
        inside = [number for number, day in enumerate(days) if day and start <= day <= end]
        mean = values[inside].mean(axis=0)
        for number, corridor in enumerate(data["corridor"].to_numpy()):
            chances = {key: two_digits(float(mean[number, i])) for i, key in enumerate(states)}
            rows.append(
                {
                    "kind": "corridor_week",
                    "id": str(corridor),
                    "date_start": start,
                    "date_end": end,
                    **chances,
                }
            )
    return rows


def _every_day(context: Context) -> list[dict[str, object]]:
    """Corridors, routes and places by day, for the internal profile."""
    data = context.situation.data
    days = [str(day)[:10] for day in data["day"].to_numpy()]
    rows = _latest(context)
    chances = data["corridor_probability"].transpose("day", "corridor", "state").to_numpy()
    ages = data["corridor_evidence_age"].transpose("day", "corridor").to_numpy()
    states = [f"p_{state}" for state in data["state"].to_numpy()]
    goods = data["route_passability"].transpose("day", "route").to_numpy()
    people = data["route_passability_people"].transpose("day", "route").to_numpy()
    unsafe = data["insecurity"].transpose("day", "location").to_numpy()
    heard = data["route_evidence_age"].transpose("day", "route").to_numpy()
    unheard = context.situation.unheard_routes
    for number, day in enumerate(days):
        common: dict[str, object] = {
            "date_start": day, "date_end": day, "marking": MARKING,
        }  # fmt: skip
        for i, name in enumerate(data["corridor"].to_numpy()):
            found: dict[str, object] = dict(
                zip(states, map(float, chances[number, i]), strict=True)
            )
            age: dict[str, object] = {"evidence_age_days": float(ages[number, i])}
            rows.append({"kind": "corridor_day", "id": str(name)} | common | found | age)
        for i, name in enumerate(data["route"].to_numpy()):
            passing: dict[str, object] = {
                "passability_supply": float(goods[number, i]),
                "passability_people": float(people[number, i]),
                "evidence_age_days": float(heard[number, i]),
                "status": "unknown" if unheard[number, i] else "",
            }
            rows.append({"kind": "route_day", "id": str(name)} | common | passing)
        for i, name in enumerate(data["location"].to_numpy()):
            grade: dict[str, object] = {"insecurity": float(unsafe[number, i])}
            rows.append({"kind": "location_day", "id": str(name)} | common | grade)
    return rows


def _forecast(context: Context, arrivals: bool) -> str:
    frame = context.frame
    frame = frame[(frame["target"] == ARRIVALS) == arrivals]
    if context.public and arrivals:
        known = context.situation.network.locations
        named = set(known.loc[known["reception"], "location_id"]) | {"total"}
        country = frame["location"].astype(str).str.startswith("country:")
        frame = frame[frame["location"].isin(named) | country]
    return _forecast_csv(context, frame)


def _forecast_csv(context: Context, frame: pd.DataFrame, total: str = "all_places") -> str:
    described = {target: context.target(target) for target in sorted(set(frame["target"]))}
    columns: dict[str, Any] = {
        key: [described[target][key] for target in frame["target"]]
        for key in ("unit", "measure", "count_basis")
    }
    columns |= {
        key: [as_date(value) for value in frame[key]]
        for key in ("reference_date", "target_end_date")
    }
    names = dict(names_of(context, frame["location"].astype(str)))
    names["total"] = {f"name_{code}": Words(code).say(total).unescape() for code in LANGUAGES}
    for column in NAME_COLUMNS:
        columns[column] = [names[str(place)][column] for place in frame["location"]]
    columns["suppressed"] = [bool(value) for value in frame["suppressed"]]
    columns["marking"] = "" if context.public else MARKING
    full = frame.assign(**columns)
    order = ["target", "location", "expert", "horizon", "output_type", "output_type_id"]
    return write_text(full.sort_values(order, kind="stable")[list(FORECAST_COLUMNS)])


_FILES: Mapping[str, Callable[[Context], str]] = {
    "claims.csv": _claims,
    "situation.csv": _situation,
    "arrivals.csv": lambda context: _forecast(context, arrivals=True),
    "supply.csv": lambda context: _forecast(context, arrivals=False),
    "disputes.csv": disputes_csv,
    "known_figures.csv": figures_csv,
    "relations.csv": relations_csv,
    "timeline.csv": timeline_csv,
    "abductions.csv": abductions_csv,
    "network.geojson": lambda context: network_geojson(context, _latest(context)),
}


def write_exports(
    situation: Situation, forecast: Forecast, folder: str | Path, profile: str = "public"
) -> list[Path]:
    """Write the tables of a brief.

    Parameters
    ----------
    situation : Situation
        What is known.
    forecast : Forecast
        What is expected.
    folder : str or Path
        Where to write.
    profile : str
        ``public`` or ``internal``.

    Returns
    -------
    list of Path
        ``claims.csv``, ``situation.csv``, ``arrivals.csv``, ``supply.csv``, ``disputes.csv``,
        ``known_figures.csv``, ``relations.csv``, ``timeline.csv``, ``abductions.csv``,
        ``network.geojson``, and ``registered.csv`` where registered people are forecast. Tables
        start with a byte order mark.

    Raises
    ------
    InputError
        If the profile is not known.
    OutputError
        If a file cannot be written.
    """
    if profile not in PROFILES:
        raise InputError(f'profile "{profile}" is not known; allowed: {", ".join(PROFILES)}')
    context = Context(situation, forecast, Words("en"), profile)
    texts = {name: make(context) for name, make in _FILES.items()}
    if forecast.registered is not None and forecast.registered.outlook is not None:
        rows = registered_rows(context, forecast.registered)
        texts["registered.csv"] = _forecast_csv(context, rows, "registered_total")
    for name, text in texts.items():
        mark = MARK if name.endswith(".csv") else ""
        write_whole(Path(folder) / name, mark + text)
    return [Path(folder) / name for name in texts]
