"""The ways in which French newspapers tell an event, and what only looks like one.

The sentences are ordinary newspaper prose written for this table, none of them from a report.
"""

from __future__ import annotations

import pytest

from tests.support.reading import read

# event type, sentence
TOLD = [
    ("blockade", "Depuis trois mois, la ville de Djibo est soumise à un blocus des groupes armés."),
    ("blockade", "Les insurgés assiègent toujours la localité."),
    ("blockade", "Le groupe interdit l'entrée de camions-citernes à Nioro."),
    ("blockade", "La RN1 est coupée depuis lundi entre Kayes et Diéma."),
    ("blockade", "Aucun véhicule ne passe plus sur l'axe Sévaré-Bandiagara."),
    ("blockade", "Les camions ne peuvent plus rejoindre Kayes."),
    ("attack_on_convoy", "Incendie de dix citernes sur la route de Bougouni."),
    ("attack_on_convoy", "Les assaillants ont mis le feu à 15 camions."),
    ("attack_on_convoy", "Un convoi de carburant a été pris à partie près de Sikasso."),
    ("attack_on_convoy", "Trois camions ont sauté sur une mine près de Boulkessi."),
    ("attack_on_convoy", "Cinq poids lourds ont été réduits en cendres à Loulouni."),
    ("attack_on_convoy", "L'armée reconnaît la perte de six citernes."),
    ("armed_clash", "L'armée a repoussé une attaque contre son camp de Sévaré."),
    ("armed_clash", "Des échanges de tirs ont été entendus à Kidal."),
    ("armed_clash", "Un drone a frappé une position rebelle près de Tinzaouaten."),
    ("violence_against_civilians", "Des hommes armés ont pillé le marché de Konna."),
    ("violence_against_civilians", "Un bus de transport a été attaqué près de Songho."),
    (
        "violence_against_civilians",
        "Plusieurs cases ont été incendiées par des hommes armés à Sobame Da.",
    ),
    ("abduction", "Prise d'otages sur le site d'une cimenterie près de Kayes."),
    ("abduction", "Le sous-préfet a été emmené par des hommes armés."),
    ("abduction", "Quatre routiers portés disparus seraient aux mains du Jnim."),
    ("hostage_release", "Les trois Marocains ont recouvré la liberté."),
    ("hostage_release", "L'enseignante a été relâchée par ses ravisseurs."),
    ("hostage_release", "Les deux otages émiratis ont été libérés contre rançon."),
    ("ransom", "Les ravisseurs exigent 10 millions de francs CFA."),
    ("casualties", "L'explosion d'une mine a coûté la vie à six passagers."),
    ("casualties", "Quatre gendarmes sont tombés dans l'embuscade."),
    ("casualties", "Les militaires ont neutralisé 20 terroristes."),
    ("force_withdrawal", "Les mercenaires de Wagner ont plié bagage."),
    ("force_withdrawal", "L'armée a évacué le camp de Soumpi."),
    ("force_withdrawal", "Départ des derniers soldats allemands de Niamey."),
    ("force_strength", "Le contingent est fort de 1 200 soldats."),
    ("foreign_support", "Des instructeurs russes ont débarqué à Niamey."),
    ("foreign_support", "Le M23 est soutenu par le Rwanda."),
    ("military_cooperation", "Niamey a rompu sa coopération militaire avec Paris."),
    ("agreement", "Les notables de Léré ont conclu un accord avec le groupe armé."),
    ("agreement", "Des pourparlers se sont ouverts à Alger entre le gouvernement et les rebelles."),
    ("truce", "Le Jnim annonce un allègement du blocus."),
    ("truce", "La trêve a volé en éclats à Khartoum."),
    ("official_visit", "Le chef de la diplomatie turque est attendu jeudi à Bamako."),
    ("influence_expansion", "Le Jnim s'est emparé de la ville de Tessit."),
    ("influence_expansion", "La ville d'El-Fasher est tombée aux mains des FSR."),
    ("influence_expansion", "Les jihadistes prélèvent la zakat dans le cercle de Youwarou."),
    ("displacement", "Quelque 400 familles ont trouvé refuge à Kaya."),
    ("displacement", "L'attaque a poussé 5 000 personnes sur les routes."),
    ("displacement", "Le village de Dissa s'est vidé de ses habitants."),
    (
        "population_figure",
        "Fin septembre, le Burkina Faso comptait 2,1 millions de déplacés internes.",
    ),
    ("refugee_registration", "L'enregistrement biométrique a débuté lundi à Douankara."),
    ("border_reinforcement", "L'armée a dépêché deux compagnies supplémentaires à la frontière."),
    ("humanitarian_assistance", "La Croix-Rouge a remis des tentes à 200 familles."),
    ("humanitarian_assistance", "Les rations ont été réduites de 30 %."),
    ("supply_arrival", "Plus de 100 citernes escortées par l'armée ont rallié Bamako samedi."),
    ("supply_arrival", "82 citernes ont franchi la frontière à Zégoua."),
    ("supply_demand", "Bamako a besoin de 100 citernes par jour."),
    ("stock_level", "Des dizaines de camions sont immobilisés à la frontière."),
    ("stock_level", "Il reste dix jours de stock de carburant."),
    ("shortage", "Le carburant est introuvable à Ségou."),
    ("shortage", "Les automobilistes font la queue pendant des heures devant les stations."),
    ("shortage", "Les habitants n'ont plus de sucre ni de farine."),
    ("price", "Il faut débourser 3 000 francs pour un litre d'essence."),
    ("price", "Le litre s'échange à 2 000 FCFA à Mopti."),
    ("service_closure", "Le Niger maintient fermée sa frontière avec le Bénin."),
    ("service_closure", "L'aéroport de Goma reste fermé."),
    ("service_closure", "Les bus ne circulent plus entre Bamako et Kayes."),
    ("service_closure", "Délestages : Bamako dans le noir."),
    ("advisory", "Les voyages au Niger sont formellement déconseillés."),
    ("risk_outlook", "Si le blocus se poursuit, l'hôpital fermera."),
    ("risk_outlook", "L'ONU met en garde contre un risque de famine à Djibo."),
    ("armed_clash", "Les wazalendo affrontent le M23 à Nyabiondo."),
    ("blockade", "L'étau se resserre autour de Bamako."),
    ("force_withdrawal", "La France a restitué sa dernière base à N'Djamena."),
    ("foreign_support", "La Turquie a livré des drones à Bamako."),
    ("hostage_release", "L'otage suisse est libre."),
    ("humanitarian_assistance", "Quelque 35 camions d'aide sont arrivés à El-Obeid."),
    ("influence_expansion", "Les jihadistes imposent le voile aux femmes de Léré."),
    ("shortage", "Il faut attendre huit heures pour un plein."),
    ("stock_level", "Les cuves d'EDM sont presque vides."),
    ("truce", "Les armes se sont tues à Goma."),
    ("assessment", "Le syndicat exige la sécurisation de l'axe."),
    ("assessment", "La route est impraticable entre Kidira et Kayes."),
]

NOTHING = [
    "Le siège du gouvernement a été transféré à Kati.",
    "Le siège de l'ONG se trouve à Genève.",
    "La séance du conseil a été levée à midi.",
    "Le match de coupe d'Afrique a tourné à l'affrontement entre supporters.",
    "Une pluie de critiques s'est abattue sur le ministre.",
    "La bataille de l'emploi est engagée.",
    "Le candidat a essuyé une lourde défaite.",
    "Le parti a perdu trois sièges à l'Assemblée.",
    "Cette décision a mis le feu aux poudres.",
    "Le roman raconte l'exode rural.",
    "Il rêve de libérer son potentiel.",
    "La fermeture éclair a été inventée en 1913.",
    "Le coureur a franchi la ligne d'arrivée en tête.",
    "L'essence de la démocratie, c'est le débat.",
    "La route du sel fait rêver les voyageurs.",
    "L'université de Niamey accueille 25 000 étudiants.",
    "Les vacances scolaires commencent le 20 décembre.",
    "Les prix de la recherche ont été décernés à deux chercheurs.",
    "Le médecin soigne gratuitement les enfants.",
    "Les populations fuient-elles ?",
    "Il a enlevé son manteau.",
    "L'opposition et la majorité s'affrontent à l'Assemblée.",
    "Les négociations sur le climat ont repris à Bonn.",
    "Le marché des capitaux reste fermé aux petites entreprises.",
    "Les étudiants vivent dans des chambres exiguës.",
    "Le cortège du mariage a bloqué la rue un quart d'heure.",
    "Un camion passe, vide.",
    "Plus de 3 000 spectateurs ont assisté au concert.",
]

# sentence, numbers with their quantities
COUNTED = [
    (
        "L'attaque a fait 12 morts et 30 blessés.",
        {(12.0, "persons_killed"), (30.0, "persons_wounded")},
    ),
    (
        "Trois gardes ont été tués et cinq ouvriers enlevés.",
        {(3.0, "persons_killed"), (5.0, "persons_abducted")},
    ),
    ("Bilan : cinq tués, deux blessés.", {(5.0, "persons_killed"), (2.0, "persons_wounded")}),
    ("Un soldat a été tué à Kidal.", {(1.0, "persons_killed")}),
    ("L'attaque a coûté la vie à un gendarme.", {(1.0, "persons_killed")}),
    (
        "Un convoi de 40 citernes a été attaqué et quinze ont brûlé.",
        {(40.0, "tankers_attacked"), (15.0, "tankers_destroyed")},
    ),
    (
        "Le litre d'essence coûte 1 500 francs CFA contre 725 au tarif officiel.",
        {(1500.0, "fuel_price"), (725.0, "fuel_price")},
    ),
    ("Le sac de riz est passé de 20 000 à 35 000 francs CFA.", {(35000.0, None)}),
    (
        "Quelque 3 000 personnes, soit 500 ménages, ont fui vers Kaya.",
        {(3000.0, "persons_displaced"), (500.0, "households_displaced")},
    ),
    (
        "Le Burkina Faso comptait 2,1 millions de déplacés internes.",
        {(2100000.0, "persons_displaced")},
    ),
    ("Les écoles sont fermées pour deux semaines.", {(14.0, "closure_days")}),
    (
        "Deux enseignants enlevés fin juin près de Téra ont été relâchés mardi.",
        {(2.0, "persons_released"), (2.0, "persons_abducted")},
    ),
    (
        "Les jihadistes ont relâché les onze femmes enlevées à Arbinda.",
        {(11.0, "persons_released"), (11.0, "persons_abducted")},
    ),
    (
        "La douane a enregistré 20 millions de litres d'hydrocarbures en octobre.",
        {(20000000.0, "petroleum_registered")},
    ),
    ("Trois cents camions sont bloqués à Kidira depuis lundi.", {(300.0, None)}),
]

# sentence, event type, modality
PUT = [
    ("La route n'est plus coupée.", "agreement", "asserted"),
    ("La frontière n'est plus fermée.", "service_closure", "asserted"),
    ("La ville n'est pas tombée.", "influence_expansion", "denied"),
    ("Vingt citernes auraient été brûlées près de Sikasso.", "attack_on_convoy", "conditional"),
    ("Plus de 40 camions sont entrés à Djibo.", "supply_arrival", "asserted"),
    ("La gendarmerie dément toute perte parmi les passagers.", "casualties", "denied"),
    ("Kigali nie la présence de ses soldats dans la ville.", "foreign_support", "denied"),
    ("Aucune attaque n'a été commise sur cette route.", "attack_on_convoy", "denied"),
    ("La frontière n'est pas fermée pour autant.", "service_closure", "denied"),
    ("Un convoi de 50 citernes devrait arriver à Kayes.", "supply_arrival", "announced"),
    (
        "L'enregistrement des réfugiés reprendra le 10 novembre à Bassikounou.",
        "refugee_registration",
        "announced",
    ),
]


@pytest.mark.parametrize(("event", "text"), TOLD)
def test_what_is_told_in_french(event, text):
    assert event in {claim.event_type for claim in read(text, "fr")}


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_an_event(text):
    assert read(text, "fr") == ()


@pytest.mark.parametrize(("text", "figures"), COUNTED)
def test_figures_belong_to_what_they_count(text, figures):
    claims = read(text, "fr")
    assert {(claim.best, claim.quantity) for claim in claims if claim.best is not None} == figures


@pytest.mark.parametrize(("text", "event", "modality"), PUT)
def test_how_it_is_put(text, event, modality):
    assert (event, modality) in {(claim.event_type, claim.modality) for claim in read(text, "fr")}


def test_a_road_that_is_no_longer_cut_is_not_blocked():
    assert "blockade" not in {
        claim.event_type for claim in read("La route n'est plus coupée.", "fr")
    }


def test_what_is_sold_to_each_is_a_bound_from_above():
    (claim,) = read("La vente d'essence est limitée à 10 litres par moto.", "fr")
    assert (claim.subtype, claim.best, claim.low, claim.high) == ("rationing", 10, None, 10)


def test_a_list_of_victims_is_not_one():
    (claim,) = read("Un chauffeur et un apprenti ont été tués.", "fr")
    assert (claim.event_type, claim.best) == ("casualties", None)
