"""What the changes of a scenario make of a siege, each draw against its pair without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.forecasting.siege.quantities import (
    is_out,
    known,
    of,
    registered,
    unit_of,
)
from qafila.simulate.siege.outlook import cover, spread
from qafila.simulate.siege.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from qafila.forecasting.siege.quantities import Rules
    from qafila.simulate.scenario import Change
    from qafila.simulate.siege.run import SiegeRun

_Z = {"p05": -1.645, "p25": -0.674, "p50": 0.0, "p75": 0.674, "p95": 1.645}
_RATIONING = frozenset({"rationing_share", "rationing_cover"})
LEFT_OUT_BY_RATIONING = (
    "demand that rationing leaves out counts as not served, so that strict rationing may raise the "
    "chance of dry pumps as they are counted here"
)
PAIRS, CHANCE = "between paired draws", "of the number of draws alone"


@dataclass(frozen=True)
class WhatIf:
    """A scenario and what it makes.

    Parameters
    ----------
    name : str
        Of the scenario.
    changes : tuple of Change
        What is held fixed.
    deltas : tuple of dict
        Rows of `deltas`.
    """

    name: str
    changes: tuple[Change, ...]
    deltas: tuple[dict[str, Any], ...]


def deltas(name: str, base: SiegeRun, changed: SiegeRun, rules: Rules) -> list[dict[str, Any]]:
    """With the changes less without them.

    Parameters
    ----------
    name : str
        Of the scenario.
    base, changed : SiegeRun
        Paired runs.
    rules : Rules
        What counts as dry; differences are not stretched.

    Returns
    -------
    list of dict
        Keys scenario, commodity, quantity, unit, delta, mean and what the interval is of.
    """
    return [
        {"scenario": name, "commodity": commodity, **row}
        for commodity in known(base)
        for row in _of_commodity(base, changed, commodity, rules)
    ] + [{"scenario": name, "commodity": "", **row} for row in _of_services(base, changed)]


def rationing_notes(what_if: Iterable[WhatIf]) -> list[str]:
    """What to know where a scenario rations.

    Parameters
    ----------
    what_if : iterable of WhatIf
        Scenarios.

    Returns
    -------
    list of str
        A note, or none.

    Examples
    --------
    >>> from qafila.simulate.scenario import Change
    >>> plan = WhatIf("ration", (Change("rationing", "tellara", value=0.4),), ())
    >>> len(rationing_notes([plan])), rationing_notes([])
    (1, [])
    """
    set_names = {
        name.partition("/")[0]
        for one in what_if
        for change in one.changes
        for name in change.sets()
    }
    return [] if _RATIONING.isdisjoint(set_names) else [LEFT_OUT_BY_RATIONING]


def _of_commodity(
    base: SiegeRun, changed: SiegeRun, commodity: str, rules: Rules
) -> Iterator[dict[str, Any]]:
    name = of(commodity)
    # On the last day the week that the cover is told over is that of normal times.
    before, after = cover(base, 0, name)[:, -1], cover(changed, 0, name)[:, -1]
    yield _paired("days_of_supply_at_end", "days", after - before)
    out = [is_out(run, commodity, rules) for run in (base, changed)]
    until = [(~one).sum(axis=1).astype(np.float64) for one in out]
    yield _paired("days_until_dry", "days", until[1] - until[0])
    unit = unit_of(base, commodity)
    sums = [registered(run, commodity).sum(axis=1) for run in (base, changed)]
    yield _paired("receipts", unit, sums[1] - sums[0])
    ends = [one[:, -1].astype(np.float64) for one in out]
    yield _chance("dry_by_end", ends[1] - ends[0])


def _of_services(base: SiegeRun, changed: SiegeRun) -> Iterator[dict[str, Any]]:
    before, after = services(base), services(changed)
    if before is None or after is None:
        return
    for name in ("electricity", "water"):
        means = [getattr(one, name)[:, 1:].mean(axis=1) for one in (before, after)]
        yield _paired(name, "1", means[1] - means[0])


def _paired(quantity: str, unit: str, apart: NDArray[np.float64]) -> dict[str, Any]:
    told = apart[np.isfinite(apart)]
    return {
        "quantity": quantity,
        "unit": unit,
        "delta": spread(told) if len(told) else None,
        "mean": float(told.mean()) if len(told) else None,
        "interval": PAIRS,
    }


def _chance(quantity: str, apart: NDArray[np.float64]) -> dict[str, Any]:
    """A difference of two chances has no spread between draws, but one of their number."""
    mean = float(apart.mean())
    error = float(apart.std()) / np.sqrt(len(apart))
    return {
        "quantity": quantity,
        "unit": "1",
        "delta": {level: float(np.clip(mean + z * error, -1.0, 1.0)) for level, z in _Z.items()},
        "mean": mean,
        "interval": CHANCE,
    }
