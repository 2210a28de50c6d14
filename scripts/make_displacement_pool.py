"""Make ``defaults/displacement_pool.csv``: what forecasts of the public crises were off by.

    python scripts/make_displacement_pool.py FOLDERS

FOLDERS holds Flee's public folders, one a crisis. Every fifteenth day from the thirtieth on is
forecast by every expert with what was known on it; what it was off by is written in units of each
series' own scale, without names of places. Run it again after any change of an expert.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from qafila.commands.backtest import BacktestOptions, all_rows
from qafila.commands.backtest_sources import folders_in, open_folders
from qafila.files import write_whole
from qafila.forecasting.displacement.pool import POOL, pool_text

TABLE = Path(__file__).resolve().parents[1] / "src/qafila/defaults" / f"{POOL}.csv"


def main(folders: Path) -> None:
    """Write the table."""
    crises, _ = open_folders([(one, None) for one in folders_in(folders)], lenient=True)
    rows = all_rows(crises, BacktestOptions())
    write_whole(TABLE, pool_text(rows))
    told = int(np.isfinite(rows.truth).sum())
    print(f"{TABLE.name}: {told} rows of {len(crises)} crises")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
