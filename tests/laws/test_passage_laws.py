"""The public profile as a whole: no byte of any of its files tells of a fresh passage."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from functools import cache
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from qafila import tables
from qafila.brief import Brief, write_exports
from qafila.claims import DateSpan
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made
from tests.support.cases import HEADERS

if TYPE_CHECKING:
    from qafila.claims import Claim, Document
    from qafila.situation import Situation

AS_OF = made.AS_OF  # Friday 31 October 2025
MONDAY = dt.date(2025, 10, 27)  # its week has not ended
TOLD = dt.date(2025, 10, 20)  # its week ended more than 72 hours ago, and less than 28 days
KINDS = st.sampled_from(
    [
        ("supply_arrival", None, "tankers"),
        ("supply_arrival", "tankers_arrived", "tankers"),
        ("stock_level", "tankers", "trucks"),
        ("shortage", "convoys", "convoys"),
        ("assessment", "fuel_volume", "litres"),
    ]
)
PLACES = st.sampled_from(["city", "west-town", "south-camp", "elsewhere"])
FIGURES = st.floats(1, 9999).map(round).map(float) | st.none()


def files(situation: Situation, languages: tuple[str, ...] = ("en",)) -> dict[str, bytes]:
    """Every file that a run leaves to be passed on, but for run.json."""
    forecast = made.forecast()
    with tempfile.TemporaryDirectory() as folder:
        found = {
            path.name: path.read_bytes() for path in write_exports(situation, forecast, folder)
        }
    for language in languages:
        found[f"brief.{language}.html"] = Brief(situation, forecast, language).html().encode()
    return found


def same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Fail with the name of the file that tells."""
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def told(
    day: dt.date | None,
    published: dt.date,
    kind: tuple[str, str | None, str],
    place: str,
    best: float | None,
    modality: str = "asserted",
) -> tuple[Document, Claim]:
    """A report in which one sentence tells of a passage."""
    words = "A convoy came through Xanadu."
    paper = dataclasses.replace(
        made.document(f"{words} Roads were quiet.", "convoy-of-monday.md", "en", published),
        title="A convoy came on Monday",
        restates=(("Paper", f"https://www.example.org/{published}-convoy", str(published)),),
    )
    event_type, quantity, unit = kind
    claim = made.claim(
        paper, words, event_type, place, day=day, best=best, low=best, high=best,
        quantity=quantity, unit=unit, modality=modality,
    )  # fmt: skip
    return paper, claim


def quiet(paper: Document) -> Claim:
    """What the same report tells beside it."""
    return made.claim(paper, "Roads were quiet.", "blockade", "west-town")


@cache
def base() -> dict[str, bytes]:
    return files(made.situation())


@given(
    KINDS, PLACES, FIGURES, st.integers(0, 4) | st.none(),
    st.sampled_from(["asserted", "claimed", "denied", "conditional"]), st.data(),
)  # fmt: skip
@settings(max_examples=10, deadline=None)
def test_a_report_on_a_fresh_passage_changes_no_byte(
    kind: tuple[str, str | None, str],
    place: str,
    best: float | None,
    age: int | None,
    modality: str,
    data: st.DataObject,
) -> None:
    day = None if age is None else AS_OF - dt.timedelta(days=age)
    published = AS_OF - dt.timedelta(days=data.draw(st.integers(0, 4 if age is None else age)))
    paper, claim = told(day, published, kind, place, best, modality)
    same(files(made.situation((paper,), (claim,))), base())


@given(KINDS, PLACES, FIGURES, st.integers(0, 4))
@settings(max_examples=5, deadline=None)
def test_a_fresh_passage_in_a_report_that_tells_more_changes_no_byte(
    kind: tuple[str, str | None, str], place: str, best: float | None, age: int
) -> None:
    day = AS_OF - dt.timedelta(days=age)
    paper, claim = told(day, day, kind, place, best)
    with_it = made.situation((paper,), (claim, quiet(paper)))
    same(files(with_it), files(made.situation((paper,), (quiet(paper),))))


def with_row(line: str) -> Situation:
    """The situation with one more row of known figures, in the middle of the others."""
    lines = made.OBSERVATIONS.splitlines()
    text = "\n".join([HEADERS["observations"], *lines[:2], line, *lines[2:], ""])
    frame, problems = tables.read_table("observations", text.encode(), "observations.csv")
    assert not problems
    found = made.situation()
    case = dataclasses.replace(found.case, observations=frame)
    return dataclasses.replace(found, case=case, observations=frame)


def row(day: dt.date, published: dt.date, measure: str, value: int, unit: str) -> str:
    """A row on a passage, all of whose texts tell of it."""
    return (
        f"id-{day},{day},{day},{published},stated,city,,{measure},,,,,,{value},,,{unit},,,"
        f"exactly on {day},customs,https://example.org/{day}-{value},{value} came on {day}"
    )


@given(
    st.integers(0, 4), st.integers(1, 9999),
    st.sampled_from(
        [("convoys", "tankers"), ("receipts", "million_litres"), ("convoys", "convoys")]
    ),
)  # fmt: skip
@settings(max_examples=6, deadline=None)
def test_a_row_on_a_fresh_passage_changes_no_byte(
    age: int, value: int, what: tuple[str, str]
) -> None:
    day = AS_OF - dt.timedelta(days=age)
    same(files(with_row(row(day, day, what[0], value, what[1]))), base())


@given(KINDS, PLACES, st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=6, deadline=None)
def test_the_day_of_an_older_passage_cannot_be_read_off_its_week(
    kind: tuple[str, str | None, str], place: str, day: int, later: int
) -> None:
    def on(shift: int, published: int) -> dict[str, bytes]:
        paper, claim = told(
            TOLD + dt.timedelta(days=shift), TOLD + dt.timedelta(days=published), kind, place, 77.0
        )
        # The name by which its text is known is that of one report, whenever it was published.
        return files(made.situation((paper,), (claim, quiet(paper))))

    same(on(day, max(day, later)), on(0, 0))


@given(st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=5, deadline=None)
def test_the_day_of_an_older_row_cannot_be_read_off_its_week(day: int, later: int) -> None:
    def on(shift: int, published: int) -> dict[str, bytes]:
        days = (TOLD + dt.timedelta(days=one) for one in (shift, published))
        return files(with_row(row(*days, "convoys", 66, "tankers")))

    same(on(day, max(day, later)), on(0, 0))


def test_no_language_tells_of_it() -> None:
    paper, claim = told(AS_OF, AS_OF, ("supply_arrival", "tankers_arrived", "tankers"), "city", 9.0)
    same(files(made.situation((paper,), (claim,)), LANGUAGES), files(made.situation(), LANGUAGES))


def test_what_lasts_over_weeks_is_told() -> None:
    """The law does not hold because nothing is told: sums over weeks change the files."""
    paper, claim = told(AS_OF, AS_OF, ("supply_arrival", None, "tankers"), "city", 900.0)
    month = DateSpan(dt.date(2025, 10, 1), AS_OF, "range", "explicit")
    claim = dataclasses.replace(claim, date=month)
    assert files(made.situation((paper,), (claim,)))["claims.csv"] != base()["claims.csv"]
