"""Hostile folders: none makes the reader hang, look elsewhere, steer a terminal or overflow."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from qafila.errors import ConservationError, InputError
from qafila.interop.flee_findings import Findings
from qafila.interop.flee_folder import open_flee
from qafila.interop.flee_limits import limits
from qafila.interop.flee_settings_file import read_settings
from qafila.simulate.allocation.flee_members import flee_members
from qafila.simulate.allocation.members import RULES, folder_members
from tests.support.flee_folders import FILES, LOCATIONS, SETTINGS, write_folder

IN, SOURCE = "input_csv", "source_data"
LAYOUT = FILES[f"{SOURCE}/data_layout.csv"]
BOMB = "".join(
    ["spawn_rules:\n  conflict_spawn_decay:\n    - &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"]
    + [f"    - &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)]
)


def refused(folder: Path, *, lenient: bool = False) -> list[str]:
    with pytest.raises(InputError) as caught:
        open_flee(folder, lenient=lenient)
    return [str(problem) for problem in caught.value.problems]


def settings_problems(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    read_settings(path, findings)
    return [str(problem) for problem in findings.refused]


def test_aliases_are_refused_and_cost_no_time(tmp_path: Path) -> None:
    begun = time.process_time()
    problems = settings_problems(tmp_path / "simsetting.yml", BOMB)
    assert time.process_time() - begun < 5.0
    assert any("row 4" in one and "aliases" in one for one in problems), problems


def test_a_long_value_is_not_written_out(tmp_path: Path) -> None:
    deep = f"move_rules:\n  camp_weight: {[[[1] * 50] * 20]}\n"
    word = f"move_rules:\n  camp_weight: {'x' * 20_000}\n"
    for text in (deep, word):
        (problem,) = settings_problems(tmp_path / "simsetting.yml", text)
        assert "camp_weight" in problem
        assert len(problem) < 500


@pytest.mark.parametrize("value", ["2012-99-99", "0x" + "f" * 9000, "9" * 9000, "[" * 3000])
def test_a_value_that_yaml_stumbles_over_is_named(value: str, tmp_path: Path) -> None:
    text = f"move_rules:\n  camp_weight: {value}\n"
    assert settings_problems(tmp_path / "simsetting.yml", text)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    for name, limit in (("simsetting.yml", "largest_settings"),
                        (f"{SOURCE}/delta.csv", "largest_table")):  # fmt: skip
        os.truncate(folder / name, int(limits()[limit] * 1e6) + 1)  # a hole takes no room
    problems = refused(folder, lenient=True)
    assert [one.split(" ")[0] for one in problems] == ["delta.csv:", "simsetting.yml:"]
    assert all("MB" in one for one in problems)


@pytest.mark.parametrize("how", ["up", "absolute", "link"])
def test_no_file_outside_the_folder_is_read(how: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("2012-02-29,7\n", encoding="utf-8")
    folder = write_folder(tmp_path / "folder")
    told = {"up": "../../secret.csv", "absolute": str(secret), "link": "linked.csv"}[how]
    if how == "link":
        (folder / SOURCE / told).symlink_to(secret)
    (folder / SOURCE / "data_layout.csv").write_text(
        LAYOUT.replace("delta.csv", told), encoding="utf-8"
    )
    (problem,) = refused(folder, lenient=True)
    assert problem.startswith("data_layout.csv, row 2, column file:")
    assert "outside" in problem


@pytest.mark.parametrize("told", ["x" * 5000, "a/" * 3000 + "b.csv", "circle.csv"])
def test_a_file_that_cannot_be_is_named(told: str, tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path, {f"{SOURCE}/data_layout.csv": LAYOUT.replace("delta.csv", told)}
    )
    (folder / SOURCE / "circle.csv").symlink_to(folder / SOURCE / "circle.csv")
    assert any("data_layout.csv, row 2" in one for one in refused(folder))


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write_folder(tmp_path / "here")
    (tmp_path / "there").symlink_to(tmp_path / "here")
    assert open_flee(tmp_path / "there").observed is not None


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\u202e", "\u2066", "\x9b", "\u2028"])
def test_signs_that_steer_a_terminal_are_refused_or_replaced(sign: str, tmp_path: Path) -> None:
    changed = {
        name: text.replace("Delta", f"De{sign}lta")
        for name, text in FILES.items()
        if ".csv" in name
    }
    folder = write_folder(tmp_path, {**changed})
    problems = refused(folder)
    assert any(one.startswith("locations.csv, row 5, column name:") for one in problems), problems
    assert any(one.startswith("routes.csv, row 4, column name2:") for one in problems), problems
    assert all(one.isprintable() for one in problems)
    opened = open_flee(folder, lenient=True)
    name = next(one for one in opened.places.names if one.startswith("De_"))
    assert name.isprintable()
    assert opened.observed is not None
    assert name in opened.observed.names
    told = [str(one) for one in opened.repaired]
    assert any("locations.csv, row 5" in one and "replaced by _" in one for one in told), told


def test_names_of_any_script_with_their_joiners_are_kept(tmp_path: Path) -> None:
    for name in ("می‌خواهم", "تمبكتو", "Ségou", "Saint\u00a0Louis"):
        changed = {at: text.replace("Delta", name) for at, text in FILES.items() if ".csv" in at}
        opened = open_flee(write_folder(tmp_path / name, {**changed}))
        assert name in opened.places.names


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("count", [str(10**10), str(2**31), str(2**53 - 1)])
def test_more_people_than_counts_hold_are_refused(rules: str, count: str, tmp_path: Path) -> None:
    changes = {
        f"{SOURCE}/{name}.csv": FILES[f"{SOURCE}/{name}.csv"].replace(",200\n", f",{count}\n")
        for name in ("delta", "epsilon")
    }
    folder = open_flee(write_folder(tmp_path, {**changes}))
    with pytest.raises(InputError, match="--hasten"):
        folder_members(folder, 2, 1, rules=rules)


def test_the_hint_of_too_many_people_helps(tmp_path: Path) -> None:
    text = FILES[f"{SOURCE}/epsilon.csv"].replace(",200\n", ",30000000000\n")
    folder = write_folder(tmp_path, {f"{SOURCE}/epsilon.csv": text})
    with pytest.raises(InputError) as caught:
        flee_members(open_flee(folder), 1, 1)
    hasten = int(str(caught.value).split("--hasten ")[1].split(",")[0])
    flee_members(open_flee(folder, hasten=hasten), 1, 1)


@pytest.mark.parametrize(
    ("mode", "value", "held"),
    [
        ("constant", 10**10, False),
        ("constant", 10**7, True),
        ("Poisson", 10**9, False),
        ("Poisson", 10**7, True),
        ("pop_ratio", 10**6, False),
        ("pop_ratio", 0.5, True),
    ],
)
def test_people_set_moving_by_conflict_are_held_or_refused(
    mode: str, value: float, held: bool, tmp_path: Path
) -> None:
    rules = (
        "spawn_rules:\n  conflict_driven_spawning:\n"
        f"    spawn_mode: {mode}\n    displaced_per_conflict_day: {value}"
    )
    text = SETTINGS.replace("spawn_rules:", rules)
    folder = open_flee(write_folder(tmp_path, {"simsetting.yml": text}))
    if held:
        out = flee_members(folder, 2, 1).run(0, 2)
        assert (out["people"] >= 0).all()
        assert out["people"].max() <= limits()["most_people"]
        return
    with pytest.raises(InputError, match="may set out"):
        flee_members(folder, 2, 1)


def test_a_run_near_the_limit_loses_nobody(tmp_path: Path) -> None:
    text = FILES[f"{SOURCE}/epsilon.csv"].replace(",200\n", ",990000000\n")
    opened = open_flee(write_folder(tmp_path, {f"{SOURCE}/epsilon.csv": text}))
    out = flee_members(opened, 2, 1, capacities=False).run(0, 2)
    told = out["present"].sum(axis=-1, dtype=np.int64) + out["in_transit"] + out["left"]
    assert (told <= out["people"]).all()
    assert out["present"].min() >= 0
    assert out["people"].max() > 9e8


def test_people_that_the_camps_have_and_nobody_else_knows_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(first, last, seed, keys, world, days, rules, out):  # type: ignore[no-untyped-def]
        out.present[:] = 7
        return 0

    monkeypatch.setattr("qafila.simulate.allocation.flee_members.run_members", wrong)
    members = flee_members(open_flee(write_folder(tmp_path)), 1, 1)
    with pytest.raises(ConservationError):
        members.run(0, 1)


def test_no_message_tells_what_people_call_themselves(tmp_path: Path) -> None:
    files = {
        f"{IN}/demographics_ethnicity.csv": "ethnicity,Default\nSecretpeople,1\n",
        "simsetting.yml": SETTINGS.replace(
            "move_rules:", "move_rules:\n  MatchCampEthnicity: True"
        ),
        f"{IN}/locations.csv": LOCATIONS,
    }
    with pytest.raises(InputError) as caught:
        flee_members(open_flee(write_folder(tmp_path, {**files})), 1, 1)
    assert "demographics_ethnicity.csv" in str(caught.value)
    assert "Secretpeople" not in str(caught.value)
