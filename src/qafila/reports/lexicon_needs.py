"""Faults in what triggers need and in which quantity they give: names that nothing fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.errors import did_you_mean
from qafila.reports.lexicon_phrases import Fault
from qafila.reports.lexicons import schema_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qafila.reports.lexicon_tables import Lexicons

# What a clause fills without a word of slots.csv.
_FILLED = frozenset({
    "place", "place_before", "place_behind", "somebody", "hypothesis", "negation", "denied",
    "figure",
})  # fmt: skip
_SAYS_NOT = "=denied"
_COUNT = "figure:"
_BARE, _ZERO, _BESIDE = "bare", "=0", "beside"


def _classes(found: Lexicons, language: str) -> frozenset[str]:
    return found.values("nouns", "class", language) | found.values("currencies", "class")


def need_faults(found: Lexicons, language: str, needs: str) -> list[Fault]:
    """Tell which needs of a trigger can never be filled, or never fail.

    Parameters
    ----------
    found : Lexicons
        All tables.
    language : str
        Language of the trigger.
    needs : str
        Cell of the column ``needs``.

    Returns
    -------
    list of Fault
        Empty where each is filled by something.
    """
    slots = _FILLED | found.values("slots", "slot", language)
    classes = _classes(found, language) | {_BARE}
    known = sorted(slots | {_COUNT + name for name in classes})
    asked = [need for need in needs.split() if need != _SAYS_NOT]
    faults = [fault for need in asked for fault in _one_need(need, language, known)]
    both = [need for need in asked if f"!{need}" in asked]
    faults += [Fault(f'"{need}" must be there and must be absent', "delete one") for need in both]
    return faults


def _one_need(need: str, language: str, known: list[str]) -> Iterator[Fault]:
    absent = need.startswith("!")
    names = need[1:].split("|") if absent else need.split("|")
    if absent and len(names) > 1:
        hint = "write " + " ".join(f"!{name}" for name in names)
        yield Fault(f'"{need}" is looked for as one name', hint)
    for name in names:
        if name not in known:
            never = "is never filled" if not absent else "is always absent"
            where = "nouns.csv" if name.startswith(_COUNT) else "slots.csv"
            hint = did_you_mean(name, known) or f"add a row to {where}"
            yield Fault(f'"{name}" {never} in {language}', hint)


def figure_faults(found: Lexicons, cells: Mapping[str, str], figures: str) -> list[Fault]:
    """Tell which pairs of nouns and quantities of a trigger give nothing.

    Parameters
    ----------
    found : Lexicons
        All tables.
    cells : mapping of str to str
        The row of the trigger.
    figures : str
        Its cell of the column ``figures``.

    Returns
    -------
    list of Fault
        Empty where each may give a figure.
    """
    known = sorted(_classes(found, cells["language"]) | {_BARE, _ZERO, _BESIDE})
    faults: list[Fault] = []
    seen: set[str] = set()
    for pair in figures.split():
        noun, arrow, quantity = pair.partition(">")
        if not arrow:
            faults.append(Fault(f'"{pair}" is no pair', "write noun>quantity"))
            continue
        if noun not in known:
            hint = did_you_mean(noun, known) or "add a row to nouns.csv"
            faults.append(Fault(f'"{noun}" counts nothing in {cells["language"]}', hint))
        if noun in seen:
            faults.append(Fault(f'"{noun}" stands twice', "only the last one counts"))
        seen.add(noun)
        if quantity and quantity not in schema_units():
            hint = did_you_mean(quantity, schema_units())
            faults.append(Fault(f'"{quantity}" is no quantity', hint))
    return faults
