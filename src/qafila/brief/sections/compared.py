"""Simulation and persistence beside each other, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.brief.counting import counted
from qafila.brief.facts import QUANTILES
from qafila.brief.model import Prose, Sentence
from qafila.brief.rounding import two_digits
from qafila.brief.rules import rule
from qafila.brief.sections.shared import nearest, people_span

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup

    from qafila.brief.context import Context

ARRIVALS = "new_arrivals_cumulative"


def steady_places(context: Context) -> list[str]:
    """Places and countries that both experts speak of.

    Parameters
    ----------
    context : Context
        What is expected.

    Returns
    -------
    list of str
        Identifiers, sorted; countries first.
    """
    frame = context.frame
    rows = frame[(frame["target"] == ARRIVALS) & (frame["expert"] == "persistence")]
    known = [str(place) for place in sorted(set(rows["location"]))]
    both = [place for place in known if len(context.fan(ARRIVALS, place))]
    return sorted(both, key=lambda place: (not place.startswith("country:"), place))


@dataclass(frozen=True)
class Steady:
    """What one place expects if the last observed pace goes on.

    Parameters
    ----------
    place : str
        Place or country.
    row : pandas.Series
        Of `Context.fan`.
    """

    place: str
    row: pd.Series


def highest_steady(context: Context, day: float) -> Steady | None:
    """The place that expects most if the last observed pace goes on.

    Parameters
    ----------
    context : Context
        What is expected.
    day : float
        Days ahead.

    Returns
    -------
    Steady or None
        None where persistence says nothing of that day.
    """
    found = []
    for place in steady_places(context):
        fan = context.fan(ARRIVALS, place, "persistence")
        rows = fan[fan["x"] == day]
        if len(rows):
            found.append(Steady(place, rows.iloc[0]))
    return max(found, key=lambda one: _filled(one.row)["median"], default=None)


def compared(context: Context) -> tuple[Prose, ...]:
    """Whether the two agree, which is higher, and why that can be.

    Parameters
    ----------
    context : Context
        What is expected.

    Returns
    -------
    tuple of Prose
        One sentence a place and one for each reason; nothing where only one expert speaks.
    """
    words, sentences, higher = context.words, [], []
    for place in steady_places(context):
        fans = [context.fan(ARRIVALS, place, expert) for expert in ("simulation", "persistence")]
        days = [fans[0]["x"].iloc[number] for number in nearest(fans[0])]
        day = days[1] if len(days) > 1 else days[0]
        rows = [fan.set_index("x") for fan in fans]
        if day not in rows[1].index:
            continue
        simulated, steady = (row.loc[day] for row in rows)
        higher.append(_higher(simulated, steady))
        sentences.append(
            Sentence(
                words.say(
                    "steady_compared",
                    place=context.place(place),
                    days=counted(words, "days", day),
                    simulated=people_span(context, simulated),
                    steady=people_span(context, steady),
                    verdict=_judged(context, simulated, steady),
                )
            )
        )
    sentences += [Sentence(words.say(f"steady_why_{top}")) for top in dict.fromkeys(higher)]
    return (Prose(tuple(sentences)),) if sentences else ()


def _judged(context: Context, simulated: pd.Series, steady: pd.Series) -> Markup:
    """How far the two are apart, and whether one of them can be excluded."""
    words, verdict, top = context.words, _verdict(simulated, steady), _higher(simulated, steady)
    low, high = sorted(float(_filled(row)["median"]) for row in (simulated, steady))
    if verdict != "agree":
        return words.say(f"steady_{verdict}_{top}")
    if low < rule("small_count"):
        return words.say("steady_alike" if high < rule("small_count") else f"steady_few_{top}")
    ratio = two_digits(high / low)
    if ratio < rule("differing_ratio"):
        return words.say("steady_alike")
    return words.say(f"steady_agree_{top}", ratio=words.number(ratio))


def _filled(row: pd.Series) -> pd.Series:
    """Suppressed counts lie between one and nine."""
    return row[list(QUANTILES)].astype(float).fillna(rule("small_count") / 2)


def _higher(simulated: pd.Series, steady: pd.Series) -> str:
    first, second = _filled(simulated), _filled(steady)
    return "persistence" if second["median"] > first["median"] else "simulation"


def _verdict(simulated: pd.Series, steady: pd.Series) -> str:
    """Agreement: each median lies in the other's interval; in part: the intervals meet."""
    first, second = _filled(simulated), _filled(steady)
    inside = all(
        one["low90"] <= other["median"] <= one["high90"]
        for one, other in ((first, second), (second, first))
    )
    if inside:
        return "agree"
    apart = first["high90"] < second["low90"] or second["high90"] < first["low90"]
    return "apart" if apart else "overlap"
