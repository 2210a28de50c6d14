"""Older codes lead to the regions of 2023 and back, in Python and on the command line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

import qafila as qf
from qafila.errors import InputError
from qafila.tables import read_defaults

WHOLE = read_defaults("admin_changes", "admin_changes")


def qafila(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qafila", *words],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_every_older_code_leads_to_a_region_and_back():
    for older in WHOLE["older_pcode"].unique():
        for region in qf.regions(older)["region_id"]:
            assert older in set(qf.regions(region)["older_pcode"]), (older, region)
    assert len(qf.regions()) == len(WHOLE)


def test_an_older_region_leads_to_those_that_it_was_cut_into():
    # Before the law: eight regions, two more by older law, and the district.
    for parent, inside in WHOLE.groupby("older_parent"):
        assert set(qf.regions(parent)["region_id"]) == set(inside["region_id"])
    assert set(qf.regions("ML01")["region_id"]) == {"kayes", "kita", "nioro"}


def test_a_code_is_no_beginning_of_another():
    assert set(qf.regions("ML10")["older_parent"]) == {"ML10"}
    with pytest.raises(InputError, match="no unit is called or coded"):
        qf.regions("ML1")


@pytest.mark.parametrize("name", ["Taoudénit", "taoudenit", "تاودني", "TAOUDENIT"])
def test_a_region_is_found_by_its_name_in_three_languages(name):
    [row] = qf.regions(name).to_dict("records")
    assert (row["older_pcode"], row["part"]) == ("ML0605", True)


def test_the_command_says_which_part_went_where():
    lines = qafila("regions", "ML0204").stdout.splitlines()
    assert [line.split(": ")[1].split(" (")[0] for line in lines] == ["Bougouni", "Koulikoro"]
    assert all("(a part)" in line for line in lines)
    rows = json.loads(qafila("regions", "Nioro", "--json").stdout)
    assert {row["older_pcode"] for row in rows} == {"ML0102", "ML0106"}
    assert {row["valid_from"] for row in rows} == {"2023-03-13"}
    table = csv.DictReader(io.StringIO(qafila("regions", "--csv").stdout))
    assert len(list(table)) == len(WHOLE)


def test_an_unknown_code_is_refused_with_a_hint():
    done = qafila("regions", "ML99")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'did you mean "ML0' in done.stderr
