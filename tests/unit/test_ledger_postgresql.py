"""The ledger on PostgreSQL holds, tells and checks the same as in a file."""

from __future__ import annotations

import datetime as dt
import os
import threading

import pytest
import sqlalchemy as sa

from benchmarks.tables import write
from qafila.case import find_case, read_case
from qafila.claims import Document
from qafila.commands import importing
from qafila.errors import LedgerError
from qafila.ledger import open_store
from tests.unit.test_ledger_reviews import Desk
from tests.unit.test_ledger_store import note, read

pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")
if os.name != "posix":
    pytest.skip("the server of the tests is started as on Unix", allow_module_level=True)

from tests.support import postgresql  # needs Unix

if postgresql.binaries() is None:
    pytest.skip("no PostgreSQL server is installed", allow_module_level=True)

# As in French towns and not by code points, so that a view has to sort by itself.
COLLATED = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'fr' ENCODING 'UTF8'"


@pytest.fixture(scope="module")
def databases():
    with postgresql.server() as address:
        driver = address.replace("postgresql://", "postgresql+psycopg://")
        engine = sa.create_engine(driver.format("postgres"), isolation_level="AUTOCOMMIT")

        def new(name):
            with engine.connect() as link:
                link.execute(sa.text(f"CREATE DATABASE {name} {COLLATED}"))
            return address.format(name)

        yield new
        engine.dispose()


@pytest.fixture
def case():
    return read_case(find_case("mali-2025"))


def fill(where):
    """Readings, newer and changed ones, front matter, reviews, replaced texts."""
    with open_store(where) as store:
        store.serve("mali-2025")
        desk = Desk(store)
        desk.decide("accept")
        desk.decide("correct", "best=44")
        yield store.add(note(), read(note(), "Pumps", "Les stations"))
        yield store.add(note(), read(note(), "Pumps", version="2"))
        yield store.add(note(title="Pumps"), read(note(), "Pumps", version="2", best=3.0))
        other = note(text="Pumps work again.", published=dt.date(2025, 9, 28))
        yield store.add_all([(other, read(other, "Pumps", version="2"))], replace=True)
        for name in ("z.md", "É.md", "é.md", "a.md", "Z.md"):
            paper = note(name=name, text=f"Pumps of {name}")
            yield store.add(paper, read(paper, "Pumps"))


def told(where):
    """What a ledger says on some days."""
    found = []
    with open_store(where) as store:
        assert store.verify(store.info()["head"]) == []
        held = store.info()
        found.append({key: held[key] for key in ("documents", "claims", "superseded", "reviews")})
        for day in ("2025-09-20", "2025-11-30", "2026-11-30"):
            for reviews in (True, False):
                view = store.as_of(dt.date.fromisoformat(day), reviews=reviews)
                kinds = ("event_type", "country", "place", "source")
                found.append([dict(view.count_by(kind)) for kind in kinds])
                found += [view.head(50), view.claims, sorted(view.documents), view.left_out]
                found += [view.events(), view.disputes()]
    return found


def test_it_holds_the_same_as_a_file(tmp_path, databases, case):
    table, file, server = tmp_path / "rows.csv", tmp_path / "ledger.sqlite", databases("same")
    write("ucdp", 700, table)
    assert list(fill(str(file))) == list(fill(server))
    done = [importing.import_tables(case, [table], ledger=str(one)) for one in (file, server)]
    assert done[0].result == done[1].result
    again = importing.import_tables(case, [table], ledger=server).result
    assert (again.added, again.already) == (0, done[0].result.added)
    assert told(str(file)) == told(server)


def test_what_was_altered_is_found(databases):
    where = databases("altered")
    assert sum(result.added for result in fill(where)) > 5
    engine = sa.create_engine(where.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as link:
        link.execute(sa.text("UPDATE claims SET modality = 'denied' WHERE claim_key = 2"))
        link.execute(sa.text("UPDATE documents SET outlet = 'AFP' WHERE name = 'a.md'"))
        link.execute(sa.text("DELETE FROM reviews"))
    engine.dispose()
    with open_store(where) as store:
        faults = "\n".join(store.verify())
    assert "its columns and its record differ" in faults
    assert "a.md: its front matter was altered" in faults
    assert "1 of its 1 reviews are missing" in faults


def test_of_two_writers_at_once_one_is_refused_whole(tmp_path, databases, case):
    where, told = databases("writers"), []
    files = [tmp_path / "ucdp.csv", tmp_path / "acled.csv"]
    for path in files:
        write(path.stem, 700, path)
    with open_store(where) as store:
        store.serve(case.name)

    def take(path):
        try:
            told.append(importing.import_tables(case, [path], ledger=where).result.added)
        except LedgerError as error:
            told.append(str(error))

    writers = [threading.Thread(target=take, args=[path]) for path in files]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    refused = [one for one in told if isinstance(one, str)]
    assert [one for one in refused if "at the same time; try again" not in one] == []
    with open_store(where) as store:
        assert store.info()["claims"] == sum(one for one in told if isinstance(one, int)) > 0
        assert store.verify() == []


def test_what_it_cannot_hold_is_said(databases):
    with open_store(databases("nul")) as store:
        with pytest.raises(LedgerError, match="NUL characters"):
            store.add(Document.from_text("a\0b", "a.md"), [])
        assert store.info()["documents"] == 0
