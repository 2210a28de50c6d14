"""Pages of documentation whose commands are run as written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    """Blocks of one language of a page, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def command_environment(folder: Path) -> dict[str, str]:
    """The command ``qafila`` of this interpreter, whether or not the package is installed."""
    if shutil.which("bash") is None or os.name == "nt":
        pytest.skip("the commands are written for bash")
    folder.mkdir()
    command = folder / "qafila"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qafila "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def run_block(block: str, folder: Path, environment: dict[str, str]) -> tuple[str, str]:
    """What a block prints and says; it must succeed."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, (block, done.stderr)
    return done.stdout, done.stderr
