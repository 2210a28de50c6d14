"""Which event a denial without a figure answers: "the army denied that any truck had been lost".

Such a denial tells of nothing that could be grouped by what was counted, so it is looked at last:
it joins the event of its kind that another origin reported at that place and time. Where several
fit, it answers that of its own text, then the surest, then the nearest in time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qafila.ledger.likeness import date_link, place_link
from qafila.ledger.placing import COUNTRY, NOWHERE
from qafila.ledger.rules import tolerance_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.ledger.likeness import View


class Answer(NamedTuple):
    """Why a denial may answer a claim; the smallest is the surest."""

    elsewhere: bool
    rank: int
    gap: int
    counted: bool
    reasons: tuple[str, ...]


def is_bare_denial(one: View) -> bool:
    """Whether a claim denies an event without giving a figure.

    Parameters
    ----------
    one : View
        The claim.

    Returns
    -------
    bool
        Not for what denies a figure, which is compared with other figures.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> from qafila.ledger.likeness import view
    >>> claim = Claim("c", "d", None, "en", "blockade", Span(0, 1, "x"), "denied", "1")
    >>> is_bare_denial(view(claim))
    True
    """
    return one.claim.modality == "denied" and one.claim.quantity is None


def answer(denial: View, told: View, within: Mapping[str, str]) -> Answer | None:
    """Why a denial may answer a claim.

    Parameters
    ----------
    denial : View
        A denial without a figure.
    told : View
        A claim.
    within : mapping of str to str
        For each place the wider place that holds it.

    Returns
    -------
    Answer or None
        None where they speak of different things, or the same origin speaks.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.claims import Claim, Location, Source, Span
    >>> from qafila.ledger.likeness import view
    >>> def said(who, modality):
    ...     return view(Claim(who, who, dt.date(2025, 11, 12), "en", "blockade", Span(0, 1, "x"),
    ...                       modality, "1", locations=(Location("Bamako", "bamako", "MLI"),),
    ...                       said_by=(Source(who, who, "media"),)))
    >>> answer(said("ortm", "denied"), said("rfi", "asserted"), {}).reasons
    ('same_event_type', 'same_place', 'date_not_resolved')
    """
    if told.claim.event_type != denial.claim.event_type or told.speaker == denial.speaker:
        return None
    if told.claim.modality == "denied" or apart(denial, told):
        return None
    elsewhere = told.claim.document_id != denial.claim.document_id
    if elsewhere and denial.where.level >= (NOWHERE if denial.dated else COUNTRY):
        return None
    place, date = place_link(denial.where, told.where, within), _when(denial, told)
    if not place or date is None:
        return None
    term, gap = date
    sure = place in {"same_place", "same_stretch"} and denial.where.level != NOWHERE
    rank = 3 if not sure else 2 if term == "date_not_resolved" else 1
    counted = told.claim.quantity is not None
    return Answer(elsewhere, rank, gap, counted, ("same_event_type", place, term))


def apart(denial: View, other: View) -> bool:
    """Whether a denial cannot belong to an event because of one of its claims.

    Parameters
    ----------
    denial : View
        A denial without a figure.
    other : View
        A claim of the event, or another denial of it.

    Returns
    -------
    bool
        True where they speak of different people, or where one text tells of the one as another
        than the other.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> from qafila.ledger.likeness import view
    >>> def of(another):
    ...     return view(Claim("c", "d", None, "en", "blockade", Span(0, 1, "x"), "denied", "1",
    ...                       another=another))
    >>> apart(of(False), of(True))
    True
    """
    pairs = ((denial.targets, other.targets), (denial.nationalities, other.nationalities))
    if any(mine and theirs and not mine & theirs for mine, theirs in pairs):
        return True
    one, two = denial.claim, other.claim
    counted = {who.country for who in (one.counted, two.counted) if who and who.country}
    if len(counted) > 1:
        return True
    return one.document_id == two.document_id and one.another != two.another


def _when(denial: View, told: View) -> tuple[str, int] | None:
    """Term and days between; what is said to go on can be denied later than it was last told."""
    found = date_link(told, denial, told.family.lasting_days)
    if found is not None:
        return found[0], found[1]
    goes_on = told.claim.date.start is not None and told.claim.date.end is None
    if not goes_on or told.end is None or denial.start is None:
        return None
    gap = denial.start - told.end
    return ("near_date", gap) if 0 <= gap <= tolerance_days(None, resolved=False) else None
