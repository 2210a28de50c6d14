"""Key figures: what a reader in a hurry takes away, each with its interval and its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.calibration import interval, remark
from qafila.brief.counting import counted
from qafila.brief.dates import as_date
from qafila.brief.model import Key, Keys
from qafila.brief.sections.compared import highest_steady
from qafila.brief.sections.shared import counted_people, main_corridors, nearest, people
from qafila.forecasting.forecast import ARRIVALS, STOCK_OUT, SUPPLY

if TYPE_CHECKING:
    import pandas as pd

    from qafila.brief.context import Context

_STATES = ("closed", "contested", "open", "unknown")


def build(context: Context) -> Keys:
    """Days of fuel, chance of dry pumps, arrivals, corridors by status.

    Parameters
    ----------
    context : Context
        What is known and expected.

    Returns
    -------
    Keys
        The strip; what is not forecast is left out.
    """
    found = [*_corridors(context), *_fuel(context), *_dry(context), *_arrivals(context)]
    return Keys(context.words.say("key_figures"), tuple(found))


def _remarks(context: Context, target: str, *parts: Markup) -> Markup:
    """What stands under a forecast; whether it is calibrated always does."""
    return context.words.say("fact_separator").join([*parts, remark(context, target)])


def _month(frame: pd.DataFrame) -> pd.Series:
    """The second of the horizons that the summary names, if it is reached."""
    rows = [frame.iloc[number] for number in nearest(frame)]
    return rows[1] if len(rows) > 1 else rows[0]


def _corridors(context: Context) -> list[Key]:
    words, table = context.words, main_corridors(context)
    if not len(table):
        return []
    counts = table["status"].value_counts()
    chips = [
        Markup('<span class="status status-{}">{}</span>').format(
            state,
            words.say(
                "key_status",
                # French and Arabic agree in number.
                status=words.label("route_status", state)
                if counts[state] == 1
                else words.say(f"key_many_{state}"),
                number=words.number(int(counts[state])),
            ),
        )
        for state in _STATES
        if counts.get(state, 0)
    ]
    label = words.say("key_corridors", city=context.city, total=words.number(len(table)))
    note = words.say("key_corridors_note") if counts.get("unknown", 0) else Markup()
    return [Key(label, Markup(" ").join(chips), note, "corridors")]


def _fuel(context: Context) -> list[Key]:
    words = context.words
    fan = context.fan("days_of_supply", context.situation.case.city)
    if not len(fan):
        return []
    first = fan.iloc[0]
    label = words.say("key_fuel", city=context.city, date=words.date(as_date(first["date"])))
    remarks = _remarks(context, SUPPLY, interval(context, first))
    return [Key(label, counted(words, "days", first["median"]), remarks, "fuel")]


def _dry(context: Context) -> list[Key]:
    words, dry = context.words, context.stock_out
    if not len(dry):
        return []
    row = _month(dry)
    label = words.say("key_dry", city=context.city, days=counted(words, "days", row["x"]))
    when = words.say("by_date", date=words.date(as_date(row["date"])))
    return [
        Key(label, words.chance(row["probability"]), _remarks(context, STOCK_OUT, when), "fuel")
    ]


def _arrivals(context: Context) -> list[Key]:
    words = context.words
    fan = context.fan("new_arrivals_cumulative", "total")
    if not len(fan):
        return []
    row = _month(fan)
    label = words.say("key_arrivals", days=counted(words, "days", row["x"]))
    low, high = people(context, row["low90"]), people(context, row["high90"])
    span = words.say("interval_90", low=low, high=high)
    parts = [span, words.say("basis_model")]
    steady = highest_steady(context, row["x"])
    if steady is not None and steady.row["median"] > row["median"]:
        parts.append(
            words.say(
                "key_steady",
                people=people(context, steady.row["median"]),
                low=people(context, steady.row["low90"]),
                high=people(context, steady.row["high90"]),
                place=context.place(steady.place),
            )
        )
    remarks = _remarks(context, ARRIVALS, *parts)
    return [Key(label, counted_people(context, row["median"]), remarks, "arrivals")]
