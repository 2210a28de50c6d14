"""HTML for notebooks: a heading, facts and a small table, without script, style sheet or address.

Colours are those of the notebook, so that light and dark ones stay readable; everything that comes
from a case or a report is escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BOX = "line-height:1.45;max-width:60em"
_TABLE = "border-collapse:collapse;margin:.4em 0;color:inherit;font:inherit"
_CELL = "text-align:start;padding:.15em 1.2em .15em 0;border-bottom:1px solid rgba(128,128,128,.35)"
_FAINT = "opacity:.75"


def card(
    title: str,
    facts: Iterable[str] = (),
    head: Sequence[str] = (),
    rows: Iterable[Sequence[object]] = (),
    note: str = "",
) -> str:
    """A card that a notebook shows for an object.

    Parameters
    ----------
    title : str
        What it is.
    facts : iterable of str
        Short statements, shown on one line.
    head : sequence of str
        Heads of the columns.
    rows : iterable of sequence
        Cells; each is shown as its text.
    note : str
        What a reader must know.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> "<script>" in card("<script>", ["<script>"], ["<script>"], [["<script>"]], "<script>")
    False
    """
    parts = [f'<div class="qafila" style="{_BOX}"><strong>{_safe(title)}</strong>']
    told = " · ".join(_safe(fact) for fact in facts)
    parts.append(f'<div style="{_FAINT}">{told}</div>' if told else "")
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{_safe(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    if body:
        heads = "".join(f'<th scope="col" style="{_CELL}">{_safe(cell)}</th>' for cell in head)
        parts.append(
            f'<table style="{_TABLE}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        )
    parts.append(f'<div style="{_FAINT}"><em>{_safe(note)}</em></div>' if note else "")
    return "".join(parts) + "</div>"


def count(number: int, noun: str) -> str:
    """A number with its noun.

    Parameters
    ----------
    number : int
        How many.
    noun : str
        English noun with a regular plural.

    Returns
    -------
    str
        Such as 2 claims; thousands apart.

    Examples
    --------
    >>> count(1, "claim"), count(2000, "claim")
    ('1 claim', '2,000 claims')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _safe(value: object) -> str:
    """Text that keeps its own direction, whatever stands beside it."""
    return f"<bdi>{escape(str(value))}</bdi>"
