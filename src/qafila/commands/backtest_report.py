"""The report of ``qafila backtest``: a page, and the scores of each kind of target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.brief.looking_back.looked import Looked
from qafila.brief.looking_back.page import report
from qafila.brief.texts import Words
from qafila.files import write_whole
from qafila.forecasting.displacement.kinds import closures_begun, scores_by_kind
from qafila.pictures import check_language
from qafila.tables import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from qafila.commands.backtest import Backtested


def write_report(
    done: Backtested,
    out: Path,
    language: str = "en",
) -> list[Path]:
    """Write ``scores_by_kind.csv`` and ``report.html``.

    Parameters
    ----------
    done : Backtested
        What came of it.
    out : Path
        Folder; it is made if it is not there.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    check_language(language)
    out.mkdir(parents=True, exist_ok=True)
    kinds = scores_by_kind(done.told, done.options.threshold, closures_begun(done.crises))
    looked = Looked(done.crises, done.told, done.scores, kinds, done.options.step, Words(language))
    written = [out / "scores_by_kind.csv", out / "report.html"]
    write_whole(written[0], write_text(kinds))
    write_whole(written[1], report(looked))
    return written
