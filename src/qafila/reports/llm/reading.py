"""Read a report by rules and let a language model point at what they missed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from qafila.cards import count
from qafila.reports.article import open_article
from qafila.reports.extract import METHOD_LLM, read_article
from qafila.reports.llm.addressed import addressed_paragraphs, without
from qafila.reports.llm.checking import check_records

if TYPE_CHECKING:
    from qafila.claims import Claim, Document
    from qafila.places import Gazetteer
    from qafila.sources import Sources


class Asked(Protocol):
    """Anything that can be asked what a text says, such as `qafila.reports.llm.asking.Model`."""

    def ask(self, text: str) -> list[Any]:
        """What it says that a text says, unchecked.

        Parameters
        ----------
        text : str
            Stored text of a report.

        Returns
        -------
        list
            Records of any form.
        """
        ...


@dataclass
class Tally:
    """What came of asking a model: records kept, dropped by reason, and what was not sent.

    Examples
    --------
    >>> Tally().lines()
    ('language model: 0 claims added',)
    """

    added: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    not_sent: list[str] = field(default_factory=list)

    def lines(self) -> tuple[str, ...]:
        """The tally as lines for people.

        Returns
        -------
        tuple of str
            One line for what was added and dropped, one for each report that was not sent.
        """
        reasons = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in
                            sorted(self.dropped.items()))  # fmt: skip
        first = f"language model: {count(self.added, 'claim')} added"
        return (first + (f"; records dropped: {reasons}" if reasons else ""), *self.not_sent)


def read_with_model(
    document: Document,
    gazetteer: Gazetteer,
    sources: Sources | None,
    model: Asked,
    tally: Tally | None = None,
) -> tuple[Claim, ...]:
    """Claims read by rules, and after them those that a model pointed at.

    The rules' claims are the same with and without the model. Paragraphs that may speak to a
    machine are not shown to it.

    Parameters
    ----------
    document : Document
        The report.
    gazetteer : Gazetteer
        Places to look for.
    sources : Sources or None
        Sources by name; by default those of the package.
    model : Asked
        The model.
    tally : Tally, optional
        Where to count what was dropped.

    Returns
    -------
    tuple of Claim
        Those of the model have the method ``llm``.

    Raises
    ------
    ReportError
        If the language of the report is not supported.
    ModelError
        If the model does not answer.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> class Echo:
    ...     def ask(self, text):
    ...         return [{"event_type": "attack_on_convoy", "span": "it cost them 40 tankers"}]
    >>> note = Document.from_text("The road is long; it cost them 40 tankers.", "a.md")
    >>> [claim.method for claim in read_with_model(note, Gazetteer(()), None, Echo())]
    ['llm']
    """
    tally = tally or Tally()
    article = open_article(document, gazetteer, sources)
    hidden = addressed_paragraphs(document.text, article.language.code)
    if hidden:
        tally.not_sent.append(
            f"{document.name}: {len(hidden)} paragraphs were not shown to the language model, "
            "because they may speak to one"
        )
    checked = check_records(article, model.ask(without(document.text, hidden)))
    claims = read_article(article, checked.events)
    added = sum(claim.method == METHOD_LLM for claim in claims)
    tally.dropped.update(checked.dropped)
    tally.dropped["known"] += len(checked.events) - added
    tally.dropped = +tally.dropped
    tally.added += added
    return claims
