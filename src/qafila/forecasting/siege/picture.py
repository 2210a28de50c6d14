"""Days of supply or receipts of a besieged city as a fan over days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila import terms
from qafila.forecasting.siege.quantities import TOTAL

if TYPE_CHECKING:
    import pandas as pd

    from qafila.forecasting.siege.siege import Siege
    from qafila.pictures import Picture

_FAN = {"p05": "low90", "p25": "low50", "p50": "median", "p75": "high50", "p95": "high90"}
_MILLION = 1e6


def siege_picture(
    siege: Siege, frame: pd.DataFrame, variable: str, commodity: str, language: str
) -> Picture:
    """Draw a fan, with what it rests on.

    Parameters
    ----------
    siege : Siege
        What it comes from.
    frame : pandas.DataFrame
        Columns date and the quantiles.
    variable : str
        ``days_of_supply`` or ``receipts``.
    commodity : str
        Commodity, or the total of all fuels.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The fan.
    """
    from qafila.charts import Panel, fan_chart
    from qafila.pictures import Picture, legend, say, write_style

    told = frame.rename(columns=_FAN).reset_index(drop=True)
    told["x"] = range(len(told))
    days = variable == "days_of_supply"
    if not days:
        told[list(_FAN.values())] /= _MILLION
    texts = legend(language)
    style = write_style(language, told["date"].iloc[0], told["x"])
    good = texts["siege_total"] if commodity == TOTAL else _label(commodity, language)
    title = say(f"siege_{variable}", language, city=_city(siege, language), good=good)
    panel = Panel(
        frame=told,
        title=title,
        subtitle=_subtitle(siege, commodity, language),
        y_title=texts["days"] if days else texts["siege_millions"],
    )
    last = told.iloc[-1]
    words = f"{last['median']:,.1f} ({last['low90']:,.1f} - {last['high90']:,.1f})"
    chart = fan_chart(panel, style, texts)
    described = f"{title}: {words} {panel.y_title}\n{panel.subtitle}"
    return Picture(chart, title, described, language)


def _subtitle(siege: Siege, commodity: str, language: str) -> str:
    from qafila.pictures import say, say_date

    day = say_date(siege.situation.as_of, language)
    lines = [say("siege_calibrated" if siege.calibrated else "siege_priors", language, date=day)]
    if siege.rules.inflation > 1.0:
        from qafila.pictures import write_number

        factor = write_number(siege.rules.inflation, language)
        lines.append(say("siege_widened", language, factor=factor))
    if commodity != TOTAL:
        lines.append(say("siege_split", language))
    return "\n".join(lines)


def _city(siege: Siege, language: str) -> str:
    from qafila.charts.theme import shorten

    rows = siege.situation.network.locations.set_index("location_id")
    return shorten(str(rows.loc[siege.city, f"name_{language}"]))


def _label(commodity: str, language: str) -> str:
    return terms.label("commodity", commodity, language)
