"""Rates of the siege kernel: its parameters by draw, in the form that a day needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.siege.tables import (
    ATTACK_PACE,
    CLEARANCE_DAYS,
    CONVOY_RATE,
    DETERRENCE_FADE,
    ESCORT_ONLY,
    EXCITATION,
    EXCITATION_FADE,
    EXTRA_CONVOYS,
    LOSS_SHARE,
    RATES,
    REGIME_FADE,
    REGIME_SWITCH,
    TRUCE_END,
)
from qafila.simulate.losses import draw_loss_share
from qafila.simulate.siege.amounts import partner_part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation

_WEEK = 7.0
_LN2 = float(np.log(2.0))


def rates_of(
    situation: Situation, table: ParameterTable, cities: tuple[str, ...]
) -> NDArray[np.float64]:
    """Rates of the kernel: what the table says a day, half-lives turned into what a day changes.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    cities : tuple of str
        Labels of the axis.

    Returns
    -------
    array, shape (draw, city, rate)
        In the order of the kernel's RATES.
    """
    values = [[table.draw(name, city) for name in RATES] for city in cities]
    rates = np.ascontiguousarray(np.moveaxis(np.array(values), -1, 0), dtype=np.float64)
    for i, city in enumerate(cities):
        rates[:, i, LOSS_SHARE] = draw_loss_share(situation, table, city)
        escorts, pace = partner_part(table, city)
        rates[:, i, CONVOY_RATE] *= table.draw("escort_factor", city) * escorts
        rates[:, i, ATTACK_PACE] *= pace
        rule = table.members.uniforms(f"escort-only/{city}")
        rates[:, i, ESCORT_ONLY] = rule < rates[:, i, ESCORT_ONLY]
    rates[:, :, EXTRA_CONVOYS] /= _WEEK
    # What came in today is cleared tomorrow at the earliest.
    rates[:, :, CLEARANCE_DAYS] = np.maximum(rates[:, :, CLEARANCE_DAYS], 1.0)
    rates[:, :, REGIME_SWITCH] = 1.0 / np.maximum(rates[:, :, REGIME_SWITCH], 1.0)
    rates[:, :, TRUCE_END] = 1.0 / np.maximum(rates[:, :, TRUCE_END], 1.0)
    for fade in (REGIME_FADE, DETERRENCE_FADE, EXCITATION_FADE):
        rates[:, :, fade] = _LN2 / rates[:, :, fade]
    # The further attacks that one draws add up to the share that the table tells.
    rates[:, :, EXCITATION] *= np.expm1(rates[:, :, EXCITATION_FADE])
    if situation.undisturbed:
        rates[:, :, ATTACK_PACE] = 0.0
    return rates
