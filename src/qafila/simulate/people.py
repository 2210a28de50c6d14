"""Inputs of the movement kernel, from a situation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.kernels.travel import (
    INSECURITY_FADE,
    INTENSITY_KEEP,
    PARTS,
    RATES,
    ROAD_FADE,
    ROAD_SWITCH,
    MovementWorld,
)
from qafila.ledger.sampling import held_origin
from qafila.simulate.reception import build_reception
from qafila.situation.counts import add_up, origins
from qafila.streams import claim_stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.network import Network
    from qafila.simulate.parameters import ParameterTable
    from qafila.simulate.reception import Reception
    from qafila.situation import Situation


_FOREVER = 10**6  # days


@dataclass(frozen=True)
class People:
    """What the movement kernel needs.

    Parameters
    ----------
    world : MovementWorld
        Network.
    population : array, shape (draw, place), people
        Residents who may leave: those of the country of the city.
    displaced : array, shape (draw, place), people
        Displaced people known to be at a reception place on day 0.
    rates : array, shape (draw, rate)
        In the order of the kernel's RATES.
    exposure : array, shape (draw, place)
        Insecurity of day 0 times the share of residents whom it touches.
    calm : array, shape (draw, place)
        What the exposure fades into: that of a place of which nothing is reported.
    nearby, settle : array, shape (draw, place)
        Share of those who leave that find shelter around the place, and chance to settle of those
        who pass.
    attraction : array, shape (draw, destination)
        How strongly a reception place draws.
    leg_parts : array, shape (draw, season, leg), parts of a day
        Travel time in the dry and in the rainy season.
    season : array, shape (month, route), 0-1
        What the months let pass; 0 on ways on which people do not move.
    wet : array, shape (month, route)
        1 in the rainy season.
    first_day, last_day : array, shape (destination,)
        Days from day 0 between which a place receives people.
    reception : Reception
        Camps, intake and age and sex of those received, by destination.
    warm_up : int
        Days before day 0 in which those now on the roads set out.
    notes : dict of str to int
        What a reader must know, by code.
    exposed : array, shape (draw, place)
        Share of residents whom insecurity touches, needed where a scenario sets insecurity.
    """

    world: MovementWorld
    population: NDArray[np.int64]
    displaced: NDArray[np.int64]
    rates: NDArray[np.float64]
    exposure: NDArray[np.float64]
    calm: NDArray[np.float64]
    nearby: NDArray[np.float64]
    settle: NDArray[np.float64]
    attraction: NDArray[np.float64]
    leg_parts: NDArray[np.int64]
    season: NDArray[np.float64]
    wet: NDArray[np.uint8]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    reception: Reception
    warm_up: int
    notes: dict[str, int]
    exposed: NDArray[np.float64]


def build_people(situation: Situation, table: ParameterTable) -> People:
    """Gather the inputs of the movement kernel.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.

    Returns
    -------
    People
        The inputs.
    """
    network = situation.network
    notes: dict[str, int] = {}
    world = _world(situation)
    unheard = _unheard(situation, table, world)
    insecurity = _insecurity(situation, unheard)
    population = _population(situation, table, world, insecurity, notes)
    if not len(world.destination):
        notes["no-reception-place"] = 1
    kinds = network.locations["kind"].tolist()
    named = list(zip(network.location_ids, kinds, strict=True))
    abroad = table.draw("foreign_attraction")
    kin = _kin(situation, table, world)
    attraction = np.zeros((table.draws, len(world.destination)))
    for number, place in enumerate(world.destination):
        factor = 1.0 if world.is_home[place] else abroad
        attraction[:, number] = table.draw("attraction", *named[place]) * factor * kin[:, number]
    seasons = network.seasons
    first_day, last_day = _reception_days(situation, world)
    exposed = _by_place(table, "exposed_share", named)
    return People(
        world=world,
        population=population,
        displaced=_displaced(situation, table, world),
        rates=_rates(table),
        exposure=insecurity * exposed,
        calm=unheard * exposed,
        nearby=_by_place(table, "nearby_share", named),
        settle=_by_place(table, "settle_chance", named),
        attraction=attraction,
        leg_parts=leg_parts(
            world.leg_km,
            table.draw("people_speed"),
            np.repeat(seasons.hours_wet / seasons.hours_dry, 2),
        ),
        season=np.ascontiguousarray(seasons.for_people()),
        wet=seasons.wet.astype(np.uint8),
        first_day=first_day,
        last_day=last_day,
        reception=build_reception(situation, table, world),
        warm_up=round(table.best("warm_up")),
        notes=notes,
        exposed=exposed,
    )


def leg_parts(
    leg_km: NDArray[np.float64], speed: NDArray[np.float64], slower: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Time under way on each leg.

    Parameters
    ----------
    leg_km : array, shape (leg,), km
        Lengths.
    speed : array, shape (draw,), km/day
        How far people come in a day of the dry season.
    slower : array, shape (leg,)
        Factor on the time in the rainy season: rain slows people as it slows trucks.

    Returns
    -------
    array, shape (draw, season, leg), parts of a day
        In the dry and in the rainy season; at least one part.

    Examples
    --------
    >>> bool((leg_parts(np.array([1.0, 900.0]), np.array([150.0]), np.ones(2)) >= 1).all())
    True
    """
    speed = np.maximum(speed, 1.0)[:, None] / PARTS
    parts = np.stack([leg_km / speed, leg_km * slower / speed], axis=1)
    return np.maximum(np.ceil(parts), 1.0).astype(np.int64)


def _reception_days(
    situation: Situation, world: MovementWorld
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last day, from day 0, on which each destination receives people."""
    rows = situation.network.locations.iloc[world.destination]

    def day(column: str, open_ended: int) -> NDArray[np.int64]:
        days = (rows[column] - pd.Timestamp(situation.as_of)).dt.days
        return np.array(days.fillna(open_ended), dtype=np.int64)

    return day("valid_from", -_FOREVER), day("valid_to", _FOREVER)


def _unheard(
    situation: Situation, table: ParameterTable, world: MovementWorld
) -> NDArray[np.float64]:
    """A little insecurity wherever a country at war is silent, shape (draw, place)."""
    prior = np.zeros(table.draws) if situation.undisturbed else table.draw("insecurity_prior")
    return prior[:, None] * world.is_home


def _insecurity(situation: Situation, unheard: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is reported on day 0 beside what is unheard of, shape (draw, place)."""
    reported = situation.data["insecurity"].isel(day=-1).to_numpy()
    return 1.0 - (1.0 - reported) * (1.0 - unheard)


def _stocks(situation: Situation, table: ParameterTable) -> pd.DataFrame:
    """Counts of displaced people that are known on the day and not too old to be carried on."""
    rows, day = situation.observations, pd.Timestamp(situation.as_of)
    first = day - pd.Timedelta(days=table.best("displaced_memory"))
    return rows[
        (rows["measure"] == "stock")
        & rows["individuals"].notna()
        & (rows["date_end"] >= first)
        & (rows["date_end"] <= day)
    ]


def _kin(situation: Situation, table: ParameterTable, world: MovementWorld) -> NDArray[np.float64]:
    """Pull of people who fled to the same country before, shape (draw, destination)."""
    country = situation.network.locations["country"]
    rows = _stocks(situation, table)
    rows = rows[(rows["coo"] == situation.home_country) & (rows["location_id"] == "")]
    rows = rows[
        rows["date_end"] == rows.groupby(["country", "legal_status"])["date_end"].transform("max")
    ]
    rows = _once_granted(rows)
    hosted = {code: add_up(part, "individuals") for code, part in rows.groupby("country")}
    power, scale = table.draw("kin_power"), table.best("kin_scale")
    counts = [float(hosted.get(country.iloc[place], 0)) for place in world.destination]
    return np.power(1.0 + np.array(counts) / scale, power[:, None])


def _once_granted(rows: pd.DataFrame) -> pd.DataFrame:
    """Without asylum seekers who have been granted a status since: they are the same people."""
    granted = rows["date_end"].where(rows["count_basis"] == "recognised")
    earlier = rows["date_end"] < granted.groupby(rows["country"]).transform("max")
    return rows[~((rows["legal_status"] == "asylum_seeker") & earlier)]


def _by_place(
    table: ParameterTable, name: str, named: list[tuple[str, str]]
) -> NDArray[np.float64]:
    values = np.zeros((table.draws, len(named)))
    for number, scopes in enumerate(named):
        values[:, number] = table.draw(name, *scopes)
    return values


def _rates(table: ParameterTable) -> NDArray[np.float64]:
    rates = np.column_stack([table.draw(name) for name in RATES]).astype(np.float64)
    rates[:, ROAD_SWITCH] = 1.0 / np.maximum(rates[:, ROAD_SWITCH], 1.0)
    rates[:, INTENSITY_KEEP] = np.exp2(-1.0 / rates[:, INTENSITY_KEEP])
    for fade in (INSECURITY_FADE, ROAD_FADE):
        rates[:, fade] = math.log(2.0) / rates[:, fade]
    return rates


def legs_of(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both directions of every route.

    Parameters
    ----------
    network : Network
        Places and routes.

    Returns
    -------
    array, shape (leg,)
        Where a leg starts; leg ``2 r`` runs along route ``r`` and ``2 r + 1`` back.
    array, shape (leg,)
        Where it ends.
    """
    start = np.column_stack([network.from_index, network.to_index]).ravel()
    end = np.column_stack([network.to_index, network.from_index]).ravel()
    return start.astype(np.int64), end.astype(np.int64)


def _world(situation: Situation) -> MovementWorld:
    network = situation.network
    places = len(network.location_ids)
    start, end = legs_of(network)
    order = np.argsort(start, kind="stable").astype(np.int64)
    counts = np.bincount(start, minlength=places)
    country = network.locations["country"].to_numpy()
    home = country[network.location_index(situation.case.city)]
    destination = np.flatnonzero(network.receiving(situation.as_of))
    reception = np.full(places, -1, dtype=np.int64)
    reception[destination] = np.arange(len(destination))
    data = situation.data.isel(day=-1)
    return MovementWorld(
        option_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        option_leg=order,
        leg_from=start,
        leg_to=end,
        leg_km=np.repeat(network.distance_km, 2).astype(np.float64),
        leg_crosses=(country[start] != country[end]).astype(np.uint8),
        reception=reception,
        is_home=(country == home).astype(np.uint8),
        passability=np.ascontiguousarray(
            data["route_passability_people"].to_numpy(), dtype=np.float64
        ),
        destination=destination.astype(np.int64),
        prior=_road_prior(situation),
    )


def _road_prior(situation: Situation) -> NDArray[np.float64]:
    """What is believed of the roads of people when nothing is known, shape (route,)."""
    network = situation.network
    country = network.locations["country"].to_numpy()
    ends = country[network.from_index], country[network.to_index]
    inside = (ends[0] == situation.home_country) & (ends[1] == situation.home_country)
    if situation.undisturbed:
        return np.ones(len(inside))
    return np.where(inside, float(situation.parameter("people_prior_passability")["best"]), 1.0)


def _population(
    situation: Situation,
    table: ParameterTable,
    world: MovementWorld,
    insecurity: NDArray[np.float64],
    notes: dict[str, int],
) -> NDArray[np.int64]:
    """Residents by draw: the table's count, or a range given as a parameter; else none."""
    network = situation.network
    counted = network.locations["population"]
    population = np.zeros((table.draws, len(network.location_ids)), dtype=np.int64)
    for place in np.flatnonzero(world.is_home):
        name = network.location_ids[place]
        if not pd.isna(counted.iloc[place]):
            population[:, place] = int(counted.iloc[place])
        elif table.find("resident_population", name) is not None:
            population[:, place] = np.rint(table.draw("resident_population", name))
        elif insecurity[:, place].any():
            notes["population-unknown"] = notes.get("population-unknown", 0) + 1
    return population


def _displaced(
    situation: Situation, table: ParameterTable, world: MovementWorld
) -> NDArray[np.int64]:
    """Displaced people at each reception place as last counted; one origin a draw."""
    network = situation.network
    rows = _stocks(situation, table)
    displaced = np.zeros((table.draws, len(network.location_ids)), dtype=np.int64)
    for place in world.destination:
        name = network.location_ids[place]
        here = rows[rows["location_id"] == name]
        if here.empty:
            continue
        here = here[here["date_end"] == here["date_end"].max()]
        by_origin = here.groupby(origins(here), sort=True)
        counts = np.array([add_up(part, "individuals") for _, part in by_origin], dtype=np.int64)
        u = table.members.uniforms(claim_stream("displaced", name))
        kinds = [situation.kind_of_source(origin) for origin, _ in by_origin]
        displaced[:, place] = counts[held_origin(kinds, u)]
    return displaced
