"""The documentation says what the program does."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from typer.core import TyperGroup
from typer.main import get_command

from qafila import tables, terms
from qafila.brief.exported import DISPUTE_COLUMNS, FIGURE_COLUMNS
from qafila.brief.exported_history import TIMELINE_COLUMNS
from qafila.brief.exported_hostages import ABDUCTION_COLUMNS
from qafila.brief.exports import CLAIM_COLUMNS, FORECAST_COLUMNS, SITUATION_COLUMNS
from qafila.case import find_case, read_case
from qafila.claims import claim_from_record, claim_record
from qafila.cli import app
from qafila.commands.simulate_tables import COLUMNS as SIMULATED_COLUMNS
from qafila.places import Gazetteer
from qafila.reports import open_document, read_claims
from qafila.simulate import read_scenario
from qafila.simulate.scenario import KINDS
from qafila.situation.status import STATES, evidence_weights, probabilities

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.fixture(scope="module")
def printer() -> ModuleType:
    path = ROOT / "scripts" / "print_tables.py"
    spec = importlib.util.spec_from_file_location("print_tables", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_printed_tables_are_those_of_the_schema(printer: ModuleType) -> None:
    for page in printer.PAGES:
        text = page.read_text(encoding="utf-8")
        assert printer.printed(text) == text, "run python scripts/print_tables.py"


def test_every_table_is_printed(printer: ModuleType) -> None:
    marked = {
        found[3]
        for page in printer.PAGES
        for found in printer.MARKED.finditer(page.read_text(encoding="utf-8"))
        if found[2] != "tree"
    }
    assert marked == {path.stem for path in printer.SCHEMA.glob("*.csv")}


def test_printed_tables_hold_every_column_and_term(printer: ModuleType) -> None:
    text = (ROOT / "docs" / "case-format.md").read_text(encoding="utf-8")
    assert all(f"| `{column.name}`" in text for column in tables.schema("observations"))
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for kind in terms.kinds():
        assert f"### {kind}\n" in glossary
        for term in terms.values(kind):
            assert f"| `{term}` | {terms.label(kind, term, 'en')} |" in glossary


def test_the_example_claim_is_a_claim() -> None:
    text = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    block = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert block
    record = json.loads(block[1])
    assert json.loads(json.dumps(claim_record(claim_from_record(record)))) == record
    described = " ".join(re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", described)) == set(record)


def test_the_example_claim_is_what_the_reader_reads() -> None:
    text = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    block = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert block
    told = json.loads(block[1])
    case = read_case(find_case("mali-2025"))
    document = open_document(next(path for path in case.reports if "tankers-burnt" in path.name))
    records = map(claim_record, read_claims(document, Gazetteer.from_locations(case.locations)))
    read = next(record for record in records if record["span"] == told["span"])
    kept = ("document", "event_type", "quantity", "best", "low", "high", "unit", "qualifier")
    assert {key: read[key] for key in kept} == {key: told[key] for key in kept}
    assert [source["name"] for source in read["said_by"]] == [
        source["name"] for source in told["said_by"]
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_example_of_the_readme_runs_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert block
    monkeypatch.chdir(tmp_path)
    exec(compile(block[1], "README.md", "exec"), {})  # noqa: S102
    assert 'dir="rtl"' in (tmp_path / "mali.html").read_text(encoding="utf-8")


def test_the_readme_has_the_two_commands_that_continuous_integration_runs() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^<!-- (\w+) -->\n```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert [name for name, _ in blocks] == ["install", "check"]
    assert all(len(command.splitlines()) == 1 for _, command in blocks)
    assert "requirements.lock" in blocks[0][1]
    assert "scripts/check.py" in blocks[1][1]
    assert text.index("scripts/check.py") < 3000


def test_the_page_on_the_situation_gives_the_values_in_use() -> None:
    text = (ROOT / "docs" / "situation.md").read_text(encoding="utf-8")
    frame = tables.read_defaults("parameters", "situation")
    best = dict(zip(frame["parameter"], frame["best"], strict=True))
    prior = [best[f"corridor_prior_{state}"] for state in STATES]
    assert "| {:g}, {:g}, {:g} |".format(*prior) in text
    assert f"| `corridor_prior_strength` | {best['corridor_prior_strength']:g} |" in text
    assert f"`corridor_status_memory` days old ({best['corridor_status_memory']:g})" in text
    for name in ("single_origin_confidence", "contested_passability", "people_prior_passability"):
        assert re.search(rf"`{name}`\W+{best[name]:g}\b", text), name
    weights = tables.read_defaults("precision_weights", "precision_weights")
    share = dict(zip(weights["location_precision"], weights["weight"], strict=True))
    said = "{:g} for a place, {:g} for a region, {:g} for a"
    assert said.format(share["exact"], share["region"], share["country"]) in text


def test_the_worked_example_of_a_status_comes_out_as_written() -> None:
    text = (ROOT / "docs" / "situation.md").read_text(encoding="utf-8")
    rules = tables.read_defaults("effects", "effects")
    rules = rules[(rules["event_type"] == "attack_on_convoy") & (rules["traffic"] == "supply")]
    frame = tables.read_defaults("parameters", "situation")
    best = dict(zip(frame["parameter"], frame["best"], strict=True))
    attack = dt.datetime(2025, 9, 1)  # noqa: DTZ001
    evidence = rules.assign(target_id="north", date_start=attack, date_end=attack)
    evidence["weight"] *= best["single_origin_confidence"]
    days = np.array([np.datetime64("2025-09-06")])
    weights, _ = evidence_weights(evidence, days, ("north",))
    prior = np.array([best[f"corridor_prior_{state}"] for state in STATES])
    chance, _ = probabilities(weights, prior, best["corridor_prior_strength"])
    for state, value in zip(STATES, chance[0, 0], strict=True):
        told = re.search(rf"P\({state}\) = [^=]*= (\d\.\d+)", text[text.index("**Example.**") :])
        assert told
        assert float(told[1]) == pytest.approx(value, abs=0.0051)


def test_the_columns_of_exports_are_those_that_are_written() -> None:
    text = (ROOT / "docs" / "case-format.md").read_text(encoding="utf-8")
    tables = (
        CLAIM_COLUMNS, SITUATION_COLUMNS, FORECAST_COLUMNS, DISPUTE_COLUMNS, FIGURE_COLUMNS,
        SIMULATED_COLUMNS, TIMELINE_COLUMNS, ABDUCTION_COLUMNS,
    )  # fmt: skip
    for columns in tables:
        assert ": `" + "`, `".join(columns) + "`." in text


def test_the_example_of_a_scenario_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "case-format.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert block
    (tmp_path / "scenario.toml").write_text(block[1], encoding="utf-8")
    scenario = read_scenario(tmp_path / "scenario.toml")
    assert (scenario.days, scenario.draws, scenario.seed) == (30, 500, 7)
    assert [change.kind for change in scenario.changes] == ["close_corridor", "set_parameter"]
    assert {kind for kind in KINDS if f"`{kind}`" not in text} == set()


def test_every_command_and_option_in_the_documentation_exists() -> None:
    program = get_command(app)
    commands = program.commands
    general = {"--help"} | {name for option in program.params for name in option.opts}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = re.findall(r"^(?:.*/)?qafila (.+)$|`qafila ([^`]+)`", text, re.MULTILINE)
        for words in ((fenced or inline).split() for fenced, inline in lines):
            if words[0].startswith("--"):
                assert words[0] in general, (page.name, words)
                continue
            command = commands[words[0]]
            if isinstance(command, TyperGroup):
                command = command.commands[words[1]]
            options = {
                name for option in command.params for name in option.opts + option.secondary_opts
            }
            assert {word for word in words if word.startswith("--")} <= options, (page.name, words)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in commands if f"| `qafila {name}" not in readme} == set()
    table = readme[readme.index("## Commands") : readme.index("## In Python")]
    groups = [command for command in commands.values() if isinstance(command, TyperGroup)]
    single = [*commands.values(), *(part for group in groups for part in group.commands.values())]
    every = general | {
        name
        for command in single
        for option in command.params
        for name in option.opts + option.secondary_opts
    }
    assert set(re.findall(r"`(--[\w-]+)`", table)) <= every
