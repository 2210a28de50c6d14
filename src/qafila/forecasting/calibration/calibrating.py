"""Calibrate a city of a case: what receipts and dry days say of parameters and of its stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.errors import InputError
from qafila.forecasting.calibration.digests import digests_of
from qafila.forecasting.calibration.gathering import STRICT, observations_of
from qafila.forecasting.calibration.model import DEMAND, HAZARD, Model, build_model
from qafila.forecasting.calibration.observed import CONVOYS, log_likelihood
from qafila.forecasting.calibration.posterior import LEVELS, UNIFORM, Posterior
from qafila.forecasting.calibration.smc import Particles, Settings, sample
from qafila.parameters import known_parameters
from qafila.streams import Draws

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.calibration.observed import Observation
    from qafila.situation import Situation

_DIGITS = 5
_UNITS = {DEMAND: "litres/day", HAZARD: "attacks/day"}
_WATCHED = "watched_"
_PRIOR, _ORDER = "calibration.prior-table", "calibration.order"


def calibrate(
    situation: Situation,
    *,
    city: str | None = None,
    table: str = STRICT,
    particles: int = 1000,
    seed: int = 7,
    threads: int = 1,
    watched: Sequence[Observation] = (),
    progress: Callable[[float], None] | None = None,
) -> Posterior:
    """Calibrate a city on what was observed by the day of a situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str, optional
        Identifier of the city; by default that of the case.
    table : str
        ``strict``: what was published; ``customs-lag``: receipts as customs knew them, for looking
        back only.
    particles : int
        How many.
    seed : int
        Same seed, same particles.
    threads : int
        Never changes a result.
    watched : sequence of Observation, optional
        What is told of each particle too, in the columns of `watched_name`, without being held
        against anything: such as what had come of a month that is not over.
    progress : callable, optional
        Is told how much of the way is gone, from 0 to 1.

    Returns
    -------
    Posterior
        The particles, and what they give for what was observed.

    Raises
    ------
    InputError
        If there is nothing to calibrate, or nothing to calibrate on.
    """
    place = city or situation.case.city
    observations = known_observations(situation, place, table)
    told = (*observations, *watched)
    model = build_model(situation, place, told, seed=seed, threads=threads)
    found = sample(
        model,
        lambda outcomes: log_likelihood(observations, outcomes),
        len(model.free),
        Settings(particles=particles, seed=seed),
        parts=model.parts,
        progress=progress,
    )
    # Particles of one ancestor stand side by side; a run that uses a few must get all kinds.
    order = np.argsort(Draws(seed, particles).uniforms(_ORDER), kind="stable")
    return Posterior(
        city=place,
        as_of=situation.as_of,
        table=table,
        digests=digests_of(situation, place, observations),
        particles=_in_order(_columns(model, found, watched), order),
        priors=_priors(model, particles, seed),
        observations=_beside(observations, found),
        made={
            "seed": seed,
            "effective": round(found.effective, 1),
            "distinct": found.distinct,
            "powers": [round(power, 4) for power in found.powers],
            **{f"accepted_{kind}": round(part, 3) for kind, part in found.acceptance.items()},
            "log_evidence": round(found.log_evidence, 3),
        },
    )


def known_observations(
    situation: Situation, city: str, table: str = STRICT
) -> tuple[Observation, ...]:
    """What a city is calibrated on.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.
    table : str
        ``strict`` or ``customs-lag``.

    Returns
    -------
    tuple of Observation
        At least one.

    Raises
    ------
    InputError
        If there is nothing.
    """
    observations = observations_of(situation, city, table)
    if not observations:
        raise InputError(
            f'nothing to calibrate on: no receipts, dry pumps or convoys of "{city}" are known '
            f"by {situation.as_of}; the priors hold"
        )
    return observations


def _in_order(particles: pd.DataFrame, order: NDArray[np.int64]) -> pd.DataFrame:
    return particles.iloc[order].reset_index(drop=True).map(_shortened)


def watched_name(one: Observation) -> str:
    """Column of what particles give for something that is watched.

    Parameters
    ----------
    one : Observation
        What is watched.

    Returns
    -------
    str
        Name.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.forecasting.calibration.observed import Measured
    >>> day = dt.date(2025, 11, 1)
    >>> watched_name(Measured("receipts", day, day, (), (), (), ()))
    'watched_receipts/2025-11-01/2025-11-01'
    """
    return f"{_WATCHED}{one.kind}/{one.start}/{one.end}"


def _columns(model: Model, found: Particles, watched: Sequence[Observation]) -> pd.DataFrame:
    values = model.values(found.points, found.members)
    known = len(model.observations)
    state = found.outcomes[:, known:]
    first = known - len(watched)
    return pd.DataFrame(
        {
            **values,
            **{name: state[:, at] for at, name in enumerate(model.state_names)},
            **{UNIFORM + one.name: found.points[:, at] for at, one in enumerate(model.free)},
            **{
                watched_name(one): found.outcomes[:, at]
                for at, one in enumerate(watched, start=first)
            },
        }
    )


def _shortened(value: float) -> float:
    """As many digits as are kept, so that a posterior is the same before and after."""
    return float(f"{value:.{_DIGITS}g}")


def _priors(model: Model, draws: int, seed: int) -> pd.DataFrame:
    members = Draws(seed, draws)
    points = [members.uniforms(_PRIOR, item=at) for at in range(len(model.free))]
    numbers = np.repeat(np.arange(draws)[:, None], model.parts, axis=1)
    values = model.values(np.stack(points, axis=1), numbers)
    return pd.DataFrame(
        [{"name": name, "unit": _unit(name), **_quantiles(one)} for name, one in values.items()]
    )


def _unit(name: str) -> str:
    return _UNITS.get(name) or known_parameters()[name].unit


def _quantiles(values: NDArray[np.float64]) -> dict[str, float]:
    low, middle, high = (float(one) for one in np.quantile(values, LEVELS))
    return {"p05": low, "p50": middle, "p95": high}


def _beside(observations: Sequence[Observation], found: Particles) -> pd.DataFrame:
    """What was observed beside what the particles give."""
    rows = []
    for at, one in enumerate(observations):
        given = found.outcomes[:, at]
        given = np.exp(given) if one.kind == CONVOYS else given
        rows.append(
            {
                "kind": one.kind,
                "start": one.start.isoformat(),
                "end": one.end.isoformat(),
                "told_by": " | ".join(one.told_by),
                "observed": one.told,
                **_quantiles(given),
            }
        )
    return pd.DataFrame(rows)
