"""A brief as one HTML page: no script, no address asked, right to left where due."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from qafila import __version__
from qafila.brief.calibration import label
from qafila.brief.counting import counted
from qafila.brief.isolation import name
from qafila.brief.rules import rule
from qafila.brief.sections.method import warnings
from qafila.charts.theme import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment
    from markupsafe import Markup

    from qafila.brief.brief import Brief
    from qafila.brief.context import Context
    from qafila.brief.model import Ref, Section
    from qafila.brief.texts import Words


_KINDS = ("stock", "figure", "claim")
# Whatever text they came with, overrides of direction could make a page say what it does not.
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("qafila.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(brief: Brief) -> str:
    """Fill the templates.

    Parameters
    ----------
    brief : Brief
        The brief.

    Returns
    -------
    str
        The page.
    """
    context = brief.context
    words = context.words
    products = sorted(set(context.frame["product"])) if len(context.frame) else []
    labels = [words.say("product_is", product=words.label("product", item)) for item in products]
    return render_page(context, brief.sections, [*labels, label(context)])


def render_page(
    context: Context, sections: Sequence[Section], labels: Sequence[Markup] = ()
) -> str:
    """Some sections as one page.

    Parameters
    ----------
    context : Context
        What they are made from.
    sections : sequence of Section
        In order; links of one may lead to another.
    labels : sequence of Markup
        What stands under the title beside the profile.

    Returns
    -------
    str
        The page.
    """
    words, case = context.words, context.situation.case
    title = case.title.get(words.language) or next(iter(case.title.values()), case.name)
    marks = [words.say("profile_is", profile=words.label("profile", context.profile)), *labels]
    if not context.public:
        marks.append(words.say("restricted"))
    return fill(
        "brief.html",
        language=words.language,
        direction=words.direction,
        arrow="→" if words.direction == "rtl" else "←",
        title=clean(title),
        dateline=words.say(
            "as_of", date=words.date(context.as_of), zone=name(words.zone(case.time_zone))
        ),
        version=__version__,
        labels=marks,
        alarms=warnings(context),
        sections=sections,
        most=int(rule("shown_claims")),
        say=words.say,
        number=words.number,
        counts=partial(_counts, words),
    )


def fill(template: str, **values: object) -> str:
    """A template with values, each escaped unless it is markup of ours.

    Parameters
    ----------
    template : str
        Name of the template.
    **values : object
        What it asks for.

    Returns
    -------
    str
        The page, without overrides of direction.
    """
    page: str = _environment().get_template(template).render(**values)
    return page.translate(_OVERRIDES)


def _counts(words: Words, refs: Sequence[Ref]) -> Markup:
    """How many inputs, known figures and claims some links lead to."""
    numbers = {kind: sum(ref.anchor.startswith(f"{kind}-") for ref in refs) for kind in _KINDS}
    return words.say("list_comma").join(
        counted(words, f"rests_{kind}", count) for kind, count in numbers.items() if count
    )
