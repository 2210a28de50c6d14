"""Where sources contradict each other: each version with its source, never merged or averaged.

Relays of one origin count once. A later figure of the same origin corrects its earlier one; both
stay listed. Versions whose bounds meet do not contradict each other: "more than 20" and "about 40"
can both be true. Counts of different things (families and persons, a level and a flow) are shown
side by side and never converted into one another.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from qafila import terms
from qafila.ledger.figures import Interval, base, closed_end
from qafila.ledger.likeness import View, view
from qafila.ledger.placing import NOWHERE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.claims import Claim
    from qafila.ledger.events import Event

_LEVELS = frozenset({"stock", "cumulative"})


@dataclass(frozen=True)
class Version:
    """What one origin says of one event, in one quantity.

    Parameters
    ----------
    origin_key : str
        Key of the origin; relays share it (see `qafila.ledger.figures.speaker`).
    origin_name, origin_kind : str or None
        Name and ``source_kind`` of the origin; None where the document itself speaks.
    claims : tuple of Claim
        All claims of the origin on the event, by day of report.
    best, low, high : float or None
        The origin's latest figure, in `unit`; where relays of the same day disagree, the range
        that covers them and no best.
    unit, quantity, measure : str or None
        What is counted.
    modality : str
        Of the latest claim.
    reported_first, reported_last : datetime.date or None
        Days of the first and last report.
    corrected : tuple of Claim
        Claims whose figure the origin has replaced since.
    part : bool
        Whether it speaks of a part of what another version speaks of, and fits into that.
    interval : Interval or None
        The bounds in the base unit; None where no figure is given.

    Examples
    --------
    >>> Version("rfi", "RFI", "media", (), 20.0, 20.0, None, "tankers", None, None, "asserted",
    ...         None, None, interval=Interval(20.0, math.inf, "tankers")).denies
    False
    """

    origin_key: str
    origin_name: str | None
    origin_kind: str | None
    claims: tuple[Claim, ...]
    best: float | None
    low: float | None
    high: float | None
    unit: str | None
    quantity: str | None
    measure: str | None
    modality: str
    reported_first: dt.date | None
    reported_last: dt.date | None
    corrected: tuple[Claim, ...] = ()
    part: bool = False
    interval: Interval | None = None

    @property
    def denies(self) -> bool:
        """Whether the origin denies the event."""
        return self.modality == "denied"


@dataclass(frozen=True)
class Dispute:
    """An event on which origins contradict each other.

    Parameters
    ----------
    event : Event
        The event.
    versions : tuple of Version
        All versions, also those that contradict nothing, by day of first report.
    low, high : float or None
        Range that covers every figure, in `unit`; None where an end is open, or where the versions
        count different things and no single range exists.
    unit : str or None
        Unit of the range.
    kinds : tuple of str
        Terms of ``dispute_kind``: how the versions differ.

    Examples
    --------
    >>> find_disputes(())
    ()
    """

    event: Event
    versions: tuple[Version, ...]
    low: float | None
    high: float | None
    unit: str | None
    kinds: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Dispute({', '.join(self.kinds)}: {len(self.versions)} versions of {self.event!r})"


def distinct_versions(event: Event) -> tuple[Version, ...]:
    """One version for each origin and quantity of an event.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    tuple of Version
        Versions by day of first report; relays of one origin are one version.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> from qafila.ledger.events import group_events
    >>> import datetime as dt
    >>> def told(name, relay):
    ...     chain = (Source(relay, relay, "media"), Source("JNIM", "jnim", "armed_group"))
    ...     return Claim(name, name, dt.date(2025, 9, 16), "en", "attack_on_convoy",
    ...                  Span(0, 1, "x"), "claimed", "1", quantity="tankers_destroyed", best=80.0,
    ...                  unit="tankers", said_by=chain)
    >>> [event] = group_events([told("a", "reuters"), told("b", "rfi")])
    >>> [(version.origin_name, len(version.claims)) for version in distinct_versions(event)]
    [('JNIM', 2)]
    """
    voices: dict[tuple[str, str, str], list[View]] = defaultdict(list)
    for claim in event.claims:
        one = view(claim)
        counted = base(1.0, claim.unit)[1] if claim.unit else ""
        voices[one.speaker, claim.quantity or "", counted].append(one)
    gathered = [sorted(said, key=lambda one: one.key) for said in voices.values()]
    gathered.sort(key=lambda said: said[0].key)
    drafts = [_version(said) for said in gathered]
    current = [_current(said) for said in gathered]
    return tuple(
        _mark_part(draft, mine, drafts, current)
        for draft, mine in zip(drafts, current, strict=True)
    )


def _current(said: list[View]) -> list[View]:
    """Claims that give the origin's latest figure; a later report without one replaces nothing."""
    counted = [one for one in said if one.interval is not None or one.claim.modality == "denied"]
    last = max((one.reported or 0 for one in counted or said), default=0)
    return [one for one in counted or said if (one.reported or 0) == last]


def _version(said: list[View]) -> Version:
    current = _current(said)
    claim = current[-1].claim
    figures = [one.interval for one in current if one.interval is not None]
    best, low, high, whole = claim.best, claim.low, claim.high, current[-1].interval
    if figures and any(figure != figures[0] for figure in figures):
        whole = Interval(
            min(figure.low for figure in figures),
            max(figure.high for figure in figures),
            figures[0].unit,
        )
        scale = base(1.0, claim.unit)[0]
        best, low, high = None, closed_end(whole.low / scale), closed_end(whole.high / scale)
    days = [one.claim.reported_at for one in said if one.claim.reported_at is not None]
    corrected = tuple(
        one.claim for one in said if one.interval is not None and one.interval not in figures
    )
    origin = claim.origin
    return Version(
        origin_key=current[-1].speaker,
        origin_name=origin.name if origin else None,
        origin_kind=origin.kind if origin else None,
        claims=tuple(one.claim for one in said),
        best=best,
        low=low,
        high=high,
        unit=claim.unit,
        quantity=claim.quantity,
        measure=claim.measure,
        modality=claim.modality,
        reported_first=min(days, default=None),
        reported_last=max(days, default=None),
        corrected=corrected,
        interval=whole,
    )


def _narrower(mine: list[View], theirs: list[View]) -> bool:
    """Whether one speaks of some of the people or places that the other speaks of."""
    nations = all(one.nationalities for one in mine) and not any(
        one.nationalities for one in theirs
    )
    level = max(one.where.level for one in mine)
    wide = max(one.where.level for one in theirs)
    return nations or (mine[0].family.sums_over_places and level < wide < NOWHERE)


def _mark_part(
    draft: Version, mine: list[View], drafts: list[Version], current: list[list[View]]
) -> Version:
    for other, theirs in zip(drafts, current, strict=True):
        one, two = draft.interval, other.interval
        if other is draft or one is None or two is None or one.unit != two.unit:
            continue
        if _narrower(mine, theirs) and one.low <= two.high:
            return replace(draft, part=True)
    return draft


def find_disputes(events: Iterable[Event]) -> tuple[Dispute, ...]:
    """Events on which at least two origins contradict each other.

    Parameters
    ----------
    events : iterable of Event
        Events.

    Returns
    -------
    tuple of Dispute
        Disputes in the order of the events.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> from qafila.ledger.events import group_events
    >>> import datetime as dt
    >>> def told(name, best):
    ...     return Claim(name, name, dt.date(2025, 9, 16), "en", "population_figure",
    ...                  Span(0, 1, "x"), "asserted", "1", quantity="refugees_hosted", best=best,
    ...                  unit="persons", said_by=(Source(name, name, "media"),))
    >>> [dispute] = find_disputes(group_events([told("rfi", 20.0), told("afp", 80.0)]))
    >>> dispute.kinds, dispute.low, dispute.high
    (('value',), 20.0, 80.0)
    """
    disputes = []
    for event in events:
        if len(event.claims) < 2:
            continue
        versions = distinct_versions(event)
        kinds = _kinds(versions)
        if kinds:
            low, high, unit = covering_range(versions)
            disputes.append(Dispute(event, versions, low, high, unit, kinds))
    return tuple(disputes)


def covering_range(
    versions: Iterable[Version],
) -> tuple[float | None, float | None, str | None]:
    """Range that covers every version that gives a figure and does not deny.

    Parameters
    ----------
    versions : iterable of Version
        Versions of one event.

    Returns
    -------
    low, high : float or None
        Ends of the range; None where open, or where versions count different things.
    unit : str or None
        Unit of the range: the stated one if all share it, else the base unit.

    Examples
    --------
    >>> covering_range(())
    (None, None, None)
    """
    counted = [one for one in versions if one.interval is not None and not one.denies]
    whole = [one.interval for one in counted if one.interval is not None]
    if not whole or len({one.unit for one in whole}) > 1:
        return None, None, None
    stated = {one.unit for one in counted}
    unit = stated.pop() if len(stated) == 1 else whole[0].unit
    scale = base(1.0, unit)[0]
    low = min(one.low for one in whole) / scale
    return closed_end(low), closed_end(max(one.high for one in whole) / scale), unit


def _kinds(versions: tuple[Version, ...]) -> tuple[str, ...]:
    found: set[str] = set()
    for one, two in combinations(versions, 2):
        if one.origin_key != two.origin_key:
            found |= differences(one, two)
    return tuple(kind for kind in terms.values("dispute_kind") if kind in found)


def differences(one: Version, two: Version) -> set[str]:
    """How two versions contradict each other.

    Parameters
    ----------
    one, two : Version
        Versions of one event by different origins.

    Returns
    -------
    set of str
        Terms of ``dispute_kind``; empty where both can be true.

    Examples
    --------
    >>> def told(modality):
    ...     return Version("rfi", "RFI", "media", (), None, None, None, None, None, None, modality,
    ...                    None, None)
    >>> differences(told("asserted"), told("denied"))
    {'asserted_denied'}
    """
    if one.denies != two.denies:
        return {"asserted_denied"}
    if one.denies:
        return set()
    found = {"date"} if _other_dates(one, two) else set()
    if one.interval is None or two.interval is None:
        return found
    if one.interval.unit != two.interval.unit:
        both = {one.interval.unit, two.interval.unit}
        return found | ({"households_persons"} if "households" in both else {"value"})
    if (one.measure in _LEVELS) != (two.measure in _LEVELS) and one.measure and two.measure:
        found.add("stock_flow")
    if not (one.part or two.part or one.interval.meets(two.interval)):
        found.add("value")
        quantities = {one.quantity, two.quantity}
        if len(quantities) == 2 and "refugees_registered" in quantities:
            found.add("registered_estimated")
    return found


def _other_dates(one: Version, two: Version) -> bool:
    """Whether two versions date one event differently; levels that last have many dates."""
    first, second = (
        [seen for claim in version.claims if (seen := view(claim)).dated] for version in (one, two)
    )
    if not first or not second or first[0].family.lasting_days:
        return False
    return all(_last(a) < _first(b) or _last(b) < _first(a) for a in first for b in second)


def _first(seen: View) -> float:
    """First day that a claim can mean: "by 5 March" leaves it open."""
    return -math.inf if seen.claim.date.start is None else seen.start or -math.inf


def _last(seen: View) -> float:
    """Last day that a claim can mean: "since 1 March" leaves it open, whenever it was said."""
    return math.inf if seen.claim.date.end is None else seen.end or math.inf
