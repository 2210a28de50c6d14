# a rule reads best on one line
"""Dates in figures, and dates that are the whole of a text, alike in all languages."""

from __future__ import annotations

from qafila.reports.dates import DateRule

NUMERIC = (
    DateRule(
        r"(?<![-/.])(?P<year>{year})[-/.](?P<mm>\d{1,2})[-/.](?P<day>\d{1,2})(?![-/])", "numeric"
    ),
    DateRule(
        r"(?<![-/.])(?P<day>\d{1,2})[-/.](?P<mm>\d{1,2})[-/.](?P<year>{year})(?![-/])", "numeric"
    ),
    DateRule(
        r"(?<![-/.])(?P<n1>\d{1,2})/(?P<n2>\d{1,2})/(?P<n3>\d\d)(?![-/])", "short_numeric", "/"
    ),
)

_YEAR = r"(?:[ ,.]*(?:of |de |من )?(?:(?P<year>\d{4}|\d\d(?!\d))|(?P<year_words>[^\W\d_][^\d]+)))?"
_WEEKDAY = r"(?:(?:{weekday}|{short_weekday})[ ,]*)?"

WHOLE = (
    DateRule(r"(?P<n1>\d{1,2})-(?P<n2>\d{1,2})-(?P<n3>\d\d)", "short_numeric", "-", whole=True),
    DateRule(
        r"(?P<day>\d{1,2})[-/](?P<mm>\d{1,2})(?:, ?(?P<year>{year}|\d\d))?",
        "without_year",
        "-|/",
        whole=True,
    ),
    DateRule(
        rf"{_WEEKDAY}(?P<month>{{month}})[ .,\-/]*(?:the )?(?P<day>{{any_day}}){_YEAR}",
        "named",
        whole=True,
    ),
    DateRule(
        rf"{_WEEKDAY}(?P<day>{{any_day}})[ .,\-/]*(?:of |de |d'|من )?(?P<month>{{month}}){_YEAR}",
        "named",
        whole=True,
    ),
    DateRule(
        r"(?P<year>\d{4})[-/](?P<month>{month})[-/](?P<day>\d{1,2})", "named", "-|/", whole=True
    ),
)
