"""``out.csv``: the columns of Flee in their order and form, whole or not at all."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from qafila.errors import OutputError
from qafila.interop.flee_folder import FleeFolder, open_flee
from qafila.interop.flee_output import out_csv, write_out_csv
from tests.support.flee_folders import FILES, SETTINGS, write_folder

LAYOUT = "source_data/data_layout.csv"


def run(folder: FleeFolder) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People in camps, all people and debt of a run that nobody simulated."""
    in_camps = np.arange(12, dtype=np.int64).reshape(6, 2) * 20
    return in_camps, in_camps.sum(axis=1) + 7, np.array([0, 0, 3, 0, 0, 0], dtype=np.int64)


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_columns_are_those_of_flee(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path))
    header, first, *_ = table(out_csv(folder, *run(folder)))
    assert header == [
        *("Day", "Date", "Delta sim", "Delta data", "Delta error"),
        *("Epsilon sim", "Epsilon data", "Epsilon error"),
        *("Total error", "refugees in camps (UNHCR)", "total refugees (simulation)"),
        *("raw UNHCR refugee count", "refugees in camps (simulation)", "refugee_debt"),
    ]
    # By hand: counted 150 and 50; raw is 200 and the total of 130 (rule 43); the date is that of
    # the day after (rule 9); |0 - 150| + |20 - 50| = 180 of 330.
    assert first == [
        *("0", "2012-03-01", "0", "150", "1.0", "20", "50", "0.6"),
        *(str(180 / 330), "200", "27", "330", "20", "0"),
    ]


def test_errors_of_camps_are_rounded_and_those_of_nobody_are_zero(tmp_path: Path) -> None:
    delta = "2012-02-29,0\n2012-03-02,0\n2012-03-05,700\n"
    changes = {
        "source_data/delta.csv": delta,
        "input_csv/registration_corrections.csv": None,
    }
    folder = open_flee(write_folder(tmp_path, changes))
    rows = table(out_csv(folder, *run(folder)))
    assert rows[1][2:5] == ["0", "0", "0.0"]
    assert rows[2][2:5] == ["40", "0", "0.0"]
    assert rows[4][2:5] == ["120", "233", "0.485"]  # 1 - 120 / 233 = 0.48498
    assert rows[3][-1] == "3"


def test_a_raw_count_of_zero_is_printed_without_error(tmp_path: Path) -> None:
    """Rule 45."""
    empty = SETTINGS.replace("spawn_rules:", "spawn_rules:\n  empty_camps_on_day0: True")
    folder = open_flee(write_folder(tmp_path, {"simsetting.yml": empty}))
    first = table(out_csv(folder, *run(folder)))[1]
    assert first[-6:] == ["0.0", "0", "27", "0", "20", "0"]


def test_the_column_of_displaced_people_is_there_where_it_is_asked_for(tmp_path: Path) -> None:
    asked = SETTINGS + "log_levels:\n  idp_totals: 1\n"
    folder = open_flee(write_folder(tmp_path, {"simsetting.yml": asked}))
    header, *rows = table(out_csv(folder, *run(folder), np.arange(6)))
    assert header[-1] == "total IDPs"
    assert [row[-1] for row in rows] == ["0", "1", "2", "3", "4", "5"]


def test_a_camp_without_a_series_has_no_data(tmp_path: Path) -> None:
    short = FILES[LAYOUT].replace("Delta,delta.csv\n", "")
    changes = {LAYOUT: short, "input_csv/registration_corrections.csv": None}
    folder = open_flee(write_folder(tmp_path, changes), lenient=True)
    assert table(out_csv(folder, *run(folder)))[1][2:8] == ["0", "", "", "20", "50", "0.6"]


def test_the_order_of_camps_is_that_of_places_and_not_of_series(tmp_path: Path) -> None:
    layout = "total,refugees.csv\nEpsilon,epsilon.csv\nDelta,delta.csv\n"
    folder = open_flee(write_folder(tmp_path, {LAYOUT: layout}))
    rows = table(out_csv(folder, *run(folder)))
    assert (rows[0][3], rows[1][3], rows[0][6], rows[1][6]) == (
        *("Delta data", "150"),
        *("Epsilon data", "50"),
    )


def test_the_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path / "in"))
    path = tmp_path / "out" / "out.csv"
    write_out_csv(path, folder, *run(folder))
    assert path.read_text(encoding="utf-8") == out_csv(folder, *run(folder))
    assert [one.name for one in path.parent.iterdir()] == ["out.csv"]
    with pytest.raises(OutputError):
        write_out_csv(path / "inside.csv", folder, *run(folder))
