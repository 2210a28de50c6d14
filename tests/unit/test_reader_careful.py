"""Rules that a careful reader follows, each in three languages."""

# ruff: noqa: E501  # one case a line reads best
from __future__ import annotations

import datetime as dt

import pytest

from qafila.claims import Claim, Document
from qafila.reports import read_claims
from tests.support.reading import GAZETTEER

PUBLISHED = dt.date(2025, 11, 20)


def read(language: str, text: str, published: dt.date | None = PUBLISHED) -> tuple[Claim, ...]:
    note = Document.from_text(text, "a.md", language=language, published=published)
    return read_claims(note, GAZETTEER)


def one(language: str, text: str, event_type: str, published: dt.date | None = PUBLISHED) -> Claim:
    found = [claim for claim in read(language, text, published) if claim.event_type == event_type]
    assert len(found) == 1, [(claim.event_type, claim.span.text) for claim in found]
    return found[0]


def each(**texts: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("language", "text"), list(texts.items()), ids=list(texts))


@each(
    en="Gunmen attacked a fuel convoy near Kayes last July.",
    fr="Des hommes armés ont attaqué un convoi de carburant près de Kayes en juillet dernier.",
    ar="هاجم مسلحون قافلة وقود قرب كايس في يوليو الماضي.",
)
def test_last_july_needs_a_day_of_publication(language, text):
    known = one(language, text, "attack_on_convoy")
    assert (known.date.start, known.date.end) == (dt.date(2025, 7, 1), dt.date(2025, 7, 31))
    unknown = one(language, text, "attack_on_convoy", None)
    assert (unknown.date.start, unknown.date.end) == (None, None)
    assert unknown.date.basis == "unresolved"


@each(
    en="A fuel convoy was attacked near Kayes on 3 November. Pumps in Bamako are dry.",
    fr="Un convoi de carburant a été attaqué près de Kayes le 3 novembre. Les pompes de Bamako sont à sec.",
    ar="تعرضت قافلة وقود لهجوم قرب كايس في 3 نوفمبر. ونفد الوقود من محطات باماكو.",
)
def test_the_date_of_the_sentence_before_is_not_inherited(language, text):
    assert one(language, text, "attack_on_convoy").date.start == dt.date(2025, 11, 3)
    assert one(language, text, "shortage").date.start is None


@each(
    en="Bamako denied on Monday that a fuel convoy had been attacked near Kayes.",
    fr="Bamako a démenti lundi qu'un convoi de carburant ait été attaqué près de Kayes.",
    ar="نفت باماكو يوم الاثنين أن تكون قافلة وقود قد تعرضت لهجوم قرب كايس.",
)
def test_a_capital_that_speaks_is_a_government(language, text):
    claim = one(language, text, "attack_on_convoy")
    assert "bamako" not in {place.location_id for place in claim.locations}
    assert claim.said_by[-1].kind == "government"
    assert claim.modality == "denied"


@each(
    en="A fuel convoy was attacked near Kayes, Radio France Internationale reported.",
    fr="Un convoi de carburant a été attaqué près de Kayes, a rapporté Radio France Internationale.",
    ar="تعرضت قافلة وقود لهجوم قرب كايس، بحسب إذاعة فرنسا الدولية.",
)
def test_a_radio_name_is_no_country(language, text):
    claim = one(language, text, "attack_on_convoy")
    assert {place.country for place in claim.locations} == {"MLI"}
    assert claim.said_by[-1].kind == "media"


@each(
    en="Three Egyptian nationals were abducted near Kayes.",
    fr="Trois ressortissants égyptiens ont été enlevés près de Kayes.",
    ar="اختُطف ثلاثة مواطنين مصريين قرب كايس.",
)
def test_an_adjective_of_nationality_is_no_place(language, text):
    claim = one(language, text, "abduction")
    assert "EGY" not in {place.country for place in claim.locations}
    assert "EGY" in {actor.nationality for actor in claim.actors}


@each(
    en="Chinese, Indian, Egyptian and Emirati nationals were abducted near Kayes.",
    fr="Des ressortissants chinois, indiens, égyptiens et émiratis ont été enlevés près de Kayes.",
    ar="اختُطف مواطنون صينيون وهنود ومصريون وإماراتيون قرب كايس.",
)
def test_a_list_of_nationalities_is_one_claim_and_no_count(language, text):
    claim = one(language, text, "abduction")
    assert {actor.nationality for actor in claim.actors} >= {"CHN", "IND", "EGY", "ARE"}
    assert (claim.best, claim.low, claim.high) == (None, None, None)


@each(
    en="Some 300 families fled Kayes.",
    fr="Quelque 300 familles ont fui Kayes.",
    ar="فرت نحو 300 أسرة من كايس.",
)
def test_families_are_households(language, text):
    claim = one(language, text, "displacement")
    assert (claim.quantity, claim.unit) == ("households_displaced", "households")


@each(
    en="Thousands of people fled Kayes.",
    fr="Des milliers de personnes ont fui Kayes.",
    ar="فر آلاف الأشخاص من كايس.",
)
def test_thousands_have_no_upper_bound(language, text):
    claim = one(language, text, "displacement")
    assert (claim.best, claim.low, claim.high) == (None, 2000.0, None)


@each(
    en="The army admitted heavy losses near Kayes.",
    fr="L'armée a reconnu de lourdes pertes près de Kayes.",
    ar="اعترف الجيش بخسائر فادحة قرب كايس.",
)
def test_heavy_losses_without_a_number_are_a_gap(language, text):
    claim = one(language, text, "casualties")
    assert (claim.best, claim.low, claim.high) == (None, None, None)
    assert claim.modality == "admitted"


@each(
    en="Analysts warned that the state could collapse if the attacks go on.",
    fr="Des analystes ont averti que l'État pourrait s'effondrer si les attaques continuent.",
    ar="حذر محللون من أن الدولة قد تنهار إذا استمرت الهجمات.",
)
def test_a_warning_of_collapse_is_an_outlook_and_no_event(language, text):
    claims = read(language, text)
    assert {claim.event_type for claim in claims} == {"risk_outlook"}
    assert claims[0].modality in {"conditional", "opinion"}


@each(
    en="Soldiers were killed near Kayes; the number was not announced.",
    fr="Des soldats ont été tués près de Kayes ; leur nombre n'a pas été annoncé.",
    ar="قُتل جنود قرب كايس، ولم يُعلن عددهم.",
)
def test_a_number_not_announced_is_a_gap(language, text):
    claims = [claim for claim in read(language, text) if claim.event_type == "casualties"]
    assert claims
    assert {(claim.best, claim.low, claim.high) for claim in claims} == {(None, None, None)}


@each(
    en="JNIM clashed with the Azawad Liberation Front near Kayes. The group said it had burnt 40 tankers.",
    fr="Le JNIM a affronté le Front de libération de l'Azawad près de Kayes. Le groupe a affirmé avoir brûlé 40 camions-citernes.",
    ar="اشتبكت جماعة نصرة الإسلام والمسلمين مع جبهة تحرير أزواد قرب كايس. وقالت الجماعة إنها أحرقت 40 صهريجا.",
)
def test_the_group_is_the_group_named_last(language, text):
    claim = one(language, text, "attack_on_convoy")
    assert claim.said_by[-1].kind == "armed_group"


@each(
    en="Bamako under siege\n\nJNIM has kept Bamako under an indirect siege since September, residents said.",
    fr="Bamako sous blocus\n\nLe JNIM maintient Bamako sous un blocus indirect depuis septembre, disent des habitants.",
    ar="باماكو تحت الحصار\n\nتفرض جماعة نصرة الإسلام والمسلمين حصارا غير مباشر على باماكو منذ سبتمبر، بحسب سكان.",
)
def test_a_headline_keeps_its_own_span_and_wording(language, text):
    claims = [claim for claim in read(language, text) if claim.event_type == "blockade"]
    assert len(claims) == 2
    assert claims[0].span.end <= text.index("\n")
    assert claims[1].span.start > text.index("\n")


@each(
    en="A coup in August 2020 and another in May 2021 brought the army to power in Mali.",
    fr="Un coup d'État en août 2020 et un autre en mai 2021 ont porté l'armée au pouvoir au Mali.",
    ar="وقع في مالي انقلاب في أغسطس 2020 وآخر في مايو 2021.",
)
def test_two_years_in_one_phrase_are_two_events(language, text):
    starts = {claim.date.start for claim in read(language, text) if claim.event_type == "coup"}
    assert starts == {dt.date(2020, 8, 1), dt.date(2021, 5, 1)}


@each(
    en="The group has 6,000 fighters, according to a UN estimate quoted by Le Monde.",
    fr="Le groupe compte 6 000 combattants, selon une estimation de l'ONU citée par Le Monde.",
    ar="يبلغ عدد مقاتلي الجماعة 6 آلاف مقاتل، وفق تقدير للأمم المتحدة نقلته صحيفة لوموند.",
)
def test_a_relayed_estimate_keeps_relay_and_origin(language, text):
    claim = one(language, text, "force_strength")
    assert [link.kind for link in claim.said_by] == ["media", "intergovernmental"]
    assert claim.best == 6000


@each(
    en="The fall of Bamako is unlikely, an analyst said.",
    fr="La chute de Bamako est peu probable, estime un analyste.",
    ar="وقال محلل إن سقوط باماكو غير مرجح.",
)
def test_an_opinion_gets_no_probability(language, text):
    for claim in read(language, text):
        assert claim.modality == "opinion"
        assert (claim.best, claim.low, claim.high) == (None, None, None)


@each(
    en="Wagner withdrew from Mali in June 2025 and the Africa Corps took its place.",
    fr="Wagner s'est retiré du Mali en juin 2025 et l'Africa Corps a pris sa place.",
    ar="انسحبت فاغنر من مالي في يونيو 2025 وحل فيلق أفريقيا محلها.",
)
def test_a_successor_is_no_alias(language, text):
    actors = {actor.actor_id for claim in read(language, text) for actor in claim.actors}
    assert len(actors - {None}) >= 2


@each(
    en="The army says the Sikasso road is open.",
    fr="L'armée affirme que la route de Sikasso est ouverte.",
    ar="أكد الجيش أن الطريق بين سيكاسو وباماكو مفتوح.",
)
def test_a_road_that_is_said_to_be_open_is_told(language, text):
    claim = one(language, text, "agreement")
    assert claim.subtype == "road_open"
    assert claim.location.location_id == "sikasso"


@each(
    en="The army says the Sikasso road is not open.",
    fr="La route de Sikasso n'est pas ouverte.",
    ar="الطريق بين سيكاسو وباماكو ليس مفتوحا.",
)
def test_a_road_that_is_not_open_is_not_told_to_be(language, text):
    assert "road_open" not in {claim.subtype for claim in read(language, text)}


@each(
    en="AFP, citing officials, reported that hundreds fled Kayes after an attack claimed by JNIM.",
    fr="L'AFP, citant des responsables, rapporte que des centaines d'habitants ont fui Kayes après une attaque revendiquée par le JNIM.",
    ar="نقلت وكالة الصحافة الفرنسية عن مسؤولين أن المئات فروا من كايس بعد هجوم تبنته جماعة نصرة الإسلام والمسلمين.",
)
def test_who_claims_an_attack_does_not_say_what_else_is_told(language, text):
    claim = one(language, text, "displacement")
    assert "armed_group" not in {link.kind for link in claim.said_by}
