"""What a language must say about itself so that the reader can read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qafila.reports.dates import DateRule


@dataclass(frozen=True)
class Language:
    """A language of the reader: its grammar of dates and its small words.

    Everything else of a language is rows of the lexicons with its `code`.

    Attributes
    ----------
    code : str
        ISO 639-1 code, as in the column ``language`` of the lexicons.
    script : str
        ``latin`` or ``arabic``.
    stop_words : frozenset of str
        Folded words by which the language is known.
    date_rules : tuple of DateRule
        Ways of writing dates, the more specific first.
    since : str
        Regular expression of what leaves the end of a date open.
    abbreviations : frozenset of str
        Folded words after which a full stop ends no sentence.
    pronouns : frozenset of str
        Folded words that, as the subject of a reporting verb, stand for the source named last.
    subject_first : bool
        Whether a source mostly stands before its verb.

    Examples
    --------
    >>> Language("xx", "latin", frozenset({"le"})).code
    'xx'
    """

    code: str
    script: str
    stop_words: frozenset[str]
    date_rules: tuple[DateRule, ...] = ()
    since: str = r"(?!)"
    abbreviations: frozenset[str] = field(default_factory=frozenset)
    pronouns: frozenset[str] = field(default_factory=frozenset)
    subject_first: bool = True
