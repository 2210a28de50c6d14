"""Pumps as last reported: a draw believes one origin and draws what its words leave open."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from qafila.ledger.sampling import held_origin, weight_of
from qafila.simulate.claimed import filled_range
from qafila.simulate.parameters import quantile
from qafila.streams import claim_stream
from qafila.tables import read_defaults
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation

_PUMPS = ("recovered", "dry")  # of two reports of one origin and day the graver one is believed
_ALL = (1.0, 1.0, 1.0)


class PumpState(NamedTuple):
    """What one origin lets expect of the pumps of a city.

    Parameters
    ----------
    cover : array, shape (draw,), days
        Days of supply on the day of the report.
    dry_days : array, shape (draw,), days
        For how many days in a row pumps have been dry; 0 where they are not.
    """

    cover: NDArray[np.float64]
    dry_days: NDArray[np.int64]


def pump_reports(situation: Situation, city: str) -> pd.DataFrame:
    """Reports on the newest day on which pumps of a city are told to be dry or supplied again.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.

    Returns
    -------
    pandas.DataFrame
        Rows of observations with ``origin`` and ``source_kind``, one an origin, sorted by origin.
        Of two reports of one origin about one day the one that was published later holds; if both
        were published on one day, that of dry pumps.
    """
    rows = situation.observations
    rows = rows[
        (rows["location_id"] == city)
        & rows["measure"].isin(_PUMPS)
        & (rows["date_end"] <= pd.Timestamp(situation.as_of))
    ]
    rows = rows.assign(
        origin=rows["said_by"].where(rows["said_by"] != "", rows["source"]),
        rank=[_PUMPS.index(measure) for measure in rows["measure"]],
    )
    order = ["origin", "date_end", "reported_at", "rank", "date_start", "qualifier"]
    rows = rows.sort_values(order, kind="stable").drop_duplicates("origin", keep="last")
    newest: pd.DataFrame = rows[rows["date_end"] == rows["date_end"].max()]
    return newest.assign(source_kind=[situation.kind_of_source(one) for one in newest["origin"]])


def believed(
    reports: pd.DataFrame,
    claimed: NDArray[np.float64] | None,
    kinds: tuple[str, ...],
    table: ParameterTable,
    city: str,
) -> PumpState:
    """What each draw believes of the pumps of a city on the newest day that reports speak of.

    Parameters
    ----------
    reports : pandas.DataFrame
        Rows of `pump_reports`, at least one.
    claimed : array, shape (draw,), days, or None
        Days of supply by other origins that give a figure for the same day.
    kinds : tuple of str
        Kind of each of them.
    table : ParameterTable
        Parameters by draw.
    city : str
        Identifier of the city.

    Returns
    -------
    PumpState
        Of one origin in each draw. In the draws in which none is believed
        (``single_origin_confidence``) the city has what a strained one keeps.
    """
    told = [pump_state(row, table, city) for row in reports.to_dict("records")]
    not_dry = np.zeros(table.draws, dtype=np.int64)
    if claimed is not None:
        told += [PumpState(claimed, not_dry)] * len(kinds)
    told.append(PumpState(table.draw("opening_cover_strained", city), not_dry))
    origins = [*reports["source_kind"], *kinds]
    stream = claim_stream("pumps", city, f"{reports['date_end'].max():%Y-%m-%d}")
    held = held_origin(origins, table.members.uniforms(stream))
    doubt = (1.0 - table.draw("single_origin_confidence")) ** weight_of(origins)
    doubted = table.members.uniforms(stream, item=2) < doubt
    held = np.where(doubted, len(told) - 1, held)
    draws = np.arange(table.draws)
    return PumpState(*(np.stack(part)[held, draws] for part in zip(*told, strict=True)))


def pump_state(row: Mapping[Any, Any], table: ParameterTable, city: str) -> PumpState:
    """What one report lets expect of the pumps of a city on its day.

    Pumps are dry in the draws in which fewer of them serve than ``dry_threshold``. Where enough of
    them serve although some are said to be dry, the city has what a strained one keeps.

    Parameters
    ----------
    row : mapping
        One row of `pump_reports`.
    table : ParameterTable
        Parameters by draw.
    city : str
        Identifier of the city.

    Returns
    -------
    PumpState
        By draw.
    """
    day = f"{row['date_end']:%Y-%m-%d}"
    u = table.members.uniforms(claim_stream("pumps", city, day), item=1)
    share = quantile("triangular", *share_of_stations(row), u)
    is_dry_report = row["measure"] == "dry"
    serving = 1.0 - share if is_dry_report else share
    dry = serving < table.draw("dry_threshold", city)
    otherwise = "opening_cover_strained" if is_dry_report else "opening_cover_recovered"
    cover = np.where(dry, table.draw("opening_cover_dry", city), table.draw(otherwise, city))
    length = (row["date_end"] - row["date_start"]).days + 1
    return PumpState(cover, np.where(dry, length, 0))


def share_of_stations(row: Mapping[Any, Any]) -> tuple[float, float, float]:
    """Share of the stations of a city of which a report speaks.

    Parameters
    ----------
    row : mapping
        With value, low, high, unit and qualifier of a row of observations.

    Returns
    -------
    tuple of float
        Best, low, high: the figures of the row if they say less than "all"; else what its words
        stand for in ``defaults/station_shares.csv``; else all stations.

    Examples
    --------
    >>> unknown = float("nan")
    >>> row = {"value": 1.0, "low": unknown, "high": unknown, "unit": "1", "qualifier": ""}
    >>> share_of_stations(row)
    (1.0, 1.0, 1.0)
    >>> share_of_stations(row | {"value": unknown, "low": 0.2, "high": 0.4})
    (0.30000000000000004, 0.2, 0.4)
    >>> best, low, high = share_of_stations(row | {"qualifier": "most stations"})
    >>> low >= 0.5
    True
    """
    best, low, high = (float(row[name]) for name in ("value", "low", "high"))
    told = filled_range(best, low, high)
    if row["unit"] == "1" and min(told) >= 0.0 and max(told) <= 1.0 and told != _ALL:
        return told
    said = fold(str(row["qualifier"])).flat
    for words, share in _words():
        if words.search(said):
            return share
    return _ALL


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[re.Pattern[str], tuple[float, float, float]], ...]:
    """Words for a share of stations, the longest first, so that "not all" goes before "all"."""
    rows = read_defaults("station_shares", "station_shares").to_dict("records")
    folded = [(fold(row["words"]).flat, row) for row in rows]
    return tuple(
        (re.compile(rf"\b{re.escape(words)}\b"), (row["best"], row["low"], row["high"]))
        for words, row in sorted(folded, key=lambda one: (-len(one[0]), one[0]))
    )
