"""How a statement is put: as a fact, a claim, an estimate, an opinion, or as background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.lexicons import cues

if TYPE_CHECKING:
    import datetime as dt

    from qafila.claims import DateSpan, Source

_OLD_DAYS = 300
_MEDIA = frozenset({"media", "state_media"})


def read_modality(
    language: str,
    flat: str,
    start: int,
    end: int,
    voiced: str | None,
    chain: tuple[Source, ...],
    date: DateSpan,
    published: dt.date | None,
    polarity: str | None = None,
) -> str:
    """Decide the modality of a claim.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    start, end : int
        The clause.
    voiced : str or None
        Modality of the reporting verb.
    chain : tuple of Source
        Who says it, the origin last.
    date : DateSpan
        When it happened.
    published : datetime.date or None
        Day of publication.
    polarity : str or None
        ``denied`` or ``announced`` where the event's own words say so (`read_polarity`).

    Returns
    -------
    str
        A row of ``schema/terms.csv``.

    Examples
    --------
    >>> from qafila.claims import DateSpan
    >>> read_modality("fr", "20 citernes auraient ete brulees", 0, 32, None, (),
    ...               DateSpan(None, None), None)
    'conditional'
    """
    kinds = {cue.kind for cue in cues(language, flat, start, end)}
    origin = chain[-1].kind if chain else None
    if "denied" in {voiced, polarity}:
        return "denied"
    if "opinion" in kinds or voiced == "opinion" or origin == "analyst":
        return "opinion"
    if "background" in kinds:
        return "background"
    if kinds & {"conditional", "unconfirmed"}:
        return "conditional"
    if polarity == "announced":
        return "announced"
    if "estimate" in kinds or voiced == "estimated":
        return "estimated"
    if voiced == "admitted" or (voiced == "announced" and origin not in _MEDIA):
        return voiced
    if origin in {"armed_group", None} and voiced == "claimed":
        return "claimed"
    if origin == "armed_group" or (origin == "government" and voiced == "claimed"):
        return "claimed"
    return "background" if _is_old(date, published) else "asserted"


def _is_old(date: DateSpan, published: dt.date | None) -> bool:
    if date.end is None or published is None:
        return False
    return (published - date.end).days > _OLD_DAYS
