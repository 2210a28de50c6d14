"""What a draft alert says: which level rose, by how many origins, what it hangs on, what to do.

It names indicators, places and sources of the tables; never words of a report, whose sentences may
tell of a person or of a convoy, and no count of people too small to be passed on.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from qafila import tables
from qafila.assess.model import LEVELS
from qafila.brief.cap import Area, Info, Message, identifier, printable
from qafila.brief.counting import counted, measured
from qafila.brief.model import plain
from qafila.brief.naming import english_name, translated
from qafila.brief.rules import rule
from qafila.brief.texts import Words
from qafila.countries import country_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.assess.model import Assessment, Finding, Reading, Unit
    from qafila.assess.rules import Gauge, Rules
    from qafila.case import Case
    from qafila.claims import Claim

_PAST = "past"
UNSET = "sender-not-set@example.invalid"
_GOVERNMENT = "government_"
_COUNTED = frozenset({"origins", "incidents", "places", "kinds", "nationalities"})
_PEOPLE = frozenset({"people", "persons", "households"})
_NAMED = 6  # sources; the others are counted
_DO = {"watch": "alert_do_watch", "warning": "alert_do_warning", "emergency": "alert_do_emergency"}


class Rise(NamedTuple):
    """A level that rose.

    Parameters
    ----------
    before : str
        Level before; a term of ``level``.
    finding : Finding
        What is found now.
    """

    before: str
    finding: Finding


@lru_cache(maxsize=1)
def _scales() -> tuple[Mapping[str, Any], ...]:
    rows: list[dict[str, Any]] = tables.read_defaults("alerts", "alerts").to_dict("records")  # type: ignore[assignment]
    return tuple(sorted(rows, key=lambda row: -int(row["origins"])))


@lru_cache(maxsize=1)
def _categories() -> Mapping[str, str]:
    rows = tables.read_defaults("alert_categories", "alert_categories")
    return dict(zip(rows["indicator_id"], rows["category"], strict=True))


def scale(level: str, origins: int) -> Mapping[str, Any]:
    """How severe, urgent and certain a level is, by how many origins stand behind it.

    Parameters
    ----------
    level : str
        ``watch``, ``warning`` or ``emergency``.
    origins : int
        Distinct origins; none where a model result alone sets the level.

    Returns
    -------
    mapping of str to object
        Row of ``defaults/alerts.csv``.

    Examples
    --------
    >>> [scale("emergency", number)["certainty"] for number in (1, 5)]
    ['possible', 'likely']
    """
    known = max(origins, 1)
    return next(row for row in _scales() if row["level"] == level and int(row["origins"]) <= known)


def weighed(level: str, part: str) -> str:
    """The level that decides how an alert is called: what an indicator lends to the whole.

    Parameters
    ----------
    level : str
        ``watch``, ``warning`` or ``emergency``.
    part : str
        Term of ``indicator_part``.

    Returns
    -------
    str
        For an indicator that only supports, one level lower, but never below watch.

    Examples
    --------
    >>> [weighed(*one) for one in (("emergency", "decides"), ("emergency", "supports"))]
    ['emergency', 'warning']
    """
    if part != "supports":
        return level
    return LEVELS[max(LEVELS.index(level) - 1, LEVELS.index("watch"))]


class Told(NamedTuple):
    """What a draft is written from.

    Parameters
    ----------
    case : Case
        The case, with its settings of alerts.
    assessment : Assessment
        The day.
    rules : Rules
        By which it was assessed.
    claims : mapping of str to Claim
        Claims that the rise rests on, by identifier.
    sent : datetime.datetime
        When, with a zone.
    """

    case: Case
    assessment: Assessment
    rules: Rules
    claims: Mapping[str, Claim]
    sent: dt.datetime


def draft(told: Told, rise: Rise, name: str, references: tuple[str, ...] = ()) -> Message:
    """Draft an alert on a level that rose, in every language of the case.

    Parameters
    ----------
    told : Told
        What is known.
    rise : Rise
        The level that rose.
    name : str
        Identifier of the alert.
    references : tuple of str
        Earlier alerts on the same indicator and place.

    Returns
    -------
    Message
        Always a draft.
    """
    case = told.case
    first = Words(case.languages[0])
    note = [_say(first, "alert_note")]
    sender = identifier(case.alerts.get("sender", ""))
    if not sender:
        note.append(_say(first, "alert_sender_unset"))
    return Message(
        identifier=name,
        sender=sender or UNSET,
        sent=told.sent,
        note=" ".join(note),
        restriction=printable(case.alerts.get("restriction", "")).strip()
        or _say(first, "alert_restriction"),
        infos=tuple(_info(told, rise, Words(language)) for language in case.languages),
        references=references,
    )


def _info(told: Told, rise: Rise, words: Words) -> Info:
    finding, case = rise.finding, told.case
    weight = weighed(finding.level, told.rules.indicator(finding.indicator_id).part)
    row = scale(weight, len(finding.origins))
    expires, past = _expiry(told, int(row["expires_hours"]))
    indicator = told.rules.indicator(finding.indicator_id).labels[words.language]
    place = place_name(case, finding.unit, words)
    level = words.label("level", finding.level)
    headline = _say(
        words,
        "alert_headline",
        indicator=indicator,
        place=place,
        level=level,
        before=words.label("level", rise.before),
    )
    return Info(
        language=words.language,
        category=_categories().get(finding.indicator_id, "other"),
        response=str(row["response"]),
        urgency=_PAST if past else str(row["urgency"]),
        severity=str(row["severity"]),
        certainty=str(row["certainty"]),
        effective=told.sent,
        expires=expires,
        event=indicator,
        headline=headline,
        description="\n".join(_description(told, rise, words)),
        instruction=_say(words, _DO[weight]),
        sender_name=case.alerts.get("sender_name", ""),
        contact=case.alerts.get("contact", ""),
        parameters=_parameters(told, rise),
        area=Area(place, _geocodes(case, finding.unit)),
    )


def _expiry(told: Told, hours: int) -> tuple[dt.datetime, bool]:
    """When an alert ends, and whether that is over: a day long past asks for nothing today."""
    known = dt.datetime.combine(
        told.assessment.as_of + dt.timedelta(1), dt.time(), told.sent.tzinfo
    )
    past = known + dt.timedelta(hours=hours) <= told.sent
    return (told.sent if past else told.sent + dt.timedelta(hours=hours)), past


def _parameters(told: Told, rise: Rise) -> tuple[tuple[str, str], ...]:
    finding = rise.finding
    return (
        ("qafila:indicator", finding.indicator_id),
        ("qafila:unit", finding.unit.key),
        ("qafila:level", finding.level),
        ("qafila:level_before", rise.before),
        ("qafila:overall", told.assessment.overall.level),
        ("qafila:origins", str(len(finding.origins))),
        ("qafila:as_of", told.assessment.as_of.isoformat()),
        ("qafila:case", told.case.name),
    )


def _description(told: Told, rise: Rise, words: Words) -> Iterable[str]:
    finding, assessment = rise.finding, told.assessment
    yield _say(
        words,
        "alert_known",
        date=words.plain_date(assessment.as_of),
        level=words.label("level", assessment.overall.level),
    )
    for reading in finding.readings:
        if reading.level == finding.level:
            yield _reason(told.rules.gauge(reading.gauge_id), reading, words)
    yield _sources(told, finding, words)
    yield from _doubts(told, finding, words)
    yield _condition(told.rules, finding, words)
    unknown = [one for one in assessment.findings if one.level == "unknown"]
    if unknown:
        yield _say(words, "alert_unknown", count=len(unknown), total=len(assessment.findings))


def _doubts(told: Told, finding: Finding, words: Words) -> Iterable[str]:
    """That sources dispute what a level rests on, and who denies it."""
    resting = set(finding.claims)
    disputes = [
        dispute
        for dispute in told.assessment.disputes
        if any(one.claim_id in resting for one in dispute.event.claims)
    ]
    if not disputes:
        return
    yield _say(words, "alert_disputed")
    versions = (version for dispute in disputes for version in dispute.versions)
    denying = (claim for version in versions if version.denies for claim in version.claims)
    names = source_names(told.case, denying, words)
    if names:
        yield _say(words, "alert_denied", names=_say(words, "list_comma").join(names[:_NAMED]))


def _reason(gauge: Gauge, reading: Reading, words: Words) -> str:
    label = gauge.labels[words.language]
    if reading.value is None or not _may_be_told(gauge, reading.value):
        return _say(words, "alert_reason", gauge=label)
    return _say(
        words, "alert_reason_value", gauge=label, value=_measured(gauge, reading.value, words)
    )


def _measured(gauge: Gauge, value: float, words: Words) -> str:
    return plain(measured(words, gauge.kind, gauge.unit, value))


def _may_be_told(gauge: Gauge, value: float) -> bool:
    """Whether a value counts no people, or so many that nobody is known by it."""
    of_people = gauge.unit in _PEOPLE and gauge.kind not in _COUNTED
    return not of_people or value >= rule("small_count")


def _sources(told: Told, finding: Finding, words: Words) -> str:
    names = source_names(
        told.case, (told.claims[one] for one in finding.claims if one in told.claims), words
    )
    shown = _say(words, "list_comma").join(names[:_NAMED])
    if finding.one_origin:
        return _say(words, "alert_one_origin", names=shown) if shown else _say(words, "alert_one")
    count = len(finding.origins)
    if not shown:
        return _say(words, "alert_origins_unnamed", count=count)
    return _say(words, "alert_origins", count=count, names=shown)


def source_names(case: Case, claims: Iterable[Claim], words: Words) -> list[str]:
    """Names of sources that stand in a table; whom only a report names is not named again.

    Parameters
    ----------
    case : Case
        The case.
    claims : iterable of Claim
        Claims.
    words : Words
        The language.

    Returns
    -------
    list of str
        Each origin once, or the outlet where the origin stands in no table.
    """
    found: dict[str, None] = {}
    for claim in claims:
        known = [link for link in reversed(claim.said_by) if link.source_id is not None]
        if not known:
            continue
        link = known[0]
        key = str(link.source_id)
        if key.startswith(_GOVERNMENT):
            code = key.removeprefix(_GOVERNMENT).upper()
            country = country_name(code, words.language, words.locale)
            found[_say(words, "government_of", country=country)] = None
        else:
            found[translated(case, key, words.language) or english_name(case, link)] = None
    return list(found)


def _condition(rules: Rules, finding: Finding, words: Words) -> str:
    """What the level hangs on: how long reports count, and where the next level begins."""
    days = rules.indicator(finding.indicator_id).window_days
    parts = [_say(words, "alert_condition", days=days)]
    reaching = [one.gauge_id for one in finding.readings if one.level == finding.level]
    if reaching and all(rules.gauge(one).ended_by for one in reaching):
        origins = plain(counted(words, "origins", rules.numbers["ending_origins"]))
        parts.append(_say(words, "alert_falls_once_over", origins=origins))
    for reading in finding.readings:
        if reading.next_level and reading.next_value is not None:
            gauge = rules.gauge(reading.gauge_id)
            parts.append(
                _say(
                    words,
                    "alert_next",
                    level=words.label("level", reading.next_level),
                    gauge=gauge.labels[words.language],
                    value=_measured(gauge, reading.next_value, words),
                )
            )
            break
    return " ".join(parts)


def place_name(case: Case, unit: Unit, words: Words) -> str:
    """Name of what an indicator is of.

    Parameters
    ----------
    case : Case
        The case.
    unit : Unit
        City or country.
    words : Words
        The language.

    Returns
    -------
    str
        The name.
    """
    if unit.scope != "city":
        return country_name(unit.place, words.language, words.locale)
    rows = case.locations.loc[case.locations["location_id"] == unit.place]
    return str(rows[f"name_{words.language}"].iloc[0]) if len(rows) else unit.place


def _geocodes(case: Case, unit: Unit) -> tuple[tuple[str, str], ...]:
    if unit.scope != "city":
        return (("ISO 3166-1 alpha-3", unit.place),)
    rows = case.locations.loc[case.locations["location_id"] == unit.place]
    if not len(rows):
        return ()
    row = rows.iloc[0]
    unit_code = next((row[name] for name in ("admin2_pcode", "admin1_pcode") if row[name]), "")
    codes = ("ISO 3166-1 alpha-3", row["country"]), ("P-code", unit_code)
    return tuple((name, str(code)) for name, code in codes if code)


def _say(words: Words, key: str, **values: object) -> str:
    """A text without markup."""
    return words.say(key, **values).unescape()
