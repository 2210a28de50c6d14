"""The disputes of the case come out of the claims that careful readers wrote down."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from qafila.claims import Claim, DateSpan, Document, Location, Source, Span, claim_id
from qafila.files import package_data
from qafila.ledger import open_store

GOLD = Path(__file__).parents[1] / "gold" / "mali-2025"
AS_OF = dt.date(2025, 11, 30)
SAME = {
    "رويترز": "reuters",
    "Reuters": "reuters",
    "RFI": "rfi",
    "إذاعة فرنسا الدولية": "rfi",
    "Radio France Internationale": "rfi",
    "تنكرا": "tanakra",
    "Tanakra": "tanakra",
}


def day(text):
    return dt.date.fromisoformat(text) if text else None


def read_gold(file):
    stem = file.stem
    report = package_data("cases", "mali-2025", "reports", f"{stem}.md")
    text = report.read_text(encoding="utf-8").split("---\n", 2)[2]
    published, language = dt.date.fromisoformat(stem[:10]), stem[11:13]
    document = Document.from_text(text, f"{stem}.md", published=published, language=language)
    claims = []
    for ordinal, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        start = text.index(row["span_text"])
        span = Span(start, start + len(row["span_text"]), row["span_text"])
        place, country = row["location_id"], row["country"]
        precision = "exact" if place else "country"
        where = (Location(place or country, place, country, precision),) if country else ()
        claims.append(
            Claim(
                claim_id(document.document_id, span, row["event_type"], ordinal, "gold"),
                document.document_id,
                published,
                language,
                row["event_type"],
                span,
                row["modality"],
                "gold",
                subtype=row["subtype"],
                locations=where,
                quantity=row["quantity"],
                date=DateSpan(day(row["date_start"]), day(row["date_end"]), row["date_precision"]),
                best=row["best"],
                low=row["low"],
                high=row["high"],
                unit=row["unit"],
                said_by=tuple(
                    Source(one["name"], SAME.get(one["name"]), one["kind"])
                    for one in row["said_by"]
                ),
            )
        )
    return document, claims


@pytest.fixture(scope="module")
def ledger():
    files = sorted(GOLD.glob("*.jsonl"))
    if not files:
        pytest.skip("the gold claims of the case are not here")
    with open_store("sqlite://") as store:
        store.add_all(read_gold(file) for file in files)
        assert store.verify() == []
        return store.as_of(AS_OF)


def disputes(ledger, quantity, first, last):
    return [
        one
        for one in ledger.disputes()
        if one.event.quantity == quantity
        and any(
            first <= (claim.date.start or claim.reported_at) <= last for claim in one.event.claims
        )
    ]


def test_the_tankers_of_14_september(ledger):
    date = dt.date(2025, 9, 14)
    [dispute] = disputes(ledger, "tankers_destroyed", date, date)
    assert sorted({one.best for one in dispute.versions}) == [20, 40, 80, 130]
    assert len(dispute.versions) == 4, "three languages tell of the same four origins"
    assert dispute.kinds == ("value",)


def test_the_convoy_of_30_october(ledger):
    [dispute] = disputes(ledger, "tankers_arrived", dt.date(2025, 10, 29), dt.date(2025, 10, 30))
    assert {one.best for one in dispute.versions} == {1000, 50, None}
    assert (dispute.low, dispute.high) == (24, None)


def test_families_and_persons_at_the_ivorian_border(ledger):
    found = [
        one
        for one in ledger.disputes()
        if "households_persons" in one.kinds and one.event.country == "CIV"
    ]
    [dispute] = found
    assert {(one.low, one.unit) for one in dispute.versions} == {
        (2000, "households"),
        (200, "persons"),
    }


def test_refugees_hosted_by_cote_divoire(ledger):
    found = disputes(ledger, "refugees_hosted", dt.date(2025, 11, 1), AS_OF)
    [dispute] = [one for one in found if one.event.country == "CIV"]
    assert {one.best for one in dispute.versions} >= {90000, 70000}


def test_monthly_totals_are_never_set_against_each_other(ledger):
    assert not disputes(ledger, "petroleum_registered", dt.date(2025, 9, 1), AS_OF)
