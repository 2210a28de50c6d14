"""Free text of tables and sources of documents, as the profile of a brief may show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.brief.context import as_date
from qafila.brief.observed import withheld_figures
from qafila.brief.redaction import public_address, without_passages

if TYPE_CHECKING:
    import datetime as dt

    from qafila.brief.attributed import Restated
    from qafila.brief.context import Context
    from qafila.claims import Document


def free_text(context: Context, text: str, published: dt.date | None) -> str:
    """Free text of a table as it may be shown.

    Parameters
    ----------
    context : Context
        The brief.
    text : str
        The text.
    published : datetime.date or None
        Its day.

    Returns
    -------
    str
        In public without what tells of passages.
    """
    if not context.public:
        return text
    return without_passages(text, context.as_of, published, _figures(context))


def _figures(context: Context) -> frozenset[float]:
    """Figures of passages that the profile keeps back, of tables and of claims."""
    told = context.observations.set_index("observation_id")["suppressed"]
    frame = context.situation.observations
    found = withheld_figures(frame.assign(suppressed=frame["observation_id"].map(told)))
    shown = context.shown
    closed = [claim for claim in context.claims if shown[claim.claim_id].reason == "recent_passage"]
    said = [one for claim in closed for one in (claim.best, claim.low, claim.high)]
    return found | {one for one in said if one is not None}


def restated(context: Context, document: Document | None) -> tuple[Restated, ...]:
    """What a document restates, as it may be shown.

    Parameters
    ----------
    context : Context
        The brief.
    document : Document or None
        The document.

    Returns
    -------
    tuple of (str, str, str)
        Name, address and date of each; see `public_link`.
    """
    return tuple(public_link(context, row) for row in (document.restates if document else ()))


def public_link(context: Context, row: Restated) -> Restated:
    """A restated source as it may be shown.

    Parameters
    ----------
    context : Context
        The brief.
    row : (str, str, str)
        Name, address and date.

    Returns
    -------
    (str, str, str)
        The same; in public the name and the host of an article that tells of a fresh passage.
    """
    name, address, date = row
    if not context.public:
        return row
    day = as_date(date) or context.as_of
    shown = public_address(address, day, context.as_of, passage=False)
    return row if shown == address else (name, shown, "")
