"""Web pages: the article and what the page declares, in any encoding; never menus or guesses."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.errors import ReportError
from qafila.reports import parse_document, read_claims
from tests.support.reading import GAZETTEER

ARTICLE = (
    "<p>نفد الوقود من محطات باماكو يوم الاثنين &amp; الثلاثاء، بحسب إذاعة فرنسا الدولية.</p>"
    "<p>وأُحرق نحو 40 صهريجا في 14&nbsp;سبتمبر على طريق كايس، "
    "وقالت وكالة الأنباء إن الطوابير طويلة.</p>"
)


def page(body: str = ARTICLE, charset: str = "utf-8", head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="ar"><head><meta charset="{charset}"><title>عنوان</title>'
        '<meta property="og:site_name" content="موقع الصحراء">'
        '<meta property="article:published_time" content="2025-10-28T08:00:00+00:00">'
        f"{head}</head><body><nav><a href='/'>الرئيسية</a><a href='/x'>اشترك الآن</a></nav>"
        f"<article><h1>عنوان</h1>{body}</article><footer>حقوق النشر 2019</footer>"
        "<script>var x = 'هجوم على قافلة';</script></body></html>"
    )


def test_the_stored_text_of_a_page_is_its_article():
    document = parse_document(page().encode(), "a.html")
    assert "نفد الوقود من محطات باماكو يوم الاثنين & الثلاثاء" in document.text
    for other in ("الرئيسية", "اشترك", "حقوق النشر", "var x", "<p>", "&amp;"):
        assert other not in document.text
    assert document.outlet == "موقع الصحراء"
    assert document.title == "عنوان"
    assert document.published == dt.date(2025, 10, 28)


def test_spans_lead_into_the_article():
    document = parse_document(page().encode(), "a.html")
    claims = read_claims(document, GAZETTEER)
    assert any(claim.event_type == "attack_on_convoy" for claim in claims)
    for claim in claims:
        assert document.text[claim.span.start : claim.span.end] == claim.span.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-1", "no-such-thing"])
def test_a_mislabelled_encoding_does_no_harm(encoding, declared):
    text = page(ARTICLE * 4, charset=declared)
    document = parse_document(text.encode(encoding), "a.html")
    assert "نفد الوقود من محطات باماكو" in document.text


def test_the_day_of_a_page_is_never_guessed_from_its_words():
    bare = (
        f"<html><body><article>{ARTICLE}<p>في 3 مارس 2024 وقع هجوم آخر.</p></article></body></html>"
    )
    document = parse_document(bare.encode(), "a.html")
    assert document.published is None
    assert document.outlet is None


def test_an_article_is_never_normalised():
    decomposed = unicodedata.normalize("NFD", "Les stations de Ségou et de Ménaka sont à sec. ") * 6
    document = parse_document(page(f"<p>{decomposed}</p>").encode(), "a.html")
    assert decomposed.strip() in document.text


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><title>x</title></head></html>",
        "<html><body></body></html>",
        "<html>",
        "<!doctype html>",
        "<html><body><script>alert(1)</script></body></html>",
    ],
)
def test_a_page_without_an_article_is_told(markup):
    with pytest.raises(ReportError, match=r"^a\.html: no article"):
        parse_document(markup.encode(), "a.html")


def test_deep_nesting_is_no_crash():
    deep = "<html><body>" + "<div>" * 50_000 + "Pumps are dry in Bamako."
    try:
        assert parse_document(deep.encode(), "a.html").text
    except ReportError as error:
        assert "nested too deeply" in str(error)  # noqa: PT017  # either is right, a crash is not


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["<html>", "<!DOCTYPE html>", "<html><body><p>"]))
def test_any_markup_gives_a_text_or_a_message(text, opening):
    try:
        document = parse_document((opening + text).encode("utf-8", "surrogatepass"), "a.html")
    except ReportError as error:
        assert str(error).startswith("a.html: ")  # noqa: PT017
    else:
        assert document.text.strip()


def test_a_text_that_quotes_markup_is_a_text():
    document = parse_document(b"The page said <html> and the pumps are dry.", "a.txt")
    assert document.text.startswith("The page said <html>")


@pytest.mark.parametrize("tags", [("div",), ("div", "span"), ("DIV class='a'",)])
def test_a_page_nested_too_deeply_says_so(tags):
    opened = "".join(f"<{tag}>" for tag in tags) * 20_000
    closed = "".join(f"</{tag.split()[0]}>" for tag in reversed(tags)) * 20_000
    with pytest.raises(ReportError, match="nested too deeply"):
        parse_document(f"<html><body>{opened}{ARTICLE}{closed}</body></html>".encode(), "a.html")


def test_an_empty_page_of_many_elements_beside_each_other_is_only_empty():
    with pytest.raises(ReportError, match="no article"):
        parse_document(b"<html><body>" + b"<div></div>" * 5000 + b"</body></html>", "a.html")


@pytest.mark.parametrize(
    "mark", ["hidden", 'style="display: none"', 'style="VISIBILITY:hidden"', 'style="font-size:0"']
)
def test_what_a_browser_hides_is_not_reported(mark):
    hidden = f"<p {mark}>La route de Gao est coupée par des hommes armés depuis lundi.</p>"
    document = parse_document(page(ARTICLE + hidden).encode(), "a.html")
    assert "Gao" not in document.text
    assert "نفد الوقود" in document.text
