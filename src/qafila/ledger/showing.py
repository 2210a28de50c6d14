"""A ledger as a notebook shows it: its claims by day and kind, and what is disputed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from qafila import terms
from qafila.cards import card, count
from qafila.charts import claims_chart
from qafila.errors import InputError
from qafila.pictures import Picture, check_language, legend, say, write_style

if TYPE_CHECKING:
    from qafila.ledger.ledger import Ledger

_SHOWN = 8
COLUMNS = ("event_type", "reported_at", "claims", "disputed")


def claim_counts(ledger: Ledger) -> pd.DataFrame:
    """Claims by kind of event and day of report.

    Parameters
    ----------
    ledger : Ledger
        What was known.

    Returns
    -------
    pandas.DataFrame
        Columns event_type, reported_at, claims, disputed (how many of them take part in a
        dispute); the kind with most claims first.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.ledger import Ledger
    >>> len(claim_counts(Ledger.empty(dt.date(2025, 11, 30))))
    0
    """
    disputed = disputed_claims(ledger)
    all_claims: Counter[str] = Counter(claim.event_type for claim in ledger.claims)
    found: Counter[tuple[str, object]] = Counter()
    contradicted: Counter[tuple[str, object]] = Counter()
    for claim in ledger.claims:
        key = (claim.event_type, claim.reported_at)
        found[key] += 1
        contradicted[key] += claim.claim_id in disputed
    ordered = sorted(found, key=lambda key: (-all_claims[key[0]], key[0], key[1]))
    rows = [(*key, found[key], contradicted[key]) for key in ordered]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def disputed_claims(ledger: Ledger) -> frozenset[str]:
    """Claims that take part in a dispute.

    Parameters
    ----------
    ledger : Ledger
        What was known.

    Returns
    -------
    frozenset of str
        Identifiers.
    """
    return frozenset(
        claim.claim_id
        for dispute in ledger.disputes()
        for version in dispute.versions
        for claim in version.claims
    )


def plot_ledger(ledger: Ledger, language: str = "en") -> Picture:
    """Claims by day of report and kind of event; what is disputed stands out.

    Parameters
    ----------
    ledger : Ledger
        What was known.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The chart.

    Raises
    ------
    InputError
        If the ledger holds no claim.
    """
    check_language(language)
    counts = claim_counts(ledger)
    if counts.empty:
        raise InputError(f"no claim was known on {ledger.as_of}: there is nothing to draw")
    first = min(counts["reported_at"])
    counts["x"] = [(day - first).days for day in counts["reported_at"]]
    counts["label"] = [terms.label("event_type", kind, language) for kind in counts["event_type"]]
    title = say("claims_title", language)
    style = write_style(language, first, counts["x"])
    drawn = counts[["label", "x", "claims", "disputed"]]
    chart = claims_chart(drawn, title, legend(language), style)
    totals = counts.groupby("label", sort=False)[["claims", "disputed"]].sum()
    words = legend(language)
    told = [
        f"{label}: {row['claims']} {words['claims']}, {row['disputed']} {words['disputed']}"
        for label, row in totals.iterrows()
    ]
    return Picture(chart, title, "; ".join(told), language)


def ledger_card(ledger: Ledger) -> str:
    """A ledger as HTML.

    Parameters
    ----------
    ledger : Ledger
        What was known.

    Returns
    -------
    str
        Counts, and the kinds of event with most claims.
    """
    counts = claim_counts(ledger)
    papers = Counter(document.language for document in ledger.documents.values())
    spoken = ", ".join(f"{number} {code}" for code, number in sorted(papers.items()))
    facts = [
        count(len(ledger.claims), "claim"),
        count(papers.total(), "document") + (f" ({spoken})" if spoken else ""),
        count(len(ledger.events()), "event"),
        count(len(ledger.disputes()), "dispute"),
    ]
    facts += [count(ledger.later, "claim") + " reported later"] if ledger.later else []
    facts += (
        [count(ledger.left_out, "claim") + " without a date left out"] if ledger.left_out else []
    )
    grouped = counts.groupby("event_type", sort=False)
    rows = [
        (
            terms.label("event_type", str(kind), "en"),
            part["claims"].sum(),
            part["disputed"].sum(),
            part["reported_at"].min(),
            part["reported_at"].max(),
        )
        for kind, part in grouped
    ]
    note = "" if len(rows) <= _SHOWN else f"and {len(rows) - _SHOWN} more kinds of event"
    return card(
        f"Ledger as of {ledger.as_of}",
        facts,
        ("event", "claims", "disputed", "first report", "last report"),
        rows[:_SHOWN],
        note,
    )
