# ruff: noqa: E501  # a rule reads best on one line
"""French."""

from __future__ import annotations

from qafila.reports.dates import DateRule
from qafila.reports.language import Language
from qafila.reports.languages.fields import NUMERIC, WHOLE

_EARLY = r"(?P<early>debut|(?:au |le )?debut (?:du mois )?d[e'u]|(?:dans )?les premiers jours (?:du mois )?d[e'u])"
_MID = r"(?P<mid>mi|(?:a )?la mi|(?:au |le )?milieu (?:du mois )?d[e'u])"
_LATE = r"(?P<late>fin|(?:a )?la fin (?:du mois )?d[e'u]|(?:dans )?les derniers jours (?:du mois )?d[e'u])"
_HALF = (
    r"(?P<first_half>(?:(?:dans|durant|pendant) )?la premiere (?:quinzaine|moitie) (?:du mois )?d[e'u])"
    r"|(?P<second_half>(?:(?:dans|durant|pendant) )?la (?:seconde|deuxieme) (?:quinzaine|moitie) (?:du mois )?d[e'u])"
)
_PART = rf"(?:{_EARLY}|{_MID}|{_LATE}|{_HALF})"
_LAST = r"(?P<last>dernier|derniere|passee?|ecoulee?)"
_HEDGE = r"(?:(?P<hedge>environ|pres de|presque|a peu pres|quelque|plus de|plus d'|moins de|au moins) ?)?"

_THAT_YEAR = r"(?:de |en |dans )?(?:la meme annee|cette annee-la|cette meme annee)"
_TOLD_YEAR = (
    r"(?:(?P<year>{year})|(?P<last_year>l'(?:annee|an) (?:derniere|dernier|passee|passe))"
    r"|(?P<this_year>cette annee|l'annee en cours)|(?P<next_year>l'(?:annee prochaine|an prochain)))"
)
_YEAR = rf"(?:,? (?:de )?{_TOLD_YEAR})"
_TOLD_MONTH = (
    r"(?:(?P<last_month>(?:le |du )?mois (?:dernier|passe|ecoule|precedent))"
    r"|(?P<next_month>(?:le |du )?mois prochain)|(?P<this_month>(?:de )?ce mois(?:-ci)?|(?:le |du )mois en cours))"
)
_TOLD_WEEK = (
    r"(?:(?P<last_week>(?:de )?la semaine (?:derniere?|passee|ecoulee))|(?P<this_week>(?:de )?cette semaine)"
    r"|(?P<next_week>(?:de )?la semaine prochaine?))"
)
_SEASON = r"(?:(?P<spring>printemps)|(?P<summer>ete)|(?P<autumn>automne)|(?P<winter>hiver))"
_QUARTER = (
    r"(?:(?P<q1>(?:premier|1er) trimestre)|(?P<q2>(?:deuxieme|second|2e) trimestre)|(?P<q3>(?:troisieme|3e) trimestre)"
    r"|(?P<q4>(?:quatrieme|dernier|4e) trimestre)|(?P<h1>(?:premier|1er) semestre)"
    r"|(?P<h2>(?:second|deuxieme|2e) semestre))"
)
_AHEAD = r"(?P<ahead>(?<=d'ici )|(?<=d'ici a )|(?<=d'ici la )|(?<=d'ici a la ))?"
_WEEKDAY = r"(?:(?:{weekday}|{short_weekday}),? (?:le )?)?"

_PART_WORDS = "debut|mi-|la mi|milieu|fin|premiers jours|derniers jours|quinzaine|moitie"
_AFTER = "plus tard|jours apres|jour apres|semaines apres|semaine apres"

RULES = (
    *NUMERIC,
    DateRule(
        r"(?P<between>entre (?:le )?|du )?(?:les )?(?:{weekday} )?(?P<day>{day})(?: (?P<month1>{month})(?: (?P<year1>{year}))?)?"
        rf" (?:au|(?P<listed>et)(?: le)?|a) (?:{{weekday}} )?(?P<day2>{{day}}) (?P<month>{{month}}){_YEAR}?",
        "day_range",
    ),
    DateRule(
        r"(?:dans )?la nuit du (?:{weekday} )?(?P<day>{day}) (?P<month>{month})(?: (?P<year>{year}))?",
        "night_of",
        "nuit",
    ),
    DateRule(
        rf"(?:(?:(?:le|du|au) )?(?P<day>{{day}}) )?(?:en )?(?P<month>{{month}}) {_THAT_YEAR}",
        "of_same_year",
        "annee",
    ),
    DateRule(
        r"(?:(?:le|du|au|ce) )?(?P<day>{day}) (?P<month>{month}) (?P<last>dernier|passe)",
        "last_month_named",
        "dernier|passe",
    ),
    DateRule(
        rf"{_AHEAD}(?:(?:le|du|au|ce) )?{_WEEKDAY}(?P<day>{{day}}) (?:du mois )?(?:de |d')?(?P<month>{{month}}){_YEAR}?",
        "day",
    ),
    DateRule(
        rf"(?:entre|de|d') ?(?:(?:le )?debut )?(?P<month1>{{month}})(?: (?P<year1>{{year}}))? (?:et|a) (?:(?:la )?fin )?(?P<month>{{month}}){_YEAR}?",
        "month_range",
    ),
    DateRule(
        rf"(?:{_PART}[ -]?)?(?:en |le mois d[e'] ?)?(?P<month>{{month}}) (?:dernier|passe)",
        "last_month_named",
        "dernier|passe",
    ),
    DateRule(rf"{_AHEAD}{_PART}[ -]?(?P<month>{{month}}){_YEAR}?", "month", _PART_WORDS),
    DateRule(rf"(?:en |le mois d[e'] ?)?(?P<month>{{month}}){_YEAR}", "month"),
    DateRule(
        rf"(?:en|mois de|mois d'|courant|pour|de|d'|(?<=depuis )|(?<=des )|{_AHEAD[:-1]}) ?(?!sept\b(?!\.| (?:19|20)\d\d))(?P<month>{{month}})"
        rf"{_YEAR}?",
        "month",
    ),
    DateRule(
        rf"(?:dans |durant |pendant )?la (?P<nth>premiere|deuxieme|seconde|troisieme|quatrieme|derniere) semaine (?:du mois )?(?:de |d')?(?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH})",
        "week_of_month",
        "re semaine|eme semaine|nde semaine",
    ),
    DateRule(
        r"(?:(?:en|au|depuis le|des le|a la) )?(?:(?P<early>debut)|(?P<mid>milieu)|(?P<late>fin)) (?:du|de) mois(?! (?:de|d|dernier|passe|ecoule|prochain|prec|en)\b)",
        "part_of_told_month",
        "mois",
    ),
    DateRule(
        rf"{_PART}[ -]?{_TOLD_MONTH}",
        "part_of_told_month",
        "mois dernier|mois passe|mois ecoule|mois prec|mois proch|ce mois|mois en",
    ),
    DateRule(
        rf"(?:le |du |au |des le |jusqu'au )?(?P<day>{{day}}) (?:{_TOLD_MONTH}|du mois)(?! de\b| d')",
        "day_of_month",
        "mois",
    ),
    DateRule(
        rf"(?:le |du |au )?(?P<nth>premier|deuxieme|second|troisieme|quatrieme|cinquieme) (?P<weekday>{{weekday}})"
        rf" (?:de |du |d'|en )?(?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH})",
        "nth_weekday",
        "premier|eme|second",
    ),
    DateRule(r"(?:entre|de) (?P<year>{year}) (?:et|a) (?P<year2>{year})(?! [a-z]+s\b)", "years"),
    DateRule(
        r"(?:en|annee|de|jusqu'en|(?<=depuis)|(?<=des)) (?:l'annee )?(?P<year>{year})", "year"
    ),
    DateRule(
        r"(?:(?:dans|durant|pendant|depuis|de) )?les annees (?P<year>(?:1[89]|20)?\d0)",
        "decade",
        "annees",
    ),
    DateRule(
        r"(?:au |du |le |depuis le )?(?:debut du |fin du )?(?:[ivx]+e|{ordinal}) siecle",
        "vague",
        "siecle",
    ),
    DateRule(
        r"(?:(?:pendant|durant|avant|apres|depuis|pour|lors d|au cours d|au debut d|a la fin d)[ue]? (?:le |du )?(?:mois de )?|mois de )"
        r"(?:ramadan|chawwal|mouharram)|(?:pendant |apres |avant )?l'aid(?: [ae]l-\w+)?",
        "vague",
        "ramadan|chawwal|mouharram|l'aid",
    ),
    DateRule(
        r"(?:le |ce )?(?P<weekday>{weekday})(?:,? le)? (?P<day>{day})(?=[.,;)]|$| (?:au (?:soir|matin)|dans|et|a|selon)\b)",
        "weekday_with_day",
    ),
    DateRule(rf"(?P<weekday>{{weekday}}),? {_TOLD_WEEK}", "weekday_of_week", "semaine"),
    DateRule(
        r"(?:dans )?la nuit (?:de |du )(?P<weekday>{weekday})(?: (?:a|au) (?P<morrow>{weekday}))?",
        "night_of",
        "nuit",
    ),
    DateRule(
        r"(?:(?:entre|de|du|les|des) )?(?P<weekday1>{weekday}) (?:et|a|au) (?P<weekday>{weekday})(?! \d)",
        "weekday_range",
    ),
    DateRule(
        r"(?:(?:le|ce|du|au cours du|pendant le|durant le) )?week-?end(?: dernier| passe| ecoule)?(?! prochain)",
        "weekend",
        "week",
    ),
    DateRule(
        r"(?:dans )?la semaine du (?P<day>{day}) (?P<month>{month})(?: (?P<year>{year}))?",
        "week_of_day",
        "semaine",
    ),
    DateRule(
        r"(?<=depuis )le debut (?:du (?P<this_month>mois)|de (?P<this_year>l'annee))",
        "from_start",
        "debut",
    ),
    DateRule(r"(?:le )?nouvel an|(?:le )?jour de l'an", "new_year", "l an|l'an"),
    DateRule(r"le surlendemain", "two_days_later", "surlendemain"),
    DateRule(r"dans la nuit(?! d[eu]\b)", "last_night", "nuit"),
    DateRule(
        rf"(?<!chaque )(?:le |(?P<this>cet?t?e?) )?(?P<weekday>{{weekday}})(?: (?:{_LAST}|(?P<next>prochaine?)|matin|soir))?",
        "weekday",
    ),
    DateRule(
        r"(?:remonte a|datent? de|avant|apres|vers|courant|debut|fin|des|depuis) (?P<year>{year})(?! [a-z]+s\b)",
        "year",
    ),
    DateRule(_THAT_YEAR, "of_same_year", "annee"),
    DateRule(
        rf"(?:a l'|en |au |l'|cet |ce |le |depuis l'|depuis le |durant l'|pendant l'){_SEASON}"
        r"(?=[ ,.;]|$)(?: (?:dernier|passe|prochain))?(?: (?P<year>{year}))?(?! [a-z]+e\b)",
        "part_of_year",
        "printemps|ete|automne|hiver",
    ),
    DateRule(
        rf"{_QUARTER}(?: de)?(?: l'annee(?! (?:derniere|passee|prochaine))| {_TOLD_YEAR})",
        "part_of_year",
        "trimestre|semestre",
    ),
    DateRule(
        r"(?:le|du|depuis le) (?P<day>\d{1,2})(?= ?[.,;:)]|$| (?:au (?:soir|matin)|dans|et|a|selon|dernier)\b)",
        "day_alone",
    ),
    DateRule(
        r"(?:le|ce) (?:meme )?jour-la|le meme (?:jour|soir|matin)|le (?:jour|soir|matin) meme|ce (?:soir|matin)-la|cet apres-midi-la",
        "same",
        "meme|la",
    ),
    DateRule(
        r"(?:dans |durant |pendant )?(?:la meme nuit|cette (?:meme nuit|nuit-la))",
        "same_night",
        "nuit",
    ),
    DateRule(r"(?<=depuis )lors|depuis(?=,)", "same", "depuis"),
    DateRule(
        r"(?:(?:dans|durant|pendant|sur|a|pour|au cours de) )?la meme periode(?: (?:de |en )(?:l'annee )?(?P<year>{year}))?",
        "same_span",
        "meme periode",
    ),
    DateRule(
        rf"(?:(?:au cours d|dans l|durant l|pendant l|sur l|l)es )?(?P<spans>{{count}} premiere?s {{unit}}|premiere?s {{count}} {{unit}}) (?:du mois )?(?:de |d'|du )?(?:(?P<month>{{month}}){_YEAR}?|{_TOLD_MONTH}|(?P<the_month>mois))",
        "first_part",
        "premier",
    ),
    DateRule(
        rf"(?:(?:au cours d|dans l|durant l|pendant l|sur l|l)es )?(?P<spans>{{count}} premiere?s {{unit}}|premiere?s {{count}} {{unit}}) (?:de |d')?(?:l'annee|{_TOLD_YEAR})",
        "first_part",
        "premier",
    ),
    DateRule(
        rf"(?:(?:au cours d|dans l|durant l|pendant l|sur l|l)es )?(?P<spans>{{count}} dernieres? {{unit}}|derniere?s {{count}} {{unit}}) (?:du mois )?(?:de |d'|du )(?:(?P<month>{{month}}){_YEAR}?|(?P<the_month>mois))",
        "last_part",
        "dernier",
    ),
    DateRule(
        r"(?P<spans>{spans}) apres(?= (?!demain|hier|lendemain|aujourd))",
        "before_what",
        "apres",
    ),
    DateRule(r"avant[ -]hier", "before_yesterday", "hier"),
    DateRule(r"la nuit derniere|la nuit passee|hier dans la nuit|cette nuit", "last_night", "nuit"),
    DateRule(r"hier(?: soir| matin)?", "yesterday", "hier"),
    DateRule(r"aujourd'hui|ce matin|ce soir|ce jour", "today"),
    DateRule(r"apres[ -]demain", "after_tomorrow", "demain"),
    DateRule(r"demain", "tomorrow", "demain"),
    DateRule(r"cette semaine", "this_week", "semaine"),
    DateRule(r"la semaine (?:derniere|passee|ecoulee)", "last_week", "semaine"),
    DateRule(r"la semaine prochaine", "next_week", "semaine"),
    DateRule(r"ce mois(?:-ci)?", "this_month", "mois"),
    DateRule(r"le mois (?:dernier|passe|ecoule)", "last_month", "mois"),
    DateRule(r"le mois prochain", "next_month", "mois"),
    DateRule(r"cette annee", "this_year", "annee"),
    DateRule(r"l'(?:annee|an) (?:derniere|dernier|passee|passe)", "last_year"),
    DateRule(r"l'(?:annee prochaine|an prochain)", "next_year"),
    DateRule(
        r"la semaine (?:precedente|d'avant)|une semaine (?:plus tot|avant|auparavant)",
        "week_before",
        "semaine",
    ),
    DateRule(
        r"le mois (?:precedent|d'avant)|un mois (?:plus tot|avant|auparavant)",
        "month_before",
        "mois",
    ),
    DateRule(r"l'annee (?:precedente|d'avant)|un an (?:plus tot|avant|auparavant)", "year_before"),
    DateRule(r"(?:le|des le|au) lendemain|le jour suivant|le jour d'apres", "later"),
    DateRule(r"la veille|le jour precedent", "earlier"),
    DateRule(
        r"(?P<spans>{spans}) (?:apres|a partir d[e']|depuis) ?(?:(?P<from_tomorrow>demain|lendemain)|(?P<from_yesterday>hier)|(?P<from_today>aujourd'hui))",
        "ahead",
        "demain|hier|hui",
    ),
    DateRule(
        r"(?P<spans>{spans}) avant (?:(?P<from_yesterday>hier)|(?P<from_today>aujourd'hui))",
        "ago",
        "avant",
    ),
    DateRule(
        r"(?P<spans>{spans}) plus tard|(?P<count>{count}) (?:jours?|(?P<week>semaines?)) apres",
        "later",
        _AFTER,
    ),
    DateRule(
        r"(?<!les )(?P<spans>{spans}) (?:plus tot|auparavant)|(?P<count>{count}) (?:jours?|(?P<week>semaines?)) avant",
        "earlier",
        "plus tot|s avant|r avant|e avant|n avant|auparavant",
    ),
    DateRule(
        r"il y a (?:quelques|plusieurs|des) (?:heures|jours|semaines|mois|annees|ans)|il y a longtemps",
        "vague",
        "il y a",
    ),
    DateRule(rf"il y a {_HEDGE}(?P<spans>{{spans}})", "ago", "il y a"),
    DateRule(r"(?<=depuis )(?P<spans>{count} jours?)", "ago", "depuis"),
    DateRule(rf"(?:dans|d'ici) {_HEDGE}(?P<spans>{{spans}})(?! d[e'u])", "ahead", "dans|ici"),
    DateRule(
        r"(?:au cours d|dans l|lors d|durant l|pendant l|sur l|depuis l|c|l)es "
        r"(?P<spans>(?:derniere?s {count} {unit}|{count} (?:derniere?s {unit}|{unit} (?:derniere?s|ecoulee?s))))(?! (?:de|du|d)\b)",
        "window",
        "dern|ecoul",
    ),
    DateRule(
        r"(?:ces|au cours des|durant les|pendant les|depuis|en|dans les|les)?(?: \w+)? ?"
        r"(?:derniers|dernieres|quelques|plusieurs) (?:\w+ )?(?:heures|jours|semaines|mois|annees)",
        "vague",
        "derniers|dernieres|quelques|plusieurs",
    ),
    DateRule(
        r"en (?:(?:moins de|a peine) \w+|quelques|plusieurs) (?:heures|jours|semaines|mois)",
        "vague",
    ),
    DateRule(r"recemment|dernierement|ces temps-ci", "vague"),
    *WHOLE,
    DateRule(r"(?:le |au |jusqu'au )?(?P<day>{any_day})", "day_of_month", whole=True),
    DateRule(r"(?:le )?(?P<nth>{ordinal}) (?P<weekday>{weekday})", "nth_weekday", whole=True),
    DateRule(
        r"(?P<weekday>{weekday}),? (?:le )?(?P<day>{any_day})", "weekday_with_day", whole=True
    ),
    DateRule(r"(?P<day>{any_day}),? (?P<weekday>{weekday})", "weekday_with_day", whole=True),
    DateRule(r"(?P<weekday>{short_weekday})", "weekday", whole=True),
    DateRule(r"(?:le )?dernier jour", "yesterday", whole=True),
    DateRule(r"(?:le )?(?:jour suivant|lendemain)", "later", whole=True),
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
    since=r"depuis(?: le| la)?|a (?:partir|compter)(?: du| de| d')?(?: la)?|des(?: le)?(?= \d)",
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
