# ruff: noqa: E501  # a pattern reads best on one line
"""Numbers that stand in for people: in a list of nationalities, and for those named before."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.slots import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.reports.bounds import Figure
    from qafila.reports.lexicons import Row

# Of "two Emiratis and an Iranian" the text gives no sum, and the first number is not one.
_BETWEEN = 10  # characters: ", and one " and the like
_ONE_MORE = {
    "en": re.compile(r",? and (?:an? |one )$"),
    "fr": re.compile(r",? et (?:un |une )$"),
    "ar": re.compile(r",? و(?:ال)?$"),
}
# "Two engineers and a driver", but not "two engineers, and a driver said".
_AND_ANOTHER = {
    "en": re.compile(r" and (?:an?|one|their|his|her) (?:[a-z\-]+ ){0,2}"),
    "fr": re.compile(r"(?: [a-z]+)? et (?:une?|leur|son|sa) (?:[a-z]+[ \-])?"),
    "ar": re.compile(r"(?!)"),
}
_SPEAKS = {
    "en": re.compile(r" (?:said|says|told|added|who|reported|confirmed)\b"),
    "fr": re.compile(
        r" (?:a (?:dit|declare|indique|precise|affirme|ajoute|confirme)|affirme|raconte|dit)\b"
    ),
    "ar": re.compile(r"(?!)"),
}
# "The three were freed": people named before, where a verb of people follows.
_THEY = {
    "en": (re.compile(r"\b(?:the|all) $"), re.compile(r"^ (?:were|had been|have been|are)\b")),
    "fr": (re.compile(r"\b(?:les|tous les) $"), re.compile(r"^ (?:ont|avaient|sont|etaient)\b")),
    "ar": (
        re.compile(r"(?:^|[ ,])[وف]?ال$"),
        re.compile(r"^ (?:قد |كانوا )?(?:اختطف|خطف|احتجز|قتل|افرج|اطلق|اصيب|وصل|عاد|استعاد)"),
    ),
}


# "Rose from three to six hours": the first number no longer holds, and the two are no range.
_CHANGES = {
    "en": re.compile(
        r"\b(?:rose|risen|rises|rising|rise|up|increas\w+|climb\w+|jump\w+|grew|grown|improv\w+|"
        r"fell|fallen|falls|falling|dropp\w+|drop|down|declin\w+|cut|reduc\w+|went|gone|goes|moved"
        r"|soar\w+|surg\w+|leapt|leap\w*|doubl\w+|tripl\w+|rais\w+|lift\w+|eas\w+|slump\w+|plung\w+"
        r"|tumbl\w+|shrank|shrunk|slid|sank|sunk|swell\w+|swollen|spik\w+|shot up|lower\w+|slash\w+)"
        r"(?: (?!between)[\w]+){0,8} from $"
    ),
    "fr": re.compile(
        r"\b(?:pass\w+|mont\w+|grimp\w+|bond\w+|augment\w+|hausse|baiss\w+|chut\w+|tomb\w+|"
        r"recul\w+|diminu\w+|remont\w+|redescend\w+|reduit\w*|ramen\w+|saut\w+|flamb\w+|doubl\w+"
        r"|rehauss\w+|releve\w*|retomb\w+|plong\w+|degringol\w+|s'envol\w+|progress\w+|cru)"
        r"(?: (?!entre)[\w']+){0,8} de $"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])[وف]?س?[يت]?(?:ارتفاع|انخفاض|ارتفع|انخفض|زاد|زيد|تراجع|قفز|هبط|نزل|صعد|تحسن|"
        r"رتفع|نخفض|رفع|خفض|تقلص|تضاعف|تحول|انتقل|تدرج|تدهور|انهار|صعود|هبوط)\w{0,2}"
        r"(?: (?!بين)\w+){0,9} من $"
    ),
}
_VEHICLES = frozenset({"tanker", "truck", "vehicle"})
_LIST = 3  # "50 tankers and military vehicles" may count tankers alone, a list of three does not
_AND_MORE = re.compile(r"(?:, ?| (?:and|et|or|ou) |,? و)(?:des |de |d'|les )?(?:[^\W\d_]+ )?")


def tells_change(text: str, first: int, language: str) -> bool:
    """Whether of two numbers the one that begins here is what was before a change.

    Parameters
    ----------
    text : str
        Folded text.
    first : int
        Where the first number begins.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    bool
        True for "rose from 3 to 6 hours".

    Examples
    --------
    >>> text = "power rose from 3 to 6 hours"
    >>> tells_change(text, text.index("3"), "en")
    True
    """
    return _CHANGES[language].search(text[max(0, first - 110) : first]) is not None


def of_vehicles(text: str, first: Hit[Row], nouns: list[Hit[Row]]) -> str | None:
    """What a number counts that stands before vehicles of several kinds.

    Parameters
    ----------
    text : str
        Folded text.
    first : Hit
        The noun behind the number.
    nouns : list of Hit
        This noun and those after it.

    Returns
    -------
    str or None
        ``vehicle`` for "30 tankers, trucks and civilian vehicles"; None for a single kind.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> find_figures("30 tankers, trucks and civilian vehicles", "en")[0].noun
    'vehicle'
    """
    kinds, end = [first.value["class"]], first.end
    starts = {hit.start for hit in nouns}
    for hit in nouns:
        if hit.value["class"] in PEOPLE and hit.end + 1 in starts:
            continue  # "civilian vehicles" are no civilians
        if hit.start > end and _AND_MORE.fullmatch(text[end : hit.start]):
            kinds.append(hit.value["class"])
            end = hit.end
    mixed = len(set(kinds)) > 1 and len(kinds) >= _LIST
    return "vehicle" if mixed and set(kinds) <= _VEHICLES else None


def without_lists(
    text: str,
    figures: list[Figure],
    people: list[tuple[int, int, str]],
    language: str,
    nouns: Sequence[Hit[Row]] = (),
) -> list[Figure]:
    """Drop the number of some people where the next of the list have none.

    Parameters
    ----------
    text : str
        Folded text.
    figures : list of Figure
        Figures with their nouns.
    people : list of tuple
        Stretches that name people by nationality or force, with the noun these stand for.
    language : str
        ``en``, ``fr`` or ``ar``.
    nouns : sequence of Hit
        Nouns of the text.

    Returns
    -------
    list of Figure
        Those that count a whole.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> find_figures("two emiratis and an iranian", "en")
    []
    """
    ends = {last for _, last, _ in people}

    def lists(figure: Figure) -> bool:
        return figure.end in ends and any(
            _ONE_MORE[language].fullmatch(text, figure.end, first)
            for first, _, kind in people
            if kind == "person" and figure.end < first <= figure.end + _BETWEEN
        )

    def joins(figure: Figure) -> bool:
        if figure.noun not in PEOPLE:
            return False
        return any(
            figure.end < hit.start and hit.value["class"] in PEOPLE
            and _AND_ANOTHER[language].fullmatch(text, figure.end, hit.start)
            and _SPEAKS[language].match(text, hit.end) is None
            for hit in nouns
        )  # fmt: skip

    return [figure for figure in figures if not lists(figure) and not joins(figure)]


def named_before(text: str, figure: Figure, language: str) -> Figure:
    """Let a bare number count people where a verb of people follows: "the three were freed".

    Parameters
    ----------
    text : str
        Folded text.
    figure : Figure
        A figure.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Figure
        The figure, its noun ``person`` where it stands for people named before.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> find_figures("the three were freed", "en")[0].noun
    'person'
    """
    before, after = _THEY[language]
    if (
        figure.noun is None
        and figure.best is not None
        and (
            before.search(text[max(0, figure.start - 8) : figure.start])
            or (language == "ar" and text.startswith("ال", figure.start))
        )
        and after.match(text[figure.end : figure.end + 12])
    ):
        return replace(figure, noun="person")
    return figure
