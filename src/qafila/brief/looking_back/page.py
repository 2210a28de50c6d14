"""The report on past forecasts as one HTML page: no script, no address asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila import __version__
from qafila.brief.html import fill
from qafila.brief.looking_back.calibration import (
    experts_figure,
    pit_figure,
    reliability_figure,
)
from qafila.brief.looking_back.losses import losses
from qafila.brief.looking_back.series import fans_figure, weights_figure
from qafila.brief.looking_back.tables import (
    crises_table,
    each_table,
    energy_table,
    experts_table,
    headline_table,
    kinds_table,
    weights_table,
)
from qafila.brief.model import Points, Section, Sentence
from qafila.charts import unchecked
from qafila.forecasting.displacement.judging import UNCONDITIONAL

if TYPE_CHECKING:
    from markupsafe import Markup

    from qafila.brief.looking_back.looked import Looked
    from qafila.brief.model import Block


def report(looked: Looked) -> str:
    """The whole page.

    Parameters
    ----------
    looked : Looked
        Forecasts, scores and language.

    Returns
    -------
    str
        HTML that asks for nothing; names of folders and places are text in it, whatever they hold.
    """
    words, say = looked.words, looked.words.say
    first, last = looked.span()
    with unchecked():
        sections = _sections(looked)
    return fill(
        "looking_back.html",
        language=words.language,
        direction=words.direction,
        dateline=say("backtest_dateline", first=words.date(first), last=words.date(last)),
        labels=[
            say("product_is", product=words.label("product", UNCONDITIONAL)),
            say("backtest_measure"),
            looked.counts(),
            say("backtest_lower"),
        ],
        sections=sections,
        group=len(looked.horizons),
        version=__version__,
        say=say,
        most=0,
        counts=None,
    )


def _sections(looked: Looked) -> list[Section]:
    say, crises = looked.words.say, looked.scored()
    fans = [fans_figure(looked, one, number) for number, one in enumerate(crises, 1)]
    weights = [weights_figure(looked, one, number) for number, one in enumerate(crises, 1)]
    return [
        _section("headline", say("backtest_headline"), headline_table(looked)),
        _section("losses", say("backtest_losses"), losses(looked)),
        _section("each", say("backtest_each"), each_table(looked)),
        _section("kinds", say("backtest_kinds"), kinds_table(looked)),
        _section(
            "calibration", say("backtest_calibration"),
            pit_figure(looked), reliability_figure(looked),
        ),
        _section(
            "experts", say("backtest_experts"),
            experts_figure(looked), experts_table(looked), energy_table(looked),
        ),
        _section("fans", say("backtest_fans"), *fans),
        _section("weights", say("backtest_weights"), weights_table(looked), *weights),
        _section("crises", say("backtest_crises"), crises_table(looked)),
        _section("method", say("backtest_method"), _method(looked)),
    ]  # fmt: skip


def _section(anchor: str, title: Markup, *blocks: Block | None) -> Section:
    return Section(anchor, title, tuple(one for one in blocks if one is not None))


def _method(looked: Looked) -> Points:
    say = looked.words.say
    told = [
        say("backtest_how_origins"),
        say("backtest_how_baselines"),
        say("backtest_how_crps"),
        say("backtest_how_windows"),
        say("backtest_how_energy"),
        say("backtest_how_kinds"),
    ]
    return Points(tuple(Sentence(one) for one in told))
