"""Split a total over places of which nothing is registered yet: ``qafila forecast --total``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila import __version__
from qafila.errors import InputError
from qafila.forecasting.displacement.cold_geography import Geography, geography
from qafila.forecasting.displacement.cold_start import ColdStart, cold_start
from qafila.forecasting.displacement.hub import COLUMNS
from qafila.forecasting.displacement.naming import validated
from qafila.forecasting.forecast import LEVELS
from qafila.interop import open_flee

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

TARGET = "people_at_site_of_given_total"
OPEN, NOT_YET, CLOSED = "open", "not open yet", "closed"
_DRAWS = 2000
_PLANNING = (0.05, 0.5, 0.8, 0.95)  # lower end, likely, planning, worst plausible


@dataclass(frozen=True, eq=False)
class Split:
    """A total by place.

    Parameters
    ----------
    name : str
        The crisis.
    date : datetime.date
        Day whose knowledge of roads and conflict is used.
    told : ColdStart
        People by place.
    states : tuple of str
        Of each place on the day: ``open``, ``not open yet``, or ``closed`` after it was open.
    """

    name: str
    date: dt.date
    told: ColdStart
    states: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """The split in the columns of the hub.

        Returns
        -------
        pandas.DataFrame
            Horizon 0: people on the day itself; the product is ``allocation``.
        """
        values = self.told.quantiles(np.array(LEVELS))
        count, each = values.shape
        frame = pd.DataFrame(
            {
                "reference_date": pd.Timestamp(self.date),
                "target": TARGET,
                "horizon": 0,
                "target_end_date": pd.Timestamp(self.date),
                "location": np.repeat(self.told.sites, each),
                "output_type": "quantile",
                "output_type_id": [f"{level:g}" for level in LEVELS] * count,
                "value": values.ravel(),
                "product": self.told.product,
            }
        )
        return frame[list(COLUMNS)]

    def record(self) -> dict[str, Any]:
        """What is printed with ``--json``.

        Returns
        -------
        dict
            Planning figures by place and whether it is open, warnings, product and version.
        """
        figures = self.told.quantiles(np.array(_PLANNING))
        names = ("low", "likely", "planning", "worst_plausible")
        return {
            "qafila": __version__,
            "crisis": self.name,
            "home": self.told.home,
            "product": self.told.product,
            "target": TARGET,
            "validated": TARGET in validated(),
            "reference_date": self.date.isoformat(),
            "total": self.told.total,
            "way": self.told.way,
            "places": {
                site: dict(zip(names, (round(float(one)) for one in row), strict=True))
                | {"state": state}
                for site, state, row in zip(self.told.sites, self.states, figures, strict=True)
            },
            "warnings": self.warnings(),
        }

    def warnings(self) -> list[str]:
        """What to know before the split is used.

        Returns
        -------
        list of str
            Those of the split, and which places are not open.
        """
        told = list(self.told.warnings)
        states = dict(zip(self.told.sites, self.states, strict=True))
        # Where none has been open all share alike, and the split itself warns of it.
        unopened = [one for one, state in states.items() if state == NOT_YET]
        if unopened and len(unopened) < len(states):
            told.append(
                f"not open yet on {self.date}: {', '.join(unopened)}; nobody is split there"
            )
        closed = [one for one, state in states.items() if state == CLOSED]
        if closed:
            told.append(
                f"closed on {self.date}: {', '.join(closed)}; who came while it was open is "
                "split there"
            )
        return told


def split_total(
    inputs: Path,
    settings: Path | None,
    as_of: dt.date | None,
    total: int,
    *,
    lenient: bool = False,
) -> Split:
    """Split a total over the places of a folder of Flee, no count of which is read.

    Parameters
    ----------
    inputs, settings : Path
        See `qafila.interop.open_flee`.
    as_of : datetime.date, optional
        The day; by default the first of the folder.
    total : int
        People in all, known or assumed.
    lenient : bool
        Repair what can be repaired.

    Returns
    -------
    Split
        Draws of people by place.

    Raises
    ------
    InputError
        If the day lies outside the folder, or a number is out of range.
    """
    folder = open_flee(inputs, settings=settings, lenient=lenient)
    date = as_of or folder.start
    day = (date - folder.start).days
    if not 0 <= day < folder.days:
        last = folder.date(folder.days - 1)
        raise InputError(
            f"--as-of {date} lies outside {folder.name}; give a day from {folder.start} to {last}"
        )
    known = geography(folder, day)
    told = cold_start(known, day, total, _DRAWS)
    return Split(folder.name, date, told, _states(known))


def _states(known: Geography) -> tuple[str, ...]:
    been = known.is_open.any(axis=0)
    return tuple(
        NOT_YET if not ever else OPEN if now else CLOSED
        for ever, now in zip(np.asarray(been), known.is_open[-1], strict=True)
    )


def split_lines(split: Split) -> list[str]:
    """What is printed.

    Parameters
    ----------
    split : Split
        The split.

    Returns
    -------
    list of str
        Planning figures by place.
    """
    record = split.record()
    lines = [
        f"{split.name}, people from {split.told.home}: {split.told.total:,} people by place "
        f"as of {split.date}",
        f"product: {split.told.product}; the total is given, not forecast; no count is used; "
        + ("validated" if record["validated"] else "not validated"),
        "",
        f"{'place':<34}{'likely':>12}{'planning':>12}{'worst plausible':>18}{'90 % interval':>24}",
    ]
    for site, one in record["places"].items():
        if one["state"] == NOT_YET and not one["worst_plausible"]:
            lines.append(f"{site:<34}{NOT_YET:>12}")
            continue
        span = f"{one['low']:,} to {one['worst_plausible']:,}"
        lines.append(
            f"{site:<34}{one['likely']:>12,}{one['planning']:>12,}"
            f"{one['worst_plausible']:>18,}{span:>24}"
        )
    lines += [
        "likely: as often above as below; planning: exceeded one time in five; worst plausible: "
        "one in twenty; figures of places do not add up to the total",
        *(f"warning: {one}" for one in record["warnings"]),
    ]
    return lines
