"""A report of one line is read too, and one of another language stays refused."""

from __future__ import annotations

import pytest

from qafila.reports import detect_language

SHORT = [
    ("en", "SEGOU, 9 November 2025 (AFP) - Gunmen torched 15 tankers near Bla on Sunday."),
    ("en", "Gunmen stopped 12 lorries near Nara Friday."),
    ("en", "Twenty trucks burnt near Bougouni."),
    ("fr", "Mali : vingt citernes brûlées près de Kayes, deux chauffeurs tués"),
    ("fr", "Convoi attaqué samedi à Kolondiéba."),
    ("ar", "أحرق مسلحون 15 صهريجا قرب سيغو يوم الأحد."),
    ("ar", "احتراق صهريجين قرب نارا"),
    ("ar", "مهاجمة قافلة وقود في بوغوني"),
]
OTHERS = [
    "SEGOU, 9. November 2025 (dpa) - Bewaffnete setzten am Sonntag 15 Lastwagen in Brand.",
    "40 Lastwagen bei Kayes verbrannt",
    "Hombres armados queman 15 camiones cerca de Nara el domingo.",
    "Queman 40 camiones cerca de Kayes",
    "Homens armados queimaram 40 camiões perto de Kayes na terça-feira",
    "Yan bindiga sun kona motoci 40 kusa da Kayes ranar Talata.",
    "Silahlı kişiler Kayes yakınlarında 40 kamyonu yaktı",
    "Uomini armati bruciano 40 camion vicino a Kayes",
    "افراد مسلح روز یکشنبه ۱۵ تانکر را در نزدیکی نارا آتش زدند.",
    "مسلح افراد نے نارا کے قریب 15 ٹینکر جلا دیے",
    "حمله به کاروان سوخت در نزدیکی نارا",
    "Kayes, Nara, Bamako",
]


@pytest.mark.parametrize(("code", "text"), SHORT)
def test_a_short_report_tells_its_language_by_a_few_small_words(code, text):
    assert detect_language(text) == code


@pytest.mark.parametrize("text", OTHERS)
def test_a_short_text_of_another_language_stays_refused(text):
    assert detect_language(text) is None
