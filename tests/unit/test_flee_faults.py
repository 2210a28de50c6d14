"""Faults of Flee folders: each alone, all together, and what a lenient reading repairs."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from qafila.case import read_case
from qafila.errors import InputError
from qafila.interop.flee_findings import Findings, known_faults
from qafila.interop.flee_folder import open_flee
from qafila.interop.flee_settings_file import read_settings
from tests.support.flee_folders import (
    CLOSURES,
    CONFLICTS,
    FILES,
    LOCATIONS,
    ROUTES,
    SETTINGS,
    with_lines,
    write_folder,
)

IN, SOURCE = "input_csv", "source_data"
LAYOUT = FILES[f"{SOURCE}/data_layout.csv"]
DELTA = FILES[f"{SOURCE}/delta.csv"]
CAMP = "Zeta,East,Away,12.5,3.5,camp,,100\n"
Changes = dict[str, str | bytes | None]


def places(**lines: str) -> Changes:
    return {f"{IN}/locations.csv": with_lines(LOCATIONS, **lines)}


def routes(**lines: str) -> Changes:
    return {f"{IN}/routes.csv": with_lines(ROUTES, **lines)}


def conflicts(**lines: str) -> Changes:
    return {f"{IN}/conflicts.csv": with_lines(CONFLICTS, **lines)}


def closures(**lines: str) -> Changes:
    return {f"{IN}/closures.csv": with_lines(CLOSURES, **lines)}


def settings(text: str) -> Changes:
    return {"simsetting.yml": text}


def layout(text: str) -> Changes:
    return {f"{SOURCE}/data_layout.csv": text}


def delta(text: str) -> Changes:
    return {f"{SOURCE}/delta.csv": text}


def two_files(second: str) -> Changes:
    return {
        f"{SOURCE}/data_layout.csv": LAYOUT.replace("delta.csv", "delta.csv,more.csv"),
        f"{SOURCE}/more.csv": second,
    }


NO_HEADER = "\n".join(LOCATIONS.splitlines()[1:]) + "\n"
SWAPPED = "\n".join(
    ",".join([cells[0], cells[2], cells[1], *cells[3:]])
    for cells in (line.split(",") for line in LOCATIONS.splitlines())
)
NEEDED = ("locations.csv", "routes.csv", "conflicts.csv", "sim_period.csv")
NO_TABLES: Changes = {f"{IN}/{name}": None for name in NEEDED}
CORRECTIONS = f"{IN}/registration_corrections.csv"

# Fault, what is changed, file and row that must be named, and a word of the message.
CASES: list[tuple[str, Changes, str, int | None, str]] = [
    ("file_missing", {f"{IN}/routes.csv": None}, "routes.csv", None, "missing"),
    ("file_missing", {f"{IN}/sim_period.csv": None}, "sim_period.csv", None, "missing"),
    ("not_a_folder_of_flee", NO_TABLES, "", None, "holds none of locations.csv"),
    ("table_empty", {f"{IN}/conflicts.csv": "#Day,Alpha\n"}, "conflicts.csv", None, "no row below"),
    ("file_too_large", settings("# " + "x" * 100_001), "simsetting.yml", None, "MB"),
    ("closures_missing", {f"{IN}/closures.csv": None}, "closures.csv", None, "missing"),
    ("not_utf8", {f"{IN}/routes.csv": ROUTES.encode() + b"# na\xefve\n"}, "routes.csv", 6, "UTF-8"),
    ("not_csv", {f"{IN}/routes.csv": ROUTES.encode("utf-16")}, "routes.csv", None, "UTF-16"),
    ("not_csv", routes(line3='"Beta,Gamma,95,0'), "routes.csv", 3, "quotes"),
    (
        "byte_order_mark",
        {f"{IN}/locations.csv": b"\xef\xbb\xbf" + LOCATIONS.encode()},
        "locations.csv",
        1,
        "byte order mark",
    ),
    ("separator", {f"{IN}/routes.csv": ROUTES.replace(",", ";")}, "routes.csv", 1, "semicolons"),
    (
        "header_not_marked",
        {f"{IN}/locations.csv": LOCATIONS.removeprefix("#")},
        "locations.csv",
        1,
        "#name",
    ),
    (
        "header_not_marked",
        {f"{IN}/closures.csv": CLOSURES.removeprefix("#")},
        "closures.csv",
        1,
        "#closure_type",
    ),
    ("header_not_marked", delta("date,count\n" + DELTA), "delta.csv", 1, "Date"),
    ("column_order", {f"{IN}/locations.csv": SWAPPED}, "locations.csv", 1, "another order"),
    ("too_few_cells", routes(line3="Beta,Gamma"), "routes.csv", 3, "2 cells where 3"),
    ("too_few_cells", conflicts(line4="2,0.5"), "conflicts.csv", 4, "1 values where"),
    ("too_few_cells", closures(line3="location,Epsilon"), "closures.csv", 3, "5 are needed"),
    ("too_few_cells", layout(LAYOUT + "Zeta\n"), "data_layout.csv", 4, "no file"),
    ("too_many_cells", routes(line3="Beta,Gamma,95,0,7"), "routes.csv", 3, "5 cells"),
    ("too_many_cells", conflicts(line4="2,0.5,0,1"), "conflicts.csv", 4, "3 values"),
    ("empty_row", routes(line3="Beta,Gamma,95,0\n,,,"), "routes.csv", 4, "only commas"),
    ("trailing_cells", routes(line3="Beta,Gamma,95,0,,"), "routes.csv", 3, "ends with commas"),
    ("trailing_cells", conflicts(line4="2,0.5,0,"), "conflicts.csv", 4, "ends with commas"),
    ("control_character", routes(line3="Be\x1b[2Jta,Gamma,95,0"), "routes.csv", 3, "U+001B"),
    ("padded_name", routes(line3="Beta, Gamma,95,0"), "routes.csv", 3, "blanks around"),
    ("number_format", places(line3='Beta,N,Home,1,1,town,,"20,000"'), "locations.csv", 3, "20000"),
    ("number_format", delta(DELTA.replace("300", '"22,849"')), "delta.csv", 3, "22849"),
    ("number_format", places(line3="Beta,N,Home,1,1,town,,20000.0"), "locations.csv", 3, "20000"),
    ("not_a_number", routes(line3="Beta,Gamma,far,0"), "routes.csv", 3, '"far"'),
    ("not_a_number", routes(line3="Beta,Gamma,,0"), "routes.csv", 3, "is empty"),
    ("not_a_number", conflicts(line4="2,x,0"), "conflicts.csv", 4, '"x"'),
    ("out_of_range", routes(line3="Beta,Gamma,-95,0"), "routes.csv", 3, "below zero"),
    ("out_of_range", places(line3="Beta,N,Home,91,1,town,,1"), "locations.csv", 3, "no latitude"),
    ("out_of_range", delta(DELTA.replace("300", "-300")), "delta.csv", 3, "below zero"),
    ("date_format", delta(DELTA.replace("2012-03-04", "2012/03/04")), "delta.csv", 3, "2012-03-04"),
    ("date_format", delta(DELTA.replace("2012-03-04", "24/03/2012")), "delta.csv", 3, "2012-03-24"),
    ("not_a_date", delta(DELTA.replace("2012-03-04", "04/03/2012")), "delta.csv", 3, "2012-04-03"),
    ("not_a_date", delta(DELTA.replace("2012-03-04", "03/24/2012")), "delta.csv", 3, "not a date"),
    ("not_a_date", delta(DELTA.replace("2012-03-04", "2012-02-30")), "delta.csv", 3, "not a date"),
    ("period_incomplete", {f"{IN}/sim_period.csv": "Length,6\n"}, "sim_period.csv", None, "Start"),
    (
        "out_of_range",
        {f"{IN}/sim_period.csv": "StartDate,2012-02-29\nLength,9999999999\n"},
        "",
        None,
        "",
    ),
    ("out_of_range", {f"{IN}/sim_period.csv": "StartDate,2012-02-29\nLength,0\n"}, "", 2, "none"),
    (
        "series_outside",
        layout(LAYOUT.replace("delta.csv", "../input_csv/routes.csv")),
        "data_layout.csv",
        2,
        "outside",
    ),
    ("name_missing", places(line3=",N,Home,1,1,town,,1"), "locations.csv", 3, "no name"),
    ("place_repeated", places(line3=LOCATIONS.splitlines()[1]), "locations.csv", 3, "twice"),
    ("place_twice", places(line3="Alpha,N,Home,1,1,town,,1"), "locations.csv", 3, "row 2"),
    ("type_unknown", places(line3="Beta,N,Home,1,1,village,,1"), "locations.csv", 3, "village"),
    ("negative_population", places(line3="Beta,N,Home,1,1,town,,-9"), "locations.csv", 3, "-9"),
    (
        "conflict_date_missing",
        places(line2="Alpha,North,Home,10.0,1.0,conflict_zone,,5000"),
        "locations.csv",
        2,
        "conflict_date",
    ),
    ("link_unknown_place", routes(line3="Betta,Gamma,95,0"), "routes.csv", 3, '"Beta"?'),
    ("link_to_itself", routes(line3="Beta,Beta,95,0"), "routes.csv", 3, "itself"),
    ("link_redirection", routes(line3="Beta,Gamma,95,3"), "routes.csv", 3, "0, 1, 2"),
    ("distance_implausible", routes(line3="Beta,Gamma,9500,0"), "routes.csv", 3, "78 km apart"),
    (
        "no_camp",
        {f"{IN}/locations.csv": LOCATIONS.replace("camp", "town")},
        "locations.csv",
        None,
        "no camp",
    ),
    (
        "conflicts_too_short",
        {f"{IN}/conflicts.csv": CONFLICTS.replace("5,1,1\n", "")},
        "conflicts.csv",
        6,
        "ends on day 4",
    ),
    (
        "conflict_column_unknown",
        conflicts(line1="#Day,Alpha,Gama"),
        "conflicts.csv",
        1,
        '"Gamma"?',
    ),
    ("conflict_column_twice", conflicts(line1="#Day,Alpha,Alpha"), "conflicts.csv", 1, "twice"),
    ("conflict_value", conflicts(line4="2,1.5,0"), "conflicts.csv", 4, "1.5"),
    ("conflict_days", conflicts(line3="2,1,0", line4="1,0.5,0"), "conflicts.csv", 3, "day 2"),
    (
        "nobody_sets_out",
        {f"{IN}/conflicts.csv": "#Day,Alpha\n" + "".join(f"{day},0\n" for day in range(6))},
        "conflicts.csv",
        3,
        "day 1 and on 4 more",
    ),
    ("closure_kind", closures(line2="county,Home,Away,0,2"), "closures.csv", 2, '"country"?'),
    ("closure_unknown_name", closures(line2="country,Hom,Away,0,2"), "closures.csv", 2, '"Home"?'),
    ("closure_unknown_name", closures(line3="location,Epsi,,1,3"), "closures.csv", 3, "Epsi"),
    ("closure_ends_before", closures(line3="location,Epsilon,,3,1"), "closures.csv", 3, "day 1"),
    (
        "change_unknown",
        {f"{IN}/location_changes.csv": "Bet,camp,3\n"},
        "location_changes.csv",
        1,
        '"Beta"?',
    ),
    ("correction_unknown_camp", {CORRECTIONS: "Dleta,2012-03-04\n"}, "", None, "Delta"),
    (
        "correction_from_nothing",
        {**delta("2012-02-29,0\n2012-03-02,0\n2012-03-04,300\n")},
        "registration_corrections.csv",
        1,
        "0 people",
    ),
    (
        "layout_missing",
        layout("") | {f"{SOURCE}/data_layout.csv": None},
        "data_layout.csv",
        None,
        "",
    ),
    (
        "total_not_first",
        layout("Delta,delta.csv\ntotal,refugees.csv\nEpsilon,epsilon.csv\n"),
        "data_layout.csv",
        2,
        "not the first",
    ),
    ("total_missing", layout(LAYOUT.replace("total,refugees.csv\n", "")), "", 1, "no row total"),
    ("series_misspelt", layout(LAYOUT.replace("delta.csv", "dellta.csv")), "", 2, '"delta.csv"?'),
    ("series_missing", delta("") | {f"{SOURCE}/delta.csv": None}, "data_layout.csv", 2, "delta"),
    ("series_twice", layout(LAYOUT + "Delta,epsilon.csv\n"), "data_layout.csv", 4, "row 2"),
    (
        "camp_without_series",
        layout(LAYOUT.replace("Epsilon,epsilon.csv\n", "")),
        "data_layout.csv",
        None,
        "Epsilon has no series",
    ),
    ("series_empty", delta("# nothing\n"), "delta.csv", None, "holds no count"),
    ("split_number", delta(DELTA.replace("300", "22,849")), "delta.csv", 3, "22849"),
    ("series_added_late", two_files("2012-03-01,5\n2012-03-09,9\n"), "more.csv", 1, "begins after"),
    (
        "table_unknown_name",
        {f"{IN}/location_attributes_food.csv": "#Day,Alfa\n0,1\n5,2\n"},
        "location_attributes_food.csv",
        1,
        '"Alpha"?',
    ),
    (
        "table_days",
        {f"{IN}/region_attributes_IPC.csv": "#Day,North\n5,1\n0,2\n"},
        "region_attributes_IPC.csv",
        2,
        "do not rise",
    ),
    (
        "group_values",
        {f"{IN}/demographics_age.csv": "age,Alpha\n5,0.5\n30,0.5\n"},
        "demographics_age.csv",
        1,
        "Default",
    ),
    (
        "setting_unknown",
        settings("move_rules:\n  max_mov_speed: 9\n"),
        "simsetting.yml",
        2,
        "max_move",
    ),
    ("setting_unknown", settings("camp_weight: 2.0\n"), "simsetting.yml", 1, "move_rules"),
    (
        "setting_unknown",
        settings("spawn_rules:\n  flood_driven_spawn_mode:\n    flood_spawn_mode: constant\n"),
        "simsetting.yml",
        2,
        "flood_driven_spawning",
    ),
    (
        "setting_twice",
        settings("move_rules:\n  camp_weight: 2.0\n  camp_weight: 1.0\n"),
        "simsetting.yml",
        3,
        "twice",
    ),
    (
        "setting_value",
        settings("move_rules:\n  camp_weight: heavy\n"),
        "simsetting.yml",
        2,
        "heavy",
    ),
    (
        "setting_value",
        settings('move_rules:\n  start_on_foot: "False"\n'),
        "simsetting.yml",
        2,
        "True",
    ),
    ("setting_value", settings("optimisations:\n  hasten: 0\n"), "simsetting.yml", 2, "1 or more"),
    ("setting_value", settings("optimisations:\n  hasten: 2.5\n"), "simsetting.yml", 2, "whole"),
    ("setting_value", settings("move_rules: [1\n"), "simsetting.yml", None, "YAML"),
    (
        "setting_conflict",
        settings("spawn_rules:\n  flood_zone_spawning_only: True\n"),
        "simsetting.yml",
        2,
        "conflict_zone_spawning_only",
    ),
    (
        "setting_unsupported",
        settings("spawn_rules:\n  read_from_agents_csv_file: True\n"),
        "simsetting.yml",
        2,
        "single people",
    ),
]

# What Flee survives: read as Flee reads it, with a warning; a lenient reading mends the first ones.
TOLERATED: list[tuple[str, Changes, str, int | None, str]] = [
    (
        "camp_without_link",
        {
            f"{IN}/locations.csv": LOCATIONS + CAMP,
            **layout(LAYOUT + "Zeta,delta.csv\n"),
        },
        "locations.csv",
        7,
        "the camp Zeta",
    ),
    (
        "closure_no_link",
        closures(line3="remove_forced_redirection,Alpha,Gamma,1,3"),
        "closures.csv",
        3,
        "no link joins",
    ),
    ("series_unknown_camp", layout(LAYOUT + "Zeta,delta.csv\n"), "data_layout.csv", 4, "Zeta"),
    (
        "series_order",
        delta("2012-02-29,100\n2012-03-04,300\n2012-03-02,200\n"),
        "delta.csv",
        3,
        "2012-03-02 stands behind 2012-03-04",
    ),
]
WARNINGS: list[tuple[str, Changes, str, int | None, str]] = [
    ("settings_missing", {"simsetting.yml": None}, "simsetting.yml", None, "defaults"),
    ("header_missing", {f"{IN}/locations.csv": NO_HEADER}, "locations.csv", 1, "by place"),
    ("file_not_read", {f"{IN}/conflict.csv": CONFLICTS}, "conflict.csv", None, '"conflicts.csv"?'),
    (
        "capacity_missing",
        places(line5="Delta,East,Away,1,1,camp,,"),
        "locations.csv",
        5,
        "capacity",
    ),
    (
        "population_missing",
        places(line4="Gamma,South,Home,11.0,2.0,conflict_zone,4,0"),
        "locations.csv",
        4,
        "population",
    ),
    ("position_missing", places(line3="Beta,N,Home,,,town,,1"), "locations.csv", 3, "position"),
    ("country_missing", places(line3="Beta,N,,10.5,1.5,town,,1"), "locations.csv", 3, "country"),
    ("link_twice", routes(line5="Gamma,Beta,210,0"), "routes.csv", 5, "row 3"),
    ("distance_too_short", routes(line5="Gamma,Epsilon,2,0"), "routes.csv", 5, "156 km apart"),
    (
        "place_without_link",
        {f"{IN}/locations.csv": LOCATIONS + "Eta,East,Away,12,3,town,,9\n"},
        "locations.csv",
        7,
        "Eta",
    ),
    (
        "camp_unreachable",
        {
            f"{IN}/locations.csv": LOCATIONS + "Eta,East,Away,12,3,town,,9\n" + CAMP,
            f"{IN}/routes.csv": ROUTES + "Eta,Zeta,80,0\n",
            **layout(LAYOUT + "Zeta,delta.csv\n"),
        },
        "locations.csv",
        8,
        "the camp Zeta",
    ),
    ("closure_without_effect", closures(line3="link,Alpha,Beta,1,3"), "closures.csv", 3, "Qafila"),
    ("closure_without_effect", closures(line3="location,Delta,,9,0"), "closures.csv", 3, "day 9"),
    ("correction_without_record", {CORRECTIONS: "Delta,2012-03-03\n"}, "", 1, "no record"),
    ("series_no_camp", layout(LAYOUT + "Beta,delta.csv\n"), "data_layout.csv", 4, "no camp"),
    ("series_day_twice", delta(DELTA + "2012-03-04,310\n"), "delta.csv", 4, "twice"),
    ("series_added_short", two_files("2012-02-29,5\n2012-03-03,9\n"), "more.csv", None, "1 later"),
]


def named(problems: list[str], file: str, row: int | None, word: str) -> bool:
    where = file + (f", row {row}" if row is not None and file else "")
    return any(one.startswith(where) and word in one for one in problems)


def refused(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        open_flee(folder)
    return [str(problem) for problem in caught.value.problems]


def ids(cases: list[tuple[str, Changes, str, int | None, str]]) -> list[str]:
    return [f"{case[0]}-{at}" for at, case in enumerate(cases)]


def test_the_folder_that_the_tests_break_is_sound(tmp_path: Path) -> None:
    opened = open_flee(write_folder(tmp_path))
    assert (opened.repaired, opened.warnings) == ((), ())


@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_a_fault_is_refused_with_file_and_row(
    case: tuple[str, Changes, str, int | None, str], tmp_path: Path
) -> None:
    fault, changes, file, row, word = case
    assert known_faults()[fault].level in ("refused", "repaired")
    problems = refused(write_folder(tmp_path, changes))
    assert named(problems, file, row, word), problems


@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_a_lenient_reading_repairs_what_the_table_says(
    case: tuple[str, Changes, str, int | None, str], tmp_path: Path
) -> None:
    fault, changes, file, row, _ = case
    folder = write_folder(tmp_path, changes)
    if known_faults()[fault].level == "refused":
        with pytest.raises(InputError):
            open_flee(folder, lenient=True)
        return
    repaired = [str(problem) for problem in open_flee(folder, lenient=True).repaired]
    assert named(repaired, file, row, ""), repaired


@pytest.mark.parametrize("case", TOLERATED, ids=ids(TOLERATED))
def test_what_flee_survives_is_warned_of_and_mended_where_asked(
    case: tuple[str, Changes, str, int | None, str], tmp_path: Path
) -> None:
    fault, changes, file, row, word = case
    assert known_faults()[fault].level == "tolerated"
    folder = write_folder(tmp_path, changes)
    opened, mended = open_flee(folder), open_flee(folder, lenient=True)
    assert named([str(one) for one in opened.warnings], file, row, word), opened.warnings
    assert opened.repaired == ()
    assert named([str(one) for one in mended.repaired], file, row, word), mended.repaired


@pytest.mark.parametrize("case", WARNINGS, ids=ids(WARNINGS))
def test_what_may_not_be_meant_is_warned_of(
    case: tuple[str, Changes, str, int | None, str], tmp_path: Path
) -> None:
    fault, changes, file, row, word = case
    assert known_faults()[fault].level == "warning"
    warned = [str(one) for one in open_flee(write_folder(tmp_path, changes)).warnings]
    assert named(warned, file, row, word), warned


def test_every_fault_of_the_table_is_tested_here() -> None:
    tested = {case[0] for case in (*CASES, *TOLERATED, *WARNINGS)}
    assert tested == set(known_faults())


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    short = "\n".join(CONFLICTS.splitlines()[:-1]) + "\n"
    twice = LOCATIONS + "Beta,North,Home,10.5,1.5,town,,7\n" + CAMP
    folder = write_folder(
        tmp_path,
        {
            f"{IN}/locations.csv": b"\xef\xbb\xbf" + twice.encode(),
            f"{IN}/routes.csv": with_lines(ROUTES, line3="Beta,Gamma,9500,0"),
            f"{IN}/conflicts.csv": short,
            f"{IN}/closures.csv": with_lines(CLOSURES, line3="lokation,Epsilon,,1,3"),
            f"{SOURCE}/data_layout.csv": LAYOUT + "Theta,delta.csv\n",
            f"{SOURCE}/delta.csv": '2012-02-29,100\n2012-03-04,"22,849"\n2012-03-02,200\n',
            "simsetting.yml": SETTINGS.replace("camp_weight", "camp_wieght"),
        },
    )
    problems = refused(folder)
    wanted = [
        ("locations.csv", 1, "byte order mark"),
        ("locations.csv", 7, "Beta is also the place of row 3"),
        ("locations.csv", 8, "no link leads to the camp Zeta"),
        ("routes.csv", 3, "9500 km"),
        ("conflicts.csv", 6, "ends on day 4"),
        ("closures.csv", 3, '"location"?'),
        ("data_layout.csv", 4, '"Theta"'),
        ("data_layout.csv", None, "the camp Zeta has no series"),
        ("delta.csv", 2, "22849"),
        ("delta.csv", 3, "stands behind"),
        ("simsetting.yml", 5, '"camp_weight"?'),
    ]
    assert [one for one in wanted if not named(problems, *one)] == []


def test_a_repair_says_what_it_made_of_the_cell(tmp_path: Path) -> None:
    opened = open_flee(
        write_folder(
            tmp_path, {**delta(DELTA.replace("300", "22,849")), **routes(line3="Beta,Gamma,9500,0")}
        ),
        lenient=True,
    )
    told = [str(problem) for problem in opened.repaired]
    assert any(one.endswith("read as 22849") for one in told), told
    assert opened.observed is not None
    assert opened.observed.people[-1, 0] == 22849
    link = opened.links.distance_km[1]
    assert any(one.endswith(f"set to {link:.0f} km") for one in told), told
    assert 78 < link < 150


def test_a_lenient_reading_carries_the_last_day_on(tmp_path: Path) -> None:
    short = "\n".join(CONFLICTS.splitlines()[:4]) + "\n"
    opened = open_flee(write_folder(tmp_path, {f"{IN}/conflicts.csv": short}), lenient=True)
    assert opened.conflict[:, 0].tolist() == [1, 1, 0.5, 0.5, 0.5, 0.5]


def test_a_count_with_further_columns_is_not_taken_for_a_split_number(tmp_path: Path) -> None:
    wide = "2012-02-29,100,0\n2012-03-02,200,100\n2012-03-04,300,200\n"
    opened = open_flee(write_folder(tmp_path, delta(wide)))
    assert opened.observed is not None
    assert opened.observed.people[-1, 0] == 300


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n", "move_rules:\n", "null\n"])
def test_settings_without_keys_are_the_defaults(text: str, tmp_path: Path) -> None:
    path = tmp_path / "simsetting.yml"
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    assert read_settings(path, findings).max_move_speed == 360.0
    assert findings.refused == []


HOSTILE = st.sampled_from(
    [
        *("", ",", ",,,,,,,,", "#", '"', "\x00", "\ufeff", "-1", "1e400", "nan", "inf"),
        *("\x1b[2J", str(10**10), "9" * 30, "٣٤"),
    ]
) | st.text(max_size=12)


@settings_of(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.integers(0, 8), st.integers(0, 8), HOSTILE, st.booleans())
def test_no_input_surprises_the_reader(
    name: str, line: int, cell: int, text: str, lenient: bool
) -> None:
    rows = FILES[name].splitlines()
    cells = rows[line % len(rows)].split(",")
    cells[cell % len(cells)] = text
    rows[line % len(rows)] = ",".join(cells)
    changed = "\n".join(rows).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as root:
        folder = write_folder(Path(root), {name: changed})
        try:
            opened = open_flee(folder, lenient=lenient)
        except InputError:
            return
    assert np.isfinite(opened.conflict).all()
    assert np.isfinite(opened.links.distance_km).all()


def test_a_refusal_says_what_a_lenient_reading_would_do(tmp_path: Path) -> None:
    problems = refused(write_folder(tmp_path, delta(DELTA.replace("300", '"22,849"'))))
    assert problems[0].endswith("write 22849; --lenient: read as 22849")
    problems = refused(write_folder(tmp_path, routes(line3="Beta,Gamma,far,0")))
    assert not any("lenient" in one for one in problems)


def test_a_warning_says_what_is_done_here_under_either_rule_set(tmp_path: Path) -> None:
    changes = {
        **routes(line5="Gamma,Beta,210,0"),
        **delta("2012-02-29,100\n2012-03-04,300\n2012-03-02,200\n"),
        **closures(line3="link,Alpha,Beta,1,3"),
    }
    told = [str(one) for one in open_flee(write_folder(tmp_path, changes)).warnings]
    assert not any("Flee:" in one for one in told), told
    assert any(one.endswith("rules qafila: the shorter one counts") for one in told), told
    assert any(one.endswith("rules qafila: sorted by date; --lenient: sorted") for one in told), (
        told
    )
    assert any("rules flee: it closes nothing; rules qafila: it is closed" in one for one in told)


@pytest.mark.parametrize("name", ["locations.csv", "routes.csv", "conflicts.csv", "sim_period.csv"])
def test_a_missing_file_hides_what_only_follows_from_it(name: str, tmp_path: Path) -> None:
    problems = refused(write_folder(tmp_path, {f"{IN}/{name}": None}))
    assert problems == [f"{name}: the file is missing"]


def test_files_that_are_not_there_come_first(tmp_path: Path) -> None:
    changes = {**closures(line2="county,Home,Away,0,2"), f"{IN}/routes.csv": None}
    problems = refused(write_folder(tmp_path, changes))
    assert [one.split(":")[0].split(",")[0] for one in problems] == ["routes.csv", "closures.csv"]


@pytest.mark.parametrize("part", ["source_data", ""])
def test_a_wrong_folder_is_one_fault_that_names_the_right_one(part: str, tmp_path: Path) -> None:
    right = write_folder(tmp_path / "right")
    given = right / part if part else tmp_path
    problems = refused(given)
    assert len(problems) == 1
    assert "holds neither input_csv nor locations.csv" in problems[0]
    assert "did you mean" in problems[0]
    assert str(right if part else tmp_path / "right") in problems[0]


def test_a_file_in_use_is_not_suggested_and_one_fault_tells_of_it(tmp_path: Path) -> None:
    files: Changes = {
        f"{SOURCE}/data_layout.csv": LAYOUT.replace("delta.csv", "bf-mentao.csv").replace(
            "epsilon.csv", "bf-mentar.csv"
        ),
        f"{SOURCE}/bf-mentar.csv": DELTA,
    }
    problems = refused(write_folder(tmp_path, files))
    assert len(problems) == 1
    assert "bf-mentar" not in problems[0]


def test_a_lenient_reading_says_how_many_people_go_with_a_series(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {f"{SOURCE}/delta.csv": None})
    opened = open_flee(folder, lenient=True)
    told = " ".join(str(one) for one in opened.repaired)
    assert opened.observed is not None
    left, total = opened.observed.people[-1].sum(), opened.observed.total[-1]
    assert opened.settings.sum_from_camps
    assert f"is then {left} people (the row total says {total}, and is not used)" in told
    assert "Delta still takes people in and is not compared" in told
    assert told.count("Delta") == 1
    own = write_folder(tmp_path / "own", layout(LAYOUT + "Zeta,delta.csv\n"))
    told = " ".join(str(one) for one in open_flee(own, lenient=True).repaired)
    assert "left out with 300 people on the last day" in told


def test_one_date_tells_for_a_file_that_the_day_comes_first(tmp_path: Path) -> None:
    text = "29/02/2012,100\n02/03/2012,200\n04/03/2012,300\n"
    folder = write_folder(tmp_path, {**delta(text), CORRECTIONS: None})
    opened = open_flee(folder, lenient=True)
    assert opened.observed is not None
    assert opened.observed.people[:, 0].tolist() == [100, 150, 200, 250, 300, 300]
    mixed = text.replace("04/03/2012", "03/24/2012")
    with pytest.raises(InputError, match="02/03/2012"):
        open_flee(write_folder(tmp_path / "mixed", delta(mixed)), lenient=True)


def test_a_run_that_is_too_long_names_what_sets_its_length(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    with pytest.raises(InputError, match=r"lower --days; --lenient: the last row is carried on"):
        open_flee(folder, days=8)
    longer = write_folder(tmp_path / "b", {f"{IN}/conflicts.csv": CONFLICTS.replace("5,1,1\n", "")})
    with pytest.raises(InputError, match=r"lower Length in sim_period.csv; --lenient"):
        open_flee(longer)


def test_a_table_without_rows_is_one_fault(tmp_path: Path) -> None:
    problems = refused(write_folder(tmp_path, {f"{IN}/conflicts.csv": "#Day,Alpha\n"}))
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["move_rules: [1\n", "a: b: c\n", "a:\n\tb: 1\n", 'a: "x\n'])
def test_settings_that_are_no_yaml_are_told_in_plain_words(text: str, tmp_path: Path) -> None:
    problems = refused(write_folder(tmp_path, settings(text)))
    assert "is not readable as YAML on this line" in problems[0]
    assert not any(word in problems[0] for word in ("<", "token", "expected", "mapping"))


@pytest.mark.parametrize("inside", [False, True])
def test_a_folder_of_flee_taken_for_a_case_is_recognised(inside: bool, tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    given = folder / IN if inside else folder
    with pytest.raises(InputError) as caught:
        read_case(given)
    assert [str(one) for one in caught.value.problems] == [
        f"{given}: this looks like a folder of Flee; qafila simulate --flee {given}"
    ]
