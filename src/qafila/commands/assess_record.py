"""An assessment for programs: levels, values, thresholds, and the claims behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qafila import __version__
from qafila.assess.showing import spans
from qafila.brief.model import plain
from qafila.claims import claim_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.assess.model import Finding, Reading
    from qafila.brief.judged import Judged
    from qafila.ledger import Dispute


def record(judged: Judged) -> dict[str, Any]:
    """Everything that an assessment holds.

    Parameters
    ----------
    judged : Judged
        The assessment.

    Returns
    -------
    dict
        JSON can hold it; days are ISO dates, and what is not known is null.
    """
    found, context = judged.assessment, judged.context
    because = found.overall.because
    claims = dict.fromkeys(_all_claims(judged))
    return {
        "qafila": __version__,
        "case": found.case,
        "as_of": found.as_of.isoformat(),
        "language": context.words.language,
        "profile": context.profile,
        "claims_known": found.claims_known,
        "overall": {
            "level": found.overall.level,
            "since": _day(found.overall.since),
            "at_least": any(one.at_least for one in because if one.since == found.overall.since),
            "because_since": _day(found.overall.because_since),
            "because": [_name(one) for one in because],
        },
        "findings": [_finding(judged, one) for one in found.findings],
        "disputes": [_dispute(one) for one in found.disputes],
        "claims": [
            claim_record(one) | {"number": int(context.number(one.claim_id))}
            for one in context.claims_of(claims)
        ],
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _name(finding: Finding) -> dict[str, str]:
    return {"indicator": finding.indicator_id, "place": finding.unit.place}


def _finding(judged: Judged, finding: Finding) -> dict[str, Any]:
    row, first = judged.indicator(finding), judged.assessment.as_of
    days = len(finding.history)
    return {
        **_name(finding),
        "scope": finding.unit.scope,
        "label": row.labels[judged.context.words.language],
        "place_name": plain(judged.place(finding.unit)),
        "part": row.part,
        "window_days": row.window_days,
        "hysteresis_days": row.hysteresis_days,
        "level": finding.level,
        "raw_level": finding.raw_level,
        "since": _day(finding.since),
        "at_least": finding.at_least,
        "one_origin": finding.one_origin,
        "newest": _day(finding.newest),
        "newest_other": _day(finding.newest_other),
        "reached": _day(finding.reached),
        "last_level": finding.last_level,
        "last_day": _day(finding.last_day),
        **_rests_on(judged, finding),
        "readings": [_reading(judged, one) for one in finding.readings],
        "history": [
            {
                "from": _before(first, days - 1 - start),
                "to": _before(first, days - end),
                "level": at,
            }
            for start, end, at in spans(finding.history)
        ],
    }


def _before(day: dt.date, days: int) -> str:
    import datetime as dt

    return (day - dt.timedelta(days=days)).isoformat()


def _rests_on(judged: Judged, of: Finding | Reading) -> dict[str, Any]:
    return {
        "origins": list(of.origins),
        "origin_names": [plain(one) for one in judged.origins(of)],
        "claims": list(of.claims),
        "figures": list(of.figures),
    }


def _reading(judged: Judged, reading: Reading) -> dict[str, Any]:
    gauge, usual = judged.gauge(reading), reading.baseline
    return {
        "gauge": reading.gauge_id,
        "label": gauge.labels[judged.context.words.language],
        "kind": gauge.kind,
        "level": reading.level,
        "value": reading.value,
        "unit": reading.unit,
        "thresholds": dict(gauge.thresholds),
        "lower_is_worse": gauge.falls,
        "next_level": reading.next_level,
        "next_value": reading.next_value,
        "newest": _day(reading.newest),
        "baseline": usual
        and {"median": usual.median, "spread": usual.spread, "windows": usual.windows},
        "said_over": list(reading.said_over),
        **_rests_on(judged, reading),
    }


def _dispute(dispute: Dispute) -> dict[str, Any]:
    event = dispute.event
    return {
        "dispute_id": event.event_id,
        "event_type": event.event_type,
        "quantity": event.quantity,
        "location_id": event.location_id,
        "country": event.country,
        "start": _day(event.date_start),
        "end": _day(event.date_end),
        "kinds": list(dispute.kinds),
        "low": dispute.low,
        "high": dispute.high,
        "unit": dispute.unit,
        "versions": [
            {
                "origin": one.origin_key,
                "origin_name": one.origin_name,
                "best": one.best,
                "low": one.low,
                "high": one.high,
                "unit": one.unit,
                "modality": one.modality,
                "claims": [claim.claim_id for claim in one.claims],
            }
            for one in dispute.versions
        ],
    }


def _all_claims(judged: Judged) -> Iterable[str]:
    for finding in judged.assessment.findings:
        yield from finding.claims
        for reading in finding.readings:
            yield from reading.claims
            yield from reading.said_over
    for dispute in judged.assessment.disputes:
        for version in dispute.versions:
            yield from (claim.claim_id for claim in version.claims)
