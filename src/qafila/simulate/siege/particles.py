"""What a calibration hands to a simulation: parameters and a state of one city, by draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from qafila.simulate.siege.start import StartState
    from qafila.situation import Situation
    from qafila.streams import Draws


class Particles(Protocol):
    """What a calibration left over: parameters, and how the city stands on the day."""

    @property
    def city(self) -> str:
        """Identifier of the city."""

    @property
    def as_of(self) -> dt.date:
        """Day whose knowledge was used."""

    @property
    def table(self) -> str:
        """Whose receipts were known: ``strict`` or ``customs-lag``."""

    @property
    def key(self) -> str:
        """Hash of all of it."""

    def members(self, situation: Situation, seed: int, draws: int, first: int = 0) -> Draws:
        """Members whose calibrated parameters are those of the particles."""

    def start(
        self, commodities: Sequence[str], corridors: Sequence[str], draws: int, first: int = 0
    ) -> StartState:
        """How the city stands on the evening of the day."""


@dataclass(frozen=True)
class Calibration:
    """Which posterior a run comes from.

    Parameters
    ----------
    city : str
        Identifier of the city whose supply is calibrated; all else comes from priors.
    as_of : datetime.date
        Day whose knowledge was used.
    table : str
        Whose receipts were known: ``strict`` or ``customs-lag``.

    Examples
    --------
    >>> import datetime as dt
    >>> print(Calibration("bamako", dt.date(2025, 10, 31), "strict"))
    supply of bamako calibrated at 2025-10-31 (strict), the rest not calibrated
    """

    city: str
    as_of: dt.date
    table: str

    def __str__(self) -> str:
        return (
            f"supply of {self.city} calibrated at {self.as_of} ({self.table}), "
            "the rest not calibrated"
        )


def calibration_of(particles: Particles | None) -> Calibration | None:
    """Which posterior a run comes from.

    Parameters
    ----------
    particles : Particles or None
        The posterior; None for priors.

    Returns
    -------
    Calibration or None
        Its city, day and table.
    """
    if particles is None:
        return None
    return Calibration(particles.city, particles.as_of, particles.table)


def told_of(calibration: Calibration | None) -> str:
    """What is calibrated, in English.

    Parameters
    ----------
    calibration : Calibration or None
        Which posterior a run comes from; None for priors.

    Returns
    -------
    str
        A few words.

    Examples
    --------
    >>> told_of(None)
    'not calibrated'
    """
    return "not calibrated" if calibration is None else str(calibration)
