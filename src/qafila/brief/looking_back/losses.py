"""Where forecasts lose: sentences made from the scores, and a verdict on each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.brief.isolation import name
from qafila.brief.looking_back.looked import LEAST, cells_of, decimal, kind_label, share
from qafila.brief.model import Points, Sentence
from qafila.forecasting.displacement.judging import POOLED

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from markupsafe import Markup

    from qafila.brief.looking_back.looked import Looked
    from qafila.brief.texts import Words

BEST, OWN, WIDE = "crps_ratio_best_naive", "crps_ratio_own_best_naive", "coverage90"
PERSISTENCE = "crps_ratio_persistence"
_PERSISTENCE, _OWN = "backtest_lost_persistence", "backtest_lost_own"
HOLDS = 0.8  # share of truths that the 90 % interval of a judged cell has to hold at least


def verdict(words: Words, cell: pd.Series) -> tuple[Markup, str]:
    """What is said of a cell.

    Parameters
    ----------
    words : Words
        Language.
    cell : pandas.Series
        Row of `cells_of`.

    Returns
    -------
    tuple of Markup and str
        Words and the class of the cell; a cell of few targets is not judged.
    """
    if cell["n_targets"] < LEAST:
        return words.say("backtest_small"), "few"
    lost, narrow = cell[BEST] > 1, cell[WIDE] < HOLDS
    parts = [words.say("backtest_lost" if lost else "backtest_won")]
    if narrow:
        parts.append(words.say("backtest_narrow"))
    return words.say("list_comma").join(parts), "lost" if lost or narrow else ""


def losses(looked: Looked) -> Points:
    """Everything that was lost, and how much of it is judged.

    Parameters
    ----------
    looked : Looked
        The report.

    Returns
    -------
    Points
        A sentence for each way of losing; what did not happen is said as well.
    """
    words = looked.words
    cells = looked.cells
    pooled = cells[cells["crisis"] == POOLED]
    cells = cells[cells["crisis"] != POOLED]
    large = cells["n_targets"] >= LEAST
    above, narrow = cells[BEST] > 1, cells[WIDE] < HOLDS
    number = {
        "won": int((large & ~above).sum()), "lost": int((large & above).sum()),
        "all": int(large.sum()),
    }  # fmt: skip
    told = [
        words.say("backtest_cells", least=words.number(LEAST)),
        words.say("backtest_score", **{key: words.number(one) for key, one in number.items()}),
    ]
    limit = share(words, HOLDS)

    def listed(rows: pd.DataFrame, metric: str, write: Callable[..., Markup] = decimal) -> Markup:
        shown = [_cell(looked, one, write(words, float(one[metric]))) for one in _rows(rows)]
        return _joined(words, shown)

    if number["lost"]:
        told.append(words.say("backtest_lost_in", cells=listed(cells[large & above], BEST)))
    else:
        told.append(words.say("backtest_lost_nowhere"))
    if (~large & above).any():
        told.append(words.say("backtest_lost_small", cells=listed(cells[~large & above], BEST)))
    if (large & narrow).any():
        shown = listed(cells[large & narrow], WIDE, share)
        told.append(words.say("backtest_narrow_in", share=limit, cells=shown))
    else:
        told.append(words.say("backtest_narrow_none", share=limit))
    if (~large & narrow).any():
        shown = listed(cells[~large & narrow], WIDE, share)
        told.append(words.say("backtest_narrow_small", cells=shown))
    told += _further(looked, pooled, cells[large])
    return Points(tuple(Sentence(one) for one in told))


def _further(looked: Looked, pooled: pd.DataFrame, judged: pd.DataFrame) -> list[Markup]:
    """Bands that show no gain, baselines known in hindsight, kinds of target."""
    words, told = looked.words, []
    unsure = pooled[pooled[f"{BEST}_high"] >= 1] if f"{BEST}_high" in pooled else pooled[:0]
    if len(unsure):
        shown = [_pooled(looked, one, decimal(words, float(one[BEST]))) for one in _rows(unsure)]
        told.append(words.say("backtest_unsure", cells=_joined(words, shown)))
    for metric, key in ((PERSISTENCE, _PERSISTENCE), (OWN, _OWN)):
        above = judged[judged[metric] > 1]
        if len(above):
            shown = [_cell(looked, one, decimal(words, float(one[metric]))) for one in _rows(above)]
            told.append(words.say(key, cells=_joined(words, shown)))
    kinds = _kinds(looked)
    if kinds:
        told.append(words.say("backtest_lost_kinds", cells=_joined(words, kinds)))
    return told


def _kinds(looked: Looked) -> list[Markup]:
    found = []
    for kind in dict.fromkeys(looked.kinds["kind"]):
        cells = cells_of(looked.kinds[looked.kinds["kind"] == kind])
        if BEST not in cells:
            continue
        for one in _rows(cells[(cells["crisis"] == POOLED) & (cells[BEST] > 1)]):
            label = kind_label(looked.words, str(kind))
            found.append(_named(looked, label, one, decimal(looked.words, float(one[BEST]))))
    return found


def _rows(frame: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in frame.iterrows()]


def _joined(words: Words, parts: list[Markup]) -> Markup:
    return words.say("backtest_semicolon").join(parts)


def _cell(looked: Looked, cell: pd.Series, value: Markup) -> Markup:
    return _named(looked, name(str(cell["crisis"])), cell, value)


def _named(looked: Looked, label: Markup, cell: pd.Series, value: Markup) -> Markup:
    words = looked.words
    return words.say(
        "backtest_cell", crisis=label, days=looked.ahead(int(cell["horizon"])), value=value,
        targets=words.number(int(cell["n_targets"])), windows=_windows(words, cell),
    )  # fmt: skip


def _pooled(looked: Looked, cell: pd.Series, value: Markup) -> Markup:
    words = looked.words
    return words.say(
        "backtest_cell_pooled", days=looked.ahead(int(cell["horizon"])), value=value,
        targets=words.number(int(cell["n_targets"])), windows=_windows(words, cell),
    )  # fmt: skip


def _windows(words: Words, cell: pd.Series) -> Markup:
    return words.say("backtest_windows", windows=words.number(int(cell["n_windows"])))
