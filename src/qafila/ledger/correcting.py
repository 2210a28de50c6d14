"""Corrections as an analyst writes them: fields and values, checked like those of claims."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila import terms, units
from qafila.errors import InputError, Problem, did_you_mean, one_of
from qafila.files import package_data
from qafila.ledger.reviewing import CHANGEABLE, apply_changes, is_ordered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.claims import Claim, Location
    from qafila.sources import Sources

FIELDS = (*CHANGEABLE, "place")
_WORDS = {"event_type": "event_type", "modality": "modality", "measure": "claim_measure"}
_NEEDED = ("event_type", "modality")
_FIGURES = ("best", "low", "high")
_DAYS = ("start", "end")
_SUBTYPE = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,13}(\.[0-9]{1,4})?")  # written again by Python in the same way
_LARGEST = 1e12
_COUNTED_ONE_BY_ONE = frozenset(
    ("people", "households", "tankers", "trucks", "convoys", "vehicles", "incidents", "countries")
)


@dataclass(frozen=True)
class Known:
    """What a correction may name.

    Parameters
    ----------
    places : mapping of str to Location
        Places of the case, regions and countries, by identifier.
    sources : Sources
        Sources of the case.

    Examples
    --------
    >>> from qafila.sources import default_sources
    >>> Known({}, default_sources()).places
    {}
    """

    places: Mapping[str, Location]
    sources: Sources


def _of_quantities(column: str) -> Mapping[str, str]:
    text = package_data("schema", "quantities.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return MappingProxyType({row["quantity"]: row[column] for row in rows})


@lru_cache(maxsize=1)
def _units_of_quantities() -> Mapping[str, str]:
    return _of_quantities("unit")


@lru_cache(maxsize=1)
def events_of_quantities() -> Mapping[str, frozenset[str]]:
    """Kinds of event of which each quantity may be a figure.

    Returns
    -------
    mapping of str to frozenset of str
        Terms of ``event_type`` by row of ``quantities.csv``.

    Examples
    --------
    >>> sorted(events_of_quantities()["petroleum_registered"])
    ['stock_level', 'supply_arrival']
    """
    kinds = _of_quantities("event_types")
    return MappingProxyType({name: frozenset(told.split("|")) for name, told in kinds.items()})


@dataclass
class _Parser:
    known: Known
    changes: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, given: str) -> None:
        name, sign, value = (part.strip() for part in given.partition("="))
        if not sign:
            self._refuse(given, "write FIELD=VALUE, such as best=40")
            return
        if name not in FIELDS:
            hint = did_you_mean(name, FIELDS) or "fields are " + ", ".join(FIELDS)
            self._refuse(given, f'there is no field "{name}"; {hint}')
            return
        name, value = ("locations", f"at:{value}") if name == "place" and value else (name, value)
        name = "locations" if name == "place" else name
        if name in self.changes:
            self._refuse(given, f'"{name}" is given twice')
            return
        try:
            self.changes[name] = self._value(name, value)
        except ValueError as error:
            self._refuse(given, str(error))

    def _refuse(self, given: str, why: str) -> None:
        self.problems.append(Problem(f'--correct "{given}"', why))

    def _value(self, name: str, value: str) -> Any:
        if name == "locations":
            return [self._place(part.strip()) for part in value.split("|") if part.strip()]
        if name == "source":
            return self._source(value)
        if not value:
            if name in _NEEDED:
                raise ValueError("it may not be empty")
            return None
        return _plain_value(name, value)

    def _place(self, part: str) -> dict[str, Any]:
        role, _, name = part.rpartition(":")
        one_of("role", role or "at", terms.values("location_role"))
        place = self.known.places.get(name)
        if place is None:
            hint = did_you_mean(name, self.known.places) or "see locations.csv of the case"
            raise ValueError(f'the place "{name}" is not known; {hint}')
        return {**vars(place), "role": role or "at"}

    def _source(self, value: str) -> dict[str, Any]:
        source = self.known.sources.get(value)
        if source is None:
            known = [one.source_id for one in self.known.sources.rows]
            hint = did_you_mean(value, known) or "see sources.csv of the case"
            raise ValueError(f'the source "{value}" is not known; {hint}')
        return {
            "name": source.name,
            "source_id": source.source_id,
            "kind": source.kind,
            "verb": None,
            "network": source.network,
            "relays": source.relays,
        }


def _plain_value(name: str, value: str) -> Any:
    if name in _WORDS:
        one_of(name, value, terms.values(_WORDS[name]))
    elif name == "quantity":
        one_of(name, value, tuple(_units_of_quantities()))
    elif name == "unit":
        one_of(name, value, units.names())
    elif name == "subtype" and not _SUBTYPE.fullmatch(value):
        raise ValueError("write small letters, digits and underscores")
    elif name in _DAYS:
        return _day(value).isoformat()
    elif name in _FIGURES:
        return _figure(value)
    return value


def _day(value: str) -> dt.date:
    wrong = ValueError("write the day as 2025-11-30")
    if not _DAY.fullmatch(value):
        raise wrong
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise wrong from None


def _figure(value: str) -> float:
    if not _NUMBER.fullmatch(value):
        raise ValueError("write a number, such as 40 or 2.5, and leave what is unknown empty")
    number = float(value)
    if number > _LARGEST:
        raise ValueError("no figure is larger than a million millions")
    return number


def parse_changes(given: Sequence[str], claim: Claim, known: Known) -> dict[str, Any]:
    """What a correction sets, checked like a claim.

    Parameters
    ----------
    given : sequence of str
        ``FIELD=VALUE``; an empty value is unknown. ``place=kayes`` is short for
        ``locations=at:kayes``. A lone ``best`` is a number without bounds and sets them as well; a
        quantity brings its unit.
    claim : Claim
        The claim as it was read.
    known : Known
        What the correction may name.

    Returns
    -------
    dict
        Values by the names in `qafila.ledger.reviewing.CHANGEABLE`.

    Raises
    ------
    InputError
        If anything is wrong; all of it is named.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> from qafila.sources import default_sources
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> parse_changes(["best=40", "unit=tankers"], claim, Known({}, default_sources()))
    {'best': 40.0, 'unit': 'tankers', 'low': 40.0, 'high': 40.0}
    """
    parser = _Parser(known)
    for one in given:
        parser.take(one)
    if not given:
        wrong = "a correction names at least one field, such as best=40"
        parser.problems.append(Problem("--correct", wrong))
    if parser.problems:
        raise InputError(parser.problems)
    changes = parser.changes
    if changes.get("best") is not None and not {"low", "high"} & set(changes):
        changes |= {"low": changes["best"], "high": changes["best"]}
    if changes.get("quantity") and "unit" not in changes:
        changes["unit"] = _units_of_quantities()[changes["quantity"]]
    before = faults_of(claim)
    corrected = apply_changes(claim, changes)
    after = [*faults_of(corrected), *_parts_of_one(corrected, changes)]
    faults = [Problem("--correct", fault) for fault in after if fault not in before]
    if faults:
        raise InputError(faults)
    return changes


def as_fields(changes: Mapping[str, Any]) -> list[str]:
    """A correction as its analyst would write it.

    Parameters
    ----------
    changes : mapping of str to object
        From `parse_changes`.

    Returns
    -------
    list of str
        ``FIELD=VALUE``.

    Raises
    ------
    KeyError, TypeError
        If the changes do not have their form.

    Examples
    --------
    >>> as_fields({"best": 40.0, "unit": None})
    ['best=40.0', 'unit=']
    """
    found = []
    for name, value in changes.items():
        shown = value
        if name == "locations":
            shown = "|".join(
                f"{place['role']}:{place['location_id'] or place['country']}" for place in value
            )
        elif name == "source":
            shown = value["source_id"]
        found.append(f"{name}={'' if shown is None else shown}")
    return found


def faults_of(claim: Claim) -> list[str]:
    """What does not hang together in a corrected claim.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    list of str
        Empty for a sound one.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1", low=9.0,
    ...               high=3.0)
    >>> faults_of(claim)
    ['the bounds are not in order: low, best and high of the figure, start and end of the date']
    """
    found = []
    if not is_ordered(claim):
        found.append(
            "the bounds are not in order: low, best and high of the figure, start and end of the "
            "date"
        )
    for name, allowed in (
        ("event_type", terms.values("event_type")),
        ("modality", terms.values("modality")),
        ("quantity", (None, *_units_of_quantities())),
    ):
        if getattr(claim, name) not in allowed:
            found.append(f'{name} "{getattr(claim, name)}" is not in the vocabulary')
    kinds = events_of_quantities().get(claim.quantity or "", frozenset())
    if kinds and claim.event_type not in kinds:
        found.append(
            f"{claim.quantity} is no figure of {claim.event_type}; correct both, or write "
            "quantity= if nothing is counted"
        )
    unit = _units_of_quantities().get(claim.quantity or "")
    if unit and claim.unit and _base(claim.unit) != _base(unit):
        found.append(f"{claim.quantity} is counted in {unit} and not in {claim.unit}")
    return found


def _parts_of_one(claim: Claim, changes: Mapping[str, Any]) -> list[str]:
    """Figures, given by a correction, of a half tanker or person."""
    if _base(claim.unit or "") not in _COUNTED_ONE_BY_ONE:
        return []
    given = [name for name in _FIGURES if changes.get(name) is not None]
    return [
        f"{name} is counted in {claim.unit}: write a whole number"
        for name in given
        if not float(changes[name]).is_integer()
    ]


def _base(unit: str) -> str:
    return units.to_base(1.0, unit)[1] if unit in units.names() else unit
