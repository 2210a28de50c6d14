"""What others expect or advise: theirs, newest first, one origin once for one statement."""

from __future__ import annotations

import datetime as dt

from qafila.assess.outlooks import ADVISED, EXPECTED, kind_of, outlooks
from qafila.claims import Claim, DateSpan, Source, Span

DAY = dt.date(2025, 11, 30)


def said(name, by="soufan", kind="analyst", days=1, relay=None, **fields):
    chain = (Source(by, by, kind),)
    if relay is not None:
        chain = (Source(relay, relay, "media"), *chain)
    given = {
        "event_type": "risk_outlook",
        "modality": "opinion",
        "reported_at": DAY - dt.timedelta(days=days),
        **fields,
    }
    return Claim(
        name, f"d-{name}", language="en", span=Span(0, 1, "x"), reader_version="1",
        said_by=chain, **given,
    )  # fmt: skip


def test_predictions_and_advice_are_told_apart_and_the_newest_come_first():
    risk = said("risk", days=5)
    advice = said("advice", "government_usa", "government", days=2, event_type="advisory")
    buy = said("buy", "sahel", days=9, event_type="assessment", subtype="recommendation")
    found = outlooks([buy, risk, advice], DAY, 60)
    assert [(one.kind, one.claim_ids) for one in found] == [
        (ADVISED, ("advice",)), (EXPECTED, ("risk",)), (ADVISED, ("buy",)),
    ]  # fmt: skip


def test_relays_of_one_origin_are_one_outlook():
    day = dt.date(2025, 10, 28)
    date = DateSpan(day, day, "day")
    fields = {"event_type": "advisory", "modality": "asserted", "date": date}
    told = [
        said("a", "government_usa", "government", 3, "rfi", **fields),
        said("b", "government_usa", "government", 1, "afp", **fields),
    ]
    [one] = outlooks(told, DAY, 60)
    assert one.claim_ids == ("b", "a")
    assert one.first_reported < one.reported


def test_what_is_denied_or_of_earlier_times_or_old_or_of_another_kind_is_no_outlook():
    told = [
        said("denied", modality="denied"),
        said("background", modality="background"),
        said("old", days=60),
        said("later", days=-1),
        said("motive", event_type="assessment", subtype="motive"),
        said("attack", event_type="attack_on_convoy", modality="asserted"),
    ]
    assert outlooks(told, DAY, 60) == ()
    assert kind_of(told[-1]) is None


def test_the_order_of_claims_has_no_say():
    told = [said(name, name, days=number) for number, name in enumerate("abc")]
    assert outlooks(told, DAY, 60) == outlooks(told[::-1], DAY, 60)
