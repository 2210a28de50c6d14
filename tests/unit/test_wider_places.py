from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from qafila.files import package_data
from qafila.network.admin import current_regions
from qafila.places import Gazetteer, countries, demonyms, regions, wider_places
from qafila.road_numbers import road_number
from qafila.sources import default_sources
from qafila.tables import read_file
from qafila.text import fold
from tests.support.reading import GAZETTEER, read

CASE = Path(__file__).resolve().parents[2] / "src" / "qafila" / "cases" / "mali-2025"
LEAST_PLACES, LEAST_COUNTRIES = 500, 190


def _cells(place):
    return [name for name in place.names if name]


def test_there_are_many_places_with_names_in_three_languages():
    frame, _ = read_file("locations", CASE / "locations.csv")
    case = Gazetteer.from_locations(frame)
    named = [*case.places, *regions(), *wider_places()]
    arabic = [p for p in named if any("\u0600" <= n[0] <= "\u06ff" for n in _cells(p))]
    assert len(arabic) >= LEAST_PLACES
    assert len(countries()) >= LEAST_COUNTRIES


def test_a_name_stands_for_one_place_of_a_country():
    by_country = Counter(
        (place.country, spelling)
        for place in wider_places()
        for spelling in {fold(name).text for name in place.names}
    )
    assert by_country
    assert {name for name, count in by_country.items() if count > 1} == set()


def test_each_place_has_a_source_and_a_country():
    text = package_data("defaults", "wider_places.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    codes = {country.code for country in countries()}
    assert all(row["country"] in codes for row in rows)
    assert all(row["source"].startswith("GeoNames ") or row["basis"] for row in rows)


def test_a_place_of_the_wider_region_lies_outside_the_case():
    claim = read("Gunmen killed 12 soldiers near Tamanrasset.", "en")[0]
    [place] = claim.locations
    assert (place.location_id, place.country, place.precision) == (None, "DZA", "outside")


def test_a_place_of_the_case_comes_first():
    named = Gazetteer(GAZETTEER.places).find(fold("Kayes, كايس"))
    assert [hit.value.location_id for hit in named] == ["kayes", "kayes"]


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Zambian, Norwegian, South Sudanese, Costa Rican", ["ZMB", "NOR", "SSD", "CRI"]),
        ("fr", "des Zambiens, une Norvégienne, le néo-zélandais", ["ZMB", "NOR", "NZL"]),
        ("ar", "النرويجيون والأوغنديات واليمنيون", ["NOR", "UGA", "YEM"]),
    ],
)
def test_nationalities(language, text, codes):
    found = [hit.value for hit in demonyms(language).find(fold(text).flat)]
    assert [code for code in codes if code in found] == codes


@pytest.mark.parametrize("text", ["kayes", "in the marina", "a mocha", "الخمسة الكبار", "السلطات"])
def test_common_words_are_no_towns(text):
    assert Gazetteer(()).find(fold(text)) == []


def test_all_regions_of_the_law_are_known():
    named = {fold(name).text for place in regions() for name in place.names}
    missing = [
        region.names["fr"]
        for region_id, region in current_regions().items()
        if region_id != "bamako"
        and not any(fold(region.names["fr"]).text in name for name in named)
    ]
    assert missing == []


def test_the_azawad_rebels_are_one_voice():
    sources = default_sources()
    names = ("azawad_rebels", "csp", "fla")
    assert {sources.get(name).network for name in names} == {"azawad"}


@pytest.mark.parametrize(
    ("written", "name"),
    [("RN6", "RN6"), ("RN 6", "RN6"), ("N6", "RN6"), ("06", "RN6"), ("Niger", ""), ("", "")],
)
def test_road_numbers(written, name):
    assert road_number(written) == name
