# ruff: noqa: E501  # a rule reads best on one line
"""English."""

from __future__ import annotations

from qafila.reports.dates import DateRule
from qafila.reports.language import Language
from qafila.reports.languages.fields import NUMERIC, WHOLE

_EARLY = r"(?P<early>early(?: in)?|the (?:start|beginning) of|the (?:first|opening) days of)"
_MID = r"(?P<mid>mid|the middle of)"
_LATE = r"(?P<late>late(?: in)?|the end of|the (?:last|closing) days of)"
_HALF = r"(?P<first_half>the first half of)|(?P<second_half>the second half of)"
_PART = rf"(?:{_EARLY}|{_MID}|{_LATE}|{_HALF})"
_SOME = r"(?:recent|the (?:last|past) few|the past|the last|a few|several)"
_HEDGE = r"(?:(?P<hedge>about|around|some|roughly|nearly|almost|approximately|more than|over|less than|at least) )?"

_THAT_YEAR = r"(?:of |in )?(?:the same|that) year"
_TOLD_YEAR = r"(?:(?P<year>{year})|(?P<last_year>last year)|(?P<this_year>this year)|(?P<next_year>next year))"
_YEAR = rf"(?:,? (?:of )?{_TOLD_YEAR})"
_TOLD_MONTH = r"(?:(?P<last_month>(?:the )?(?:last|previous|past) month)|(?P<this_month>(?:this|the current) month)|(?P<next_month>(?:the )?next month))"
_TOLD_WEEK = r"(?:(?P<last_week>last week)|(?P<this_week>this week)|(?P<next_week>next week))"
_SEASON = r"(?:(?P<spring>spring)|(?P<summer>summer)|(?P<autumn>autumn|fall)|(?P<winter>winter))"
_QUARTER = (
    r"(?:(?P<q1>first quarter|q1)|(?P<q2>second quarter|q2)|(?P<q3>third quarter|q3)"
    r"|(?P<q4>fourth quarter|last quarter|q4)|(?P<h1>first half)|(?P<h2>second half))"
)
_FAST = r"(?:ramadan|muharram|shawwal|dhu al-hijjah|eid al-(?:fitr|adha)|eid)"
_ON = r"(?:(?:on )?(?:{weekday}|{short_weekday}),? (?:the )?)?"

RULES = (
    *NUMERIC,
    DateRule(
        r"(?P<between>between |from )?(?P<day>{day})(?: (?P<month1>{month})(?:,? (?P<year1>{year}))?)?"
        r"(?: (?:to|(?P<listed>and)|until) (?:the )?|\s?[-–—]\s?)"
        rf"(?P<day2>{{day}}) (?P<month>{{month}}){_YEAR}?",
        "day_range",
    ),
    DateRule(
        r"(?:between |from )?(?P<month1>{month}) (?P<day>{day})"
        rf"(?: (?:to|and|until) |\s?[-–—]\s?)(?P<month>{{month}}) (?P<day2>{{day}}){_YEAR}?",
        "day_range",
    ),
    DateRule(
        r"(?P<month>{month}) (?P<day>\d{1,2})(?: (?:to|and) |\s?[-–—]\s?)(?P<day2>\d{1,2})"
        rf"{_YEAR}?",
        "day_range",
    ),
    DateRule(
        rf"(?:on |in |during )?the night of (?:{{weekday}},? )?(?P<day>{{day}})(?: of)? (?P<month>{{month}}){_YEAR}?",
        "night_of",
        "night",
    ),
    DateRule(
        rf"(?:(?:on )?(?:the )?(?P<day>{{day}})(?: of)? )?(?P<month>{{month}}) {_THAT_YEAR}",
        "of_same_year",
        "year",
    ),
    DateRule(
        rf"{_ON}(?:(?:on )?the )?(?P<day>{{day}})(?: of)? (?P<month>{{month}}){_YEAR}?", "day"
    ),
    DateRule(rf"{_ON}(?P<month>{{month}})\.? (?:the )?(?P<day>{{day}}){_YEAR}?", "day"),
    DateRule(
        rf"(?:between |from )(?:early |the (?:start|beginning) of )?(?P<month1>{{month}})(?: (?P<year1>{{year}}))? (?:and|to|until) (?:late |the end of )?(?P<month>{{month}}){_YEAR}?",
        "month_range",
        "between|from",
    ),
    DateRule(rf"(?P<last>last) (?:{_PART}[ -])?(?P<month>{{month}})", "last_month_named", "last"),
    DateRule(
        rf"{_PART}[ -]?(?P<month>{{month}}){_YEAR}?",
        "month",
        "early|mid|late|start|beginning|end of|half of|days of",
    ),
    DateRule(rf"(?P<month>{{month}}){_YEAR}", "month"),
    DateRule(
        r"(?:(?<=in )|(?<=since )|(?<=for )|(?<=during )|(?<=of ))(?P<month>{month})", "month"
    ),
    DateRule(
        rf"(?:in |during )?the (?P<nth>first|second|third|fourth|last) week of (?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH})",
        "week_of_month",
        "week of",
    ),
    DateRule(
        rf"(?:at |in |since |by |from )?{_PART}(?: in)? (?:the )?month(?! [a-z]*s\b)",
        "part_of_told_month",
        "month",
    ),
    DateRule(
        rf"{_PART}[ -]?{_TOLD_MONTH}",
        "part_of_told_month",
        "last month|previous month|past month|this month|current month|next month",
    ),
    DateRule(
        rf"(?:on |until |by )?(?:the )?(?P<day>{{day}}) of {_TOLD_MONTH}",
        "day_of_month",
        "of last month|of the|of this month|of next month",
    ),
    DateRule(
        rf"(?:on |by )?(?:the )?(?P<nth>first|second|third|fourth|fifth) (?P<weekday>{{weekday}})"
        rf" (?:of|in) (?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH})",
        "nth_weekday",
        "first|second|third|fourth|fifth",
    ),
    DateRule(
        r"(?:between|from) (?P<year>{year}) (?:and|to|until) (?P<year2>{year})(?! [a-z]+s\b)",
        "years",
        "between|from",
    ),
    DateRule(r"(?:in|during|of|until|by) (?P<year>{year})", "year"),
    DateRule(r"(?<=since )(?P<year>{year})", "year", "since"),
    DateRule(
        r"(?:dat(?:es|ed|ing) (?:from|back to|to)|back in|as early as|as far back as|before|after|around"
        r"|early in|late in|early|late|mid-?) ?(?P<year>{year})(?! [a-z]+s\b)",
        "year",
    ),
    DateRule(r"from (?P<year>{year})(?=[.,;)]|$| (?:on|onwards|when|and|in|that|by)\b)", "year"),
    DateRule(
        r"(?:(?:in|during|since|until) )?the (?:early |mid-?|late )?(?P<year>(?:1[89]|20)\d0)'?s",
        "decade",
        "0s|0's",
    ),
    DateRule(
        r"(?:in |since |of |during )?the (?:(?:early|mid|late)[ -])?{day} century",
        "vague",
        "century",
    ),
    DateRule(rf"(?:in |during |over )?{_THAT_YEAR}", "of_same_year", "year"),
    DateRule(
        rf"(?:(?:in |since |during |over |by )(?:the |last |this |early |late )?|last |this |next ){_SEASON}"
        r"(?:(?: of)? (?P<year>{year})|(?! of))",
        "part_of_year",
        "spring|summer|autumn|fall|winter",
    ),
    DateRule(
        r"(?:in|during) the (?:(?P<q1>first)|(?P<q2>second)|(?P<q3>third)|(?P<q4>fourth)) quarter(?! of\b| \d)",
        "part_of_year",
        "quarter",
    ),
    DateRule(
        rf"{_QUARTER}(?: of)? (?:the year|{_TOLD_YEAR})", "part_of_year", "quarter|half|q1|q2|q3|q4"
    ),
    DateRule(
        rf"(?:in|during|before|after|of|since|for) (?:the (?:holy )?month of )?{_FAST}",
        "vague",
        "ramadan|muharram|shawwal|dhu|eid",
    ),
    DateRule(r"(?:on |since )the (?P<day>\d{1,2})(?:st|nd|rd|th)", "day_alone", "the"),
    DateRule(
        r"(?:(?<=until )|(?<=till )|(?<=by )|(?<=before )|(?<=from ))the (?P<day>\d{1,2})"
        r"(?:st|nd|rd|th)(?=[.,;:)]|$| (?:and|when|after|because|but|as)\b)",
        "day_alone",
        "the",
    ),
    DateRule(r"(?:on )?(?P<weekday>{weekday}),? the (?P<day>{day})", "weekday_with_day", "day"),
    DateRule(
        rf"(?:on )?(?P<weekday>{{weekday}}),? (?:of |in )?{_TOLD_WEEK}", "weekday_of_week", "week"
    ),
    DateRule(rf"{_TOLD_WEEK},? (?:on )?(?P<weekday>{{weekday}})", "weekday_of_week", "week"),
    DateRule(
        r"(?P<count>{count}) (?P<weekday>{weekday})s? (?:(?P<back>ago)|from now|later)",
        "weekday_counted",
        "day ago|days ago|days from now|day from now|day later|days later",
    ),
    DateRule(
        r"(?:on |in |during |overnight (?:on |from )?)?(?:the night of )?(?:(?P<last>last) )?(?P<weekday>{weekday})(?: to (?P<morrow>{weekday}))? night",
        "night_of",
        "night",
    ),
    DateRule(
        r"(?:on |in |during )?(?:the night of |overnight (?:on |from )?)(?P<weekday>{weekday})(?: (?:to|into) (?P<morrow>{weekday}))?",
        "night_of",
        "night",
    ),
    DateRule(
        r"(?:from|between) (?P<weekday1>{weekday}) (?:to|until|and) (?P<weekday>{weekday})",
        "weekday_range",
        "day",
    ),
    DateRule(
        r"(?:(?:at|on|over|during) )?(?:(?:the|this|last|this past|the past) )?week-?end(?! [a-z]+s\b)",
        "weekend",
        "weekend|week-end",
    ),
    DateRule(
        r"(?:in |during |over )?the week (?:of|from|beginning|starting) (?:the )?(?P<day>{day}) (?P<month>{month})(?: (?P<year>{year}))?",
        "week_of_day",
        "the week",
    ),
    DateRule(
        r"(?<=since )the (?:start|beginning) of (?:the|this) (?:(?P<this_month>month)|(?P<this_year>year))",
        "from_start",
        "of the|of this",
    ),
    DateRule(r"new year's day", "new_year", "new year"),
    DateRule(
        r"(?<!every )(?<!each )(?:on )?(?:(?:(?P<last>last|this past)|(?P<next>next)|(?P<coming>this(?: coming)?|the coming)) )?"
        r"(?P<weekday>{weekday})(?: (?:morning|evening|afternoon))?",
        "weekday",
        "day",
    ),
    DateRule(
        r"(?:on )?(?:the same (?:day|morning|afternoon|evening)|that (?:very |same )?(?:day|morning|afternoon|evening))",
        "same",
        "the same|that",
    ),
    DateRule(r"(?:on )?(?:the same|that(?: very| same)?) night", "same_night", "night"),
    DateRule(r"(?<=since )then", "same", "since then"),
    DateRule(
        r"(?:in|over|during|for) the same (?:period|span|stretch|weeks|months)(?: (?:of|in) (?P<year>{year}))?",
        "same_span",
        "the same",
    ),
    DateRule(
        rf"(?:in |over |during )?the first (?P<spans>{{spans}}) of (?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH}|(?P<the_month>the month))",
        "first_part",
        "the first",
    ),
    DateRule(
        rf"(?:in |over |during )?the first (?P<spans>{{spans}}) of (?:the year|{_TOLD_YEAR})",
        "first_part",
        "the first",
    ),
    DateRule(
        rf"(?:in |over |during )?the last (?P<spans>{{spans}}) of (?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH}|(?P<the_month>the month))",
        "last_part",
        "the last",
    ),
    DateRule(
        r"(?P<spans>{spans}) after(?= (?!yesterday|today|tomorrow|tmrw|that\b|this\b))",
        "before_what",
        "after",
    ),
    DateRule(r"the day before yesterday", "before_yesterday", "before"),
    DateRule(r"the day after (?:tomorrow|tmrw)", "after_tomorrow", "after"),
    DateRule(r"last night|yesterday night", "last_night", "night"),
    DateRule(r"yesterday", "yesterday", "yesterday"),
    DateRule(r"today|this morning|this afternoon|this evening|tonight", "today"),
    DateRule(r"tomorrow|tmrw", "tomorrow", "tomorrow|tmrw"),
    DateRule(r"this week", "this_week", "week"),
    DateRule(r"last week|the past week|earlier last week", "last_week", "week"),
    DateRule(r"next week", "next_week", "week"),
    DateRule(r"this month", "this_month", "month"),
    DateRule(r"last month|the past month", "last_month", "month"),
    DateRule(r"next month", "next_month", "month"),
    DateRule(r"this year", "this_year", "year"),
    DateRule(r"last year", "last_year", "year"),
    DateRule(r"next year", "next_year", "year"),
    DateRule(
        r"(?:in )?(?:the week before|the (?:previous|preceding) week|a week (?:earlier|before))",
        "week_before",
        "week",
    ),
    DateRule(
        r"(?:in )?(?:the month before|the (?:previous|preceding) month|a month (?:earlier|before))",
        "month_before",
        "month",
    ),
    DateRule(
        r"(?:in )?(?:the year before|the (?:previous|preceding) year|a year (?:earlier|before))",
        "year_before",
        "year",
    ),
    DateRule(
        r"(?:on )?the (?:next|following) (?:day|morning|afternoon|evening)",
        "later",
        "next|following",
    ),
    DateRule(
        r"the (?:(?:day|evening|morning|afternoon) before|previous (?:day|evening)|eve)", "earlier"
    ),
    DateRule(r"(?P<spans>{spans}) (?:later|afterwards)", "later", "later|afterwards"),
    DateRule(
        r"(?<!the )(?P<spans>{spans}) earlier|(?<!the )(?P<count>{count}) (?:days?|(?P<week>weeks?)) before",
        "earlier",
        "earlier|s before|y before|k before|h before|r before",
    ),
    DateRule(
        r"(?:(?:just|only) )?(?:(?:a few|several|some|many|a couple of) )?(?:hours|days|weeks|months|years) ago",
        "vague",
        "ago",
    ),
    DateRule(rf"{_HEDGE}(?P<spans>{{spans}}) ago", "ago", "ago"),
    DateRule(rf"{_HEDGE}(?P<spans>{{spans}}) from now", "ahead", "from now"),
    DateRule(rf"in {_HEDGE}(?P<spans>{{spans}})'?s? time", "ahead", "time"),
    DateRule(
        r"(?P<spans>{spans}) (?:from|after) (?:(?P<from_tomorrow>tomorrow|tmrw)|(?P<from_yesterday>yesterday)|(?P<from_today>today))",
        "ahead",
        "from t|after t|from y|after y",
    ),
    DateRule(
        r"(?P<spans>{spans}) before (?:(?P<from_yesterday>yesterday)|(?P<from_today>today))",
        "ago",
        "before yesterday|before today",
    ),
    DateRule(
        r"(?:(?:in|over|during|within|for|throughout) )?the (?:past|last|previous) (?P<spans>{spans})(?! of\b)",
        "window",
        "past|last|previous",
    ),
    DateRule(
        rf"(?:in|over|during|within|for) (?:the )?{_SOME} (?:\w+ )?(?:hours|days|weeks|months|years)",
        "vague",
    ),
    DateRule(
        r"(?:in|within) (?:a few|several|less than \w+|under \w+) (?:hours|days|weeks|months)",
        "vague",
    ),
    DateRule(r"recently|lately|in recent times", "vague"),
    *WHOLE,
    DateRule(r"(?:the |to the |until the |by the )?(?P<day>{any_day})", "day_of_month", whole=True),
    DateRule(r"(?P<weekday>{weekday}) the (?P<day>{any_day})", "weekday_with_day", whole=True),
    DateRule(r"(?:the )?(?P<nth>{ordinal}) (?P<weekday>{weekday})", "nth_weekday", whole=True),
    DateRule(r"in (?P<spans>{spans})", "ahead", whole=True),
    DateRule(r"(?:the )?(?:last|past) day", "yesterday", whole=True),
    DateRule(r"(?:the )?next day", "later", whole=True),
    DateRule(r"this day", "today", whole=True),
)

ENGLISH = Language(
    code="en",
    script="latin",
    stop_words=frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "that",
            "is",
            "was",
            "for",
            "on",
            "with",
            "were",
            "by",
            "has",
            "have",
            "had",
            "from",
            "at",
            "an",
            "be",
            "been",
            "are",
            "this",
            "which",
            "it",
            "its",
            "their",
            "they",
            "not",
            "but",
            "who",
            "said",
        ]
    ),
    date_rules=RULES,
    since=r"(?:ever )?since(?: the)?|starting|from(?= [a-z0-9]+ (?:onwards?|on)\b)",
    abbreviations=frozenset(
        [
            "mr",
            "mrs",
            "dr",
            "gen",
            "col",
            "lt",
            "capt",
            "st",
            "no",
            "vs",
            "approx",
            "u.s",
            "u.n",
            "jan",
            "feb",
            "sept",
            "oct",
            "nov",
            "dec",
            "e.g",
            "i.e",
        ]
    ),
    pronouns=frozenset(["he", "she", "it", "they"]),
)
