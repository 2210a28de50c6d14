"""Sentences that once moved a level by what they do not say."""

# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import datetime as dt

import pytest

from qafila.claims import Claim, Document
from qafila.reports import read_claims
from tests.support.reading import GAZETTEER

PUBLISHED = dt.date(2025, 11, 20)
OCTOBER = (dt.date(2025, 10, 1), dt.date(2025, 10, 31))


def read(language: str, text: str) -> tuple[Claim, ...]:
    note = Document.from_text(text, "a.md", language=language, published=PUBLISHED)
    return read_claims(note, GAZETTEER)


def one(language: str, text: str, event_type: str) -> Claim:
    found = [claim for claim in read(language, text) if claim.event_type == event_type]
    assert len(found) == 1, [(claim.event_type, claim.span.text) for claim in found]
    return found[0]


def each(**texts: str | tuple[str, ...]) -> pytest.MarkDecorator:
    rows = [
        (language, text)
        for language, told in texts.items()
        for text in ((told,) if isinstance(told, str) else told)
    ]
    return pytest.mark.parametrize(("language", "text"), rows, ids=range(len(rows)))


@each(
    en=("The hauliers' union said last month that 70 lorries had been torched.", "More than 90 tankers had been destroyed, a trade union said.", "A union said in October that more than 60 tankers had been set on fire or wrecked."),
    fr=("Un syndicat affirmait le mois dernier que plus de 70 citernes avaient été brûlées.", "Plus de 90 citernes avaient été détruites, selon un syndicat."),
    ar=("قالت النقابة الشهر الماضي إن أكثر من 70 صهريجا أحرقت.", "قالت النقابة إن أكثر من 90 صهريجا كانت قد أحرقت."),
)  # fmt: skip
def test_a_total_of_the_past_is_no_loss_of_one_attack(language: str, text: str):
    assert one(language, text, "attack_on_convoy").measure == "cumulative"


@each(
    en=("Residents said more than 30 tankers had been burnt near Kayes.", "The union said on Monday that more than 30 tankers had been burnt in an ambush.", "Reuters reported that 30 tankers had been burnt."),
    fr=("Plus de 30 citernes avaient été brûlées près de Kayes, selon des habitants.", "Plus de 30 citernes ont été incendiées mardi."),
    ar=("قال سكان إن أكثر من 30 صهريجا كانت قد أحرقت قرب كايس.", "أحرق أكثر من 30 صهريجا يوم الثلاثاء."),
)  # fmt: skip
def test_a_loss_with_a_place_or_an_attack_or_without_the_pluperfect_is_one(
    language: str, text: str
):
    assert one(language, text, "attack_on_convoy").measure == "flow"


def test_a_loss_after_the_attack_it_is_of_is_no_total():
    text = "Gunmen attacked a fuel convoy near Kayes. A driver said more than 30 tankers had been burnt."
    lost = [claim for claim in read("en", text) if claim.best == 30]
    assert [claim.measure for claim in lost] == ["flow"]


@each(
    en="A union said in October that 700 tankers were stuck at the border.",
    fr="Un syndicat affirmait en octobre que 700 camions-citernes étaient bloqués à la frontière.",
    ar="قالت النقابة في أكتوبر إن 700 صهريج عالقة على الحدود.",
)
def test_what_was_said_in_a_month_was_so_in_that_month(language: str, text: str):
    waiting = one(language, text, "stock_level")
    assert (waiting.date.start, waiting.date.end) == OCTOBER


@each(
    en="A union said on 3 November that 700 tankers were stuck at the border.",
    fr="Un syndicat a dit le 3 novembre que 700 camions-citernes étaient bloqués à la frontière.",
    ar="قالت النقابة في 3 نوفمبر إن 700 صهريج عالقة على الحدود.",
)
def test_a_day_on_which_a_source_spoke_stays_that_of_the_report(language: str, text: str):
    assert one(language, text, "stock_level").date.start is None


@each(
    en=("Schools in Kayes reopened on Monday after ten days of closure.", "Schools in Kayes, closed for two weeks, reopened on Monday."),
    fr=("Les écoles de Kayes ont rouvert lundi après une fermeture de dix jours.", "Les écoles de Kayes, fermées pendant deux semaines, ont rouvert lundi."),
    ar=("أعادت المدارس في كايس فتح أبوابها بعد إغلاق دام عشرة أيام.", "استأنفت المدارس الدروس بعد توقف استمر أسبوعين."),
)  # fmt: skip
def test_schools_that_open_again_are_open_however_long_they_were_shut(language: str, text: str):
    opened = one(language, text, "service_closure")
    assert (opened.subtype, opened.best) == ("schools_reopen", None)


@each(
    en=("The government closed schools for two weeks.", "Schools closed for two weeks in Kayes and reopened in Gao.", "Schools have not reopened after two weeks of closure."),
    fr=("Le gouvernement ferme les écoles pour deux semaines.", "Les écoles n'ont pas rouvert après deux semaines de fermeture."),
    ar=("أغلقت المدارس أبوابها أسبوعين.", "لم تفتح المدارس أبوابها بعد توقف دام أسبوعين."),
)  # fmt: skip
def test_schools_that_shut_or_stay_shut_are_not(language: str, text: str):
    shut = [claim for claim in read(language, text) if claim.quantity == "closure_days"]
    assert [(claim.subtype, claim.best) for claim in shut] == [("schools", 14)]


@each(
    en="Hundreds left Kayes for other towns after the attack.",
    fr="Des centaines de personnes ont quitté Kayes après l'attaque.",
    ar=("قالت مصادر محلية إن المئات غادروا كايس بعد الهجوم.", "غادرت عائلات كثيرة كايس بعد الهجوم."),
)  # fmt: skip
def test_who_left_gave_no_advice_to_leave(language: str, text: str):
    assert "advisory" not in {claim.event_type for claim in read(language, text)}


def test_leave_at_once_is_advice():
    assert one("ar", "دعت السفارة رعاياها: غادروا البلاد فورا.", "advisory")


@each(
    en="Nearly 150 tankers were received in Bamako and several hundred others are on the outskirts of the city.",
    fr="Près de 150 citernes ont été réceptionnées à Bamako et plusieurs centaines d'autres sont aux abords de la ville.",
    ar="استلمت باماكو نحو 150 صهريجا ومئات أخرى على مشارف المدينة.",
)
def test_tankers_at_the_gates_are_not_among_those_that_wait(language: str, text: str):
    found = [(claim.event_type, claim.subtype) for claim in read(language, text)]
    assert found == [("supply_arrival", None), ("stock_level", "outside")]


def test_money_speaks_for_nobody():
    price = one(
        "fr",
        "Au marché noir, le litre vaut 2 500 francs CFA, ajoute l'agence ivoirienne AIP.",
        "price",
    )
    assert [source.name for source in price.said_by] == ["AIP"]
    assert [
        s.name for s in one("fr", "Le litre vaut 900 francs, selon la SOGEM.", "price").said_by
    ] == ["SOGEM"]


@each(
    en="Drivers were accused of selling fuel to armed groups in Mali.",
    fr="L'armée du Mali accuse des chauffeurs de vendre du carburant aux groupes armés.",
    ar="اتهم الجيش المالي سائقين ببيع الوقود إلى جماعات مسلحة.",
)
def test_armed_groups_are_no_arms(language: str, text: str):
    assert "foreign_support" not in {claim.event_type for claim in read(language, text)}


def test_arms_that_are_delivered_are():
    arms = one("fr", "La Russie a livré des armes à l'armée malienne.", "foreign_support")
    assert arms.subtype == "arms"


@each(
    en="Mali and Senegal launched joint patrols on 20 February near Diboli, a radio reported.",
    fr="Le Mali et le Sénégal ont lancé le 20 février à Diboli des patrouilles communes, a rapporté une radio.",
    ar="أطلقت مالي والسنغال في 20 فبراير دوريات مشتركة قرب ديبولي، بحسب إذاعة.",
)
def test_patrols_keep_the_day_on_which_they_were_launched(language: str, text: str):
    assert one(language, text, "military_cooperation").date.start == dt.date(2025, 2, 20)


@each(
    en="The Russian army is active in six African states, among them Mali.",
    fr="L'armée russe est active dans six pays africains, dont le Mali.",
    ar="ينشط الجيش الروسي في ست دول أفريقية من بينها مالي. الجيش الروسي ينشط في ست دول.",
)
def test_a_force_in_several_states_helps_none_by_it(language: str, text: str):
    found = {
        claim.subtype for claim in read(language, text) if claim.event_type == "foreign_support"
    }
    assert found == {"several_states"}


def test_that_opens_a_clause_and_names_nobody():
    text = "It was in May that rebel leaders announced that their movements had merged."
    assert all(
        not source.name.startswith("that") for claim in read("en", text) for source in claim.said_by
    )
