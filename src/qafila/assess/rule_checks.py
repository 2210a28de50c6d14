"""What is wrong with tables of indicators and gauges: every problem at once, with a hint."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from qafila import tables, terms, units
from qafila.errors import Problem, did_you_mean
from qafila.ledger.correcting import events_of_quantities
from qafila.reports.ellipsis import COUNTED
from qafila.reports.happenings import MEMBERS
from qafila.reports.lexicons import rows as lexicon_rows
from qafila.reports.lexicons import schema_units
from qafila.reports.polarity import UNSAID
from qafila.reports.readers.forms import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    Row = Mapping[Any, Any]
    Fault = tuple[str, str, str]  # column, what is wrong, how to mend it

MODELS = {"corridors_not_open": False, "days_of_supply": True}  # whether lower is worse
_LEVELS = ("watch", "warning", "emergency")
_COMPARED = ("incidents", "places", "origins")
_FIGURES = ("above", "below", "ratio")
_NAMED = 20  # of what is allowed; more than that nobody reads
_AGAINST_BEFORE = ("growth", "unusual")
_OF_PEOPLE = ("abduction", "hostage_release")
_NO_SUBTYPE = "-"


def rule_problems(
    indicators: pd.DataFrame, gauges: pd.DataFrame, actors: pd.DataFrame | None = None
) -> list[Problem]:
    """Everything that is wrong with rows that go over those of the package, or are those.

    Parameters
    ----------
    indicators, gauges : pandas.DataFrame
        Rows of a case, indexed by line; other rows are those of the package.
    actors : pandas.DataFrame, optional
        Actors of the case.

    Returns
    -------
    list of Problem
        Each with file, row, column and hint.

    Examples
    --------
    >>> shipped = [tables.read_defaults(name, name) for name in ("indicators", "gauges")]
    >>> rule_problems(*shipped)
    []
    """
    shipped = _by_name("indicators", "indicator_id"), _by_name("gauges", "gauge_id")
    own: tuple[dict[str, Row], dict[str, Row]] = (
        {row["indicator_id"]: row for row in indicators.to_dict("records")},
        {row["gauge_id"]: row for row in gauges.to_dict("records")},
    )
    known = {**shipped[0], **own[0]}
    measured = {row["indicator_id"] for row in {**shipped[1], **own[1]}.values()}
    players = known_actors() | (frozenset() if actors is None else frozenset(actors["actor_id"]))
    return [
        *_problems("indicators.csv", indicators, lambda row: _indicator_faults(row, measured)),
        *_problems("gauges.csv", gauges, lambda row: _gauge_faults(row, known, players)),
    ]


@lru_cache(maxsize=1)
def known_claims() -> frozenset[tuple[str, str]]:
    """Kinds of claims that a rule of the reader gives: event type and subtype, empty for none.

    Returns
    -------
    frozenset of tuple
        From the lexicons, from the code beside them and from the tables of other providers.

    Examples
    --------
    >>> ("shortage", "pumps_dry") in known_claims()
    True
    """
    found = {(row["event_type"], row["subtype"]) for row in lexicon_rows("triggers")}
    for name, column in (
        ("acled_events", "ours"), ("acled_events", "against_civilians"),
        ("gdelt_events", "ours"), ("population_groups", "event_type"),
    ):  # fmt: skip
        found |= {(row[column], row["subtype"]) for row in table_rows(name)}
    found |= {(kind, UNSAID) for kind in COUNTED} | {(kind, MEMBERS) for kind in _OF_PEOPLE}
    kinds = set(terms.values("event_type"))
    return frozenset(one for one in found if one[0] in kinds)


@lru_cache(maxsize=1)
def known_actors() -> frozenset[str]:
    """Actors of the package by identifier, and kinds of actors.

    Returns
    -------
    frozenset of str
        What the column ``actors`` may hold.

    Examples
    --------
    >>> known_actors() >= {"jnim", "foreign_force"}
    True
    """
    named = {row["actor_id"] for row in lexicon_rows("actors")} - {""}
    return frozenset(named) | frozenset(terms.values("actor_kind"))


def _by_name(table: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in tables.read_defaults(table, table).to_dict("records")}


def _problems(file: str, rows: pd.DataFrame, faults: Any) -> Iterator[Problem]:
    for line, row in zip(rows.index, rows.to_dict("records"), strict=True):
        for column, wrong, hint in faults(row):
            yield Problem(file, wrong, int(line), column, hint)


def _indicator_faults(row: Row, measured: Iterable[str]) -> Iterator[Fault]:
    name = row["indicator_id"]
    if name and name not in measured:
        yield "indicator_id", f'no gauge belongs to "{name}"', "add a row to gauges.csv"
    window, patience = row["window_days"], row["hysteresis_days"]
    if window == window and patience == patience and patience > window:
        wrong = f"a level would wait {patience} days to fall where evidence counts {window}"
        yield "hysteresis_days", wrong, f"write {window} or less"


def _gauge_faults(row: Row, indicators: Row, actors: frozenset[str]) -> Iterator[Fault]:
    yield from _names("indicator_id", (row["indicator_id"],), indicators, "an indicator")
    for column in ("reads", "ended_by"):
        for told in row[column]:
            yield from _claim_faults(column, told)
    yield from _ending_faults(row)
    yield from _names("quantities", row["quantities"], events_of_quantities(), "a quantity")
    yield from _names("actors", row["actors"], actors, "an actor or a kind of actor")
    yield from _names("modalities", row["modalities"], terms.values("modality"), "a modality")
    yield from _names(
        "observations", row["observations"], terms.values("measure"),
        "a measure of observations",
    )  # fmt: skip
    yield from _names("model", (row["model"],), MODELS, "a model result")
    yield from _quantity_faults(row)
    yield from _kind_faults(row)
    yield from _unit_faults(row)
    yield from _threshold_faults(row)


def _names(column: str, given: Iterable[str], known: Iterable[str], what: str) -> Iterator[Fault]:
    """Words of a cell that are not known."""
    known = list(known)
    shown = known if len(known) <= _NAMED else [*known[:_NAMED], "…"]
    for word in given:
        if word and word not in known:
            hint = did_you_mean(word, known) or f"allowed: {', '.join(shown)}"
            yield column, f'"{word}" is not {what}', hint


def _claim_faults(column: str, told: str) -> Iterator[Fault]:
    event_type, slash, subtype = told.partition("/")
    kinds = terms.values("event_type")
    if event_type not in kinds:
        hint = did_you_mean(event_type, kinds) or 'see "event_type" in docs/glossary.md'
        yield column, f'"{event_type}" is not a type of claim', hint
        return
    if not slash or subtype == _NO_SUBTYPE:
        return
    given = sorted(name for kind, name in known_claims() if kind == event_type and name)
    if subtype not in given:
        wrong = f'no reader gives the subtype "{subtype}" to {event_type}'
        elsewhere = sorted(kind for kind, name in known_claims() if name == subtype)
        hint = did_you_mean(subtype, given)
        if not hint and elsewhere:
            hint = f'did you mean "{elsewhere[0]}/{subtype}"?'
        yield column, wrong, hint or f"allowed: {', '.join([*given, _NO_SUBTYPE])}"


def _ending_faults(row: Row) -> Iterator[Fault]:
    """What ends a gauge may be nothing that it reads."""
    for end in row["ended_by"]:
        if any(_meet(end, one) for one in row["reads"]):
            wrong = f'"{end}" would end what it tells itself'
            yield "ended_by", wrong, "leave it out here or name the subtypes in reads one by one"


def _meet(one: str, other: str) -> bool:
    """Whether a claim can be of both kinds."""
    (kind, slash, subtype), (other_kind, other_slash, other_subtype) = (
        one.partition("/"), other.partition("/"),
    )  # fmt: skip
    same = subtype == other_subtype or not slash or not other_slash
    return kind == other_kind and same


def _quantity_faults(row: Row) -> Iterator[Fault]:
    read = {told.partition("/")[0] for told in row["reads"]}
    for name in row["quantities"]:
        carried = events_of_quantities().get(name)
        if carried is not None and not carried & read:
            hint = f"read one of {', '.join(sorted(carried))}"
            yield "quantities", f"no claim in reads can give {name}", hint


def _kind_faults(row: Row) -> Iterator[Fault]:
    """Cells that a kind of gauge needs, and those that say nothing with it."""
    kind, counts, figures = row["kind"], row["counts"], bool(row["observations"])
    if kind == "model":
        if not row["model"]:
            yield "model", "which model result is read is not said", f"allowed: {', '.join(MODELS)}"
        if row["reads"] or figures:
            yield "reads", "a model result reads no claims", "leave reads and observations empty"
        return
    if row["model"]:
        yield (
            "model",
            f"a gauge of kind {kind} reads no model",
            "leave it empty or write kind model",
        )
    if not row["reads"] and not figures:
        yield "reads", "nothing is read", "name the claims, such as shortage/pumps_dry"
    if kind in _FIGURES and row["reads"] and not row["quantities"]:
        yield "quantities", f"{kind} needs a figure", "name the quantity, such as fuel_cover"
    if kind in _AGAINST_BEFORE and row["reads"] and counts not in _COMPARED:
        yield "counts", f"what {kind} compares is not said", f"allowed: {', '.join(_COMPARED)}"
    if counts and kind not in _AGAINST_BEFORE:
        yield "counts", f"{kind} compares nothing", "leave it empty"


def _unit_faults(row: Row) -> Iterator[Fault]:
    """Figures are compared with thresholds in the unit that is used inside."""
    if row["kind"] not in ("above", "below"):
        return
    of_quantities = schema_units()
    for name in row["quantities"]:
        if name in of_quantities:
            base = units.to_base(1.0, of_quantities[name])[1]
            if row["unit"] != base:
                wrong = f"{name} is not counted in {row['unit']}"
                yield "unit", wrong, f'write "{base}"'


def _threshold_faults(row: Row) -> Iterator[Fault]:
    given = [(level, row[level]) for level in _LEVELS if not math.isnan(row[level])]
    if not given:
        yield "watch", "there is no threshold", "fill in watch, warning or emergency"
    falls = row["kind"] == "below" or MODELS.get(row["model"], False)
    for (lower, first), (higher, second) in pairwise(given):
        if first == second:
            wrong = f"{lower} and {higher} overlap: both begin at {first:g}"
            yield higher, wrong, f"leave {lower} empty or set them apart"
        elif (first < second) == falls:
            way = "below" if falls else "above"
            wrong = f"{higher} ({second:g}) does not lie {way} {lower} ({first:g})"
            yield higher, wrong, "swap them or mend the typing error"
    low = [level for level, value in given if value <= 0 and not falls]
    for level in low:
        wrong = f"{level} begins at {row[level]:g}, which no evidence would reach too"
        yield level, wrong, "write a number above zero"
