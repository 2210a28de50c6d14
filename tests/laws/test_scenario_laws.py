"""Laws of what-if: pairs of draws, closed roads, and changes of nothing, under both rule sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from qafila.interop import FleeFolder, open_flee
from qafila.interop.flee_changes import FleeClosure
from qafila.simulate import Change
from qafila.simulate.allocation.changed import changed_folder, comparable_folder
from qafila.simulate.allocation.members import folder_members
from qafila.simulate.members import Members
from qafila.simulate.paired import BEFORE as ENDS_BEFORE
from qafila.simulate.paired import DIFFERENCE as ENDS_DIFFERENCE
from qafila.simulate.paired import Paired
from tests.support.flee_folders import LOCATIONS, SETTINGS, write_folder

BEFORE, DIFFERENCE = "present" + ENDS_BEFORE, "present" + ENDS_DIFFERENCE
DAYS, DRAWS = 40, 60
RULES = ("flee", "qafila")
ROUTES = """\
#name1,name2,distance,forced_redirection
Alpha,Beta,90,
Beta,Gamma,95,0
Gamma,Delta,100,0
Beta,Epsilon,210,0
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> FleeFolder:
    """A month and more in which ten thousand people come; nothing is closed but by a change."""
    header = "#closure_type,name1,name2,closure_start,closure_end\n"
    changes: dict[str, str | bytes | None] = {
        "input_csv/locations.csv": LOCATIONS.replace("conflict_zone,4", "town,").replace(
            "3000", "30000"
        ),
        "input_csv/routes.csv": ROUTES,
        "input_csv/conflicts.csv": "#Day,Alpha\n" + "".join(f"{day},1\n" for day in range(DAYS)),
        "input_csv/closures.csv": header,
        "input_csv/registration_corrections.csv": "",
        "input_csv/sim_period.csv": f"StartDate,2012-02-29\nLength,{DAYS}\n",
        "source_data/refugees.csv": "2012-02-29,1000\n2012-04-08,12000\n",
        "source_data/delta.csv": "2012-02-29,600\n2012-04-08,7000\n",
        "source_data/epsilon.csv": "2012-02-29,400\n2012-04-08,5000\n",
        "simsetting.yml": SETTINGS.replace(
            "camp_weight: 2.0", "camp_weight: 2.0\n  capacity_scaling: 4.0"
        ),
    }
    return open_flee(write_folder(tmp_path_factory.mktemp("flee"), changes))


def members(folder: FleeFolder, rules: str, seed: int = 7) -> Members:
    return folder_members(folder, DRAWS, seed, rules=rules)


def pairs(folder: FleeFolder, rules: str, changes: list[Change]) -> dict[str, NDArray[np.int64]]:
    changed = changed_folder(folder, changes)
    both = Paired(members(folder, rules), members(changed, rules), ("present",))
    return dict(both.run(0, DRAWS))


@pytest.mark.parametrize("rules", RULES)
def test_a_change_of_nothing_makes_no_difference_at_all(folder: FleeFolder, rules: str) -> None:
    nothing = [
        Change("open_route", "Gamma", 1, second_id="Delta"),
        Change("open_camp", "Delta", 3),
        Change("set_intensity", "Alpha", 2, 9, value=1.0),
        Change("close_route", "Alpha", 5, 9, second_id="Beta"),
        Change("open_route", "Beta", 5, 9, second_id="Alpha"),
    ]
    assert not pairs(folder, rules, nothing)[DIFFERENCE].any()


@pytest.mark.parametrize("rules", RULES)
def test_nobody_passes_a_route_that_a_scenario_closes(folder: FleeFolder, rules: str) -> None:
    """The only route to the camp; whoever is on it turns back."""
    found = pairs(folder, rules, [Change("close_route", "Gamma", 1, second_id="Delta")])
    assert (found["arrivals"][:, 1:, 0] == 0).all()
    assert (found["present"][:, -1, 0] <= found["present"][:, 0, 0]).all()
    assert (found[BEFORE][:, -1, 0] > 2 * found["present"][:, -1, 0]).all()
    assert found[DIFFERENCE][:, -1, 1].mean() > 0, "they come to the other camp"


@pytest.mark.parametrize("rules", RULES)
def test_a_border_that_opens_opens_no_route_that_a_scenario_closes(
    folder: FleeFolder, rules: str
) -> None:
    border = FleeClosure("country", "Home", "Away", 0, 12, 2)
    closed = replace(folder, closures=(border,))
    found = pairs(closed, rules, [Change("close_route", "Gamma", 1, second_id="Delta")])
    assert (found["arrivals"][:, 1:, 0] == 0).all()
    assert (found["arrivals"][:, 12:, 1].sum(axis=1) > 0).all()


@pytest.mark.parametrize("rules", RULES)
def test_a_route_that_opens_again_is_used_again(folder: FleeFolder, rules: str) -> None:
    found = pairs(folder, rules, [Change("close_route", "Gamma", 1, 19, second_id="Delta")])
    assert (found["arrivals"][:, 1:20, 0] == 0).all()
    assert (found["arrivals"][:, 20:, 0].sum(axis=1) > 0).all()


@pytest.mark.parametrize("rules", RULES)
def test_pairs_vary_less_than_draws_that_share_nothing(folder: FleeFolder, rules: str) -> None:
    """A change late in the run: until then both are the same to the last person."""
    changes = [Change("close_route", "Gamma", DAYS - 6, second_id="Delta")]
    found = pairs(folder, rules, changes)
    assert not found[DIFFERENCE][:, : DAYS - 6].any()
    alone = members(folder, rules, seed=8).run(0, DRAWS)["present"].astype(np.int64)
    apart = found["present"] - alone
    paired, independent = (one[:, -1].var(axis=0) for one in (found[DIFFERENCE], apart))
    assert (paired < independent).all(), (paired, independent)


@pytest.mark.parametrize("rules", RULES)
def test_a_camp_that_opens_in_a_town_takes_people_in(folder: FleeFolder, rules: str) -> None:
    changes = [Change("open_camp", "Beta", 10)]
    base = comparable_folder(folder, changes)
    both = Paired(
        members(base, rules), members(changed_folder(folder, changes), rules), ("present",)
    )
    found = both.run(0, DRAWS)
    assert both.labels["location"] == ("Beta", "Delta", "Epsilon")
    assert not found[DIFFERENCE][:, :10].any()
    assert (found[DIFFERENCE][:, -1, 0] > 0).all()
    assert (found[DIFFERENCE][:, -1, 1:].sum(axis=1) < 0).all()
