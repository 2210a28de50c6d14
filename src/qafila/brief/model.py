"""What a brief is made of: sections of blocks, each sentence with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup


@dataclass(frozen=True)
class Ref:
    """A link from a sentence or cell to a claim or a known figure.

    Parameters
    ----------
    anchor : str
        ``claim-…`` or ``figure-…``.
    label : str
        Number shown.
    """

    anchor: str
    label: str


@dataclass(frozen=True)
class Sentence:
    """A sentence and what it rests on.

    Parameters
    ----------
    html : Markup
        The sentence, numbers and names isolated.
    refs : tuple of Ref
        Claims and figures behind it, the newest first.
    lead : bool
        Whether it carries the situation rather than a remark.
    """

    html: Markup
    refs: tuple[Ref, ...] = ()
    lead: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Parameters
    ----------
    html : Markup
        Content.
    refs : tuple of Ref
        What it rests on.
    css : str
        Class.
    """

    html: Markup
    refs: tuple[Ref, ...] = ()
    css: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Parameters
    ----------
    cells : tuple of Cell
        Its cells; the first is the head of the row.
    anchor : str
        Identifier to which others link, if any.
    """

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Prose:
    """A paragraph."""

    sentences: tuple[Sentence, ...]
    template: ClassVar[str] = "prose.html"


@dataclass(frozen=True)
class Points:
    """A list of remarks, under a heading if it has one."""

    sentences: tuple[Sentence, ...]
    title: Markup = field(default_factory=Markup)
    template: ClassVar[str] = "points.html"


@dataclass(frozen=True)
class Notice:
    """What must be read before anything else."""

    sentences: tuple[Markup, ...]
    template: ClassVar[str] = "notice.html"


@dataclass(frozen=True)
class Key:
    """A key figure.

    Parameters
    ----------
    label, figure, remarks : Markup
        What it is, the figure, and its interval, basis and calibration.
    anchor : str
        Section that says more.
    """

    label: Markup
    figure: Markup
    remarks: Markup
    anchor: str


@dataclass(frozen=True)
class Keys:
    """Key figures side by side."""

    title: Markup
    keys: tuple[Key, ...]
    template: ClassVar[str] = "keys.html"


@dataclass(frozen=True)
class Table:
    """A table; `folded` hides it behind its caption until it is opened.

    Parameters
    ----------
    caption : Markup
        What it shows.
    columns : tuple of Markup
        Heads.
    rows : tuple of Row
        Content.
    folded : bool
        Whether it starts closed.
    """

    caption: Markup
    columns: tuple[Markup, ...]
    rows: tuple[Row, ...]
    folded: bool = False
    template: ClassVar[str] = "table.html"


@dataclass(frozen=True)
class Figure:
    """A picture.

    Parameters
    ----------
    svg : Markup
        Sanitised SVG.
    caption : Markup
        What it shows, with measure, basis and calibration.
    refs : tuple of Ref
        What it rests on.
    """

    svg: Markup
    caption: Markup
    refs: tuple[Ref, ...] = ()
    template: ClassVar[str] = "figure.html"


@dataclass(frozen=True)
class Said:
    """One version of a disputed thing.

    Parameters
    ----------
    figure : Markup
        What is said.
    chain : tuple of Markup
        From the outlet to the origin.
    details : tuple of Markup
        Modality, dates, corrections.
    refs : tuple of Ref
        Its claims.
    """

    figure: Markup
    chain: tuple[Markup, ...]
    details: tuple[Markup, ...]
    refs: tuple[Ref, ...]


@dataclass(frozen=True)
class Disputed:
    """A dispute with its versions side by side.

    Parameters
    ----------
    anchor : str
        Where links to it lead.
    title, summary : Markup
        What it is about, and how the versions differ.
    versions : tuple of Said
        Who says what.
    """

    anchor: str
    title: Markup
    summary: Markup
    versions: tuple[Said, ...]
    template: ClassVar[str] = "dispute.html"


@dataclass(frozen=True)
class Quote:
    """A verbatim sentence in its own language.

    Parameters
    ----------
    text, language, direction : str
        The words, the code of their language and its direction.
    restated : bool
        Whether the document restates others and these are no outlet's own words.
    original : Markup
        That the words stand in another language than the brief, if so.
    """

    text: str
    language: str
    direction: str
    restated: bool
    original: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Told:
    """An event in one line, and who says so.

    Parameters
    ----------
    what : Markup
        Kind of event, figure, place and date.
    details : tuple of Markup
        Who says so, how surely, and how many.
    dispute : str
        Anchor of the dispute on it; empty if there is none.
    refs : tuple of Ref
        Its claims, the newest first.
    quote : Quote or None
        Its newest sentence, where the facts alone say too little.
    """

    what: Markup
    details: tuple[Markup, ...]
    dispute: str
    refs: tuple[Ref, ...]
    quote: Quote | None = None


@dataclass(frozen=True)
class Reported:
    """Events of one group."""

    title: Markup
    entries: tuple[Told, ...]
    template: ClassVar[str] = "reported.html"


@dataclass(frozen=True)
class Read:
    """A claim as it was read from a sentence.

    Parameters
    ----------
    anchor, number : str
        Where links lead, and what they show.
    facts : tuple of Markup
        Event, place, date, figure, modality.
    chain : tuple of Markup
        From the outlet to the origin.
    sources : tuple of Link
        Which of the sources that its document restates it comes from, as far as the chain tells.
    """

    anchor: str
    number: str
    facts: tuple[Markup, ...]
    chain: tuple[Markup, ...]
    sources: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Quoted:
    """A verbatim sentence and the claims read from it.

    Parameters
    ----------
    text : str
        The words; empty where they are withheld.
    withheld : Markup
        Why they are withheld, if so.
    restated : bool
        Whether the document restates others and these are no outlet's own words.
    claims : tuple of Read
        What was read.
    """

    text: str
    withheld: Markup
    restated: bool
    claims: tuple[Read, ...]


@dataclass(frozen=True)
class Link:
    """An address that is shown as a link only if it is a plain web address."""

    text: str
    url: str
    date: Markup


@dataclass(frozen=True)
class Paper:
    """A document with the sentences that claims rest on.

    Parameters
    ----------
    title, language, direction : str
        Title, code of its language and its direction; the title is empty where it is withheld.
    origin : Markup
        Outlet and date, and the language if it is not that of the brief.
    restates : tuple of Link
        What it restates.
    quotes : tuple of Quoted
        Sentences in order.
    """

    title: str
    language: str
    direction: str
    origin: Markup
    restates: tuple[Link, ...]
    quotes: tuple[Quoted, ...]
    template: ClassVar[str] = "paper.html"


Block = Prose | Points | Notice | Keys | Table | Figure | Reported | Disputed | Paper


@dataclass(frozen=True)
class Section:
    """Part of a brief.

    Parameters
    ----------
    section_id : str
        Anchor.
    title : Markup
        Heading.
    blocks : tuple of Block
        Content in order.
    note : Markup
        Marking or remark under the heading.
    """

    section_id: str
    title: Markup
    blocks: tuple[Block, ...]
    note: Markup = field(default_factory=Markup)


def plain(markup: Markup) -> str:
    """Text of markup, for descriptions that are read aloud.

    Parameters
    ----------
    markup : Markup
        Words of a brief.

    Returns
    -------
    str
        The text alone.

    Examples
    --------
    >>> plain(Markup("<bdi>3</bdi> days"))
    '3 days'
    """
    return markup.striptags()
