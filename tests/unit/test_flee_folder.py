"""Flee folders as arrays: small ones by hand, laws on made ones, and the eight public ones."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.errors import InputError
from qafila.interop.flee_folder import FleeFolder, open_flee
from qafila.interop.flee_settings import FleeSettings, default_settings, known_settings
from tests.support.flee_folders import CONFLICTS, LOCATIONS, ROUTES, SETTINGS, write_folder

IN, SOURCE = "input_csv", "source_data"
SHARED = next(
    (
        folder / "shared"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared" / "cases" / "flee").is_dir()
    ),
    Path("shared"),
)
CASES = SHARED / "cases" / "flee"
EIGHT = (
    *("burundi2015", "car2013", "mali2012", "mali2017"),
    *("nigeria2016", "ssudan2013", "syria2013", "tigray2020"),
)
public = pytest.mark.skipif(not CASES.is_dir(), reason="the public Flee folders are not here")


def test_a_small_folder_becomes_arrays(tmp_path: Path) -> None:
    opened = open_flee(write_folder(tmp_path))
    places, links = opened.places, opened.links
    assert places.names == ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    assert places.kinds == ("conflict_zone", "town", "town", "camp", "camp")  # Gamma: rule 5
    assert places.home_country == "Home"
    assert places.population.tolist() == [5000, 20000, 800, 0, 0]
    assert places.capacity.tolist() == [-1, -1, -1, 3000, 1500]
    assert list(zip(links.start.tolist(), links.end.tolist(), strict=True)) == [
        (0, 1),
        (1, 2),
        (2, 3),
        (2, 4),
    ]
    assert links.distance_km.tolist() == [90.0, 95.0, 100.0, 210.0]
    assert opened.conflict[:, 0].tolist() == [1, 1, 0.5, 1, 1, 1]
    assert opened.conflict[:, 2].tolist() == [0, 0, 0, 0, 0.25, 1]
    assert [(one.kind, one.first, one.start, one.end) for one in opened.closures] == [
        ("country", "Home", 0, 2),
        ("location", "Epsilon", 1, 3),
        ("camp", "Delta", 0, 4),
    ]
    assert opened.start == dt.date(2012, 2, 29)
    assert opened.date(1) == dt.date(2012, 3, 1)
    assert opened.settings.conflict_spawn_decay == (1.0, 0.5)
    assert opened.settings.max_walk_speed == 35.0


def test_counts_are_interpolated_corrected_and_cut(tmp_path: Path) -> None:
    """Rules 33 and 34 by hand: day 4 is a re-count, so days 0 and 2 are taken times 300 / 200."""
    observed = open_flee(write_folder(tmp_path)).observed
    assert observed is not None
    # Day 0: 150; day 2: 300; between them 225; then 300 to the end.
    assert observed.people[:, 0].tolist() == [150, 225, 300, 300, 300, 300]
    # From day -1 (20) to day 5 (200): 30 a day.
    assert observed.people[:, 1].tolist() == [50, 80, 110, 140, 170, 200]
    # From 130 on day 0 to 600 on day 5: 94 a day.
    assert observed.total.tolist() == [130, 224, 318, 412, 506, 600]
    assert observed.new_people(sum_from_camps=True).tolist() == [0, 105, 105, 30, 30, 30]
    assert observed.new_people(sum_from_camps=False).tolist() == [0, 94, 94, 94, 94, 94]
    # Rule 43: on day 0 the total is added to the sum of the camps.
    raw = observed.raw(sum_from_camps=True, start_empty=False)
    assert raw.tolist() == [330, 435, 540, 570, 600, 630]


def test_hasten_divides_people_down_and_counts_exactly(tmp_path: Path) -> None:
    """Rules 3 and 51: integer division of people, float division of counts, which are then cut."""
    opened = open_flee(write_folder(tmp_path), hasten=7)
    assert opened.places.population.tolist() == [714, 2857, 114, 0, 0]
    assert opened.places.capacity.tolist() == [-1, -1, -1, 428, 214]
    assert opened.observed is not None
    assert opened.observed.people[0].tolist() == [21, 7]  # 150 / 7 and 50 / 7
    assert opened.settings.hasten == 7


def test_a_correction_at_less_than_a_person_is_refused(tmp_path: Path) -> None:
    """Rule 47: Flee ends such a run with nothing written."""
    folder = write_folder(tmp_path)
    open_flee(folder, hasten=200)
    with pytest.raises(InputError, match=r"registration_corrections.csv, row 1.*lower hasten"):
        open_flee(folder, hasten=201)


def test_empty_camps_lower_the_series(tmp_path: Path) -> None:
    text = SETTINGS.replace("spawn_rules:", "spawn_rules:\n  empty_camps_on_day0: True")
    observed = open_flee(write_folder(tmp_path, {"simsetting.yml": text})).observed
    assert observed is not None
    assert observed.people[0].tolist() == [0, 0]
    assert observed.people[-1].tolist() == [150, 150]


def test_records_out_of_order_are_read_as_flee_reads_them(tmp_path: Path) -> None:
    """The first record behind a day that is later counts, with the one in front of it."""
    text = "2012-02-29,0\n2012-03-04,400\n2012-03-02,100\n2012-03-05,700\n"
    changes = {f"{SOURCE}/delta.csv": text, f"{IN}/registration_corrections.csv": None}
    folder = write_folder(tmp_path, changes)
    as_flee, sorted_ = open_flee(folder).observed, open_flee(folder, lenient=True).observed
    assert as_flee is not None
    assert sorted_ is not None
    # Day 4 lies between the records of days 2 (100) and 5 (700): two thirds of the way.
    assert as_flee.people[:, 0].tolist() == [0, 100, 200, 300, 500, 700]
    assert sorted_.people[:, 0].tolist() == [0, 50, 100, 250, 400, 700]


def test_further_columns_and_tables_become_attributes(tmp_path: Path) -> None:
    header, *rows = LOCATIONS.splitlines()
    wide = [header + ",initial_idps,note", *(f"{row},{at},x{at}" for at, row in enumerate(rows))]
    roads = ROUTES.replace("forced_redirection", "forced_redirection,max_move_speed")
    changes = {
        f"{IN}/locations.csv": "\n".join(wide) + "\n",
        f"{IN}/routes.csv": roads.replace("Beta,90,", "Beta,90,,50").replace("95,0", "95,2"),
        f"{IN}/region_attributes_IPC_level.csv": "#Day,North,East\n0,10,0\n5,20,0\n",
        f"{IN}/location_attributes_harvest.csv": "#Day,Beta\n0,0\n10,1\n",
        f"{IN}/flood_level.csv": "#Day,Gamma\n0,0\n4,4\n5,4\n",
        f"{IN}/location_changes.csv": "#name,type,day\nBeta,idpcamp,3\n",
        f"{IN}/major_routes.csv": "Alpha,Beta,Gamma\n",
        f"{IN}/demographics_age.csv": "age,Default,Alpha\n10,1,3\n40,1,1\n",
        f"{IN}/demographics_religion.csv": "religion,Default\na,0.5\nb,1.5\n",
    }
    opened = open_flee(write_folder(tmp_path, changes))
    assert opened.places.numbers("initial_idps", 0.0).tolist() == [0, 1, 2, 3, 4]
    assert opened.places.attributes["note"][2] == "x2"
    assert opened.links.numbers("max_move_speed", np.inf).tolist() == [50, np.inf, np.inf, np.inf]
    assert opened.links.redirection.tolist() == [0, 2, 0, 0]
    assert opened.attributes["region_IPC_level"][:, 1].tolist() == [10, 12, 14, 16, 18, 20]
    assert opened.attributes["harvest"][5].tolist() == [0, 0.5, 0, 0, 0]
    assert opened.flood_level is not None
    assert opened.flood_level[:, 2].tolist() == [0, 1, 2, 3, 4, 4]
    assert [(one.place, one.kind, one.day) for one in opened.changes] == [(1, "idpcamp", 3)]
    assert opened.major_routes == ((0, 1, 2),)
    age, religion = opened.groups["age"], opened.groups["religion"]
    assert age.values == ("10", "40")
    assert age.shares[:2].tolist() == [[0.75, 0.25], [0.5, 0.5]]
    assert not age.restricted
    assert religion.restricted
    assert religion.shares[4].tolist() == [0.25, 0.75]


def test_names_of_columns_may_vary(tmp_path: Path) -> None:
    header = "#name,region,country,gps_x,gps_y,location_type,conflict_date,pop/cap"
    varied = "\n".join([header, *LOCATIONS.splitlines()[1:]]) + "\n"
    opened = open_flee(write_folder(tmp_path, {f"{IN}/locations.csv": varied}))
    assert opened.places.latitude.tolist() == [10.0, 10.5, 11.0, 11.5, 12.0]


@pytest.mark.parametrize("inner", ["", IN])
def test_a_case_and_its_input_folder_are_the_same(inner: str, tmp_path: Path) -> None:
    opened = open_flee(write_folder(tmp_path / "made") / inner)
    assert opened.name == "made"
    assert opened.observed is not None
    assert opened.settings.camp_weight == 2.0


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        open_flee(tmp_path / "nowhere")


def test_every_setting_of_the_table_is_a_field_and_the_other_way_round() -> None:
    fields = list(FleeSettings.__dataclass_fields__)
    assert [one.field for one in known_settings()] == fields
    for one in known_settings():
        value = getattr(default_settings(), one.field)
        kinds = {
            "boolean": bool,
            "section": bool,
            "integer": int,
            "number": float,
            "numbers": tuple,
        }
        assert type(value) is kinds.get(one.type, str), one.path


def test_rules_of_the_first_version_override_what_is_given(tmp_path: Path) -> None:
    text = "move_rules:\n  use_v1_rules: True\n  max_move_speed: 500\n  start_on_foot: True\n"
    read = open_flee(write_folder(tmp_path, {"simsetting.yml": text})).settings
    assert (read.max_move_speed, read.camp_weight, read.conflict_weight) == (200.0, 2.0, 0.25)
    assert not read.start_on_foot


def test_a_default_follows_the_mode(tmp_path: Path) -> None:
    text = "spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: pop_ratio\n"
    read = open_flee(write_folder(tmp_path, {"simsetting.yml": text})).settings
    assert read.conflict_driven_spawning
    assert read.displaced_per_conflict_day == 0.01
    assert default_settings().displaced_per_conflict_day == 500.0


NAMES = st.lists(
    st.text("abcdefgxyzéñ-_'", min_size=2, max_size=8), min_size=4, max_size=9, unique=True
)


@st.composite
def folders(draw: st.DrawFn) -> dict[str, list[list[str]]]:
    """Rows of a made folder: a conflict zone first, two camps last, a chain of links."""
    names = draw(NAMES)
    kinds = ["conflict_zone", *["town"] * (len(names) - 3), "camp", "idpcamp"]
    people = draw(st.lists(st.integers(1, 10**7), min_size=len(names), max_size=len(names)))
    days = draw(st.integers(1, 12))
    level = st.sampled_from(["0", "0.25", "1"])
    return {
        "locations": [
            [name, "r", "c", f"{at}.5", f"{at}.25", kind, "0", str(count)]
            for at, (name, kind, count) in enumerate(zip(names, kinds, people, strict=True))
        ],
        "routes": [
            [a, b, str(draw(st.integers(150, 900))), str(draw(st.integers(0, 2)))]
            for a, b in itertools.pairwise(names)
        ],
        "conflicts": [[str(day), "1", *(draw(level) for _ in names[1:-2])] for day in range(days)],
    }


def open_rows(rows: dict[str, list[list[str]]]) -> FleeFolder:
    names = [row[0] for row in rows["locations"]]
    header = ",".join(["#Day", *names[:-2]])
    heads = {"locations": LOCATIONS.splitlines()[0], "routes": ROUTES.splitlines()[0]}
    heads["conflicts"] = rows.get("header", [[header]])[0][0]
    changes: dict[str, str | bytes | None] = {
        f"{IN}/{table}.csv": "\n".join([heads[table], *map(",".join, rows[table])]) + "\n"
        for table in heads
    }
    changes[f"{IN}/sim_period.csv"] = f"StartDate,2020-01-01\nLength,{len(rows['conflicts'])}\n"
    changes |= {f"{IN}/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n"}
    changes |= {f"{IN}/registration_corrections.csv": None, f"{SOURCE}/epsilon.csv": None}
    camps = [row[0] for row in rows["locations"] if "camp" in row[5]]
    changes[f"{SOURCE}/data_layout.csv"] = "total,refugees.csv\n" + "".join(
        f"{camp},delta.csv\n" for camp in camps
    )
    with tempfile.TemporaryDirectory() as root:
        return open_flee(write_folder(Path(root), changes))


@settings(max_examples=40, deadline=None)
@given(folders())
def test_reading_a_written_folder_gives_it_back(rows: dict[str, list[list[str]]]) -> None:
    opened = open_rows(rows)
    places, links = opened.places, opened.links
    people = np.where(places.capacity >= 0, places.capacity, places.population)
    back = [
        [name, region, country, f"{north:g}", f"{east:g}", kind, str(date), str(count)]
        for name, region, country, north, east, kind, date, count in zip(
            places.names,
            places.regions,
            places.countries,
            places.latitude,
            places.longitude,
            places.kinds,
            places.conflict_dates,
            people,
            strict=True,
        )
    ]
    assert back == rows["locations"]
    assert [
        [places.names[a], places.names[b], f"{km:g}", str(way)]
        for a, b, km, way in zip(
            links.start, links.end, links.distance_km, links.redirection, strict=True
        )
    ] == rows["routes"]
    assert [
        [str(day), *(f"{value:g}" for value in row[:-2])] for day, row in enumerate(opened.conflict)
    ] == rows["conflicts"]


@settings(max_examples=40, deadline=None)
@given(folders(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(
    rows: dict[str, list[list[str]]], mixer: random.Random
) -> None:
    one = open_rows(rows)
    names = [row[0] for row in rows["locations"]]
    order = list(range(1, len(names) - 1))
    mixer.shuffle(order)
    mixed = {
        "locations": mixer.sample(rows["locations"], len(names)),
        "routes": mixer.sample(rows["routes"], len(rows["routes"])),
        "conflicts": [[row[0], *(row[at] for at in order)] for row in rows["conflicts"]],
        "header": [[",".join(["#Day", *(names[at - 1] for at in order)])]],
    }
    other = open_rows(mixed)

    def by_name(opened: FleeFolder) -> object:
        places, links = opened.places, opened.links
        at = opened.places.index()
        return (
            {
                name: (places.kinds[i], places.population[i], places.capacity[i])
                for name, i in at.items()
            },
            {name: opened.conflict[:, i].tolist() for name, i in at.items()},
            sorted(
                (places.names[a], places.names[b], km, way)
                for a, b, km, way in zip(
                    links.start, links.end, links.distance_km, links.redirection, strict=True
                )
            ),
        )

    assert by_name(one) == by_name(other)


def plain_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row for row in csv.reader(stream) if row and not row[0].startswith("#")]


@public
@pytest.mark.parametrize("case", EIGHT)
def test_the_public_folders_open_unchanged(case: str) -> None:
    opened = open_flee(CASES / case)
    inner = CASES / case / IN
    locations = plain_rows(inner / "locations.csv")
    period = dict(plain_rows(inner / "sim_period.csv"))
    assert opened.places.names == tuple(row[0] for row in locations)
    assert len(opened.links.start) == len(plain_rows(inner / "routes.csv"))
    assert opened.days == int(period["Length"])
    assert opened.start.isoformat() == period["StartDate"]
    assert len(opened.places.camps) == sum(row[5] == "camp" for row in locations)
    people = int(opened.places.population.sum())
    assert people == sum(int(row[7] or 0) for row in locations if row[5] != "camp")
    table = [row for row in plain_rows(inner / "conflicts.csv") if row[0].strip() != "Day"]
    wanted = sum(float(cell) for row in table[: opened.days] for cell in row[1:] if cell.strip())
    assert opened.conflict.sum() == pytest.approx(wanted, abs=1e-6)


@public
@pytest.mark.parametrize("case", EIGHT)
def test_refugees_on_days_of_a_record_are_those_of_the_file(case: str) -> None:
    """Every third record of each camp after its last re-count, taken from the raw file."""
    opened = open_flee(CASES / case)
    source, inner = CASES / case / SOURCE, CASES / case / IN
    corrections = plain_rows(inner / "registration_corrections.csv")
    last = {name: max(row[1] for row in corrections if row[0] == name) for name, *_ in corrections}
    assert opened.observed is not None
    checked = 0
    for name, *files in plain_rows(source / "data_layout.csv"):
        rows = [row for row in plain_rows(source / files[0]) if row[1]]
        # Summed files and unsorted dates have rules of their own, tested elsewhere.
        if name == "total" or len(files) > 1 or rows != sorted(rows):
            continue
        column = opened.observed.people[:, opened.observed.names.index(name)]
        for date, count, *_ in rows[::3]:
            day = (dt.date.fromisoformat(date) - opened.start).days
            if 0 <= day < opened.days and date >= last.get(name, ""):
                assert column[day] == int(count), (name, date)
                checked += 1
    assert checked or case == "nigeria2016"  # whose three files are all unsorted


@public
@pytest.mark.parametrize(
    ("case", "hasten", "results"),
    [
        ("mali2012", 10, "mali2012-defaults-h10"),
        ("burundi2015", 25, "burundi2015-validation-h25"),
        ("ssudan2013", 40, "ssudan2013-defaults-h40"),
    ],
)
def test_counts_equal_those_that_flee_printed(case: str, hasten: int, results: str) -> None:
    path = SHARED / "reference" / "flee" / f"{results}.csv"
    if not path.is_file():
        pytest.skip("the results of Flee are not here")
    opened = open_flee(CASES / case, settings=path.with_suffix(".yml"))
    assert opened.settings.hasten == hasten
    seen = opened.observed
    assert seen is not None
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wrong = [
        row
        for row in rows
        if seen.people[int(row["day"]), seen.names.index(row["location"])] != float(row["observed"])
    ]
    assert (len(rows) > 300, wrong) == (True, [])


@public
def test_what_is_wrong_with_the_public_folders_is_known() -> None:
    """What we found in them: none stops Flee, all of it is worth a warning."""
    told = {case: [str(one) for one in open_flee(CASES / case).warnings] for case in EIGHT}
    assert any("Bossobolo" in one and "row 10" in one for one in told["car2013"])
    assert any("the camp Bili" in one for one in told["car2013"])
    files = sorted(one.partition(",")[0] for one in told["nigeria2016"])
    assert files == ["cameroon.csv", "chad.csv", "niger.csv"]
    assert sum("no link joins" in one for one in told["tigray2020"]) == 4
    assert told["syria2013"] == told["ssudan2013"] == told["burundi2015"] == []


def test_conflicts_are_counted_by_row_where_days_are_missing(tmp_path: Path) -> None:
    gapped = CONFLICTS.replace("3,1,0\n", "7,0.75,0\n")
    folder = write_folder(tmp_path, {f"{IN}/conflicts.csv": gapped})
    with pytest.raises(InputError, match=r"conflicts.csv, row 5.*day 7 stands where day 3 should"):
        open_flee(folder)
    opened = open_flee(folder, lenient=True)
    assert opened.conflict[3, 0] == 0.75
    assert str(opened.repaired[0]).endswith("counted by row, as Flee does")


def test_a_folder_shows_itself_in_a_line_and_a_card(tmp_path: Path) -> None:
    opened = open_flee(write_folder(tmp_path / "small"))
    told = repr(opened)
    assert told.startswith("FleeFolder(small: 6 days from 2012-02-29; 5 places, of these 2 camps;")
    assert "4 links" in told
    assert f"{opened.observed.people[-1].sum():,} people counted in camps on the last day" in told
    assert len(told) < 200
    assert "\n" not in told
    html = opened._repr_html_()
    assert html.count("<tr>") == 3
    assert ("Delta" in html, "Away" in html, "Alpha" in html) == (True, True, False)
    hostile = replace(opened, name="<script>alert(1)</script>")
    assert "<script" not in hostile._repr_html_()
    assert "no counts" in repr(replace(opened, observed=None))
