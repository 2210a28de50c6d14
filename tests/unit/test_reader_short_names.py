"""Short names of towns that are also words: found as names only."""

from __future__ import annotations

from pathlib import Path

import pytest

import qafila
from qafila.places import Gazetteer
from qafila.tables import read_file
from qafila.text import fold

CASE = Path(qafila.__file__).parent / "cases" / "mali-2025"


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.from_locations(read_file("locations", CASE / "locations.csv")[0])


SHORT = {"bla", "fana", "nara", "san", "dori", "kita", "ho", "tera", "kara"}


def _found(gazetteer: Gazetteer, text: str) -> set[str | None]:
    return {hit.value.location_id for hit in gazetteer.find(fold(text))}


@pytest.mark.parametrize(
    "text",
    [
        "They said bla bla and left.",
        "Bla, bla, bla, said the driver.",
        "He is a fana of the team; the nara and the dori are songs.",
        "The san is a people and a word in many tongues.",
        "The city of San Francisco sent aid, San Pedro too.",
        "Sandwiches, Blague, Fanatics, Narapan, Gaol and Doric are other words.",
        "Il a dit bla bla bla, puis il est parti sans rien.",
        "Blanc, fanatique, narration et dorique ne sont pas des villes.",
        "San Pédro est un port ivoirien, Bla-bla est un mot.",
        "C'est un fana de football, et du san on ne sait rien.",
        "بقيت المدينة بلا وقود ولا كهرباء منذ أيام.",
        "وبلا خبز، وبلا ماء، عاش السكان أسبوعا.",
        "يلعب الفريق في دوري الدرجة الأولى.",
        "انطلق الدوري المحلي، وقال الحارس إن الدوريات مستمرة.",
        "وصل النفط إلى ميناء سان بيدرو في كوت ديفوار.",
    ],
)
def test_a_common_word_is_no_town(gazetteer, text):
    assert not _found(gazetteer, text) & SHORT


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("The convoy passed near Bla on Monday.", "bla"),
        ("Tankers were burnt between San and Bla.", "san"),
        ("People fled Nara and Dori.", "nara"),
        ("Le convoi a quitté San pour Fana.", "fana"),
        ("Entre Fana et Ségou, la route est coupée.", "fana"),
        ("في مدينة بلا وقعت اشتباكات.", "bla"),
        ("نزح السكان من مدينة نارا إلى بلدة فانا.", "nara"),
        ("نزح السكان من مدينة نارا إلى بلدة فانا.", "fana"),
        ("احترقت الصهاريج بين سان وموبتي.", "san"),
        ("وصلت القافلة إلى مدينة دوري في بوركينا فاسو.", "dori"),
    ],
)
def test_a_name_is_found(gazetteer, text, town):
    assert town in _found(gazetteer, text)
