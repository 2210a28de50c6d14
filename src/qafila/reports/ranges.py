# ruff: noqa: E501  # a pattern reads best on one line
"""Two numbers that are one amount: "20 to 30", "at least 22 and perhaps 26", and "from 19 to 6"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.figures import Figure
from qafila.reports.lexicons import table
from qafila.reports.listing import tells_change

if TYPE_CHECKING:
    from qafila.reports.numbers import Number

_RANGE = {
    "en": re.compile(r"%?[ ]?(?:to|and|or|-|–|—)[ ]?$"),
    "fr": re.compile(r"[ ]?%?[ ]?(?:a|et|ou|-|–|—)[ ]?$"),
    "ar": re.compile(r"%?[ ]?(?:الي|و|او|-|–|—)[ ]?$"),
}
_BETWEEN = {
    "en": re.compile(r"\b(?P<mark>between|from)[ ]$"),
    "fr": re.compile(r"\b(?P<mark>entre|de)[ ]$"),
    "ar": re.compile(r"(?:^|[ ])(?P<mark>ما بين|بين|من)[ ]$"),
}
_MAYBE = {
    "en": re.compile(
        r"[^.;\d]{0,30},? (?:(?:and|or) )?(?:perhaps|possibly|maybe|as many as|up to|if not) $"
    ),
    "fr": re.compile(
        r"[^.;\d]{0,30},? (?:(?:et|ou) )?(?:peut-etre|jusqu'a|possiblement|voire|si ce n'est) $"
    ),
    "ar": re.compile(
        r"[^.;\d]{0,60}(?: او |,? و)(?:ربما|قد (?:يصل|تصل)(?: (?:ال)?(?:عدد|رقم|"
        r"حصيله)\w{0,2})? الي) $"
    ),
}
# "Four killed and up to ten wounded": the second number counts others.
_OTHERS = {
    "en": re.compile(r" (?:(?:people|others|men|civilians|soldiers) )?(?:were )?(?:wounded|injured|hurt|missing|abducted)\b"),
    "fr": re.compile(r" (?:(?:personnes|autres|civils|soldats) )?(?:(?:ont ete )?(?:bless|enleve)|disparu)"),
    "ar": re.compile(r" (?:(?:شخص|اخر)\w* )?(?:جريح|جرحي|مصاب|مفقود|مختطف)"),
}  # fmt: skip
_FARTHEST = {"en": 45, "fr": 45, "ar": 85}
_FORMER = {
    "en": (re.compile(r"from $"), re.compile(r"^ to $")),
    "fr": (re.compile(r"\bde $"), re.compile(r"^ a $")),
    "ar": (re.compile(r"من $"), re.compile(r"^ الي $")),
}
# "Climbed to 2,400 this week from 1,600 in February": what was before stands behind.
_UP_FROM = {
    "en": re.compile(
        r"[^.;:()\d]{0,24}\b(?:from|against|compared (?:to|with)|versus) ?\W?\w{0,3}\W?$"
    ),
    "fr": re.compile(r"(?!)"),  # « contre 400 francs en décembre » is a price of its own
    "ar": re.compile(r"(?!)"),
}
# What is said to have been before: "up from 5,500", "after 950 in January", «ارتفاعا من 260».
_ONCE = {
    "en": re.compile(
        r"[^.;:()]{0,50},? (?:up|down|rising|falling|increased|reduced) from (?:about |some |just )?$"
        r"|[^.;:()]{0,50}, (?:after|from) (?:about |some |just )?$"
        r"|[^.;:()]{0,90}, (?:as against|as compared (?:with|to)) (?:about |some |just |only )?$"
    ),
    "fr": re.compile(
        r"[^.;:()]{0,50},? (?:apres (?:avoir ete (?:a|de|vendue?)|etre (?:tombee?|descendue?) a)|alors qu'il"
        r"(?: ne)? (?:etait|coutait|valait|se vendait)(?: que)?(?: a| de)?) (?:environ )?$"
    ),
    "ar": re.compile(
        r"[^.;:()]{0,50}[ ,](?:صعودا من|ارتفاعا من|نزولا من|هبوطا من|انخفاضا من|تراجعا من) ?(?:نحو |حوالي )?$"
    ),
}
# "That cost 250 francs in May now costs 600": "now" parts what was from what is.
_NOW = {"en": re.compile(r"[^.;:()]{0,60}\b(?:now|today)\b[^.;:()]{0,40}")}
_DID_COST = {
    "en": re.compile(
        r"\b(?:that|which) (?:had )?(?:cost|sold (?:for|at)|fetched|went for|traded (?:for|at)|stood"
        r" at) (?:about |some |just |only )?\W?$"
    )
}
_PRICED = frozenset({"money", "xof", "usd", "eur", "percent"})
_AND = frozenset({"and", "et", "و"})
_JOINS_DUALS = frozenset({"او", "الي"})

# "From 90 francs to 240": the unit may stand at the first number alone.
_UP_TO = re.compile(r" (?:[^\W\d_]+ ){1,2}(?:to|a|الي) (?:نحو |about |environ )?")


def is_former(text: str, first: Number, second: Number, language: str) -> bool:
    """Whether the first of two numbers is only what was before a change.

    Parameters
    ----------
    text : str
        Folded text.
    first, second : Number
        Two numbers that follow each other.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    bool
        True for "rose from 3 to 6 hours".

    Examples
    --------
    >>> from qafila.reports.numbers import find_numbers
    >>> text = "power rose from 3 to 6 hours"
    >>> is_former(text, *find_numbers(text, "en"), "en")
    True
    """
    gap = text[first.end : second.start]
    leads = _RANGE[language].match(gap) or _UP_TO.fullmatch(gap)
    return bool(leads) and tells_change(text, first.start, language)


def find_range(text: str, first: Number, second: Number, language: str) -> Figure | None:
    """Take two numbers for the ends of one amount.

    Parameters
    ----------
    text : str
        Folded text.
    first, second : Number
        Two numbers that follow each other.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Figure or None
        None where they are two amounts. A "million" that is said once holds for both.

    Examples
    --------
    >>> from qafila.reports.numbers import find_numbers
    >>> text = "two to three million"
    >>> find_range(text, *find_numbers(text, "en"), "en").low
    2000000.0
    """
    if second.start - first.end > _FARTHEST[language]:
        return None
    low, high = _scaled(first, second), second.value
    if high <= low:
        return None
    gap = text[first.end : second.start]
    perhaps = _MAYBE[language].match(gap) and not _OTHERS[language].match(text, second.end)
    if perhaps and not _is_priced(gap, language):
        return Figure(first.start, second.end, None, first.value, high, "or perhaps")
    if not _RANGE[language].match(gap):
        return None
    before = _BETWEEN[language].search(text[max(0, first.start - 12) : first.start])
    if gap.strip() in _AND and before is None:
        return None
    begin = first.start - (len(before["mark"]) + 1 if before else 0)
    return Figure(begin, second.end, None, low, high, "between")


def _is_priced(gap: str, language: str) -> bool:
    """« 2 000 F à San, voire 2 500 F à Koutiala » are two prices."""
    return any(hit.value["class"] in _PRICED for hit in table("nouns", language).find(gap))


def _scaled(first: Number, second: Number) -> float:
    shared = first.scale == 1 and first.value < second.value / second.scale
    return first.value * second.scale if shared else first.value


def join_duals(text: str, figures: list[Figure]) -> list[Figure]:
    """Join an Arabic noun that says two with the number after it: «شاحنتين أو ثلاث شاحنات».

    Parameters
    ----------
    text : str
        Folded text.
    figures : list of Figure
        Figures in order of place.

    Returns
    -------
    list of Figure
        With one figure for both.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> [(one.low, one.high) for one in find_figures("شاحنتين او ثلاث شاحنات", "ar")]
    [(2.0, 3.0)]
    """
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (
            last is not None and last.noun == figure.noun and text[last.end : figure.start].strip()
            in _JOINS_DUALS and last.low == last.high and figure.low == figure.high
            and (last.best or 0) < (figure.best or 0)
        ):  # fmt: skip
            both = replace(last, end=figure.end, best=None, high=figure.high, qualifier="between")
            joined[-1] = both
        else:
            joined.append(figure)
    return joined


def without_former(text: str, figures: list[Figure], language: str) -> list[Figure]:
    """Of "fell from 19 hours to six hours" keep the second, which holds now.

    Parameters
    ----------
    text : str
        Folded text.
    figures : list of Figure
        Figures in order of place.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    list of Figure
        Without what was before.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> [one.best for one in find_figures("from 19 hours to six hours", "en")]
    [6.0]
    """
    kept: list[Figure] = []
    for index, figure in enumerate(figures):
        last = kept[-1] if kept else None
        if (
            last is not None and last.noun == figure.noun and figure.noun in _PRICED
            and _UP_FROM[language].fullmatch(text, last.end, figure.start)
        ):  # fmt: skip
            continue
        if (
            last is not None and (figure.noun in {None, last.noun} or _is_bare(text, figure))
            and _ONCE[language].fullmatch(text, last.end, figure.start)
        ):  # fmt: skip
            continue
        following = figures[index + 1] if index + 1 < len(figures) else None
        if following is not None and _was_the_price(text, figure, following, language):
            continue
        if following is not None and following.noun == figure.noun:
            before = text[max(0, figure.start - 8) : figure.start]
            gap = text[figure.end : following.start]
            if _FORMER[language][0].search(before) and _FORMER[language][1].match(gap):
                continue
        kept.append(figure)
    return kept


def _was_the_price(text: str, figure: Figure, following: Figure, language: str) -> bool:
    """Whether a price is only what was before the one behind it."""
    if figure.noun not in _PRICED or following.noun not in {None, figure.noun}:
        return False
    now, cost = _NOW.get(language), _DID_COST.get(language)
    if now is None or cost is None:
        return False
    before = text[max(0, figure.start - 40) : figure.start]
    parted = now.fullmatch(text, figure.end, following.start) is not None
    gone = cost.search(before) is not None and following.noun == figure.noun
    return parted or (gone and not re.search(r"[.;:]", text[figure.end : following.start]))


def _is_bare(text: str, figure: Figure) -> bool:
    """Whether a number stands without the noun that it counts."""
    return not re.search(r"[^\d.,]", text[figure.start : figure.end])
