"""A known total split under Qafila's rules: by hand, against a plain count, and laws."""

from __future__ import annotations

import math
import pickle
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qafila.interop.flee_changes import FleeClosure
from qafila.interop.flee_folder import FleeFolder, open_flee
from qafila.kernels.allotting import come_in
from qafila.simulate.allocation.flee_spawning import people_on_day0
from qafila.simulate.allocation.naive import counted_in_camps, known_total
from qafila.simulate.allocation.qafila_members import QafilaMembers, qafila_members
from qafila.simulate.allocation.qafila_world import folder_world
from tests.support.flee_folders import LOCATIONS, ROUTES, SETTINGS, write_folder

IN = "input_csv"
NO_CLOSURES = "#closure_type,name1,name2,closure_start,closure_end\n"
DRAWS = 6


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return open_flee(write_folder(tmp_path, {f"{IN}/closures.csv": NO_CLOSURES}))


def _with_counts(folder: FleeFolder, people: list[list[int]]) -> FleeFolder:
    seen = folder.observed
    assert seen is not None
    counts = np.array(people, dtype=np.int64)
    return replace(
        folder, observed=replace(seen, people=counts, total=counts.sum(axis=1)), days=len(counts)
    )


def _held(members: QafilaMembers, **values: float) -> QafilaMembers:
    """Members with parameters held at one value and camps of equal pull."""
    table = {name: np.full(members.draws, value) for name, value in values.items()}
    return replace(members, table={**members.table, **table}, pull=np.ones_like(members.pull))


def _closed(folder: FleeFolder, *closures: tuple[str, str, str, int, int]) -> FleeFolder:
    return replace(folder, closures=tuple(FleeClosure(*one, line=2) for one in closures))


def test_growth_is_split_by_the_length_of_ways_alone(folder: FleeFolder) -> None:
    grown = _with_counts(folder, [[0, 0], [600_000, 400_000], *[[600_000, 400_000]] * 4])
    members = _held(
        qafila_members(grown, 1, 7), distance_scale=100.0, people_speed=1e6, insecurity_prior=0.0
    )
    # On day 1 only Alpha is at war; Delta is 285 km away and Epsilon 395.
    to_delta = math.exp(-2.85) / (math.exp(-2.85) + math.exp(-3.95))
    present = members.run(0, 1)["present"][0, 1]
    assert present.sum() == 1_000_000
    sd = math.sqrt(to_delta * (1 - to_delta) / 1_000_000)
    assert present[0] / 1_000_000 == pytest.approx(to_delta, abs=5 * sd)


def test_cities_send_fewer_of_their_residents(tmp_path: Path) -> None:
    locations = LOCATIONS.replace(
        "Gamma,South,Home,11.0,2.0,conflict_zone,4,800",
        "Gamma,South,Home,11.0,2.0,conflict_zone,0,60000",
    )
    files = {f"{IN}/closures.csv": NO_CLOSURES, f"{IN}/locations.csv": locations}
    members = qafila_members(open_flee(write_folder(tmp_path, files)), 1, 7)
    assert dict(zip(sorted(["Alpha", "Beta", "Gamma"]), members.is_city, strict=True)) == {
        "Alpha": False, "Beta": False, "Gamma": True
    }  # fmt: skip
    assert members.table["nearby_share/city"] > members.table["nearby_share/town"]


def test_nobody_comes_in_over_a_road_that_is_cut_and_people_wait(folder: FleeFolder) -> None:
    grown = _with_counts(folder, [[100, 100], [300, 300], [500, 500], *[[500, 500]] * 3])
    for kind in ("link", "cut"):
        cut = _closed(grown, (kind, "Gamma", "Beta", 0, 3), (kind, "Delta", "Gamma", 0, 3),
                      (kind, "Gamma", "Epsilon", 0, 3))  # fmt: skip
        out = _held(qafila_members(cut, DRAWS, 7), people_speed=400.0).run(0, DRAWS)
        assert (out["present"][:, :4] == 100).all()
        # The roads open on day 3, and who sets out then is there on day 4.
        assert out["waiting"][:, :5].tolist() == [[0, 400, 800, 800, 0]] * DRAWS
        assert (out["people"] == known_total(cut)).all()


def test_a_camp_that_opens_late_has_nobody_before(folder: FleeFolder) -> None:
    grown = _with_counts(folder, [[0, 0], *[[1000 * day, 0] for day in range(1, 6)]])
    late = _closed(grown, ("camp", "Delta", "", 0, 4))
    out = _held(qafila_members(late, DRAWS, 7), people_speed=400.0).run(0, DRAWS)
    assert not out["present"][:, :5, 0].any()
    assert out["present"][:, 5, 0].min() > 0
    gap = _closed(grown, ("camp", "Epsilon", "", 2, 4))
    out = _held(qafila_members(gap, DRAWS, 7), people_speed=400.0).run(0, DRAWS)
    assert (out["arrivals"][:, 2:5, 1] == 0).all()
    assert out["arrivals"][:, [1, 5], 1].min() > 0


def test_where_the_total_falls_camps_lose_in_proportion(folder: FleeFolder) -> None:
    counts = [[300_000, 100_000], [150_000, 50_000], [180_000, 60_000], *[[180_000, 60_000]] * 3]
    out = qafila_members(_with_counts(folder, counts), DRAWS, 7).run(0, DRAWS)
    assert (out["returned"][:, 1].sum(axis=-1) == 200_000).all()
    assert out["present"][:, 1, 0] / 200_000 == pytest.approx(0.75, abs=0.01)
    assert not out["returned"][:, 2:].any()


def test_capacities_and_intake_hold_where_they_are_asked_for(tmp_path: Path) -> None:
    header, *rows = LOCATIONS.splitlines()
    cells = {"Delta": "400", "Epsilon": ""}
    told = [
        f"{header},intake_per_day",
        *(f"{row},{cells.get(row.split(',')[0], '')}" for row in rows),
    ]
    files = {f"{IN}/closures.csv": NO_CLOSURES, f"{IN}/locations.csv": "\n".join(told) + "\n"}
    opened = open_flee(write_folder(tmp_path, files), lenient=True)
    grown = _with_counts(opened, [[0, 0], *[[1000 * day, 0] for day in range(1, 6)]])
    free = qafila_members(grown, DRAWS, 7).run(0, DRAWS)
    assert free["arrivals"][..., 0].max() == 400  # Delta, the nearer one
    assert free["present"][..., 1].max() > 1500
    full = qafila_members(grown, DRAWS, 7, capacities=True).run(0, DRAWS)
    assert full["present"][..., 1].max() == 1500
    assert full["present"][..., 0].max() == 2000
    assert (full["waiting"][:, -1] == 1500).all()


@pytest.mark.parametrize("insert", [True, False])
@pytest.mark.parametrize("empty", [True, False])
def test_both_rule_sets_put_the_same_people_into_camps_on_day_0(
    tmp_path: Path, empty: bool, insert: bool
) -> None:
    header, *rows = LOCATIONS.splitlines()
    told = [f"{header},initial_idps", *(f"{row},{70 * ('camp' in row)}" for row in rows)]
    rules = f"spawn_rules:\n  empty_camps_on_day0: {empty}\n  insert_day0: {insert}"
    files = {
        f"{IN}/closures.csv": NO_CLOSURES,
        f"{IN}/locations.csv": "\n".join(told) + "\n",
        "simsetting.yml": SETTINGS.replace("spawn_rules:", rules),
    }
    opened = open_flee(write_folder(tmp_path, files))
    camps = list(opened.places.camps)
    assert folder_world(opened).start.tolist() == people_on_day0(opened)[camps].tolist()


def test_nothing_of_the_split_is_looked_at_after_day_0(folder: FleeFolder) -> None:
    one = _with_counts(folder, [[50, 20], [600, 100], [650, 150], *[[900, 200]] * 3])
    other = _with_counts(folder, [[50, 20], [0, 700], [150, 650], *[[1000, 100]] * 3])
    first, second = (qafila_members(each, DRAWS, 7).run(0, DRAWS) for each in (one, other))
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_a_member_is_the_same_alone_in_a_range_and_after_pickling(folder: FleeFolder) -> None:
    members = qafila_members(folder, DRAWS, 7)
    whole = members.run(0, DRAWS)
    copy = pickle.loads(pickle.dumps(members))  # noqa: S301  # our own bytes
    parts = [copy.run(0, 1), copy.run(1, 4), copy.run(4, DRAWS)]
    for name, values in whole.items():
        assert np.array_equal(values, np.concatenate([part[name] for part in parts])), name
    assert set(whole) == set(members.variables)
    assert len(members.run(3, 3)["present"]) == 0
    more = qafila_members(folder, DRAWS + 3, 7)
    assert np.array_equal(more.run(0, DRAWS)["present"], whole["present"])


def test_the_order_of_rows_changes_no_byte(tmp_path: Path, folder: FleeFolder) -> None:
    header, first, *rows = LOCATIONS.splitlines()  # the first place decides the home country
    roads, *links = ROUTES.splitlines()
    turned = [",".join([*reversed(link.split(",")[:2]), *link.split(",")[2:]]) for link in links]
    files = {
        f"{IN}/closures.csv": NO_CLOSURES,
        f"{IN}/locations.csv": "\n".join([header, first, *reversed(rows)]) + "\n",
        f"{IN}/routes.csv": "\n".join([roads, *reversed(turned), links[0]]) + "\n",
    }
    other = open_flee(write_folder(tmp_path / "other", files))
    one, two = (qafila_members(each, DRAWS, 7) for each in (folder, other))
    assert two.camps == one.camps[::-1]
    first_run, second_run = one.run(0, DRAWS), two.run(0, DRAWS)
    assert np.array_equal(first_run["present"], second_run["present"][..., ::-1])
    assert np.array_equal(first_run["waiting"], second_run["waiting"])


def test_kin_draw_to_the_country_where_people_were_on_day_0(folder: FleeFolder) -> None:
    places = folder.places
    countries = ("Home", "Home", "Home", "Away", "Other")
    apart = replace(folder, places=replace(places, countries=countries))
    pull = qafila_members(_with_counts(apart, [[5000, 0]] * 6), 50, 7).pull
    assert (pull[:, 0] >= pull[:, 1]).all()
    assert pull[:, 0].mean() > 1.2 * pull[:, 1].mean()
    together = qafila_members(_with_counts(folder, [[5000, 0]] * 6), 50, 7).pull
    assert np.array_equal(together[:, 0], together[:, 1])


def _counted_plainly(
    residents: NDArray[np.float64],
    intensity: NDArray[np.float64],
    ways: NDArray[np.float64],
    pattern: NDArray[np.int64],
    pull: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The stream one person-day after the other, with scale 100 km, 50 km a day and prior 0.1."""
    days, camps = len(pattern), len(pull)
    stream = np.zeros((days, camps))
    for start in range(-200, days):
        row = max(start, 0)
        for place, people in enumerate(residents):
            near = pull * np.exp(-ways[pattern[row], place] / 100.0)
            if near.sum() == 0.0:
                continue
            for camp in range(camps):
                km = ways[pattern[row], place, camp]
                day = start + math.ceil(km / 50.0) if np.isfinite(km) else -1
                if 0 <= day < days and np.isfinite(ways[pattern[day], place, camp]):
                    exposed = 1.0 - (1.0 - intensity[row, place]) * 0.9
                    stream[day, camp] += people * exposed * near[camp] / near.sum()
    return stream


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_stream_is_what_a_plain_count_gives(data: st.DataObject) -> None:
    days, homes, camps, patterns = (data.draw(st.integers(1, most)) for most in (12, 4, 3, 3))

    def numbers(shape: tuple[int, ...], values: list[float]) -> NDArray[np.float64]:
        count = math.prod(shape)
        drawn = data.draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))
        return np.array(drawn).reshape(shape)

    residents = numbers((homes,), [0.0, 10.0, 2500.0])
    intensity = numbers((days, homes), [0.0, 0.3, 1.0])
    ways = numbers((patterns, homes, camps), [0.0, 40.0, 50.0, 260.0, np.inf])
    pattern = numbers((days,), [float(one) for one in range(patterns)]).astype(np.int64)
    pull = numbers((camps,), [0.5, 1.0, 3.0])
    stream = np.empty((days, camps))
    come_in(
        residents, intensity, 0.1, ways, pattern, 100.0, 50.0, pull,
        np.zeros((patterns, camps)), np.zeros((patterns, camps), dtype=np.int64), stream,
    )  # fmt: skip
    assert stream == pytest.approx(_counted_plainly(residents, intensity, ways, pattern, pull))


@settings(max_examples=25, deadline=None)
@given(
    totals=st.lists(st.integers(0, 5000), min_size=6, max_size=6),
    closures=st.lists(
        st.tuples(
            st.sampled_from(["camp", "location", "country", "link"]),
            st.integers(0, 5),
            st.integers(0, 6),
        ),
        max_size=3,
    ),
    capacities=st.booleans(),
)
def test_people_are_conserved_whatever_happens(
    totals: list[int], closures: list[tuple[str, int, int]], capacities: bool
) -> None:
    names = {"country": ("Home", "Away"), "link": ("Gamma", "Delta")}
    with tempfile.TemporaryDirectory() as root:
        opened = open_flee(write_folder(Path(root), {f"{IN}/closures.csv": NO_CLOSURES}))
    rows = [(kind, *names.get(kind, ("Delta", "")), start, end) for kind, start, end in closures]
    made = _with_counts(
        _closed(opened, *rows), [[total // 3, total - total // 3] for total in totals]
    )
    out = qafila_members(made, 2, 11, capacities=capacities).run(0, 2)
    assert (out["present"].sum(axis=-1) + out["waiting"] == known_total(made)).all()
    assert (out["present"][:, 0] >= counted_in_camps(made)[0]).all()
    change = np.diff(out["present"], axis=1)
    assert np.array_equal(change, (out["arrivals"] - out["returned"])[:, 1:])
