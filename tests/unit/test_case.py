"""Cases: found by path or name, read whole or refused with every problem of every file at once."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qafila.case import TABLES, find_case, read_case, shipped_cases
from qafila.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATE = Path(str(files("qafila"))) / "cases" / "teaching"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "case"
    shutil.copytree(TEMPLATE, copy)
    return copy


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_case(folder)
    return list(caught.value.problems)


def only(folder: Path) -> Problem:
    problems = problems_of(folder)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_the_teaching_case_is_sound_and_says_that_it_is_made_up() -> None:
    case = read_case(TEMPLATE)
    assert case.city == "tellara"
    assert case.as_of == dt.date(2024, 3, 31)
    assert [path.name[11:13] for path in case.reports] == ["en", "fr", "ar"]
    assert len(case.corridors) == 2
    assert case.shipped
    assert set(case.locations["country"]) == {"XAA", "XAB"}
    for table in ("locations", "routes", "corridors", "parameters", "stocks", "observations"):
        assert set(getattr(case, table)["source"]) == {"estimate"}
    assert "made up" in (TEMPLATE / "README.md").read_text(encoding="utf-8")


def test_shipped_cases_are_found_by_name_and_read_only() -> None:
    case = read_case(find_case("mali-2025"))
    assert case.shipped
    assert case.folder == shipped_cases()["mali-2025"].resolve()
    assert len(case.locations) >= 40
    assert len(case.routes) >= 60
    assert len(case.corridors) >= 6
    assert len(case.reports) >= 12


def test_hashes_name_every_input_and_follow_its_content(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    before = read_case(folder).hashes
    edit("stocks.csv", "teaching", "learning")
    after = read_case(folder).hashes
    assert {name for name in before if before[name] != after[name]} == {"stocks.csv"}
    assert {"case.toml", *(f"{table}.csv" for table in TABLES)} < set(before)
    assert sum(name.startswith("reports/") for name in before) == 3


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("mali-2052", "there is no such case", 'did you mean "mali-2025"?'),
        ("zzz", "there is no such case", "shipped cases: mali-2025"),
        ("no/where", "there is no such folder", "qafila new no/where"),
        ("no\\where", "there is no such folder", "qafila new"),
    ],
)
def test_a_case_that_is_not_there(name: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        find_case(name)
    assert caught.value.problems[0].message == message
    assert hint in caught.value.problems[0].hint


def test_a_path_that_exists_wins_over_a_shipped_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mali-2025").mkdir()
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    assert find_case("mali-2025") == Path("mali-2025")
    with pytest.raises(InputError, match="is not a folder"):
        find_case("file")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "routes.csv", "halim-to-karvo,halim,karvo", "halim-to-karvo,halim,karvoo",
            'routes.csv, row 6, column to_id: "karvoo" is not in locations; '
            'did you mean "karvo"?',
        ),
        (
            "routes.csv", "halim-to-karvo,halim,karvo", "halim-to-karvo,halim,zzz",
            'routes.csv, row 6, column to_id: "zzz" is not in locations; '
            "add it to locations.csv",
        ),
        (
            "routes.csv", "halim-to-karvo,halim,karvo", "halim-to-karvo,halim,halim",
            "routes.csv, row 6, column to_id: the route ends where it starts; name another place",
        ),
        (
            "routes.csv", "track,62,", "track,-62,",
            "routes.csv, row 6, column distance_km: -62 is below 0.1; allowed: 0.1 to 5000 km",
        ),
        (
            "routes.csv", "track,62,", "track,6.2,",
            "routes.csv, row 6, column distance_km: 6.2 km is less than the air line of 56 km; "
            "check the length and both positions",
        ),
        (
            "routes.csv", "berkun-to-tellara,", "berkun-to-sindale,",
            "routes.csv, row 3, column route_id: the row repeats route_id berkun-to-sindale; "
            "remove one of the two rows",
        ),
        (
            "locations.csv", ",2.5,-4.6,", ",95,-4.6,",
            "locations.csv, row 4, column latitude: 95 is above 90; allowed: -90 to 90 degrees",
        ),
        (
            "corridors.csv", "|karvo-to-berkun|", "|karvo-to-berku|",
            'corridors.csv, row 2, column route_ids: there is no route "karvo-to-berku"; '
            'did you mean "karvo-to-berkun"?; '
            "list the routes in order from supply_id to city_id",
        ),
        (
            "corridors.csv", "|karvo-to-berkun|", "|",
            'corridors.csv, row 2, column route_ids: route "berkun-to-tellara" does not start at '
            '"karvo"; list the routes in order from supply_id to city_id',
        ),
        (
            "corridors.csv", "|berkun-to-tellara", "",
            'corridors.csv, row 2, column route_ids: the routes end at "berkun" and not at '
            '"tellara"; list the routes in order from supply_id to city_id',
        ),
        (
            "corridors.csv", "port-anse,karvo,tellara", "port-anse,ilmera,tellara",
            'corridors.csv, row 2, column route_ids: the routes do not pass "ilmera"; '
            "list the routes in order from supply_id to city_id",
        ),
        (
            "stocks.csv", "2024-03-29,3,1.5,5", "2024-03-29,3,4,5",
            "stocks.csv, row 2, column low: low, best, high are not in order (4, 3, 5); "
            "swap them or mend the typing error",
        ),
        (
            "stocks.csv", "estimate,Fictional teaching example: sources would differ this much",
            "estimate,",
            "stocks.csv, row 2, column basis: an estimate needs a basis; say how it was estimated",
        ),
        (
            "observations.csv", "2024-03-01,2024-03-22", "2024-03-23,2024-03-22",
            "observations.csv, row 3, column date_start: date_start is after date_end; swap them",
        ),
        (
            "observations.csv", "stated,halim,,stock", "stated,,,stock",
            "observations.csv, row 2, column location_id: neither place nor country is given; "
            "fill in location_id or country",
        ),
        (
            "case.toml", 'city = "tellara"', 'city = "telara"',
            'case.toml, column city: city "telara" is not in locations.csv; '
            'did you mean "tellara"?',
        ),
        (
            "case.toml", 'time_zone = "UTC"', 'time_zone = "Africa"',
            'case.toml, column time_zone: unknown time zone "Africa"; '
            "write a name such as Africa/Bamako",
        ),
        (
            "case.toml", "as_of = 2024-03-31", 'as_of = "2024-03-31"',
            "case.toml, column as_of: as_of is not a date such as 2025-11-30; "
            "see docs/case-format.md",
        ),
        (
            "case.toml", "as_of = 2024-03-31", "as_of = 2024-01-31",
            "case.toml, column start: start is after as_of; swap them or mend the typing error",
        ),
        (
            "case.toml", 'name = "teaching"', 'name = "../elsewhere"',
            'case.toml, column name: "../elsewhere" is not a name; '
            "use letters, digits and hyphens",
        ),
        (
            "case.toml", '"XAB"', '"Beta"',
            'case.toml, column countries: "Beta" is not a country; '
            "write three capital letters, such as MLI",
        ),
        (
            "case.toml", '["en"]', '["en", "de"]',
            'case.toml, column languages: "de" is not a language; allowed: en, fr, ar',
        ),
        (
            "case.toml", "city =", "citty =",
            'case.toml, column citty: unknown key "citty"; did you mean "city"?\n'
            "case.toml, column city: city is missing; add it",
        ),
        (
            "case.toml", "format_version = 1", "format_version = 2\nsomething_new = 1",
            "case.toml, column format_version: format_version 2 is newer than 1; "
            "install a newer qafila",
        ),
        (
            "case.toml", "format_version = 1", "format_version = 0",
            "case.toml, column format_version: format_version 0 is older than 1; "
            'run "qafila check --upgrade"',
        ),
        (
            "case.toml", "format_version = 1", "format_version = true",
            "case.toml, column format_version: format_version is not a whole number; "
            "see docs/case-format.md",
        ),
    ],
)  # fmt: skip
def test_one_fault_gives_one_clear_paragraph(
    folder: Path,
    edit: Callable[[str, str, str], None],
    file: str,
    old: str,
    new: str,
    problem: str,
) -> None:
    edit(file, old, new)
    assert "\n".join(str(found) for found in problems_of(folder)) == problem


@pytest.mark.parametrize(
    "text",
    [
        "city = ",
        "a = " + "[" * 3000,
        "a = " + "1" * 5000,
        "format_version = 1\nformat_version = 1",
        "as_of = 2025-13-45",
    ],
)
def test_a_broken_case_toml_is_named(folder: Path, text: str) -> None:
    (folder / "case.toml").write_text(text, encoding="utf-8")
    problem = only(folder)
    assert problem.file == "case.toml"
    assert problem.message.startswith("not readable as TOML")
    assert problem.hint == 'write lines such as city = "bamako"'


def test_a_case_toml_in_utf_16_is_named(folder: Path) -> None:
    (folder / "case.toml").write_text("city = 'a'", encoding="utf-16")
    assert only(folder).message == "the file is UTF-16"


def test_a_missing_file_is_named_with_the_way_out(folder: Path) -> None:
    (folder / "case.toml").unlink()
    (folder / "stocks.csv").unlink()
    assert [(problem.file, problem.message) for problem in problems_of(folder)] == [
        ("case.toml", "the file is missing"),
        ("stocks.csv", "the file is missing"),
    ]


@pytest.mark.parametrize(
    "name", ["case.toml", "stocks.csv", "reports/2024-03-09-fr-un-convoi-attaque.md"]
)
def test_a_file_that_may_not_be_read_is_named(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.as_posix().endswith(name):
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    problem = only(folder)
    assert (problem.file, problem.message) == (name, "cannot be read (Permission denied)")


def test_an_empty_folder_says_how_to_make_a_case(tmp_path: Path) -> None:
    problems = problems_of(tmp_path)
    assert {problem.file for problem in problems} == {
        "case.toml",
        *(f"{table}.csv" for table in TABLES),
    }
    assert all("qafila new" in problem.hint for problem in problems)


def test_all_problems_of_all_files_are_named_at_once(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("case.toml", 'time_zone = "UTC"', 'time_zone = "Mars"')
    edit("locations.csv", ",2.5,-4.6,", ",95,-4.6,")
    edit("routes.csv", "track,62,", "track,-62,")
    edit("corridors.csv", "port-anse,karvo,tellara", "port-ans,karvo,tellara")
    edit("parameters.csv", "0.5,0.3,0.7", "0.5,0.6,0.7")
    edit("stocks.csv", "tellara,fuel", "tellara,fuell")
    edit("observations.csv", "XAA,XAB", "XAA,xab")
    edit("observations.csv", "2024-03-04", "4 March 2024")
    found = {(problem.file, problem.row, problem.column) for problem in problems_of(folder)}
    assert found == {
        ("case.toml", None, "time_zone"),
        ("locations.csv", 4, "latitude"),
        ("routes.csv", 6, "distance_km"),
        ("corridors.csv", 2, "supply_id"),
        ("parameters.csv", 3, "low"),
        ("stocks.csv", 2, "commodity"),
        ("observations.csv", 2, "coa"),
        ("observations.csv", 2, "reported_at"),
    }


def test_a_wrong_setting_hides_no_other_fault(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("case.toml", "as_of = 2024-03-31", 'as_of = "soon"')
    edit("case.toml", 'time_zone = "UTC"', 'time_zone = "Mars"')
    edit("case.toml", 'city = "tellara"', 'city = "telara"')
    edit("parameters.csv", "0.5,0.3,0.7", "0.5,0.6,0.7")
    edit("corridors.csv", "sindale", "sindal")
    found = {(problem.file, problem.column) for problem in problems_of(folder)}
    assert found >= {
        ("case.toml", "as_of"),
        ("case.toml", "time_zone"),
        ("case.toml", "city"),
        ("parameters.csv", "low"),
    }
    assert any(file == "corridors.csv" for file, _ in found)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2004-03-31"])
def test_a_day_far_from_all_data_is_named(
    folder: Path, edit: Callable[[str, str, str], None], day: str
) -> None:
    edit("case.toml", "as_of = 2024-03-31", f"as_of = {day}")
    problem = next(found for found in problems_of(folder) if found.column == "as_of")
    assert problem.file == "case.toml"
    assert "2024-03-30" in problem.hint


@pytest.mark.parametrize("name", ["case.toml", "stocks.csv"])
def test_a_folder_or_a_loop_in_place_of_a_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    assert only(folder).message == "there is a folder in place of the file"
    (folder / name).rmdir()
    (folder / name).symlink_to(folder / name)
    assert only(folder).message == "the link leads to no file"


def test_reports_that_are_no_folder_or_a_loop_are_named(folder: Path) -> None:
    loop = folder / "reports" / "loop.md"
    loop.symlink_to(loop)
    assert only(folder).file == "reports/loop.md"
    shutil.rmtree(folder / "reports")
    (folder / "reports").write_text("a note", encoding="utf-8")
    assert only(folder).message == "is not a folder"


def test_a_short_row_is_named_once(folder: Path) -> None:
    with (folder / "routes.csv").open("a", encoding="utf-8") as stream:
        stream.write("x\n")
    assert "1 cells where the header has" in only(folder).message


def test_a_cell_of_fifty_megabytes_is_named(folder: Path) -> None:
    with (folder / "stocks.csv").open("a", encoding="utf-8") as stream:
        stream.write("x" * 50_000_000 + "\n")
    problem = only(folder)
    assert (problem.file, problem.row) == ("stocks.csv", 5)


def test_line_ends_and_marks_of_other_systems_change_nothing(folder: Path) -> None:
    before = read_case(folder)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_text(text, encoding="utf-8-sig", newline="")
    after = read_case(folder)
    assert all(getattr(before, table).equals(getattr(after, table)) for table in TABLES)


def test_as_of_is_never_today(folder: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("case.toml", "as_of = 2024-03-31", "")
    assert read_case(folder).as_of == dt.date(2024, 3, 30)
    for table in ("observations", "stocks"):
        path = folder / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    last = max(path.name[:10] for path in (folder / "reports").glob("*.md"))
    assert read_case(folder).as_of.isoformat() == last
    for path in (folder / "reports").glob("*.md"):
        path.unlink()
    assert only(folder).column == "as_of"


def test_the_start_is_ninety_days_before_unless_it_is_given(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("case.toml", "start = 2024-02-01", "")
    assert read_case(folder).start == dt.date(2024, 1, 1)


def test_hidden_files_and_folders_are_no_reports(folder: Path) -> None:
    (folder / "reports" / ".DS_Store").touch()
    (folder / "reports" / "old").mkdir()
    assert len(read_case(folder).reports) == 3
    shutil.rmtree(folder / "reports")
    assert read_case(folder).reports == ()


def test_the_order_of_rows_never_matters(folder: Path) -> None:
    first = read_case(folder)
    for table in TABLES:
        path = folder / f"{table}.csv"
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    second = read_case(folder)
    assert first.network.locations.equals(second.network.locations)
    assert first.network.routes.equals(second.network.routes)


@given(st.binary(max_size=300), st.sampled_from(["case.toml", *(f"{t}.csv" for t in TABLES)]))
@example(b"", "case.toml")
@example(b"a=" + b"[" * 2000, "case.toml")
@example(b"time_zone = '.'", "case.toml")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_in_any_file_raise_nothing_but_input_error(
    folder: Path, data: bytes, name: str
) -> None:
    before = (folder / name).read_bytes()
    try:
        (folder / name).write_bytes(data)
        assert problems_of(folder)
    finally:
        (folder / name).write_bytes(before)


_TOML = st.one_of(
    st.text(max_size=20), st.integers(-(10**30), 10**30), st.booleans(), st.floats(),
    st.lists(st.integers(), max_size=2), st.lists(st.text(max_size=3), max_size=2),
)  # fmt: skip


@given(st.sampled_from(sorted(tomllib.loads((TEMPLATE / "case.toml").read_text("utf-8")))), _TOML)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_value_of_any_setting_raises_nothing_but_input_error(
    folder: Path, key: str, value: object
) -> None:
    settings_of = tomllib.loads((TEMPLATE / "case.toml").read_text("utf-8"))
    lines = [
        f"{name} = {_toml(value if name == key else given)}" for name, given in settings_of.items()
    ]
    (folder / "case.toml").write_text("\n".join(lines), encoding="utf-8", newline="\n")
    try:
        with suppress(InputError):
            assert read_case(folder).city == "tellara"
    finally:
        shutil.copy(TEMPLATE / "case.toml", folder / "case.toml")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return str(value)
