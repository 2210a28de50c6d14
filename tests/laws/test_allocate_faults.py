"""Law: whatever stands in a cell of a folder, the command names it or runs, and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from qafila.commands.allocate import allocate
from qafila.commands.allocate_options import AllocateOptions, open_plan
from qafila.errors import InputError
from tests.support.flee_folders import FILES, write_folder

HOSTILE = st.sampled_from(
    ["", ",", "#", '"', "\x00", "\ufeff", "-1", "0", "1", "0.5", "3", "1e400", "nan", "9" * 30]
) | st.text(max_size=8)
NUMBERS = st.one_of(
    st.sampled_from([str(10**10), str(2**31 - 1), str(2**53 - 1)]),
    st.integers(-3, 10**7).map(str),
    st.floats(-1, 1e6, width=32).map(repr),
)


@pytest.mark.parametrize("rules", ["flee", "qafila"])
@settings_of(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.integers(0, 8),
    st.integers(0, 8),
    HOSTILE | NUMBERS,
    st.booleans(),
)
def test_a_folder_with_any_cell_is_refused_or_run(
    rules: str, name: str, line: int, cell: int, text: str, lenient: bool
) -> None:
    rows = FILES[name].splitlines()
    cells = rows[line % len(rows)].split(",")
    cells[cell % len(cells)] = text
    rows[line % len(rows)] = ",".join(cells)
    changed = "\n".join(rows).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as root:
        folder = write_folder(Path(root), {name: changed})
        try:
            opened, plan = open_plan(folder, lenient=lenient, draws=2, threads=1)
            done = allocate(opened, plan, AllocateOptions(rules=rules))
        except InputError:
            return
    assert np.isfinite(done.allocation.mean).all()
    assert (done.allocation.mean >= 0).all()
    assert done.record["people"] >= 0
