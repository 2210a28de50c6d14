"""Assessments made by hand, so that the page is tested without the engine."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.assess.model import Assessment, Finding, Overall, Reading, Unit
from qafila.assess.rules import read_rules
from qafila.brief.context import Context
from qafila.brief.judged import Judged
from qafila.brief.texts import Words
from qafila.ledger.figures import witness
from tests.support import synthetic_brief as made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import Claim
    from qafila.situation import Situation

CITY, COUNTRY, HOST = Unit("city", "city"), Unit("country", "MLI"), Unit("host", "CIV")
DAY = dt.date(2025, 10, 12)


def reading(
    gauge_id: str, level: str, value: float | None, claims: Sequence[Claim], **more: object
) -> Reading:
    """What a gauge shows, with the origins of its claims."""
    gauge = read_rules().gauge(gauge_id)
    following = gauge.above(level)
    known: dict[str, object] = {
        "claims": tuple(one.claim_id for one in claims),
        "origins": tuple(sorted({witness(one) for one in claims})),
        "newest": DAY if claims else None,
    }
    known |= {"next_level": following[0], "next_value": following[1]} if following else {}
    return Reading(gauge_id, level, value, gauge.unit, **{**known, **more})  # type: ignore[arg-type]


def finding(unit: Unit, *readings: Reading, **more: object) -> Finding:
    """A finding with the level and evidence of its first reading."""
    first = readings[0]
    indicator = read_rules().gauge(first.gauge_id).indicator_id
    silent = first.level in ("unknown", "no_baseline")
    known: dict[str, object] = {"since": None if silent else DAY, "newest": first.newest}
    if not silent:
        known |= {"claims": first.claims, "figures": first.figures, "origins": first.origins}
    known |= {"raw_level": first.level, "readings": readings, "history": (first.level,) * 30}
    return Finding(indicator, unit, first.level, **{**known, **more})  # type: ignore[arg-type]


def attacks(number: int = 2, level: str = "watch") -> Finding:
    """Attacks on convoys, told by the first so many of the synthetic claims."""
    return finding(COUNTRY, reading("attacks", level, 1.0, made.claims()[:number]))


def silence(unit: Unit = HOST, gauge_id: str = "arrivals_reported") -> Finding:
    """An indicator of which nothing is known."""
    return finding(unit, reading(gauge_id, "unknown", None, ()))


def whole(*findings: Finding, level: str | None = None, disputes: bool = False) -> Assessment:
    """An assessment, set by its first finding."""
    first = findings[0]
    return Assessment(
        "small",
        made.AS_OF,
        Overall(level or first.level, first.since, findings[:1] if first.claims else ()),
        findings,
        made.situation().ledger.disputes() if disputes else (),
        7,
    )


def judged(
    assessment: Assessment,
    language: str = "en",
    profile: str = "internal",
    situation: Situation | None = None,
) -> Judged:
    """The assessment, ready to be told of the synthetic situation."""
    context = Context(situation or made.situation(), None, Words(language), profile)
    found = Judged(context, assessment, read_rules())
    context.__dict__["judged"] = found
    return found
