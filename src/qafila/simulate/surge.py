"""Observed arrivals: how far above or below the prior rate people arrive now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.kernels.travel import LEAVE_RATE, SCALE_KM
from qafila.ledger.sampling import held_origin
from qafila.network import months_of, shortest_km
from qafila.simulate.parameters import quantile
from qafila.situation.counts import add_up, origins
from qafila.streams import claim_stream

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from qafila.kernels.travel import MovementWorld
    from qafila.simulate.parameters import ParameterTable
    from qafila.simulate.people import People
    from qafila.situation import Situation

_LEAST_PEOPLE = 0.5  # a count of nobody has no logarithm
_BLOCK = 32  # draws that are followed at a time, for the sake of memory
_RATES = ("least", "likely", "most")
_CLOSE = 1e-4  # chance; far finer than any factor is known


@dataclass(frozen=True)
class Surge:
    """Factor on the rate of arrivals by country of asylum.

    Parameters
    ----------
    country : array, shape (destination,)
        Number of the country of each destination, -1 where no rate was observed.
    share : array, shape (draw, place, country)
        Part of those from a place who reach somewhere that reach this country.
    log_factor : array, shape (draw, country)
        Logarithm of the factor on day 0; 0 changes nothing.
    keep : array, shape (draw,)
        Part of the logarithm that is left a day later.
    """

    country: NDArray[np.int64]
    share: NDArray[np.float64]
    log_factor: NDArray[np.float64]
    keep: NDArray[np.float64]


def build_surge(situation: Situation, table: ParameterTable, people: People) -> Surge:
    """Compare observed arrivals with those that the prior would bring.

    Parameters
    ----------
    situation : Situation
        With its observations as known on its day.
    table : ParameterTable
        Parameters by draw.
    people : People
        Inputs of the movement kernel as the prior has them.

    Returns
    -------
    Surge
        Factors by country of asylum; no country where nothing was observed lately.

    Notes
    -----
    Each draw believes one origin. The logarithm of observed over prior rate is shrunk by
    ``arrivals_weight`` and halves with each ``surge_half_life`` since the observation.
    """
    rows = _observed(situation, table)
    rows["source_kind"] = [situation.kind_of_source(one) for one in rows["origin"]]
    number_of = situation.network.locations["country"].to_numpy(dtype=str)[people.world.destination]
    codes = sorted(set(rows["asylum"]) & set(number_of.tolist()))
    country = np.array(
        [codes.index(code) if code in codes else -1 for code in number_of.tolist()], dtype=np.int64
    )
    half_life = table.draw("surge_half_life")
    if not codes:
        none = np.zeros((table.draws, people.population.shape[1], 0))
        return Surge(country, none, none[:, 0], np.exp2(-1.0 / half_life))
    reached = np.concatenate(
        [
            _reached(situation, people, country, len(codes), slice(first, first + _BLOCK))
            for first in range(0, table.draws, _BLOCK)
        ]
    )
    leaving = people.population * -np.expm1(
        -people.rates[:, LEAVE_RATE, None] * people.exposure
    ) * (1.0 - people.nearby)  # fmt: skip
    prior = np.einsum("dp,dpc->dc", leaving, reached[:, :, :-1])
    log_factor = np.column_stack(
        [
            _log_factor(rows[rows["asylum"] == code], prior[:, number], table, half_life, code)
            for number, code in enumerate(codes)
        ]
    )
    anywhere = reached.sum(axis=2, keepdims=True)
    share = np.divide(reached, anywhere, out=np.zeros_like(reached), where=anywhere > 0.0)
    share = np.ascontiguousarray(share[:, :, :-1])
    return Surge(country, share, log_factor, np.exp2(-1.0 / half_life))


def _observed(situation: Situation, table: ParameterTable) -> pd.DataFrame:
    """Newest rate of new arrivals of each origin in each country of asylum, people a day."""
    network, day = situation.network, pd.Timestamp(situation.as_of)
    home = situation.home_country
    rows = situation.observations
    first = day - pd.Timedelta(days=table.best("persistence_memory"))
    rows = rows[
        (rows["measure"] == "new_arrivals")
        & rows["coo"].isin(["", home])
        & (rows["date_end"] >= first)
        & (rows["date_end"] <= day)
    ].copy()
    country = dict(zip(network.location_ids, network.locations["country"], strict=True))
    rows["asylum"] = [
        country[place] if place else code
        for place, code in zip(rows["location_id"], rows["country"], strict=True)
    ]
    rows["origin"] = origins(rows)
    rows["age"] = (day - rows["date_end"]).dt.days
    rows["days"] = (rows["date_end"] - rows["date_start"]).dt.days + 1
    ranges = [_range(row) for row in rows.to_dict("records")]
    for number, name in enumerate(_RATES):
        rows[name] = [one[number] if one else np.nan for one in ranges] / rows["days"]
    rows["side"] = [one[-1] if one else np.nan for one in ranges]
    rows = rows[rows["side"].notna() & (rows["asylum"] != home)]
    found = [_newest(part) for _, part in rows.groupby(["asylum", "origin"], sort=True)]
    return pd.DataFrame(
        [one for one in found if one], columns=["asylum", "origin", "age", "days", *_RATES, "side"]
    )


def _newest(rows: pd.DataFrame) -> dict[str, Any] | None:
    """Newest rate of one origin in one country; parts are added, their bounds with them."""
    rows = rows[rows["age"] == rows["age"].min()]
    whole = rows["location_id"] == ""
    rows = rows[whole] if whole.any() else rows
    first = rows.iloc[0]
    sides = set(rows["side"])
    if {-1, 1} <= sides:  # at most so many and at least so many: no bound for the sum
        return None
    return {
        **{key: first[key] for key in ("asylum", "origin", "age")},
        "days": rows["days"].max(),
        **{name: add_up(rows, name) for name in _RATES},
        "side": 1 if 1 in sides else min(sides),
    }


def _range(row: Mapping[Hashable, Any]) -> tuple[float, float, float, int] | None:
    """Least, likely and most people, and which way they bound: 1 at least, -1 at most, 0 both."""
    low, high = row["low"], row["high"]
    best = row["individuals"] if not pd.isna(row["individuals"]) else row["value"]
    side = 0
    if pd.isna(best) or (not pd.isna(low) and low >= best) or (not pd.isna(high) and high <= best):
        side = int(pd.isna(high)) - int(pd.isna(low))
    known = [float(one) for one in (low, best, high) if not pd.isna(one)]
    # A count at one place is no more than a floor for its country.
    if row["location_id"]:
        if side < 0:
            return None
        side = 1
    if not known:
        return None
    likely = sum(known) / len(known) if pd.isna(best) else float(best)
    return min(known), likely, max(known), side


def _log_factor(
    rows: pd.DataFrame,
    prior: NDArray[np.float64],
    table: ParameterTable,
    half_life: NDArray[np.float64],
    country: str,
) -> NDArray[np.float64]:
    stream = claim_stream("arrivals", country)
    u = table.members.uniforms(stream, item=1)
    shift = np.zeros((len(rows), table.draws))
    known = prior > 0.0
    for number, row in enumerate(rows.to_dict("records")):
        count = quantile("triangular", row["least"], row["least"], row["most"], u)
        if row["least"] < row["likely"] < row["most"]:
            count = quantile("triangular", row["likely"], row["least"], row["most"], u)
        rate = np.maximum(count, _LEAST_PEOPLE / row["days"])
        log_ratio = np.log(np.divide(rate, prior, out=np.ones(table.draws), where=known))
        if row["side"] > 0:
            log_ratio = np.maximum(log_ratio, 0.0)
        if row["side"] < 0:
            log_ratio = np.minimum(log_ratio, 0.0)
        shift[number] = log_ratio * np.exp2(-row["age"] / half_life)
    chosen = held_origin(rows["source_kind"].tolist(), table.members.uniforms(stream))
    return table.draw("arrivals_weight") * shift[chosen, np.arange(table.draws)]


def _reached(
    situation: Situation,
    people: People,
    country: NDArray[np.int64],
    countries: int,
    draws: slice,
) -> NDArray[np.float64]:
    """Chance that who sets out from a place is received, by country; the last column is elsewhere.

    Shape (draw, place, country + 1). Roads that are passable at times count as open: who waits for
    one arrives later.
    """
    world, scale = people.world, people.rates[draws, SCALE_KM]
    month = months_of(situation.as_of, 0)[0]
    passable = world.passability * people.season[month] > 0.0
    way = np.array(
        [shortest_km(situation.network, int(one), passable) for one in world.destination]
    )
    pull = people.attraction[draws, :, None] * np.exp(-way / scale[:, None, None])
    nearer = way[:, world.leg_to] < way[:, world.leg_from]
    weight = np.stack([(pull[:, :, end] * nearer[:, leg]).sum(axis=1)
                       for leg, end in enumerate(world.leg_to)], axis=1)  # fmt: skip
    weight *= np.exp(-world.leg_km / scale[:, None]) * np.repeat(passable, 2)
    stays = people.settle[draws] * world.is_home
    received = np.zeros((*stays.shape, countries + 1))
    for number, place in enumerate(world.destination):
        rivals = (world.is_home[place] == 1) | (world.is_home[world.destination] == 0)
        total = pull[:, rivals, place].sum(axis=1)
        own = np.divide(pull[:, number, place], total, out=np.ones(len(total)), where=total > 0.0)
        stays[:, place] = own
        received[:, place, country[number]] = own
    return _followed(world, weight, stays, received)


def _followed(
    world: MovementWorld,
    weight: NDArray[np.float64],
    stays: NDArray[np.float64],
    received: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Follow those who set out until hardly any is left on the way, shape (draw, place, country).

    `weight` (draw, leg), `stays` (draw, place), `received` (draw, place, country). The draws stand
    last while it is done, so that each step adds long rows.
    """
    order = world.option_leg
    starts = np.flatnonzero(np.diff(world.option_start))
    cuts = world.option_start[starts]
    weight = np.ascontiguousarray(weight[:, order].T)
    total = np.zeros(stays.shape[::-1])
    total[starts] = np.add.reduceat(weight, cuts, axis=0)
    total = total[world.leg_from[order]]
    chance = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0.0)
    end = world.leg_to[order]
    received = np.ascontiguousarray(np.moveaxis(received, 0, 2))
    onward = (1.0 - stays.T)[:, None]
    reached = np.zeros_like(received)
    moving = np.ones(len(stays), dtype=bool)
    for _ in range(len(reached)):
        beyond = received + onward * reached
        flow = np.add.reduceat(chance[:, None] * beyond[end], cuts, axis=0)
        change = np.abs(flow - reached[starts]).max(axis=(0, 1), initial=0.0)
        # A draw stops by itself, so that no other draw changes it.
        reached[starts] = np.where(moving, flow, reached[starts])
        moving &= change >= _CLOSE
        if not moving.any():
            break
    return np.ascontiguousarray(np.moveaxis(reached, 2, 0))
