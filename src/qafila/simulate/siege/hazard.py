"""Danger on corridors: attacks a day at normal traffic, from the attacks that are reported.

Attacks are counted on roads and set against the traffic that passed them (Gamma-Poisson). A road of
which little is known is thought of as its corridors are, and a corridor as the country. Part of the
danger comes from attacks just past and fades with them (self-excitation).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.ledger.sampling import held_version
from qafila.simulate.losses import value_within
from qafila.simulate.siege.attacks import gather_attacks
from qafila.simulate.siege.gammas import gamma_quantile
from qafila.simulate.siege.traffic import normal_traffic, watched_days
from qafila.streams import hazard_stream

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.simulate.siege.attacks import Attack
    from qafila.simulate.siege.traffic import Traffic
    from qafila.situation import Situation


@dataclass(frozen=True, eq=False)
class Hazard:
    """What is reported of attacks, set against traffic; rates are drawn from it.

    Parameters
    ----------
    as_of : datetime.date
        Day of the situation.
    corridors, routes : tuple of str
        Identifiers, in the order of the arrays. Routes never leave the simulation.
    attacks : tuple of Attack
        Attacks that are reported.
    left_out : int
        Events that are no single attack; see `gather_attacks`.
    traffic : Traffic
        Normal traffic.
    counts : array, shape (route,), attacks
        Attacks on each route, by credibility and place, each halved with its age.
    days : array, shape (corridor,), days
        Days of normal traffic that were watched, halved likewise.
    """

    as_of: dt.date
    corridors: tuple[str, ...]
    routes: tuple[str, ...]
    attacks: tuple[Attack, ...]
    left_out: int
    traffic: Traffic
    counts: NDArray[np.float64]
    days: NDArray[np.float64]

    @property
    def exposure(self) -> NDArray[np.float64]:
        """Watched traffic of each corridor on each route, shape (route, corridor), days.

        A day of normal traffic in the whole country is one.
        """
        return self.traffic.load * self.days

    @property
    def corridor_counts(self) -> NDArray[np.float64]:
        """Attacks by corridor, shape (corridor,): those on a shared road by their traffic there."""
        return np.asarray((self.traffic.share * self.counts[:, None]).sum(axis=0))

    def on_roads(self, attack: Attack) -> NDArray[np.float64]:
        """Chance that an attack happened on a road of each corridor, whoever's traffic it was.

        Parameters
        ----------
        attack : Attack
            The attack.

        Returns
        -------
        array, shape (corridor,), 1
            At most its credibility; an attack on a shared road counts for all who use it.
        """
        hit = (self.traffic.share > 0.0) * attack.route_chance[:, None]
        return np.asarray(attack.credibility * hit.sum(axis=0))


@dataclass(frozen=True, eq=False)
class PastAttacks:
    """Past attacks as each draw believes them.

    Parameters
    ----------
    happened : array of bool, shape (draw, attack)
        Whether it happened.
    age : array, shape (draw, attack), days
        How long ago.
    share : array, shape (draw, attack, corridor), 1
        Whose traffic was attacked; sums to one, or to zero off the corridors.
    destroyed : array, shape (draw, attack), tankers
        Of one distinct origin; NaN where nobody counts.
    """

    happened: NDArray[np.bool_]
    age: NDArray[np.int64]
    share: NDArray[np.float64]
    destroyed: NDArray[np.float64]


def build_hazard(situation: Situation) -> Hazard:
    """Set the attacks that are reported against the traffic that was watched.

    Parameters
    ----------
    situation : Situation
        What is known.

    Returns
    -------
    Hazard
        For `draw_hazard`.
    """
    traffic = normal_traffic(situation)
    memory = float(situation.parameter("attack_memory")["best"])
    attacks, left_out = gather_attacks(situation, traffic)
    counts = np.zeros(len(traffic.length))
    for attack in attacks:
        aged = float((attack.age_chance * np.exp2(-attack.ages / memory)).sum())
        counts += attack.credibility * aged * attack.route_chance
    return Hazard(
        as_of=situation.as_of,
        corridors=tuple(one.corridor_id for one in situation.corridors),
        routes=situation.network.route_ids,
        attacks=attacks,
        left_out=left_out,
        traffic=traffic,
        counts=np.where(traffic.on_route > 0.0, counts, 0.0),
        days=watched_days(situation, memory),
    )


def pooled_rate(
    counts: NDArray[np.float64] | float,
    exposure: NDArray[np.float64] | float,
    parent: NDArray[np.float64] | float,
    weight: float,
) -> NDArray[np.float64]:
    """Mean rate of one of many whose common rate is known (Gamma-Poisson).

    Parameters
    ----------
    counts : array or float, attacks
        Its own.
    exposure : array or float, days
        Its own traffic.
    parent : array or float, attacks a day
        The common rate, above zero.
    weight : float
        Attacks that the common rate is worth, above zero.

    Returns
    -------
    array, attacks a day
        Between the common rate and its own; the common one where nothing was watched.

    Examples
    --------
    >>> pooled_rate(3.0, 10.0, 0.1, 1.0)
    array(0.2)
    """
    return np.asarray((weight + counts) / (weight / np.asarray(parent) + exposure))


def country_part(
    counts: NDArray[np.float64], exposure: NDArray[np.float64], weight: float
) -> NDArray[np.float64]:
    """How much of what each corridor saw tells of the country.

    Corridors differ, so that many attacks on one road tell of that road, and of the common rate no
    more than one corridor can: as much as `weight` attacks.

    Parameters
    ----------
    counts : array, shape (corridor,), attacks
        By corridor.
    exposure : array, shape (corridor,), days
        Watched traffic of each.
    weight : float
        Attacks that the common rate is worth to one corridor (the shape of the gamma distribution
        of their rates).

    Returns
    -------
    array, shape (corridor,), 1
        Between 0 and 1: the inverse of the variance of a corridor's rate around that of the
        country, over what it would be if all corridors were alike.

    Examples
    --------
    >>> country_part(np.array([8.0, 0.0]), np.array([5.0, 5.0]), 4.0)
    array([0.5, 0.5])
    """
    total = float(exposure.sum())
    expected = exposure * (float(counts.sum()) / total if total > 0.0 else 0.0)
    return np.asarray(weight / (weight + expected))


def draw_hazard(
    hazard: Hazard, table: ParameterTable
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Danger on each corridor at normal traffic, by draw.

    Parameters
    ----------
    hazard : Hazard
        From `build_hazard`.
    table : ParameterTable
        Parameters by draw.

    Returns
    -------
    array, shape (draw, corridor), attacks a day
        What lasts: without the attacks that follow from others.
    array, shape (draw, corridor), attacks a day
        What past attacks add on the day of the situation; halves with ``attack_half_life``.

    Notes
    -----
    Each draw picks a rate for the country, around it one for each corridor, and around those one
    for each route, so that corridors are dangerous together as far as little is known. The rates
    that were observed hold what followed from earlier attacks; what lasts is the rest of them.
    """
    branching = table.draw("attack_excitation")
    observed = draw_rates(hazard, table)
    base = observed * (1.0 - branching)[:, None]
    past = draw_past(hazard, table)
    half_life = table.draw("attack_half_life")
    fades = np.exp2(-past.age / half_life[:, None])
    # Attacks of the days to come that one of today draws add up to the branching ratio.
    drawn = branching * np.expm1(math.log(2.0) / half_life)
    excited = np.zeros_like(base)
    for number in range(len(hazard.attacks)):
        one = past.happened[:, number] * fades[:, number] * drawn
        excited += one[:, None] * past.share[:, number]
    return base, excited


def draw_rates(hazard: Hazard, table: ParameterTable) -> NDArray[np.float64]:
    """Attacks a day on each corridor at normal traffic, whatever brought them about.

    Parameters
    ----------
    hazard : Hazard
        From `build_hazard`.
    table : ParameterTable
        Parameters by draw.

    Returns
    -------
    array, shape (draw, corridor), attacks a day
        Zero for a corridor without normal traffic.
    """
    members = table.members
    of_corridors, of_routes = (
        table.best("attack_corridor_weight"),
        table.best("attack_route_weight"),
    )
    exposure, load, share = hazard.exposure, hazard.traffic.load, hazard.traffic.share

    def rate(
        names: tuple[str, ...], counts: float, seen: float, mean: NDArray[np.float64], weight: float
    ) -> NDArray[np.float64]:
        drawn = gamma_quantile(weight + counts, members.uniforms(hazard_stream(*names)))
        # Not over weight / mean + seen: a common rate may be as good as zero.
        return drawn * mean / (weight + seen * mean)

    counts, seen = hazard.corridor_counts, exposure.sum(axis=0)
    part = country_part(counts, seen, of_corridors)
    country = rate(
        ("country",),
        float((part * counts).sum()),
        float((part * seen).sum()),
        table.draw("attack_prior_rate"),
        table.best("attack_country_weight"),
    )
    corridors = np.zeros((table.draws, len(hazard.corridors)))
    for at, name in enumerate(hazard.corridors):
        names = ("corridor", name)
        corridors[:, at] = rate(names, float(counts[at]), float(seen[at]), country, of_corridors)
    found = np.zeros((table.draws, len(hazard.corridors)))
    for route in np.flatnonzero(load.sum(axis=1) > 0.0):
        # Sums in a fixed order: a matrix product may round otherwise for another number of draws.
        mean = sum(part * corridors[:, at] for at, part in enumerate(share[route]) if part > 0.0)
        own = rate(
            ("route", hazard.routes[route]),
            float(hazard.counts[route]),
            float(exposure[route].sum()),
            np.asarray(mean),
            of_routes,
        )
        found += own[:, None] * load[route]
    return found


def draw_past(hazard: Hazard, table: ParameterTable) -> PastAttacks:
    """Past attacks as each draw believes them.

    Parameters
    ----------
    hazard : Hazard
        From `build_hazard`.
    table : ParameterTable
        Parameters by draw.

    Returns
    -------
    PastAttacks
        Attacks in the order of `hazard.attacks`.
    """
    size = (table.draws, len(hazard.attacks))
    happened, age = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.int64)
    share = np.zeros((*size, len(hazard.corridors)))
    destroyed = np.full(size, np.nan)
    for number, attack in enumerate(hazard.attacks):
        stream = hazard_stream("attack", *attack.told)
        u = [table.members.uniforms(stream, item=item) for item in range(5)]
        happened[:, number] = u[0] < attack.credibility
        age[:, number] = attack.ages[_picked(attack.age_chance, u[1])]
        share[:, number] = hazard.traffic.share[_picked(attack.route_chance, u[2])]
        if attack.versions:
            held = held_version(attack.versions, u[3])
            values = np.stack([value_within(version, u[4]) for version in attack.versions])
            destroyed[:, number] = values[held, np.arange(table.draws)]
    return PastAttacks(happened, age, share, destroyed)


def _picked(chances: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of what each draw picks."""
    ends = np.cumsum(chances) / chances.sum()
    ends[np.flatnonzero(chances)[-1] :] = 1.0
    return np.searchsorted(ends, u, side="right").astype(np.int64)
