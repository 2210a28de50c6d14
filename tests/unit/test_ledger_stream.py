"""Rows of tables, one document each: in one transaction, in constant memory, and never half."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from benchmarks.ledger import measure, rows
from qafila.claims import Claim, Document, Span, claim_id
from qafila.errors import LedgerError
from qafila.ledger import AddResult, open_store

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2025, 10, 1)
LAST = dt.date(2030, 1, 1)


def row(name: str, text: str, day: dt.date = DAY) -> tuple[Document, list[Claim]]:
    document = Document.from_text(text, name, published=day, language="en")
    span = Span(0, len(text), text)
    number = claim_id(document.document_id, span, "armed_clash", 0, "1")
    given = (document.document_id, day, "en", "armed_clash", span, "asserted", "1")
    return document, [Claim(number, *given, method="table")]


def words(store) -> list[str]:
    return sorted(claim.span.text for claim in store.as_of(LAST).claims)


def test_a_changed_row_takes_the_place_of_the_former_and_nothing_is_erased():
    with open_store("sqlite://") as store:
        first = [row("t:1", "1,3 dead"), row("t:2", "2,5 dead")]
        assert store.add_stream(iter(first)) == AddResult(added=2)
        assert store.add_stream(iter(first)) == AddResult(already=2)
        changed = [row("t:1", "1,4 dead"), row("t:2", "2,5 dead")]
        assert store.add_stream(iter(changed)) == AddResult(added=1, already=1, superseded=1)
        assert words(store) == ["1,4 dead", "2,5 dead"]
        # The former line comes back if the table does.
        assert store.add_stream(iter(first)) == AddResult(added=1, already=1, superseded=1)
        assert words(store) == ["1,3 dead", "2,5 dead"]
        assert store.verify() == []
        assert store.info()["superseded"] == 2


def test_rows_that_are_not_in_a_later_table_stay():
    with open_store("sqlite://") as store:
        store.add_stream([row("t:1", "1,3 dead"), row("t:2", "2,5 dead")])
        store.add_stream([row("t:3", "3,1 dead")])
        assert words(store) == ["1,3 dead", "2,5 dead", "3,1 dead"]


def test_the_same_row_twice_counts_once_and_under_its_first_name():
    twice = [row("t:2", "x", dt.date(2025, 10, 2)), row("t:1", "x"), row("t:1", "x")]
    for order in (twice, twice[::-1], [*twice, *[row(f"t:{n}", f"{n}") for n in range(3, 1500)]]):
        with open_store("sqlite://") as store:
            store.add_stream(order)
            [claim] = [one for one in store.as_of(LAST).claims if one.span.text == "x"]
            assert claim.reported_at == DAY
            assert store.as_of(LAST).documents[claim.document_id].name == "t:1"


@pytest.mark.parametrize("where", [0, 1, 700])
def test_an_import_that_fails_anywhere_leaves_nothing(tmp_path, where):
    def broken():
        for number in range(where):
            yield row(f"t:{number}", f"{number},dead")
        raise ValueError("the file ends here")

    with open_store(tmp_path / "ledger.sqlite") as store:
        store.add_stream([row("other", "kept")])
        before = store.as_of(LAST)
        with pytest.raises(ValueError, match="ends here"):
            store.add_stream(broken())
        assert before == store.as_of(LAST)
        assert store.info()["documents"] == 1
        document, claims = row("t:1", "1,dead")
        wrong = Document("0" * 64, document.text, document.name)
        with pytest.raises(LedgerError, match="SHA-256"):
            store.add_stream([row("t:0", "0,dead"), (wrong, [])])
        assert store.info()["documents"] == 1
        assert store.add_stream([(document, claims)]) == AddResult(added=1)


KILLED = """
import sys
sys.path.insert(0, sys.argv[2])
from benchmarks.ledger import rows
from qafila.ledger import open_store
def told(number):
    print(number, flush=True)
with open_store(sys.argv[1]) as store:
    store.add_stream(rows(2_000_000), progress=told)
"""


@pytest.mark.skipif(os.name == "nt", reason="nothing kills as hard there")
def test_a_machine_that_stops_in_mid_import_leaves_the_ledger_as_it_was(tmp_path):
    path = tmp_path / "ledger.sqlite"
    with open_store(path) as store:
        store.add_stream(rows(300))
        before = store.info()
    size = path.stat().st_size
    command = [sys.executable, "-c", KILLED, str(path), str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 120
        # Long enough that pages were written into the file itself.
        while path.stat().st_size < 20 * size and time.monotonic() < deadline:
            time.sleep(0.05)
        assert running.stdout is not None
        assert running.stdout.readline() == "500\n"
        running.send_signal(signal.SIGKILL)
        running.stdout.read()
    assert running.returncode == -signal.SIGKILL
    assert path.stat().st_size > size
    with open_store(path) as store:
        assert store.verify() == []
        assert store.info() == before
        assert store.add_stream(rows(300)).added == 0


def test_memory_does_not_grow_with_the_rows(tmp_path):
    peaks = []
    for number in (2_000, 8_000):
        with open_store(tmp_path / f"{number}.sqlite") as store:
            tracemalloc.start()
            store.add_stream(rows(number))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_the_indexes_are_there_again_after_a_large_import(tmp_path):
    import sqlite3

    found = []
    for number in (10, 21_000):
        path = tmp_path / f"{number}.sqlite"
        with open_store(path) as store:
            store.add_stream(rows(number))
        link = sqlite3.connect(path)
        found.append(sorted(link.execute("SELECT name, sql FROM sqlite_master")))
        link.close()
    assert found[0] == found[1]


def test_the_benchmark_measures_and_stays_within_a_ratio_of_plain_inserts(tmp_path):
    found = measure(3_000, tmp_path)
    spent = found["import, s"] - found["rows alone, s"]
    # Keys, checks, JSON and eleven indexes, beside inserts without any; the machine may be busy.
    assert spent < 60 * max(found["plain inserts, s"], 0.02)
    assert {"count, all, ms", "by source, half, ms", "first 100, all, ms"} <= set(found)


@pytest.mark.slow
def test_many_claims_are_counted_at_once(tmp_path):
    # The million is for benchmarks/ledger.py: it takes minutes.
    found = measure(100_000, tmp_path)
    slowest = max(value for name, value in found.items() if name.endswith("ms"))
    # A question that went through all claims one by one would take as long as reading them in.
    assert slowest < 1000 * found["import, s"] / 20
