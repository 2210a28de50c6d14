"""A ledger that was damaged or altered says so, all faults at once; and what a ledger holds."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest

from qafila.ledger import open_store
from qafila.ledger.sealing import claim_digest
from tests.support.cases import write_small_case
from tests.unit.test_cli import qafila
from tests.unit.test_ledger_reviews import TEXT, Desk, burnt, paper
from tests.unit.test_ledger_store import note, read

LATER = TEXT + " More is to come."


@pytest.fixture
def path(tmp_path):
    """A ledger with two documents, a superseded claim, a revision and two reviews.

    Change 1 is the report of the desk, 2 and 3 are its reviews, 4 to 6 the readings of the note.
    """
    file = tmp_path / "ledger.sqlite"
    with open_store(file) as store:
        desk = Desk(store)
        desk.decide("accept")
        desk.decide("correct", "best=44")
        store.add(note(), read(note(), "Pumps", "Les stations"))
        store.add(note(), read(note(), "Pumps", version="2"))
        store.add(note(title="Pumps"), read(note(), "Pumps", version="2", best=3.0))
        assert store.verify() == []
    return file


def change(path, *statements):
    link = sqlite3.connect(path)
    for statement in statements:
        link.executescript(statement)
    link.commit()
    link.close()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE documents SET text = text || '!'", "the stored text was altered"),
        ("UPDATE documents SET text = 'x' || text", "its words are not in the stored text"),
        ("UPDATE claims SET quantity = 'tankers'", "its columns and its record differ"),
        ("UPDATE claims SET source_key = 'afp'", "its columns and its record differ"),
        ("UPDATE payloads SET payload = '{'", "its record is damaged"),
        ("UPDATE payloads SET payload = '[]'", "its record is damaged"),
        (
            "UPDATE payloads SET payload = replace(payload, ':3.0,', ':4.0,')",
            "its record was altered",
        ),
        ("UPDATE claims SET document_name = 'b.md'", "names its document in another way"),
        ("UPDATE claims SET superseded_by_version = NULL", "counts as current"),
        ("DELETE FROM claims WHERE revision = 0", "an earlier revision is missing"),
        ("DELETE FROM documents", "refers to a missing documents"),
        ("UPDATE reviews SET day = '2020-01-01'", "its columns and its record differ"),
        ("UPDATE reviews SET payload = 'x'", "review .*: its record is damaged"),
        ("UPDATE reviews SET payload = replace(payload, 'Diarra', 'Keita')", "was altered"),
        ("UPDATE reviews SET review_id = 'r' || review_id", "its columns and its record differ"),
        ("DELETE FROM claims", "there is no claim that it speaks of"),
        # The figure, a word and the moment of one claim.
        (
            "UPDATE claims SET modality = 'denied'; UPDATE payloads SET payload ="
            """ replace(payload, '"modality":"asserted"', '"modality":"denied"')""",
            "claim .*: its record was altered",
        ),
        ("UPDATE claims SET recorded_at = '2020-01-01T00:00:00+00:00'", "its record was altered"),
        ("UPDATE claims SET revision = revision + 1 WHERE revision = 1", "its record was altered"),
        ("UPDATE claims SET digest = NULL", "its record was altered"),
        ("UPDATE claims SET import_number = 1", "holds . claims, but . were recorded"),
        ("UPDATE claims SET claim_key = -claim_key", "whether and when it was superseded"),
        # A claim is hidden, or comes back.
        (
            "UPDATE claims SET superseded_by_version = '9' WHERE superseded_by_version IS NULL",
            "whether and when it was superseded was altered",
        ),
        ("UPDATE claims SET superseded_on = '2025-09-20'", "whether and when it was superseded"),
        ("UPDATE marks SET superseded_by_version = '9'", "its marks are not those"),
        ("DELETE FROM marks", r"\d of its \d marks are missing"),
        # Front matter, of today and of before.
        ("UPDATE documents SET outlet = 'AFP'", "its front matter was altered"),
        ("UPDATE documents SET published = '2025-09-01'", "its front matter was altered"),
        ("UPDATE documents SET title = 'Pumps run'", "its front matter was altered"),
        ("UPDATE documents SET language = NULL", "its front matter was altered"),
        ('UPDATE documents SET restates = \'[["RFI", "", ""]]\'', "its front matter was altered"),
        ("UPDATE documents SET recorded_at = 'then'", "its front matter was altered"),
        (
            "UPDATE document_history SET front = replace(front, 'note.md', 'b.md')",
            "its front matter of revision 0 was altered",
        ),
        ("UPDATE document_history SET front = '['", "its front matter of revision 0 is damaged"),
        ("DELETE FROM document_history", "1 of its . documents are missing"),
        # What is gone.
        ("DELETE FROM claims WHERE claim_key = 5", "1 of its 1 claims are missing"),
        ("DELETE FROM claims WHERE revision = 1", "1 of its 1 claims are missing"),
        ("DELETE FROM documents WHERE name = 'note.md'", "of its 1 documents are missing"),
        ("DELETE FROM reviews WHERE payload LIKE '%accept%'", "1 of its 1 reviews are missing"),
        ("DELETE FROM reviews", "1 of its 1 reviews are missing"),
        # The log.
        ("DELETE FROM log WHERE number = 4", "log: change 4 is missing"),
        ("DELETE FROM log WHERE number = (SELECT max(number) FROM log)", "the ledger counts"),
        ("DELETE FROM log", "log: ends with change 0"),
        ("UPDATE log SET claims = 7 WHERE number = 4", "log: change 4 was altered"),
        ("UPDATE log SET recorded_at = 'then' WHERE number = 2", "log: change 2 was altered"),
        ("UPDATE log SET kind = 'migration' WHERE number = 1", "log: change 1 was altered"),
        ("UPDATE meta SET changes = 99", "the ledger counts 99"),
        ("UPDATE meta SET case_name = 'mali-2025'", "knows the case by another name"),
        ("UPDATE meta SET created = '2020-01-01'", "log: change 1 was altered"),
        ("DROP INDEX current_claims_by_order", None),
        # Keys are in no digest: marks hang on those of claims, and the last mark counts.
        (
            "UPDATE claims SET claim_key = -claim_key WHERE claim_key IN (3, 4);"
            "UPDATE claims SET claim_key = 7 + claim_key WHERE claim_key < 0",
            "claims: their keys are not in the order of the changes",
        ),
        ("UPDATE claims SET claim_key = claim_key + 9", "claims: their keys are not those from 1"),
        ("UPDATE marks SET mark_key = -mark_key", "marks: their keys are not in the order"),
        ("UPDATE documents SET import_number = 7", "its number of import was altered"),
        (
            "UPDATE document_history SET revision = revision + 1",
            "its front matter is not in the order of recording",
        ),
        # What would alter the ledger later, or stop the next import.
        (
            "CREATE TRIGGER hide AFTER INSERT ON claims BEGIN DELETE FROM log; END",
            "holds a trigger, hide",
        ),
        ("INSERT INTO payloads VALUES (99, '{}')", "payloads: 1 of no claim"),
        ("INSERT INTO meta SELECT * FROM meta", "meta: holds more than one row"),
        # Values of a kind that no column of a ledger has.
        ("UPDATE documents SET text = CAST(text AS BLOB)", "documents: text holds what it cannot"),
        ("UPDATE documents SET published = 'soon'", "documents: published holds what it cannot"),
        ("UPDATE claims SET reported_at = '2025-02-30'", "claims: reported_at holds what it"),
        ("UPDATE claims SET revision = X'00' WHERE claim_key = 1", "claims: revision holds what"),
        ("UPDATE claims SET digest = 'x'", "claims: digest holds what it cannot hold"),
        ("UPDATE log SET claims = 'x'", "log: claims holds what it cannot hold"),
        ("UPDATE marks SET superseded_on = 7", "marks: superseded_on holds what it cannot hold"),
        (
            "UPDATE reviews SET payload = CAST(payload AS BLOB)",
            "reviews: payload holds what it cannot hold, in 2 rows",
        ),
    ],
)
def test_what_was_altered_is_found(path, statement, fault):
    change(path, statement)
    with open_store(path) as store:
        faults = store.verify()
    if fault is None:
        assert faults == []  # it is slower, and says the same
    else:
        assert any(re.search(fault, found) for found in faults)


def test_front_matter_that_was_corrected_cannot_be_put_back(path):
    change(
        path,
        """
        CREATE TEMPORARY TABLE former AS SELECT * FROM document_history;
        CREATE TEMPORARY TABLE today AS SELECT * FROM documents WHERE title = 'Pumps';
        UPDATE document_history SET front = replace(front, '"title": null', '"title": "Pumps"'),
            (recorded_at, front_number, front_rank, digest) =
            (SELECT recorded_at, front_number, front_rank, digest FROM today);
        UPDATE documents SET title = NULL, (recorded_at, front_number, front_rank, digest) =
            (SELECT recorded_at, front_number, front_rank, digest FROM former)
            WHERE title = 'Pumps';
        """,
    )
    with open_store(path) as store:
        faults = store.verify()
    assert any("its front matter is not in the order of recording" in one for one in faults)


def forge_whole(path, figure):
    """Rewrite a claim together with its digest, as somebody would who knows how it is made."""
    link = sqlite3.connect(path)
    [row] = link.execute(
        "SELECT revision, recorded_at, payload FROM claims JOIN payloads USING (claim_key)"
        " WHERE claim_key = 5"
    )
    revision, recorded_at, payload = row
    forged = payload.replace(":3.0,", f":{figure},")
    assert forged != payload
    link.execute("UPDATE payloads SET payload = ? WHERE claim_key = 5", [forged])
    digest = claim_digest(revision, recorded_at, forged)
    link.execute("UPDATE claims SET digest = ? WHERE claim_key = 5", [digest])
    link.commit()
    link.close()


def test_a_digest_that_was_forged_too_does_not_agree_with_the_log(path):
    forge_whole(path, 4.0)
    with open_store(path) as store:
        [fault] = store.verify()
    assert "its claims are not those that were recorded" in fault


def test_an_import_that_was_cut_off_is_known_by_a_head_that_was_kept(path):
    with open_store(path) as store:
        heads = [store.info()["head"]]
        store.add(paper(text=LATER), [burnt(paper(text=LATER))])
        heads.append(store.info()["head"])
        assert [store.verify(head) for head in heads] == [[], []]
    change(
        path,
        "DELETE FROM claims WHERE import_number = (SELECT changes FROM meta)",
        "DELETE FROM payloads WHERE claim_key NOT IN (SELECT claim_key FROM claims)",
        "DELETE FROM documents WHERE front_number = (SELECT changes FROM meta)",
        "DELETE FROM log WHERE number = (SELECT changes FROM meta)",
        "UPDATE meta SET changes = changes - 1",
    )
    with open_store(path) as store:
        assert store.verify() == []  # the ledger is as it was before that import
        assert store.verify(heads[0]) == []
        [fault] = store.verify(heads[1])
    assert heads[1] in fault


def test_all_faults_are_told_at_once(path):
    change(
        path,
        "UPDATE documents SET text = text || '!' WHERE name = 'note.md'",
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
    change(path, "UPDATE payloads SET payload = '{'")
    told = qafila("ledger", "verify", str(path))
    assert told.returncode == 1
    assert len(told.stdout.splitlines()) == 6
    report = json.loads(qafila("ledger", "verify", str(path), "--json").stdout)
    assert (report["sound"], len(report["faults"])) == (False, 5)


def test_the_command_tells_of_values_that_cannot_be_read(path):
    change(path, "UPDATE claims SET reported_at = 'soon'")
    told = qafila("ledger", "verify", str(path))
    assert (told.returncode, told.stderr) == (1, "")
    assert "claims: reported_at holds what it cannot hold, in 5 rows" in told.stdout


def test_the_command_compares_with_a_head_that_was_kept(path):
    head = json.loads(qafila("ledger", "info", str(path), "--json").stdout)["head"]
    assert head in qafila("ledger", "verify", str(path)).stdout
    assert qafila("ledger", "verify", str(path), "--head", head.upper()).returncode == 0
    other = qafila("ledger", "verify", str(path), "--head", head[::-1])
    assert other.returncode == 1
    assert "was altered or removed" in other.stdout
    wrong = qafila("ledger", "verify", str(path), "--head", "x")
    assert (wrong.returncode, "64 signs" in wrong.stderr) == (2, True)


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
        held = store.info()
        head, since = held.pop("head"), held.pop("sealed_since")
        assert (len(head), since[-6:]) == (64, "+00:00")
        assert held == {
            "case": None,
            "ledger_version": 4,
            "documents": 2,
            "claims": 2,
            "superseded": 3,
            "reviews": 2,
            "readers": {"rules 1": 1, "rules 2": 1},
            "first_report": "2025-09-18",
            "last_report": "2025-11-12",
            "changes": 6,
        }
    told = qafila("ledger", "info", str(path)).stdout
    assert "readers: rules 1 (1), rules 2 (1)" in told
    assert json.loads(qafila("ledger", "info", str(path), "--json").stdout)["claims"] == 2
