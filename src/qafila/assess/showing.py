"""An assessment as a notebook shows it: levels with their reasons, and the levels by day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from qafila import terms
from qafila.assess.model import LEVELS, NO_BASELINE, UNKNOWN
from qafila.cards import card, count
from qafila.countries import country_name
from qafila.pictures import Picture, check_language, say, say_date, write_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.assess.model import Assessment, Finding
    from qafila.assess.rules import Rules
    from qafila.case import Case

_WORST = (*reversed(LEVELS), NO_BASELINE, UNKNOWN)


def names_of(case: Case, rules: Rules) -> Mapping[str, Mapping[str, str]]:
    """Names of indicators and places by identifier and language.

    Parameters
    ----------
    case : Case
        The case, which names its places.
    rules : Rules
        The indicators.

    Returns
    -------
    mapping of str to mapping of str to str
        By identifier of the indicator or place, or code of the country.
    """
    rows = case.locations.to_dict("records")
    places = {row["location_id"]: {c: row[f"name_{c}"] for c in terms.LANGUAGES} for row in rows}
    countries = {
        code: {language: country_name(code, language, language) for language in terms.LANGUAGES}
        for code in dict.fromkeys(row["country"] for row in rows)
    }
    return {**places, **countries, **{one.indicator_id: one.labels for one in rules.indicators}}


def spans(history: Sequence[str]) -> list[tuple[int, int, str]]:
    """Days of a history with one level after the other.

    Parameters
    ----------
    history : sequence of str
        Level of each day.

    Returns
    -------
    list of (int, int, str)
        First day, day after the last, and level.

    Examples
    --------
    >>> spans(["unknown", "watch", "watch"])
    [(0, 1, 'unknown'), (1, 3, 'watch')]
    """
    found: list[tuple[int, int, str]] = []
    for day, level in enumerate(history):
        if found and found[-1][2] == level:
            found[-1] = (found[-1][0], day + 1, level)
        else:
            found.append((day, day + 1, level))
    return found


def level_rows(histories: Iterable[tuple[str, Sequence[str]]]) -> pd.DataFrame:
    """Levels by day as a picture needs them; all histories end on the same day.

    Parameters
    ----------
    histories : iterable of (str, sequence of str)
        Name and level of each day.

    Returns
    -------
    pandas.DataFrame
        Columns label, x, x2 and level.

    Examples
    --------
    >>> level_rows([("Supply", ["watch"]), ("Access", ["unknown", "normal"])])["x"].to_list()
    [1, 0, 1]
    """
    told = list(histories)
    days = max((len(history) for _, history in told), default=0)
    rows = [
        (label, start + days - len(history), end + days - len(history), level)
        for label, history in told
        for start, end, level in spans(history)
    ]
    return pd.DataFrame(rows, columns=["label", "x", "x2", "level"])


def _name(assessment: Assessment, key: str, language: str) -> str:
    return assessment.names.get(key, {}).get(language) or key.replace("_", " ")


def _title(assessment: Assessment, finding: Finding, language: str) -> str:
    comma = "\u060c" if language == "ar" else ","
    indicator = _name(assessment, finding.indicator_id, language)
    return f"{indicator}{comma} {_name(assessment, finding.unit.place, language)}"


def _ordered(assessment: Assessment) -> list[Finding]:
    return sorted(assessment.findings, key=lambda one: _WORST.index(one.level))


def plot_assessment(assessment: Assessment, language: str = "en") -> Picture:
    """Draw the level of each indicator over the days before.

    Parameters
    ----------
    assessment : Assessment
        With a history.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The chart; what is unknown is a dotted line.
    """
    from qafila.charts import levels_chart

    check_language(language)
    findings = _ordered(assessment)
    # Without a history the day itself is all there is to draw.
    told = [
        (_title(assessment, one, language), one.history or (one.level,)) for one in findings
    ] or [(assessment.case, (assessment.overall.level,))]
    frame = level_rows(told)
    days = int(frame["x2"].max())
    first = assessment.as_of - dt.timedelta(days=days - 1)
    texts = {level: terms.label("level", level, language) for level in terms.values("level")}
    title = say("levels_title", language, date=say_date(assessment.as_of, language))
    chart = levels_chart(frame, title, texts, write_style(language, first, range(days)))
    described = "; ".join(
        f"{_title(assessment, one, language)}: {texts[one.level]}" for one in findings
    )
    return Picture(chart, title, described or title, language)


def assessment_card(assessment: Assessment) -> str:
    """What a notebook shows of an assessment.

    Parameters
    ----------
    assessment : Assessment
        The assessment.

    Returns
    -------
    str
        HTML; what is unknown is named and never left out.
    """
    overall = assessment.overall
    since = [] if overall.since is None else [f"since {overall.since}"]
    rows = [
        (
            _title(assessment, one, "en"),
            one.level.replace("_", " "),
            "" if one.since is None else f"{one.since}{' or earlier' if one.at_least else ''}",
            "one origin alone" if one.one_origin else count(len(one.origins), "origin"),
            len(one.claims) + len(one.figures),
        )
        for one in _ordered(assessment)
        if one.level in LEVELS
    ]
    silent = [_title(assessment, one, "en") for one in assessment.findings if not _known(one)]
    return card(
        f"Assessment of {assessment.case} as of {assessment.as_of}",
        [f"{overall.level.replace('_', ' ')} on the whole", *since,
         count(assessment.claims_known, "claim") + " known"],
        ("indicator", "level", "since", "said by", "claims and figures"),
        rows,
        f"Not known, which is not normal: {'; '.join(silent)}" if silent else "",
    )  # fmt: skip


def _known(finding: Finding) -> bool:
    return finding.level in LEVELS
