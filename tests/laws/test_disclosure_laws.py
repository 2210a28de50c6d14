"""No total gives a suppressed count back, whatever the counts are."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from qafila import tables
from qafila.brief.context import Context
from qafila.brief.model import Paper
from qafila.brief.rounding import public_people, two_digits
from qafila.brief.sections import sources
from qafila.brief.suppression import Total, hidden_observations, suppress
from qafila.brief.texts import Words
from tests.support import synthetic_brief as made

if TYPE_CHECKING:
    import pandas as pd

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


def published(counts: list[int], first: int, running: bool) -> pd.DataFrame:
    """Counts up to successive days: of an interval that grows, or as a running total."""
    lines = [
        "observation_id,date_start,date_end,reported_at_basis,country,measure,individuals,unit"
    ]
    lines[0] += ",source"
    for number, count in enumerate(counts):
        day = f"2025-11-{first + number:02}"
        start, measure = (day, "cumulative") if running else ("2025-11-01", "new_arrivals")
        lines.append(f"r{number:02},{start},{day},stated,CIV,{measure},{count},people,x")
    frame, problems = tables.read_table("observations", "\n".join(lines).encode(), "o.csv")
    assert not problems
    return frame


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=6),
    st.integers(2, 20),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_no_two_rows_shown_differ_by_a_small_count(
    steps: list[int], first: int, running: bool
) -> None:
    counts = list(itertools.accumulate(steps))
    frame = published(counts, first, running)
    hidden = hidden_observations(frame, {})
    shown = [int(one) for i, one in enumerate(frame["individuals"]) if i not in hidden]
    for one, other in itertools.combinations(shown, 2):
        assert not 0 < abs(other - one) < 10
    assert not any(0 < one < 10 for one in shown)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_total_over_settings_gives_a_small_count_back(counts: list[int], mixed: bool) -> None:
    settings_ = ["camp", "site", "host_community", "urban"][: len(counts)]
    lines = [
        "observation_id,date_start,date_end,reported_at_basis,country,measure,count_basis,setting,"
        "individuals,unit,source"
    ]
    span = "2025-11-01,2025-11-20,stated,CIV,new_arrivals"
    for number, (setting, count) in enumerate(zip(settings_, counts, strict=True)):
        basis = ("registered", "estimate")[number % 2] if mixed else ""
        lines.append(f"r{number},{span},{basis},{setting},{count},people,x")
    lines.append(f"rx,{span},,,{sum(counts)},people,x")
    frame, problems = tables.read_table("observations", "\n".join(lines).encode(), "o.csv")
    assert not problems
    hidden = hidden_observations(frame, {})
    if not any(0 < count < 10 for count in counts):
        assert hidden <= ({len(counts)} if 0 < sum(counts) < 10 else set())
        return
    left = [count for i, count in enumerate(counts) if i in hidden]
    assert len(counts) in hidden or len(left) >= 2


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


@given(st.integers(0, 40), st.sampled_from(["supply_arrival", "blockade"]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_no_title_is_shown_of_a_document_of_which_words_are_withheld(
    age: int, kind: str, titled: bool
) -> None:
    telling = "Convoy through Xanadu on a Tuesday"
    day = made.AS_OF - dt.timedelta(days=age)
    paper = made.document(
        "Tankers came. Roads were quiet.", "n.md", "en", day, title=telling if titled else "Plain"
    )
    told = made.claim(paper, "Tankers came.", kind, "city", day=day)
    quiet = made.claim(paper, "Roads were quiet.", "blockade", "city", day=day)
    situation = made.situation((paper,), (told, quiet))
    context = Context(situation, made.forecast(), Words("en"), "public")
    titles = {one.title for one in sources.build(context).blocks if isinstance(one, Paper)}
    passage = kind == "supply_arrival"
    fresh = age <= 4  # since Monday 27 October: its week ended less than 72 hours ago, if at all
    young = age <= 32  # since Monday 29 September: its week ended less than 28 days ago
    assert (told.claim_id in context.shown) == (not (passage and fresh))
    assert (telling in titles) == (titled and not fresh and not (passage and young))
