"""Where machine code is kept, and what happens where it cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from qafila.kernels import compiled

CODE = """
import numpy as np
from qafila.kernels.compiled import can_keep, code_folder
from qafila.kernels.random import uniform
value = uniform(np.array([1, 2, 3, 4], np.uint64))
print(can_keep(), len(list(code_folder().glob("**/*.nbi"))) if can_keep() else 0, value)
"""


def told_home(home: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        env={**os.environ, "QAFILA_HOME": home},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_machine_code_goes_to_the_folder_that_the_user_names(tmp_path):
    kept, files, _ = told_home(str(tmp_path))
    assert kept == "True"
    assert int(files) > 0
    assert {path.name for path in tmp_path.iterdir()} == {"kernels"}


def test_where_nothing_can_be_written_kernels_work_all_the_same(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    kept, _, value = told_home(str(blocker))
    assert kept == "False"
    assert value == told_home(str(tmp_path / "good"))[2]


def test_the_folder_changes_with_the_source_of_any_kernel():
    digest = compiled.code_folder().name
    names = {path.name for path in Path(compiled.__file__).parent.glob("*.py")}
    assert {"driver.py", "movement.py", "random.py"} <= names
    assert len(digest) == 16
