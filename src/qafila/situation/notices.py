"""What a reader of a situation must know about its inputs."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  # a NamedTuple keeps its annotations
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from qafila.network import read_corridors
from qafila.situation.known import find_parameter, known_by
from qafila.situation.status import STATES

if TYPE_CHECKING:
    from qafila.case import Case
    from qafila.ledger import Ledger

_ROUNDING = 1e-6  # of three chances that add up to one


class Notice(NamedTuple):
    """What a reader must know about the inputs.

    Codes: no_reports, unsupported_language, unreadable, spoofed_name, undated_report,
    not_in_reports, undated_claims, undated_observations, empty_ledger, undisturbed,
    stale_evidence, unknown_parameters, unknown_border_hours, scaled_priors. The brief has a text
    for each, with `detail` filled in. A notice about a report that was `published` later than a day
    is not known on it.
    """

    code: str
    detail: str = ""
    published: dt.date | None = None


def notices_of(
    case: Case,
    ledger: Ledger,
    parameters: pd.DataFrame,
    as_of: dt.date,
    *,
    undisturbed: bool,
) -> tuple[Notice, ...]:
    """What the tables and the ledger of a case lack on a day.

    Parameters
    ----------
    case : Case
        The crisis.
    ledger : Ledger
        Claims known on the day.
    parameters : pandas.DataFrame
        Parameters known on the day.
    as_of : datetime.date
        The day.
    undisturbed : bool
        Whether this is the baseline in which nothing is blocked.

    Returns
    -------
    tuple of Notice
        One for each matter.
    """
    undated = int(case.observations["reported_at"].isna().sum())
    later = int((case.parameters["reported_at"] > pd.Timestamp(as_of)).sum())
    newest = newest_evidence(case, ledger, as_of)
    silent = (as_of - newest).days if newest else 0
    allowed = float(find_parameter(parameters, "stale_evidence")["best"])
    timeless = ", ".join(untimed_crossings(case))
    scaled = ", ".join(scaled_priors(case, parameters))
    found = (
        ("undisturbed", "", undisturbed),
        ("stale_evidence", str(newest), silent > allowed),
        ("empty_ledger", "", not ledger.claims and not undisturbed),
        ("undated_claims", str(ledger.left_out), ledger.left_out > 0),
        ("undated_observations", str(undated), undated > 0),
        ("unknown_parameters", str(later), later > 0),
        ("unknown_border_hours", timeless, bool(timeless)),
        ("scaled_priors", scaled, bool(scaled) and not undisturbed),
    )
    return tuple(Notice(code, detail) for code, detail, holds in found if holds)


def newest_evidence(case: Case, ledger: Ledger, as_of: dt.date) -> dt.date | None:
    """Last day up to another on which anything of the case was published.

    Parameters
    ----------
    case : Case
        The crisis.
    ledger : Ledger
        Claims known on the day.
    as_of : datetime.date
        The day.

    Returns
    -------
    datetime.date or None
        None where nothing was.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.case import find_case, read_case
    >>> from qafila.ledger import Ledger
    >>> day = dt.date(2024, 3, 31)
    >>> newest_evidence(read_case(find_case("teaching")), Ledger.empty(day), day) <= day
    True
    """
    days = [claim.reported_at for claim in ledger.claims if claim.reported_at]
    for table in (case.observations, case.stocks):
        known = known_by(table, as_of)["reported_at"]
        days += [known.max().date()] if len(known) else []
    return max(days, default=None)


def untimed_crossings(case: Case) -> tuple[str, ...]:
    """Border crossings of corridors for which hours at the border and at customs are both empty.

    Parameters
    ----------
    case : Case
        The crisis.

    Returns
    -------
    tuple of str
        Routes, sorted. They count as no time at all.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> untimed_crossings(read_case(find_case("mali-2025")))
    ('lere-to-fassala',)
    """
    network = case.network
    country = network.locations["country"].to_numpy()
    crosses = country[network.from_index] != country[network.to_index]
    waits = network.routes[["border_hours", "customs_hours"]]
    empty = waits.isna().all(axis=1).to_numpy() & crosses
    used = {
        route
        for corridor in read_corridors(network, case.corridors)
        for route in corridor.route_indices
    }
    return tuple(sorted(network.route_ids[route] for route in used if empty[route]))


def scaled_priors(case: Case, parameters: pd.DataFrame) -> tuple[str, ...]:
    """Corridors whose prior chances of open, contested and closed do not add up to one.

    Parameters
    ----------
    case : Case
        The crisis.
    parameters : pandas.DataFrame
        Parameters of the case.

    Returns
    -------
    tuple of str
        Corridors, sorted. Their chances are scaled until they do, so that none is what a row says.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> from qafila.situation.known import read_parameters
    >>> case = read_case(find_case("mali-2025"))
    >>> scaled_priors(case, read_parameters(case))
    ()
    """
    total = {
        name: sum(
            float(find_parameter(parameters, f"corridor_prior_{state}", name)["best"])
            for state in STATES
        )
        for name in case.corridors["corridor_id"]
    }
    return tuple(sorted(name for name, chance in total.items() if abs(chance - 1.0) > _ROUNDING))


def unsupplied_cities(case: Case, parameters: pd.DataFrame) -> tuple[str, ...]:
    """Cities of a case to which no corridor leads that carries any share of imports.

    Parameters
    ----------
    case : Case
        The crisis.
    parameters : pandas.DataFrame
        Parameters of the case.

    Returns
    -------
    tuple of str
        Cities, sorted. Nothing can be said of their supply.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> from qafila.situation.known import read_parameters
    >>> case = read_case(find_case("mali-2025"))
    >>> unsupplied_cities(case, read_parameters(case))
    ()
    """
    table = case.corridors
    share = {
        name: float(find_parameter(parameters, "corridor_share", name)["high"])
        for name in table["corridor_id"]
    }
    supplied = {
        city
        for name, city in zip(table["corridor_id"], table["city_id"], strict=True)
        if share[name] > 0.0
    }
    return tuple(sorted({case.city, *table["city_id"]} - supplied))
