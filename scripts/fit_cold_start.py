"""Learn the numbers of the cold start: ``python scripts/fit_cold_start.py [FOLDERS] [--check]``.

The first 30 days of the public folders of Flee are learnt on, all countries together and once
without each, and ``src/qafila/defaults/cold_start.csv`` is written. FOLDERS is the folder that
holds them; without it ``shared/cases/flee`` is looked for beside the repository and above it.
``--check`` writes nothing and says whether the table is what would be written. It takes seconds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qafila.files import write_whole
from qafila.forecasting.displacement.cold_fitting import FIRST_DAYS, ColdCase, cold_case
from qafila.forecasting.displacement.cold_tables import TABLE, learnt_table
from qafila.interop import open_flee
from qafila.tables import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = ROOT / "src" / "qafila" / "defaults" / f"{TABLE}.csv"
COMMAND = "python scripts/fit_cold_start.py"


def public_folders() -> Path:
    """Where the public folders lie."""
    for folder in (ROOT, *ROOT.parents):
        if (folder / "shared" / "cases" / "flee").is_dir():
            return folder / "shared" / "cases" / "flee"
    return ROOT / "shared" / "cases" / "flee"


def read_cases(folders: Path) -> dict[str, ColdCase]:
    """The first days of each folder, by its name."""
    found = sorted(path for path in folders.iterdir() if (path / "input_csv").is_dir())
    return {path.name: cold_case(open_flee(path, lenient=True, days=FIRST_DAYS)) for path in found}


def main(arguments: Sequence[str]) -> int:
    """Write the table, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="?", type=Path, default=public_folders())
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    if not chosen.folders.is_dir():
        print(f"{chosen.folders} is no folder", file=sys.stderr)
        return 2
    text = write_text(learnt_table(list(read_cases(chosen.folders).values()), COMMAND))
    if chosen.check:
        same = DEFAULTS.read_text(encoding="utf-8") == text
        print("the table is up to date" if same else "the table would change")
        return int(not same)
    write_whole(DEFAULTS, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
