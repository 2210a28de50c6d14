"""What only resembles a look-alike is still told: beside each sentence that is none, one that is.

Ordinary newspaper prose written for these tests; none of it is from a report.
"""

from __future__ import annotations

import pytest

from tests.support.reading import read

STILL_TOLD = [
    ("official_visit", "The president arrived in Mopti on Monday."),
    ("displacement", "Students left their dormitories for Kayes after the attack."),
    ("price", "Prices of rice rose by 12 percent in Mopti."),
    ("attack_on_convoy", "The army said gunmen ambushed a fuel convoy near Sikasso."),
    ("hostage_release", "The kidnappers later freed the engineers."),
    ("population_figure", "The camp holds 12,000 refugees."),
    ("stock_level", "Fuel in Bamako will last five days."),
    ("force_strength", "The jihadists recruited 200 fighters."),
    ("violence_against_civilians", "Gunmen attacked a village near Mopti."),
    ("blockade", "No trucks are allowed through to Kayes."),
]
FOILED = [
    "Soldiers thwarted an ambush on a convoy of 40 tankers near Kayes.",
    "Troops averted a planned raid on trucks near Nara.",
]


@pytest.mark.parametrize(("kind", "text"), STILL_TOLD)
def test_what_resembles_a_look_alike_is_told(kind, text):
    assert kind in {claim.event_type for claim in read(text, "en")}


@pytest.mark.parametrize("text", FOILED)
def test_what_was_foiled_did_not_happen(text):
    kinds = {claim.event_type for claim in read(text, "en")}
    assert "attack_on_convoy" not in kinds


def test_a_foiled_coup_was_attempted():
    claims = read("The police foiled a coup in Bamako.", "en")
    assert [(c.event_type, c.subtype) for c in claims] == [("coup", "attempt")]


def test_no_trucks_that_arrive_are_an_arrival_that_is_denied():
    claims = read("Not a single truck arrived in Kayes this week.", "en")
    assert {(c.event_type, c.modality) for c in claims} == {("supply_arrival", "denied")}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("Traders are selling petrol at 1,500 CFA francs in Mopti.", "fuel_price"),
        ("A litre of diesel costs 900 CFA francs in Kayes.", "fuel_price"),
        ("A loaf sells at 300 CFA francs in Kayes.", None),
    ],
)
def test_only_petrol_has_the_price_of_petrol(text, quantity):
    assert [c.quantity for c in read(text, "en") if c.event_type == "price"] == [quantity]
