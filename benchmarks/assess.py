"""Time the assessment on many claims: ``python benchmarks/assess.py [CLAIMS]``, by default 100 000.

Claims are made up: rows of an imported table of events and claims of reports on everything that
gauges read, in the places of the shipped case. Once they spread over three years, once all of them
lie within 120 days. Prints the seconds from an open store to the assessment, those after one more
report, both as a ratio to the limits (3 and 1 seconds), and the peak of memory.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from qafila.assess.assessing import Assessor
from qafila.assess.rules import read_rules
from qafila.case import find_case, read_case
from qafila.claims import Actor, Claim, DateSpan, Document, Location, Source, Span, claim_id
from qafila.ledger import open_store
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qafila.assess.model import Assessment
    from qafila.case import Case
    from qafila.ledger import Store

LAST = dt.date(2025, 11, 30)
SPREADS = {"three years": 1095, "120 days": 120}
FULL_SECONDS, MORE_SECONDS = 3.0, 1.0
ROWS = 0.7  # of the claims are rows of a table, as after an import of ACLED; the rest are reported
EVENTS = ("armed_clash", "violence_against_civilians", "attack_on_convoy", "abduction")
OUTLETS, OFFICIALS = 60, 40
FIGURES = {
    "displacement": ("persons_displaced", "persons", 5000),
    "price": ("fuel_price", "XOF per litre", 3000),
    "attack_on_convoy": ("tankers_destroyed", "tankers", 60),
    "casualties": ("persons_killed", "persons", 40),
    "abduction": ("persons_abducted", "persons", 8),
}
WORDS = "What happened near the town was reported by several sources and is not confirmed. " * 3


class MadeUp:
    """Claims about the places of a case, the same for the same seed."""

    def __init__(self, case: Case, days: int, seed: int = 1) -> None:
        self._draw = random.Random(seed)  # noqa: S311  # nothing here is secret
        places = case.locations[["location_id", "name_en", "country"]].itertuples(index=False)
        self._places = [Location(name, where, land, "exact") for where, name, land in places]
        self._kinds = sorted(
            {
                (one.event_type, one.subtype or None)
                for gauges in read_rules().gauges.values()
                for gauge in gauges
                for one in (*gauge.reads, *gauge.ended_by)
            },
            key=str,
        )
        self._days = days

    def papers(self, number: int) -> Iterator[tuple[Document, list[Claim]]]:
        """Rows with one claim each and reports with several, in the order of their days."""
        left, paper = number, 0
        while left > 0:
            reported = LAST - dt.timedelta(self._days * left // (number + 1))
            is_row = self._draw.random() < ROWS
            said = 1 if is_row else min(left, self._draw.randint(1, 6))
            yield self.paper(f"made-up:{paper}", reported, said, is_row=is_row)
            left, paper = left - said, paper + 1

    def paper(
        self, name: str, reported: dt.date, said: int, *, is_row: bool
    ) -> tuple[Document, list[Claim]]:
        """One document with its claims."""
        text = f"{name} of {reported}. {WORDS}"
        document = Document.from_text(
            text, name, outlet="Made up", published=reported, language="en"
        )
        make = self._row if is_row else self._told
        return document, [make(document, reported, rank) for rank in range(said)]

    def _row(self, document: Document, reported: dt.date, rank: int) -> Claim:
        day = reported - dt.timedelta(self._draw.randint(0, 7))
        kind = self._draw.choice(EVENTS)
        source = self._draw.randrange(OUTLETS)
        origin = Source(f"Outlet {source}", f"outlet{source}", "media")
        chain = (Source("Made up", "made_up", "dataset"), origin)
        date = DateSpan(day, day, "day", "explicit")
        return self._claim(document, reported, rank, (kind, None), date, chain, "acled")

    def _told(self, document: Document, reported: dt.date, rank: int) -> Claim:
        kind = self._draw.choice(self._kinds)
        source = self._draw.randrange(OUTLETS)
        chain = [Source(f"Outlet {source}", f"outlet{source}", "media")]
        if self._draw.random() < 0.5:
            official = self._draw.randrange(OFFICIALS)
            chain.append(Source(f"Official {official}", f"official{official}", "government"))
        span = DateSpan(None, None, "vague", "unresolved")
        if self._draw.random() < 0.6:
            start = reported - dt.timedelta(self._draw.randint(0, 20))
            length = self._draw.choice((0, 0, 0, 1, 6, 30))
            precision = "day" if length == 0 else "interval"
            span = DateSpan(start, start + dt.timedelta(length), precision, "explicit")
        return self._claim(document, reported, rank, kind, span, tuple(chain), "rules")

    def _claim(
        self,
        document: Document,
        reported: dt.date,
        rank: int,
        kind: tuple[str, str | None],
        date: DateSpan,
        chain: tuple[Source, ...],
        method: str,
    ) -> Claim:
        event_type, subtype = kind
        words = Span(0, len(document.text), document.text)
        quantity, unit, most = FIGURES.get(event_type, (None, None, 0))
        figure = float(self._draw.randint(1, most)) if most and self._draw.random() < 0.6 else None
        place = self._draw.choice(self._places)
        return Claim(
            claim_id(document.document_id, words, event_type, rank, "1"),
            document.document_id,
            reported,
            "en",
            event_type,
            words,
            self._draw.choice(("asserted", "asserted", "claimed", "background")),
            "1",
            subtype=subtype,
            actors=(
                Actor("One", "one", "armed_group", "agent"),
                Actor(
                    "Two", "two", "civilians", "target", self._draw.choice(("MLI", "IND", "EGY"))
                ),
            ),
            locations=(place,) if self._draw.random() < 0.9 else (),
            date=date,
            quantity=quantity if figure is not None else None,
            measure="flow" if figure is not None else None,
            best=figure,
            low=figure,
            high=figure,
            unit=unit if figure is not None else None,
            said_by=chain,
            method=method,
        )


def timed(
    assessor: Assessor, store: Store, within: dict[str, str]
) -> tuple[float, float, Assessment]:
    """Seconds of the processor and of the clock from the open store to the assessment."""
    begun, clock = time.process_time(), time.perf_counter()
    found = assessor.assess(store.as_of(LAST, within), LAST)
    return time.process_time() - begun, time.perf_counter() - clock, found


def measure(case: Case, number: int, days: int, folder: Path) -> None:
    """Print the times of one spread."""
    made = MadeUp(case, days)
    with open_store(folder / "ledger.sqlite") as store:
        store.add_stream(made.papers(number))
        assessor = Assessor(case)
        named = case.locations[["location_id", "admin1_name"]].itertuples(index=False)
        within = {place: fold(region).text for place, region in named if region}
        full, clock, found = timed(assessor, store, within)
        known = sum(one.level != "unknown" for one in found.findings)
        print(
            f"  {found.claims_known} claims, {known} levels known, {len(found.disputes)} disputes"
        )
        _print("full assessment", full, clock, FULL_SECONDS)
        store.add_all([made.paper("one more", LAST, 5, is_row=False)])
        more, clock, _ = timed(assessor, store, within)
        _print("after one more report", more, clock, MORE_SECONDS)


def _print(what: str, seconds: float, clock: float, limit: float) -> None:
    print(f"  {what:24} {seconds:6.2f} s ({clock:.2f} s), {seconds / limit:5.2f} of the limit")


def main(number: int) -> None:
    """Print what was measured for each spread."""
    case = read_case(find_case("mali-2025"))
    for name, days in SPREADS.items():
        print(f"{number} claims over {name}")
        with tempfile.TemporaryDirectory() as folder:
            measure(case, number, days, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory, with the making of the claims: {peak:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
