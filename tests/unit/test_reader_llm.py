"""A language model may point at words and nothing else; the rules' claims never change."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.claims import Document
from qafila.errors import InputError, ModelError
from qafila.reports import read_claims
from qafila.reports.article import open_article
from qafila.reports.llm.asking import Model, instructions, parse_answer, parts_of
from qafila.reports.llm.checking import check_records
from qafila.reports.llm.reading import Tally, read_with_model
from qafila.terms import values
from tests.support.fake_model import fake_model
from tests.support.reading import GAZETTEER

TEXT = (
    "Forty tankers were burnt on 14 September on the Kayes road, Reuters reported.\n"
    "The night cost them eleven tankers near Kati, a union official told AFP on 15 September.\n"
    "Nobody in Bamako slept.\n"
)
NOTE = Document.from_text(TEXT, "note.md", language="en")
MISSED = "The night cost them eleven tankers near Kati"
HONEST = {
    "event_type": "attack_on_convoy",
    "span": MISSED,
    "best": 11,
    "quantity": "tankers_destroyed",
}


class Told:
    """A model that answers the same whatever it is asked."""

    def __init__(self, *records: object) -> None:
        self.records = list(records)

    def ask(self, _text: str) -> list[object]:
        return self.records


def test_words_that_the_rules_missed_become_a_claim_read_by_rules():
    tally = Tally()
    *_, claim = read_with_model(NOTE, GAZETTEER, None, Told(HONEST), tally)
    assert (claim.method, claim.event_type, claim.quantity) == (
        "llm",
        "attack_on_convoy",
        "tankers_destroyed",
    )
    assert (claim.best, claim.low, claim.high, claim.unit) == (11.0, 11.0, 11.0, "tankers")
    assert claim.span.text == MISSED
    assert claim.location.name == "Kati"
    assert "AFP" in {link.name for link in claim.said_by}
    assert tally.added == 1


RULES = read_claims(NOTE, GAZETTEER)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({**HONEST, "span": "The night cost them twelve tankers"}, "span_not_found"),
        ({**HONEST, "span": MISSED.lower()}, "span_not_found"),
        ({**HONEST, "span": ""}, "span_not_found"),
        ({**HONEST, "best": 12}, "figure_not_found"),
        ({**HONEST, "low": 1}, "figure_not_found"),
        ({**HONEST, "best": 15}, "figure_not_found"),  # a day of the month is no figure
        ({**HONEST, "span": "Nobody in Bamako slept", "best": 0}, "figure_not_found"),
        ({**HONEST, "best": "11"}, "malformed"),
        ({**HONEST, "best": True}, "malformed"),
        ({**HONEST, "best": float("nan")}, "malformed"),
        ({**HONEST, "best": [11]}, "malformed"),
        ({**HONEST, "span": None}, "malformed"),
        ("a claim", "malformed"),
        (None, "malformed"),
        ({**HONEST, "event_type": "nuclear_strike"}, "unknown_type"),
        ({**HONEST, "event_type": ["truce"]}, "unknown_type"),
        ({**HONEST, "span": TEXT * 10}, "span_too_long"),
    ],
)
def test_a_record_that_does_not_hold_is_dropped_and_counted(record, reason):
    tally = Tally()
    assert read_with_model(NOTE, GAZETTEER, None, Told(record), tally) == RULES
    assert tally.dropped == {reason: 1}


def test_a_quantity_of_another_unit_is_not_taken():
    checked = check_records(
        open_article(NOTE, GAZETTEER), [{**HONEST, "quantity": "persons_killed"}]
    )
    assert checked.events[0].quantity is None


def test_what_the_rules_found_is_not_told_twice():
    known = {"event_type": RULES[0].event_type, "span": RULES[0].span.text}
    assert read_with_model(NOTE, GAZETTEER, None, Told(known, known)) == RULES


def test_too_many_records_are_cut():
    tally = Tally()
    read_with_model(NOTE, GAZETTEER, None, Told(*[HONEST] * 5000), tally)
    assert tally.dropped["too_many"] == 4800
    assert tally.added == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
SPANS = st.builds(lambda a, b: TEXT[min(a, b) : max(a, b)], *[st.integers(0, len(TEXT))] * 2)
RECORDS = JSON | st.fixed_dictionaries(
    {"event_type": st.sampled_from(values("event_type")) | JSON, "span": SPANS | JSON},
    optional={"best": JSON, "low": JSON, "high": JSON, "quantity": JSON, "modality": JSON},
)


@settings(max_examples=150, deadline=None)
@given(st.lists(RECORDS, max_size=5))
def test_whatever_a_model_says_the_rules_claims_stay_and_its_own_are_verbatim(records):
    claims = read_with_model(NOTE, GAZETTEER, None, Told(*records))
    assert claims[: len(RULES)] == RULES
    assert len({claim.claim_id for claim in claims}) == len(claims)
    for claim in claims[len(RULES) :]:
        assert claim.method == "llm"
        assert TEXT[claim.span.start : claim.span.end] == claim.span.text
        assert claim.modality in values("modality")


@pytest.mark.parametrize(
    "answer",
    ["", "no", "[]", '{"records": 3}', '{"records": [', "[" * 5000, '{"a":' * 50 + "1" + "}" * 50,
     '{"records": [' + "1," * 600_000 + "1]}"],
)  # fmt: skip
def test_an_answer_of_another_form_is_a_plain_error(answer):
    with pytest.raises(ModelError, match="language model"):
        parse_answer(answer)


def test_an_answer_in_a_fence_is_read():
    assert parse_answer('Here:\n```json\n{"records": [{"best": NaN}]}\n```') == [{"best": None}]


@given(st.text(st.sampled_from("ab \n"), max_size=200).map(lambda text: text * 300))
def test_parts_hold_every_word(text):
    parts = parts_of(text)
    assert "".join(parts).split() == text.split() or not text.strip()
    assert all(len(part) <= 12_000 for part in parts)


def test_a_server_is_asked_once_with_the_task_and_the_report_apart():
    answer = json.dumps({"records": [HONEST]})
    with fake_model(lambda _: answer) as (url, asked):
        claims = read_with_model(NOTE, GAZETTEER, None, Model(url, "some-model", key="secret"))
    assert [claim.method for claim in claims][-1] == "llm"
    (request,) = asked
    assert request["path"] == "/v1/chat/completions"
    assert request["key"] == "Bearer secret"
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert request["messages"][0]["content"] == instructions()
    assert request["messages"][1]["content"] == TEXT
    assert "tools" not in request


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_server_that_refuses_is_a_plain_error(status):
    with (
        fake_model(lambda _: "{}", status) as (url, _),
        pytest.raises(ModelError, match="did not answer"),
    ):
        read_with_model(NOTE, GAZETTEER, None, Model(url, "m", timeout_seconds=5))


def test_nobody_at_the_address_is_a_plain_error():
    with pytest.raises(ModelError, match="did not answer"):
        Model("http://127.0.0.1:9/v1", "m", timeout_seconds=2).ask("x")


def test_the_key_is_never_shown():
    assert "secret" not in repr(Model("http://localhost/v1", "m", key="secret"))


def read(folder, *options, key=""):
    (folder / "note.md").write_text(TEXT, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "qafila", "read", "note.md", "--jsonl", *options],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "QAFILA_LLM_KEY": key},
    )  # fmt: skip


def test_the_command_asks_only_when_told_to(tmp_path):
    answer = json.dumps({"records": [HONEST, {**HONEST, "best": 12}]})
    with fake_model(lambda _: answer) as (url, asked):
        alone = read(tmp_path)
        assert asked == []
        done = read(tmp_path, "--llm-url", url, "--llm-model", "m", key="k")
    assert asked[0]["key"] == "Bearer k"
    assert done.stdout.splitlines()[: len(alone.stdout.splitlines())] == alone.stdout.splitlines()
    assert json.loads(done.stdout.splitlines()[-1])["method"] == "llm"
    assert "1 claim added; records dropped: 1 figure not found" in done.stderr


@pytest.mark.parametrize("options", [("--llm-url", "http://x/v1"), ("--llm-model", "m"),
                                     ("--llm-url", "file:///etc", "--llm-model", "m")])  # fmt: skip
def test_half_an_address_is_wrong_input(tmp_path, options):
    done = read(tmp_path, *options)
    assert done.returncode == 2
    assert "--llm-url" in done.stderr


def test_wrong_input_is_an_input_error():
    from qafila.commands.read import find_model

    with pytest.raises(InputError):
        find_model("x", None)
