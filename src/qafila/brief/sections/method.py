"""Warnings, method and limits, licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.brief.calibration import coupling, is_calibrated, stretching
from qafila.brief.calibration import method as calibration
from qafila.brief.counting import counted
from qafila.brief.geojson import licences
from qafila.brief.isolation import name
from qafila.brief.mapping import borders_near
from qafila.brief.model import Points, Section, Sentence
from qafila.brief.rules import rule
from qafila.brief.sections.parameters import moved
from qafila.brief.sections.whatif import route_name
from qafila.forecasting.forecast import SUPPLY
from qafila.network.drawing import borders

if TYPE_CHECKING:
    from qafila.brief.context import Context

_METHOD = (
    "method_claims",
    "reading_sentence",
    "method_status",
    "method_simulation",
    "method_not_calibrated",
    "method_hindsight",
    "method_arrivals",
    "method_fading",
    "method_persistence",
    "method_disputes",
    "method_restated",
    "method_borders",
)
WARNINGS = (
    "no_reports",
    "unsupported_language",
    "unreadable",
    "spoofed_name",
    "undated_report",
    "undated_claims",
    "undated_observations",
    "empty_ledger",
    "undisturbed",
    "not_in_reports",
    "stale_evidence",
    "unknown_parameters",
    "unknown_border_hours",
    "scaled_priors",
)

NOTES = (
    "note_demand_unknown",
    "note_opening_stock_unknown",
    "note_population_unknown",
    "note_no_reception_place",
    "note_no_supply_corridor",
    "note_pumps_already_dry",
)


def warnings(context: Context) -> tuple[Sentence, ...]:
    """What a reader must know about the inputs.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    tuple of Sentence
        One for each notice of the situation and of the forecast.
    """
    words = context.words
    notices = [(notice.code, notice.detail) for notice in context.situation.warnings]
    found = []
    for code, detail in dict.fromkeys(notices):
        if code == "unknown_border_hours":
            roads = words.say("list_comma").join(
                route_name(context, route) for route in detail.split(", ")
            )
            found.append(Sentence(words.say(f"warning_{code}", detail=roads)))
        elif code in WARNINGS:
            found.append(Sentence(words.say(f"warning_{code}", detail=name(detail))))
        else:
            found.append(Sentence(words.say("warning_other", code=name(code), detail=name(detail))))
    return (*found, *_notes(context))


def _notes(context: Context) -> list[Sentence]:
    """What the simulation had to do without; that nothing is calibrated is said elsewhere."""
    words, found = context.words, []
    for note in context.forecast.notes if context.forecast else ():
        code, _, count = note.partition(":")
        key = f"note_{code.replace('-', '_')}"
        if key in NOTES:
            number = words.number(float(count)) if count.isdigit() else count
            found.append(Sentence(words.say(key, number=number)))
        elif code != "not-calibrated":
            found.append(Sentence(words.say("warning_other", code=name(code), detail=name(count))))
    return found


def build_warnings(context: Context) -> Section:
    """The warnings.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section; says so if there are none.
    """
    found = warnings(context) or (Sentence(context.words.say("no_warnings")),)
    return Section("warnings", context.words.say("warnings"), (Points(found),))


def build_method(context: Context) -> Section:
    """Method and limits.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    Section
        The section.
    """
    words = context.words
    kept = counted(words, "days", rule("passage_words"))
    profile = words.say("method_internal")
    if context.public:
        profile = words.say("method_public", days=kept)
    # A what-if has no line of persistence to compare with.
    whatif = bool(context.forecast and context.forecast.changes)
    keys = [key for key in _METHOD if not (whatif and key == "method_persistence")]
    at = keys.index("method_not_calibrated")
    if is_calibrated(context, SUPPLY):
        keys.pop(at)  # what is said instead says what is calibrated and what is not
    told = [Sentence(words.say(key)) for key in keys]
    points = (
        *told[:at],
        *calibration(context),
        *stretching(context),
        *coupling(context),
        *told[at:],
        Sentence(profile),
        _estimates(context),
    )
    return Section("method", words.say("method"), (Points(points), *moved(context)))


def _estimates(context: Context) -> Sentence:
    """How much of what is put in is our own estimate."""
    sources = [*context.situation.parameters["source"], *context.situation.stocks["source"]]
    words, guessed = context.words, sum(source == "estimate" for source in sources)
    return Sentence(
        words.say(
            "method_estimates", number=words.number(guessed), total=words.number(len(sources))
        )
    )


def build_licences(context: Context) -> Section:
    """Licences and credits.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    Section
        The section.
    """
    words = context.words
    found = [words.say(f"licence_{key}") for key in licences(context.situation.network)]
    if borders_near(context):
        found.append(words.say("licence_borders", credit=name(str(borders()["credit"]))))
    found.append(words.say("licence_quotes"))
    points = tuple(Sentence(text) for text in found)
    return Section("licences", words.say("licences"), (Points(points),))
