"""What French reports call things: the kinds of events that their usual wordings tell."""

from __future__ import annotations

import pytest

from qafila.claims import Document
from qafila.places import Gazetteer
from qafila.reports.extract import read_claims

_REST = "La rédaction de ce journal remercie ses lecteurs et leur donne rendez-vous demain."
_TOLD = [
    ("La piste de Téra est coupée par la crue du fleuve depuis le 3.", {"blockade"}),
    ("Dix militaires ont été faits prisonniers.", {"abduction"}),
    ("Les soldats burundais ont fui vers le lac.", {"force_withdrawal"}),
    ("Le 26 juillet, des officiers renversaient le président.", {"coup"}),
    ("Les combats ont déplacé 60 000 personnes en une semaine.", {"displacement"}),
    ("Près de 4 200 déplacés dormaient lundi dans dix écoles.", {"population_figure"}),
    ("Les autorités avaient enregistré 870 ménages.", {"refugee_registration"}),
    ("Les douanes ont vu l'entrée de 312 citernes en septembre.", {"supply_arrival"}),
    ("La circulation des motos est interdite de 19 heures à 6 heures.", {"service_closure"}),
    ("Des jeunes ont manifesté devant la préfecture.", {"assessment"}),
    ("Les réserves seront épuisées avant le 10 mars.", {"risk_outlook"}),
    ("L'attaque du poste de police a fait trois morts.", {"casualties"}),
    ("Le syndicat et le ministère ont trouvé un compromis.", {"agreement"}),
]
_UNTOLD = [
    "Le film raconte l'attaque d'un convoi pendant la guerre.",
    "Rassemblement devant la gare de Korhogo, venez avec vos gilets.",
    "Prix en francs CFA par kilogramme, sauf mention contraire.",
    "Les blessés sont soignés à l'hôpital régional.",
]


def _kinds(sentence: str) -> set[str]:
    note = Document.from_text(
        "---\noutlet: X\npublished: 2026-02-18\nlanguage: fr\ntitle: x\n---\n"
        f"{sentence}\n\n{_REST}\n",
        "x.md",
    )
    return {claim.event_type for claim in read_claims(note, Gazetteer(()))}


@pytest.mark.parametrize(("sentence", "kinds"), _TOLD)
def test_usual_wordings_tell_their_kind_of_event(sentence: str, kinds: set[str]) -> None:
    assert _kinds(sentence) == kinds


@pytest.mark.parametrize("sentence", _UNTOLD)
def test_words_of_events_that_tell_of_none(sentence: str) -> None:
    assert _kinds(sentence) == set()
