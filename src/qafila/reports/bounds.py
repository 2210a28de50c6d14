"""Figures: a number with its hedge and the noun it counts, as best, low and high.

What each hedge does to the bounds is a table (``lexicons/hedges.csv``, ``lexicons/vague.csv`` and
``lexicons/vague_amounts.csv``).
`best` is set only where one number is stated.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from qafila.phrases import Hit, longest
from qafila.places import demonyms
from qafila.reports.currencies import currency_before, without_conversions
from qafila.reports.definite_numbers import find_definite, with_noun_before
from qafila.reports.figures import Figure
from qafila.reports.lexicons import Row, rows, table
from qafila.reports.listing import named_before, of_vehicles, without_lists
from qafila.reports.numbers import Number, find_numbers
from qafila.reports.own_nouns import counts_its_own
from qafila.reports.ranges import find_range, is_former, join_duals, without_former
from qafila.reports.rates import find_shares, with_rate
from qafila.reports.rejected import without_rejected
from qafila.reports.verb_hedges import verb_hedge

_WORDS_TO_NOUN = re.compile(
    r"(?:[ \-]+(?:[^\W\d_]+['\-]?)){0,2}?[ \-]*$"
    r"|^ (?:le nombre d[e'](?:s| la)? ?|the number of )$"
)  # between the number and its noun: adjectives and small words only
# "51 the week before" are no weeks, "400 in hospital" no hospitals.
_ELSEWHERE = re.compile(
    r" (?:the(?! number of)|this|last|per|each|every|in|on|at|for|during|since|by|par|chaque"
    r"|dans|pour|depuis"
    r"|avant|lors|la semaine|le mois|في|خلال|منذ|قبل|بعد|هذا) "
)
_BREAKS = re.compile(r"[.,;:!?()«»\"\d]")
_GAP = "..."  # in a phrase: other words may stand between
_AND = frozenset({"and", "et", "و"})
_AFTER_NOUN = re.compile(r" ال(?=\w)")
_LABEL = re.compile(r"(?:\b(?:number|no\.|numero|nationale|resolution|article|n°)|رقم) ?$")
_COUNTS = 100  # from here on "number" is the verb
_PARTS = re.compile(r"[ -](?:thirds|quarters|fifths|sixths|eighths|tenths)\b")
_NOUN_GAP = 34
_SHARE_GAP = 12  # characters between "three out of 29" and "filling stations"
_DUAL_VALUE = 2.0
_YEARS = range(1900, 2101)
_SIGNS = {"%": "percent", "$": "usd", "€": "eur"}
_CARRIED = frozenset(
    ["tanker", "truck", "person", "fighter", "litre", "xof", "money", "hostage", "prisoner",
     "refugee", "asylum", "convoy", "household"]
)  # fmt: skip


__all__ = ["Figure", "find_figures"]


def find_figures(
    text: str,
    language: str,
    start: int = 0,
    end: int | None = None,
    masked: tuple[tuple[int, int], ...] = (),
) -> list[Figure]:
    """Find the figures in a part of a folded text.

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        ``en``, ``fr`` or ``ar``.
    start, end : int
        The part to look at.
    masked : tuple of tuple of int
        Stretches that are something else, such as dates.

    Returns
    -------
    list of Figure
        In order of place.

    Examples
    --------
    >>> figure = find_figures("entre 2 000 et 3 000 personnes", "fr")[0]
    >>> figure.best, figure.low, figure.high
    (None, 2000.0, 3000.0)
    """
    stop = len(text) if end is None else end
    text = without_rejected(text, language, start, stop)
    flat = _flat(text)
    nouns = longest(table("nouns", language).find(flat, start, stop))
    stated = find_numbers(text, language, start, stop)
    definite = find_definite(text, language, start, stop, stated)
    stated = sorted([*stated, *definite], key=lambda number: number.start)
    vague = [
        hit
        for hit in longest(table("vague", language).find(flat, start, stop))
        if not any(number.start < hit.start < number.end for number in stated)
    ]
    numbers = [
        number
        for number in stated
        if not _overlaps(number.start, number.end, masked)
        and not _is_label(text, number)
        and not any(hit.start < number.end and number.start < hit.end for hit in vague)
    ]
    shares = find_shares(text, language, start, stop)
    numbers = [
        number for number in numbers
        if not any(share.start <= number.start < share.end for share in shares)
    ]  # fmt: skip
    figures = _exact(text, numbers, language, start, stop)
    figures += [
        _vague(text, hit, language, start, stop)
        for hit in vague
        if not _overlaps(hit.start, hit.end, masked)
    ]
    figures.sort(key=lambda figure: figure.start)
    people = _people(flat, language, start, stop)
    figures = [_with_noun(text, figure, nouns, people, language) for figure in figures]
    figures = [with_noun_before(text, figure, nouns) for figure in figures]
    figures = without_lists(text, figures, people, language, nouns)
    figures += _after_nouns(text, nouns, people, language, stop)
    figures = [
        named_before(text, figure, language) for figure in sorted(figures, key=lambda f: f.start)
    ]
    counted = _inherit(text, without_conversions(text, figures), nouns, language)
    counted = without_former(text, counted, language)
    used = {figure.end for figure in counted}
    counted += [
        _dual(hit) for hit in nouns
        if hit.value["factor"].startswith("dual") and hit.end not in used
        and not _overlaps(hit.start, hit.end, masked)
    ]  # fmt: skip
    shares = [_share_of(share, nouns) for share in shares]
    kept = [figure for figure in counted + shares if not _is_year(figure)]
    kept.sort(key=lambda figure: figure.start)
    return [with_rate(text, figure, language) for figure in join_duals(text, kept)]


@lru_cache(maxsize=8)
def _flat(text: str) -> str:
    return text.replace("-", " ").replace("'", " ").replace("\n", " ")


def _vague(text: str, hit: Hit[Row], language: str, start: int, stop: int) -> Figure:
    row = hit.value
    amount = _amounts()[row["amount"]]
    best = _cell(amount, "best")
    if best is not None:
        hedged = _hedged(text, Number(hit.start, hit.end, best), language, start, stop)
        if hedged.qualifier is not None:
            return hedged
    low, high = _cell(amount, "low"), _cell(amount, "high")
    return Figure(hit.start, hit.end, best, low, high, row["qualifier"])


@lru_cache(maxsize=1)
def _amounts() -> dict[str, Row]:
    """One table for all languages: what is "several dozen" in one is as many in the others."""
    return {row["amount"]: row for row in rows("vague_amounts")}


def _cell(row: Row, column: str) -> float | None:
    return float(row[column]) if row[column] else None


def _overlaps(start: int, end: int, stretches: tuple[tuple[int, int], ...]) -> bool:
    return any(start < last and first < end for first, last in stretches)


def _share_of(share: Figure, nouns: list[Hit[Row]]) -> Figure:
    """Of "9 stations sur 27" the noun stands inside, of "three out of 29 stations" behind."""
    if share.noun is not None:
        return share
    near = [
        hit for hit in nouns
        if share.start < hit.start and hit.start <= share.end + _SHARE_GAP
    ]  # fmt: skip
    return replace(share, noun=near[0].value["class"]) if near else share


def _is_label(text: str, number: Number) -> bool:
    """Whether a number only names something; "the displaced number 12,700" counts, as does 2/3."""
    label = _LABEL.search(text, max(0, number.start - 12), number.start)
    counts = label is not None and label[0].strip() == "number" and number.value >= _COUNTS
    return (label is not None and not counts) or _PARTS.match(text, number.end) is not None


def _is_year(figure: Figure) -> bool:
    return figure.noun in {None, "event"} and figure.best in _YEARS


def _dual(hit: Hit[Row]) -> Figure:
    factor = float(hit.value["factor"].removeprefix("dual") or 1)
    value = _DUAL_VALUE * factor
    return Figure(hit.start, hit.end, value, value, value, None, hit.value["class"])


def _exact(text: str, numbers: list[Number], language: str, start: int, stop: int) -> list[Figure]:
    figures: list[Figure] = []
    index = 0
    while index < len(numbers):
        first = numbers[index]
        second = numbers[index + 1] if index + 1 < len(numbers) else None
        if second is not None and is_former(text, first, second, language):
            index += 1
            continue
        merged = find_range(text, first, second, language) if second else None
        if merged is not None:
            figures.append(merged)
            index += 2
            continue
        figures.append(_hedged(text, first, language, start, stop))
        index += 1
    return figures


def _hedged(text: str, number: Number, language: str, start: int, stop: int) -> Figure:
    value = number.value
    flat = _flat(text)
    window = max(start, number.start - 30)
    for hit in table("hedges", language).find(flat, window, min(stop, number.end + 40)):
        row = hit.value
        before = row["position"] in {"before", "both"} and hit.end <= number.start
        after = row["position"] in {"after", "both"} and hit.start >= number.end
        if before:
            gap = text[hit.end : number.start]
            near = len(gap) <= 1 or (
                len(gap.split()) <= 1 and len(gap) < 8 and "," not in gap
                and gap.strip() not in _AND
            )  # fmt: skip
        else:
            gap = text[number.end : hit.start]
            near = (
                after and len(gap.split()) <= 2 and not re.search(r",(?! ?$)|[.;\d]", gap)
                and not _counts_next(text, hit.end, language)
            )  # fmt: skip
        if near and not _longer_follows(flat, hit, number, language):
            low, high = _bounds(row, value)
            parted = before and _GAP in row["phrase"]  # what stands between is no part of it
            first = number.start if parted else min(hit.start, number.start)
            last = max(number.end, hit.end if after else 0)
            return Figure(first, last, value, low, high, row["qualifier"])
    told = verb_hedge(flat, number, language, start)
    if told is not None:
        return Figure(number.start, number.end, value, *_bounds(told, value), told["qualifier"])
    return Figure(number.start, number.end, value, value, value)


def _bounds(row: Row, value: float) -> tuple[float | None, float | None]:
    low, high = (
        None if bound is None else _round(bound * value)
        for bound in (_cell(row, "low"), _cell(row, "high"))
    )
    # Of what is below zero, nine tenths are more than the whole.
    return (high, low) if low is not None and high is not None and low > high else (low, high)


def _counts_next(text: str, end: int, language: str) -> bool:
    """Whether "at least" belongs to a number right behind it."""
    following = find_numbers(text, language, end, min(len(text), end + 24))
    return bool(following) and following[0].start <= end + 1


def _longer_follows(flat: str, hit: Hit[Row], number: Number, language: str) -> bool:
    hits = table("hedges", language).find(flat, max(0, hit.start - 12), number.start)
    return any(
        other.start <= hit.start
        and other.end >= hit.end
        and other.end - other.start > hit.end - hit.start
        for other in hits
    )


def _round(value: float) -> float:
    return round(value, 6)


def _people(flat: str, language: str, start: int, stop: int) -> list[tuple[int, int, str]]:
    """Nationalities and forces count people: "1 500 Maliens", "84 Wagner"."""
    nations = demonyms(language).find(flat, start, stop)
    forces = table("actors", language).find(flat, start, stop)
    return [(hit.start, hit.end, "person") for hit in nations] + [
        (hit.start, hit.end, "fighter") for hit in forces
    ]


def _inherit(
    text: str, figures: list[Figure], nouns: list[Hit[Row]], language: str
) -> list[Figure]:
    """A bare number counts what the sentence counted before: "80 tankers ... some forty"."""
    found: list[Figure] = []
    for figure in figures:
        own = counts_its_own(text, figure, language)
        if figure.noun is not None or _is_year(figure) or own:
            found.append(figure)
            continue
        known = next((old.noun for old in reversed(found) if old.noun in _CARRIED), None)
        before = next(
            (hit.value["class"] for hit in reversed(nouns)
             if hit.end <= figure.start and hit.value["class"] in _CARRIED),
            None,
        )  # fmt: skip
        vague = figure.best is None and figure.high is None
        noun = known or before or ("person" if vague else None)
        found.append(replace(figure, noun=noun))
    return found


def _after_nouns(
    text: str, nouns: list[Hit[Row]], people: list[tuple[int, int, str]], language: str, stop: int
) -> list[Figure]:
    """Arabic puts a definite number behind its noun: «الرهائن الثلاثة»."""
    if language != "ar":
        return []
    ends = [(hit.start, hit.end, hit.value["class"]) for hit in nouns] + people
    found: dict[int, Figure] = {}
    for first, last, noun in ends:
        article = _AFTER_NOUN.match(text, last, stop)
        if article is None or noun not in _CARRIED:
            continue
        number = next(iter(find_numbers(text, language, article.end(), stop)), None)
        if number is not None and number.start == article.end() and number.words:
            value = number.value
            found[number.start] = Figure(first, number.end, value, value, value, None, noun)
    return list(found.values())


def _with_noun(
    text: str,
    figure: Figure,
    nouns: list[Hit[Row]],
    people: list[tuple[int, int, str]],
    language: str,
) -> Figure:
    money = currency_before(text, (figure.start, figure.end), language)
    if money is not None:
        return replace(figure, noun=money)
    inside = next((hit for hit in nouns if figure.start < hit.start and hit.end < figure.end), None)
    if inside is not None:
        factor = inside.value["factor"]
        scale = 1.0 if factor.startswith("dual") else float(factor)
        return replace(figure.scaled(scale), noun=inside.value["class"])
    hits = [hit for hit in nouns if hit.start >= figure.end]
    for hit, following in zip(hits, [*hits[1:], None], strict=False):
        if (
            following is not None
            and text[hit.end : following.start] == " "
            and text[hit.start].isascii()
            and text[figure.end : hit.start] != "-"  # "a 40-truck convoy" counts trucks
        ):
            continue
        gap = text[figure.end : hit.start]
        if len(gap) > _NOUN_GAP or _BREAKS.search(gap) or not _WORDS_TO_NOUN.match(gap):
            break
        if _ELSEWHERE.match(gap):
            break
        factor = hit.value["factor"]
        scale = 1.0 if factor.startswith("dual") else float(factor)
        noun = of_vehicles(text, hit, hits) or hit.value["class"]
        return replace(figure.scaled(scale), end=hit.end, noun=noun)
    for first, last, noun in people:
        if figure.end <= first and text[figure.end : first].strip() in {"", "من"}:
            return replace(figure, end=last, noun=noun)
    return _with_sign(text, figure)


def _with_sign(text: str, figure: Figure) -> Figure:
    after = text[figure.end : figure.end + 2].lstrip()
    written = text[max(0, figure.start - 1) : figure.end] + after[:1]
    for sign, noun in _SIGNS.items():
        if sign in written:
            return replace(figure, noun=noun)
    return figure
