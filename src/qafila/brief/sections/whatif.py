"""That a brief shows a what-if or a baseline, and what it supposes, before anything else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila import terms
from qafila.brief.dates import as_date
from qafila.brief.isolation import left_to_right, name
from qafila.brief.model import Notice, Prose, Sentence
from qafila.brief.rounding import public_people
from qafila.brief.sections.parameters import parameter_label
from qafila.brief.sections.shared import people
from qafila.charts.theme import clean

if TYPE_CHECKING:
    from qafila.brief.context import Context
    from qafila.simulate import Change

_PARTS = "city_share"  # it parts what is booked at the city for the country


def build(context: Context) -> tuple[Notice, ...]:
    """What is supposed on purpose.

    Parameters
    ----------
    context : Context
        What is known and expected.

    Returns
    -------
    tuple of Notice
        Nothing where the brief shows the forecast.
    """
    words, sentences = context.words, []
    if context.situation.undisturbed:
        sentences.append(words.say("whatif_baseline"))
    changes = context.forecast.changes if context.forecast else ()
    if changes:
        told = words.say("list_semicolon").join(_change(context, change) for change in changes)
        sentences.append(words.say("whatif", changes=told))
        if any(change.target_id.partition("/")[0] == _PARTS for change in changes):
            sentences.append(words.say("whatif_city_share"))
    elif "scenario" in set(context.frame["product"]):
        sentences.append(words.say("whatif_unnamed"))
    return (Notice(tuple(sentences)),) if sentences else ()


def closed_places(context: Context) -> dict[str, Markup]:
    """Reception places that a what-if closes, as a table of arrivals names them.

    Parameters
    ----------
    context : Context
        What is known and expected.

    Returns
    -------
    dict of str to Markup
        The name and since when it is closed, by identifier; empty in a forecast.
    """
    changes = context.forecast.changes if context.forecast else ()
    return {
        change.target_id: context.words.say(
            "closed_whatif", place=_place(context, change.target_id), when=_when(context, change)
        )
        for change in changes
        if change.kind == "close_camp"
    }


def whereabouts(context: Context) -> tuple[Prose, ...]:
    """Where everyone is on the last day of a what-if, so that one sees who is not received.

    Parameters
    ----------
    context : Context
        What is known and expected.

    Returns
    -------
    tuple of Prose
        One paragraph; nothing in a forecast.
    """
    forecast, words = context.forecast, context.words
    if forecast is None or not forecast.changes or not forecast.whereabouts:
        return ()
    means = {**forecast.whereabouts, "all": sum(forecast.whereabouts.values())}
    shown = {key: public_people(value) if context.public else value for key, value in means.items()}
    told = words.say(
        "whereabouts_whatif",
        date=words.date(as_date(forecast.frame["target_end_date"].max())),
        **{key: people(context, value) for key, value in shown.items()},
    )
    notes = ["whereabouts_note", *(["closed_whatif_note"] if closed_places(context) else [])]
    return (Prose((Sentence(told), *(Sentence(words.say(note)) for note in notes))),)


def _change(context: Context, change: Change) -> Markup:
    words = context.words
    if change.kind == "set_parameter":
        return words.say(
            "change_set_parameter", name=_assumption(context, change), value=_value(context, change)
        )
    thing = change.kind.partition("_")[2]
    named = {"corridor": _corridor, "route": route_name}.get(thing, _place)
    target = named(context, change.target_id)
    if thing == "border":
        ends = (context.country_text(code) for code in (change.target_id, change.second_id))
        target = Markup("{} – {}").format(*map(name, ends))
    value = left_to_right(words.figures(change.value or 0.0))
    if change.kind == "storage":
        unit = words.unit(change.unit or "days")
        value = words.say("unit_after", figure=value, unit=unit)
    return words.say(
        f"change_{change.kind}",
        name=target,
        value=value,
        when=_when(context, change),
    )


def _assumption(context: Context, change: Change) -> Markup:
    """What a parameter is called, and of what; one without a name stays as its table has it."""
    words = context.words
    parameter, _, thing = change.target_id.partition("/")
    label = parameter_label(parameter, words.language)
    if label is None:
        plain = clean(change.target_id.replace("_", " "))
        return Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(plain)
    return (
        words.say("parameter_of", name=name(label), of=_of(context, thing))
        if thing
        else name(label)
    )


def _of(context: Context, thing: str) -> Markup:
    """The corridor, place, commodity or kind of place that a parameter is meant for."""
    corridors = set(context.situation.corridor_table()["corridor_id"])
    if thing in corridors:
        return _corridor(context, thing)
    for kind in ("commodity", "location_kind"):
        if thing in terms.values(kind):
            return name(context.words.label(kind, thing))
    return context.place(thing)


def _value(context: Context, change: Change) -> Markup:
    parameter, _, thing = change.target_id.partition("/")
    rows = context.situation.parameters
    rows = rows[(rows["parameter"] == parameter) & rows["applies_to"].isin([thing, ""])]
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    figure = left_to_right(context.words.figures(change.value or 0.0))
    if unit in ("", "1"):
        return figure
    return context.words.say("unit_after", figure=figure, unit=context.words.unit(unit))


def _corridor(context: Context, corridor_id: str) -> Markup:
    table = context.situation.corridor_table()
    rows = table.loc[table["corridor_id"] == corridor_id, f"name_{context.words.language}"]
    return name(str(rows.iloc[0]) if len(rows) else corridor_id)


def route_name(context: Context, route_id: str) -> Markup:
    """A road by the places at its ends.

    Parameters
    ----------
    context : Context
        The brief.
    route_id : str
        The road.

    Returns
    -------
    Markup
        Names of both ends; the identifier where no road has it.
    """
    routes = context.situation.network.routes
    rows = routes[routes["route_id"] == route_id]
    if not len(rows):
        return name(route_id)
    ends = (context.place(rows["from_id"].iloc[0]), context.place(rows["to_id"].iloc[0]))
    return Markup("{} – {}").format(*ends)


def _place(context: Context, location_id: str) -> Markup:
    return context.place(location_id)


def _when(context: Context, change: Change) -> Markup:
    words = context.words
    start = words.date(context.as_of + dt.timedelta(days=change.start_day))
    if change.end_day is not None:
        end = words.date(context.as_of + dt.timedelta(days=change.end_day))
        return words.say("when_span", start=start, end=end)
    return (
        words.say("when_always") if change.start_day == 1 else words.say("when_since", start=start)
    )
