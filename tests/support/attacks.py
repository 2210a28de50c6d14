"""Reports of attacks on the made-up network of `synthetic`, and what is known from them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from qafila.claims import Claim, DateSpan, Document, Location, Source, Span, claim_id
from qafila.ledger import Ledger, open_store
from qafila.situation import build_situation
from tests.support.synthetic import AS_OF, synthetic_situation

if TYPE_CHECKING:
    from qafila.case import Case
    from qafila.situation import Situation

START = AS_OF - dt.timedelta(days=59)
STRETCHES = (("capital", "north"), ("capital", "south"), ("capital", "east"), ("east", "post-s"))


def attack(
    where: tuple[str, ...],
    ago: int = 10,
    origin: str = "paper",
    relay: str = "",
    *,
    modality: str = "asserted",
    days: int = 0,
    told: int | None = None,
    event_type: str = "attack_on_convoy",
    precision: str = "stretch",
    burnt: float | None = None,
) -> tuple[Document, Claim]:
    """A report of an attack some days before the day of the situation.

    `where` names the ends of a stretch, one place, or nothing; `days` makes its day inexact, and
    `told` is how many days before the day of the situation it was published.
    """
    last = AS_OF - dt.timedelta(days=ago)
    said = AS_OF - dt.timedelta(days=ago - 1 if told is None else told)
    text = f"{origin} {relay}: {event_type} {where} {ago} {days} {modality} {burnt} told {said}"
    paper = Document.from_text(text, f"{relay or origin}-{text}.md", published=said, language="en")
    role, exact = ("between", "stretch") if len(where) > 1 else ("at", precision)
    span = Span(0, len(text), text)
    chain = (Source(relay, relay, "media"),) if relay else ()
    figure: dict[str, Any] = {}
    if burnt is not None:
        figure = {"quantity": "tankers_destroyed", "best": burnt, "low": burnt, "high": burnt,
                  "unit": "tankers"}  # fmt: skip
    claim = Claim(
        claim_id(paper.document_id, span, event_type, 0, "1"), paper.document_id, said, "en",
        event_type, span, modality, "1",
        locations=tuple(Location(name, name, "MLI", exact, role) for name in where),
        date=DateSpan(last - dt.timedelta(days=days), last, "interval" if days else "day"),
        said_by=(*chain, Source(origin, origin, "union")), **figure,
    )  # fmt: skip
    return paper, claim


@cache
def _case() -> Case:
    return synthetic_situation().case


def known(
    *reports: tuple[Document, Claim],
    as_of: dt.date = AS_OF,
    start: dt.date = START,
    undisturbed: bool = False,
    **made: Any,
) -> Situation:
    """What is known on a day from reports, read through a store as in a run."""
    case = synthetic_situation(**made).case if made else _case()
    case = dataclasses.replace(case, start=start)
    if not reports:
        return build_situation(case, Ledger.empty(as_of), as_of, undisturbed=undisturbed)
    with open_store("sqlite://") as store:
        for paper, claim in reports:
            store.add(paper, [claim])
        ledger = store.as_of(as_of)
        ledger.load()
        return build_situation(case, ledger, as_of, undisturbed=undisturbed)
