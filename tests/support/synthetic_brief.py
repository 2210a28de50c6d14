"""A situation and a forecast made by hand, so that the brief is tested without the simulation."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import MappingProxyType

import numpy as np
import pandas as pd

from qafila import tables
from qafila.claims import Claim, DateSpan, Document, Location, Source, Span, claim_id
from qafila.forecasting import Forecast
from qafila.ledger import Ledger
from qafila.situation import Notice, Situation, build_situation
from tests.support.cases import HEADERS, small_case

AS_OF = dt.date(2025, 10, 31)
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202egnp.exe"

OBSERVATIONS = """\
camp-2025-10,2025-10-01,2025-10-20,2025-10-22,stated,south-camp,,new_arrivals,,estimate,camp,4,,,,,people,MLI,CIV,,UNHCR,https://example.org/a,
civ-2025-10,2025-10-01,2025-10-20,2025-10-22,stated,,CIV,new_arrivals,,estimate,camp,240,,,,,people,MLI,CIV,,UNHCR,https://example.org/a,
convoy-new,2025-10-30,2025-10-30,2025-10-30,stated,city,,convoys,,,,,,55,,,tankers,,,nearly,customs,https://example.org/b,
convoy-old,2025-10-08,2025-10-08,2025-10-09,stated,city,,convoys,,,,,,77,,,tankers,,,,customs,https://example.org/c,
stock-old,2024-12-31,2024-12-31,2025-06-12,inferred,,SEN,stock,refugee,,,1234,,,,,people,MLI,SEN,,UNHCR,yearbook,
"""


def document(
    text: str, name: str, language: str, published: dt.date, restates: bool = False, title: str = ""
) -> Document:
    """A document; one that restates names where its facts come from."""
    sources = (("Agency", "https://example.org/agency", "2025-10-01"),) if restates else ()
    return Document.from_text(
        text, name, outlet="Notes" if restates else "Example Daily", published=published,
        language=language, title=title or f"Title of {name}", restates=sources,
    )  # fmt: skip


def claim(paper: Document, words: str, event_type: str, place: str, **values: object) -> Claim:
    """A claim on words that the document holds."""
    start = paper.text.index(words)
    span = Span(start, start + len(words), words)
    day = values.pop("day", None)
    said_by = values.pop("said_by", (Source(paper.outlet or "", None, "media"),))
    assert day is None or isinstance(day, dt.date)
    return Claim(
        claim_id(paper.document_id, span, event_type, int(str(values.pop("ordinal", 0))), "1"),
        paper.document_id, paper.published, paper.language or "en", event_type, span,
        str(values.pop("modality", "asserted")), "1",
        locations=(Location(place, place, "MLI", "exact"),),
        date=DateSpan(day, day, "day", "explicit") if day else DateSpan(None, None),
        said_by=said_by, **values,
    )  # fmt: skip


def papers() -> tuple[Document, ...]:
    """One document in each language."""
    return (
        document(
            "Around 40 tankers were burnt near West Town. The group says 80 were destroyed. "
            "Three people were killed. Six drivers were abducted.",
            "a.md", "en", dt.date(2025, 10, 12), restates=True,
        ),
        document(
            "Un convoi de 120 citernes est arrivé le 8 octobre. Un autre est arrivé hier.",
            "b.md", "fr", dt.date(2025, 10, 30),
        ),
        document("نزح آلاف الأشخاص إلى المخيم الجنوبي.", "c.md", "ar", dt.date(2025, 10, 20)),
    )  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """Claims on the three documents: a dispute, small counts, a fresh passage."""
    english, french, arabic = papers()
    burnt = {"quantity": "tankers_destroyed", "unit": "tankers", "day": dt.date(2025, 10, 10)}
    union = (Source("Agency", "agency", "media"), Source("a union", "union-x", "union"))
    group = (Source("Agency", "agency", "media"), Source("the group", "group-x", "armed_group"))
    return (
        claim(
            english, "Around 40 tankers were burnt near West Town.", "attack_on_convoy",
            "west-town", low=36.0, high=44.0, best=40.0, said_by=union, **burnt,
        ),
        claim(
            english, "The group says 80 were destroyed.", "attack_on_convoy", "west-town",
            best=80.0, low=80.0, high=80.0, said_by=group, modality="claimed", **burnt,
        ),
        claim(
            english, "Three people were killed.", "casualties", "west-town", best=3.0, low=3.0,
            high=3.0, quantity="persons_killed", unit="persons", day=dt.date(2025, 10, 10),
        ),
        claim(
            english, "Six drivers were abducted.", "abduction", "west-town", best=6.0, low=6.0,
            high=6.0, quantity="persons_abducted", unit="persons", day=dt.date(2025, 10, 10),
        ),
        claim(
            french, "Un convoi de 120 citernes est arrivé le 8 octobre.", "supply_arrival", "city",
            best=120.0, low=120.0, high=120.0, quantity="tankers_arrived", unit="tankers",
            day=dt.date(2025, 10, 8),
        ),
        claim(
            french, "Un autre est arrivé hier.", "supply_arrival", "city",
            day=dt.date(2025, 10, 29),
        ),
        claim(
            arabic, "نزح آلاف الأشخاص إلى المخيم الجنوبي.", "displacement", "south-camp",
            low=2000.0, quantity="persons_displaced", unit="persons",
        ),
    )  # fmt: skip


def situation(
    more_documents: tuple[Document, ...] = (),
    more_claims: tuple[Claim, ...] = (),
    empty: bool = False,
) -> Situation:
    """The small case with the claims above."""
    text = f"{HEADERS['observations']}\n{OBSERVATIONS}"
    observations, problems = tables.read_table("observations", text.encode(), "observations.csv")
    assert not problems
    case = dataclasses.replace(
        small_case(), observations=observations, title={"en": "Small", "fr": "Petit", "ar": "صغير"}
    )
    known = {paper.document_id: paper for paper in (*papers(), *more_documents)}
    ledger = Ledger((*claims(), *more_claims), MappingProxyType(known), AS_OF, left_out=2)
    if empty:
        ledger = Ledger.empty(AS_OF)
        case = dataclasses.replace(case, observations=observations.iloc[:0])
    notices = (Notice("unsupported_language", "x.md is in German"),)
    return build_situation(case, ledger, AS_OF, warnings=notices)


def _quantiles(target: str, location: str, days: int, slope: float, expert: str) -> pd.DataFrame:
    horizon = np.repeat(np.arange(1, days + 1), len(LEVELS))
    level = np.tile(LEVELS, days)
    return pd.DataFrame(
        {
            "horizon": horizon,
            "value": slope * horizon * level * 2,
            "output_type_id": [f"{one:g}" for one in level],
            "target": target,
            "location": location,
            "output_type": "quantile",
            "expert": expert,
        }
    )


def forecast(days: int = 60) -> Forecast:
    """Days of supply, chance of a stock-out and arrivals, straight lines all."""
    horizon = np.arange(1, days + 1)
    dry = pd.DataFrame(
        {
            "horizon": horizon,
            "value": 1 - np.exp(-horizon / 40),
            "output_type_id": "dry on or before",
            "target": "stock_out",
            "location": "city",
            "output_type": "cdf",
            "expert": "simulation",
        }
    )
    frame = pd.concat(
        [
            _quantiles("days_of_supply", "city", days, 0.123456, "simulation"),
            _quantiles("days_of_supply", "city", days, 0.1, "persistence"),
            _quantiles("new_arrivals_cumulative", "south-camp", days, 3.4567, "simulation"),
            _quantiles("new_arrivals_cumulative", "country:CIV", days, 3.4567, "simulation"),
            _quantiles("new_arrivals_cumulative", "total", days, 345.67, "simulation"),
            dry,
        ],
        ignore_index=True,
    )
    origin = pd.Timestamp(AS_OF)
    frame["reference_date"] = origin
    frame["target_end_date"] = origin + pd.to_timedelta(frame["horizon"], unit="D")
    frame["product"], frame["calibrated"] = "unconditional", "no"
    return Forecast(frame, ())


def hostile_situation() -> Situation:
    """The situation with texts that try to break out of the page."""
    paper = Document.from_text(
        f"Start {HOSTILE} end.", f"{HOSTILE}.md", outlet=HOSTILE, published=dt.date(2025, 10, 15),
        language="en", title=HOSTILE,
        restates=(
            (HOSTILE, "javascript:alert(3)", "2025-10-01"),
            ("data", "data:text/html,<script>alert(4)</script>", ""),
            ("quote", 'https://example.org/"onmouseover="alert(5)', ""),
        ),
    )  # fmt: skip
    words = claim(
        paper, f"Start {HOSTILE} end.", "attack_on_convoy", "west-town", qualifier=HOSTILE,
        best=7.0, quantity=HOSTILE, unit=HOSTILE, modality=HOSTILE,
        said_by=(Source(HOSTILE, None, None), Source(HOSTILE, None, None)),
    )  # fmt: skip
    elsewhere = dataclasses.replace(
        words, claim_id="f" * 16, locations=(Location(HOSTILE, None, None),), event_type=HOSTILE
    )
    found = situation((paper,), (words, elsewhere))
    places = found.case.network.locations.copy()
    for code in ("en", "fr", "ar"):
        places[f"name_{code}"] = HOSTILE
    network = dataclasses.replace(found.case.network, locations=places)
    case = dataclasses.replace(
        found.case, network=network, title=dict.fromkeys(("en", "fr", "ar"), HOSTILE)
    )
    observations = found.observations.assign(
        source="javascript:alert(6)", said_by=HOSTILE, qualifier=HOSTILE
    )
    corridors = tuple(
        dataclasses.replace(corridor, names=dict.fromkeys(("en", "fr", "ar"), HOSTILE))
        for corridor in found.corridors
    )
    return dataclasses.replace(
        found, case=case, observations=observations, corridors=corridors,
        warnings=(*found.warnings, Notice(HOSTILE, HOSTILE)),
    )  # fmt: skip
