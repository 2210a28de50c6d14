"""Web pages: the article without menus, adverts and scripts, and what the page says about itself.

The stored text of a page is the extracted article, so that spans lead into what a reader saw. Only
what the page declares counts as its outlet, title and day; nothing is guessed from its words.
"""

from __future__ import annotations

import copy
import logging
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from qafila.errors import ReportError
from qafila.reports.decoding import decode

_OPENING = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page declares its encoding, four times what browsers look at
_SUFFIXES = (".html", ".htm", ".xhtml")
# Elements whose end must be written; of others many may begin one after the other.
_TAG = re.compile(
    r"<(?P<closes>/?)(?P<name>div|span|section|article|main|table|ul|ol|blockquote|font|center|a|b|i"
    r"|em|strong)\b",
    re.IGNORECASE,
)
_DEEPEST = 200  # the parser stops at 256 elements, of whatever name
_STYLE = 'translate(@style, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ", "abcdefghijklmnopqrstuvwxyz")'
_HIDDEN = (
    f'//*[@hidden or contains({_STYLE}, "display:none") or contains({_STYLE}, "visibility:hidden")'
    f' or contains({_STYLE}, "opacity:0;") or contains({_STYLE}, "font-size:0")] | //template'
)
_BLANK = re.compile(r"[ \t]+\n|\n{3,}")


@dataclass(frozen=True)
class Page:
    """An article taken from a web page.

    Examples
    --------
    >>> Page("Pumps are dry.").published is None
    True
    """

    text: str
    outlet: str | None = None
    title: str | None = None
    published: str | None = None


def is_page(data: bytes, name: str) -> bool:
    """Whether a file is a web page, by its name or its first words.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        File name.

    Returns
    -------
    bool
        True for HTML.

    Examples
    --------
    >>> is_page(b"<!DOCTYPE html><html>", "a"), is_page(b"Pumps are dry.", "a.txt")
    (True, False)
    """
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return name.lower().endswith(_SUFFIXES) or _OPENING.match(head) is not None


def open_page(data: bytes, name: str) -> Page:
    """Take the article out of a web page.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        File name to show.

    Returns
    -------
    Page
        The article, and what the page declares about itself.

    Raises
    ------
    ReportError
        If the page holds no article, or none that so deep a page lets be read.

    Examples
    --------
    >>> open_page(b"<html><body><article><p>Pumps are dry.</p></article></body></html>", "a").text
    'Pumps are dry.'
    """
    found = _CHARSET.search(data[:_HEAD])
    text = decode(data, name, found[1].decode("ascii", "replace") if found else None)
    page = _extract(text)
    if page is None or not page.text.strip():
        if _is_too_deep(text):
            raise ReportError(
                f"{name}: the page is nested too deeply to be read; save its text as a .txt file"
            )
        raise ReportError(f"{name}: no article was found in the page; save its text as a .txt file")
    return page


def _is_too_deep(text: str) -> bool:
    """Whether elements stand in each other so deeply that the parser has left out the rest."""
    depths: Counter[str] = Counter()
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        depths[name] += -1 if tag["closes"] else 1
        if depths[name] > _DEEPEST:
            return True
    return False


def _extract(text: str) -> Page | None:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # we tell ourselves what is wrong
    seen = _without_hidden(text)
    if seen is None:
        return None
    # `extensive_search` would take any date in the words of the article for that of the page.
    extracted = trafilatura.bare_extraction(
        copy.deepcopy(seen),
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    found = extracted if extracted is None or isinstance(extracted, dict) else extracted.as_dict()
    if found is not None and (found["text"] or "").strip():
        return Page(_clean(found["text"]), found["sitename"], found["title"], found["date"])
    # Short notes are below what the extraction takes for an article.
    _, plain, _ = trafilatura.baseline(seen)
    return Page(_clean(plain)) if plain.strip() else None


def _without_hidden(text: str) -> Any:
    """The page as a tree without what a browser does not show: hostile pages hide words there."""
    from trafilatura import load_html

    tree = load_html(text)
    if tree is not None:
        for element in tree.xpath(_HIDDEN):
            if element.getparent() is not None:
                element.drop_tree()
    return tree


def _clean(text: str) -> str:
    return _BLANK.sub(lambda gap: "\n" if gap[0][0] in " \t" else "\n\n", text).strip("\n")
