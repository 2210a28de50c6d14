"""Claims as lines for people: who says what of when and where, and below it the words."""

from __future__ import annotations

import json
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.terms import label
from qafila.units import in_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.claims import Claim
    from qafila.ledger import Dispute

_LANGUAGE = "en"  # that of the command's own messages
_INDENT = "  "
_ISOLATE, _RELEASE = "\u2068", "\u2069"
_UNBROKEN = str.maketrans("\u00a0\u202f", "  ")


def as_json(record: object) -> str:
    r"""JSON in which signs that could steer a terminal stand as codes; it reads back the same.

    Parameters
    ----------
    record : object
        Anything that JSON can hold.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> as_json({"text": "Kayes \u202eroad"})
    '{"text": "Kayes \\u202eroad"}'
    """
    text = json.dumps(record, ensure_ascii=False)
    return "".join(
        f"\\u{ord(sign):04x}"
        if unicodedata.category(sign) in ("Cc", "Cf") and sign < "\uffff"
        else sign
        for sign in text
    )


def plain(text: str) -> str:
    r"""Text without what could steer a terminal: escapes and direction marks are shown as codes.

    Spaces that do not break, as French has them before its signs, are shown as spaces.

    Parameters
    ----------
    text : str
        Text from a report or a table.

    Returns
    -------
    str
        Text of printable characters.

    Examples
    --------
    >>> plain("dry\x1b[2J")
    'dry\\x1b[2J'
    """
    return "".join(
        character if character.isprintable() else f"\\x{ord(character):02x}"
        for character in text.translate(_UNBROKEN)
    )


def list_claims(
    claims: Sequence[Claim],
    places: Mapping[str, str],
    *,
    disputes: Iterable[Dispute] = (),
    width: int | None = None,
    numbers: Mapping[str, int] = MappingProxyType({}),
) -> list[str]:
    """Two lines for each claim: its facts, then its words.

    Parameters
    ----------
    claims : sequence of Claim
        What is shown.
    places : mapping of str to str
        Name of each place by its identifier.
    disputes : iterable of Dispute, optional
        Headings under which the claims are grouped; claims of none of them come last.
    width : int, optional
        Columns of the terminal; None where nobody looks at columns, so that nothing is cut.
    numbers : mapping of str to int, optional
        Number of each claim in the brief of the day.

    Returns
    -------
    list of str
        Lines without ends.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> claim = Claim("c", "d", None, "en", "shortage", Span(0, 14, "Pumps are dry."), "asserted",
    ...               "1", said_by=(Source("RFI", "rfi", "media"),))
    >>> for line in list_claims([claim], {}):
    ...     print(line)
    undated · shortage · asserted · RFI
      Pumps are dry.
    """
    lines: list[str] = []
    left = {claim.claim_id: claim for claim in claims}
    for dispute in disputes:
        told = [claim for version in dispute.versions for claim in version.claims]
        here = [left.pop(claim.claim_id) for claim in told if claim.claim_id in left]
        if here:
            lines += [""] if lines else []
            lines += _cut([_heading(dispute, here[0], places)], width)
            lines += _two_lines(here, places, width, numbers)
    rest = _two_lines(left.values(), places, width, numbers)
    return [*lines, *([""] if lines and left else []), *rest]


def _two_lines(
    claims: Iterable[Claim],
    places: Mapping[str, str],
    width: int | None,
    numbers: Mapping[str, int],
) -> list[str]:
    lines = []
    for claim in claims:
        words = " ".join(claim.span.text.split())
        number = numbers.get(claim.claim_id)
        facts = _facts(claim, places)
        told = facts if number is None else f"[{number}] {facts}"
        lines += _cut([told], width) + _cut([words], width, _INDENT)
    return lines


def _facts(claim: Claim, places: Mapping[str, str]) -> str:
    kind = label("event_type", claim.event_type, _LANGUAGE)
    facts = (
        _when(claim),
        f"{kind} ({claim.subtype.replace('_', ' ')})" if claim.subtype else kind,
        figure(claim.low, claim.high, claim.unit) if claim.quantity else "",
        _where(claim, places),
        label("modality", claim.modality, _LANGUAGE),
        _review(claim),
    )
    # The chain is the longest and stands last, where a narrow terminal cuts.
    chain = ", via ".join(_isolated(source.name) for source in reversed(claim.said_by))
    return " · ".join([*(_isolated(fact) for fact in facts if fact), *([chain] if chain else [])])


def _review(claim: Claim) -> str:
    review = claim.review
    if review is None:
        return ""
    changed = ", ".join(name for name, _ in review.changes)
    told = label("review_decision", review.decision, _LANGUAGE)
    return f"{told} {review.day} by {review.by}" + (f" ({changed})" if changed else "")


def _heading(dispute: Dispute, claim: Claim, places: Mapping[str, str]) -> str:
    kinds = ", ".join(label("dispute_kind", kind, _LANGUAGE) for kind in dispute.kinds)
    covering = figure(dispute.low, dispute.high, dispute.unit)
    facts = (
        label("event_type", claim.event_type, _LANGUAGE),
        _when(claim),
        _where(claim, places),
        f"{covering} over all versions" if covering else "no range covers all versions",
        kinds,
    )
    return "DISPUTED · " + " · ".join(_isolated(fact) for fact in facts if fact)


def _when(claim: Claim) -> str:
    start, end = claim.date.start, claim.date.end
    if start is None and end is None:
        return f"reported {claim.reported_at}" if claim.reported_at else "undated"
    if start == end:
        return str(start)
    return f"{start or '…'} to {end or '…'}"


def _where(claim: Claim, places: Mapping[str, str]) -> str:
    place = claim.location
    if place is None:
        return ""
    return places.get(place.location_id or "", place.name)


def figure(low: float | None, high: float | None, unit: str | None) -> str:
    """A figure with its bounds.

    Parameters
    ----------
    low, high : float or None
        Ends of the range; None where one is open.
    unit : str or None
        What is counted.

    Returns
    -------
    str
        Empty where neither end is known.

    Examples
    --------
    >>> figure(40, 40, "tankers"), figure(19.8, 130, "tankers"), figure(50, None, None)
    ('40 tankers', '20-130 tankers', '≥ 50')
    """
    low, high = in_whole(low, high, unit)
    if low is None and high is None:
        return ""
    if low == high:
        text = f"{low:,.10g}"
    elif high is None:
        text = f"≥ {low:,.10g}"
    elif low is None:
        text = f"≤ {high:,.10g}"
    else:
        text = f"{low:,.10g}-{high:,.10g}"
    return f"{text} {unit or ''}".strip()


def _isolated(text: str) -> str:
    """Keep what runs from right to left from moving what stands beside it on the line."""
    text = plain(text)
    turns = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"{_ISOLATE}{text}{_RELEASE}" if turns else text


def _cut(lines: Iterable[str], width: int | None, indent: str = "") -> list[str]:
    """Lines that fit the width; direction marks that are cut off are closed again."""
    return [indent + _fit(line, None if width is None else width - len(indent)) for line in lines]


def _fit(text: str, width: int | None) -> str:
    from rich.cells import cell_len

    text = "".join(one if one in (_ISOLATE, _RELEASE) else plain(one) for one in text)
    # Rich counts the marks as no column, or they are taken away before it counts.
    if width is None or cell_len(text.replace(_ISOLATE, "").replace(_RELEASE, "")) <= width:
        return text
    kept, used = "", 0
    for character in text:
        size = 0 if character in (_ISOLATE, _RELEASE) else cell_len(character)
        if used + size > width - 1:
            break
        kept, used = kept + character, used + size
    is_open = kept.count(_ISOLATE) > kept.count(_RELEASE)
    return kept.rstrip() + "…" + (_RELEASE if is_open else "")
