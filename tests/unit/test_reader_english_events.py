"""How English newspapers tell each kind of event, and sentences with the same words that tell none.

Ordinary newspaper prose written for this table; none of it is from a report.
"""

from __future__ import annotations

import pytest

from tests.support.reading import read

# event type, sentence, the number that it states
TOLD = [
    ("abduction", "Suspected bandits whisked away 37 worshippers from a mosque on Friday.", 37),
    ("hostage_release", "Two Italian priests held since March walked free on Sunday.", 2),
    ("hostage_release", "Troops rescued 12 abducted schoolgirls in the forest.", 12),
    ("hostage_release", "The hostages regained their freedom on Tuesday.", None),
    ("hostage_release", "Rebels and the army exchanged prisoners on Monday.", None),
    ("ransom", "The family paid the kidnappers 2 million dollars.", 2000000),
    ("casualties", "Seven people lost their lives when a bus hit a landmine near Mopti.", 7),
    ("casualties", "The death toll has risen to 41, the governor said.", 41),
    ("casualties", "Some 15 fighters were neutralised, the army said.", 15),
    ("attack_on_convoy", "Gunmen opened fire on a fuel convoy near Sikasso.", None),
    ("attack_on_convoy", "Militants hijacked three fuel tankers outside Sikasso.", 3),
    ("attack_on_convoy", "Jihadists torched around 20 trucks on the road to Kayes.", 20),
    ("armed_clash", "Heavy fighting broke out between the army and rebels near Mopti.", None),
    ("armed_clash", "The army repelled an assault on its camp at Mopti.", None),
    ("armed_clash", "Fighters overran the army post at Bougouni.", None),
    (
        "violence_against_civilians",
        "Attackers raided the village of Kani and burned granaries.",
        None,
    ),
    (
        "violence_against_civilians",
        "A drone strike on a wedding party killed 18 civilians in Mopti.",
        None,
    ),
    ("blockade", "Jihadists have set up roadblocks on the road between Segou and Bamako.", None),
    ("blockade", "The town of Mopti has been under siege since November.", None),
    ("blockade", "The insurgents have cut the highway linking Bamako to Sikasso.", None),
    ("blockade", "The blockade of Mopti has entered its third month.", None),
    ("supply_arrival", "A first convoy of 25 trucks rolled into Mopti on Wednesday.", 25),
    ("supply_arrival", "Fuel imports fell 40 percent in October.", 40),
    ("stock_level", "Hundreds of lorries are stranded at the border with Ivory Coast.", None),
    ("stock_level", "The power plant has enough diesel for five days.", 5),
    ("shortage", "Flour is running out in Mopti.", None),
    ("shortage", "Hospitals in Mopti are short of medicines.", None),
    ("price", "A sack of millet sells for 35,000 francs in Mopti.", 35000),
    ("price", "The price of rice has doubled since August.", None),
    ("service_closure", "Banks in Mopti have shut their doors.", None),
    ("service_closure", "The town has been plunged into darkness for three days.", None),
    ("service_closure", "Burkina Faso closed its border with Ivory Coast.", None),
    ("service_closure", "Teachers began a three-day strike.", 3),
    ("displacement", "About 400 families have found refuge in Mopti.", 400),
    ("displacement", "A total of 312,000 people have been forced from their homes.", 312000),
    ("displacement", "Algeria expelled 1,200 migrants to Niger.", 1200),
    ("refugee_registration", "The UN agency has registered 5,200 new refugees in Sikasso.", 5200),
    (
        "humanitarian_assistance",
        "The Red Cross distributed food to 2,300 households in Mopti.",
        2300,
    ),
    ("humanitarian_assistance", "Aid groups can no longer reach Mopti.", None),
    ("advisory", "Germany told its nationals to leave the country.", None),
    ("foreign_support", "Turkey delivered drones to the Malian army.", None),
    ("force_strength", "The Africa Corps numbers around 2,000 men in Mali.", 2000),
    ("force_withdrawal", "The last French soldiers left Mopti in August 2022.", None),
    ("coup", "Soldiers overthrew the president in August 2020.", None),
    ("influence_expansion", "Rebels seized the town of San.", None),
    ("border_reinforcement", "Senegal deployed 300 soldiers along its border with Mali.", 300),
    ("risk_outlook", "The UN fears a new wave of displacement.", None),
    ("risk_outlook", "If the blockade continues, hospitals will run out of fuel.", None),
    ("assessment", "Protesters took to the streets of Bamako.", None),
]
NOTHING = [
    "The fight against inflation continues.",
    "The striker scored twice and killed off the game.",
    "The minister attacked the opposition in parliament.",
    "He was released from hospital on Monday.",
    "The new film was released last week.",
    "The ministry of humanitarian affairs published its annual report.",
    "The president arrived late for the speech.",
    "The price of success is high.",
    "Prices are expected to remain stable.",
    "The airline opened a new route to Dakar.",
    "The bank raised its rates by 2 percent.",
    "Voters queued outside polling stations.",
    "The team hit back in the second half.",
    "He captured the mood of the nation.",
    "The border town is known for its market.",
    "Police arrested two men in Kayes.",
    "A court sentenced three former officials to ten years in prison.",
    "The governor opened a new school in Segou.",
    "The river has reached its highest level in ten years.",
    "Rainfall dropped by 20 percent this year.",
    "The festival drew 5,000 visitors.",
    "Farmers fear a poor harvest.",
    "The army recruited 2,000 young people.",
    "The road will be paved next year.",
    "The factory employs 300 people.",
    "She has written two books about the siege of Leningrad.",
    "The central bank left its policy unchanged.",
    "A new truck stop was opened in Kita.",
    "The union elected a new leader.",
    "The footballers of Stade Malien attacked from the start.",
    "Fuel efficiency of new trucks has improved.",
    "A journalist was found guilty of defamation.",
    "Cotton farmers received 300 francs a kilo.",
    "The hospital treated 40 patients for malaria.",
    "Twelve people attended the ceremony.",
    "The ambassador presented his credentials.",
    "The book sold 10,000 copies.",
    "Two people were arrested on Monday.",
    "The delegation left for Paris.",
    "Students left their dormitories for the holidays.",
]


@pytest.mark.parametrize(("kind", "text", "number"), TOLD)
def test_what_is_told(kind, text, number):
    found = [claim.best for claim in read(text, "en") if claim.event_type == kind]
    assert found, "not read"
    assert number is None or number in found


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_sounds_like_an_event(text):
    assert read(text, "en") == ()
