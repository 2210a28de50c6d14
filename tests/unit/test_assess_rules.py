"""Rules of judgement: what the package ships is sound, and each fault of a table is told once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila import tables, terms, units
from qafila.assess.model import LEVELS
from qafila.assess.rule_checks import known_claims, rule_problems
from qafila.assess.rules import Gauge, Reads, read_rules
from qafila.case import find_case, read_case
from qafila.commands.check import read_checked
from qafila.errors import InputError, SchemaError

ROOT = Path(__file__).resolve().parents[2]
RULES = read_rules()
GAUGES = [gauge for gauges in RULES.gauges.values() for gauge in gauges]
GAUGE = {
    "gauge_id": "dry_wells", "indicator_id": "supply_pressure", "kind": "origins",
    "reads": "shortage/water", "watch": "1", "warning": "2", "emergency": "3", "unit": "origins",
    "label_en": "Dry wells", "label_fr": "Puits à sec", "label_ar": "آبار جافة",
    "source": "estimate", "rationale": "Made for a test",
}  # fmt: skip
INDICATOR = {
    "indicator_id": "water", "scope": "city", "part": "supports", "window_days": "14",
    "hysteresis_days": "7", "label_en": "Water", "label_fr": "Eau", "label_ar": "الماء",
    "definition": "Whether there is water", "source": "estimate", "rationale": "Made for a test",
}  # fmt: skip


def frame(table: str, *rows: dict[str, str]):
    names = [column.name for column in tables.schema(table)]
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    read, problems = tables.read_table(table, "\n".join(lines).encode(), f"{table}.csv")
    assert problems == []
    return read


def faults(*gauges: dict[str, str], indicators: tuple[dict[str, str], ...] = ()):
    own = frame("indicators", *indicators), frame("gauges", *({**GAUGE, **row} for row in gauges))
    return rule_problems(*own)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_case("teaching"), tmp_path / "teaching"))


def test_the_shipped_tables_pass_their_own_checks():
    shipped = [tables.read_defaults(name, name) for name in ("indicators", "gauges")]
    assert rule_problems(*shipped) == []
    assert faults({}) == []


@pytest.mark.parametrize(
    ("cells", "column", "told", "hint"),
    [
        ({"watch": "2"}, "warning", "watch and warning overlap: both begin at 2", "leave watch"),
        ({"warning": "5"}, "emergency", "emergency (3) does not lie above warning (5)", "swap"),
        (
            {"watch": "9", "warning": "", "emergency": "3"},
            "emergency", "emergency (3) does not lie above watch (9)", "swap",
        ),
        (
            {"kind": "below", "reads": "shortage/-", "quantities": "fuel_cover", "unit": "days",
             "emergency": ""},
            "warning", "warning (2) does not lie below watch (1)", "swap",
        ),
        (
            {"kind": "model", "reads": "", "model": "days_of_supply", "watch": "3",
             "warning": "7", "emergency": ""},
            "warning", "warning (7) does not lie below watch (3)", "swap",
        ),
        ({"watch": "", "warning": "", "emergency": ""}, "watch", "there is no threshold", "fill"),
        ({"watch": "0"}, "watch", "watch begins at 0, which", "write a number above zero"),
        ({"reads": "shortge/water"}, "reads", '"shortge" is not a type of claim', '"shortage"'),
        (
            {"reads": "shortage/pump_dry"}, "reads",
            'no reader gives the subtype "pump_dry" to shortage', '"pumps_dry"',
        ),
        (
            {"reads": "shortage/schools"}, "reads",
            'no reader gives the subtype "schools" to shortage', '"service_closure/schools"',
        ),
        ({"ended_by": "truse"}, "ended_by", '"truse" is not a type of claim', '"truce"'),
        ({"ended_by": "shortage"}, "ended_by", '"shortage" would end what it tells', "leave it"),
        ({"quantities": "fuel_cove"}, "quantities", '"fuel_cove" is not a quantity', "fuel_cover"),
        (
            {"quantities": "fighters"}, "quantities",
            "no claim in reads can give fighters", "read one of agreement, armed_clash",
        ),
        ({"observations": "drey"}, "observations", '"drey" is not a measure of obs', '"dry"'),
        ({"modalities": "clamed"}, "modalities", '"clamed" is not a modality', '"claimed"'),
        ({"actors": "jnimm"}, "actors", '"jnimm" is not an actor or a kind', '"jnim"'),
        (
            {"kind": "model", "reads": "", "model": "corridors_open"},
            "model", '"corridors_open" is not a model result', '"corridors_not_open"',
        ),
        ({"kind": "model", "reads": ""}, "model", "which model result is read", "allowed"),
        ({"kind": "model", "model": "corridors_not_open"}, "reads", "a model result", "empty"),
        ({"model": "corridors_not_open"}, "model", "a gauge of kind origins reads", "kind model"),
        ({"reads": ""}, "reads", "nothing is read", "such as"),
        ({"kind": "above"}, "quantities", "above needs a figure", "name the quantity"),
        ({"kind": "growth"}, "counts", "what growth compares is not said", "incidents, places"),
        ({"counts": "places"}, "counts", "origins compares nothing", "leave it empty"),
        (
            {"kind": "above", "quantities": "fuel_cover", "reads": "shortage/-", "unit": "hours"},
            "unit", "fuel_cover is not counted in hours", 'write "days"',
        ),
        (
            {"indicator_id": "supply_presure"}, "indicator_id",
            '"supply_presure" is not an indicator', '"supply_pressure"',
        ),
    ],
)  # fmt: skip
def test_each_fault_of_a_gauge_is_told_once_with_row_and_hint(cells, column, told, hint):
    (problem,) = faults({**GAUGE, "gauge_id": "sound"}, cells)
    assert (problem.file, problem.row, problem.column) == ("gauges.csv", 3, column)
    assert problem.message.startswith(told)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({}, "indicator_id", 'no gauge belongs to "water"'),
        ({"indicator_id": "economy", "hysteresis_days": "30"}, "hysteresis_days", "a level would"),
    ],
)
def test_each_fault_of_an_indicator_is_told_once(cells, column, told):
    (problem,) = faults(indicators=({**INDICATOR, **cells},))
    assert (problem.file, problem.row, problem.column) == ("indicators.csv", 2, column)
    assert problem.message.startswith(told)
    assert problem.hint


def test_all_faults_are_told_at_once():
    found = faults(
        {"reads": "shortge/water", "modalities": "clamed", "watch": "9"},
        {"gauge_id": "other", "indicator_id": "nothing"},
        indicators=(INDICATOR,),
    )
    assert len({(problem.file, problem.row, problem.column) for problem in found}) == 5


def test_an_actor_of_the_case_may_be_named():
    own = frame("actors", {"actor_id": "rsf", "name_en": "RSF", "kind": "armed_group"})
    gauges = frame("gauges", {**GAUGE, "actors": "rsf"})
    assert len(rule_problems(frame("indicators"), gauges)) == 1
    assert rule_problems(frame("indicators"), gauges, own) == []


def test_rows_of_a_case_take_the_place_of_those_of_the_package(folder):
    changed = {**GAUGE, "gauge_id": "people_arrived", "indicator_id": "influx", "watch": "7",
               "warning": "8", "emergency": "9"}  # fmt: skip
    of_water = {**GAUGE, "indicator_id": "water"}
    for table, rows in (("gauges", (changed, of_water)), ("indicators", (INDICATOR,))):
        frame_of_case = frame(table, *rows)
        (folder / f"{table}.csv").write_text(tables.write_text(frame_of_case), encoding="utf-8")
    case = read_case(folder)
    rules = read_rules(case)
    names = [one.indicator_id for one in rules.indicators]
    assert names == [*(one.indicator_id for one in RULES.indicators), "water"]
    assert rules.gauge("people_arrived").watch == 7
    assert [one.gauge_id for one in rules.gauges["influx"]] == [
        one.gauge_id for one in RULES.gauges["influx"]
    ]
    assert rules.gauges["water"] == (rules.gauge("dry_wells"),)
    assert {"gauges.csv", "indicators.csv"} <= set(case.hashes)
    assert RULES.gauge("people_arrived").watch == 100


def test_check_shows_faults_of_rules_beside_those_of_other_tables(folder):
    wrong = {**GAUGE, "reads": "shortge/water"}
    (folder / "gauges.csv").write_text(tables.write_text(frame("gauges", wrong)), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"gauges.csv, row 2, column reads"):
        read_rules(read_case(folder))
    with pytest.raises(InputError) as told:
        read_checked(folder)
    (problem,) = told.value.problems
    assert (problem.file, problem.row, problem.column) == ("gauges.csv", 2, "reads")
    routes = folder / "routes.csv"
    routes.write_text(routes.read_text(encoding="utf-8").replace("distance_km", "length", 1))
    with pytest.raises(InputError) as told:
        read_checked(folder)
    assert problem in told.value.problems
    assert "routes.csv" in {one.file for one in told.value.problems}


def test_the_example_of_the_case_format_is_sound():
    page = (ROOT / "docs" / "case-format.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(gauge_id,.*?)```", page, re.DOTALL)
    assert example
    rows, problems = tables.read_table("gauges", example[1].encode(), "gauges.csv")
    assert len(rows)
    assert problems == []
    assert rule_problems(frame("indicators"), rows) == []


def test_every_kind_of_claim_is_read_or_left_out_on_purpose():
    page = (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8")
    cells = re.findall(r"`([a-z_]+)/([a-z_]+|-)`", page.split("## What no gauge reads")[1])
    listed = {(kind, "" if subtype == "-" else subtype) for kind, subtype in cells}
    told = [one for gauge in GAUGES for one in (*gauge.reads, *gauge.ended_by)]
    read = {claim for claim in known_claims() if any(one.fits(*claim) for one in told)}
    assert listed == known_claims() - read


def test_no_gauge_reads_the_arrival_of_a_convoy():
    told = [one for gauge in GAUGES for one in (*gauge.reads, *gauge.ended_by)]
    assert not [one for one in told if one.event_type == "supply_arrival"]
    assert not [gauge for gauge in GAUGES if {"convoys", "receipts"} & set(gauge.observations)]


def test_what_is_told_of_the_past_or_the_future_sets_no_level():
    odd = {gauge.gauge_id for gauge in GAUGES if {"background", "opinion", "denied"}
           & set(gauge.modalities)}  # fmt: skip
    assert odd == set()
    assert [one.gauge_id for one in GAUGES if "conditional" in one.modalities] == ["fuel_cover"]


def test_labels_stand_in_three_scripts_and_french_spaces_hold():
    for row in (*RULES.indicators, *GAUGES):
        assert re.search("[\u0600-\u06ff]", row.labels["ar"]), row
        assert not re.search("[\u0600-\u06ff]", row.labels["en"] + row.labels["fr"]), row
        assert not re.search(r"[^\u00a0\u202f][:;?!]", row.labels["fr"]), row
        assert len({*row.labels.values()}) == 3, row
    for gauge in GAUGES:
        assert gauge.unit in units.names()


def test_every_threshold_has_a_reason_of_its_own():
    for row in (*RULES.indicators, *GAUGES):
        assert row.source == "estimate" or row.source.startswith("https://"), row
        assert len(row.rationale) > 20, row
    # Only days before the test of lead time may have been looked at.
    assert not [row for row in GAUGES if re.search(r"set with [^;]*November", row.rationale)]


def test_indicators_cover_what_a_situation_room_asks():
    assert {one.scope for one in RULES.indicators} == set(terms.values("indicator_scope"))
    assert {one.part for one in RULES.indicators} == set(terms.values("indicator_part"))
    deciding = {one.scope for one in RULES.indicators if one.part == "decides"}
    assert deciding == set(terms.values("indicator_scope"))


@given(st.sampled_from(GAUGES), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_worse_value_never_has_a_lower_level(gauge: Gauge, one: float, other: float):
    better, worse = sorted((one, other), reverse=gauge.falls)
    assert LEVELS.index(gauge.level(better)) <= LEVELS.index(gauge.level(worse))


@given(st.sampled_from(GAUGES))
def test_the_next_level_begins_where_it_says(gauge: Gauge):
    level: str | None = "normal"
    reached = ["normal"]
    while level is not None and (following := gauge.above(level)) is not None:
        level, value = following
        assert gauge.level(value) == level
        reached.append(level)
    assert reached == ["normal", *(name for name, _ in gauge.thresholds)]


@given(st.sampled_from(sorted(known_claims())))
def test_reads_fit_what_they_name(claim):
    kind, subtype = claim
    assert Reads.parse(kind).fits(kind, subtype or None)
    assert Reads.parse(f"{kind}/{subtype or '-'}").fits(kind, subtype or None)
    assert Reads.parse(f"{kind}/-").fits(kind, subtype or None) == (not subtype)
