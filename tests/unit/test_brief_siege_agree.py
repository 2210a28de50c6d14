"""The brief and the siege page tell one thing of one corridor, and one interval of days of fuel."""

from __future__ import annotations

import csv
import dataclasses
import io
import re

import pytest

import qafila as qf
from qafila.brief.context import Context
from qafila.brief.exports import _situation
from qafila.brief.sections import corridors, keys, method, outlook, summary
from qafila.brief.texts import Words
from qafila.simulate import Scenario
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made

DAY = "2025-11-30"
CITIES = ("bamako", "gao", "mopti", "segou", "sikasso", "timbuktu")
FACTOR = {"en": "1.5", "fr": "1,5", "ar": "1.5"}


@pytest.fixture(scope="module")
def mali():
    return qf.open_case("mali-2025")


@pytest.fixture(scope="module")
def internal(mali) -> dict[str, dict[str, str]]:
    """Rows of corridors of the internal brief on its own day."""
    context = Context(mali.situation(DAY), None, Words("en"), "internal")
    rows = csv.DictReader(io.StringIO(_situation(context)))
    return {row["id"]: row for row in rows if row["kind"] == "corridor"}


@pytest.mark.parametrize("city", CITIES)
def test_the_internal_brief_agrees_with_the_siege_page(mali, internal, city: str) -> None:
    siege = mali.siege(DAY, city=city, scenario=Scenario(days=1, draws=2))
    told = siege.record()["corridors"]
    assert told
    for one in told:
        row = internal[one["corridor_id"]]
        assert one["status"] == row["status"]
        chances = {key: float(row[f"p_{key}"]) for key in ("open", "contested", "closed")}
        page = siege.corridors.set_index("corridor_id").loc[one["corridor_id"]]
        for key, chance in chances.items():
            held = page["p_truce"] if key == "open" else 0.0  # a truce is told apart there alone
            assert chance == pytest.approx(page[f"p_{key}"] + held, abs=1e-6)
        unknown = one["status"] == "unknown"
        assert (one["probability"] is None) == unknown
        assert unknown or one["probability"] == pytest.approx(max(chances.values()), abs=1e-6)
        assert set(one["claims"]) == set(filter(None, re.split(r"[|; ]+", row["claim_ids"])))


def test_the_siege_pages_tell_of_every_corridor(internal, mali) -> None:
    known = mali.situation(DAY).corridor_table()
    assert set(known["city_id"]) == set(CITIES)
    assert set(internal) == set(known["corridor_id"])


def _context(language: str, profile: str, inflation: float) -> Context:
    forecast = dataclasses.replace(made.forecast(), inflation=inflation)
    return Context(made.situation(), forecast, Words(language), profile)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_brief_says_that_statuses_may_lag(language: str) -> None:
    for build in (corridors.build_map, corridors.build_table):
        for profile in ("public", "internal"):
            prose = build(_context(language, profile, 1.5)).blocks[-1]
            said = [one.html for one in getattr(prose, "sentences", ())]
            note = Words(language).say("corridor_note_lag")
            assert (note in said) == (profile == "public")


def _texts(context: Context) -> dict[str, str]:
    fuel = outlook.build_fuel(context).blocks
    return {
        "summary": next(one.html.striptags() for one in summary._fuel(context) if "90" in one.html),
        "key": keys._fuel(context)[0].remarks.striptags(),
        "fan": fuel[0].caption.striptags(),
        "table": fuel[2].caption.striptags(),
        "method": " ".join(one.html.striptags() for one in method.stretching(context)),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_wherever_an_interval_of_fuel_is_told_it_says_that_it_is_stretched(language: str) -> None:
    wide, plain = (_texts(_context(language, "public", factor)) for factor in (1.5, 1.0))
    for where, text in wide.items():
        assert FACTOR[language] in text.replace("\u2066", "").replace("\u2069", ""), where
        assert len(text) > len(plain[where]), where
    assert plain["method"] == ""
