"""Known figures as the public profile may show them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.disclosure import is_recent_week, week_of
from qafila.brief.rules import rule
from qafila.brief.suppression import hidden_observations

if TYPE_CHECKING:
    from collections.abc import Mapping

PASSAGES = ("convoys", "receipts")
VEHICLES = ("tankers", "trucks", "convoys")


def public_observations(
    frame: pd.DataFrame, countries: Mapping[str, str], as_of: dt.date
) -> pd.DataFrame:
    r"""Observations without small counts of people and without fresh passages.

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
        The same rows; a column ``suppressed`` says why cells are empty, and single passages are
        dated by week and marked in a column ``by_week``.

    Examples
    --------
    >>> from qafila import tables
    >>> none = tables.read_table("observations", b"observation_id\n", "o")[0]
    >>> len(public_observations(none, {}, dt.date(2025, 11, 30)))
    0
    """
    hidden = hidden_observations(frame, countries)
    frame = frame.reset_index(drop=True)
    # A figure over weeks tells of no single passage.
    brief = (frame["date_end"] - frame["date_start"]).dt.days < rule("passage_week")
    passage = (frame["measure"].isin(PASSAGES) | frame["unit"].isin(VEHICLES)) & brief
    fresh = [
        told and is_recent_week(day.date(), as_of)
        for told, day in zip(passage, frame["date_end"], strict=True)
    ]
    small = frame.index.isin(sorted(hidden))
    frame["suppressed"] = [
        "small_count" if few else "recent_passage" if new else ""
        for few, new in zip(small, fresh, strict=True)
    ]
    frame["by_week"] = passage
    closed = frame["suppressed"] != ""
    for column in ("individuals", "households"):
        frame.loc[closed, column] = pd.NA
    for column in ("value", "low", "high"):
        frame.loc[closed, column] = float("nan")
    for column in ("qualifier", "note"):
        frame.loc[closed, column] = ""
    for column, shift in (("date_start", 0), ("date_end", 6)):
        weeks = [
            pd.Timestamp(week_of(day.date()) + dt.timedelta(days=shift))
            for day in frame.loc[passage, column]
        ]
        frame.loc[passage, column] = pd.Series(
            weeks, index=frame.index[passage], dtype=frame[column].dtype
        )
    return frame
