"""The page: what it says, that every link leads somewhere, and that hostile texts stay texts."""

from __future__ import annotations

import dataclasses
import functools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qafila.brief import Brief
from qafila.brief.model import Figure, Prose, Sentence
from qafila.errors import InputError, OutputError
from qafila.forecasting import Forecast
from qafila.situation import Notice
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made

VOID = {"meta", "br", "img", "link", "input", "hr"}
INLINE = {"bdi", "span", "a", "strong"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "header", "p", "h1", "h2", "h3", "ul", "ol",
    "li", "a", "nav", "main", "section", "div", "span", "bdi", "details", "summary", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "article", "blockquote",
    "br", "strong", "footer", "svg", "desc", "g", "path", "text", "rect", "line", "defs",
    "clippath", "circle", "tspan",
}  # fmt: skip


class Page(HTMLParser):
    """Elements, attributes and text of a page; checks that elements are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.words.append("" if tag in INLINE else " ")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self.words.append("" if tag in INLINE else " ")

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@functools.cache
def html(language: str = "en", profile: str = "public") -> str:
    """The page of the synthetic situation."""
    return Brief(made.situation(), made.forecast(), language, profile).html()


@functools.cache
def hostile(language: str, profile: str) -> str:
    """The page of the hostile situation."""
    return Brief(made.hostile_situation(), made.forecast(), language, profile).html()


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_asks_nothing_of_any_address(language: str) -> None:
    page = Page(html(language))
    [policy] = [one["content"] for tag, one in page.tags if "http-equiv" in one]
    assert "default-src 'none'" in str(policy)
    assert {tag for tag, _ in page.tags} <= ALLOWED
    for tag, attributes in page.tags:
        assert not {key for key in attributes if key.startswith("on")}
        assert not {"src", "srcset", "action", "poster", "data"} & set(attributes)
        if "href" in attributes:
            assert tag == "a"
            address = str(attributes["href"])
            assert address.startswith("#") or re.match(r"https?://", address)
            if not address.startswith("#"):
                assert attributes["rel"] == "noreferrer noopener"
    style = html(language).split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["public", "internal"])
def test_every_link_inside_leads_to_one_place(language: str, profile: str) -> None:
    page = Page(html(language, profile))
    names = [one["id"] for _, one in page.tags if one.get("id")]
    assert len(names) == len(set(names))
    links = {
        str(one["href"])[1:] for _, one in page.tags if str(one.get("href", "")).startswith("#")
    }
    assert links <= set(names)
    assert len([link for link in links if link.startswith("claim-")]) >= 4


def test_days_of_fuel_rest_on_stocks_and_not_on_everything() -> None:
    import dataclasses

    from qafila import tables
    from qafila.brief.context import Context
    from qafila.brief.model import Prose
    from qafila.brief.sections.summary import build
    from qafila.brief.texts import Words

    text = (
        "location_id,commodity,quantity,date,best,unit,reported_at_basis,source\n"
        "city,fuel,stock,2025-10-20,3,days,stated,estimate\n"
        "city,fuel,demand,2025-10-01,9,litres/day,stated,estimate\n"
    )
    stocks, problems = tables.read_table("stocks", text.encode(), "stocks.csv")
    assert not problems
    found = dataclasses.replace(made.situation(), stocks=stocks)
    context = Context(found, made.forecast(), Words("en"), "public")
    [said] = [block.sentences for block in build(context).blocks if isinstance(block, Prose)]
    fuel = next(one for one in said if "dry" in str(one.html))
    anchors = [ref.anchor for ref in fuel.refs]
    assert [anchor for anchor in anchors if anchor.startswith("stock-")] == ["stock-1", "stock-2"]
    assert {'id="stock-1"', 'id="stock-2"'} <= set(
        re.findall(r'id="stock-\d+"', Brief(found, made.forecast(), "en", "public").html())
    )
    named = {key for keys in context.situation.corridor_table()["claims"] for key in keys}
    told = {anchor for anchor in anchors if anchor.startswith("claim-")}
    assert told <= {f"claim-{key}" for key in named}


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_page_runs_in_the_direction_of_its_language(language: str, direction: str) -> None:
    page = Page(html(language, "internal"))
    assert page.tags[0] == ("html", {"lang": language, "dir": direction})
    quotes = [(one["lang"], one["dir"]) for tag, one in page.tags if tag == "blockquote"]
    assert set(quotes) == {("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")}
    style = html(language).split("<style>")[1].split("</style>")[0]
    assert not re.search(r"(margin|padding|border)-(left|right)|text-align: (left|right)", style)


def leading(language: str) -> list[Sentence]:
    """Sentences that carry the situation."""
    blocks = [block for section in brief("public", language).sections for block in section.blocks]
    told = [one for block in blocks if isinstance(block, Prose) for one in block.sentences]
    return [one for one in told if one.lead]


def test_bare_numbers_of_the_arabic_page_are_isolated() -> None:
    body = html("ar").split("<main>")[1]
    lead = re.findall(r'<div class="sentence lead"><span>(.*?)</span> ', body)
    assert len(lead) == len(leading("ar")) >= 5
    for sentence in lead:
        outside = re.sub(r"<bdi.*?</bdi>", "", sentence)
        assert re.findall(r"\d+", outside) in ([], ["90"])  # 90 % is part of the sentence


def test_summary_says_what_is_happening_and_how_sure_we_are() -> None:
    section = html().split('id="situation"')[1].split("</section>")[0]
    text = Page(f"<div>{section.split('>', 1)[1]}</div>").text
    assert "Of 2 supply corridors to City, " in text
    assert "Days of fuel left in City on 1 November 2025" in text
    for days, date in ((7, "7 November"), (30, "30 November"), (60, "30 December")):
        assert f"within {days} days (by {date} 2025)" in text
    assert "within 30 days (by 30 November 2025): 10,000 people" in text
    assert "contradict each other: 1; among them tankers destroyed" in text
    assert "not calibrated" in text


def test_sections_stand_in_order() -> None:
    names = [section.section_id for section in brief("public").sections]
    assert names == [
        "situation", "assessment", "changed", "ahead", "reported", "timeline", "abductions", "map",
        "corridors", "fuel", "arrivals", "disputes", "actors", "figures", "warnings", "method",
        "licences", "claims",
    ]  # fmt: skip
    assert "routes" in [section.section_id for section in brief("internal").sections]


def brief(profile: str, language: str = "en") -> Brief:
    """The synthetic brief."""
    return Brief(made.situation(), made.forecast(), language, profile)


def test_disputes_show_each_version_with_its_chain() -> None:
    section = html().split('<section id="disputes"')[1].split("</section>")[0]
    text = Page("<section " + section + "</section>").text
    assert "40 (36 to 44) tankers" in text
    assert "80 tankers" in text
    assert "Agency ← a union" in text
    assert "Agency ← the group" in text
    assert "36 to 80 tankers" in text


def test_arabic_chain_arrows_point_from_origin_to_outlet() -> None:
    assert "→" in Page(html("ar")).text
    assert "←" not in Page(html("ar")).text


def test_restated_sentences_are_marked_and_others_not() -> None:
    section = html().split('<section id="claims"')[1].split("</section>")[0]
    papers = re.findall(r'<article class="paper">.*?</article>', section, re.DOTALL)
    assert len(papers) == 3
    marked = ["restated</span>" in paper for paper in papers]
    assert marked.count(True) == 1
    assert "https://example.org/agency" in papers[marked.index(True)]


def test_public_page_withholds_and_internal_page_shows() -> None:
    public, internal = Page(html()).text, Page(html("en", "internal")).text
    for words in ("Three people were killed.", "Un autre est arrivé hier."):
        assert words not in public
        assert words in internal
    assert "Six drivers were abducted." in public
    assert "est arrivé le 8 octobre" not in public
    assert "words withheld in this profile" in public
    assert "withheld: small number of people" in public
    assert "is left out altogether" in public
    assert "restricted, do not forward" in internal
    assert "restricted, do not forward" not in public
    assert "week of 6 October 2025" in public
    assert "8 October 2025" not in public


def test_forecast_labels_and_warnings_are_on_the_page() -> None:
    text = Page(html()).text
    assert "Forecast: unconditional" in text
    assert "Profile: public" in text
    assert "new arrivals · model, not a count · unconditional · not calibrated" in text
    assert "A report in a language that is not supported was left out: " in text
    assert "x.md is in German" in Page(html("en", "internal")).text
    assert "x.md" not in text  # a file name sums up what a report tells
    assert "Claims without a day of publication, left out: 2" in text
    assert "Natural Earth" in text


def test_credits_are_those_that_the_tables_call_for() -> None:
    assert "OpenStreetMap" not in Page(html()).text  # the small case took nothing from it
    found = made.situation()
    routes = found.network.routes.assign(source="OpenStreetMap contributors (ODbL)")
    places = found.network.locations.assign(source="GeoNames 1", longitude=100.0)
    network = dataclasses.replace(found.network, routes=routes, locations=places)
    case = dataclasses.replace(found.case, network=network)
    text = Page(Brief(dataclasses.replace(found, case=case), made.forecast()).html()).text
    assert "OpenStreetMap contributors, ODbL 1.0" in text
    assert "GeoNames, CC BY 4.0" in text
    assert "Natural Earth" not in text


def test_figures_are_described_for_those_who_cannot_see() -> None:
    page = html()
    blocks = [block for section in brief("public").sections for block in section.blocks]
    pictures = sum(isinstance(block, Figure) for block in blocks)
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == pictures >= 5
    assert page.count('role="img"') == pictures
    descriptions = re.findall(r"<desc[^>]*>(.*?)</desc>", page, re.DOTALL)
    for description in descriptions:
        assert len(description) > 20
    assert any("West: " in told for told in descriptions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["public", "internal"])
def test_hostile_texts_stay_texts(language: str, profile: str) -> None:
    text = hostile(language, profile)
    page = Page(text)
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert not [key for _, one in page.tags for key in one if key.startswith("on")]
    assert "javascript:" not in " ".join(str(one.get("href", "")) for _, one in page.tags)
    assert "<script" not in text.lower()
    for sign in "\u202a\u202b\u202d\u202e":
        assert sign not in text
    assert "alert(1)" in page.text  # shown as words


def test_empty_ledger_and_empty_forecast_still_make_a_page() -> None:
    bare = made.forecast().frame.iloc[:0]
    for language in LANGUAGES:
        page = Page(Brief(made.situation(empty=True), Forecast(bare, ()), language).html())
        assert len(page.text) > 1000
    text = Page(Brief(made.situation(empty=True), Forecast(bare, ())).html()).text
    assert "No forecast was made." in text
    assert "No claim was known on this date." in text
    assert "No contradiction between sources was found." in text
    assert "No claim is known" in text
    assert "No figure was known on this date." in text


def test_a_warning_without_a_text_is_shown_as_it_is() -> None:
    situation = dataclasses.replace(made.situation(), warnings=(Notice("new_code", "detail"),))
    assert "new_code: detail" in Page(Brief(situation, made.forecast()).html()).text


def test_what_the_simulation_did_without_is_a_warning() -> None:
    notes = ("not-calibrated:1", "population-unknown:12", "no-reception-place:1", "new-code:3")
    forecast = Forecast(made.forecast().frame, notes)
    section = Brief(made.situation(), forecast).html().split('<section id="warnings"')[1]
    text = Page("<section " + section.split("</section>")[0] + "</section>").text
    assert "from which nobody is taken to flee in the simulation: 12." in text
    assert "no reception place" in text
    assert "new-code: 3" in text
    assert "not-calibrated" not in text


def test_short_forecast_names_its_own_last_day() -> None:
    text = Page(Brief(made.situation(), made.forecast(days=3)).html()).text
    assert "within 3 days (by 3 November 2025)" in text


def test_same_inputs_give_the_same_bytes() -> None:
    assert Brief(made.situation(), made.forecast(), "ar").html() == html("ar")


@pytest.mark.parametrize(("language", "profile"), [("de", "public"), ("en", "secret")])
def test_unknown_language_or_profile_is_refused(language: str, profile: str) -> None:
    with pytest.raises(InputError, match="allowed"):
        Brief(made.situation(), made.forecast(), language, profile)


def test_save_writes_the_page_or_says_why_not(tmp_path: Path) -> None:
    path = brief("public").save(tmp_path / "new" / "brief.html")
    assert path.read_text(encoding="utf-8") == html()
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError):
        brief("public").save(tmp_path / "file" / "brief.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_texts_are_escaped_once(language: str) -> None:
    assert not re.search(r"&amp;(#\d+|quot|lt|gt|amp);", html(language))
