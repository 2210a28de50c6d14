"""Which posterior a run comes from, or that there is none and how to make one, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qafila.cards import count
from qafila.forecasting.calibration.gathering import STRICT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.forecasting.calibration.posterior import Posterior
    from qafila.situation import Situation

PRIORS = "priors, not calibrated"
LEFT_OUT = f"{PRIORS}: stored posteriors are left out, as asked"


def how_to_calibrate(
    situation: Situation,
    city: str | None = None,
    folder: str = "CASE",
    table: str = STRICT,
) -> str:
    """Command that makes the posterior of a situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str, optional
        Identifier of the city; by default that of the case.
    folder : str
        What stands for a case of the user's own, whose folder is nobody's business in a brief.
    table : str
        ``strict`` or ``customs-lag``.

    Returns
    -------
    str
        A line to type.

    Examples
    --------
    >>> import qafila as qf
    >>> how_to_calibrate(qf.open_case("teaching").situation())
    'qafila calibrate teaching --as-of 2024-03-31'
    """
    case = situation.case
    name = case.name if case.shipped else folder
    which = "" if city in (None, case.city) else f" --city {city}"
    option = "" if table == STRICT else f" --table {table}"
    return f"qafila calibrate {name}{which} --as-of {situation.as_of}{option}"


def calibration_record(
    situation: Situation,
    posterior: Posterior | None,
    differs: Sequence[str] = (),
    *,
    table: str,
    city: str | None = None,
    stored: bool = True,
) -> dict[str, Any]:
    """What a run says of its calibration.

    Parameters
    ----------
    situation : Situation
        What is known.
    posterior : Posterior or None
        What the draws come from; None for priors.
    differs : sequence of str
        Inputs by which a posterior of that day does not hold.
    table : str
        Which receipts it had to be held against.
    city : str, optional
        Identifier of the city; by default that of the case.
    stored : bool
        Whether a stored posterior was looked for.

    Returns
    -------
    dict of str to object
        Of plain types.
    """
    if not stored:
        return {"told": LEFT_OUT, "table": table}
    if posterior is None:
        return {
            "told": PRIORS if table == STRICT else f"{PRIORS}: no posterior of table {table}",
            "how": how_to_calibrate(situation, city, table=table),
            "differs": list(differs),
            "table": table,
        }
    return {
        "told": f"calibrated at {posterior.as_of}, table {posterior.table}",
        "city": posterior.city,
        "as_of": posterior.as_of.isoformat(),
        "table": posterior.table,
        "particles": len(posterior),
        "digests": dict(posterior.digests),
        "learnt": learnt(posterior),
    }


def learnt(posterior: Posterior) -> dict[str, Any]:
    """How much narrower a posterior is than its priors, and from how many reports.

    Parameters
    ----------
    posterior : Posterior
        The posterior.

    Returns
    -------
    dict of str to object
        Of the priors' 90 % intervals the part that is gone: most, of which parameter, and in the
        median; negative where one is wider. Reports, where each source of something counts once.
    """
    gone = posterior.beside_priors().set_index("name")["shrinkage"]
    told_by = posterior.observations.get("told_by", ())
    return {
        "parameters": len(gone),
        "largest": float(gone.max()),
        "largest_of": str(gone.idxmax()),
        "median": float(gone.median()),
        "reports": sum(len(str(names).split(" | ")) for names in told_by),
    }


def learnt_note(found: Mapping[str, Any]) -> str:
    """What `learnt` found, for a person.

    Parameters
    ----------
    found : mapping of str to object
        From `learnt`.

    Returns
    -------
    str
        A sentence.

    Examples
    --------
    >>> found = {"parameters": 20, "largest": 0.31, "median": 0.02, "reports": 8}
    >>> learnt_note({**found, "largest_of": "convoy_rate"})
    '... 8 reports: of 20 parameters convoy_rate has a range 31 % narrower than before, ...'
    """
    return (
        f"calibrated from {count(found['reports'], 'report')}: of "
        f"{count(found['parameters'], 'parameter')} {found['largest_of']} has a range "
        f"{_narrower(found['largest'])} than before, the median one {_narrower(found['median'])}; "
        "the rest is prior"
    )


def _narrower(part: float) -> str:
    """Part of a range that is gone; below zero the range has grown."""
    return f"{abs(part):.0%}".replace("%", " %") + (" narrower" if part >= 0.0 else " wider")


def priors_note(situation: Situation, differs: Sequence[str] = (), *, stored: bool = True) -> str:
    """What a person is told of a run without a posterior.

    Parameters
    ----------
    situation : Situation
        What is known.
    differs : sequence of str
        Inputs by which a posterior of that day does not hold.
    stored : bool
        Whether a stored posterior was looked for.

    Returns
    -------
    str
        One line.
    """
    if situation.undisturbed:
        return f"note: {PRIORS}: the undisturbed baseline has no posterior"
    if not stored:
        return f"note: {LEFT_OUT}"
    how = how_to_calibrate(situation, folder=str(situation.case.folder))
    why = f"; the one of that day was made from other {', '.join(differs)}" if differs else ""
    return f"note: {PRIORS}{why}; to calibrate: {how}"
