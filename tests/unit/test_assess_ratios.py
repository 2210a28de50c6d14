"""What is normal for a figure: what its report sets beside it, else each origin's lowest."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some

import qafila as qf
from qafila.assess import assess
from qafila.assess.origins import UNTRACED
from qafila.assess.ratios import Ratios
from qafila.assess.signals import Signal, place_of

DAY = dt.date(2025, 10, 12).toordinal()
NUMBER = itertools.count()


def price(low, high=None, *, document="d1", place=None, origin="rfi", reported=DAY, unit="XOF/l"):
    spots = (place_of(place, "MLI"),) if place else ()
    return Signal(
        ref=f"c{next(NUMBER):05}", observed=False, reported=reported, start=None, end=None,
        event_type="price", subtype="", quantity="fuel_price", measure="", low=low,
        high=high or low, unit=unit, modality="background", spots=spots, origin=origin,
        relayed=False, nations=frozenset(), actors=frozenset(), tolerance=0, document=document,
    )  # fmt: skip


def highest(figures, background, day=DAY):
    made = Ratios(figures, [one.low for one in figures], background)
    return made.highest(range(len(figures)), day)


def test_what_a_report_sets_beside_a_figure_of_the_same_place_comes_first() -> None:
    figure = price(1750.0, place="mopti")
    beside = price(650.0, place="mopti")
    found = highest([figure], [price(700.0, document="d2"), beside, price(900.0, document="d3")])
    assert found.value == pytest.approx(1750 / 650)
    assert found.normal.signals == (beside,)
    assert found.normal.baseline.windows == 1


def test_what_a_report_says_of_another_place_is_not_beside_it() -> None:
    figure = price(1750.0, place="mopti")
    found = highest([figure], [price(700.0, place="gao"), price(900.0, document="d2", origin="b")])
    assert found.value == pytest.approx(1750 / 800)


def test_dear_times_that_are_past_are_not_what_is_normal() -> None:
    """A report of 12 October 2025 told of 2,500 to 3,000 in one region and of 750 as normal."""
    told = [price(2500.0, 3000.0, document="d9"), price(675.0, 825.0, document="d9")]
    found = highest([price(775.0, place="bamako")], told)
    assert found.value == pytest.approx(775 / 750)
    assert [one.low for one in found.normal.signals] == [675.0]


def test_without_what_is_normal_there_is_no_ratio() -> None:
    figure = price(2000.0, place="bamako")
    assert highest([figure], []) is None
    assert highest([figure], [price(750.0, document="d2", reported=DAY + 1)]) is None
    assert highest([figure], [price(1.2, document="d2", unit="USD/l")]) is None


def test_the_untraced_are_one_voice_for_each_document() -> None:
    told = [price(value, document=f"d{value}", origin=UNTRACED) for value in (500.0, 800.0)]
    assert highest([price(1300.0)], told).value == pytest.approx(2.0)


@given(
    some.lists(
        some.tuples(some.floats(100, 5000), some.sampled_from(["rfi", "afp", "dw"])), min_size=1
    ),
    some.lists(some.integers(0, 30), max_size=5),
)
def test_saying_it_again_changes_nothing(told, again) -> None:
    """A duplicate of what an origin calls normal, in another report, moves no ratio."""
    background = [price(value, document="d2", origin=who) for value, who in told]
    copies = [background[one % len(background)] for one in again]
    more = [
        price(one.low, document=f"x{number}", origin=one.origin)
        for number, one in enumerate(copies)
    ]
    figure = price(2000.0, place="bamako")
    assert highest([figure], background).value == highest([figure], background + more).value


def test_a_reading_cites_what_it_was_measured_against() -> None:
    """Diesel in Mopti at 1,750 against 650 before (DW, 15 November 2025): one origin."""
    case, day = qf.open_case("mali-2025"), dt.date(2025, 11, 20)
    ledger = case.ledger(day)
    claims = {claim.claim_id: claim for claim in ledger.claims}
    found = assess(case, ledger, day)
    readings = [
        one
        for finding in found.findings
        for one in finding.readings
        if one.baseline is not None and one.gauge_id in {"fuel_price_city", "street_price"}
    ]
    for reading in readings:
        told = {claims[one].modality for one in reading.claims}
        assert "background" in told
        assert told - {"background"}
    mopti = found.finding("supply_pressure", "mopti")
    [price_there] = [one for one in mopti.readings if one.gauge_id == "fuel_price_city"]
    assert price_there.value == pytest.approx(1750 / 650)
    assert price_there.origins == ("dw",)
    assert sorted(claims[one].best for one in price_there.claims) == [650.0, 1750.0]
