"""A stored posterior in a run: used on its day and with its inputs alone, and told of."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from qafila.api import open_case
from qafila.brief import Brief
from qafila.commands.run import RunOptions, Teller, run_case
from qafila.commands.siege import SiegeOptions, siege_case
from qafila.commands.simulate import CaseOptions, simulate_case
from qafila.commands.simulate_lines import summary_lines
from qafila.errors import InputError
from qafila.forecasting import find_posterior, forecast_from_result
from qafila.forecasting.calibration.calibrating import calibrate
from qafila.forecasting.calibration.storing import save_posterior, user_folder
from qafila.forecasting.calibration.telling import calibration_record, learnt, learnt_note
from qafila.simulate import Scenario, Simulation

DAY = dt.date(2024, 3, 31)
SMALL = Scenario(days=10, draws=40, seed=7)


class Notes(Teller):
    def __init__(self) -> None:
        self.told: list[str] = []

    def note(self, text: str) -> None:
        self.told.append(text)

    def finish(self, station: str, did: str, seconds: float) -> None:
        self.told.append(f"{station}: {did}")


@pytest.fixture(scope="module")
def case():
    return open_case("teaching")


@pytest.fixture(scope="module")
def situation(case):
    return case.situation(DAY)


@pytest.fixture(scope="module")
def posterior(situation):
    return calibrate(situation, particles=60, threads=2)


@pytest.fixture
def stored(posterior, situation, tmp_path, monkeypatch):
    monkeypatch.setenv("QAFILA_HOME", str(tmp_path / "home"))
    return save_posterior(posterior, user_folder(situation.case))


@pytest.fixture
def nothing_stored(tmp_path, monkeypatch):
    monkeypatch.setenv("QAFILA_HOME", str(tmp_path / "home"))


def test_draws_have_the_parameters_and_the_stocks_of_the_particles(situation, posterior):
    result = Simulation.of(situation, SMALL, posterior).run()
    rows = posterior.rows(SMALL.draws)
    name = next(one for one in posterior.names if one in result.parameters)
    told = posterior.particles[name].to_numpy()[rows]
    assert result.parameters[name].to_numpy() == pytest.approx(told, rel=1e-3, abs=1e-4)
    state = posterior.particles["state_stock/fuel"]
    cover = result.data["days_of_supply"].sel(city="tellara", commodity="fuel")[:, 0].to_numpy()
    ours = state.to_numpy()[rows]
    assert (cover <= ours + 1e-3).all()
    assert np.median(np.abs(cover - ours)) < 1e-3  # less only where pumps are dry
    assert Simulation.of(situation, SMALL, posterior).run().data.equals(result.data)


def test_what_is_calibrated_is_marked_and_people_never_are(situation, posterior):
    result = Simulation.of(situation, SMALL, posterior).run()
    assert result.data.attrs["calibrated"] == "yes"
    assert result.data["served"].attrs["calibrated"] == "yes"
    assert result.data["arrivals"].attrs["calibrated"] == "no"
    assert "not-calibrated" not in result.notes
    assert "supply of tellara calibrated at 2024-03-31 (strict)" in repr(result)
    priors = Simulation.of(situation, SMALL).run()
    assert priors.data.attrs["calibrated"] == "no"
    assert priors.input_hash != result.input_hash
    frame = forecast_from_result(situation, result, (10,)).frame
    marked = frame.groupby("target")["calibrated"].agg(set).to_dict()
    assert marked["days_of_supply"] == {"yes"}
    assert marked["new_arrivals_cumulative"] == {"no"}


def test_a_posterior_of_another_day_is_refused_and_not_found(case, situation, posterior, stored):
    earlier = case.situation("2024-03-28")
    assert find_posterior(earlier) is None
    with pytest.raises(InputError, match="2024-03-31, not of 2024-03-28"):
        Simulation(earlier, days=5, draws=5, posterior=posterior)
    assert find_posterior(situation) is not None
    other = situation.parameters.assign(best=situation.parameters["best"] * 0.99)
    assert find_posterior(replace(situation, parameters=other)) is None


def test_simulate_says_which_posterior_it_used(case, stored):
    notes = Notes()
    record = simulate_case(case, DAY, SMALL, CaseOptions(), notes).record
    assert record["calibrated"] == "yes"
    assert record["calibration"]["as_of"] == "2024-03-31"
    assert "calibrated at 2024-03-31 (strict)" in "\n".join(summary_lines(record))
    assert not any("priors" in note for note in notes.told)
    assert record["coupling"]["draws"] == SMALL.draws
    assert record["coupling"]["told"].startswith("assumption")


def test_without_one_it_says_priors_and_how_to_calibrate(case, nothing_stored):
    notes = Notes()
    record = simulate_case(case, DAY, SMALL, CaseOptions(), notes).record
    assert record["calibrated"] == "no"
    assert record["calibration"]["how"] == "qafila calibrate teaching --as-of 2024-03-31"
    assert any("priors, not calibrated" in one and "qafila calibrate" in one for one in notes.told)


def test_a_run_writes_it_down(case, stored, tmp_path):
    notes = Notes()
    options = RunOptions(DAY, SMALL, ("en",), "public", tmp_path / "out")
    run_case(case, options, notes)
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["calibrated"] == "yes"
    assert record["calibration"]["table"] == "strict"
    page = (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")
    assert "comes from a calibration as of" in page
    assert "is an assumption; each effect may be zero" in page
    assert "No interval has been checked against outcomes" in page
    # Pictures and what is read aloud of them are plain text.
    assert "&lt;bdi" not in page
    subtitle = "calibrated as of 31 March 2024"
    assert any(subtitle in told for told in re.findall(r"<desc[^>]*>([^<]*)", page))


def test_no_posterior_gives_the_numbers_of_priors_and_says_that_it_was_asked(case, stored):
    notes = Notes()
    told = simulate_case(case, DAY, SMALL, CaseOptions(stored=False), notes)
    stored.unlink()
    bare = simulate_case(case, DAY, SMALL, CaseOptions())
    assert told.record["calibrated"] == "no"
    assert told.record["input_hash"] == bare.record["input_hash"]
    assert told.table.equals(bare.table)
    assert any("stored posteriors are left out, as asked" in one for one in notes.told)
    assert "how" not in told.record["calibration"]  # one is stored: none has to be made


def test_siege_and_run_leave_a_posterior_out_too(case, stored, tmp_path):
    with_it = siege_case(case, DAY, SiegeOptions(days=5, draws=20))
    without = siege_case(case, DAY, SiegeOptions(days=5, draws=20, stored=False))
    assert with_it.record["calibrated"]
    assert with_it.record["notes"][0].startswith("calibrated from ")
    assert not any(note.startswith("calibrated") for note in without.record["notes"])
    assert not without.record["calibrated"]
    assert without.record["calibration"]["told"].endswith("left out, as asked")
    out = tmp_path / "out"
    record = run_case(case, RunOptions(DAY, SMALL, ("en",), "public", out, stored=False))
    assert record["calibrated"] == "no"
    page = (out / "brief.html").read_text(encoding="utf-8")
    assert "no stored calibration of this day and these inputs is used" in page


def test_what_was_learnt_is_measured_against_the_priors(posterior):
    names = list(posterior.names)
    low = posterior.priors.set_index("name")["p05"]
    wide = posterior.priors.set_index("name")["p95"] - low
    columns = {name: low[name] + wide[name] * np.linspace(0.0, 1.0, 101) for name in names}
    columns[names[1]] = np.full(101, low[names[1]])  # nothing of this range is left
    told_by = pd.DataFrame({"told_by": ["one", "one | two"]})
    made_up = replace(posterior, particles=pd.DataFrame(columns), observations=told_by)
    found = learnt(made_up)
    assert found["largest"] == pytest.approx(1.0)
    assert found["largest_of"] == names[1]
    assert found["median"] == pytest.approx(0.1)  # 90 % of an even range
    assert found["parameters"] == len(names)
    assert found["reports"] == 3
    note = learnt_note(found)
    assert "3 reports" in note
    assert f"{names[1]} has a range 100 % narrower" in note
    assert "the median one 10 % narrower" in note
    assert "2 % wider" in learnt_note({**found, "median": -0.02})


def test_the_hint_for_customs_lag_names_it_and_says_that_priors_are_used(situation):
    told = calibration_record(situation, None, table="customs-lag")
    assert told["how"] == ("qafila calibrate teaching --as-of 2024-03-31 --table customs-lag")
    assert told["told"] == "priors, not calibrated: no posterior of table customs-lag"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_brief_says_priors_and_how_to_calibrate(situation, nothing_stored, language):
    result = Simulation.of(situation, SMALL).run()
    page = Brief(situation, forecast_from_result(situation, result, (10,)), language).html()
    assert "qafila calibrate teaching --as-of 2024-03-31" in page


def test_looking_for_a_posterior_costs_little(situation, stored):
    find_posterior(situation)
    spent = []
    for _ in range(5):
        begun = time.process_time()
        assert find_posterior(situation) is not None
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.05
