"""Time and memory of reading tables of UCDP and ACLED form: ``python benchmarks/tables.py [ROWS]``.

The rows are invented. Each form is read in a process of its own, so that the peak of memory is that
of the reader, and set beside a bare pass of the csv module and plain inserts of the same rows into
SQLite, in seconds of the processor, which other work on the machine disturbs least. With
``--ledger`` the table is also imported into a ledger, which takes two processes: that is measured
by the clock too, on a machine that does nothing else.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_MICROSECONDS = 25.0  # a row, for parsing and claims
LIMIT_MB = 1500.0
LIMIT_LEDGER_SECONDS = 60.0  # a million rows
PLACES = (
    ("Kayes", "Kayes"), ("Nioro du Sahel", "Kayes"), ("Sikasso", "Sikasso"), ("Mopti", "Mopti"),
    ("Gao", "Gao"), ("Menaka", "Menaka"), ("Nampala", "Segou"), ("Hameau", "Mopti"),
)  # fmt: skip
HEADERS = {
    "ucdp": (
        "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
        "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
        "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
        "source_date,source_headline,source_original,where_prec,where_coordinates,"
        "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,"
        "country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"
        "deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
    ),
    "acled": (
        "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,"
        "actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,"
        "iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,"
        "source,source_scale,notes,fatalities,tags,timestamp"
    ),
}


def ucdp_row(number: int, dice: random.Random) -> list[object]:
    """An invented row of UCDP form."""
    place, region = dice.choice(PLACES)
    day = f"{dice.randint(2012, 2024)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    low = dice.randint(0, 9)
    best = low + dice.randint(0, 4)
    source = f"Invented Gazette {dice.randint(1, 300)}"
    article = f'"{source},{day},Fighting near {place}, toll unclear"'
    return [
        number, f"MLI-{number}", day[:4], 1, "Clear", dice.randint(1, 3), 1, 1, "Invented: State",
        1, 1, "State - Group", 1, 1, "Government of Mali", 1, 1, "Invented Front", 2, article,
        source, day, f"Fighting near {place}", "", dice.randint(1, 4), f"{place} town",
        f"near {place}", f"{region} region", "", 14.5, -4.2, "POINT (-4.2 14.5)", 150000, "Mali",
        432, "Africa", 1, 1, day, day, 0, 0, 0, best, best, best + 3, low, 432, "",
    ]  # fmt: skip


def acled_row(number: int, dice: random.Random) -> list[object]:
    """An invented row of ACLED form."""
    place, region = dice.choice(PLACES)
    kind, sub = dice.choice(
        (("Battles", "Armed clash"), ("Violence against civilians", "Attack"),
         ("Explosions/Remote violence", "Air/drone strike"), ("Protests", "Peaceful protest"))
    )  # fmt: skip
    day = f"{dice.randint(2012, 2024)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    return [
        f"MLI{number}", day, day[:4], 1, "Political violence", kind, sub, "Invented Front", "",
        "Rebel group", "Military Forces of Mali", "", "State forces", "", "", 466,
        "Western Africa", "Mali", region, "", "", place, 14.5, -4.2, 1,
        f"Invented Gazette {dice.randint(1, 300)}; Undisclosed Source", "National",
        f"On the day, invented people met at {place}, and a note, with commas, tells it at length.",
        dice.randint(0, 5), "", 1700000000 + number % 1000,
    ]  # fmt: skip


ROWS = {"ucdp": ucdp_row, "acled": acled_row}


def write(form: str, rows: int, path: Path) -> None:
    """Write a table of invented rows."""
    row = ROWS[form]
    dice = random.Random(7)  # noqa: S311
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADERS[form] + "\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows(row(number, dice) for number in range(1, rows + 1))


def bare(path: Path) -> float:
    """Seconds of a pass of the csv module."""
    begun = time.process_time()
    with path.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass
    return time.process_time() - begun


def inserts(path: Path) -> float:
    """Seconds of plain inserts of the rows into a file of SQLite."""
    with (
        tempfile.TemporaryDirectory() as folder,
        path.open(encoding="utf-8", newline="") as stream,
    ):
        rows = csv.reader(stream)
        width = len(next(rows))
        store = sqlite3.connect(Path(folder) / "plain.sqlite")
        store.execute(f"CREATE TABLE t ({', '.join(f'c{n}' for n in range(width))})")
        begun = time.process_time()
        store.executemany(f"INSERT INTO t VALUES ({', '.join('?' * width)})", rows)  # noqa: S608
        store.commit()
        spent = time.process_time() - begun
        store.close()
    return spent


def measure(path: Path, where: str) -> dict[str, float]:
    """Read one table, into a ledger if one is named."""
    from qafila.case import find_case, read_case
    from qafila.commands.ahead import lookup_of
    from qafila.commands.importing import import_tables
    from qafila.reports.readers.reading import Tally, read_table
    from qafila.reports.registry import formats

    case = read_case(find_case("mali-2025"))
    lookup, known, tally = lookup_of(case), formats(), Tally(path.name)
    before = peak_mb()
    begun, clock = processor_seconds(), time.perf_counter()
    if where:
        [tally] = import_tables(case, [path], ledger=where).tallies
    else:
        for _ in read_table(path, lookup, known, tally):
            pass
    spent, passed = processor_seconds() - begun, time.perf_counter() - clock
    return {
        "seconds": spent, "passed": passed, "rows": tally.rows, "claims": tally.claims,
        "peak": peak_mb(), "grown": peak_mb() - before, "aside": tally.quarantined,
    }  # fmt: skip


def processor_seconds() -> float:
    """Seconds of the processor, of this process and of those that it started and that ended."""
    return sum(os.times()[:4])


def peak_mb() -> float:
    """Most memory at once, of this process and of the largest that it started."""
    used = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in used) / 1024


def measured(path: Path, where: str = "") -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--measure", str(path), where]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print a table of rows a second, memory and ratios."""
    if "--measure" in sys.argv:
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[3])))
        return
    numbers = [int(word.replace(",", "")) for word in sys.argv[1:] if word[:1].isdigit()]
    rows = numbers[0] if numbers else 200_000
    with tempfile.TemporaryDirectory() as folder:
        for form in ROWS:
            path = Path(folder) / f"{form}.csv"
            write(form, rows, path)
            one = measured(path)
            each = one["seconds"] / one["rows"] * 1e6
            print(
                f"{form:<6} {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB: "
                f"{one['rows'] / one['seconds']:,.0f} rows/s, {each:.1f} us a row "
                f"({each / LIMIT_MICROSECONDS:.2f} of limit), {one['claims']:,.0f} claims, "
                f"peak {one['peak']:.0f} MB (+{one['grown']:.0f})"
            )
            print(
                f"       {one['seconds'] / bare(path):.1f} times a bare csv.reader, "
                f"{one['seconds'] / inserts(path):.1f} times plain inserts into SQLite"
            )
            if "--ledger" in sys.argv:
                kept = measured(path, str(Path(folder) / f"{form}.sqlite"))
                limit = LIMIT_LEDGER_SECONDS * rows / 1e6
                print(
                    f"       into the ledger: {kept['passed']:.1f} s by the clock "
                    f"({kept['passed'] / limit:.2f} of limit), {kept['seconds']:.1f} s of all "
                    f"processors, peak {kept['peak']:.0f} MB ({kept['peak'] / LIMIT_MB:.2f} of "
                    "limit)"
                )


if __name__ == "__main__":
    main()
