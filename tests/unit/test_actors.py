"""A case names groups and forces that the package does not know; they act, speak and are shown."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila import api
from qafila.brief.naming import english_name, translated
from qafila.case import read_case, sources_of
from qafila.claims import Document
from qafila.errors import InputError
from qafila.places import Gazetteer
from qafila.reports import read_claims
from tests.support.cases import write_small_case

HEAD = "actor_id,name_en,name_fr,name_ar,aliases,kind,country\n"
RSF = "rsf,Rapid Support Forces,Forces de soutien rapide,قوات الدعم السريع,RSF|FSR,armed_group,\n"


@pytest.fixture
def folder(tmp_path):
    made = write_small_case(tmp_path / "case")
    (made / "actors.csv").write_text(HEAD + RSF, encoding="utf-8")
    return made


def claims_of(case, language, text):
    note = Document.from_text(text, "a.md", language=language, published=dt.date(2025, 10, 20))
    return read_claims(note, Gazetteer.from_locations(case.locations), sources_of(case))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Rapid Support Forces have imposed a blockade on West Town."),
        ("en", "West Town is under a blockade by the RSF."),
        ("fr", "Les Forces de soutien rapide imposent un blocus à West Town."),
        ("ar", "فرضت قوات الدعم السريع حصارا على باماكو."),
    ],
)
def test_an_actor_of_the_case_acts(folder, language, text):
    [claim] = claims_of(read_case(folder), language, text)
    assert [(actor.actor_id, actor.kind) for actor in claim.actors] == [("rsf", "armed_group")]
    bare = read_case(write_small_case(folder.parent / "bare"))
    [unknown] = claims_of(bare, language, text)
    assert {actor.actor_id for actor in unknown.actors} <= {None}


def test_an_actor_of_the_case_speaks_and_is_one_origin(folder):
    case = read_case(folder)
    texts = (
        ("en", "The RSF said that 40 tankers had been burnt near West Town."),
        ("fr", "Les FSR ont affirmé que 40 citernes avaient été brûlées près de West Town."),
        ("ar", "قالت قوات الدعم السريع إن 40 صهريجا أحرقت."),
    )
    origins = {claims_of(case, *text)[0].origin for text in texts}
    assert {(one.source_id, one.kind) for one in origins} == {("rsf", "armed_group")}
    assert {english_name(case, one) for one in origins} == {"Rapid Support Forces"}
    assert translated(case, "rsf", "fr") == "Forces de soutien rapide"
    assert translated(case, "rsf", "ar") == "قوات الدعم السريع"


def test_small_letters_are_no_alias(folder):
    [claim] = claims_of(read_case(folder), "en", "The rsf file is about a blockade of West Town.")
    assert claim.actors == ()


def test_the_table_is_checked_and_an_input(folder):
    assert "actors.csv" in read_case(folder).hashes
    (folder / "actors.csv").write_text(HEAD + RSF.replace("armed_group", "gang"), encoding="utf-8")
    with pytest.raises(InputError, match=r"actors\.csv, row 2, column kind"):
        read_case(folder)


def test_the_situation_of_a_brief_names_the_actor(folder):
    from qafila.brief.siege import siege

    note = "---\noutlet: Notes\npublished: 2025-10-20\nlanguage: en\n---\n"
    told = "The Rapid Support Forces have imposed a blockade on West Town on 10 October.\n"
    (folder / "reports" / "a.md").write_text(note + told, encoding="utf-8")
    opened = api.open_case(folder)
    found = siege(opened.ledger().claims, opened.as_of)
    assert found is not None
    assert found.actor_id == "rsf"
