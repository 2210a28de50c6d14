# ruff: noqa: E501  # a rule reads best on one line
"""English."""

from __future__ import annotations

from qafila.reports.dates import DateRule
from qafila.reports.language import Language

_EARLY = r"(?P<early>early(?: in)?|the (?:start|beginning) of|the first days of)"
_MID = r"(?P<mid>mid|the middle of)"
_LATE = r"(?P<late>late(?: in)?|the end of|the last days of)"
_PART = rf"(?:{_EARLY}|{_MID}|{_LATE})"
_UNIT = (
    r"(?:(?P<unit_day>days?)|(?P<unit_week>weeks?)|(?P<unit_month>months?)|(?P<unit_year>years?))"
)
_SOME = r"(?:recent|the (?:last|past) few|the past|the last|a few|several)"

_THAT_YEAR = r"(?:of |in )?(?:the same|that) year"
_SEASON = r"(?:(?P<spring>spring)|(?P<summer>summer)|(?P<autumn>autumn|fall)|(?P<winter>winter))"
_QUARTER = (
    r"(?:(?P<q1>first quarter)|(?P<q2>second quarter)|(?P<q3>third quarter)"
    r"|(?P<q4>fourth quarter|last quarter)|(?P<h1>first half)|(?P<h2>second half))"
)

RULES = (
    DateRule(r"(?P<year>{year})-(?P<mm>\d\d)-(?P<day>\d\d)", "numeric"),
    DateRule(r"(?P<day>\d{1,2})/(?P<mm>\d{1,2})/(?P<year>{year})", "numeric"),
    DateRule(
        r"(?:between |from )?(?P<day>{day})(?: (?P<month1>{month}))?"
        r"(?: (?:to|and|until) (?:the )?|\s?[-–—]\s?)"
        r"(?P<day2>{day}) (?P<month>{month})(?:,? (?P<year>{year}))?",
        "day_range",
    ),
    DateRule(
        r"(?:between |from )?(?P<month1>{month}) (?P<day>{day})"
        r"(?: (?:to|and|until) |\s?[-–—]\s?)(?P<month>{month}) (?P<day2>{day})(?:,? (?P<year>{year}))?",
        "day_range",
    ),
    DateRule(
        r"(?P<month>{month}) (?P<day>\d{1,2})(?: (?:to|and) |\s?[-–—]\s?)(?P<day2>\d{1,2})"
        r"(?:,? (?P<year>{year}))?",
        "day_range",
    ),
    DateRule(
        rf"(?:(?:on )?(?:the )?(?P<day>{{day}})(?: of)? )?(?P<month>{{month}}) {_THAT_YEAR}",
        "of_same_year",
    ),
    DateRule(
        r"(?:(?:on )?{weekday},? )?(?:the )?(?P<day>{day})(?: of)? (?P<month>{month})(?:,? (?P<year>{year}))?",
        "day",
    ),
    DateRule(r"(?P<month>{month})\.? (?P<day>{day})(?:,? (?P<year>{year}))?", "day"),
    DateRule(
        r"(?:between |from )(?P<month1>{month}) (?:and|to|until) (?P<month>{month})"
        r"(?: (?P<year>{year}))?",
        "month_range",
    ),
    DateRule(rf"(?P<last>last) (?:{_PART}[ -])?(?P<month>{{month}})", "last_month_named"),
    DateRule(rf"{_PART}[ -]?(?P<month>{{month}})(?: (?P<year>{{year}}))?", "month"),
    DateRule(r"(?P<month>{month}),?(?: of)? (?P<year>{year})", "month"),
    DateRule(
        r"(?:(?<=in )|(?<=since )|(?<=for )|(?<=during )|(?<=of ))(?P<month>{month})", "month"
    ),
    DateRule(r"between (?P<year>{year}) and (?P<year2>{year})", "years"),
    DateRule(r"(?:in|during|of|until|by) (?P<year>{year})", "year"),
    DateRule(r"(?<=since )(?P<year>{year})", "year"),
    DateRule(
        r"(?:dat(?:es|ed|ing) (?:from|back to|to)|back in|as early as|as far back as|before|after|around"
        r"|early in|late in|early|late|mid-?) ?(?P<year>{year})(?! [a-z]+s\b)",
        "year",
    ),
    DateRule(r"from (?P<year>{year})(?=[.,;)]|$| (?:on|onwards|when|and|in|that|by)\b)", "year"),
    DateRule(rf"(?:in |during |over )?{_THAT_YEAR}", "of_same_year"),
    DateRule(
        rf"(?:in |since |during |over |by )(?:the |last |this |early |late )?{_SEASON}"
        r"(?: of)?(?: (?P<year>{year}))?",
        "part_of_year",
    ),
    DateRule(rf"{_QUARTER} of (?:the year|(?P<year>{{year}}))", "part_of_year"),
    DateRule(r"(?:on |since )the (?P<day>\d{1,2})(?:st|nd|rd|th)", "day_alone"),
    DateRule(
        r"(?:on )?(?:(?P<last>last|this past)|(?P<next>next)|this)? ?(?P<weekday>{weekday})(?: (?:morning|evening|night|afternoon))?",
        "weekday",
    ),
    DateRule(
        r"(?:on )?(?:the same day|that (?:very |same )?day|that (?:evening|morning|night))", "same"
    ),
    DateRule(r"the day before yesterday", "before_yesterday"),
    DateRule(r"yesterday|last night", "yesterday"),
    DateRule(r"today|this morning|this evening|tonight", "today"),
    DateRule(r"tomorrow", "tomorrow"),
    DateRule(r"this week", "this_week"),
    DateRule(r"last week|the past week|earlier last week", "last_week"),
    DateRule(r"next week", "next_week"),
    DateRule(r"this month", "this_month"),
    DateRule(r"last month|the past month", "last_month"),
    DateRule(r"next month", "next_month"),
    DateRule(r"this year", "this_year"),
    DateRule(r"last year", "last_year"),
    DateRule(r"next year", "next_year"),
    DateRule(
        r"(?:in )?(?:the week before|the (?:previous|preceding) week|a week (?:earlier|before))",
        "week_before",
    ),
    DateRule(
        r"(?:in )?(?:the month before|the (?:previous|preceding) month|a month (?:earlier|before))",
        "month_before",
    ),
    DateRule(
        r"(?:in )?(?:the year before|the (?:previous|preceding) year|a year (?:earlier|before))",
        "year_before",
    ),
    DateRule(r"(?:on )?the (?:next|following) (?:day|morning)|a day later", "later"),
    DateRule(r"the (?:day before|previous day|eve)|a day earlier", "earlier"),
    DateRule(r"(?P<count>{count}) (?:days?|(?P<unit_week>weeks?)) (?:later|afterwards)", "later"),
    DateRule(r"(?P<count>{count}) (?:days?|(?P<unit_week>weeks?)) (?:earlier|before)", "earlier"),
    DateRule(rf"(?P<count>{{count}}|an?) {_UNIT} ago", "ago"),
    DateRule(
        rf"(?:in|over|during|within|for) (?:the )?{_SOME} (?:\w+ )?(?:hours|days|weeks|months|years)",
        "vague",
    ),
    DateRule(
        r"(?:in|within) (?:a few|several|less than \w+|under \w+) (?:hours|days|weeks|months)",
        "vague",
    ),
    DateRule(r"recently|lately|in recent times", "vague"),
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
