"""Past attacks on supply: which, how likely each happened, on which days and which roads.

Events of the ledger that can be one attack are one: the count of burnt tankers and the report of
the attack are two events there. Where sources differ, each distinct origin has its say.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from qafila.ledger.figures import witness, witnesses
from qafila.ledger.sampling import rival_versions, source_weights, told_in
from qafila.situation.evidence import credibility, is_evidence
from qafila.situation.targets import TargetFinder
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.claims import Claim
    from qafila.ledger import Event, Version
    from qafila.simulate.siege.traffic import Traffic
    from qafila.situation import Situation
    from qafila.situation.targets import Targets

    _Days: TypeAlias = tuple[dt.date, dt.date]

_ATTACK = "attack_on_convoy"
_SPOTS = frozenset({"exact", "near"})
_COUNTRY = "country"
_LOSSES = "tankers_destroyed"


@dataclass(frozen=True, eq=False)
class Attack:
    """One attack as it is reported.

    Parameters
    ----------
    told : tuple of str
        Name for the random streams.
    claim_ids : tuple of str
        The claims that tell of it, sorted.
    credibility : float
        Chance that it happened since the case began, 0 to 1.
    ages : array, shape (possible day,), days
        Days before the day of the situation.
    age_chance : array, shape (possible day,), 1
        Chance of each; sums to one.
    route_chance : array, shape (route,), 1
        Chance that it was on each route of the network; sums to one.
    versions : tuple of Version
        Counts of destroyed tankers, one of each distinct origin; empty where nobody counts.
    """

    told: tuple[str, ...]
    claim_ids: tuple[str, ...]
    credibility: float
    ages: NDArray[np.int64]
    age_chance: NDArray[np.float64]
    route_chance: NDArray[np.float64]
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, eq=False)
class _Told:
    """An event of the ledger with what is needed to see which attack it is."""

    event: Event
    claims: tuple[Claim, ...]
    targets: Mapping[str, Targets]
    days: _Days
    touched: frozenset[int]

    @property
    def vague(self) -> bool:
        """Whether it names no part of the country."""
        return all(one.precision == _COUNTRY for one in self.targets.values())


def gather_attacks(situation: Situation, traffic: Traffic) -> tuple[tuple[Attack, ...], int]:
    """Attacks on supply that are reported of the days of a situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    traffic : Traffic
        Normal traffic; of the roads that may be meant the busier is the likelier.

    Returns
    -------
    tuple of Attack
        By day, the newest last.
    int
        Events that are left out: totals over longer than one attack lasts, and what names neither a
        day nor a place, which may be any of the others told again.

    Notes
    -----
    The baseline in which nothing is blocked has none.
    """
    if situation.undisturbed:
        return (), 0
    stretch = float(situation.parameter("longest_stretch")["best"])
    network = situation.network
    finder = TargetFinder(network, situation.corridors, situation.case.city, stretch)
    span = int(situation.parameter("attack_span")["best"])
    found, left_out = [], 0
    for event in situation.ledger.events():
        if event.event_type == _ATTACK:
            told = _read(event, finder, situation.as_of, span)
            if told is not None:
                found.append(told)
            elif any(is_evidence(claim) for claim in event.claims):
                left_out += 1
    places = list(zip(network.from_index, network.to_index, strict=True))
    attacks = [_attack(group, situation, finder, traffic) for group in _grouped(found, places)]
    known = [one for one in attacks if one.credibility > 0.0]
    return tuple(sorted(known, key=lambda one: (-int(one.ages.max()), one.told))), left_out


def _read(event: Event, finder: TargetFinder, as_of: dt.date, span: int) -> _Told | None:
    claims = tuple(
        claim
        for claim in event.claims
        if is_evidence(claim) and claim.reported_at and claim.reported_at <= as_of
    )
    if not claims:
        return None
    targets = {claim.claim_id: finder.find(claim) for claim in claims}
    vague = all(one.precision == _COUNTRY for one in targets.values())
    dated = [days for claim in claims if (days := _dated(claim, as_of))]
    if (vague and not dated) or any((end - start).days >= span for start, end in dated):
        return None
    start, end = _around(claims, dated, span)
    if start > as_of:
        return None
    touched = frozenset(
        route for one in targets.values() for route in _roads(one, finder, one.precision)
    )
    return _Told(event, claims, targets, (start, min(end, as_of)), touched)


def _dated(claim: Claim, as_of: dt.date) -> _Days | None:
    """First and last possible day of a claim; one without an end goes on until it was said."""
    start, end = claim.date.start, claim.date.end
    if start is None and end is None:
        return None
    last = end or min(claim.reported_at or as_of, as_of)
    return min(start or last, last), last


def _around(claims: Sequence[Claim], dated: Sequence[_Days], span: int) -> _Days:
    """Days of an event; without a date it is taken to be of the days before it was first told."""
    if dated:
        return min(start for start, _ in dated), max(end for _, end in dated)
    first = min(claim.reported_at for claim in claims if claim.reported_at)
    return first - dt.timedelta(days=span - 1), first


def _grouped(
    found: Iterable[_Told], places: Sequence[tuple[int, int]]
) -> tuple[tuple[_Told, ...], ...]:
    """Events that can be one attack, the most exact first so that the vaguer join them.

    An event joins if it fits every one already there: no chain of near days can tie together what
    lies far apart.
    """
    groups: list[list[_Told]] = []
    order = sorted(
        found,
        key=lambda one: (
            one.vague,
            (one.days[1] - one.days[0]).days,
            len(one.touched),
            told_in(one.event),
        ),
    )
    for one in order:
        fitting = [group for group in groups if all(_fits(one, other, places) for other in group)]
        if fitting:
            fitting[0].append(one)
        else:
            groups.append([one])
    return tuple(tuple(group) for group in groups)


def _fits(one: _Told, other: _Told, places: Sequence[tuple[int, int]]) -> bool:
    if one.days[0] > other.days[1] or other.days[0] > one.days[1]:
        return False
    if one.vague or other.vague or one.touched & other.touched:
        return True
    # Near one town is often told as the next stretch of the same road.
    ends = {end for route in one.touched for end in places[route]}
    return any(end in ends for route in other.touched for end in places[route])


def _attack(
    group: Sequence[_Told], situation: Situation, finder: TargetFinder, traffic: Traffic
) -> Attack:
    claims = [claim for told in group for claim in told.claims]
    targets = {name: one for told in group for name, one in told.targets.items()}
    first = situation.data["day"].to_numpy()[0].astype("datetime64[D]").astype(dt.date)
    single = float(situation.parameter("single_origin_confidence")["best"])
    chance = _day_chances(group, claims, situation.as_of)
    since = {day: share for day, share in chance.items() if day >= first}
    inside = sum(since.values())
    ages = np.array([(situation.as_of - day).days for day in sorted(since)], dtype=np.int64)
    shares = np.array([since[day] for day in sorted(since)], dtype=np.float64)
    counts = [told.event for told in group if told.event.quantity == _LOSSES]
    return Attack(
        told=min(told_in(told.event) for told in group),
        claim_ids=tuple(sorted(claim.claim_id for claim in claims)),
        credibility=credibility(claims, source_weights(), single) * inside,
        ages=ages,
        age_chance=shares / inside if inside > 0.0 else shares,
        route_chance=_route_chances(claims, targets, finder, traffic),
        versions=rival_versions(counts[0]) if counts else (),
    )


def _by_origin(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """Claims of each distinct origin; of outlets that relay somebody who is known, none."""
    counted = witnesses(claims)
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if witness(claim) in counted:
            found[witness(claim)].append(claim)
    return {name: found[name] for name in sorted(found)}


def _weight(claims: Sequence[Claim]) -> float:
    weights = source_weights()
    origin = claims[0].origin
    return weights.get((origin.kind if origin else None) or "unnamed", 1.0)


def _day_chances(
    group: Sequence[_Told], claims: Sequence[Claim], as_of: dt.date
) -> dict[dt.date, float]:
    """Chance of each day: an origin, then any day that it leaves open."""
    chances: dict[dt.date, float] = defaultdict(float)
    total = 0.0
    for told in _by_origin(claims).values():
        spans = {days for claim in told if (days := _dated(claim, as_of))}
        for start, end in sorted(spans):
            weight = _weight(told) / len(spans)
            _spread(chances, (start, min(end, as_of)), weight)
            total += weight
    if not chances:
        _spread(chances, group[0].days, 1.0)
        total = 1.0
    return {day: chance / total for day, chance in sorted(chances.items())}


def _spread(chances: dict[dt.date, float], days: _Days, weight: float) -> None:
    count = (days[1] - days[0]).days + 1
    for number in range(count):
        chances[days[0] + dt.timedelta(days=number)] += weight / count


def _route_chances(
    claims: Sequence[Claim],
    targets: Mapping[str, Targets],
    finder: TargetFinder,
    traffic: Traffic,
) -> NDArray[np.float64]:
    """Chance of each route: an origin, by how exactly it names the place, then a road it means."""
    precision = _precision_weights()
    total = np.zeros(len(traffic.length))
    for told in _by_origin(claims).values():
        best = max(precision[targets[claim.claim_id].precision] for claim in told)
        # Tellings of one place by one origin are one.
        meant = {
            (targets[claim.claim_id].precision, targets[claim.claim_id].corridors,
             targets[claim.claim_id].routes): targets[claim.claim_id]
            for claim in told
            if precision[targets[claim.claim_id].precision] == best
        }  # fmt: skip
        for key in sorted(meant):
            kernel = _kernel(meant[key], finder, traffic, precision)
            total += _weight(told) * best / len(meant) * kernel
    return np.asarray(total / total.sum())


def _precision_weights() -> dict[str, float]:
    frame = read_defaults("precision_weights", "precision_weights")
    return dict(zip(frame["location_precision"], frame["weight"].astype(float), strict=True))


def _kernel(
    targets: Targets, finder: TargetFinder, traffic: Traffic, precision: Mapping[str, float]
) -> NDArray[np.float64]:
    """Where an attack may have been that is told with a place.

    The weight of how exactly the place is named is on the roads that it names, and the rest on all.
    """
    busy = traffic.on_route
    everywhere = busy if busy.sum() > 0.0 else traffic.length / traffic.length.sum()
    named = _roads(targets, finder, targets.precision)
    # Near a town the length of the road beyond it says nothing.
    spot = targets.precision in _SPOTS
    worth = np.divide(busy, traffic.length, out=np.zeros_like(busy), where=traffic.length > 0.0)
    worth = worth if spot else busy
    local = np.zeros_like(busy)
    local[named] = worth[named]
    if named and local.sum() == 0.0:
        local[named] = 1.0 if spot else traffic.length[named]
    if local.sum() == 0.0:
        return everywhere
    exact = precision[targets.precision] if targets.routes else precision["region"]
    return np.asarray(exact * local / local.sum() + (1.0 - exact) * everywhere)


def _roads(targets: Targets, finder: TargetFinder, precision: str) -> list[int]:
    """Routes that may be meant; of a corridor alone all those at home."""
    if targets.routes or precision == _COUNTRY:
        return list(targets.routes)
    home = finder.home_routes()
    routes = {
        route
        for number in targets.corridors
        for route in finder.corridors[number].route_indices
        if home[route]
    }
    return sorted(routes)
