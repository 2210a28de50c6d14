"""What a brief says of calibration: which posterior supply comes from, or that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.counting import counted
from qafila.brief.isolation import left_to_right, name
from qafila.brief.model import Sentence
from qafila.brief.rounding import public_people
from qafila.brief.sections.shared import counted_people, people
from qafila.forecasting.calibration.gathering import CUSTOMS_LAG
from qafila.forecasting.calibration.storing import FOLDER
from qafila.forecasting.calibration.telling import how_to_calibrate
from qafila.forecasting.forecast import STOCK_OUT, SUPPLY

if TYPE_CHECKING:
    import pandas as pd

    from qafila.brief.context import Context

_SUPPLY = (SUPPLY, STOCK_OUT)
_HINDCASTS = "docs/siege.md"


def _known(context: Context) -> bool:
    """Whether the supply of the city of the case is calibrated; people never are."""
    found = context.forecast.calibration if context.forecast else None
    return found is not None and found.city == context.situation.case.city


def is_calibrated(context: Context, target: str) -> bool:
    """Whether a forecast comes from a posterior.

    Parameters
    ----------
    context : Context
        The brief.
    target : str
        Row of ``schema/targets.csv``.

    Returns
    -------
    bool
        Never of people.
    """
    return target in _SUPPLY and _known(context)


def remark(context: Context, target: str) -> Markup:
    """What stands under a forecast.

    Parameters
    ----------
    context : Context
        The brief.
    target : str
        Row of ``schema/targets.csv``.

    Returns
    -------
    Markup
        On what day it was calibrated, or that it is not.
    """
    words = context.words
    if is_calibrated(context, target):
        return words.say("calibrated_on", date=words.date(context.as_of))
    return words.say("not_calibrated")


def label(context: Context) -> Markup:
    """What stands above a brief.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    Markup
        What is calibrated and what is not.
    """
    words = context.words
    if _known(context):
        return words.say("calibrated_in_part", date=words.date(context.as_of))
    return words.say("not_calibrated")


def caution(context: Context) -> Sentence:
    """How sure the forecasts are.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    Sentence
        For the summary.
    """
    words = context.words
    if not _known(context):
        return Sentence(words.say("not_calibrated_sentence", outcomes=_outcomes(context)))
    told = {"city": context.city, "date": words.date(context.as_of)}
    return Sentence(words.say("calibrated_sentence", **told, outcomes=_outcomes(context)))


def _outcomes(context: Context) -> Markup:
    """How far intervals were held against what came: of few cases, and there of few outcomes."""
    case = context.situation.case
    # What forecasts of past days are made from ships with the case whose hindcast was published.
    hindcast = case.shipped and any((case.folder / FOLDER).glob(f"{case.city}-*-{CUSTOMS_LAG}.csv"))
    if not hindcast:
        return context.words.say("outcomes_none")
    return context.words.say("outcomes_few", page=left_to_right(_HINDCASTS))


def stretched(context: Context) -> Markup:
    """By how much intervals of days of fuel are told wider than the draws have them.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    Markup
        For what stands beside an interval; empty where nothing is stretched.
    """
    factor = _factor(context)
    if factor <= 1.0:
        return Markup()
    return context.words.say("stretched", factor=context.words.number(factor))


def _factor(context: Context) -> float:
    return context.forecast.inflation if context.forecast else 1.0


def interval(context: Context, row: pd.Series) -> Markup:
    """The 90 % interval of days of fuel, and by how much it is stretched.

    Parameters
    ----------
    context : Context
        The brief.
    row : pandas.Series
        Of `Context.fan`.

    Returns
    -------
    Markup
        What is shown beside a median.
    """
    words = context.words
    low, high = words.number(row["low90"]), words.number(row["high90"])
    parts = [words.say("interval_90", low=low, high=high), stretched(context)]
    return words.say("list_comma").join(part for part in parts if part)


def stretching(context: Context) -> tuple[Sentence, ...]:
    """Why intervals of days of fuel are told wider than the draws have them.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    tuple of Sentence
        None where nothing is stretched.
    """
    factor, words = _factor(context), context.words
    if factor <= 1.0:
        return ()
    return (Sentence(words.say("stretched_sentence", factor=words.number(factor))),)


def coupling(context: Context) -> tuple[Sentence, ...]:
    """What the forecast would be with supply and people apart.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    tuple of Sentence
        For the method; none where it was not run.
    """
    found = context.forecast.beside if context.forecast else None
    if found is None:
        return ()
    words = context.words
    told = {}
    for way, values in (("coupled", found.coupled), ("apart", found.apart)):
        low, middle, high = (public_people(one) if context.public else one for one in values)
        told[f"{way}_low"], told[f"{way}_high"] = people(context, low), people(context, high)
        told[way] = counted_people(context, middle)
    draws, days = words.number(found.draws), counted(words, "days", found.days)
    return (Sentence(words.say("method_coupling", draws=draws, days=days, **told)),)


def method(context: Context) -> tuple[Sentence, ...]:
    """Where the parameters of supply come from.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    tuple of Sentence
        For the method; none without a forecast, or where nothing is blocked by intent.
    """
    words, situation = context.words, context.situation
    if context.forecast is None or situation.undisturbed:
        return ()
    if not _known(context):
        command = name(how_to_calibrate(situation))
        return (Sentence(words.say("method_priors", city=context.city, command=command)),)
    told = {"city": context.city, "date": words.date(context.as_of)}
    outcomes = _outcomes(context)
    return (Sentence(words.say("method_calibrated", **told, outcomes=outcomes)),)
