"""A run as a whole: what it leaves in its folder, and what it refuses before the work."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from qafila.case import read_case
from qafila.commands.run import RunOptions, Teller, run_case
from qafila.errors import InputError, ReportError
from qafila.simulate import Scenario
from tests.support.cases import write_small_case

REPORT = """\
---
outlet: Test notes
published: {day}
language: en
---
A transport union said that at least 20 tankers had been burnt near West Town on {day}.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_small_case(tmp_path / "case")
    note = REPORT.format(day="2025-10-20")
    (made / "reports" / "2025-10-20-note.md").write_text(note, encoding="utf-8")
    return made


def run(folder: Path, out: Path, teller: Teller | None = None, **options) -> dict:
    case = read_case(folder)
    given = {
        "as_of": case.as_of,
        "scenario": Scenario(days=8, draws=10),
        "languages": ("en",),
        "profile": "public",
        "out": out,
    }
    return run_case(case, RunOptions(**(given | options)), teller)


def files(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def test_a_folder_never_holds_files_of_two_runs(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out, languages=("en", "fr"), profile="internal")
    record = run(folder, out)
    assert "brief.fr.html" not in files(out)
    assert files(out) == {*record["outputs"], "run.json"}
    assert json.loads((out / "run.json").read_text(encoding="utf-8")) == record


def test_a_run_that_fails_leaves_the_earlier_results(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    run(folder, out)
    before = {name: (out / name).read_bytes() for name in files(out)}

    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("qafila.brief.Brief.html", broken)
    with pytest.raises(RuntimeError):
        run(folder, out, as_of=dt.date(2025, 10, 25))
    kept = {name: (out / name).read_bytes() for name in before}
    assert kept == before


def test_what_is_published_later_does_not_change_the_brief(folder, tmp_path):
    first = run(folder, tmp_path / "a")["outputs"]
    late = folder / "reports"
    (late / "2026-01-05-broken.md").write_bytes(b"\x00\x01")
    german = (
        "---\npublished: 2026-01-06\n---\nDie Tankstellen der Hauptstadt sind seit Tagen leer.\n"
    )
    (late / "german.md").write_text(german, encoding="utf-8")
    (late / "later.md").write_text(REPORT.format(day="2026-01-07"), encoding="utf-8")
    assert run(folder, tmp_path / "b", strict=True)["outputs"] == first


def test_strict_names_every_report_that_cannot_be_read(folder, tmp_path):
    (folder / "reports" / "broken.md").write_bytes(b"\x00\x01")
    german = "Die Tankstellen der Hauptstadt sind seit Tagen leer, sagte ein Sprecher der Stadt.\n"
    (folder / "reports" / "german.md").write_text(german, encoding="utf-8")
    codes = {code for code, _ in run(folder, tmp_path / "a")["warnings"]}
    assert codes >= {"unreadable", "unsupported_language"}
    with pytest.raises(ReportError, match=r"broken\.md[\s\S]*german\.md"):
        run(folder, tmp_path / "b", strict=True)


class Notes(Teller):
    def __init__(self) -> None:
        self.told: list[str] = []

    def note(self, text: str) -> None:
        self.told.append(text)


def test_a_report_that_was_taken_away_no_longer_counts(folder, tmp_path):
    bare = run(write_small_case(tmp_path / "bare"), tmp_path / "a")
    run(folder, tmp_path / "b")
    (folder / "reports" / "2025-10-20-note.md").unlink()
    notes = Notes()
    record = run(folder, tmp_path / "c", teller=notes)
    assert record["outputs"] == bare["outputs"]
    assert record["input_hash"] == bare["input_hash"]
    assert (record["documents"], record["documents_left_out"]) == ({}, 1)
    assert any("1 document of the ledger" in note for note in notes.told)


def test_a_report_that_was_taken_away_counts_where_it_is_asked_for(folder, tmp_path):
    before = run(folder, tmp_path / "a")
    (folder / "reports" / "2025-10-20-note.md").unlink()
    record = run(folder, tmp_path / "b", keep_removed=True)
    assert ["not_in_reports", "1"] in record["warnings"]
    assert record["documents"] == before["documents"]
    assert record["documents_left_out"] == 0


def test_a_report_that_comes_back_counts_again(folder, tmp_path):
    before = run(folder, tmp_path / "a")
    path = folder / "reports" / "2025-10-20-note.md"
    text = path.read_bytes()
    path.unlink()
    run(folder, tmp_path / "b")
    path.write_bytes(text)
    assert run(folder, tmp_path / "c")["outputs"] == before["outputs"]


def test_a_copied_ledger_does_not_bring_reports_along(folder, tmp_path):
    run(folder, tmp_path / "a")
    other = write_small_case(tmp_path / "other")
    (other / "ledger.sqlite").write_bytes((folder / "ledger.sqlite").read_bytes())
    assert run(other, tmp_path / "b")["documents"] == {}


def test_what_an_earlier_run_left_is_said_to_be_removed(folder, tmp_path):
    run(folder, tmp_path / "out", languages=("en", "fr"))
    notes = Notes()
    run(folder, tmp_path / "out", teller=notes)
    assert [note for note in notes.told if "removed" in note] == [
        "note: removed brief.fr.html of an earlier run"
    ]


def test_a_day_long_after_all_evidence_is_refused(folder, tmp_path):
    with pytest.raises(InputError, match="more than a year after the newest"):
        run(folder, tmp_path / "out", as_of=dt.date(2030, 1, 1))
    silent = run(folder, tmp_path / "out", as_of=dt.date(2026, 1, 1))
    assert any(code == "stale_evidence" for code, _ in silent["warnings"])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_far_from_the_case_is_refused(folder, tmp_path, day):
    with pytest.raises(InputError, match="ten years"):
        run(folder, tmp_path / "out", as_of=dt.date.fromisoformat(day))


def test_a_case_without_a_corridor_is_refused(folder):
    path = folder / "corridors.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="there is no corridor"):
        read_case(folder)


def test_a_time_stamp_is_the_day_it_is_in_the_zone_of_the_case(folder, tmp_path):
    stamped = REPORT.format(day="2025-10-31").replace(
        "published: 2025-10-31", "published: 2025-10-31T23:30:00-05:00"
    )
    (folder / "reports" / "stamped.md").write_text(stamped, encoding="utf-8")
    first = run(folder, tmp_path / "a", profile="internal")
    assert list(first["documents"]) == ["2025-10-20-note.md"]
    later = run(folder, tmp_path / "b", as_of=dt.date(2025, 11, 1), profile="internal")
    assert "stamped.md" in later["documents"]


def test_a_public_record_names_no_report_and_what_is_not_to_be_passed_on(folder, tmp_path):
    (folder / "reports" / "later-convoy.md").write_text(
        REPORT.format(day="2026-01-07"), encoding="utf-8"
    )
    (folder / "reports" / "broken-convoy.md").write_bytes(b"\x00\x01")
    case = dataclasses.replace(read_case(folder), shipped=True)
    out = tmp_path / "out"
    out.mkdir()
    (out / "ledger.sqlite").touch(0o644)
    options = RunOptions(case.as_of, Scenario(days=8, draws=10), ("en",), "public", out)
    record = run_case(case, options)
    text = (out / "run.json").read_text(encoding="utf-8")
    for name in ("2025-10-20-note", "later-convoy", "broken-convoy"):
        assert name not in text
    assert "broken-convoy" not in (out / "brief.html").read_text(encoding="utf-8")
    assert {"report 1", "report 2", "report 3", "case.toml"} <= set(record["inputs"])
    assert list(record["not_to_be_passed_on"]) == ["ledger.sqlite"]
    assert (out / "ledger.sqlite").stat().st_mode & 0o777 == 0o600
