"""What is denied is told as denied, where the level stands, and new words are always shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from markupsafe import Markup

from qafila.api import open_case
from qafila.assess.changes import Changes
from qafila.assess.corrections import find_corrections
from qafila.assess.model import Overall
from qafila.assess.shifts import Step, shift
from qafila.brief.context import Context
from qafila.brief.model import Ref, Sentence, plain
from qafila.brief.plain import Terminal, write_section
from qafila.brief.sections import assessment, changed
from qafila.brief.sections.contested import contested, with_refs
from qafila.brief.sections.disputes import in_short, ordered
from qafila.brief.texts import Words
from qafila.claims import Claim, DateSpan, Document, Location, Source, Span
from qafila.commands.assess import judge, page_lines
from qafila.commands.changes import with_report
from qafila.ledger import Ledger
from qafila.terms import LANGUAGES
from tests.support import made_assessment as by_hand
from tests.support import synthetic_brief as made
from tests.support.cases import write_small_case

FAMILIES = "Thousands of families have fled from Mali to Côte d'Ivoire, a local official told RFI."
PERSONS = "Several hundred people have fled from Mali to Côte d'Ivoire, the DAARA said."
DENIAL = {
    "en": "UNHCR denied that thousands of families had fled from Mali to Côte d'Ivoire.",
    "fr": "Le HCR dément l'arrivée de milliers de familles en Côte d'Ivoire.",
    "ar": "نفت المفوضية السامية للأمم المتحدة لشؤون اللاجئين فرار آلاف العائلات من مالي"
    " إلى كوت ديفوار.",
}
VERSION = {
    "en": "denied: at least 2,000 households (UNHCR)",
    "fr": "démenti : au moins 2 000 ménages (HCR)",
    "ar": "منفي: ما لا يقل عن 2,000 أسرة (المفوضية السامية للأمم المتحدة لشؤون اللاجئين)",
}
ROW = {
    "en": "Denied by UNHCR.",
    "fr": "Démenti (HCR).",
    "ar": "منفي (المفوضية السامية للأمم المتحدة لشؤون اللاجئين).",
}
DAY = {"en": "on 31 October 2025", "fr": "le 31 octobre 2025", "ar": "في 31 أكتوبر 2025"}


def report(path, day, outlet, text, language="en"):
    front = f"---\noutlet: {outlet}\npublished: {day}\nlanguage: {language}\n---\n"
    path.write_text(front + text + "\n", encoding="utf-8")
    return path


def clean(lines):
    """Words with plain spaces and without marks of direction."""
    joined = " ".join("\n".join(lines).replace("\u2068", "").replace("\u2069", "").split())
    return joined.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def folder(tmp_path):
    found = write_small_case(tmp_path / "case")
    report(found / "reports" / "first.md", "2025-10-20", "RFI", FAMILIES)
    return found


@pytest.fixture
def case(folder):
    return open_case(folder, ledger="sqlite://")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denial_with_a_figure_is_no_affirmation_of_it(case, tmp_path, language):
    more = report(tmp_path / "more.md", "2025-10-22", "RFI", DENIAL["en"])
    told = clean(with_report(case, more).lines(language, None))
    assert VERSION[language] in told
    assert f" {ROW[language]}" in told  # though no level moved
    assert DAY[language] in told.split("=====")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_report_that_is_not_stored_are_shown(case, tmp_path, language):
    more = report(tmp_path / "more.md", "2025-10-22", "RFI", DENIAL[language], language)
    found = with_report(case, more)
    told = clean(found.lines(language, None))
    assert found.changes.new_claims
    assert told.count(DENIAL[language]) == len(found.changes.new_claims)
    assert FAMILIES in told  # what the numbers of the level lead to


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_row_of_a_level_says_who_denies_what_it_rests_on(folder, language):
    report(folder / "reports" / "second.md", "2025-10-22", "RFI", DENIAL["en"])
    report(folder / "reports" / "third.md", "2025-10-22", "AFP", PERSONS)
    situation = open_case(folder, ledger="sqlite://").situation("2025-10-23")
    context = judge(situation, language, "internal")
    told = clean(page_lines(context, "x", None))
    assert ROW[language] in told
    finding = context.judged.assessment.finding("influx", "CIV")
    against = contested(context.judged, finding)
    assert {
        "en": "Disputed: at least 200",
        "fr": "Contesté : au moins 200",
        "ar": "محل خلاف: ما لا يقل عن 200",
    }[language] in clean([plain(against.html)])
    table = next(
        one for one in assessment.build(context, pictures=False).blocks if hasattr(one, "rows")
    )
    assert any(set(against.refs) <= set(row.cells[3].refs) for row in table.rows)


def test_nothing_speaks_against_what_nobody_denies(case):
    judged = judge(case.situation("2025-10-23"), "en", "internal").judged
    assert not any(contested(judged, one) for one in judged.assessment.findings)


def test_another_figure_does_not_contest_how_often_something_was_told():
    judged = by_hand.judged(by_hand.whole(by_hand.attacks(1), disputes=True))
    assert contested(judged, by_hand.attacks(1)) is None  # incidents, not tankers, are counted


def test_links_to_what_speaks_against_stand_among_the_first():
    refs = made_refs("abcdef")
    told = with_refs(refs, Sentence(Markup(), made_refs("xy")))
    assert [ref.label for ref in told] == list("abxycdef")


def made_refs(labels):
    return tuple(Ref(f"claim-{one}", one) for one in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_version_is_never_folded_away(language):
    situation = made.situation()
    context = Context(situation, None, Words(language), "internal")
    dispute = next(one for one in situation.ledger.disputes() if one.event.quantity)
    many = tuple(
        replace(dispute.versions[0], origin_key=f"o{number}", best=100.0 + number, claims=(),
                low=None, high=None, origin_name=f"origin {number}")
        for number in range(6)
    )  # fmt: skip
    denying = replace(many[5], modality="denied")
    whole = replace(dispute, versions=(*many[:5], denying))
    assert "origin 4" not in plain(in_short(context, whole).html)
    assert "origin 4" in plain(in_short(context, whole, many[4:5]).html)
    told = plain(in_short(context, whole).html)
    assert told.index("origin 5") < told.index("origin 0")  # a denial comes first


def test_disputes_of_raised_levels_come_first_and_long_past_events_last():
    judged = by_hand.judged(by_hand.whole(by_hand.attacks(2), disputes=True))
    found = judged.assessment.disputes[0]
    claims = tuple(one for one in found.event.claims)

    def of(day, *, held):
        kept = claims if held else ()
        event = replace(found.event, date_start=day, date_end=day, claims=kept)
        return replace(found, event=event)

    now, week = made.AS_OF, dt.timedelta(7)
    old, older = of(now.replace(year=2024), held=True), of(now.replace(year=2023), held=False)
    behind, newest = of(now - week, held=True), of(now, held=False)
    assert ordered(judged, [older, old, newest, behind]) == [behind, newest, old, older]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_long_after_all_others_is_warned_about(case, tmp_path, language):
    late = report(tmp_path / "late.md", "2026-06-01", "RFI", "Nothing was heard from the city.")
    section_lines = with_report(case, late).lines(language, None)
    assert any(line.startswith("! ") for line in section_lines)
    assert {"en": "20 October 2025", "fr": "20 octobre 2025", "ar": "20 أكتوبر 2025"}[
        language
    ] in clean(section_lines)


def test_no_numbers_stand_behind_unknown():
    silent = by_hand.whole(by_hand.attacks(), level="unknown")
    judged = by_hand.judged(silent)
    overall = Overall("unknown", None, silent.overall.because)
    changes = Changes("x", made.AS_OF, made.AS_OF, overall, overall, new_claims=("a",))
    first = changed.build(judged, changes, "x.md").blocks[0]
    assert first.sentences[0].refs == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_level_stays_names_the_nearest_gauge_where_the_touched_one_leads_no_higher(language):
    few, more = made.claims()[:1], made.claims()[:2]
    low = by_hand.reading("attacks", "normal", 0.0, few)
    again = by_hand.reading("attacks", "normal", 0.0, more)
    high = by_hand.reading("tankers_destroyed", "watch", 1.0, few)
    before, after = (by_hand.finding(by_hand.COUNTRY, high, one) for one in (low, again))
    moved = shift(before, after)
    assert moved.nearest is None
    assert moved.nearest_other.gauge_id == "tankers_destroyed"
    judged = by_hand.judged(by_hand.whole(after), language)
    whole = judged.assessment.overall
    changes = Changes("x", made.AS_OF, made.AS_OF, whole, whole, kept=(moved,))
    section = changed.build(judged, changes, "x.md")
    told = "\n".join(write_section(section, Terminal(None, language == "ar")))
    assert plain(judged.label(high)) in told
    assert judged.level("warning") in told
    assert isinstance(moved.nearest_other, Step)


def said(reported, best, *, day=None, place="bamako", measure=None):
    key = f"{reported}-{best}-{place}"
    return Claim(
        key, f"d-{key}", reported, "en", "service_closure", Span(0, 1, "x"), "asserted", "1",
        quantity="hours", best=best, low=best, high=best, unit="hours", measure=measure,
        locations=(Location(place, place, "MLI", "exact"),),
        date=DateSpan(day, day, "day") if day else DateSpan(None, None, "vague"),
        said_by=(Source("AFP", "afp", "media"),),
    )  # fmt: skip


def corrections(one, two):
    def known(*claims):
        papers = {it.document_id: Document(it.document_id, "x", it.document_id) for it in claims}
        return Ledger(claims, papers, two.reported_at)

    return find_corrections(known(one), known(one, two))


def test_a_figure_of_another_day_or_place_is_news_and_no_correction():
    first, later = dt.date(2025, 11, 22), dt.date(2025, 11, 23)
    day = dt.date(2025, 11, 21)
    assert len(corrections(said(first, 3.0, day=day), said(later, 6.0, day=day))) == 1
    assert len(corrections(said(first, 3.0), said(later, 6.0))) == 1
    assert corrections(said(first, 3.0, day=day), said(later, 6.0)) == ()
    rate = {"measure": "rate"}
    assert corrections(said(first, 3.0, **rate), said(later, 6.0, **rate)) == ()
    assert corrections(said(first, 3.0, day=day), said(later, 6.0, day=day, place="segou")) == ()
