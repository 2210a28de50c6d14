"""Draft alerts keep to CAP 1.2, whatever a report, a table or a setting says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila import tables, terms
from qafila.assess.model import LEVELS, Assessment, Finding, Overall, Reading, Unit
from qafila.assess.rules import read_rules
from qafila.brief.alert import UNSET, Rise, Told, draft, scale
from qafila.brief.cap import Area, Info, Message, moment, printable, reference, write_message
from qafila.case import Case, find_case, read_case
from qafila.claims import Claim, Source, Span
from tests.support.cap import ALLOWED, children, faults, text_of

NOW = dt.datetime(2025, 10, 6, 8, 30, 5, 99, tzinfo=dt.timezone(dt.timedelta(hours=1)))
EARLIEST = dt.datetime(1971, 1, 1)  # noqa: DTZ001  # the zone comes from the strategy
any_text = st.text(max_size=60)
some_text = any_text.map(lambda text: f"x{text}")


def root(text: str):
    from lxml import etree

    return etree.fromstring(text.encode("utf-8"))


@given(some_text, some_text, any_text, some_text, st.sampled_from([(), ("a,b", "c")]))
def test_whatever_the_text_an_alert_keeps_to_the_standard(
    name: str, required: str, free: str, label: str, earlier: tuple[str, ...]
) -> None:
    info = Info(
        "fr", "infra", "prepare", "expected", "severe", "likely", NOW, NOW, required, free, free,
        free, free, free, ((label, required),), Area(required, ((label, label),)),
    )  # fmt: skip
    first = Message(name, name, NOW, free, required, (info,))
    message = replace(first, references=(reference(first),) if earlier else ())
    written = write_message(message)
    assert faults(written) == []
    headline = text_of(children(root(written), "info")[0], "headline")
    assert (headline or "") == printable(free).strip()


@given(st.datetimes(timezones=st.timezones(), min_value=EARLIEST))
def test_moments_have_an_offset_and_no_letter(when: dt.datetime) -> None:
    told = moment(when)
    assert not told.endswith(("Z", "+00:00"))
    assert len(told) == len("2025-10-06T08:30:05+01:00")
    offset = when.utcoffset()
    if offset is not None and offset.total_seconds() % 60 == 0:
        back = dt.datetime.fromisoformat(told)
        assert back.utcoffset() == offset
        assert back.replace(tzinfo=None) == when.replace(microsecond=0, tzinfo=None)


def test_moments_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        moment(dt.datetime(2025, 10, 6))  # noqa: DTZ001


@pytest.mark.parametrize("kind", ["severity", "urgency", "certainty", "response", "category"])
def test_every_term_is_one_of_the_standard(kind: str) -> None:
    element = "responseType" if kind == "response" else kind
    allowed = {name.casefold() for name in ALLOWED[element].split()}
    assert set(terms.values(f"cap_{kind}")) <= allowed


def test_every_indicator_has_a_category_and_every_level_a_row() -> None:
    categories = set(tables.read_defaults("alert_categories", "alert_categories")["indicator_id"])
    assert categories == {one.indicator_id for one in read_rules().indicators}
    for level in LEVELS[1:]:
        assert {scale(level, number)["certainty"] for number in (0, 1)} == {"possible"}
        assert {scale(level, number)["certainty"] for number in (2, 9)} == {"likely"}


def test_what_only_supports_the_whole_is_called_as_one_level_lower() -> None:
    written = write_message(draft(*told(gauge="places_attacked"), "x-1"))
    info = children(root(written), "info")[0]
    assert text_of(info, "severity") == "Severe"
    assert text_of(info, "responseType") == "Prepare"
    assert "make ready" in (text_of(info, "instruction") or "")


def test_nothing_is_ever_called_observed() -> None:
    assert "observed" not in set(tables.read_defaults("alerts", "alerts")["certainty"])


CASE = read_case(find_case("mali-2025"))
HOSTILE = 'the driver Issa <script>alert("1")</script>\x00'


def claim(key: str, *chain: Source) -> Claim:
    span = Span(0, 9, "Secret words of a report")
    return Claim(key, "d", dt.date(2025, 10, 6), "en", "shortage", span, "asserted", "1",
                 said_by=chain)  # fmt: skip


def told(case: Case = CASE, value: float = 2.0, gauge: str = "dry_pumps") -> tuple[Told, Rise]:
    claims = {
        "aa": claim("aa", Source("RFI", "rfi", "media")),
        "bb": claim("bb", Source(HOSTILE, None, "local_source")),
        "cc": claim("cc", Source("Mali", "government_mli", "government")),
    }
    indicator = read_rules().gauge(gauge).indicator_id
    reading = Reading(gauge, "emergency", value, "people", claims=tuple(claims))
    finding = Finding(
        indicator, Unit("city", "bamako"), "emergency", "emergency", readings=(reading,),
        claims=tuple(claims), origins=("bb", "gov", "rfi"),
    )  # fmt: skip
    blank = Finding("flight", Unit("country", "MLI"), "unknown", "unknown")
    day = dt.date(2025, 10, 6)
    found = Assessment(case.name, day, Overall("emergency", day, (finding,)), (finding, blank))
    return Told(case, found, read_rules(), claims, NOW), Rise("watch", finding)


def test_a_draft_says_what_rose_by_whom_and_on_what_condition() -> None:
    written = write_message(draft(*told(), "x-1"))
    assert faults(written) == []
    alert = root(written)
    assert text_of(alert, "status") == "Draft"
    assert text_of(alert, "scope") == "Restricted"
    assert text_of(alert, "sender") == UNSET
    assert "[alerts]" in (text_of(alert, "note") or "")
    infos = children(alert, "info")
    assert [text_of(info, "language") for info in infos] == ["en", "fr", "ar"]
    english, french, arabic = [text_of(info, "description") or "" for info in infos]
    assert "Distinct origins behind it: 3" in english
    assert "RFI" in english
    assert "government (Mali)" in english
    assert "last 14 days" in english
    assert "1 of 2 indicators" in english
    assert "Gouvernement" in french or "gouvernement" in french
    assert "14" in arabic
    assert text_of(infos[0], "headline") == "Supply pressure – Bamako: emergency (before: watch)"
    assert text_of(children(infos[2], "area")[0], "areaDesc") == "باماكو"


def test_silence_is_no_fall_and_only_what_words_can_end_falls_by_words() -> None:
    dry, price = (
        write_message(draft(*told(gauge=gauge), "x-1"))
        for gauge in ("dry_pumps", "fuel_price_city")
    )
    for written in (dry, price):
        assert "When they stop, the level becomes unknown: silence is not calm." in written
        assert "le niveau devient inconnu" in written
        assert "صار المستوى غير معروف" in written
        assert "falls when they stop" not in written
    assert "It falls once 2 distinct origins say that it is over." in dry
    assert "مصدران أصليان" in dry
    assert "say that it is over" not in price


def test_a_draft_holds_no_words_of_a_report_and_no_name_that_only_a_report_gives() -> None:
    written = write_message(draft(*told(), "x-1"))
    assert "Secret words" not in written
    assert "Issa" not in written
    assert "alert(" not in written


def test_small_counts_of_people_are_not_told() -> None:
    people = next(
        one.gauge_id
        for rows in read_rules().gauges.values()
        for one in rows
        if one.kind == "above" and one.unit == "people"
    )
    small = write_message(draft(*told(value=7.0, gauge=people), "x-1"))
    large = write_message(draft(*told(value=1234.0, gauge=people), "x-1"))
    label = read_rules().gauge(people).labels["en"]
    assert f"{label}." in small
    assert f"{label}: 7" not in small
    assert f"{label}: 1,234" in large


def test_what_counts_no_people_is_told_however_small() -> None:
    gauge = "fuel_price_city"
    assert f"{read_rules().gauge(gauge).labels['en']}: 2.7" in write_message(
        draft(*told(value=2.7, gauge=gauge), "x-1")
    )


@pytest.mark.parametrize(
    ("gauge", "value", "told_in"),
    [
        ("dry_pumps", 1.0, ("1 origin", "1 origine", "مصدر أصلي واحد")),
        ("fuel_price_city", 2.68, ("2.7 times", "2,7 fois", "2.7 مرة")),
        ("attacks", 2.0, ("2 incidents", "2 incidents", "حادثان")),
    ],
)
def test_a_number_in_a_draft_has_its_noun_in_every_language(
    gauge: str, value: float, told_in: tuple[str, ...]
) -> None:
    written = write_message(draft(*told(value=value, gauge=gauge), "x-1"))
    assert "bdi" not in written
    infos = children(root(written), "info")
    for info, words in zip(infos, told_in, strict=True):
        assert f": {words}." in (text_of(info, "description") or "").replace("\u00a0", " ")


def test_a_day_long_past_asks_for_nothing_today() -> None:
    what, rise = told()
    late = what._replace(sent=NOW + dt.timedelta(days=400))
    for one, urgency in ((what, "Immediate"), (late, "Past")):
        info = children(root(write_message(draft(one, rise, "x-1"))), "info")[0]
        assert text_of(info, "urgency") == urgency
        over = text_of(info, "expires") == text_of(info, "effective")
        assert over == (urgency == "Past")


def test_settings_say_who_answers_and_cannot_break_an_alert() -> None:
    settings = {"sender": "crisis desk, <x>&", "sender_name": "D\x07esk", "restriction": "\u200b"}
    case = replace(CASE, alerts=settings)
    written = write_message(draft(*told(case), "x-1", ("a,b,2025-10-06T08:30:05+01:00",)))
    assert faults(written) == []
    alert = root(written)
    assert text_of(alert, "sender") == "crisis-desk-x>"
    assert text_of(alert, "msgType") == "Update"
    assert text_of(children(alert, "info")[0], "senderName") == "Desk"
