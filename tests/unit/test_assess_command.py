"""``qafila assess``: a page, an object for programs, HTML, and one clear message if wrong."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from qafila.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    """Exit code, what was printed, and the messages."""
    monkeypatch.setattr(sys, "argv", ["qafila", "assess", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    told = capsys.readouterr()
    return int(stopped.value.code or 0), told.out, told.err


def test_the_page_ends_with_the_words_and_the_command_that_lists_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, messages = run(monkeypatch, capsys, "teaching")
    assert code == 0
    assert "How bad it is\n=============" in printed
    assert "The words behind the numbers" in printed
    assert printed.rstrip().endswith("qafila claims teaching --as-of 2024-03-31")
    assert "assessment" in messages


def test_a_page_of_html_follows_the_profile_and_the_record_is_the_user_s_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    code, printed, _ = run(monkeypatch, capsys, "teaching", "--json", "--html", str(page))
    assert code == 0
    found = json.loads(printed)
    assert found["profile"] == "internal"
    assert {one["claim_id"] for one in found["claims"]} >= {
        claim for one in found["findings"] for claim in one["claims"]
    }
    html = page.read_text(encoding="utf-8")
    assert "Profile: public" in html
    assert 'id="assessment"' in html
    anchors = {part.partition('"')[0] for part in html.split('href="#')[1:]}
    assert [one for one in anchors if f'id="{one}"' not in html] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("teachin",), 'did you mean "teaching"?'),
        (("teaching", "--lang", "de"), "--lang"),
        (("teaching", "--profile", "publik"), 'did you mean "public"?'),
        (("teaching", "--as-of", "31.3.2024"), "is not a date"),
        (("teaching", "--html", "taken/page.html"), "taken"),
    ],
)
def test_wrong_use_ends_with_one_clear_message(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("a file, and no folder", encoding="utf-8")
    code, printed, messages = run(monkeypatch, capsys, *arguments)
    assert code != 0
    assert words in messages
    assert "Traceback" not in messages
    assert printed == ""
