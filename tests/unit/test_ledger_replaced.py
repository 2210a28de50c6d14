"""A report that was edited: its former claims are superseded, and come back with the text."""

from __future__ import annotations

import dataclasses
import datetime as dt

from qafila.cards import count
from qafila.claims import Claim, Document, Span, claim_id
from qafila.ledger import open_store

DAY = dt.date(2025, 10, 1)


def paper(text: str, name: str = "note.md") -> tuple[Document, list[Claim]]:
    document = Document.from_text(text, name, published=DAY, language="en")
    span = Span(0, len(text), text)
    number = claim_id(document.document_id, span, "shortage", 0, "1")
    return document, [
        Claim(number, document.document_id, DAY, "en", "shortage", span, "asserted", "1")
    ]


def words(store) -> list[str]:
    return [claim.span.text for claim in store.as_of(DAY).claims]


def test_an_edited_report_takes_the_place_of_its_former_text():
    with open_store("sqlite://") as store:
        store.add_all([paper("Pumps are dry."), paper("Prices rose.", "other.md")], replace=True)
        done = store.add_all([paper("Pumps are full.")], replace=True)
        assert done.superseded == 1
        assert sorted(words(store)) == ["Prices rose.", "Pumps are full."]
        assert {document.text for document in store.as_of(DAY).documents.values()} == set(
            words(store)
        )
        assert store.verify() == []
        store.add_all([paper("Pumps are dry.")], replace=True)
        assert sorted(words(store)) == ["Prices rose.", "Pumps are dry."]


def test_without_replace_two_texts_of_one_name_stand_side_by_side():
    with open_store("sqlite://") as store:
        store.add_all([paper("Pumps are dry.")])
        store.add_all([paper("Pumps are full.")])
        assert len(words(store)) == 2


def told(text: str, day: dt.date, name: str = "t:1", reader: str = "1") -> tuple:
    document = Document.from_text(text, name, published=day, language="en")
    span = Span(0, len(text), text)
    number = claim_id(document.document_id, span, "armed_clash", 0, reader)
    given = (document.document_id, day, "en", "armed_clash", span, "asserted", reader)
    return document, [Claim(number, *given, method="table")]


SEPTEMBER, JANUARY, MARCH = dt.date(2025, 9, 3), dt.date(2026, 1, 1), dt.date(2026, 3, 1)
AT = (dt.date(2025, 9, 2), dt.date(2025, 11, 30), JANUARY, dt.date(2026, 2, 1), MARCH)


def seen(store, **options) -> list[list[str]]:
    """What is known on each day, asked in every way in which it can be asked."""
    found = []
    for day in AT:
        view = store.as_of(day, **options)
        whole = store.as_of(day, **options)
        words = [claim.span.text for claim in whole.claims]
        assert {claim.document_id for claim in whole.claims} == set(whole.documents)
        assert len(view) == sum(view.count_by("event_type").values()) == len(words)
        assert [claim.span.text for claim in view.head(9)] == words
        told = f"{count(len(words), 'claim')} of {count(len(whole.documents), 'document')}"
        assert told in repr(view)
        found.append(words)
    return found


def test_a_row_that_was_corrected_later_is_known_until_then(tmp_path):
    with open_store(tmp_path / "ledger.sqlite") as store:
        store.add_stream([told("3 dead", SEPTEMBER), told("9 dead", SEPTEMBER, "t:0")])
        store.add_stream([told("4 dead", JANUARY)])
        before, after = ["9 dead", "3 dead"], ["9 dead", "4 dead"]
        assert seen(store) == [[], before, after, after, after]
        store.add_stream([told("5 dead", MARCH)])
        assert seen(store) == [[], before, after, after, ["9 dead", "5 dead"]]
        assert store.verify() == []


def test_a_correction_of_the_same_or_an_earlier_day_replaces_for_every_day(tmp_path):
    for day in (SEPTEMBER, dt.date(2025, 9, 1)):
        with open_store(tmp_path / f"{day}.sqlite") as store:
            store.add_stream([told("3 dead", SEPTEMBER)])
            store.add_stream([told("4 dead", day)])
            assert seen(store)[1:] == [["4 dead"]] * 4


def test_a_text_that_comes_back_counts_once_on_every_day(tmp_path):
    for day, last in ((SEPTEMBER, [["3 dead"]] * 4), (MARCH, None)):
        with open_store(tmp_path / f"{day}.sqlite") as store:
            store.add_stream([told("3 dead", SEPTEMBER)])
            store.add_stream([told("4 dead", JANUARY)])
            store.add_stream([told("3 dead", day)])
            middle = [["3 dead"], ["4 dead"], ["4 dead"], ["3 dead"]]
            assert seen(store)[1:] == (last or middle)
            assert store.verify() == []


def test_a_former_text_that_a_newer_reader_reads_anew_counts_once(tmp_path):
    with open_store(tmp_path / "ledger.sqlite") as store:
        store.add_stream([told("3 dead", SEPTEMBER)])
        store.add_stream([told("4 dead", JANUARY)])
        store.add_stream([told("3 dead", SEPTEMBER, reader="2")])
        assert seen(store)[1:] == [["3 dead"]] * 4


def test_a_report_that_was_replaced_later_is_known_until_then(tmp_path):
    def report(text, day, name="note.md"):
        document, claims = told(text, day, name)
        return document, [dataclasses.replace(claim, method="rules") for claim in claims]

    first, second = report("Pumps are dry.", SEPTEMBER), report("Pumps are full.", JANUARY)
    with open_store(tmp_path / "ledger.sqlite") as store:
        store.add_all([first], replace=True)
        store.add_all([second], replace=True)
        known = [[], ["Pumps are dry."], *[["Pumps are full."]] * 3]
        assert seen(store) == known
        among = [second[0].document_id]
        assert seen(store, among=among) == known
        assert [store.as_of(day, among=among).removed for day in AT] == [0] * 5
        # With the file the former text is taken away as well.
        assert seen(store, among=[]) == [[]] * 5
        assert [store.as_of(day, among=[]).removed for day in AT] == [0, 1, 1, 1, 1]


def test_the_same_table_of_a_later_day_adds_nothing(tmp_path):
    rows = [("t:1", "3 dead"), ("t:2", "4 dead")]
    with open_store(tmp_path / "ledger.sqlite") as store:
        for day in (SEPTEMBER, JANUARY, MARCH):
            done = store.add_stream(told(text, day, name) for name, text in rows)
            assert (done.superseded, done.added + done.already) == (0, 2)
        assert store.info()["claims"] == 2
        assert store.info()["superseded"] == 0
        assert seen(store)[1:] == [["3 dead", "4 dead"]] * 4
        early = dt.date(2025, 9, 1)
        store.add_stream(told(text, early, name) for name, text in rows)
        assert seen(store) == [["3 dead", "4 dead"]] * 5
        assert store.verify() == []
