# ruff: noqa: E501  # one case a line reads best
"""Which event a date is of, where a sentence or a text names several."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from qafila.claims import Document
from qafila.places import Gazetteer
from qafila.reports import read_claims

PUBLISHED = dt.date(2025, 11, 20)  # a Thursday
DAYS = [
    # Each of two events has its own day.
    ("en", "The three were freed in Gao on 7 November, two weeks after gunmen abducted them near Ansongo.", "hostage_release", "2025-11-07", "2025-11-07"),
    ("en", "The three were freed in Gao on 7 November, two weeks after gunmen abducted them near Ansongo.", "abduction", "2025-10-24", "2025-10-24"),
    ("en", "On 2 November gunmen abducted a driver, who was set free on 9 November.", "abduction", "2025-11-02", "2025-11-02"),
    ("ar", "أُفرج يوم 10 نوفمبر عن خمسة عمال كانوا قد خُطفوا في 3 أغسطس قرب المنجم.", "hostage_release", "2025-11-10", "2025-11-10"),
    ("ar", "أُفرج يوم 10 نوفمبر عن خمسة عمال كانوا قد خُطفوا في 3 أغسطس قرب المنجم.", "abduction", "2025-08-03", "2025-08-03"),
    # The day on which something began, and what happened on it.
    ("en", "The airport has been closed since 11 November, when gunmen killed two guards.", "casualties", "2025-11-11", "2025-11-11"),
    ("en", "The airport has been closed since 11 November, when gunmen killed two guards.", "service_closure", "2025-11-11", ""),
    # A limit is no day of an event.
    ("fr", "Le poste frontière reste fermé jusqu'au 15 décembre 2025.", "service_closure", "", "2025-12-15"),
    ("fr", "Au 9 novembre, le HCR avait enregistré 18 400 réfugiés dans le camp.", "refugee_registration", "", "2025-11-09"),
    # A state takes no day of what is only beside it.
    ("en", "Drivers counted 51 lorries on Monday, and the depot has diesel for three days.", "stock_level", "", ""),
    ("en", "In a video of 15 November the group claimed to have killed 14 soldiers.", "casualties", "", ""),
    # The next weekday, not the last, where it is still to come.
    ("en", "A convoy of 70 tankers is due in Gao on Sunday.", "supply_arrival", "2025-11-23", "2025-11-23"),
    ("en", "A convoy of 70 tankers reached Gao on Sunday.", "supply_arrival", "2025-11-16", "2025-11-16"),
    # "From" a place is no "from 40,000".
    ("en", "Gunmen took 12 villagers from Djibo on 31 October.", "abduction", "2025-10-31", "2025-10-31"),
    ("en", "The camp hosted 48,000 refugees, up from 40,000 on 31 October.", "population_figure", "", ""),
    # The name of a movement is no date.
    ("ar", "قتلت حركة 23 مارس أربعة جنود قرب غوما.", "casualties", "", ""),
]  # fmt: skip
ATTACKS = [
    ("en", "Gunmen attacked a convoy near Kaya on 3 November and another near Djibo on 9 November. Two drivers died in the first attack. Five people died in the second.", ["2025-11-03", "2025-11-09"]),
    ("fr", "Des hommes armés ont attaqué un convoi près de Kaya le 3 novembre, et un autre près de Djibo le 9 novembre. Deux chauffeurs ont été tués dans la première attaque.", ["2025-11-03"]),
    ("en", "Gunmen attacked a convoy near Kaya on 3 November. Two drivers were killed by the attackers.", ["2025-11-03"]),
]  # fmt: skip


def _read(text, language):
    note = dataclasses.replace(
        Document.from_text(text, "a.md"), published=PUBLISHED, language=language
    )
    return read_claims(note, Gazetteer(()))


def _text(day):
    return day.isoformat() if day else ""


@pytest.mark.parametrize(("language", "text", "event", "first", "last"), DAYS)
def test_the_day_of_an_event(language, text, event, first, last):
    dates = [claim.date for claim in _read(text, language) if claim.event_type == event]
    assert {(_text(date.start), _text(date.end)) for date in dates} == {(first, last)}


def test_the_price_of_today_has_not_the_month_of_the_old_one():
    text = "A bag of rice, sold for 28,000 francs in May, costs 41,000 francs in Gao."
    months = {claim.best: _text(claim.date.start) for claim in _read(text, "en")}
    assert months[41_000] == ""


@pytest.mark.parametrize(("language", "text", "days"), ATTACKS)
def test_the_dead_of_an_attack_told_before_have_its_day(language, text, days):
    dead = [claim for claim in _read(text, language) if claim.event_type == "casualties"]
    assert [_text(claim.date.start) for claim in dead] == days


PHRASES = [
    ("en", "in the first three weeks of September", "2025-09-01", "2025-09-21"),
    ("fr", "au cours des neuf premiers mois de 2025", "2025-01-01", "2025-09-30"),
    ("ar", "في الأشهر التسعة الأولى من عام 2025", "2025-01-01", "2025-09-30"),
    ("ar", "في الثاني عشر من الشهر", "2025-11-12", "2025-11-12"),
    ("ar", "في الثلاثي الثالث من السنة الجارية", "2025-07-01", "2025-09-30"),
    ("en", "on 11 and 18 November", "2025-11-11", "2025-11-11"),
    ("en", "on 28 October. Four were freed on the 2nd", "2025-11-02", "2025-11-02"),
    ("fr", "de janvier à mars, contre 12 un an plus tôt", "2024-01-01", "2024-03-31"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "first", "last"), PHRASES)
def test_the_days_of_a_phrase(language, text, first, last):
    from qafila.reports.dates import find_dates
    from qafila.reports.registry import languages
    from qafila.text import fold

    rules = languages()[language]
    span = find_dates(fold(text).text, language, rules.date_rules, rules.since, PUBLISHED)[-1].span
    assert (_text(span.start), _text(span.end)) == (first, last)
