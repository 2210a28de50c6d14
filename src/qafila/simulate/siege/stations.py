"""Stations of a city that serve, by day: what reports of dry pumps speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.siege.tables import RETAIL_COVER
from qafila.simulate.siege.outlook import pumped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.siege.run import SiegeRun


def stations(run: SiegeRun, city: int = 0) -> NDArray[np.float64]:
    """Share of stations that have fuel when a day begins.

    Parameters
    ----------
    run : SiegeRun
        The run.
    city : int
        Number of the city.

    Returns
    -------
    array, shape (draw, day), 1
        1 from a stock at pumps of `stations_full` of all tanks on, and below it in proportion; 1 on
        the first day, which is the opening, and where nothing is sold.

    Notes
    -----
    Stations are filled one after the other and sell out one after the other. If each is filled when
    it is empty, their tanks stand evenly between empty and full, so that half of all tanks is what
    there is when the last of them is dry on no day. With less, the share that has anything falls in
    proportion, while those that serve sell more: many can be dry while most of what people need is
    sold. Reporters count stations, not litres.
    """
    goods = pumped(run, None)
    inputs = run.goods.inputs
    offered = run.out.offered[:, :, city, goods].sum(axis=2)
    usual = inputs.normal_demand[:, city, goods].sum(axis=1)
    full = usual * inputs.rates[:, city, RETAIL_COVER] * run.goods.drawn["stations_full"][:, city]
    share = np.ones(offered.shape)
    np.divide(offered, full[:, None], out=share, where=full[:, None] > 0.0)
    share[:, 0] = 1.0
    return np.minimum(share, 1.0)
