"""Files with names that no one expects, that vanish, or that cannot be moved: the watch goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from qafila.assess.rules import read_rules
from qafila.brief.texts import Words
from qafila.case import read_case
from qafila.commands import inbox
from qafila.commands.inbox import fitting_name
from qafila.commands.new import new_case
from qafila.commands.watch import run_watch
from qafila.commands.watch_lines import Telling, entry_lines
from qafila.commands.watch_opening import Asked, open_watch
from qafila.errors import InputError, OutputError, ReportError

LONG = 240


def report(place: str = "Tellara") -> bytes:
    words = f"Pumps ran dry in {place} on Monday, a union official told Radio Anse."
    return f"---\noutlet: Radio Anse\npublished: 2024-04-02\nlanguage: en\n---\n{words}\n".encode()


def case_at(folder: Path) -> Path:
    new_case(folder)
    (folder / "inbox").mkdir()
    return folder


def watch(folder: Path, **asked):
    told = []
    with open_watch(read_case(folder), Asked(**asked), told.append) as opened:
        run_watch(opened, once=True)
    return [(one.file, one.outcome) for one in told if one.file]


def logged(folder: Path) -> list[tuple[str, str]]:
    lines = (folder / "watch.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [(one["file"], one["outcome"]) for one in records if one["file"]]


def test_a_name_that_is_no_text_ends_nothing(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case")
    (folder / "inbox" / "a.md").write_bytes(report())
    try:
        Path(os.fsdecode(os.fsencode(folder / "inbox") + b"/bad\xff.md")).write_bytes(b"")
    except OSError:
        pytest.skip("this disk takes names of text only")
    assert sorted(watch(folder)) == [("a.md", "read"), ("bad_.md", "quarantined")]
    assert {path.name for path in (folder / "inbox" / "quarantine").iterdir()} == {
        "bad_.md", "bad_.md.reason.txt",
    }  # fmt: skip
    assert watch(folder) == []


def test_a_file_that_is_taken_away_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qafila.commands.watch_reading import ReadingDesk

    folder = case_at(tmp_path / "case")
    (folder / "inbox" / "a.md").write_bytes(report())
    (folder / "inbox" / "b.md").write_bytes(report())
    read = ReadingDesk.read

    def vanishing(desk, path):
        if path.name == "a.md":
            path.unlink()
            raise ReportError(f"{path.name}: no such file")
        return read(desk, path)

    monkeypatch.setattr(ReadingDesk, "read", vanishing)
    assert watch(folder) == [("b.md", "read")]


def test_names_too_long_for_what_is_added_to_them_are_cut(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case")
    name = "x" * LONG + ".md"
    for data, outcome in ((b"", "quarantined"), (report(), "read"), (report("Halim"), "read")):
        (folder / "inbox" / name).write_bytes(data)
        assert watch(folder) == [(name, outcome)]
    kept = [path.name for path in (folder / "reports").iterdir() if path.name.startswith("xx")]
    assert len(kept) == 2
    assert all(one.endswith(".md") and len(one) < LONG for one in kept)


def test_a_cut_name_is_whole_text(tmp_path: Path) -> None:
    cut = fitting_name("تقرير" * 60 + ".md", "0" * 64, tmp_path)
    assert len(cut.encode()) <= 160
    assert cut.startswith("تقرير")
    assert cut.endswith(".md")


def test_a_report_that_cannot_be_moved_is_read_once_and_moved_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case_at(tmp_path / "case")
    (folder / "inbox" / "a.md").write_bytes(report())
    (folder / "inbox" / "b.md").write_bytes(report("Halim"))
    move = inbox.move

    def stuck(path, target):
        if path.name == "a.md":
            raise OutputError(f"{path}: cannot be moved (disk full)")
        move(path, target)

    monkeypatch.setattr(inbox, "move", stuck)
    assert watch(folder) == [("a.md", "read"), ("a.md", "waits"), ("b.md", "read")]
    drafts = sorted((folder / "outbox").iterdir())
    assert watch(folder) == [("a.md", "waits")]
    monkeypatch.undo()
    assert watch(folder) == [("a.md", "moved")]
    assert (folder / "reports" / "a.md").exists()
    assert [one for one in logged(folder) if one == ("a.md", "read")] == [("a.md", "read")]
    assert sorted((folder / "outbox").iterdir()) == drafts
    assert watch(folder) == []


def test_in_one_watch_the_move_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case_at(tmp_path / "case")
    (folder / "inbox" / "a.md").write_bytes(report())
    move, failures = inbox.move, iter((True,))

    def once_stuck(path, target):
        if next(failures, False):
            raise OutputError(f"{path}: cannot be moved (disk full)")
        move(path, target)

    monkeypatch.setattr(inbox, "move", once_stuck)
    told = []
    with open_watch(read_case(folder), Asked(), told.append) as opened:
        run_watch(opened, once=True)
        opened.stuck.clear()
        run_watch(opened, once=True)
    outcomes = [one.outcome for one in told if one.file]
    assert outcomes == ["read", "waits", "moved"]


def test_two_watches_do_not_write_one_log(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case")
    other = {"inbox": tmp_path / "other", "ledger": str(tmp_path / "other.sqlite")}
    with (
        open_watch(read_case(folder), Asked(), lambda entry: None),
        pytest.raises(InputError, match="watched already"),
    ):
        watch(folder, **other)


YEARLY = '{"items":[{"year":2024,"coo_iso":"MLI","coa_iso":"CIV","refugees":"1500"}]}'


def test_a_table_moves_no_day(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case")
    (folder / "inbox" / "a.json").write_text(YEARLY, encoding="utf-8")
    told = []
    with open_watch(read_case(folder), Asked(), told.append) as opened:
        run_watch(opened, once=True)
        day = opened.now.assessment.as_of
    assert [one.outcome for one in told if one.file] == ["read"]
    assert day == read_case(folder).as_of
    again = []
    with open_watch(read_case(folder), Asked(), again.append) as opened:
        assert opened.now.assessment.as_of == day


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_changed_is_told_in_words_and_with_its_day(tmp_path: Path, language: str) -> None:
    folder = case_at(tmp_path / "case")
    (folder / "inbox" / "a.md").write_bytes(report())
    told = []
    with open_watch(read_case(folder), Asked(), told.append) as opened:
        run_watch(opened, once=True)
    case = read_case(folder)
    shown = "\n".join(
        line
        for one in told
        for line in entry_lines(one, Telling(case, read_rules(case), Words(language)))
    )
    assert "Pumps ran dry in Tellara" in shown
    moved = next(one for one in told if one.file).changes.moved
    assert moved
    assert not any(name in shown for one in moved for name in one.claims)
    assert Words(language).plain_date(case.as_of) in shown
    assert "2 April 2024" in shown or language != "en"
