# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import pytest

from tests.support.reading import read

# language, sentence, event type, quantity, best, low, high
CASES = [
    ("en", "Gunmen torched at least 15 fuel trucks near Nara.", "attack_on_convoy", "tankers_destroyed", 15, 15, None),
    ("en", "Some 60 lorries were set on fire between San and Mopti.", "attack_on_convoy", "vehicles_destroyed", 60, 54, 66),
    ("en", "A convoy of 45 tankers came under attack outside Sikasso.", "attack_on_convoy", "tankers_attacked", 45, 45, 45),
    ("en", "No fewer than 120 tankers entered Bamako overnight.", "supply_arrival", "tankers_arrived", 120, 120, None),
    ("en", "Two convoys have reached Ségou.", "supply_arrival", "convoys", 2, 2, 2),
    ("en", "Up to 3,000 people fled Mopti after the raid.", "displacement", "persons_displaced", 3000, None, 3000),
    ("en", "Almost 400 families have crossed into Mauritania.", "displacement", "households_displaced", 400, 360, 400),
    ("en", "Tens of thousands of refugees arrived in Mbera.", "displacement", "persons_displaced", None, 20000, None),
    ("en", "Between 30 and 40 villagers were killed in Nara.", "casualties", "persons_killed", None, 30, 40),
    ("en", "Twenty-three soldiers were wounded near San.", "casualties", "persons_wounded", 23, 23, 23),
    ("en", "Five Indian workers were kidnapped near Kayes.", "abduction", "persons_abducted", 5, 5, 5),
    ("en", "Three hostages were freed on Monday.", "hostage_release", "persons_released", 3, 3, 3),
    ("en", "A ransom of about $40 million was paid.", "ransom", "ransom_paid", 40e6, 36e6, 44e6),
    ("en", "Petrol sells at 1,500 CFA francs a litre in Mopti.", "price", "fuel_price", 1500, 1500, 1500),
    ("en", "The city has only four days of fuel left.", "stock_level", "fuel_cover", 4, 4, 4),
    ("en", "Pumps have run dry across Sikasso.", "shortage", None, None, None, None),
    ("en", "Schools across the country were closed for two weeks.", "service_closure", "closure_days", 14, 14, 14),
    ("en", "Residents get five hours of electricity a day.", "service_closure", "electricity_hours", 5, 5, 5),
    ("en", "The group imposed a blockade on Nara.", "blockade", None, None, None, None),
    ("en", "The two sides agreed on a ceasefire.", "truce", None, None, None, None),
    ("en", "Senegal closed its border with Mali.", "service_closure", None, None, None, None),
    ("en", "The country hosts more than 150,000 refugees.", "population_figure", "refugees_hosted", 150000, 150000, None),
    ("en", "UNHCR registered 2,300 asylum seekers in Tengrela.", "refugee_registration", "refugees_registered", 2300, 2300, 2300),
    ("en", "Over 200 tankers are stuck at the border.", "stock_level", "tankers_waiting", 200, 200, None),
    ("en", "Analysts warn that the government could collapse.", "risk_outlook", None, None, None, None),
    ("en", "The embassy urged its citizens to leave Mali.", "advisory", None, None, None, None),
    ("en", "Drivers began a strike on Thursday.", "service_closure", None, None, None, None),
    ("en", "The army withdrew from its base in Nara.", "force_withdrawal", None, None, None, None),
    ("en", "Customs registered 60 million litres of petroleum products.", "supply_arrival", "petroleum_registered", 60e6, 60e6, 60e6),
    ("en", "The army and JNIM fighters clashed near San.", "armed_clash", None, None, None, None),
    ("fr", "Une trentaine de citernes ont été brûlées près de Nara.", "attack_on_convoy", "tankers_destroyed", 30, 27, 33),
    ("fr", "Au moins 12 camions ont été incendiés entre San et Mopti.", "attack_on_convoy", "vehicles_destroyed", 12, 12, None),
    ("fr", "Un convoi de soixante citernes a été attaqué à Sikasso.", "attack_on_convoy", "tankers_attacked", 60, 60, 60),
    ("fr", "Plus de 120 camions-citernes sont arrivés à Bamako.", "supply_arrival", "tankers_arrived", 120, 120, None),
    ("fr", "Deux convois sont arrivés à Ségou.", "supply_arrival", "convoys", 2, 2, 2),
    ("fr", "Quelque 3 000 personnes ont fui Mopti.", "displacement", "persons_displaced", 3000, 2700, 3300),
    ("fr", "Près de quatre cents familles ont traversé la frontière.", "displacement", "households_displaced", 400, 360, 400),
    ("fr", "Des dizaines de milliers de réfugiés sont arrivés à Mbera.", "displacement", "persons_displaced", None, 20000, None),
    ("fr", "Entre 30 et 40 villageois ont été tués à Nara.", "violence_against_civilians", "persons_killed", None, 30, 40),
    ("fr", "Vingt-trois soldats ont été blessés.", "casualties", "persons_wounded", 23, 23, 23),
    ("fr", "Cinq Indiens ont été enlevés près de Kayes.", "abduction", "persons_abducted", 5, 5, 5),
    ("fr", "Trois otages ont été libérés lundi.", "hostage_release", "persons_released", 3, 3, 3),
    ("fr", "Une rançon d'environ 40 millions de dollars a été versée.", "ransom", "ransom_paid", 40e6, 36e6, 44e6),
    ("fr", "Le litre d'essence se vend à 1 500 francs CFA à Mopti.", "price", "fuel_price", 1500, 1500, 1500),
    ("fr", "Il ne reste que quatre jours de stock.", "stock_level", "fuel_cover", 4, 4, 4),
    ("fr", "Les pompes sont à sec à Sikasso.", "shortage", None, None, None, None),
    ("fr", "Les écoles sont fermées pour deux semaines.", "service_closure", "closure_days", 14, 14, 14),
    ("fr", "Les habitants n'ont que cinq heures d'électricité par jour.", "service_closure", "electricity_hours", 5, 5, 5),
    ("fr", "Le groupe impose un blocus à Nara.", "blockade", None, None, None, None),
    ("fr", "Les deux camps ont conclu une trêve.", "truce", None, None, None, None),
    ("fr", "Le Sénégal a fermé sa frontière avec le Mali.", "service_closure", None, None, None, None),
    ("fr", "Le pays accueille plus de 150 000 réfugiés.", "population_figure", "refugees_hosted", 150000, 150000, None),
    ("fr", "Le HCR a enregistré 2 300 demandeurs d'asile à Tengréla.", "refugee_registration", "refugees_registered", 2300, 2300, 2300),
    ("fr", "Plus de 200 citernes sont bloquées à la frontière.", "stock_level", "tankers_waiting", 200, 200, None),
    ("fr", "Le régime pourrait tomber, redoutent des analystes.", "risk_outlook", None, None, None, None),
    ("fr", "L'ambassade a appelé ses ressortissants à quitter le Mali.", "advisory", None, None, None, None),
    ("fr", "Les chauffeurs ont entamé une grève jeudi.", "service_closure", None, None, None, None),
    ("fr", "L'armée s'est retirée de son camp de Nara.", "force_withdrawal", None, None, None, None),
    ("fr", "Les douanes ont enregistré 60 millions de litres de produits pétroliers.", "supply_arrival", "petroleum_registered", 60e6, 60e6, 60e6),
    ("fr", "Des combats ont opposé l'armée au Jnim près de San.", "armed_clash", None, None, None, None),
    ("ar", "أحرق مسلحون ما لا يقل عن 15 صهريجا قرب نارا.", "attack_on_convoy", "tankers_destroyed", 15, 15, None),
    ("ar", "احترقت نحو 60 شاحنة بين سان وموبتي.", "attack_on_convoy", "vehicles_destroyed", 60, 54, 66),
    ("ar", "تعرضت قافلة من 45 صهريجا لهجوم قرب سيكاسو.", "attack_on_convoy", "tankers_attacked", 45, 45, 45),
    ("ar", "دخل أكثر من مئة وعشرين صهريجا باماكو ليلا.", "supply_arrival", "tankers_arrived", 120, 120, None),
    ("ar", "وصلت قافلتان إلى سيغو.", "supply_arrival", "convoys", 2, 2, 2),
    ("ar", "فر نحو ثلاثة آلاف شخص من موبتي.", "displacement", "persons_displaced", 3000, 2700, 3300),
    ("ar", "عبرت قرابة أربعمئة أسرة الحدود إلى موريتانيا.", "displacement", "households_displaced", 400, 360, 400),
    ("ar", "وصل عشرات الآلاف من اللاجئين إلى مخيم امبرة.", "displacement", "persons_displaced", None, 20000, None),
    ("ar", "قتل ما بين 30 و40 قرويا في نارا.", "casualties", "persons_killed", None, 30, 40),
    ("ar", "أصيب ثلاثة وعشرون جنديا قرب سان.", "casualties", "persons_wounded", 23, 23, 23),
    ("ar", "خطف مسلحون خمسة عمال قرب كايس.", "abduction", "persons_abducted", 5, 5, 5),
    ("ar", "أفرج عن ثلاث رهائن يوم الاثنين.", "hostage_release", "persons_released", 3, 3, 3),
    ("ar", "دفعت فدية قدرها 40 مليون دولار.", "ransom", "ransom_paid", 40e6, 40e6, 40e6),
    ("ar", "يباع لتر البنزين بسعر 1500 فرنك في موبتي.", "price", "fuel_price", 1500, 1500, 1500),
    ("ar", "المخزون يكفي أربعة أيام فقط.", "stock_level", "fuel_cover", 4, 4, 4),
    ("ar", "نفد الوقود من المحطات في سيكاسو.", "shortage", None, None, None, None),
    ("ar", "أغلقت المدارس لمدة أسبوعين.", "service_closure", "closure_days", 14, 14, 14),
    ("ar", "يحصل السكان على خمس ساعات من الكهرباء يوميا.", "service_closure", "electricity_hours", 5, 5, 5),
    ("ar", "فرضت الجماعة حصارا على نارا.", "blockade", None, None, None, None),
    ("ar", "اتفق الطرفان على هدنة.", "truce", None, None, None, None),
    ("ar", "أغلقت السنغال حدودها مع مالي.", "service_closure", None, None, None, None),
    ("ar", "تستضيف البلاد أكثر من 150 ألف لاجئ.", "population_figure", "refugees_hosted", 150000, 150000, None),
    ("ar", "سجلت المفوضية 2300 طالب لجوء في تنغريلا.", "refugee_registration", "refugees_registered", 2300, 2300, 2300),
    ("ar", "أكثر من 200 صهريج عالقة على الحدود.", "stock_level", "tankers_waiting", 200, 200, None),
    ("ar", "حذر محللون من أن الدولة قد تنهار.", "risk_outlook", None, None, None, None),
    ("ar", "دعت السفارة رعاياها إلى مغادرة مالي.", "advisory", None, None, None, None),
    ("ar", "بدأ السائقون إضرابا يوم الخميس.", "service_closure", None, None, None, None),
    ("ar", "انسحب الجيش من قاعدته في نارا.", "force_withdrawal", None, None, None, None),
    ("ar", "سجلت الجمارك 60 مليون لتر من المنتجات النفطية.", "supply_arrival", "petroleum_registered", 60e6, 60e6, 60e6),
    ("ar", "اندلعت اشتباكات بين الجيش والمسلحين قرب سان.", "armed_clash", None, None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "event", "quantity", "best", "low", "high"), CASES)
def test_event_with_its_figure(language, text, event, quantity, best, low, high):
    found = [
        (claim.event_type, claim.quantity, claim.best, claim.low, claim.high)
        for claim in read(text, language)
    ]
    assert (event, quantity, best, low, high) in found


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_one_sentence_gives_at_most_two_claims(case):
    assert len(read(case[1], case[0])) <= 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The minister thanked the national team after the football match."),
        ("en", "The festival opened on Saturday with music from Senegal."),
        ("en", "A new bridge was inaugurated by the president."),
        ("fr", "Le ministre a félicité l'équipe nationale de football."),
        ("fr", "Le festival s'est ouvert samedi avec de la musique du Sénégal."),
        ("fr", "Un nouveau pont a été inauguré par le chef de l'État."),
        ("ar", "هنأ الوزير المنتخب الوطني لكرة القدم."),
        ("ar", "افتتح المهرجان يوم السبت بموسيقى من السنغال."),
        ("ar", "دشن الرئيس جسرا جديدا."),
    ],
)
def test_nothing_is_invented(language, text):
    assert read(text, language) == ()


def test_a_figure_without_number_is_a_gap_not_zero():
    (claim,) = read("Tankers were burnt near Sikasso, RFI said, without giving a number.", "en")
    assert (claim.best, claim.low, claim.high) == (None, None, None)


def test_families_are_households_not_persons():
    (claim,) = read("Des milliers de familles ont fui la zone de Nara.", "fr")
    assert (claim.quantity, claim.unit, claim.low, claim.high) == (
        "households_displaced", "households", 2000, None,
    )  # fmt: skip


def test_same_span_and_type_get_different_identifiers():
    claims = read("JNIM said 50 soldiers and 84 fighters were killed.", "en")
    assert len({claim.claim_id for claim in claims}) == len(claims) == 2
