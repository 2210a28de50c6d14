# ruff: noqa: E501  # one case a line reads best
"""Phrases as newspapers write them: who speaks, when it was and what one sentence hands on.

The sentences are written for this table from the usage of each language, not taken from the
reports of a case.
"""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.reports.dates import find_dates
from qafila.reports.registry import languages
from qafila.text import fold
from tests.support.reading import PUBLISHED, read

# language, text, chain from relay to origin: identifier of the source, or else its kind
VOICES = [
    ("en", "Chad's army confirmed that 12 soldiers were killed.", ["government"]),
    ("en", "Egypt's foreign ministry said that three hostages were freed.", ["government"]),
    ("en", "The Mauritanian gendarmerie told AFP that 300 people had fled.", ["afp", "government"]),
    ("en", "A spokesman for UNHCR said that 300 people had fled.", ["unhcr"]),
    ("en", "A senior official at MSF told the broadcaster RFI that 300 people had fled.", ["rfi", "msf"]),
    ("en", "Twelve soldiers were killed, said on Monday the Algerian army.", ["government"]),
    ("en", "A diplomat who spoke to Reuters said that 40 tankers were burnt.", ["reuters", "unnamed"]),
    ("en", "A shopkeeper told AFP that 40 tankers were burnt.", ["afp", "local_source"]),
    ("en", "JNIM's own account is of 40 tankers burnt, according to RFI.", ["rfi", "jnim"]),
    ("en", "The Tunisian press reported that 40 tankers were burnt.", ["media"]),
    ("en", "Insurgent commanders said that 40 tankers were burnt.", ["armed_group"]),
    ("fr", "L'armée tchadienne a confirmé la mort de 12 soldats.", ["government"]),
    ("fr", "Le ministère algérien de la Défense a indiqué à l'AFP que 12 soldats ont été tués.", ["afp", "government"]),
    ("fr", "Le porte-parole du HCR a expliqué que 300 personnes ont fui.", ["unhcr"]),
    ("fr", "40 citernes ont été brûlées, a soutenu lundi le ministre ivoirien de la Défense.", ["government"]),
    ("fr", "Un étudiant interrogé par RFI raconte que 40 citernes ont été brûlées.", ["rfi", "local_source"]),
    ("fr", "40 citernes ont été brûlées, ajoute l'agence ivoirienne AIP.", ["aip"]),
    ("fr", "Des analystes joints par l'AFP estiment que 40 citernes ont été brûlées.", ["afp", "analyst"]),
    ("fr", "Les autorités togolaises assuraient que 300 personnes avaient fui.", ["government"]),
    ("fr", "40 citernes ont été brûlées, selon un communiqué du Jnim relayé par RFI.", ["rfi", "jnim"]),
    ("fr", "Des habitants de Kayes, joints par téléphone, assurent que 40 citernes ont été brûlées.", ["local_source"]),
    ("fr", "Le chef de la Minusma, cité par Le Monde, a déploré la mort de 12 civils.", ["lemonde", "minusma"]),
    ("en", "Residents of Kayes, reached by telephone, said that 40 tankers were burnt.", ["local_source"]),
    ("ar", "أعلنت وزارة الدفاع الجزائرية مقتل 12 جنديا.", ["government"]),
    ("ar", "قال متحدث باسم المفوضية السامية للأمم المتحدة لشؤون اللاجئين إن 300 شخص فروا.", ["unhcr"]),
    ("ar", "أحرقت 40 صهريجا، كما جاء في موقع صدى الساحل.", ["media"]),
    ("ar", "أحرقت 40 صهريجا، حسبما أفادت رويترز.", ["reuters"]),
    ("ar", "ذكرت قناة الجزيرة نقلا عن مصدر أمني أن 40 صهريجا أحرقت.", ["aljazeera", "local_source"]),
    ("ar", "أعلن أمس الاثنين الجيش المالي مقتل 12 جنديا.", ["government"]),
    ("ar", "قال مصدر نيجري لموقع إرم نيوز إن 40 صهريجا أحرقت.", ["eremnews", "unnamed"]),
    ("ar", "ونقل موقع نبض الضفة عن شهود أن 40 صهريجا أحرقت.", ["media", "local_source"]),
    ("ar", "يرجح محللون تحدثوا إلى رويترز أن 40 صهريجا أحرقت.", ["reuters", "analyst"]),
    ("ar", "قال أحد السكان إن 40 صهريجا أحرقت.", ["local_source"]),
]  # fmt: skip

SILENT = [
    ("en", "Chad's army lost 12 soldiers, who were killed near Kayes."),
    ("en", "12 soldiers were killed by jihadists of whom nothing is known."),
    ("en", "A spokesman for UNHCR was there when 300 people had fled."),
    ("fr", "L'armée tchadienne a perdu 12 soldats, tués près de Kayes."),
    ("fr", "12 soldats ont été tués par des groupes terroristes."),
    ("fr", "Le convoi est considéré comme perdu et 40 citernes ont été brûlées par l'ennemi."),
    ("ar", "فقد الجيش التشادي 12 جنديا قتلوا قرب كايس."),
    ("ar", "نشرت السنغال 300 جندي بعد مقتل 12 جنديا."),
]


def _speakers(claim):
    return [link.source_id or link.kind for link in claim.said_by]


@pytest.mark.parametrize(("language", "text", "chain"), VOICES)
def test_who_speaks(language, text, chain):
    found = _speakers(read(text, language)[0])
    kinds = [link.kind for link in read(text, language)[0].said_by]
    assert len(found) == len(chain)
    assert all(
        want in pair for want, pair in zip(chain, zip(found, kinds, strict=True), strict=True)
    )


@pytest.mark.parametrize(("language", "text"), SILENT)
def test_who_only_acts_says_nothing(language, text):
    claims = read(text, language)
    assert claims
    assert [_speakers(claim) for claim in claims] == [[] for _ in claims]


# published on Tuesday 18 November 2025
DAYS = [
    ("en", "the army came on 3 May 2024 and left on 31 December of the same year", "2024-12-31", "2024-12-31"),
    ("en", "on 25 September it was said that they had been taken the week before", "2025-09-15", "2025-09-21"),
    ("en", "the record dates from 2022", "2022-01-01", "2022-12-31"),
    ("en", "it began in June and closed on the 8th", "2025-06-08", "2025-06-08"),
    ("en", "in the summer of 2023", "2023-06-01", "2023-08-31"),
    ("en", "in the third quarter of 2024", "2024-07-01", "2024-09-30"),
    ("en", "late in October", "2025-10-21", "2025-10-31"),
    ("en", "by mid-October", "2025-10-11", "2025-10-20"),
    ("en", "two weeks ago", "2025-11-03", "2025-11-09"),
    ("en", "on 9 October it rained; the same day", "2025-10-09", "2025-10-09"),
    ("en", "on 9 October it rained; the day before", "2025-10-08", "2025-10-08"),
    ("fr", "le 3 mai 2024, puis le 31 décembre de la même année", "2024-12-31", "2024-12-31"),
    ("fr", "le 25 septembre, on parlait d'un rapt la semaine précédente", "2025-09-15", "2025-09-21"),
    ("fr", "le record remonte à 2022", "2022-01-01", "2022-12-31"),
    ("fr", "ouverte le 16 octobre, elle n'avait plus d'essence le 8.", "2025-10-08", "2025-10-08"),
    ("fr", "à l'été 2023", "2023-06-01", "2023-08-31"),
    ("fr", "au premier semestre 2024", "2024-01-01", "2024-06-30"),
    ("fr", "le 9 octobre il a plu ; le lendemain", "2025-10-10", "2025-10-10"),
    ("fr", "à la mi-octobre", "2025-10-11", "2025-10-20"),
    ("ar", "في 3 مايو 2024 ثم في 31 ديسمبر من العام نفسه", "2024-12-31", "2024-12-31"),
    ("ar", "في 9 تشرين الأول، وفي اليوم نفسه", "2025-10-09", "2025-10-09"),
    ("ar", "اليوم الثلاثاء", "2025-11-18", "2025-11-18"),
    ("ar", "في صيف عام 2023", "2023-06-01", "2023-08-31"),
    ("ar", "في الربع الثالث من عام 2024", "2024-07-01", "2024-09-30"),
    ("ar", "في مطلع غشت", "2025-08-01", "2025-08-10"),
    ("ar", "أواخر جويلية", "2025-07-21", "2025-07-31"),
    ("ar", "في منتصف شهر آب", "2025-08-11", "2025-08-20"),
    ("ar", "قبل أسبوعين", "2025-11-03", "2025-11-09"),
]  # fmt: skip

NO_DAYS = [
    ("en", "the 8th brigade"),
    ("en", "from 2000 tonnes to 2500"),
    ("en", "the fall of the town"),
    ("fr", "il a été tué"),
    ("fr", "le 8 est un chiffre"),
    ("fr", "à l'est de la ville"),
    ("ar", "صيفا وشتاء"),
    ("ar", "الربع الخالي"),
]


@pytest.mark.parametrize(("language", "text", "first", "last"), DAYS)
def test_the_last_date_of_a_text(language, text, first, last):
    rules = languages()[language]
    found = find_dates(fold(text).text, language, rules.date_rules, rules.since, PUBLISHED)
    span = found[-1].span
    assert (span.start, span.end) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(("language", "text"), NO_DAYS)
def test_what_is_no_date(language, text):
    rules = languages()[language]
    assert not find_dates(fold(text).text, language, rules.date_rules, rules.since, PUBLISHED)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The foreign ministry announced on Monday the release of three Egyptian hostages."),
        ("fr", "Le gouvernement a annoncé lundi la libération de trois otages égyptiens."),
        ("ar", "أعلنت وزارة الخارجية المصرية اليوم الثلاثاء إطلاق سراح الرهائن المصريين الثلاثة."),
    ],
)
def test_the_day_of_an_announcement_is_not_that_of_the_release(language, text):
    claims = [claim for claim in read(text, language) if claim.event_type == "hostage_release"]
    assert claims
    assert claims[0].date.start is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Residents of Kayes spoke to AFP. Fuel has run out in the town."),
        ("en", "In Kayes, shops are open. There, fuel has run out."),
        ("fr", "À Kayes, les boutiques sont ouvertes. Le carburant y manque."),
        ("fr", "À Kayes, les boutiques sont ouvertes. Le litre s'y vend 2 000 francs CFA."),
        ("fr", "À Kayes, les boutiques sont ouvertes. Le carburant manque dans cette ville."),
        ("ar", "المتاجر مفتوحة في كايس. ونفد الوقود في المدينة."),
        ("ar", "المتاجر مفتوحة في كايس. وقد نفد الوقود هناك."),
    ],
)
def test_a_place_is_handed_on(language, text):
    claims = read(text, language)
    assert claims
    assert claims[-1].locations[0].location_id == "kayes"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In Kayes, shops are open. Fuel has run out across the country."),
        ("fr", "À Kayes, les boutiques sont ouvertes. Il y a pénurie de carburant dans le pays."),
        ("ar", "المتاجر مفتوحة في كايس. وقد نفد الوقود في البلاد."),
        ("en", "In Kayes, shops are open.\nFuel has run out."),
        ("fr", "À Kayes, les boutiques sont ouvertes.\nIl y a pénurie de carburant."),
        ("ar", "المتاجر مفتوحة في كايس.\nوقد نفد الوقود."),
    ],
)
def test_a_place_is_not_handed_on_to_a_country_or_to_another_paragraph(language, text):
    claims = read(text, language)
    assert claims
    assert not any(place.location_id for place in claims[-1].locations)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Gunmen attacked a fuel convoy on the {} and burnt 10 tankers."),
        ("fr", "Des hommes armés ont attaqué un convoi de citernes sur la {}."),
        ("ar", "هاجم مسلحون قافلة صهاريج على {} وأحرقوا 10 صهاريج."),
    ],
)
def test_numbered_roads(language, text):
    written = {
        "en": ["RN6", "RN 6", "national road 6", "N6 highway"],
        "fr": ["RN6", "route nationale 6", "route nationale n° 6"],
        "ar": ["الطريق الوطني 6", "الطريق الوطني رقم 6", "الطريق الوطنية رقم 6", "RN6"],
    }
    for road in written[language]:
        claim = read(text.format(road), language)[0]
        assert [place.name for place in claim.locations] == ["RN6"], road


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("نفد الوقود، وفق موقع نداء العاصمة.", "نداء العاصمة"),
        ("نفد الوقود، وفق صحيفة نداء الساحل.", "نداء الساحل"),
        ("نفد الوقود، وفق موقع مالي نيوز.", "مالي نيوز"),
        ("نفد الوقود، وفق صحيفة المغرب.", "المغرب"),
        ("نفد الوقود، وفق موقع «صوت المدينة الحرة».", "صوت المدينة الحرة"),
    ],
)
def test_an_outlet_wins_over_the_words_in_its_name(text, name):
    claim = read(text, "ar")[0]
    assert [(link.name, link.kind) for link in claim.said_by] == [(name, "media")]
    assert claim.locations == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("نفد الوقود، وفق صحيفة الوطن الجزائرية.", "الوطن"),
        ("نفد الوقود، وفق موقع نبأ الرسمي.", "نبأ"),
    ],
)
def test_an_adjective_is_no_part_of_the_name_of_an_outlet(text, name):
    assert [link.name for link in read(text, "ar")[0].said_by] == [name]


def test_the_today_in_the_name_of_a_newspaper_is_no_date():
    claim = read("وصلت 40 صهريجا في 9 أكتوبر، بحسب صحيفة الإمارات اليوم.", "ar")[0]
    assert claim.date.start == dt.date(2025, 10, 9)
    assert [link.source_id for link in claim.said_by] == ["emaratalyoum"]
