"""Known figures as the public profile may show them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.disclosure import is_recent_week, week_of
from qafila.brief.redaction import VEHICLES, is_kept_back, public_address, without_passages
from qafila.brief.rules import rule
from qafila.brief.suppression import hidden_observations

if TYPE_CHECKING:
    from collections.abc import Mapping

PASSAGES = ("convoys", "receipts")


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
        dated by week and marked in a column ``by_week``. While the words of a passage are kept
        back, its row names no article, and the week in which it was published; a column
        ``published_by_week`` marks it.

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
    figures = withheld_figures(frame)
    closed = frame["suppressed"] != ""
    frame = _redacted(frame, figures, as_of)
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


def withheld_figures(frame: pd.DataFrame) -> frozenset[float]:
    """Figures of passages that are too fresh to be told.

    Parameters
    ----------
    frame : pandas.DataFrame
        Observations as they are, with the column ``suppressed``.

    Returns
    -------
    frozenset of float
        Each stated number.
    """
    fresh = frame.loc[frame["suppressed"] == "recent_passage", ["value", "low", "high"]]
    return frozenset(float(one) for one in fresh.to_numpy(dtype=float).ravel() if one == one)


def _redacted(frame: pd.DataFrame, figures: frozenset[float], as_of: dt.date) -> pd.DataFrame:
    """Notes and sources without what tells of passages; before days are turned into weeks."""
    rows = frame.to_dict("records")
    notes, sources, days, weekly = [], [], [], []
    for row in rows:
        published = None if pd.isna(row["reported_at"]) else row["reported_at"].date()
        passage = bool(row["by_week"])
        kept_back = passage and is_kept_back(row["date_end"].date(), as_of)
        notes.append(without_passages(row["note"], as_of, published, figures, passage=passage))
        day = as_of if kept_back else published
        sources.append(public_address(row["source"], day, as_of, passage=kept_back))
        weekly.append(kept_back and published is not None)
        days.append(
            pd.Timestamp(week_of(published)) if kept_back and published else row["reported_at"]
        )
    dates = pd.Series(days, index=frame.index, dtype=frame["reported_at"].dtype)
    return frame.assign(note=notes, source=sources, reported_at=dates, published_by_week=weekly)
