# one case a line reads best
"""An exhausted stock covers zero days, whatever it covered before; arrivals and escape codes."""

from __future__ import annotations

import pytest

from tests.support.reading import read

EXHAUSTED = [
    ("en", "The stock that covers three days has been exhausted in Bamako."),
    ("en", "The strategic stock of three days of fuel has been exhausted."),
    ("fr", "Le stock de sécurité de trois jours est épuisé à Bamako."),
    ("fr", "Le stock, qui couvrait trois jours de consommation, est épuisé."),
    ("ar", "نفد المخزون الذي يكفي ثلاثة أيام."),
    ("ar", "المخزون الذي يكفي ثلاثة أيام نفد."),
]
STILL_THERE = [
    ("en", "The stock covers three days."),
    ("fr", "Le stock couvre trois jours."),
    ("ar", "المخزون يكفي ثلاثة أيام."),
]
RECEIVED = [
    ("en", "Nearly 200 tankers have been received in Bamako in recent hours."),
    ("fr", "Près de 200 citernes ont été réceptionnées à Bamako ces dernières heures."),
    ("ar", "استُقبلت نحو 200 صهريج في باماكو."),
]


@pytest.mark.parametrize(("language", "text"), EXHAUSTED)
def test_an_exhausted_stock_covers_no_day(language, text):
    claims = [claim for claim in read(text, language) if claim.quantity == "fuel_cover"]
    found = [
        (claim.event_type, claim.subtype, claim.best, claim.low, claim.high) for claim in claims
    ]
    assert found == [("stock_level", "exhausted", 0, 0, 0)]


@pytest.mark.parametrize(("language", "text"), STILL_THERE)
def test_a_stock_that_is_there_covers_its_days(language, text):
    (claim,) = (claim for claim in read(text, language) if claim.quantity == "fuel_cover")
    assert (claim.subtype, claim.best) == (None, 3)


@pytest.mark.parametrize(("language", "text"), RECEIVED)
def test_tankers_that_are_received_have_arrived(language, text):
    (claim,) = read(text, language)
    assert (claim.event_type, claim.quantity, claim.best) == (
        "supply_arrival",
        "tankers_arrived",
        200,
    )


@pytest.mark.parametrize(
    "code", ["\x1b[31m", "\x1b[1;31m", "\x9b31m", "\x1b]0;31\x07", "\x1b[38;5;31m"]
)
def test_digits_of_terminal_commands_are_no_numbers(code):
    text = f"{code} tankers destroyed near Kayes."
    assert [claim.best for claim in read(text, "en")] == [None]
    text = f"Gunmen burnt {code}20 tankers near Kayes."
    (claim,) = read(text, "en")
    assert claim.best == 20
    assert text[claim.span.start : claim.span.end] == claim.span.text
