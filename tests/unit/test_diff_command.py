"""`qafila diff`: two days, or one day before and after one more report."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from qafila.api import open_case
from qafila.commands.changes import between_days, with_report
from qafila.errors import InputError, ReportError
from tests.support.cases import write_small_case

FAMILIES = "Thousands of families have fled from Mali to Côte d'Ivoire, a local official told RFI."
CLAIMED = "JNIM claimed that it had destroyed 80 tankers near West Town on 14 October."
PERSONS = "Several hundred people have fled from Mali to Côte d'Ivoire, UNHCR said."
ADMITTED = "The Malian army admitted that a convoy had been attacked near West Town on 14 October."
AGAIN = "JNIM said that it had destroyed 80 tankers near West Town on 14 October."


def report(path, day, outlet, text):
    front = f"---\noutlet: {outlet}\npublished: {day}\nlanguage: en\n---\n"
    path.write_text(front + text + "\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    found = write_small_case(tmp_path / "case")
    report(found / "reports" / "first.md", "2025-10-20", "RFI", f"{FAMILIES}\n\n{CLAIMED}")
    return found


@pytest.fixture
def case(folder):
    return open_case(folder, ledger="sqlite://")


def qafila(*arguments):
    command = [sys.executable, "-m", "qafila", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def shifts(found, key="not_moved"):
    return {(one["indicator"], one["unit"]): one for one in found.record()[key]}


def test_thousands_of_families_against_several_hundred_persons(case, tmp_path):
    found = with_report(case, report(tmp_path / "more.md", "2025-10-22", "AFP", PERSONS))
    told = found.record()
    [dispute] = told["disputes"]
    assert dispute["change"] == "new"
    assert dispute["kinds"] == ["households_persons"]
    assert {one["origin"] for one in dispute["versions"]} == {"a local official", "UNHCR"}
    influx = shifts(found)["influx", "host:CIV"]
    assert influx["from"] == influx["to"]
    assert influx["why_not_moved"] == "highest"
    assert influx["claims"] == told["new_claims"]
    assert len(influx["new_origins"]) == 1
    for claim in (*told["new_claims"], *(one for v in dispute["versions"] for one in v["claims"])):
        assert told["words"][claim]["text"]
    lines = "\n".join(found.lines("en", 200))
    assert "New dispute." in lines
    assert "at least 2,000 households" in lines
    assert "at least 200 people" in lines


def test_a_claim_against_an_admission_without_a_number(case, tmp_path):
    found = with_report(case, report(tmp_path / "more.md", "2025-10-22", "AFP", ADMITTED))
    assert found.record()["disputes"] == []
    attacks = shifts(found)["convoy_attacks", "country:MLI"]
    assert len(attacks["new_origins"]) == 1
    assert attacks["why_not_moved"] == "short"
    assert len(attacks["claims"]) == 1


def test_a_relay_of_the_same_origin_raises_nothing_and_the_reason_is_told(case, tmp_path):
    found = with_report(case, report(tmp_path / "more.md", "2025-10-23", "Reuters", AGAIN))
    assert found.record()["moved"] == []
    attacks = shifts(found)["convoy_attacks", "country:MLI"]
    assert attacks["why_not_moved"] == "same_origins"
    assert attacks["new_origins"] == []


def test_a_report_that_is_read_for_a_comparison_is_not_stored(case, tmp_path):
    before = len(case.ledger())
    with_report(case, report(tmp_path / "more.md", "2025-10-22", "AFP", PERSONS))
    assert len(case.ledger()) == before


def test_two_days_each_with_what_was_known_then(folder):
    report(folder / "reports" / "second.md", "2025-10-25", "AFP", f"{PERSONS}\n\n{ADMITTED}")
    case = open_case(folder, ledger="sqlite://")
    found = between_days(case, "2025-10-22", "2025-10-26")
    assert len(found.changes.new_claims) == len(case.ledger()) - 2
    assert [one.kind for one in found.changes.disputes] == ["new"]
    nothing = between_days(case, "2025-10-26", "2025-10-27")
    assert nothing.changes.new_claims == ()
    assert nothing.changes.disputes == ()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_language_and_no_sign_that_could_steer_a_terminal(case, tmp_path, language):
    text = f"{PERSONS} \x1b[2J\u202e"
    hostile = report(tmp_path / "m\x1b[2Jore.md", "2025-10-22", "AFP", text)
    found = with_report(case, hostile)
    lines = "\n".join(found.lines(language, 80))
    assert not set(lines) & {"\x1b", "\u202e"}
    assert "{" not in lines


def test_wrong_days_and_wrong_files_are_one_clear_error(case, tmp_path):
    with pytest.raises(InputError, match="give --from 2025-10-20 --to 2025-10-25"):
        between_days(case, "2025-10-25", "2025-10-20")
    with pytest.raises(InputError, match="the first report is of 2025-10-20"):
        between_days(case, "2025-10-01", "2025-10-25")
    with pytest.raises(ReportError, match="cannot be read"):
        with_report(case, tmp_path / "none.md")
    late = report(tmp_path / "late.md", "2025-10-22", "AFP", PERSONS)
    with pytest.raises(InputError, match="give --to 2025-10-22 or later"):
        with_report(case, late, "2025-10-21")
    undated = tmp_path / "undated.md"
    undated.write_text(PERSONS, encoding="utf-8")
    with pytest.raises(InputError, match="no day of publication is known"):
        with_report(case, undated)
    assert with_report(case, undated, published="2025-10-22").changes.new_claims


def test_the_command_prints_lines_or_one_object_and_exits_as_others_do(folder, tmp_path):
    more = report(tmp_path / "more.md", "2025-10-22", "AFP", PERSONS)
    shown = qafila("diff", folder, "--with", more, "--lang", "fr")
    assert shown.returncode == 0, shown.stderr
    assert "Nouvelle divergence." in shown.stdout
    told = json.loads(qafila("diff", folder, "--with", more, "--json").stdout)
    assert told["report"] == "more.md"
    wrong = qafila("diff", folder, "--with", more, "--from", "2025-10-20")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert qafila("diff", folder, "--with", tmp_path / "none.md").returncode == 1
