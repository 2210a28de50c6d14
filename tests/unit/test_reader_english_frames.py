"""English in the many ways of newspapers: which event a sentence tells, and what tells none."""

import datetime as dt

import pytest

from qafila.claims import Document
from qafila.places import Gazetteer
from qafila.reports import read_claims

PUBLISHED = dt.date(2025, 11, 20)
TOLD = [
    ("abduction", "Two loaders were marched off into the bush by the attackers."),
    ("abduction", "Twenty soldiers were taken along that night."),
    ("abduction", "Gunmen led off an imam and two women from Gorom-Gorom on Wednesday."),
    ("abduction", "The mayor was bundled into a car by masked men in Niono."),
    ("abduction", "Seven health workers are being held since Sunday's raid on Tominian."),
    ("abduction", "JNIM is holding twelve drivers whom it pulled from their cabs at Diéma."),
    ("advisory", "Washington has told its citizens to leave Mali at once by commercial flights."),
    ("advisory", "The French foreign ministry advises its nationals against all travel to Mali."),
    ("advisory", "London urges Britons to leave Mali without delay."),
    ("agreement", "Elders of Kona struck a bargain with the gunmen in June."),
    ("agreement", "An understanding was reached on 21 November with the fighters."),
    ("agreement", "Go-betweens of JNIM are talking with notables in Kadiolo."),
    ("agreement", "Envoys of the two sides met in Doha on 9 February and parted without a paper."),
    ("agreement", "Mali and Senegal initialled a protocol on transit in Dakar on Friday."),
    ("agreement", "Emissaries of the two camps sat down together in Algiers on Tuesday."),
    ("agreement", "A pact signed in Katsina in 2019 collapsed within ten months."),
    ("armed_clash", "The RSF speak of a column beaten back near Dilling."),
    ("armed_clash", "Jihadists overran the post at Boulkessi on Sunday."),
    ("armed_clash", "Drones pounded rebel positions near Tinzaouaten."),
    ("armed_clash", "JNIM and the Dozo hunters traded fire at Kolokani."),
    ("armed_clash", "The base at Gao was shelled on Thursday."),
    ("armed_clash", "Fighters attacked the gendarmerie at Kolondiéba at dawn."),
    ("armed_clash", "The army says it repulsed an assault on Soumpi."),
    ("assessment", "Thirty-one incidents hampering aid workers were logged in the Sahel region."),
    ("attack_on_convoy", "Six tankers were burnt near Sandaré."),
    ("attack_on_convoy", "The loss in the raid near Loulouni is put at thirty tankers."),
    ("attack_on_convoy", "Gunmen opened fire on a column of tankers near Diéma."),
    ("attack_on_convoy", "Bandits held up a bus near Ouallam and robbed its passengers."),
    ("attack_on_convoy", "Twelve lorries were reduced to ashes between Kita and Kayes."),
    ("attack_on_convoy", "Flames consumed six tankers between Kita and Diamou."),
    (
        "attack_on_convoy",
        "All that is left of some fifty tankers is scrap metal along the Zégoua road.",
    ),
    ("blockade", "The siege of the town dates back to February 2022."),
    ("blockade", "No lorry has got into Diafarabé since May."),
    ("blockade", "The fighters keep a tight ring around Farabougou."),
    ("blockade", "Djibo is entering its third year under siege."),
    ("blockade", "Checkpoints manned by the fighters have choked off traffic to Léré."),
    ("blockade", "Floodwater has severed the road between Gossi and Gao."),
    ("blockade", "Kayes and Nioro have been placed under embargo by JNIM."),
    ("border_reinforcement", "Senegal has sent two companies to its border with Mali."),
    ("border_reinforcement", "Mauritania has massed troops along the Malian border."),
    ("border_reinforcement", "Ivory Coast is putting more soldiers on its northern border."),
    (
        "border_reinforcement",
        "Côte d'Ivoire is digging in along its northern border, with two more battalions.",
    ),
    ("border_reinforcement", "Senegal has stepped up patrols along the Falémé."),
    ("casualties", "The driver of a second lorry escaped with bullet wounds."),
    ("casualties", "Two soldiers succumbed to their injuries in Gao."),
    ("casualties", "A midwife was among those who perished."),
    ("casualties", "The hospital in Sévaré took in 17 wounded on Tuesday."),
    ("casualties", "The fighting left twelve families in mourning in Léré."),
    ("casualties", "The blast cost two porters a leg each at Sévaré."),
    ("casualties", "Four policemen are among the dead of Monday's blast in Sokoto."),
    ("coup", "Officers toppled the president in Niamey in July 2023."),
    ("coup", "The military has been in power in Bamako since it ousted the president in 2020."),
    ("coup", "Soldiers announced on television that they had deposed the head of state in Bissau."),
    ("coup", "General Tiani seized power in Niamey in July 2023."),
    ("coup", "An attempted putsch was foiled in Ouagadougou in September."),
    ("coup", "Mutinous soldiers toppled the government of Guinea-Bissau."),
    ("displacement", "Families have taken to the road since the raid on Kani."),
    ("displacement", "Seven villages stand deserted around Farabougou."),
    ("displacement", "Three thousand people have made their way to Mopti since Sunday."),
    ("displacement", "Herders are drifting back to Douentza with their flocks."),
    ("displacement", "Some seven hundred families have gone over to Mauritania since October."),
    ("displacement", "Whole villages are on the move around Koro."),
    ("displacement", "Five thousand new faces have been counted at Mbera since the New Year."),
    ("force_strength", "Ethiopia kept some 4,000 soldiers in Somalia."),
    ("force_strength", "Africa Corps has some 2,500 men in Mali."),
    ("force_strength", "Africa Corps fields about two thousand men in Mali."),
    ("force_withdrawal", 'The general staff owns up to a "tactical withdrawal" from Garalo.'),
    ("force_withdrawal", "Ethiopia is thinning out its troops in Somalia."),
    ("force_withdrawal", "On 6 February 600 of the Ethiopian soldiers crossed back to Dolo Ado."),
    ("force_withdrawal", "The army has given up its camp at Tessit."),
    ("force_withdrawal", "The garrison of Labbezanga slipped away overnight."),
    ("force_withdrawal", "Gendarmes have deserted their post at Kourémalé."),
    ("force_withdrawal", "The army has pulled its soldiers out of Léré."),
    ("foreign_support", "Three Turkish drones were handed over at Mogadishu in January."),
    ("foreign_support", "Moscow shipped armoured vehicles to Bamako via Conakry."),
    ("foreign_support", "Ankara has delivered two more drones to Mali."),
    ("foreign_support", "Russian instructors are training the army's drivers at Kati."),
    ("foreign_support", "Ankara has sold the junta six more drones."),
    ("foreign_support", "Moscow will train Nigerien pilots."),
    ("foreign_support", "A shipment of Turkish drones reached N'Djamena."),
    ("hostage_release", "Freedom came on Sunday for 34 of the villagers."),
    ("hostage_release", "Six Kenyan teachers walked free in Lower Juba on 21 December."),
    ("hostage_release", "The two Egyptians were back with their families on Friday."),
    ("hostage_release", "The captors let the drivers go after ten days."),
    ("hostage_release", "The hostages regained their liberty in Timbuktu on 3 November."),
    ("hostage_release", "Sixteen schoolgirls are back in their dormitories in Kebbi."),
    ("hostage_release", "A German priest was handed back after a year in the desert."),
    (
        "humanitarian_assistance",
        "In Kaya a half ration of sorghum went to 2,150 displaced households.",
    ),
    (
        "humanitarian_assistance",
        "Three hundred bags of rice were handed out in Sikasso by Caritas.",
    ),
    ("humanitarian_assistance", "A helicopter set down four tonnes of medicines at Djibo."),
    ("humanitarian_assistance", "Aid agencies have pulled their teams out of Menaka."),
    (
        "humanitarian_assistance",
        "Five thousand people in Djibo got rice and oil from the Red Cross.",
    ),
    ("humanitarian_assistance", "WFP has had to cut rations by half in Mbera."),
    ("humanitarian_assistance", "Twelve tonnes of medicines were airlifted to Kidal."),
    ("influence_expansion", "Fighters of JNIM walked into Garalo without a shot."),
    ("influence_expansion", "El Fasher is in the hands of the RSF."),
    ("influence_expansion", "Loulouni passed into the hands of JNIM on Friday."),
    ("influence_expansion", "The army retook Farabougou on Tuesday."),
    ("influence_expansion", "The RSF entered El Fasher on Sunday after the army left."),
    ("influence_expansion", "Armed men patrol the markets of Kayes region and collect taxes."),
    ("military_cooperation", "Troops of Niger and Chad hold joint patrols around Lake Chad."),
    ("official_visit", "The African Union's envoy was in Asmara on Tuesday."),
    ("official_visit", "Togo's foreign minister is expected in Bamako on Monday."),
    ("official_visit", "President Faye flew to Bamako on Friday."),
    ("official_visit", "The Russian deputy minister was received at Koulouba on Tuesday."),
    ("official_visit", "Mali's foreign minister is in Moscow until Thursday."),
    ("official_visit", "The UN envoy held talks in Nouakchott with President Ghazouani."),
    ("official_visit", "Burkina's prime minister travelled to Tehran."),
    ("population_figure", "The 640 households are now camping in two schools in Gusau."),
    ("population_figure", "Mbera camp housed 153,400 refugees on 30 November."),
    ("population_figure", "The city's displaced number 12,700."),
    ("population_figure", "Sévaré is swollen by 40,000 displaced people."),
    ("population_figure", "Burkina Faso counts two million displaced."),
    (
        "population_figure",
        "Thirty thousand displaced people live in makeshift camps around Sévaré.",
    ),
    ("population_figure", "With 121,000 refugees, Mbera is now the second town of the country."),
    (
        "price",
        "In Sokoto a measure of millet, a shade under 1,000 naira in June, now goes for 1,350.",
    ),
    ("price", "In Kumasi the price of a crate has climbed from 900 to 1,450 cedis."),
    ("price", "Haulage to Bamako now costs 4.2 million francs a box."),
    ("price", "Diesel can be had in Gusau at 1,150 naira a litre."),
    ("price", "The price of bread has doubled in Timbuktu."),
    ("price", "Rice has gone up by a fifth in Ménaka since September."),
    ("price", "Millet is forty per cent dearer than a year ago in Niafunké."),
    ("ransom", "$400,000 changed hands, two people close to the negotiation said."),
    ("ransom", "Their families had parted with 62 million naira."),
    ("ransom", "The kidnappers want 30 million francs for the two traders."),
    ("ransom", "Fifty million dollars was handed to the captors, AFP reports."),
    ("ransom", "Relatives scraped together four million naira for his freedom."),
    ("ransom", "The Emirati's freedom is said to have been bought for fifty million dollars."),
    ("ransom", "Not a franc was given for the priest, the bishop swears."),
    ("rebellion", "In October 2022 clan militias rose against the group in Hiraan."),
    ("rebellion", "Soldiers mutinied at the camp of Kati in March."),
    ("rebellion", "The Tuareg took up arms against Bamako in 2012."),
    ("rebellion", "Dogon hunters have taken up arms against the junta."),
    ("refugee_registration", "Prima facie status was granted there to 2,940."),
    ("refugee_registration", "No fewer than 11,200 of them now hold a refugee card."),
    ("refugee_registration", "UNHCR put 3,100 new names on its rolls at Mbera in October."),
    (
        "refugee_registration",
        "Some 5,400 asylum seekers have been biometrically enrolled in Fassala.",
    ),
    (
        "refugee_registration",
        "Nine hundred newcomers have been entered in the register at Doueinkara.",
    ),
    ("refugee_registration", "UNHCR's teams registered 2,200 arrivals at Korsi in a week."),
    ("risk_outlook", "Rations at Mbera will be halved if no money comes in."),
    ("risk_outlook", "If the rains fail, Baidoa will starve."),
    ("risk_outlook", "Rates to Mali will double again by Christmas, a broker wagers."),
    ("risk_outlook", "Should the road be mined again, all partners would have to leave Djibo."),
    ("risk_outlook", "Without fresh money, WFP will have to halve rations in Mbera."),
    ("risk_outlook", "A third bad harvest would spell famine in Menaka, the NGO foresees."),
    ("risk_outlook", "One more month of this and the mills will have to close, the owners warn."),
    ("service_closure", "Telephone lines to South Kordofan have been down for nine days."),
    ("service_closure", "The union has called drivers out from 20 to 22 October."),
    ("service_closure", "Air links with Kidal were cut on Monday."),
    ("service_closure", "Residents of Bamako spoke of twenty hours a day without current."),
    ("service_closure", "The ferry at Korioumé is out of action."),
    ("service_closure", "A curfew from nine at night to five in the morning is in force in Kati."),
    ("service_closure", "Burkina lifts its ban on cattle exports."),
    ("shortage", "Filling stations in Kita have nothing to sell."),
    ("shortage", "Bread has become hard to find in Kayes."),
    ("shortage", "Motorists in Bamako wait half a day for ten litres."),
    ("shortage", "A litre of petrol is nowhere to be found in Mopti."),
    ("shortage", "The queues in front of the stations in Sikasso are melting away."),
    ("shortage", "Salt has disappeared from the shelves in Boni."),
    ("shortage", "Pharmacies in Kayes have no insulin."),
    ("stock_level", "More than 400 trucks are idling on the Nigerian side."),
    ("stock_level", "At Paga the queue had reached some 260 trucks by Wednesday."),
    ("stock_level", "Some 800 containers for Mali are gathering dust in Dakar."),
    ("stock_level", "Bamako's depots held 12 million litres on Monday."),
    ("stock_level", "Three hundred tankers are marking time at Diboli."),
    ("stock_level", "The Kayes power plant has four days' worth of diesel left."),
    ("stock_level", "The line of lorries at Kourémalé now runs to 700."),
    ("supply_arrival", "Eighty-five tankers rolled in there from Côte d'Ivoire on Tuesday."),
    ("supply_arrival", "Fifty-two tankers were counted in at Kayes on Saturday."),
    ("supply_arrival", "The last convoy had got to Djibo on 3 April."),
    ("supply_arrival", "Bamako took delivery of 300 tankers last week."),
    ("supply_arrival", "A train with 1,200 tonnes of rice drew into Kayes on Friday."),
    ("supply_arrival", "Eighty-two tankers crossed into Mali at Zégoua under guard."),
    ("supply_arrival", "A tanker ship put 45,000 tonnes of diesel ashore at Conakry."),
    ("supply_demand", "Bamako burns two million litres a day."),
    ("truce", "The guns fell silent in Goma on Tuesday."),
    ("truce", "The ceasefire, agreed on Sunday, did not outlive the night."),
    ("truce", "The siege of Kadugli is over, the army proclaims."),
    ("truce", "The RSF said yes to a humanitarian pause of three months."),
    ("truce", "Both camps in Goma have agreed to hold their fire until Monday."),
    ("truce", "The JNIM lifted its siege of Marébougou after talks."),
    ("truce", "The humanitarian pause in Sudan lasted less than a day."),
    ("violence_against_civilians", "Three villagers were put to death at Moura on Friday."),
    (
        "violence_against_civilians",
        "Twelve farmers were found with their throats cut outside Bankass.",
    ),
    ("violence_against_civilians", "The village of Kani saw its granaries burnt on Sunday."),
    (
        "violence_against_civilians",
        "Seventeen villagers were rounded up and shot in Moura on Thursday.",
    ),
    (
        "violence_against_civilians",
        "Granaries went up in smoke in three hamlets around Koro on Sunday.",
    ),
    (
        "violence_against_civilians",
        "Eleven herders were dragged from their tents and executed outside Djibo.",
    ),
    ("violence_against_civilians", "JNIM gave the people of Kouri three days to be gone."),
]
NOTHING = [
    "Talk of the price of a ram is best avoided.",
    "Officials handle the word famine as if it were glass.",
    "At the mosque people talk of little else.",
    "The note was followed by a programme of praise songs.",
    "Readers will remember our series on the attacks of 2012.",
    "The minister lost his temper and the battle for the headlines.",
    "The team from Kayes beat Sikasso and will face the winner of the siege-like qualifier.",
    "The survey form has changed since the last note.",
    "A visit by monitors is a matter of permits, fuel and patience.",
    "Listeners will remember our series on the city's generators.",
    "His own bonus depends on it.",
    "Nobody in Mopti wants to talk about the convoy.",
    "The book tells the story of a hostage and his captors.",
    "Price was no object when the minister built his villa.",
    "The film on the coup was shown in Dakar.",
    "A poem about the siege was read at the festival.",
    "Boxes for Mali are the headache of the season.",
    "The village has no clinic, no police post and, since the rains, no bridge.",
    "The song about the fallen soldiers of 1974 was performed at the opening.",
    "She dreams of opening a school when peace returns.",
    "The harbour master keeps a parrot that knows the price of rice.",
    "The committee will look at the question of escorts next week.",
    "The museum's attack on dust continues.",
    "The strike of the clock woke him.",
    "The writer was held captive by the beauty of the river.",
    "The deal of the day at the market was a used radio.",
    "His speech came under fire from critics.",
    "The bridge, built in 1957, has three arches.",
    "The general denied nothing and smiled.",
    "He compared the budget to a besieged city.",
    "Nobody at the ministry picked up the phone.",
    "The exhibition runs until 4 December at the museum.",
    "Kayes has been the hottest town in the country since records began.",
    "A commission will study the price of bread next year.",
    "My grandmother fled nothing, she used to say.",
    "The ship's captain collects stamps.",
    "The committee freed up ten million francs for a new library.",
]


def events(text):
    note = Document.from_text(text, "a.md", language="en", published=PUBLISHED)
    return [claim.event_type for claim in read_claims(note, Gazetteer(()))]


@pytest.mark.parametrize(("event_type", "text"), TOLD)
def test_an_event_is_read_in_whatever_words(event_type, text):
    assert events(text) == [event_type]


@pytest.mark.parametrize("text", NOTHING)
def test_what_tells_of_nothing_is_read_as_nothing(text):
    assert events(text) == []


def read(text):
    note = Document.from_text(text, "a.md", language="en", published=PUBLISHED)
    return read_claims(note, Gazetteer(()))


@pytest.mark.parametrize(
    "text",
    [
        "On the government's reckoning, 4,000 families have fled Kona.",
        "If the governor is to be believed, 4,000 families have fled Kona.",
        "Some 4,000 people have fled Kona, if one follows the governorate of Mopti.",
        "Twenty people were killed in Kona, going by the prefecture.",
        "Twelve lorries were burnt near Kita, an elected official of the commune recounts.",
        "Prices will double in Gao by Christmas, bets a Marseille broker.",
    ],
)
def test_whoever_is_named_without_saying_is_the_source(text):
    assert [len(claim.said_by) for claim in read(text)] == [1]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Bread that cost 250 francs now costs 600 in Gao.", 600),
        ("The city's displaced number 12,700.", 12_700),
        ("The town saw 46 people killed last month, as against 61 in May.", 46),
        ("Forty-six attacks on civilians were recorded, down from 61.", 46),
    ],
)
def test_what_was_before_is_no_figure(text, best):
    assert [claim.best for claim in read(text)] == [best]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("At Paga the queue had, by Wednesday, reached some 260 trucks.", dt.date(2025, 11, 19)),
        ("Schools will stay closed until Wednesday.", dt.date(2025, 11, 26)),
    ],
)
def test_a_day_by_which_it_was_so_is_past(text, end):
    assert [claim.date.end for claim in read(text)] == [end]
