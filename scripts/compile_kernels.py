"""Compile the kernels once, before many processes of tests would each compile them for itself.

    python scripts/compile_kernels.py

Machine code is kept where every later run looks for it; where it lies ready nothing is done.
"""

from __future__ import annotations

import subprocess
import sys
import time

# One short run of each kind of simulation; a kernel is compiled for the kinds of its arguments.
CASE = """
import qafila as qf
qf.Simulation(qf.open_case("teaching").situation(), days=2, draws=2).run()
"""
FOLDER = """
import tempfile
from pathlib import Path
import qafila as qf
with tempfile.TemporaryDirectory() as place:
    root = Path(place)
    for name, lines in {
        "input_csv/locations.csv": (
            "#name,region,country,lat,lon,location_type,conflict_date,population",
            "Zone,Region,Home,0,0,conflict_zone,0,1000",
            "Camp,Region,Away,1,1,camp,0,0",
        ),
        "input_csv/routes.csv": ("#name1,name2,distance,forced_redirection", "Zone,Camp,100,0"),
        "input_csv/closures.csv": ("#closure_type,name1,name2,closure_start,closure_end",),
        "input_csv/conflicts.csv": ("#Day,Zone", "0,1", "1,1", "2,1"),
        "input_csv/sim_period.csv": ("StartDate,2012-02-29", "Length,3"),
        "source_data/data_layout.csv": ("total,refugees.csv", "Camp,camp.csv"),
        "source_data/refugees.csv": ("2012-02-29,0", "2012-03-03,30"),
        "source_data/camp.csv": ("2012-02-29,0", "2012-03-03,30"),
    }.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\\n".join(lines) + "\\n")
    folder = qf.open_flee(root)
    for rules in ("flee", "qafila"):
        qf.Simulation(folder, draws=2, rules=rules).run()
"""


def main() -> int:
    """Compile all kernels, as many at a time as there are kinds of runs."""
    start = time.perf_counter()
    running = [subprocess.Popen([sys.executable, "-c", code]) for code in (CASE, FOLDER)]
    codes = [one.wait() for one in running]
    print(f"kernels are ready after {time.perf_counter() - start:.0f} s", flush=True)
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
