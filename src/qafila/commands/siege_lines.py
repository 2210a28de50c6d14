"""The page that a person reads on the terminal of a city under siege."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from qafila.commands.simulate_lines import figure, sizes, told_change
from qafila.forecasting.siege.record import RESTRICTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MILLION = 1e6
_THOUSAND = 1e3
_TOTAL = "total"
_WEEKS_SHOWN = 4
_DATES_SHOWN = 5  # the day itself, and four weeks
_QUANTITIES = {
    "days_of_supply_at_end": "days of supply on the last day",
    "days_until_dry": "days until dry",
    "receipts": "receipts",
    "dry_by_end": "chance of dry pumps by the end",
    "electricity": "electricity",
    "water": "water",
}


def siege_lines(record: Mapping[str, Any], names: Mapping[str, str] | None = None) -> list[str]:
    """A short page.

    Parameters
    ----------
    record : mapping
        From `siege_case`.
    names : mapping of str to str, optional
        Names by identifier.

    Returns
    -------
    list of str
        English; corridors first, then supply, then what changes would make, then what is unknown.
    """
    names = names or {}
    calibration = record["calibration"]
    city = names.get(record["city"], record["city"])
    lines = [
        f"{city} as of {record['as_of']}: {sizes(record['draws'], record['days'])}, "
        f"seed {record['seed']}; {calibration['told']}",
        f"  {RESTRICTED}",
    ]
    if calibration.get("how"):
        lines.append(f"  to calibrate: {calibration['how']}")
    if calibration.get("differs"):
        lines.append(f"  a posterior of that day has other inputs: {_and(calibration['differs'])}")
    lines += ["", "Supply corridors", *_corridors(record["corridors"])]
    lines += ["", "Days of supply today: median (90 %)", *_cover(record["commodities"])]
    lines += _dry(record)
    lines += _receipts(record)
    lines += _stations(record["stations"])
    lines += _services(record["services"])
    lines += _what_if(record, names)
    lines += ["", "To know"]
    lines += [f"  - {note}" for note in (record["rules"]["intervals"], *record["notes"])]
    return lines


def _and(names: Sequence[str]) -> str:
    return ", ".join(names)


def _corridors(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    table = [("", "status", "evidence", "last passage", "attacks lately")]
    for row in rows:
        age = row["evidence_age_days"]
        table.append(
            (
                row["name"],
                f"{row['status']} {row['probability']:.0%}"
                if row["status"] != "unknown"
                else "unknown",
                "none" if age is None else f"{age} d old",
                row["last_confirmed_passage"] or "none that names the road",
                row["trend"],
            )
        )
    return _aligned(table) if rows else ["  none leads there"]


def _cover(commodities: Mapping[str, Mapping[str, Any]]) -> list[str]:
    table = []
    for name, one in commodities.items():
        found = one["days_of_supply"]
        told = one["data"] if found is None else _span(found, 1)
        table.append((_name(name), told, "split not validated" if one["split"] else ""))
    return [*_aligned(table), *_litres(commodities[_TOTAL])]


def _litres(total: Mapping[str, Any]) -> list[str]:
    if total["stock"] is None:
        return []
    factor, word = _volume(total)
    stock, need = (
        _span({level: value / factor for level, value in total[name].items()}, 1)
        for name in ("stock", "daily_need")
    )
    return [f"  in {word} litres: {stock} in stock, of which the city needs {need} a day"]


def _volume(total: Mapping[str, Any]) -> tuple[float, str]:
    """Thousands where the city needs so little that nothing would be seen of it in millions."""
    need = total["daily_need"]
    small = need is not None and need["p50"] < _MILLION / 10.0
    return (_THOUSAND, "thousand") if small else (_MILLION, "million")


def _dry(record: Mapping[str, Any]) -> list[str]:
    told = {name: one for name, one in record["commodities"].items() if one["stock_out"]}
    if not told:
        return []
    rules = record["rules"]
    every = next(iter(told.values()))["stock_out"]
    chosen = [at for at, one in enumerate(every) if at < _DATES_SHOWN or at == len(every) - 1]
    table = [("", *(every[at]["date"] for at in chosen))]
    for name, one in told.items():
        chances = (one["stock_out"][at]["probability"] for at in chosen)
        what = "all at pumps" if name == _TOTAL else _name(name)
        table.append((what, *(_chance(chance) for chance in chances)))
    head = (
        "Chance that pumps have run dry on or before a date "
        f"(less than {rules['dry_threshold']:.0%} of demand served for {rules['dry_days']} days)"
    )
    return ["", head, *_aligned(table)]


def _chance(share: float) -> str:
    """A share of draws, which are too few to make anything impossible or sure."""
    if share < 0.01:
        return "<1%"
    return ">99%" if share > 0.99 else f"{share:.0%}"


def _receipts(record: Mapping[str, Any]) -> list[str]:
    weeks = [one for one in record["total"]["receipts"] if one["period"] == "week"]
    months = [one for one in record["total"]["receipts"] if one["period"] == "month"]
    shown = weeks[:_WEEKS_SHOWN] + months[:2]
    if not shown:
        return []
    factor, word = _volume(record["commodities"][_TOTAL])
    table = []
    for one in shown:
        part = "" if one["whole"] else f"part of a {one['period']}"
        told = {
            level: value / factor
            for level, value in one.items()
            if level.startswith("p") and level[1:].isdigit()
        }
        table.append((f"{one['start']} to {one['end']}", f"{_span(told, 1)} {word} litres", part))
    what = "Registered by customs, all fuels of city and region"
    if not record["national"]:
        what = "Cleared for the city, all fuels"
    head = f"{what}: median (90 %)"
    return ["", head, *_aligned(table)]


def _stations(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:
        return []
    told = f"Stations that have fuel, next {found['days']} days: median (90 %)"
    return ["", told, f"  {_shares(found)} of all; reports of dry pumps speak of these"]


def _shares(found: Mapping[str, Any]) -> str:
    return f"{found['p50']:.0%} ({found['p05']:.0%} to {found['p95']:.0%})"


def _services(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:
        return []
    table = [(name, _shares(found[name])) for name in ("electricity", "water")]
    told = (
        f"What diesel alone would allow, of normal, next {found['days']} days: not what reports say"
    )
    return ["", told, *_aligned(table)]


def _what_if(record: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    if not record["scenarios"]:
        return []
    zero = dt.date.fromisoformat(record["as_of"])
    lines = ["", "What if, not a forecast: each draw with the changes less its pair without them"]
    for one in record["scenarios"]:
        told = [told_change(change, zero, names) for change in one["changes"]]
        lines.append(f"  {one['scenario']}: {'; '.join(told)}")
        rows = [row for row in record["what_if"] if row["scenario"] == one["scenario"]]
        kept = [row for row in rows if row["commodity"] in (_TOTAL, "food", "")]
        lines += [f"  {line}" for line in _aligned([_delta(row) for row in kept])]
    return lines


def _delta(row: Mapping[str, Any]) -> tuple[str, ...]:
    what = _QUANTITIES[row["quantity"]]
    if row["commodity"] not in ("", _TOTAL):
        what += f", {row['commodity']}"
    found = row["delta"]
    if found is None:
        return what, "unknown"
    scale, digits, unit = {
        "1": (100.0, 0, "points"),
        "days": (1.0, 1, "days"),
    }.get(row["unit"], (1.0 / _MILLION, 1, f"million {row['unit']}"))
    values = [
        figure(value * scale, digits, signed=True)
        for value in (row["mean"], found["p05"], found["p95"])
    ]
    return what, f"mean {values[0]} ({values[1]} to {values[2]}) {unit}"


def _span(found: Mapping[str, float], digits: int) -> str:
    low, middle, high = (figure(found[level], digits) for level in ("p05", "p50", "p95"))
    return f"{middle} ({low} to {high})"


def _name(commodity: str) -> str:
    plain = {"jet_a1": "Jet A-1", "power_diesel": "diesel of power plants", _TOTAL: "all fuels"}
    return plain.get(commodity, commodity)


def _aligned(table: Sequence[tuple[str, ...]]) -> list[str]:
    if not table:
        return []
    wide = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return [
        "  " + "  ".join(f"{cell:<{size}}" for cell, size in zip(row, wide, strict=True)).rstrip()
        for row in table
    ]
