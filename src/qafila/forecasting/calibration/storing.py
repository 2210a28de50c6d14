"""Where posteriors are kept, and how they are written and read: a table with a head of remarks."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.errors import InputError, Problem
from qafila.files import write_whole
from qafila.forecasting.calibration.digests import differing, digests_of
from qafila.forecasting.calibration.gathering import STRICT, observations_of
from qafila.forecasting.calibration.posterior import Posterior
from qafila.forecasting.calibration.states import check_states
from qafila.tables import write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.case import Case
    from qafila.situation import Situation

FOLDER = "posteriors"
_FORMAT = 1
_MARK = "# "
_HINT = 'run "qafila calibrate" again'


def user_folder(case: Case) -> Path:
    """Where a user's posteriors of a case are kept.

    Parameters
    ----------
    case : Case
        The crisis.

    Returns
    -------
    Path
        Below ``QAFILA_HOME`` if that is set, else in the user's data.
    """
    told = os.environ.get("QAFILA_HOME", "")
    home = Path(told) if told else Path.home() / ".local" / "share" / "qafila"
    return home / FOLDER / case.name


def file_name(city: str, as_of: dt.date, table: str) -> str:
    """Name of the file of a posterior.

    Parameters
    ----------
    city : str
        Identifier of the city.
    as_of : datetime.date
        Day whose knowledge was used.
    table : str
        ``strict`` or ``customs-lag``.

    Returns
    -------
    str
        Name.

    Examples
    --------
    >>> file_name("bamako", dt.date(2025, 10, 31), "strict")
    'bamako-2025-10-31-strict.csv'
    """
    return f"{city}-{as_of}-{table}.csv"


def save_posterior(posterior: Posterior, folder: Path) -> Path:
    """Write a posterior; a reader sees either the old or the whole new one.

    Parameters
    ----------
    posterior : Posterior
        The posterior.
    folder : Path
        Where; made if it is missing.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    path = folder / file_name(posterior.city, posterior.as_of, posterior.table)
    head = "".join(f"{_MARK}{line}\n" for line in _head(posterior))
    write_whole(path, head + write_text(posterior.particles))
    return path


def _head(posterior: Posterior) -> list[str]:
    simple = {
        "format": _FORMAT,
        "city": posterior.city,
        "as_of": posterior.as_of.isoformat(),
        "table": posterior.table,
        "particles": len(posterior),
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in simple.items()]
    for name, part in (("made", posterior.made), ("digests", posterior.digests)):
        lines += ["", f"[{name}]", *(f"{key} = {json.dumps(part[key])}" for key in part)]
    for name, frame in (("priors", posterior.priors), ("observations", posterior.observations)):
        for row in frame.to_dict("records"):
            cells = (f"{key} = {_toml(value)}" for key, value in row.items())
            lines += ["", f"[[{name}]]", *cells]
    return [line.rstrip() for line in lines]


def _toml(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def read_posterior(path: Path) -> Posterior:
    """Read a posterior.

    Parameters
    ----------
    path : Path
        File of `save_posterior`.

    Returns
    -------
    Posterior
        As it was written.

    Raises
    ------
    InputError
        If the file is not one of a posterior, or not whole.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        marked = [line for line in lines if line.startswith(_MARK.strip())]
        head = tomllib.loads("".join(line[len(_MARK) :] or "\n" for line in marked))
        particles = pd.read_csv(io.StringIO("".join(lines[len(marked) :])), dtype="float64")
        return _posterior(head, particles)
    except OSError as error:
        raise InputError(Problem(path.name, f"cannot be read ({error.strerror})")) from error
    except (ValueError, KeyError, TypeError) as error:
        wrong = f"is no posterior that this version knows ({error})"
        raise InputError(Problem(path.name, wrong, hint=_HINT)) from error


def _posterior(head: Mapping[str, Any], particles: pd.DataFrame) -> Posterior:
    if head["format"] != _FORMAT:
        raise ValueError(f"format {head['format']}, not {_FORMAT}")
    if len(particles) != head["particles"] or not len(particles):
        raise ValueError(f"{len(particles)} of {head['particles']} particles")
    if particles.isna().to_numpy().any():
        raise ValueError("a cell is empty")
    check_states(particles)
    return Posterior(
        city=head["city"],
        as_of=dt.date.fromisoformat(head["as_of"]),
        table=head["table"],
        digests=head["digests"],
        particles=particles,
        priors=pd.DataFrame(head["priors"]),
        observations=pd.DataFrame(head.get("observations", [])),
        made=head["made"],
    )


def find_posterior(
    situation: Situation, table: str = STRICT, city: str | None = None
) -> Posterior | None:
    """Posterior that holds for a situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : str
        ``strict`` or ``customs-lag``.
    city : str, optional
        Identifier of the city; by default that of the case.

    Returns
    -------
    Posterior or None
        The user's own or the one that ships with the case; None if there is none for this day and
        these inputs.
    """
    found, _ = look_up(situation, table, city)
    return found


def look_up(
    situation: Situation, table: str = STRICT, city: str | None = None
) -> tuple[Posterior | None, tuple[str, ...]]:
    """Posterior that holds for a situation, or why one of that day does not.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : str
        ``strict`` or ``customs-lag``.
    city : str, optional
        Identifier of the city; by default that of the case.

    Returns
    -------
    Posterior or None
        As `find_posterior` has it.
    tuple of str
        Inputs that differ from those of a posterior of that day; empty if there is none.
    """
    place = city or situation.case.city
    name = file_name(place, situation.as_of, table)
    folders = (user_folder(situation.case), situation.case.folder / FOLDER)
    paths = [folder / name for folder in folders if (folder / name).is_file()]
    if not paths or situation.undisturbed:
        return None, ()
    ours = digests_of(situation, place, observations_of(situation, place, table))
    differ: tuple[str, ...] = ()
    for path in paths:
        posterior = read_posterior(path)
        differ = differing(ours, posterior.digests)
        if not differ:
            return posterior, ()
    return None, differ
