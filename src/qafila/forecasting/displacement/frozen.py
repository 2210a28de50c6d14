"""Forecasts put away on the day they were made, and scored when the truth has come."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.errors import InputError, Problem, did_you_mean
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.forecasting.displacement.scoring import covered, crps, weighted_interval_score
from qafila.forecasting.displacement.targets import NEVER, Targets, with_truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.outlook import Outlook
    from qafila.forecasting.displacement.reports import Crisis

    Array = NDArray[np.float64]

FORMAT = "qafila-frozen-forecast-1"
_MOST_BYTES = 50_000_000
_HASH = "content_hash"


@dataclass(frozen=True)
class Frozen:
    """A forecast that was put away.

    Parameters
    ----------
    head : mapping of str to object
        Crisis, country, version, configuration and hashes.
    reference : datetime.date
        Day of the forecast.
    places, kinds, targets : tuple of str, shape (row,)
        What each row forecasts.
    horizons : array of int64, shape (row,), days
        Days ahead.
    quantiles, persistence : array, shape (row, level), people
        The combination and calibrated persistence at `residuals.LEVELS`.
    """

    head: Mapping[str, Any]
    reference: dt.date
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    targets: tuple[str, ...]
    horizons: NDArray[np.int64]
    quantiles: Array
    persistence: Array

    def ends(self) -> list[dt.date]:
        """Days that are forecast.

        Returns
        -------
        list of datetime.date
            One for each row.
        """
        return [self.reference + dt.timedelta(days=int(one)) for one in self.horizons]


def frozen_text(outlook: Outlook, head: Mapping[str, Any]) -> str:
    """A forecast as it is put away.

    Parameters
    ----------
    outlook : Outlook
        The forecast.
    head : mapping of str to object
        Provenance: version, hash of inputs, configuration.

    Returns
    -------
    str
        JSON with a hash of all that stands in it.
    """
    table = outlook.table()
    for name in ("reference_date", "target_end_date"):
        table[name] = table[name].dt.strftime("%Y-%m-%d")
    rows = [
        {
            "location": place,
            "kind": outlook.kinds[at],
            "target": outlook.targets[at],
            "horizon": horizon,
            "quantiles": outlook.quantiles[at, number].tolist(),
            "persistence": outlook.persistence[at, number].tolist(),
        }
        for at, place in enumerate(outlook.places)
        for number, horizon in enumerate(outlook.horizons)
    ]
    record = {
        "format": FORMAT,
        **head,
        "reference_date": outlook.day.isoformat(),
        "levels": LEVELS.tolist(),
        "forecasts": rows,
        "hub_columns": list(table.columns),
        "hub_rows": table.to_numpy(dtype=object).tolist(),
    }
    return json.dumps(record | {_HASH: content_hash(record)}, ensure_ascii=False, indent=1) + "\n"


def content_hash(record: Mapping[str, Any]) -> str:
    """Hash of all that stands in a record but the hash itself.

    Parameters
    ----------
    record : mapping of str to object
        What JSON can hold.

    Returns
    -------
    str
        SHA-256.
    """
    rest = {key: value for key, value in record.items() if key != _HASH}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read_frozen(text: str, file: str) -> Frozen:
    """A forecast as it was put away.

    Parameters
    ----------
    text : str
        Content of the file.
    file : str
        Its name, for messages.

    Returns
    -------
    Frozen
        Unaltered since it was written.

    Raises
    ------
    InputError
        If it is no frozen forecast, or was altered.
    """
    hint = "give a file that qafila forecast wrote with --freeze"
    if len(text) > _MOST_BYTES:
        raise InputError(Problem(file, "is too large for a frozen forecast", hint=hint))
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(Problem(file, "is not JSON", hint=hint)) from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise InputError(Problem(file, "is no frozen forecast", hint=hint))
    if record.get(_HASH) != content_hash(record):
        wrong = "was altered after it was frozen: its content does not fit its hash"
        raise InputError(Problem(file, wrong, hint="score the file as it was first written"))
    rows = record["forecasts"]
    known = {"format", "levels", "forecasts", "hub_columns", "hub_rows"}
    return Frozen(
        {key: value for key, value in record.items() if key not in known},
        dt.date.fromisoformat(record["reference_date"]),
        tuple(row["location"] for row in rows),
        tuple(row["kind"] for row in rows),
        tuple(row["target"] for row in rows),
        np.array([row["horizon"] for row in rows], dtype=np.int64),
        np.array([row["quantiles"] for row in rows], dtype=np.float64),
        np.array([row["persistence"] for row in rows], dtype=np.float64),
    )


def truth_of(frozen: Frozen, crisis: Crisis) -> Array:
    """What came, by the reports of a crisis.

    Parameters
    ----------
    frozen : Frozen
        The forecast.
    crisis : Crisis
        With later reports.

    Returns
    -------
    array, shape (row,), people
        By the rules of looking back; NaN where it is not known.

    Raises
    ------
    InputError
        If places that were forecast are none of the crisis.
    """
    count = len(frozen.places)
    nothing = np.zeros(count)
    origin = (frozen.reference - crisis.start).days
    rows = Targets(
        crisis=np.full(count, crisis.name),
        home=np.full(count, crisis.home),
        place=np.array(frozen.places),
        kind=np.array(frozen.kinds),
        origin=np.full(count, origin, dtype=np.int64),
        horizon=frozen.horizons,
        truth=np.full(count, np.nan),
        told=np.full(count, NEVER, dtype=np.int64),
        recount=np.zeros(count, dtype=bool),
        stock=nothing,
        scale=nothing,
        slope=nothing,
        flow=nothing,
        age=nothing,
        length=nothing,
        total=nothing,
        points=np.zeros((count, 1)),
    )
    known = {site.place for site in crisis.sites} | {
        f"country:{site.asylum}" for site in crisis.sites
    }
    missing = sorted(set(frozen.places) - known - {"total"})
    if missing:
        hints = (did_you_mean(one, known) for one in missing)
        told = "; ".join(
            f'"{one}" {hint}'.rstrip() for one, hint in zip(missing, hints, strict=True)
        )
        raise InputError(f"{crisis.name} has no counts of places that were forecast: {told}")
    return np.asarray(with_truth(crisis, rows).truth)


@dataclass(frozen=True)
class Scored:
    """What came of the forecasts of one horizon.

    Parameters
    ----------
    horizon : int, days
        Days ahead.
    kind : str
        ``site``, ``country`` or ``all``.
    targets : int
        How many have come.
    crps, wis, persistence : float, people
        Mean scores; that of calibrated persistence is a CRPS.
    coverage50, coverage90 : float
        Shares of truths in the intervals.
    """

    horizon: int
    kind: str
    targets: int
    crps: float
    wis: float
    persistence: float
    coverage50: float
    coverage90: float


def score_frozen(frozen: Frozen, truth: Array) -> list[Scored]:
    """Score what has come.

    Parameters
    ----------
    frozen : Frozen
        The forecast.
    truth : array, shape (row,), people
        What came; NaN where it is not known.

    Returns
    -------
    list of Scored
        By kind of series and horizon.
    """
    found = []
    kinds = np.array(frozen.kinds)
    for kind in ("site", "country", "all"):
        for horizon in np.unique(frozen.horizons):
            at = (kinds == kind) & (frozen.horizons == horizon) & np.isfinite(truth)
            if not at.any():
                continue
            told, came = frozen.quantiles[at], truth[at]
            found.append(
                Scored(
                    int(horizon),
                    kind,
                    int(at.sum()),
                    float(crps(told, came).mean()),
                    float(weighted_interval_score(told, came).mean()),
                    float(crps(frozen.persistence[at], came).mean()),
                    float(covered(told, came, 0.5).mean()),
                    float(covered(told, came, 0.9).mean()),
                )
            )
    return found
