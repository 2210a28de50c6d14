"""Posteriors of a case: made, kept, found again, and used by a run."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from qafila.api import open_case
from qafila.case import find_case, read_case
from qafila.commands.calibrate import Calibrated, calibration_lines
from qafila.commands.listing import as_json
from qafila.errors import InputError
from qafila.forecasting.calibration.calibrating import calibrate
from qafila.forecasting.calibration.gathering import CUSTOMS_LAG
from qafila.forecasting.calibration.posterior import UNIFORM, Posterior
from qafila.forecasting.calibration.storing import (
    find_posterior,
    look_up,
    read_posterior,
    save_posterior,
    user_folder,
)
from qafila.kernels.siege.tables import CLOSED, FLEET_REPLACEMENT, FREE, OPEN, TRUCE
from qafila.ledger import Ledger
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.goods import build_goods
from qafila.simulate.siege.past import past_goods, past_shared, state_after
from qafila.simulate.siege.run import run_goods, shared_inputs
from qafila.simulate.siege.start import reopened, started_from
from qafila.situation import Situation, build_situation

DAY = dt.date(2025, 10, 12)
PARTICLES = 60


@pytest.fixture(scope="module")
def situation() -> Situation:
    case = read_case(find_case("mali-2025"))
    return build_situation(case, Ledger((), {}, DAY), DAY)


@pytest.fixture(scope="module")
def posterior(situation: Situation) -> Posterior:
    return calibrate(situation, table=CUSTOMS_LAG, particles=PARTICLES, threads=2)


@pytest.fixture
def kept(
    posterior: Posterior, situation: Situation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setenv("QAFILA_HOME", str(tmp_path))
    return save_posterior(posterior, user_folder(situation.case))


def test_receipts_draw_the_particles_near(posterior: Posterior) -> None:
    [receipts] = posterior.observations.query("kind == 'receipts'").to_dict("records")
    assert receipts["p05"] < receipts["observed"] < receipts["p95"]
    assert receipts["p95"] / receipts["p05"] < 2.5


def test_one_thread_and_two_give_the_same(situation: Situation, posterior: Posterior) -> None:
    again = calibrate(situation, table=CUSTOMS_LAG, particles=PARTICLES, threads=1)
    pd.testing.assert_frame_equal(again.particles, posterior.particles, check_exact=True)


def test_a_posterior_is_read_as_it_was_written(kept: Path, posterior: Posterior) -> None:
    again = read_posterior(kept)
    pd.testing.assert_frame_equal(again.particles, posterior.particles, check_exact=True)
    pd.testing.assert_frame_equal(again.priors, posterior.priors, rtol=1e-5)
    pd.testing.assert_frame_equal(again.observations, posterior.observations, rtol=1e-5)
    assert (again.city, again.as_of, again.table) == ("bamako", DAY, CUSTOMS_LAG)
    assert dict(again.digests) == posterior.digests


def test_it_is_found_for_its_inputs_and_no_others(kept: Path, situation: Situation) -> None:
    assert find_posterior(situation, CUSTOMS_LAG) is not None
    assert find_posterior(situation) is None  # another table
    stocks = situation.stocks.assign(best=situation.stocks["best"] * 2.0)
    found, differ = look_up(replace(situation, stocks=stocks), CUSTOMS_LAG)
    assert (found, differ) == (None, ("stocks",))
    seen = situation.observations
    fewer = seen[seen["observation_id"] != "dry-bamako-2025-10-06"]
    _, differ = look_up(replace(situation, observations=fewer), CUSTOMS_LAG)
    assert differ == ("observations",)
    assert find_posterior(replace(situation, undisturbed=True), CUSTOMS_LAG) is None


@pytest.mark.parametrize("harm", ["cut", "other", "hole"])
def test_a_damaged_file_is_told_of(kept: Path, situation: Situation, harm: str) -> None:
    text = kept.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    damaged = {
        "cut": "".join(lines[:-3]),
        "other": "a,b\n1,2\n",
        "hole": "".join([*lines[:-1], "," + lines[-1].partition(",")[2]]),
    }[harm]
    kept.write_text(damaged, encoding="utf-8")
    with pytest.raises(InputError, match=r"customs-lag\.csv.*calibrate"):
        find_posterior(situation, CUSTOMS_LAG)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("state_truce", None, "no column state_truce"),
        ("state_stock/fuel", -5.0, "out of its range"),
        ("state_stock/fuel", np.inf, "not finite"),
        ("state_regime/dakar-kayes-diema", 7.0, "out of its range"),
    ],
)
def test_a_state_that_cannot_be_is_told_of(
    kept: Path, situation: Situation, column: str, value: float | None, told: str
) -> None:
    lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    frame = pd.read_csv(io.StringIO("".join(lines[len(head) :])))
    if value is None:
        frame = frame.drop(columns=column)
    else:
        frame[column] = frame[column].astype(float)
        frame.loc[3, column] = value
    kept.write_text("".join(head) + frame.to_csv(index=False), encoding="utf-8")
    with pytest.raises(InputError, match=told):
        find_posterior(situation, CUSTOMS_LAG)


def test_posteriors_that_ship_hold_for_the_inputs_that_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QAFILA_HOME", str(tmp_path))
    case = open_case("mali-2025")
    files = sorted((find_case("mali-2025") / "posteriors").glob("*.csv"))
    assert len(files) >= 9
    for path in files:
        stored = read_posterior(path)
        found, differs = look_up(case.situation(stored.as_of), stored.table, stored.city)
        assert (found is not None, differs) == (True, ()), path.name


def test_a_run_draws_the_parameters_of_the_particles(
    situation: Situation, posterior: Posterior
) -> None:
    draws, first = 100, 30
    members = posterior.members(situation, seed=3, draws=draws, first=first)
    table = ParameterTable(situation.parameters, 3, draws, first=first, members=members)
    rows = (np.arange(draws) + first) % PARTICLES
    for name in ("deterrence", "city_share", "convoy_rate"):
        told = posterior.particles[name].to_numpy()[rows]
        assert table.draw(name, "bamako") == pytest.approx(told, rel=1e-3, abs=1e-4)
    plain = ParameterTable(situation.parameters, 3, draws, first=first)
    assert (table.draw("retail_share") == plain.draw("retail_share")).all()


def test_what_a_scenario_sets_goes_before_the_posterior(
    situation: Situation, posterior: Posterior
) -> None:
    members = posterior.members(situation, seed=3, draws=5)
    fixed = {"deterrence": 0.0}
    table = ParameterTable(situation.parameters, 3, 5, fixed=fixed, members=members)
    assert (table.draw("deterrence", "bamako") == 0.0).all()


@pytest.mark.parametrize("split", [False, True])
def test_a_forecast_starts_where_the_past_ended(
    situation: Situation, posterior: Posterior, *, split: bool
) -> None:
    draws = 40
    members = posterior.members(situation, seed=3, draws=draws)
    table = ParameterTable(situation.parameters, 3, draws, members=members)
    goods = build_goods(situation, table, split=split)
    at = goods.cities.index("bamako")
    roads = [one.corridor_id for one in goods.corridors if one.city_id == "bamako"]
    start = posterior.start(goods.commodities, roads, draws)
    begun = reopened(goods, "bamako", start)
    inputs = begun.inputs
    stock = (inputs.depot + inputs.retail)[:, at].sum(axis=1)
    days = stock / inputs.normal_demand[:, at].sum(axis=1)
    told = posterior.particles["state_stock/fuel"].to_numpy()[:draws]
    assert days == pytest.approx(told, rel=1e-3, abs=1e-3)
    assert (begun.dry_before[:, at] == start.dry_days[:, 0]).all()
    others = np.arange(len(goods.cities)) != at
    assert (inputs.depot[:, others] == goods.inputs.depot[:, others]).all()


def test_a_forecast_opens_where_the_past_of_its_draw_ended(situation: Situation) -> None:
    draws, seed = 60, 3
    table = ParameterTable(situation.parameters, seed, draws)
    goods = past_goods(situation, table, split=False, cities=("bamako",))
    first, shared = past_shared(situation, goods)
    past = run_goods(goods, first, shared, seed)
    state = state_after(past, 0.5)
    opened = replace(goods, inputs=started_from(goods, state), dry_before=state.dry_days)
    forced = np.full((2, len(goods.corridors)), FREE, dtype=np.int8)
    run = run_goods(opened, situation.as_of, shared_inputs(opened, situation.as_of, forced), seed)
    # But for what whole litres leave over.
    for name in ("stock", "held", "reserved", "backlog"):
        ended, began = getattr(past.out, name)[:, -1], getattr(run.out, name)[:, 0]
        assert began == pytest.approx(ended, rel=1e-3, abs=2000.0), name
    assert run.out.offered[:, 1] == pytest.approx(past.out.last_retail, abs=2.0)
    # Only a truce and the season change what the past left of a road.
    in_season = goods.season[situation.as_of.month - 1] > 0.0
    kept = np.where(state.truce == 1, TRUCE, state.regime)
    assert (run.out.state[:, 0] == kept)[:, in_season].all()
    assert 0 < state.truce.sum() < draws
    # Every tanker that was there is there still, and none is added: what is on its way has one.
    told = goods.inputs.rates[:, :, FLEET_REPLACEMENT]
    most = past.out.last_fleet * 1.001 + told * goods.inputs.fleet + 1e5
    assert (run.out.last_fleet <= most).all()
    assert run.out.last_fleet == pytest.approx(past.out.last_fleet, rel=0.1)
    assert np.corrcoef(run.out.last_common[:, 0], past.out.last_common[:, 0])[0, 1] > 0.9
    kept_home = goods.world.hoarded == 1
    assert opened.inputs.hoard[:, :, kept_home] == pytest.approx(
        past.out.last_hoard[:, :, kept_home], abs=2.0
    )
    assert not opened.inputs.hoard[:, :, ~kept_home].any()


def test_news_of_the_last_day_reaches_as_many_members_as_it_makes_sure(
    situation: Situation,
) -> None:
    draws = 2000
    table = ParameterTable(situation.parameters, 5, draws)
    goods = past_goods(situation, table, split=False, cities=("bamako",))
    first, shared = past_shared(situation, goods)
    for told, count in (((0.0, 0.0, 1.0), 1.0), ((0.6, 0.3, 0.1), 0.1)):
        news = shared.past.copy()
        news[-1:] = told
        out = run_goods(goods, first, shared._replace(past=news), 5).out
        assert (out.last_regime == CLOSED).mean() == pytest.approx(count, abs=0.02)
        assert (out.last_regime == OPEN).mean() == pytest.approx(told[0], abs=0.02)
        if count < 1.0:
            # Who blocks one road still blocks others.
            pairs = np.corrcoef((out.last_regime == OPEN).astype(float).T)
            assert pairs[~np.eye(len(pairs), dtype=bool)].mean() > 0.15


def test_priors_stand_beside_posteriors(posterior: Posterior) -> None:
    table = posterior.beside_priors()
    assert {"deterrence", "convoy_rate", "demand", "opening_cover"} <= set(table["name"])
    assert (table["prior_p05"] <= table["prior_p95"]).all()
    assert (table["posterior_p05"] <= table["posterior_p95"]).all()
    uniform = posterior.particles.filter(like=UNIFORM).to_numpy()
    assert ((uniform > 0.0) & (uniform < 1.0)).all()


def test_nothing_to_calibrate_on_is_said(situation: Situation) -> None:
    nothing = replace(situation, observations=situation.observations.iloc[:0])
    with pytest.raises(InputError, match="the priors hold"):
        calibrate(nothing, particles=PARTICLES)


def test_the_first_day_of_a_case_has_no_past(situation: Situation) -> None:
    start = situation.case.start
    first = build_situation(situation.case, Ledger((), {}, start), start)
    with pytest.raises(InputError, match="nothing to calibrate"):
        calibrate(first, particles=PARTICLES)


def test_the_command_tells_priors_beside_posteriors_and_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, posterior: Posterior
) -> None:
    monkeypatch.setenv("QAFILA_HOME", str(tmp_path))
    done = Calibrated(posterior, tmp_path / "a.csv", 1.0)
    text = "\n".join(calibration_lines(done))
    assert "deterrence_half_life" in text
    assert "for looking back only" in text
    assert str(tmp_path / "a.csv") in text
    record = json.loads(as_json(done.record()))
    assert {row["name"] for row in record["parameters"]} == set(posterior.names)
    assert record["label"].startswith("customs-lag")


def test_what_ships_is_thinned(posterior: Posterior) -> None:
    assert len(posterior.thinned(10)) == 10
    assert len(posterior.thinned(10**6)) == PARTICLES
