"""Calibrate a case and keep the posterior: the work of ``qafila calibrate``."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qafila import __version__
from qafila.api import attach_ledger
from qafila.commands.run import Teller
from qafila.forecasting.calibration.gathering import STRICT, TABLES
from qafila.forecasting.calibration.storing import FOLDER, save_posterior, user_folder

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

    from qafila.case import Case
    from qafila.forecasting.calibration.posterior import Posterior

SHIPPED = 250  # particles in the folder of a case: a file of some hundred kilobytes
HINDSIGHT = "customs-lag: receipts that were not published by then; for looking back only"


@dataclass(frozen=True)
class CalibrateOptions:
    """What the user asked of a calibration.

    Parameters
    ----------
    city : str or None
        Which city, if not that of the case.
    table : str
        ``strict`` or ``customs-lag``.
    particles, seed : int
        How many draws, and of which seed.
    threads : int or None
        All cores if it is not given.
    into_case : bool
        Keep the posterior in the folder of the case, with fewer particles, to ship with it.
    ledger : str or None
        File or address of the ledger, if not the usual one.
    keep_removed : bool
        Count claims of documents that are no longer among the reports.
    reviews : bool
        Whether analysts' reviews count.
    llm : bool
        Whether claims count that a language model pointed at in an earlier run.
    """

    city: str | None = None
    table: str = STRICT
    particles: int = 1000
    seed: int = 7
    threads: int | None = None
    into_case: bool = False
    ledger: str | None = None
    keep_removed: bool = False
    reviews: bool = True
    llm: bool = False


@dataclass(frozen=True)
class Calibrated:
    """What came of a calibration.

    Parameters
    ----------
    posterior : Posterior
        The particles.
    path : Path
        Where they are kept.
    seconds : float
        How long the calibration itself took.
    """

    posterior: Posterior
    path: Path
    seconds: float

    def record(self) -> dict[str, Any]:
        """What is printed as JSON.

        Returns
        -------
        dict of str to object
            Parameters before and after, observations, and how it was made.
        """
        found = self.posterior
        return {
            "qafila": __version__,
            "city": found.city,
            "as_of": found.as_of.isoformat(),
            "table": found.table,
            "label": HINDSIGHT if found.table != STRICT else "",
            "particles": len(found),
            "parameters": found.beside_priors().to_dict("records"),
            "observations": found.observations.to_dict("records"),
            "made": dict(found.made),
            "digests": dict(found.digests),
            "stored": str(self.path),
            "seconds": round(self.seconds, 3),
        }


def calibrate_case(
    case: Case, as_of: dt.date, options: CalibrateOptions, teller: Teller | None = None
) -> Calibrated:
    """Calibrate a case and keep the posterior.

    Parameters
    ----------
    case : Case
        The checked case.
    as_of : datetime.date
        Day whose knowledge is used.
    options : CalibrateOptions
        What was asked for.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Calibrated
        The posterior and its file.

    Raises
    ------
    InputError
        If there is nothing to calibrate, or nothing to calibrate on.
    """
    from qafila.forecasting.calibration.calibrating import calibrate, known_observations
    from qafila.simulate.driver import needs_compilation
    from qafila.simulate.ensemble import thread_count

    teller = teller or Teller()
    begun = time.perf_counter()
    teller.start("situation")
    opened = attach_ledger(
        case,
        options.ledger,
        keep_removed=options.keep_removed,
        reviews=options.reviews,
        llm=options.llm,
        progress=teller.advance,
    )
    situation = opened.situation(as_of)
    claims = len(situation.ledger.claims)
    teller.finish("situation", f"{claims} claims known", time.perf_counter() - begun)
    known_observations(situation, options.city or case.city, options.table)
    if needs_compilation():
        teller.note("compiling the kernels, once for this version; about a minute")
    teller.start("calibration")
    started = time.perf_counter()
    posterior = calibrate(
        situation,
        city=options.city,
        table=options.table,
        particles=options.particles,
        seed=options.seed,
        threads=thread_count(options.threads),
        progress=lambda part: teller.advance(round(100 * part), 100),
    )
    made = posterior.made
    did = f"{len(posterior)} particles, worth {made['effective']:g}"
    took = time.perf_counter() - started
    teller.finish("calibration", did, took)
    if options.into_case:
        path = save_posterior(posterior.thinned(SHIPPED), case.folder / FOLDER)
    else:
        path = save_posterior(posterior, user_folder(case))
    return Calibrated(posterior, path, took)


def calibration_lines(done: Calibrated) -> list[str]:
    """What is printed for people.

    Parameters
    ----------
    done : Calibrated
        The calibration.

    Returns
    -------
    list of str
        Priors beside posteriors, observations beside what the particles give, and where it is.
    """
    found = done.posterior
    lines = [f"{found.city} as of {found.as_of}, {found.table}"]
    if found.table != STRICT:
        lines.append(HINDSIGHT)
    lines += ["", *_table(found.beside_priors(), _PARAMETERS)]
    lines += ["", *_table(_with_days(found.observations), _OBSERVATIONS)]
    made = found.made
    accepted = ", ".join(f"{kind} {made[f'accepted_{kind}']:.0%}" for kind in ("point", "chance"))
    lines += [
        "",
        f"{len(found)} particles, {made['distinct']} distinct, worth {made['effective']:g}; "
        f"moves accepted: {accepted}; {done.seconds:.1f} s",
        f"stored: {done.path}",
    ]
    return lines


_PARAMETERS = {
    "name": "parameter", "unit": "unit", "prior_p05": "prior 5 %", "prior_p50": "50 %",
    "prior_p95": "95 %", "posterior_p05": "posterior 5 %", "posterior_p50": "50 %",
    "posterior_p95": "95 %", "shrinkage": "narrower by",
}  # fmt: skip
_OBSERVATIONS = {
    "kind": "observed", "days": "days", "observed": "value", "p05": "simulated 5 %",
    "p50": "50 %", "p95": "95 %", "told_by": "by",
}  # fmt: skip


def _with_days(observations: pd.DataFrame) -> pd.DataFrame:
    return observations.assign(days=observations["start"] + " to " + observations["end"])


def _table(frame: pd.DataFrame, columns: dict[str, str]) -> list[str]:
    """Columns of a table set under their headings."""
    cells = [
        list(columns.values()),
        *([_cell(row[name]) for name in columns] for row in frame.to_dict("records")),
    ]
    wide = [max(len(row[at]) for row in cells) for at in range(len(columns))]
    numbers = [frame[name].dtype.kind == "f" for name in columns]
    return [
        "  ".join(
            cell.rjust(size) if number else cell.ljust(size)
            for cell, size, number in zip(row, wide, numbers, strict=True)
        ).rstrip()
        for row in cells
    ]


def _cell(value: object) -> str:
    return f"{value:,.3g}" if isinstance(value, float) and abs(value) < 1e3 else _long(value)


def _long(value: object) -> str:
    return f"{value:,.0f}" if isinstance(value, float) else str(value)


__all__ = ["TABLES", "CalibrateOptions", "Calibrated", "calibrate_case", "calibration_lines"]
