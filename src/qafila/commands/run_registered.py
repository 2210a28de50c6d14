"""Registered people in a run: the forecast of the day, and what ``run.json`` says of it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.errors import MissingExtraError
from qafila.files import package_data
from qafila.forecasting.displacement.registered import (
    NOBODY,
    NOT_INSTALLED,
    TOLD,
    TOO_OLD,
    Registered,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.case import Case
    from qafila.claims import Claim
    from qafila.commands.run import Teller
    from qafila.forecasting.displacement.cautions import Caution

HORIZONS = (7, 30, 60, 90)  # days
THRESHOLD = 1000.0  # people, as `qafila forecast` has it unless told otherwise
_OLD = "old"


def registered_people(
    case: Case, claims: Iterable[Claim], as_of: dt.date, teller: Teller
) -> Registered:
    """Forecast registered people of the country of a case.

    Parameters
    ----------
    case : Case
        The checked case.
    claims : iterable of Claim
        Claims that are known on the day.
    as_of : datetime.date
        The day.
    teller : Teller
        Is told where there is no forecast, and where the newest figures are old.

    Returns
    -------
    Registered
        The forecast. A run goes on without one: where nobody is registered, where every figure is
        too old, and where an optional part is not installed.
    """
    from qafila.commands.forecast import probe_extra
    from qafila.forecasting.displacement.cases import case_counts

    found = case_counts(case, claims, as_of)
    if found.crisis is None:
        teller.note(
            f"note: nobody from {found.home} is registered abroad by {as_of} in the figures of "
            "this case: registered people are not forecast"
        )
        return Registered(found.home, NOBODY, notes=found.notes)
    try:
        probe_extra()
    except MissingExtraError as error:
        teller.note(f"note: registered people are not forecast: {error}")
        return Registered(found.home, NOT_INSTALLED, notes=(str(error),))
    from qafila.forecasting.displacement.outlook import look_ahead, nothing_left
    from qafila.forecasting.displacement.pool import pool

    learnt, origin = pool(), (as_of - found.crisis.start).days
    if nothing_left(found.crisis, origin):
        teller.note(
            "note: registered people are not forecast: every figure is older than a year, or of "
            "fewer than 100 people"
        )
        return Registered(found.home, TOO_OLD, notes=found.notes)
    outlook = look_ahead(
        found.crisis,
        origin,
        HORIZONS,
        learnt,
        threshold=THRESHOLD,
        hosted=found.hosted,
        told=found.cautions,
    )
    if outlook is None:
        return Registered(found.home, NOBODY, notes=found.notes)
    old = [one for one in outlook.cautions if one.code == _OLD]
    if old:
        teller.note(
            f"note: last reports on registered people of {len(old)} series "
            f"are old, up to {int(outlook.age.max())} days; the brief and run.json say which"
        )
    others = len(set(learnt.home.tolist()) - {found.home})
    return Registered(found.home, TOLD, outlook, found.chosen, others, found.notes)


def registered_told(registered: Registered | None, profile: str) -> dict[str, Any]:
    """What ``run.json`` says of the forecast of registered people.

    Parameters
    ----------
    registered : Registered or None
        The forecast; None in a what-if and in a baseline, of which it knows nothing.
    profile : str
        ``public`` or ``internal``. In public rows that were left out are not told.

    Returns
    -------
    dict
        Whether there is one; its product, what experts weigh by horizon, how it fared on earlier
        days, what to know, and which table it learnt from.
    """
    if registered is None:
        return {"state": "not_asked"}
    told: dict[str, Any] = {"state": registered.state, "home": registered.home}
    if profile != "public" or registered.state == NOT_INSTALLED:
        told["notes"] = list(registered.notes)
    outlook = registered.outlook
    if outlook is None:
        return told
    from qafila.brief.registered import source_shown
    from qafila.forecasting.displacement.pool import POOL

    learnt = package_data("defaults", f"{POOL}.csv").read_bytes()
    return told | {
        "product": registered.product,
        "horizons": list(outlook.horizons),
        "threshold": outlook.threshold,
        "series": len(outlook.places),
        "sources": {place: source_shown(one) for place, one in registered.chosen.items()},
        "experts": {
            str(day): {name: float(np.round(share, 4)) for name, share in each.items()}
            for day, each in outlook.weights.items()
        },
        "past_origins": [asdict(one) for one in outlook.past],
        "residuals": {
            "table": f"defaults/{POOL}.csv",
            "sha256": hashlib.sha256(learnt).hexdigest(),
            "countries": registered.countries,
        },
        "cautions": [_caution(one, profile) for one in outlook.cautions],
    }


def _caution(one: Caution, profile: str) -> dict[str, str]:
    """In public without words: they hold counts however small."""
    if profile == "public":
        return {"code": one.code, "place": one.place}
    return asdict(one)
