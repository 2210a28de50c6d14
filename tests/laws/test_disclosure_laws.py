"""No total gives a suppressed count back, whatever the counts are."""

from __future__ import annotations

import itertools
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.brief.disclosure import public_people, two_digits
from qafila.brief.suppression import Total, suppress

THRESHOLD = 4


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[Total]]:
    """Regions with places, their totals and the grand total."""
    regions = draw(
        st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=3), min_size=1, max_size=2)
    )
    values = [value for places in regions for value in places]
    totals, start, heads = [], 0, []
    for places in regions:
        parts = tuple(range(start, start + len(places)))
        start += len(places)
        heads.append((parts, sum(places)))
    for parts, total in heads:
        values.append(total)
        totals.append(Total(parts, len(values) - 1))
    values.append(sum(total for _, total in heads))
    totals.append(Total(tuple(one.total for one in totals), len(values) - 1))
    return values, totals


def consistent(values: list[int], totals: list[Total], hidden: frozenset[int]) -> list[list[int]]:
    """Every table of counts that agrees with what is shown; hidden counts may be anything."""
    leaves = [i for i in range(len(values)) if all(i != total.total for total in totals)]
    reach = [range(13) if i in hidden else (values[i],) for i in leaves]
    found = []
    for guess in itertools.product(*reach):
        table = dict(zip(leaves, guess, strict=True))
        for total in totals:
            table[total.total] = sum(table[i] for i in total.parts)
        if all(table[i] == values[i] for i in range(len(values)) if i not in hidden):
            found.append([table[i] for i in range(len(values))])
    return found


@given(trees())
@settings(max_examples=60, deadline=None)
def test_no_suppressed_count_can_be_worked_out(tree: tuple[list[int], list[Total]]) -> None:
    values, totals = tree
    hidden = suppress(values, totals, THRESHOLD)
    small = [i for i, value in enumerate(values) if 0 < value < THRESHOLD]
    assert set(small) <= hidden
    if not hidden:
        return
    tables = consistent(values, totals, hidden)
    for cell in small:
        assert len({table[cell] for table in tables}) >= 2


@given(trees())
@settings(max_examples=60, deadline=None)
def test_nothing_is_hidden_without_a_small_count(tree: tuple[list[int], list[Total]]) -> None:
    values, totals = tree
    large = [value * THRESHOLD for value in values]
    assert suppress(large, totals, THRESHOLD) == frozenset()


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_rounding_keeps_the_order_of_quantiles(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert two_digits(low) <= two_digits(high)
    shown = [public_people(value) for value in (low, high)]
    if not any(math.isnan(value) for value in shown):
        assert shown[0] <= shown[1]


@given(st.integers(0, 10_000_000))
def test_people_shown_are_never_one_to_nine(people: int) -> None:
    shown = public_people(float(people))
    assert math.isnan(shown) == (0 < people < 10)
    if people >= 10:
        assert shown % 10 == 0
        assert abs(shown - people) <= max(5.0, 0.055 * people)
