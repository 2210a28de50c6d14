"""Laws of the cold start: nothing later counts, names do not, and no country learns from itself."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.forecasting.displacement.cold_drawing import drawn_shares, whole_people
from qafila.forecasting.displacement.cold_fitting import (
    ColdCase,
    cold_case,
    coverage,
    fit,
    fit_sets,
)
from qafila.forecasting.displacement.cold_geography import among, geography
from qafila.forecasting.displacement.cold_gravity import (
    GRAVITY,
    WAYS,
    Gravity,
    gravity_shares,
    shares,
)
from qafila.forecasting.displacement.cold_start import cold_start
from qafila.interop.flee_changes import FleeClosure
from qafila.interop.flee_folder import FleeFolder, open_flee
from tests.support.flee_folders import ROUTES, write_folder

IN = "input_csv"
GIVEN = Gravity(distance_power=2.0, softening_km=50.0, insecurity=0.05, floor=0.1)
WIDE = """\
#name,region,country,latitude,longitude,location_type,conflict_date,population
Alpha,North,Home,10.0,1.0,conflict_zone,0,5000
Beta,North,Home,10.5,1.5,town,,20000
Gamma,South,Home,11.0,2.0,town,,800
Delta,East,Away,11.5,2.5,camp,,3000
Epsilon,East,Away,12.0,3.0,camp,,1500
Zeta,West,Other,12.0,0.5,camp,,900
"""
WAYS_OF_WIDE = ROUTES + "Beta,Zeta,120,0\n"


def _folder(root: Path, **files: str) -> FleeFolder:
    named = {f"{IN}/{name}.csv": text for name, text in files.items()}
    return open_flee(write_folder(root, named), lenient=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> FleeFolder:
    return _folder(tmp_path_factory.mktemp("wide"), locations=WIDE, routes=WAYS_OF_WIDE)


@settings(max_examples=40, deadline=None)
@given(
    day=st.integers(0, 4),
    seed=st.integers(0, 2**32 - 1),
    way=st.sampled_from(WAYS),
    since=st.integers(0, 4),
)
def test_nothing_after_the_day_and_no_count_or_capacity_changes_anything(
    folder: FleeFolder, day: int, seed: int, way: str, since: int
) -> None:
    random = np.random.default_rng(seed)
    conflict = folder.conflict.copy()
    conflict[day + 1 :] = random.uniform(0, 1, conflict[day + 1 :].shape)
    ends = {one: int(random.integers(day + 1, 9)) for one in folder.closures if one.end > day}
    seen = folder.observed
    assert seen is not None
    rubbish = random.integers(0, 10**6, seen.people.shape)
    capacity = random.integers(0, 10**6, len(folder.places.names))
    poisoned = replace(
        folder,
        conflict=conflict,
        closures=(
            *(replace(one, end=ends.get(one, one.end)) for one in folder.closures),
            FleeClosure("country", "Home", "Away", day + 1, 0, line=9),
            FleeClosure("camp", "Zeta", "", day + 1, 0, line=10),
        ),
        observed=replace(seen, people=rubbish, total=rubbish.sum(axis=1)),
        places=replace(folder.places, capacity=capacity),
        attributes=MappingProxyType({}),
    )
    first = min(since, day)
    clean = cold_start(folder, day, 5000, 20, 7, way=way, since=first)
    dirty = cold_start(poisoned, day, 5000, 20, 7, way=way, since=first)
    assert (clean.people == dirty.people).all()
    assert (clean.shares == dirty.shares).all()
    assert clean.warnings == dirty.warnings


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("day", [0, 3, 5])
def test_counts_of_day_0_change_nothing(folder: FleeFolder, way: str, day: int) -> None:
    """The rules of movement would take them, as people who draw others, were they not cut off."""
    ours = replace(folder, closures=())
    seen = ours.observed
    assert seen is not None
    more = replace(seen, people=seen.people * 1000, total=seen.total * 1000)
    clean, dirty = (
        cold_start(one, day, 5000, 5, 7, way=way).people
        for one in (ours, replace(ours, observed=more))
    )
    assert (clean == dirty).all()


def test_what_happened_by_the_day_does_change_shares(folder: FleeFolder) -> None:
    """Else the law above would hold of a constant."""
    conflict = folder.conflict.copy()
    conflict[:4] = 0.0
    conflict[:4, folder.places.index()["Gamma"]] = 1.0
    ours = replace(folder, closures=())
    theirs = replace(ours, conflict=conflict)
    for way in WAYS:
        before, after = (cold_start(one, 3, 5000, 5, 7, way=way).shares for one in (ours, theirs))
        assert not np.allclose(before, after)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(6)), way=st.sampled_from(WAYS))
def test_the_order_of_rows_changes_nothing(folder: FleeFolder, order: list[int], way: str) -> None:
    header, *rows = WIDE.splitlines()
    # The first row names the home country.
    first = next(number for number in order if ",Home," in rows[number])
    moved = [first, *(number for number in order if number != first)]
    text = "\n".join([header, *(rows[number] for number in moved)]) + "\n"
    with tempfile.TemporaryDirectory() as place:
        shuffled = _folder(Path(place), locations=text, routes=WAYS_OF_WIDE)
        ours, theirs = (cold_start(one, 5, 777, 10, 3, way=way) for one in (folder, shuffled))
    assert ours.sites == theirs.sites
    assert (ours.people == theirs.people).all()


@settings(max_examples=20, deadline=None)
@given(names=st.permutations(("Delta", "Epsilon", "Zeta")), day=st.integers(0, 5))
def test_shares_follow_the_site_and_not_its_name(
    folder: FleeFolder, names: list[str], day: int
) -> None:
    other = dict(zip(("Delta", "Epsilon", "Zeta"), names, strict=True))
    renamed = replace(
        folder,
        places=replace(
            folder.places, names=tuple(other.get(name, name) for name in folder.places.names)
        ),
        closures=tuple(
            replace(one, first=other.get(one.first, one.first)) for one in folder.closures
        ),
    )
    ours, theirs = geography(folder, day), geography(renamed, day)
    before = dict(zip(ours.sites, gravity_shares(ours, GIVEN)[-1], strict=True))
    after = dict(zip(theirs.sites, gravity_shares(theirs, GIVEN)[-1], strict=True))
    for old, new in other.items():
        assert after[new] == pytest.approx(before[old], abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    way=st.sampled_from(WAYS),
    since=st.integers(0, 5),
    power=st.floats(0.1, 12),
    softening=st.floats(0, 300),
    insecurity=st.floats(0, 1),
    floor=st.floats(0, 1),
)
def test_shares_sum_to_one_on_every_day(
    folder: FleeFolder,
    way: str,
    since: int,
    power: float,
    softening: float,
    insecurity: float,
    floor: float,
) -> None:
    known = geography(folder, 5)
    found = shares(known, Gravity(power, softening, insecurity, floor), way, since)
    assert found.shape == (6 - since, 3)
    assert (found >= 0).all()
    assert np.allclose(found.sum(axis=1), 1.0)


@settings(max_examples=60, deadline=None)
@given(
    total=st.integers(0, 10**9),
    weights=st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda w: sum(w) > 0.01),
    concentration=st.floats(1e-3, 1e4),
    seed=st.integers(0, 2**32 - 1),
)
def test_draws_of_people_sum_to_the_total(
    total: int, weights: list[float], concentration: float, seed: int
) -> None:
    expected = np.array(weights) / sum(weights)
    drawn = drawn_shares(expected, concentration, 30, np.random.default_rng(seed))
    people = whole_people(total, drawn)
    assert (people.sum(axis=1) == total).all()
    assert (people >= 0).all()
    assert (people[:, expected == 0] <= 1).all()


def test_draws_lie_around_what_is_expected_and_nearer_the_higher_the_concentration() -> None:
    expected = np.array([0.6, 0.3, 0.1])
    spread = []
    for concentration in (1.0, 10.0, 100.0):
        drawn = drawn_shares(expected, concentration, 20_000, np.random.default_rng(7))
        sd = np.sqrt(expected * (1 - expected) / (1 + concentration))
        assert (np.abs(drawn.mean(axis=0) - expected) < 5 * sd / np.sqrt(20_000)).all()
        assert drawn.std(axis=0) == pytest.approx(sd, rel=0.05)
        spread.append(drawn.std(axis=0).sum())
    assert spread == sorted(spread, reverse=True)


def test_a_longer_way_never_gets_a_higher_share(tmp_path: Path) -> None:
    found = []
    for number, km in enumerate((50, 100, 200, 400)):
        routes = WAYS_OF_WIDE.replace("Gamma,Epsilon,210", f"Gamma,Epsilon,{km}")
        place = _folder(tmp_path / str(number), locations=WIDE, routes=routes)
        known = geography(place, 5)
        found.append(gravity_shares(known, GIVEN)[-1, known.sites.index("Epsilon")])
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1]


def _cases(folder: FleeFolder) -> list[ColdCase]:
    """Three crises, two of one country, whose people went by shares that are known."""
    made = []
    made_by = (("Home", 1.5, 0.0), ("Home", 2.0, 0.1), ("Land", 8.0, 0.0), ("Isle", 4.0, 0.2))
    for home, power, floor in made_by:
        case = cold_case(folder, 6)
        true = gravity_shares(case.known, Gravity(power, 50.0, 0.03, floor))
        made.append(replace(case, home=home, counted=np.round(true * 10_000)))
    return made


def test_no_country_learns_from_itself(folder: FleeFolder) -> None:
    cases = _cases(folder)
    clean = fit_sets(cases, GRAVITY)
    assert sorted(clean) == ["", "Home", "Isle", "Land"]
    random = np.random.default_rng(7)
    for home in ("Home", "Land", "Isle"):
        poisoned = [
            replace(one, counted=random.uniform(0, 1e6, one.counted.shape))
            if one.home == home
            else one
            for one in cases
        ]
        dirty = fit_sets(poisoned, GRAVITY)
        assert dirty[home] == clean[home]
        assert dirty[""] != clean[""]


def test_fitting_finds_the_numbers_that_made_the_counts(folder: FleeFolder) -> None:
    (case,) = [one for one in _cases(folder) if one.home == "Land"]
    learnt = fit([case], GRAVITY)
    assert learnt.gravity == Gravity(8.0, 50.0, 0.03, 0.0)
    assert learnt.error < 1e-3


def test_intervals_hold_more_the_lower_the_concentration(folder: FleeFolder) -> None:
    cases = _cases(folder)
    split = [gravity_shares(one.known, GIVEN) for one in cases]
    held = [coverage(cases, split, one) for one in (1.0, 10.0, 1000.0)]
    assert held == sorted(held, reverse=True)
    assert held[0] > held[-1]


def test_sites_that_are_left_out_have_no_part(folder: FleeFolder) -> None:
    known = geography(folder, 5)
    whole = gravity_shares(known, replace(GIVEN, floor=0.0))
    two = gravity_shares(among(known, ("Delta", "Epsilon")), replace(GIVEN, floor=0.0))
    assert two.shape == (6, 2)
    assert np.allclose(two.sum(axis=1), 1.0)
    assert (two[-1] >= whole[-1, :2]).all()
