"""Claims, rules and ledgers that are made for tests of the assessment."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache

from qafila.assess.evidence import Evidence
from qafila.assess.rules import Gauge, Indicator, Reads, Rules
from qafila.assess.signals import signal_from_payload
from qafila.case import find_case, read_case
from qafila.claims import Actor, Claim, DateSpan, Document, Location, Source, Span
from qafila.ledger import Ledger
from qafila.ledger.payloads import payload_of

DAY = dt.date(2025, 11, 30)
NUMBERS = {
    "relay_days": 14.0,
    "ending_origins": 2.0,
    "baseline_windows": 3.0,
    "baseline_most": 6.0,
    "history_days": 60.0,
    "dispute_days": 30.0,
    "dispute_claims": 500.0,
    "background_days": 90.0,
}
WITHIN = {"diema": "kayes", "nioro": "kayes", "kita": "kayes", "koutiala": "sikasso"}
COUNTRIES = {"tengrela": "CIV", "bassikounou": "MRT", "fassala": "MRT"}


@lru_cache(maxsize=1)
def mali():
    """The shipped case without its observations."""
    case = read_case(find_case("mali-2025"))
    return replace(case, observations=case.observations.iloc[:0])


def day(back: int) -> dt.date:
    """So many days before the day of the assessment."""
    return DAY - dt.timedelta(back)


def outlet(name: str) -> Source:
    return Source(name.upper(), name, "media")


def said(
    number,
    kind="attack_on_convoy",
    place=None,
    on=None,
    reported=0,
    origin="rfi",
    via=None,
    precision="day",
    **more,
):
    """A claim; days count back from the day of the assessment, (20, 10) is an interval."""
    event_type, _, subtype = kind.partition("/")
    span = DateSpan(None, None, "vague")
    if on is not None:
        first, last = on if isinstance(on, tuple) else (on, on)
        span = DateSpan(
            None if first is None else day(first), None if last is None else day(last), precision
        )
    chain = (outlet(via), outlet(origin)) if via else (outlet(origin),)
    if isinstance(place, str):
        place = (Location(place, place, COUNTRIES.get(place, "MLI"), "exact"),)
    document = Document.from_text(f"paper {number}", f"{number}.md")
    claim = Claim(
        f"c{number}",
        document.document_id,
        day(reported),
        "en",
        event_type,
        Span(0, 5, "paper"),
        more.pop("modality", "asserted"),
        "1",
        subtype=subtype or None,
        locations=place or (),
        date=span,
        said_by=more.pop("said_by", chain),
    )
    return replace(claim, **more)


def land(country: str) -> tuple[Location, ...]:
    return (Location(country, None, country, "country"),)


def region(name: str) -> tuple[Location, ...]:
    return (Location(name, name, "MLI", "region"),)


def people(*nations: str) -> tuple[Actor, ...]:
    return tuple(Actor("people", None, "civilians", "target", nation) for nation in nations)


def gauge(kind="incidents", reads=("attack_on_convoy",), marks=(1, 2, 4), **more) -> Gauge:
    """A gauge; `marks` are where watch, warning and emergency begin."""
    ended_by = tuple(map(Reads.parse, more.pop("ended_by", ())))
    name, indicator = more.pop("name", "gauge"), more.pop("indicator", "attacks")
    watch, warning, emergency = marks
    return Gauge(
        name, indicator, kind, reads=tuple(map(Reads.parse, reads)), ended_by=ended_by,
        watch=watch, warning=warning, emergency=emergency, **more,
    )  # fmt: skip


def rules(*gauges: Gauge, scope="country", window=28, hysteresis=0, part="decides") -> Rules:
    """Rules with one indicator."""
    indicator = Indicator("attacks", scope, part, window, hysteresis)
    return Rules((indicator,), {"attacks": gauges}, NUMBERS)


def ledger(*claims, as_of=DAY) -> Ledger:
    papers = {one.document_id: Document(one.document_id, "", one.claim_id) for one in claims}
    return Ledger(claims, papers, as_of, within=WITHIN)


def evidence(found: Rules, *claims) -> Evidence:
    """Evidence of claims, without a ledger."""
    every = Evidence(mali(), found)
    signals = [signal_from_payload(payload_of(one)) for one in claims]
    every.add(one for one in signals if one is not None)
    return every
