"""Ledgers of version 1 open, keep all that they hold, and are as if written today."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import replace

import pytest

from qafila.claims import Claim, Document, Location, Source, Span, claim_id, claim_record
from qafila.commands import ledger as checking
from qafila.errors import LedgerError
from qafila.ledger import AddResult, open_store

DAY = dt.date(2025, 9, 18)
# As version 1 made them.
TABLES = """
CREATE TABLE meta (ledger_version INTEGER NOT NULL, created VARCHAR(32) NOT NULL);
CREATE TABLE documents (document_id VARCHAR(64) NOT NULL PRIMARY KEY, name TEXT NOT NULL,
 outlet TEXT, published DATE, language VARCHAR(16), title TEXT, text TEXT NOT NULL,
 restates TEXT NOT NULL, recorded_at VARCHAR(32) NOT NULL);
CREATE TABLE document_history (document_id VARCHAR(64) NOT NULL, revision INTEGER NOT NULL,
 front TEXT NOT NULL, recorded_at VARCHAR(32) NOT NULL, PRIMARY KEY (document_id, revision),
 FOREIGN KEY(document_id) REFERENCES documents (document_id));
CREATE TABLE claims (claim_id VARCHAR(64) NOT NULL, revision INTEGER NOT NULL,
 document_id VARCHAR(64) NOT NULL, reported_at DATE, event_type VARCHAR(64) NOT NULL,
 location_id TEXT, country VARCHAR(3), date_start DATE, date_end DATE, quantity VARCHAR(64),
 modality VARCHAR(32) NOT NULL, method VARCHAR(32) NOT NULL, origin_key TEXT NOT NULL,
 reader_version VARCHAR(64) NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
 payload TEXT NOT NULL, superseded_by_version VARCHAR(64), recorded_at VARCHAR(32) NOT NULL,
 PRIMARY KEY (claim_id, revision),
 FOREIGN KEY(document_id) REFERENCES documents (document_id));
CREATE INDEX claims_of_a_document ON claims (document_id);
CREATE INDEX claims_by_day ON claims (superseded_by_version, reported_at);
"""


VERSION_2 = """
CREATE TABLE old AS SELECT claim_id, revision, document_id, reported_at, event_type, location_id,
 country, date_start, date_end, quantity, modality, method, '' AS origin_key, reader_version,
 span_start, span_end, payload, superseded_by_version, recorded_at, document_name, source_key
 FROM claims JOIN payloads USING (claim_key) ORDER BY claim_key;
DROP TABLE claims;
DROP TABLE payloads;
ALTER TABLE old RENAME TO claims;
CREATE INDEX claims_of_a_document ON claims (document_id);
DROP TABLE log;
DROP TABLE marks;
UPDATE meta SET ledger_version = 2;
"""


def paper() -> tuple[Document, list[Claim]]:
    text = "Pumps are dry. محطات بلا وقود."
    document = Document.from_text(text, "note.md", published=DAY, language="en")
    found = []
    for version, words in (("1", "Pumps"), ("2", "Pumps are dry."), ("2", "محطات")):
        start = text.index(words)
        span = Span(start, start + len(words), words)
        found.append(
            Claim(
                claim_id(document.document_id, span, "shortage", 0, version),
                document.document_id,
                DAY,
                "en",
                "shortage",
                span,
                "asserted",
                version,
                locations=(Location("Bamako", "bamako", "MLI"),),
                said_by=(Source("RFI", "rfi", "media"),),
                best=40.0,
                low=36.0,
            )
        )
    return document, found


def old_ledger(path, document, claims, case=None):
    """A file as version 1 wrote it; the first of the claims is superseded."""
    link = sqlite3.connect(path)
    link.executescript(TABLES)
    link.execute("INSERT INTO meta VALUES (1, '2025-09-18T00:00:00+00:00')")
    if case:
        link.execute("ALTER TABLE meta ADD COLUMN case_name TEXT")
        link.execute("UPDATE meta SET case_name = ?", [case])
    link.execute(
        "INSERT INTO documents VALUES (?, ?, NULL, ?, 'en', NULL, ?, '[]', 'then')",
        [document.document_id, document.name, DAY.isoformat(), document.text],
    )
    for claim in claims:
        record = claim_record(claim)
        del record["review"]  # unknown to version 1
        link.execute(
            "INSERT INTO claims VALUES (?, 0, ?, ?, 'shortage', 'bamako', 'MLI', NULL, NULL, NULL,"
            " 'asserted', 'rules', 'rfi', ?, ?, ?, ?, ?, 'then')",
            [
                *(claim.claim_id, claim.document_id, DAY.isoformat(), claim.reader_version),
                *(claim.span.start, claim.span.end),
                json.dumps(record, ensure_ascii=False, sort_keys=True),
                "2" if claim.reader_version == "1" else None,
            ],
        )
    link.commit()
    link.close()


@pytest.mark.parametrize("case", [None, "mali-2025"])
def test_an_old_ledger_opens_with_all_that_it_holds(tmp_path, case):
    path = tmp_path / "ledger.sqlite"
    document, claims = paper()
    old_ledger(path, document, claims, case)
    with open_store(path) as store:
        assert store.verify() == []
        assert store.as_of(DAY).claims == tuple(claims[1:])
        store.serve("mali-2025")
        assert store.add(document, claims[1:]) == AddResult(already=2)
    with open_store(path) as store, pytest.raises(LedgerError, match="mali-2025"):
        store.serve("another")


def test_an_old_ledger_is_as_one_written_today(tmp_path):
    document, claims = paper()
    old_ledger(tmp_path / "old.sqlite", document, claims)
    with open_store(tmp_path / "new.sqlite") as store:
        store.add(document, claims[:1])
        store.add(document, claims[1:])
    open_store(tmp_path / "old.sqlite").close()
    found = []
    for name in ("old", "new"):
        link = sqlite3.connect(tmp_path / f"{name}.sqlite")
        [version] = link.execute("SELECT ledger_version FROM meta").fetchone()
        made = link.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        rows = link.execute(
            "SELECT claim_id, document_name, payload, superseded_by_version"
            " FROM claims JOIN payloads USING (claim_key) ORDER BY 1"
        )
        found.append((version, sorted(made), list(rows)))
        link.close()
    assert found[0] == found[1]


def test_a_damaged_old_record_stays_to_be_told_of(tmp_path):
    path = tmp_path / "ledger.sqlite"
    old_ledger(path, *paper())
    link = sqlite3.connect(path)
    link.execute("UPDATE claims SET payload = '{' WHERE span_start > 0")
    link.commit()
    link.close()
    with open_store(path) as store:
        [fault] = store.verify()
        assert "its record is damaged" in fault


def as_of_version_2(path):
    """Rewrite a ledger of today as version 2 wrote it."""
    link = sqlite3.connect(path)
    link.executescript(VERSION_2)
    for table, added in {
        "documents": ("front_number", "front_rank", "digest"),
        "document_history": ("front_number", "front_rank", "digest"),
        "reviews": ("import_number",),
    }.items():
        for column in added:
            link.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    link.commit()
    link.close()


def test_of_an_older_ledger_corrected_rows_are_known_until_their_correction(tmp_path):
    path = tmp_path / "ledger.sqlite"
    january = dt.date(2026, 1, 1)
    with open_store(path) as store:
        for text, day in (("3 dead", DAY), ("4 dead", january)):
            document = Document.from_text(text, "t:1", published=day)
            span = Span(0, len(text), text)
            number = claim_id(document.document_id, span, "casualties", 0, "1")
            given = (number, document.document_id, day, "en", "casualties", span, "asserted", "1")
            store.add_stream([(document, [Claim(*given, method="table")])])
        today = [store.as_of(day).claims for day in (DAY, january)]
    as_of_version_2(path)
    with open_store(path) as store:
        assert [store.as_of(day).claims for day in (DAY, january)] == today
        assert [len(claims) for claims in today] == [1, 1]
        assert store.verify() == []


def test_an_older_ledger_is_sealed_from_the_day_on_which_it_is_brought_up(tmp_path):
    path = tmp_path / "ledger.sqlite"
    document, claims = paper()
    with open_store(path) as store:
        store.add(document, claims[:1])
        store.add(document, claims[1:])
        store.add(replace(document, title="Pumps"), claims[1:])
    as_of_version_2(path)
    link = sqlite3.connect(path)
    link.execute("UPDATE claims SET payload = replace(payload, ':40.0,', ':41.0,')")
    link.commit()
    link.close()
    with open_store(path) as store:
        assert store.verify() == []  # what was altered before cannot be told
        held = store.info()
        assert (held["changes"], held["documents"]) == (4, 1)
        assert store.add(document, claims[1:]).added == 2
        assert store.verify() == []
    link = sqlite3.connect(path)
    [first] = link.execute("SELECT number, kind FROM log ORDER BY number LIMIT 1")
    assert first == (4, "migration")
    link.execute("UPDATE payloads SET payload = replace(payload, ':41.0,', ':42.0,')")
    link.commit()
    link.close()
    with open_store(path) as store:
        faults = store.verify()
    assert len(faults) == 3
    assert all("its record was altered" in fault for fault in faults)


def test_who_looks_at_an_old_ledger_leaves_it_as_it_is(tmp_path):
    path = tmp_path / "ledger.sqlite"
    document, claims = paper()
    old_ledger(path, document, claims)
    before = path.read_bytes()
    report = checking.verify(str(path))
    assert (report["sound"], report["ledger_version"]) == (True, 1)
    assert report["checked"] == {"documents": 1, "claims": 2, "superseded": 1, "reviews": 0}
    held = checking.info(str(path))
    assert (held["ledger_version"], held["claims"]) == (1, 2)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.sqlite"]
    empty = tmp_path / "empty.sqlite"
    empty.touch()
    with pytest.raises(LedgerError, match="not a ledger"):
        checking.info(str(empty))
    assert empty.read_bytes() == b""
