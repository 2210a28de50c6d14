"""The command as a user meets it: exit codes, messages, results on stdout."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qafila.case import find_case, read_case
from qafila.commands.check import check_report
from qafila.commands.run import default_out
from qafila.commands.selecting import Wanted
from tests.support.cases import write_small_case


def qafila(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qafila", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        encoding="utf-8",
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_case(tmp_path / "case")


def test_version_and_help():
    import qafila as package

    assert qafila("version").stdout.strip() == package.__version__
    shown = qafila("--help")
    assert shown.returncode == 0
    for command in ("run", "simulate", "check", "new", "read", "claims", "version"):
        assert command in shown.stdout
    assert qafila("--version").stdout == qafila("version").stdout


def test_help_in_every_form_people_try():
    whole = qafila("--help").stdout.strip()
    assert qafila("help").stdout.strip() == qafila().stdout.strip() == whole
    for name in ("check", "run", "simulate"):
        shown = qafila(name, "--help")
        assert qafila("help", name).stdout == shown.stdout
        flat = "".join(character for character in shown.stdout if character.isalnum() or
                       character in "-, ")  # fmt: skip
        assert "mali-2025" in flat
        assert "teaching" in flat


def test_shells_can_complete_commands_and_shipped_cases():
    assert "--install-completion" in qafila("--help").stdout
    code = "from qafila.cli import main; main()"
    words = {"COMP_WORDS": "qafila run tea", "COMP_CWORD": "2", "_QAFILA_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = ['qafila']; {code}"],
        env={**os.environ, **words}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["teaching"]


def test_check_prints_counts_and_distances(folder: Path):
    done = qafila("check", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["counts"]["locations"] == 8
    assert report["distances_km"] == {"city": {"south-port": 1180.0, "west-port": 1260.0}}
    assert report["without_stocks"] == []
    routes = report["counts"]["routes"]
    for column in ("distance_km", "driving_hours", "driving_hours_wet", "surface", "max_load_t"):
        assert sum(report["values"][column].values()) == routes
    assert report["values"]["distance_km"] == {"measured": 0, "estimate": 7}


@pytest.mark.parametrize("name", ["teaching", "mali-2025"])
def test_check_counts_what_sources_say_of_people(name):
    case = read_case(find_case(name))
    with (find_case(name) / "observations.csv").open(encoding="utf-8", newline="") as file:
        people = [row for row in csv.DictReader(file) if row["unit"] == "people"]
    values = check_report(case)["values"]
    for column in ("legal_status", "count_basis", "setting"):
        known = sum(bool(row[column]) for row in people)
        told = {"known": known, "unknown": len(people) - known}
        assert values[f"people: {column}"] == told, column
    placed = sum(bool(row["location_id"]) for row in people)
    assert values["people: place"] == {"known": placed, "country": len(people) - placed}
    routes = case.network.routes
    assert values["surface"]["none"] == (routes["mode"] == "air").sum()


def test_check_names_every_problem_at_once(folder: Path):
    path = folder / "routes.csv"
    text = path.read_text(encoding="utf-8")
    text = text.replace("city-west-town,city,", "city-west-town,citty,").replace(
        ",110.0,", ",-110,"
    )
    path.write_text(text, encoding="utf-8")
    done = qafila("check", str(folder))
    assert done.returncode == 2
    assert 'routes.csv, row 2, column from_id: "citty" is not in locations' in done.stderr
    assert 'did you mean "city"?' in done.stderr
    assert "row 6, column distance_km: -110 is below 0.1" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("check", "mali-2026"), 2, 'did you mean "mali-2025"?'),
        (("check", "./nowhere"), 2, "there is no such folder"),
        (("run", "mali-2025", "--lang", "de"), 2, "--lang"),
        (("run", "mali-2025", "--profile", "publik"), 2, 'did you mean "public"?'),
        (("run", "mali-2025", "--as-of", "30.11.2025"), 2, "is not a date"),
        (("claims", "mali-2025", "--type", "blokade"), 2, 'did you mean "blockade"?'),
        (("run",), 2, "CASE"),
        (("check",), 2, "name a CASE, or give --lexicons"),
        (("runn",), 2, "Did you mean 'run'?"),
        (("simulat", "teaching"), 2, "Did you mean 'simulate'?"),
        (("run", "--drawss", "5"), 2, "--draws"),
        (("simulate", "teachin"), 2, 'did you mean "teaching"?'),
        (("simulate", "teaching", "--out", "a.xlsx"), 2, "end the name in .csv or .parquet"),
        (("help", "runn"), 2, "Did you mean 'run'?"),
    ],
)
def test_wrong_use_ends_with_one_clear_message(arguments, code, words):
    done = qafila(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_lexicons_are_checked_without_a_case():
    done = qafila("check", "--lexicons")
    assert done.returncode == 0
    assert done.stdout.startswith("lexicons: no problems; ")


def test_unwritable_output_fails_before_the_work(folder: Path, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = qafila("run", str(folder), "--out", str(blocked / "below"))
    assert done.returncode == 1
    assert f"{blocked / 'below'}: cannot be written" in done.stderr
    assert ".probe" not in done.stderr
    assert "reports" not in done.stderr


def test_strict_check_makes_an_error_of_an_empty_folder_of_reports(folder: Path):
    for path in (folder / "reports").glob("*"):
        path.unlink()
    lenient, strict = qafila("check", str(folder)), qafila("check", str(folder), "--strict")
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert "warning: no reports" in lenient.stderr
    assert "no reports" in strict.stderr
    assert not strict.stdout


def test_a_case_of_headers_alone_misses_places_and_corridors(folder: Path):
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text().splitlines()[0] + "\n")
    told = qafila("check", str(folder)).stderr
    assert "locations.csv, column location_id: there is no place" in told
    assert "corridors.csv, column corridor_id: there is no corridor" in told


def test_upgrade_brings_a_draft_to_the_present_format(folder: Path):
    toml = folder / "case.toml"
    toml.write_text(toml.read_text().replace("format_version = 1\n", ""))
    table = folder / "routes.csv"
    lines = table.read_text().splitlines()
    table.write_text("\n".join(line.rsplit(",", 1)[0] for line in lines) + "\n")
    assert qafila("check", str(folder)).returncode == 2
    done = qafila("check", str(folder), "--upgrade")
    assert done.returncode == 0, done.stderr
    assert "format_version is now 1" in done.stderr
    assert "added the empty column note" in done.stderr
    assert "format_version" not in qafila("check", str(folder), "--upgrade").stderr


def test_newer_format_is_refused(folder: Path):
    toml = folder / "case.toml"
    toml.write_text(toml.read_text().replace("format_version = 1", "format_version = 99"))
    for arguments in (("check",), ("check", "--upgrade")):
        done = qafila(*arguments, str(folder))
        assert done.returncode == 2
        assert "newer" in done.stderr


def test_what_a_file_holds_cannot_steer_the_terminal(folder: Path):
    path = folder / "routes.csv"
    text = path.read_text(encoding="utf-8").replace(
        "city-west-town,city,", "city-west-town,\x1b[2J,"
    )
    path.write_text(text, encoding="utf-8")
    done = qafila("check", str(folder))
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\\x1b[2J" in done.stderr


def test_a_new_case_is_called_after_its_folder(tmp_path: Path):
    assert qafila("new", "Crise au Nord", cwd=tmp_path).returncode == 0
    assert 'name = "crise-au-nord"' in (tmp_path / "Crise au Nord" / "case.toml").read_text(
        encoding="utf-8"
    )


def test_semicolons_are_named_once(folder: Path):
    path = folder / "routes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    done = qafila("check", str(folder))
    assert done.returncode == 2
    assert done.stderr.count("routes.csv") == 1
    assert "separated by semicolons" in done.stderr


def test_check_tells_of_reports_that_cannot_be_read(folder: Path):
    assert "no reports" in qafila("check", str(folder)).stderr
    german = "Die Tankstellen der Hauptstadt sind seit Tagen leer, sagte ein Sprecher der Stadt.\n"
    (folder / "reports" / "german.md").write_text(german, encoding="utf-8")
    done = qafila("check", str(folder))
    assert done.returncode == 0
    assert "german.md" in done.stderr
    assert ": no problems, " in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[0].endswith("0 of 1 report read")


def test_a_report_that_cannot_be_opened_is_a_problem_of_the_check(folder: Path):
    note = "---\npublished: 14 novembre 2025\nlanguage: fr\n---\nLes pompes sont vides.\n"
    (folder / "reports" / "note.md").write_text(note, encoding="utf-8")
    path = folder / "routes.csv"
    path.write_text(path.read_text().replace("city-west-town,city,", "city-west-town,citty,"))
    done = qafila("check", str(folder))
    assert done.returncode == 2
    assert done.stderr.startswith("qafila: 2 problems")
    assert 'reports/note.md: published is "14 novembre 2025"; write the day' in done.stderr
    assert "routes.csv, row 2" in done.stderr


def test_the_check_tells_of_a_stock_without_a_demand(tmp_path: Path):
    folder = tmp_path / "north"
    assert qafila("new", str(folder)).returncode == 0
    path = folder / "stocks.csv"
    lines = path.read_text().splitlines()
    kept = [line for line in lines if ",demand," not in line]
    assert len(kept) < len(lines)
    told = "no demand, so that no days of supply can be told, for fuel of tellara"
    assert told not in qafila("check", str(folder)).stderr
    path.write_text("\n".join(kept) + "\n")
    assert told in qafila("check", str(folder)).stderr


def test_languages_may_be_given_in_one_word(folder: Path, tmp_path: Path):
    out = tmp_path / "out"
    done = qafila(
        "run", str(folder), "--lang", "en,fr", "--draws", "5", "--days", "3", "--out", str(out)
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.glob("brief.*.html")} == {"brief.en.html", "brief.fr.html"}


def test_a_new_case_in_a_place_that_cannot_be_written_to(tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = qafila("new", "file/north", cwd=tmp_path)
    assert done.returncode == 1
    assert "name a folder in a place that you may write to" in done.stderr
    assert "--out" not in done.stderr


def test_a_scenario_says_that_it_is_one(folder: Path, tmp_path: Path):
    plan = tmp_path / "plan.toml"
    plan.write_text('[[changes]]\nkind = "close_corridor"\ntarget_id = "west"\nend_day = 2\n')
    command = ("simulate", str(folder), "--days", "3", "--draws", "5")
    done = qafila(*command, "--scenario", str(plan))
    assert done.returncode == 0, done.stderr
    first = done.stdout.splitlines()[0]
    assert first == "WHAT IF, not a forecast: close corridor West from 2025-11-01 to 2025-11-02"
    record = json.loads(qafila(*command, "--scenario", str(plan), "--json").stdout)
    assert record["product"] == "scenario"
    assert [change["target_id"] for change in record["changes"]] == ["west"]
    assert "WHAT IF" not in qafila(*command).stdout


def test_an_unknown_place_is_an_error_and_not_an_empty_list(folder: Path):
    done = qafila("claims", str(folder), "--place", "West-Twon")
    assert done.returncode == 2
    assert 'did you mean "west-town"?' in done.stderr


@pytest.mark.parametrize("place", ["mopti", "Mopti", "MOPTI ", "موبتي"])
@pytest.mark.parametrize("kind", ["shortage", "Shortage", "SHORTAGE "])
def test_places_and_kinds_are_found_however_they_are_written(place, kind):
    places = read_case(find_case("mali-2025")).locations
    assert Wanted(kind, place).settled(places) == Wanted("shortage", "mopti")


def test_one_file_that_cannot_be_read_stops_no_other(tmp_path: Path):
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(
        "There is no fuel left at the pumps of Mopti, a resident said.", encoding="utf-8"
    )
    bad.write_bytes(b"%PDF-1.7")
    done = qafila("read", str(bad), str(good), str(tmp_path / "none.md"), "--jsonl")
    assert done.returncode == 1
    assert [json.loads(line)["event_type"] for line in done.stdout.splitlines()] == ["shortage"]
    assert "bad.md: this is a PDF" in done.stderr
    assert "none.md: cannot be read" in done.stderr


def test_a_report_without_a_day_is_told_where_it_is_read_and_checked(folder: Path):
    note = folder / "reports" / "pasted.md"
    note.write_text(
        "There is no fuel left at the pumps of Mopti, a resident said.", encoding="utf-8"
    )
    read, dated = (qafila("read", str(note), *day) for day in ((), ("--published", "2025-11-01")))
    assert "pasted.md: no day of publication" in read.stderr
    assert "no day of publication" not in dated.stderr
    assert "undated report pasted.md" in qafila("check", str(folder)).stderr


def test_a_copy_of_a_case_has_a_folder_of_results_of_its_own(folder: Path):
    case = read_case(folder)
    assert default_out(case, case.as_of).name == f"{folder.name}-{case.as_of}"
    shipped = read_case(find_case("teaching"))
    assert default_out(shipped, shipped.as_of).name == f"teaching-{shipped.as_of}"
