"""``qafila import``: all rows or nothing, again without change, and still there after a run."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qafila.api import open_case
from qafila.case import read_case
from qafila.cli import app
from qafila.commands.importing import import_tables
from qafila.commands.read import read_files
from qafila.errors import InputError, ReportError
from qafila.ledger import open_store
from tests.support.cases import write_small_case
from tests.support.tables import FIXTURES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def known(folder: Path) -> set[str]:
    with open_store(folder / "ledger.sqlite") as store:
        assert store.verify() == []
        ledger = store.as_of(read_case(folder).as_of.replace(year=2027))
    return {claim.claim_id for claim in ledger.claims}


def test_a_file_read_twice_adds_nothing(folder: Path) -> None:
    case, file = read_case(folder), FIXTURES / "ucdp_49.csv"
    first = import_tables(case, [file]).record()
    again = import_tables(case, [file]).record()
    assert (first["added"], first["already_known"]) == (5, 0)
    assert (again["added"], again["already_known"], again["superseded"]) == (0, 5, 0)
    assert len(known(folder)) == 5


def test_a_newer_file_adds_what_changed_and_supersedes_what_it_corrects(
    folder: Path, tmp_path: Path
) -> None:
    case = read_case(folder)
    text = (FIXTURES / "ucdp_49.csv").read_text(encoding="utf-8")
    import_tables(case, [FIXTURES / "ucdp_49.csv"])
    before = known(folder)
    newer = tmp_path / "ged-newer.csv"
    newer.write_text(text.replace(",6.0,9.0,4.0,", ",7.0,9.0,4.0,"), encoding="utf-8")
    done = import_tables(case, [newer]).record()
    assert (done["added"], done["already_known"], done["superseded"]) == (2, 3, 2)
    assert len(known(folder)) == 5
    assert len(known(folder) & before) == 3


def test_rows_of_tables_survive_a_run_of_the_case(folder: Path) -> None:
    import_tables(read_case(folder), [FIXTURES / "ucdp_49.csv"])
    for keep in (False, True):
        opened = open_case(folder, keep_removed=keep)
        ledger = opened.ledger("2025-11-30")
        assert sum(claim.method == "ucdp" for claim in ledger.claims) == 5
        assert ledger.removed == 0
        assert len(ledger.imported) == 3
        notices = opened.situation().warnings
        assert "not_in_reports" not in {notice.code for notice in notices}
        opened.store.close()


def test_a_report_that_is_taken_away_goes_and_rows_stay(folder: Path) -> None:
    report = next((folder / "reports").glob("*.md"), None)
    if report is None:
        (folder / "reports").mkdir(exist_ok=True)
        report = folder / "reports" / "2025-09-20-pumps.md"
        report.write_text(
            "---\noutlet: Invented Gazette\npublished: 2025-09-20\n---\n"
            "Four people were killed in an attack on a convoy.\n",
            encoding="utf-8",
        )
    import_tables(read_case(folder), [FIXTURES / "ucdp_49.csv"])
    open_case(folder).store.close()
    report.unlink()
    opened = open_case(folder)
    methods = {claim.method for claim in opened.ledger("2025-11-30").claims}
    assert "ucdp" in methods
    assert opened.ledger("2025-11-30").removed == 1
    opened.store.close()


def test_nothing_is_half_imported(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ReportError, match="does not have the columns"):
        import_tables(read_case(folder), [FIXTURES / "ucdp_49.csv", bad])
    assert known(folder) == set()


def test_a_table_without_a_readable_row_is_refused(folder: Path, tmp_path: Path) -> None:
    text = (FIXTURES / "ucdp_49.csv").read_text(encoding="utf-8")
    path = tmp_path / "ged.csv"
    path.write_text(text.replace("2024-0", "soon-0"), encoding="utf-8")
    path.write_text("\n".join(text.replace("2024-0", "soon-0").splitlines()[:3]), encoding="utf-8")
    with pytest.raises(ReportError, match=r"none of its 2 rows.*date_start"):
        import_tables(read_case(folder), [path])


def test_the_shipped_case_needs_a_ledger_of_its_own(tmp_path: Path) -> None:
    from qafila.case import find_case

    with pytest.raises(InputError, match="--ledger"):
        import_tables(read_case(find_case("mali-2025")), [FIXTURES / "ucdp_49.csv"])
    out = run(
        "import", "mali-2025", str(FIXTURES / "acled.csv"), "--ledger", str(tmp_path / "l.sqlite")
    )  # fmt: skip
    assert "acled, 5 rows, 6 claims; 1 row without a claim" in out


def test_rows_put_aside_are_counted_and_named(folder: Path, tmp_path: Path) -> None:
    header, *rows = (FIXTURES / "acled.csv").read_text(encoding="utf-8").splitlines()
    bad = rows[0].replace(",7,,1758300000", ",=cmd|'x'!A0,,1758300000").replace("90001", "90009")
    path, aside = tmp_path / "acled.csv", tmp_path / "aside.csv"
    path.write_text("\n".join([header, *rows, *[bad] * 30, "short,row"]) + "\n", encoding="utf-8")
    out = run("import", str(folder), str(path), "--quarantine", str(aside))
    assert "31 put aside" in out
    assert "acled.csv, row 7, column fatalities: \"=cmd|'x'!A0\" is not a number" in out
    assert "and 11 more rows put aside" in out
    found = [*csv.DictReader(io.StringIO(aside.read_text(encoding="utf-8-sig")))]
    assert len(found) == 31
    assert found[-1] | {} == {
        "file": "acled.csv", "row": "37", "column": "", "reason": "2 cells where the header has 31",
    }  # fmt: skip
    assert not any(cell[:1] in "=+-@" for row in found for cell in row.values() if cell)
    record = json.loads(run("import", str(folder), str(path), "--json"))
    assert record["files"][0]["rows_quarantined"] == len(record["quarantined"]) == 31
    assert record["added"] == 0


def test_read_shows_the_claims_of_a_table(tmp_path: Path) -> None:
    lines = run("read", str(FIXTURES / "dtm.csv"), "--jsonl").splitlines()
    (record,) = map(json.loads, lines)
    assert (record["method"], record["best"], record["unit"]) == ("dtm", 1240.0, "persons")
    path = tmp_path / "rounds"
    shutil.copy(FIXTURES / "dtm.csv", path)
    named = run("read", str(path), "--format", "dtm", "--jsonl").splitlines()
    assert json.loads(named[0]) == record


def test_the_day_of_publication_of_a_file_holds_for_its_rows(folder: Path) -> None:
    file = FIXTURES / "unhcr_hdx.csv"
    import_tables(read_case(folder), [file], published="2024-06-13")
    with open_store(folder / "ledger.sqlite") as store:
        from qafila.days import parse_day

        assert len(store.as_of(parse_day("2024-06-12"))) == 0
        assert len(store.as_of(parse_day("2024-06-13"))) == 2


@pytest.mark.parametrize(
    ("land", "told"), [("Mali,432.0", False), ("Sudan,625.0", True), ("Ivory Coast,437.0", False)]
)
def test_a_table_about_other_countries_is_told(
    folder: Path, tmp_path: Path, land: str, told: bool
) -> None:
    text = (FIXTURES / "ucdp_49.csv").read_text(encoding="utf-8")
    assert text.count(",Mali,432.0,") == 2
    file = tmp_path / "ged.csv"
    file.write_text(text.replace(",Mali,432.0,", f",{land},"), encoding="utf-8")
    [table] = import_tables(read_case(folder), [file]).record()["files"]
    assert any("2 of 3 rows" in note and "SDN" in note for note in table["notes"]) == told


def test_terms_of_a_provider_are_told_at_the_import(folder: Path) -> None:
    [table] = import_tables(read_case(folder), [FIXTURES / "acled.csv"]).record()["files"]
    assert any("pass no rows on" in note for note in table["notes"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_pipe_is_refused_at_once(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rows.csv")
    with pytest.raises(ReportError, match="is no file but a pipe"):
        import_tables(read_case(folder), [tmp_path / "rows.csv"])


def test_tables_do_not_come_from_the_standard_input() -> None:
    with pytest.raises(ReportError, match="tables are read from files"):
        read_files([Path("-")], form="ucdp")


def test_a_standard_input_that_is_closed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ReportError, match="standard input: there is none"):
        read_files([Path("-")])
