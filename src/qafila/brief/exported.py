"""Disputes and known figures as tables, and names of places and things in every language."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.dates import as_date
from qafila.brief.disclosure import week_end, week_of
from qafila.brief.isolation import visible
from qafila.brief.naming import english_name
from qafila.brief.sections.shared import told_weekly, version_reason
from qafila.brief.texts import Words
from qafila.case import sources_of
from qafila.charts.theme import clean
from qafila.countries import country_name
from qafila.tables import write_text
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.brief.context import Context
    from qafila.claims import Claim, Source
    from qafila.ledger import Dispute, Version

NAME_COLUMNS = tuple(f"name_{language}" for language in LANGUAGES)
DISPUTE_COLUMNS = (
    "dispute_id", "event_type", "quantity", "location_id", *NAME_COLUMNS, "country", "date_start",
    "date_end", "kinds", "differs_in_kind", "version", "best", "low", "high", "unit", "measure",
    "modality", "origin", "origin_kind", "said_by", "part", "reported_first", "reported_at",
    "claim_ids", "withheld", "origin_id", "origin_side",
)  # fmt: skip
FIGURE_COLUMNS = (
    "number", "observation_id", "date_start", "date_end", "reported_at", "reported_at_basis",
    "location_id", *NAME_COLUMNS, "country", "measure", "legal_status", "count_basis", "setting",
    "individuals", "households", "value", "low", "high", "unit", "qualifier", "coo", "coa",
    "said_by", "source", "note", "suppressed",
)  # fmt: skip
# Kinds of dispute in which the versions do not count the same thing.
_IN_KIND = frozenset({"households_persons", "stock_flow", "registered_estimated"})


def names_of(context: Context, locations: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Names of places, countries and the total in every language.

    Parameters
    ----------
    context : Context
        The brief.
    locations : iterable of str
        Identifiers, as `Context.place_text` takes them.

    Returns
    -------
    mapping of str to mapping of str to str
        By identifier: ``name_en``, ``name_fr``, ``name_ar``; empty where there is no name.
    """
    spoken = {
        language: dataclasses.replace(context, words=Words(language)) for language in LANGUAGES
    }
    return {
        place: {
            f"name_{language}": clean(one.place_text(place)) if place else ""
            for language, one in spoken.items()
        }
        for place in dict.fromkeys(locations)
    }


def claim_places(claim: Claim, locations: pd.DataFrame | None) -> dict[str, object]:
    """Names of the place of a claim, and all places that it names with the part each plays.

    Parameters
    ----------
    claim : Claim
        The claim.
    locations : pandas.DataFrame, optional
        Places of the case.

    Returns
    -------
    dict
        ``name_en``, ``name_fr``, ``name_ar``, empty where no table names the place, and
        ``locations``: parts such as ``between:kayes``.

    Examples
    --------
    >>> from qafila.claims import Claim, Location, Span
    >>> ends = (Location("Kayes", "kayes", "MLI", role="between"), Location("Mali", country="MLI"))
    >>> claim = Claim("c", "d", None, "en", "blockade", Span(0, 1, "x"), "asserted", "1",
    ...               locations=ends)
    >>> claim_places(claim, None)["locations"]
    ('between:kayes', 'at:Mali')
    """
    named: Iterable[object] = ("",) * len(LANGUAGES)
    place = claim.location
    if place and place.location_id and locations is not None:
        found = locations[locations["location_id"] == place.location_id]
        named = found[list(NAME_COLUMNS)].iloc[0] if len(found) else named
    elif place and place.country and place.precision == "country":
        named = [country_name(place.country, code, Words(code).locale) for code in LANGUAGES]
    listed = (f"{one.role}:{one.location_id or one.name}" for one in claim.locations)
    return dict(zip(NAME_COLUMNS, named, strict=True)) | {
        "locations": tuple(visible(part).replace("|", " ") for part in listed)
    }


def thing_names(context: Context) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Names of corridors, routes and places in every language, and the city of each corridor.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    mapping of (str, str) to mapping of str to str
        By ``corridor``, ``route`` or ``location`` and identifier; a route is called by its ends.
    """
    situation = context.situation
    columns = ["location_id", *NAME_COLUMNS]
    places = situation.network.locations[columns].set_index("location_id").to_dict("index")
    found: dict[tuple[str, str], Mapping[str, str]] = {
        ("location", str(place)): {str(key): str(value) for key, value in names.items()}
        for place, names in places.items()
    }
    for row in situation.network.routes.to_dict("records"):
        ends = [found["location", row[column]] for column in ("from_id", "to_id")]
        found["route", row["route_id"]] = {
            column: " – ".join(end[column] for end in ends) for column in NAME_COLUMNS
        }
    for corridor in situation.corridors:
        named = {f"name_{code}": corridor.names[code] for code in LANGUAGES}
        found["corridor", corridor.corridor_id] = {"city_id": corridor.city_id, **named}
    return found


def disputes_csv(context: Context) -> str:
    """What sources dispute, one row for each version.

    Parameters
    ----------
    context : Context
        What is known, as a profile may see it.

    Returns
    -------
    str
        The table.
    """
    disputes = context.situation.ledger.disputes()
    names = names_of(context, (_where(dispute) for dispute in disputes))
    rows = [
        row | dict(names[_where(dispute)])
        for dispute in disputes
        for row in _versions(context, dispute)
    ]
    return write_text(pd.DataFrame(rows, columns=list(DISPUTE_COLUMNS), dtype=object))


def _where(dispute: Dispute) -> str:
    event = dispute.event
    return event.location_id or (f"country:{event.country}" if event.country else "")


def _versions(context: Context, dispute: Dispute) -> list[dict[str, object]]:
    event = dispute.event
    start, end = event.date_start, event.date_end
    if not all(context.shown[claim.claim_id].figure for claim in event.claims):
        start = end = None
    elif told_weekly(context, event.claims):
        start, end = (week_of(start) if start else None), (week_end(end) if end else None)
    common: dict[str, object] = {
        "dispute_id": event.event_id,
        "event_type": event.event_type,
        "location_id": event.location_id,
        "country": event.country,
        "date_start": start,
        "date_end": end,
        "kinds": tuple(dispute.kinds),
        "differs_in_kind": not _IN_KIND.isdisjoint(dispute.kinds),
    }
    return [
        common
        | {"quantity": version.quantity or event.quantity, "version": number}
        | _version(context, version)
        for number, version in enumerate(dispute.versions, start=1)
    ]


def _version(context: Context, version: Version) -> dict[str, object]:
    reason = version_reason(context, version)
    figures = (version.best, version.low, version.high) if not reason else (None, None, None)
    chain = max((claim.said_by for claim in version.claims), key=len, default=())
    case, origin = context.situation.case, _origin(version)
    listed = sources_of(case).get(origin.source_id) if origin else None
    return {
        **dict(zip(("best", "low", "high"), figures, strict=True)),
        "unit": visible(version.unit or ""),
        "measure": version.measure,
        "modality": visible(version.modality),
        "origin": visible(english_name(case, origin) if origin else version.origin_name or ""),
        "origin_id": origin.source_id if origin else None,
        "origin_side": listed.side if listed else None,
        "origin_kind": version.origin_kind,
        "said_by": " <- ".join(visible(english_name(case, source)) for source in chain),
        "part": version.part,
        "reported_first": version.reported_first,
        "reported_at": version.reported_last,
        "claim_ids": tuple(claim.claim_id for claim in version.claims),
        "withheld": reason,
    }


def _origin(version: Version) -> Source | None:
    """The origin of a version, named in the tables if any of its claims has it so."""
    origins = [claim.origin for claim in version.claims if claim.origin is not None]
    return next((one for one in origins if one.source_id), next(iter(origins), None))


def figures_csv(context: Context) -> str:
    """Known figures as published, as a profile may see them, numbered as in the brief.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    str
        The table.
    """
    frame = context.observations
    where = [
        str(row["location_id"] or f"country:{row['country']}") for row in frame.to_dict("records")
    ]
    names = names_of(context, where)
    columns: dict[str, list[object]] = {
        column: [names[place][column] for place in where] for column in NAME_COLUMNS
    }
    columns["number"] = [f"F{number}" for number in range(1, len(frame) + 1)]
    for column in ("date_start", "date_end", "reported_at"):
        columns[column] = [as_date(value) for value in frame[column]]
    for column in ("qualifier", "said_by", "source", "note"):
        columns[column] = [visible(str(value)) for value in frame[column]]
    kept = {name: frame[name].astype(object).tolist() for name in FIGURE_COLUMNS if name in frame}
    full = pd.DataFrame(kept | columns, columns=list(FIGURE_COLUMNS), dtype=object)
    return write_text(full)
