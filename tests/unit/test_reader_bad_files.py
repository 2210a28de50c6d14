"""Files that are no reports: a plain message with a remedy, never a crash or silent garbage."""

from __future__ import annotations

import gzip
import io
import os
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila.errors import ReportError
from qafila.reports import documents, open_document, parse_document
from qafila.reports.spoofing import describe, find_spoofed

ARABIC = "نفد الوقود من المحطات في باماكو، وقالت وكالة الأنباء إن الطوابير طويلة. " * 5
FRENCH = "Les stations de Ségou sont à sec depuis lundi, a indiqué la préfecture. " * 5


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb.txt", "0" * 10_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 scan", "PDF.*OCR"),
        (archive(), "ZIP"),
        (gzip.compress(b"0" * 10_000_000), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "office document"),
        (b"{\\rtf1 Pumps are dry}", "Rich Text"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x00\x01\x02\x03" * 50, "NUL|binary"),
        (b"", "empty"),
        (b"\n \t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
    ],
)
def test_what_a_file_is_instead_is_said(data, words):
    with pytest.raises(ReportError, match=f"^a.txt: .*(?:{words})"):
        parse_document(data, "a.txt")


@pytest.mark.parametrize("text", [ARABIC, FRENCH])
@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8", "utf-8-sig"]
)
def test_wide_encodings_are_read_with_and_without_a_mark(text, encoding):
    assert parse_document(text.encode(encoding), "a.txt").text == text


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_message(data):
    try:
        assert parse_document(data, "a.txt").text.strip()
    except ReportError as error:
        assert str(error).startswith("a.txt: ")  # noqa: PT017


def test_a_file_too_large_for_a_report_is_not_loaded(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(200_000_000)  # sparse: it takes no room on the disk
    with pytest.raises(ReportError, match=r"200 MB.*20 MB"):
        open_document(large)


@pytest.mark.parametrize("word", ["RFІ", "Reutеrs", "Bamаko", "Re\u200buters", "JN\u202eIM"])
def test_a_spoofed_name_is_flagged(word):
    assert find_spoofed(f"According to {word}, the pumps are dry.") == (word,)
    assert "mixes" in describe(word) or "hides" in describe(word)


@pytest.mark.parametrize(
    "text",
    [
        ARABIC,
        FRENCH,
        "قالت RFI إن الوقود نفد وRFI ذكرت",
        "Топливо закончилось, сообщила RFI.",
        "Ñandé, Ségou, Côte d'Ivoire, Ɓalo",
        "\u202bنفد الوقود\u202c",
    ],
)
def test_honest_words_are_not_flagged(text):
    assert find_spoofed(text) == ()


def test_a_case_tells_of_spoofed_names_in_its_reports(tmp_path):
    from qafila.api import open_case
    from qafila.commands.new import new_case

    new_case(tmp_path / "mine")
    note = tmp_path / "mine" / "reports" / "2025-11-01-en-spoofed.md"
    front = "---\nlanguage: en\npublished: 2025-11-01\n---\n"
    note.write_text(f"{front}The pumps are dry, RFІ said.", encoding="utf-8")
    told = list(open_case(tmp_path / "mine").reading.warnings)
    assert [one.code for one in told] == ["spoofed_name"]
    assert "2025-11-01-en-spoofed.md" in told[0].detail
    assert "Cyrillic and Latin" in told[0].detail


@pytest.mark.parametrize("name", ["/dev/zero", "pipe"])
def test_a_pipe_or_a_device_is_no_report(tmp_path, name):
    path = tmp_path / name  # an absolute name stays itself
    if name == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no named pipes")
        os.mkfifo(path)
    elif not path.exists():
        pytest.skip(f"this system has no {name}")
    with pytest.raises(ReportError, match="pipe or a device"):
        open_document(path)


def test_a_directory_is_no_report(tmp_path):
    with pytest.raises(ReportError, match="cannot be read"):
        open_document(tmp_path)


def test_a_file_that_tells_no_size_is_read_up_to_the_largest_report(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"Pumps are dry. " * 100)
    real = path.stat()
    monkeypatch.setattr(documents, "_LARGEST", 1000)
    monkeypatch.setattr(
        type(path), "stat", lambda self, **_: os.stat_result((*real[:6], 0, *real[7:]))
    )
    with pytest.raises(ReportError, match="no report is larger"):
        open_document(path)


@pytest.mark.parametrize(
    "text",
    [
        "نفد الوقود",
        "الحكم: خاطئ.",
        "نفد الوقود في مدينة كايس، وقال السكان إن أربعين صهريجا أحرقت.",
        "قالت AFP إن القافلة لم تصل إلى Kayes.",
    ],
)
@pytest.mark.parametrize("encoding", ["iso8859_6", "cp1256"])
def test_arabic_of_either_code_page_is_read_as_it_was_written(text, encoding):
    assert parse_document(text.encode(encoding), "a.txt").text == text


@given(st.lists(st.sampled_from(ARABIC.replace(".", "").split()), min_size=1, max_size=8))
def test_no_word_mixes_arabic_with_accented_letters(words):
    text = " ".join(words)
    for encoding in ("iso8859_6", "cp1256"):
        try:
            found = parse_document(text.encode(encoding), "a.txt").text
        except ReportError:
            continue
        assert not re.search(r"[À-ÿ][\u0621-\u064a]|[\u0621-\u064a][À-ÿ]", found)


def test_text_that_fits_no_code_page_is_refused():
    with pytest.raises(ReportError, match="save the file as UTF-8"):
        parse_document(b"\x80" + ("انèâèد وàلéن " * 20).encode("cp1256"), "a.txt")
