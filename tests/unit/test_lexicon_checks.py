"""The lexicons that ship are sound, and each kind of fault in them is named with its place."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import qafila
from qafila.errors import Problem
from qafila.reports.lexicon_checks import lexicon_problems
from qafila.reports.lexicon_tables import columns

LEXICONS = Path(qafila.__file__).parent / "reports" / "lexicons"


def test_the_lexicons_that_ship_have_no_fault():
    assert "\n".join(map(str, lexicon_problems())) == ""


def test_every_table_is_checked_and_every_column_has_a_known_form():
    assert set(columns()) == {path.stem for path in LEXICONS.glob("*.csv")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LEXICONS, tmp_path / "lexicons"))


def add(folder: Path, table: str, *cells: str) -> int:
    """Add a row to a table and tell its number."""
    path = folder / f"{table}.csv"
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow(cells)
    return len(path.read_text(encoding="utf-8").splitlines())


# table, cells, column, part of the message, part of the hint
FAULTS = [
    ("slots", ("de", "wasser", "water"), "language", '"de" is not known', "en, fr, ar"),
    ("slots", ("en", "wellhead", "watr"), "slot", 'no trigger needs "watr"', '"water"'),
    ("verbs", ("en", "mumbled", "assertd"), "modality", '"assertd"', '"asserted"'),
    ("hedges", ("en", "well over", "over", "1,5", "", "before"), "low", "no number", ""),
    ("nouns", ("en", "dromedary", "camel", "1"), "class", 'nothing counts "camel"', "noun_units"),
    ("nouns", ("en", "dromedary ", "person", "1"), "phrase", "ends with a space", ""),
    ("months", ("fr", "Brûmaire", "11"), "phrase", "letter by letter", '"brumaire"'),
    ("sources", ("en", "the elder", "", "", "elder", ""), "kind", '"elder" is not known', ""),
    ("roles", ("en", "...", "near"), "phrase", "no word of the phrase must be there", ""),
    ("roles", ("en", "hard? ... by", "near"), "phrase", "before the first word", ""),
    ("roles", ("en", "hard by ...", "near"), "phrase", "at the end", ""),
    ("roles", ("en", "hard? by?", "near"), "phrase", "no word of the phrase must be there", ""),
    ("roles", ("en", "hard?|close by", "near"), "phrase", '"?" that is not at its end', ""),
    ("roles", ("en", "hard||close by", "near"), "phrase", "empty alternative", ""),
    ("roles", ("ar", "ـ|جوار", "near"), "phrase", "empty alternative", ""),
    ("roles", ("en", "cl*se by", "near"), "phrase", '"*" that is not at the end', ""),
    ("roles", ("en", "hard__by", "near"), "phrase", '"_" without a word', ""),
    ("roles", ("fr", "vis-à-vis|devant", "near"), "phrase", "falls into", '"vis_à_vis"'),
    ("roles", ("en", "&hardd by", "near"), "phrase", '"&hardd" is no set of words in en', ""),
    ("words", ("en", "hardly", "hard"), "name", 'uses "&hardly"', "delete"),
    ("words", ("en", "hardly", "&close"), "words", "another set", ""),
    (
        "slots",
        ("en", "fuel|petrol|diesel|gasoline|petroleum|kerosene", "fuel"),
        "slot",
        "again",
        "",
    ),
    ("weekdays", ("en", "monday", "3"), "weekday", "contradicts row 2", "merge"),
]
TRIGGERS = [
    (("blokade", "", "", "", "1"), "event_type", "is not known", '"blockade"'),
    (("blockade", "Too Free", "", "", "1"), "subtype", "no plain name", ""),
    (("blockade", "", "raod", "", "1"), "needs", '"raod" is never filled in en', "did you mean"),
    (("blockade", "", "!raod", "", "1"), "needs", '"raod" is always absent in en', ""),
    (("blockade", "", "figure:tankr", "", "1"), "needs", "never filled", '"figure:tanker"'),
    (("blockade", "", "!road|fuel", "", "1"), "needs", "as one name", "!road !fuel"),
    (("blockade", "", "road !road", "", "1"), "needs", "must be absent", ""),
    (("blockade", "", "", "tankr>", "1"), "figures", "counts nothing", '"tanker"'),
    (("blockade", "", "", "tanker", "1"), "figures", "no pair", ""),
    (("blockade", "", "", "tanker>tankrs", "1"), "figures", "no quantity", '"tankers"'),
    (("blockade", "", "", "day> day>fuel_cover", "1"), "figures", "stands twice", ""),
    (("blockade", "", "", "", "high"), "rank", "no number", ""),
]


ROWS = FAULTS + [
    ("triggers", ("en", f"xylophone played {number}", *cells), *rest)
    for number, (cells, *rest) in enumerate(TRIGGERS)
]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[int], list[Problem]]:
    """Every faulty row added to one copy of the lexicons: their numbers, and all problems."""
    folder = Path(shutil.copytree(LEXICONS, tmp_path_factory.mktemp("faulty") / "lexicons"))
    numbers = [add(folder, table, *cells) for table, cells, *_ in ROWS]
    return numbers, lexicon_problems(folder)


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_a_fault_is_named_with_its_place(faulty, number):
    rows, problems = faulty
    table, _, column, message, hint = ROWS[number]
    found = [one for one in problems if (one.file, one.row) == (f"{table}.csv", rows[number])]
    assert any(
        one.column == column and message in one.message and hint in one.hint for one in found
    ), found


def test_a_trigger_that_a_row_of_no_event_voids_is_named(folder):
    first = add(folder, "triggers", "en", "Xylophone played", "coup", "", "place", "", "3")
    add(folder, "triggers", "en", "xylophone played", "none", "", "place road", "", "1")
    voids = add(folder, "triggers", "en", "xylophone  played", "none", "", "", "", "1")
    told = [str(one) for one in lexicon_problems(folder) if one.row == first]
    assert len(told) == 1
    assert f"by row {voids} the same words tell of no event" in told[0]


def test_all_faults_are_told_at_once_and_in_order(folder):
    (folder / "months.csv").unlink()
    (folder / "roles.csv").write_bytes("language,phrase,role\nfr,près,near\n".encode("latin-1"))
    (folder / "vague.csv").write_text("phrase\n", encoding="utf-8")
    with (folder / "verbs.csv").open("a", encoding="utf-8") as stream:
        stream.write("en,said, again,asserted\nen,mumbled,asserted,\n")
    told = [str(one) for one in lexicon_problems(folder)]
    assert told == sorted(told)
    files = [one.split(",")[0].split(":")[0] for one in told]
    assert set(files) == {"months.csv", "roles.csv", "vague.csv", "verbs.csv"}
    assert any("save it as" in one for one in told)
    assert any("has 4 cells where the header has 3; put quotes" in one for one in told)
