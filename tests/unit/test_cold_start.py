"""Splits with nobody registered: by hand, odd input, what ships, and on public folders."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from benchmarks import cold_start as made
from benchmarks import cold_start_tried
from qafila import tables
from qafila.errors import InputError
from qafila.forecasting.displacement.cold_fitting import Learnt, cold_case, fit, fit_sets
from qafila.forecasting.displacement.cold_geography import among, geography
from qafila.forecasting.displacement.cold_gravity import (
    GRAVITY,
    WAYS,
    Gravity,
    gravity_shares,
    shares,
)
from qafila.forecasting.displacement.cold_start import cold_start
from qafila.forecasting.displacement.cold_tables import TABLE, learnt_for
from qafila.interop.flee_changes import FleeClosure
from qafila.interop.flee_folder import FleeFolder, open_flee
from tests.support.flee_folders import ROUTES, write_folder

ROOT = Path(__file__).resolve().parents[2]
IN = "input_csv"
NO_CLOSURES = "#closure_type,name1,name2,closure_start,closure_end\n"
PLAIN = Learnt(Gravity(1.0, 0.0, 0.0, 0.0), 10.0, 0.0)
FOLDERS = made.public_folders()
public = pytest.mark.skipif(not FOLDERS.is_dir(), reason="the public Flee folders are not here")


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return open_flee(write_folder(tmp_path, {f"{IN}/closures.csv": NO_CLOSURES}))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "scripts" / "fit_cold_start.py"
    spec = importlib.util.spec_from_file_location("fit_cold_start", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _closed(folder: FleeFolder, *closures: tuple[str, str, str, int, int]) -> FleeFolder:
    return replace(folder, closures=tuple(FleeClosure(*one, line=2) for one in closures))


def test_shares_are_by_inverse_distance_where_that_is_what_is_asked_for(folder: FleeFolder) -> None:
    # On day 0 only Alpha is at war; Delta is 285 km away and Epsilon 395.
    found = cold_start(folder, 0, 1000, 4, 7, way=GRAVITY, learnt=PLAIN)
    assert found.sites == ("Delta", "Epsilon")
    assert found.shares == pytest.approx([395 / 680, 285 / 680])
    assert found.product == "allocation"
    assert found.warnings == ()
    assert found.people.sum(axis=1).tolist() == [1000] * 4
    assert found.people.dtype == np.int64


def test_places_count_with_residents_times_conflict_so_far(folder: FleeFolder) -> None:
    # Gamma: 800 people, intensity 0.25 and 1 on days 4 and 5; Alpha 5,000, summing to 5.5 by then.
    leaving = np.array([5000 * 5.5, 800 * 1.25])
    near = np.array([[395 / 680, 285 / 680], [210 / 310, 100 / 310]])
    expected = leaving @ near / leaving.sum()
    found = cold_start(folder, 5, 1000, 4, 7, way=GRAVITY, learnt=PLAIN)
    assert found.shares == pytest.approx(expected)
    newest = np.array([5000.0, 800.0])
    since = cold_start(folder, 5, 1000, 4, 7, way=GRAVITY, learnt=PLAIN, since=5)
    assert since.shares == pytest.approx(newest @ near / newest.sum())


def test_a_site_without_a_way_has_the_floor_alone_and_a_warning(folder: FleeFolder) -> None:
    learnt = Learnt(Gravity(2.0, 50.0, 0.1, 0.2), 5.0, 0.0)
    cut = _closed(folder, ("link", "Gamma", "Epsilon", 0, 0))
    for way in WAYS:
        found = cold_start(cut, 5, 1000, 4, 7, way=way, learnt=learnt)
        assert found.shares == pytest.approx([0.9, 0.1])
        (told,) = found.warnings
        assert "Epsilon" in told
        assert "floor" in told


def test_a_closed_site_has_nothing_until_it_opens(folder: FleeFolder) -> None:
    learnt = Learnt(Gravity(2.0, 50.0, 0.1, 0.2), 5.0, 0.0)
    late = _closed(folder, ("camp", "Delta", "", 0, 4))
    for way in WAYS:
        before = cold_start(late, 3, 1000, 50, 7, way=way, learnt=learnt)
        assert before.shares.tolist() == [0.0, 1.0]
        assert not before.people[:, 0].any()
    after = cold_start(late, 4, 1000, 50, 7, way=GRAVITY, learnt=learnt)
    assert after.shares[0] > 0.1


def test_where_nothing_is_open_or_known_shares_are_equal_and_it_says_so(folder: FleeFolder) -> None:
    shut = _closed(folder, ("camp", "Delta", "", 0, 0), ("camp", "Epsilon", "", 0, 0))
    border = _closed(folder, ("country", "Home", "Away", 0, 0))
    for way in WAYS:
        for place, words in ((shut, "no site has been open"), (border, "can be reached")):
            found = cold_start(place, 2, 999, 4, 7, way=way)
            assert found.shares.tolist() == [0.5, 0.5]
            assert any(words in one for one in found.warnings)
            assert (found.people.sum(axis=1) == 999).all()
    calm = replace(folder, conflict=np.zeros_like(folder.conflict))
    calm = replace(calm, places=replace(calm.places, kinds=("town",) * 3 + calm.places.kinds[3:]))
    found = cold_start(calm, 2, 999, 4, 7)
    assert any("no conflict" in one for one in found.warnings)
    assert found.shares.sum() == pytest.approx(1.0)
    nobody = replace(folder, places=replace(folder.places, population=np.zeros(5, dtype=np.int64)))
    found = cold_start(nobody, 2, 999, 4, 7)
    assert found.shares.tolist() == [0.5, 0.5]
    assert found.warnings


def test_a_folder_without_counts_is_enough(tmp_path: Path) -> None:
    root = write_folder(tmp_path, {f"{IN}/closures.csv": NO_CLOSURES})
    counted = cold_start(open_flee(root), 3, 500, 5, 7)
    bare = replace(open_flee(root), observed=None, by_date=None)
    assert (cold_start(bare, 3, 500, 5, 7).people == counted.people).all()


def test_registered_people_stay_and_only_the_others_are_split(folder: FleeFolder) -> None:
    found = cold_start(folder, 3, 1000, 50, 7, registered={"Delta": 700})
    assert (found.people[:, 0] >= 700).all()
    assert (found.people.sum(axis=1) == 1000).all()
    fewer = cold_start(folder, 3, 300, 5, 7, registered={"Delta": 400, "Epsilon": 200})
    assert fewer.people.tolist() == [[200, 100]] * 5
    nobody = cold_start(folder, 3, 0, 5, 7)
    assert not nobody.people.any()


def test_the_same_seed_gives_the_same_people_and_another_others(folder: FleeFolder) -> None:
    one, same, other = (cold_start(folder, 3, 1000, 20, seed).people for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
    known = geography(folder, 3)
    assert (cold_start(known, 3, 1000, 20, 1).people == one).all()
    levels = np.array([0.05, 0.5, 0.95])
    quantiles = cold_start(folder, 3, 1000, 500, 1).quantiles(levels)
    assert quantiles.shape == (2, 3)
    assert (np.diff(quantiles, axis=1) > 0).all()


def test_bad_numbers_are_refused_and_told(folder: FleeFolder) -> None:
    known = geography(folder, 3)
    wrong = (
        (lambda: cold_start(folder, 6, 10), "day 6 is not among its 6 days"),
        (lambda: cold_start(folder, -1, 10), "day -1"),
        (lambda: cold_start(folder, 3, -10), "the total is -10"),
        (lambda: cold_start(folder, 3, 10, 0), "draws is 0"),
        (lambda: cold_start(folder, 3, 10, since=4), "since is 4"),
        (lambda: cold_start(known, 2, 10), "knows 4 days"),
        (lambda: cold_start(folder, 3, 10, registered={"Dleta": 5}), '"Dleta" is no site'),
        (lambda: cold_start(folder, 3, 10, registered={"Delta": -5}), "-5 people"),
        (lambda: cold_start(folder, 3, 10, registered={"Delta": np.nan}), "nan people"),
        (lambda: cold_start(folder, 3, 10, way="wish"), "wish"),
        (lambda: among(known, ()), "no site was named"),
        (lambda: among(known, ("Dleta",)), '"Dleta" is no site'),
        (lambda: fit([], GRAVITY), "no crisis"),
        (lambda: fit_sets([cold_case(folder, 6)], GRAVITY), "one country only"),
    )
    for call, words in wrong:
        with pytest.raises(InputError, match=words):
            call()


def test_a_folder_without_sites_is_refused(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path))
    kinds = tuple("town" for _ in folder.places.kinds)
    with pytest.raises(InputError, match="no site"):
        cold_start(replace(folder, places=replace(folder.places, kinds=kinds)), 3, 10)


def test_a_late_day_is_warned_of(tmp_path: Path) -> None:
    conflicts = "#Day,Alpha\n" + "".join(f"{day},1\n" for day in range(40))
    files = {
        f"{IN}/closures.csv": NO_CLOSURES,
        f"{IN}/conflicts.csv": conflicts,
        f"{IN}/sim_period.csv": "StartDate,2012-02-29\nLength,40\n",
        f"{IN}/routes.csv": ROUTES,
    }
    folder = open_flee(write_folder(tmp_path, files))
    assert cold_start(folder, 29, 10).warnings == ()
    assert any("first 30 days" in one for one in cold_start(folder, 30, 10).warnings)


def test_what_ships_is_whole_and_leaves_each_country_out() -> None:
    frame = tables.read_defaults(TABLE, TABLE)
    homes = set(frame["left_out"])
    assert len(homes) == 8
    assert "" in homes
    for row in frame.to_dict("records"):
        assert not row["left_out"] or row["left_out"] not in row["source"], row
        assert row["command"] == "python scripts/fit_cold_start.py"
    for home in homes:
        for way in WAYS:
            learnt = learnt_for(home, way)
            assert learnt.concentration > 0
            assert 0 <= learnt.gravity.floor < 1
            assert way == "movement" or np.isfinite(learnt.gravity.distance_power)
    assert learnt_for("Atlantis").gravity == learnt_for("").gravity
    with pytest.raises(InputError, match="wish"):
        learnt_for("Mali", "wish")


@public
def test_what_ships_is_what_is_learnt_from_public_folders(script: ModuleType) -> None:
    cases = list(script.read_cases(FOLDERS).values())
    assert len(cases) == 8
    without = [one for one in cases if one.home != "Mali"]
    assert len(without) == 6
    assert fit(without, GRAVITY).gravity == learnt_for("Mali", GRAVITY).gravity


@public
@pytest.mark.slow
def test_the_whole_table_is_what_is_learnt(script: ModuleType) -> None:
    assert script.main([str(FOLDERS), "--check"]) == 0


@public
@pytest.mark.parametrize("case", ["tigray2020", "mali2012"])
def test_rows_of_one_geography_are_those_of_each_day(case: str) -> None:
    """The benchmark takes all days from the last; each must be what was known on it."""
    folder = open_flee(FOLDERS / case, lenient=True, days=31)
    last = geography(folder, 29)
    numbers = learnt_for(last.home).gravity
    by_gravity, by_both = gravity_shares(last, numbers), shares(last, numbers)
    for day in (0, 1, 9, 20, 29):
        known = geography(folder, day)
        assert gravity_shares(known, numbers)[day] == pytest.approx(by_gravity[day], abs=1e-9)
        assert shares(known, numbers)[day] == pytest.approx(by_both[day], abs=1e-9)


@public
def test_a_public_folder_is_scored_and_ours_is_nearer() -> None:
    row = made.begun(FOLDERS / "tigray2020")
    assert row.home == "Ethiopia"
    assert row.unknown["combination"] < row.unknown[made.FLEE]
    sites = made.new_sites(FOLDERS / "tigray2020")
    assert {one.site for one in sites} == {"Tunaydbah", "Um_Rakuba"}
    for one in sites:
        assert one.day > 30
        assert 0 <= one.counted <= 1
        assert all(0 <= share <= 1 for share in one.split.values())


def test_tables_of_the_benchmark() -> None:
    better = dict.fromkeys(made.BEGUN, 0.5) | {"combination": 0.4}
    worse = dict.fromkeys(made.BEGUN, 0.5) | {"combination": 0.7}
    within = dict.fromkeys(WAYS, (0.9, 10))
    rows = [
        made.Row("mali2012", "Mali", 30, 3, 100, better, better, within),
        made.Row("mali2017", "Mali", 30, 3, 100, worse, better, within),
        made.Row("syria2013", "Syria", 30, 4, 100, better, better, within),
    ]
    # Mali counts once, with the mean of both: 0.55 is worse than 0.5.
    assert made.by_country(rows, "unknown", "combination") == pytest.approx(
        {"Mali": 0.55, "syria2013": 0.4}
    )
    last = made.won_table(rows).splitlines()[-1]
    assert "| 1 of 2 (not Mali) | 2 of 2 |" in last
    assert "| mean of countries | | | | 0.500 |" in made.begun_table(rows, "unknown", made.BEGUN)
    page = made.PAGE.read_text(encoding="utf-8")
    site = made.NewSite("syria2013", "Syria", "x", 40, 0.2, dict.fromkeys(made.NEW, 0.1))
    for name in made.make_tables(rows, [site]):
        assert page.count(f"<!-- {name} -->") == 1
    start, total = np.array([[30.0, 10.0]]), np.array([[20.0], [40.0], [60.0]])
    split = np.full((3, 2), 0.5)
    assert made.on_top(start, split, total).tolist() == [[15.0, 5.0], [30.0, 10.0], [40.0, 20.0]]


@public
def test_forms_that_are_tried_leave_the_country_out() -> None:
    names = ("mali2012", "mali2017", "tigray2020", "burundi2015")
    folders = [open_flee(FOLDERS / name, lenient=True, days=30) for name in names]
    tried = cold_start_tried.Tried(folders)
    assert tried.homes == ["Mali", "Mali", "Ethiopia", "Burundi"]
    split = cold_start_tried.calm(tried)[:4]
    errors, fitted = tried.left_out(split, (0.0, 0.2))
    cases = [
        replace(one, counted=one.counted[::-1, ::-1]) if one.home == "Ethiopia" else one
        for one in tried.cases
    ]
    tried.cases = cases
    other, _ = tried.left_out(split, (0.0, 0.2))
    assert other[2] != errors[2]
    assert np.isfinite(errors).all()
    assert fitted <= np.mean([errors[:2].mean(), errors[2], errors[3]]) + 1e-12
