"""What forecasts of registered people cost: ``python benchmarks/forecast.py [FOLDERS] [--quick]``.

Every past day of the public folders by every expert, the same on a Dask cluster of this machine,
and one forecast of one crisis as ``qafila forecast`` makes it. Seconds on the wall stand beside
their limit and as a share of what one expert alone costs in the same run; memory is the most that
the process and its children held. ``--quick`` takes two folders and looks whether all works.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qafila.commands.backtest import BacktestOptions, backtest
from qafila.commands.backtest_sources import folders_in, open_folders
from qafila.forecasting.displacement.experts import PERSISTENCE
from qafila.forecasting.displacement.looking_back import HORIZONS, forecast_crisis, last_day
from qafila.forecasting.displacement.pool import pool

sys.path.insert(0, str(Path(__file__).parent))
from allocation import public_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.commands.backtest import Backtested
    from qafila.forecasting.displacement.reports import Crisis

LIMIT, ONE_LIMIT, MEMORY_LIMIT = 180.0, 10.0, 2000.0  # seconds, seconds, MB
QUICK = ("burundi2015", "tigray2020")
Found = TypeVar("Found")


def timed(work: Callable[[], Found]) -> tuple[Found, float]:
    """What comes of it, and the seconds it took."""
    begun = time.perf_counter()
    found = work()
    return found, time.perf_counter() - begun


def memory() -> float:
    """The most that this process and each of its children held, MB."""
    parts = [
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return parts[0] / 1024 + 2 * parts[1] / 1024


def on_cluster(crises: Sequence[Crisis]) -> Backtested:
    """The same on a cluster of two workers of this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as here:
        return backtest(crises, BacktestOptions(cluster=here.scheduler_address), pool())


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say by the exit code whether limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="?", type=Path, default=public_folders())
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args(arguments)
    folders = [one for one in folders_in(chosen.folders) if not chosen.quick or one.name in QUICK]
    crises, _ = open_folders([(one, None) for one in folders], lenient=True)
    alone, single = timed(lambda: backtest(crises, BacktestOptions(experts=(PERSISTENCE,)), pool()))
    whole, seconds = timed(lambda: backtest(crises, BacktestOptions(), pool()))
    rows = len(whole.told.rows)
    print(f"{len(crises)} crises, {rows} targets, {len(whole.told.rows.experts)} experts")
    print(
        f"all origins      {seconds:6.1f} s of {LIMIT:.0f}  ({seconds / single:.1f} x one expert)"
    )
    held = memory()
    print(f"memory           {held:6.0f} MB of {MEMORY_LIMIT:.0f}")
    spread, clustered = timed(lambda: on_cluster(crises))
    same = spread.scores.equals(whole.scores)
    print(f"on a cluster     {clustered:6.1f} s, the same numbers: {'yes' if same else 'NO'}")
    crisis = max(crises, key=last_day)
    _, one = timed(lambda: forecast_crisis(crisis, last_day(crisis), HORIZONS, pool()))
    print(f"{crisis.name:<16} {one:6.1f} s of {ONE_LIMIT:.0f} for the newest forecast")
    good = (
        len(alone.told.rows) == rows
        and seconds <= LIMIT
        and held <= MEMORY_LIMIT
        and same
        and one <= ONE_LIMIT
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
