"""Sections of a brief as plain text for a terminal, numbers of claims in brackets.

Text that runs from right to left is left in the order in which it is read: the terminal turns it.
What could steer a terminal is taken away, whatever report or table it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from qafila.brief.model import (
    Disputed,
    Figure,
    Keys,
    Notice,
    Paper,
    Points,
    Prose,
    Reported,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markupsafe import Markup

    from qafila.brief.model import Block, Ref, Section, Sentence

_ISOLATE, _RELEASE = "\u2068", "\u2069"
_JOINERS = "\u200c\u200d"
_BREAKS = frozenset({"br", "div", "p", "li", "summary", "td", "th"})
# A space that may be broken; those that French puts before a colon may not.
_SPACES = re.compile("[ \t\r\n]+")
_POINT, _NOTHING = "- ", "\u2013"


class _Text(HTMLParser):
    """Text of markup; what is isolated stays so where it runs against the page."""

    def __init__(self, rtl: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._rtl = rtl
        self._parts: list[str] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "bdi":
            self._open.append(len(self._parts))
        elif tag in _BREAKS:
            self._parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self._parts.append(" ")
        if tag != "bdi" or not self._open:
            return
        start = self._open.pop()
        inner = "".join(self._parts[start:])
        if _against(inner, self._rtl):
            self._parts[start:] = [f"{_ISOLATE}{inner}{_RELEASE}"]

    def handle_data(self, data: str) -> None:
        self._parts.append(_printable(data))

    def text(self) -> str:
        return _SPACES.sub(" ", "".join(self._parts)).strip(" ")


def _printable(text: str) -> str:
    kept = (" " if sign in "\n\t\r\u2028\u2029" else sign for sign in text)
    return "".join(
        sign for sign in kept if sign in _JOINERS or unicodedata.category(sign)[0] != "C"
    )


def _against(text: str, rtl: bool) -> bool:
    """Whether letters of the other direction than that of the page stand in a text."""
    other = ("L",) if rtl else ("R", "AL")
    return any(unicodedata.bidirectional(sign) in other for sign in text)


def plain_text(markup: Markup, *, rtl: bool = False) -> str:
    r"""Markup as text that a terminal can be given.

    Parameters
    ----------
    markup : Markup
        Words of a brief.
    rtl : bool
        Whether the page runs from right to left.

    Returns
    -------
    str
        One line without what could steer a terminal.

    Examples
    --------
    >>> from qafila.brief.isolation import name
    >>> from markupsafe import Markup
    >>> plain_text(Markup("<b>dry in {}</b>").format(name("Kayes \x1b[2J")))
    'dry in Kayes [2J'
    """
    parser = _Text(rtl)
    parser.feed(str(markup))
    parser.close()
    return parser.text()


@dataclass(frozen=True)
class Terminal:
    """How wide a page may be, and how many numbers of claims stand behind a sentence.

    Parameters
    ----------
    width : int or None
        Columns; None where lines are never broken.
    rtl : bool
        Whether the page runs from right to left.
    most : int
        Numbers behind a sentence; how many more there are is told.
    colon, comma : str
        How the language writes them.
    folded : bool
        Whether tables that a page folds away are written as well.
    shown : dict of str to str
        Filled while writing: label of each anchor whose number stands on the page.

    Examples
    --------
    >>> Terminal(width=20).wrap("a line that is too long", "- ")
    ['- a line that is too', '  long']
    """

    width: int | None = 80
    rtl: bool = False
    most: int = 4
    colon: str = ": "
    comma: str = ", "
    folded: bool = False
    shown: dict[str, str] = field(default_factory=dict)

    def say(self, markup: Markup) -> str:
        """Markup as one line; see `plain_text`.

        Parameters
        ----------
        markup : Markup
            Words of a brief.

        Returns
        -------
        str
            The line.
        """
        return plain_text(markup, rtl=self.rtl)

    def refs(self, refs: Sequence[Ref]) -> str:
        """Numbers of claims and figures in brackets.

        Parameters
        ----------
        refs : sequence of Ref
            Links.

        Returns
        -------
        str
            Such as [12] [F3] +5; empty if there are none.
        """
        few = refs[: self.most]
        self.shown.update((ref.anchor, ref.label) for ref in few)
        told = [f"[{_printable(ref.label)}]" for ref in few]
        return " ".join([*told, *([f"+{len(refs) - len(few)}"] if len(refs) > len(few) else [])])

    def wrap(self, text: str, first: str = "", indent: str | None = None) -> list[str]:
        """Break a line between words.

        Parameters
        ----------
        text : str
            The line.
        first : str
            What stands before it.
        indent : str, optional
            What stands before the lines that follow; by default as many blanks.

        Returns
        -------
        list of str
            Lines that fit the width, where words do.
        """
        from rich.cells import cell_len

        indent = " " * len(first) if indent is None else indent
        lines, line, empty = [], first, True
        for word in text.split(" "):
            wide = self.width is not None and cell_len(_bare(f"{line} {word}")) > self.width
            if wide and not empty:
                lines.append(line)
                line, empty = indent, True
            line, empty = line + ("" if empty else " ") + word, False
        return _closed([*lines, line.rstrip(" ")])


def _closed(lines: list[str]) -> list[str]:
    """What is isolated over a break of the line is isolated on either line."""
    closed, still = [], 0
    for line in lines:
        words = line.lstrip(" ")
        whole = line[: len(line) - len(words)] + _ISOLATE * still + words
        still = whole.count(_ISOLATE) - whole.count(_RELEASE)
        closed.append(whole + _RELEASE * still)
    return closed


def _bare(text: str) -> str:
    return text.replace(_ISOLATE, "").replace(_RELEASE, "")


def write_section(section: Section, terminal: Terminal) -> list[str]:
    r"""A section as lines of text.

    Parameters
    ----------
    section : Section
        Part of a brief.
    terminal : Terminal
        How to write.

    Returns
    -------
    list of str
        Lines without ends.

    Examples
    --------
    >>> from markupsafe import Markup
    >>> from qafila.brief.model import Prose, Ref, Section, Sentence
    >>> said = Prose((Sentence(Markup("Pumps are dry."), (Ref("claim-a", "7"),)),))
    >>> print("\n".join(write_section(Section("s", Markup("Fuel"), (said,)), Terminal())))
    Fuel
    ====
    <BLANKLINE>
    Pumps are dry. [7]
    """
    lines = terminal.wrap(terminal.say(section.title))
    lines.append("=" * min(max(len(_bare(line)) for line in lines), terminal.width or 80))
    if section.note:
        lines += terminal.wrap(terminal.say(section.note))
    for block in section.blocks:
        written = list(_block(block, terminal))
        lines += ["", *written] if written else []
    return lines


def _block(block: Block, terminal: Terminal) -> Iterator[str]:  # noqa: C901  # one case a block
    match block:
        case Prose():
            yield from terminal.wrap(" ".join(_told(one, terminal) for one in block.sentences))
        case Points():
            if block.title:
                yield from terminal.wrap(terminal.say(block.title))
            for sentence in block.sentences:
                yield from terminal.wrap(_told(sentence, terminal), _POINT)
        case Notice():
            for words in block.sentences:
                yield from terminal.wrap(terminal.say(words), "! ")
        case Keys():
            for key in block.keys:
                parts = (key.label, key.figure, key.remarks)
                yield from terminal.wrap(_joined(map(terminal.say, parts)), _POINT)
        case Table():
            yield from _table(block, terminal)
        case Figure():
            pass  # a caption without its picture tells nothing
        case Disputed():
            yield from _disputed(block, terminal)
        case Reported():
            yield from _reported(block, terminal)
        case Paper():
            yield from _paper(block, terminal)


def _told(sentence: Sentence, terminal: Terminal) -> str:
    return _joined((terminal.say(sentence.html), terminal.refs(sentence.refs)), " ")


def _joined(parts: Iterable[str], between: str = " · ") -> str:
    return between.join(part for part in parts if part)


def _table(table: Table, terminal: Terminal) -> Iterator[str]:
    """Each row as a list of its cells: no terminal has room for all the columns."""
    if table.folded and not terminal.folded:
        return
    yield from terminal.wrap(terminal.say(table.caption))
    for row in table.rows:
        cells = [
            _joined((terminal.say(cell.html), terminal.refs(cell.refs)), " ") for cell in row.cells
        ]
        heads = [terminal.say(column) for column in table.columns]
        named = [
            f"{head}{terminal.colon}{cell}" if head else cell
            for head, cell in zip(heads[1:], cells[1:], strict=False)
            if cell not in ("", _NOTHING)
        ]
        yield from terminal.wrap(_joined([cells[0], *named]), _POINT)


def _disputed(block: Disputed, terminal: Terminal) -> Iterator[str]:
    yield from terminal.wrap(terminal.say(block.title))
    yield from terminal.wrap(terminal.say(block.summary))
    for version in block.versions:
        chain = terminal.comma.join(terminal.say(link) for link in version.chain)
        details = (terminal.say(detail) for detail in version.details)
        facts = _joined((terminal.say(version.figure), chain, *details))
        yield from terminal.wrap(_joined((facts, terminal.refs(version.refs)), " "), _POINT)


def _reported(block: Reported, terminal: Terminal) -> Iterator[str]:
    yield from terminal.wrap(terminal.say(block.title))
    for entry in block.entries:
        facts = _joined(terminal.say(part) for part in (entry.what, *entry.details))
        yield from terminal.wrap(_joined((facts, terminal.refs(entry.refs)), " "), _POINT)
        if entry.quote:
            yield from terminal.wrap(_quoted(entry.quote.text, terminal), "  ")


def _paper(block: Paper, terminal: Terminal) -> Iterator[str]:
    title = _quoted(block.title, terminal)
    yield from terminal.wrap(_joined((title, terminal.say(block.origin))))
    for quote in block.quotes:
        words = _quoted(quote.text, terminal) if quote.text else terminal.say(quote.withheld)
        yield from terminal.wrap(words, "  ")
        for claim in quote.claims:
            chain = terminal.comma.join(terminal.say(link) for link in reversed(claim.chain))
            facts = _joined((*(terminal.say(fact) for fact in claim.facts), chain))
            yield from terminal.wrap(facts, f"  [{_printable(claim.number)}] ", "    ")


def _quoted(text: str, terminal: Terminal) -> str:
    words = _SPACES.sub(" ", _printable(text)).strip(" ")
    return f"{_ISOLATE}{words}{_RELEASE}" if _against(words, terminal.rtl) else words
