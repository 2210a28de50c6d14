"""Crises from Flee's folders, with the counts as they were reported."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.errors import InputError, Problem
from qafila.forecasting.displacement.engine.geography import geography_of
from qafila.forecasting.displacement.reports import Crisis, SiteReports, is_reserved
from qafila.interop import open_flee
from qafila.interop.flee_reports import read_counted
from qafila.reports.readers.lookup import country_of
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qafila.interop import FleeFolder


@cache
def _short_names() -> Mapping[str, str]:
    rows = read_defaults("flee_countries", "flee_countries")
    return MappingProxyType(dict(zip(rows["written"], rows["country"], strict=True)))


def country_code(written: str) -> str:
    """Code of a country as a folder writes it.

    Parameters
    ----------
    written : str
        A name such as ``South_Sudan`` or ``CAR``.

    Returns
    -------
    str
        ISO 3166-1 alpha-3; the words themselves where no such country is known.

    Examples
    --------
    >>> country_code("South_Sudan"), country_code("CAR"), country_code("Nowhere")
    ('SSD', 'CAF', 'Nowhere')
    """
    words = written.replace("_", " ")
    return _short_names().get(written) or country_of(words) or written


def open_folder(
    inputs: Path | str,
    validation: Path | str | None = None,
    settings: Path | str | None = None,
    *,
    lenient: bool = False,
) -> tuple[Crisis, FleeFolder]:
    """Open a folder of Flee as a crisis.

    Parameters
    ----------
    inputs, validation, settings : Path or str
        See `qafila.interop.open_flee`.
    lenient : bool
        Repair what can be repaired.

    Returns
    -------
    tuple of Crisis and FleeFolder
        The counts by place, each known on the day it was counted for, with roads and conflict; and
        the folder.

    Raises
    ------
    InputError
        If the folder is broken, or nobody was ever counted in its places.
    """
    folder = open_flee(inputs, validation=validation, settings=settings, lenient=lenient)
    counted = read_counted(folder, inputs, validation)
    sites = tuple(
        SiteReports(
            one.name, country_code(one.country), one.days, one.days, one.people, one.recounts
        )
        for one in counted
    )
    camps = [folder.places.names[at] for at in folder.places.camps]
    reserved = sorted({one for one in camps if is_reserved(one)})
    if reserved:
        hint = "rename it in all files of the folder: the name is that of a sum of places"
        told = [f'no place may be called "{name}"' for name in reserved]
        raise InputError([Problem(f"{inputs}/locations.csv", wrong, hint=hint) for wrong in told])
    if not any((site.people > 0).any() for site in sites):
        wrong = "no place has a count of people above zero"
        hint = "name the folder of data_layout.csv by --validation, or split a number by --total"
        raise InputError(Problem(str(validation or inputs), wrong, hint=hint))
    home = country_code(folder.places.home_country)
    geography = geography_of(folder, [site.place for site in sites])
    return Crisis(folder.name, home, folder.start, sites, geography), folder
