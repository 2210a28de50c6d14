"""Registered people: last report and planning figures by place, and how far they can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.counting import counted
from qafila.brief.isolation import left_to_right, name
from qafila.brief.model import Cell, Notice, Points, Prose, Row, Section, Sentence, Table
from qafila.brief.naming import stated_name
from qafila.brief.registered import places_of
from qafila.brief.rules import rule
from qafila.brief.sections.shared import people
from qafila.forecasting.displacement.registered import NOT_INSTALLED, TOO_OLD
from qafila.forecasting.displacement.untold import NOT_FORECAST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.brief.context import Context
    from qafila.brief.model import Block
    from qafila.brief.registered import Ahead, Place
    from qafila.forecasting.displacement.registered import Registered

TOTAL, FILE = "total", "registered.csv"
_INSTALL = 'pip install "qafila[forecast]"'
_HEADS = (
    "place", "registered_last", "horizon", "registered_likely", "registered_planning",
    "registered_worst", "registered_interval",
)  # fmt: skip


def build(context: Context) -> tuple[Section, ...]:
    """Registered people of the coming months.

    Parameters
    ----------
    context : Context
        What is expected.

    Returns
    -------
    tuple of Section
        One section; none where nobody asked for it.
    """
    registered = context.forecast.registered if context.forecast else None
    if registered is None:
        return ()
    words = context.words
    title = words.say("registered_title", country=_home(context, registered))
    told = places_of(context, registered)
    if told:
        blocks = _told(context, registered, told)
    elif registered.state == NOT_INSTALLED:
        said = words.say("registered_not_installed", command=left_to_right(_INSTALL))
        blocks = [Prose((Sentence(said),))]
    elif registered.state == TOO_OLD:
        said = words.say("registered_too_old", country=_home(context, registered))
        blocks = [Prose((Sentence(said),))]
    else:
        said = words.say("registered_nobody", country=_home(context, registered))
        blocks = [Prose((Sentence(said),))]
    return (Section("registered", title, tuple(blocks)),)


def _home(context: Context, registered: Registered) -> Markup:
    return name(context.country_text(registered.home))


def _told(context: Context, registered: Registered, told: Sequence[Place]) -> list[Block]:
    shown, wide, rest = _chosen(told)
    blocks: list[Block] = [Notice(_old(context, shown))] if any(one.old for one in shown) else []
    blocks += [
        Prose((Sentence(_basis(context, registered)),)),
        _table(context, registered, shown),
        Points(tuple(_remarks(context, registered, shown, wide, rest))),
    ]
    return blocks


def _chosen(told: Sequence[Place]) -> tuple[list[Place], list[Place], list[Place]]:
    """Places to show, those whose interval is too wide, and the rest; a lone place is shown."""
    if len(told) == 1:
        return list(told), [], []
    parts = [one for one in told if one.place != TOTAL]
    large = [one for one in parts if one.people >= rule("registered_shown")]
    large = large[: int(rule("registered_most"))]
    wide = [one for one in large if one.wide]
    shown = [one for one in told if one.place == TOTAL]
    shown += [one for one in large if one not in wide]
    return shown, wide, [one for one in parts if one not in large]


def _old(context: Context, shown: Sequence[Place]) -> tuple[Markup, ...]:
    words = context.words
    newest = min((one for one in shown if one.place != TOTAL), key=_age, default=shown[0])
    if newest.old:
        days = counted(words, "days", newest.age)
        return (words.say("registered_all_old", date=words.date(newest.day), days=days),)
    old = [one for one in shown if one.old]
    limit = counted(words, "days", rule("registered_old"))
    return (words.say("registered_some_old", days=limit, places=_names(context, old)),)


def _age(place: Place) -> int:
    return place.age


def _names(context: Context, places: Iterable[Place]) -> Markup:
    return context.words.say("list_comma").join(
        context.place(one.place) for one in places if one.place != TOTAL
    )


def _basis(context: Context, registered: Registered) -> Markup:
    words = context.words
    return words.say(
        "registered_basis",
        product=words.label("product", registered.product),
        country=_home(context, registered),
        countries=counted(words, "countries", registered.countries),
    )


def _table(context: Context, registered: Registered, shown: Sequence[Place]) -> Table:
    words = context.words
    rows = [_row(context, one, ahead) for one in shown for ahead in one.ahead]
    caption = words.say("registered_table", product=words.label("product", registered.product))
    return Table(caption, tuple(words.say(head) for head in _HEADS), tuple(rows))


def _row(context: Context, one: Place, ahead: Ahead) -> Row:
    words = context.words
    css = "strong" if one.place == TOTAL else ""
    first = ahead == one.ahead[0]
    named = words.say("registered_total") if one.place == TOTAL else context.place(one.place)
    if first:
        mark = words.say("registered_validated" if one.validated else "registered_not_validated")
        named = Markup('{}<br><span class="muted small">{}</span>').format(named, mark)
    shown = (ahead.likely, ahead.planning, ahead.worst)
    span = words.say("range", low=people(context, ahead.low), high=people(context, ahead.worst))
    return Row(
        (
            Cell(named, css=css if first else "steady"),
            _last(context, one) if first else Cell(Markup()),
            Cell(words.say("in_days", days=counted(words, "days", ahead.horizon))),
            *(Cell(people(context, value)) for value in shown),
            Cell(span),
        )
    )


def _last(context: Context, one: Place) -> Cell:
    words = context.words
    text = words.say(
        "registered_last_old" if one.old else "registered_last_day",
        date=words.date(one.day),
        days=counted(words, "days", one.age),
    )
    figure = people(context, one.stock)
    return Cell(Markup('{}<br><span class="small">{}</span>').format(figure, text), one.refs)


def _remarks(
    context: Context,
    registered: Registered,
    shown: Sequence[Place],
    wide: Sequence[Place],
    rest: Sequence[Place],
) -> Iterable[Sentence]:
    words = context.words
    yield Sentence(words.say("registered_figures"))
    sources = sorted({one.source for one in (*shown, *wide, *rest)} - {""})
    if sources:
        named = words.say("list_comma").join(stated_name(context, one) for one in sources)
        refs = tuple(dict.fromkeys(ref for one in shown for ref in one.refs))
        yield Sentence(words.say("registered_rests", sources=named), refs)
    if not all(one.validated for one in shown):
        yield Sentence(words.say("registered_unscored"))
    file = left_to_right(FILE)
    if wide:
        times = words.number(rule("registered_widest"))
        places = _names(context, wide)
        yield Sentence(words.say("registered_wide", places=places, times=times, file=file))
    if rest:
        number = counted(words, "places", len(rest))
        least = counted(words, "people", rule("registered_shown"))
        most = words.number(rule("registered_most"))
        yield Sentence(
            words.say("registered_left", places=number, least=least, most=most, file=file)
        )
    untold = _untold(registered)
    if untold:
        named = words.say("list_comma").join(context.place(one) for one in untold)
        yield Sentence(words.say("registered_untold", places=named))
    yield Sentence(words.say("registered_what", country=_home(context, registered)))


def _untold(registered: Registered) -> list[str]:
    """Places that a total counts and that are not forecast."""
    cautions = registered.outlook.cautions if registered.outlook is not None else ()
    told = {one.place for one in cautions if one.code in NOT_FORECAST and one.place != TOTAL}
    return sorted(told)
