# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import pandas as pd
import pytest

from qafila.places import Gazetteer, countries, demonyms
from qafila.text import fold
from tests.support.reading import GAZETTEER, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between Kayes and Sikasso", ["kayes", "sikasso"]),
        ("entre Kayes et Ségou", ["kayes", "segou"]),
        ("من كايس وسيكاسو إلى باماكو", ["kayes", "sikasso", "bamako"]),
        ("لباماكو وبموبتي", ["bamako", "mopti"]),
        ("near San", ["san"]),
        ("in San Francisco", []),
        ("they san it", []),
        ("kayes", []),
    ],
)
def test_names(text, expected):
    assert [hit.value.location_id for hit in GAZETTEER.find(fold(text))] == expected


def test_countries_in_three_languages():
    text = "Côte d'Ivoire, Mauritanie, النيجر, للسنغال, Burkina Faso, Ivory Coast"
    found = [hit.value.country for hit in GAZETTEER.find(fold(text))]
    assert found == ["CIV", "MRT", "NER", "SEN", "BFA", "CIV"]


def test_a_nationality_is_no_place():
    assert GAZETTEER.find(fold("the Malian army, l'armée malienne, الجيش الإيفواري")) == []
    assert demonyms("en").find("the malian army")[0].value == "MLI"


def test_a_region_carries_the_town_of_the_case():
    (hit,) = GAZETTEER.find(fold("la région de Kayes"))
    assert (hit.value.location_id, hit.value.precision) == ("kayes", "region")


def test_the_capital_is_that_of_the_country_with_most_places():
    capital = GAZETTEER.capital_of(GAZETTEER.home)
    assert capital is not None
    assert capital.location_id == "bamako"
    assert Gazetteer(()).capital_of(Gazetteer(()).home) is None


def test_from_locations_takes_aliases_as_tuple_or_text():
    row = {"location_id": "a", "name_en": "Aville", "name_fr": "Aville", "name_ar": "افيل",
           "country": "MLI", "kind": "town"}  # fmt: skip
    for aliases in ("Ayville|Avil", ("Ayville", "Avil")):
        gazetteer = Gazetteer.from_locations(pd.DataFrame([{**row, "aliases": aliases}]))
        assert gazetteer.find(fold("in Avil"))[0].value.location_id == "a"


def test_each_country_stands_once_with_three_names():
    codes = [country.code for country in countries()]
    assert len(codes) == len(set(codes))
    assert all(all(country.names[:3]) for country in countries())


@pytest.mark.parametrize(
    ("language", "text", "roles"),
    [
        ("en", "40 tankers were burnt between San and Mopti.", {"san": "between", "mopti": "between"}),
        ("en", "40 tankers left Tengrela for Bamako and arrived.", {"tengrela": "from"}),
        ("en", "A convoy came in from Kayes to Bamako via Nara.", {"kayes": "from", "bamako": "to", "nara": "via"}),
        ("en", "40 tankers were burnt near Nara.", {"nara": "near"}),
        ("en", "The Kayes-Bamako road is blocked.", {"kayes": "between", "bamako": "between"}),
        ("fr", "40 citernes ont été brûlées entre San et Mopti.", {"san": "between", "mopti": "between"}),
        ("fr", "Un convoi est arrivé à Bamako depuis Kayes.", {"bamako": "to", "kayes": "from"}),
        ("fr", "40 citernes ont été brûlées près de Nara.", {"nara": "near"}),
        ("ar", "أحرق 40 صهريجا بين سان وموبتي.", {"san": "between", "mopti": "between"}),
        ("ar", "وصلت قافلة من كايس إلى باماكو.", {"kayes": "from", "bamako": "to"}),
        ("ar", "أحرق 40 صهريجا قرب نارا.", {"nara": "near"}),
    ],
)  # fmt: skip
def test_roles(language, text, roles):
    claim = read(text, language)[0]
    found = {place.location_id: place.role for place in claim.locations}
    assert roles.items() <= found.items()
