"""The teaching case that ``qafila new`` copies runs from its reports to draws of the future."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import qafila as qf
from qafila.commands.new import new_case
from qafila.errors import InputError

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
