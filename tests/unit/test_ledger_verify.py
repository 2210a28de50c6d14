"""A ledger that was damaged or altered says so, all faults at once; and what a ledger holds."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest

from qafila.ledger import open_store
from tests.support.cases import write_small_case
from tests.unit.test_cli import qafila
from tests.unit.test_ledger_reviews import Desk, burnt, paper
from tests.unit.test_ledger_store import note, read


@pytest.fixture
def path(tmp_path):
    """A ledger with two documents, a superseded claim, a revision and two reviews."""
    file = tmp_path / "ledger.sqlite"
    with open_store(file) as store:
        desk = Desk(store)
        desk.decide("accept")
        desk.decide("correct", "best=44")
        store.add(note(), read(note(), "Pumps", "Les stations"))
        store.add(note(), read(note(), "Pumps", version="2"))
        store.add(note(), read(note(), "Pumps", version="2", best=3.0))
        assert store.verify() == []
    return file


def change(path, *statements):
    link = sqlite3.connect(path)
    for statement in statements:
        link.execute(statement)
    link.commit()
    link.close()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE documents SET text = text || '!'", "the stored text was altered"),
        ("UPDATE documents SET text = 'x' || text", "its words are not in the stored text"),
        ("UPDATE claims SET quantity = 'tankers'", "its columns and its record differ"),
        ("UPDATE claims SET source_key = 'afp'", "its columns and its record differ"),
        ("UPDATE claims SET payload = '{'", "its record is damaged"),
        ("UPDATE claims SET payload = '[]'", "its record is damaged"),
        ("UPDATE claims SET payload = replace(payload, ':3.0,', ':4.0,')", None),
        ("UPDATE claims SET document_name = 'b.md'", "names its document in another way"),
        ("UPDATE claims SET superseded_by_version = NULL", "counts as current"),
        ("DELETE FROM claims WHERE revision = 0", "an earlier revision is missing"),
        ("DELETE FROM documents", "refers to a missing documents"),
        ("UPDATE reviews SET day = '2020-01-01'", "its columns and its record differ"),
        ("UPDATE reviews SET payload = 'x'", "review .*: its record is damaged"),
        ("UPDATE reviews SET payload = replace(payload, 'Diarra', 'Keita')", "was altered"),
        ("UPDATE reviews SET review_id = 'r' || review_id", "its columns and its record differ"),
        ("DELETE FROM claims", "there is no claim that it speaks of"),
        ("DROP INDEX current_claims_by_order", None),
    ],
)
def test_what_was_altered_is_found(path, statement, fault):
    change(path, statement)
    with open_store(path) as store:
        faults = store.verify()
    if fault is None:
        assert faults == []  # it says another thing, or is slower, but nothing contradicts it
    else:
        assert any(re.search(fault, found) for found in faults)


def test_all_faults_are_told_at_once(path):
    change(
        path,
        "UPDATE documents SET text = text || '!' WHERE name = 'note.md' AND title IS NULL",
        "UPDATE claims SET modality = 'opinion' WHERE event_type = 'attack_on_convoy'",
        "UPDATE reviews SET payload = 'x'",
    )
    with open_store(path) as store:
        faults = store.verify()
    assert len(faults) == 5
    assert {fault.split(" ")[0] for fault in faults} == {"document", "claim", "review"}


def test_the_command_tells_faults_and_exits_with_1(path):
    sound = qafila("ledger", "verify", str(path))
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "sound; 2 documents, 2 claims, 3 superseded, 2 reviews" in sound.stdout
    change(path, "UPDATE claims SET payload = '{'")
    told = qafila("ledger", "verify", str(path))
    assert told.returncode == 1
    assert len(told.stdout.splitlines()) == 6
    report = json.loads(qafila("ledger", "verify", str(path), "--json").stdout)
    assert (report["sound"], len(report["faults"])) == (False, 5)


def test_a_file_that_is_no_ledger_is_a_fault_and_none_is_made(tmp_path):
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"not a ledger at all")
    assert qafila("ledger", "verify", str(bad)).returncode == 1
    folder = write_small_case(tmp_path / "case")
    missing = qafila("ledger", "verify", str(folder))
    assert missing.returncode == 2
    assert "there is no ledger" in missing.stderr
    assert not (folder / "ledger.sqlite").exists()
    assert "give the file" in qafila("ledger", "info", "teaching").stderr


def test_a_ledger_tells_what_it_holds(path):
    with open_store(path) as store:
        store.add(paper(), [burnt(paper())])
        assert store.info() == {
            "case": None,
            "ledger_version": 3,
            "documents": 2,
            "claims": 2,
            "superseded": 3,
            "reviews": 2,
            "readers": {"rules 1": 1, "rules 2": 1},
            "first_report": "2025-09-18",
            "last_report": "2025-11-12",
        }
    told = qafila("ledger", "info", str(path)).stdout
    assert "readers: rules 1 (1), rules 2 (1)" in told
    assert json.loads(qafila("ledger", "info", str(path), "--json").stdout)["claims"] == 2
