"""How far a denial reaches, which of two figures holds, and what is called false."""

from __future__ import annotations

import pytest

from qafila.reports.bounds import find_figures
from qafila.text import fold
from tests.support.reading import read

STATES_AFTER_DENYING = [
    ("en", "The ministry denied any attack and announced that 12 tankers had reached Kayes."),
    ("en", "The governor denied the ambush, adding that 12 tankers had arrived in Kayes."),
    (
        "en",
        "Officials denied that a convoy was attacked but confirmed that 12 tankers reached Kayes.",
    ),
    ("fr", "Le ministère a nié toute attaque et affirmé que 12 citernes avaient atteint Kayes."),
    ("fr", "L'armée dément toute embuscade et annonce l'arrivée de 12 citernes à Kayes."),
    (
        "fr",
        "Le gouverneur a démenti l'attaque, précisant que 12 citernes étaient arrivées à Kayes.",
    ),
    ("ar", "نفت الوزارة وقوع أي هجوم وأعلنت وصول 12 صهريجا إلى كايس."),
    ("ar", "نفى المحافظ وقوع هجوم وقال إن 12 صهريجا وصلت إلى كايس."),
    ("ar", "نفت الحكومة وقوع هجوم، مؤكدة وصول 12 صهريجا إلى كايس."),
]
STILL_DENIED = [
    ("en", "The army denied that a convoy was attacked and that 12 drivers were killed near Kati."),
    ("en", "The army denied reports and claims that 12 drivers were killed near Kati."),
    ("en", "The army denied the losses claimed by JNIM and the death of 12 drivers near Kati."),
    ("en", "The army announced a visit and denied that 12 drivers were killed near Kati."),
    ("fr", "L'armée a démenti l'attaque et la mort de 12 chauffeurs près de Kati."),
    (
        "fr",
        "L'armée a annoncé une visite et démenti que 12 chauffeurs aient été tués près de Kati.",
    ),
    ("ar", "نفى الجيش وقوع هجوم ومقتل 12 سائقا قرب كاتي."),
    ("ar", "أعلن الجيش زيارة ونفى مقتل 12 سائقا قرب كاتي."),
]
ONE_HOLDS = [
    ("en", "17 tankers, and not 41, had arrived in Kayes.", 17),
    ("en", "17 tankers had arrived in Kayes, not 41.", 17),
    ("en", "Not 41 but 17 tankers arrived in Kayes.", 17),
    ("en", "17 rather than 41 tankers arrived in Kayes.", 17),
    ("en", "Seventeen, not forty, tankers arrived in Kayes.", 17),
    ("fr", "17 citernes, et non 41, sont arrivées à Kayes.", 17),
    ("fr", "17 citernes, et non pas 41, sont arrivées à Kayes.", 17),
    ("fr", "Non pas 41 mais 17 citernes sont arrivées à Kayes.", 17),
    ("ar", "وصل 17 صهريجا لا 41 إلى كايس.", 17),
    ("ar", "وصل 17 صهريجا، وليس 41، إلى كايس.", 17),
    ("ar", "ليس 41 بل 17 صهريجا وصلت إلى كايس.", 17),
]
BOTH_COUNT = [
    ("en", "17 tankers and 41 trucks arrived", [17, 41]),
    ("en", "17 tankers arrived; not 41 but 40 trucks came", [17, 40]),
    ("en", "17 drivers were killed and not one of 3 convoys arrived", [17, 3]),
    ("fr", "17 citernes sont arrivées mais 41 ne sont pas parties", [17, 41]),
    ("ar", "وصل 17 صهريجا و41 شاحنة", [17, 41]),
]
CALLED_FALSE = [
    ("en", "The rumour that 9 drivers were killed near Kati is false, the army said."),
    ("en", "Reports that 9 drivers were killed near Kati are completely unfounded, the army said."),
    ("en", "It is not true that 9 drivers were killed near Kati, the army said."),
    ("fr", "La rumeur selon laquelle 9 chauffeurs ont été tués près de Kati est fausse."),
    ("fr", "Les informations faisant état de la mort de 9 chauffeurs à Kati sont infondées."),
    ("fr", "Il est faux que 9 chauffeurs aient été tués près de Kati, selon l'armée."),
    ("ar", "قال الجيش إن الأنباء عن مقتل 9 سائقين قرب كاتي غير صحيحة."),
    ("ar", "الشائعات عن مقتل 9 سائقين قرب كاتي لا أساس لها من الصحة."),
]
NOT_CALLED_FALSE = [
    ("en", "According to a rumour 9 drivers were killed near Kati."),
    ("fr", "Selon une rumeur, 9 chauffeurs ont été tués près de Kati."),
    ("ar", "تحدثت شائعات عن مقتل 9 سائقين قرب كاتي."),
]


def test_who_denies_entry_denies_no_fact():
    text = "The army said a deal was signed and denied entry to 30 tankers that reached Kayes."
    assert _modalities(text, "en", "supply_arrival") == {"asserted"}


def _modalities(text, language, kind):
    return {claim.modality for claim in read(text, language) if claim.event_type == kind}


@pytest.mark.parametrize(("language", "text"), STATES_AFTER_DENYING)
def test_a_new_verb_of_saying_ends_a_denial(language, text):
    (arrival,) = (one for one in read(text, language) if one.event_type == "supply_arrival")
    assert arrival.best == 12
    assert arrival.modality in {"announced", "asserted", "claimed"}
    others = {one.modality for one in read(text, language)} - {arrival.modality}
    assert others <= {"denied"}


@pytest.mark.parametrize(("language", "text"), STILL_DENIED)
def test_without_one_a_denial_goes_on(language, text):
    assert _modalities(text, language, "casualties") == {"denied"}


@pytest.mark.parametrize(("language", "text", "holds"), ONE_HOLDS)
def test_a_rejected_figure_is_no_claim(language, text, holds):
    claims = [claim for claim in read(text, language) if claim.event_type == "supply_arrival"]
    assert [(one.best, one.quantity, one.modality) for one in claims] == [
        (holds, "tankers_arrived", "asserted")
    ]


@pytest.mark.parametrize(("language", "text", "values"), BOTH_COUNT)
def test_figures_that_nothing_rejects_stay(language, text, values):
    assert [figure.best for figure in find_figures(fold(text).text, language)] == values


@pytest.mark.parametrize(("language", "text"), CALLED_FALSE)
def test_what_is_called_false_is_denied(language, text):
    assert _modalities(text, language, "casualties") == {"denied"}


@pytest.mark.parametrize(("language", "text"), NOT_CALLED_FALSE)
def test_a_mere_rumour_is_not_denied(language, text):
    assert "denied" not in _modalities(text, language, "casualties")
