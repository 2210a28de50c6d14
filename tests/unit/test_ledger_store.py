from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from importlib.util import find_spec

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from qafila.claims import Claim, Document, Span, claim_id
from qafila.errors import LedgerError, MissingExtraError, UnknownNameError
from qafila.ledger import AddResult, open_store
from qafila.ledger.engine import plain_errors
from qafila.ledger.records import CLAIM_COLUMNS, claim_values, metadata
from qafila.ledger.records import claims as claims_table
from qafila.ledger.writing import insert_rows

DAY = dt.date(2025, 9, 18)
TEXT = "Pumps are dry. محطات بلا وقود 🚛. Les stations sont vides."


def note(name="note.md", text=TEXT, **front):
    return Document.from_text(text, name, **{"published": DAY, "language": "en", **front})


def read(document, *quotes, version="1", **fields):
    """What a reader would give for some words of a document."""
    found = []
    for ordinal, quote in enumerate(quotes):
        start = document.text.index(quote)
        span = Span(start, start + len(quote), quote)
        identifier = claim_id(document.document_id, span, "shortage", ordinal, version)
        given = {
            "reported_at": document.published,
            "language": "en",
            "event_type": "shortage",
            "modality": "asserted",
            "reader_version": version,
            **fields,
        }
        found.append(Claim(identifier, document.document_id, span=span, **given))
    return found


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


def test_what_goes_in_comes_out_in_any_script(path):
    document = note(restates=(("RFI", "https://example.org", "2025-09-15"),))
    claims = read(document, "محطات بلا وقود 🚛", "Pumps are dry.")
    with open_store(path) as store:
        assert store.add(document, claims) == AddResult(added=2)
    with open_store(str(path)) as store:
        ledger = store.as_of(DAY)
        assert store.verify() == []
    assert [claim.span.text for claim in ledger.claims] == ["Pumps are dry.", "محطات بلا وقود 🚛"]
    assert set(ledger.claims) == set(claims)
    assert ledger.documents == {document.document_id: document}


def test_a_report_read_twice_adds_nothing(path):
    document = note()
    claims = read(document, "Pumps", "Les stations")
    with open_store(path) as store:
        store.add(document, claims)
        before = store.as_of(DAY)
        assert store.add(document, claims) == AddResult(already=2)
        assert store.as_of(DAY) == before


def test_only_the_ledger_file_is_left_behind(path):
    with open_store(path) as store:
        store.add(note(), read(note(), "Pumps"))
        assert [file.name for file in path.parent.iterdir()] == ["ledger.sqlite"]
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with open_store(path) as store:
            assert len(store.as_of(DAY)) == 1
    finally:
        path.parent.chmod(0o755)


def test_a_newer_reader_supersedes_and_never_erases(path):
    document = note()
    with open_store(path) as store:
        store.add(document, read(document, "Pumps", "Les stations", version="1.9"))
        newer = read(document, "Pumps are dry.", version="1.10")
        assert store.add(document, newer) == AddResult(added=1, superseded=2)
        assert store.as_of(DAY).claims == tuple(newer)
        late = read(document, "Les stations", version="1.9")
        assert store.add(document, late) == AddResult(already=1)
        assert store.as_of(DAY).claims == tuple(newer)
        assert store.verify() == []
    with sqlite3.connect(path) as link:
        kept = link.execute("SELECT superseded_by_version FROM claims").fetchall()
    link.close()
    assert sorted(kept, key=str) == [("1.10",), ("1.10",), (None,)]


def test_a_newer_reader_that_finds_nothing_supersedes_too(path):
    document = note()
    with open_store(path) as store:
        store.add(document, read(document, "Pumps"))
        assert store.add(document, [], reader_version="2") == AddResult(superseded=1)
        assert store.as_of(DAY).claims == ()


def test_a_newer_reader_leaves_what_an_analyst_entered(path):
    document = note()
    entered = read(document, "Les stations", method="analyst")
    with open_store(path) as store:
        store.add(document, [*read(document, "Pumps"), *entered])
        store.add(document, read(document, "Pumps are dry.", version="2"))
        assert {claim.method for claim in store.as_of(DAY).claims} == {"rules", "analyst"}


def test_a_corrected_day_of_publication_moves_the_claim_and_keeps_the_old_record(path):
    wrong, right = note(published=dt.date(2025, 9, 30)), note()
    with open_store(path) as store:
        store.add(wrong, read(wrong, "Pumps"))
        assert store.add(right, read(right, "Pumps")) == AddResult(added=1, superseded=1)
        ledger = store.as_of(DAY)
        assert [claim.reported_at for claim in ledger.claims] == [DAY]
        assert ledger.documents[right.document_id].published == DAY
        assert ledger.later == 0
        assert store.verify() == []
    with sqlite3.connect(path) as link:
        assert link.execute("SELECT COUNT(*) FROM claims").fetchone() == (2,)
        [(front,)] = link.execute("SELECT front FROM document_history").fetchall()
    link.close()
    assert "2025-09-30" in front


def test_copies_of_one_text_in_one_import_count_once(path):
    early, late = note("z.md"), note("a.md", published=dt.date(2025, 9, 20))
    both = [(early, read(early, "Pumps")), (late, read(late, "Pumps"))]
    with open_store(path) as store:
        assert store.add_all(both) == AddResult(added=1, already=1)
        assert store.add_all(both[::-1]) == AddResult(already=2)
        [claim] = store.as_of(DAY).claims
        assert store.as_of(DAY).documents[claim.document_id].name == "z.md"


def test_undated_claims_are_left_out_and_counted_and_later_ones_too(path):
    undated, later = (
        note(text="Undated pumps.", published=None),
        note("later.md", text="Later pumps.", published=dt.date(2025, 10, 1)),
    )
    with open_store(path) as store:
        store.add_all([(one, read(one, "pumps")) for one in (undated, later)])
        ledger = store.as_of(DAY)
        assert (len(ledger), ledger.left_out, ledger.later) == (0, 1, 1)
        assert ledger.documents == {}
        assert len(store.as_of(dt.date(2025, 10, 1))) == 1


@pytest.mark.parametrize(
    "span",
    [
        Span(0, 5, "pumps"),
        Span(0, 4, "Pumps"),
        Span(-5, 0, "Pumps"),
        Span(0, 0, ""),
        Span(50, 500, "vides."),
    ],
)
def test_words_that_are_not_in_the_text_are_refused(path, span):
    document = note()
    [claim] = read(document, "Pumps")
    with open_store(path) as store:
        with pytest.raises(LedgerError, match=r"note\.md.*does not say the same"):
            store.add(document, [dataclasses.replace(claim, span=span)])
        assert len(store.as_of(DAY)) == 0


def test_foreign_claims_false_identifiers_and_nan_are_refused(path):
    document, other = note(), note(text="Other text, Pumps.")
    with open_store(path) as store:
        with pytest.raises(LedgerError, match="of another document"):
            store.add(document, read(other, "Pumps"))
        with pytest.raises(LedgerError, match="SHA-256"):
            store.add(dataclasses.replace(document, document_id="0" * 64), [])
        with pytest.raises(LedgerError, match="not finite"):
            store.add(document, read(document, "Pumps", best=float("nan")))
        assert store.as_of(DAY).documents == {}


def test_a_failure_in_the_middle_leaves_nothing(path):
    good, bad = note(), note("bad.md", text="Second pumps.")
    with open_store(path) as store:
        with pytest.raises(LedgerError):
            store.add_all(
                [(good, read(good, "Pumps")), (bad, read(bad, "pumps", high=float("inf")))]
            )
        assert len(store.as_of(DAY)) == 0
        assert store.as_of(DAY).documents == {}


@pytest.mark.parametrize("content", [b"hello, I am no database at all", b"\x00" * 200])
def test_a_file_that_is_no_database_is_named(path, content):
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: is not a ledger; move the file away"):
        open_store(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(path):
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE meta (colour TEXT)")
    link.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="a database but not a ledger"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_named_and_verify_never_raises(path):
    text = " ".join(f"Pump {number} is dry." for number in range(5000))
    document = note(text=text)
    with open_store(path) as store:
        store.add(document, read(document, *[f"Pump {n} is dry." for n in range(200)]))
    data = bytearray(path.read_bytes())
    page = int.from_bytes(data[16:18], "big")
    for start in range(2 * page, len(data) - page, page):
        data[start : start + page // 2] = b"\xff" * (page // 2)
    path.write_bytes(data)
    with open_store(path) as store:
        assert store.verify()
        with pytest.raises(LedgerError, match=r"damaged|failed"):
            store.as_of(DAY)


def test_a_truncated_database_is_named(path):
    with open_store(path) as store:
        store.add(note(), read(note(), "Pumps"))
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: is damaged; restore a copy"):
        open_store(path)


def test_a_newer_ledger_is_refused(path):
    open_store(path).close()
    with sqlite3.connect(path) as link:
        link.execute("UPDATE meta SET ledger_version = 99")
    link.close()
    with pytest.raises(LedgerError, match=r"newer version \(ledger version 99.*update qafila"):
        open_store(path)


def test_a_locked_ledger_is_named(path):
    with open_store(path, timeout_seconds=0.05) as store:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        try:
            with pytest.raises(LedgerError, match="in use by another program"):
                store.add(note(), [])
            with pytest.raises(LedgerError, match="in use by another program"):
                open_store(path, timeout_seconds=0.05)
        finally:
            holder.close()


def test_a_folder_and_an_impossible_folder_are_named(tmp_path):
    with pytest.raises(LedgerError, match="is a folder"):
        open_store(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_store(tmp_path / "file" / "ledger.sqlite")


def test_missing_folders_are_made(tmp_path):
    open_store(tmp_path / "out" / "case" / "ledger.sqlite").close()
    assert (tmp_path / "out" / "case" / "ledger.sqlite").is_file()


def test_a_bad_address_is_named_without_the_password():
    with pytest.raises(LedgerError, match="not a database URL") as caught:
        open_store("postgresql://user:secret@host:port/ledger")
    assert "secret" not in str(caught.value)


@pytest.mark.skipif(find_spec("psycopg2") is not None, reason="the driver is installed")
def test_a_missing_driver_says_what_to_install():
    with pytest.raises(MissingExtraError, match="pip install"):
        open_store("postgresql+psycopg2://user:secret@host/ledger")


def test_the_tables_can_be_made_in_postgresql():
    made = [
        str(CreateTable(table).compile(dialect=postgresql.dialect()))
        for table in metadata.sorted_tables
    ]
    assert len(made) == 8
    assert sum("PRIMARY KEY (claim_key)" in text for text in made) == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE documents SET text = text || '!'", "the stored text was altered"),
        ("UPDATE documents SET text = 'x' || text", "not in the stored text"),
        ("UPDATE claims SET quantity = 'tankers'", "its columns and its record differ"),
        ("UPDATE payloads SET payload = '{'", "its record is damaged"),
        ("DELETE FROM documents", "refers to a missing documents"),
    ],
)
def test_verify_finds_what_was_altered(path, change, fault):
    with open_store(path) as store:
        store.add(note(), read(note(), "Pumps"))
    with sqlite3.connect(path) as link:
        link.execute(change)
    link.close()
    with open_store(path) as store:
        assert any(fault in found for found in store.verify())


def test_the_time_of_recording_is_in_no_view(path, monkeypatch):
    views = []
    for moment in ("2025-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"):
        monkeypatch.setattr("qafila.ledger.writing.utc_now", lambda moment=moment: moment)
        with open_store("sqlite://") as store:
            store.add(note(), read(note(), "Pumps"))
            views.append(store.as_of(DAY))
    assert views[0] == views[1]


def test_a_claim_is_found_by_its_identifier(path):
    [claim] = read(note(), "Pumps")
    with open_store(path) as store:
        store.add(note(), [claim])
        ledger = store.as_of(DAY)
    assert ledger.claim(claim.claim_id) is ledger.claims[0]
    assert repr(ledger) == "Ledger(as of 2025-09-18: 1 claim of 1 document)"
    with pytest.raises(UnknownNameError, match="did you mean"):
        ledger.claim(claim.claim_id[:-1] + "?")


def test_a_store_in_memory_keeps_what_it_is_given():
    with open_store("sqlite://") as store:
        store.add(note(), read(note(), "Pumps"))
        assert len(store.as_of(DAY)) == 1


def test_a_claim_without_its_document_cannot_be_stored(path):
    [claim] = read(note(), "Pumps")
    given = dict(zip(CLAIM_COLUMNS, claim_values(claim), strict=True))
    del given["payload"]
    given |= {"claim_key": 1, "revision": 0, "document_name": "x", "import_number": 1}
    given["recorded_at"] = "x"
    with (
        open_store(path) as store,
        store._engine.begin() as link,
        pytest.raises(sa.exc.IntegrityError),
    ):
        insert_rows(link, claims_table, tuple(given), [tuple(given.values())])


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        ("database is locked", "in use by another program"),
        ("attempt to write a readonly database", "choose another folder with --out"),
        ("unable to open database file", "check that the folder exists"),
        ("database or disk is full", "free some space"),
        ("connection refused", "check that the database runs"),
        ("UNIQUE constraint failed: claims.claim_id", "try again"),
        ("something never seen", r"failed \(something never seen\)"),
    ],
)
def test_every_fault_of_the_database_comes_with_a_remedy(reported, said):
    with pytest.raises(LedgerError, match=rf"^case\.sqlite: .*{said}"), plain_errors("case.sqlite"):
        raise sa.exc.OperationalError("SELECT", {}, Exception(reported))


def test_a_ledger_serves_one_case_and_says_so(path):
    with open_store(path) as store:
        store.serve("mali-2025")
    with open_store(path) as store:
        store.serve("mali-2025")
        with pytest.raises(LedgerError, match=r'holds the case "mali-2025".*--ledger'):
            store.serve("sahel-2026")
