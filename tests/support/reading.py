"""A small gazetteer and shorthand for the tests of the reader."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.claims import Document
from qafila.places import Gazetteer, Place
from qafila.reports import read_claims

if TYPE_CHECKING:
    from qafila.claims import Claim

PUBLISHED = dt.date(2025, 11, 18)  # a Tuesday

GAZETTEER = Gazetteer(
    (
        Place("Bamako", "bamako", "MLI", "city", ("باماكو",)),
        Place("Kayes", "kayes", "MLI", "city", ("كايس",)),
        Place("Sikasso", "sikasso", "MLI", "city", ("سيكاسو",)),
        Place("Ségou", "segou", "MLI", "city", ("Segou", "سيغو")),
        Place("Mopti", "mopti", "MLI", "city", ("موبتي",)),
        Place("Bougouni", "bougouni", "MLI", "town", ("بوغوني",)),
        Place("San", "san", "MLI", "town", ("سان",)),
        Place("Nara", "nara", "MLI", "town", ("نارا",)),
        Place("Tengréla", "tengrela", "CIV", "town", ("Tengrela", "تنغريلا")),
        Place("Mbera", "mbera", "MRT", "refugee_camp", ("امبرة",)),
    )
)


def read(text: str, language: str, published: dt.date | None = PUBLISHED) -> tuple[Claim, ...]:
    """Claims of a short text."""
    document = Document.from_text(text, "note.md", language=language, published=published)
    return read_claims(document, GAZETTEER)
