"""What a person reads on the terminal of a simulated case, and of what a scenario changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from qafila.cards import count
from qafila.simulate.scenario import SETTING
from qafila.simulate.siege.particles import Calibration, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def summary_lines(record: Mapping[str, Any]) -> list[str]:
    """What a person wants to read on the terminal.

    Parameters
    ----------
    record : mapping
        From `simulate_case`.

    Returns
    -------
    list of str
        A heading, and a line for each place and city.

    Examples
    --------
    >>> told = {"target": "days_of_supply", "location": "tellara", "commodity": "fuel",
    ...         "unit": "days", "median": 3.25, "low90": 0.5, "high90": 9.0}
    >>> record = {"case": "teaching", "as_of": "2024-03-31", "draws": 500, "days": 60, "seed": 7,
    ...           "last_day": [told]}
    >>> summary_lines(record)[-1].split()
    ['days', 'of', 'supply', 'tellara', 'fuel', '3.2', '(0.5', 'to', '9.0)', 'days']
    """
    zero = dt.date.fromisoformat(record["as_of"])
    names, draws, days = record.get("names", {}), record["draws"], record["days"]
    lines = [
        f"WHAT IF, not a forecast: {told_change(change, zero, names)}"
        for change in record.get("changes", ())
    ]
    last = zero + dt.timedelta(days=days)
    lines += [
        f"{record['case']} as of {zero}: {sizes(draws, days)}, seed {record['seed']}; "
        + _calibrated(record),
        f"On {last} (day {days}): "
        + (f"median (90 % of draws{_stretched(record)})" if draws > 1 else "the one draw"),
    ]
    lines += _outcome_lines(record["last_day"], names, span=draws > 1)
    if "difference" in record:
        lines.append("What the changes make, each draw against its pair without them:")
        lines += _outcome_lines(record["difference"], names, span=draws > 1, signed=True)
    return lines + [f"Note: {note}" for note in record.get("notes", ())]


def _stretched(record: Mapping[str, Any]) -> str:
    """That intervals of supply are wider than the draws, as a brief has them."""
    factor = record.get("interval_inflation", 1.0)
    if factor <= 1.0 or not any(one["unit"] == "days" for one in record["last_day"]):
        return ""
    return f"; of days of supply stretched by {factor:g}, declared and not learnt"


def _calibrated(record: Mapping[str, Any]) -> str:
    found = record.get("calibration", {})
    if record.get("calibrated", "no") == "no":
        return "not calibrated"
    day = dt.date.fromisoformat(found["as_of"])
    return told_of(Calibration(found["city"], day, found["table"]))


def sizes(draws: int, days: int) -> str:
    """How much is simulated.

    Parameters
    ----------
    draws, days : int
        How many.

    Returns
    -------
    str
        English.

    Examples
    --------
    >>> sizes(1, 60)
    '1 draw of 60 days'
    """
    return f"{count(draws, 'draw')} of {count(days, 'day')}"


def _outcome_lines(
    told: list[Mapping[str, Any]],
    names: Mapping[str, str],
    *,
    span: bool,
    signed: bool = False,
) -> list[str]:
    rows = []
    for one in told:
        digits = 0 if one["unit"] == "people" else 1
        low, median, high = (
            figure(one[key], digits, signed=signed) for key in ("low90", "median", "high90")
        )
        what = "arrivals so far" if one["unit"] == "people" else "days of supply"
        where = f"{names.get(one['location'], one['location'])} {one['commodity']}".rstrip()
        rows.append((what, where, median, f"({low} to {high}) " * span + one["unit"]))
    wide = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return [
        f"  {what:<{wide[0]}}  {where:<{wide[1]}}  {median:>{wide[2]}}  {rest}"
        for what, where, median, rest in rows
    ]


def figure(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """A number for a line, where what rounds to zero has no sign.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        After the point.
    signed : bool
        Whether it is a difference.

    Returns
    -------
    str
        With thousands apart.

    Examples
    --------
    >>> figure(-0.3), figure(1234.0, signed=True), figure(0.04, 1, signed=True)
    ('0', '+1,234', '0.0')
    """
    rounded = round(value, digits)
    if rounded == 0:
        return f"{0:.{digits}f}"
    return f"{rounded:+,.{digits}f}" if signed else f"{rounded:,.{digits}f}"


def _of_setting(change: Mapping[str, Any]) -> str:
    """In what a change of a city is counted."""
    unit = {
        "attack_pace": " times",
        "partner_force": " times",
        "extra_convoys": " a week",
        "convoy_size": " tankers",
        "storage": f" {str(change.get('unit') or 'days').replace('_', ' ')}",
        "rationing": " of demand",
    }.get(change["kind"], "")
    cover = change.get("cover")
    return unit if cover is None else f"{unit} below {cover:g} days of supply"


def told_change(
    change: Mapping[str, Any], day_zero: dt.date, names: Mapping[str, str] | None = None
) -> str:
    """A planned change in words.

    Parameters
    ----------
    change : mapping
        Fields of `qafila.simulate.Change`.
    day_zero : datetime.date
        Day 0 of the run.
    names : mapping of str to str, optional
        Names by identifier.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> from dataclasses import asdict
    >>> from qafila.simulate import Change
    >>> zero = dt.date(2012, 2, 29)
    >>> told_change(asdict(Change("close_route", "Gao", 3, second_id="Kidal")), zero)
    'close route Gao - Kidal from 2012-03-03 to the end'
    >>> told_change(asdict(Change("set_intensity", "Gao", 1, 9, value=0.5)), zero)
    'set intensity Gao to 0.5 from 2012-03-01 to 2012-03-09'
    """
    ends = [
        (names or {}).get(end, end) for end in (change["target_id"], change["second_id"]) if end
    ]
    what = f"{change['kind'].replace('_', ' ')} {' - '.join(ends)}"
    if change["value"] is not None:
        by = "by" if change["kind"].startswith("add_") or change["kind"] == "storage" else "to"
        what += f" {by} {change['value']:g}"
    if change["kind"] == "set_parameter" or change["kind"] in SETTING:
        return what + _of_setting(change)
    start, end = (
        None if day is None else day_zero + dt.timedelta(days=day)
        for day in (change["start_day"], change["end_day"])
    )
    return f"{what} from {start} to {end or 'the end'}"
