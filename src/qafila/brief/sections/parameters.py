"""Names of parameters, and which of them move days of fuel most."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qafila import terms
from qafila.brief.dates import as_date
from qafila.brief.isolation import left_to_right, name
from qafila.brief.model import Cell, Prose, Row, Sentence, Table
from qafila.brief.rules import rule
from qafila.files import package_data
from qafila.sensitivity import INPUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.brief.context import Context
    from qafila.brief.model import Block


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, Mapping[str, str]]:
    text = package_data("brief", "texts", "parameters.csv").read_text(encoding="utf-8")
    return {row["parameter"]: row for row in csv.DictReader(io.StringIO(text))}


def parameter_label(parameter: str, language: str) -> str | None:
    """What a parameter is called.

    Parameters
    ----------
    parameter : str
        Its name in tables, or a row of ``moved_input``.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str or None
        The label; None where no table names it.

    Examples
    --------
    >>> parameter_label("convoy_rate", "fr"), parameter_label("demand", "en")
    ('convois escortés par jour', 'demand of the country')
    """
    if parameter in terms.values(INPUT):
        return terms.label(INPUT, parameter, language)
    return _labels().get(parameter, {}).get(language)


def moved(context: Context) -> tuple[Block, ...]:
    """Which parameters move days of fuel most, and by how much.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    tuple of Block
        A table and how it was made; that it was not where the case has none. Nothing where
        nothing is forecast, or blocked.
    """
    words, situation = context.words, context.situation
    if context.forecast is None or situation.undisturbed:
        return ()
    frame = situation.case.sensitivity
    if frame.empty:
        return (Prose((Sentence(words.say("moved_missing", city=context.city)),)),)
    most = frame.sort_values(["effect", "parameter"], ascending=[False, True])
    most = most.head(int(rule("moved_parameters")))
    first = most.iloc[0]
    caption = words.say(
        "moved_caption",
        count=words.number(len(most)),
        city=context.city,
        span=words.span(as_date(first["start"]), as_date(first["end"])),
    )
    heads = (words.say("moved_what"), words.say("moved_by", unit=words.unit(first["unit"])))
    rows = tuple(_row(context, row) for row in most.to_dict("records"))
    method = words.label("sensitivity_method", first["method"])
    note = Sentence(words.say("moved_note", method=method))
    return (Table(caption, heads, rows), Prose((note,)))


def _row(context: Context, row: dict[Any, Any]) -> Row:
    words, parameter = context.words, str(row["parameter"])
    label = parameter_label(parameter, words.language) or parameter.replace("_", " ")
    effect = words.figures(round(float(row["effect"]), 1))
    if row["error"] == row["error"]:
        error = words.figures(round(float(row["error"]), 1))
        effect = str(words.say("moved_effect", effect=effect, error=error))
    return Row((Cell(name(label)), Cell(left_to_right(effect))))
