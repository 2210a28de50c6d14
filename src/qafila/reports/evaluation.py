"""Compare what the reader read with what a careful person read: precision, recall and F1.

A read claim and a gold claim are a pair when their spans share at least half of the shorter one;
each is in one pair only, those of one type, figure and date first. All else is compared within
pairs, the type of the event too; recall counts gold claims in no pair as missed in every measure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qafila.claims import Claim, DateSpan, Location, Source, Span
from qafila.reports.lexicons import table
from qafila.sources import default_sources
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import Document

MEASURES = ("span", "event", "figure", "place", "date", "source", "modality")
_LEAST_OVERLAP = 0.5  # of the shorter span
_CLOSE = 1e-6  # relative: figures are typed by hand

Gold = dict[str, Any]
Pair = tuple[Gold, Claim]


@dataclass
class Score:
    """Counts of right, given and wanted for each measure.

    Examples
    --------
    >>> score = Score()
    >>> score.add("event", right=3, given=4, wanted=6)
    >>> round(score.precision("event"), 2), score.recall("event"), score.f1("event")
    (0.75, 0.5, 0.6)
    """

    counts: dict[str, list[int]] = field(default_factory=lambda: {m: [0, 0, 0] for m in MEASURES})

    def add(self, measure: str, right: int, given: int, wanted: int) -> None:
        """Add to a measure.

        Parameters
        ----------
        measure : str
            One of `MEASURES`.
        right, given, wanted : int
            What was read and is gold, what was read, and what is gold.
        """
        for place, value in enumerate((right, given, wanted)):
            self.counts[measure][place] += value

    def precision(self, measure: str) -> float:
        """Share of what was read that is gold.

        Parameters
        ----------
        measure : str
            One of `MEASURES`.

        Returns
        -------
        float
            0 where nothing was read.
        """
        right, given, _ = self.counts[measure]
        return right / given if given else 0.0

    def recall(self, measure: str) -> float:
        """Share of the gold that was read.

        Parameters
        ----------
        measure : str
            One of `MEASURES`.

        Returns
        -------
        float
            0 where there is no gold.
        """
        right, _, wanted = self.counts[measure]
        return right / wanted if wanted else 0.0

    def f1(self, measure: str) -> float:
        """Harmonic mean of precision and recall.

        Parameters
        ----------
        measure : str
            One of `MEASURES`.

        Returns
        -------
        float
            0 where nothing is right.
        """
        right, given, wanted = self.counts[measure]
        return 2 * right / (given + wanted) if right else 0.0

    @property
    def invented(self) -> float:
        """Share of read claims whose words no gold claim quotes."""
        return 1.0 - self.precision("span") if self.counts["span"][1] else 0.0

    def record(self) -> dict[str, Any]:
        """The score as one JSON object.

        Returns
        -------
        dict
            By measure precision, recall, f1 and the number of gold entries; and `invented`.
        """
        measures = {
            measure: {
                "precision": self.precision(measure),
                "recall": self.recall(measure),
                "f1": self.f1(measure),
                "gold": self.counts[measure][2],
            }
            for measure in MEASURES
        }
        return {**measures, "invented": self.invented}


def score_document(
    score: Score, document: Document, gold: Sequence[Gold], claims: Sequence[Claim]
) -> list[Pair]:
    """Count one document.

    Parameters
    ----------
    score : Score
        Where to add.
    document : Document
        The report.
    gold : sequence of dict
        What a careful reader would record; the fields are described in ``docs/reading.md``.
    claims : sequence of Claim
        What was read.

    Returns
    -------
    list of (dict, Claim)
        Gold claims that were read, each with what was read.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports import read_claims
    >>> note = Document.from_text("About 40 tankers were burnt.", "a.md")
    >>> gold = [{"event_type": "attack_on_convoy", "span_text": note.text, "best": 40, "low": 36,
    ...          "high": 44, "unit": "tankers", "location_id": None, "date_start": None,
    ...          "date_end": None, "said_by": [], "modality": "asserted"}]
    >>> score = Score()
    >>> _ = score_document(score, note, gold, read_claims(note, Gazetteer(())))
    >>> score.f1("figure")
    1.0
    """
    pairs = _align(document.text, gold, claims)
    same_type = sum(wanted["event_type"] == claim.event_type for wanted, claim in pairs)
    score.add("span", len(pairs), len(claims), len(gold))
    score.add("event", same_type, len(claims), len(gold))
    right = sum(_has_figure(w) and _same_bounds(w, c) and _same_unit(w, c) for w, c in pairs)
    read = sum(any(value is not None for value in (c.best, c.low, c.high)) for c in claims)
    score.add("figure", right, read, sum(map(_has_figure, gold)))
    found = {id(wanted): claim for wanted, claim in pairs}
    for wanted in gold:
        match = found.get(id(wanted))
        _count_place(score, wanted, match)
        _count_date(score, wanted, match)
        score.add("source", *_count_sources(wanted, match, document))
        if match is not None:
            score.add("modality", int(wanted["modality"] == match.modality), 1, 1)
    return pairs


def claim_of_gold(document: Document, number: int, gold: Gold) -> Claim:
    """What a second person wrote down, as a claim, to see how far two people agree.

    Parameters
    ----------
    document : Document
        The report.
    number : int
        Number of the line.
    gold : dict
        A line of gold.

    Returns
    -------
    Claim
        With the fields that are compared.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> note = Document.from_text("Pumps are dry.", "a.md", language="en")
    >>> line = {"event_type": "shortage", "span_text": "Pumps are dry", "modality": "asserted",
    ...         "best": None, "low": None, "high": None, "unit": None, "location_id": None,
    ...         "date_start": "2025-09-03", "date_end": None, "said_by": []}
    >>> claim_of_gold(note, 0, line).date.start
    datetime.date(2025, 9, 3)
    """
    start, end = _find(document.text, gold["span_text"])
    name = gold.get("location_name") or gold["location_id"]
    return Claim(
        claim_id=str(number),
        document_id=document.document_id,
        reported_at=document.published,
        language=document.language or "",
        event_type=gold["event_type"],
        span=Span(start, end, gold["span_text"]),
        modality=gold["modality"],
        reader_version="",
        locations=(Location(name, gold["location_id"]),) if name else (),
        date=DateSpan(_day(gold["date_start"]), _day(gold["date_end"])),
        best=gold["best"],
        low=gold["low"],
        high=gold["high"],
        unit=gold["unit"],
        said_by=tuple(Source(link["name"], None, link["kind"]) for link in gold["said_by"]),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _align(text: str, gold: Sequence[Gold], claims: Sequence[Claim]) -> list[Pair]:
    """Pair gold claims with read ones, the best fits first, each once."""
    options = []
    for index, wanted in enumerate(gold):
        span = _find(text, wanted["span_text"])
        for number, claim in enumerate(claims):
            shared = _overlap(span, (claim.span.start, claim.span.end))
            if shared >= _LEAST_OVERLAP:
                quality = 8 * (wanted["event_type"] == claim.event_type)
                quality += 4 * _same_bounds(wanted, claim) + 2 * _same_date(wanted, claim)
                options.append((-quality - shared, index, number))
    pairs, used_gold, used_claims = [], set(), set()
    for _, index, number in sorted(options):
        if index not in used_gold and number not in used_claims:
            used_gold.add(index)
            used_claims.add(number)
            pairs.append((gold[index], claims[number]))
    return pairs


def _find(text: str, span: str) -> tuple[int, int]:
    start = text.find(span)
    return (start, start + len(span)) if start >= 0 else (-1, -1)


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> float:
    shared = min(first[1], second[1]) - max(first[0], second[0])
    shorter = min(first[1] - first[0], second[1] - second[0])
    return shared / shorter if shorter > 0 else 0.0


def _bounds(gold: Gold) -> tuple[Any, ...]:
    return gold["best"], gold["low"], gold["high"]


def _has_figure(gold: Gold) -> bool:
    """Whether a gold claim states any number."""
    return any(value is not None for value in _bounds(gold))


def _same_bounds(gold: Gold, claim: Claim) -> bool:
    """Whether best, low and high agree; what is unknown must be unknown in both."""
    for left, right in zip(_bounds(gold), (claim.best, claim.low, claim.high), strict=True):
        if (left is None) != (right is None):
            return False
        if left is not None and abs(left - right) > _CLOSE * max(1.0, abs(left)):
            return False
    return True


def _same_unit(gold: Gold, claim: Claim) -> bool:
    """Whether the units agree; a unit without a quantity of ours is free text and not compared."""
    if gold.get("quantity") is None and "location_name" in gold:
        return True
    return (gold["unit"] or "") == (claim.unit or "")


def _same_date(gold: Gold, claim: Claim) -> bool:
    """Whether both ends of the interval agree."""
    read = (claim.date.start, claim.date.end)
    return (gold["date_start"], gold["date_end"]) == tuple(
        day.isoformat() if day is not None else None for day in read
    )


def _same_place(gold: Gold, places: Sequence[Location]) -> bool:
    """Whether one of the read places is the gold one: by identifier, else by name."""
    if gold["location_id"] is not None:
        return gold["location_id"] in {place.location_id for place in places}
    wanted = set(_words(gold["location_name"]))
    return any(wanted & set(_words(place.name)) for place in places)


def _words(name: str) -> list[str]:
    return fold(name).flat.split()


def _count_place(score: Score, wanted: Gold, match: Claim | None) -> None:
    placed = wanted["location_id"] is not None or bool(wanted.get("location_name"))
    by_name = "location_name" in wanted
    read = [] if match is None else list(match.locations)
    given = any(place.location_id or by_name for place in read)
    score.add("place", int(placed and _same_place(wanted, read)), int(given), int(placed))


def _count_date(score: Score, wanted: Gold, match: Claim | None) -> None:
    dated = wanted["date_start"] is not None
    read = match is not None and match.date.start is not None
    right = match is not None and dated and _same_date(wanted, match)
    score.add("date", int(right), int(read), int(dated))


def _count_sources(wanted: Gold, match: Claim | None, document: Document) -> tuple[int, int, int]:
    """Links of a chain of sources that agree; the outlet of the document itself is left out."""
    if match is None:
        return 0, 0, len(wanted["said_by"])
    names = [_key(link["name"], match.language) for link in wanted["said_by"]]
    read = [_key(link.name, match.language) for link in match.said_by if link.kind != "author"]
    own = _key(document.outlet, match.language) if document.outlet else None
    if read[:1] == [own] and own not in names:
        read = read[1:]
    left, right = list(read), 0
    for name in names:
        same = next((other for other in left if _same_source(name, other)), None)
        if same is not None:
            left.remove(same)
            right += 1
    return right, len(read), len(names)


# A name that also is a word is known with what the text calls it: «صحيفة الاتحاد».
_NO_MARKS = str.maketrans("", "", '«»"“”')  # quote marks are no part of a name
_CALLED = {"ar": ("صحيفة", "موقع")}


def _key(name: str, language: str) -> str:
    folded = fold(name)
    for called in ("", *_CALLED.get(language, ())):
        for source in default_sources().find(language, fold(f"{called} {name}")):
            return source.value.source_id
    for actor in table("actors", language).find(folded.flat):
        return str(actor.value["actor_id"] or name)
    return " ".join(folded.flat.translate(_NO_MARKS).split())


def _same_source(left: str, right: str) -> bool:
    if left == right:
        return True
    one, two = set(left.split()), set(right.split())
    return bool(one & two) and len(one & two) >= 0.5 * min(len(one), len(two))
