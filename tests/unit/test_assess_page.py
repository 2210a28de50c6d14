"""The page of an assessment: what is said of levels, in three languages, and what is never said."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
import time

import pytest
from rich.cells import cell_len

from qafila.assess.model import LEVELS, Assessment, Overall
from qafila.assess.showing import level_rows, names_of
from qafila.brief.model import Figure, Points, Prose, Section, Table, plain
from qafila.brief.plain import Terminal, write_section
from qafila.brief.sections import assessment as page
from qafila.brief.texts import Words
from qafila.charts import levels_chart
from qafila.claims import Source
from qafila.commands import assess as assessing
from qafila.commands.assess_record import record
from qafila.terms import LANGUAGES, label, values
from tests.support import made_assessment as by_hand
from tests.support import synthetic_brief as made

SILENCE = {"en": "Silence is not calm", "fr": "silence n'est pas le calme", "ar": "الصمت لا يعني"}
ALONE = {
    "en": "Rests on one origin alone: a union.",
    "fr": "Repose sur une seule origine\u00a0: a union.",
    "ar": "يستند إلى مصدر أصلي واحد فقط: \u2068a union\u2069.",
}


def text(section: Section, language: str = "en", width: int | None = None) -> str:
    """The section for a terminal, folded tables as well."""
    terminal = Terminal(width, rtl=language == "ar", folded=True)
    return "\n".join(write_section(section, terminal))


def told(assessment: Assessment, language: str = "en", profile: str = "internal") -> str:
    """The page of an assessment."""
    return text(page.build_of(by_hand.judged(assessment, language, profile)), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_origin_alone_is_said_in_so_many_words_with_its_name(language: str) -> None:
    alone = told(by_hand.whole(by_hand.attacks(1)), language)
    assert alone.count(ALONE[language]) == 2  # of the whole, and in its row
    both = told(by_hand.whole(by_hand.attacks(2)), language)
    assert ALONE[language] not in both


def test_levels_that_rest_on_one_origin_each_say_so_of_the_whole() -> None:
    first, second = by_hand.attacks(1), by_hand.finding(
        by_hand.CITY, by_hand.reading("dry_pumps", "warning", 1.0, made.claims()[1:2])
    )  # fmt: skip
    both = dataclasses.replace(
        by_hand.whole(first, second), overall=Overall("warning", by_hand.DAY, (second, first))
    )
    assert "Each of these rests on one origin alone." in told(both)


def test_distinct_origins_are_counted_and_named() -> None:
    found = told(by_hand.whole(by_hand.attacks(2)))
    assert "Said by 2 distinct origins: a union, the group." in found
    assert "2 distinct origins" not in told(by_hand.whole(by_hand.attacks(1)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_unknown_is_named_and_never_normal_or_zero(language: str) -> None:
    silent = by_hand.whole(by_hand.silence(), level="unknown")
    section = page.build_of(by_hand.judged(silent, language))
    found = text(section, language)
    assert SILENCE[language] in found
    assert label("level", "unknown", language) in found
    assert label("level", "normal", language).casefold() not in found.casefold().split()
    assert not any(sign.isdigit() for sign in found)
    assert not [block for block in section.blocks if isinstance(block, Table)]
    assert "influx" not in found
    for language_name in by_hand.read_rules().indicator("influx").labels[language].split():
        assert language_name in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_baseline_is_no_level(language: str) -> None:
    pace = by_hand.finding(
        by_hand.COUNTRY, by_hand.reading("attacks_pace", "no_baseline", None, made.claims()[:1])
    )
    section = page.build_of(by_hand.judged(by_hand.whole(pace, level="unknown"), language))
    assert not [block for block in section.blocks if isinstance(block, Table)]
    points = [block for block in section.blocks if isinstance(block, Points)]
    (sentence,) = points[0].sentences
    assert len(sentence.refs) == 1
    assert not any(sign.isdigit() for sign in plain(sentence.html))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "12 October 2025 or earlier"), ("fr", "12 octobre 2025 ou avant"),
     ("ar", "12 أكتوبر 2025 أو قبله")],
)  # fmt: skip
def test_where_the_history_ends_the_level_may_be_older(language: str, words: str) -> None:
    older = dataclasses.replace(by_hand.attacks(), at_least=True)
    assert words in told(by_hand.whole(older), language)
    assert words not in told(by_hand.whole(by_hand.attacks()), language)


def test_the_level_before_is_told_where_the_history_knows_it() -> None:
    history = ("unknown",) * 5 + ("watch",) * 3
    found = told(by_hand.whole(dataclasses.replace(by_hand.attacks(), history=history)))
    assert "12 October 2025 (before: unknown)" in found


def test_a_level_that_falls_slowly_says_what_the_day_alone_gives() -> None:
    calm = by_hand.reading("attacks", "normal", 0.0, made.claims()[:2])
    held = dataclasses.replace(
        by_hand.attacks(), raw_level="normal", readings=(calm,), reached=by_hand.DAY
    )
    found = told(by_hand.whole(held))
    assert "Last reached on 12 October 2025; the evidence of this day alone gives normal" in found


def test_what_would_change_a_level_names_threshold_value_and_age() -> None:
    found = told(by_hand.whole(by_hand.attacks()))
    assert (
        "warning if “Attacks on convoys within four weeks, at least” came to 2 incidents" in found
    )
    assert "(now 1 incident)" in found
    assert "falls only after the evidence has stood below it for 14 days" in found
    # Evidence of 12 October counts for 28 days, the first of them its own.
    assert "too old from 9 November 2025 on" in found


def test_levels_that_words_can_end_say_how_many_it_takes() -> None:
    dry = by_hand.finding(
        by_hand.CITY, by_hand.reading("dry_pumps", "warning", 1.0, made.claims()[:1])
    )
    assert "ends once 2 distinct origins say that it is over" in told(by_hand.whole(dry))
    assert "say that it is over" not in told(by_hand.whole(by_hand.attacks()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_versions_of_a_dispute_stand_side_by_side_and_lead_to_it(language: str) -> None:
    judged = by_hand.judged(by_hand.whole(by_hand.attacks(), disputes=True), language)
    (block,) = [one for one in page.build_of(judged).blocks if isinstance(one, Points)][-1:]
    told = next(one for one in block.sentences if "80" in plain(one.html))
    assert "40" in plain(told.html)
    (dispute,) = [one for one in judged.assessment.disputes if one.event.quantity]
    assert f'href="#dispute-{dispute.event.event_id}"' in told.html
    assert len(told.refs) == 2


def test_what_only_supports_says_that_it_counts_one_level_lower() -> None:
    reach = by_hand.finding(
        by_hand.COUNTRY, by_hand.reading("places_attacked", "warning", 4.0, made.claims()[:2])
    )
    found = told(by_hand.whole(reach, level="watch"))
    assert "(warning, which counts one level lower)" in found


@pytest.mark.parametrize("profile", ["internal", "public"])
def test_small_counts_of_people_are_told_only_inside(profile: str) -> None:
    killed = by_hand.finding(
        by_hand.COUNTRY, by_hand.reading("killed_on_convoys", "watch", 3.0, made.claims()[2:3])
    )
    found = told(by_hand.whole(killed), profile=profile)
    assert ("highest figure for one attack: 3 people" in found) == (profile == "internal")
    assert ("highest figure for one attack: under 10" in found) == (profile == "public")
    assert ("(now 3 people)" in found) == (profile == "internal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text(language: str) -> None:
    wicked = dataclasses.replace(
        made.claims()[0], claim_id="wicked", said_by=(Source(made.HOSTILE + "\x1b[2J", None, None),)
    )
    situation = made.situation(more_claims=(wicked,))
    hostile = by_hand.whole(
        by_hand.finding(by_hand.COUNTRY, by_hand.reading("attacks", "watch", 1.0, [wicked]))
    )
    judged = by_hand.judged(hostile, language, situation=situation)
    section = page.build_of(judged)
    written = str([block for block in section.blocks if isinstance(block, Table)])
    assert "<script" not in written
    assert "<img" not in written
    assert "&lt;script&gt;" in written
    for line in assessing.page_lines(judged.context, "small", 100):
        assert all(sign.isprintable() or sign in "\u2068\u2069\u00a0\u202f" for sign in line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_shows_the_words_behind_every_number_on_it(language: str) -> None:
    judged = by_hand.judged(by_hand.whole(by_hand.attacks(), disputes=True), language)
    lines = assessing.page_lines(judged.context, "small", 90)
    assert all(cell_len(line.replace("\u2068", "").replace("\u2069", "")) <= 90 for line in lines)
    whole = "\n".join(lines)
    title = Words(language).say("assess_cited").unescape()
    page_text, _, words = whole.partition(f"\n{title}\n")
    numbers = {part.partition("]")[0] for part in page_text.split("[")[1:]}
    assert {"1", "2"} <= numbers
    assert all(f"[{number}]" in words for number in numbers)
    assert "Around 40 tankers were burnt near West Town." in whole
    assert "qafila claims small --as-of 2025-10-31" in whole.replace("\n", " ")


def test_the_record_holds_levels_values_thresholds_and_claims() -> None:
    judged = by_hand.judged(by_hand.whole(by_hand.attacks(1), by_hand.silence(), disputes=True))
    found = record(judged)
    first, silent = found["findings"]
    assert found["overall"]["level"] == "watch"
    assert found["overall"]["because"] == [{"indicator": "convoy_attacks", "place": "MLI"}]
    assert first["one_origin"] is True
    assert first["origin_names"] == ["a union"]
    assert first["readings"][0]["thresholds"] == {"watch": 1.0, "warning": 2.0, "emergency": 4.0}
    assert first["history"] == [{"from": "2025-10-02", "to": "2025-10-31", "level": "watch"}]
    assert silent["level"] == "unknown"
    assert silent["readings"][0]["value"] is None
    assert silent["since"] is None
    cited = {one["claim_id"] for one in found["claims"]}
    assert set(first["claims"]) <= cited
    assert all(one["number"] >= 1 for one in found["claims"])
    assert {
        one for version in found["disputes"][0]["versions"] for one in version["claims"]
    } <= cited


def test_the_page_is_written_within_half_a_second() -> None:
    judged = by_hand.judged(by_hand.whole(by_hand.attacks(), by_hand.silence(), disputes=True))
    page.build_of(judged)  # what is loaded once
    begun = time.process_time()
    page.build_of(judged)
    assert time.process_time() - begun < 0.5


def test_the_level_of_the_whole_stands_first() -> None:
    section = page.build_of(by_hand.judged(by_hand.whole(by_hand.attacks())))
    assert isinstance(section.blocks[0], Prose)
    first = section.blocks[0].sentences[0]
    assert first.lead
    assert plain(first.html).startswith("Level of the whole: watch, since 12 October 2025.")
    assert 'class="level level-watch"' in first.html
    assert str(first.html).count('class="on"') == LEVELS.index("watch")


def test_a_number_that_nothing_stands_behind_is_not_told() -> None:
    lost = by_hand.reading("attacks", "watch", 7.0, (), newest=dt.date(2025, 10, 9))
    found = told(by_hand.whole(by_hand.finding(by_hand.COUNTRY, lost)))
    assert "watch" in found
    assert not any(sign.isdigit() for sign in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_names_every_row_and_draws_the_unknown_as_no_bar(language: str) -> None:
    history = ("unknown",) * 10 + ("no_baseline",) * 10 + ("emergency",) * 10
    attacks = dataclasses.replace(by_hand.attacks(), history=history)
    judged = by_hand.judged(by_hand.whole(attacks, by_hand.silence()), language)
    (figure,) = [one for one in page.build_of(judged).blocks if isinstance(one, Figure)]
    drawn = html.unescape(" ".join(re.findall("<text[^>]*>([^<]*)", str(figure.svg))))
    assert plain(judged.title(attacks)) in drawn.replace("\u2067", "").replace("\u2069", "")
    # Of what has been silent on all days there is no row; it is named in words.
    assert plain(judged.title(by_hand.silence())) not in drawn.replace("\u2067", "")
    frame = level_rows([("attacks", history)])
    chart = str(levels_chart(frame, "t", dict.fromkeys(values("level"), "x")).to_dict())
    assert chart.count("strokeDash") == 2  # the row and the legend


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_assessment_shows_itself_in_a_notebook(language: str) -> None:
    found = dataclasses.replace(
        by_hand.whole(by_hand.attacks(1), by_hand.silence()),
        names=names_of(made.situation().case, by_hand.read_rules()),
    )
    card = found._repr_html_()
    assert "Attacks on convoys, Mali" in card
    assert "one origin alone" in card
    assert "Not known, which is not normal: Flight across the border, Côte d&#x27;Ivoire" in card
    picture = found.plot(language)
    assert label("level", "unknown", language) in picture.description
    assert picture.svg().startswith("<svg")
