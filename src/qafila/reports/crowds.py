"""People whom a text counts and who therefore do not speak, though their name could be a source's.

"Three residents said" quotes three people; of "a town of 560,000 residents" nobody is quoted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.lexicons import table
from qafila.reports.numbers import find_numbers

if TYPE_CHECKING:
    from qafila.reports.article import Article
    from qafila.reports.mentions import Mention

_CROWD = 100  # people; fewer than these are counted as speakers
_BEFORE = 28  # characters that a number before a noun may take


def is_described(mention: Mention) -> bool:
    """Tell whether a number before a mention counts speakers, as that of "20 jihadists" does not.

    Parameters
    ----------
    mention : Mention
        A possible source.

    Returns
    -------
    bool
        True for a description, which names nobody.

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.mentions import Mention
    >>> is_described(Mention(0, 9, Source("residents", None, "local_source")))
    True
    """
    return mention.source.source_id is None and mention.source.kind != "armed_group"


def is_counted(article: Article, mention: Mention) -> bool:
    """Tell whether a description names people, who may be counted where they do not speak.

    Parameters
    ----------
    article : Article
        The report.
    mention : Mention
        A possible source.

    Returns
    -------
    bool
        True for "residents", not for "a source".

    Examples
    --------
    >>> from qafila.claims import Document, Source
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> from qafila.reports.mentions import Mention
    >>> article = open_article(Document.from_text("The residents of it.", "a"), Gazetteer(()))
    >>> is_counted(article, Mention(4, 13, Source("residents", None, "local_source")))
    True
    """
    nouns = table("nouns", article.language.code)
    found = nouns.find(article.folded.flat, mention.start, mention.end)
    return any(hit.value["class"] == "person" for hit in found)


def is_crowd(article: Article, mention: Mention, start: int) -> bool:
    """Tell whether hundreds or more are counted right before: they live there and do not speak.

    Parameters
    ----------
    article : Article
        The report.
    mention : Mention
        A possible source.
    start : int
        Where the sentence begins.

    Returns
    -------
    bool
        True for "560,000 inhabitants".

    Examples
    --------
    >>> from qafila.claims import Document, Source
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> from qafila.reports.mentions import Mention
    >>> note = Document.from_text("The town has 560,000 residents.", "a", language="en")
    >>> article = open_article(note, Gazetteer(()))
    >>> is_crowd(article, Mention(21, 30, Source("residents", None, "local_source")), 0)
    True
    """
    if not is_described(mention) or not is_counted(article, mention):
        return False
    folded, first = article.folded, max(start, mention.start - _BEFORE)
    return any(
        number.value >= _CROWD and number.end >= mention.start - 1
        for number in find_numbers(folded.text, article.language.code, first, mention.start)
    )
