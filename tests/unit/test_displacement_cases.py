"""Registered people of a case as series: statuses added, sources chosen, corrections as known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila import tables
from qafila.claims import Claim, Counted, DateSpan, Location, Span
from qafila.claims import Source as Said
from qafila.commands.forecast import Source, foretell
from qafila.commands.forecast_lines import forecast_lines
from qafila.forecasting.displacement.cases import CaseCounts, case_counts
from qafila.forecasting.displacement.counted import Count
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.looking_back import HORIZONS
from qafila.forecasting.displacement.naming import CHANGE, STOCK, target_of, validated
from qafila.forecasting.displacement.outlook import look_ahead
from qafila.forecasting.displacement.reports import as_known
from qafila.forecasting.displacement.statuses import added, moved
from tests.support.cases import small_case
from tests.support.displacement import learnt

FIRST = dt.date(2025, 1, 1)
AS_OF = dt.date(2025, 11, 16)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def told(number: int, people: float, status: str = "refugee", **more: object) -> Count:
    given = {
        "place": "", "country": "CIV", "status": status, "setting": "", "granted": False,
        "day": day(number), "known": day(number), "people": people, "source": "UNHCR",
    }  # fmt: skip
    return Count(**{**given, **more})  # type: ignore[arg-type]


def row(name: str, number: int, people: int, **more: object) -> dict[str, object]:
    """One row of a table of observations."""
    date = day(number).isoformat()
    return {
        "observation_id": name, "date_start": date, "date_end": date, "reported_at": date,
        "reported_at_basis": "stated", "country": "CIV", "measure": "stock",
        "legal_status": "refugee", "count_basis": "registered", "individuals": people,
        "unit": "people", "coo": "MLI", "coa": "CIV", "said_by": "UNHCR", "source": "test", **more,
    }  # fmt: skip


def counts_of(*rows: dict[str, object], claims: tuple[Claim, ...] = ()) -> CaseCounts:
    names = list(dict.fromkeys(name for one in (*rows, row("", 0, 0)) for name in one))
    lines = [",".join(names), *(",".join(str(one.get(name, "")) for name in names) for one in rows)]
    frame, problems = tables.read_table("observations", "\n".join(lines).encode(), "o.csv")
    assert problems == []
    return case_counts(replace(small_case(), observations=frame), claims, AS_OF)


def series(found: CaseCounts, place: str = "country:CIV") -> list[float]:
    assert found.crisis
    site = next(one for one in found.crisis.sites if one.place == place)
    return as_known(site).people.tolist()


def test_statuses_count_each_with_its_last_figure() -> None:
    counts = [told(0, 100), told(5, 900, "asylum_seeker"), told(10, 130)]
    assert list(added(counts).values()) == [100.0, 1000.0, 1030.0]


@pytest.mark.parametrize("apart", [-9, -2, 0, 2, 9, None])
@pytest.mark.parametrize("granted", [True, False])
def test_seekers_who_become_refugees_overnight_are_no_arrivals(
    apart: int | None, *, granted: bool
) -> None:
    """The numbers of the two statuses need not be dated the same day, nor both be told."""
    before = [
        one
        for at in range(0, 100, 10)
        for one in (told(at, 5000), told(at, 70_000, "asylum_seeker"))
    ]
    after = [told(100, 75_000, granted=granted)]
    if apart is not None:
        after.append(told(100 + apart, 0, "asylum_seeker"))
    assert set(added(before + after).values()) == {75_000.0}


def test_refugees_counted_for_the_first_time_after_seekers_alone_are_the_same_people() -> None:
    seekers = [told(at, 70_000, "asylum_seeker") for at in (0, 10, 20)]
    assert added([*seekers, told(21, 70_000)])[day(21)] == 70_000.0


OLD_NAMES = ("prima_facie", "person_in_refugee_like_situation")


@pytest.mark.parametrize("old", OLD_NAMES)
@pytest.mark.parametrize(
    ("people", "expected"), [(70_000, 70_000), (71_000, 71_000), (68_000, 68_000),
                             (20_000, 70_000), (200_000, 200_000)],
)  # fmt: skip
def test_a_status_under_another_name_is_the_same_people(
    old: str, people: int, expected: int
) -> None:
    counts = [told(0, 70_000, old), told(10, people)]
    assert list(added(counts).values()) == [70_000.0, float(expected)]
    (caution,) = moved("mbera", counts)
    assert f"{min(people, 70_000):,} of a rise on 2025-01-11 as the same people" in caution.text
    back = [told(0, 70_000), told(10, people, old)]
    assert list(added(back).values()) == [70_000.0, float(expected)]


def test_names_of_a_status_that_are_told_the_same_day_add_up() -> None:
    both = [told(0, 70_000, "prima_facie"), told(0, 5000)]
    assert added(both) == {day(0): 75_000.0}
    assert added([*both, told(9, 71_000, "prima_facie"), told(9, 6000)])[day(9)] == 77_000.0
    assert added([*both, told(9, 6000)])[day(9)] == 76_000.0
    assert added([*both, told(9, 75_000)])[day(9)] == 75_000.0
    assert moved("mbera", both) == ()


def test_one_report_of_seekers_is_enough_to_know_refugees_as_the_same_people() -> None:
    counts = [told(0, 70_000, "asylum_seeker"), told(1, 70_000)]
    assert list(added(counts).values()) == [70_000.0, 70_000.0]
    (caution,) = moved("mbera", counts)
    assert "70,000 of a rise on 2025-01-02 as the same people" in caution.text
    named = [told(0, 30_000, "prima_facie"), told(0, 40_000, "asylum_seeker"), told(1, 70_000)]
    assert list(added(named).values()) == [70_000.0, 70_000.0]


@pytest.mark.parametrize("status", ["refugee", "asylum_seeker", ""])
def test_a_camp_that_is_called_a_site_is_the_same_camp(status: str) -> None:
    counts = [told(0, 5000, status, setting="camp"), told(10, 5100, status, setting="site")]
    assert list(added(counts).values()) == [5000.0, 5100.0]
    (caution,) = moved("mbera", counts)
    assert "5,000 of a rise on 2025-01-11 as the same people" in caution.text
    back = [told(0, 5000, status, setting="site"), told(10, 4900, status, setting="camp")]
    assert list(added(back).values()) == [5000.0, 4900.0]
    both = [told(0, 5000, status, setting="camp"), told(0, 3000, status, setting="site")]
    assert added([*both, told(9, 3100, status, setting="site")])[day(9)] == 8100.0


def test_real_arrivals_are_none_that_were_granted_a_status() -> None:
    few = [told(0, 50_000), told(0, 300, "asylum_seeker")]
    assert added([*few, told(9, 54_000)])[day(9)] == 54_300.0
    many = [told(0, 50_000), told(0, 70_000, "asylum_seeker")]
    assert added([*many, told(9, 54_000)])[day(9)] == 124_000.0


def test_a_reclassification_forecasts_no_arrival() -> None:
    rows = []
    for at in range(0, 300, 10):
        rows.append(row(f"r{at}", at, 5000))
        rows.append(row(f"s{at}", at, 70_000, legal_status="asylum_seeker"))
    steady = [*rows, row("r", 300, 5000), row("s", 300, 70_000, legal_status="asylum_seeker")]
    granted = [*rows, row("r", 300, 75_000), row("s", 303, 0, legal_status="asylum_seeker")]
    for known_by in (301, 310):
        outlooks = []
        for given_rows in (steady, granted):
            crisis = counts_of(*given_rows).crisis
            assert crisis
            outlooks.append(
                look_ahead(crisis, known_by, HORIZONS, learnt(), threshold=1000.0, experts=NAIVE)
            )
        before, after = outlooks
        assert before
        assert after
        assert after.stock.tolist() == [75_000.0]
        np.testing.assert_allclose(after.quantiles, before.quantiles, rtol=0.02)


def test_whoever_is_moved_between_statuses_is_told_with_place_number_and_rule() -> None:
    """Four thousand who arrived look like a grant to 5,000 asylum seekers, and it is said."""
    rows = [
        row(f"r{at}{status}", at, people, legal_status=status)
        for at in range(0, 100, 10)
        for status, people in (("refugee", 9000), ("asylum_seeker", 5000))
    ]
    assert counts_of(*rows).cautions == ()
    influx = counts_of(*rows, row("r", 100, 13_000))
    assert series(influx)[-1] == 14_000.0
    (caution,) = influx.cautions
    assert (caution.code, caution.place) == ("moved", "country:CIV")
    assert "4,000 of a rise on 2025-04-11 as the same people" in caution.text
    assert "half to twice the number that it is taken from" in caution.text
    granted = counts_of(*rows, row("r", 100, 9100, count_basis="recognised"))
    assert "100 of a rise on 2025-04-11 as the same people (a status granted is counted)" in (
        granted.cautions[0].text
    )
    lost = counts_of(*rows, row("s", 100, 1000, legal_status="asylum_seeker"))
    assert "4,000 who are no asylum seekers any more on 2025-04-11 as refugees" in (
        lost.cautions[0].text
    )
    many = [row(f"m{at}", at, 9000 + at, count_basis="recognised") for at in range(100, 150, 10)]
    assert "; 2 more before" in counts_of(*rows, *many).cautions[0].text


def test_who_was_moved_is_told_with_the_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        row(f"r{at}{status}", at, people, legal_status=status)
        for at in range(0, 100, 10)
        for status, people in (("refugee", 9000), ("asylum_seeker", 5000))
    ]
    found = counts_of(*rows, row("r", 100, 13_000))
    monkeypatch.setattr("qafila.commands.forecast.pool", learnt)
    monkeypatch.setattr("qafila.commands.forecast.look_ahead", partial(look_ahead, experts=NAIVE))
    source = Source("made", found.home, found.crisis, day(101), cautions=found.cautions)
    done = foretell(source, HORIZONS, 1000.0)
    assert done.outlook
    assert found.cautions[0] in done.outlook.cautions
    assert found.cautions[0].text in [one["text"] for one in done.record["warnings"]]
    assert any(
        line.startswith("warning: country:CIV: of two legal statuses")
        for line in forecast_lines(done)
    )


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9999), st.booleans()), min_size=1))
def test_sums_are_never_below_zero_nor_above_all_that_was_told(
    given_rows: list[tuple[int, int, bool]],
) -> None:
    counts = [told(at, n, "asylum_seeker" if seeks else "refugee") for at, n, seeks in given_rows]
    sums = added(counts)
    assert set(sums) == {one.day for one in counts}
    most = sum(max(one.people for one in counts if one.status == each) for each in
               {one.status for one in counts})  # fmt: skip
    for people in sums.values():
        assert 0.0 <= people <= 2 * most


def test_displaced_people_estimates_and_other_countries_are_left_out() -> None:
    found = counts_of(
        row("kept", 0, 10),
        row("idp", 1, 77, legal_status="idp", country="MLI", coa=""),
        row("back", 1, 77, legal_status="returnee"),
        row("guess", 1, 77, count_basis="estimate"),
        row("listed", 1, 77, count_basis="pre_registered"),
        row("others", 1, 77, coo="BFA"),
        row("undated", 1, 77, reported_at=""),
        row("later", 1, 77, reported_at="2025-11-17"),
        row("flow", 1, 77, measure="new_arrivals"),
    )
    assert series(found) == [10.0]
    assert "1 of internally displaced people" in found.notes[0]
    assert "2 not registered one by one" in found.notes[0]
    assert "1 without a day of publication" in found.notes[0]


def test_sources_are_chosen_by_a_rule_and_never_averaged() -> None:
    found = counts_of(
        row("a", 0, 100),
        row("b", 10, 110),
        row("c", 10, 9999, said_by="somebody"),
    )
    assert series(found) == [100.0, 110.0]
    assert found.chosen == {"country:CIV": "UNHCR"}
    assert any("not those of somebody" in one for one in found.notes)


PLACE = {"location_id": "south-camp", "country": ""}


def test_a_country_counts_by_places_or_as_a_whole_and_never_both() -> None:
    by_place = counts_of(row("w", 0, 130), row("a", 0, 100, **PLACE), row("b", 9, 120, **PLACE))
    assert by_place.crisis
    assert [one.place for one in by_place.crisis.sites] == ["south-camp"]
    whole = counts_of(row("w", 0, 110), row("v", 9, 120), row("a", 0, 120, **PLACE))
    assert whole.crisis
    assert [one.place for one in whole.crisis.sites] == ["country:CIV"]
    (note,) = whole.notes
    assert "120 people at its places (south-camp), told of up to 1 day" in note
    assert "120 in the whole country, told of 2 days" in note
    assert "the whole country are used" in note


def test_one_camp_does_not_stand_for_a_country() -> None:
    rows = []
    for at in range(0, 60, 10):
        rows.append(row(f"w{at}", at, 60_000 + at))
        rows.append(row(f"a{at}", at, 3000, **PLACE))
    found = counts_of(*rows)
    assert series(found)[-1] == 60_050.0
    assert found.crisis
    assert len(found.crisis.sites) == 1
    (note,) = found.notes
    assert "3,000 people at its places" in note
    assert "60,050 in the whole country" in note
    assert "more days" not in note


@pytest.mark.parametrize(("people", "kept"), [(899, "country:CIV"), (900, "south-camp")])
def test_places_count_where_they_hold_nine_tenths(people: int, kept: str) -> None:
    found = counts_of(row("w", 0, 1000), row("a", 0, people, **PLACE))
    assert list(found.chosen) == [kept]


def test_host_communities_are_no_part_of_a_camp_and_marked_where_alone() -> None:
    place = {"location_id": "camp-s", "country": ""}
    beside = counts_of(
        row("a", 0, 100, setting="camp", **place),
        row("b", 0, 600, setting="host_community", **place),
        row("c", 3, 700, setting="host_community", **place),
    )
    assert series(beside, "camp-s") == [100.0]
    assert beside.hosted == frozenset()
    (note,) = beside.notes
    assert "camp-s: 700 people in host communities or towns there (UNHCR, 2025-01-04)" in note
    assert "(registered_stock_total) are without them" in note
    alone = counts_of(row("b", 0, 700, setting="host_community", **place))
    assert alone.hosted == {"camp-s"}
    assert alone.notes == ()


def test_host_communities_of_a_place_that_is_no_series_are_not_told() -> None:
    """A country that counts as a whole has them in its number."""
    found = counts_of(
        row("w", 0, 65_000),
        row("a", 0, 5000, setting="camp", **PLACE),
        row("b", 0, 60_000, setting="host_community", **PLACE),
    )
    assert series(found) == [65_000.0]
    assert not any("host communities" in note for note in found.notes)


@pytest.mark.parametrize(
    ("place", "setting", "ending"),
    [
        ("south-camp", "", ""),  # a camp that receives people
        ("south-camp", "camp", ""),
        ("south-camp", "urban", "_host_community"),
        ("south-port", "", "_place"),
        ("south-port", "site", ""),
        ("south-port", "host_community", "_host_community"),
    ],
)
def test_only_a_camp_or_site_speaks_of_a_site(place: str, setting: str, ending: str) -> None:
    found = counts_of(row("a", 0, 100, location_id=place, country="", setting=setting))
    for measure in (STOCK, CHANGE):
        name = target_of(measure, "site", place, found.hosted)
        assert name == measure + ending
        assert (name in validated()) == (not ending)


@pytest.mark.parametrize(
    ("kind", "setting", "ending"),
    [
        ("refugee_camp", "", ""),
        ("refugee_camp", "host_community", "_place"),
        ("town", "", "_place"),
        ("town", "site", ""),
        ("city", "urban", "_place"),
    ],
)
def test_a_reception_place_is_a_site_where_the_case_says_so(
    kind: str, setting: str, ending: str
) -> None:
    case = small_case()
    places = case.locations.copy()
    at = places["location_id"] == "south-camp"
    places.loc[at, ["kind", "reception_setting"]] = kind, setting
    claim = imported(0, 10.0, "unhcr", Location("South", "south-camp", "CIV", "exact"))
    hosted = case_counts(replace(case, locations=places), (claim,), AS_OF).hosted
    assert target_of(STOCK, "site", "south-camp", hosted) == STOCK + ending


def test_a_town_of_an_imported_table_is_not_called_a_site() -> None:
    claim = imported(0, 10.0, "unhcr", Location("Port", "south-port", "CIV", "exact"))
    found = counts_of(claims=(claim,))
    assert series(found, "south-port") == [10.0]
    assert target_of(STOCK, "site", "south-port", found.hosted) == "registered_stock_place"


def test_a_correction_is_known_on_its_own_day() -> None:
    found = counts_of(row("a", 0, 100), row("b", 10, 110), row("c", 0, 90, reported_at=day(20)))
    assert found.crisis
    site = found.crisis.sites[0]
    assert as_known(site, 15).people.tolist() == [100.0, 110.0]
    assert as_known(site, 20).people.tolist() == [90.0, 110.0]


def test_nobody_registered_is_no_crisis() -> None:
    assert counts_of(row("idp", 1, 77, legal_status="idp", country="MLI", coa="")).crisis is None


MAURITANIA = Location("Mauritania", None, "MRT", "country")


def imported(number: int, people: float, method: str, where: Location = MAURITANIA) -> Claim:
    """A claim on refugees."""
    return Claim(
        f"c{number}", "d" * 64, day(number), "en", "population_figure", Span(0, 1, "x"),
        "asserted", "1", locations=(where,), date=DateSpan(day(number), day(number), "day"),
        quantity="refugees_hosted", measure="stock", best=people, low=people, high=people,
        unit="persons", said_by=(Said("UNHCR", "unhcr"),), method=method,
        counted=Counted("refugees", "MLI"),
    )  # fmt: skip


def test_rows_of_imported_tables_count_and_words_of_reports_do_not() -> None:
    claims = imported(0, 10.0, "unhcr"), imported(5, 12.0, "unhcr"), imported(9, 9e6, "rules")
    assert series(counts_of(claims=claims), "country:MRT") == [10.0, 12.0]
