"""What the page says of levels that fall, lapse or pass from one cause to another."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from qafila.assess.changes import compare
from qafila.assess.model import Assessment, Finding, Overall
from qafila.brief.plain import Terminal, write_section
from qafila.brief.sections import assessment as page
from qafila.brief.sections import changed
from qafila.commands.assess_record import record
from tests.support import made_assessment as by_hand
from tests.support import synthetic_brief as made

LANGUAGES = ("en", "fr", "ar")
LATER = by_hand.DAY + dt.timedelta(9)


def written(section, language: str = "en") -> str:
    text = "\n".join(write_section(section, Terminal(2000, language == "ar")))
    return text.replace("\u2068", "").replace("\u2069", "")


def told(found: Assessment, language: str = "en") -> str:
    return written(page.build(by_hand.judged(found, language).context), language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "watch, without a break since 12 October 2025. Since 21 October 2025 it is set by"),
        ("fr", "sans interruption depuis le 12 octobre 2025. Depuis le 21 octobre 2025, il est"),
        ("ar", "بلا انقطاع منذ 12 أكتوبر 2025. يحدده منذ 21 أكتوبر 2025"),
    ],
)
def test_the_whole_tells_since_when_what_sets_it_now_does(language: str, words: str) -> None:
    whole = by_hand.whole(by_hand.attacks())
    other = dataclasses.replace(whole.overall, because_since=LATER)
    found = told(dataclasses.replace(whole, overall=other), language)
    assert words in found
    assert words not in told(whole, language)
    own = dataclasses.replace(whole.overall, because_since=whole.overall.since)
    same = dataclasses.replace(whole, overall=own)
    assert told(same, language) == told(whole, language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "12 October 2025 (other evidence: 21 October 2025)"),
        ("fr", "12 octobre 2025 (autres éléments\u00a0: 21 octobre 2025)"),
        ("ar", "12 أكتوبر 2025 (أدلة أخرى: 21 أكتوبر 2025)"),
    ],
)
def test_other_evidence_that_is_newer_stands_apart(language: str, words: str) -> None:
    one = dataclasses.replace(by_hand.attacks(), newest_other=LATER)
    assert words in told(by_hand.whole(one), language)
    assert words not in told(by_hand.whole(by_hand.attacks()), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lower_level_after_a_gap_names_the_last_one_before_it(language: str) -> None:
    history = ("emergency",) * 9 + ("unknown",) * 3 + ("watch",) * 3
    gap = {"last_level": "emergency", "last_day": dt.date(2025, 10, 6), "history": history}
    found = told(by_hand.whole(dataclasses.replace(by_hand.attacks(), **gap)), language)
    words = {
        "en": "(before: unknown; before days of which nothing is known: emergency until 6 October",
        "fr": "(avant\u00a0: inconnu\u00a0; avant des jours dont on ne sait rien\u00a0: "
        "urgence jusqu'au 6",
        "ar": "(قبل ذلك: غير معروف؛ وقبل أيام لا يُعرف عنها شيء: طوارئ حتى 6 أكتوبر",
    }
    assert words[language] in found.replace("\u2019", "'")


def test_what_is_unknown_names_the_last_day_of_its_last_level() -> None:
    gap = {"last_level": "emergency", "last_day": dt.date(2025, 10, 6)}
    silent = dataclasses.replace(by_hand.silence(), **gap)
    found = told(by_hand.whole(by_hand.attacks(), silent))
    assert "last known: emergency until 6 October 2025" in found


def supply(gauge: str) -> Finding:
    return by_hand.finding(by_hand.CITY, by_hand.reading(gauge, "warning", 5.0, made.claims()[:1]))


def test_a_level_of_a_forecast_alone_neither_falls_slowly_nor_grows_old() -> None:
    alone = told(by_hand.whole(supply("days_of_supply")))
    assert "falls only after" not in alone
    assert "too old from" not in alone
    for gauge in ("corridors_not_open", "fuel_cover"):
        found = told(by_hand.whole(supply(gauge)))
        assert "falls only after" in found
        assert "too old from" in found


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Nothing new came"), ("fr", "Rien de nouveau"), ("ar", "لم يرد جديد")],
)
def test_a_delayed_fall_says_that_nothing_new_came(language: str, words: str) -> None:
    first, second, *_ = made.claims()
    low = by_hand.reading("attacks", "watch", 1.0, [second])
    now = by_hand.finding(by_hand.COUNTRY, low)
    held = dataclasses.replace(
        now, level="emergency", raw_level="watch", claims=(first.claim_id,), reached=by_hand.DAY
    )
    before, after = by_hand.whole(held), by_hand.whole(now)
    changes = compare(before, dataclasses.replace(after, as_of=made.AS_OF))
    [shift] = changes.moved
    assert shift.claims == ()
    section = changed.build(by_hand.judged(after, language), changes, "x")
    found = written(section, language)
    assert words in found
    # What held the level before did not make it fall, and is not quoted as if it had.
    assert first.span.text not in found


def test_the_record_holds_both_days() -> None:
    one = dataclasses.replace(by_hand.attacks(1), newest_other=LATER)
    whole = dataclasses.replace(
        by_hand.whole(one), overall=Overall("watch", by_hand.DAY, (one,), LATER)
    )
    found = record(by_hand.judged(whole))
    assert found["overall"]["because_since"] == LATER.isoformat()
    assert found["findings"][0]["newest_other"] == LATER.isoformat()
