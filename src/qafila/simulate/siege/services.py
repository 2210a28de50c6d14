"""Electricity and water of a city, as far as they need diesel: an assumption, no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.siege.run import SiegeRun

POWER = "power_diesel"


@dataclass(frozen=True)
class Services:
    """Share of the normal supply of a city.

    Parameters
    ----------
    electricity, water : array, shape (draw, day), 1
        1 is as in normal times; the first day is the opening, on which nothing is served yet.
    """

    electricity: NDArray[np.float64]
    water: NDArray[np.float64]


def services(run: SiegeRun, city: int = 0) -> Services | None:
    """What the diesel that reaches power plants makes of electricity and water.

    Parameters
    ----------
    run : SiegeRun
        The run.
    city : int
        Number of the city.

    Returns
    -------
    Services
        None where the diesel of power plants is not known or not needed.

    Notes
    -----
    Electricity is 1 - power_thermal_share x (1 - served / needed), water is
    1 - water_needs_power x (1 - electricity). Rivers, sun, private generators and pumps by hand are
    not in it.
    """
    if POWER not in run.goods.commodities or not run.goods.drawn:
        return None
    good = run.goods.commodities.index(POWER)
    needed = run.out.needed[:, :, city, good].astype(np.float64)
    if not needed.any():
        return None
    met = np.ones(needed.shape)
    served = run.out.served[:, :, city, good]
    np.divide(served, needed, out=met, where=needed > 0.0)
    met = np.minimum(met, 1.0)
    thermal = run.goods.drawn["power_thermal_share"][:, None]
    needs = run.goods.drawn["water_needs_power"][:, None]
    electricity = 1.0 - thermal * (1.0 - met)
    return Services(electricity, 1.0 - needs * (1.0 - electricity))
