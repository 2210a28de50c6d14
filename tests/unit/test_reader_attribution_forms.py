"""How newspapers name their sources: whom a sentence quotes, through whom, and whom it does not."""

from __future__ import annotations

import pytest

from qafila.reports.evaluation import _key, _same_source
from tests.support.reading import read

# The chain as the sentence gives it, the outlet first and the origin last.
FORMS = [
    ("en", "Citing two diplomats, Bloomberg reported that 12 tankers burned near Kati.",
     ["Bloomberg", "two diplomats"]),
    ("en", "In a message relayed by the monitoring service Delta Watch, JNIM claims to have killed "
           "14 soldiers near Kati.", ["Delta Watch", "JNIM"]),
    ("en", "JNIM, in a message carried by the site Ségou Mail, says it killed 14 men near Kati.",
     ["Ségou Mail", "JNIM"]),
    ("en", "The army, in a communique read on ORTM, said 14 soldiers were killed near Kati.",
     ["ORTM", "the army"]),
    ("en", "Aid agencies estimate that 14,000 people fled Djibo.", ["Aid agencies"]),
    ("en", "The ministry denied that 14 soldiers had been killed near Kati.", ["The ministry"]),
    ("en", "The bakers' union, quoted by a women's group, says 14 people were killed in Kati.",
     ["a women's group", "The bakers' union"]),
    ("fr", "Le Jnim, dans un message relayé par Sahel Hebdo, dit avoir tué douze soldats près de "
           "Kati.", ["Sahel Hebdo", "Jnim"]),
    ("fr", "« Ils ont brûlé douze citernes près de Kati », confie à Sahel Hebdo un syndicaliste du "
           "transport.", ["Sahel Hebdo", "un syndicaliste du transport"]),
    ("fr", "Quatorze personnes ont été tuées à Kati, selon une ONG locale citée par Delta Info.",
     ["Delta Info", "une ONG locale"]),
    ("fr", "Quatorze personnes ont été tuées à Kati, rapporte Terroirs.", ["Terroirs"]),
    ("fr", "Bamako, cité par l'AFP, dément la mort de quatorze soldats près de Kati.",
     ["AFP", "Bamako"]),
    ("ar", "قُتل 14 جنديا قرب كاتي، وفق ما أفاد به مسؤول محلي وكالةَ الأنباء الألمانية.",
     ["وكالة الأنباء الألمانية", "مسؤول محلي"]),
    ("ar", "أعلنت جماعة نصرة الإسلام والمسلمين، عبر ذراعها الإعلامية «الزلاقة»، مقتل 14 جنديا قرب "
           "كاتي.", ["الزلاقة", "جماعة نصرة الإسلام والمسلمين"]),
    ("ar", "قالت جبهة تحرير أزواد، في بيان نقلته منصة «راصد النهر»، إنها قتلت 14 جنديا قرب كاتي.",
     ["راصد النهر", "جبهة تحرير أزواد"]),
    ("ar", "وجاء في بيان للجيش أن 14 جنديا قتلوا قرب كاتي.", ["الجيش"]),
    ("ar", "مصادر طبية للجزيرة: مقتل 14 شخصا في الفاشر.", ["الجزيرة", "مصادر طبية"]),
    ("ar", "ونسبت وكالة سبوتنيك إلى مصدر دبلوماسي أن 14 جنديا قتلوا قرب كاتي.",
     ["سبوتنيك", "مصدر دبلوماسي"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "chain"), FORMS)
def test_the_chain_runs_from_the_outlet_to_the_origin(language, text, chain):
    said = [link.name for link in read(text, language)[0].said_by if link.kind != "author"]
    assert len(said) == len(chain), said
    for found, wanted in zip(said, chain, strict=True):
        assert _same_source(_key(wanted, language), _key(found, language)), said


NOBODY = [
    ("en", "Hospitals admitted 14 wounded people, who were admitted to the Kati clinic."),
    ("en", "The government has not said how many of its soldiers were killed near Kati."),
    ("fr", "Quatorze blessés graves, admis à l'hôpital de Kati, ont été évacués."),
    ("fr", "Des hommes armés ont tué douze personnes près de Kati, rapporte Moussa, un habitant."),
    ("ar", "ووصلت قافلة من 32 شاحنة تابعة لبرنامج الأغذية العالمي إلى كاتي."),
    ("ar", "سجلت السلطات 2150 طالب لجوء في كاتي."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), NOBODY)
def test_deeds_silence_and_private_persons_are_no_sources(language, text):
    names = {link.name for claim in read(text, language) for link in claim.said_by}
    assert not names, names


OUTLETS_OWN = """We met the coordinator of a relief committee in Ségou.

What happened in Kati this month?
"Gunmen killed 14 people in Kati on 5 November," she says.

The army admitted the loss of 9 soldiers near Kati.

And who feeds the displaced?
"Gunmen burned 12 tankers near Kati," she says.
"""


def test_between_the_answers_of_an_interview_the_outlet_speaks():
    said = {claim.span.text[:12]: claim.said_by for claim in read(OUTLETS_OWN, "en")}
    assert [link.name for link in said["The army adm"]] == ["The army"]
    answers = [chain for start, chain in said.items() if "Gunmen" in start]
    assert answers
    assert all("coordinator" in chain[0].name for chain in answers)


BOTH_DASHED = """La coordonnatrice d'une ONG rentre de Kati. Nous l'avons rencontrée.

– Que se passe-t-il à Kati ?
– Des hommes armés ont tué quatorze personnes à Kati le 3 mars.

– Et le ravitaillement ?
– Des hommes armés ont brûlé douze citernes près de Kati.
"""


def test_where_both_sides_begin_with_a_dash_the_second_answers():
    claims = read(BOTH_DASHED, "fr")
    assert len(claims) >= 2
    assert all("coordonnatrice" in claim.said_by[0].name for claim in claims)


def test_what_is_reported_behind_the_verb_is_no_outlet():
    [claim] = read("Residents reported a blockade of Bamako.", "en")
    assert (claim.event_type, claim.locations[0].name) == ("blockade", "Bamako")
