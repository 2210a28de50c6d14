"""Names, figures and quoted words kept apart from the order of the sentence around them."""

from __future__ import annotations

from markupsafe import Markup

from qafila.charts.theme import clean

_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *map(ord, _TURNING), 0x2028, 0x2029)
_VISIBLE = {sign: "\ufffd" for sign in _CONTROLS if chr(sign) not in "\n\t"}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ff-Adlm"})


def direction(language: str) -> str:
    """Direction in which a language is written.

    Parameters
    ----------
    language : str
        Code of the language.

    Returns
    -------
    str
        ``rtl`` or ``ltr``.

    Examples
    --------
    >>> direction("ar"), direction("fr")
    ('rtl', 'ltr')
    """
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def name(text: str) -> Markup:
    """A name or foreign words, kept apart from the order of the sentence around.

    Parameters
    ----------
    text : str
        Anything, hostile text included.

    Returns
    -------
    Markup
        Escaped and isolated, without direction marks.

    Examples
    --------
    >>> name("<b>")
    Markup('<bdi>&lt;b&gt;</bdi>')
    """
    return Markup("<bdi>{}</bdi>").format(clean(text))


def left_to_right(text: str) -> Markup:
    """A number or a date in figures, which never flips.

    Parameters
    ----------
    text : str
        The figures.

    Returns
    -------
    Markup
        Escaped and isolated.

    Examples
    --------
    >>> left_to_right("1 < 2")
    Markup('<bdi dir="ltr">1 &lt; 2</bdi>')
    """
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def verbatim(text: str) -> str:
    r"""Quoted words without signs that could turn the page around.

    Parameters
    ----------
    text : str
        Words of a document.

    Returns
    -------
    str
        The same words; overrides and embeddings of direction and control characters are gone.

    Examples
    --------
    >>> verbatim("Kayes \u202eroad")
    'Kayes road'
    """
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    kept = (sign for sign in text if sign not in turning and (sign >= " " or sign in "\n\t"))
    return " ".join("".join(kept).split())


def visible(text: str) -> str:
    r"""Text for a table, where signs that command a screen or turn a line are seen as such.

    Parameters
    ----------
    text : str
        Anything, hostile text included.

    Returns
    -------
    str
        The same text, of the same length; each control character but line feeds and tabs, and
        each mark of direction, is a replacement character.

    Examples
    --------
    >>> visible("Kayes \x1b[31mroad \u202egnp")
    'Kayes �[31mroad �gnp'
    """
    return text.translate(_VISIBLE)
