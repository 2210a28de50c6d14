"""Attacks that corridors have to expect, by draw, and what past ones leave behind on day 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.simulate.siege.hazard import build_hazard, draw_hazard, draw_past

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.simulate.siege.hazard import Hazard
    from qafila.situation import Situation


@dataclass(frozen=True)
class Attacks:
    """What the siege kernel knows of attacks.

    Parameters
    ----------
    hazard : array, shape (draw, corridor), attacks a day
        At normal traffic, without those that other attacks draw.
    excited : array, shape (draw, corridor), attacks a day
        What past attacks add on day 0.
    score : array, shape (draw, corridor), attacks
        Past attacks as far as importers still fear them.
    """

    hazard: NDArray[np.float64]
    excited: NDArray[np.float64]
    score: NDArray[np.float64]


def expected_attacks(
    situation: Situation,
    table: ParameterTable,
    numbers: NDArray[np.int64],
    hazard: Hazard | None = None,
) -> Attacks:
    """Draw what each corridor has to expect.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    numbers : array, shape (corridor,)
        Numbers of the corridors among those of the situation.
    hazard : Hazard, optional
        Of the situation, where it has been gathered already.

    Returns
    -------
    Attacks
        By draw and corridor; nothing where all is undisturbed.
    """
    if situation.undisturbed:
        nothing = np.zeros((table.draws, len(numbers)))
        return Attacks(nothing, nothing, nothing)
    hazard = build_hazard(situation) if hazard is None else hazard
    base, excited = draw_hazard(hazard, table)
    past = draw_past(hazard, table)
    feared = past.happened * np.exp2(-past.age / table.draw("deterrence_half_life")[:, None])
    score = (feared[:, :, None] * past.share).sum(axis=1)
    return Attacks(base[:, numbers], excited[:, numbers], score[:, numbers])
