"""What ended, was foiled or never came: neither the event nor its opposite is invented."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.claims import Document
from qafila.reports import read_claims
from qafila.situation.evidence import _counts, _rules
from tests.support.reading import GAZETTEER, PUBLISHED, read

ENDED = [
    ("en", "The blockade of Bamako was lifted on 12 November 2025."),
    ("en", "The siege of Bamako is over."),
    ("en", "The army broke the siege of Bamako."),
    ("en", "The ban on fuel was lifted in Bamako."),
    ("fr", "Le blocus de Bamako a été levé le 12 novembre 2025."),
    ("fr", "Le siège de Bamako a pris fin."),
    ("fr", "L'armée a brisé le siège de Bamako."),
    ("ar", "رُفع الحصار عن باماكو في 12 نوفمبر 2025."),
    ("ar", "انتهى حصار باماكو."),
    ("ar", "كسر الجيش الحصار عن باماكو."),
]
NOT_ENDED = [
    ("en", "The blockade of Bamako has not been lifted."),
    ("en", "The siege of Bamako will be lifted, the governor said."),
    ("en", "JNIM will free them once the siege of Bamako is lifted."),
    ("en", "Traders want the blockade of Bamako lifted."),
    ("en", "The group refuses to lift the blockade of Bamako."),
    ("en", "The blockade of Bamako began when the truce ended."),
    ("en", "The end of the siege of Bamako is not in sight."),
    ("en", "The group asks for fighters in exchange for an end to the blockade of Bamako."),
    ("fr", "Le blocus de Bamako n'a pas été levé."),
    ("fr", "La fin du blocus de Bamako n'est pas en vue."),
    ("ar", "أدى رفع الأسعار بسبب الحصار إلى غضب في باماكو."),
    ("fr", "Le groupe refuse de lever le blocus de Bamako."),
    ("fr", "Les négociations pour la levée du blocus de Bamako continuent."),
    ("ar", "لم يُرفع الحصار عن باماكو."),
    ("ar", "مفاوضات لرفع الحصار عن باماكو مستمرة."),
]
BETTER = [
    ("en", "Queues at petrol stations in Bamako have nearly gone."),
    ("en", "Bamako no longer lacks fuel."),
    ("en", "The fuel shortage in Bamako is over."),
    ("fr", "Les files devant les stations-service de Bamako ont presque disparu."),
    ("fr", "Le carburant ne manque plus à Bamako."),
    ("fr", "La pénurie de carburant à Bamako est terminée."),
    ("ar", "اختفت الطوابير أمام محطات الوقود في باماكو تقريبا."),
    ("ar", "لم يعد الوقود شحيحا في باماكو."),
    ("ar", "انتهت أزمة الوقود في باماكو."),
]
NO_BETTER = [
    ("en", "The fuel shortage in Bamako has not ended."),
    ("en", "Long queues formed at petrol stations in Bamako."),
    ("en", "Queues at petrol stations in Bamako have not gone."),
    ("fr", "La pénurie de carburant à Bamako n'est pas terminée."),
    ("ar", "لم تنته أزمة الوقود في باماكو."),
]
FOILED = [
    ("en", "The attack on a fuel convoy near Sikasso was foiled."),
    ("en", "The army foiled an attack on a fuel convoy near Sikasso."),
    ("fr", "L'attaque contre un convoi de carburant près de Sikasso a été déjouée."),
    ("ar", "أُحبط الهجوم على قافلة وقود قرب سيكاسو."),
]
REPELLED = [
    ("en", "The army repelled an attack on a fuel convoy near Sikasso."),
    ("fr", "L'armée a repoussé une attaque contre un convoi près de Sikasso."),
    ("ar", "صد الجيش هجوما على قافلة وقود قرب سيكاسو."),
]
NOBODY = [("en", "Nobody fled Kayes."), ("fr", "Personne n'a fui Kayes.")]
ALONE = [
    ("en", "The army gave no toll."),
    ("fr", "L'armée n'a donné aucun bilan."),
    ("ar", "ولم يعلن الجيش أي حصيلة."),
    ("en", "The number of prisoners concerned has not been announced."),
]


def _kinds(text, language):
    return {(claim.event_type, claim.subtype) for claim in read(text, language)}


@pytest.mark.parametrize(("language", "text"), ENDED)
def test_a_blockade_that_ended_is_no_blockade(language, text):
    assert _kinds(text, language) == {("truce", "blockade_ended")}


@pytest.mark.parametrize(("language", "text"), NOT_ENDED)
def test_a_blockade_whose_end_is_denied_or_awaited_goes_on(language, text):
    found = _kinds(text, language)
    assert ("truce", "blockade_ended") not in found
    assert "blockade" in {kind for kind, _ in found}


@pytest.mark.parametrize(("language", "text"), BETTER)
def test_good_news_is_not_told_as_a_shortage(language, text):
    assert _kinds(text, language) == {("shortage", "easing")}


@pytest.mark.parametrize(("language", "text"), NO_BETTER)
def test_a_shortage_that_goes_on_is_no_good_news(language, text):
    found = _kinds(text, language)
    assert "shortage" in {kind for kind, _ in found}
    assert "easing" not in {subtype for _, subtype in found}


@pytest.mark.parametrize(("language", "text"), FOILED)
def test_a_foiled_attack_did_not_happen(language, text):
    assert read(text, language) == ()


@pytest.mark.parametrize(("language", "text"), REPELLED)
def test_a_repelled_attack_happened(language, text):
    assert _kinds(text, language) == {("attack_on_convoy", "repelled")}


@pytest.mark.parametrize(("language", "text"), NOBODY)
def test_nobody_who_fled_is_a_denial(language, text):
    assert [claim.modality for claim in read(text, language)] == ["denied"]


@pytest.mark.parametrize(("language", "text"), ALONE)
def test_a_number_not_given_tells_of_no_event_by_itself(language, text):
    assert read(text, language) == ()


def test_a_number_not_given_is_told_of_the_attack_before_it():
    claims = read("A fuel convoy was attacked near Sikasso. The army gave no toll.", "en")
    assert [claim.subtype for claim in claims] == [None, "number_not_announced"]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The minister dismissed an official; 40 tankers were burnt near Sikasso.", "asserted"),
        ("The army rejected reports that 40 tankers had been burnt near Sikasso.", "denied"),
    ],
)
def test_only_who_rejects_what_is_said_denies_it(text, modality):
    claims = read(text, "en")
    assert [claim.modality for claim in claims if claim.best == 40] == [modality]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The three Egyptians abducted in western Mali were freed on 16 November 2025."),
        ("fr", "Les trois Égyptiens enlevés au Mali ont été libérés le 16 novembre 2025."),
    ],
)
def test_the_day_of_a_release_is_not_that_of_the_abduction(language, text):
    claims = {claim.event_type: claim for claim in read(text, language)}
    assert claims["hostage_release"].date.start == dt.date(2025, 11, 16)
    assert claims["hostage_release"].best == 3
    taken = claims.get("abduction")
    assert taken is None or (taken.date.start is None and taken.modality == "background")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A convoy reached Bamako on 13 October 2025, in September said a site by mistake. "
         "Two days earlier a convoy was attacked near Sikasso."),
        ("fr", "Un convoi a atteint Bamako le 13 octobre 2025, un site imprime par erreur le mois "
         "de septembre. Deux jours plus tôt, un convoi a été attaqué près de Sikasso."),
        ("ar", "في 13 أكتوبر 2025 وصلت قافلة إلى باماكو. وقبل ذلك بيومين تعرضت قافلة أخرى لهجوم "
         "قرب سيكاسو."),
    ],
)  # fmt: skip
def test_days_count_from_a_day_and_not_from_a_month(language, text):
    attacks = [claim for claim in read(text, language) if claim.event_type == "attack_on_convoy"]
    assert [claim.date.start for claim in attacks] == [dt.date(2025, 10, 11)]


def test_one_government_has_one_name_in_all_languages():
    said = [
        ("en", "The Malian government said that 40 tankers reached Bamako."),
        ("fr", "Quarante citernes ont atteint Bamako, selon le gouvernement malien."),
        ("ar", "قالت الحكومة المالية إن 40 صهريجا وصلت إلى باماكو."),
    ]
    found = set()
    for language, text in said:
        document = Document.from_text(text, "n.md", language=language, published=PUBLISHED)
        found |= {claim.said_by[-1].source_id for claim in read_claims(document, GAZETTEER)}
    assert found == {"government_mli"}


def test_the_end_of_a_blockade_opens_roads_and_closes_none():
    claims = read("The blockade of Bamako was lifted on 12 November 2025.", "en")
    rules = _rules()["truce"]
    found = {rule["direction"] for rule in rules if _counts(claims[0], rule, rules)}
    assert found == {"open"}
