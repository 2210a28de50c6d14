"""The table of texts is the same in all languages, complete, and nothing in it is left over."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from markupsafe import Markup

import qafila.brief
from qafila.assess import changes, corrections, outlooks, shifts
from qafila.assess.timeline import kinds as timeline_kinds
from qafila.brief.calibration import _outcomes
from qafila.brief.happenings import kinds
from qafila.brief.isolation import left_to_right, name, verbatim
from qafila.brief.sections.method import WARNINGS
from qafila.brief.texts import Words, table
from qafila.brief.urls import address_link, safe_url
from qafila.case import find_case, read_case
from qafila.files import package_data
from qafila.simulate.scenario import KINDS
from qafila.terms import LANGUAGES
from tests.support.synthetic_brief import HOSTILE

if TYPE_CHECKING:
    from qafila.brief.context import Context

FOLDER = Path(qafila.brief.__file__).parent
FAMILIES = {
    *(f"warning_{code}" for code in WARNINGS),
    *(f"withheld_{reason}" for reason in ("small_count", "recent_passage", "passage_words")),
    *(f"legend_{key}" for key in ("city", "supply", "crossing", "reception", "road")),
    *(f"legend_grade_{grade}" for grade in (1, 2, 3)),
    *(f"legend_{key}" for key in ("median", "half", "wide", "compare")),
    *(f"reported_{kind.group}" for kind in kinds()),
    *(f"lane_{kind.lane}" for kind in timeline_kinds().values()),
    *(f"change_{kind}" for kind in KINDS),
    *(f"key_many_{state}" for state in ("open", "contested", "closed", "unknown")),
    *(f"changed_{what}_{fate}" for what in ("fate", "all") for fate in changes.FATES),
    *(f"changed_why_{reason}" for reason in shifts.REASONS),
    *(f"changed_dispute_{kind}" for kind in corrections.DISPUTE_SHIFTS),
    *(f"changed_review_{kind}" for kind in corrections.WITHOUT_FIGURE),
    *(f"ahead_{kind}" for kind in (outlooks.EXPECTED, outlooks.ADVISED)),
    *(f"original_{language}" for language in (*LANGUAGES, "other")),
    *(
        f"steady_{verdict}_{higher}"
        for verdict in ("agree", "few", "overlap", "apart", "why")
        for higher in ("persistence", "simulation")
    ),
    "basis_model",
    "licence_roads",
    "licence_places",
}


def sources() -> str:
    """Everything that may name a text."""
    commands = FOLDER.with_name("commands")
    files = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.html"), *commands.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(files))


def fields(text: str) -> set[str]:
    """Names in braces."""
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_and_none_is_empty(language: str) -> None:
    assert set(table(language)) == set(table("en"))
    assert all(text.strip() for text in table(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same_values(language: str) -> None:
    for key, text in table("en").items():
        assert fields(table(language)[key]) == fields(text), key


def test_every_text_that_is_asked_for_exists() -> None:
    asked = set(re.findall(r'(?:\bsay\(|say_plainly\(\s*context,)\s*"([a-z0-9_]+)"', sources()))
    assert len(asked) > 60
    assert asked <= set(table("en"))
    assert set(table("en")) >= FAMILIES


def test_no_text_is_left_over() -> None:
    code = sources()
    unused = [key for key in table("en") if f'"{key}"' not in code and key not in FAMILIES]
    assert unused == []


def test_each_table_has_each_key_once() -> None:
    for language in LANGUAGES:
        text = package_data("brief", "texts", f"{language}.csv").read_text(encoding="utf-8")
        keys = [line.split(",", 1)[0] for line in text.splitlines()]
        assert len(keys) == len(set(keys))


def test_languages_are_written_in_their_script() -> None:
    for key, text in table("ar").items():
        letters = re.sub(r"\{\w+\}|Qafila|OpenStreetMap|ODbL|GeoNames|CC BY", "", text)
        if re.search(r"[^\W\d_]", letters):
            assert re.search(r"[\u0600-\u06ff]", letters), key
    same = [key for key, text in table("en").items() if table("fr")[key] == text and len(text) > 12]
    assert [key for key in same if fields(table("en")[key]) == set()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_latin_in_every_language(language: str) -> None:
    words = Words(language)
    shown = words.number(1234567.0) + words.date(dt.date(2025, 11, 30)) + words.chance(0.456)
    assert not re.search(r"[\u0660-\u0669\u06f0-\u06f9]", shown)
    assert "2025" in shown
    assert "46" in shown


def test_numbers_are_written_as_each_language_does() -> None:
    assert Words("en").figures(12345) == "12,345"
    assert Words("fr").figures(12345.0) == "12\u202f345"
    assert Words("ar").figures(12345) == "12,345"
    assert Words("fr").figures(3.25) == "3,2"
    assert Words("en").number(117_300_000).striptags() == "117.3 million"
    assert Words("fr").number(1_500_000).striptags() == "1,5 million"
    assert Words("en").number(1_234_567).striptags() == "1,234,567"
    assert Words("en").number(float("nan")) == "–"


def test_chance_never_shows_certainty() -> None:
    words = Words("en")
    shown = [words.chance(value).striptags() for value in (0.0, 0.004, 0.5, 0.996, 1.0)]
    assert shown == ["&lt; 1%", "&lt; 1%", "50%", "&gt; 99%", "&gt; 99%"] or shown == [
        "< 1%", "< 1%", "50%", "> 99%", "> 99%",
    ]  # fmt: skip


def test_dates_and_spans() -> None:
    day, later = dt.date(2025, 12, 1), dt.date(2025, 12, 4)
    assert "1er décembre 2025" in Words("fr").date(day)
    assert "ديسمبر" in Words("ar").date(day)
    assert Words("en").span(None, None) == ""
    assert Words("en").span(day, None).striptags() == "since 1 December 2025"
    assert Words("en").span(None, day).striptags() == "until 1 December 2025"
    assert Words("en").span(day, day) == Words("en").date(day)
    assert Words("en").span(day, later).striptags() == "1 December 2025 to 4 December 2025"


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        ((None, None, None), ""),
        ((40.0, None, None), "40"),
        ((40.0, 40.0, 40.0), "40"),
        ((40.0, 36.0, 44.0), "40 (36 to 44)"),
        ((None, 20.0, 80.0), "20 to 80"),
        ((None, 20.0, None), "at least 20"),
        ((20.0, 20.0, None), "at least 20"),
        ((None, None, 8.0), "at most 8"),
        ((80.0, 80.0, 80.0), "80"),
    ],
)
def test_bounds(figures: tuple[float | None, float | None, float | None], shown: str) -> None:
    assert Words("en").bounds(*figures).striptags() == shown


def test_values_are_escaped_and_isolated() -> None:
    shown = Words("en").say("warning_other", code=HOSTILE, detail=name(HOSTILE))
    assert isinstance(shown, Markup)
    assert "<script" not in shown
    assert "\u202e" not in name(HOSTILE)
    assert left_to_right("<b>") == '<bdi dir="ltr">&lt;b&gt;</bdi>'


def test_a_text_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("en").say("no such text")


def test_terms_and_units_that_no_table_knows_stay_as_they_are() -> None:
    assert Words("en").label("modality", "half_said") == "half said"
    assert Words("en").label("no kind", None) == ""
    assert Words("fr").unit("bushels") == "bushels"


def test_quoted_words_cannot_turn_the_page() -> None:
    assert verbatim("a\u202eb\u2066c\u2069\x00d") == "abcd"
    assert verbatim("نزح  آلاف\nالأشخاص") == "نزح آلاف الأشخاص"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://example.org", "https://",
     "https://a b", 'https://a"b', "https://user:word@example.org", "https://[", "", "UNHCR",
     "https://a\u202eb", "HTTPS:alert", "https://a\nb"],
)  # fmt: skip
def test_only_plain_web_addresses_become_links(address: str) -> None:
    assert safe_url(address) == ""
    assert "<a " not in address_link(address)


def test_links_tell_nobody_where_they_come_from() -> None:
    link = address_link("https://www.example.org/a?b=1&c=2")
    assert 'rel="noreferrer noopener"' in link
    assert 'href="https://www.example.org/a?b=1&amp;c=2"' in link
    assert ">example.org<" in link


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_outcomes_are_told_of_where_a_hindcast_was_made(language: str, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    shutil.copytree(find_case("mali-2025"), copied)
    folders = {find_case("mali-2025"): True, find_case("teaching"): False, copied: False}
    for folder, made in folders.items():
        situation = SimpleNamespace(case=read_case(folder))
        context = SimpleNamespace(situation=situation, words=Words(language))
        told = _outcomes(cast("Context", context))
        assert ("docs/siege.md" in told) is made
        assert (told == Words(language).say("outcomes_none")) is not made
