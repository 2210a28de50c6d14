"""Alerts in the Common Alerting Protocol 1.2 of OASIS: what it asks for, and its XML.

Nothing here sends anything. An alert made here is always a draft for people who decide on it.
"""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
STATUS = "Draft"
SCOPE = "Restricted"
_NO_NAME = re.compile(r"[\s,<&]+")
_KEPT = "\u200c\u200d"  # joiners, without which words of some scripts fall apart


@dataclass(frozen=True)
class Area:
    """Where an alert holds.

    Parameters
    ----------
    description : str
        Its name.
    geocodes : tuple of (str, str)
        Name of a list of codes, and the code.
    """

    description: str
    geocodes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Info:
    """An alert in one language.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    category, response, urgency, severity, certainty : str
        Terms of ``cap_category`` and the like.
    effective, expires : datetime.datetime
        From when to when, with a zone.
    event, headline, description, instruction : str
        What it says.
    sender_name, contact : str
        Who answers for it; empty where not set.
    parameters : tuple of (str, str)
        For programs.
    area : Area
        Where it holds.
    """

    language: str
    category: str
    response: str
    urgency: str
    severity: str
    certainty: str
    effective: dt.datetime
    expires: dt.datetime
    event: str
    headline: str
    description: str
    instruction: str
    sender_name: str
    contact: str
    parameters: tuple[tuple[str, str], ...]
    area: Area


@dataclass(frozen=True)
class Message:
    """One alert, always a draft of restricted scope.

    Parameters
    ----------
    identifier, sender : str
        Together unique.
    sent : datetime.datetime
        When it was made, with a zone.
    note, restriction : str
        That it is a draft, and who may read it.
    infos : tuple of Info
        One for each language.
    references : tuple of str
        Earlier alerts that it brings up to date, as `reference` writes them; then it is an update.
    """

    identifier: str
    sender: str
    sent: dt.datetime
    note: str
    restriction: str
    infos: tuple[Info, ...]
    references: tuple[str, ...] = ()


def moment(when: dt.datetime) -> str:
    """A moment as the protocol writes it: to the second, with an offset, never with a Z.

    Parameters
    ----------
    when : datetime.datetime
        A moment with a zone.

    Returns
    -------
    str
        The moment; that of UTC ends with -00:00.

    Raises
    ------
    ValueError
        If the moment has no zone.

    Examples
    --------
    >>> import datetime as dt
    >>> moment(dt.datetime(2025, 11, 30, 9, 5, tzinfo=dt.UTC))
    '2025-11-30T09:05:00-00:00'
    >>> moment(dt.datetime(2025, 11, 30, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=2))))
    '2025-11-30T09:05:00+02:00'
    """
    offset = when.utcoffset()
    if offset is None:
        raise ValueError("a moment without a zone is none")
    minutes = round(offset.total_seconds() / 60)
    sign = "+" if minutes > 0 else "-"
    hours, rest = divmod(abs(minutes), 60)
    return f"{when:%Y-%m-%dT%H:%M:%S}{sign}{hours:02}:{rest:02}"


def identifier(text: str) -> str:
    """Text as an identifier: without blanks, commas, and the signs < and &.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The identifier.

    Examples
    --------
    >>> identifier("crisis desk, Bamako")
    'crisis-desk-Bamako'
    """
    return _NO_NAME.sub("-", printable(text)).strip("-")


def printable(text: str) -> str:
    r"""Text that XML can hold and that turns no line around.

    Parameters
    ----------
    text : str
        Anything, hostile text included.

    Returns
    -------
    str
        The same text without controls and marks of direction; line feeds stay.

    Examples
    --------
    >>> printable("dry\x00 in \u202eKayes\n")
    'dry in Kayes\n'
    """
    return "".join(
        sign
        for sign in text
        if sign == "\n" or sign in _KEPT or unicodedata.category(sign)[0] != "C"
    )


def reference(message: Message) -> str:
    """How a later message refers to one.

    Parameters
    ----------
    message : Message
        The earlier one.

    Returns
    -------
    str
        Sender, identifier and moment.
    """
    return f"{identifier(message.sender)},{identifier(message.identifier)},{moment(message.sent)}"


def write_message(message: Message) -> str:
    """The XML of a message, its elements in the order of the schema.

    Parameters
    ----------
    message : Message
        The message.

    Returns
    -------
    str
        A whole document.
    """
    root = ET.Element("alert", {"xmlns": NAMESPACE})
    _put(
        root,
        (
            ("identifier", identifier(message.identifier)),
            ("sender", identifier(message.sender)),
            ("sent", moment(message.sent)),
            ("status", STATUS),
            ("msgType", "Update" if message.references else "Alert"),
            ("scope", SCOPE),
            ("restriction", message.restriction),
            ("note", message.note),
            ("references", " ".join(message.references)),
        ),
    )
    for info in message.infos:
        _put_info(ET.SubElement(root, "info"), info)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _put_info(element: ET.Element, info: Info) -> None:
    _put(
        element,
        (
            ("language", info.language),
            ("category", _named(info.category)),
            ("event", info.event),
            ("responseType", _named(info.response)),
            ("urgency", _named(info.urgency)),
            ("severity", _named(info.severity)),
            ("certainty", _named(info.certainty)),
            ("effective", moment(info.effective)),
            ("expires", moment(info.expires)),
            ("senderName", info.sender_name),
            ("headline", info.headline),
            ("description", info.description),
            ("instruction", info.instruction),
            ("contact", info.contact),
        ),
    )
    for name, value in info.parameters:
        _put_pair(element, "parameter", name, value)
    area = ET.SubElement(element, "area")
    _put(area, (("areaDesc", info.area.description),))
    for name, value in info.area.geocodes:
        _put_pair(area, "geocode", name, value)


def _named(term: str) -> str:
    return term.capitalize()


def _put(element: ET.Element, texts: Sequence[tuple[str, str]]) -> None:
    """Children with text; what is empty is left out, as the protocol wants it."""
    for name, text in texts:
        shown = printable(text).strip()
        if shown:
            ET.SubElement(element, name).text = shown


def _put_pair(element: ET.Element, kind: str, name: str, value: str) -> None:
    pair = ET.SubElement(element, kind)
    _put(pair, (("valueName", name), ("value", value)))
