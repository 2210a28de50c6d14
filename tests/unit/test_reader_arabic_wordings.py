"""Arabic newspaper wordings by two slots: what a service, a band, a price does, and look-alikes.

Ordinary prose written for this table; none of it is from a report.
"""

from __future__ import annotations

import pytest

from tests.support.reading import read

# event type, sentence, the number that it states (the one bound where it states only that)
TOLD = [
    ("service_closure", "انقطعت الاتصالات عن تمبكتو منذ أسبوع.", None),
    ("service_closure", "الإنترنت مقطوع عن الفاشر.", None),
    ("service_closure", "عاد الإنترنت إلى النيل الأبيض بعد انقطاع دام ثلاثة أيام.", None),
    ("service_closure", "انقطعت المياه عن حي الزيتون منذ الجمعة.", None),
    ("service_closure", "الجمارك تمنع مرور الشاحنات عند قندهاري.", None),
    ("service_closure", "قرار بحظر تصدير الذرة إلى النيجر.", None),
    ("service_closure", "السلطات تعيد فتح معبر تينزاواتين.", None),
    ("service_closure", "المستشفى الجنوبي خرج عن الخدمة.", None),
    ("casualties", "أقر الجيش بسقوط سبعة من جنوده.", 7),
    ("casualties", "ارتقى خمسة شهداء بينهم طفل.", 5),
    ("casualties", "أدى انفجار لغم إلى مقتل راعيين.", 2),
    ("hostage_release", "أخلت الجماعة سبيل أربعة سائقين مغاربة.", 4),
    ("hostage_release", "وصل الرهائن المحررون إلى الرباط.", None),
    ("ransom", "تسلم الوسطاء 500 ألف يورو.", 500000),
    ("displacement", "أعادت السلطات الجزائرية 600 نيجري إلى الصحراء.", 600),
    ("population_figure", "يقيم في مالي نحو 2000 موريتاني.", 2000),
    ("population_figure", "لا يزال 40 ألف نازح في مخيم طويلة.", 40000),
    ("stock_level", "ترسو سفينتان محملتان بالأرز قبالة الميناء بانتظار التفريغ.", 2),
    ("stock_level", "في الميناء 90 شاحنة محجوزة منذ أيام.", 90),
    ("shortage", "تبيع المحطات خمسة لترات فقط لكل زبون.", 5),
    ("shortage", "انعدم السكر من المحلات.", None),
    ("price", "قنطار الشعير بـ 4500 دينار في بشار.", 4500),
    ("price", "وصلت أنبوبة البوتاجاز إلى 600 جنيه.", 600),
    ("force_withdrawal", "رتل عسكري انسحب من قاعدة تيساليت.", None),
    ("force_reorganisation", "بايع فصيل محلي تنظيم الدولة.", None),
    ("influence_expansion", "دخل مقاتلو الدعم السريع مدينة بارا.", None),
    ("armed_clash", "مسلحون يقتحمون ثكنة في بورغا.", None),
    ("attack_on_convoy", "أتت النيران على ثلاثين صهريجا.", 30),
    ("advisory", "تناشد السفارة أبناء الجالية توخي الحذر.", None),
    ("assessment", "احتج عشرات السائقين أمام مقر الوالي.", 24),
    ("risk_outlook", "يتوقع خبراء استمرار الأزمة حتى نهاية العام.", None),
]

NOTHING = [
    "انسحب المنتخب من البطولة.",
    "احتج اللاعبون على قرار الحكم.",
    "استعاد اللاعب لياقته.",
    "استعاد الفرنك جزءا من قيمته.",
    "فرض المدرب سيطرته على الفريق.",
    "أصدر الوزير قرارا بمنع التدخين.",
    "انضم اللاعب إلى صفوف الفريق.",
    "توقع المدرب استمرار النتائج.",
    "تسلم الفائز مليون فرنك.",
    "يقيم في المدينة شاعر معروف.",
    "انقطع عن الدراسة ثم عمل سائقا.",
    "تراجع منسوب المياه في النهر.",
    "تهيب الوزارة بالجميع عدم تداول الأخبار الزائفة.",
]


@pytest.mark.parametrize(("kind", "text", "number"), TOLD)
def test_what_is_told(kind, text, number):
    found = [claim for claim in read(text, "ar") if claim.event_type == kind]
    assert found, "not read"
    assert number is None or any(number in {one.best, one.low, one.high} for one in found)


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_sounds_like_an_event(text):
    assert read(text, "ar") == ()


def test_an_authority_that_bans_crossing_closes_and_fighters_that_ban_it_block():
    by_whom = {
        "منعت الجمارك عبور الشاحنات إلى مالي.": "service_closure",
        "منع مسلحون عبور الشاحنات إلى مالي.": "blockade",
    }
    for text, kind in by_whom.items():
        assert {claim.event_type for claim in read(text, "ar")} == {kind}
