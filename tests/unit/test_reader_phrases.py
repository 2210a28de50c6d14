"""A phrase book: each rule of what is told, in three languages, with what must not be read.

The sentences are ordinary newspaper prose written for this table, none of them from a report.
"""

# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import pytest

from tests.support.reading import read

# language, sentence, event type, modality
TOLD = [
    # a force leaves
    ("en", "The peacekeepers completed their withdrawal from Mopti in December.", "force_withdrawal", "asserted"),
    ("en", "Wagner pulled out of Mali after three years.", "force_withdrawal", "asserted"),
    ("fr", "Les casques bleus ont achevé leur retrait de Mopti en décembre.", "force_withdrawal", "asserted"),
    ("fr", "Wagner a quitté le Mali après trois ans.", "force_withdrawal", "asserted"),
    ("ar", "أكملت القوات الفرنسية انسحابها من موبتي.", "force_withdrawal", "asserted"),
    ("ar", "غادرت مجموعة فاغنر مالي بعد ثلاث سنوات.", "force_withdrawal", "asserted"),
    # a force is merged, replaced or dissolved
    ("en", "Two armed groups merged to form a new alliance.", "force_reorganisation", "asserted"),
    ("en", "The junta dissolved a battalion of the guard.", "force_reorganisation", "asserted"),
    ("fr", "Deux groupes armés ont fusionné au sein d'une alliance.", "force_reorganisation", "asserted"),
    ("fr", "L'Africa Corps a remplacé Wagner.", "force_reorganisation", "asserted"),
    ("ar", "اندمجت عدة فصائل في تنظيم جديد.", "force_reorganisation", "asserted"),
    ("ar", "حل الفيلق الأفريقي محل فاغنر.", "force_reorganisation", "asserted"),
    # visits, patrols, borders
    ("en", "The president received a Turkish delegation on Tuesday.", "official_visit", "asserted"),
    ("fr", "L'émissaire algérien a été reçu mardi à Bamako.", "official_visit", "asserted"),
    ("ar", "استقبل الرئيس وفدا تركيا يوم الثلاثاء.", "official_visit", "asserted"),
    ("en", "Mali and Niger launched joint patrols.", "military_cooperation", "asserted"),
    ("fr", "Le Mali et le Niger mènent des patrouilles mixtes.", "military_cooperation", "asserted"),
    ("ar", "أطلقت مالي والنيجر دوريات مشتركة.", "military_cooperation", "asserted"),
    ("en", "Ghana sent reinforcements to its northern border.", "border_reinforcement", "asserted"),
    ("fr", "Le Ghana a envoyé des renforts à sa frontière.", "border_reinforcement", "asserted"),
    ("ar", "أرسلت غانا تعزيزات إلى حدودها.", "border_reinforcement", "asserted"),
    # threats are announced
    ("en", "Hauliers threatened to go on strike.", "service_closure", "announced"),
    ("fr", "Les chauffeurs menacent de faire grève.", "service_closure", "announced"),
    ("ar", "هدد السائقون بالإضراب.", "service_closure", "announced"),
    ("en", "Anyone who drives for the army will be treated as a target, the group said.", "blockade", "announced"),
    ("fr", "Quiconque roule pour l'armée sera traité comme une cible.", "blockade", "announced"),
    ("ar", "كل من ينقل الوقود هدف مشروع، بحسب الجماعة.", "blockade", "announced"),
    # pumps, power
    ("en", "Petrol is available again in Mopti.", "shortage", "asserted"),
    ("fr", "L'essence est de nouveau disponible à Mopti.", "shortage", "asserted"),
    ("ar", "عاد البنزين إلى محطات موبتي.", "shortage", "asserted"),
    ("en", "Mopti has been without electricity for a month.", "service_closure", "asserted"),
    ("fr", "Mopti est privée de courant depuis un mois.", "service_closure", "asserted"),
    ("ar", "موبتي بلا كهرباء منذ شهر.", "service_closure", "asserted"),
    # what a side wants, and talks that fail
    ("en", "The group wants to isolate the capital.", "assessment", "asserted"),
    ("fr", "Le groupe cherche à isoler la capitale.", "assessment", "asserted"),
    ("ar", "تريد الجماعة عزل العاصمة.", "assessment", "asserted"),
    ("en", "Talks on the release of the hostages failed.", "assessment", "asserted"),
    ("fr", "Les négociations pour la libération des otages ont échoué.", "assessment", "asserted"),
    ("ar", "فشلت المفاوضات بشأن إطلاق سراح الرهائن.", "assessment", "asserted"),
    ("en", "The group extended its blockade in retaliation for the fuel ban.", "assessment", "asserted"),
    ("fr", "Le groupe a étendu son blocus en représailles à l'interdiction.", "assessment", "asserted"),
    ("ar", "وسعت الجماعة حصارها ردا على الحظر.", "assessment", "asserted"),
    # what is said not to be
    ("en", "There is no blockade, the prime minister said.", "blockade", "denied"),
    ("en", "The government denied that there was any shortage of fuel.", "shortage", "denied"),
    ("en", "There was no sign of fighting in Mopti.", "armed_clash", "denied"),
    ("en", "The road to Kayes has not reopened.", "agreement", "denied"),
    ("en", "The truce did not hold.", "truce", "denied"),
    ("fr", "Il n'y a aucun blocus, assure le ministre.", "blockade", "denied"),
    ("fr", "Le gouvernement dément toute pénurie de carburant.", "shortage", "denied"),
    ("fr", "Il n'y a jamais eu d'accord avec les jihadistes.", "agreement", "denied"),
    ("fr", "La route de Kayes n'a pas été rouverte.", "agreement", "denied"),
    ("fr", "La trêve n'a pas tenu.", "truce", "denied"),
    ("ar", "لا يوجد حصار، كما قال الوزير.", "blockade", "denied"),
    ("ar", "نفت الحكومة وجود أي نقص في الوقود.", "shortage", "denied"),
    ("ar", "لا صحة لأنباء الهجوم على القافلة.", "attack_on_convoy", "denied"),
    ("ar", "لم يفتح طريق كايس بعد.", "agreement", "denied"),
    ("ar", "لم تصمد الهدنة.", "truce", "denied"),
    # a denial of something else denies nothing
    ("en", "Soldiers denied them access to the besieged town of Nara.", "blockade", "asserted"),
    ("en", "Bamako has had no petrol since the blockade began.", "blockade", "asserted"),
    ("fr", "L'armée n'a pas brisé le blocus de Nara.", "blockade", "asserted"),
    ("fr", "Aucune aide n'arrive à Nara depuis le début du blocus.", "blockade", "asserted"),
    ("ar", "لم يرفع الحصار عن نارا.", "blockade", "asserted"),
    ("ar", "فر السكان بسبب انعدام الأمن والحصار على نارا.", "blockade", "asserted"),
    # who confirms the blow it was dealt admits it
    ("en", "The army confirmed the ambush near Nara.", "armed_clash", "admitted"),
    ("fr", "L'armée a reconnu la mort de dix soldats.", "casualties", "admitted"),
    # a price of before, and the abduction of those just freed, are background
    ("en", "A litre sold at 775 CFA francs before the crisis.", "price", "background"),
    ("fr", "Le litre se vend 2 000 francs CFA contre 775 francs avant la crise.", "price", "background"),
    ("ar", "كان اللتر يباع بسعر 775 فرنكا قبل الأزمة.", "price", "background"),
    ("en", "The three engineers who were kidnapped in May were released.", "abduction", "background"),
    ("fr", "Les trois ingénieurs qui avaient été enlevés en mai ont été libérés.", "abduction", "background"),
    ("ar", "أفرج عن المهندسين الثلاثة الذين اختطفوا في مايو.", "abduction", "background"),
    # months and "even if" leave nothing open
    ("en", "A convoy was attacked in May.", "attack_on_convoy", "asserted"),
    ("fr", "Un convoi a été attaqué, même si l'armée veille.", "attack_on_convoy", "asserted"),
]  # fmt: skip

# language, sentence, event type, quantity, best, low, high
COUNTED = [
    ("en", "Some 1,500 mercenaries are deployed in Mali.", "force_strength", "fighters", 1500, 1350, 1650),
    ("en", "A force of some 2,000 men holds the town.", "force_strength", "fighters", 2000, 1800, 2200),
    ("en", "Officials put the strength of the force at 900.", "force_strength", "fighters", 900, 900, 900),
    ("fr", "La force compte un millier d'hommes.", "force_strength", "fighters", 1000, 900, 1100),
    ("fr", "Un contingent de 600 soldats tient la ville.", "force_strength", "fighters", 600, 600, 600),
    ("ar", "ينتشر في مالي نحو 2500 عنصر من فاغنر.", "force_strength", "fighters", 2500, 2250, 2750),
    ("ar", "تضم القوة ألف مقاتل.", "force_strength", "fighters", 1000, 1000, 1000),
    ("en", "At least 10 soldiers and three civilians were killed.", "casualties", "persons_killed", 3, 3, 3),
    ("fr", "Au moins dix soldats et trois civils ont été tués.", "casualties", "persons_killed", 3, 3, 3),
    ("ar", "قتل عشرة جنود على الأقل وثلاثة مدنيين.", "casualties", "persons_killed", 3, 3, 3),
    ("en", "A soldier was killed and two others were wounded.", "casualties", "persons_wounded", 2, 2, 2),
    ("fr", "Un soldat a été tué et deux autres blessés.", "casualties", "persons_wounded", 2, 2, 2),
    ("en", "At least 40 workers, and perhaps 50, were kidnapped.", "abduction", "persons_abducted", None, 40, 50),
    ("fr", "Au moins 40 ouvriers, voire 50 personnes, ont été enlevés.", "abduction", "persons_abducted", None, 40, 50),
    ("ar", "خطف 40 عاملا، وقد يصل العدد إلى 50.", "abduction", "persons_abducted", None, 40, 50),
    ("en", "The kidnappers demanded $3 million for the release of the engineers.", "ransom", "ransom_paid", 3e6, 3e6, 3e6),
    ("fr", "Les ravisseurs exigent 3 millions de dollars pour la libération des ingénieurs.", "ransom", "ransom_paid", 3e6, 3e6, 3e6),
    ("ar", "طالب الخاطفون بـ3 ملايين دولار للإفراج عن المهندسين.", "ransom", "ransom_paid", 3e6, 3e6, 3e6),
    ("fr", "Le pays accueille 80 000 réfugiés, dont 60 000 enregistrés.", "refugee_registration", "refugees_registered", 60000, 60000, 60000),
    ("ar", "تستضيف البلاد 80 ألف لاجئ، سجل منهم 60 ألفا.", "refugee_registration", "refugees_registered", 60000, 60000, 60000),
    ("en", "The three engineers who were kidnapped in May were released.", "hostage_release", "persons_released", 3, 3, 3),
    ("fr", "Les trois ingénieurs qui avaient été enlevés en mai ont été libérés.", "hostage_release", "persons_released", 3, 3, 3),
    ("ar", "أفرج عن المهندسين الثلاثة الذين اختطفوا في مايو.", "hostage_release", "persons_released", 3, 3, 3),
    ("en", "The two were freed on Sunday.", "hostage_release", "persons_released", 2, 2, 2),
    ("fr", "Les deux ont été libérés dimanche.", "hostage_release", "persons_released", 2, 2, 2),
    ("ar", "أفرج عن الرهائن الخمسة.", "hostage_release", "persons_released", 5, 5, 5),
]  # fmt: skip

# language, sentence, an event type that must not be read
NOT_TOLD = [
    # sought, feared, plotted, refused, called for, failed
    ("en", "The group seeks to provoke another coup.", "coup"),
    ("en", "The general was accused of plotting a coup.", "coup"),
    ("en", "The coup leader met the unions.", "coup"),
    ("en", "Villages that refuse an agreement are besieged.", "agreement"),
    ("en", "The envoy called for a ceasefire.", "truce"),
    ("en", "Talks on the release of the hostages failed.", "hostage_release"),
    ("en", "Residents fear another attack on the convoy.", "attack_on_convoy"),
    ("fr", "Le groupe cherche à provoquer un coup d'État.", "coup"),
    ("fr", "Le général est accusé de préparer un coup d'État.", "coup"),
    ("fr", "Les villages qui refusent l'accord sont assiégés.", "agreement"),
    ("fr", "L'émissaire a appelé à un cessez-le-feu.", "truce"),
    ("fr", "Les négociations pour la libération des otages ont échoué.", "hostage_release"),
    ("ar", "تسعى الجماعة إلى إحداث انقلاب جديد.", "coup"),
    ("ar", "اتهم الجنرال بالتخطيط لانقلاب.", "coup"),
    ("ar", "تحاصر الجماعة قرى ترفض الاتفاق.", "agreement"),
    ("ar", "دعا المبعوث إلى هدنة.", "truce"),
    ("ar", "فشلت الوساطة للإفراج عن الرهائن.", "hostage_release"),
    ("en", "A deal to free the hostages was reached.", "hostage_release"),
    ("fr", "Un accord pour la libération des otages a été conclu.", "hostage_release"),
    ("ar", "أبرم اتفاق للإفراج عن الرهائن.", "hostage_release"),
    # the price of a release is a ransom, not a release
    ("en", "The kidnappers demanded $3 million for the release of the engineers.", "hostage_release"),
    ("fr", "Les ravisseurs exigent 3 millions de dollars pour la libération des ingénieurs.", "hostage_release"),
    # nor is a mission of the IMF a force, or a visit of a union one of a state
    ("en", "The IMF mission left Bamako on Friday.", "force_withdrawal"),
    ("fr", "La mission du FMI a quitté Bamako vendredi.", "force_withdrawal"),
    ("ar", "غادرت بعثة صندوق النقد باماكو يوم الجمعة.", "force_withdrawal"),
    ("fr", "Le premier ministre a reçu une délégation des syndicats.", "official_visit"),
    # words of an event that tell of none
    ("en", "The union asked for insurance for the wounded and the dead.", "casualties"),
    ("en", "Accounts of the highest ransom differ.", "ransom"),
    ("en", "He paid tribute to the soldiers killed in the war.", "casualties"),
    ("en", "The presidential convoy reached Kayes.", "supply_arrival"),
    ("fr", "Le syndicat demande une assurance pour les blessés.", "casualties"),
    ("fr", "Les récits de la rançon divergent.", "ransom"),
    ("fr", "Le convoi présidentiel est arrivé à Kayes.", "supply_arrival"),
    ("ar", "طالبت النقابة بتعويضات للجرحى.", "casualties"),
    # the attack in which they died is no clash of its own
    ("en", "Three soldiers died in an ambush near Nara.", "armed_clash"),
    ("fr", "Trois soldats ont été tués dans une attaque près de Nara.", "armed_clash"),
    ("ar", "قتل ثلاثة جنود في هجوم قرب نارا.", "armed_clash"),
    # a wish of nobody in the war
    ("en", "The bank seeks to push digital payments.", "assessment"),
    ("fr", "La banque cherche à pousser les paiements numériques.", "assessment"),
    ("ar", "تسعى الشركة إلى دفع الاستثمار.", "assessment"),
    # aid for 20,000 people displaces nobody
    ("en", "The agency distributed food to 20,000 people in Mopti.", "displacement"),
]  # fmt: skip

NOTHING = [
    ("en", "The festival attracted 20,000 people."),
    ("en", "The court sentenced five people to prison."),
    ("en", "Around 30 people attended the meeting in Bamako."),
    ("en", "The president left the hospital on Tuesday."),
    ("en", "A new school will open in Kayes."),
    ("en", "The team lost 12 players to injury."),
    ("fr", "Le festival a attiré 20 000 personnes."),
    ("fr", "Le tribunal a condamné cinq personnes à la prison."),
    ("fr", "Une trentaine de personnes ont assisté à la réunion de Bamako."),
    ("fr", "Le président a quitté l'hôpital mardi."),
    ("fr", "Le prix littéraire a été remis à une romancière de Mopti."),
    ("fr", "Le coût de la vie augmente."),
    ("ar", "جذب المهرجان 20 ألف شخص."),
    ("ar", "حكمت المحكمة على خمسة أشخاص بالسجن."),
    ("ar", "حضر نحو 30 شخصا الاجتماع في باماكو."),
    ("ar", "غادر الرئيس المستشفى يوم الثلاثاء."),
    ("ar", "خسر المنتخب الوطني 12 مباراة."),
    ("ar", "ارتفعت تكاليف المعيشة."),
]


def test_what_a_price_rose_from_is_no_claim_of_its_own():
    claims = read("A litre sells at 2,000 CFA francs, up from 775 francs.", "en")
    assert [(c.event_type, c.quantity, c.best) for c in claims] == [("price", "fuel_price", 2000)]


@pytest.mark.parametrize(("language", "text", "event", "modality"), TOLD)
def test_what_is_told_and_how(language, text, event, modality):
    assert (event, modality) in {(c.event_type, c.modality) for c in read(text, language)}


@pytest.mark.parametrize(("language", "text", "event", "quantity", "best", "low", "high"), COUNTED)
def test_how_many(language, text, event, quantity, best, low, high):
    found = [(c.event_type, c.quantity, c.best, c.low, c.high) for c in read(text, language)]
    assert (event, quantity, best, low, high) in found


@pytest.mark.parametrize(("language", "text", "event"), NOT_TOLD)
def test_what_did_not_happen_is_not_read(language, text, event):
    assert event not in {claim.event_type for claim in read(text, language)}


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_ordinary_news_holds_no_claim(language, text):
    assert read(text, language) == ()


@pytest.mark.parametrize(
    ("language", "text", "nations"),
    [
        ("en", "Two Emiratis and an Iranian were kidnapped.", {"ARE", "IRN"}),
        ("fr", "Deux Émiratis et un Iranien ont été enlevés.", {"ARE", "IRN"}),
        ("ar", "خطف إماراتيان وإيراني.", {"ARE", "IRN"}),
    ],
)
def test_a_list_of_nationalities_is_not_added_up(language, text, nations):
    (claim,) = read(text, language)
    assert (claim.event_type, claim.best, claim.low, claim.high) == ("abduction", None, None, None)
    assert {actor.nationality for actor in claim.actors} == nations


def test_two_coups_of_one_sentence_are_two():
    for text, language in (
        ("The army staged a coup in 2020 and a second one in 2021.", "en"),
        ("L'armée a mené un coup d'État en 2020 et un second en 2021.", "fr"),
        ("شهدت البلاد انقلابا في 2020 وآخر في 2021.", "ar"),
    ):
        claims = [claim for claim in read(text, language) if claim.event_type == "coup"]
        assert len(claims) == 2, text


def test_a_coup_that_is_a_second_one_is_still_one():
    claims = read("A second coup followed in Bamako.", "en")
    assert [claim.event_type for claim in claims] == ["coup"]
