"""Time the ledger on many claims: ``python benchmarks/ledger.py [ROWS]``, by default a million.

Claims are made up while the run goes on: rows of a table of events, one document each. Prints the
seconds of the import, of making the rows alone and of plain inserts of the same rows with sqlite3,
the peak of memory, and the milliseconds of what a view is asked first.
"""

from __future__ import annotations

import datetime as dt
import gc
import random
import resource
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from qafila.claims import Actor, Claim, DateSpan, Document, Location, Source, Span, claim_id
from qafila.ledger import open_store
from qafila.ledger.checking import prepare
from qafila.ledger.records import GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qafila.ledger import Ledger

FIRST, DAYS = dt.date(1989, 1, 1), 13_000
KINDS = ("armed_clash", "violence_against_civilians", "attack_on_convoy", "abduction")
COUNTRIES = ("MLI", "BFA", "NER", "SDN", "TCD", "MRT", "SEN", "CIV")
PLACES, SOURCES = 20_000, 300


def rows(number: int, seed: int = 1) -> Iterator[tuple[Document, tuple[Claim, ...]]]:
    """Rows of a made-up table of events, by day."""
    draw = random.Random(seed)  # noqa: S311  # nothing here is secret
    words = (
        "Clashes between two groups were reported near the town; the toll is not confirmed. " * 4
    )
    for row in range(number):
        country = draw.choice(COUNTRIES)
        day = FIRST + dt.timedelta(row * DAYS // number)
        place, source = draw.randrange(PLACES), draw.randrange(SOURCES)
        deaths = float(draw.randrange(20))
        text = f"{row},{day},place{place},source{source},{deaths:.0f},{words}"
        document = Document.from_text(
            text, f"made-up:{row}", outlet="Made up", published=day, language="en"
        )
        span = Span(0, len(text), text)
        kind = KINDS[row % len(KINDS)]
        yield (
            document,
            (
                Claim(
                    claim_id(document.document_id, span, kind, 0, "1"),
                    document.document_id,
                    day,
                    "en",
                    kind,
                    span,
                    "asserted",
                    "1",
                    actors=(
                        Actor("One", "one", "armed_group"),
                        Actor("Two", "two", "state_forces"),
                    ),
                    locations=(Location(f"Place {place}", f"place{place}", country, "exact"),),
                    date=DateSpan(day, day, "day", "explicit"),
                    quantity="deaths",
                    measure="flow",
                    best=deaths,
                    low=deaths,
                    high=deaths,
                    unit="persons",
                    said_by=(
                        Source("Made up", "made_up", "dataset"),
                        Source(f"Source {source}", f"source{source}", "media"),
                    ),
                    method="table",
                ),
            ),
        )


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor, which other work on the machine disturbs least."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def insert_plainly(path: Path, number: int) -> float:
    """Seconds in which sqlite3 alone inserts the same rows, without keys, checks and indexes."""
    link = sqlite3.connect(path, isolation_level=None)
    spent = 0.0
    link.execute("BEGIN")
    papers: list[tuple[object, ...]] = []
    claims: list[tuple[object, ...]] = []
    for row, (document, said) in enumerate(rows(number), start=1):
        ready = prepare(document, said)
        papers.append((ready.document_id, *ready.front, ready.text))
        claims.extend(ready.claims)
        if row == 1:
            _make(link, {"papers": len(papers[0]), "claims": len(claims[0])})
        if row % 500 == 0 or row == number:
            begun = time.process_time()
            for name, held in (("papers", papers), ("claims", claims)):
                marks = ", ".join("?" * len(held[0]))
                link.executemany(f"INSERT INTO {name} VALUES ({marks})", held)  # noqa: S608
                held.clear()
            spent += time.process_time() - begun
    spent += seconds(lambda: link.execute("COMMIT"))
    link.close()
    return spent


def _make(link: sqlite3.Connection, tables: dict[str, int]) -> None:
    for name, width in tables.items():
        columns = ", ".join(f"c{number}" for number in range(width))
        link.execute(f"CREATE TABLE {name} ({columns})")


def questions(ledger: Ledger) -> dict[str, float]:
    """Milliseconds of what a view is asked first."""
    asked: dict[str, Callable[[], object]] = {"count": lambda: len(ledger)}
    for group in GROUPS:
        asked[f"by {group}"] = lambda group=group: ledger.count_by(group)
    asked["first 100"] = lambda: ledger.head(100)
    # What else the process holds may be searched for cycles in the midst of a question.
    gc.collect()
    gc.disable()
    try:
        return {name: 1000 * seconds(work) for name, work in asked.items()}
    finally:
        gc.enable()


def measure(number: int, folder: Path) -> dict[str, float]:
    """Import rows and ask for views; seconds, and milliseconds of the questions."""
    found = {"rows alone, s": seconds(lambda: sum(1 for _ in rows(number)))}
    with open_store(folder / "ledger.sqlite") as store:
        found["import, s"] = seconds(lambda: store.add_stream(rows(number)))
        found["import again, s"] = seconds(lambda: store.add_stream(rows(number)))
        half = FIRST + dt.timedelta(DAYS // 2)
        for name, day in (("all", FIRST + dt.timedelta(DAYS)), ("half", half)):
            view = store.as_of(day)
            found |= {f"{what}, {name}, ms": took for what, took in questions(view).items()}
    found["plain inserts, s"] = insert_plainly(folder / "plain.sqlite", number)
    return found


def main(number: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(number, Path(folder))
        size = (Path(folder) / "ledger.sqlite").stat().st_size
    for name, value in found.items():
        print(f"{name:24} {value:10.2f}")
    store = found["import, s"] - found["rows alone, s"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'rows a second':24} {number / found['import, s']:10.0f}")
    print(f"{'ratio to plain inserts':24} {store / found['plain inserts, s']:10.2f}")
    print(f"{'peak memory, MB':24} {peak:10.0f}")
    print(f"{'ledger, MB':24} {size / 1e6:10.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
