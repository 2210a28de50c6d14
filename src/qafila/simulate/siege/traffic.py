"""Normal traffic on the roads of corridors, and how much of it was watched since a case began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.network.seasons import MONTHS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.situation import Situation


@dataclass(frozen=True, eq=False)
class Traffic:
    """Normal traffic on each route of the country of the city.

    Parameters
    ----------
    load : array, shape (route, corridor), 1
        Traffic of a corridor on a route times its length; all of it sums to one. Routes abroad
        carry none, since attacks are looked for at home.
    share : array, shape (route, corridor), 1
        Part of each corridor in the traffic on a route; sums to one where there is any.
    length : array, shape (route,), km
        Lengths.
    """

    load: NDArray[np.float64]
    share: NDArray[np.float64]
    length: NDArray[np.float64]

    @property
    def on_route(self) -> NDArray[np.float64]:
        """Traffic on each route times its length, shape (route,); sums to one."""
        return np.asarray(self.load.sum(axis=1))


def normal_traffic(situation: Situation) -> Traffic:
    """Normal traffic of all corridors of a case.

    A corridor carries its part of the imports of its city. Cities are weighed by their people,
    since what they use is counted for few.

    Parameters
    ----------
    situation : Situation
        What is known.

    Returns
    -------
    Traffic
        On each route.
    """
    network = situation.network
    flow = _weights_of_cities(situation) * _shares(situation)
    country = network.locations["country"].to_numpy()
    at_home = (country[network.from_index] == situation.home_country) & (
        country[network.to_index] == situation.home_country
    )
    passes = np.zeros((len(network.route_ids), len(situation.corridors)))
    for number, corridor in enumerate(situation.corridors):
        passes[list(corridor.route_indices), number] = 1.0
    moving = passes * at_home[:, None] * flow
    length = np.asarray(network.distance_km, dtype=np.float64)
    return Traffic(
        load=_scaled(moving * length[:, None]),
        share=np.divide(
            moving,
            moving.sum(axis=1, keepdims=True),
            out=np.zeros_like(moving),
            where=moving.sum(axis=1, keepdims=True) > 0.0,
        ),
        length=length,
    )


def watched_days(situation: Situation, half_life: float) -> NDArray[np.float64]:
    """Days of normal traffic of each corridor that somebody reported on.

    A day counts as far as traffic passed on it, and halves with its age. It counts for all
    corridors if there is news of any, not older than the memory of a status: who tells of one
    attack would have told of others. Days of silence count for none, since silence is not calm.

    Parameters
    ----------
    situation : Situation
        What is known.
    half_life : float
        Age at which a day counts half, days.

    Returns
    -------
    array, shape (corridor,), days
        Nothing for the baseline in which nothing is blocked.
    """
    if situation.undisturbed:
        return np.zeros(len(situation.corridors))
    data = situation.data
    days = data["day"].to_numpy().astype("datetime64[D]")
    age = (np.datetime64(situation.as_of, "D") - days).astype(np.float64)
    heard = data["corridor_evidence_age"].transpose("day", "corridor").to_numpy()
    memory = float(situation.parameter("corridor_status_memory")["best"])
    watched = (heard <= memory).any(axis=1)
    chance = data["corridor_probability"].transpose("day", "corridor", "state").to_numpy()
    passing = float(situation.parameter("contested_passability")["best"])
    months = days.astype("datetime64[M]").astype(np.int64) % MONTHS
    flow = (chance[:, :, 0] + passing * chance[:, :, 1]) * _season(situation)[months]
    return np.asarray(((watched * np.exp2(-age / half_life))[:, None] * flow).sum(axis=0))


def _season(situation: Situation) -> NDArray[np.float64]:
    passable = situation.network.seasons.for_tankers()
    season = np.ones((MONTHS, len(situation.corridors)))
    for number, corridor in enumerate(situation.corridors):
        season[:, number] = passable[:, list(corridor.route_indices)].min(axis=1)
    return season


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(values.sum())
    return np.asarray(values / total if total > 0.0 else values)


def _shares(situation: Situation) -> NDArray[np.float64]:
    """Part of each corridor in the normal imports of its city."""
    weight = np.array(
        [
            float(situation.parameter("corridor_share", one.corridor_id)["best"])
            for one in situation.corridors
        ]
    )
    cities = np.array([one.city_id for one in situation.corridors])
    total = np.array([weight[cities == city].sum() for city in cities])
    return np.asarray(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0.0))


def _weights_of_cities(situation: Situation) -> NDArray[np.float64]:
    """People of the city of each corridor; as of the smallest where they are not counted."""
    network, own = situation.network, situation.parameters
    told = own[own["parameter"] == "resident_population"]
    residents = dict(zip(told["applies_to"], told["best"], strict=True))
    counted = network.locations["population"].to_numpy(dtype=np.float64, na_value=np.nan)
    people = np.array(
        [
            counted[place] if np.isfinite(counted[place]) else residents.get(city, np.nan)
            for city in (one.city_id for one in situation.corridors)
            for place in (network.location_index(city),)
        ],
        dtype=np.float64,
    )
    known = people[np.isfinite(people)]
    return np.where(np.isfinite(people), people, known.min() if len(known) else 1.0)
