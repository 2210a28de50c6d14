"""What was known when, from whom, and what is said where an input is missing."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest

from qafila import tables
from qafila.api import attach_ledger
from qafila.brief.sections.method import WARNINGS
from qafila.brief.texts import table as texts
from qafila.case import find_case, read_case
from qafila.commands.check import check_report
from qafila.errors import InputError
from qafila.ledger import sampling
from qafila.network.network import air_line_km, air_lines_km
from qafila.simulate import Simulation
from qafila.simulate.claimed import draw_claimed, newest_by_origin, stock_rows
from qafila.simulate.inflow import daily_inflow
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.simulate.surge import build_surge
from qafila.situation.known import find_parameter, read_parameters
from qafila.streams import Draws
from tests.support.cases import write_small_case
from tests.support.synthetic import (
    AS_OF,
    CORRIDORS,
    STOCKS,
    observation,
    stock_row,
    synthetic_situation,
)

DRAWS = 4000
MALI = read_case(find_case("mali-2025"))


@pytest.fixture
def heavy_unhcr(monkeypatch):
    """Intergovernmental sources weigh three times as much as others."""
    weights = dict(sampling.source_weights()) | {"intergovernmental": 3.0}
    monkeypatch.setattr(sampling, "source_weights", lambda: weights)


@pytest.fixture
def folder(tmp_path):
    write_small_case(tmp_path / "case")
    return tmp_path / "case"


def test_defaults_rest_on_nothing_that_only_the_shipped_case_could_know():
    for name in ("parameters", "situation"):
        for row in tables.read_defaults("parameters", name).to_dict("records"):
            assert not re.search(r"\b2025\b", row["basis"]), row["parameter"]
            assert "Bamako" not in row["basis"], row["parameter"]
    for name in ("effects", "source_weights", "precision_weights", "grouping", "station_shares"):
        for row in tables.read_defaults(name, name).to_dict("records"):
            assert not re.search(r"\b2025\b|Bamako", row["rationale"]), row


def test_an_undated_value_of_the_case_rests_on_nothing_that_was_published_in_its_siege():
    undated = MALI.parameters[MALI.parameters["reported_at"].isna()]
    assert len(undated) > 10
    assert not undated["basis"].str.contains(r"\b2025\b").any()


def test_a_value_that_rests_on_later_events_is_narrower_than_the_one_before():
    general = read_parameters(None)
    dated = MALI.parameters[MALI.parameters["reported_at"].notna()]
    assert len(dated) >= 30
    # That customs count otherwise since a day is news, and no better knowledge of an old value.
    news = {"receipts_practice", "receipts_practice_from"}
    for row in dated[~dated["parameter"].isin(news)].to_dict("records"):
        before = find_parameter(general, row["parameter"], row["applies_to"])
        assert before["low"] <= row["low"], row["parameter"]
        assert row["high"] <= before["high"], row["parameter"]


def test_before_the_siege_no_value_is_used_that_was_published_in_it():
    early = read_parameters(MALI, dt.date(2025, 9, 1))
    assert early["reported_at"].isna().all()
    events = early["basis"].str.contains(r"(?:September|October|November) 2025")
    assert not events.any()


@pytest.mark.usefixtures("heavy_unhcr")
def test_stocks_weigh_by_the_kind_of_their_source():
    rows = (STOCKS[0], stock_row("stock", 2.0, "days", source="UNHCR"),
            stock_row("stock", 7.0, "days", source="RFI"))  # fmt: skip
    situation = synthetic_situation(stocks=rows)
    known = newest_by_origin(stock_rows(situation, "capital", "fuel", "stock"), AS_OF)
    values, _ = draw_claimed(known, Draws(7, DRAWS), "stock")
    assert abs((values == 2.0).mean() - 0.75) < 0.03


@pytest.mark.usefixtures("heavy_unhcr")
def test_displaced_people_weigh_by_the_kind_of_their_source():
    rows = tuple(
        observation(name, "stock", location_id="camp-n", individuals=count, said_by=who)
        for name, count, who in (("a", 70_000, "UNHCR"), ("b", 90_000, "RFI"))
    )
    situation = synthetic_situation(observations=rows)
    found = build_people(situation, ParameterTable(situation.parameters, 7, DRAWS)).displaced
    camp = found[:, situation.network.location_index("camp-n")]
    assert abs((camp == 70_000).mean() - 0.75) < 0.03


@pytest.mark.usefixtures("heavy_unhcr")
def test_receipts_weigh_by_the_kind_of_their_source():
    rows = tuple(
        observation(name, "receipts", country="MLI", value=value, unit="litres", said_by=who)
        for name, value, who in (("a", 6e6, "UNHCR"), ("b", 15e6, "RFI"))
    )
    situation = synthetic_situation(
        observations=rows, chance=dict.fromkeys(CORRIDORS, (0.0, 0.0, 1.0))
    )
    table = ParameterTable(situation.parameters, 7, DRAWS)
    days = situation.data["day"].to_index() - np.timedelta64(5, "D")
    share = np.full((DRAWS, 3), 1 / 3)
    situation = synthetic_situation(observations=rows)
    found = daily_inflow(situation, table, "capital", np.full(DRAWS, 1e6), share * 0.0, days)
    assert abs((found < 3.0).mean() - 0.75) < 0.03


def test_a_sum_that_means_nothing_is_refused():
    food = (dict(stock_row("demand", 1000, "tonnes/day"), commodity="food"),)
    result = Simulation(synthetic_situation(stocks=STOCKS + food), days=3, draws=5).run()
    for name in ("days_of_supply", "depot", "corridor_state"):
        with pytest.raises(InputError, match="cannot be summed"):
            result.fan(name)
    assert len(result.fan("depot", commodity="fuel")) == 4
    assert len(result.fan("arrivals")) == 4


def test_unknown_cover_is_not_zero_cover():
    result = Simulation(synthetic_situation(stocks=()), days=3, draws=5).run()
    assert result.fan("days_of_supply")["median"].isna().all()


def warnings_of(case, words):
    return [one for one in check_report(case)["warnings"] if words in one]


def test_a_city_without_a_share_of_any_corridor_is_told_by_the_check(folder):
    assert warnings_of(read_case(folder), "share of the imports") == []
    path = folder / "parameters.csv"
    none = path.read_text().replace("0.6,0.4,0.8", "0,0,0").replace("0.4,0.2,0.6", "0,0,0")
    path.write_text(none)
    [warning] = warnings_of(read_case(folder), "share of the imports")
    assert warning.endswith(" city")


def test_empty_hours_at_a_border_are_told(folder):
    case = read_case(folder)
    [warning] = warnings_of(case, "hours at the border")
    notices = attach_ledger(case, "sqlite://").situation("2025-10-10").warnings
    [told] = [notice.detail for notice in notices if notice.code == "unknown_border_hours"]
    assert warning.endswith(told)
    assert "unknown_border_hours" in WARNINGS

    path = folder / "routes.csv"
    path.write_text(path.read_text().replace(",,estimate", ",24,estimate"))
    assert warnings_of(read_case(folder), "hours at the border") == []


@pytest.mark.parametrize(
    ("rows", "scaled"),
    [
        (("corridor_prior_open,west,0.95",), "west"),
        (("corridor_prior_open,,0.95",), "south, west"),
        (
            (
                "corridor_prior_open,west,0.95", "corridor_prior_contested,west,0.04",
                "corridor_prior_closed,west,0.01",
            ),
            "",
        ),
    ],
)  # fmt: skip
def test_chances_of_a_corridor_that_do_not_add_up_to_one_are_told(folder, rows, scaled):
    path = folder / "parameters.csv"
    added = "".join(
        f"{row}{row[row.rindex(',') :] * 2},1,fixed,no,estimate,a test\n" for row in rows
    )
    path.write_text(path.read_text() + added)
    case = read_case(folder)
    notices = attach_ledger(case, "sqlite://").situation("2025-10-10").warnings
    assert [one.detail for one in notices if one.code == "scaled_priors"] == [scaled] * bool(scaled)
    assert len(warnings_of(case, "do not add up to 1")) == bool(scaled)
    assert "scaled_priors" in WARNINGS


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_method_says_that_ranges_were_drawn_up_after_the_fact(language):
    assert "2025" in texts(language)["method_hindsight"]


def test_a_draw_of_the_surge_does_not_depend_on_other_draws():
    arrived = observation("a", "new_arrivals", country="MRT", individuals=3000, coo="MLI")
    situation = synthetic_situation(observations=(arrived,))
    few, many = (
        build_surge(situation, table, build_people(situation, table))
        for table in (ParameterTable(situation.parameters, 7, draws) for draws in (5, 70))
    )
    assert np.abs(few.log_factor).max() > 0.0
    assert (many.log_factor[:5] == few.log_factor).all()
    assert (many.share[:5] == few.share).all()


def test_distances_are_those_of_single_pairs():
    spots = MALI.locations[["latitude", "longitude"]].to_numpy(dtype=float)[::20]
    found = air_lines_km(spots)
    single = [[air_line_km(*a, *b) for b in spots] for a in spots]
    np.testing.assert_allclose(found, single, rtol=1e-12, atol=1e-9)
    assert (np.diag(found) == 0.0).all()
