"""One simulation of cases and of Flee folders: results, summaries, tables and pictures."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import qafila as qf
from qafila.errors import InputError, RestrictedError, UnknownNameError
from qafila.interop import FleeFolder
from qafila.pictures import Picture, legend, say
from qafila.simulate.allocation.flee_members import check_hidden, flee_members
from qafila.simulate.allocation.scores import counted_camps, mean_error
from qafila.simulate.case_members import CaseMembers
from qafila.simulate.changes import force
from qafila.simulate.cluster import packed
from qafila.simulate.ensemble import count_all, count_range
from qafila.simulate.members import Members, Variable
from qafila.simulate.scenario import KINDS, SETTING, Scenario
from qafila.terms import LANGUAGES
from tests.support.flee_folders import write_folder
from tests.support.synthetic import synthetic_situation
from tests.unit.test_ensemble import bytes_of

DRAWS = 45
RULES = ["qafila", "flee"]


def case_members(block: int, draws: int = DRAWS) -> CaseMembers:
    situation, scenario = synthetic_situation(), Scenario(days=9, draws=draws, seed=11)
    forced = force(scenario, situation.network, situation.corridors)
    return CaseMembers(situation, scenario, forced, block)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> FleeFolder:
    return qf.open_flee(write_folder(tmp_path_factory.mktemp("flee")))


def folder_members(folder: FleeFolder, rules: str) -> Members:
    return qf.Simulation(folder, draws=DRAWS, rules=rules).source.streamed()


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray], rows: slice) -> bool:
    assert one.keys() == other.keys()
    return all(one[name].tobytes() == other[name][rows].tobytes() for name in one)


@pytest.mark.parametrize("block", [1, 7, 16])
def test_members_of_a_case_do_not_depend_on_the_block_their_inputs_are_drawn_in(block: int) -> None:
    whole = case_members(DRAWS).run(0, DRAWS)
    parts = case_members(block)
    for first, last in ((0, 5), (6, 24), (40, 45), (13, 14)):
        assert same(parts.run(first, last), whole, slice(first, last))


def test_members_of_a_case_travel_without_their_ledger() -> None:
    case = qf.open_case("teaching")
    scenario = Scenario(days=4, draws=6)
    situation = case.situation()
    forced = force(scenario, situation.network, situation.corridors)
    members = CaseMembers(situation, scenario, forced, 4)
    there = pickle.loads(packed(members))  # noqa: S301  # our own
    assert same(there.run(2, 6), members.run(0, 6), slice(2, 6))


@pytest.mark.parametrize("rules", RULES)
def test_members_of_a_folder_are_the_same_in_any_range_and_process(
    folder: FleeFolder, rules: str
) -> None:
    members = folder_members(folder, rules)
    there = pickle.loads(packed(members))  # noqa: S301  # our own
    whole = members.run(0, DRAWS)
    for first, last in ((0, 1), (3, 17), (44, 45)):
        assert same(there.run(first, last), whole, slice(first, last))


@pytest.mark.parametrize("rules", [*RULES, "case"])
def test_threads_and_ranges_change_no_byte_of_a_summary(folder: FleeFolder, rules: str) -> None:
    members = case_members(16) if rules == "case" else folder_members(folder, rules)

    alone = bytes_of(count_range(members, 0, DRAWS))
    for threads in (1, 3):
        found, _ = count_all(members, threads=threads)
        assert bytes_of(found) == alone


@pytest.mark.parametrize("rules", RULES)
def test_a_folder_gives_an_allocation_with_units_and_counts(folder: FleeFolder, rules: str) -> None:
    result = qf.Simulation(folder, draws=DRAWS, rules=rules).run()
    assert result.product == "allocation"
    assert "not a forecast" in repr(result)
    assert result.arrivals.dims == ("draw", "day", "location")
    told = ("present", "arrivals", "people", "observed")
    assert {result.data[name].attrs["units"] for name in told} == {"people"}
    table = result.to_dataframe()
    assert list(table.columns) == ["draw", "day", "date", "location", "simulated", "observed"]
    assert len(table) == DRAWS * folder.days * 2
    row = table[(table["draw"] == 3) & (table["day"] == 5) & (table["location"] == "Epsilon")]
    assert row["simulated"].item() == result.data["present"].to_numpy()[3, 5, 1]
    assert row["observed"].item() == 200
    positions, counted = counted_camps(folder)
    present = result.data["present"].to_numpy()[:, :, positions]
    np.testing.assert_array_equal(result.data["error"], mean_error(present, counted))
    assert "location" in result._repr_html_() or "Delta" in result._repr_html_()


@pytest.mark.parametrize("rules", RULES)
def test_a_summary_agrees_with_the_held_draws(folder: FleeFolder, rules: str) -> None:
    simulation = qf.Simulation(folder, draws=DRAWS, rules=rules)
    result, summary = simulation.run(), simulation.summarise()
    held = result.data["present"]
    np.testing.assert_array_equal(summary.mean("present"), held.mean("draw"))
    np.testing.assert_allclose(summary.sd("present"), held.std("draw", ddof=1), atol=1e-9)
    np.testing.assert_array_equal(summary.minimum("present"), held.min("draw"))
    np.testing.assert_array_equal(summary.maximum("present"), held.max("draw"))
    found = summary.quantiles("present", (0.1, 0.5))
    np.testing.assert_allclose(found, result.quantiles("present", (0.1, 0.5)), rtol=1 / 256)
    np.testing.assert_array_equal(summary.each("error"), result.data["error"])
    for name in ("present", "arrivals"):
        close = {"rtol": 1 / 256, "atol": 1e-9}
        for where in ({}, {"location": "Delta"}):
            one, other = summary.fan(name, **where), result.fan(name, **where)
            np.testing.assert_allclose(one["median"], other["median"], **close)
            np.testing.assert_allclose(one["high90"], other["high90"], **close)
    table = summary.to_dataframe()
    assert list(table.columns[:4]) == ["day", "date", "location", "mean"]
    assert table["observed"].notna().all()


def test_a_summary_of_a_case_agrees_with_the_held_draws() -> None:
    simulation = qf.Simulation(synthetic_situation(), days=9, draws=600, seed=11)
    result, summary = simulation.run(), simulation.summarise()
    assert summary.product == "unconditional"
    np.testing.assert_array_equal(summary.mean("arrivals"), result.arrivals.mean("draw"))
    for name in ("days_of_supply", "depot"):
        told = result.quantiles(name)
        np.testing.assert_allclose(summary.quantiles(name), told, rtol=1 / 256, atol=1e-3)
    place = {"city": "capital", "commodity": "fuel"}
    one = summary.fan("days_of_supply", **place)
    np.testing.assert_allclose(
        one["median"], result.fan("days_of_supply", **place)["median"], rtol=1 / 256, atol=1e-3
    )
    fan = summary.fan("arrivals")["median"]
    np.testing.assert_allclose(fan, result.fan("arrivals")["median"], rtol=1 / 256)
    table = result.to_dataframe()
    assert list(table.columns) == ["draw", "day", "date", "location", "simulated"]
    assert set(table["location"]) == {"camp-n", "camp-s", "camp-w"}
    assert table["simulated"].sum() == result.arrivals.sum()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pictures_of_an_allocation_say_that_it_is_no_forecast(
    folder: FleeFolder, language: str
) -> None:
    simulation = qf.Simulation(folder, draws=5, rules="flee")
    said = {"en": "not a forecast", "fr": "pas une prévision", "ar": "وليس توقعا"}[language]
    for shown in (simulation.run(), simulation.summarise()):
        for name in ("arrivals", "present", "in_transit", "people"):
            assert said in str(shown.plot(name, language=language).to_dict())
        svg = shown.plot("present", language=language, location="Delta").svg()
        assert "Delta" in svg


def test_what_cannot_be_simulated_is_said_before_the_run(
    folder: FleeFolder, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="did you mean"):
        qf.Simulation(folder, rules="fle")
    with pytest.raises(InputError, match="rules"):
        qf.Simulation(synthetic_situation(), rules="flee")
    with pytest.raises(InputError, match="6 days"):
        qf.Simulation(folder, days=60)
    bare = {f"source_data/{name}.csv": None for name in
            ("data_layout", "refugees", "delta", "epsilon")}  # fmt: skip
    bare["input_csv/registration_corrections.csv"] = None
    with pytest.raises(InputError, match="source_data"):
        qf.Simulation(qf.open_flee(write_folder(tmp_path, bare)))
    summary = qf.Simulation(folder, draws=3).summarise()
    with pytest.raises(UnknownNameError, match="did you mean"):
        summary.mean("presnt")
    with pytest.raises(InputError, match="name one"):
        qf.Simulation(synthetic_situation(), days=2, draws=3).summarise().fan("depot")


def test_a_change_of_a_folder_is_made_before_it_runs(folder: FleeFolder) -> None:
    cut = [qf.Change("close_route", "Beta", 1, second_id="Alpha")]
    changed = qf.Simulation(folder, draws=4, rules="flee", changes=cut).run()
    assert changed.product == "allocation"
    assert changed.input_hash != qf.Simulation(folder, draws=4, rules="flee").run().input_hash


def test_results_that_differ_in_more_than_changes_are_not_compared(folder: FleeFolder) -> None:
    """Whoever pairs them would take the other difference for what the changes make."""
    cut = [qf.Change("close_route", "Beta", 1, second_id="Alpha")]
    base = qf.Simulation(folder, draws=4, rules="flee").run()
    changed = qf.Simulation(folder, draws=4, rules="flee", changes=cut).run()
    assert qf.compare(base, changed).product == "allocation"
    assert "allocation under a scenario" in repr(qf.compare(base, changed))
    with pytest.raises(InputError, match="one rules only"):
        qf.compare(qf.Simulation(folder, draws=4).run(), changed)
    without = qf.Simulation(folder, draws=4, rules="flee", capacities=False).run()
    with pytest.raises(InputError, match="capacities or parameters"):
        qf.compare(without, changed)
    nearer = replace(folder, links=replace(folder.links, distance_km=folder.links.distance_km / 2))
    with pytest.raises(InputError, match="differ in more than changes"):
        qf.compare(qf.Simulation(nearer, draws=4, rules="flee").run(), changed)
    with pytest.raises(InputError, match="one version only"):
        qf.compare(replace(base, version="0"), changed)


def test_a_folder_opened_anew_can_be_compared(tmp_path: Path) -> None:
    path = write_folder(tmp_path)
    one, other = (qf.Simulation(qf.open_flee(path), draws=3).run() for _ in range(2))
    assert one.base_hash == other.base_hash == one.input_hash
    assert not qf.compare(one, other).draws.any()


@pytest.mark.parametrize("rules", RULES)
def test_places_that_only_one_result_has_are_not_dropped(folder: FleeFolder, rules: str) -> None:
    camp = [qf.Change("open_camp", "Beta", 1)]
    simulation = qf.Simulation(folder, draws=4, rules=rules, changes=camp)
    changed, plain = simulation.run(), qf.Simulation(folder, draws=4, rules=rules).run()
    with pytest.raises(InputError, match="not of the same places"):
        qf.compare(plain, changed)
    apart = qf.compare(simulation.without_changes().run(), changed)
    assert "Beta" in apart.draws["location"].to_numpy()
    streamed = simulation.summarise(paired=True)
    mean = apart.draws.mean("draw").to_numpy()
    np.testing.assert_allclose(streamed.mean("present_difference"), mean)


def test_what_a_scenario_changes_is_not_judged(folder: FleeFolder) -> None:
    cut = [qf.Change("close_route", "Beta", 1, second_id="Alpha")]
    changed = qf.Simulation(folder, draws=4, rules="flee", changes=cut)
    result = changed.run()
    assert np.isnan(result.data["error"]).all()
    assert result.to_dataframe()["observed"].isna().all()
    assert np.isfinite(changed.without_changes().run().data["error"]).all()


def test_no_group_by_ethnicity_or_religion_can_reach_an_output(folder: FleeFolder) -> None:
    members = flee_members(folder, 2, 7)
    variables, labels = members.variables, {"location": ("ethnicity blue",)}
    hidden = replace(members.inputs, group_names=("ethnicity blue",), restricted=(True,))
    check_hidden(hidden, variables, labels)  # a camp may be called so
    by_group = {**variables, "arrivals": Variable(("group",), "people", "Arrivals")}
    told = {**labels, "group": ("ethnicity blue",)}
    with pytest.raises(RestrictedError, match="please report it"):
        check_hidden(hidden, by_group, told)
    check_hidden(replace(hidden, restricted=(False,)), by_group, told)


def first_words(picture: Picture) -> str:
    """What stands above a picture."""
    found = re.findall(r"<t(?:ext|span)[^>]*>([^<]+)<", picture.svg())
    return "\n".join(one.strip("\u2067\u2069") for one in found)


@pytest.mark.parametrize("summed", [False, True])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Flee's rules; camps can be full", "What if: reception place Epsilon closed from"]),
        ("fr", ["les camps peuvent être pleins", "Et si : lieu d'accueil Epsilon fermé à partir"]),
        ("ar", ["يمكن أن تمتلئ المخيمات", "ماذا لو: مكان الاستقبال Epsilon مغلق ابتداء من"]),
    ],
)
def test_pictures_of_a_what_if_say_what_is_supposed(
    folder: object, language: str, told: list[str], *, summed: bool
) -> None:
    cut = [qf.Change("close_camp", "Epsilon", 2)]
    changed = qf.Simulation(folder, draws=4, rules="flee", changes=cut)
    plain = qf.Simulation(folder, draws=4, rules="flee")
    shown = changed.summarise() if summed else changed.run()
    picture = shown.plot("present", language=language)
    base = (plain.summarise() if summed else plain.run()).plot("present", language=language)
    counted = legend(language)["counted"]
    assert all(line in first_words(picture) for line in told)
    assert all(line in picture.description for line in told)
    assert told[0] in first_words(base)
    assert told[1][:8] not in first_words(base)
    assert counted in first_words(base)
    assert counted not in first_words(picture)


def test_a_what_if_of_a_case_is_marked_and_many_changes_are_counted() -> None:
    situation = qf.open_case("teaching").situation()
    cut = [qf.Change("close_corridor", "north", day, day) for day in range(1, 6)]
    words = first_words(qf.Simulation(situation, days=6, draws=3, changes=cut).run().plot())
    assert words.count("What if: supply corridor north closed") == 3
    assert "further changes: 2" in words
    assert "What if" not in first_words(qf.Simulation(situation, days=6, draws=3).run().plot())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_has_words_for_pictures(kind: str, language: str) -> None:
    told = say(f"change_{kind}", language, name="NAME", value="VALUE")
    assert "NAME" in told
    valued = {"set_intensity", "add_capacity", "add_intake", "set_parameter", *SETTING}
    assert ("VALUE" in told) == (kind in valued)


def test_arrivals_are_people_only_where_each_arrives_once(folder: object) -> None:
    flee = first_words(qf.Simulation(folder, draws=3, rules="flee").run().plot("arrivals"))
    ours = first_words(qf.Simulation(folder, draws=3, rules="qafila").run().plot("arrivals"))
    assert "each return counted again" in flee
    assert "people" not in flee.splitlines()
    assert "each return" not in ours
    assert "people" in ours.splitlines()


def test_wrong_names_of_a_picture_are_told(folder: object) -> None:
    simulation = qf.Simulation(folder, draws=3, rules="flee")
    for shown in (simulation.run(), simulation.summarise()):
        with pytest.raises(UnknownNameError, match='did you mean "Delta"'):
            shown.plot("present", location="Delt")
        with pytest.raises(UnknownNameError, match='no dimension "place"'):
            shown.plot("present", place="Delta")
        for name in ("error", "observed"):
            with pytest.raises(UnknownNameError, match="known: present, arrivals") as caught:
                shown.plot(name)
            assert name not in str(caught.value).partition("known:")[2]


@pytest.mark.parametrize(("rules", "told"), [
    ("flee", "Flee's rules; camps can be full"), ("qafila", "Qafila's rules; camps are never full"),
])  # fmt: skip
def test_reprs_of_an_allocation_name_rules_and_capacities(
    folder: object, rules: str, told: str
) -> None:
    cut = [qf.Change("close_camp", "Epsilon", 2)]
    simulation = qf.Simulation(folder, draws=3, rules=rules, changes=cut)
    for shown in (simulation, simulation.run(), simulation.summarise()):
        assert told in repr(shown)
        assert "1 change" in repr(shown)
        assert "1 changes" not in repr(shown)
    result, summary = simulation.run(), simulation.summarise()
    middle = f"{np.median(result.data['present'].sum('location').to_numpy()[:, -1]):,.0f} people"
    assert middle in repr(result)
    assert middle in repr(summary)
    assert "what if: 1 change" in result._repr_html_()
