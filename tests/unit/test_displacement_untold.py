"""Series that are not forecast: reports older than a year, and few people."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from qafila.commands.forecast import Foretold, Source
from qafila.commands.forecast_lines import forecast_lines
from qafila.errors import InputError
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.leads import at_leads
from qafila.forecasting.displacement.looking_back import HORIZONS
from qafila.forecasting.displacement.outlook import Outlook, look_ahead
from qafila.forecasting.displacement.reports import Crisis, SiteReports
from tests.support.displacement import crisis, learnt, site

DAYS = list(range(0, 101, 10))
FRESH = list(range(0, 501, 10))


def outlook_of(made: Crisis, origin: int) -> Outlook:
    found = look_ahead(made, origin, HORIZONS, learnt(), threshold=500.0, experts=NAIVE)
    assert found is not None
    return found


def steady(place: str, days: list[int], people: float, **more: Any) -> SiteReports:
    return site(place, days, [people] * len(days), **more)


def told(outlook: Outlook, code: str) -> dict[str, str]:
    return {one.place: one.text for one in outlook.cautions if one.code == code}


def test_a_report_older_than_a_year_forecasts_nothing_and_is_told() -> None:
    made = crisis(steady("a", DAYS, 4000.0), steady("b", FRESH, 80_000.0))
    at_a_year, later = outlook_of(made, 465), outlook_of(made, 466)
    assert "a" in at_a_year.places
    assert "a" not in later.places
    text = told(later, "too_old")["a"]
    assert "4,000 people, is of 2020-04-10, 366 days old" in text
    assert "add a newer one, or forecast from an earlier day" in text
    assert not any(one.code == "old" for one in later.cautions if one.place == "a")
    assert "a" not in set(later.table()["location"])
    lines = forecast_lines(
        Foretold(Source("made", "MLI", made, later.day), later, {"product": "unconditional"})
    )
    assert any(line.startswith("warning: a: is not forecast") for line in lines)


def test_a_sum_stands_while_a_tenth_of_it_at_most_is_old() -> None:
    for old, stands in ((8000.0, True), (10_000.0, False)):
        made = crisis(
            steady("a", DAYS, old),
            steady("b", FRESH, 40_000.0),
            steady("c", FRESH, 40_000.0, asylum="NER"),
        )
        outlook = outlook_of(made, 500)
        assert ("total" in outlook.places) == stands
        assert "country:CIV" not in outlook.places
        assert "c" in outlook.places
        sums = told(outlook, "too_old")
        assert f"{old:,.0f} of its {old + 40_000:,.0f} people" in sums["country:CIV"]
        assert ("total" in sums) != stands


def test_fewer_than_a_hundred_people_are_not_forecast() -> None:
    made = crisis(
        steady("a", DAYS, 99.0), steady("b", DAYS, 100.0), steady("c", DAYS, 6.0, asylum="NER"),
        steady("d", DAYS, 60.0, asylum="TCD"), steady("e", DAYS, 30.0, asylum="TCD"),
    )  # fmt: skip
    outlook = outlook_of(made, 105)
    assert outlook.places == ("b", "country:CIV", "total")
    assert set(told(outlook, "few")) == {"a", "c", "d", "e", "country:TCD"}
    assert "6 registered by the report of 2020-04-10" in told(outlook, "few")["c"]
    assert outlook.stock.tolist() == [100.0, 199.0, 295.0]  # sums count those who are left out


def test_where_nothing_is_left_it_is_told_before_any_work() -> None:
    made = crisis(steady("a", DAYS, 4000.0), steady("b", DAYS, 5.0))
    with pytest.raises(InputError, match=r"nothing can be forecast from 2026-11-26:\na: is not"):
        look_ahead(made, 2521, HORIZONS, learnt(), threshold=1.0, experts=("no such expert",))


def test_leads_beyond_a_year_are_wider_still() -> None:
    known = np.sort(np.random.default_rng(3).gamma(2.0, 100.0, (1, 2, 21)), axis=2) + 500.0
    widths = [np.ptp(at_leads(known, (30, 90), 90, np.array([lead]))) for lead in (365.0, 395.0)]
    assert widths[1] / widths[0] == pytest.approx(np.sqrt(395 / 365))


def test_no_caution_says_widened_of_what_is_not_forecast() -> None:
    made = crisis(steady("a", DAYS, 4000.0), steady("b", FRESH, 80_000.0))
    for one in outlook_of(made, 500).cautions:
        assert not (one.place == "a" and re.search("widened", one.text))
