"""Where a claim is: its own words, else what they point back to, else what the text is about.

What happens on a spot, such as a price or a toll, is where the sentence before was when its own
sentence names no place; what states decide, such as an agreement, is not.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from qafila.reports.borders import own_border
from qafila.reports.carrying import ATTACKS
from qafila.reports.locating import located
from qafila.reports.offices import is_beyond, is_led, is_state, names_an_office
from qafila.reports.pointing import country_meant, place_meant, pointed_at
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qafila.claims import Claim, Location
    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.reports.article import Article
    from qafila.reports.carrying import Frame
    from qafila.reports.events import Event
    from qafila.reports.language import Language
    from qafila.text import Folded

_BORDERS = frozenset({"border_reinforcement", "border_closure", "border_open"})
# Of these a sentence goes on with the one before; a report on one town tells of them there.
_GO_ON = frozenset(
    ["armed_clash", "attack_on_convoy", "blockade", "casualties", "force_withdrawal",
     "influence_expansion", "population_figure", "price", "shortage", "stock_level",
     "supply_arrival", "supply_demand", "violence_against_civilians"]
)  # fmt: skip
# Of these a report on one town tells at any place in it; an attack may be elsewhere.
_OF_THE_TOWN = _GO_ON - ATTACKS - {"force_withdrawal", "influence_expansion"}
# Of these another clause of the sentence says where.
_ON_A_SPOT = ATTACKS | _GO_ON | {
    "displacement", "humanitarian_assistance", "refugee_registration", "service_closure",
}  # fmt: skip
_OF_STATES = frozenset(
    ["advisory", "agreement", "foreign_support", "force_strength", "military_cooperation", "truce"]
)
_ROAD_OPEN = "road_open"  # a capital beside it is an end of the road, not who agrees
_OF_THE_TAKEN = frozenset({"hostage_release", "ransom"})
_TAKEN_AT = {
    "en": re.compile(
        r"\b(?:kidnapp?ed|abducted|seized|taken|captured|carried off|snatched|held|missing)\b"
        r"[^,.;]*$"
    ),
    "fr": re.compile(r"\b(?:enleve|kidnappe|capture|pris en otage|detenu|disparu)\w*[^,.;]*$"),
    "ar": re.compile(r"(?:خطف|اختطف|محتجز|احتجز|اسر|مختطف)\w*[^,.;]*$"),
}
_BROUGHT = {
    "en": re.compile(
        r"\b(?:evacuated|transferred|flown|rushed|airlifted|admitted to|referred|ferried|driven"
        r"|(?:taken|brought|moved) to (?:the |a )?(?:\w+ )?(?:hospital|clinic))\b[^.;,]*$"
    ),
    "fr": re.compile(
        r"\b(?:evacue|transfere|transporte|admis|achemine|refere|conduit)(?:e|s|es)?\b[^.;,]*$"
    ),
    "ar": re.compile(
        r"(?<!\w)[وف]?(?:نقل(?:وا|ت)?|ينقل|نقلهم|اجلي|اجلاء|اجلوا|اسعف\w*|ادخل\w*)(?!\w)[^.;,]*$"
    ),
}


_OFTEN, _SHARE = 2, 0.5
_EVERYWHERE = _BORDERS | {"transport_strike"}
_NATION = {
    "en": re.compile(
        r"\b(?:country|countrywide|nationwide|nationally|federal|national (?!tele|radio|guard|road)"
        r"|official price|regulated|frontier|borders?\b|strike)"
    ),
    "fr": re.compile(
        r"\b(?:pays\b|nationa(?:l|le|les|ux)\b(?! \d)|(?:prix|tarif) officiel|territoire"
        r"|frontiere\b|greve\b)"
    ),
    "ar": re.compile(
        r"(?<!\w)[وفبل]?(?:البلاد|بلاده|البلد|(?:ال)?وطني(?:ه)?(?! رقم)|(?:ال)?سعر (?:ال)?رسمي"
        r"|جميع المحطات|عموم|اضراب\w*|محددا)(?!\w)"
    ),
}


def is_spot(place: Location) -> bool:
    """Whether a place is closer than a whole country.

    Parameters
    ----------
    place : Location
        A place.

    Returns
    -------
    bool
        False for a country.

    Examples
    --------
    >>> from qafila.claims import Location
    >>> is_spot(Location("Mali", None, "MLI", "country"))
    False
    """
    return place.precision != "country"


def spots(places: Iterable[Location]) -> tuple[Location, ...]:
    """Those of places that are closer than a whole country.

    Parameters
    ----------
    places : iterable of Location
        Places.

    Returns
    -------
    tuple of Location
        In the same order.

    Examples
    --------
    >>> spots(())
    ()
    """
    return tuple(place for place in places if is_spot(place))


def place_event(
    article: Article,
    sentence: tuple[int, int],
    clause: tuple[int, int],
    event: Event,
    places: list[Hit[Place]],
    kinds: frozenset[str],
    frame: Frame,
) -> tuple[Location, ...]:
    """Find the places of one event.

    Parameters
    ----------
    article : Article
        The report.
    sentence, clause : tuple of int
        Where both stand.
    event : Event
        The event.
    places : list of Hit
        Places that the sentence names.
    kinds : frozenset of str
        Kinds of small words of the sentence.
    frame : Frame
        What was told before.

    Returns
    -------
    tuple of Location
        The place where it happened first; empty where none is meant.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> from qafila.reports.carrying import Frame
    >>> from qafila.reports.events import Event
    >>> note = Document.from_text("Fuel ran out in Dori.", "a", language="en")
    >>> article = open_article(note, Gazetteer(()))
    >>> event = Event(0, 12, "shortage", None, None, None, 1)
    >>> places = list(article.places)
    >>> [place.name for place in place_event(article, (0, 21), (0, 21), event, places,
    ...                                      frozenset(), Frame())]
    ['Dori']
    """
    folded, language = article.folded, article.language
    places = [hit for hit in places if not is_beyond(folded, language, hit)]
    if event.event_type in _OF_STATES and event.subtype != _ROAD_OPEN:
        places = [hit for hit in places if _is_where(folded, language, hit)]
    if event.event_type in _OF_THE_TAKEN:
        places = [hit for hit in places if not _was_taken(folded, language, hit)]
    if event.event_type == "casualties":
        places = [hit for hit in places if not _is_brought(folded, language, hit)]
    own = located(folded, language, places, *clause, event.start)
    meant = place_meant(article, sentence, clause, places, frame)
    if meant:
        return tuple(dict.fromkeys((*meant, *own)))
    if spots(own):
        return own
    if {event.event_type, event.subtype} & _BORDERS:
        return own_border(article, sentence) or own
    pointed = pointed_at(kinds, frame) or (() if own else country_meant(article, clause, frame))
    if event.event_type not in _ON_A_SPOT:
        return (*pointed, *own)
    whole = located(folded, language, places, *sentence, event.start)
    if spots(whole):
        return (*spots(whole), *own)
    found = own
    if pointed or len(article.document.restates) > 1 or _is_national(article, clause, event):
        # In notes on several articles each sentence tells of another one.
        return (*pointed, *(found or frame.topic_places))
    return _carried(event, found, frame) if event.event_type in _GO_ON else found


def _is_national(article: Article, clause: tuple[int, int], event: Event) -> bool:
    """Whether a clause speaks of the whole country: "the official price is 560"."""
    if event.event_type in ATTACKS or event.event_type == "blockade":
        return False
    if event.subtype in _EVERYWHERE:
        return True
    return _NATION[article.language.code].search(article.folded.text, *clause) is not None


def _is_where(folded: Folded, language: Language, hit: Hit[Place]) -> bool:
    """Of what states do, a state without a word of place is who does it."""
    return not is_state(hit.value) or is_led(
        language.code, folded.text[max(0, hit.start - 30) : hit.start]
    )


def _is_brought(folded: Folded, language: Language, hit: Hit[Place]) -> bool:
    """Where the hurt were brought is not where they were hurt: "flown to the hospital of X"."""
    before = folded.text[max(0, hit.start - 60) : hit.start]
    return _BROUGHT[language.code].search(before) is not None


def _was_taken(folded: Folded, language: Language, hit: Hit[Place]) -> bool:
    """Where people were taken is not where they were freed: "the men seized in X were freed"."""
    before = folded.text[max(0, hit.start - 50) : hit.start]
    return _TAKEN_AT[language.code].search(before) is not None


def _carried(event: Event, own: tuple[Location, ...], frame: Frame) -> tuple[Location, ...]:
    """Where the sentence before was, if its country does not contradict."""
    carried = frame.here or frame.topic_places
    if not carried and event.event_type in _OF_THE_TOWN:
        carried = frame.about
    lands = {place.country for place in own if place.role != "from"}
    if lands and not lands & {place.country for place in carried}:
        return own
    return (*carried, *own)


def placed_at(named: tuple[Location, ...], claims: list[Claim]) -> tuple[Location, ...]:
    """Where a sentence leaves its reader: at the place of its first claim that has one.

    Parameters
    ----------
    named : tuple of Location
        Places that the sentence names.
    claims : list of Claim
        Claims of the sentence.

    Returns
    -------
    tuple of Location
        Spots only.

    Examples
    --------
    >>> placed_at((), [])
    ()
    """
    return next(
        (spots(claim.locations) for claim in claims if spots(claim.locations)), spots(named)
    )


def topic_of(article: Article) -> tuple[Location, ...]:
    """Find the place that a report is about: of its title, else the one that it names most.

    Parameters
    ----------
    article : Article
        The report.

    Returns
    -------
    tuple of Location
        One place, or none where several share the report.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> note = Document.from_text("No bread.", "a", title="Dori goes hungry", language="en")
    >>> [place.name for place in topic_of(open_article(note, Gazetteer(())))]
    ['Dori']
    """
    language, folded = article.language, article.folded
    title = fold(article.document.title or "")
    titled = spots(located(title, language, article.titled, 0, len(title.text), 0))
    if len(titled) == 1:
        return titled
    named = [hit for hit in article.places if hit.value.kind != "country"]
    named = [hit for hit in named if not names_an_office(folded, language, hit, ())]
    counts = Counter(hit.value.name for hit in named)
    if titled:
        told = {hit.value.name: hit for hit in article.titled if hit.value.name in counts}
        named = sorted(told.values(), key=lambda hit: -counts[hit.value.name])
        clear = len(named) == 1 or (
            len(named) > 1 and counts[named[0].value.name] > counts[named[1].value.name]
        )
        hit = named[0] if clear else None
        return () if hit is None else located(title, language, [hit], hit.start, hit.end, hit.start)
    [(name, count)] = counts.most_common(1) or [("", 0)]
    if count < _OFTEN or count < _SHARE * counts.total():
        return ()
    hit = next(hit for hit in named if hit.value.name == name)
    return located(folded, language, [hit], hit.start, hit.end, hit.start)
