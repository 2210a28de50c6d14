"""Networks: sorted whatever the order of rows, and laws of shortest ways."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.case import find_case, read_case
from qafila.errors import NetworkError, UnknownNameError
from qafila.network import Network, read_corridors, shortest_km
from qafila.network.network import air_line_km, network_problems

NAMES = "abcdefg"
PAIRS = list(itertools.combinations(NAMES, 2))


def network_of(*routes: tuple[str, str, float]) -> Network:
    table = pd.DataFrame(
        [(f"r{n}", *route) for n, route in enumerate(routes)],
        columns=["route_id", "from_id", "to_id", "distance_km"],
    )
    table["driving_hours"] = table["distance_km"] / 60.0
    table["border_hours"] = np.nan
    return Network.from_tables(pd.DataFrame({"location_id": list(NAMES)}), table)


ROUTES = st.lists(
    st.builds(
        lambda pair, flip, km: (*(pair[::-1] if flip else pair), float(km)),
        st.sampled_from(PAIRS),
        st.booleans(),
        st.integers(1, 500),
    ),
    max_size=14,
)


def oracle(network: Network) -> np.ndarray:
    """Floyd and Warshall: another way to the same lengths."""
    size = len(network.location_ids)
    reach = np.full((size, size), np.inf)
    np.fill_diagonal(reach, 0.0)
    for a, b, km in zip(network.from_index, network.to_index, network.distance_km, strict=True):
        reach[a, b] = reach[b, a] = min(reach[a, b], km)
    for via in range(size):
        reach = np.minimum(reach, reach[:, [via]] + reach[[via], :])
    return reach


@given(ROUTES)
@settings(max_examples=80, deadline=None)
def test_shortest_ways_agree_with_another_algorithm(routes: list[tuple[str, str, float]]) -> None:
    network = network_of(*routes)
    found = np.array([shortest_km(network, start) for start in range(len(NAMES))])
    np.testing.assert_array_equal(found, oracle(network))
    np.testing.assert_array_equal(found, found.T)


@given(ROUTES.filter(bool), st.data())
@settings(max_examples=80, deadline=None)
def test_removing_a_route_never_shortens_a_way(
    routes: list[tuple[str, str, float]], data: st.DataObject
) -> None:
    network = network_of(*routes)
    cut = data.draw(st.integers(0, len(routes) - 1))
    usable = np.arange(len(routes)) != cut
    for start in range(len(NAMES)):
        assert (shortest_km(network, start, usable) >= shortest_km(network, start)).all()


@given(ROUTES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_never_matters(
    routes: list[tuple[str, str, float]], random: st.random_module
) -> None:
    first = network_of(*routes)
    locations = first.locations.sample(frac=1, random_state=random.randrange(2**31))
    shuffled = first.routes.sample(frac=1, random_state=random.randrange(2**31))
    second = Network.from_tables(locations, shuffled)
    assert first.location_ids == second.location_ids
    assert first.route_ids == second.route_ids
    np.testing.assert_array_equal(first.from_index, second.from_index)
    np.testing.assert_array_equal(first.to_index, second.to_index)
    np.testing.assert_array_equal(first.distance_km, second.distance_km)


def test_no_usable_route_leaves_every_other_place_out_of_reach() -> None:
    network = network_of(("a", "b", 3.0), ("b", "c", 4.0))
    reach = shortest_km(network, 0, np.zeros(2, dtype=bool))
    assert reach[0] == 0
    assert np.isinf(reach[1:]).all()


def test_unknown_border_hours_count_as_none_in_sums_only() -> None:
    network = network_of(("a", "b", 3.0))
    assert network.border_hours.tolist() == [0.0]
    assert np.isnan(network.routes["border_hours"][0])


def test_unknown_names_get_a_suggestion() -> None:
    network = network_of(("a", "b", 3.0))
    with pytest.raises(UnknownNameError, match='there is no place "bb"; did you mean "b"'):
        network.location_index("bb")
    with pytest.raises(UnknownNameError, match='there is no route "rr0"; did you mean "r0"'):
        network.route_index("rr0")
    assert network.location_ids[network.location_index("c")] == "c"
    assert network.route_ids[network.route_index("r0")] == "r0"


def test_a_route_that_goes_nowhere_is_refused() -> None:
    with pytest.raises(NetworkError, match="ends where it starts"):
        network_of(("a", "a", 3.0))


def test_missing_ends_are_not_called_a_loop() -> None:
    routes = pd.DataFrame({"route_id": ["r"], "from_id": [""], "to_id": [""]}, index=[2])
    assert network_problems(pd.DataFrame({"location_id": ["a"]}), routes) == []


def test_a_route_may_be_a_little_shorter_than_the_air_line_of_rough_positions() -> None:
    locations = pd.DataFrame(
        {"location_id": ["a", "b"], "latitude": [0.0, 1.0], "longitude": [0.0, 0.0]}
    )
    routes = pd.DataFrame(
        {"route_id": ["r"], "from_id": ["a"], "to_id": ["b"], "distance_km": [105.0]}, index=[2]
    )
    assert network_problems(locations, routes) == []
    routes["distance_km"] = 80.0
    assert [problem.column for problem in network_problems(locations, routes)] == ["distance_km"]


@given(*(st.floats(low, high) for low, high in ((-90, 90), (-180, 180)) * 2))
@settings(max_examples=80, deadline=None)
def test_air_lines_are_symmetric_and_at_most_half_way_round(
    lat_a: float, lon_a: float, lat_b: float, lon_b: float
) -> None:
    there = air_line_km(lat_a, lon_a, lat_b, lon_b)
    assert there == pytest.approx(air_line_km(lat_b, lon_b, lat_a, lon_a), abs=1e-6)
    assert 0 <= there <= np.pi * 6371.0 * (1 + 1e-12)


def test_corridors_follow_their_routes_from_the_supply_to_the_city() -> None:
    case = read_case(find_case("mali-2025"))
    corridors = read_corridors(case.network, case.corridors)
    assert [corridor.corridor_id for corridor in corridors] == sorted(case.corridors["corridor_id"])
    for corridor in corridors:
        assert corridor.location_ids[0] == corridor.supply_id
        assert corridor.location_ids[-1] == corridor.city_id
        assert corridor.crossing_id in (*corridor.location_ids, "")
        assert len(set(corridor.location_ids)) == len(corridor.location_ids)
        for number, ends in zip(
            corridor.route_indices, itertools.pairwise(corridor.location_ids), strict=True
        ):
            route = case.network.routes.loc[number]
            assert {route["from_id"], route["to_id"]} == set(ends)
        lengths = case.network.distance_km[list(corridor.route_indices)]
        assert corridor.distance_km == pytest.approx(lengths.sum())
        start = case.network.location_index(corridor.supply_id)
        goal = case.network.location_index(corridor.city_id)
        assert corridor.distance_km >= shortest_km(case.network, start)[goal] - 1e-9


def test_every_broken_corridor_is_named() -> None:
    case = read_case(find_case("mali-2025"))
    table = case.corridors.copy()
    table["route_ids"] = table["route_ids"].map(lambda routes: routes[1:])
    with pytest.raises(NetworkError) as caught:
        read_corridors(case.network, table)
    assert len(caught.value.problems) == len(table)
