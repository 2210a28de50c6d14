"""What a language model points at enters the ledger, and counts only where somebody asks for it."""

from __future__ import annotations

import json

import pytest

from qafila.api import attach_ledger, open_case
from qafila.case import read_case
from qafila.errors import ModelError
from tests.support.cases import write_small_case
from tests.support.fake_model import fake_model
from tests.unit.test_cli import qafila

REPORT = """---
outlet: The Invented Gazette
published: 2025-09-16
language: en
---
Forty tankers were burnt on 14 September near West Town, Reuters reported.

The night cost them eleven tankers at East Town, a union official told AFP on 15 September.
"""
MISSED = "The night cost them eleven tankers at East Town"
RECORD = {
    "event_type": "attack_on_convoy",
    "span": MISSED,
    "best": 11,
    "quantity": "tankers_destroyed",
}


class Told:
    """A model that answers the same whatever it is asked."""

    def ask(self, _text):
        return [RECORD]


class Silent:
    """A model that does not answer."""

    def ask(self, _text):
        raise ModelError("no answer")


@pytest.fixture
def folder(tmp_path):
    folder = write_small_case(tmp_path / "case")
    for path in (folder / "reports").glob("*"):
        path.unlink()
    (folder / "reports" / "2025-09-16-en-night.md").write_text(REPORT, encoding="utf-8")
    return folder


def methods(ledger):
    return [claim.method for claim in ledger.claims]


def test_what_a_model_pointed_at_counts_only_where_it_is_asked_for(folder):
    day = "2025-12-31"
    before = open_case(folder).ledger(day).claims
    asked = attach_ledger(read_case(folder), model=Told())
    assert methods(asked.ledger(day)) == [*(claim.method for claim in before), "llm"]
    assert asked.reading.model == ("language model: 1 claim added",)
    again = open_case(folder)
    assert len(again.ledger(day)) == len(before)
    assert again.ledger(day).claims == before
    counted = open_case(folder, llm=True)
    assert counted.ledger(day).claims == asked.ledger(day).claims
    assert counted.store.verify() == []


def test_asking_again_adds_nothing(folder):
    first = attach_ledger(read_case(folder), model=Told())
    second = attach_ledger(read_case(folder), model=Told())
    assert (first.reading.added > 0, second.reading.added) == (True, 0)


def test_a_model_that_does_not_answer_leaves_the_ledger_as_it_was(folder):
    with pytest.raises(ModelError):
        attach_ledger(read_case(folder), model=Silent())
    assert len(open_case(folder, ledger=folder / "ledger.sqlite").store.reviews.all()) == 0


def test_run_asks_a_model_and_claims_show_what_it_pointed_at(folder, tmp_path):
    pytest.importorskip("openai", reason="the extra llm is not installed")
    run = ("run", str(folder), "--as-of", "2025-09-20", "--draws", "5", "--days", "5")
    with fake_model(lambda _text: json.dumps({"records": [RECORD]})) as (url, requests):
        done = qafila(*run, "--out", str(tmp_path / "out"), "--llm-url", url, "--llm-model", "x")
    assert done.returncode == 0, done.stderr
    assert len(requests) == 1
    assert "language model: 1 claim added" in done.stderr
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["llm"] is True
    listed = ("claims", str(folder), "--as-of", "2025-09-20", "--jsonl")
    without, counted = qafila(*listed), qafila(*listed, "--llm-claims")
    assert MISSED not in without.stdout
    [shown] = [json.loads(line) for line in counted.stdout.splitlines() if MISSED in line]
    assert (shown["method"], shown["best"]) == ("llm", 11)
