"""What a brief tells in every language: what may be shown, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.brief.disclosure import shown_claims
from qafila.brief.observed import public_observations
from qafila.brief.public import PublicSituation
from qafila.brief.rounding import public_forecast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.assess.model import Assessment
    from qafila.assess.rules import Rules
    from qafila.brief.disclosure import Shown
    from qafila.forecasting import Forecast
    from qafila.situation import Situation

QUANTILES = {"low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}


@dataclass(frozen=True, eq=False)
class Facts:
    """A situation and a forecast, as one profile may see them.

    Parameters
    ----------
    situation : Situation
        What is known, as the profile may know it.
    forecast : Forecast or None
        What is expected; None where only what is known is told.
    profile : str
        ``public`` or ``internal``.
    """

    situation: Situation
    forecast: Forecast | None
    profile: str

    @property
    def _public(self) -> bool:
        return self.profile == "public"

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, Any]]:
        """Rows of places by identifier."""
        rows = self.situation.network.locations.to_dict("records")
        return {row["location_id"]: {str(key): row[key] for key in row} for row in rows}

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """Country (ISO 3166-1 alpha-3) of each place."""
        return {key: row["country"] for key, row in self.places.items()}

    @cached_property
    def shown(self) -> Mapping[str, Shown]:
        """What may be shown of each claim."""
        if isinstance(self.situation, PublicSituation):
            return self.situation.shown
        return shown_claims(self.situation.ledger.claims, self.situation.as_of, self.profile)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Observations as they may be shown, the newest first, with a column ``suppressed``."""
        frame = self.situation.observations.copy()
        frame = frame.assign(suppressed="", by_week=False, young=False)
        if self._public:
            frame = public_observations(frame, self.countries, self.situation.as_of)
        # Nameless rows of one week follow their figures, not the table, which may go by the day.
        order = ["date_end", "date_start", "observation_id", "measure", "value", "location_id"]
        rising = [False, False, True, True, True, True]
        frame = frame.sort_values(order, ascending=rising, kind="stable").reset_index(drop=True)
        # Whoever keeps the table names rows as they like, often by the day: no link shows the name.
        anchors = [f"figure-{number}" for number in range(1, len(frame) + 1)]
        return frame.assign(anchor=anchors)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Forecast rows as they may be shown, with a column ``suppressed``."""
        if self.forecast is None:
            from qafila.forecasting.forecast import COLUMNS

            return pd.DataFrame(columns=[*COLUMNS, "suppressed"])
        frame: pd.DataFrame = self.forecast.frame
        if not self._public:
            return frame.assign(suppressed=False)
        people = [key for key, row in targets().items() if row["unit"] == "people"]
        return public_forecast(frame, people)

    @cached_property
    def quantiles(self) -> Mapping[tuple[str, str, str], pd.DataFrame]:
        """Quantiles by target, place and expert, as `Context.fan` gives them."""
        frame = self.frame[self.frame["output_type"] == "quantile"]
        frame = frame.assign(level=frame["output_type_id"].astype(float).round(6))
        keys = ["target", "location", "expert", "horizon"]
        frame = frame.drop_duplicates([*keys, "level"])
        dates = frame.drop_duplicates(keys).set_index(keys)["target_end_date"]
        # A pivot table would drop horizons of which every value is suppressed, or make up new ones.
        wide = frame.set_index([*keys, "level"])["value"].unstack("level")  # noqa: PD010
        if not set(QUANTILES.values()) <= set(wide.columns):
            return {}
        fan = pd.DataFrame({part: wide[level] for part, level in QUANTILES.items()})
        fan = fan.assign(
            x=wide.index.get_level_values("horizon").astype(float), date=dates.reindex(wide.index)
        ).sort_index()
        return {
            (str(target), str(place), str(expert)): rows.reset_index(drop=True)
            for (target, place, expert), rows in fan.groupby(keys[:3], sort=True)
        }

    @cached_property
    def stock_out(self) -> pd.DataFrame:
        """Chance of dry pumps by day in the city of the case: columns x, date, probability."""
        rows = self.frame[
            (self.frame["target"] == "stock_out") & (self.frame["output_type"] == "cdf")
            & (self.frame["expert"] == "simulation")
            & (self.frame["location"] == self.situation.case.city)
        ]  # fmt: skip
        return (
            pd.DataFrame(
                {
                    "x": rows["horizon"].astype(float),
                    "date": rows["target_end_date"],
                    "probability": rows["value"].astype(float),
                }
            )
            .sort_values("x")
            .reset_index(drop=True)
        )

    @cached_property
    def assessed(self) -> tuple[Assessment, Rules]:
        """How bad it is, with the rules that say so; not for a what-if or a baseline."""
        from qafila.assess.assessing import assess
        from qafila.assess.rules import read_rules

        told, given = self.situation, self.forecast
        rules = read_rules(told.case)
        found = assess(
            told.case,
            told.ledger,
            told.as_of,
            situation=None if told.undisturbed else told,
            forecast=None if given is None or given.changes else given,
            rules=rules,
        )
        return found, rules


@lru_cache(maxsize=4)
def facts_of(situation: Situation, forecast: Forecast | None, profile: str) -> Facts:
    """What is to be told of a situation and a forecast, made once for all languages.

    Parameters
    ----------
    situation : Situation
        What is known, as the profile may know it.
    forecast : Forecast or None
        What is expected.
    profile : str
        ``public`` or ``internal``.

    Returns
    -------
    Facts
        The same for the same situation and forecast.
    """
    return Facts(situation, forecast, profile)


@lru_cache(maxsize=1)
def targets() -> dict[str, dict[str, str]]:
    """Rows of ``schema/targets.csv``.

    Returns
    -------
    dict of str to dict of str to str
        By target.

    Examples
    --------
    >>> targets()["days_of_supply"]["unit"]
    'days'
    """
    import csv
    import io

    from qafila.files import package_data

    text = package_data("schema", "targets.csv").read_text(encoding="utf-8")
    return {row["target"]: row for row in csv.DictReader(io.StringIO(text))}
