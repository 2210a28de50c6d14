from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from qafila.cli import app
from qafila.commands.evaluate_reading import evaluate_reading
from qafila.errors import InputError

TEXT = "---\noutlet: RFI\nlanguage: en\npublished: 2025-11-18\n---\n"
BURNT = "Around 40 tankers were burnt near Kayes on 14 September, Reuters reported."
WRONG = "Schools are closed."


def gold(**changes):
    return {
        "event_type": "attack_on_convoy", "modality": "asserted", "best": 40, "low": 36,
        "high": 44, "unit": "tankers", "quantity": "tankers_destroyed", "location_id": "kayes",
        "date_start": "2025-09-14", "date_end": "2025-09-14",
        "said_by": [{"name": "Reuters", "kind": "media"}], "span_text": BURNT, **changes,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    def write(*records, text=BURNT):
        (tmp_path / "note.md").write_text(TEXT + text, encoding="utf-8")
        lines = "\n".join(r if isinstance(r, str) else json.dumps(r) for r in records)
        (tmp_path / "note.jsonl").write_text(lines, encoding="utf-8")
        return tmp_path

    return write


def test_what_agrees_counts_in_every_measure(folder):
    score = evaluate_reading(folder(gold()))[0]["en"]
    assert {measure: score.f1(measure) for measure in score.counts} == dict.fromkeys(
        score.counts, 1.0
    )
    assert score.invented == 0.0


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"low": 40}, "figure"),
        ({"high": None}, "figure"),
        ({"unit": "vehicles"}, "figure"),
        ({"location_id": "bamako"}, "place"),
        ({"location_id": None, "location_name": "Mopti"}, "place"),
        ({"date_end": None}, "date"),
        ({"said_by": [{"name": "AFP", "kind": "media"}]}, "source"),
        ({"modality": "claimed"}, "modality"),
        ({"event_type": "armed_clash"}, "event"),
    ],
)
def test_what_differs_counts_as_wrong_in_its_measure(folder, change, measure):
    score = evaluate_reading(folder(gold(**change)))[0]["en"]
    assert score.f1(measure) == 0.0


def test_the_type_of_an_event_is_one_measure_and_does_not_hide_the_others(folder):
    score = evaluate_reading(folder(gold(event_type="armed_clash")))[0]["en"]
    assert score.f1("event") == 0.0
    others = set(score.counts) - {"event"}
    assert {measure: score.f1(measure) for measure in others} == dict.fromkeys(others, 1.0)
    assert score.invented == 0.0


def test_a_missed_claim_lowers_recall(folder):
    missed = gold(span_text="The road is long.", event_type="coup")
    score = evaluate_reading(folder(gold(), missed, text=f"{BURNT} The road is long."))[0]["en"]
    assert score.recall("span") == score.recall("event") == 0.5
    assert score.precision("event") == 1.0


def test_an_invented_claim_lowers_precision(folder):
    score = evaluate_reading(folder(gold(), text=f"{BURNT} {WRONG}"))[0]["en"]
    assert score.precision("span") == score.precision("event") == 0.5
    assert score.invented == 0.5


def test_a_place_that_no_case_knows_agrees_by_name(folder):
    record = gold(location_id=None, location_name="Kayes")
    assert evaluate_reading(folder(record))[0]["en"].f1("place") == 1.0


def test_the_outlet_of_the_report_is_no_link_to_be_found(folder):
    text = "Around 40 tankers were burnt near Kayes on 14 September, RFI reported."
    record = gold(span_text=text, said_by=[])
    score = evaluate_reading(folder(record, text=text))[0]["en"]
    assert score.counts["source"] == [0, 0, 0]


def test_all_faults_of_gold_are_named_with_row_and_column(folder):
    short = {key: value for key, value in gold().items() if key != "modality"}
    with pytest.raises(InputError) as caught:
        evaluate_reading(folder("{", short, gold(span_text="Never said.")))
    told = str(caught.value)
    for part in ("note.jsonl, row 1", "row 2, column modality", "row 3, column span_text"):
        assert part in told


def test_missing_gold_and_missing_reports_are_told(tmp_path, folder):
    with pytest.raises(InputError, match="no gold here"):
        evaluate_reading(tmp_path / "nothing")
    (folder(gold()) / "note.md").unlink()
    with pytest.raises(InputError, match="no report of that name"):
        evaluate_reading(tmp_path)


def test_the_command_prints_a_table_the_faults_or_one_object(folder):
    place = str(folder(gold(), gold(event_type="coup", span_text="burnt near Kayes")))
    shown = CliRunner().invoke(app, ["evaluate-reading", place, "--faults"])
    assert "- missed coup: burnt near Kayes" in shown.stdout
    assert "event     precision 1.00  recall 0.50  F1 0.67  (2 in gold)" in shown.stdout
    record = json.loads(CliRunner().invoke(app, ["evaluate-reading", place, "--json"]).stdout)
    assert record["en"]["event"]["gold"] == 2


def test_two_people_who_agree_score_one_and_who_differ_less(folder, tmp_path):
    place = folder(gold(), gold(event_type="coup", span_text="burnt near Kayes"))
    second = tmp_path / "second"
    second.mkdir()
    (second / "note.jsonl").write_text((place / "note.jsonl").read_text(), encoding="utf-8")
    score = evaluate_reading(place, second=second)[0]["en"]
    assert {score.f1(measure) for measure in score.counts} == {1.0}
    (second / "note.jsonl").write_text(json.dumps(gold(low=40)), encoding="utf-8")
    score = evaluate_reading(place, second=second)[0]["en"]
    assert score.f1("figure") == 0.0
    assert score.recall("span") == 0.5
