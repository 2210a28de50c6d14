"""What a reader in a hurry sees: key figures, what-ifs, two experts, sources, languages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from markupsafe import Markup

import qafila as qf
from qafila.assess.attributed import restated_by
from qafila.brief.context import Context
from qafila.brief.facts import Facts
from qafila.brief.model import Paper, Points, Prose, Sentence, Table
from qafila.brief.sections import compared, keys, method, outlook, sources, whatif
from qafila.brief.texts import Words
from qafila.claims import Document, Source
from qafila.forecasting import Forecast
from qafila.forecasting.forecast import forecast_from_result
from qafila.simulate import Change
from qafila.simulate.scenario import KINDS, SETTING
from qafila.terms import LANGUAGES
from tests.support import synthetic_brief as made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TARGETS = {
    "open_corridor": "west", "close_corridor": "west", "open_crossing": "south-camp",
    "close_crossing": "south-camp", "set_parameter": "convoy_size", "open_camp": "south-camp",
    "close_camp": "south-camp", "set_intensity": "city", "add_capacity": "south-camp",
    "add_intake": "south-camp", "open_border": "MLI", "close_border": "MLI",
    "repair_corridor": "west", "truce": "city",
    **dict.fromkeys(SETTING, "city"),
}  # fmt: skip
VALUES = {
    "set_parameter": 80.0, "set_intensity": 0.5, "add_capacity": 700.0, "add_intake": 30.0,
    "attack_pace": 2.0, "partner_force": 0.5, "extra_convoys": 3.0, "convoy_size": 90.0,
    "storage": 4.0, "rationing": 0.25,
}  # fmt: skip


def context(language: str = "en", profile: str = "public", **values: object) -> Context:
    """The synthetic brief."""
    known = {"situation": made.situation(), "forecast": made.forecast()} | values
    return Context(words=Words(language), profile=profile, **known)  # type: ignore[arg-type]


def supposed(language: str, *changes: Change, undisturbed: bool = False) -> str:
    """What the first paragraph supposes."""
    frame = made.forecast().frame.assign(product="scenario" if changes else "unconditional")
    situation = dataclasses.replace(made.situation(), undisturbed=undisturbed)
    forecast = Forecast(frame, (), changes)
    found = whatif.build(context(language, situation=situation, forecast=forecast))
    return " ".join(one.striptags() for notice in found for one in notice.sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_what_if_of_the_share_of_the_city_says_what_it_parts(language: str) -> None:
    told = Words(language).say("whatif_city_share").striptags()
    for target in ("city_share", "city_share/city"):
        assert told in supposed(language, Change("set_parameter", target, value=0.3))
    assert told not in supposed(language, Change("set_parameter", "convoy_size", value=80.0))


def test_a_forecast_supposes_nothing() -> None:
    assert supposed("en") == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_change_is_told_in_words(language: str, kind: str) -> None:
    routes = made.situation().network.routes["route_id"]
    target = TARGETS.get(kind, str(routes.iloc[0]))
    value = VALUES.get(kind)
    second = "GIN" if kind.endswith("border") else ""
    told = supposed(language, Change(kind, target, value=value, second_id=second))
    assert "{" not in told
    # Of one word a kind is English as it is.
    assert "_" not in kind or kind not in told
    wanted = "" if value is None else Words(language).figures(value)
    assert wanted in told


def test_a_what_if_names_what_and_when() -> None:
    changes = (
        Change("close_corridor", "west", start_day=1, end_day=14),
        Change("open_crossing", "south-camp", start_day=3),
    )
    told = supposed("en", *changes)
    assert told.startswith("This is a what-if, not the forecast.")
    assert "West is closed from 1 November 2025 to 14 November 2025; " in told
    assert "is open to people from 3 November 2025 on" in told


def test_a_baseline_is_no_forecast() -> None:
    assert "not the forecast" in supposed("en", undisturbed=True)


def test_key_figures_have_their_interval_and_label() -> None:
    found = {key.anchor + str(number): key for number, key in enumerate(keys.build(context()).keys)}
    remarks = [key.remarks.striptags() for key in found.values()]
    assert [key[:-1] for key in found] == ["corridors", "fuel", "fuel", "arrivals"]
    assert all("not calibrated" in remark for remark in remarks[1:])
    assert "90% interval" in remarks[1]
    assert "model, not a count" in remarks[3]


def both(simulated: float, steady: float, spread: float) -> str:
    """What is said where two experts speak of one place."""
    levels = made.LEVELS
    frame = made.forecast().frame
    mine = [
        {
            "horizon": 30, "value": middle * (1 + (level - 0.5) * spread),
            "output_type_id": f"{level:g}", "target": "new_arrivals_cumulative",
            "location": "south-camp", "output_type": "quantile", "expert": expert,
            "reference_date": pd.Timestamp(made.AS_OF), "product": "unconditional",
            "target_end_date": pd.Timestamp(made.AS_OF) + pd.Timedelta(days=30),
            "calibrated": "no",
        }
        for expert, middle in (("simulation", simulated), ("persistence", steady))
        for level in levels
    ]  # fmt: skip
    rest = frame[(frame["location"] != "south-camp")]
    forecast = Forecast(pd.concat([rest, pd.DataFrame(mine)], ignore_index=True), ())
    [prose] = compared.compared(context(forecast=forecast))
    assert isinstance(prose, Prose)
    return " ".join(sentence.html.striptags() for sentence in prose.sentences)


@pytest.mark.parametrize(
    ("simulated", "steady", "spread", "verdict", "higher"),
    [
        (1000.0, 1100.0, 1.0, "They hardly differ", ""),
        (1000.0, 3900.0, 8.0, "by a factor of 3.9, persistence being", "neither can be excluded"),
        (3900.0, 1000.0, 8.0, "by a factor of 3.9, the simulation being", "neither can be"),
        (2.0, 40.0, 50.0, "Persistence is higher; neither", "can be excluded"),
        (1000.0, 1600.0, 0.6, "They agree only in part", "persistence is higher"),
        (5000.0, 1000.0, 0.2, "They disagree", "the simulation is higher"),
    ],
)
def test_two_experts_are_compared(
    simulated: float, steady: float, spread: float, verdict: str, higher: str
) -> None:
    told = both(simulated, steady, spread)
    assert verdict in told
    assert higher in told
    assert ("Persistence can be higher because" in told) == (steady > simulated)


def test_one_expert_alone_is_compared_with_nothing() -> None:
    assert compared.compared(context()) == ()


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        ((Source("Radio France Internationale", "rfi", "media"),), ("a", "b")),
        ((Source("RFI", "rfi"), Source("allAfrica", None)), ("a",)),
        ((Source("allAfrica", None), Source("the army", "army")), ("a",)),
        ((Source("AFP", "afp"),), ("c",)),
        ((Source("Agence France-Presse", None),), ("c",)),
        ((Source("Reuters", "reuters"),), ()),
        ((), ()),
    ],
)
def test_a_claim_comes_from_the_sources_that_its_chain_names(
    chain: tuple[Source, ...], found: tuple[str, ...]
) -> None:
    paper = Document.from_text(
        "x", "x.md",
        restates=(("RFI via allAfrica", "a", ""), ("RFI via PressAfrik", "b", ""),
                  ("AFP", "c", "")),
    )  # fmt: skip
    claim = dataclasses.replace(made.claims()[0], said_by=chain)
    assert tuple(url for _, url, _ in restated_by(claim, paper)) == found


def test_titles_of_documents_with_withheld_words_are_withheld() -> None:
    for profile in ("public", "internal"):
        papers = [
            block
            for block in sources.build(context(profile=profile)).blocks
            if isinstance(block, Paper)
        ]
        titles = sorted(paper.title for paper in papers)
        kept = ["", "", "Title of c.md"] if profile == "public" else None
        assert titles == (kept or ["Title of a.md", "Title of b.md", "Title of c.md"])


def test_the_source_of_withheld_words_is_not_singled_out() -> None:
    for profile in ("public", "internal"):
        found = context(profile=profile)
        for block in sources.build(found).blocks:
            for quote in block.quotes if isinstance(block, Paper) else ():
                for read in quote.claims:
                    shown = found.shown[read.anchor.removeprefix("claim-")]
                    assert shown.words or not read.sources
    agency = [
        read.sources
        for block in sources.build(context()).blocks
        if isinstance(block, Paper)
        for quote in block.quotes
        for read in quote.claims
    ]
    assert any(agency)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_another_language_are_said_to_be(language: str) -> None:
    origins = {
        block.language: block.origin
        for block in sources.build(context(language)).blocks
        if isinstance(block, Paper)
    }
    assert set(origins) == set(LANGUAGES)
    words = Words(language)
    for other, origin in origins.items():
        assert (words.say(f"original_{other}") in origin) == (other != language)


def test_the_basis_of_a_stock_names_its_language() -> None:
    from qafila import tables

    text = (
        "location_id,commodity,quantity,date,best,unit,reported_at_basis,source,basis\n"
        "city,fuel,stock,2025-10-20,3,days,stated,estimate,"
        "This is what the depots of the city held in the week before the blockade\n"
    )
    stocks, problems = tables.read_table("stocks", text.encode(), "stocks.csv")
    assert not problems
    found = dataclasses.replace(made.situation(), stocks=stocks)
    for language, told in (("en", False), ("fr", True), ("ar", True)):
        section = outlook.build_fuel(context(language, situation=found))
        table = section.blocks[-1]
        assert (Words(language).say("original_en") in table.columns[-1]) == told  # type: ignore[union-attr]
        assert re.search(r'<bdi lang="en" dir="ltr">', table.rows[0].cells[-1].html)  # type: ignore[union-attr]


def test_links_are_counted_where_there_are_many() -> None:
    from qafila.brief.html import _counts
    from qafila.brief.model import Ref

    refs = [Ref("stock-1", "S1"), Ref("claim-a", "1"), Ref("claim-b", "2")]
    assert _counts(Words("en"), refs).striptags() == "1 input, 2 claims"


def test_day_one_is_the_day_after_the_brief() -> None:
    told = supposed("en", Change("close_corridor", "west", start_day=1, end_day=1))
    assert Words("en").plain_date(made.AS_OF + dt.timedelta(days=1)) in told


WHERE = {"at_home": 9000.0, "under_way": 40.0, "elsewhere": 4.0, "received": 956.0}


def closing(language: str, profile: str = "public") -> Context:
    """A what-if that closes a camp after a week."""
    frame = made.forecast().frame
    frame = frame[frame["expert"] == "simulation"].assign(product="scenario")
    changes = (Change("close_camp", "south-camp", 7),)
    forecast = Forecast(frame, (), changes, whereabouts=WHERE)
    return context(language, profile, forecast=forecast)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_closed_in_a_what_if_has_its_row_and_the_sums_are_told(language: str) -> None:
    given = closing(language)
    blocks = outlook.build_arrivals(given).blocks
    words = given.words
    (table,) = [one for one in blocks if isinstance(one, Table)]
    heads = [row.cells[0].html.striptags() for row in table.rows]
    (row,) = whatif.closed_places(given).values()
    assert row.striptags() in heads
    told = " ".join(one.html.striptags() for one in prose(blocks))
    assert words.say("whereabouts_note").striptags() in told
    assert words.say("closed_whatif_note").striptags() in told
    assert words.say("steady_row", place=Markup()).striptags().strip(" ,،") not in told
    assert words.number(10_000).striptags() in told  # all of them


def test_whereabouts_hide_small_numbers_in_public_and_tell_them_internally() -> None:
    public, internal = (
        " ".join(one.html.striptags() for one in prose(whatif.whereabouts(closing("en", profile))))
        for profile in ("public", "internal")
    )
    assert "under 10 waiting or settled" in public
    assert "960 in reception places" in public
    assert "4 waiting or settled" in internal
    assert "956 in reception places" in internal


def test_a_forecast_closes_nothing_and_tells_no_whereabouts() -> None:
    given = context(forecast=dataclasses.replace(made.forecast(), whereabouts=WHERE))
    assert whatif.closed_places(given) == {}
    assert whatif.whereabouts(given) == ()


def test_only_a_forecast_is_compared_with_persistence_in_the_method() -> None:
    key = context().words.say("method_persistence")
    for given, there in ((context(), True), (closing("en"), False)):
        points = method.build_method(given).blocks[0]
        assert isinstance(points, Points)
        assert (key in [one.html for one in points.sentences]) == there


def prose(blocks: Iterable[object]) -> Iterator[Sentence]:
    """Sentences of running text."""
    for block in blocks:
        if isinstance(block, Prose):
            yield from block.sentences


@pytest.mark.parametrize("state", ["open", "contested", "closed", "unknown"])
def test_several_corridors_agree_in_number_in_french(state: str) -> None:
    words = Words("fr")
    many = words.say(f"key_many_{state}").striptags()
    assert many == f"{words.label('route_status', state)}s"


def test_the_chance_of_dry_pumps_is_that_of_the_city_of_the_case():
    """Another city that comes later in the table must not lend the case its chance."""
    situation = qf.open_case("mali-2025").situation(as_of="2025-11-30")
    result = qf.Simulation(situation, days=10, draws=20, seed=7).run()
    forecast = forecast_from_result(situation, result, [5, 10])
    facts = Facts(situation, forecast, "internal")
    rows = forecast.frame[forecast.frame["target"] == "stock_out"]
    assert {"bamako", "timbuktu"} <= set(rows["location"])
    own = rows[rows["location"] == "bamako"].sort_values("horizon")["value"].astype(float)
    assert list(facts.stock_out["probability"]) == list(own)
