"""Which posterior a run comes from, or that there is none and how to make one, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.forecasting.calibration.posterior import Posterior
    from qafila.situation import Situation

PRIORS = "priors, not calibrated"
LEFT_OUT = f"{PRIORS}: stored posteriors are left out, as asked"


def how_to_calibrate(situation: Situation, city: str | None = None, folder: str = "CASE") -> str:
    """Command that makes the posterior of a situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str, optional
        Identifier of the city; by default that of the case.
    folder : str
        What stands for a case of the user's own, whose folder is nobody's business in a brief.

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
    return f"qafila calibrate {name}{which} --as-of {situation.as_of}"


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
            "told": PRIORS,
            "how": how_to_calibrate(situation, city),
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
    }


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
