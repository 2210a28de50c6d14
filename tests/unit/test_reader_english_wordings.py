"""English events by nouns and verbs: what newspapers write in many ways, and what only looks so."""

from __future__ import annotations

import pytest

from qafila.places import Gazetteer
from qafila.reports import read_claims
from qafila.reports.bounds import find_figures
from qafila.reports.documents import parse_document
from qafila.text import fold

HEAD = "---\nlanguage: en\npublished: 2025-11-05\noutlet: The Paper\n---\n"
# The reader asks what language a text is in; a lone short sentence does not always tell.
TAIL = "\n\nThe paper could not find out more, and it will report when there is news.\n"


def read(text):
    document = parse_document((HEAD + text + TAIL).encode(), "a.md")
    claims = read_claims(document, Gazetteer(()))
    return [claim for claim in claims if claim.span.text in text]


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ("blockade", "Insurgents have thrown up barricades on all three roads into the town."),
        ("blockade", "Floods washed away the bridge, severing the road to the coast."),
        ("attack_on_convoy", "Fanatics reduced a dozen tankers to ashes on Saturday."),
        ("attack_on_convoy", "A convoy of trucks hit a roadside bomb near the border."),
        ("armed_clash", "Gunfire and explosions rang out near the airport on Thursday."),
        ("armed_clash", "Troops traded fire with jihadists on Tuesday."),
        ("violence_against_civilians", "Jihadists slit the throats of six farmers on Monday."),
        ("abduction", "Five drivers have been missing since the attack on the convoy."),
        ("hostage_release", "Three hostages have been reunited with their families."),
        ("ransom", "The kidnappers are asking for Rs 8 crore for each of the engineers."),
        ("casualties", "MSF treated 47 gunshot patients last week."),
        ("force_withdrawal", "The last American troops flew out of the base on Monday."),
        ("foreign_support", "Moscow shipped armoured vehicles and tanks to the junta."),
        ("military_cooperation", "The country no longer shares intelligence with its neighbour."),
        ("agreement", "The trio announced that they were quitting ECOWAS."),
        ("truce", "The army turned down a proposal for a week-long pause."),
        ("coup", "The general came to power at gunpoint in September 2022."),
        ("influence_expansion", "Insurgents hoisted their flag over the town."),
        ("displacement", "Since Sunday some 640 people have walked across here."),
        ("border_reinforcement", "The army is building three forward bases on the border."),
        ("refugee_registration", "14,000 people have been given refugee papers."),
        ("population_figure", "An estimated 400 members of the community live in the country."),
        ("humanitarian_assistance", "The agency will halve rations from January."),
        ("supply_arrival", "Fuel started trickling back into the capital."),
        ("stock_level", "Two traders put cover at less than 10 days of fuel."),
        ("shortage", "Only three out of 29 filling stations were dispensing the product."),
        ("shortage", "Banknotes are hardly to be had in the town."),
        ("price", "A 90kg bag of maize flour now fetches Sh9,200."),
        ("price", "Transporters have hiked fares by 40 per cent."),
        ("service_closure", "A nighttime curfew is in effect in the region."),
        ("service_closure", "Shelling put the pumping station out of action."),
        ("service_closure", "Some 60 health facilities in the region are closed."),
        ("advisory", "The embassy advised all Indians to exercise utmost caution."),
        ("risk_outlook", "Millers say they will be forced to close within days."),
        ("assessment", "The road is passable only with an armed escort."),
    ],
)
def test_ordinary_wordings_of_the_news_are_read(event, text):
    assert event in {claim.event_type for claim in read(text)}


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ("casualties", "The bill was killed in committee by 12 members."),
        ("casualties", "She died peacefully at home aged 91."),
        ("displacement", "Thousands of fans left the stadium after the match."),
        ("armed_clash", "The two ministers clashed over the budget on Monday."),
        ("armed_clash", "Two sisters fought cancer together for years."),
        ("coup", "Winning the contract was a coup for the firm."),
        ("service_closure", "The shop stands close to the market of the town."),
        ("service_closure", "He closed his eyes in the hospital bed."),
        ("price", "The ministry will pay teachers 60,000 francs a month."),
        ("advisory", "Residents are urged to vote on Sunday."),
        ("refugee_registration", "Voter registration resumed on Monday."),
        ("official_visit", "The president met the press on Tuesday."),
        ("supply_arrival", "The minister arrived in a convoy of five cars."),
    ],
)
def test_what_only_looks_like_an_event_is_not_read(event, text):
    assert event not in {claim.event_type for claim in read(text)}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("it was N985 on Friday", [(985.0, "money")]),
        ("they paid N8m", [(8_000_000.0, "money")]),
        ("a crate went for GH¢2,400 this week", [(2400.0, "money")]),
        ("a sack sold for SDG 650,000", [(650_000.0, "money")]),
        ("the equivalent of £4 a litre", [(4.0, "money")]),
        ("2,000 CFA francs ($3.50) a litre", [(2000.0, "xof")]),
        ("it now fetches Sh9,200, from Sh6,500 a fortnight ago", [(9200.0, "money")]),
        ("the N1 and the RN6", []),
        ("M23 rebels", []),
    ],
)
def test_an_amount_with_the_mark_of_its_currency(text, amounts):
    figures = [(figure.best, figure.noun) for figure in find_figures(fold(text).text, "en")]
    assert [pair for pair in figures if pair[1] != "day"] == amounts


def test_a_bare_number_does_not_count_what_another_noun_counts():
    text = "17 tankers were burnt, two dispatchers said"
    assert [figure.noun for figure in find_figures(text, "en")] == ["tanker", None]


def test_a_follow_up_in_few_words_counts_what_was_counted_last():
    claims = read("A convoy of 60 tankers left the border on Monday. Only two got through.")
    assert any(claim.event_type == "supply_arrival" and claim.best == 2 for claim in claims)


def test_a_follow_up_in_few_words_gives_the_new_price():
    claims = read("On Monday a litre of petrol sold for N870. On Friday it was N985.")
    assert [claim.best for claim in claims if claim.event_type == "price"] == [870.0, 985.0]
