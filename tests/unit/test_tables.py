"""Tables: every fault named with file, row, column and hint; no input ever surprises the reader."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qafila import tables
from qafila.errors import InputError, Problem, SchemaError

CASE_TABLES = ("locations", "routes", "corridors", "parameters", "stocks", "observations")
ROUTE = {
    "route_id": "kati-to-kayes",
    "from_id": "kati",
    "to_id": "kayes",
    "mode": "road",
    "distance_km": "500",
    "driving_hours": "9",
    "distance_basis": "estimate",
    "source": "estimate",
}


def csv_bytes(*rows: dict[str, str], header: list[str] | None = None) -> bytes:
    stream = io.StringIO(newline="")
    names = header or [column.name for column in tables.schema("routes")]
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def routes(*rows: dict[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    return tables.read_table("routes", csv_bytes(*rows), "routes.csv")


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_a_sound_table_has_typed_columns_indexed_by_line() -> None:
    frame, problems = routes(ROUTE, {**ROUTE, "route_id": "b", "border_hours": "12"})
    assert problems == []
    assert frame.index.tolist() == [2, 3]
    assert frame["distance_km"].dtype == "float64"
    assert math.isnan(frame["border_hours"][2])
    assert frame["border_hours"][3] == 12
    assert frame["road_name"][2] == ""


def test_zero_is_a_value_and_empty_is_unknown() -> None:
    frame, problems = routes({**ROUTE, "border_hours": "0"})
    assert problems == []
    assert frame["border_hours"][2] == 0


@pytest.mark.parametrize(
    ("cell", "message", "hint"),
    [
        ({"distance_km": "-5"}, "-5 is below 0.1", "allowed: 0.1 to 5000 km"),
        ({"distance_km": "9000"}, "9000 is above 5000", "allowed: 0.1 to 5000 km"),
        ({"distance_km": "1,200"}, '"1,200" is not a valid number', "write a number such as 12.5"),
        ({"distance_km": "1_200"}, '"1_200" is not a valid number', "write a number such as 12.5"),
        ({"distance_km": "NaN"}, '"NaN" is not a valid number', "write a number such as 12.5"),
        ({"distance_km": "1e999"}, '"1e999" is not a valid number', "write a number such as 12.5"),
        ({"distance_km": "5 km"}, '"5 km" is not a valid number', "without separators or units"),
        ({"distance_km": ""}, "is empty", "fill it in"),
        ({"mode": "raod"}, '"raod" is not a known route_mode', 'did you mean "road"?'),
        ({"mode": "zzz"}, '"zzz" is not a known route_mode', "allowed: road, track, river, air"),
        ({"route_id": "Kati Kayes"}, '"Kati Kayes" is not a valid slug', "lower-case ASCII"),
        ({"route_id": "كايس"}, '"كايس" is not a valid slug', "lower-case ASCII"),
    ],
)
def test_a_wrong_cell_is_named_with_row_column_and_hint(
    cell: dict[str, str], message: str, hint: str
) -> None:
    _, problems = routes({**ROUTE, "route_id": "first"}, {**ROUTE, **cell})
    problem = only(problems)
    assert (problem.file, problem.row, problem.column) == ("routes.csv", 3, next(iter(cell)))
    assert problem.message == message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("observations", "individuals", "9" * 25),
        ("observations", "individuals", "-" + "9" * 400),
        ("observations", "individuals", "١٢"),
        ("observations", "individuals", "12.5"),
        ("observations", "date_start", "20251130"),
        ("observations", "date_start", "2025-W48-1"),
        ("observations", "date_start", "2025-02-30"),
        ("observations", "date_start", "30/11/2025"),
        ("observations", "country", "mli"),
        ("observations", "country", "АBC"),
        ("observations", "unit", "gallons"),
        ("locations", "reception", "true"),
        ("locations", "latitude", "95"),
        ("locations", "longitude", "-181"),
    ],
)
def test_a_cell_of_the_wrong_form_is_refused(table: str, column: str, cell: str) -> None:
    data = f"{column}\n{cell}\n".encode()
    _, problems = tables.read_table(table, data, f"{table}.csv")
    found = [problem for problem in problems if problem.row == 2 and problem.column == column]
    assert only(found).hint


def test_a_missing_column_is_named_with_the_column_it_might_be() -> None:
    header = [column.name for column in tables.schema("routes")]
    header[header.index("distance_km")] = "distance"
    row = {**ROUTE, "distance": ROUTE["distance_km"]}
    row.pop("distance_km")
    _, problems = tables.read_table("routes", csv_bytes(row, header=header), "routes.csv")
    assert {(problem.row, problem.column, problem.message) for problem in problems} == {
        (1, "distance_km", "the column distance_km is missing"),
        (1, "distance", 'unknown column "distance"'),
    }
    assert {problem.hint for problem in problems} == {
        'is it the column "distance"?',
        'did you mean "distance_km"?',
    }


def test_an_optional_column_may_be_missing() -> None:
    frame, problems = tables.read_table("routes", csv_bytes(ROUTE, header=list(ROUTE)), "r.csv")
    assert problems == []
    assert frame["note"].tolist() == [""]


def test_a_doubled_column_is_named() -> None:
    data = csv_bytes(ROUTE).replace(b"note", b"source", 1)
    _, problems = tables.read_table("routes", data, "routes.csv")
    assert "the column source stands twice" in [problem.message for problem in problems]


def test_doubled_keys_are_named_once_each() -> None:
    _, problems = routes(ROUTE, ROUTE, {**ROUTE, "route_id": "b"}, ROUTE)
    assert [(problem.row, problem.column) for problem in problems] == [
        (3, "route_id"),
        (5, "route_id"),
    ]
    assert problems[0].message == "the row repeats route_id kati-to-kayes"


def test_rows_without_a_key_do_not_repeat_each_other() -> None:
    _, problems = routes({**ROUTE, "route_id": ""}, {**ROUTE, "route_id": ""})
    assert [problem.message for problem in problems] == ["is empty", "is empty"]


def test_ragged_rows_are_named() -> None:
    data = csv_bytes(ROUTE) + b"a,kati,kayes\n"
    _, problems = tables.read_table("routes", data, "routes.csv")
    ragged = next(problem for problem in problems if "cells" in problem.message)
    assert ragged.row == 3
    columns = len(tables.schema("routes"))
    assert ragged.message == f"3 cells where the header has {columns}"
    assert ragged.hint == "quote cells that hold a comma"


def test_rows_are_counted_as_an_editor_counts_them() -> None:
    data = csv_bytes({**ROUTE, "note": "two\nlines"}, {**ROUTE, "route_id": "b", "mode": "x"})
    _, problems = tables.read_table("routes", data, "routes.csv")
    assert only(problems).row == 4


def test_blank_lines_and_a_byte_order_mark_are_harmless() -> None:
    data = b"\xef\xbb\xbf" + csv_bytes(ROUTE).replace(b"\n", b"\r\n") + b"\r\n,,,,,,,,,,\r\n"
    frame, problems = tables.read_table("routes", data, "routes.csv")
    assert problems == []
    assert len(frame) == 1


@pytest.mark.parametrize(
    ("data", "message", "row"),
    [
        ("route_id\nä".encode("utf-16"), "the file is UTF-16", None),
        ("route_id\nä".encode("utf-16-be"), "the file holds NUL bytes", 1),
        (b"route_id\na\nb\x00c\n", "the file holds NUL bytes", 3),
        (b"route_id\na\nb\xe9\n", "the file is not UTF-8", 3),
    ],
)
def test_other_encodings_are_named_with_the_way_out(
    data: bytes, message: str, row: int | None
) -> None:
    frame, problems = tables.read_table("routes", data, "routes.csv")
    assert frame.empty
    assert only(problems) == Problem(
        "routes.csv", message, row, hint='save the file as "CSV UTF-8"'
    )


def test_an_open_quote_is_named() -> None:
    _, problems = tables.read_table("routes", csv_bytes(ROUTE) + b'"open,\n', "routes.csv")
    assert any("not readable as CSV" in problem.message for problem in problems)


def test_an_empty_file_is_named() -> None:
    _, problems = tables.read_table("routes", b"", "routes.csv")
    assert "the file is empty" in [problem.message for problem in problems]


def test_all_problems_are_found_at_once() -> None:
    bad = {**ROUTE, "distance_km": "-1", "mode": "x", "source": "", "driving_hours": "long"}
    _, problems = routes(bad, {**ROUTE, "route_id": "b", "distance_basis": "?"})
    assert {(problem.row, problem.column) for problem in problems} == {
        (2, "distance_km"),
        (2, "mode"),
        (2, "source"),
        (2, "driving_hours"),
        (3, "distance_basis"),
    }


def test_a_misspelt_place_gets_a_suggestion() -> None:
    frame, _ = routes({**ROUTE, "to_id": "kayess"})
    known = {"locations.location_id": ["kati", "kayes"]}
    problem = only(tables.reference_problems("routes", frame, "routes.csv", known))
    assert str(problem) == (
        'routes.csv, row 2, column to_id: "kayess" is not in locations; did you mean "kayes"?'
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    assert tables.format_cell(text) == f"'{text}"
    assert tables.format_cell(("a", text)) == f"a|'{text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-5, "-5"),
        (-5.5, "-5.5"),
        (-0.0, "0"),
        (1234567.0, "1234567"),
        (1 / 3, "0.333333"),
        (1e-9, "1e-09"),
        (True, "yes"),
        (False, "no"),
        (None, ""),
        (math.nan, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (dt.date(2025, 11, 30), "2025-11-30"),
        (pd.Timestamp("2025-11-30"), "2025-11-30"),
        ((), ""),
    ],
)
def test_values_are_written_one_way(value: object, text: str) -> None:
    assert tables.format_cell(value) == text


def test_what_is_written_can_be_read_again() -> None:
    frame, _ = routes({**ROUTE, "border_hours": "12", "note": 'a, "b"\nc', "road_name": "RN7"})
    again, problems = tables.read_table("routes", tables.write_text(frame).encode(), "again.csv")
    assert problems == []
    pd.testing.assert_frame_equal(frame, again)


@pytest.mark.parametrize("table", CASE_TABLES)
def test_a_table_of_nothing_but_a_header_is_sound(table: str) -> None:
    header = ",".join(column.name for column in tables.schema(table))
    frame, problems = tables.read_table(table, f"{header}\n".encode(), f"{table}.csv")
    assert problems == []
    assert list(frame) == header.split(",")


def test_the_shipped_defaults_are_sound_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(tables.read_defaults("effects", "effects"))
    with pytest.raises(SchemaError, match=r"defaults/source_weights\.csv"):
        tables.read_defaults("effects", "source_weights")


@given(st.binary(max_size=400), st.sampled_from(CASE_TABLES))
@example(b"\xff\xfe", "routes")
@example(b'"', "routes")
@settings(max_examples=60, deadline=None)
def test_reading_any_bytes_only_finds_problems(data: bytes, table: str) -> None:
    frame, problems = tables.read_table(table, data, "any.csv")
    assert problems
    assert list(frame) == [column.name for column in tables.schema(table)]
    assert str(InputError(problems))


@given(
    st.sampled_from(CASE_TABLES),
    st.lists(st.lists(st.text(max_size=30), max_size=25), max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_any_cells_under_a_right_header_only_find_problems(
    table: str, rows: list[list[str]]
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([column.name for column in tables.schema(table)])
    writer.writerows(rows)
    frame, problems = tables.read_table(table, stream.getvalue().encode("utf-8", "replace"), "a")
    assert len(frame) <= len(rows) or problems


@pytest.mark.parametrize("sign", ["\x1b", "\u202e", "\u2067", "\x9b"])
def test_signs_that_steer_a_screen_or_turn_a_line_are_refused(sign: str) -> None:
    header = "parameter,applies_to,best,low,high,unit,distribution,calibrated,source,basis"
    text = f"{header}\nfade,,1,1,1,1,fixed,no,estimate,left {sign}right\n"
    _, problems = tables.read_table("parameters", text.encode(), "parameters.csv")
    assert [problem.column for problem in problems] == ["basis"]
    assert f"U+{ord(sign):04X}" in problems[0].message
    assert sign not in str(problems[0])
