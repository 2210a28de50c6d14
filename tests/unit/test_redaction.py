"""Free text and addresses of the public profile: no file of a run gives a passage back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

from qafila import tables
from qafila.brief import Brief, write_exports
from qafila.brief.public import restated
from qafila.brief.redaction import public_address, speaks_of_vehicles, without_passages
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made
from tests.support.cases import HEADERS

AS_OF = made.AS_OF  # 31 October 2025, a Friday
STOCKS = (
    "city,fuel,stock,2025-10-31,3,1,8,days,2025-10-31,stated,estimate,"
    '"Our guess; 7311 tankers came on 30 October 2025: three days of demand; low: one day"\n'
)
CONVOYS = (
    "hidden,2025-10-30,2025-10-30,2025-10-30,stated,city,,convoys,,,,,,7311,,,tankers,,,nearly,"
    "customs,https://example.org/7311-tankers-yesterday,arrived on 30 October\n"
    "shown,2025-10-23,2025-10-23,2025-10-24,stated,city,,convoys,,,,,,6007,,,tankers,,,,"
    "customs,https://example.org/6007-tankers-on-thursday,the 6007 came on 23 October\n"
)


def files(folder: Path, profile: str) -> dict[str, str]:
    """Every file that a run writes to be passed on."""
    texts = {"observations": CONVOYS, "stocks": STOCKS}
    read = {}
    for table, text in texts.items():
        read[table], problems = tables.read_table(
            table, f"{HEADERS[table]}\n{text}".encode(), f"{table}.csv"
        )
        assert not problems
    situation = dataclasses.replace(made.situation(), **read)
    forecast = made.forecast()
    written = write_exports(situation, forecast, folder, profile)
    found = {path.name: path.read_text(encoding="utf-8") for path in written}
    for language in LANGUAGES:
        found[language] = Brief(situation, forecast, language, profile).html()
    return found


def test_no_file_gives_a_withheld_passage_back(tmp_path: Path) -> None:
    # Claims of the same week have their own tests; their days stand in claims.csv and the pages.
    for name, text in files(tmp_path, "public").items():
        assert "7311" not in text, name
        assert "yesterday" not in text, name
        assert not re.search("came on|arrived on", text), name
    figures = files(tmp_path, "public")["known_figures.csv"]
    assert "2025-10-30" not in figures
    internal = files(tmp_path / "internal", "internal")
    assert "7311" in internal["known_figures.csv"]
    assert "7311 tankers came on 30 October 2025" in internal["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_basis_of_a_stock_keeps_what_tells_of_no_passage(tmp_path: Path, language: str) -> None:
    page = files(tmp_path, "public")[language]
    assert "Our guess; […] three days of demand; low: one day" in page


def test_a_week_is_not_undone_by_address_note_or_day_of_publication(tmp_path: Path) -> None:
    for name, text in files(tmp_path, "public").items():
        assert "on-thursday" not in text, name
        assert "came on 23 October" not in text, name
    row = next(line for line in files(tmp_path, "public")["known_figures.csv"].splitlines()
               if "6007" in line)  # fmt: skip
    assert "example.org" in row
    assert "2025-10-20" in row
    assert "2025-10-24" not in row
    assert "2025-10-23" not in row


@pytest.mark.parametrize(
    "text",
    [
        "Guess; 90 tankers came on 22 November.",
        "Estimation ; 90 camions-citernes sont arrivés le 22 novembre.",
        "تقدير؛ وصل 90 صهريجاً في 22 نوفمبر.",
        "Guess; a convoy came yesterday.",
    ],
)
def test_clauses_that_name_the_day_of_a_passage_are_left_out(text: str) -> None:
    shown = without_passages(text, dt.date(2025, 11, 30), dt.date(2025, 11, 29))
    assert "[…]" in shown
    assert "90" not in shown
    assert "convoy" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "117 million litres registered from 1 to 24 November",
        "Queues had gone by 28 November",
        "40 tankers were burnt on 14 September 2025",
        "Tankers hold 45,000 litres",
    ],
)
def test_what_tells_of_no_fresh_passage_stays(text: str) -> None:
    assert without_passages(text, dt.date(2025, 11, 30), dt.date(2025, 11, 29)) == text


def test_vehicles_counted_without_a_day_are_left_out_of_fresh_texts() -> None:
    told = "1,200 tankers are in; three days of demand"
    assert without_passages(told, AS_OF, AS_OF) == "[…] three days of demand"
    assert without_passages(told, AS_OF, AS_OF - dt.timedelta(days=40)) == told


def test_addresses_on_fresh_passages_are_told_by_their_host() -> None:
    fresh, old = AS_OF - dt.timedelta(days=1), AS_OF - dt.timedelta(days=40)
    convoy, other = "https://example.org/200-citernes-hier", "https://example.org/queues"
    assert public_address(convoy, fresh, AS_OF, passage=False) == "example.org"
    assert public_address(convoy, old, AS_OF, passage=False) == convoy
    assert public_address(other, fresh, AS_OF, passage=False) == other
    assert public_address(other, fresh, AS_OF, passage=True) == "example.org"
    assert public_address("yearbook", fresh, AS_OF, passage=True) == "yearbook"


def test_articles_on_fresh_passages_are_not_singled_out() -> None:
    fresh = ("Agency", "https://example.org/200-tankers-came-monday", "2025-10-28")
    other = ("Agency", "https://example.org/schools", "2025-10-28")
    assert restated(fresh, AS_OF) == ("Agency", "https://example.org", "")
    assert restated(other, AS_OF) == other
    assert restated(other, AS_OF, closed=True) == ("Agency", "https://example.org", "")


def test_words_that_only_count_name_no_vehicle() -> None:
    assert not speaks_of_vehicles("يوم واحد")
    assert speaks_of_vehicles("وصلت قافلة")
