"""What is reported: which events are told, in which words, and that nothing withheld comes out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re

import pandas as pd
import pytest

from qafila import tables
from qafila.brief import Brief
from qafila.brief.counting import counted, nouns
from qafila.brief.happenings import Kind, choose, kinds
from qafila.brief.mapping import map_places
from qafila.brief.sections.summary import nearest
from qafila.brief.siege import reported_siege, siege
from qafila.brief.texts import Words, table
from qafila.claims import Actor, Claim, DateSpan, Document, Source
from qafila.ledger.events import group_events
from qafila.situation import Situation
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made
from tests.unit.test_brief_html import ALLOWED, Page

JNIM = Source("the Front", "front", "armed_group")
RADIO = Source("Radio One", "radio", "media")
LONG_AGO, TODAY = dt.date(2025, 7, 3), made.AS_OF


def paper(words: str, published: dt.date, language: str = "en") -> Document:
    """A document of one sentence."""
    return made.document(words, f"{len(words)}.md", language, published)


@functools.cache
def told(
    words: str,
    published: dt.date,
    event_type: str,
    place: str = "city",
    language: str = "en",
    **values: object,
) -> tuple[Document, Claim]:
    """A claim on a document of its own."""
    document = paper(words, published, language)
    return document, made.claim(document, words, event_type, place, **values)


def page(*pairs: tuple[Document, Claim], language: str = "en", profile: str = "public") -> str:
    """The page of the small case with further claims."""
    papers = tuple(dict.fromkeys(document for document, _ in pairs))
    situation = made.situation(papers, tuple(claim for _, claim in pairs))
    return Brief(situation, made.forecast(), language, profile).html()


def section(html: str, name: str = "reported") -> str:
    """Text of a section."""
    found = html.split(f'<section id="{name}"')[1].split("</section>", maxsplit=1)[0]
    return Page(f'<section id="{name}"{found}</section>').text


def blockade(**values: object) -> tuple[Document, Claim]:
    """A blockade that began long ago."""
    given = {"day": LONG_AGO, "modality": "announced", "said_by": (RADIO, JNIM)} | values
    return told("The Front blocks the roads.", dt.date(2025, 9, 1), "blockade", **given)


def test_table_of_kinds_is_in_order_and_names_known_terms() -> None:
    rows = tables.read_defaults("brief_events", "brief_events")
    assert list(rows["rank"]) == list(range(1, len(rows) + 1))
    groups = [kind.group for kind in kinds()]
    runs = [name for name, before in zip(groups, ["", *groups], strict=False) if name != before]
    assert len(runs) == len(set(runs))  # rows of one group follow each other
    named = [kind.event_type for kind in kinds()]
    assert len(named) == len(set(named))
    assert named[-1] == ""
    assert runs[0] == "blockade"
    assert runs[-1] == "views"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_has_a_heading(language: str) -> None:
    assert {f"reported_{kind.group}" for kind in kinds()} <= set(table(language))


def test_blockade_that_began_long_ago_is_going_on() -> None:
    text = section(page(blockade()))
    assert "blockade · City · going on since 3 July 2025 (newest mention 1 September 2025)" in text
    assert "According to: the Front, by Radio One · announced" in text


def test_a_threat_is_no_start() -> None:
    threat = blockade(subtype="threat")
    text = section(page(threat))
    assert "going on since" not in text
    assert "blockade: threat · City · 3 July 2025 (newest mention 1 September 2025)" in text
    assert siege([threat[1]], TODAY) is None


def test_summary_begins_with_the_siege_if_claims_tell_of_it() -> None:
    later = told(
        "The Front blocks West Town too.", dt.date(2025, 10, 20), "blockade", "west-town",
        day=dt.date(2025, 10, 18), said_by=(RADIO,), modality="claimed",
        actors=(Actor("the Front", "front", "armed_group"),),
    )  # fmt: skip
    text = section(page(blockade(), later), "situation")
    start = text.split("Of 2 supply corridors")[0]
    assert "Since 3 July 2025 a blockade by the Front has been reported: City, later also" in start
    assert "(newest mention 20 October 2025)" in start
    assert "has been reported" not in section(page(), "situation")


@pytest.mark.parametrize(
    "values",
    [
        {"modality": "opinion"},
        {"modality": "background"},
        {"modality": "denied"},
        {"modality": "conditional"},
        {"day": None},
        {"day": dt.date(2026, 1, 1)},
        {"said_by": (RADIO,)},
        {"said_by": (RADIO, Source("gunmen", None, "armed_group"))},
    ],
)
def test_siege_is_left_out_where_claims_do_not_tell_of_it(values: dict[str, object]) -> None:
    assert siege([blockade()[1]], TODAY) is not None
    assert siege([blockade(**values)[1]], TODAY) is None


def test_a_blockade_without_a_known_group_is_told_if_several_origins_tell_of_it() -> None:
    other = Source("Paper", "paper", "media")
    found = [
        told(f"{who.name} says the city is cut off.", dt.date(2025, 10, day), "blockade", "city",
             said_by=(who,))
        for who, day in ((RADIO, 20), (other, 22))
    ]  # fmt: skip
    assert reported_siege([found[0][1]], TODAY) is None
    start = section(page(*found), "situation")
    assert "A blockade has been reported, its start not dated: City (newest mention 22 October" in (
        start
    )
    dated = told("Cut off on Monday.", TODAY, "blockade", "city", said_by=(RADIO,),
                 day=dt.date(2025, 10, 13))  # fmt: skip
    start = section(page(*found, dated), "situation")
    assert "Since 13 October 2025 a blockade has been reported: City" in start
    denied = told("Nothing is cut off.", TODAY, "blockade", "city", said_by=(other,),
                  modality="denied")  # fmt: skip
    assert reported_siege([found[0][1], denied[1]], TODAY) is None


def test_siege_begins_on_the_earliest_day_whatever_the_order() -> None:
    one = blockade()[1]
    other = told(
        "Blocked again.", dt.date(2025, 10, 2), "blockade", "west-town", said_by=(RADIO, JNIM),
        day=dt.date(2025, 10, 1),
    )[1]  # fmt: skip
    found = siege([one, other], TODAY)
    assert found == siege([other, one], TODAY)
    assert found is not None
    assert (found.since, found.last) == (LONG_AGO, dt.date(2025, 10, 2))
    assert (found.location_ids, found.later_ids) == (("city",), ("west-town",))
    assert [claim.claim_id for claim in found.claims] == [other.claim_id, one.claim_id]


def test_the_dispute_is_marked_and_linked() -> None:
    html = page()
    found = re.search(r'class="disputed" href="#(dispute-[0-9a-f]{16})"', html)
    assert found is not None
    assert f'<article class="dispute" id="{found.group(1)}">' in html
    text = section(html)
    assert "attack on a convoy, tankers destroyed: 36 to 80 tankers" in text
    assert "a union, by Agency; the group, by Agency · distinct origins: 2 · disputed" in text


def test_passages_are_told_by_week_and_fresh_ones_not_at_all() -> None:
    public, internal = section(page()), section(page(profile="internal"))
    assert "tankers arrived: 120 tankers · City · week of 6 October 2025" not in public  # too old
    assert "29 October 2025" not in public
    assert "arrival of supplies" not in public
    assert "arrival of supplies · City · 29 October 2025" in internal
    recent = told(
        "A convoy came.", dt.date(2025, 10, 27), "supply_arrival", day=dt.date(2025, 10, 23),
        best=60.0, unit="tankers", quantity="tankers_arrived",
    )  # fmt: skip
    text = section(page(recent))
    assert "tankers arrived: 60 tankers · City · week of 20 October 2025" in text
    assert "23 October" not in text


def test_small_counts_stay_withheld_and_published_ones_are_told() -> None:
    few = told(
        "Four people fled.", dt.date(2025, 10, 27), "displacement", best=4.0, low=4.0, high=4.0,
        unit="persons", quantity="persons_displaced", day=dt.date(2025, 10, 26),
    )  # fmt: skip
    text = section(page(few))
    assert "people displaced: withheld: small number of people · City" in text
    assert "4 people" not in text
    assert "4 people" in section(page(few, profile="internal"))
    assert "people abducted: 6 people" in text


def test_views_stand_last_with_their_words_and_modality() -> None:
    view = told(
        "The town may fall.", dt.date(2025, 10, 25), "risk_outlook", modality="opinion",
        said_by=(Source("an institute", None, "analyst"),),
    )  # fmt: skip
    html = page(view, blockade())
    text = section(html)
    assert text.index("What analysts and others expect") > text.index("Blockade")
    assert "The town may fall." in text
    assert "an institute · opinion" in text
    blocked = told("They say it is blocked.", TODAY, "blockade", modality="opinion")
    assert "blockade" in section(page(blocked)).split("What analysts and others expect")[1]


def test_sources_without_a_name_are_told_by_their_kind_in_other_languages() -> None:
    said = told(
        "قالت مصادر محلية إن الوقود نفد.", dt.date(2025, 10, 30), "shortage", language="ar",
        said_by=(Source("وكالة", "wakala", "media"), Source("مصادر محلية", None, "local_source")),
    )  # fmt: skip
    assert "local source (مصادر محلية), by وكالة" in section(page(said))
    assert "source locale (مصادر محلية), par وكالة" in section(page(said, language="fr"))
    assert "مصادر محلية، عبر وكالة" in section(page(said, language="ar"))
    same = told("RF says so.", dt.date(2025, 10, 29), "price", said_by=(
        Source("Wakala Agency", "wakala", "media"),))  # fmt: skip
    assert "local source (مصادر محلية), by Wakala Agency" in section(page(said, same))


def test_author_of_case_notes_is_no_relay() -> None:
    notes = Source("Notes", "notes", "author")
    said = told("Shops are empty.", TODAY, "shortage", said_by=(notes, RADIO))
    assert "According to: Radio One" in section(page(said))
    alone = told("Shops were empty.", TODAY, "shortage", said_by=(notes,))
    assert "According to: Notes" in section(page(alone))


def kind(**values: object) -> Kind:
    """A row of the table."""
    row = Kind("lack", "shortage", (), 2, 10, lasting=False)
    return dataclasses.replace(row, **values)  # type: ignore[arg-type]


def shortage(number: int, reported: dt.date, day: dt.date | None = None, **values: object) -> Claim:
    """A shortage at a place of its own."""
    return told(
        f"Shortage {number}.", reported, "shortage", f"place-{number}", day=day, **values
    )[1]  # fmt: skip


def test_newest_come_first_and_no_more_than_the_table_says() -> None:
    days = [dt.date(2025, 10, day) for day in (22, 30, 26, 29)]
    events = group_events(shortage(number, TODAY, day) for number, day in enumerate(days))
    found = [one.event.location_id for one in choose(events, TODAY, rows=[kind()])]
    assert found == ["place-1", "place-3"]
    assert found == [one.event.location_id for one in choose(events[::-1], TODAY, rows=[kind()])]


def test_window_counts_from_the_event_or_from_the_mention_of_what_lasts() -> None:
    edge = TODAY - dt.timedelta(days=10)
    inside, outside = shortage(1, TODAY, edge), shortage(2, TODAY, edge - dt.timedelta(days=1))
    events = group_events([inside, outside])
    assert [one.event.location_id for one in choose(events, TODAY, rows=[kind()])] == ["place-1"]
    lasting = choose(events, TODAY, rows=[kind(lasting=True)])
    assert {one.event.location_id for one in lasting} == {"place-1", "place-2"}
    gone = group_events([shortage(3, edge - dt.timedelta(days=1), LONG_AGO)])
    assert choose(gone, TODAY, rows=[kind(lasting=True)]) == ()


def test_events_that_would_read_the_same_are_told_once() -> None:
    first = told("No fuel.", TODAY, "shortage", day=TODAY)[1]
    other = dataclasses.replace(first, claim_id="0" * 16)
    events = [group_events([one])[0] for one in (first, other)]
    assert len(choose(events, TODAY, rows=[kind()])) == 1


def test_an_event_is_told_under_one_heading_only() -> None:
    events = group_events([shortage(1, TODAY, TODAY, modality="opinion")])
    rows = [kind(modalities=("opinion",)), kind(event_type="", modalities=("opinion",))]
    assert [one.kind for one in choose(events, TODAY, rows=rows)] == rows[:1]
    assert choose(events, TODAY, rows=[kind()]) == ()  # an opinion alone is no event


def test_undated_events_without_day_of_report_are_left_out() -> None:
    claim = dataclasses.replace(shortage(1, TODAY), reported_at=None, date=DateSpan(None, None))
    assert choose(group_events([claim]), TODAY, rows=[kind()]) == ()


def hostile() -> Situation:
    """Hostile words in every field that the section shows."""
    bad = made.HOSTILE
    document = made.document(f"{bad} ends.", "h.md", "en", TODAY, restates=True, title=bad)
    front = Source(bad, bad, "armed_group")
    block = made.claim(
        document, f"{bad} ends.", "blockade", bad, said_by=(front,), day=LONG_AGO,
        modality=bad, unit=bad, quantity=bad, best=3.0,
        actors=(Actor(bad, bad, "armed_group"),),
    )  # fmt: skip
    view = dataclasses.replace(block, claim_id="1" * 16, event_type="risk_outlook", language="fr")
    view = dataclasses.replace(view, modality="opinion")
    return made.situation((document,), (block, view))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", ["public", "internal"])
def test_hostile_texts_stay_texts(language: str, profile: str) -> None:
    html = Brief(hostile(), made.forecast(), language, profile).html()
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert not [key for _, one in page.tags for key in one if key.startswith("on")]
    assert "<script" not in html.lower()
    assert not set("\u202a\u202b\u202d\u202e") & set(html)
    for name in ("situation", "reported"):
        assert "alert(1)" in section(html, name)  # shown as words


@pytest.mark.parametrize(
    ("language", "number", "shown"),
    [
        ("en", 1, "1 day"), ("en", 7, "7 days"), ("en", 1.5, "1.5 days"),
        ("fr", 1, "1 jour"), ("fr", 1.5, "1,5 jour"), ("fr", 7, "7 jours"),
        ("ar", 1, "يوم واحد"), ("ar", 2, "يومين"), ("ar", 3, "3 أيام"), ("ar", 10, "10 أيام"),
        ("ar", 11, "11 يوماً"), ("ar", 60, "60 يوماً"), ("ar", 100, "100 يوم"),
        ("ar", 103, "103 أيام"), ("ar", 3.4, "3.4 يوم"),
    ],
)  # fmt: skip
def test_nouns_follow_their_number(language: str, number: float, shown: str) -> None:
    assert counted(Words(language), "days", number).striptags() == shown


def test_nouns_after_millions_and_ranges() -> None:
    french, arabic = Words("fr"), Words("ar")
    assert counted(french, "litres", 117_300_000).striptags() == "117,3 millions de litres"
    assert counted(arabic, "litres", 117_300_000).striptags() == "117.3 مليون لتر"
    span = arabic.bounds(None, 1.0, 2.0)
    assert counted(arabic, "persons", 2.0, span).striptags() == "من 1 إلى 2 أشخاص"
    assert counted(arabic, "persons", 2.0).striptags() == "شخصان"
    assert counted(french, "bushels", 3.0).striptags() == "3 bushels"
    assert counted(french, "million_litres", 3.0).striptags() == "3 millions de litres"


def test_every_noun_has_every_form_in_every_language() -> None:
    named = {
        language: {noun for code, noun in nouns() if code == language} for language in LANGUAGES
    }
    assert named["en"] == named["fr"] == named["ar"]
    for (language, noun), forms in nouns().items():
        assert all(forms[form] for form in ("one", "two", "few", "many", "other")), noun
        free = {form for form, text in forms.items() if "{figure}" not in text}
        assert free <= {"language", "noun", *(("one", "two") if language == "ar" else ())}


def test_places_that_expect_few_are_named_in_one_line() -> None:
    base = made.forecast()
    frame = base.frame
    small = frame[frame["location"] == "south-camp"].assign(value=0.0)
    keep = frame[frame["location"] != "south-camp"]
    quiet = dataclasses.replace(base, frame=pd.concat([keep, small], ignore_index=True))
    html = Brief(made.situation(), quiet).html()
    text = section(html, "arrivals")
    assert "under 10 people each or none expected: South Camp." in text
    assert text.count("South Camp") == 1  # in this line: no row, no fan
    usual = section(Brief(made.situation(), base).html(), "arrivals")
    assert "none expected" not in usual
    assert nearest(base.frame.iloc[:0].assign(x=[])) == []


def test_map_names_what_helps_to_find_the_way() -> None:
    context = Brief(made.situation(), made.forecast()).context
    places = map_places(context).set_index("role")["label"]
    assert places["city"] == "City"
    assert places["reception"] == "South Camp"  # it expects most
    bare = Brief(made.situation(), dataclasses.replace(
        made.forecast(), frame=made.forecast().frame.iloc[:0])).context  # fmt: skip
    assert map_places(bare).set_index("role")["label"]["reception"] == ""


def test_last_passage_is_none_known_where_there_is_none() -> None:
    html = Brief(made.situation(), made.forecast()).html()
    assert "none that names the road" in section(html, "corridors")
    assert "more than 72 hours ago" in section(html, "corridors")
    assert "none older" not in html


def test_a_fresh_passage_does_not_hide_an_older_one_on_the_page() -> None:
    days = {"west": (dt.date(2025, 10, 30), dt.date(2025, 10, 8))}
    found = dataclasses.replace(made.situation(), passage_days=days)
    public = section(Brief(found, made.forecast()).html(), "corridors")
    internal = section(Brief(found, made.forecast(), "en", "internal").html(), "corridors")
    assert "week of 6 October 2025" in public
    assert "30 October" not in public
    assert "30 October 2025" in internal


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        ("ar", "Africa/Bamako", "باماكو"),
        ("fr", "Africa/Bamako", "Bamako"),
        ("en", "No/Zone", "No/Zone"),
    ],
)
def test_time_zones_are_told_by_their_city(language: str, zone: str, shown: str) -> None:
    assert Words(language).zone(zone) == shown


def test_french_signs_stand_after_spaces_that_do_not_break() -> None:
    for key, text in table("fr").items():
        bare = re.sub(r"\{\w+\}|https?:", "x", text)
        assert not re.search(r" [:;?!%»]|« ", bare), key
        assert not re.search(r"\w[;?!%»]", bare), key


def test_arabic_texts_have_arabic_signs() -> None:
    for key, text in table("ar").items():
        assert not re.search(r"[,;?]", re.sub(r"\{\w+\}", "", text)), key
