"""Names of sources and parameters: in the language of the brief where a table has them."""

from __future__ import annotations

import csv
import dataclasses
import io

import pytest

from qafila.brief.context import Context
from qafila.brief.happenings import Kind, choose
from qafila.brief.naming import (
    chain,
    english_name,
    foreign,
    known_name,
    origin_name,
    readable,
    source_name,
    translated,
)
from qafila.brief.texts import Words
from qafila.case import find_case, read_case
from qafila.claims import Claim, Source
from qafila.files import package_data
from qafila.ledger.events import group_events
from qafila.parameters import known_parameters
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made


def context(language: str) -> Context:
    """The synthetic brief."""
    return Context(made.situation(), made.forecast(), Words(language), "public")


def rows(name: str) -> list[dict[str, str]]:
    """A table of texts."""
    text = package_data("brief", "texts", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_names_of_sources_are_in_order_and_each_says_something() -> None:
    table = rows("sources")
    keys = [row["source_id"] for row in table]
    assert len(keys) == len(set(keys))
    assert all(row["en"] or row["fr"] or row["ar"] for row in table)
    assert all(any("\u0600" <= sign <= "\u06ff" for sign in row["ar"]) for row in table)


@pytest.mark.parametrize(
    ("source_id", "language", "name"),
    [
        ("unhcr", "fr", "HCR"),
        ("jnim", "fr", "Groupe de soutien à l'islam et aux musulmans (JNIM)"),
        ("jnim", "ar", "جماعة نصرة الإسلام والمسلمين"),
        ("afp", "ar", "وكالة الصحافة الفرنسية"),
        ("rfi", "ar", "إذاعة فرنسا الدولية"),
        ("government_egy", "fr", "gouvernement (Égypte)"),
        ("government_egy", "ar", "حكومة مصر"),
    ],
)
def test_a_known_source_is_named_in_the_language_of_the_brief(
    source_id: str, language: str, name: str
) -> None:
    assert known_name(context(language), source_id, "x").striptags() == name


def test_a_case_names_its_own_sources() -> None:
    case = read_case(find_case("mali-2025"))
    assert translated(case, "onap", "ar") == "المكتب الوطني للمنتجات النفطية"
    assert english_name(case, Source("موسكو (روسيا)", "government_rus", "government")) == (
        "government (Russia)"
    )


def test_a_name_without_translation_keeps_its_script_and_says_so() -> None:
    assert foreign(context("ar"), "Seneweb") == '<bdi lang="und-Latn" dir="ltr">Seneweb</bdi>'
    assert foreign(context("en"), "الجمارك") == '<bdi lang="ar" dir="rtl">الجمارك</bdi>'
    assert foreign(context("fr"), "<b>") == "<bdi>&lt;b&gt;</bdi>"


def test_words_that_describe_a_source_stay_in_their_own_language() -> None:
    document = made.document("Words.", "a.md", "en", made.AS_OF)
    claim = made.claim(document, "Words.", "shortage", "city")
    described = Source("an AFP journalist", "afp", "media")
    assert source_name(context("en"), claim, described).striptags() == "an AFP journalist"
    assert source_name(context("fr"), claim, described).striptags() == "AFP"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_has_a_label(language: str) -> None:
    labels = {row["parameter"]: row[language] for row in rows("parameters")}
    assert set(known_parameters()) <= set(labels)
    assert all(labels.values())


def test_events_that_say_next_to_nothing_are_told_only_where_there_is_no_other() -> None:
    document = made.document("A fight. A fight at West.", "a.md", "en", made.AS_OF)
    author = (Source("notes", "qafila", "author"),)
    bare = made.claim(document, "A fight.", "armed_clash", "city", said_by=author)
    bare = dataclasses.replace(bare, locations=())
    full = made.claim(document, "A fight at West.", "armed_clash", "city")
    kind = Kind("violence", "armed_clash", (), 3, 30, lasting=False)
    for claims, told in (((bare,), 1), ((bare, full), 1)):
        events = group_events(claims)
        found = choose(events, made.AS_OF, rows=(kind,))
        assert len(found) == told
        assert found[0].event.claims[0].claim_id == claims[-1].claim_id


def told_by_a_union(language: str, name: str) -> Claim:
    paper = made.document("Words.", f"{language}.md", language, made.AS_OF)
    said_by = (Source("Example Daily", None, "media"), Source(name, None, "union"))
    return made.claim(paper, "Words.", "shortage", "city", said_by=said_by)


@pytest.mark.parametrize(
    ("language", "first"),
    [("fr", "un syndicat"), ("ar", "نقابة"), ("en", "a union")],
)
def test_an_origin_is_named_by_words_that_the_reader_reads(language: str, first: str) -> None:
    names = {"ar": "نقابة", "fr": "un syndicat", "en": "a union"}
    claims = [told_by_a_union(code, name) for code, name in names.items()]
    told = readable(context(language), claims)
    assert told[0].origin is not None
    assert told[0].origin.name == first
    assert chain(context(language), claims)[-1].striptags() == first
    without = [claim for claim in claims if claim.language != language]
    english_first = {"fr": "a union", "ar": "a union", "en": "un syndicat"}[language]
    assert readable(context(language), without)[0].origin.name == english_first  # type: ignore[union-attr]


def test_as_an_origin_among_others_a_source_has_its_name_and_no_description() -> None:
    paper = made.document("Words.", "a.md", "fr", made.AS_OF)
    described = Source("le tableau de bord du HCR arrêté", "unhcr", "un")
    claim = made.claim(paper, "Words.", "shortage", "city", said_by=(described,))
    assert origin_name(context("fr"), claim).striptags() == "HCR"
    assert source_name(context("fr"), claim, described).striptags() == described.name
