"""Relations between actors over time: since when, until when, and as far as was known on a day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.relations import PASSING_ON

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

NOT_YET, UNCERTAIN, IN_FORCE, ENDED = "not_yet", "uncertain", "in_force", "ended"


@dataclass(frozen=True)
class Within:
    """A day that is known to lie between two days, both of them possible; None where it is open.

    Examples
    --------
    >>> import datetime as dt
    >>> Within(dt.date(2021, 12, 1), dt.date(2021, 12, 23)).exact
    False
    """

    earliest: dt.date | None = None
    latest: dt.date | None = None

    @property
    def exact(self) -> bool:
        """Whether the day itself is known."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def known(self) -> bool:
        """Whether anything is known of the day."""
        return self.earliest is not None or self.latest is not None


@dataclass(frozen=True)
class Relation:
    """What holds between two actors, from when to when, and who says so.

    Parameters
    ----------
    relation_id : str
        Row of ``relations.csv``.
    actor_a, relation, actor_b : str
        Who, what (term of ``relation``) and to whom; `actor_b` is empty where a territory is
        claimed of a country that is no actor.
    reported_at : datetime.date
        Day of publication: before it nothing is known of the relation.
    source : str
        Address, or the word estimate.
    start, end : Within
        The day on which it began, and its last day; the end is open where nothing is known of one.
    country, location_id : str
        Where it holds, if told.
    disputed : bool
        Whether a party denies it.
    end_reported_at, end_source : datetime.date or None, str
        The same for the end.
    basis, note : str
        Reasoning, and what the source leaves open.

    Examples
    --------
    >>> import datetime as dt
    >>> day = dt.date(2024, 11, 30)
    >>> Relation("x", "csp", "succeeded_by", "fla", day, "estimate", Within(day, day)).state(day)
    'in_force'
    """

    relation_id: str
    actor_a: str
    relation: str
    actor_b: str
    reported_at: dt.date
    source: str
    start: Within = field(default_factory=Within)
    end: Within = field(default_factory=Within)
    country: str = ""
    location_id: str = ""
    disputed: bool = False
    end_reported_at: dt.date | None = None
    end_source: str = ""
    basis: str = ""
    note: str = ""

    @property
    def passes_on(self) -> bool:
        """Whether one actor goes on in the other, which happens once and then stays so."""
        return self.relation in PASSING_ON

    def known_on(self, day: dt.date) -> Relation | None:
        """The relation as it was published by the end of a day.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        Relation or None
            Without its end and its remark, which may speak of the end, if that was published
            later; None if all of it was.

        Examples
        --------
        >>> import datetime as dt
        >>> first, last = dt.date(2021, 12, 23), dt.date(2025, 6, 6)
        >>> one = Relation("x", "mali", "supported_by", "wagner", first, "s", Within(first, first),
        ...                Within(last, last), end_reported_at=last)
        >>> one.known_on(dt.date(2025, 1, 1)).end.known, one.known_on(dt.date(2021, 1, 1))
        (False, None)
        """
        if self.reported_at > day:
            return None
        if self.end_reported_at is not None and self.end_reported_at > day:
            return replace(self, end=Within(), end_reported_at=None, end_source="", note="")
        return self

    def state(self, day: dt.date) -> str:
        """Whether it holds on a day, by all that this row knows.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        str
            Term of ``relation_state``; ``uncertain`` where the day lies between the days that the
            source leaves open.

        Examples
        --------
        >>> import datetime as dt
        >>> open_days = Within(dt.date(2021, 12, 1), dt.date(2021, 12, 23))
        >>> one = Relation("x", "mali", "supported_by", "russia", open_days.latest, "s", open_days)
        >>> [one.state(dt.date(2021, 12, number)) for number in (10, 23)]
        ['uncertain', 'in_force']
        """
        if self.start.earliest is not None and day < self.start.earliest:
            return NOT_YET
        if self.end.latest is not None and day > self.end.latest:
            return ENDED
        begun = day >= (self.start.latest or max(self.reported_at, self.start.earliest or day))
        going_on = not self.end.known or (
            self.end.earliest is not None and day <= self.end.earliest
        )
        return IN_FORCE if begun and going_on else UNCERTAIN


def relation_of(row: Mapping[Any, Any]) -> Relation:
    """A relation from a row of a checked table.

    Parameters
    ----------
    row : mapping
        Cells by column of ``schema/relations.csv``.

    Returns
    -------
    Relation
        The same, with days as dates.
    """
    reported = _day(row["reported_at"])
    assert reported is not None  # noqa: S101  # the schema asks for it
    return Relation(
        relation_id=row["relation_id"],
        actor_a=row["actor_a"],
        relation=row["relation"],
        actor_b=row["actor_b"],
        reported_at=reported,
        source=row["source"],
        start=Within(_day(row["start_earliest"]), _day(row["start_latest"])),
        end=Within(_day(row["end_earliest"]), _day(row["end_latest"])),
        country=row["country"],
        location_id=row["location_id"],
        disputed=bool(row["disputed"]),
        end_reported_at=_day(row["end_reported_at"]),
        end_source=row["end_source"],
        basis=row["basis"],
        note=row["note"],
    )


def _day(value: Any) -> dt.date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
