"""Views of a store: read when asked, of one moment, and without what was taken away."""

from __future__ import annotations

import datetime as dt

import pytest

from benchmarks.ledger import rows
from qafila.errors import LedgerError, UnknownNameError
from qafila.ledger import open_store
from qafila.ledger.ledger import Ledger
from tests.unit.test_ledger_store import DAY, note, read
from tests.unit.test_ledger_stream import row

LAST = dt.date(2030, 1, 1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


def test_counts_and_the_first_claims_read_nothing_else(path, monkeypatch):
    with open_store(path) as store:
        store.add_stream(rows(400))
        view = store.as_of(LAST)
        whole = tuple(store.as_of(LAST).claims)

    def refuse(*_arguments):
        raise AssertionError("everything was read")

    monkeypatch.setattr("qafila.ledger.viewing.InStore.load", refuse)
    assert (len(view), view.head(3)) == (400, whole[:3])
    assert sum(view.count_by("country").values()) == 400
    assert view.count_by("event_type")["abduction"] == 100
    assert next(iter(view)) == whole[0]
    assert repr(view) == "Ledger(as of 2030-01-01: 400 claims of 400 documents)"
    with pytest.raises(AssertionError, match="everything"):
        view.claims  # noqa: B018


def test_groups_are_those_of_the_claims_the_largest_first(path):
    with open_store(path) as store:
        store.add(note(), read(note(), "Pumps", "Les stations"))
        store.add_stream([row("t:1", "x")])
        view = store.as_of(LAST)
        assert list(view.count_by("event_type").items()) == [("shortage", 2), ("armed_clash", 1)]
        assert view.count_by("country") == view.count_by("source") == {None: 3}
        with pytest.raises(UnknownNameError, match='did you mean "country"'):
            view.count_by("countri")


def test_a_view_outlives_its_store_and_is_read_once(path):
    with open_store(path) as store:
        store.add(note(), read(note(), "Pumps"))
        view = store.as_of(DAY)
    assert view.claims is view.claims
    assert len(view.documents) == 1


def test_a_view_that_was_not_read_refuses_another_state(path):
    with open_store(path) as store:
        store.add(note(), read(note(), "Pumps"))
        late, early = store.as_of(DAY), store.as_of(DAY)
        early.load()
        store.add(note(), read(note(), "Pumps"))  # changes nothing
        assert len(late) == 1
        store.add(note("b.md", "Prices rose."), [])
        for ask in (len, lambda view: view.claims, lambda view: view.head(1), list):
            with pytest.raises(LedgerError, match="has changed since this view was made"):
                ask(late)
        assert len(early) == len(early.documents) == 1
        assert len(store.as_of(DAY).documents) == 2


def test_reports_that_were_taken_away_are_left_out_and_rows_of_tables_are_not(path):
    one, two = note(), note("b.md", "Pumps again.")
    with open_store(path) as store:
        store.add(one, read(one, "Pumps", "Les stations"))
        store.add(two, read(two, "Pumps"))
        store.add(note("c.md", "Nothing to read here."), [])
        store.add_stream([row("t:1", "x", DAY)])
        view = store.as_of(DAY, among=[two.document_id])
        assert (len(view), view.removed) == (2, 2)
        assert view.count_by("event_type") == {"shortage": 1, "armed_clash": 1}
        assert [claim.span.text for claim in view.head(5)] == ["Pumps", "x"]
        assert (len(view.claims), len(view.documents), view.removed) == (2, 2, 2)
        assert len(store.as_of(DAY, among=[])) == 1


def test_a_renamed_document_moves_in_the_order_of_its_claims(path):
    a, b = note("a.md", "Pumps are dry."), note("b.md", "Pumps are full.")
    with open_store(path) as store:
        for one in (a, b):
            store.add(one, read(one, "Pumps"))
        assert [one.document_id for one in store.as_of(DAY).head(2)] == [
            *(a.document_id, b.document_id)
        ]
        renamed = note("z.md", a.text)
        store.add(renamed, read(renamed, "Pumps"))
        view = store.as_of(DAY)
        assert [one.document_id for one in view.head(2)] == [b.document_id, a.document_id]
        assert view.head(2) == view.claims
        assert store.verify() == []


def test_a_view_made_of_claims_counts_like_one_of_a_store():
    claims = read(note(), "Pumps", "Les stations")
    view = Ledger(claims[::-1], {note().document_id: note()}, DAY)
    assert (len(view), view.head(1), list(view)) == (2, tuple(claims[:1]), claims)
    assert view.count_by("event_type") == {"shortage": 2}
    assert view.holding(claims[:1], {}).documents == {}
