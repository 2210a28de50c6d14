"""What a report on past forecasts is made from, and how it writes figures."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.counting import counted
from qafila.brief.isolation import left_to_right
from qafila.brief.model import plain
from qafila.forecasting.displacement import kinds
from qafila.forecasting.displacement.combining import Combined
from qafila.forecasting.displacement.judging import NATURAL, POOLED, QAFILA, UNCONDITIONAL
from qafila.forecasting.displacement.reports import SITE

if TYPE_CHECKING:
    import pandas as pd

    from qafila.brief.texts import Words
    from qafila.forecasting.displacement.reports import Crisis

LEAST = 100  # targets of a cell that is judged
_EXPERTS = {
    QAFILA: "backtest_expert_qafila",
    "persistence": "backtest_expert_persistence",
    "share": "backtest_expert_share",
    "drift": "backtest_expert_drift",
    "damped": "backtest_expert_damped",
    "ets": "backtest_expert_ets",
    "theta": "backtest_expert_theta",
    "boosting": "backtest_expert_boosting",
    "engine": "backtest_expert_engine",
}

_KINDS = {
    kinds.MATURE: "backtest_kind_mature",
    kinds.NEW: "backtest_kind_new",
    kinds.SURGE: "backtest_kind_surge",
    kinds.RECOUNT: "backtest_kind_recount",
    kinds.CLOSURE: "backtest_kind_closure",
    kinds.COUNTRIES: "backtest_kind_country",
    kinds.TOTALS: "backtest_kind_total",
}


@dataclass(frozen=True, eq=False)
class Looked:
    """Forecasts of past days with what came, and the language of the report.

    Parameters
    ----------
    crises : tuple of Crisis
        What was scored.
    told : Combined
        Every forecast, of places and of their sums.
    scores, kinds : pandas.DataFrame
        Scores of registered stocks at places, and of each kind of target.
    step : int
        Days from one origin to the next.
    words : Words
        Language.
    """

    crises: tuple[Crisis, ...]
    told: Combined
    scores: pd.DataFrame
    kinds: pd.DataFrame
    step: int
    words: Words

    @cached_property
    def sites(self) -> Combined:
        """Forecasts of places alone."""
        told, at = self.told, self.told.rows.kind == SITE
        return Combined(told.rows.where(at), told.experts[at], told.weights[at], told.quantiles[at])

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Scores of the combination, as `cells_of` gives them."""
        return cells_of(self.scores)

    @cached_property
    def horizons(self) -> tuple[int, ...]:
        """Days ahead, rising."""
        return tuple(sorted({int(one) for one in self.sites.rows.horizon}))

    def span(self, crisis: Crisis | None = None) -> tuple[dt.date, dt.date]:
        """First and last day of forecast.

        Parameters
        ----------
        crisis : Crisis, optional
            Of this one alone.

        Returns
        -------
        tuple of datetime.date
            Both are days on which a forecast was made that could be scored.
        """
        found: list[dt.date] = []
        for one in self.crises if crisis is None else (crisis,):
            days = self.told.rows.origin[self.told.rows.crisis == one.name]
            if len(days):
                found += [
                    one.start + dt.timedelta(days=int(day)) for day in (days.min(), days.max())
                ]
        return min(found), max(found)

    def scored(self) -> list[Crisis]:
        """Crises of which anything could be scored.

        Returns
        -------
        list of Crisis
            In the order of their names.
        """
        known = {str(one) for one in self.sites.rows.crisis}
        return sorted((one for one in self.crises if one.name in known), key=lambda one: one.name)

    def ahead(self, horizon: int) -> Markup:
        """A horizon in words.

        Parameters
        ----------
        horizon : int
            Days.

        Returns
        -------
        Markup
            Such as 7 days.
        """
        return counted(self.words, "days", horizon)

    def field(self, horizon: int, crisis: str = POOLED) -> str:
        """Head of one field of a picture.

        Parameters
        ----------
        horizon : int
            Days.
        crisis : str
            Of this one, or of all.

        Returns
        -------
        str
            The horizon and how many targets it has.
        """
        cells = self.cells
        at = (cells["crisis"] == crisis) & (cells["horizon"] == horizon)
        number = self.words.number(int(cells.loc[at, "n_targets"].sum()))
        return plain(self.words.say("backtest_field", days=self.ahead(horizon), targets=number))

    def basis(self, crisis: Crisis | None = None) -> Markup:
        """Product, measure and dates: what stands at every table and chart.

        Parameters
        ----------
        crisis : Crisis, optional
            Of this one alone.

        Returns
        -------
        Markup
            One line.
        """
        first, last = self.span(crisis)
        return self.words.say(
            "backtest_basis",
            product=self.words.label("product", UNCONDITIONAL),
            measure=self.words.say("backtest_measure"),
            first=self.words.date(first),
            last=self.words.date(last),
        )

    def counts(self, crisis: str = POOLED) -> Markup:
        """How many targets and windows, over all horizons.

        Parameters
        ----------
        crisis : str
            Of this one, or of all.

        Returns
        -------
        Markup
            One line.
        """
        cells = self.cells
        cells = cells[cells["crisis"] == crisis]
        return self.words.say(
            "backtest_numbers",
            targets=self.words.number(int(cells["n_targets"].sum())),
            windows=self.words.number(int(cells["n_windows"].sum())),
        )

    def caption(self, what: Markup) -> Markup:
        """A caption of all crises with its basis.

        Parameters
        ----------
        what : Markup
            What is shown.

        Returns
        -------
        Markup
            The caption.
        """
        return self.words.say("backtest_caption", what=what, basis=self.basis())

    def subtitle(self, crisis: Crisis | None = None) -> str:
        """What stands under the title of a chart.

        Parameters
        ----------
        crisis : Crisis, optional
            Of this one alone.

        Returns
        -------
        str
            Two lines.
        """
        name = POOLED if crisis is None else crisis.name
        return f"{plain(self.basis(crisis))}\n{plain(self.counts(name))}"

    def expert(self, name: str) -> str:
        """What an expert is called.

        Parameters
        ----------
        name : str
            Its name in tables.

        Returns
        -------
        str
            In the language of the report; the name itself if it is not known.
        """
        return plain(self.words.say(_EXPERTS[name])) if name in _EXPERTS else name


def cells_of(scores: pd.DataFrame, expert: str = QAFILA) -> pd.DataFrame:
    """Scores of an expert, a row for each crisis and horizon.

    Parameters
    ----------
    scores : pandas.DataFrame
        Columns of `judging.scores`.
    expert : str
        Which expert.

    Returns
    -------
    pandas.DataFrame
        Columns ``crisis``, ``horizon``, ``n_targets``, ``n_windows`` and a column for each metric
        on the natural scale.
    """
    ours = scores[(scores["expert"] == expert) & (scores["scale"] == NATURAL)]
    wide = ours.pivot_table(
        index=["crisis", "horizon"], columns="metric", values="value", aggfunc="first"
    )
    numbers = ours[ours["metric"] == "crps"].set_index(["crisis", "horizon"])
    return wide.join(numbers[["n_targets", "n_windows"]]).reset_index()


def kind_label(words: Words, kind: str) -> Markup:
    """What a kind of target is called.

    Parameters
    ----------
    words : Words
        Language.
    kind : str
        One of `kinds.KINDS`.

    Returns
    -------
    Markup
        In the language of the report.
    """
    return words.say(_KINDS[kind])


def decimal(words: Words, value: float, pattern: str = "0.000") -> Markup:
    """A figure with a fixed number of decimals.

    Parameters
    ----------
    words : Words
        Language.
    value : float
        The figure; not a number gives a dash.
    pattern : str
        As CLDR writes patterns.

    Returns
    -------
    Markup
        The figure, isolated.

    Examples
    --------
    >>> from qafila.brief.texts import Words
    >>> decimal(Words("fr"), 0.9371).striptags(), decimal(Words("en"), float("nan")).striptags()
    ('0,937', '–')
    """
    from babel.numbers import format_decimal

    if not math.isfinite(value):
        return Markup("–")
    text = format_decimal(value, pattern, locale=words.locale, numbering_system="latn")
    return left_to_right(text)


def share(words: Words, value: float) -> Markup:
    """A share in per cent with one decimal, so that 79.6 is not read as 80.

    Parameters
    ----------
    words : Words
        Language.
    value : float
        Share, 0-1; not a number gives a dash.

    Returns
    -------
    Markup
        The share, isolated.

    Examples
    --------
    >>> from qafila.brief.texts import Words
    >>> share(Words("en"), 0.7961).striptags()
    '79.6%'
    """
    if not math.isfinite(value):
        return Markup("–")
    space = "\u202f" if words.language == "fr" else ""
    return left_to_right(f"{plain(decimal(words, 100 * value, '0.0'))}{space}%")


def with_band(value: Markup, low: Markup, high: Markup) -> Markup:
    """A figure with its band, short enough for a table.

    Parameters
    ----------
    value, low, high : Markup
        As written.

    Returns
    -------
    Markup
        The figure, and the band in brackets from the lower to the higher in every language.
    """
    band = left_to_right(f"({plain(low)}–{plain(high)})")
    return Markup('{} <span class="band">{}</span>').format(value, band)
