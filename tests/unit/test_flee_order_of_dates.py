"""Counts whose dates are out of order: sorted under our rules, as Flee reads them under its."""

from __future__ import annotations

import json

import numpy as np
import pytest

import qafila as qf
from qafila.commands.allocate import allocate
from qafila.commands.allocate_options import AllocateOptions
from qafila.interop.flee_folder import open_flee
from qafila.simulate.scenario import Scenario
from tests.support.flee_folders import write_folder

SORTED = "2012-02-29,100\n2012-03-02,300\n2012-03-05,600\n"
MIXED = "2012-02-29,100\n2012-03-05,600\n2012-03-02,300\n"
# Day 0 is 29 February; between counts it is interpolated, and cut to whole people.
BY_HAND = [100, 200, 300, 400, 500, 600]


def folder_with(root, total, delta="2012-02-29,100\n2012-03-05,500\n"):
    files = {
        "source_data/refugees.csv": total,
        "source_data/delta.csv": delta,
        "input_csv/registration_corrections.csv": None,
    }
    return write_folder(root, files)


@pytest.mark.parametrize("rules", ["qafila", "flee"])
def test_only_the_rules_of_flee_read_between_wrong_records(tmp_path, rules):
    mixed = open_flee(folder_with(tmp_path / "mixed", MIXED, MIXED))
    rising = open_flee(folder_with(tmp_path / "sorted", SORTED, SORTED))
    assert rising.by_date is None
    assert rising.observed.total.tolist() == BY_HAND
    assert mixed.observed.total.tolist() != BY_HAND, "as Flee reads it"
    assert mixed.in_order_of_dates().observed.total.tolist() == BY_HAND
    runs = [qf.Simulation(one, draws=4, rules=rules).run().data for one in (mixed, rising)]
    same = np.array_equal(runs[0]["people"].to_numpy(), runs[1]["people"].to_numpy())
    assert same is (rules == "qafila")


def test_what_was_counted_in_a_camp_is_sorted_as_well(tmp_path):
    delta = "2012-02-29,0\n2012-03-05,500\n2012-03-01,100\n"
    opened = open_flee(folder_with(tmp_path, SORTED, delta))
    seen = qf.Simulation(opened, draws=2, rules="qafila").run().data["observed"]
    assert seen.sel(location="Delta").to_numpy().tolist() == [0, 100, 200, 300, 400, 500]
    theirs = qf.Simulation(opened, draws=2, rules="flee").run().data["observed"]
    assert theirs.sel(location="Delta").to_numpy().tolist() != [0, 100, 200, 300, 400, 500]


def test_the_warning_says_what_each_rule_set_makes_of_it(tmp_path):
    opened = open_flee(folder_with(tmp_path, MIXED))
    told = [str(one) for one in opened.warnings if "stands behind" in str(one)]
    assert len(told) == 1
    assert "rules qafila: sorted by date" in told[0]
    assert "rules flee: read between wrong records" in told[0]
    repaired = open_flee(folder_with(tmp_path, MIXED), lenient=True)
    assert repaired.by_date is None
    assert repaired.observed.total.tolist() == BY_HAND


def test_the_command_and_the_base_of_a_pair_take_the_sorted_counts(tmp_path):
    scenario = Scenario(days=6, draws=4, seed=3)
    figures = []
    for name, total in (("mixed", MIXED), ("sorted", SORTED)):
        opened = open_flee(folder_with(tmp_path / name / "made", total))
        record = allocate(opened, scenario, AllocateOptions(rules="qafila")).record
        kept = ("people", "error", "error_after30", "error_per_draw_mean", "last_day")
        figures.append(json.dumps({key: record[key] for key in kept}))
        pair = qf.Simulation(opened, draws=3).without_changes()
        figures.append(pair.run().data["people"].to_numpy().tolist())
    assert figures[:2] == figures[2:]
