"""A report that was edited: its former claims are superseded, and come back with the text."""

from __future__ import annotations

import datetime as dt

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
