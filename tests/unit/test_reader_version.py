"""Who changes what the reader knows also changes its version: ledgers then read anew."""

from __future__ import annotations

import hashlib
from pathlib import Path

from qafila.reports import READER_VERSION

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "qafila"
TABLES = (
    *sorted((PACKAGE / "reports" / "lexicons").glob("*.csv")),
    PACKAGE / "defaults" / "countries.csv",
    PACKAGE / "defaults" / "regions.csv",
    PACKAGE / "defaults" / "sources.csv",
    PACKAGE / "defaults" / "wider_places.csv",
)
RECORDED = ("1.10", "8eee6d3cd5e053e8")  # the reader's version and the digest of its tables


def _digest() -> str:
    whole = hashlib.sha256()
    for path in TABLES:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()[:16]


def test_the_tables_of_the_reader_are_those_of_its_version():
    found = (READER_VERSION, _digest())
    assert found == RECORDED, (
        "The reader's version or a table of it (reports/lexicons/*.csv, defaults/countries.csv, "
        "defaults/regions.csv, defaults/sources.csv, defaults/wider_places.csv) has changed. Raise "
        "READER_VERSION in reports/assemble.py, so that ledgers read their reports again, and "
        "record both here: "
        f'RECORDED = ("{READER_VERSION}", "{_digest()}"). If the version was already raised since '
        "the last release, the digest alone is enough."
    )


def test_all_tables_are_there():
    assert len(TABLES) > 10
    assert all(path.is_file() for path in TABLES)
