"""Sources known by a name only, and those that say what others have said before."""

import pytest

from qafila.claims import Document
from qafila.places import Gazetteer
from qafila.reports import read_claims

CASES = [
    ("en", "Forty tankers were burnt near Kayes, brokers Lund & Ferrier say.", "Lund & Ferrier"),
    ("en", "Forty tankers were burnt, according to Lake Monitor.", "Lake Monitor"),
    ("en", "Forty tankers were burnt, US spooks say.", "spooks"),
    ("fr", "Quarante citernes ont été brûlées, selon Lake Chad Monitor.", "Lake Chad Monitor"),
    ("fr", "Quarante citernes ont été brûlées, relève de son côté une association.",
     "une association"),
    ("fr", "Quarante citernes ont été brûlées, dixit le sous-préfet.", "le sous-préfet"),
    ("ar", "أحرقت أربعون شاحنة، بحسب الشركة المنفذة للمشروع.", "الشركة"),
    ("ar", "وقالت عائلته إن أربعين شاحنة أحرقت.", "عائلته"),
]  # fmt: skip


def sources(text: str, language: str) -> set[str]:
    document = Document.from_text(text, "a.md", language=language)
    return {link.name for c in read_claims(document, Gazetteer(())) for link in c.said_by}


@pytest.mark.parametrize(("language", "text", "name"), CASES)
def test_who_is_known_by_a_name_or_a_plain_word_speaks(language: str, text: str, name: str) -> None:
    assert any(name in found for found in sources(text, language))


def test_the_agency_of_a_dateline_says_nothing() -> None:
    assert "WAN" not in sources("BAMAKO (WAN) - Forty tankers were burnt, a trader said.", "en")
