"""Where Numba is missing everything runs all the same, byte for byte, and says that it is slow."""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest

from qafila.kernels import uncompiled
from qafila.kernels.random import address, next_word
from tests.support.flee_folders import write_folder
from tests.support.uncompiled import digests

ROOT = Path(__file__).resolve().parents[2]


def without_numba(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_the_same_bytes_without_numba(tmp_path):
    folder = write_folder(tmp_path)
    done = without_numba("-m", "tests.support.uncompiled", str(folder))
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first == "False kernels", "no machine code is kept, and there is a folder for it"
    told = dict(line.split("\t") for line in lines)
    assert told == digests(folder)
    assert len(set(told.values())) == len(told) == 6
    assert done.stderr.count("Numba is missing") == 1, done.stderr
    assert "python -m pip install numba" in done.stderr
    assert done.stderr.count("Warning") == 1, "nothing else is complained about"


def test_the_package_and_its_command_start_without_numba():
    block = "import sys; sys.modules['numba'] = None; "
    for command in ("import qafila", "from qafila.cli import main; main()"):
        done = without_numba("-W", "error", "-c", block + command, "--version")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_uncompiled_kernels_overflow_in_silence_and_only_within(monkeypatch):
    monkeypatch.setattr(uncompiled, "_warned", threading.Event())
    twice = uncompiled.interpreted(lambda word: word + word)
    outer = uncompiled.interpreted(lambda word: twice(twice(word)))
    big = np.uint64(2**63 + 1)
    with pytest.warns(RuntimeWarning, match="slower"):
        assert twice(big) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert outer(big) == 4
        with pytest.raises(RuntimeWarning, match="overflow"):
            big + big


def test_a_kernel_that_fails_leaves_no_trace(monkeypatch):
    monkeypatch.setattr(uncompiled, "_warned", threading.Event())
    uncompiled._warned.set()
    failing = uncompiled.interpreted(lambda: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            failing()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert uncompiled.interpreted(lambda word: word + word)(np.uint64(2**63)) == 0


@pytest.mark.parametrize("day", [-30, -1, 0, 1])
def test_days_before_the_first_have_addresses_of_their_own(day):
    words = [np.empty(4, np.uint64) for _ in range(2)]
    address(words[0], np.uint64(7), np.uint64(1), 0, day, 2)
    address(words[1], np.uint64(7), np.uint64(1), 0, day + 1, 2)
    assert next_word(words[0]) != next_word(words[1])
