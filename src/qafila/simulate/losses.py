"""Losses of attacked convoys, drawn from what sources dispute about past attacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.ledger.sampling import held_version, rival_versions, told_in
from qafila.simulate.parameters import quantile
from qafila.streams import claim_stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.ledger import Event, Version
    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation


def draw_loss_share(situation: Situation, table: ParameterTable, city: str) -> NDArray[np.float64]:
    """Mean share of an attacked convoy that is destroyed, by draw.

    For each past attack with a count of destroyed tankers, a draw believes one distinct origin;
    relays of one origin have one chance together. The counts over the size of a convoy in that
    draw are averaged with the prior.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    city : str
        Identifier of the city that convoys go to.

    Returns
    -------
    array, shape (draw,), unit 1
        Between 0 and 1; the prior where no attack with a count is known, and the value of the
        scenario where it sets one.

    Notes
    -----
    A source that gives a lower bound only is taken at that bound: it says no more.
    """
    prior = table.draw("convoy_loss_share", city)
    if table.is_fixed("convoy_loss_share"):
        return prior
    size = np.maximum(table.draw("convoy_size", city), 1.0)
    weight = table.best("convoy_loss_prior_weight")
    longest = table.best("convoy_attack_days")
    total, count = weight * prior, weight
    for event in situation.ledger.events():
        versions = rival_versions(event) if _is_one_attack(event, longest) else ()
        if versions:
            total = total + np.minimum(_destroyed(event, versions, table) / size, 1.0)
            count += 1.0
    return total / count if count > 0.0 else prior


def _is_one_attack(event: Event, longest_days: float) -> bool:
    """Whether an event is a single attack and not a count over weeks."""
    if event.event_type != "attack_on_convoy" or event.quantity != "tankers_destroyed":
        return False
    if event.date_start is None or event.date_end is None:
        return False
    return bool((event.date_end - event.date_start).days < longest_days)


def _destroyed(
    event: Event, versions: tuple[Version, ...], table: ParameterTable
) -> NDArray[np.float64]:
    stream = claim_stream("destroyed", *told_in(event))
    held = held_version(versions, table.members.uniforms(stream))
    u = table.members.uniforms(stream, item=1)
    values = np.stack([value_within(version, u) for version in versions])
    return np.asarray(values[held, np.arange(table.draws)])


def value_within(version: Version, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Figure of one version in each draw, somewhere in its range.

    Parameters
    ----------
    version : Version
        With a best value or a bound.
    u : array, shape (draw,)
        Numbers in [0, 1).

    Returns
    -------
    array, shape (draw,)
        Values in the unit of the version.
    """
    known = [value for value in (version.best, version.low, version.high) if value is not None]
    low = version.low if version.low is not None else min(known)
    high = version.high if version.high is not None else max(known)
    best = version.best if version.best is not None else (low + high) / 2.0
    return quantile("triangular", best, low, high, u)
