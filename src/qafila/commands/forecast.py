"""Registered people of the coming weeks: ``qafila forecast``."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import os
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila import __version__
from qafila.commands.folder_notes import folder_notes
from qafila.commands.run import LEDGER, Teller
from qafila.errors import MissingExtraError
from qafila.files import package_data
from qafila.forecasting.displacement.cases import case_counts
from qafila.forecasting.displacement.folders import open_folder
from qafila.forecasting.displacement.judging import UNCONDITIONAL
from qafila.forecasting.displacement.looking_back import last_day
from qafila.forecasting.displacement.outlook import Outlook, look_ahead
from qafila.forecasting.displacement.pool import POOL, pool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.case import Case
    from qafila.claims import Claim
    from qafila.forecasting.displacement.cautions import Caution
    from qafila.forecasting.displacement.engine.geography import Geography
    from qafila.forecasting.displacement.reports import Crisis

ALLOCATION = "allocation"
EXTRA = {"statsforecast": "statsforecast", "sklearn": "scikit-learn"}


@dataclass(frozen=True, eq=False)
class Source:
    """What is forecast, and what is known of it.

    Parameters
    ----------
    name, home : str
        The crisis and its country of origin.
    crisis : Crisis or None
        The series; None where nobody was registered.
    origin : datetime.date
        Day of the forecast.
    hosted : frozenset of str
        Places of people in host communities and towns.
    chosen : mapping of str to str
        Whose figures each series of a case holds.
    notes : tuple of str
        What was left out or repaired, in words.
    cautions : tuple of Caution
        What a reader must know of the counts of a case.
    """

    name: str
    home: str
    crisis: Crisis | None
    origin: dt.date
    hosted: frozenset[str] = frozenset()
    chosen: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, eq=False)
class Foretold:
    """What came of it.

    Parameters
    ----------
    source : Source
        What was forecast.
    outlook : Outlook or None
        The forecast; None where nobody was registered yet.
    record : dict
        What is printed with ``--json``.
    """

    source: Source
    outlook: Outlook | None
    record: dict[str, Any]


def probe_extra() -> None:
    """Fail before any work if what experts need is not installed.

    Raises
    ------
    MissingExtraError
        Naming what is missing and the command.
    """
    missing = [name for module, name in EXTRA.items() if importlib.util.find_spec(module) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise MissingExtraError(
            f'{" and ".join(missing)} {verb} not installed; run: pip install "qafila[forecast]"'
        )


def case_source(
    case: Case,
    as_of: dt.date,
    ledger: str | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Source:
    """Registered people of a case.

    Parameters
    ----------
    case : Case
        The checked case.
    as_of : datetime.date
        Day whose knowledge is used.
    ledger : str, optional
        File or address of its ledger, if not the usual one.
    chosen : mapping of str to str, optional
        Sources of series that were chosen before, and are used again.

    Returns
    -------
    Source
        With a note on everything left out.
    """
    found = case_counts(case, _claims(case, as_of, ledger), as_of, chosen)
    return Source(
        case.name, found.home, found.crisis, as_of, found.hosted, found.chosen, found.notes,
        found.cautions,
    )  # fmt: skip


def _claims(case: Case, as_of: dt.date, ledger: str | None) -> Sequence[Claim]:
    """Claims of a ledger that is there; reports are not read, for their figures are not used."""
    from qafila.ledger import open_store

    usual = case.folder / LEDGER
    where = ledger or (None if case.shipped or not usual.is_file() else usual)
    if where is None:
        return ()
    store = open_store(where)
    try:
        store.serve(case.name)
        return tuple(store.as_of(as_of).claims)
    finally:
        store.close()


def folder_source(
    inputs: Path,
    validation: Path | None,
    settings: Path | None,
    as_of: dt.date | None,
    *,
    lenient: bool,
) -> Source:
    """Registered people of a folder of Flee.

    Parameters
    ----------
    inputs, validation, settings : Path
        See `qafila.interop.open_flee`.
    as_of : datetime.date, optional
        The day; by default that of the last report.
    lenient : bool
        Repair what can be repaired.

    Returns
    -------
    Source
        Each report known on the day it was counted for.
    """
    crisis, folder = open_folder(inputs, validation, settings, lenient=lenient)
    origin = as_of or crisis.start + dt.timedelta(days=last_day(crisis))
    notes = folder_notes(folder, inputs, validation)
    return Source(crisis.name, crisis.home, crisis, origin, notes=tuple(notes))


def foretell(
    source: Source, horizons: Sequence[int], threshold: float, teller: Teller | None = None
) -> Foretold:
    """Forecast registered people.

    Parameters
    ----------
    source : Source
        What is forecast.
    horizons : sequence of int
        Days ahead.
    threshold : float
        People, of the chance that the registered number rises by more in 30 days.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Foretold
        The forecast and its record.
    """
    teller = teller or Teller()
    begun = time.perf_counter()
    teller.start("forecast")
    outlook = None
    if source.crisis is not None:
        origin = (source.origin - source.crisis.start).days
        outlook = look_ahead(
            source.crisis, origin, horizons, pool(), threshold=threshold, hosted=source.hosted,
            told=source.cautions, threads=os.cpu_count() or 1,
        )  # fmt: skip
    done = "nobody registered yet" if outlook is None else f"{len(outlook.places)} series"
    teller.finish("forecast", done, time.perf_counter() - begun)
    return Foretold(source, outlook, _record(source, outlook, horizons, threshold))


def head_of(source: Source, horizons: Sequence[int], threshold: float) -> dict[str, Any]:
    """Where a forecast comes from.

    Parameters
    ----------
    source : Source
        What is forecast.
    horizons : sequence of int
        Days ahead.
    threshold : float
        People.

    Returns
    -------
    dict
        Crisis, product, version, configuration and hashes of inputs and of the table learnt from.
    """
    learnt = package_data("defaults", f"{POOL}.csv").read_bytes()
    return {
        "qafila": __version__,
        "crisis": source.name,
        "home": source.home,
        "product": UNCONDITIONAL,
        "input_hash": input_hash(source),
        "pool_hash": hashlib.sha256(learnt).hexdigest(),
        "configuration": {"horizons": [int(one) for one in horizons], "threshold": threshold},
    }


def input_hash(source: Source) -> str:
    """Hash of every report known by the day, and of roads and conflict.

    Parameters
    ----------
    source : Source
        What is forecast.

    Returns
    -------
    str
        SHA-256 of day, places, days, publication and people.
    """
    found = hashlib.sha256(f"{source.name}\n{source.home}\n{source.origin}\n".encode())
    reported = []
    for site in source.crisis.sites if source.crisis is not None else ():
        start = source.crisis.start.toordinal() if source.crisis is not None else 0
        kept = site.known <= source.origin.toordinal() - start
        if not kept.any():
            continue
        reported.append(site.place)
        found.update(f"{site.place}\n{site.asylum}\n{start}\n".encode())
        for values in (site.day, site.known, site.people):
            found.update(np.ascontiguousarray(values[kept]).tobytes())
    if source.crisis is not None and source.crisis.geography is not None:
        known = source.crisis.geography
        days = (source.origin - source.crisis.start).days + 1
        for values in (known.population, known.conflict[:days], *_ways_by(known, days, reported)):
            found.update(np.ascontiguousarray(values).tobytes())
    return found.hexdigest()


def _ways_by(
    known: Geography, days: int, places: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Which ways held on each day so far, numbered as they came up: no closure of later days."""
    columns = [at for at, place in enumerate(known.places) if place in places]
    used, first, of = np.unique(known.pattern[:days], return_index=True, return_inverse=True)
    order = np.argsort(first)
    return np.argsort(order)[of.ravel()], known.ways[used[order]][:, :, columns]


def _record(
    source: Source, outlook: Outlook | None, horizons: Sequence[int], threshold: float
) -> dict[str, Any]:
    head = head_of(source, horizons, threshold) | {
        "reference_date": source.origin.isoformat(),
        "sources": dict(source.chosen),
        "notes": list(source.notes),
    }
    if outlook is None:
        return head | {"product": None, "statement": nobody_yet(source)}
    return head | {
        "forecasts": _forecasts(outlook),
        "experts": {str(day): each for day, each in outlook.weights.items()},
        "past_origins": [asdict(one) for one in outlook.past],
        "warnings": [asdict(one) for one in outlook.cautions],
    }


def _forecasts(outlook: Outlook) -> list[dict[str, Any]]:
    planning, chances, table = outlook.planning(), outlook.chances(), outlook.table()
    quantiles = table[table["output_type"] == "quantile"]
    cells = quantiles.groupby(["location", "horizon"], sort=False)
    levels = {
        key: dict(zip(cell["output_type_id"], cell["value"].tolist(), strict=True))
        for key, cell in cells
    }
    return [
        {
            "location": place,
            "target": outlook.targets[at],
            "validated": outlook.validated(at, outlook.horizons[0]),
            "product": UNCONDITIONAL,
            "registered": float(outlook.stock[at]),
            "last_report": str(outlook.last_report(at)),
            "chance_above_threshold_30d": float(chances[at]) if outlook.fresh[at] else None,
            "horizons": [
                {
                    "horizon": horizon,
                    "validated": outlook.validated(at, horizon),
                    "likely": float(np.round(planning[at, number, 0], 1)),
                    "planning": float(np.round(planning[at, number, 1], 1)),
                    "worst_plausible": float(np.round(planning[at, number, 2], 1)),
                    "quantiles": levels[place, horizon],
                }
                for number, horizon in enumerate(outlook.horizons)
            ],
        }
        for at, place in enumerate(outlook.places)
    ]


def nobody_yet(source: Source) -> str:
    """What is said where nobody has been registered.

    Parameters
    ----------
    source : Source
        What was asked for.

    Returns
    -------
    str
        A statement, and how to go on.
    """
    return (
        f"{source.name}: nobody from {source.home} had been registered abroad by {source.origin}, "
        "so there is no series to forecast. This is a cold start: only how a given total splits "
        f"over places can be told (product {ALLOCATION}), not the total: "
        "qafila forecast --flee DIR --total N"
    )
