"""What a sentence tells only by the one before it: denied, counted again or kept back."""

from __future__ import annotations

import pytest

from tests.support.reading import read


def told(text: str) -> list[tuple[str, str | None, float | None, str]]:
    """Type, subtype, number and modality of what is read."""
    return [(c.event_type, c.subtype, c.best, c.modality) for c in read(text, "en")]


@pytest.mark.parametrize(
    "answer",
    [
        "The ministry denies this.",
        "The army dismissed the claim.",
        "The rebels rejected that.",
        "The government called the report a lie.",
    ],
)
def test_a_denial_answers_what_was_told_before(answer):
    first, second = told(f"The road to Kayes is closed. {answer}")
    assert first[0] == second[0] == "blockade"
    assert (first[3], second[3]) == ("asserted", "denied")


def test_a_denial_answers_nothing_that_was_not_told():
    assert told("The ministry denies this.") == []
    assert (
        len(told("The road to Kayes is closed. Rain fell. It was hot. The ministry denies this."))
        == 1
    )


@pytest.mark.parametrize(
    "again",
    ["The union put it at 14.", "The governor spoke of 14.", "The hospital gave a toll of 14.",
     "Doctors counted 14."],
)  # fmt: skip
def test_what_was_counted_is_counted_again(again):
    first, second = told(f"Nine people were killed in Kayes. {again}")
    assert first[:3] == ("casualties", None, 9.0)
    assert second[:3] == ("casualties", None, 14.0)


def test_a_sum_of_money_counts_no_people_again():
    assert [c.best for c in read("Nine people were killed. They spoke of €14.", "en")] == [9.0]


def test_of_them_counts_those_told_before():
    _, second = told("Gunmen kidnapped 14 passengers near Kayes. Eleven of them were let go.")
    assert second[:3] == ("hostage_release", None, 11.0)


@pytest.mark.parametrize(
    "silence",
    [
        "The police gave no number.",
        "How many is not known.",
        "The army has not released any figure.",
    ],
)
def test_a_number_is_kept_back(silence):
    _, second = told(f"Villagers were kidnapped near Kayes. {silence}")
    assert second[:3] == ("abduction", "number_not_announced", None)


def test_a_number_that_is_not_said_marks_its_event():
    [claim] = told("The army did not say how many soldiers had died.")
    assert claim[:3] == ("casualties", "number_not_announced", None)


def test_a_figure_belongs_to_the_verb_of_its_part():
    found = told("Three were freed and others abducted in Kayes.")
    assert ("hostage_release", None, 3.0, "asserted") in found
    assert [item[2] for item in found if item[0] == "abduction"] == [None]


def test_a_part_of_a_number_is_no_number_of_its_own():
    found = told("At least 15 civilians were killed in Kayes, among them two nurses.")
    assert [item[2] for item in found] == [15.0]


@pytest.mark.parametrize(
    "text",
    ["Were the tankers burnt?", "KIDNAPPING.", "Was the road to Kayes closed?"],
)
def test_questions_and_headings_tell_nothing(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "If the road to Kayes is closed, the capital will run out of fuel.",
        "Should the rebels attack Kayes, thousands would flee.",
        "Unless the blockade is lifted, fuel will run out, traders say.",
    ],
)
def test_a_condition_is_only_an_outlook(text):
    assert {item[0] for item in told(text)} == {"risk_outlook"}


def test_what_is_only_granted_is_no_condition():
    assert [item[0] for item in told("Even if it rains, the road to Kayes is closed.")] == [
        "blockade"
    ]


def test_the_ambush_is_that_of_the_convoy():
    found = told("A fuel convoy was attacked near Kayes. The ambush took place at dawn.")
    assert {item[0] for item in found} == {"attack_on_convoy"}
