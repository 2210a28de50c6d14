"""Stations that serve, and how hard a siege is on all roads: what they are by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qafila.api import open_case
from qafila.kernels.siege.tables import RETAIL_COVER
from qafila.simulate import Scenario
from qafila.simulate.siege.outlook import pumped
from qafila.simulate.siege.simulate import SiegeSimulation
from qafila.simulate.siege.stations import stations


@pytest.fixture(scope="module")
def run():
    situation = open_case("teaching").situation()
    return SiegeSimulation(situation, Scenario(days=30, draws=300, seed=7)).run()


def test_with_full_tanks_all_serve_and_with_a_fifth_of_them_two_stations_in_five(run):
    goods = run.goods
    rates, half = goods.inputs.rates.copy(), np.full(goods.drawn["stations_full"].shape, 0.5)
    rates[:, :, RETAIL_COVER] = 5.0
    offered = np.zeros_like(run.out.offered)
    for day, cover in ((1, 5.0), (2, 2.5), (3, 1.0), (4, 0.0)):
        offered[:, day] = np.round(cover * goods.inputs.normal_demand)
    made = replace(
        run,
        goods=replace(
            goods, inputs=goods.inputs._replace(rates=rates), drawn={"stations_full": half}
        ),
        out=run.out._replace(offered=offered),
    )
    share = stations(made)[:, :5]
    assert share == pytest.approx(np.tile([1.0, 1.0, 1.0, 0.4, 0.0], (300, 1)), abs=1e-4)


def test_what_power_plants_hold_opens_no_station(run):
    names = [run.goods.commodities[number] for number in pumped(run, None)]
    assert names == ["diesel", "petrol"] or names == ["petrol", "diesel"]


def test_many_stations_can_be_dry_while_most_of_the_need_is_served(run):
    goods = pumped(run, None)
    usual = run.goods.normal_demand[:, 0, goods].sum(axis=1)[:, None]
    served = run.out.served[:, 1:, 0, goods].sum(axis=2) / usual
    share = stations(run)[:, 1:]
    dry = share < 0.5
    assert 0.02 < (served[dry] > 0.5).mean() < 0.98
    assert (share[served < 0.05] < 0.5).all()
