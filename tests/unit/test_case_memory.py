"""A case that would not fit into the memory is refused before anything is allocated."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

from qafila.errors import InputError
from qafila.simulate import memory
from qafila.simulate.memory import block_size, check_tables, table_bytes
from qafila.simulate.simulation import Simulation
from tests.support.member import member
from tests.support.synthetic import synthetic_situation

DAY = dt.date(2025, 11, 16)


def network(places: int, routes: int, received: int) -> SimpleNamespace:
    return SimpleNamespace(
        location_ids=range(places),
        route_ids=range(routes),
        receiving=lambda _: np.arange(places) < received,
    )


def test_what_is_reckoned_is_what_the_tables_take():
    world, state, _, _ = member(synthetic_situation())
    tables = state.way_km.nbytes + state.nearness.nbytes + state.leg_nearness.nbytes
    assert tables == table_bytes(len(world.is_home), len(world.leg_km), len(world.destination))
    # Whatever else a member keeps does not grow with places times reception places.
    many = sum(one.nbytes for one in state if len(world.destination) in one.shape[:1])
    assert many < tables + 1000


def test_a_large_country_runs_and_a_continent_is_refused_with_figures_and_remedy():
    check_tables(network(5_000, 12_500, 200), DAY, threads=64)
    with pytest.raises(InputError) as caught:
        check_tables(network(100_000, 250_000, 2_000), DAY, threads=2)
    told = str(caught.value)
    for part in ("100,000 places", "2,000 reception places", "10.4 GiB", "4.0 GiB", "reception"):
        assert part in told
    assert "--threads" not in told, "not even one thread fits"


def test_fewer_threads_are_named_where_they_are_enough():
    wide = network(30_000, 75_000, 600)
    with pytest.raises(InputError, match=r"--threads 4\b"):
        check_tables(wide, DAY, threads=5)
    check_tables(wide, DAY, threads=4)


def test_a_simulation_is_refused_before_its_inputs_are_drawn(monkeypatch):
    situation = synthetic_situation()
    one = table_bytes(
        len(situation.network.location_ids),
        2 * len(situation.network.route_ids),
        int(situation.network.receiving(situation.as_of).sum()),
    )
    monkeypatch.setattr(memory, "MOST_TABLES", one)
    Simulation(situation, draws=2, threads=1)
    tracemalloc.start()
    with pytest.raises(InputError, match="--threads 1"):
        Simulation(situation, draws=10**5, threads=2)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10**6


def test_the_larger_the_network_the_fewer_members_are_drawn_together(monkeypatch):
    assert block_size(network(60, 100, 5), 512) == 512
    large = block_size(network(100_000, 250_000, 2_000), 512)
    assert 1 < large < 60
    monkeypatch.setattr(memory, "MOST_BLOCK", 1)
    assert block_size(network(60, 100, 5), 512) == 1


def test_the_size_of_blocks_changes_no_summary(monkeypatch):
    simulation = Simulation(synthetic_situation(), days=3, draws=9)
    whole = simulation.summarise().to_dataframe()
    monkeypatch.setattr(memory, "MOST_BLOCK", 1)
    assert simulation.source.streamed().size == 1
    assert simulation.summarise().to_dataframe().equals(whole)
