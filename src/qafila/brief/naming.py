"""Names of sources in the language of a brief, as the table of sources and its texts have them."""

from __future__ import annotations

import csv
import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.isolation import direction, name
from qafila.case import sources_of
from qafila.charts.theme import clean
from qafila.countries import country_name
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.brief.context import Context
    from qafila.case import Case
    from qafila.claims import Claim, Source

_GOVERNMENT = "government_"
# What no table knows is named by its own words; of others these only say whom they mean.
_NAMES = frozenset({None, "", "unnamed", "media", "state_media", "author"})
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Mapping[str, str]]:
    text = package_data("brief", "texts", "sources.csv").read_text(encoding="utf-8")
    return {row["source_id"]: row for row in csv.DictReader(io.StringIO(text))}


@lru_cache(maxsize=8)
def _own(case: Case) -> Mapping[str, Mapping[str, str]]:
    """Names that a case gives to its own sources and actors, by identifier and language."""
    rows = [
        *((row["actor_id"], row) for row in case.actors.to_dict("records")),
        *((row["source_id"], row) for row in case.sources.to_dict("records")),
    ]
    return {key: {"fr": row["name_fr"], "ar": row["name_ar"]} for key, row in rows}


@lru_cache(maxsize=8)
def _tabled(case: Case) -> Mapping[str, str]:
    known = sources_of(case)
    actors = {row.actor_id: row.name for row in known.actors}
    return actors | {row.source_id: row.name for row in known.rows}


def translated(case: Case, source_id: str, language: str) -> str:
    """Name of a source in a language, where a table has one.

    Parameters
    ----------
    case : Case
        The case, which may name its own sources.
    source_id : str
        The source.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        The name; empty where no table has one in that language.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> translated(read_case(find_case("mali-2025")), "unhcr", "fr")
    'HCR'
    """
    own = _own(case).get(source_id, {}).get(language, "")
    return own or _texts().get(source_id, {}).get(language, "")


def english_name(case: Case, source: Source) -> str:
    """Name of a source for tables: the same one, whatever language the report is in.

    Parameters
    ----------
    case : Case
        The case.
    source : Source
        A link of a claim's chain.

    Returns
    -------
    str
        The name of the table of sources; of a government the name of its country; else what the
        report calls it.
    """
    if source.source_id is None:
        return source.name
    if source.source_id.startswith(_GOVERNMENT):
        return f"government ({country_name(source.source_id.removeprefix(_GOVERNMENT).upper())})"
    return _tabled(case).get(source.source_id) or source.name


def known_name(context: Context, source_id: str | None, fallback: str) -> Markup:
    """Name of a source of the tables in the language of the brief.

    Parameters
    ----------
    context : Context
        The brief.
    source_id : str or None
        The source.
    fallback : str
        Its name in a report.

    Returns
    -------
    Markup
        The name; in its own script and marked so where no table translates it.
    """
    words, case = context.words, context.situation.case
    if source_id is None:
        return foreign(context, fallback)
    if source_id.startswith(_GOVERNMENT):
        country = context.country_text(source_id.removeprefix(_GOVERNMENT).upper())
        return words.say("government_of", country=name(country))
    found = translated(case, source_id, words.language)
    if found:
        return name(found)
    known = _tabled(case).get(source_id) or context.spoken_names.get(source_id)
    return foreign(context, known or fallback)


def stated_name(context: Context, text: str) -> Markup:
    """Who says a known figure, which its table states in words.

    Parameters
    ----------
    context : Context
        The brief.
    text : str
        A name of the table of sources, or English words.

    Returns
    -------
    Markup
        The name in the language of the brief, or the words as they stand.
    """
    known = {label: key for key, label in _tabled(context.situation.case).items()}
    return known_name(context, known[text], text) if text in known else foreign(context, text, "en")


def foreign(context: Context, text: str, language: str = "") -> Markup:
    """A name as it stands, marked where it is of another script than the brief.

    Parameters
    ----------
    context : Context
        The brief.
    text : str
        The name.
    language : str
        Language that it is in, if known.

    Returns
    -------
    Markup
        Isolated; with language and direction, so that it is read aloud and set as it should.
    """
    right = _RIGHT_TO_LEFT.search(text) is not None
    if language and language != context.words.language:
        code = language
    elif right and context.words.direction == "ltr":
        code = "ar"
    elif not right and context.words.direction == "rtl" and _LATIN.search(text):
        # Which language a name in Latin letters is of nobody knows.
        code = "und-Latn"
    else:
        return name(text)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(code, direction(code), clean(text))


def source_name(context: Context, claim: Claim, source: Source) -> Markup:
    """Name of one link of a claim's chain.

    Parameters
    ----------
    context : Context
        The brief.
    claim : Claim
        The claim.
    source : Source
        The link.

    Returns
    -------
    Markup
        The name in the language of the brief where there is one. Words by which a report in that
        language describes the source, such as "an AFP journalist", stay; in other languages its
        kind is told with the words themselves.
    """
    tabled = _tabled(context.situation.case).get(source.source_id or "")
    described = source.source_id is None or tabled not in (None, source.name)
    if described and claim.language == context.words.language:
        return name(source.name)
    if source.source_id is not None:
        return known_name(context, source.source_id, source.name)
    told = foreign(context, source.name, claim.language)
    if source.kind in _NAMES:
        return told
    kind = name(context.words.label("source_kind", source.kind))
    return context.words.say("kind_in_words", kind=kind, words=told)


def origin_name(context: Context, claim: Claim) -> Markup:
    """Name of the origin of a claim, as one among others that say the same.

    Parameters
    ----------
    context : Context
        The brief.
    claim : Claim
        The claim.

    Returns
    -------
    Markup
        The name of the tables where they have one, else as in `source_name`; that it cannot be
        traced where nobody is named.
    """
    origin = claim.origin
    if origin is None:
        return context.words.say("assess_untraced")
    if origin.source_id is not None:
        return known_name(context, origin.source_id, origin.name)
    return source_name(context, claim, origin)


def readable(context: Context, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims of one origin, those first that name it in words which the reader can read.

    Parameters
    ----------
    context : Context
        The brief.
    claims : iterable of Claim
        The claims.

    Returns
    -------
    tuple of Claim
        First those that a table names in the language of the brief or whose report is in it, then
        English ones, then others in Latin letters; otherwise in the order given.
    """
    return tuple(sorted(claims, key=lambda claim: _strangeness(context, claim)))


def _strangeness(context: Context, claim: Claim) -> int:
    origin, language = claim.origin, context.words.language
    if origin is None or claim.language == language:
        return 0
    tabled = origin.source_id or ""
    if tabled.startswith(_GOVERNMENT) or translated(context.situation.case, tabled, language):
        return 0
    if claim.language == "en":
        return 1
    return 3 if _RIGHT_TO_LEFT.search(origin.name) else 2


def chain(context: Context, claims: Iterable[Claim]) -> tuple[Markup, ...]:
    """Who says it, from the outlet to the origin, of the claim with the longest chain.

    Parameters
    ----------
    context : Context
        The brief.
    claims : iterable of Claim
        Claims of one origin.

    Returns
    -------
    tuple of Markup
        Names.
    """
    longest = max(readable(context, claims), key=lambda claim: len(claim.said_by), default=None)
    if longest is None:
        return ()
    return tuple(source_name(context, longest, source) for source in longest.said_by)
