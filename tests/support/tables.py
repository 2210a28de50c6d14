"""Read tables in tests as the commands do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qafila.case import find_case, read_case
from qafila.claims import Claim, Document
from qafila.commands.ahead import lookup_of
from qafila.reports.readers.lookup import Lookup
from qafila.reports.readers.reading import Tally, read_table
from qafila.reports.registry import formats

FIXTURES = Path(__file__).resolve().parents[1] / "unit" / "tables"
# Every fixture is invented; the names are those of the formats and of the files.
FILES = {
    "acled": ("acled.csv", "acled_old.csv"),
    "ucdp": ("ucdp_49.csv", "ucdp_42.csv"),
    "gdelt": ("gdelt.export.csv",),
    "unhcr": ("unhcr_population.json", "unhcr_hdx.csv", "odp_sublocation.json"),
    "hapi": (
        "hapi_conflict_events.csv",
        "hapi_idps.csv",
        "hapi_refugees.csv",
        "hapi_returnees.csv",
        "hapi_food_prices.csv",
        "wfp_prices.csv",
    ),
    "dtm": ("dtm.csv",),
    "idu": ("idu.json",),
    "hxl": ("hxl.csv",),
}
Pairs = list[tuple[Document, tuple[Claim, ...]]]


@cache
def lookup() -> Lookup:
    return lookup_of(read_case(find_case("mali-2025")))


def read(path: Path, wanted: str = "auto", **more: object) -> tuple[Pairs, Tally]:
    tally = Tally(path.name)
    return list(read_table(path, lookup(), formats(), tally, wanted=wanted, **more)), tally


def claims_of(name: str) -> list[Claim]:
    return [claim for _, claims in read(FIXTURES / name)[0] for claim in claims]
