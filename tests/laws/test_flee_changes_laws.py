"""Laws of what is compiled from day to day: looking only at what has changed changes no byte."""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qafila.simulate.allocation import flee_days
from qafila.simulate.allocation.flee_fixed import FixedRoutes, fixed_ways
from qafila.simulate.allocation.flee_inputs import flee_inputs
from qafila.simulate.allocation.flee_legs import legs_of
from qafila.simulate.allocation.flee_options import Way
from qafila.simulate.allocation.flee_order import in_order
from tests.support.flee_runs import compiled, small_folder

NAMES = "ABCDEF"
PAIRS = list(combinations(NAMES, 2))
DAYS = 8


def fixed_routes_of(ways: list[Way], is_open: np.ndarray, is_marker: np.ndarray) -> list[int]:
    """The shortest open way to each goal, by looking at all of them (rule 25)."""
    best: dict[tuple[int, int], tuple[float, int]] = {}
    in_use: set[tuple[int, ...]] = set()
    for major in (False, True):
        known = set(best)
        for at, way in enumerate(ways):
            ends = way.places[0], way.places[-1]
            if way.is_major is not major or ends in known or is_marker[list(ends)].any():
                continue
            if not all(is_open[leg] for leg in way.legs) or (way.hub and way.hub not in in_use):
                continue
            best[ends] = min(best.get(ends, (way.km, at)), (way.km, at))
        in_use = {ways[at].legs for _, at in best.values()}
    return sorted(at for _, at in best.values())


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[str], list[str], str]:
    links = draw(st.lists(st.sampled_from(PAIRS), min_size=3, max_size=9, unique=True))
    kms = [draw(st.integers(1, 9)) * 10 for _ in links]
    kinds = draw(st.lists(st.sampled_from(["town", "camp", "marker"]), min_size=4, max_size=4))
    places = ["A,Home,conflict_zone,1000", "F,Home,camp,0"]
    places += [f"{name},Home,{kind},100" for name, kind in zip("BCDE", kinds, strict=True)]
    majors = []
    for _ in range(draw(st.integers(0, 3))):
        path = list(draw(st.sampled_from(links)))
        for _ in range(draw(st.integers(0, 3))):
            after = sorted({name for pair in links if path[-1] in pair for name in pair} - {*path})
            path += [draw(st.sampled_from(after))] if after else []
        majors.append(",".join(path))
    routes = [f"{one},{other},{km}," for (one, other), km in zip(links, kms, strict=True)]
    return places, routes, "".join(f"{path}\n" for path in dict.fromkeys(majors))


def opened(places: list[str], routes: list[str], major: str, awareness: int):
    """Folder in its order, its legs, and its ways."""
    files = {"input_csv/major_routes.csv": major} if major else {}
    rules = {"move_rules": {"fixed_routes": True, "awareness_level": awareness}}
    with tempfile.TemporaryDirectory() as root:
        folder = small_folder(Path(root), places, routes, settings=rules, files=files)
    ordered, _ = in_order(folder)
    legs = legs_of(ordered)
    return ordered, legs, fixed_ways(ordered, legs)


def follow(fixed: FixedRoutes, turns: list[list[int]], legs: int, markers: np.ndarray) -> None:
    is_open = np.ones(legs, np.uint8)
    found = fixed.begin(is_open, markers)
    assert np.flatnonzero(found).tolist() == fixed_routes_of(fixed.ways, is_open, markers)
    for turned in turns:
        is_open[turned] ^= 1
        found = fixed.change(np.array(turned, np.int64), is_open, markers)
        assert np.flatnonzero(found).tolist() == fixed_routes_of(fixed.ways, is_open, markers)


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_fixed_routes_follow_every_change_as_if_all_were_looked_at(
    network: tuple[list[str], list[str], str], data: st.DataObject
) -> None:
    ordered, legs, ways = opened(*network, awareness=data.draw(st.integers(1, 2)))
    assume(ways)
    some = st.lists(st.integers(0, len(legs) - 1), max_size=4, unique=True)
    turns = data.draw(st.lists(some, min_size=1, max_size=8))
    markers = np.array([kind == "marker" for kind in ordered.places.kinds])
    fixed = FixedRoutes(ways)
    follow(fixed, turns, len(legs), markers)
    follow(fixed, turns, len(legs), np.roll(markers, 1))


def test_a_major_route_follows_the_way_to_where_it_begins():
    # The short way from A to C runs through D, which is on the major route: only while it is shut
    # does the way to C, and with it the major route to E, go along the direct link.
    places = ["A,Home,conflict_zone,9", "C,Home,town,9", "D,Home,town,9", "X,Home,town,9",
              "E,Home,camp,0"]  # fmt: skip
    links = ["A,C,50,", "A,D,10,", "D,C,10,", "D,X,10,", "X,E,10,"]
    ordered, legs, ways = opened(places, links, "C,D,X,E\n", awareness=2)
    shut = [legs.hop[ordered.places.names.index("A"), ordered.places.names.index("D")]]
    markers = np.zeros(5, dtype=bool)
    fixed = FixedRoutes(ways)
    follow(fixed, [shut, shut, shut], len(legs), markers)
    is_open = np.ones(len(legs), np.uint8)
    to_camp = ordered.places.names.index("A"), ordered.places.names.index("E")

    def reached(on: np.ndarray) -> bool:
        used = [ways[at].places for at in np.flatnonzero(on)]
        return to_camp in {(one[0], one[-1]) for one in used}

    assert not reached(fixed.begin(is_open, markers))
    is_open[shut] = 0
    assert reached(fixed.change(np.array(shut), is_open, markers))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=DAYS, max_size=DAYS),
             min_size=2, max_size=2),
    st.lists(st.tuples(st.sampled_from(["camp,E", "location,D", "camp,F"]), st.integers(0, DAYS),
             st.integers(0, DAYS)), max_size=3),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_days_without_a_change_are_left_out_and_nothing_else(
    conflicts: list[list[float]],
    closures: list[tuple[str, int, int]],
    fixed: bool,
    decays: bool,
) -> None:
    places = ["A,Home,conflict_zone,1000", "B,Home,town,500", "C,Home,town,10",
              "D,Away,town,0", "E,Away,camp,50", "F,Away,camp,50"]  # fmt: skip
    rules: dict[str, object] = {"move_rules": {"fixed_routes": fixed, "awareness_level": 2}}
    if decays:
        rules["spawn_rules"] = {"conflict_spawn_decay": [1.0, 0.5, 0.1],
                                "conflict_spawn_decay_interval": 2}  # fmt: skip
    with tempfile.TemporaryDirectory() as root:
        folder = small_folder(
            Path(root), places, ["A,B,50,", "B,C,50,", "C,D,80,", "D,E,30,", "D,F,40,", "B,F,300,"],
            conflicts={"A": conflicts[0], "B": conflicts[1]}, settings=rules, days=DAYS,
            closures=[f"{kind},,{start},{end}" for kind, start, end in closures],
        )  # fmt: skip
    quick = flee_inputs(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flee_days, "_may_change_daily", lambda *_: True)
        every = flee_inputs(folder)
    for field in quick.days._fields:
        one, other = getattr(quick.days, field), getattr(every.days, field)
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes(), field


def test_a_calm_day_adds_no_row(tmp_path):
    calm = [1.0] * DAYS
    inputs = compiled(
        tmp_path, ["A,Home,conflict_zone,100", "E,Away,camp,50"], ["A,E,50,"],
        conflicts={"A": calm}, days=DAYS, closures=["location,E,,3,5"],
    )  # fmt: skip
    assert np.diff(inputs.days.place_start).tolist() == [2] + [0] * (DAYS - 1)
    assert np.diff(inputs.days.leg_start).tolist() == [0, 0, 0, 2, 0, 2, 0, 0]
