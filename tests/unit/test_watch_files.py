"""What a watch does with files of every kind, and which folders it refuses."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qafila.case import find_case, read_case
from qafila.commands import arriving, inbox, watch_reading
from qafila.commands.arriving import SETTLE_SECONDS, is_being_written, settle, waiting
from qafila.commands.inbox import fitting_name, folders_of, make_ready, move
from qafila.commands.new import new_case
from qafila.commands.watch import run_watch
from qafila.commands.watch_lines import Telling, entry_lines
from qafila.commands.watch_opening import Asked, open_watch
from qafila.errors import InputError, LedgerError, OutputError
from qafila.ledger import Store, open_store

DRY = "Pumps ran dry in Tellara on Monday, a union official told Radio Anse."
TABLE = (
    "Location,Date,People\n#adm1+name,#date,#affected+refugees\n"
    "Halim,2024-03-20,1400\nHalim,2024-03-27,1900\n"
)


def report(text: str = DRY, day: str = "2024-04-02", outlet: str = "Radio Anse") -> bytes:
    return f"---\noutlet: {outlet}\npublished: {day}\nlanguage: en\n---\n{text}\n".encode()


def case_at(folder: Path, **files: bytes) -> Path:
    new_case(folder)
    (folder / "inbox").mkdir()
    for name, data in files.items():
        (folder / "inbox" / name).write_bytes(data)
    return folder


def watch(folder, **asked):
    told = []
    with open_watch(read_case(folder), Asked(**asked), told.append) as opened:
        run_watch(opened, once=True)
    return {one.file: one for one in told}


def lines(folder, entries, language="en"):
    from qafila.assess.rules import read_rules
    from qafila.brief.texts import Words

    case = read_case(folder)
    telling = Telling(case, read_rules(case), Words(language))
    return [line for entry in entries.values() for line in entry_lines(entry, telling)]


UNREADABLE = {
    "empty.md": (b"---\npublished: 2024-04-02\n---\n", "is empty"),
    "picture.md": (b"GIF89a\x00\x01", "not a text file"),
    "front.md": (b"---\npublished: [\n---\nPumps ran dry.", "not valid YAML"),
    "month.md": (b"---\npublished: 2 avril 2024\n---\nPumps ran dry.", "write the day as"),
    "undated.md": (DRY.encode(), "no day of publication is known"),
    "2024-04-02-name.md": (DRY.encode(), "no day of publication is known"),
    "future.md": (report(day="2199-01-01"), "still to come"),
    "chinese.md": ("---\npublished: 2024-04-02\n---\n加油站没有燃料了。".encode(), "language"),
    "no-table.csv": (b"a,b\n1,2\n", "no-table.csv"),
    "broken.json": (b"{", "broken.json"),
    "large.md": (b"x" * 20_000_001, "20 MB"),
    "large.csv": (b"x" * 20_000_001, "qafila import"),
}


def test_what_cannot_be_read_is_put_aside_with_its_reason_and_the_rest_is_read(
    tmp_path: Path,
) -> None:
    given = {name: data for name, (data, _) in UNREADABLE.items()}
    folder = case_at(tmp_path / "case", **given, **{"zz.md": report()})
    told = watch(folder)
    aside = folder / "inbox" / "quarantine"
    for name, (data, reason) in UNREADABLE.items():
        assert told[name].outcome == "quarantined", name
        assert reason in (aside / f"{name}.reason.txt").read_text(encoding="utf-8"), name
        assert (aside / name).read_bytes() == data
    assert told["zz.md"].outcome == "read"
    assert waiting(folder / "inbox") == {}
    log = [json.loads(line) for line in (folder / "watch.jsonl").read_text().splitlines()]
    assert [line["outcome"] for line in log].count("quarantined") == len(UNREADABLE)


def test_mended_and_put_back_a_file_is_read(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case", **{"a.md": DRY.encode()})
    assert watch(folder)["a.md"].outcome == "quarantined"
    (folder / "inbox" / "a.md").write_bytes(report())
    assert watch(folder)["a.md"].outcome == "read"
    # Another file of that name does not take the place of the one in quarantine.
    (folder / "inbox" / "a.md").write_bytes(b"\x00")
    watch(folder)
    aside = [one.name for one in (folder / "inbox" / "quarantine").glob("a*.md")]
    assert len(aside) == 2


def test_a_text_that_breaks_the_reader_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("oops")

    folder = case_at(tmp_path / "case", **{"a.md": report()})
    monkeypatch.setattr(watch_reading.ReadingDesk, "_read_report", broken)
    told = watch(folder)["a.md"]
    assert told.outcome == "quarantined"
    assert "please report it" in told.note
    assert "oops" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are of POSIX")
def test_links_and_pipes_are_put_aside_and_hidden_names_left_alone(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case", **{".hidden.md": b"x", "a.md.part": b"x", "b.md~": b"x"})
    (folder / "inbox" / "link.md").symlink_to(folder / "case.toml")
    os.mkfifo(folder / "inbox" / "pipe.md")
    (folder / "inbox" / "deeper").mkdir()
    (folder / "inbox" / "deeper" / "c.md").write_bytes(report())
    told = watch(folder)
    assert {name: one.outcome for name, one in told.items() if name} == {
        "link.md": "quarantined",
        "pipe.md": "quarantined",
    }
    assert (folder / "case.toml").is_file()
    left = {path.name for path in (folder / "inbox").iterdir()}
    assert {".hidden.md", "a.md.part", "b.md~", "deeper"} <= left


def test_copies_are_known_and_names_that_are_taken_stand_side_by_side(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case", **{"a.md": report()})
    watch(folder)
    (folder / "inbox" / "a.md").write_bytes(
        report("Pumps in Tellara are dry, RFI said.", outlet="RFI")
    )
    (folder / "inbox" / "b.md").write_bytes(report())
    told = watch(folder)
    assert told["b.md"].outcome == "known"
    assert (folder / "inbox" / "duplicates" / "b.md").is_file()
    assert told["a.md"].kept_as.startswith("reports/a-")
    assert (folder / "reports" / "a.md").read_bytes() == report()
    with open_store(folder / "ledger.sqlite") as store:
        assert store.info()["superseded"] == 0
        assert store.verify() == []


def test_hostile_names_and_texts_steer_no_terminal(tmp_path: Path) -> None:
    name = "a\x1b[2J\u202e.md" if sys.platform != "win32" else "a\u202e.md"
    folder = case_at(tmp_path / "case", **{name: report(), "b\u202e.md": b"\x00"})
    told = watch(folder)
    for language in ("en", "fr", "ar"):
        assert all(line.isprintable() for line in lines(folder, told, language))
    assert all(path.name.isprintable() for path in (folder / "reports").iterdir())
    for line in (folder / "watch.jsonl").read_text(encoding="utf-8").splitlines():
        assert line.isprintable()


def test_tables_are_read_as_by_an_import(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case", **{"counts.csv": TABLE.encode()})
    told = watch(folder)["counts.csv"]
    assert told.outcome == "read", told.note
    assert told.kept_as == "read/counts.csv"
    assert "hxl: 2 rows" in told.note
    (folder / "inbox" / "counts.csv").write_bytes(TABLE.encode())
    again = watch(folder)["counts.csv"]
    with open_store(folder / "ledger.sqlite") as store:
        assert store.info()["superseded"] == 0
    assert again.kept_as != told.kept_as


def test_why_nothing_changed_is_told(tmp_path: Path) -> None:
    folder = case_at(
        tmp_path / "case",
        **{
            "a.md": report("The committee met in Tellara and thanked everybody for coming."),
            "b.md": report(day="2024-04-05"),
        },
    )
    told = watch(folder, as_of=dt.date(2024, 4, 1))
    shown = "\n".join(lines(folder, told))
    assert "nothing changed, because no claim was found in it" in shown
    assert "it was published after 1 April 2024" in shown
    french = "\n".join(lines(folder, told, "fr"))
    assert "rien n'a changé : aucune affirmation n'y a été trouvée" in french
    assert "\\x" not in french
    assert "لم يتغير شيء" in "\n".join(lines(folder, told, "ar"))


def test_a_report_without_claims_moves_no_day(tmp_path: Path) -> None:
    words = "The committee met in Tellara and thanked everybody for coming."
    folder = case_at(tmp_path / "case", **{"a.md": report(words, "2026-01-02")})
    assert watch(folder)["a.md"].after.as_of == dt.date(2024, 3, 31)
    (folder / "inbox" / "b.md").write_bytes(report())
    assert watch(folder)["b.md"].after.as_of == dt.date(2024, 4, 2)


def test_a_ledger_that_others_write_to_makes_files_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case_at(tmp_path / "case", **{"a.md": report()})
    told, store, failures = [], Store.add_all, iter((True, True))

    def locked(*args, **named):
        if named.get("replace") is None and next(failures, False):
            raise LedgerError("locked by another program")
        return store(*args, **named)

    monkeypatch.setattr(Store, "add_all", locked)
    with open_watch(read_case(folder), Asked(), told.append) as opened:
        for _ in range(3):
            run_watch(opened, once=True)
    assert [one.outcome for one in told if one.file] == ["waits", "read"]


def test_a_shipped_case_needs_an_inbox_and_a_ledger_of_its_own(tmp_path: Path) -> None:
    case = read_case(find_case("teaching"))
    with pytest.raises(InputError, match="--inbox and a ledger with --ledger"):
        folders_of(case, tmp_path, None, None)
    asked = {"inbox": tmp_path / "in", "ledger": str(tmp_path / "l.sqlite")}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_bytes(report())
    first = watch(case.folder, **asked)
    assert first["a.md"].kept_as == "read/a.md"
    # What was read before still counts, and is no second report.
    (tmp_path / "in" / "b.md").write_bytes(report())
    second = watch(case.folder, **asked)
    assert second["b.md"].outcome == "known"
    assert second[""].after.as_of == dt.date(2024, 4, 2)
    with open_store(tmp_path / "l.sqlite") as store:
        assert store.info()["documents"] == len(case.reports) + 1


def test_folders_that_cannot_be_an_inbox_are_refused(tmp_path: Path) -> None:
    new_case(tmp_path / "case")
    new_case(tmp_path / "other")
    case = read_case(tmp_path / "case")
    (tmp_path / "file").touch()
    refused = {
        case.folder / "reports": "is the folder of reports",
        case.folder / "reports" / "new": "lies among the reports",
        case.folder: "holds the case itself",
        tmp_path: "holds the case itself",
        tmp_path / "other": "is the folder of a case",
        tmp_path / "file": "is not a folder",
    }
    for folder, wrong in refused.items():
        with pytest.raises(InputError, match=wrong):
            folders_of(case, folder, None, None)
    with pytest.raises(InputError, match="is also the outbox"):
        folders_of(case, tmp_path / "in", tmp_path / "in", None)
    with pytest.raises(InputError, match="holds the ledger"):
        folders_of(case, tmp_path / "in", None, str(tmp_path / "in" / "l.sqlite"))


@pytest.mark.parametrize("which", ["inbox", "outbox", "reports"])
def test_a_read_only_disk_is_one_clear_error_before_anything_is_done(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = case_at(tmp_path / "case", **{"a.md": report()})
    write = inbox.write_whole

    def refusing(path: Path, content: str) -> None:
        if path.parent.name == which:
            raise OutputError(str(path)) from OSError(errno.EROFS, os.strerror(errno.EROFS))
        write(path, content)

    monkeypatch.setattr(inbox, "write_whole", refusing)
    with pytest.raises(OutputError, match=rf"{which}: cannot be written to \(Read-only file sys"):
        watch(folder)
    assert (folder / "inbox" / "a.md").is_file()
    assert not (folder / "ledger.sqlite").exists()
    assert not (folder / "watch.jsonl").exists()


def test_a_folder_nobody_can_make_is_one_line_of_the_command(tmp_path: Path) -> None:
    new_case(tmp_path / "case")
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-m", "qafila", "watch", str(tmp_path / "case"), "--once",
         "--outbox", str(tmp_path / "file" / "out")],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert len(done.stderr.strip().splitlines()) == 1
    assert "name another folder with --outbox" in done.stderr


def test_a_log_that_was_cut_off_is_mended_and_one_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = case_at(tmp_path / "case")
    watch(folder)
    log = folder / "watch.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"time": "2024')
    watch(folder)
    assert log.read_bytes() == whole
    log.write_bytes(b"no json\n")
    with pytest.raises(OutputError, match="row 1: is no JSON object"):
        watch(folder)


def test_files_settle_and_those_still_written_do_not(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"one")
    there = waiting(tmp_path)
    ready, seen = settle(there, {}, 5.0)
    assert ready == []
    assert settle(there, seen, 5.0 + SETTLE_SECONDS)[0] == [path]
    path.write_bytes(b"one and more")
    assert settle(waiting(tmp_path), seen, 5.0 + SETTLE_SECONDS)[0] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes to a file")
def test_linux_tells_who_writes_to_a_file_and_who_opens_one_is_not_held_up(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb"):
        assert is_being_written(path)
    begun = time.monotonic()
    for _ in range(50):
        assert not is_being_written(path)
        path.open("ab").close()
    assert time.monotonic() - begun < 5
    with path.open("rb"):
        assert not is_being_written(path)


def test_nothing_is_overwritten_and_other_disks_are_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "in" / "a.md", tmp_path / "out" / "a.md"
    source.parent.mkdir()
    source.write_bytes(b"new")
    rename = Path.rename

    def far(self: Path, to: Path) -> Path:
        if self.parent != to.parent:
            raise OSError(errno.EXDEV, "another disk")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", far)
    move(source, target)
    assert target.read_bytes() == b"new"
    assert not source.exists()
    source.write_bytes(b"newer")
    with pytest.raises(OutputError, match="a file of that name"):
        move(source, target)
    assert target.read_bytes() == b"new"
    names = {fitting_name("a.md", f"{number:064x}", target.parent) for number in (1, 2**250)}
    assert len(names) == 2
    assert "a.md" not in names


def test_folders_are_made_and_left_without_traces(tmp_path: Path) -> None:
    new_case(tmp_path / "case")
    folders = folders_of(read_case(tmp_path / "case"), None, None, None)
    make_ready(folders)
    assert list(folders.inbox.rglob("*.*")) == []
    assert arriving.waiting(folders.inbox) == {}
    assert not (tmp_path / "case" / "ledger.sqlite").exists()
