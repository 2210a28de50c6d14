"""A forecast of registered people as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.cards import count
from qafila.commands.forecast import nobody_yet
from qafila.forecasting.displacement.reports import SITE
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.forecasting.displacement.scoring import at_levels

if TYPE_CHECKING:
    from qafila.commands.forecast import Foretold
    from qafila.forecasting.displacement.outlook import Outlook, PastScore

FIGURES = ("likely", "planning", "worst plausible")
_FEW, _FEW_APART = 20, 5  # targets; windows that do not overlap
_ENDS = (0.05, 0.95)
_WIDTH = 28
_TOO_WIDE = "no figure to plan on: the interval is too wide (see the warning; --csv has it)"


def forecast_lines(done: Foretold) -> list[str]:
    """What is printed.

    Parameters
    ----------
    done : Foretold
        The forecast.

    Returns
    -------
    list of str
        Planning figures by place and horizon, chances, the record, experts and warnings; where
        nobody was registered yet a statement.
    """
    source, outlook = done.source, done.outlook
    notes = [f"note: {one}" for one in source.notes]
    if outlook is None:
        return [nobody_yet(source), *notes]
    return [
        f"{source.name}, people from {source.home}: registered stock as of {source.origin}",
        f"product: {done.record['product']}; nothing that came later is used",
        "",
        *_figures(outlook),
        "",
        *_chances(outlook),
        "",
        *_record(outlook),
        *_experts(outlook),
        *[f"warning: {one}" for one in outlook.cautions],
        *notes,
    ]


def _figures(outlook: Outlook) -> list[str]:
    import numpy as np

    planning = outlook.planning()
    flat = at_levels(outlook.quantiles.reshape(-1, len(LEVELS)), np.array(_ENDS)).reshape(
        len(outlook.places), len(outlook.horizons), 2
    )
    lines = [
        f"{'place':<{_WIDTH}}{'last report':>22}{'days':>6}"
        + "".join(f"{one:>17}" for one in FIGURES)
        + f"{'90 % interval':>22}"
    ]
    unplannable = {one.place for one in outlook.cautions if one.code == "wide"}
    for at, place in enumerate(outlook.places):
        if place in unplannable:
            last = f"{outlook.stock[at]:,.0f} {outlook.last_report(at)}"
            lines.append(f"{_named(outlook, at):<{_WIDTH}}{last:>22}  {_TOO_WIDE}")
            continue
        for number, horizon in enumerate(outlook.horizons):
            first = number == 0
            name = _named(outlook, at) if first else ""
            last = f"{outlook.stock[at]:,.0f} {outlook.last_report(at)}" if first else ""
            low, high = flat[at, number]
            lines.append(
                f"{name:<{_WIDTH}}{last:>22}{horizon:>6}"
                + "".join(f"{one:>17,.0f}" for one in planning[at, number])
                + f"{f'{low:,.0f} to {high:,.0f}':>22}"
            )
    lines.append(
        "likely: as often above as below; planning: exceeded one time in five; "
        "worst plausible: one in twenty"
    )
    unscored = [
        place
        for at, place in enumerate(outlook.places)
        if not outlook.validated(at, outlook.horizons[0])
    ]
    if unscored:
        lines.append(
            "not validated (backtests speak of single sites with reports at most 60 days old): "
            + ", ".join(unscored)
        )
    return lines


def _named(outlook: Outlook, at: int) -> str:
    place = outlook.places[at]
    name = place if len(place) < _WIDTH else place[: _WIDTH - 2] + "…"
    return name if outlook.kinds[at] == SITE else f"{name} (sum)"


def _chances(outlook: Outlook) -> list[str]:
    told = [
        f"{place} {chance:.0%}"
        for place, chance, fresh in zip(
            outlook.places, outlook.chances(), outlook.fresh, strict=True
        )
        if fresh
    ]
    if not told:
        return ["no report is of the last 30 days: chances of a change in 30 days are not told"]
    return [
        f"chance that in 30 days more than {outlook.threshold:,.15g} people are registered above "
        f"the last report, where that is at most 30 days old: {', '.join(told)}"
    ]


def _record(outlook: Outlook) -> list[str]:
    if not outlook.past:
        return ["no forecast of an earlier day of this crisis can be scored yet: it has no record"]
    return [
        "on earlier days of this crisis, a year back at most (places, without what came later):"
    ] + ["  " + _past(one) for one in outlook.past]


def _past(one: PastScore) -> str:
    ratio = "persistence lost nothing" if one.ratio is None else f"CRPS {one.ratio:.2f} of that of "
    ratio += "" if one.ratio is None else "calibrated persistence"
    few = "; few, so this says little" if one.targets < _FEW or one.windows < _FEW_APART else ""
    apart = count(one.windows, "window") + (" that do not overlap" if one.windows > 1 else "")
    return (
        f"{one.horizon} days: {ratio}, {one.coverage:.0%} in the 90 % interval "
        f"({count(one.targets, 'target')} in {apart}{few})"
    )


def _experts(outlook: Outlook) -> list[str]:
    lines = ["experts weigh (mean over places):"]
    for horizon, each in outlook.weights.items():
        ordered = sorted(each.items(), key=lambda item: -item[1])
        lines.append(
            f"  {horizon} days: " + ", ".join(f"{name} {share:.0%}" for name, share in ordered)
        )
    return lines
