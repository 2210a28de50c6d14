"""A siege as one record for machines, with what a reader must know of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila import __version__
from qafila.forecasting.calibration.telling import calibration_record, learnt, learnt_note
from qafila.forecasting.siege.quantities import (
    LISTED,
    TOTAL,
    known,
    of_commodity,
    of_receipts,
)
from qafila.forecasting.siege.what_if import rationing_notes
from qafila.simulate.siege.amounts import FUELS, is_fuel
from qafila.simulate.siege.outlook import WEEK, spread
from qafila.simulate.siege.services import services
from qafila.simulate.siege.stations import stations

if TYPE_CHECKING:
    import pandas as pd

    from qafila.forecasting.siege.siege import Siege

_FEW_DRAWS = 100  # of fewer the outer twentieths of an interval are less than five draws each
NO_DATA = "no data"
UNKNOWN = "unknown"
NOT_VALIDATED = "not validated: parted from all petroleum products by a prior"
RESTRICTED = "internal: days and claims by corridor, not for publication"
LAST_RESORT = (
    "escort scenarios describe state and commercial convoys; armed escort of humanitarian cargo is "
    "a last resort (IASC guidelines)"
)
_NOTES = {
    "demand-unknown": "no source tells what the city uses of {what}: days of supply are unknown",
    "no-supply-corridor": "in some draws no corridor supplies the city: how it lives is unknown",
    "opening-stock-unknown": "no report tells the stock of the day: it is drawn from a wide range",
    "pumps-already-dry": "in some draws pumps are dry on the day",
}
_ESCORTS = frozenset({"extra_convoys", "convoy_size", "partner_force"})

_WEIGHED = (
    "the status of corridors is what evidence on them says; what customs and pumps are told to "
    "have received moves the draws behind the figures, and not that table. Figures of days that "
    "are told from priors are not to be compared with these"
)


def record_of(siege: Siege) -> dict[str, Any]:
    """All that is told of a siege.

    Parameters
    ----------
    siege : Siege
        The siege.

    Returns
    -------
    dict of str to object
        Of plain types.
    """
    run, rules = siege.run, siege.rules
    told = known(run)
    return {
        "qafila": __version__,
        "restricted": True,
        "case": siege.situation.case.name,
        "as_of": siege.situation.as_of.isoformat(),
        "city": siege.city,
        "calibrated": siege.calibrated,
        "calibration": calibration_record(
            siege.situation,
            siege.posterior,
            siege.differs,
            table=siege.table,
            city=siege.city,
            stored=siege.stored,
        ),
        "days": siege.scenario.days,
        "draws": siege.scenario.draws,
        "seed": siege.scenario.seed,
        "rules": {
            **asdict(rules),
            "intervals": (
                f"intervals are stretched by {rules.inflation:g}, declared and not learnt: fewer "
                "than 20 outcomes are known; chances and differences are not stretched"
            ),
        },
        "commodities": {
            name: _commodity(siege, name, told) for name in _listed(run.goods.commodities)
        },
        "national": is_national(siege),
        "total": {"receipts": of_receipts(run, TOTAL, rules) if TOTAL in told else []},
        "corridors": [_corridor(row) for row in siege.corridors.to_dict("records")],
        "stations": _stations(siege),
        "services": _services(siege),
        "what_if": [row for one in siege.what_if for row in one.deltas],
        "scenarios": [
            {"scenario": one.name, "changes": [asdict(change) for change in one.changes]}
            for one in siege.what_if
        ],
        "notes": notes_of(siege),
    }


def _listed(simulated: tuple[str, ...]) -> tuple[str, ...]:
    return (*LISTED, *(name for name in simulated if name not in LISTED), TOTAL)


def _commodity(siege: Siege, name: str, told: tuple[str, ...]) -> dict[str, Any]:
    if name in told:
        found = of_commodity(siege.run, name, siege.rules)
        return {"data": "", **found, "split": NOT_VALIDATED if name in FUELS else ""}
    commodities = siege.run.goods.commodities
    simulated = name in commodities or (name == TOTAL and any(map(is_fuel, commodities)))
    nothing: dict[str, Any] = {
        "unit": "", "days_of_supply": None, "stock": None, "daily_need": None, "stock_out": [],
        "receipts": [],
    }  # fmt: skip
    return {"data": UNKNOWN if simulated else NO_DATA, **nothing, "split": ""}


def _corridor(row: dict[Any, Any]) -> dict[str, Any]:
    age, passed = row["evidence_age_days"], row["last_confirmed_passage"]
    return {
        "corridor_id": row["corridor_id"],
        "name": row["name_en"],
        "status": row["status"],
        "probability": None if _missing(row["probability"]) else float(row["probability"]),
        "chances": {
            name: float(row[f"p_{name}"]) for name in ("open", "contested", "closed", "truce")
        },
        "evidence_age_days": None if _missing(age) else int(age),
        "claims": list(row["claims"]),
        "last_confirmed_passage": None if _missing(passed) else str(passed)[:10],
        "trend": row["trend"],
        "trend_reason": row["trend_reason"],
        "attacks_month": {
            "p05": float(row["attacks_month_p05"]),
            "p50": float(row["attacks_month_median"]),
            "p95": float(row["attacks_month_p95"]),
        },
    }


def _missing(value: Any) -> bool:
    return value is None or value != value  # NaN and NaT are not themselves


def _stations(siege: Siege) -> dict[str, Any] | None:
    world = siege.run.goods.world
    if not (world.in_tankers & world.hoarded).any():
        return None
    serving = stations(siege.run)[:, 1:8].mean(axis=1)
    return {"days": min(7, siege.scenario.days), **spread(np.asarray(serving))}


def _services(siege: Siege) -> dict[str, Any] | None:
    found = services(siege.run)
    if found is None:
        return None
    week = slice(1, 8)
    return {
        "assumption": "electricity and water as far as they need diesel; held against nothing",
        "days": min(7, siege.scenario.days),
        **{
            name: spread(np.asarray(getattr(found, name)[:, week].mean(axis=1)))
            for name in ("electricity", "water")
        },
    }


def notes_of(siege: Siege) -> list[str]:
    """What a reader must know: what is unknown, disputed, assumed.

    Parameters
    ----------
    siege : Siege
        The siege.

    Returns
    -------
    list of str
        English.
    """
    goods = siege.run.goods
    found = [] if siege.posterior is None else [learnt_note(learnt(siege.posterior)), _WEIGHED]
    found += [
        _NOTES[code].format(what=" and ".join(goods.commodities).replace("_", " "))
        for code in goods.notes
        if code in _NOTES
    ]
    found += _sizes(siege)
    found += _silence(siege)
    found += _unpublished(siege)
    unknown = siege.corridors.loc[siege.corridors["status"] == UNKNOWN, "name_en"].tolist()
    if unknown:
        found.append(f"not unsafe but unknown, for want of recent evidence: {'; '.join(unknown)}")
    found += _disputes(siege.corridors)
    found += _loaded_in_cities(siege)
    if any(name in FUELS for name in goods.commodities):
        found.append(
            "the split into petrol, diesel and diesel of power plants is a prior, not validated"
        )
    found.append("prices at pumps are no part of the model and drive nothing")
    found += rationing_notes(siege.what_if)
    if any(change.kind in _ESCORTS for one in siege.what_if for change in one.changes):
        found.append(LAST_RESORT)
    if any(change.kind == "partner_force" for one in siege.what_if for change in one.changes):
        found.append(
            "how far escorts and attacks follow a partner force is assumed (partner_escorts, "
            "partner_attacks), and the range of the second includes no effect"
        )
    return found


def _sizes(siege: Siege) -> list[str]:
    """What the size of a run leaves open."""
    found = []
    if siege.scenario.draws < _FEW_DRAWS:
        found.append(
            f"{siege.scenario.draws} draws are few: their intervals and chances say little; ask "
            f"for {_FEW_DRAWS} or more"
        )
    if siege.scenario.days < WEEK:
        found.append(
            f"days of supply are told over what the city needs in the {siege.scenario.days} days "
            f"of the run, not in seven; ask for {WEEK} days or more"
        )
    return found


def _silence(siege: Siege) -> list[str]:
    """How long nothing has been told, where that is long."""
    situation = siege.situation
    told = [one.reported_at for one in situation.ledger.claims if one.reported_at]
    told += [day.date() for day in situation.observations["reported_at"].dropna()]
    days = (situation.as_of - max(told)).days if told else 0
    if days <= float(situation.parameter("corridor_status_memory")["best"]):
        return []
    return [
        f"nothing has been reported for {days} days: what the ranges stand for is what a siege may "
        "have become, and not what is known of this one"
    ]


def _unpublished(siege: Siege) -> list[str]:
    """What nobody published of the city, so that it is judged or drawn from wide ranges."""
    stocks = siege.situation.stocks
    rows = stocks[stocks["location_id"] == siege.city]
    demand = rows[rows["quantity"] == "demand"]
    found = []
    if len(demand) and (demand["source"] == "estimate").all():
        found.append("no source tells what the city uses now: its demand is an estimate")
    if not (rows["quantity"] == "stock").any():
        found.append(
            "no figure of the stock of the city is known: it is drawn from what is told of its "
            "pumps, or from a wide range"
        )
    if not is_national(siege):
        found.append("receipts are what is cleared for the city; nothing is published of them")
    return found


def _loaded_in_cities(siege: Siege) -> list[str]:
    """Corridors that begin at a city which is besieged in the case itself."""
    corridors = siege.situation.corridors
    cities = {one.city_id for one in corridors}
    here = {one.corridor_id for one in corridors if one.city_id == siege.city}
    begun = {one.corridor_id for one in corridors if one.supply_id in cities} & here
    names = siege.corridors.loc[siege.corridors["corridor_id"].isin(begun), "name_en"].tolist()
    if not names:
        return []
    return [
        "what is loaded there is taken as always available, since each city is simulated alone: "
        + "; ".join(names)
    ]


def is_national(siege: Siege) -> bool:
    """Whether figures that are booked at the city are those of a whole country.

    Parameters
    ----------
    siege : Siege
        The siege.

    Returns
    -------
    bool
        True where the city has a region that it supplies.
    """
    return bool(siege.run.goods.inputs.region_demand.any())


def _disputes(corridors: pd.DataFrame) -> list[str]:
    """Corridors of which evidence says two things."""
    rows = corridors[(corridors["probability"] < 0.6) & (corridors["status"] != UNKNOWN)]
    if rows.empty:
        return []
    names = "; ".join(
        f"{row.name_en} ({row.probability:.0%} {row.status})" for row in rows.itertuples()
    )
    return [f"evidence does not settle: {names}"]
