"""Fewest incidents: piercing of intervals by place, checked by hand and by trying all choices."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.assess.counting import Asked, Incidents, Told, common, pierce

WIDE = 10_000


def fewest(intervals, paths=None, tolerance=0):
    """Fewest incidents of intervals that all count."""
    low, high = (np.array(ends, dtype=np.int64) for ends in zip(*intervals, strict=True))
    first = np.zeros(len(low), dtype=np.int64)
    told = Told(first, first + WIDE, low, high)
    spare = np.full(len(low), tolerance, dtype=np.int64)
    one = np.array([1], dtype=np.int64)
    asked = Asked(one, one, one - WIDE, one + WIDE)
    return int(Incidents(paths or [()] * len(low), told, spare).fewest(asked)[0])


def by_trying(intervals):
    """The least number of days that meet all intervals, found by trying all sets of days."""
    days = sorted({high for _, high in intervals})
    for size in range(len(days) + 1):
        for chosen in combinations(days, size):
            if all(any(low <= day <= high for day in chosen) for low, high in intervals):
                return size
    raise AssertionError


INTERVALS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 6)).map(lambda pair: (pair[0], sum(pair))),
    min_size=1,
    max_size=7,
)
PATHS = st.sampled_from(
    [(), ("MLI",), ("MLI", "kayes"), ("MLI", "kayes", "diema"), ("MLI", "sikasso"), ("CIV",)]
)


@given(INTERVALS)
@settings(max_examples=150, deadline=None)
def test_piercing_takes_as_few_days_as_any_choice(intervals):
    assert fewest(intervals) == by_trying(intervals)


def test_two_reports_of_one_day_are_one_incident_and_of_two_days_two():
    assert fewest([(5, 5), (5, 5)]) == 1
    assert fewest([(5, 5), (9, 9)]) == 2


def test_a_month_holds_the_day_within_it():
    assert fewest([(1, 30), (5, 5), (9, 9)]) == 2


def test_days_within_the_tolerance_are_one_night():
    assert fewest([(5, 5), (6, 6)], tolerance=1) == 1
    assert fewest([(5, 5), (8, 8)], tolerance=1) == 2


def test_the_same_day_at_two_places_is_two_incidents():
    assert fewest([(5, 5), (5, 5)], [("MLI", "kayes"), ("MLI", "sikasso")]) == 2


def test_a_wider_place_is_explained_by_what_happened_inside_it():
    paths = [("MLI", "kayes", "diema"), ("MLI", "kayes"), ("MLI",), ()]
    assert fewest([(5, 5)] * 4, paths) == 1
    assert fewest([(5, 5), (5, 5), (9, 9), (9, 9)], paths) == 2


def test_a_region_with_more_days_than_its_places_counts_its_own():
    paths = [("MLI", "kayes"), ("MLI", "kayes"), ("MLI", "kayes", "diema"), ("MLI", "sikasso")]
    assert fewest([(1, 1), (5, 5), (1, 1), (1, 1)], paths) == 3


def test_nothing_is_no_incident():
    none = np.zeros(0, dtype=np.int64)
    asked = Asked(*[np.array([3])] * 4)
    assert Incidents([], Told(none, none, none, none), none).fewest(asked).tolist() == [0]


def test_many_groups_at_once_are_each_pierced_alone():
    group = np.array([0, 0, 1, 1, 1])
    low, high = np.array([1, 2, 1, 4, 9]), np.array([3, 4, 2, 5, 9])
    assert pierce(group, low, high, 3).tolist() == [1, 3, 0]


def test_the_place_of_a_claim_on_several_places_holds_them_all():
    assert common([("MLI", "kayes", "diema"), ("MLI", "sikasso")]) == ("MLI",)
    assert common([("MLI",), ("CIV",)]) == ()
    assert common([]) == ()


@given(st.lists(st.tuples(INTERVALS.map(lambda some: some[0]), PATHS), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_one_more_claim_never_lowers_the_number_and_a_copy_leaves_it(told):
    whole = fewest([one for one, _ in told], [path for _, path in told])
    copied = [*told, told[0]]
    assert fewest([one for one, _ in copied], [path for _, path in copied]) == whole
    for number in range(1, len(told)):
        some = told[:number]
        assert fewest([one for one, _ in some], [path for _, path in some]) <= whole


@given(st.lists(st.tuples(INTERVALS.map(lambda some: some[0]), PATHS), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_the_order_of_claims_has_no_say(told):
    turned = told[::-1]
    assert fewest([one for one, _ in told], [path for _, path in told]) == fewest(
        [one for one, _ in turned], [path for _, path in turned]
    )
