# ruff: noqa: E501  # a rule reads best on one line
"""Arabic, in the spellings that folding leaves: bare alef, ya for alef maqsura, ha for ta marbuta."""

from __future__ import annotations

from qafila.reports.dates import DateRule
from qafila.reports.language import Language

_P = r"[وفبل]?"
_EARLY = r"(?P<early>(?:في )?(?:اوايل|مطلع|بدايه|مستهل))"
_MID = r"(?P<mid>(?:في )?(?:منتصف|اواسط))"
_LATE = r"(?P<late>(?:في )?(?:اواخر|نهايه|ختام))"
_PART = rf"{_P}(?:{_EARLY}|{_MID}|{_LATE})"
_OF = r"(?: شهر| من شهر| من)?"
_LAST = r"(?P<last>الماضي|المنصرم|الفايت|الماضيه)"
_NEXT = r"(?P<next>المقبل|القادم|المقبله|القادمه)"
_UNIT = (
    r"(?:(?P<unit_day>ايام|يوما?|يومين)|(?P<unit_week>اسابيع|اسبوعا?|اسبوعين)"
    r"|(?P<unit_month>اشهر|شهور|شهرا?|شهرين)|(?P<unit_year>سنوات|اعوام|عاما?|سنه|عامين|سنتين))"
)
_DAYS = r"(?:الايام|الاسابيع|الاشهر|السنوات|الساعات|الشهور|الاعوام)"

_THAT_YEAR = r"(?:من |في )?(?:(?:العام|السنه) (?:نفسه|نفسها|ذاته|ذاتها)|(?:ذلك العام|تلك السنه)|نفس (?:العام|السنه))"
_SEASON = r"(?:(?P<spring>ربيع|الربيع)|(?P<summer>صيف|الصيف)|(?P<autumn>خريف|الخريف)|(?P<winter>شتاء|الشتاء))"
_QUARTER = (
    r"(?:(?P<q1>الربع الاول)|(?P<q2>الربع الثاني)|(?P<q3>الربع الثالث)|(?P<q4>الربع الرابع|الربع الاخير)"
    r"|(?P<h1>النصف الاول)|(?P<h2>النصف الثاني))"
)

RULES = (
    DateRule(r"(?P<year>{year})-(?P<mm>\d\d)-(?P<day>\d\d)", "numeric"),
    DateRule(r"(?P<day>\d{1,2})/(?P<mm>\d{1,2})/(?P<year>{year})", "numeric"),
    DateRule(
        rf"{_P}(?:(?:ما )?بين |من )?(?:{{weekday}} )?(?P<day>{{day}})(?:{_OF} (?P<month1>{{month}}))?"
        rf" (?:الي |حتي |و ?|- ?)(?P<day2>{{day}}){_OF} (?P<month>{{month}})(?: (?:عام |سنه )?(?P<year>{{year}}))?",
        "day_range",
    ),
    DateRule(
        rf"{_P}(?:يوم |في )?(?:(?P<day>{{day}}){_OF} )?(?P<month>{{month}}) {_THAT_YEAR}",
        "of_same_year",
    ),
    DateRule(
        rf"{_P}(?:يوم |في |اليوم )?(?:{{weekday}} )?(?P<day>{{day}}){_OF} (?P<month>{{month}})"
        r"(?:,? (?:من )?(?:عام |سنه )?(?P<year>{year}))?",
        "day",
    ),
    DateRule(
        rf"{_P}(?:ما )?بين (?:شهري )?(?P<month1>{{month}}) و ?(?P<month>{{month}})(?: (?P<year>{{year}}))?",
        "month_range",
    ),
    DateRule(
        rf"{_P}من (?P<month1>{{month}}) (?:الي|حتي) (?P<month>{{month}})(?: (?P<year>{{year}}))?",
        "month_range",
    ),
    DateRule(rf"(?:{_PART}{_OF} )?{_P}(?:شهر )?(?P<month>{{month}}) {_LAST}", "last_month_named"),
    DateRule(rf"{_PART}{_OF} (?P<month>{{month}})(?: (?:عام )?(?P<year>{{year}}))?", "month"),
    DateRule(rf"{_P}(?P<month>{{month}}) (?:من )?(?:عام |سنه )?(?P<year>{{year}})", "month"),
    DateRule(
        rf"{_P}(?:في|منذ|خلال|شهر|لشهر|ب|من)(?: شهر)? ?(?P<month>{{month}})"
        r"(?: (?:من )?(?:عام |سنه )?(?P<year>{year}))?",
        "month",
    ),
    DateRule(rf"{_P}بين (?:عامي |عام )?(?P<year>{{year}}) و ?(?P<year2>{{year}})", "years"),
    DateRule(rf"{_P}(?:في )?(?:عام|سنه|العام) (?P<year>{{year}})", "year"),
    DateRule(rf"(?:{_P}في |(?<=منذ ))(?P<year>{{year}})", "year"),
    DateRule(
        rf"{_P}(?:يوم |امس |اليوم |مساء |صباح |فجر )?(?P<weekday>{{weekday}})(?: (?:{_LAST}|{_NEXT}))?",
        "weekday",
    ),
    DateRule(rf"{_P}(?:قبل |بعد )عام (?P<year>{{year}})", "year"),
    DateRule(rf"{_P}{_THAT_YEAR}", "of_same_year"),
    DateRule(
        rf"{_P}(?:في |منذ |خلال |مع )?(?:فصل )?{_SEASON} (?:الماضي|الفايت|المنصرم|(?:عام |سنه )?(?P<year>{{year}}))",
        "part_of_year",
    ),
    DateRule(
        rf"{_P}(?:في |خلال )?{_QUARTER} (?:من )?(?:هذا العام|العام الجاري|(?:عام |سنه )?(?P<year>{{year}}))",
        "part_of_year",
    ),
    DateRule(
        rf"{_P}(?:في|يوم) (?P<day>\d{{1,2}}) (?:منه|من الشهر (?:نفسه|ذاته|الجاري))", "day_alone"
    ),
    DateRule(
        rf"{_P}(?:في )?(?:(?:اليوم|ذات اليوم|اليوم عينه) ?(?:نفسه|ذاته|عينه)|نفس اليوم|ذات اليوم|ذلك اليوم)",
        "same",
    ),
    DateRule(r"(?:اول امس|اول من امس|قبل امس)", "before_yesterday"),
    DateRule(rf"{_P}(?:امس|البارحه|ليله امس)", "yesterday"),
    DateRule(rf"(?<!في )(?:{_P}(?:اليوم|صباح اليوم|مساء اليوم)(?! {{weekday}})(?! ال))", "today"),
    DateRule(rf"{_P}(?:غدا)", "tomorrow"),
    DateRule(rf"{_P}(?:هذا الاسبوع|الاسبوع الجاري|الاسبوع الحالي)", "this_week"),
    DateRule(rf"{_P}الاسبوع (?:الماضي|المنصرم|الفايت)", "last_week"),
    DateRule(rf"{_P}الاسبوع (?:المقبل|القادم)", "next_week"),
    DateRule(rf"{_P}(?:هذا الشهر|الشهر الجاري|الشهر الحالي)", "this_month"),
    DateRule(rf"{_P}الشهر (?:الماضي|المنصرم|الفايت)", "last_month"),
    DateRule(rf"{_P}الشهر (?:المقبل|القادم)", "next_month"),
    DateRule(rf"{_P}(?:هذا العام|هذه السنه|العام الجاري|العام الحالي|السنه الجاريه)", "this_year"),
    DateRule(rf"{_P}(?:العام|السنه) (?:الماضي|الماضيه|المنصرم|الفايت)", "last_year"),
    DateRule(rf"{_P}(?:العام|السنه) (?:المقبل|القادم|المقبله|القادمه)", "next_year"),
    DateRule(
        rf"{_P}(?:في )?(?:الاسبوع السابق|الاسبوع الذي سبقه|قبل ذلك باسبوع|قبلها باسبوع)",
        "week_before",
    ),
    DateRule(rf"{_P}(?:في )?(?:الشهر السابق|الشهر الذي سبقه|قبل ذلك بشهر)", "month_before"),
    DateRule(
        rf"{_P}(?:في )?(?:العام السابق|السنه السابقه|قبل ذلك بعام|قبل ذلك بسنه)", "year_before"
    ),
    DateRule(rf"{_P}(?:في )?اليوم (?:التالي|الموالي|الذي يليه)|{_P}غداه ذلك", "later"),
    DateRule(rf"{_P}(?:في )?(?:اليوم السابق|قبل ذلك بيوم|عشيه ذلك|قبله بيوم)", "earlier"),
    DateRule(rf"{_P}بعد ذلك ب(?P<count>{{count}}) (?:ايام|(?P<unit_week>اسابيع))", "later"),
    DateRule(
        rf"{_P}بعد (?P<count>{{count}}) (?:ايام|(?P<unit_week>اسابيع)) (?:من ذلك|علي ذلك)?", "later"
    ),
    DateRule(rf"{_P}قبل ذلك ب(?:يومين|(?P<unit_week>اسبوعين))", "earlier"),
    DateRule(rf"{_P}قبل ذلك ب(?P<count>{{count}}) (?:ايام|(?P<unit_week>اسابيع))", "earlier"),
    DateRule(rf"{_P}قبل (?:(?P<count>{{count}}) )?{_UNIT}", "ago"),
    DateRule(
        rf"{_P}(?:في|خلال|منذ|طوال|علي مدي)? ?(?:غضون )?{_DAYS} (?:القليله )?(?:الماضيه|الاخيره|المنصرمه)",
        "vague",
    ),
    DateRule(rf"{_P}(?:خلال|منذ|في غضون) (?:ايام|اسابيع|اشهر|سنوات|ساعات)(?: قليله)?", "vague"),
    DateRule(rf"{_P}(?:موخرا|حديثا)", "vague"),
)

ARABIC = Language(
    code="ar",
    script="arabic",
    stop_words=frozenset(
        [
            "في",
            "من",
            "علي",
            "الي",
            "ان",
            "عن",
            "هذا",
            "هذه",
            "التي",
            "الذي",
            "كان",
            "قال",
            "قالت",
            "بعد",
            "قبل",
            "مع",
            "بين",
            "ما",
            "لا",
            "لم",
            "كما",
            "قد",
            "او",
            "ذلك",
            "خلال",
            "عند",
            "بحسب",
            "وفق",
            "نحو",
            "اكثر",
        ]
    ),
    date_rules=RULES,
    since=r"(?:و|ف)?(?:منذ|ابتداء من|اعتبارا من|بدءا من)(?: يوم| شهر| عام)?",
    abbreviations=frozenset({"د", "م", "ا"}),
    pronouns=frozenset(["هو", "هي", "هم"]),
    subject_first=False,
)
