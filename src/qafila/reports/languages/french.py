# ruff: noqa: E501  # a rule reads best on one line
"""French."""

from __future__ import annotations

from qafila.reports.dates import DateRule
from qafila.reports.language import Language

_EARLY = r"(?P<early>debut|au debut (?:du mois )?d['e]|les premiers jours de)"
_MID = r"(?P<mid>mi|a la mi|au milieu (?:du mois )?d['e])"
_LATE = r"(?P<late>fin|a la fin (?:du mois )?d['e]|les derniers jours de)"
_PART = rf"(?:{_EARLY}|{_MID}|{_LATE})"
_UNIT = r"(?:(?P<unit_day>jours?)|(?P<unit_week>semaines?)|(?P<unit_month>mois)|(?P<unit_year>ans?|annees?))"
_LAST = r"(?P<last>dernier|derniere|passee?|ecoulee?)"

_THAT_YEAR = r"(?:de |en |dans )?(?:la meme annee|cette annee-la|cette meme annee)"
_SEASON = r"(?:(?P<spring>printemps)|(?P<summer>ete)|(?P<autumn>automne)|(?P<winter>hiver))"
_QUARTER = (
    r"(?:(?P<q1>premier trimestre)|(?P<q2>deuxieme trimestre|second trimestre)|(?P<q3>troisieme trimestre)"
    r"|(?P<q4>quatrieme trimestre|dernier trimestre)|(?P<h1>premier semestre)"
    r"|(?P<h2>second semestre|deuxieme semestre))"
)

RULES = (
    DateRule(r"(?P<year>{year})-(?P<mm>\d\d)-(?P<day>\d\d)", "numeric"),
    DateRule(r"(?P<day>\d{1,2})[/.](?P<mm>\d{1,2})[/.](?P<year>{year})", "numeric"),
    DateRule(
        r"(?:entre (?:le )?|du )?(?:{weekday} )?(?P<day>{day})(?: (?P<month1>{month}))?"
        r" (?:au|et(?: le)?|a) (?:{weekday} )?(?P<day2>{day}) (?P<month>{month})(?: (?P<year>{year}))?",
        "day_range",
    ),
    DateRule(
        rf"(?:(?:(?:le|du|au) )?(?P<day>{{day}}) )?(?:en )?(?P<month>{{month}}) {_THAT_YEAR}",
        "of_same_year",
    ),
    DateRule(
        r"(?:(?:le|du|au|ce) )?(?:{weekday} )?(?P<day>{day}) (?P<month>{month})(?: (?P<year>{year}))?",
        "day",
    ),
    DateRule(
        r"(?:entre|de|d') ?(?P<month1>{month}) (?:et|a) (?P<month>{month})(?: (?P<year>{year}))?",
        "month_range",
    ),
    DateRule(
        rf"(?:{_PART}[ -]?)?(?:en |le mois d[e'] ?)?(?P<month>{{month}}) (?:dernier|passe)",
        "last_month_named",
    ),
    DateRule(rf"{_PART}[ -]?(?P<month>{{month}})(?: (?P<year>{{year}}))?", "month"),
    DateRule(r"(?P<month>{month}) (?P<year>{year})", "month"),
    DateRule(
        r"(?:en|mois de|mois d'|courant|pour|de|d'|(?<=depuis )|(?<=des )) ?(?P<month>{month})"
        r"(?: (?P<year>{year}))?",
        "month",
    ),
    DateRule(r"entre (?P<year>{year}) et (?P<year2>{year})", "years"),
    DateRule(
        r"(?:en|annee|de|jusqu'en|(?<=depuis)|(?<=des)) (?:l'annee )?(?P<year>{year})", "year"
    ),
    DateRule(
        rf"(?:le |ce )?(?P<weekday>{{weekday}})(?: (?:{_LAST}|(?P<next>prochain)|matin|soir))?",
        "weekday",
    ),
    DateRule(
        r"(?:remonte a|datent? de|avant|apres|vers|courant|debut|fin|des|depuis) (?P<year>{year})(?! [a-z]+s\b)",
        "year",
    ),
    DateRule(_THAT_YEAR, "of_same_year"),
    DateRule(
        rf"(?:a l'|en |au |l'|cet |depuis l'|depuis le |durant l'|pendant l'){_SEASON}(?= (?:dernier|passe|prochain|{{year}})|[ ,.;])"
        r"(?: (?:dernier|passe))?(?: (?P<year>{year}))?(?! [a-z]+e\b)",
        "part_of_year",
    ),
    DateRule(rf"{_QUARTER}(?: de)?(?: l'annee| (?P<year>{{year}}))", "part_of_year"),
    DateRule(
        r"(?:le|du|depuis le) (?P<day>\d{1,2})(?=[.,;)]|$| (?:au (?:soir|matin)|dans|et|a|selon|dernier)\b)",
        "day_alone",
    ),
    DateRule(r"(?:le|ce) (?:meme )?jour-la|le meme jour|ce jour-la|ce soir-la", "same"),
    DateRule(r"avant-hier", "before_yesterday"),
    DateRule(r"hier(?: soir)?", "yesterday"),
    DateRule(r"aujourd'hui|ce matin|ce soir|ce jour", "today"),
    DateRule(r"demain", "tomorrow"),
    DateRule(r"cette semaine", "this_week"),
    DateRule(r"la semaine (?:derniere|passee|ecoulee)", "last_week"),
    DateRule(r"la semaine prochaine", "next_week"),
    DateRule(r"ce mois(?:-ci)?", "this_month"),
    DateRule(r"le mois (?:dernier|passe|ecoule)", "last_month"),
    DateRule(r"le mois prochain", "next_month"),
    DateRule(r"cette annee", "this_year"),
    DateRule(r"l'(?:annee|an) (?:derniere|dernier|passee|passe)", "last_year"),
    DateRule(r"l'(?:annee prochaine|an prochain)", "next_year"),
    DateRule(
        r"la semaine (?:precedente|d'avant)|une semaine (?:plus tot|avant|auparavant)",
        "week_before",
    ),
    DateRule(
        r"le mois (?:precedent|d'avant)|un mois (?:plus tot|avant|auparavant)", "month_before"
    ),
    DateRule(r"l'annee (?:precedente|d'avant)|un an (?:plus tot|avant|auparavant)", "year_before"),
    DateRule(r"(?:le|des le|au) lendemain|le jour suivant|le jour d'apres", "later"),
    DateRule(r"la veille|le jour precedent", "earlier"),
    DateRule(
        r"(?P<count>{count}) (?:jours?|(?P<unit_week>semaines?)) (?:plus tard|apres)", "later"
    ),
    DateRule(
        r"(?P<count>{count}) (?:jours?|(?P<unit_week>semaines?)) (?:plus tot|avant|auparavant)",
        "earlier",
    ),
    DateRule(rf"il y a (?P<count>{{count}}|une?) {_UNIT}", "ago"),
    DateRule(
        r"(?:ces|au cours des|durant les|pendant les|depuis|en|dans les|les)?(?: \w+)? ?"
        r"(?:derniers|dernieres|quelques|plusieurs) (?:\w+ )?(?:heures|jours|semaines|mois|annees)",
        "vague",
    ),
    DateRule(r"en (?:moins de |a peine )?(?:\w+ )(?:heures|jours|semaines|mois)", "vague"),
    DateRule(r"recemment|dernierement|ces temps-ci", "vague"),
)

FRENCH = Language(
    code="fr",
    script="latin",
    stop_words=frozenset(
        [
            "le",
            "la",
            "les",
            "de",
            "des",
            "du",
            "et",
            "en",
            "un",
            "une",
            "que",
            "qui",
            "dans",
            "pour",
            "par",
            "sur",
            "au",
            "aux",
            "est",
            "ont",
            "ete",
            "sont",
            "avec",
            "pas",
            "selon",
            "plus",
            "ce",
            "cette",
            "ces",
            "il",
            "elle",
            "se",
            "ne",
            "leur",
            "d",
            "l",
        ]
    ),
    date_rules=RULES,
    since=r"depuis(?: le| la)?|a (?:partir|compter) d[eu](?: la)?|des(?: le)?",
    abbreviations=frozenset(
        [
            "m",
            "mm",
            "mme",
            "mlle",
            "dr",
            "gal",
            "col",
            "cap",
            "st",
            "ste",
            "av",
            "janv",
            "fevr",
            "juil",
            "sept",
            "oct",
            "nov",
            "dec",
            "env",
            "p.ex",
        ]
    ),
    pronouns=frozenset(
        [
            "il",
            "elle",
            "ils",
            "elles",
            "on",
            "celui-ci",
            "celle-ci",
            "ce",
            "dernier",
            "cette",
            "derniere",
        ]
    ),
)
