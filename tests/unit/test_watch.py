"""A watch loses nothing and reads nothing twice, wherever it is stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from qafila.case import read_case
from qafila.commands import watch as watching
from qafila.commands.new import new_case
from qafila.commands.watch import run_watch
from qafila.commands.watch_log import WatchLog
from qafila.commands.watch_opening import Asked, open_watch
from qafila.errors import InputError
from qafila.ledger import Store, open_store
from tests.support.cap import children, faults, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qafila.commands.watch_entry import Entry

REPORTS = {
    "a-dry.md": (
        "Radio Anse", "2024-04-01",
        "Pumps ran dry in Tellara on Monday, a union official told Radio Anse.",
    ),
    "b-burnt.md": (
        "Karvo Post", "2024-04-02",
        "Twelve tankers were burnt near Karvo on 1 April, the army said.",
    ),
    "c-dry.md": (
        "Karvo Post", "2024-04-03",
        "Petrol stations in Tellara are out of fuel, the mayor of Tellara said on Wednesday.",
    ),
}  # fmt: skip


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


def report(outlet: str, day: str, text: str) -> str:
    return f"---\noutlet: {outlet}\npublished: {day}\nlanguage: en\n---\n{text}\n"


def fill(folder: Path) -> Path:
    """A case whose inbox holds the reports."""
    new_case(folder)
    (folder / "inbox").mkdir()
    for name, given in REPORTS.items():
        (folder / "inbox" / name).write_text(report(*given), encoding="utf-8")
    return folder


def watch(folder: Path, **asked: Any) -> list[Entry]:
    """Read what is in the inbox, in this process."""
    told: list[Entry] = []
    with open_watch(read_case(folder), Asked(**asked), told.append) as opened:
        run_watch(opened, once=True)
    return told


def log_of(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "watch.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def end_of(folder: Path) -> dict[str, Any]:
    """All that a watch leaves behind, but for moments of the clock."""
    with open_store(folder / "ledger.sqlite") as store:
        info, wrong = store.info(), store.verify()
    log = log_of(folder)
    return {
        "ledger": {key: info[key] for key in ("documents", "claims", "superseded")},
        "faults": wrong,
        "reports": sorted(path.name for path in (folder / "reports").iterdir()),
        "inbox": sorted(path.name for path in (folder / "inbox").glob("*") if path.is_file()),
        "duplicates": sorted(path.name for path in (folder / "inbox" / "duplicates").iterdir()),
        "outbox": sorted(path.name for path in (folder / "outbox").iterdir()),
        "log": [[line["file"], line["outcome"], line.get("levels")] for line in log],
        "alerts": [[alert["file"] for alert in line["alerts"]] for line in log],
    }


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = fill(tmp_path_factory.mktemp("clean") / "case")
    watch(folder)
    return end_of(folder)


def test_a_clean_watch_reads_each_report_once_and_drafts_alerts(clean: dict[str, Any]) -> None:
    assert [line[:2] for line in clean["log"]] == [
        ["", "started"], *([name, "read"] for name in REPORTS),
    ]  # fmt: skip
    assert set(REPORTS) <= set(clean["reports"])
    assert clean["faults"] == []
    assert clean["duplicates"] == []
    assert len([name for name in clean["outbox"] if name.endswith(".xml")]) >= 2
    assert sorted(name for names in clean["alerts"] for name in names) == clean["outbox"]


def test_every_alert_keeps_to_the_standard_and_later_ones_refer_to_earlier(
    tmp_path: Path,
) -> None:
    from lxml import etree

    folder = fill(tmp_path / "case")
    watch(folder)
    seen: set[str] = set()
    for alert in (one for line in log_of(folder) for one in line["alerts"]):
        text = (folder / "outbox" / alert["file"]).read_text(encoding="utf-8")
        assert faults(text) == []
        root = etree.fromstring(text.encode("utf-8"))
        assert text_of(root, "status") == "Draft"
        assert (text_of(root, "msgType") == "Update") == (alert["key"] in seen)
        assert text_of(children(root, "info")[0], "language") == "en"
        seen.add(alert["key"])
    assert seen


STEPS: dict[str, tuple[object, str, bool]] = {
    "before the ledger": (Store, "add_all", True),
    "after the ledger": (Store, "add_all", False),
    "before the drafts": (watching, "draft_alerts", True),
    "after the drafts": (watching, "draft_alerts", False),
    "before the log": (WatchLog, "add", True),
    "after the log": (WatchLog, "add", False),
    "before the move": (watching.files, "move", True),
    "after the move": (watching.files, "move", False),
}


def kill_at(patch: pytest.MonkeyPatch, step: str, call: int) -> None:
    """End the process, as it were, at one call of one step."""
    owner, name, first = STEPS[step]
    done: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def dying(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and first:
            raise Killed
        result = done(*args, **named)
        if calls == call:
            raise Killed
        return result

    patch.setattr(owner, name, dying)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_watch_ends_as_if_nothing_had_been(
    step: str, clean: dict[str, Any], tmp_path: Path
) -> None:
    folder = fill(tmp_path / "case")
    # The reports of the case are stored by the first call, the log begins with a line of its own.
    call = 2 if step.endswith(("the ledger", "the log")) else 1
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, step, call)
        with pytest.raises(Killed):
            watch(folder)
    watch(folder)
    assert end_of(folder) == clean | {"outbox": end_of(folder)["outbox"]}
    assert [name.split("-", 1)[1] for name in end_of(folder)["outbox"]] == [
        name.split("-", 1)[1] for name in clean["outbox"]
    ]


def test_killed_again_and_again_it_still_reads_everything_once(
    clean: dict[str, Any], tmp_path: Path
) -> None:
    folder = fill(tmp_path / "case")
    for step in STEPS:
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, step, 1 if step != "before the log" else 2)
            try:
                watch(folder)
            except Killed:
                continue
    watch(folder)
    assert end_of(folder)["log"] == clean["log"]
    assert end_of(folder)["ledger"] == clean["ledger"]


def command(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "qafila", "watch", str(folder), "--json", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def wait_for(running: subprocess.Popen[str], word: str) -> str:
    assert running.stdout is not None
    for line in running.stdout:
        if word in line:
            return line
    raise AssertionError(running.stderr.read() if running.stderr else "it ended")


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_the_command_itself_survives_kill_9_at_random_moments(
    clean: dict[str, Any], tmp_path: Path
) -> None:
    folder = fill(tmp_path / "case")
    pauses = [random.uniform(0.3, 2.0) for _ in range(2)]  # noqa: S311  # nothing is secret
    for pause in pauses:
        running = command(folder)
        wait_for(running, '"started"')
        time.sleep(pause)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    done = subprocess.run(
        [sys.executable, "-m", "qafila", "watch", str(folder), "--once"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for part in ("log", "ledger", "inbox"):
        assert end_of(folder)[part] == clean[part], pauses


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_the_command_reads_what_comes_refuses_a_second_and_stops_when_told(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    new_case(folder)
    running = command(folder)
    try:
        wait_for(running, '"started"')
        second = subprocess.run(
            [sys.executable, "-m", "qafila", "watch", str(folder)],
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert second.returncode == 2
        assert f"watched already by process {running.pid}" in second.stderr
        slow = folder / "inbox" / "a-dry.md"
        with slow.open("w", encoding="utf-8") as stream:
            text = report(*REPORTS["a-dry.md"])
            stream.write(text[:90])
            stream.flush()
            time.sleep(1.0)
            # Still open for writing: nothing but the system can tell that more is to come.
            assert slow.exists() == (sys.platform == "linux")
            stream.write(text[90:])
        line = json.loads(wait_for(running, "a-dry.md"))
        assert line["outcome"] == "read"
        assert line["claims"] >= 1
    finally:
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 0, errors
    assert "the rest is still in the inbox" in errors
    assert (folder / "reports" / "a-dry.md").read_text(encoding="utf-8") == text


def test_a_lock_that_a_killed_watch_left_behind_holds_nobody_up(tmp_path: Path) -> None:
    folder = fill(tmp_path / "case")
    (folder / "inbox" / ".watch.lock").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert [one.outcome for one in watch(folder)] == ["started", "read", "read", "read"]


def test_one_ledger_or_one_inbox_has_one_watch(tmp_path: Path) -> None:
    folder = fill(tmp_path / "case")
    case = read_case(folder)
    with open_watch(case, Asked(), lambda _: None):
        with pytest.raises(InputError, match="is watched already"):
            watch(folder, inbox=tmp_path / "other")
        with pytest.raises(InputError, match="is watched already"):
            watch(folder, ledger=str(tmp_path / "other.sqlite"))


def test_what_the_folder_of_reports_gets_a_run_reads_as_well(tmp_path: Path) -> None:
    from qafila.api import open_case

    folder = fill(tmp_path / "case")
    watch(folder)
    with open_store(folder / "ledger.sqlite") as store:
        before = store.info()
    opened = open_case(folder)
    after = opened.store.info()
    opened.store.close()
    assert opened.reading.documents == 3 + len(REPORTS)
    assert opened.reading.added == 0
    assert after["head"] == before["head"]


def test_levels_that_rose_while_nobody_watched_are_drafted_at_the_start(tmp_path: Path) -> None:
    folder = fill(tmp_path / "case")
    for path in (folder / "inbox").iterdir():
        path.rename(tmp_path / path.name)
    assert [one.alerts for one in watch(folder)] == [()]
    for name in REPORTS:
        (tmp_path / name).rename(folder / "reports" / name)
    [started] = watch(folder, as_of=None)
    assert started.outcome == "started"
    assert started.alerts
    assert watch(folder)[0].alerts == ()
