"""The teaching case that ``qafila new`` copies runs from its reports to draws of the future."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

import qafila as qf
from qafila.case import find_case, read_case, shipped_cases
from qafila.commands.new import new_case
from qafila.commands.run import RunOptions, run_case
from qafila.errors import InputError
from qafila.simulate import Scenario

if TYPE_CHECKING:
    from pathlib import Path

    from qafila.api import OpenCase


@pytest.fixture
def case(tmp_path: Path) -> OpenCase:
    new_case(tmp_path / "my-crisis")
    return qf.open_case(tmp_path / "my-crisis")


def test_a_new_case_is_complete_and_never_written_over(tmp_path: Path) -> None:
    written = new_case(tmp_path / "a")
    names = {path.relative_to(tmp_path / "a").as_posix() for path in written}
    assert {"case.toml", "README.md", "LICENSES.md", "SOURCES.md", "stocks.csv"} < names
    assert not any(name.endswith((".py", ".pyc", ".sqlite")) for name in names)
    with pytest.raises(InputError, match="is not empty"):
        new_case(tmp_path / "a")


def test_its_reports_are_read_in_all_three_languages(case: OpenCase) -> None:
    assert case.reading.documents == 3
    assert case.reading.warnings == ()
    claims = case.ledger().claims
    assert {claim.language for claim in claims} == {"en", "fr", "ar"}
    assert {"blockade", "attack_on_convoy", "supply_arrival"} <= {
        claim.event_type for claim in claims
    }


def test_its_sources_dispute_the_losses(case: OpenCase) -> None:
    burnt = [claim for claim in case.ledger().claims if claim.quantity == "tankers_destroyed"]
    assert {12.0, 20.0} <= {claim.best for claim in burnt}
    assert case.ledger().disputes()


def test_its_corridors_have_evidence_and_a_status(case: OpenCase) -> None:
    table = case.situation().corridor_table().set_index("corridor_id")
    assert table.loc["north", "status"] in {"open", "contested"}
    assert table.loc["south", "status"] == "unknown"
    assert np.isnan(table.loc["south", "probability"])
    assert all(table["claims"].map(len) > 0)


def test_its_future_is_drawn_in_whole_people_and_litres(case: OpenCase) -> None:
    result = qf.Simulation(case.situation(), days=20, draws=20, seed=7).run()
    assert result.data["present"].dtype == np.int64
    assert (result.data["depot"] >= 0).all()
    assert result.data["days_of_supply"].sizes["day"] == 21


def test_every_file_of_the_teaching_case_says_that_it_is_made_up() -> None:
    folder = shipped_cases()["teaching"]
    words = re.compile(r"made[ -]up|fictional|invent|متخيل", re.IGNORECASE)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 12
    assert [path.name for path in files if not words.search(path.read_text("utf-8"))] == []
    for table in folder.glob("*.csv"):
        lines = table.read_text("utf-8").splitlines()[1:]
        assert [line for line in lines if not words.search(line)] == [], table.name


def test_the_teaching_case_is_small_and_runs_by_its_name(tmp_path: Path) -> None:
    case = read_case(find_case("teaching"))
    assert 8 <= len(case.locations) <= 12
    assert len(case.corridors) == 2
    home = case.countries[0]
    reception = case.locations[case.locations["reception"]]
    assert list(reception["country"] != home) == [True]
    options = RunOptions(
        as_of=case.as_of,
        scenario=Scenario(days=5, draws=4),
        languages=case.languages,
        profile="public",
        out=tmp_path,
    )
    record = run_case(case, options)
    assert record["case"] == "teaching"
    assert (tmp_path / "brief.html").exists()
    assert not (case.folder / "ledger.sqlite").exists()


def test_shipped_cases_are_listed() -> None:
    assert qf.list_cases() == ("mali-2025", "teaching", "timbuktu-2023")
    with pytest.raises(InputError, match="shipped cases: mali-2025, teaching"):
        find_case("xyz")
