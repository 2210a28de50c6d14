"""Registered people of one case as a run tells them: the forecast, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qafila.forecasting.displacement.judging import QAFILA, UNCONDITIONAL
from qafila.forecasting.forecast import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qafila.forecasting.displacement.outlook import Outlook

TOLD, NOBODY, NOT_INSTALLED, TOO_OLD = (
    "told", "nobody_registered", "not_installed", "too_old",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Registered:
    """What a run tells of registered people.

    Parameters
    ----------
    home : str
        Country of origin.
    state : str
        ``told``, ``nobody_registered`` (there is no series), ``too_old`` (each is older than a
        year, or of few people) or ``not_installed`` (an optional part is missing).
    outlook : Outlook or None
        The forecast; None unless it is told.
    chosen : mapping of str to str
        Whose figures each series holds.
    countries : int
        How many other countries intervals were learnt on.
    notes : tuple of str
        What was left out of the series, in words; or what is missing.
    """

    home: str
    state: str
    outlook: Outlook | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    countries: int = 0
    notes: tuple[str, ...] = ()

    @property
    def product(self) -> str:
        """What kind of forecast it is: nothing after the day is used, and nothing held fixed."""
        return UNCONDITIONAL

    def frame(self) -> pd.DataFrame:
        """The forecast as rows of a `Forecast`.

        Returns
        -------
        pandas.DataFrame
            Columns `qafila.forecasting.forecast.COLUMNS`; empty where nothing is told.
        """
        import pandas as pd

        if self.outlook is None:
            return pd.DataFrame(columns=list(COLUMNS))
        told = self.outlook
        series = {place: at for at, place in enumerate(told.places)}
        frame = told.table().assign(expert=QAFILA)
        frame["calibrated"] = [
            "yes" if told.validated(series[place], int(horizon)) else "no"
            for place, horizon in zip(frame["location"], frame["horizon"], strict=True)
        ]
        return frame[list(COLUMNS)]
