"""Known figures as the public profile may show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.disclosure import is_recent_week, is_young, told_by, week_end, week_of
from qafila.brief.redaction import VEHICLES, public_address, without_passages
from qafila.brief.rules import rule
from qafila.brief.suppression import hidden_observations

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

PASSAGES = ("convoys", "receipts")


def public_observations(
    frame: pd.DataFrame, countries: Mapping[str, str], as_of: dt.date
) -> pd.DataFrame:
    r"""Observations without small counts of people, and passages by week.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/observations.csv``.
    countries : mapping of str to str
        Country of each place.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    pandas.DataFrame
        The same rows; a column ``suppressed`` says why cells are empty. Single passages are dated
        by week and nameless, marked in a column ``by_week``; those marked ``young`` also lose what
        would tell their day: note, qualifier, address of the source and day of publication.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila import tables
    >>> none = tables.read_table("observations", b"observation_id\n", "o")[0]
    >>> len(public_observations(none, {}, dt.date(2025, 11, 30)))
    0
    """
    hidden = hidden_observations(frame, countries)
    frame = frame.reset_index(drop=True)
    small = frame.index.isin(sorted(hidden))
    passage = passages(frame)
    frame["suppressed"] = ["small_count" if few else "" for few in small]
    frame["by_week"] = passage
    young = passage & pd.Series(
        [is_young(day.date(), as_of) for day in frame["date_end"]], index=frame.index, dtype=bool
    )
    frame["young"] = young
    for column in ("individuals", "households"):
        frame.loc[small, column] = pd.NA
    for column in ("value", "low", "high"):
        frame.loc[small, column] = float("nan")
    for column in ("qualifier", "note"):
        frame.loc[small | young, column] = ""
    published = [None if pd.isna(day) else day.date() for day in frame["reported_at"]]
    # Rows on pumps or people may tell of a passage as well, in words or by an address.
    frame["note"] = [
        without_passages(text, as_of, day, passage=told)
        for text, day, told in zip(frame["note"], published, passage, strict=True)
    ]
    frame["source"] = [
        public_address(text, as_of if told else day, as_of, passage=told)
        for text, day, told in zip(frame["source"], published, young, strict=True)
    ]
    frame["observation_id"] = frame["observation_id"].mask(passage, "")
    _shift(frame, "date_start", passage, week_of)
    _shift(frame, "date_end", passage, week_end)
    _shift(frame, "reported_at", young, lambda day: told_by(day, as_of))
    return frame


def _shift(
    frame: pd.DataFrame, column: str, chosen: pd.Series, told: Callable[[dt.date], dt.date]
) -> None:
    days = [
        pd.NaT if pd.isna(day) else pd.Timestamp(told(day.date()))
        for day in frame.loc[chosen, column]
    ]
    frame.loc[chosen, column] = pd.Series(
        days, index=frame.index[chosen], dtype=frame[column].dtype
    )


def passages(frame: pd.DataFrame) -> pd.Series:
    """Which observations tell of a single passage.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/observations.csv``.

    Returns
    -------
    pandas.Series
        True for convoys, receipts and vehicles; a figure over weeks tells of no single passage.
    """
    brief = (frame["date_end"] - frame["date_start"]).dt.days < rule("passage_week")
    return (frame["measure"].isin(PASSAGES) | frame["unit"].isin(VEHICLES)) & brief


def fresh_rows(frame: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Which observations tell of a passage that the public may not know of at all.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/observations.csv``.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    pandas.Series
        True until the week of the passage ended longer ago than the delay.
    """
    recent = [not pd.isna(day) and is_recent_week(day.date(), as_of) for day in frame["date_end"]]
    return passages(frame) & pd.Series(recent, index=frame.index, dtype=bool)
