"""Forecasts put away on the day they were made, and scored when the truth has come."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.errors import InputError, Problem, did_you_mean
from qafila.forecasting.displacement.reports import ALL, COUNTRY, SITE, SUM, TOTAL
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
_HEAD = ("crisis", "home", "product", "reference_date")
SOURCES = "sources"  # whose figures each series of a case holds
_FARTHEST = 365  # days
_MOST_PEOPLE = 1e12


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
        If it is no frozen forecast, was altered, or does not hold what this version scores.
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
    if record.get(_HASH) != _hash_of(record):
        wrong = "was altered after it was frozen: its content does not fit its hash"
        raise InputError(Problem(file, wrong, hint="score the file as it was first written"))
    wrong_content = _wrong(record)
    if wrong_content:
        raise InputError(Problem(file, wrong_content, hint=_hint(record)))
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


def _hash_of(record: Mapping[str, Any]) -> str:
    try:
        return content_hash(record)
    except RecursionError:
        return ""


def _hint(record: Mapping[str, Any]) -> str:
    version = record.get("qafila")
    made_by = f" (it was written by {version})" if isinstance(version, str) else ""
    return f"score it with the version of Qafila that wrote it{made_by}, or freeze another"


def _wrong(record: Mapping[str, Any]) -> str:
    """What of a record does not hold; empty where all does."""
    texts = [name for name in _HEAD if not isinstance(record.get(name), str)]
    if texts:
        return f"lacks {', '.join(texts)}"
    if not _is_day(record["reference_date"]):
        return "reference_date is no day such as 2025-11-30"
    if record.get("levels") != LEVELS.tolist():
        return f"levels are not the {len(LEVELS)} at which forecasts are held"
    sources = record.get(SOURCES, {})
    if not isinstance(sources, dict) or not all(isinstance(one, str) for one in sources.values()):
        return f"{SOURCES} do not name a source for each series"
    rows = record.get("forecasts")
    if not isinstance(rows, list) or not rows:
        return "holds no forecasts"
    told = ((number, _wrong_row(row)) for number, row in enumerate(rows, 1))
    return next((f"forecast {number}: {wrong}" for number, wrong in told if wrong), "")


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).year < dt.MAXYEAR - 1
    except ValueError:
        return False


def _wrong_row(row: object) -> str:
    if not isinstance(row, dict):
        return "is no record"
    if not all(isinstance(row.get(name), str) for name in ("location", "kind", "target")):
        return "lacks location, kind or target"
    if row["kind"] not in (SITE, COUNTRY, ALL):
        return "kind is none of site, country and all"
    horizon = row.get("horizon")
    if type(horizon) is not int or not 1 <= horizon <= _FARTHEST:
        return f"horizon is no day from 1 to {_FARTHEST}"
    bad = [name for name in ("quantiles", "persistence") if not _is_rising(row.get(name))]
    return f"{bad[0]} are not {len(LEVELS)} rising numbers of people" if bad else ""


def _is_rising(values: object) -> bool:
    if not isinstance(values, list) or len(values) != len(LEVELS):
        return False
    if not all(type(one) in (int, float) and 0 <= one < _MOST_PEOPLE for one in values):
        return False
    return all(one <= other for one, other in pairwise(values))


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
    known = {
        SITE: {site.place for site in crisis.sites},
        COUNTRY: {SUM + site.asylum for site in crisis.sites},
        ALL: {TOTAL},
    }
    pairs = set(zip(frozen.kinds, frozen.places, strict=True))
    missing = sorted(place for kind, place in pairs if place not in known[kind])
    if missing:
        hints = (did_you_mean(one, known[SITE]) for one in missing)
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
    for kind in (SITE, COUNTRY, ALL):
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
