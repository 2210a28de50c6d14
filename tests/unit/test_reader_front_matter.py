"""Whatever stands in front matter: a document or one plain error, never anything else."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.claims import Document
from qafila.errors import ReportError
from qafila.reports import open_document, parse_document

KEYS = ("outlet", "title", "published", "language", "restates", "note")
VALUES = (
    "RFI", "", "[a]", "{a: b}", "2025-09-18", "2025-99-99", "2025-09-18T10:00:00Z", "soon", "~",
    "true", "1e999", ".nan", "0x" + "F" * 6000, "9" * 6000, '"\\ud800"', '"\\0"', "|\n two\n lines",
    "!!set {a}", "!!binary aGVsbG8=", "!!python/object:os.system x", "&a [*a]", "*b", "? [a]\n: b",
    "<<: *x", "- {source_name: RFI}", "[{source_name: [RFI]}]", "[RFI]", "{", "'", "\t", "2025-9-1",
    "٢٠٢٥-٠٩-١٨", "--- ", "...", "%YAML 9.9", "@x", "`x`", "[" * 1000, "{a: " * 1000,
)  # fmt: skip


def _parse(front: str) -> Document:
    return parse_document(f"---\n{front}\n---\nPumps are dry.".encode(), "note.md")


def _check_outcome(data: bytes) -> None:
    document, told = None, "note.md: "
    try:
        document = parse_document(data, "note.md")
    except ReportError as error:
        told = str(error)
    assert told.startswith("note.md: ")
    assert len(told) < 500
    if document is None:
        return
    assert isinstance(document.published, dt.date | None)
    for value in (document.outlet, document.title, document.language):
        assert value is None or value.encode("utf-8")
    for row in document.restates:
        assert all(isinstance(cell, str) for cell in row)


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("outlet: [a]", "outlet must be one line of text"),
        ("title: {a: b}", "title must be one line of text"),
        ("language: [en]", "language must be one line of text"),
        ("published: [2025-09-18]", "published must be one line of text"),
        ("published: soon", "YYYY-MM-DD"),
        ("published: 2025-09-18abc", "YYYY-MM-DD"),
        ("published: " + "x" * 5000, "YYYY-MM-DD"),
        ("published: 2025-02-30", "front matter|YYYY-MM-DD"),
        ("restates: RFI", "restates must be a list"),
        ("restates: {source_name: RFI}", "restates must be a list"),
        ("restates: 0", "restates must be a list"),
        ("restates: [RFI]", "restates must be a list"),
        ("restates: [{source_name: [a]}]", "source_name must be one line"),
        ("title: " + "[" * 20000, "nested too deeply|YAML"),
        ("a: &a [x]\ntitle: *a", "aliases"),
        ("title: 0x" + "F" * 6000, "too long"),
        ("title: !!python/name:os.system", "YAML"),
        ("title: " + "x" * 5_000_000, "close it with a line ---"),
    ],
)
def test_a_wrong_front_matter_is_told_with_file_and_remedy(front, words):
    with pytest.raises(ReportError, match=words) as caught:
        _parse(front)
    assert str(caught.value).startswith("note.md: ")
    assert len(str(caught.value)) < 500


def test_front_matter_without_an_end():
    with pytest.raises(ReportError, match="has no end; close it with a line ---"):
        parse_document(b"---\noutlet: RFI\nPumps are dry.\n", "note.md")
    assert parse_document(b"---\nPumps are dry.\n", "note.md").text.endswith("dry.")


def test_empty_values_are_unknown():
    document = _parse("outlet:\ntitle: ''\npublished:\nlanguage: ~\nrestates:")
    assert (document.outlet, document.title, document.published) == (None, None, None)
    assert (document.language, document.restates) == (None, ())


def test_a_day_with_a_time_is_that_day():
    assert _parse("published: 2025-09-18T10:00:00Z").published == dt.date(2025, 9, 18)
    assert _parse("published: '2025-09-18 10:00'").published == dt.date(2025, 9, 18)


def test_a_title_of_several_lines_becomes_one():
    assert _parse("title: |\n  Pumps\n  are dry").title == "Pumps are dry"


def test_a_folder_is_no_report(tmp_path):
    with pytest.raises(ReportError, match="cannot be read"):
        open_document(tmp_path)


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_combination_of_values(pairs):
    front = "\n".join(f"{key}: {value}" for key, value in pairs)
    _check_outcome(f"---\n{front}\n---\nPumps are dry.".encode())


@given(st.text(alphabet="abc:-[]{}&*!|>'\"%@`#?,.\n \t0123\u00e9\u0645", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_front_matter(front):
    _check_outcome(f"---\n{front}\n---\nPumps are dry.".encode())


@given(st.binary(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_bytes_after_an_opening_line(data):
    _check_outcome(b"---\n" + data)
