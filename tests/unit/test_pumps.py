"""Reports on pumps: who says it, in which words, and how far it is believed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila import tables
from qafila.ledger import sampling
from qafila.simulate import Simulation
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.pumps import pump_reports, pump_state, share_of_stations
from tests.support.synthetic import STOCKS, observation, stock_row, synthetic_situation

TODAY = "2025-11-16"
DRAWS = 1000
SURE = {"parameter": "single_origin_confidence", "best": 1, "low": 1, "high": 1}
UNKNOWN = float("nan")


def report(name, measure, who, words="", day=TODAY, **more):
    return observation(
        name, measure, location_id="capital", unit="1", value=more.pop("value", 1),
        said_by=who, qualifier=words, date_start=day, date_end=day, reported_at=day, **more,
    )  # fmt: skip


def dry_share(*rows, stocks=STOCKS[:1], parameters=(SURE,)):
    situation = synthetic_situation(observations=rows, stocks=stocks, parameters=parameters)
    data = Simulation(situation, days=1, draws=DRAWS).run().data
    return float((data["dry_before"] > 0).mean())


def test_origins_that_disagree_share_the_draws():
    rivals = [report(f"r{n}", "recovered", f"source {n}") for n in range(3)]
    assert abs(dry_share(report("d", "dry", "radio"), *rivals) - 0.25) < 0.04
    relayed = [report(f"d{n}", "dry", "radio") for n in range(3)]
    assert abs(dry_share(*relayed, *rivals) - 0.25) < 0.04


def test_origins_weigh_by_their_kind(monkeypatch):
    weights = dict(sampling.source_weights()) | {"intergovernmental": 3.0}
    monkeypatch.setattr(sampling, "source_weights", lambda: weights)
    rows = (report("d", "dry", "UNHCR"), report("r", "recovered", "RFI"))
    assert abs(dry_share(*rows) - 0.75) < 0.04


def test_a_figure_of_another_origin_for_the_same_day_is_a_rival():
    stocks = (STOCKS[0], stock_row("stock", 9.0, "days", date=TODAY, source="ministry"))
    assert abs(dry_share(report("d", "dry", "radio"), stocks=stocks) - 0.5) < 0.05


@pytest.mark.parametrize(("origins", "believed"), [(1, 0.7), (2, 0.91)])
def test_each_further_origin_takes_away_from_the_doubt(origins, believed):
    rows = [report(f"d{n}", "dry", f"source {n}") for n in range(origins)]
    assert abs(dry_share(*rows, parameters=()) - believed) < 0.04


def test_a_few_dry_stations_are_not_dry_pumps_and_most_of_them_are():
    chances = [
        dry_share(report("d", "dry", "radio", words))
        for words in ("some stations", "many stations", "most stations", "no station")
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.02
    assert 0.2 < chances[1] < 0.8
    assert chances[2:] == [1.0, 1.0]


def test_pumps_of_which_only_some_are_supplied_again_are_still_dry():
    assert dry_share(report("r", "recovered", "radio", "some stations")) > 0.98
    assert dry_share(report("r", "recovered", "radio", "most stations")) < 0.02
    assert dry_share(report("r", "recovered", "radio", "after a week")) == 0.0


@pytest.mark.parametrize(
    ("told", "share"),
    [
        ({"value": 0.4}, (0.4, 0.4, 0.4)),
        ({"low": 0.2, "high": 0.4, "value": UNKNOWN}, (0.3, 0.2, 0.4)),
        ({"value": 22.0, "unit": "stations"}, (1.0, 1.0, 1.0)),
        ({"value": 0.4, "qualifier": "most stations"}, (0.4, 0.4, 0.4)),
        ({"qualifier": "awesome"}, (1.0, 1.0, 1.0)),
    ],
)
def test_a_figure_goes_before_words_and_words_are_whole(told, share):
    row = {"value": 1.0, "low": UNKNOWN, "high": UNKNOWN, "unit": "1", "qualifier": ""} | told
    assert share_of_stations(row) == pytest.approx(share)


@pytest.mark.parametrize(
    "words",
    [
        ("not all stations", "pas toutes les stations", "ليس كل المحطات"),
        ("most stations", "la plupart des stations", "معظم المحطات"),
        ("some stations", "certaines stations", "بعض المحطات"),
    ],
)
def test_words_of_three_languages_mean_the_same(words):
    row = {"value": 1.0, "low": UNKNOWN, "high": UNKNOWN, "unit": "1"}
    found = {share_of_stations(row | {"qualifier": one}) for one in words}
    assert len(found) == 1
    assert found != {(1.0, 1.0, 1.0)}


def test_the_table_of_words_is_in_order_and_between_nothing_and_all():
    frame = tables.read_defaults("station_shares", "station_shares")
    assert (frame["low"] <= frame["best"]).all()
    assert (frame["best"] <= frame["high"]).all()


@settings(max_examples=30, deadline=None)
@given(low=st.floats(0, 1), high=st.floats(0, 1), measure=st.sampled_from(["dry", "recovered"]))
def test_more_dry_stations_never_make_dry_pumps_less_likely(low, high, measure):
    low, high = sorted((low, high))
    found = []
    for share in (low, high):
        rows = (report("one", measure, "radio", value=share),)
        situation = synthetic_situation(observations=rows)
        table = ParameterTable(situation.parameters, 7, 5)
        [row] = pump_reports(situation, "capital").to_dict("records")
        found.append(int((pump_state(row, table, "capital").dry_days > 0).sum()))
    assert (found[0] <= found[1]) if measure == "dry" else (found[0] >= found[1])


def test_the_order_and_the_names_of_rows_change_nothing():
    covers = []
    for order in itertools.permutations(range(3)):
        rows = [
            report(f"row-{order[0]}", "dry", "radio", "many stations"),
            report(f"row-{order[1]}", "recovered", "agency"),
            report(f"row-{order[2]}", "dry", "union"),
        ]
        shuffled = [rows[number] for number in order]
        situation = synthetic_situation(observations=tuple(shuffled), stocks=STOCKS[:1])
        covers.append(Simulation(situation, days=1, draws=50).run().data["days_of_supply"])
    for cover in covers[1:]:
        np.testing.assert_array_equal(cover, covers[0])
