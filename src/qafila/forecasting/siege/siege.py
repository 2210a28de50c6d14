"""Forecast of a city under siege: one object that tells, tabulates and draws it."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.errors import UnknownNameError, did_you_mean
from qafila.forecasting.calibration.storing import look_up
from qafila.forecasting.siege.quantities import TOTAL, Rules, is_out, known, of, registered, unit_of
from qafila.forecasting.siege.what_if import WhatIf, deltas
from qafila.forecasting.widening import declared_factor, widen_quantiles
from qafila.simulate.scenario import Scenario
from qafila.simulate.siege.corridor_table import corridor_table
from qafila.simulate.siege.outlook import cover
from qafila.simulate.siege.simulate import SiegeSimulation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from qafila.forecasting.calibration.posterior import Posterior
    from qafila.pictures import Picture
    from qafila.simulate.scenario import Change
    from qafila.simulate.siege.run import SiegeRun
    from qafila.situation import Situation

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
DRAWS = 1000
COVER, OUT, RECEIPTS = "days_of_supply", "stock_out", "receipts"


@dataclass(frozen=True, eq=False, repr=False)
class Siege:
    """What is expected of a city under siege.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.
    scenario : Scenario
        Days, draws and seed.
    run : SiegeRun
        Draws without changes.
    rules : Rules
        What counts as dry, and how far intervals are stretched.
    corridors : pandas.DataFrame
        Rows of `corridor_table` of this city.
    posterior : Posterior or None
        What the draws come from; None for priors.
    differs : tuple of str
        Why the posterior of that day does not hold.
    table : str
        Of receipts that a posterior was held against: ``strict`` or ``customs-lag``.
    what_if : tuple of WhatIf
        Scenarios, each against the draws without changes.
    stored : bool
        Whether a stored posterior was looked for.
    """

    situation: Situation
    city: str
    scenario: Scenario
    run: SiegeRun
    rules: Rules
    corridors: pd.DataFrame
    posterior: Posterior | None
    differs: tuple[str, ...]
    table: str
    what_if: tuple[WhatIf, ...] = ()
    stored: bool = True

    @property
    def calibrated(self) -> bool:
        """Whether parameters were held against receipts and dry days."""
        return self.posterior is not None

    def record(self) -> dict[str, Any]:
        """All of it for machines.

        Returns
        -------
        dict of str to object
            What ``qafila siege --json`` prints.
        """
        from qafila.forecasting.siege.record import record_of

        return record_of(self)

    def to_dataframe(self) -> pd.DataFrame:
        """Quantiles by day.

        Returns
        -------
        pandas.DataFrame
            Columns date, commodity, quantity (days_of_supply, stock_out or receipts), unit, p05,
            p25, p50, p75, p95 and probability; intervals are stretched as they are told.
        """
        frames = []
        for name in known(self.run):
            for quantity, unit, values in (
                (COVER, "days", cover(self.run, 0, of(name))),
                (RECEIPTS, unit_of(self.run, name), registered(self.run, name)),
            ):
                frame = self._quantiles(values)
                frames.append(frame.assign(commodity=name, quantity=quantity, unit=unit))
            chance = is_out(self.run, name, self.rules).mean(axis=0)
            frames.append(
                pd.DataFrame(
                    {"date": self._dates(), "probability": chance, "commodity": name,
                     "quantity": OUT, "unit": "1"}
                )
            )  # fmt: skip
        columns = ["date", "commodity", "quantity", "unit", *map(_name, LEVELS), "probability"]
        if not frames:
            return pd.DataFrame(columns=columns)
        return pd.concat(frames, ignore_index=True).reindex(columns=columns)

    def plot(
        self, variable: str = COVER, *, commodity: str = TOTAL, language: str = "en"
    ) -> Picture:
        """Draw days of supply or receipts as a fan over days.

        Parameters
        ----------
        variable : str
            ``days_of_supply`` or ``receipts``.
        commodity : str
            Commodity, or ``total`` for all fuels.
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        Picture
            The fan, with what it rests on.

        Raises
        ------
        UnknownNameError
            If there is nothing to draw.
        """
        from qafila.forecasting.siege.picture import siege_picture

        _check(variable, (COVER, RECEIPTS), "variable")
        _check(commodity, known(self.run), "commodity")
        values = cover(self.run, 0, of(commodity))
        if variable == RECEIPTS:
            values = registered(self.run, commodity)[:, 1:]
        frame = self._quantiles(values)
        return siege_picture(self, frame, variable, commodity, language)

    def _dates(self) -> list[dt.date]:
        return [
            self.run.first_day + dt.timedelta(days=day) for day in range(self.scenario.days + 1)
        ]

    def _quantiles(self, values: NDArray[np.float64]) -> pd.DataFrame:
        rows = [self._widened(day[np.isfinite(day)]) for day in values.T]
        frame = pd.DataFrame(rows, columns=[_name(level) for level in LEVELS])
        return frame.assign(date=self._dates()[-len(frame) :])

    def _widened(self, draws: NDArray[np.float64]) -> NDArray[np.float64]:
        if not len(draws):
            return np.full(len(LEVELS), np.nan)
        return widen_quantiles(LEVELS, np.quantile(draws, LEVELS), self.rules.inflation)

    def __repr__(self) -> str:
        how = "calibrated" if self.calibrated else "priors, not calibrated"
        return (
            f"Siege of {self.city} as of {self.situation.as_of}: {self.run.draws:,} draws of "
            f"{self.scenario.days} days, {how}, {len(self.what_if)} what-ifs"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from qafila.forecasting.siege.showing import siege_card

        return siege_card(self)


def forecast_siege(
    situation: Situation,
    scenario: Scenario | None = None,
    *,
    city: str | None = None,
    what_if: Mapping[str, Sequence[Change]] | None = None,
    table: str = "strict",
    stored: bool = True,
    threads: int | None = None,
    naming: Callable[[str], AbstractContextManager[None]] | None = None,
    note: Callable[[str], None] | None = None,
) -> Siege:
    """Forecast a city under siege, and what changes would make.

    Parameters
    ----------
    situation : Situation
        What is known on its day.
    scenario : Scenario, optional
        Days, draws and seed; its changes are not used.
    city : str, optional
        Identifier; by default the city of the case.
    what_if : mapping of str to sequence of Change, optional
        Changes by the name of their scenario.
    table : str
        Of receipts that a posterior was held against: ``strict`` or ``customs-lag``.
    stored : bool
        Whether a stored posterior is used; without it draws come from priors.
    threads : int, optional
        Threads; never changes a result.
    naming : callable, optional
        Gives a context, by the name of a scenario, that says where faults in its changes stand.
    note : callable, optional
        Told before what takes long.

    Returns
    -------
    Siege
        With a stored posterior if there is one for these inputs, else from priors, and saying so.

    Raises
    ------
    InputError
        If the city cannot be reached, or a change is wrong.
    """
    scenario = replace(scenario or Scenario(draws=DRAWS), changes=())
    place = city or situation.case.city
    posterior, differs = look_up(situation, table, place) if stored else (None, ())
    simulation = SiegeSimulation(
        situation, scenario, city=place, posterior=posterior, threads=threads
    )
    if note is not None and simulation.needs_compilation():
        note("compiling the kernel, once for this version; about a minute")
    base = simulation.run()
    rules = Rules(
        _best(situation, "dry_threshold"),
        int(_best(situation, "dry_days")),
        declared_factor(situation),
    )
    found = []
    for name, changes in (what_if or {}).items():
        with nullcontext() if naming is None else naming(name):
            changed = simulation.run(tuple(changes))
        rows = deltas(name, base, changed, rules)
        found.append(WhatIf(name, tuple(changes), tuple(rows)))
    ways = corridor_table(situation)
    return Siege(
        situation=situation,
        city=simulation.city,
        scenario=scenario,
        run=base,
        rules=rules,
        corridors=ways[ways["city_id"] == simulation.city].reset_index(drop=True),
        posterior=posterior,
        differs=differs,
        table=table,
        what_if=tuple(found),
        stored=stored,
    )


def _best(situation: Situation, name: str) -> float:
    return float(situation.parameter(name)["best"])


def _name(level: float) -> str:
    return f"p{round(level * 100):02d}"


def _check(value: str, allowed: Sequence[str], what: str) -> None:
    if value not in allowed:
        hint = did_you_mean(value, allowed) or "known: " + (", ".join(allowed) or "none")
        raise UnknownNameError(f'there is no {what} "{value}" to draw; {hint}')
