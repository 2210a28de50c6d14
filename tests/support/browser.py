"""Headless Chromium for tests: it can reach no host, and a page may run no script of its own."""

from __future__ import annotations

import functools
import html
import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@functools.cache
def chromium() -> str:
    """Path of a Chromium."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no chromium found")
    return found


def run(folder: Path, *arguments: str) -> str:
    """What headless Chromium prints; it can reach no host."""
    command = [
        chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader",
        "--disable-background-networking", "--disable-component-update", "--no-first-run",
        "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}", *arguments,
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, timeout=120, check=False, env=os.environ | {"LANG": "C.UTF-8"}
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return done.stdout.decode("utf-8")


def measured(folder: Path, harness: str, page: str, width: int) -> dict[str, Any]:
    """What a harness writes into its element "measured" about a page in a frame of a width."""
    file = folder / "harness.html"
    text = harness.format(width=width, page=html.escape(page, quote=True))
    file.write_text(text, encoding="utf-8")
    dom = run(folder, "--dump-dom", "--virtual-time-budget=8000", file.as_uri())
    found = re.search(r'<pre id="measured">(.*?)</pre>', dom, re.DOTALL)
    assert found is not None
    assert found.group(1), "the page did not load"
    values: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return values
