"""Whether two claims may speak of one thing, and why."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from qafila.claims import Counted
from qafila.ledger.figures import Interval, interval, speaker
from qafila.ledger.placing import COUNTRY, NOWHERE, REGION, place_key
from qafila.ledger.rules import Family, family_of, tolerance_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.claims import Claim

_DAY = dt.timedelta(days=1)


class Link(NamedTuple):
    """Why two claims may speak of one thing; the smallest link is the surest."""

    rank: int
    gap: int
    shift: int
    differs: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Where:
    """Places of a claim that its event hangs on.

    Examples
    --------
    >>> from qafila.ledger.placing import PLACE
    >>> Where(frozenset({"kayes"}), PLACE, "MLI", False, False).country
    'MLI'
    """

    keys: frozenset[str]
    level: int
    country: str | None
    stretch: bool
    leaving: bool


@dataclass(frozen=True)
class View:
    """A claim with what comparing it needs, worked out once.

    `unpaired`: its text tells of another than one that it does not tell of itself.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1")
    >>> view(claim).where.level == NOWHERE
    True
    """

    claim: Claim
    family: Family
    where: Where
    start: int | None
    end: int | None
    reported: int | None
    tolerance: float
    interval: Interval | None
    speaker: str
    targets: frozenset[str]
    nationalities: frozenset[str]
    unpaired: bool = False

    @property
    def dated(self) -> bool:
        """Whether the claim says when it happened."""
        return self.start is not None

    @property
    def length(self) -> int:
        """Days from first to last; 0 for a single day and for a date that is not resolved."""
        return 0 if self.start is None or self.end is None else self.end - self.start

    @property
    def reach(self) -> tuple[int, int]:
        """First and last day on which another claim on the same thing can fall."""
        margin = math.ceil(self.tolerance + self.family.lasting_days)
        if self.start is None or self.end is None:
            day = self.reported or 0
            return day - margin, day
        return self.start - margin, self.end + margin

    @property
    def key(self) -> tuple[int, str, int, int, str]:
        """Order that depends on what is claimed only, never on who read or stored it and when."""
        claim, span = self.claim, self.claim.span
        late = dt.date.max.toordinal() if self.reported is None else self.reported
        figures = (claim.quantity, claim.best, claim.low, claim.high, claim.unit)
        said = repr((claim.event_type, *figures, self.speaker, self.start, self.end))
        # Identifiers change with the version of the reader: they part only what reads the same.
        return late, claim.document_id, span.start, span.end, f"{said} {claim.claim_id}"


_MOVEMENTS = frozenset({"displacement", "supply_arrival", "humanitarian_assistance"})


def _where(claim: Claim) -> Where:
    places = claim.locations
    if claim.event_type not in _MOVEMENTS:
        # A convoy that is attacked on its way to a city is not attacked in that city.
        places = tuple(place for place in places if place.role not in {"to", "via"})
    settled = [place for place in places if place.role == "to"]
    settled = settled or [place for place in places if place.role not in {"from", "via"}]
    leaving = not settled and bool(places)
    chosen = settled or [place for place in places if place.role == "from"] or list(places)
    if not chosen:
        return Where(frozenset(), NOWHERE, None, stretch=False, leaving=False)
    named = [place_key(place) for place in chosen]
    level = min(found for _, found in named)
    keys = frozenset(key for key, found in named if found == level)
    country = next((place.country for place in chosen if place.country), None)
    stretch = any(place.role == "between" for place in chosen)
    return Where(keys, level, country, stretch, leaving)


def view(claim: Claim) -> View:
    """Work out what comparing a claim needs.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    View
        The claim with places, days, bounds, origin and people as sets and numbers.

    Examples
    --------
    >>> from qafila.claims import Claim, DateSpan, Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1",
    ...               date=DateSpan(dt.date(2025, 9, 1), dt.date(2025, 9, 30), "month"))
    >>> view(claim).length
    29
    """
    start, end = claim.date.start, claim.date.end
    if start is not None and end is None:
        end = max(start, claim.reported_at or start)
    start = start or end
    people = [actor for actor in claim.actors if actor.role != "agent"]
    return View(
        claim=claim,
        family=family_of(claim.quantity),
        where=_where(claim),
        start=start.toordinal() if start else None,
        end=end.toordinal() if end else None,
        reported=claim.reported_at.toordinal() if claim.reported_at else None,
        tolerance=tolerance_days(claim.date.precision, resolved=start is not None),
        interval=interval(claim),
        speaker=speaker(claim),
        targets=frozenset(
            actor.actor_id for actor in people if actor.role == "target" and actor.actor_id
        ),
        nationalities=frozenset(actor.nationality for actor in people if actor.nationality),
    )


def _contains(wide: Where, narrow: Where, within: Mapping[str, str]) -> bool:
    if wide.level == COUNTRY:
        return narrow.country is not None and f"country:{narrow.country}" in wide.keys
    chains: set[str] = set()
    for key in narrow.keys:
        while key in within and key not in chains:
            chains.add(key)
            key = within[key]  # noqa: PLW2901  # walks up to the widest place
        chains.add(key)
    if chains & wide.keys:
        return True
    # A region whose parts no table lists may hold any place of its country.
    listed = narrow.keys & within.keys() or wide.keys & set(within.values())
    known = wide.country is not None and wide.country == narrow.country
    return wide.level == REGION and known and not listed


def place_link(one: Where, two: Where, within: Mapping[str, str]) -> str:
    """How two places agree.

    Parameters
    ----------
    one, two : Where
        Places of two claims.
    within : mapping of str to str
        For each place the wider place that holds it.

    Returns
    -------
    str
        Term of ``grouping_reason``; empty where they are different places.

    Examples
    --------
    >>> from qafila.ledger.placing import COUNTRY, PLACE
    >>> town = Where(frozenset({"pogo"}), PLACE, "CIV", False, False)
    >>> land = Where(frozenset({"country:CIV"}), COUNTRY, "CIV", False, False)
    >>> place_link(town, land, {})
    'wider_place'
    """
    if NOWHERE in {one.level, two.level}:
        return "same_place" if one.level == two.level else "place_not_named"
    if one.leaving != two.leaving:
        return ""
    if one.keys == two.keys:
        return "same_place"
    if (one.stretch or two.stretch) and one.keys & two.keys:
        return "same_stretch" if not (one.stretch and two.stretch) else ""
    if one.country and two.country and one.country != two.country:
        return ""
    wide, narrow = sorted((one, two), key=lambda where: -where.level)
    held = _contains(wide, narrow, within) or _contains(narrow, wide, within)
    return "wider_place" if held or one.keys & two.keys else ""


def date_link(one: View, two: View, extra: float) -> tuple[str, int, int] | None:
    """How two dates agree.

    Parameters
    ----------
    one, two : View
        Claims; the family of the first says how different their lengths may be.
    extra : float
        Days that may lie between them beyond the tolerance of their precision.

    Returns
    -------
    tuple or None
        Term of ``grouping_reason``, days between, and difference of starts; None where the dates
        are different.
    """
    if one.start is None or one.end is None or two.start is None or two.end is None:
        return _unresolved_link(one, two, extra)
    gap = max(0, two.start - one.end, one.start - two.end)
    length = one.family.length_days
    if gap > max(one.tolerance, two.tolerance) + extra or abs(one.length - two.length) > length:
        return None
    return "near_date" if gap else "same_date", gap, abs(one.start - two.start)


def _unresolved_link(one: View, two: View, extra: float) -> tuple[str, int, int] | None:
    loose, firm = (one, two) if not one.dated else (two, one)
    past = loose.claim.modality == "background"
    if loose.reported is None or (past and (firm.dated or firm.claim.modality != "background")):
        return None
    if firm.start is None or firm.end is None:
        if firm.reported is None or (firm.claim.modality == "background") != past:
            return None
        apart = abs(loose.reported - firm.reported)
    else:
        apart = max(0, loose.reported - firm.end)
        if firm.start > loose.reported:
            return None
    return ("date_not_resolved", apart, 0) if apart <= loose.tolerance + extra else None


def _measure(claim: Claim) -> str:
    return claim.measure if claim.measure in {"stock", "cumulative", "rate"} else "flow"


def _apart(one: View, two: View) -> bool:
    """Whether something other than place and date says that these are two things."""
    a, b = one.claim, two.claim
    family = one.family
    if a.event_type != b.event_type and not family.any_event_type:
        return True
    if family.keep_measures_apart and _measure(a) != _measure(b):
        return True
    if family.keep_subtypes_apart and a.subtype and b.subtype and a.subtype != b.subtype:
        return True
    figureless = a.quantity is None and b.quantity is None
    if figureless and not (one.dated and two.dated) and (not a.subtype or a.subtype != b.subtype):
        return True
    for mine, theirs in ((one.targets, two.targets), (one.nationalities, two.nationalities)):
        if mine and theirs and not mine & theirs:
            return True
    return _other_people(one, two) or _another(one, two) or _same_breath(one, two)


def _other_people(one: View, two: View) -> bool:
    """Whether two figures count people of different nationality, side or status."""
    mine, theirs = one.claim.counted or Counted(), two.claim.counted or Counted()
    if mine.country and theirs.country:
        if mine.country != theirs.country:
            return True
    elif mine.affiliation and theirs.affiliation and mine.affiliation != theirs.affiliation:
        return True
    groups = mine.group and theirs.group and mine.group != theirs.group
    return bool(groups) and one.family.keep_groups_apart


def _another(one: View, two: View) -> bool:
    """Whether one text tells of the one as another than the other ("a second convoy")."""
    a, b = one.claim, two.claim
    if a.another == b.another:
        return False
    if a.document_id == b.document_id:
        return True
    # "A second convoy" without the first: another text may tell of either; the figure decides.
    return (one.unpaired or two.unpaired) and _differs(one, two)


def _same_breath(one: View, two: View) -> bool:
    """Whether one source gives two figures within one text: it speaks of two things then."""
    a, b = one.claim, two.claim
    if a.document_id != b.document_id or a.origin_key != b.origin_key:
        return False
    if one.interval is None or two.interval is None or one.interval.unit != two.interval.unit:
        return False
    two_numbers = a.best is not None and b.best is not None and a.best != b.best
    return (two_numbers and a.unit == b.unit) or not one.interval.meets(two.interval)


def _too_vague(one: View, two: View) -> bool:
    """Whether no place, or a country alone, would tie two passing events without a date."""
    passing = one.interval is not None and not one.family.lasting_days
    levels = (one.where.level, two.where.level)
    return passing and (min(levels) >= COUNTRY or max(levels) == NOWHERE)


def link(one: View, two: View, within: Mapping[str, str]) -> Link | None:
    """Why two claims of one family may speak of one thing.

    Parameters
    ----------
    one, two : View
        Claims of the same family.
    within : mapping of str to str
        For each place the wider place that holds it.

    Returns
    -------
    Link or None
        Rank 0 for a repeated statement, 1 for the same place and date, 2 for the same place with a
        date that is not resolved, 3 for a wider or unnamed place; None for different things.

    Examples
    --------
    >>> from qafila.claims import Claim, DateSpan, Location, Span
    >>> day = DateSpan(dt.date(2025, 9, 14), dt.date(2025, 9, 14), "day")
    >>> claim = Claim("c", "d", dt.date(2025, 9, 16), "en", "attack_on_convoy", Span(0, 1, "x"),
    ...               "asserted", "1", date=day, locations=(Location("Kayes", "kayes", "MLI"),))
    >>> link(view(claim), view(claim), {}).reasons
    ('same_event_type', 'same_quantity', 'same_place', 'same_date')
    """
    if _apart(one, two):
        return None
    place = place_link(one.where, two.where, within)
    date = date_link(one, two, one.family.lasting_days)
    if not place or date is None:
        return None
    sure = place in {"same_place", "same_stretch"}
    if not sure and not one.family.wider_place:
        return None
    a, b = one.claim, two.claim
    term, gap, shift = date
    repeated = (
        one.interval is not None and one.speaker == two.speaker and one.interval == two.interval
    )
    if not repeated and term == "date_not_resolved" and _too_vague(one, two):
        return None
    event = ("same_event_type",) if a.event_type == b.event_type else ()
    quantity = "same_quantity" if a.quantity == b.quantity else "comparable_quantity"
    reasons = (*event, quantity, place, term)
    if repeated:
        return Link(0, gap, shift, differs=False, reasons=(*reasons, "same_statement"))
    rank = 3 if not sure else 2 if term == "date_not_resolved" else 1
    return Link(rank, gap, shift, _differs(one, two), reasons)


def _differs(one: View, two: View) -> bool:
    """Whether two figures cannot both be true of one event."""
    a, b = one.interval, two.interval
    return a is not None and b is not None and a.unit == b.unit and not a.meets(b)
