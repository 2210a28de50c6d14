"""Rules of the public profile, each by example; laws are in tests/laws."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import pandas as pd
import pytest

from qafila.brief import disclosure
from qafila.brief.context import Context
from qafila.brief.suppression import Total, suppress
from qafila.brief.texts import Words
from tests.support import synthetic_brief as made


def context(profile: str) -> Context:
    """The synthetic situation as a profile sees it."""
    return Context(made.situation(), made.forecast(), Words("en"), profile)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0.0), (1.0, math.nan), (9.99, math.nan), (10.0, 10.0), (14.0, 10.0), (15.0, 20.0),
     (99.0, 100.0), (1234.0, 1200.0), (98765.0, 99000.0)],
)  # fmt: skip
def test_people_keep_two_digits_and_never_less_than_tens(value: float, shown: float) -> None:
    assert disclosure.public_people(value) == pytest.approx(shown, nan_ok=True)


def test_days_and_chances_keep_two_digits() -> None:
    assert disclosure.two_digits(3.14159) == 3.1
    assert disclosure.two_digits(0.98765) == 0.99
    assert disclosure.two_digits(-0.0123) == -0.012


def test_a_single_small_count_takes_a_neighbour_along() -> None:
    assert suppress([4, 100, 60, 164], [Total((0, 1, 2), 3)]) == {0, 2}


def test_two_ones_are_not_given_back_by_their_sum() -> None:
    hidden = suppress([1, 1, 500, 502], [Total((0, 1, 2), 3)])
    assert hidden >= {0, 1, 2}


def test_small_counts_without_a_total_hide_nothing_else() -> None:
    assert suppress([4, 100, 60], []) == {0}


def test_zeros_and_unknown_are_shown_as_they_are() -> None:
    assert suppress([0, 50, 50], [Total((0, 1), 2)]) == frozenset()
    assert suppress([None, 50, 90], [Total((0, 1), 2)]) == frozenset()


def test_suppression_climbs_to_the_higher_total() -> None:
    totals = [Total((0, 1), 2), Total((2, 3), 4)]
    hidden = suppress([3, 4, 7, 200, 207], totals)
    assert hidden >= {0, 1, 2}
    assert not hidden >= {3, 4} or hidden == {0, 1, 2, 3, 4}
    assert 3 in hidden  # else 207 - 200 gives the seven back


def test_passages_are_told_after_three_days_and_by_week() -> None:
    as_of = dt.date(2025, 11, 30)
    fresh, old, older = (dt.date(2025, 11, day) for day in (28, 27, 12))
    assert disclosure.public_passage([fresh], as_of) is None
    assert disclosure.public_passage([fresh, old, older], as_of) == dt.date(2025, 11, 24)
    assert disclosure.public_passage([older, fresh], as_of) == dt.date(2025, 11, 10)
    assert disclosure.public_passage([], as_of) is None


@pytest.mark.parametrize(
    ("profile", "shown"), [("public", dt.date(2025, 10, 6)), ("internal", dt.date(2025, 10, 30))]
)
def test_a_fresh_passage_does_not_hide_the_one_before_it(profile: str, shown: dt.date) -> None:
    days = (dt.date(2025, 10, 30), dt.date(2025, 10, 8))
    found = dataclasses.replace(made.situation(), passage_days={"west": days})
    assert disclosure.last_passage(found, "west", profile) == shown
    assert disclosure.last_passage(found, "nowhere", profile) is None


def test_small_people_counts_of_observations_vanish_with_their_total() -> None:
    rows = context("public").observations.set_index("observation_id")
    assert rows.loc["camp-2025-10", "suppressed"] == "small_count"
    assert pd.isna(rows.loc["camp-2025-10", "individuals"])
    assert rows.loc["civ-2025-10", "suppressed"] == "small_count"
    assert rows.loc["stock-old", "individuals"] == 1234


def test_fresh_convoys_are_withheld_and_older_ones_told_by_week() -> None:
    rows = context("public").observations.set_index("observation_id")
    assert rows.loc["convoy-new", "suppressed"] == "recent_passage"
    assert pd.isna(rows.loc["convoy-new", "value"])
    old = rows.loc["convoy-old"]
    assert (old["value"], str(old["date_start"])[:10]) == (77, "2025-10-06")


def test_internal_profile_shows_everything() -> None:
    rows = context("internal").observations.set_index("observation_id")
    assert (rows["suppressed"] == "").all()
    assert rows.loc["camp-2025-10", "individuals"] == 4
    assert all(shown.figure and shown.words for shown in context("internal").shown.values())


def test_claims_withheld_and_why() -> None:
    found = context("public")
    reasons = {claim.span.text: found.shown[claim.claim_id].reason for claim in found.claims}
    assert reasons["Three people were killed."] == "small_count"
    assert reasons["Six drivers were abducted."] == ""  # published counts of abductions stay
    assert reasons["Un autre est arrivé hier."] == "recent_passage"
    assert reasons["Un convoi de 120 citernes est arrivé le 8 octobre."] == ""


def test_words_that_overlap_withheld_words_are_withheld() -> None:
    paper = made.papers()[0]
    wide = made.claim(
        paper, "The group says 80 were destroyed. Three people were killed.", "armed_clash",
        "west-town",
    )  # fmt: skip
    known = (*made.claims(), wide)
    shown = disclosure.shown_claims(known, made.AS_OF, "public")
    assert shown[wide.claim_id].words is False
    assert shown[wide.claim_id].figure is True


def test_insecurity_is_told_by_admin_unit_on_a_grid_in_public() -> None:
    from qafila.brief.mapping import insecurity_spots

    public, internal = insecurity_spots(context("public")), insecurity_spots(context("internal"))
    assert len(public) <= len(internal)
    for axis in ("longitude", "latitude"):
        steps = public[axis] / 0.05
        assert (steps - steps.round()).abs().max() < 1e-6
