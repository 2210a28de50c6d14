"""The rules of ARCHITECTURE.md that no other tool checks."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "qafila"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES, MAX_INIT_LINES, MAX_NAMES = 400, 40, 20
DRAWING = {"altair", "vl_convert"}
CONNECTING = ("socket", "http.", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "ssl")
HEAVY = {"numba", "pandas", "altair", "vl_convert", "xarray", "sqlalchemy", "numpy"}
# Folders of one machine, and words of the desk that no reader of the project needs.
PRIVATE = re.compile(r"(?<![\w.:/~-])/(?:root|opt|work|Users)/|\bTO" r"DO\b|\bFIX" r"ME\b")
BINARY = {".png", ".jpg", ".sqlite"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


modules = pytest.mark.parametrize("path", MODULES, ids=name_of)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@modules
def test_modules_are_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (MAX_INIT_LINES if path.name == "__init__.py" else MAX_LINES)


@modules
def test_modules_say_what_they_are_for(path: Path) -> None:
    assert ast.get_docstring(tree_of(path)) or not path.read_text(encoding="utf-8").strip()


def test_packages_offer_few_names() -> None:
    counts = {
        name_of(path): len(node.value.elts)
        for path in MODULES
        for node in tree_of(path).body
        if isinstance(node, ast.Assign)
        and getattr(node.targets[0], "id", "") == "__all__"
        and isinstance(node.value, ast.List | ast.Tuple)
    }
    import qafila

    counts["__init__.py"] = len(qafila.__all__)
    assert {name: count for name, count in counts.items() if count > MAX_NAMES} == {}


def test_every_name_that_the_package_offers_is_there() -> None:
    import qafila

    assert [name for name in qafila.__all__ if not hasattr(qafila, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        qafila.nothing  # noqa: B018


@modules
def test_only_the_command_prints(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert name_of(path).startswith("cli/") or calls == []


@modules
def test_only_charts_draws(path: Path) -> None:
    assert name_of(path).startswith("charts/") or not imports_of(path) & DRAWING


@modules
def test_nothing_opens_a_connection(path: Path) -> None:
    named = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    } | {
        alias.name
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert {name for name in named if name.startswith(CONNECTING)} == set()


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout: the list of tracked files is not known")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_tracked_files_hold_nothing_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.suffix not in BINARY
        for match in PRIVATE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_tracked_files_are_utf_8_with_plain_line_ends() -> None:
    texts = {path: path.read_bytes() for path in tracked() if path.suffix not in BINARY}
    wrong = [
        path.name
        for path, data in texts.items()
        if b"\r" in data or data.startswith(b"\xef\xbb\xbf")
    ]
    assert wrong == []


def test_the_architecture_names_every_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = re.search(r"```text\nsrc/qafila/\n(.*?)```", text, re.DOTALL)
    assert block
    named: set[str] = set()
    folder: list[str] = []
    for line in block.group(1).splitlines():
        depth = (len(line) - len(line.lstrip())) // 2 - 1
        word = line.split()[0]
        if word.endswith("/"):
            folder = [*folder[:depth], word.rstrip("/")]
        else:
            named.add("/".join([*folder[:depth], word]))
    there = {name_of(path) for path in MODULES if path.name != "__init__.py"}
    assert {"not named": there - named, "not there": named - there} == {
        "not named": set(),
        "not there": set(),
    }


@pytest.mark.parametrize("command", [["--help"], ["run", "--help"], ["version"]])
def test_help_loads_nothing_heavy(command: list[str]) -> None:
    code = (
        "import sys\n"
        "sys.argv = ['qafila', *sys.argv[1:]]\n"
        "from qafila.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "sys.stderr.write(' '.join(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert set(done.stderr.split()) & HEAVY == set()
