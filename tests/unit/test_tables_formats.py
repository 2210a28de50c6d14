"""What each format of tables gives: figures, places, days and sources of invented rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qafila.claims import Claim, Counted
from qafila.places import countries
from qafila.reports.readers.forms import RowError, table_rows
from qafila.reports.readers.lookup import country_of
from qafila.reports.registry import formats
from tests.support.tables import FIXTURES, claims_of, lookup, read

SHARED = next(
    (
        folder / "shared" / "data"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared" / "data").is_dir()
    ),
    Path("shared"),
)


def figures(claim: Claim) -> tuple[float | None, float | None, float | None]:
    return claim.low, claim.best, claim.high


def names(claim: Claim) -> list[str]:
    return [source.name for source in claim.said_by]


def test_ucdp_gives_a_clash_and_its_toll_with_bounds() -> None:
    clash, toll, one_sided, other, unsure = claims_of("ucdp_49.csv")
    assert (clash.event_type, clash.best, clash.date.start) == (
        "armed_clash", None, dt.date(2024, 3, 7),
    )  # fmt: skip
    assert (toll.event_type, toll.quantity, figures(toll)) == (
        "casualties", "persons_killed", (4.0, 6.0, 9.0),
    )  # fmt: skip
    assert clash.location
    assert clash.location.location_id == "nara"
    assert names(clash) == ["UCDP", "Invented Gazette"]
    assert clash.reported_at == dt.date(2024, 3, 9)
    assert (one_sided.event_type, figures(one_sided)) == (
        "violence_against_civilians", (0.0, 12.0, 12.0),
    )  # fmt: skip
    assert [(actor.name, actor.role) for actor in one_sided.actors] == [
        ("JNIM", "agent"), ("Civilians", "target"),
    ]  # fmt: skip
    assert one_sided.actors[0].actor_id == "jnim"
    assert [place.precision for place in one_sided.locations] == ["outside", "region"]
    assert (one_sided.date.precision, one_sided.reported_at) == ("month", dt.date(2024, 5, 6))
    assert other.location
    assert (other.location.country, other.location.precision) == (
        "CIV",
        "country",
    )
    assert (unsure.event_type, figures(unsure)) == ("casualties", (0.0, 0.0, 3.0))
    assert unsure.reported_at == unsure.date.end


def test_ucdp_columns_are_read_by_name_in_both_forms() -> None:
    def told(file: str) -> list[tuple[object, ...]]:
        return [
            (one.event_type, figures(one), one.date, one.locations, one.actors, one.said_by)
            for one in claims_of(file)
        ]

    assert told("ucdp_42.csv") == told("ucdp_49.csv")


def test_acled_types_are_mapped_and_nothing_is_guessed() -> None:
    found = claims_of("acled.csv")
    assert [(one.event_type, one.subtype, one.best) for one in found] == [
        ("armed_clash", None, None),
        ("casualties", None, 7.0),
        ("violence_against_civilians", None, None),
        ("violence_against_civilians", "air_strike", None),
        ("casualties", None, 3.0),
        ("abduction", None, None),
    ]
    assert names(found[0]) == ["ACLED", "Invented Gazette", "Undisclosed Source"]
    assert {actor.role for one in found for actor in one.actors} == {"other"}
    assert found[0].reported_at == dt.date(2025, 9, 19)
    week = found[2]
    assert week.location
    assert week.location.precision == "region"
    assert (week.date.start, week.date.end, week.date.precision) == (
        dt.date(2025, 9, 8), dt.date(2025, 9, 20), "week",
    )  # fmt: skip
    old = claims_of("acled_old.csv")
    assert [actor.kind for actor in old[0].actors] == ["armed_group", "state"]
    assert old[0].reported_at == dt.date(2019, 9, 14)


def test_gdelt_knows_fips_codes_and_says_that_nobody_confirms() -> None:
    clash, strike, blockade = claims_of("gdelt.export.csv")
    assert {one.modality for one in (clash, strike, blockade)} == {"conditional"}
    assert [one.location.country for one in (clash, strike, blockade) if one.location] == [
        "MLI", "NER", "CIV",
    ]  # fmt: skip
    assert (strike.event_type, strike.subtype) == ("armed_clash", "air_strike")
    assert blockade.event_type == "blockade"
    assert names(clash) == ["GDELT", "invented-gazette.example"]
    assert clash.reported_at == dt.date(2025, 9, 16)
    assert [actor.name for actor in clash.actors] == ["armed forces", "rebels"]


def test_unhcr_codes_and_figures_in_all_their_forms() -> None:
    found = claims_of("unhcr_population.json")
    assert [(one.quantity, figures(one), one.counted) for one in found] == [
        ("refugees_hosted", (1240.0, 1240.0, 1240.0), Counted("refugees", "MLI")),
        ("refugees_hosted", (5.0, 5.0, 5.0), Counted("asylum_seekers", "MLI")),
        ("displaced_hosted", (12400.0, 12400.0, 12400.0), Counted("displaced", "NER")),
        ("persons_returned", (None, None, 5.0), Counted("returnees", "NER")),
        # AUS is Austria for UNHCR, and ICO Côte d'Ivoire.
        ("refugees_hosted", (30.0, 30.0, 30.0), Counted("refugees", "AUT")),
    ]
    assert [one.location.country for one in found if one.location] == [
        "BFA", "BFA", "NER", "NER", "CIV",
    ]  # fmt: skip
    assert found[3].qualifier == "less than"
    assert {one.measure for one in found} == {"stock", "flow"}
    portal, country = claims_of("odp_sublocation.json")
    assert (portal.best, portal.location and portal.location.country) == (28300.0, "CIV")
    assert portal.reported_at == dt.date(2025, 10, 31)
    assert country.counted == Counted("displaced")


def test_tables_of_one_provider_do_not_take_each_others_place(tmp_path: Path) -> None:
    head = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,"
    row = "2024,Mali,MLI,MLI,Niger,NGR,NER,"
    tables = {
        "stock.csv": ("refugees,asylum_seekers,idps", "10,20,0"),
        "flow.csv": ("refugees,asylum_seekers,refugee_like,oip", "3,4,,"),
        "solutions.csv": ("returned_refugees,resettlement,naturalisation,returned_idps", "5,,,"),
    }
    told = {}
    for name, (columns, cells) in tables.items():
        (tmp_path / name).write_text(f"{head}{columns}\n{row}{cells}\n", encoding="utf-8")
        for document, claims in read(tmp_path / name)[0]:
            told[document.name] = [(one.event_type, one.measure, one.best) for one in claims]
    assert list(told.values()) == [
        [("population_figure", "stock", 10.0), ("population_figure", "stock", 20.0)],
        [("displacement", "flow", 3.0), ("displacement", "flow", 4.0)],
        [("displacement", "flow", 5.0)],
    ]


def test_hapi_tables() -> None:
    events, killed, toll = claims_of("hapi_conflict_events.csv")
    assert (events.quantity, events.best, events.unit) == ("violent_events", 4.0, "incidents")
    assert (killed.event_type, killed.best) == ("violence_against_civilians", 11.0)
    assert (toll.event_type, toll.best) == ("casualties", 23.0)
    assert names(toll) == ["HDX", "ACLED"]
    assert toll.location
    assert (toll.location.location_id, toll.location.precision) == (
        "nioro",
        "near",
    )
    (displaced,) = claims_of("hapi_idps.csv")
    assert displaced.location
    # The Koulikoro of the older code was divided: the unit of today of that name is another.
    assert (displaced.location.name, displaced.location.location_id) == ("Koulikoro", None)
    assert displaced.date.start == displaced.date.end == dt.date(2025, 6, 30)
    (hosted,) = claims_of("hapi_refugees.csv")
    assert (hosted.counted, hosted.best) == (Counted("refugees", "MLI"), 150000.0)
    (back,) = claims_of("hapi_returnees.csv")
    assert back.location
    assert (back.quantity, back.location.country) == ("persons_returned", "MLI")


def test_prices_come_in_the_unit_of_their_quantity() -> None:
    millet, fuel = claims_of("hapi_food_prices.csv")
    assert (millet.quantity, millet.best, millet.unit) == (
        "millet_price", 325.0, "XOF per kilogram",
    )  # fmt: skip
    assert millet.span.text == "32500"
    assert (fuel.quantity, fuel.best, fuel.unit) == ("fuel_price", 875.0, "XOF per litre")
    (maize,) = claims_of("wfp_prices.csv")
    assert (maize.quantity, maize.best) == ("maize_price", 210.0)


def test_dtm_reads_figures_with_blanks_and_skips_what_is_not_available() -> None:
    (one,) = claims_of("dtm.csv")
    assert (one.best, one.quantity, one.span.text) == (1240.0, "displaced_hosted", "1 240")
    assert one.location
    assert one.location.location_id == "nioro"
    assert one.reported_at == dt.date(2025, 6, 30)
    assert names(one) == ["IOM DTM"]


def test_of_several_figures_of_one_event_the_recommended_or_newest_counts() -> None:
    pairs, tally = read(FIXTURES / "idu.json")
    found = [one for _, claims in pairs for one in claims]
    assert [figures(one) for one in found] == [(520.0, 520.0, 520.0), (90.0, 100.0, 110.0)]
    assert (tally.rows, tally.older, tally.silent) == (5, 2, 1)
    assert found[0].reported_at == dt.date(2025, 9, 25)
    assert "script" not in repr(found)
    assert (found[0].date.start, found[0].date.end) == (
        dt.date(2025, 9, 14), dt.date(2025, 9, 16),
    )  # fmt: skip


def test_hxl_tags_say_what_a_column_counts() -> None:
    found = claims_of("hxl.csv")
    assert [(one.event_type, one.quantity, one.best, one.high) for one in found] == [
        ("displacement", "persons_displaced", 300.0, 300.0),
        ("population_figure", "displaced_hosted", 4100.0, 4100.0),
        ("displacement", "persons_displaced", None, 5.0),
        ("casualties", "persons_killed", 2.0, 2.0),
    ]
    assert names(found[0]) == ["Invented Office"]
    assert all(one.date.end == dt.date(2025, 9, 30) for one in found)


def test_codes_of_countries_are_read_in_their_own_scheme_only() -> None:
    rows = table_rows("country_codes")
    known = {country.code for country in countries()}
    assert {row["country"] for row in rows} == known
    for scheme in ("fips", "gleditsch_ward", "unhcr"):
        codes = [code for row in rows for code in row[scheme].split("|") if code]
        assert len(codes) == len(set(codes)), scheme
    assert country_of("NG", "fips") == "NER"
    assert country_of("NGR", "unhcr") == "NER"
    assert country_of("NGR") is None
    assert country_of("437", "gleditsch_ward") == "CIV"


def test_units_of_older_codes_are_those_of_their_day() -> None:
    def unit(**words: str) -> tuple[str, str | None]:
        (place,) = lookup().places(country="MLI", precision="region", **words)
        return place.name, place.location_id

    assert unit(region="Nioro", pcode="ML0106")[1] == "nioro"
    assert unit(region="Kayes", pcode="ML01") == ("Kayes", None)
    assert unit(region="Kayes")[1] == "kayes"


def test_a_format_of_a_plug_in_is_read_like_ours() -> None:
    from qafila.reports.registry import load_formats

    class Point:
        name = "mine"

        def __init__(self, value: object) -> None:
            self._value = value

        def load(self) -> object:
            return self._value

    from dataclasses import replace

    mine = replace(formats()["dtm"], name="mine")
    assert "mine" in load_formats([Point(mine)])  # type: ignore[list-item]
    assert load_formats([Point(replace(mine, name="ucdp"))])["ucdp"].outlet == "UCDP"  # type: ignore[list-item]
    with pytest.warns(UserWarning, match='format plug-in "mine" is broken'):
        load_formats([Point(7)])  # type: ignore[list-item]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
def test_real_samples_are_read_without_a_row_put_aside() -> None:
    pairs, tally = read(SHARED / "ucdp_ged_sample_sahel_2023.csv")
    assert (tally.rows, tally.quarantined, len(pairs)) == (12, 0, 12)
    for file in ("population", "flows", "solutions", "idmc_idp_stock"):
        _, tally = read(SHARED / f"unhcr_rdf_{file}_sahel.csv")
        assert tally.format == "unhcr"
        # Territories that are no country of ours are put aside, each with its reason.
        assert tally.quarantined < tally.rows / 100
        assert {fault.column for fault in tally.faults} <= {"coa_iso"}


def test_a_row_error_names_its_column() -> None:
    from qafila.reports.readers.cells import amount, named

    with pytest.raises(RowError, match="negative") as told:
        named(amount, "-3", "best")
    assert told.value.column == "best"
