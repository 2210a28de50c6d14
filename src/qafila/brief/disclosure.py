"""What may be passed on: the rules of the public profile, applied before anything is written.

Counts of people under ten are suppressed, and further cells with them, so that no total gives them
back. Forecasts keep two significant digits, of people never less than tens. Corridors are told by
week, passages only when older than three days. ``DATA_POLICY.md`` says why.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from qafila import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.claims import Claim

PROFILES = ("public", "internal")
MARKING = "restricted, do not forward"

_PEOPLE = frozenset({"people", "persons", "households"})
_PUBLISHED_COUNTS = frozenset({"abduction", "hostage_release"})
_PASSAGES = frozenset({"supply_arrival"})


@lru_cache(maxsize=1)
def _rules() -> Mapping[tuple[str, str], float]:
    rows = tables.read_defaults("parameters", "brief")
    return dict(
        zip(zip(rows["parameter"], rows["applies_to"], strict=True), rows["best"], strict=True)
    )


def rule(parameter: str, applies_to: str = "") -> float:
    """Value of a rule in ``defaults/brief.csv``.

    Parameters
    ----------
    parameter : str
        Its name.
    applies_to : str
        Which of several.

    Returns
    -------
    float
        The value.

    Examples
    --------
    >>> rule("small_count")
    10.0
    """
    return float(_rules()[parameter, applies_to])


def week_of(day: dt.date) -> dt.date:
    """Monday of the week of a day.

    Parameters
    ----------
    day : datetime.date
        The day.

    Returns
    -------
    datetime.date
        The Monday on or before it.

    Examples
    --------
    >>> week_of(dt.date(2025, 11, 30))
    datetime.date(2025, 11, 24)
    """
    return day - dt.timedelta(days=day.weekday())


def is_recent(day: dt.date, as_of: dt.date) -> bool:
    """Whether a passage is too fresh to be told.

    Parameters
    ----------
    day : datetime.date
        Day of the passage.
    as_of : datetime.date
        Day of the brief, at whose end it is written.

    Returns
    -------
    bool
        True unless all of the day lies further back than the delay.

    Examples
    --------
    >>> [is_recent(dt.date(2025, 11, day), dt.date(2025, 11, 30)) for day in (26, 27, 28, 30)]
    [False, False, True, True]
    """
    return (as_of - day).days * 24 < rule("passage_delay")


def public_passage(day: dt.date | None, as_of: dt.date) -> dt.date | None:
    """Week of the last passage that may be told.

    Parameters
    ----------
    day : datetime.date or None
        Day of the passage.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    datetime.date or None
        Monday of its week; None if there is none, or it is too fresh.

    Examples
    --------
    >>> public_passage(dt.date(2025, 11, 22), dt.date(2025, 11, 30))
    datetime.date(2025, 11, 17)
    """
    return None if day is None or is_recent(day, as_of) else week_of(day)


def two_digits(value: float) -> float:
    """A number with two significant digits.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    float
        The rounded number; what is not finite stays.

    Examples
    --------
    >>> two_digits(12470.0), two_digits(0.0437)
    (12000.0, 0.044)
    """
    if value == 0 or not math.isfinite(value):
        return value
    digits = int(rule("forecast_digits"))
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def public_people(value: float) -> float:
    """Forecast of people as it may be told: two digits, never finer than ten people.

    Parameters
    ----------
    value : float
        People.

    Returns
    -------
    float
        The rounded number; not a number if it is above zero and under ten.

    Examples
    --------
    >>> public_people(12470.0), public_people(17.0), public_people(4.0), public_people(0.0)
    (12000.0, 20.0, nan, 0.0)
    """
    threshold = rule("small_count")
    if value == 0 or not math.isfinite(value):
        return value
    if value < threshold:
        return math.nan
    return max(threshold, math.floor(two_digits(value) / threshold + 0.5) * threshold)


def public_forecast(frame: pd.DataFrame, people: Iterable[str]) -> pd.DataFrame:
    """Forecast rows as they may be told.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of a forecast.
    people : iterable of str
        Targets that count people.

    Returns
    -------
    pandas.DataFrame
        The same rows with rounded values and a column ``suppressed``.

    Examples
    --------
    >>> frame = pd.DataFrame({"target": ["a", "a"], "value": [3.0, 1234.0]})
    >>> public_forecast(frame, ["a"])["value"].tolist()
    [nan, 1200.0]
    """
    counted = frame["target"].isin(list(people))
    values = [
        public_people(value) if is_people else two_digits(value)
        for value, is_people in zip(frame["value"], counted, strict=True)
    ]
    rounded = pd.Series(values, index=frame.index, dtype="float64")
    return frame.assign(value=rounded, suppressed=rounded.isna() & frame["value"].notna())


@dataclass(frozen=True)
class Total:
    """Parts that add up to a total, all of them cells of one table.

    Parameters
    ----------
    parts : tuple of int
        Numbers of the cells that are added.
    total : int
        Number of the cell that holds their sum.
    """

    parts: tuple[int, ...]
    total: int

    @property
    def cells(self) -> tuple[int, ...]:
        """All cells, the total last."""
        return (*self.parts, self.total)


def suppress(
    values: Sequence[int | None], totals: Sequence[Total], threshold: int | None = None
) -> frozenset[int]:
    """Choose the cells that must not be shown.

    Counts from 1 to under the threshold are hidden. Then, while a total tells anything about a
    hidden cell that its being hidden does not, the smallest cell still shown is hidden as well;
    at last nothing of that total is left to subtract.

    Parameters
    ----------
    values : sequence of int or None
        Counts; None is unknown and hides nothing.
    totals : sequence of Total
        Which cells add up to which.
    threshold : int, optional
        Least count that may be shown.

    Returns
    -------
    frozenset of int
        Numbers of the hidden cells.

    Notes
    -----
    For each total with a cell that is shown, every hidden count may be any number from 1 to under
    the threshold as far as that total can tell.

    Examples
    --------
    >>> sorted(suppress([4, 100, 60, 164], [Total((0, 1, 2), 3)]))
    [0, 2]
    """
    least = int(rule("small_count")) if threshold is None else threshold
    small = {i for i, value in enumerate(values) if value is not None and 0 < value < least}
    hidden = set(small)
    changed = True
    while changed:
        changed = False
        for total in totals:
            while not _safe(total, values, small, hidden, least):
                shown = [i for i in total.cells if i not in hidden and values[i] is not None]
                # A cell of zero hides nothing, and its turn comes only when nothing else is left.
                hidden.add(min(shown, key=lambda i: (values[i] == 0, values[i] or 0, i)))
                changed = True
    return frozenset(hidden)


def _safe(
    total: Total, values: Sequence[int | None], small: set[int], hidden: set[int], least: int
) -> bool:
    """Whether a total tells nothing of its hidden cells, even to one who knows the rule."""
    cells = total.cells
    if not any(i in hidden for i in cells):
        return True
    if not any(i not in hidden and values[i] is not None for i in cells):
        return True
    for cell in cells:
        if cell in hidden and not _wide(cell, total, values, small, hidden, least):
            return False
    return True


def _reach(
    cell: int, values: Sequence[int | None], small: set[int], hidden: set[int], least: int
) -> tuple[float, float]:
    """What one who knows the rule knows of a cell by itself."""
    value = values[cell]
    if value is None:
        return 0.0, math.inf
    if cell not in hidden:
        return float(value), float(value)
    return (1.0, least - 1.0) if cell in small else (0.0 if value == 0 else least, math.inf)


def _wide(
    cell: int,
    total: Total,
    values: Sequence[int | None],
    small: set[int],
    hidden: set[int],
    least: int,
) -> bool:
    """Whether the others leave a hidden cell as free as it was."""
    others = [_reach(i, values, small, hidden, least) for i in total.parts if i != cell]
    low, high = sum(reach[0] for reach in others), sum(reach[1] for reach in others)
    if cell != total.total:
        whole = _reach(total.total, values, small, hidden, least)
        low, high = whole[0] - high, whole[1] - low
    own = _reach(cell, values, small, hidden, least)
    if cell in small:
        return low <= own[0] and high >= own[1]
    # A hidden count that is not small must not be told exactly, or it gives the small one back.
    return high - low >= least - 2


def totals_of(frame: pd.DataFrame, keys: Sequence[str], part: str) -> list[Total]:
    """Totals that a table holds: rows alike in all keys, one without the part, the others with it.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    keys : sequence of str
        Columns in which a total and its parts agree.
    part : str
        Column that is empty in a total.

    Returns
    -------
    list of Total
        By position of the rows.

    Examples
    --------
    >>> frame = pd.DataFrame({"day": [1, 1, 1], "place": ["", "a", "b"]})
    >>> totals_of(frame, ["day"], "place")
    [Total(parts=(1, 2), total=0)]
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, row in enumerate(frame[[*keys, part]].astype(str).itertuples(index=False)):
        groups.setdefault(tuple(row)[:-1], []).append(number)
    empty = [value == "" for value in frame[part].astype(str)]
    found = []
    for numbers in groups.values():
        parts = tuple(number for number in numbers if not empty[number])
        found += [Total(parts, number) for number in numbers if empty[number] and parts]
    return found


def hidden_observations(observations: pd.DataFrame, countries: Mapping[str, str]) -> frozenset[int]:
    r"""Rows of observations whose counts of people must not be shown.

    Parameters
    ----------
    observations : pandas.DataFrame
        Columns of ``schema/observations.csv``.
    countries : mapping of str to str
        Country of each place.

    Returns
    -------
    frozenset of int
        Positions of the rows.

    Notes
    -----
    Totals are looked for over places of a country, countries of origin and legal statuses.

    Examples
    --------
    >>> from qafila import tables
    >>> hidden_observations(tables.read_table("observations", b"observation_id\n", "o")[0], {})
    frozenset()
    """
    frame = observations.reset_index(drop=True)
    homes = [
        country or countries.get(place, "")
        for place, country in zip(frame["location_id"], frame["country"], strict=True)
    ]
    frame = frame.assign(country=homes)
    same = ["date_start", "date_end", "measure"]
    hidden: frozenset[int] = frozenset()
    found: list[Total] = []
    for part in ("location_id", "coo", "legal_status"):
        keys = [key for key in ("country", "location_id", "coo", "legal_status") if key != part]
        found += totals_of(frame, [*same, *keys], part)
    for column in ("individuals", "households"):
        counts = [None if pd.isna(value) else int(value) for value in frame[column]]
        hidden |= suppress(counts, found)
    other = frame["unit"].isin(list(_PEOPLE)) & (frame["value"] > 0)
    small = other & (frame["value"] < rule("small_count"))
    return hidden | frozenset(int(str(number)) for number in frame.index[small])


@dataclass(frozen=True)
class Shown:
    """What may be shown of a claim.

    Parameters
    ----------
    figure, words : bool
        Whether its figure and dates, and its verbatim words, may be shown.
    reason : str
        Key of the text that says why not: ``small_count`` or ``recent_passage``.
    """

    figure: bool = True
    words: bool = True
    reason: str = ""


def tells_passage(claim: Claim) -> bool:
    """Whether a claim tells of a single passage, and not of what came over weeks.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        True for a passage that is dated to less than a week, or not at all.
    """
    start, end = claim.date.start, claim.date.end
    if claim.event_type not in _PASSAGES:
        return False
    return start is None or end is None or (end - start).days < rule("passage_week")


def _reason(claim: Claim, as_of: dt.date) -> str:
    stated = (claim.best, claim.low, claim.high)
    if (
        claim.unit in _PEOPLE
        and claim.event_type not in _PUBLISHED_COUNTS
        and any(value is not None and 0 < value < rule("small_count") for value in stated)
    ):
        return "small_count"
    day = claim.date.end or claim.date.start or claim.reported_at
    if tells_passage(claim) and day is not None and is_recent(day, as_of):
        return "recent_passage"
    return ""


def shown_claims(claims: Sequence[Claim], as_of: dt.date, profile: str) -> Mapping[str, Shown]:
    """What may be shown of each claim.

    Parameters
    ----------
    claims : sequence of Claim
        Claims of a ledger.
    as_of : datetime.date
        Day of the brief.
    profile : str
        ``public`` or ``internal``.

    Returns
    -------
    mapping of str to Shown
        By claim_id. In public, words that overlap withheld words are withheld as well.

    Examples
    --------
    >>> shown_claims((), dt.date(2025, 11, 30), "public")
    {}
    """
    if profile == "internal":
        return {claim.claim_id: Shown() for claim in claims}
    reasons = {claim.claim_id: _reason(claim, as_of) for claim in claims}
    closed: dict[str, list[tuple[int, int, str]]] = {}
    for claim in claims:
        if reasons[claim.claim_id]:
            spot = (claim.span.start, claim.span.end, reasons[claim.claim_id])
            closed.setdefault(claim.document_id, []).append(spot)
    shown = {}
    for claim in claims:
        own = reasons[claim.claim_id]
        near = own or next(
            (
                reason
                for start, end, reason in closed.get(claim.document_id, ())
                if claim.span.start < end and start < claim.span.end
            ),
            "",
        )
        shown[claim.claim_id] = Shown(figure=not own, words=not near, reason=near)
    return shown
