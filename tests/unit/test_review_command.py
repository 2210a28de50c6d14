"""The command qafila review, and what reviews do to claims, runs and briefs."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import re

import pytest

from qafila.api import open_case
from qafila.brief import Brief
from qafila.brief.public import public_situation
from qafila.commands import review as reviewing
from qafila.commands.new import new_case
from qafila.forecasting import forecast_from_result
from qafila.ledger import open_store
from qafila.ledger.correcting import Known, parse_changes
from qafila.simulate import Scenario, Simulation
from qafila.sources import default_sources
from tests.support.synthetic_brief import AS_OF, claim, papers, situation
from tests.support.synthetic_brief import claims as given_claims
from tests.unit.test_cli import qafila
from tests.unit.test_ledger_stream import row

NOW = "2025-12-01T12:00:00.000000+00:00"


@pytest.fixture
def folder(tmp_path):
    new_case(tmp_path / "case")
    return tmp_path / "case"


def claims(folder, *options):
    shown = qafila("claims", str(folder), "--jsonl", *options)
    assert shown.returncode == 0, shown.stderr
    return [json.loads(line) for line in shown.stdout.splitlines()]


def review(folder, claim, *options):
    return qafila("review", str(folder), claim["claim_id"], *options, "--by", "A. Diarra")


def as_of(folder) -> str:
    return open_case(folder, ledger="sqlite://").as_of.isoformat()


def test_a_claim_is_rejected_corrected_and_left_as_it_was_read(folder):
    before = claims(folder)
    first, second = before[:2]
    day = as_of(folder)
    assert review(folder, first, "--reject", "--on", day).returncode == 0
    done = review(folder, second, "--correct", "modality=denied", "--on", day, "--note", "misread")
    assert "modality: asserted -> denied" in done.stdout or "-> denied" in done.stdout
    after = claims(folder)
    assert [one["claim_id"] for one in after] == [one["claim_id"] for one in before[1:]]
    assert (after[0]["modality"], after[0]["span"]) == ("denied", second["span"])
    assert after[0]["review"]["note"] == "misread"
    untouched = claims(folder, "--no-reviews")
    assert untouched == before
    listed = qafila("claims", str(folder))
    assert f"corrected {day} by A. Diarra (modality)" in listed.stdout
    assert "1 corrected, 1 rejected" in listed.stderr
    for one in (first, second):
        assert review(folder, one, "--undo", "--on", day).returncode == 0
    assert claims(folder) == before
    standing = qafila("review", str(folder), "--list").stdout
    assert standing.count("replaced") == 4
    assert qafila("ledger", "verify", str(folder)).returncode == 0


def test_a_review_made_after_the_day_is_not_used_and_that_is_said(folder):
    [first, *_] = claims(folder)
    assert review(folder, first, "--reject").returncode == 0
    shown = qafila("claims", str(folder), "--jsonl")
    assert first["claim_id"] in shown.stdout
    assert "1 review was made after" in shown.stderr
    assert "--on" in shown.stderr


def test_reviews_are_shared_as_json_lines(folder, tmp_path):
    [first, *_] = claims(folder)
    review(folder, first, "--accept", "--on", as_of(folder))
    file = tmp_path / "reviews.jsonl"
    assert qafila("review", str(folder), "--export", str(file)).stdout == f"1 review in {file}\n"
    other = tmp_path / "other" / "case"
    new_case(other)
    taken = qafila("review", str(other), "--import", str(file))
    assert "1 review added" in taken.stdout
    assert claims(other) == claims(folder)
    again = qafila("review", str(other), "--import", str(file), "--json")
    assert json.loads(again.stdout) == {"added": 0, "already": 1, "unknown": 0}
    file.write_text('{"review_id": 1}\n{\n', encoding="utf-8")
    wrong = qafila("review", str(other), "--import", str(file))
    assert (wrong.returncode, "row 2" in wrong.stderr) == (2, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--accept", "--reject"], "give one of"),
        ([], "give one of"),
        (["--correct", "best=many"], "a number"),
        (["--accept", "--on", "2999-01-01"], "lies ahead"),
    ],
)
def test_wrong_usage_is_named(folder, options, said):
    [first, *_] = claims(folder)
    shown = review(folder, first, *options)
    assert (shown.returncode, said in shown.stderr) == (2, True)


def test_nobody_decides_without_a_name_and_not_on_a_shipped_case(folder):
    [first, *_] = claims(folder)
    shown = qafila("review", str(folder), first["claim_id"], "--accept")
    assert (shown.returncode, "--by" in shown.stderr) == (2, True)
    assert "name the claim" in qafila("review", str(folder), "--accept").stderr
    kept = qafila("review", "teaching", first["claim_id"], "--accept", "--by", "A.")
    assert (kept.returncode, "--ledger" in kept.stderr) == (2, True)


def reviewed(tmp_path, decision, *fields):
    """A shipped case of which one claim was reviewed."""
    path = tmp_path / f"{decision}.sqlite"
    case = open_case("teaching", ledger=path)
    claim = next(
        one for one in case.ledger().claims if one.event_type == "blockade" and one.locations
    )
    reviewing.decide(
        case, claim.claim_id, decision, fields, by="Aminata Diarra", note="heard otherwise",
        on=case.as_of.isoformat(), recorded_at=NOW,
    )  # fmt: skip
    return case, claim


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_the_brief_says_that_an_analyst_looked_and_never_who(tmp_path, profile):
    case, _ = reviewed(tmp_path, "correct", "modality=denied")
    known = case.situation()
    scenario = Scenario(days=5, draws=5, seed=1)
    forecast = forecast_from_result(known, Simulation.of(known, scenario).run(), (1, 5))
    told = {
        "en": "corrected by an analyst on",
        "fr": "corrigée par un analyste le",
        "ar": "صححها محلل في",
    }
    for language, words in told.items():
        html = Brief(known, forecast, language=language, profile=profile).html()
        assert html.count(words) == 1
        assert not re.search("Aminata|Diarra|heard otherwise", html)


def test_the_files_of_a_run_tell_no_name_and_count_reviews(tmp_path):
    case, claim = reviewed(tmp_path, "correct", "modality=denied")
    path = tmp_path / "correct.sqlite"
    runs = {}
    for name, options in (("with", []), ("without", ["--no-reviews"])):
        out = tmp_path / name
        done = qafila(
            "run", "teaching", "--draws", "5", "--days", "5", "--lang", "en", "--ledger", str(path),
            "--out", str(out), *options,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        runs[name] = json.loads((out / "run.json").read_text(encoding="utf-8"))
        for file in out.rglob("*"):
            if file.is_file():
                assert not re.search(b"Aminata|Diarra|heard otherwise", file.read_bytes()), file
    assert runs["with"]["reviews"] == {"counted": True, "correct": 1}
    assert runs["without"]["reviews"] == {"counted": False}
    assert runs["with"]["input_hash"] != runs["without"]["input_hash"]
    with (tmp_path / "with" / "exports" / "claims.csv").open(encoding="utf-8-sig") as stream:
        [row] = [one for one in csv.DictReader(stream) if one["review"]]
    assert (row["claim_id"], row["review"]) == (claim.claim_id, "correct")
    assert row["reviewed_on"] == case.as_of.isoformat()


def test_a_review_moves_the_situation_and_its_absence_does_not(tmp_path):
    case, claim = reviewed(tmp_path, "reject")
    assert claim.claim_id not in {one.claim_id for one in case.situation().ledger.claims}
    plain = open_case("teaching", ledger=tmp_path / "reject.sqlite", reviews=False)
    fresh = open_case("teaching")
    assert plain.situation().ledger.claims == fresh.situation().ledger.claims
    eve = case.as_of - dt.timedelta(1)
    assert case.ledger(eve).claims == fresh.ledger(eve).claims


def test_rejected_rows_of_a_table_are_still_no_reports(tmp_path):
    day = dt.date(2025, 11, 1)
    with open_store(tmp_path / "ledger.sqlite") as store:
        pair = row("t:1", "3 dead", day)
        store.add_stream([pair])
        [known] = pair[1]
        store.reviews.decide(known.claim_id, "reject", by="A.", day=day, recorded_at=NOW)
        view = store.as_of(day, among=[])
        assert (len(view), view.imported) == (0, {known.document_id})
        assert view.documents.keys() == view.imported


def test_a_document_is_not_opened_by_rejecting_its_only_passage():
    _, french, _ = papers()
    words = "Un autre est arrivé hier."
    passage = next(one for one in given_claims() if one.span.text == words)
    whole = situation()
    with open_store("sqlite://") as store:
        store.add(french, [passage])
        shown = [store.as_of(AS_OF)]
        store.reviews.decide(passage.claim_id, "reject", by="A.", day=AS_OF, recorded_at=NOW)
        shown.append(store.as_of(AS_OF))
    for ledger in shown:
        assert french.document_id in ledger.documents
        public = public_situation(dataclasses.replace(whole, ledger=ledger))
        assert not public.ledger.documents


@pytest.mark.parametrize("change", [("reject",), ("correct", "event_type=assessment", "quantity=")])
def test_words_of_a_fresh_passage_stay_closed_whatever_an_analyst_made_of_it(change):
    """Whoever takes a passage for an opinion does not open the sentence to everybody."""
    _, french, _ = papers()
    words = "Un autre est arrivé hier."
    passage = next(one for one in given_claims() if one.span.text == words)
    twin = claim(french, words, "assessment", "city", ordinal=1)
    with open_store("sqlite://") as store:
        known = [one for one in given_claims() if one.document_id == french.document_id]
        store.add(french, [*known, twin])
        decision, *fields = change
        known_words = Known({}, default_sources())
        store.reviews.decide(
            passage.claim_id, decision, by="A.", day=AS_OF, recorded_at=NOW,
            changes=parse_changes(fields, passage, known_words) if fields else None,
        )  # fmt: skip
        ledger = store.as_of(AS_OF)
    whole = situation()
    public = public_situation(dataclasses.replace(whole, ledger=ledger))
    assert passage.claim_id not in {one.claim_id for one in public.ledger.claims}
    assert not public.shown[twin.claim_id].words
    assert french.document_id in public.untitled


def test_the_public_situation_knows_no_analyst():
    english, *_ = papers()
    killed = next(one for one in given_claims() if one.event_type == "attack_on_convoy")
    with open_store("sqlite://") as store:
        store.add(english, [killed])
        store.reviews.decide(
            killed.claim_id, "accept", by="Aminata", note="seen", day=AS_OF, recorded_at=NOW
        )
        ledger = store.as_of(AS_OF)
    public = public_situation(dataclasses.replace(situation(), ledger=ledger))
    [seen] = public.ledger.claims
    assert seen.review is not None
    assert (seen.review.by, seen.review.note, seen.review.day) == ("", "", AS_OF)
    assert public.ledger.reviewed == {}
