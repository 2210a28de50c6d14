"""Tables read in a process of their own give the same ledger as those read in this one."""

from __future__ import annotations

import os
import signal
import sqlite3

import pytest

from benchmarks.tables import write
from qafila.case import find_case, read_case
from qafila.commands import ahead, importing
from qafila.errors import ReportError
from qafila.ledger import open_store

ROWS = 700


@pytest.fixture(params=[False, True], ids=["here", "ahead"])
def elsewhere(request, monkeypatch):
    monkeypatch.setattr(importing, "is_worth_it", lambda order: request.param)
    return request.param


@pytest.fixture
def case():
    return read_case(find_case("mali-2025"))


def contents(path):
    link = sqlite3.connect(path)
    found = [
        link.execute(
            "SELECT document_id, name, outlet, published, title, text FROM documents"
        ).fetchall(),
        link.execute(
            "SELECT claim_key, claim_id, revision, document_name, source_key, payload"
            " FROM claims JOIN payloads USING (claim_key) ORDER BY claim_key"
        ).fetchall(),
        link.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall(),
    ]
    link.close()
    return found


@pytest.mark.parametrize("form", ["ucdp", "acled"])
def test_both_ways_give_the_same_ledger(tmp_path, monkeypatch, case, form):
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    write(form, ROWS, files[0])
    write(form, ROWS + 100, files[1])
    with files[1].open("a", encoding="utf-8") as stream:
        stream.write("not a row\n")
    found, done = [], []
    for apart in (False, True):
        monkeypatch.setattr(importing, "is_worth_it", lambda order, apart=apart: apart)
        ledger = tmp_path / f"{apart}.sqlite"
        done.append(importing.import_tables(case, files, ledger=str(ledger)).record())
        found.append(contents(ledger))
    assert done[0] == done[1]
    assert done[0]["files"][1]["rows_quarantined"] == 1
    assert found[0] == found[1]
    assert len(found[0][0]) > 500


def test_what_cannot_be_read_leaves_nothing(tmp_path, case, elsewhere):
    good, bad, ledger = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "ledger.sqlite"
    write("ucdp", ROWS, good)
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ReportError, match=r"bad\.csv"):
        importing.import_tables(case, [good, bad], ledger=str(ledger))
    link = sqlite3.connect(ledger)
    assert link.execute("SELECT count(*) FROM documents").fetchone() == (0,)
    link.close()


def test_a_reader_that_was_stopped_leaves_nothing(tmp_path, case, monkeypatch):
    path, ledger = tmp_path / "rows.csv", tmp_path / "ledger.sqlite"
    write("ucdp", 5 * ROWS, path)
    monkeypatch.setattr(importing, "is_worth_it", lambda order: True)
    started = []
    popen = ahead.subprocess.Popen

    def start(*given, **named):
        started.append(popen(*given, **named))
        return started[-1]

    monkeypatch.setattr(ahead.subprocess, "Popen", start)
    receive, parts = ahead._receive, []

    def stop_after_some(stream):
        event = receive(stream)
        parts.append(event[0])
        if parts.count("papers") == 2:
            os.kill(started[0].pid, signal.SIGKILL)
            started[0].wait()
            stream.read()
        return event

    monkeypatch.setattr(ahead, "_receive", stop_after_some)
    with pytest.raises(ReportError, match="was stopped; nothing was imported"):
        importing.import_tables(case, [path], ledger=str(ledger))
    link = sqlite3.connect(ledger)
    assert link.execute("SELECT count(*) FROM claims").fetchone() == (0,)
    link.close()


def test_files_of_the_present_folder_are_never_run(tmp_path, case, monkeypatch):
    path, folder = tmp_path / "rows.csv", tmp_path / "downloads"
    write("ucdp", ROWS, path)
    folder.mkdir()
    for name in ("gc", "orjson", "pickle", "pandas", "qafila"):
        (folder / f"{name}.py").write_text("open('was-run', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(importing, "is_worth_it", lambda order: True)
    done = importing.import_tables(case, [path], ledger=str(tmp_path / "ledger.sqlite"))
    assert done.tallies[0].rows == ROWS
    assert not (folder / "was-run").exists()


def test_a_reader_that_does_not_start_leaves_nothing(tmp_path, case, monkeypatch):
    path, ledger = tmp_path / "rows.csv", tmp_path / "ledger.sqlite"
    write("ucdp", ROWS, path)
    monkeypatch.setattr(importing, "is_worth_it", lambda order: True)
    monkeypatch.setattr(ahead, "_START", "raise SystemExit(1)")
    with pytest.raises(ReportError, match="was stopped; nothing was imported"):
        importing.import_tables(case, [path], ledger=str(ledger))
    with open_store(ledger) as store:
        assert store.info()["documents"] == 0


def test_the_reader_ends_when_nobody_takes_its_rows(tmp_path, case):
    path = tmp_path / "rows.csv"
    write("ucdp", 5 * ROWS, path)
    events = ahead.read_ahead(ahead.Order(case.folder, (path,)))
    assert next(events) == ("file", "rows.csv")
    reader = events.gi_frame.f_locals["reader"]
    assert reader.poll() is None
    events.close()
    assert reader.poll() is not None


def test_small_files_are_read_here(tmp_path, case):
    path = tmp_path / "rows.csv"
    write("ucdp", 10, path)
    assert not ahead.is_worth_it(ahead.Order(case.folder, (path,)))
