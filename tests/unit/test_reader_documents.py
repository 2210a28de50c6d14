# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import datetime as dt

import pytest

from qafila.claims import Document
from qafila.errors import PluginWarning, ReportError
from qafila.reports import detect_language, open_document, parse_document, read_claims
from qafila.reports.language import Language
from qafila.reports.registry import load_languages
from tests.support.reading import GAZETTEER

FRONT = "---\noutlet: Notes\npublished: 2025-09-18\nlanguage: en\nrestates:\n- {source_name: RFI, url: u, date: 2025-09-04}\n---\n"


def test_front_matter_is_no_part_of_the_text():
    document = parse_document((FRONT + "\nPumps are dry.\n").encode(), "a.md")
    assert document.text == "Pumps are dry."
    assert document.published == dt.date(2025, 9, 18)
    assert document.restates == (("RFI", "u", "2025-09-04"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_encodings_give_the_same_text(encoding):
    text = "نفد الوقود من المحطات في باماكو، وقالت وكالة الأنباء إن الطوابير طويلة. " * 5
    assert parse_document(text.encode(encoding), "a.txt").text == text.strip("\n")


def test_newlines_become_one_kind():
    assert parse_document(b"a\r\nb\rc", "a.txt").text == "a\nb\nc"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"---\npublished: 2025-09-18\n---\n", "empty"),
        (b"a\x00b", "NUL"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"---\n: [\n---\ntext", "YAML"),
        (b"---\n- a\n---\ntext", "key: value"),
        (b"---\npublished: soon\n---\ntext", "YYYY-MM-DD"),
        (b"---\nrestates: x\n---\ntext", "restates"),
        (bytes(range(1, 32)) * 10, "binary"),
    ],
)
def test_what_is_not_a_report_is_said_plainly(data, words):
    with pytest.raises(ReportError, match=words) as caught:
        parse_document(data, "bad.md")
    assert str(caught.value).startswith("bad.md")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReportError, match="nowhere"):
        open_document(tmp_path / "nowhere.md")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The pumps in the city have run dry and the army said it would escort the convoy.", "en"),
        ("Les pompes de la ville sont à sec et l'armée a dit qu'elle escorterait le convoi.", "fr"),
        ("نفد الوقود من محطات المدينة وقال الجيش إنه سيرافق القافلة", "ar"),
        ("Die Tankstellen der Stadt sind trocken und die Armee will den Konvoi begleiten.", None),
        ("Las gasolineras de la ciudad están secas y el ejército escoltará el convoy.", None),
        ("Le stazioni della città sono a secco e l'esercito scorterà il convoglio.", None),
        ("Os postos da cidade estão secos e o exército vai escoltar o comboio.", None),
        ("城市的加油站已经没有燃料，军队表示将护送车队。", None),
        ("Топливо на заправках города закончилось, армия обещала конвой.", None),
        ("جایگاه‌های سوخت شهر خالی شده و ارتش گفته است کاروان را همراهی می‌کند", None),
        ("", None),
        ("12345 !!!", None),
    ],
)
def test_language_is_told_or_left_open(text, code):
    assert detect_language(text) == code


def test_an_unsupported_language_is_an_error_that_names_the_file():
    document = Document.from_text("Die Tankstellen der Stadt sind trocken und leer.", "b.md")
    with pytest.raises(ReportError, match=r"b\.md"):
        read_claims(document, GAZETTEER)


class _Plugin:
    def __init__(self, name, result):
        self.name, self._result = name, result

    def load(self):
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def test_a_broken_plugin_gives_one_warning_and_the_rest_works():
    good = Language("xx", "latin", frozenset({"xx"}))
    with pytest.warns(PluginWarning, match="bad") as caught:
        found = load_languages([_Plugin("bad", RuntimeError("boom")), _Plugin("good", good)])
    assert len(caught) == 1
    assert set(found) == {"ar", "en", "fr", "xx"}


def test_a_plugin_cannot_replace_a_language():
    assert load_languages([_Plugin("en", Language("en", "latin", frozenset()))])["en"].stop_words
