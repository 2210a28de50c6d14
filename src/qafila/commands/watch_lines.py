"""What a watch tells of a file, in lines: what was found, what changed, or why nothing did."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qafila.brief.alert import place_name
from qafila.commands.listing import list_claims, plain
from qafila.commands.watch_entry import KNOWN, MOVED, QUARANTINED, READ, STARTED
from qafila.ledger.choosing import some

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qafila.assess.changes import Changes
    from qafila.assess.rules import Rules
    from qafila.assess.shifts import Shift
    from qafila.brief.texts import Words
    from qafila.case import Case
    from qafila.claims import Claim
    from qafila.commands.watch_entry import Entry
    from qafila.ledger import Ledger

_INDENT = "  "
_SHOWN = 4  # claims in words; the log has the identifiers of all
_WHY = {
    "highest": "watch_why_highest",
    "held": "watch_why_held",
    "no_baseline": "watch_why_no_baseline",
    "same_origins": "watch_why_same_origins",
    "short": "watch_why_short",
}


class Telling(NamedTuple):
    """In which words a watch is told.

    Parameters
    ----------
    case : Case
        The case, for names of places.
    rules : Rules
        For names of indicators.
    words : Words
        The language.
    """

    case: Case
    rules: Rules
    words: Words

    def say(self, key: str, **values: object) -> str:
        """A text of the tables, for a terminal.

        Parameters
        ----------
        key : str
            Its key.
        **values : object
            What its braces stand for.

        Returns
        -------
        str
            One line without what could steer a terminal.
        """
        return plain(self.words.say(key, **values).unescape())

    @property
    def places(self) -> Mapping[str, str]:
        """Name of each place of the case by its identifier."""
        rows = self.case.locations
        return dict(zip(rows["location_id"], rows[f"name_{self.words.language}"], strict=True))

    def level(self, level: str) -> str:
        """Name of a level.

        Parameters
        ----------
        level : str
            Term of ``level``.

        Returns
        -------
        str
            The name.
        """
        return self.words.label("level", level)

    def what(self, shift: Shift) -> str:
        """Name of an indicator and its place.

        Parameters
        ----------
        shift : Shift
            What changed.

        Returns
        -------
        str
            Both names.
        """
        labels = self.rules.indicator(shift.indicator_id).labels
        place = place_name(self.case, shift.unit, self.words)
        return f"{labels[self.words.language]} – {place}"


def entry_lines(entry: Entry, telling: Telling) -> list[str]:
    """What became of a file.

    Parameters
    ----------
    entry : Entry
        From the watch.
    telling : Telling
        In which words.

    Returns
    -------
    list of str
        The first line names the file; what changed stands below it.
    """
    lines = [_head(entry, telling)]
    if entry.outcome == READ and entry.note:
        lines.append(_INDENT + plain(entry.note))
    if entry.changes is not None:
        lines += [_INDENT + line for line in _changes(entry, entry.changes, telling)]
    lines += [_INDENT + telling.say("watch_alert", file=one.file) for one in entry.alerts]
    return lines


def _head(entry: Entry, telling: Telling) -> str:
    words = telling.words
    if entry.outcome == STARTED and entry.after is not None:
        return telling.say(
            "watch_started",
            case=entry.after.case,
            date=words.plain_date(entry.after.as_of),
            level=telling.level(entry.after.overall.level),
        )
    if entry.outcome == READ:
        day = entry.published
        return telling.say(
            "watch_read",
            file=entry.file,
            date=words.plain_date(day) if day else "–",
            count=len(entry.claims),
            kept=entry.kept_as,
        )
    if entry.outcome == KNOWN:
        return telling.say("watch_known", file=entry.file, kept=entry.kept_as)
    if entry.outcome == MOVED:
        return telling.say("watch_put", file=entry.file, kept=entry.kept_as)
    reason = "; ".join(entry.note.splitlines())
    if entry.outcome == QUARANTINED:
        return telling.say("watch_aside", file=entry.file, kept=entry.kept_as, reason=reason)
    return telling.say("watch_waits", file=entry.file, reason=reason)


def told_claims(changes: Changes, before: Ledger, after: Ledger) -> Mapping[str, Claim]:
    """Claims whose words are told with what changed.

    Parameters
    ----------
    changes : Changes
        What changed.
    before, after : Ledger
        What was known before and after.

    Returns
    -------
    mapping of str to Claim
        By identifier: the first few of each level that moved and of each dispute.
    """
    groups = [one.claims for one in changes.moved] + [one.claims for one in changes.disputes]
    wanted = {name for claims in groups for name in claims[:_SHOWN]}
    return {one.claim_id: one for ledger in (before, after) for one in some(ledger, wanted)}


def _said(entry: Entry, claims: tuple[str, ...], telling: Telling) -> list[str]:
    """Who says what, in words, below a line of what changed."""
    names = telling.places
    told = [entry.words[name] for name in claims[:_SHOWN] if name in entry.words]
    return [_INDENT + plain(line) for line in list_claims(told, names)]


def _changes(entry: Entry, changes: Changes, telling: Telling) -> Iterator[str]:
    old, new = changes.overall_from.level, changes.overall_to.level
    if changes.day_from != changes.day_to:
        yield telling.say(
            "watch_day",
            date=telling.words.plain_date(changes.day_to),
            before=telling.words.plain_date(changes.day_from),
        )
    if old != new:
        yield telling.say("watch_overall", before=telling.level(old), level=telling.level(new))
    for shift in changes.moved:
        yield telling.say(
            "watch_moved",
            what=telling.what(shift),
            before=telling.level(shift.level_from),
            level=telling.level(shift.level_to),
            count=_more(shift.claims),
        )
        yield from _said(entry, shift.claims, telling)
    for dispute in changes.disputes:
        yield telling.say("watch_dispute", count=_more(dispute.claims))
        yield from _said(entry, dispute.claims, telling)
    if changes.moved or old != new:
        return
    first, *others = _why(entry, changes, telling)
    yield telling.say("watch_nothing", why=first)
    yield from (_INDENT + why for why in others)


def _more(claims: tuple[str, ...]) -> str:
    shown = min(len(claims), _SHOWN)
    return str(len(claims)) if shown == len(claims) else f"{shown}/{len(claims)}"


def _why(entry: Entry, changes: Changes, telling: Telling) -> list[str]:
    words = telling.words
    if not entry.claims:
        return [telling.say("watch_why_no_claim")]
    if entry.published and entry.published > changes.day_to:
        return [telling.say("watch_why_later", date=words.plain_date(changes.day_to))]
    told = [
        telling.say(_WHY[one.why_kept], what=telling.what(one), level=telling.level(one.level_to))
        for one in changes.kept
        if one.why_kept in _WHY
    ]
    return told or [telling.say("watch_why_unread")]
