"""Evidence: what each event of the ledger says about corridors, routes and places.

Which claim moves what by how much and for how long is a table, ``defaults/effects.csv``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila import tables
from qafila.ledger.figures import witness, witnesses

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from qafila.claims import Claim
    from qafila.ledger import Ledger
    from qafila.situation.targets import TargetFinder, Targets

COLUMNS = (
    "target_kind", "target_id", "effect_id", "event_type", "direction", "traffic", "weight",
    "half_life_days", "date_start", "date_end", "certain", "specific", "claim_ids", "specific_ids",
    "origins",
)  # fmt: skip
_WEEK = 7
_TOLD = frozenset({"asserted", "claimed", "estimated", "admitted"})
_NOT_EVIDENCE = frozenset({"denied", "opinion", "background", "conditional"})


def gather_evidence(
    ledger: Ledger, finder: TargetFinder, single_origin_confidence: float
) -> pd.DataFrame:
    """Turn the events of a ledger into weighted evidence.

    Evidence that names a country or only the city itself is not `specific`: it moves probabilities
    a little, but it does not tell that any one road was seen. One event counts once, however often
    it is told; each further distinct origin makes it more credible. Denials, opinions, background
    and unconfirmed statements move nothing.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    finder : TargetFinder
        Finds what claims speak of.
    single_origin_confidence : float
        Credibility of an event that one origin alone tells, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        One row for each event, rule and target; columns `COLUMNS`.
    """
    rules = _rules()
    precision = _column("precision_weights", "location_precision")
    sources = _column("source_weights", "source_kind")
    rows: list[dict[str, Any]] = []
    for event in ledger.events():
        found = {claim.claim_id: finder.find(claim) for claim in event.claims}
        for rule in rules[event.event_type]:
            claims = [
                claim for claim in event.claims if _counts(claim, rule, rules[event.event_type])
            ]
            if claims:
                trust = credibility(claims, sources, single_origin_confidence)
                start, end = _interval(claims, ledger.as_of)
                if start <= ledger.as_of:
                    rows += _rows(rule, claims, found, finder, precision, trust, (start, end))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    order = ["target_kind", "target_id", "date_end", "effect_id", "claim_ids"]
    return frame.sort_values(order, kind="stable").reset_index(drop=True)


def confirmed_passages(ledger: Ledger, finder: TargetFinder) -> dict[str, tuple[dt.date, ...]]:
    """Days on which cargo is known to have passed each corridor.

    Only arrivals count that are told as having happened, that fit one corridor and no other, and
    whose day is known to a week. What is announced for a day to come has not passed.

    Parameters
    ----------
    ledger : Ledger
        What was known on a day.
    finder : TargetFinder
        Finds what claims speak of.

    Returns
    -------
    dict of str to tuple of datetime.date
        By corridor, newest first, without repeats.
    """
    days: dict[str, set[dt.date]] = defaultdict(set)
    for claim in ledger.claims:
        start, end = claim.date.start, claim.date.end or claim.date.start
        told = claim.event_type == "supply_arrival" and claim.modality in _TOLD
        if not told or end is None or claim.reported_at is None:
            continue
        if (end - (start or end)).days < _WEEK and end <= claim.reported_at:
            targets = finder.find(claim)
            if targets.certain and targets.precision != "country":
                for number in targets.corridors:
                    days[finder.corridors[number].corridor_id].add(end)
    return {name: tuple(sorted(found, reverse=True)) for name, found in sorted(days.items())}


def _rules() -> Mapping[str, list[dict[str, Any]]]:
    rules: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.read_defaults("effects", "effects").to_dict("records"):
        rules[row["event_type"]].append({str(key): value for key, value in row.items()})
    return rules


def _column(table: str, key: str) -> dict[str, float]:
    frame = tables.read_defaults(table, table)
    return dict(zip(frame[key], frame["weight"], strict=True))


def _counts(claim: Claim, rule: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a rule reads a claim: rules for its subtype take the place of the general ones."""
    own = {other["subtype"] for other in rules}
    if rule["subtype"] != (claim.subtype if claim.subtype in own else ""):
        return False
    if rule["modalities"]:
        return claim.modality in rule["modalities"]
    return is_evidence(claim)


def is_evidence(claim: Claim) -> bool:
    """Whether a claim says that something happened.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        False for denials, conditions, opinions and background, which move nothing.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> is_evidence(Claim("c", "d", None, "en", "truce", Span(0, 1, "x"), "denied", "1"))
    False
    """
    return claim.modality not in _NOT_EVIDENCE


def credibility(claims: Sequence[Claim], weights: Mapping[str, float], single: float) -> float:
    """How far an event is believed, by the distinct origins that tell of it.

    Parameters
    ----------
    claims : sequence of Claim
        Claims of one event.
    weights : mapping of str to float
        Weight by ``source_kind``.
    single : float
        Credibility of an event that one origin alone tells, 0 to 1.

    Returns
    -------
    float
        Between 0 and 1; relays of one origin add nothing.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> told = [Claim(name, "d", None, "en", "truce", Span(0, 1, "x"), "asserted", "1",
    ...               said_by=(Source(name, name, "media"),)) for name in ("afp", "rfi")]
    >>> round(credibility(told, {"media": 1.0}, 0.7), 2)
    0.91
    """
    told = {witness(claim): claim.origin for claim in claims}
    kinds = [origin.kind if (origin := told[key]) else None for key in sorted(witnesses(claims))]
    count = sum(weights.get(kind or "unnamed", 1.0) for kind in kinds)
    return float(1.0 - (1.0 - single) ** count)


def _interval(claims: Sequence[Claim], as_of: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day that the event is evidence for.

    What is said to go on is known to hold until it was said; what has no date at all is taken to
    be as old as its publication.
    """
    said = max(claim.reported_at for claim in claims if claim.reported_at)
    starts = [claim.date.start for claim in claims if claim.date.start]
    ends = [end for claim in claims if (end := _last_day(claim))]
    end = min(max(ends) if ends else said, as_of)
    start = min(starts) if starts else end
    return start, max(start, end)


def _last_day(claim: Claim) -> dt.date | None:
    """Last day that a dated claim speaks of; one without an end goes on until it was said."""
    if claim.date.end or not claim.date.start:
        return claim.date.end
    return claim.reported_at


def _rows(
    rule: Mapping[str, Any],
    claims: Sequence[Claim],
    found: Mapping[str, Targets],
    finder: TargetFinder,
    precision: Mapping[str, float],
    trust: float,
    days: tuple[dt.date, dt.date],
) -> Iterator[dict[str, Any]]:
    share: dict[tuple[str, str], float] = {}
    certain: dict[tuple[str, str], bool] = {}
    specific: dict[tuple[str, str], list[str]] = defaultdict(list)
    speakers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in claims:
        targets = found[claim.claim_id]
        for key, factor in _touched(rule, targets, finder):
            share[key] = max(share.get(key, 0.0), factor * precision[targets.precision])
            certain[key] = certain.get(key, False) or targets.certain
            if targets.precision != "country":
                specific[key].append(claim.claim_id)
            speakers[key].append(claim.claim_id)
    for (kind, name), factor in share.items():
        yield {
            "target_kind": kind,
            "target_id": name,
            **{
                key: rule[key]
                for key in ("effect_id", "event_type", "direction", "traffic", "half_life_days")
            },
            "weight": rule["weight"] * trust * factor,
            "date_start": pd.Timestamp(days[0]),
            "date_end": pd.Timestamp(days[1]),
            "certain": certain[kind, name],
            "specific": bool(specific[kind, name]),
            "claim_ids": tuple(sorted(speakers[kind, name])),
            "specific_ids": tuple(sorted(specific[kind, name])),
            "origins": len(witnesses(claims)),
        }


def _touched(
    rule: Mapping[str, Any], targets: Targets, finder: TargetFinder
) -> Iterator[tuple[tuple[str, str], float]]:
    """Targets of a rule with the share of the weight that each gets."""
    network = finder.network
    if rule["direction"] == "insecure":
        near = finder.distances
        for number, name in enumerate(network.location_ids):
            closest = min((near[place, number] for place in targets.places), default=float("inf"))
            if closest < rule["radius_km"] or (closest == 0.0):
                yield ("location", name), 1.0 - closest / max(rule["radius_km"], 1.0)
        return
    # A passage proves one of the ways to a city that it may have used; a threat weighs on all.
    spread = finder.spread(targets.corridors)
    if rule["direction"] != "open" and targets.precision != "country":
        spread = Counter(dict.fromkeys(spread, 1))
    for index in targets.corridors:
        corridor = finder.corridors[index]
        yield ("corridor", corridor.corridor_id), 1.0 / spread[corridor.city_id]
    for route in targets.routes:
        yield ("route", network.route_ids[route]), 1.0 / max(spread.values(), default=1)
