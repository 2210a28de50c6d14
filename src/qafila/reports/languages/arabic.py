# ruff: noqa: E501  # a rule reads best on one line
"""Arabic, in the spellings that folding leaves: bare alef, ya for alef maqsura, ha for ta marbuta."""

from __future__ import annotations

from qafila.reports.dates import DateRule
from qafila.reports.language import Language
from qafila.reports.languages.fields import NUMERIC, WHOLE

_P = r"[وفبل]?"
_EARLY = r"(?P<early>(?:في )?(?:اوايل|مطلع|بدايه|مستهل))"
_MID = r"(?P<mid>(?:في )?(?:منتصف|اواسط))"
_LATE = r"(?P<late>(?:في )?(?:اواخر|نهايه|ختام))"
_PART = rf"{_P}(?:{_EARLY}|{_MID}|{_LATE})"
_OF = r"(?: شهر| من شهر| من)?"
_HALF = r"(?P<first_half>(?:في |خلال )?النصف الاول)|(?P<second_half>(?:في |خلال )?النصف الثاني)"
_ANY_PART = rf"{_P}(?:{_EARLY}|{_MID}|{_LATE}|{_HALF})"
_LAST = r"(?P<last>الماضي|المنصرم|الفايت|الماضيه)"
_NEXT = r"(?P<next>المقبل|القادم|المقبله|القادمه)"
_HEDGE = r"(?:(?P<hedge>نحو|حوالي|قرابه|زهاء|ما يقارب|اكثر من|ما يزيد علي|اقل من) )?"
_DAYS = r"(?:الايام|الاسابيع|الاشهر|السنوات|الساعات|الشهور|الاعوام)"

_THAT_YEAR = r"(?:من |في )?(?:(?:العام|السنه) (?:نفسه|نفسها|ذاته|ذاتها)|(?:ذلك العام|تلك السنه)|نفس (?:العام|السنه))"
_TOLD_YEAR = (
    r"(?:(?:عام |سنه )?(?P<year>{year})|(?P<last_year>(?:العام|السنه) (?:الماضي|الماضيه|المنصرم|المنصرمه|الفايت))"
    r"|(?P<this_year>هذا العام|هذه السنه|(?:العام|السنه) (?:الجاري|الجاريه|الحالي|الحاليه))"
    r"|(?P<next_year>(?:العام|السنه) (?:المقبل|المقبله|القادم|القادمه)))"
)
_YEAR = rf"(?:,? (?:من )?{_TOLD_YEAR})"
_TOLD_MONTH = (
    r"(?:(?P<last_month>الشهر (?:الماضي|المنصرم|الفايت))|(?P<this_month>هذا الشهر|الشهر (?:الجاري|الحالي))"
    r"|(?P<next_month>الشهر (?:المقبل|القادم)))"
)
_TOLD_WEEK = (
    r"(?:(?P<last_week>الاسبوع (?:الماضي|المنصرم|الفايت))|(?P<this_week>هذا الاسبوع|الاسبوع (?:الجاري|الحالي))"
    r"|(?P<next_week>الاسبوع (?:المقبل|القادم)))"
)
_SEASON = r"(?:(?P<spring>ربيع|الربيع)|(?P<summer>صيف|الصيف)|(?P<autumn>خريف|الخريف)|(?P<winter>شتاء|الشتاء))"
_QUARTER = (
    r"(?:(?P<q1>(?:الربع|الثلاثي) الاول)|(?P<q2>(?:الربع|الثلاثي) الثاني)|(?P<q3>(?:الربع|الثلاثي) الثالث)"
    r"|(?P<q4>(?:الربع|الثلاثي) (?:الرابع|الاخير))"
    r"|(?P<h1>(?:النصف|السداسي) الاول)|(?P<h2>(?:النصف|السداسي) الثاني))"
)
_DECADE = r"(?:(?P<sixties>(?:ال)?ستينيات)|(?P<seventies>(?:ال)?سبعينيات)|(?P<eighties>(?:ال)?ثمانينيات)|(?P<nineties>(?:ال)?تسعينيات))"
_HIJRI = (
    r"(?:رمضان|شعبان|شوال|رجب|محرم|صفر|ذي الحجه|ذي القعده|ربيع الاول|ربيع الثاني|ربيع الاخر"
    r"|جمادي الاولي|جمادي الاخره|جمادي الثانيه)"
)
_PLURALS = r"(?:ايام|اسابيع|اشهر|شهور|سنوات|اعوام|ساعات)"
_DAYTIME = r"(?:صباح|مساء|فجر|ظهر|عصر) "

_PART_WORDS = "اوايل|مطلع|بدايه|مستهل|منتصف|اواسط|اواخر|نهايه|ختام|النصف"

RULES = (
    *NUMERIC,
    DateRule(
        rf"{_P}(?:(?P<between>(?:ما )?بين)|(?P<listed>يومي|ايام)) (?:{{weekday}} )?(?P<day>{{day}})(?:{_OF} (?P<month1>{{month}}))?"
        rf" و ?(?P<day2>{{day}}){_OF} (?P<month>{{month}}){_YEAR}?",
        "day_range",
        "بين|يومي|ايام",
    ),
    DateRule(
        rf"{_P}(?:من |ليله |ليل )?(?:{{weekday}} )?(?P<day>{{day}})(?:{_OF} (?P<month1>{{month}}))?"
        rf" (?:الي |حتي |- ?)(?P<day2>{{day}}){_OF} (?P<month>{{month}}){_YEAR}?",
        "day_range",
        "الي|حتي|-",
    ),
    DateRule(
        rf"{_P}(?:في )?(?:ليله|ليل) (?:{{weekday}},? )?(?P<day>{{day}}){_OF} (?P<month>{{month}}){_YEAR}?",
        "night_of",
        "ليل",
    ),
    DateRule(
        rf"{_P}(?:يوم |في )?(?:(?P<day>{{day}}){_OF} )?(?P<month>{{month}}) {_THAT_YEAR}",
        "of_same_year",
        "عام|سنه",
    ),
    DateRule(
        rf"{_P}(?:يوم |في )?(?P<day>{{day}}){_OF} (?P<month>{{month}}) {_LAST}",
        "last_month_named",
        "الماضي|المنصرم|الفايت",
    ),
    DateRule(
        rf"{_P}(?:(?:في )?(?:{_DAYTIME})?(?:يوم )?|اليوم |امس )(?:{{weekday}},? (?:الموافق )?(?:في )?)?(?P<day>{{day}}){_OF} (?P<month>{{month}}){_YEAR}?",
        "day",
    ),
    DateRule(
        rf"{_P}(?:ما )?بين (?:شهري |مطلع |بدايه |اوايل )?(?P<month1>{{month}}) و ?(?:نهايه |اواخر )?(?P<month>{{month}}){_YEAR}?",
        "month_range",
        "بين",
    ),
    DateRule(
        rf"{_P}من (?:مطلع |بدايه |اوايل )?(?P<month1>{{month}}) (?:الي|حتي) (?:نهايه |اواخر )?(?P<month>{{month}}){_YEAR}?",
        "month_range",
        "الي|حتي",
    ),
    DateRule(
        rf"(?:{_ANY_PART}{_OF} )?{_P}(?:في )?(?:شهر )?(?P<month>{{month}}) {_LAST}",
        "last_month_named",
        "الماضي|المنصرم|الفايت",
    ),
    DateRule(rf"{_ANY_PART}{_OF} (?P<month>{{month}}){_YEAR}?", "month", _PART_WORDS),
    DateRule(rf"{_P}(?:في )?(?P<month>{{month}}){_YEAR}", "month"),
    DateRule(
        rf"{_P}(?:في|منذ|خلال|شهر|لشهر|ب|من)(?: شهر)? ?(?P<month>{{month}}){_YEAR}?",
        "month",
    ),
    DateRule(
        rf"{_P}(?:في |خلال )?الاسبوع (?P<nth>الاول|الثاني|الثالث|الرابع|الاخير) (?:من )?(?:شهر )?(?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH})",
        "week_of_month",
        "الاسبوع",
    ),
    DateRule(
        rf"{_ANY_PART} (?:من )?(?:{_TOLD_MONTH}|الشهر)", "part_of_told_month", "الشهر|هذا الشهر"
    ),
    DateRule(
        rf"{_P}(?:في |يوم |الي |حتي )?(?P<day>{{day}}) (?:من |في ){_TOLD_MONTH}",
        "day_of_month",
        "شهر",
    ),
    DateRule(
        rf"{_P}(?:في )?(?P<nth>اول|ثاني|ثالث|رابع) (?:يوم )?(?P<weekday>{{bare_weekday}}) (?:من |في )(?:شهر )?(?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH})",
        "nth_weekday",
    ),
    DateRule(
        rf"{_P}(?:ما )?بين (?:عامي |عام |سنتي )?(?P<year>{{year}}) و ?(?P<year2>{{year}})",
        "years",
        "بين",
    ),
    DateRule(
        rf"{_P}من (?:عام |سنه )?(?P<year>{{year}}) (?:الي|حتي) (?:عام |سنه )?(?P<year2>{{year}})(?! [^\W\d_]+)",
        "years",
        "الي|حتي",
    ),
    DateRule(rf"{_P}(?:في )?(?:عام|سنه|العام) (?P<year>{{year}})", "year"),
    DateRule(rf"(?:{_P}في |(?<=منذ ))(?P<year>{{year}})", "year"),
    DateRule(rf"{_P}(?:في |خلال |منذ )?{_DECADE}(?: القرن (?:الماضي|العشرين))?", "decade", "ينيات"),
    DateRule(
        rf"{_P}(?:في |خلال |منذ |من )?القرن (?:{{day}}|الماضي|الحالي|الجاري)", "vague", "القرن"
    ),
    DateRule(rf"{_P}(?:في |خلال |منذ |قبل |بعد |طوال )?شهر {_HIJRI}(?: المبارك)?", "vague", "شهر"),
    DateRule(
        rf"{_P}(?:في |خلال |منذ |قبل |بعد |طوال |قبيل )(?:رمضان|عيد (?:الفطر|الاضحي))(?: المبارك)?",
        "vague",
        "رمضان|عيد",
    ),
    DateRule(
        rf"{_P}(?:في )?(?:يوم )?(?P<weekday>{{weekday}}),? (?:من )?{_TOLD_WEEK}",
        "weekday_of_week",
        "سبوع",
    ),
    DateRule(rf"{_P}{_TOLD_WEEK},? (?:يوم )?(?P<weekday>{{weekday}})", "weekday_of_week", "سبوع"),
    DateRule(
        rf"{_P}(?:يوم )?(?P<weekday>{{weekday}}),? (?:في )?(?P<day>\d{{1,2}})(?=[.,;)]|$)",
        "weekday_with_day",
    ),
    DateRule(
        rf"{_P}(?:في )?(?:ليله|ليل) (?P<weekday>{{weekday}}) ?(?:-|–|الي)? ?{{weekday}}",
        "night_of",
        "ليل",
    ),
    DateRule(rf"{_P}(?:في )?ليل (?P<weekday>{{weekday}})", "night_of", "ليل"),
    DateRule(rf"{_P}(?:في )?ليله (?P<weekday>{{weekday}})", "night_of", "ليله"),
    DateRule(
        rf"{_P}(?:من |بين |يومي )(?:يوم )?(?P<weekday1>{{weekday}}) (?:الي |حتي |و ?)(?:يوم )?(?P<weekday>{{weekday}})",
        "weekday_range",
    ),
    DateRule(
        rf"{_P}(?:في |خلال )?(?:عطله )?نهايه الاسبوع(?! (?:المقبل|القادم))(?: {_LAST})?",
        "weekend",
        "نهايه الاسبوع",
    ),
    DateRule(
        rf"(?:في |خلال )?اسبوع (?P<day>{{day}}){_OF} (?P<month>{{month}})(?: (?P<year>{{year}}))?",
        "week_of_day",
        "اسبوع",
    ),
    DateRule(
        r"(?<=منذ )(?:بدايه|مطلع) (?:(?:هذا )?(?P<this_month>الشهر)|(?:هذا )?(?P<this_year>العام|السنه))(?: الجاري| الجاريه| الحالي)?",
        "from_start",
        "بدايه|مطلع",
    ),
    DateRule(r"(?<=منذ )(?:بدايه|مطلع) (?:عام )?(?P<year>{year})", "year", "بدايه|مطلع"),
    DateRule(rf"{_P}راس السنه(?: الميلاديه)?", "new_year", "راس السنه"),
    DateRule(
        rf"{_P}(?:يوم |امس |اليوم |{_DAYTIME})?(?:يوم |امس )?(?P<weekday>{{weekday}})(?: (?:{_LAST}|{_NEXT}))?",
        "weekday",
    ),
    DateRule(rf"{_P}(?:قبل |بعد )عام (?P<year>{{year}})", "year", "عام"),
    DateRule(rf"{_P}{_THAT_YEAR}", "of_same_year"),
    DateRule(
        rf"{_P}(?:في |منذ |خلال |مع )?(?:فصل )?{_SEASON} (?:الماضي|الفايت|المنصرم|المقبل|القادم|(?:عام |سنه )?(?P<year>{{year}}))",
        "part_of_year",
        "ربيع|صيف|خريف|شتاء",
    ),
    DateRule(
        rf"{_P}(?:في |خلال )?{_QUARTER} (?:من )?{_TOLD_YEAR}",
        "part_of_year",
        "الربع|النصف|الثلاثي|السداسي",
    ),
    DateRule(
        rf"{_P}(?:في |يوم )?(?P<day>{{day}}) (?:منه|من (?:هذا )?الشهر(?: نفسه| ذاته| عينه)?)",
        "day_alone",
        "منه|من الشهر|من هذا الشهر",
    ),
    DateRule(
        rf"{_P}(?:في |خلال |طوال )?(?:(?:الفتره|المده) (?:نفسها|ذاتها|عينها)|نفس (?:الفتره|المده))(?: من (?:عام )?(?P<year>{{year}}))?",
        "same_span",
        "الفتره|المده",
    ),
    DateRule(r"(?<=منذ )ذلك (?:الحين|الوقت|اليوم|التاريخ)|منذيذ|منذئذ", "same", "منذ"),
    DateRule(
        rf"{_P}(?:في )?(?:تلك الليله|الليله (?:نفسها|ذاتها|عينها)|نفس الليله|ليلتها)",
        "same_night",
        "ليل",
    ),
    DateRule(
        rf"{_P}(?:في |خلال )?(?P<spans>ال{{unit}} (?:ال)?{{count}} (?=الاولي)|(?:ال)?{{count}} (?:ال)?{{unit}} (?=الاولي)|(?<=اول ){{count}} {{unit}} ?)(?:الاولي )?(?:من )?(?:شهر )?(?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH}|(?P<the_month>الشهر))",
        "first_part",
        "اول|الاولي",
    ),
    DateRule(
        rf"{_P}(?:في |خلال )?(?P<spans>ال{{unit}} (?:ال)?{{count}} (?=الاولي)|(?:ال)?{{count}} (?:ال)?{{unit}} (?=الاولي)|(?<=اول ){{count}} {{unit}} ?)(?:الاولي )?(?:من )?(?:{_TOLD_YEAR}|العام|السنه)",
        "first_part",
        "اول|الاولي",
    ),
    DateRule(
        rf"{_P}(?:في |خلال )?(?P<spans>ال{{unit}} (?:ال)?{{count}}|(?:ال)?{{count}} (?:ال)?{{unit}}) الاخيره من (?:شهر )?(?:(?P<month>{{month}}){_YEAR}?|(?P<the_month>الشهر))",
        "last_part",
        "الاخيره",
    ),
    DateRule(
        rf"{_P}(?:في )?(?:{_DAYTIME})?(?:(?:اليوم|ذات اليوم|اليوم عينه) ?(?:نفسه|ذاته|عينه)|نفس اليوم|ذات اليوم|ذلك اليوم)",
        "same",
    ),
    DateRule(r"(?:اول امس|اول من امس|قبل (?:يوم )?امس|قبل يوم امس)", "before_yesterday", "امس"),
    DateRule(rf"{_P}(?:الليله الماضيه|ليله (?:امس|البارحه)|ليل امس)", "last_night", "ليل"),
    DateRule(rf"{_P}(?:بالامس|الامس|امس|البارحه|ا?مبارح)", "yesterday", "امس|بارح"),
    DateRule(rf"(?<!في )(?:{_P}(?:اليوم|صباح اليوم|مساء اليوم)(?! {{weekday}})(?! ال))", "today"),
    DateRule(rf"{_P}بعد (?:غد|يوم غد|الغد)", "after_tomorrow", "بعد"),
    DateRule(rf"{_P}(?:غدا|يوم غد)", "tomorrow"),
    DateRule(rf"{_P}(?:هذا الاسبوع|الاسبوع الجاري|الاسبوع الحالي)", "this_week", "سبوع"),
    DateRule(rf"{_P}الاسبوع (?:الماضي|المنصرم|الفايت)", "last_week", "سبوع"),
    DateRule(rf"{_P}الاسبوع (?:المقبل|القادم)", "next_week", "سبوع"),
    DateRule(rf"{_P}(?:هذا الشهر|الشهر الجاري|الشهر الحالي)", "this_month", "شهر"),
    DateRule(rf"{_P}الشهر (?:الماضي|المنصرم|الفايت)", "last_month", "شهر"),
    DateRule(rf"{_P}الشهر (?:المقبل|القادم)", "next_month", "شهر"),
    DateRule(rf"{_P}(?:هذا العام|هذه السنه|العام الجاري|العام الحالي|السنه الجاريه)", "this_year"),
    DateRule(rf"{_P}(?:العام|السنه) (?:الماضي|الماضيه|المنصرم|الفايت)", "last_year"),
    DateRule(rf"{_P}(?:العام|السنه) (?:المقبل|القادم|المقبله|القادمه)", "next_year"),
    DateRule(
        rf"{_P}(?:في )?(?:الاسبوع السابق|الاسبوع الذي سبقه|قبل ذلك باسبوع|قبلها باسبوع)",
        "week_before",
        "سبوع",
    ),
    DateRule(rf"{_P}(?:في )?(?:الشهر السابق|الشهر الذي سبقه|قبل ذلك بشهر)", "month_before", "شهر"),
    DateRule(
        rf"{_P}(?:في )?(?:العام السابق|السنه السابقه|قبل ذلك بعام|قبل ذلك بسنه)", "year_before"
    ),
    DateRule(rf"{_P}(?:في )?اليوم (?:التالي|الموالي|الذي يليه)|{_P}غداه ذلك", "later"),
    DateRule(rf"{_P}(?:في )?(?:اليوم السابق|قبل ذلك بيوم|عشيه ذلك|قبله بيوم)", "earlier"),
    DateRule(rf"{_P}بعد(?: ذلك|ها|ه) ب(?P<spans>{{spans}})", "later", "بعد"),
    DateRule(rf"{_P}بعد (?!{_PLURALS})(?P<spans>{{spans}})(?=[.,;:)»\"]|$)", "later", "بعد"),
    DateRule(
        rf"{_P}بعد {_HEDGE}(?!{_PLURALS})(?P<spans>{{spans}}) من(?= (?!(?:ذلك|الان|اليوم)\b))",
        "before_what",
        "بعد",
    ),
    DateRule(rf"{_P}بعد (?P<spans>{{spans}}) (?:من ذلك|علي ذلك)", "later", "بعد"),
    DateRule(rf"{_P}بعد {_HEDGE}(?P<spans>{{spans}}) من (?:الان|اليوم)", "ahead", "بعد"),
    DateRule(r"(?P<spans>{spans}) من الان", "ahead", "من الان"),
    DateRule(rf"{_P}قبل(?: ذلك|ها|ه) ب(?P<spans>{{spans}})", "earlier", "قبل"),
    DateRule(
        rf"{_P}قبل (?:بضعه |عده |بضع )?(?:ايام|اسابيع|اشهر|شهور|سنوات|اعوام|ساعات)(?: قليله| عديده)?",
        "vague",
        "قبل",
    ),
    DateRule(rf"{_P}قبل {_HEDGE}(?P<spans>{{spans}})(?: من (?:الان|اليوم))?", "ago", "قبل"),
    DateRule(
        rf"{_P}(?:في|خلال|منذ|طوال|علي مدي|في غضون|اخر) (?P<spans>(?:ال)?{{count}} (?:ال)?{{unit}}|ال{{unit}} ال{{count}}) (?:الماضيه|الاخيره|المنصرمه)(?! من)",
        "window",
        "الماضيه|الاخيره|المنصرمه",
    ),
    DateRule(
        rf"{_P}(?:في|خلال|منذ|طوال|علي مدي) ال(?P<spans>{{unit}}) (?:الماضيين|الاخيرين)",
        "window",
        "الماضيين|الاخيرين",
    ),
    DateRule(
        rf"{_P}(?:في|خلال|منذ|طوال|علي مدي)? ?(?:غضون )?{_DAYS} (?:القليله )?(?:الماضيه|الاخيره|المنصرمه)",
        "vague",
    ),
    DateRule(rf"{_P}(?:خلال|منذ|في غضون) (?:ايام|اسابيع|اشهر|سنوات|ساعات)(?: قليله)?", "vague"),
    DateRule(rf"{_P}(?:موخرا|حديثا)", "vague"),
    *WHOLE,
    DateRule(
        r"(?:الي |حتي |يوم |في )?(?:اليوم )?(?P<day>{any_day}|لل{after_to})",
        "day_of_month",
        whole=True,
    ),
    DateRule(r"(?P<weekday>{weekday}) (?P<nth>{ordinal})", "nth_weekday", whole=True),
    DateRule(
        r"(?:يوم )?(?P<weekday>{weekday}),? (?:في )?(?P<day>{any_day})",
        "weekday_with_day",
        whole=True,
    ),
    DateRule(r"(?P<coming>هذا|هذه) (?:يوم )?(?P<weekday>{weekday})", "weekday", whole=True),
    DateRule(r"اخر يوم|اليوم الماضي", "yesterday", whole=True),
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
