"""Corridors as a table that a person can read: status, evidence, danger, trend.

Nothing finer than a corridor and nothing shorter than a month is told of the danger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.gammas import chance_greater
from qafila.simulate.siege.hazard import build_hazard, draw_hazard
from qafila.situation.status import evidence_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.siege.hazard import Hazard
    from qafila.situation import Situation

MONTH_DAYS = 30
TRUCE = "truce"
NONE_REPORTED = "none reported"
# Evidence in defaults/effects.csv that a road is open because somebody agreed to let it be.
_TRUCES = frozenset({"truce-opens", "local-agreement-opens"})
_JEFFREYS = 0.5


def corridor_table(situation: Situation, *, draws: int = 1000, seed: int = 7) -> pd.DataFrame:
    """One row a corridor: what is known of it, how dangerous it is, and whether that changes.

    Parameters
    ----------
    situation : Situation
        What is known.
    draws : int
        Draws behind the range of attacks.
    seed : int
        Same seed, same numbers.

    Returns
    -------
    pandas.DataFrame
        Columns corridor_id, city_id, name_en, name_fr, name_ar, status, probability, p_open,
        p_contested, p_closed, p_truce, evidence_age_days, last_evidence, last_confirmed_passage,
        claims, attacks_month_median, attacks_month_p05, attacks_month_p95, attacks_recent,
        attacks_before, trend, trend_chance, trend_reason, own_share.

    Notes
    -----
    Attacks a month are those that normal traffic would meet in the next 30 days if the danger goes
    on as it is; they are not calibrated. `attacks_recent` and `attacks_before` are what is reported
    of the roads of the corridor, by credibility and place, of the last ``attack_trend_days`` and of
    as many before; one on a shared road counts for each that uses it. `trend_chance`
    is the chance that attacks came more often lately than before. `trend` is rising, falling or
    steady, or none reported where both periods are without an attack, of which there is no chance
    to tell, or unknown with its reason. `own_share` says how much the
    corridor's own record weighs against that of the country, 0 to 1. Status truce is shown where a
    corridor is likeliest open and more of that rests on a truce or a local agreement than on
    passages; a truce without such evidence is left to scenarios.
    """
    known = situation.corridor_table()
    if known.empty:
        return known
    hazard = build_hazard(situation)
    table = ParameterTable(situation.parameters, seed, draws)
    rows = pd.concat(
        [
            _with_truces(known, truce_chance(situation)),
            _monthly(hazard, table),
            _trends(situation, hazard),
        ],
        axis=1,
    )
    return rows.assign(own_share=own_share(hazard, table))


def truce_chance(situation: Situation) -> NDArray[np.float64]:
    """Chance that each corridor is open because of a truce or an agreement.

    Parameters
    ----------
    situation : Situation
        What is known.

    Returns
    -------
    array, shape (corridor,), 1
        Part of the chance that it is open.
    """
    names = tuple(corridor.corridor_id for corridor in situation.corridors)
    evidence = situation.evidence
    if evidence.empty:
        return np.zeros(len(names))
    rows = evidence[
        (evidence["target_kind"] == "corridor")
        & evidence["effect_id"].isin(_TRUCES)
        & evidence["traffic"].isin(["supply", "both"])
    ]
    weights, _ = evidence_weights(rows, np.array([situation.as_of], dtype="datetime64[D]"), names)
    known = situation.data["corridor_concentration"].isel(day=-1).to_numpy()
    return np.asarray(weights[0].sum(axis=1) / known)


def own_share(hazard: Hazard, table: ParameterTable) -> NDArray[np.float64]:
    """How much the record of a corridor weighs against that of the country.

    Parameters
    ----------
    hazard : Hazard
        From `build_hazard`.
    table : ParameterTable
        Parameters.

    Returns
    -------
    array, shape (corridor,), 1
        Between 0 (as the country) and 1 (as its own attacks over its own traffic).
    """
    seen, weight = hazard.exposure.sum(axis=0), table.best("attack_country_weight")
    prior = table.best("attack_prior_rate")
    country = (weight + hazard.counts.sum()) / (weight / prior + seen.sum())
    return np.asarray(seen / (table.best("attack_corridor_weight") / country + seen))


def _with_truces(known: pd.DataFrame, truce: NDArray[np.float64]) -> pd.DataFrame:
    known = known.copy()
    is_truce = (known["status"] == "open") & (truce > known["p_open"] - truce)
    known["p_open"] -= truce
    known.insert(list(known.columns).index("p_closed") + 1, "p_truce", truce)
    known.loc[is_truce, "status"] = TRUCE
    known.loc[is_truce, "probability"] = truce[is_truce]
    is_open = known["status"] == "open"
    known.loc[is_open, "probability"] = known.loc[is_open, "p_open"]
    return known


def _monthly(hazard: Hazard, table: ParameterTable) -> pd.DataFrame:
    """Range of the attacks that normal traffic meets in a month."""
    base, excited = draw_hazard(hazard, table)
    branching = table.draw("attack_excitation")[:, None]
    life = table.draw("attack_half_life")[:, None] / np.log(2.0)
    # What past attacks add tends to what attacks at the lasting rate keep up.
    settled = branching * base / (1.0 - branching)
    slow = life / (1.0 - branching)
    expected = MONTH_DAYS * (base + settled)
    expected += (excited - settled) * slow * -np.expm1(-MONTH_DAYS / slow)
    middle, low, high = np.quantile(expected, [0.5, 0.05, 0.95], axis=0)
    return pd.DataFrame(
        {"attacks_month_median": middle, "attacks_month_p05": low, "attacks_month_p95": high}
    )


def _trends(situation: Situation, hazard: Hazard) -> pd.DataFrame:
    days = int(situation.parameter("attack_trend_days")["best"])
    limit = float(situation.parameter("attack_trend_chance")["best"])
    recent, before = np.zeros(len(hazard.corridors)), np.zeros(len(hazard.corridors))
    for attack in hazard.attacks:
        share = hazard.on_roads(attack)
        recent += share * attack.age_chance[attack.ages < days].sum()
        earlier = (attack.ages >= days) & (attack.ages < 2 * days)
        before += share * attack.age_chance[earlier].sum()
    ages = situation.corridor_table()["evidence_age_days"]
    return pd.DataFrame(
        [
            _trend(float(now), float(then), days, limit, _why_unknown(situation, float(age), days))
            for now, then, age in zip(recent, before, ages, strict=True)
        ]
    )


def _why_unknown(situation: Situation, age: float, days: int) -> str:
    first = situation.data["day"].to_numpy()[0].astype("datetime64[D]")
    length = int((np.datetime64(situation.as_of, "D") - first).astype(np.int64)) + 1
    if length < 2 * days:
        return f"the case is {length} days old and two periods of {days} days are compared"
    return "" if age < days else f"nothing is reported of this corridor for {days} days or more"


def _trend(recent: float, before: float, days: int, limit: float, missing: str) -> dict[str, Any]:
    chance = chance_greater(recent + _JEFFREYS, before + _JEFFREYS)
    name = "rising" if chance >= limit else "falling" if chance <= 1.0 - limit else "steady"
    reason = f"{recent:.1f} attacks in the last {days} days and {before:.1f} in the {days} before"
    if recent + before == 0.0:
        name, reason = NONE_REPORTED, f"no attack is reported in the last {2 * days} days"
    return {
        "attacks_recent": recent,
        "attacks_before": before,
        "trend": "unknown" if missing else name,
        "trend_chance": float("nan") if missing or name == NONE_REPORTED else chance,
        "trend_reason": missing or reason,
    }
